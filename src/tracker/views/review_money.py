"""The money of a review: three clocks, spending ahead of progress and progress without spending."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from tracker.analysis.earned_value import BudgetStatus
from tracker.analysis.review import Review
from tracker.charts.rail import Shares, rail, rail_end
from tracker.html import tag, text
from tracker.i18n import day
from tracker.numbers import percents, points
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.review_section import Line, Section, part, target_line
from tracker.views.review_words import clocks_text


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
        part(view, t(key, count=len(rows)), _lines(view, rows, end)) for key, rows in groups if rows
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


def _lines(view: PageContext, rows: Sequence[BudgetStatus], end: float) -> list[Line]:
    t, lines = view.t, []
    for row in rows:
        names = ("review.money.time", "review.money.work", "review.money.money")
        shares = percents(_shares(row), view.lang)
        words = t("list.comma").join(
            t("review.money.share", name=t(name), share=share)
            for name, share in zip(names, shares, strict=True)
        )
        ahead = ""
        if not isnan(row.ahead_pp):
            apart = points(abs(row.ahead_pp), view.lang)
            ahead = tag("strong", text(t("review.money.apart", points=apart)))
        amounts = t(
            "review.money.of",
            spent=t.money(view.tables.money, row.spent),
            approved=t.money(view.tables.money, row.approved),
        )
        drawn = tag(
            "span", rail(_shares(row), end, is_ahead=row.ahead_pp > 0), role="img", aria_label=words
        )
        lines.append(
            target_line(
                view,
                view.row(row.id),
                Markup(ahead + tag("span", text(words), class_="quiet")),
                Markup(drawn),
                Markup(text(amounts) + tag("span", text(day(row.spent_on)), class_="quiet day")),
                note=view.lead(view.row(row.id).lead),
            )
        )
    return lines


def _shares(row: BudgetStatus) -> Shares:
    return Shares(row.elapsed, row.physical, row.execution)
