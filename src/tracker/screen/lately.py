"""The scene of the last months: how many targets were completed, started and reported, and the counts that grew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import isnan
from typing import Final, NamedTuple

from tracker.analysis import agenda
from tracker.analysis.amounts import measure_scale
from tracker.analysis.changes import comparison_day
from tracker.analysis.rows import AssessedTarget, UpdateRow, typed_rows
from tracker.html import NO_DATA
from tracker.i18n import day
from tracker.numbers import difference
from tracker.portfolio.measures import RATE_KINDS
from tracker.screen.cards import MAX_NAMES, card_title, lone_figure, short_title
from tracker.views.context import PageContext
from tracker.views.target_row import figure_text, signed_amount

NEWS: Final = 4


class Count(NamedTuple):
    """So many targets; ``status`` colours the number, "" where they have not one status."""

    targets: int
    caption: str
    status: str = ""


class News(NamedTuple):
    """What a count has grown by since the comparison day, or the latest figure of a target."""

    target: str
    title: str
    amount: str
    figure: str  # the latest figure of a count beside its goal; "" where ``amount`` is the figure
    date: str  # the day of the figure
    status: str


class LatelyBody(NamedTuple):
    counts: tuple[Count, ...]
    news: tuple[News, ...]
    others: tuple[str, ...]  # titles of some that are counted and not among ``news``
    more: int  # how many that are beside those


def lately(view: PageContext, rows: Sequence[AssessedTarget]) -> LatelyBody | None:
    """What happened to ``rows`` since the comparison day; None where nothing did."""
    t, since = view.t, comparison_day(view.as_of)
    completed = [row for row in rows if row.status == "achieved" and _achieved_on(row) > since]
    started = [row for row in rows if row.start and since < row.start <= view.as_of]
    latest = view.snapshot.latest_reports
    reported = [row for row in rows if latest.get(row.id, since) > since]
    judged_on_new = _judged_on_news(view, since)
    counted = (
        Count(len(completed), t("screen.lately.completed"), "achieved"),
        Count(len(started), t("screen.lately.started")),
        Count(len(reported), t("screen.lately.reported")),
    )
    counts = tuple(count for count in counted if count.targets)
    if not counts:
        return None
    news = _gains(view, rows)
    new = {row.id for row in completed} | judged_on_new
    for row in completed + reported:
        if len(news) == NEWS:
            break
        if (
            row.id not in news
            and row.id in new
            and row.judged_on is not None
            and row.kind != "statement"
        ):
            news[row.id] = _news(view, row, lone_figure(view, row))
    left = [row for row in completed + reported if row.id not in news]
    others = list(dict.fromkeys(short_title(view, row) for row in left[:MAX_NAMES]))
    more = len({row.id for row in left}) - len(others)
    return LatelyBody(counts, tuple(news.values()), tuple(others), more)


def _judged_on_news(view: PageContext, since: dt.date) -> set[str]:
    """The targets whose status rests on a figure that was reported after ``since``.

    A late report of a figure that does not count, one of two that disagree say, is no news about a target.
    """
    news = set()
    for report in typed_rows(agenda.reports_since(view.snapshot, since), UpdateRow):
        row = view.by_id.get(report.id)
        if row is None or report.date != row.judged_on:
            continue
        if isnan(row.value) or report.value == row.value:
            news.add(report.id)
    return news


def _achieved_on(row: AssessedTarget) -> dt.date:
    """A rate is achieved at the end of its period."""
    on = row.due if row.kind in RATE_KINDS else row.reached_on
    return on or dt.date.min


def _gains(view: PageContext, rows: Sequence[AssessedTarget]) -> dict[str, News]:
    """By target id, the counts that came furthest since the comparison day: the largest gain in completion first."""
    before, gains = view.snapshot.previous.by_id, {}
    for row in rows:
        if row.status in NO_DATA or row.kind != "cumulative":
            continue
        if (gain := view.snapshot.change(row.id).completion) > 0:
            gains[row.id] = gain
    news = {}
    for key in sorted(gains, key=lambda one: -gains[one])[:NEWS]:
        row = view.row(key)
        gained = difference(row.value, before[key].value)
        amount = signed_amount(view.t, gained, measure_scale(view.t, row))
        news[key] = _news(view, row, amount, figure_text(view, row))
    return news


def _news(view: PageContext, row: AssessedTarget, amount: str, figure: str = "") -> News:
    return News(row.id, card_title(view, row), amount, figure, day(row.judged_on), row.status)
