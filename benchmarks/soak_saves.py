"""Kills saving processes at random moments: every acknowledged report must exist exactly once.

    python benchmarks/soak_saves.py [SECONDS]

Three processes save reports to one portfolio without pause; they are killed (SIGKILL) one after the other
in the middle of a save, and replaced. Runs without git, with git, with two files in two folders that
change together, and with targets that are renamed between the reports. Each process keeps a draft of its
reports. The files are read after every kill. Prints counts; the exit code is 1 if a report is lost.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.portfolio.edit import AppendUpdate
from tracker.portfolio.load import load
from tracker.store import drafts, save
from tracker.store.access import Person
from tracker.store.changes import TargetChange
from tracker.store.drafts import DraftPlace
from tracker.store.errors import StoreError
from tracker.store.history import history
from tracker.store.recovery import recover
from tracker.store.rename import rename
from tracker.store.scaffold import scaffold

MODES = ("journal", "git", "two files", "renames")
SAVERS = 3
TARGETS = 6
TODAY = dt.date(2150, 1, 1)
FIRST = dt.date(2000, 1, 1)
RESERVED = 40  # days per saver; it is killed long before they run out
WANG = Person("王芳", "wang@example.org")
HEAD = """\
# 长期试验 / endurance test
portfolio: {title: Soak, commit: %s}
themes: {housing: Housing}
organisations: {bureau: Bureau}
documents: {paper: {title: Paper}}
"""
TARGET = """\
  - id: %s   # this comment must stay
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
    """The files of a mode by name."""
    head = HEAD % ("true" if mode == "git" else "false")
    names = [f"t-{number}" for number in range(TARGETS)]
    if mode != "two files":
        return {"targets.yaml": head + "targets:\n" + "".join(TARGET % name for name in names)}
    return {
        "a.yaml": head + "targets:\n" + "".join(TARGET % name for name in names[::2]),
        "parks/b.yaml": "targets:\n" + "".join(TARGET % name for name in names[1::2]),
    }


def work(folder: Path, number: int, mode: str, log_fd: int) -> None:
    """Save until killed; log each attempt and each acknowledgement in one write."""
    keep = DraftPlace(str(folder), f"saver {number}", "t")
    for place in range(RESERVED):
        now = dt.datetime.now(dt.UTC)
        draft = drafts.sync(keep, drafts.StoredDraft(), {"note": f"{number} {place}"}, now).draft
        os.write(log_fd, f"typed {number} {place}\n".encode())
        day = FIRST + dt.timedelta(days=number * RESERVED + place)
        if mode == "renames" and place % 3 == 2:
            rename_one(folder, (number + place) % TARGETS, f"{number}-{place}")
        names = [f"t-{(number + place) % TARGETS}"]
        if mode == "two files":
            names.append(f"t-{(number + place + 1) % TARGETS}")  # in the other file
        reports = [f"{name} {day}" for name in names]
        if mode == "renames":
            names = [load(folder).targets[(number + place) % TARGETS].id]
        os.write(log_fd, "".join(f"try {report}\n" for report in reports).encode())
        update = {"date": day, "value": 5, "note": "说明：# " * (place % 9)} | {
            "evidence": {"title": "G", "grade": "A"}
        }
        if not place % 9:
            del update["note"]
        changes = [TargetChange(name, (AppendUpdate(name, update),)) for name in names]
        now = dt.datetime.now(dt.UTC)
        try:
            result = save.save(folder, changes, WANG, today=TODAY, now=now, wait=60)
        except StoreError:
            if mode != "renames":
                raise
            continue  # another process has renamed the target since
        if result.notes:
            os.write(log_fd, f"note {json.dumps([str(note) for note in result.notes])}\n".encode())
        os.write(log_fd, "".join(f"saved {report}\n" for report in reports).encode())
        if place % 2:
            drafts.end(keep, draft, now)


def rename_one(folder: Path, position: int, ending: str) -> None:
    """Give a target a new id, unless another process does it at the moment."""
    old = load(folder).targets[position].id
    now = dt.datetime.now(dt.UTC)
    with suppress(StoreError):
        rename(folder, old, f"t-{position}-{ending}", WANG, kind="target", today=TODAY, now=now)


def damaged_drafts(folder: Path, lines: Sequence[tuple[str, str, str]]) -> list[str]:
    """Draft files that are not whole, and savers whose last draft is gone without having ended."""
    now = dt.datetime.now(dt.UTC)
    problems = []
    for path in DraftPlace(str(folder), "", "").path.parents[1].glob("*/*.json"):
        try:
            json.loads(path.read_bytes())
        except ValueError:
            problems.append(f"not whole: {path}")
    last = dict(text.split() for kind, _, text in lines if kind == "typed")
    for number, place in last.items():
        keep = DraftPlace(str(folder), f"saver {number}", "t")
        entries = drafts.sync(keep, drafts.StoredDraft(), {}, now).draft.entries
        typed = str(entries["note"].value) if "note" in entries else ""
        if typed not in (f"{number} {place}", f"{number} {int(place) + 1}") and int(place) % 2 == 0:
            problems.append(f"draft lost: {number} {place}, found {typed!r}")
    return problems


