"""Publishing a site, compared with writing the same files; one changed target, compared with all; and its index.

A large site is built in several processes, so that all is measured in elapsed time, beside the CPU time of all of them.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from generate import big_text
from measure import Row

from tracker.checks.run import CleanTargets
from tracker.portfolio import load
from tracker.site.builder import SiteBuilder
from tracker.site.publish import code_digest, load_valid, publish

AS_OF = dt.date(2024, 1, 15)
SIZES = (60, 1_000, 10_000)
INDEX_LIMITS = {60: 60, 10_000: 300}
"""By number of targets, the largest index page in kB."""
SAME_FILES = "writing the same files"
FILES = 20
"""A large portfolio is a folder with one file per department."""


def write_data(folder: Path, files: int) -> None:
    """Write a portfolio of 10,000 targets in so many files."""
    head, _, body = big_text().partition("targets:\n")
    targets = body.split("\n- id: ")
    targets = [targets[0].removeprefix("- id: "), *targets[1:]]
    size = -(-len(targets) // files)
    folder.mkdir()
    for number in range(files):
        part = targets[number * size : (number + 1) * size]
        text = "targets:\n" + "".join(f"- id: {target.rstrip()}\n" for target in part)
        (folder / f"{number:02}.yaml").write_text(text if number else head + text, encoding="utf-8")


class Taken(NamedTuple):
    """Seconds."""

    elapsed: float
    cpu: float  # of all processes

    @classmethod
    def since(cls, start: Taken) -> Taken:
        return cls(*(after - before for after, before in zip(now(), start, strict=True)))


def now() -> Taken:
    return Taken(time.perf_counter(), sum(os.times()[:4]))


def medians(times: Iterable[Taken]) -> Taken:
    return Taken(*map(median, zip(*times, strict=True)))


def whole(
    data: Path, site: Path, site_builder: SiteBuilder, clean: CleanTargets | None = None
) -> Taken:
    """What it takes from the files to the published site."""
    start = now()
    publish(site, load_valid(data, AS_OF, clean), AS_OF, site_builder=site_builder)
    return Taken.since(start)


def changed(data: Path, site: Path, site_builder: SiteBuilder, clean: CleanTargets) -> Taken:
    """The median to publish again after adding a report to one target, as `--watch` does."""
    times = []
    path = max(data.glob("*.yaml"))
    for value in range(3):  # totals must not decrease
        text = path.read_text(encoding="utf-8")
        text = text.rstrip() + f"\n  - {{date: 2024-01-0{value + 1}, value: {900 + value}}}\n"
        path.write_text(text, encoding="utf-8")
        time.sleep(0.2)  # `load` does not cache a file that has just been written
        times.append(whole(data, site, site_builder, clean))
    return medians(times)


def floor(site: Path, folder: Path) -> Taken:
    """The median to write the same files, whose cost differs with what the system has in memory."""
    files = {
        path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }
    times = []
    for number in range(3):
        copy = folder / str(number)
        for path in files:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
        start = now()
        for path, raw in files.items():
            (copy / path).write_bytes(raw)
        times.append(Taken.since(start))
        shutil.rmtree(copy)
    return medians(times)


def index_size(site: Path, size: int, limit: int) -> Row:
    """The larger one of the index pages of both languages, in kB."""
    pages = [site / "index.html", site / "en" / "index.html"]
    largest = max(page.stat().st_size for page in pages) / 1000
    return Row(f"index page of {size:,} targets", largest, "the limit", limit, 1, "kB")


def both(what: str, ours: Taken, beside: str, other: Taken, limit: float | None) -> Iterator[Row]:
    """A row of the elapsed time, which counts, and one of the CPU time."""
    yield Row(what, ours.elapsed, beside, other.elapsed, limit)
    yield Row(f"{what}, CPU", ours.cpu, beside, other.cpu)


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES[:-1]:
            data, site = folder / f"{size}.yaml", folder / f"site-{size}"
            data.write_text(big_text(size), encoding="utf-8")
            ours = whole(data, site, SiteBuilder(code_digest()))
            write = floor(site, folder / f"copy-{size}")
            yield from both(f"publish {size:,} targets", ours, SAME_FILES, write, None)
            if size in INDEX_LIMITS:
                yield index_size(site, size, INDEX_LIMITS[size])
        for files in (FILES, 1):
            data, site = folder / f"data-{files}", folder / f"big-{files}"
            write_data(data, files)
            load.file_cache.parts.clear()
            site_builder = SiteBuilder(code_digest())
            clean = CleanTargets()
            full = whole(data, site, site_builder, clean)
            if files == FILES:
                write = floor(site, folder / "copy")
                yield from both(f"publish {SIZES[-1]:,} targets", full, SAME_FILES, write, 8)
                yield index_size(site, SIZES[-1], INDEX_LIMITS[SIZES[-1]])
            again = changed(data, site, site_builder, clean)
            size_text = f"of {SIZES[-1]:,} in {files} file{'s' if files > 1 else ''}"
            what = f"one target changed, {size_text}"
            yield from both(what, again, "publishing them all", full, 1 / 10)
