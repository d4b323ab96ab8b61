"""Savers killed at random moments, for as long as asked: what was acknowledged is there, and once.

    python benchmarks/soak_saves.py [SECONDS]

Three processes save reports into one portfolio without rest; one after the other is killed (SIGKILL)
somewhere within a save and replaced. It runs without git, with git, and with two files in two folders
that change together. After every kill the files are read; at the end the counts are printed, and the
exit code is 1 if anything was lost.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.portfolio.edit import AppendUpdate
from tracker.portfolio.load import load
from tracker.store import save
from tracker.store.access import Person
from tracker.store.changes import TargetChange
from tracker.store.history import history
from tracker.store.recovery import recover
from tracker.store.scaffold import scaffold

SAVERS = 3
TARGETS = 6
TODAY = dt.date(2150, 1, 1)
FIRST = dt.date(2000, 1, 1)
RESERVED = 40  # days for one saver; it is killed long before
WANG = Person("王芳", "wang@example.org")
HEAD = """\
# 长期试验 / for a long trial
portfolio: {title: Soak, commit: %s}
themes: {housing: Housing}
organisations: {bureau: Bureau}
documents: {paper: {title: Paper}}
"""
TARGET = """\
  - id: %s   # stays
    title: Homes
    theme: housing
    lead: bureau
    measure: {kind: cumulative, unit: 户, target: 1000}
    start: 2000-01-01
    due: 2199-12-31
    source: {document: paper}
    updates:
"""


def texts(mode: str) -> dict[str, str]:
    """The files of a mode, by name."""
    head = HEAD % ("true" if mode == "git" else "false")
    names = [f"t-{number}" for number in range(TARGETS)]
    if mode != "two files":
        return {"targets.yaml": head + "targets:\n" + "".join(TARGET % name for name in names)}
    return {
        "a.yaml": head + "targets:\n" + "".join(TARGET % name for name in names[::2]),
        "parks/b.yaml": "targets:\n" + "".join(TARGET % name for name in names[1::2]),
    }


def work(folder: Path, number: int, mode: str, told: int) -> None:
    """Save until killed; say what is tried and what is acknowledged, each in one write."""
    for place in range(RESERVED):
        day = FIRST + dt.timedelta(days=number * RESERVED + place)
        names = [f"t-{(number + place) % TARGETS}"]
        if mode == "two files":
            names.append(f"t-{(number + place + 1) % TARGETS}")  # of the other file
        reports = [f"{name} {day}" for name in names]
        os.write(told, "".join(f"try {report}\n" for report in reports).encode())
        update = {"date": day, "value": 5, "note": "说明：# " * (place % 9)} | {
            "evidence": {"title": "G", "grade": "A"}
        }
        if not place % 9:
            del update["note"]
        changes = [TargetChange(name, (AppendUpdate(name, update),)) for name in names]
        now = dt.datetime.now(dt.UTC)
        done = save.save(folder, changes, WANG, today=TODAY, now=now, wait=60)
        if done.notes:
            os.write(told, f"note {json.dumps([str(note) for note in done.notes])}\n".encode())
        os.write(told, "".join(f"saved {report}\n" for report in reports).encode())


def saver(folder: Path, number: int, mode: str, told: int) -> int:
    if child := os.fork():
        return child
    try:
        work(folder, number, mode, told)
    except BaseException as error:  # noqa: BLE001 -- whatever it is, it is told
        os.write(told, f"error {error!r}\n".encode())
    finally:
        os._exit(0)


def sound(folder: Path, before: dict[str, str]) -> bool:
    """Whether each file reads without a problem and holds nothing but its old lines and whole new ones."""
    for name, text in before.items():
        found = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in found if not line.startswith("      - {date: ")]
        new = [line for line in found if line.startswith("      - {date: ")]
        if "".join(kept) != text or not all(line.endswith("grade: A}}\n") for line in new):
            return False
    return not load(folder).problems


def on_disk(folder: Path) -> Iterator[str]:
    for part in load(folder).parts:
        for record in part.document.data["targets"]:
            yield from (f"{record['id']} {one['date']}" for one in record["updates"] or ())


def in_history(folder: Path) -> Iterator[str]:
    for number in range(TARGETS):
        for entry in history(folder, f"t-{number}", limit=10**6):
            for one in json.loads(entry.after)["updates"]:
                yield f"{entry.target} {one['date']}"


def soak(mode: str, seconds: float, rng: random.Random) -> tuple[dict[str, int], list[str]]:
    """Counts, and what went wrong."""
    with TemporaryDirectory() as given:
        folder, log = Path(given) / "data", Path(given) / "log"
        before = texts(mode)
        for name, text in before.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        if mode == "git":
            scaffold(folder, WANG, now=dt.datetime.now(dt.UTC), title="")
        told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        end = time.monotonic() + seconds
        children = [saver(folder, number, mode, told) for number in range(SAVERS)]
        number, kills, intact = SAVERS, 0, 0
        while time.monotonic() < end:
            time.sleep(rng.uniform(0.0, 0.25))
            place = rng.randrange(SAVERS)
            os.kill(children[place], signal.SIGKILL)
            status = os.waitpid(children[place], 0)[1]
            kills += os.WIFSIGNALED(status)
            intact += sound(folder, before) if os.WIFSIGNALED(status) else 0
            children[place] = saver(folder, number, mode, told)
            number += 1
        for child in children:
            os.kill(child, signal.SIGKILL)
            kills += os.WIFSIGNALED(os.waitpid(child, 0)[1])
            intact += sound(folder, before)
        os.close(told)
        notes = recover(folder, now=dt.datetime.now(dt.UTC))
        said = [line.partition(" ") for line in log.read_text(encoding="utf-8").splitlines()]
        tried = {what for kind, _, what in said if kind == "try"}
        saved = {what for kind, _, what in said if kind == "saved"}
        present, recorded = Counter(on_disk(folder)), Counter(in_history(folder))
        counts = {
            "saves attempted": sum(kind == "try" for kind, _, _ in said),
            "kills": kills,
            "files intact after a kill": intact,
            "reports acknowledged": len(saved),
            "reports on disk": sum(present.values()),
            "acknowledged reports lost": len(saved - set(present)),
        }
        wrong = [f"{kind}: {what}" for kind, _, what in said if kind in ("error", "note")]
        wrong += [f"lost: {what}" for what in saved - set(present)]
        wrong += [f"there {times} times: {what}" for what, times in present.items() if times > 1]
        wrong += [f"nobody's: {what}" for what in set(present) - tried]
        wrong += [
            f"recorded otherwise: {what}"
            for what in set((present - recorded) + (recorded - present))
        ]
        wrong += [f"not intact: {kills - intact} times"] if intact < kills else []
        wrong += [f"at the end: {note}" for note in notes]
        if mode == "git":
            check = ["git", "-C", str(folder), "fsck", "--strict", "--no-dangling"]
            done = subprocess.run(check, capture_output=True, text=True, check=False)
            wrong += [f"git fsck: {done.stderr}"] if done.returncode else []
        return counts, wrong


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    rng = random.Random(135)
    failed = False
    for mode in ("journal", "git", "two files"):
        counts, wrong = soak(mode, seconds / 3, rng)
        print(f"{mode:10}", ", ".join(f"{count} {name}" for name, count in counts.items()))
        for line in wrong[:20]:
            print("  ", line)
        failed |= bool(wrong)
    sys.exit(failed)


if __name__ == "__main__":
    main()
