"""Publishing a site, compared with writing the same files; one changed target, compared with all; and its index."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

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


def whole(
    data: Path, site: Path, site_builder: SiteBuilder, clean: CleanTargets | None = None
) -> float:
    """CPU seconds from the files to the published site."""
    start = time.process_time()
    publish(site, load_valid(data, AS_OF, clean), AS_OF, site_builder=site_builder)
    return time.process_time() - start


def changed(data: Path, site: Path, site_builder: SiteBuilder, clean: CleanTargets) -> float:
    """Median CPU seconds to publish again after adding a report to one target, as `--watch` does."""
    times = []
    path = max(data.glob("*.yaml"))
    for value in range(3):  # totals must not decrease
        text = path.read_text(encoding="utf-8")
        text = text.rstrip() + f"\n  - {{date: 2024-01-0{value + 1}, value: {900 + value}}}\n"
        path.write_text(text, encoding="utf-8")
        time.sleep(0.2)  # `load` does not cache a file that has just been written
        times.append(whole(data, site, site_builder, clean))
    return median(times)


def floor(site: Path, folder: Path) -> float:
    """CPU seconds to write the same files."""
    files = {
        path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }
    for path in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
    start = time.process_time()
    for path, raw in files.items():
        (folder / path).write_bytes(raw)
    return time.process_time() - start


def index_size(site: Path, size: int, limit: int) -> Row:
    """The larger one of the index pages of both languages, in kB."""
    pages = [site / "index.html", site / "en" / "index.html"]
    largest = max(page.stat().st_size for page in pages) / 1000
    return Row(f"index page of {size:,} targets", largest, "the limit", limit, 1, "kB")


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES[:-1]:
            data, site = folder / f"{size}.yaml", folder / f"site-{size}"
            data.write_text(big_text(size), encoding="utf-8")
            ours = whole(data, site, SiteBuilder(code_digest()))
            write = floor(site, folder / f"copy-{size}")
            yield Row(f"publish {size:,} targets", ours, SAME_FILES, write)
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
                yield Row(f"publish {SIZES[-1]:,} targets", full, SAME_FILES, write, 8)
                yield index_size(site, SIZES[-1], INDEX_LIMITS[SIZES[-1]])
            again = changed(data, site, site_builder, clean)
            size_text = f"of {SIZES[-1]:,} in {files} file{'s' if files > 1 else ''}"
            what = f"one target changed, {size_text}"
            yield Row(what, again, "publishing them all", full, 1 / 10)
