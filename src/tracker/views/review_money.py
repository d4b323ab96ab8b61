"""The money of a review: three clocks, spending ahead of progress and progress without spending."""

from __future__ import annotations

from functools import partial
from math import isnan
from typing import Final

from tracker.analysis.earned_value import BudgetStatus
from tracker.analysis.review import Review
from tracker.charts.rail import Shares, rail, rail_end
from tracker.html import tag, text
from tracker.i18n import day
from tracker.numbers import percents
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.review_section import Line, Section, part, target_line
from tracker.views.review_words import apart_text, clocks_text


def money(view: PageContext, review: Review) -> Section:
    """What was spent since, the three clocks of the whole, and the targets where money and work differ."""
    t, spending = view.t, review.spending
    shown = [*spending.ahead, *spending.behind, *spending.unspent]
    end = rail_end([_shares(row) for row in shown])
    groups = (
        ("review.money.ahead", spending.ahead),
        ("review.money.behind", spending.behind),
        ("review.money.unspent", spending.unspent),
    )
    parts = [
        part(view, t(key, count=len(rows)), rows, partial(_line, view, end))
        for key, rows in groups
        if rows
    ]
    return Section(
        "money",
        t("review.money.heading"),
        spent_text(view, review),
        [
            t("field.title"),
            t("review.money.shares"),
            t("review.money.rail"),
            t("review.money.amounts"),
        ],
        parts,
        t("review.money.none") if spending.totals.rows else t("review.money.no_budgets"),
        clocks_text(t, review),
    )


def spent_text(view: PageContext, review: Review) -> str:
    """The sum spent then and now; "" where nobody reported spending."""
    t, spending, unit = view.t, review.spending, view.tables.money
    if isnan(spending.totals.spent):
        return ""
    now = t.money(unit, spending.totals.spent, is_computed=True)
    if isnan(spending.spent_before):
        return t("review.money.spent", now=now)
    before = t.money(unit, spending.spent_before, is_computed=True)
    return t("review.money.spent_since", before=before, now=now)


def _line(view: PageContext, end: float, row: BudgetStatus) -> Line:
    t, target, shares = view.t, view.row(row.id), _shares(row)
    words = t("list.comma").join(
        t("review.money.share", name=t(name), share=share)
        for name, share in zip(_CLOCK_KEYS, percents(shares, view.lang), strict=True)
    )
    apart = ""
    if not isnan(row.ahead_pp):
        apart = tag("strong", text(apart_text(t, row.ahead_pp)))
    spent, approved = (t.money(view.tables.money, each) for each in (row.spent, row.approved))
    amounts = text(t("review.money.of", spent=spent, approved=approved))
    drawn = rail(shares, end, is_ahead=row.ahead_pp > 0)
    return target_line(
        view,
        target,
        Markup(apart + tag("span", text(words), class_="quiet")),
        Markup(tag("span", drawn, role="img", aria_label=words)),
        Markup(amounts + tag("span", text(day(row.spent_on)), class_="quiet day")),
        note=view.lead(target.lead),
    )


_CLOCK_KEYS: Final = ("review.money.time", "review.money.work", "review.money.money")


def _shares(row: BudgetStatus) -> Shares:
    return Shares(row.elapsed, row.physical, row.execution)
