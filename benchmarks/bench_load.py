"""Reading a large file: beside libyaml's bare scan of it, and beside what one would write in two lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import yaml
from generate import big_text
from measure import Row, medians

import tracker.portfolio.load
from tracker.analysis.tables import tables
from tracker.checks.run import check

TODAY = dt.date(2024, 3, 31)  # the generated reports are then all there and none is late


def scan(text: str) -> None:
    """What no reader on libyaml can do without."""
    for _ in yaml.parse(text, Loader=yaml.CLoader):
        pass


def two_lines(text: str) -> pd.DataFrame:
    """What a user would do instead: no places, no checks, numbers and days guessed."""
    return pd.json_normalize(yaml.load(text, Loader=yaml.CSafeLoader)["targets"])


def cold(path: Path) -> tracker.load.Portfolio:
    tracker.load._cache.parts.clear()  # noqa: SLF001 -- a first read is what is measured
    return tracker.portfolio.load.load(path)


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        path, text = Path(folder) / "targets.yaml", big_text()
        path.write_text(text, encoding="utf-8")
        portfolio = cold(path)
        assert not portfolio.problems
        targets, updates = len(portfolio.targets), sum(len(t.updates) for t in portfolio.targets)
        size = f"{targets:,} targets, {updates:,} updates, {len(text.encode()) / 1e6:.0f} MB"
        scanned, simple = "libyaml's event scan", "CSafeLoader + json_normalize"
        quick = medians(5, {"ours": lambda: cold(path), "scan": lambda: scan(text)})
        slow = medians(3, {"ours": lambda: cold(path), "simple": lambda: two_lines(text)})
        more = medians(
            3, {"check": lambda: check(portfolio, TODAY), "tables": lambda: tables(portfolio)}
        )
        portfolio = cold(path)
        again = medians(5, {"again": lambda: tracker.portfolio.load.load(path)})["again"]
        yield Row(f"load, first time ({size})", quick["ours"], scanned, quick["scan"], 2.5)
        yield Row("load, first time", slow["ours"], simple, slow["simple"], 1 / 5)
        yield Row("load, unchanged file", again, scanned, quick["scan"])
        yield Row("all checks", more["check"], scanned, quick["scan"])
        yield Row("tables", more["tables"], scanned, quick["scan"])
        whole = slow["ours"] + more["check"] + more["tables"]
        yield Row("load, checks and tables", whole, simple, slow["simple"])
