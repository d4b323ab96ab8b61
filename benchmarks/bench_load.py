"""Loading a large file, compared with libyaml's event scan and with the two lines a user would write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import yaml
from generate import big_text
from measure import Row, medians

from tracker.analysis.tables import tables
from tracker.checks.run import check
from tracker.portfolio import load

TODAY = dt.date(2024, 3, 31)  # all generated reports exist and none is late


def scan(text: str) -> None:
    """The minimum for any reader on libyaml."""
    for _ in yaml.parse(text, Loader=yaml.CLoader):
        pass


def two_lines(text: str) -> pd.DataFrame:
    """What a user would do instead: no positions, no checks, types guessed."""
    return pd.json_normalize(yaml.load(text, Loader=yaml.CSafeLoader)["targets"])


def cold(path: Path) -> load.Portfolio:
    """Load with an empty cache."""
    load.file_cache.parts.clear()
    return load.load(path)


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        path, text = Path(folder) / "targets.yaml", big_text()
        path.write_text(text, encoding="utf-8")
        portfolio = cold(path)
        assert not portfolio.problems
        targets, updates = len(portfolio.targets), sum(len(t.updates) for t in portfolio.targets)
        size = f"{targets:,} targets, {updates:,} updates, {len(text.encode()) / 1e6:.0f} MB"
        scan_name, simple_name = "libyaml's event scan", "CSafeLoader + json_normalize"
        fast = medians(5, {"ours": lambda: cold(path), "scan": lambda: scan(text)})
        slow = medians(3, {"ours": lambda: cold(path), "simple": lambda: two_lines(text)})
        more = medians(
            3, {"check": lambda: check(portfolio, TODAY), "tables": lambda: tables(portfolio)}
        )
        portfolio = cold(path)
        cached = medians(5, {"load": lambda: load.load(path)})["load"]
        scan_time = fast["scan"]
        yield Row(f"load, first time ({size})", fast["ours"], scan_name, scan_time, 2.5)
        yield Row("load, first time", slow["ours"], simple_name, slow["simple"], 1 / 5)
        yield Row("load, unchanged file", cached, scan_name, scan_time)
        yield Row("all checks", more["check"], scan_name, scan_time)
        yield Row("tables", more["tables"], scan_name, scan_time)
        total = slow["ours"] + more["check"] + more["tables"]
        yield Row("load, checks and tables", total, simple_name, slow["simple"])
