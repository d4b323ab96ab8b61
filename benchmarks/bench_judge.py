"""Assessing 100,000 targets, compared with a plain loop that gives the same statuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from generate import big_text
from measure import Row, medians
from support.oracle import judge_one

from tracker.analysis.assessment import assess
from tracker.analysis.tables import tables
from tracker.portfolio.load import Portfolio, load

AS_OF = dt.date(2024, 1, 15)
COPIES = 10


def many() -> Portfolio:
    """10,000 generated targets, ten copies of each under new ids."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "targets.yaml"
        path.write_text(big_text(), encoding="utf-8")
        portfolio = load(path)
    targets = [
        target.model_copy(update={"id": f"{target.id}-{copy}"})
        for copy in range(COPIES)
        for target in portfolio.targets
    ]
    return replace(portfolio, targets=tuple(targets))


def rows() -> Iterator[Row]:
    portfolio = many()
    portfolio_tables = tables(portfolio)

    def loop() -> list[str]:
        return [judge_one(target, portfolio.header, AS_OF).status for target in portfolio.targets]

    assert assess(portfolio_tables, AS_OF)["status"].tolist() == loop()
    taken = medians(3, {"ours": lambda: assess(portfolio_tables, AS_OF), "loop": loop})
    size = f"{len(portfolio_tables.targets):,} targets, {len(portfolio_tables.updates):,} updates"
    yield Row(
        f"assess, with both wordings ({size})",
        taken["ours"],
        "plain loop, statuses only",
        taken["loop"],
    )
