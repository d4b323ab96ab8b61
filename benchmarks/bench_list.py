"""The Targets page and the Review page of 10,000 targets: the server's time for an interaction, compared with what it may take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from generate import big_text
from measure import Row, medians

from tracker.analysis.review import review
from tracker.analysis.snapshot import Snapshot
from tracker.app.drawings import pack_drawings
from tracker.portfolio.load import load
from tracker.views import target_list, targets
from tracker.views.context import PageContext
from tracker.views.review import review_page

TODAY = dt.date(2024, 1, 15)
SINCE = dt.date(2023, 6, 30)
LIMIT = 0.3  # seconds
LIMIT_KB = 300
INTERACTIONS = {
    "search": {"q": "旧房修缮"},
    "filter": {"theme": "care", "lead": "cb"},
    "sort": {"sort": "-gap"},
    "page": {"page": "20"},
}


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "targets.yaml"
        path.write_text(big_text(), encoding="utf-8")
        portfolio = load(path)
    view = PageContext(Snapshot.at(portfolio, TODAY), TODAY, "zh")
    first = medians(1, {"first": lambda: _page(view)})["first"]
    yield Row("the first list of a day, 10,000 targets", first, "limit", LIMIT)
    for name, query in INTERACTIONS.items():
        digits = cycle(
            "123456789"
        )  # an answer of the index is kept: each time it is asked another question

        def interact(query: dict[str, str] = query, digits: Iterator[str] = digits) -> str:
            words = f"{query.get('q', '')} {next(digits)}"
            return _page(replace(view, query={**query, "q": words}))

        size = len(interact().encode()) / 1000
        assert size <= LIMIT_KB, f"{name}: {size:.0f} kB"
        taken = medians(7, {"ours": interact})["ours"]
        yield Row(f"{name}, 10,000 targets ({size:.0f} kB)", taken, "limit", LIMIT, 1.0)
    yield from _review_rows(view)


def _review_rows(view: PageContext) -> Iterator[Row]:
    """The review of two days, computed once, and its page."""
    then = Snapshot.at(view.portfolio, SINCE, view.tables)
    first = medians(1, {"first": lambda: review(then, view.snapshot)})["first"]
    yield Row("the first review of two days, 10,000 targets", first, "limit", LIMIT)
    reviewed = review(then, view.snapshot)
    size = len(review_page(view, reviewed).encode()) / 1000
    assert size <= LIMIT_KB, f"review: {size:.0f} kB"
    taken = medians(7, {"ours": lambda: pack_drawings(review_page(view, reviewed))})["ours"]
    yield Row(f"review, 10,000 targets ({size:.0f} kB)", taken, "limit", LIMIT, 1.0)


def _page(view: PageContext) -> str:
    targets.headline(view)
    return pack_drawings(target_list.listing(view))