def saver(folder: Path, number: int, mode: str, log_fd: int) -> int:
    if child := os.fork():
        return child
    try:
        work(folder, number, mode, log_fd)
    except BaseException as error:  # noqa: BLE001 -- any error fails the test
        os.write(log_fd, f"error {error!r}\n".encode())
    finally:
        os._exit(0)


def is_intact(folder: Path, before: dict[str, str]) -> bool:
    """Whether each file is valid and contains its original lines and complete new ones only."""
    for name, text in before.items():
        lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        original = [
            re.sub(r"(- id: t-[0-9])[-0-9]*", r"\1", line)
            for line in lines
            if not line.startswith("      - {date: ")
        ]
        new = [line for line in lines if line.startswith("      - {date: ")]
        if "".join(original) != text or not all(line.endswith("grade: A}}\n") for line in new):
            return False
    return not load(folder).problems


def on_disk(folder: Path) -> Iterator[str]:
    for part in load(folder).parts:
        for record in part.document.data["targets"]:
            name = record["id"][:3]  # without what a rename added
            yield from (f"{name} {update['date']}" for update in record["updates"] or ())


def in_history(folder: Path) -> Iterator[str]:
    for target in load(folder).targets:
        for entry in history(folder, target.id, limit=10**6):
            for update in json.loads(entry.after).get("updates", ()):
                yield f"{entry.target[:3]} {update['date']}"


def soak(mode: str, seconds: float, rng: random.Random) -> tuple[dict[str, int], list[str]]:
    """Counts, and a line for each failure."""
    with TemporaryDirectory() as temporary:
        folder, log = Path(temporary) / "data", Path(temporary) / "log"
        os.environ["XDG_STATE_HOME"] = str(Path(temporary) / "state")
        before = texts(mode)
        for name, text in before.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        if mode == "git":
            scaffold(folder, WANG, now=dt.datetime.now(dt.UTC), title="")
        log_fd = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        end = time.monotonic() + seconds
        children = [saver(folder, number, mode, log_fd) for number in range(SAVERS)]
        number, kills, intact = SAVERS, 0, 0
        while time.monotonic() < end:
            time.sleep(rng.uniform(0.0, 0.25))
            place = rng.randrange(SAVERS)
            os.kill(children[place], signal.SIGKILL)
            status = os.waitpid(children[place], 0)[1]
            kills += os.WIFSIGNALED(status)
            intact += is_intact(folder, before) if os.WIFSIGNALED(status) else 0
            children[place] = saver(folder, number, mode, log_fd)
            number += 1
        for child in children:
            os.kill(child, signal.SIGKILL)
            kills += os.WIFSIGNALED(os.waitpid(child, 0)[1])
            intact += is_intact(folder, before)
        os.close(log_fd)
        notes = recover(folder, now=dt.datetime.now(dt.UTC))
        lines = [line.partition(" ") for line in log.read_text(encoding="utf-8").splitlines()]
        tried = {report for kind, _, report in lines if kind == "try"}
        saved = {report for kind, _, report in lines if kind == "saved"}
        present, recorded = Counter(on_disk(folder)), Counter(in_history(folder))
        counts = {
            "saves attempted": sum(kind == "try" for kind, _, _ in lines),
            "kills": kills,
            "files intact after a kill": intact,
            "reports acknowledged": len(saved),
            "reports on disk": sum(present.values()),
            "acknowledged reports lost": len(saved - set(present)),
        }
        failures = [f"{kind}: {text}" for kind, _, text in lines if kind in ("error", "note")]
        failures += [f"lost: {report}" for report in saved - set(present)]
        failures += [f"saved {n} times: {report}" for report, n in present.items() if n > 1]
        failures += [f"never tried: {report}" for report in set(present) - tried]
        failures += [
            f"history differs: {report}"
            for report in set((present - recorded) + (recorded - present))
        ]
        failures += [f"not intact: {kills - intact} times"] if intact < kills else []
        failures += [f"at the end: {note}" for note in notes]
        failures += damaged_drafts(folder, lines)
        if mode == "git":
            command = ["git", "-C", str(folder), "fsck", "--strict", "--no-dangling"]
            fsck = subprocess.run(command, capture_output=True, text=True, check=False)
            failures += [f"git fsck: {fsck.stderr}"] if fsck.returncode else []
        return counts, failures


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    rng = random.Random(135)
    failed = False
    for mode in MODES:
        counts, failures = soak(mode, seconds / len(MODES), rng)
        print(f"{mode:10}", ", ".join(f"{count} {name}" for name, count in counts.items()))
        for line in failures[:20]:
            print("  ", line)
        failed |= bool(failures)
    sys.exit(failed)


if __name__ == "__main__":
    main()
