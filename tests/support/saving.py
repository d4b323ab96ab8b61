"""A process that saves and can be killed at any step; tests and the soak test drive it.

As a script it reads one job a line (JSON) from standard input, does each in a child of its own and
answers with one line: how the child ended, and how many calls to the system it had made.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import wraps
from pathlib import Path
from typing import Self

from support.waiting import PATIENCE

from tracker.portfolio.edit import AppendDecision, AppendUpdate
from tracker.portfolio.load import load
from tracker.store import save as store_save
from tracker.store.access import Person
from tracker.store.changes import TargetChange
from tracker.store.errors import StoreError
from tracker.store.history import history

NOW = dt.datetime(2022, 7, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
TODAY = dt.date(2022, 7, 1)
TEMPORARY = tempfile.gettempdir()
WANG = Person("王芳", "wang@example.org")
# What a save asks of the system, by name; `subprocess.Popen` is git. To be killed before one step is to
# be killed after the last: a `close` or a question in between is no step of its own.
STEPS = {
    os: ["open", "write", "fsync", "replace", "unlink", "fchmod"],
    subprocess: ["Popen"],
    fcntl: ["flock"],
}


def change(target: str, day: str, value: float, note: str = "") -> TargetChange:
    """One report with valid evidence."""
    update = {"date": day, "value": value} | ({"note": note} if note else {})
    return TargetChange(
        target, (AppendUpdate(target, update | {"evidence": {"title": "G", "grade": "A"}}),)
    )


def decision(target: str, text: str) -> TargetChange:
    """A decision on a target, of a review that is added with the first."""
    fields = {"text": text, "target": target}
    return TargetChange(target, (AppendDecision(dt.date(2022, 6, 30), fields, "Review"),))


def save(data, *changes: TargetChange, **options) -> store_save.SaveResult:
    """`store.save` by Wang on the day of these tests."""
    return store_save.save(
        data, changes, options.pop("person", WANG), **{"today": TODAY, "now": NOW} | options
    )


def reported(data, target: str) -> list[str]:
    """The dates of a target's updates in the files."""
    for part in load(data).parts:
        for record in part.document.data["targets"]:
            if record["id"] == target:
                return [update["date"] for update in record.get("updates", [])]
    raise AssertionError(target)


def recorded(data, target: str) -> list[str]:
    """The dates of a target's updates in the history, sorted, with repetitions."""
    entries = history(data, target, limit=10_000)
    updates = [one for entry in entries for one in json.loads(entry.after)["updates"]]
    return sorted(update["date"] for update in updates)


def bare_git(monkeypatch) -> None:
    """A git without a configured identity and without example hooks."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_TEMPLATE_DIR", "")


class Steps:
    """Counts the calls to the system and kills the process just before the n-th.

    ``half``: a write that is cut off puts down half of what it was given first.
    """

    def __init__(self, last: int | None = None, *, half: bool = False) -> None:
        self.count = 0
        self.last = last
        self.half = half
        self.names: list[str] = []

    def watch(self) -> None:
        for module, names in STEPS.items():
            for name in names:
                setattr(module, name, self.counted(f"{module.__name__}.{name}", module, name))

    def counted(self, shown: str, module, name: str):
        real, write = getattr(module, name), os.write
        if isinstance(real, type):  # subprocess.Popen is a class, and used as one

            def counted_init(instance, *args, **kwargs) -> None:
                self.step(shown)
                super(counted, instance).__init__(*args, **kwargs)

            counted = type(real.__name__, (real,), {"__init__": counted_init})
            return counted

        @wraps(real)
        def counting(*args, **kwargs):
            if name == "open" and str(args[0]) == TEMPORARY:
                return real(*args, **kwargs)  # where git's answers go: nothing of ours
            if self.count + 1 == self.last and self.half and name == "write":
                write(args[0], bytes(args[1])[: len(args[1]) // 2])
            self.step(shown)
            return real(*args, **kwargs)

        return counting

    def step(self, shown: str) -> None:
        self.count += 1
        self.names.append(shown)
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def work(job: dict, answer: int) -> None:
    """In the child: save, be killed at the job's step, or answer with the number of steps."""
    write = os.write
    exec(job.get("prepare", ""), {})  # what a test changes in this process
    steps = Steps(job.get("step"), half=job.get("half", False))
    steps.watch()
    changes = [change(*one) if len(one) > 2 else decision(*one) for one in job["changes"]]
    try:
        done = save(job["data"], *changes, wait=PATIENCE)
    except StoreError as error:
        result = {"error": str(error), "steps": steps.count}
    else:
        result = {
            "saved": True,
            "notes": [str(note) for note in done.notes],
            "steps": steps.count,
            "names": steps.names,
        }
    write(answer, json.dumps(result).encode())


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        if "copy" in job:  # from a sound state, every time
            shutil.rmtree(job["folder"], ignore_errors=True)
            shutil.copytree(job["copy"], job["folder"], symlinks=True)
        reading, writing = os.pipe()
        if (child := os.fork()) == 0:
            work(job, writing)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            answer_text = pipe.read()
        status = os.waitpid(child, 0)[1]
        answer = {"killed": os.WIFSIGNALED(status)} | (
            json.loads(answer_text) if answer_text else {}
        )
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


class Worker:
    """This script as a process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "support.saving"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def do(self, **job) -> dict:
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the worker itself died"
        return json.loads(line)


if __name__ == "__main__":
    main()
