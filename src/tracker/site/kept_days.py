"""Past days of the site at addresses that do not change: ``on/DATE/``.

A day is built once, from the record as it is then, and kept beside the releases; every later publication has it
again as it was. Deleting its folder there withdraws it.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from tracker.site.release import Release

FOLDER: Final = "on"


def address(day: dt.date) -> str:
    """The path of the front page of a kept day, relative to the site."""
    return f"{FOLDER}/{day.isoformat()}/"


def known(store: Path) -> list[dt.date]:
    """The days that are kept, the latest first."""
    try:
        names = os.listdir(store / FOLDER)  # noqa: PTH208 -- of names alone
    except FileNotFoundError:
        return []
    return sorted((dt.date.fromisoformat(name) for name in names if "." not in name), reverse=True)


def keep(store: Path, day: dt.date, files: Iterable[tuple[str, bytes]]) -> None:
    """Keep ``files``, the whole site of a day; one that is kept already stays as it is."""
    folder = store / FOLDER / day.isoformat()
    if folder.exists():
        return
    unfinished = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    for path, raw in files:
        file = unfinished / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    unfinished.rename(folder)  # a process that is killed before leaves no half of a day


def put(release: Release, days: Sequence[dt.date]) -> None:
    """Add the kept days to a release; those that the last one has are linked."""
    for day in days:
        folder, prefix = release.store / FOLDER / day.isoformat(), address(day)
        paths = sorted(
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        )
        if not release.reuse(prefix, FOLDER, [prefix + path for path in paths]):
            for path in paths:
                release.put(prefix + path, (folder / path).read_bytes())
            release.tag(prefix, FOLDER)
