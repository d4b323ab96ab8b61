"""Published sites for tests, each published once by all processes of a run, and read as text."""

from __future__ import annotations

import datetime as dt
import html
import os
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock
from support.looking import NEWEST_DAY, TODAY, demonstration, few, hostile, new_zealand, real

from tracker.portfolio.load import Portfolio
from tracker.site.publish import publish

PORTFOLIOS = {
    "demo": demonstration,
    "few": few,
    "real": real,
    "nz": new_zealand,
    "hostile": hostile,
}
DAYS = {"nz": NEWEST_DAY}
"""The day of publication where it is not `TODAY`."""


def put(
    portfolio: Portfolio, folder: Path, as_of: dt.date = TODAY, base: str | None = None
) -> Path:
    """``portfolio`` published in ``folder``."""
    publish(folder, portfolio, as_of, base)
    return folder


@cache
def site(name: str) -> Path:
    """One of `PORTFOLIOS` as it is published today; no test changes it."""
    folder = Path(os.environ["TESTS_SHARED_FOLDER"]) / name
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            put(PORTFOLIOS[name](), folder, DAYS.get(name, TODAY))
    return folder


@cache
def texts(name: str) -> dict[str, str]:
    """Every file of a site by its path."""
    return read(site(name))


def read(folder: Path) -> dict[str, str]:
    """The text of every file below a folder by path, with its line ends; of a workbook that of its parts, of a picture its bytes."""
    return {
        path.relative_to(folder).as_posix(): _text(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _text(path: Path) -> str:
    if path.suffix == ".png":
        return path.read_bytes().hex()
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("utf-8")
    with zipfile.ZipFile(path) as workbook:
        return "\n".join(workbook.read(name).decode("utf-8") for name in workbook.namelist())


def pages(name: str) -> dict[str, str]:
    return {path: text for path, text in texts(name).items() if path.endswith(".html")}


def links(page: str) -> Iterator[str]:
    """The addresses that a page links to or loads."""
    for address in re.findall(r'\s(?:href|src)="([^"]*)"', page):
        yield html.unescape(address)


def inside(href: str) -> bool:
    return not urlsplit(href).scheme and not href.startswith("//")
