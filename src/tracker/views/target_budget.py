"""The money of one target: amounts, indices, and shares of time, progress and money as bars."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan, nan
from typing import Final, NamedTuple

from tracker.analysis.details import TargetDetails
from tracker.analysis.earned_value import BudgetStatus
from tracker.charts.bars import bar
from tracker.html import Html, prose, tag, text
from tracker.i18n import Translator, day, plural_count
from tracker.numbers import index, percents, points
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.evidence import evidence

COLUMN_KEYS: Final[Mapping[str, str]] = {
    "approved": "budget.approved",
    "announced": "budget.announced",
    "spent": "budget.spent",
    "execution": "budget.execution",
    "time": "budget.time",
    "physical": "budget.physical",
    "spi": "budget.spi",
    "cpi": "budget.cpi",
    "eac": "budget.eac",
    "remark": "budget.remark",
}
"""Amounts, shares and indices of a target, in the order of the table."""


class Clock(NamedTuple):
    """A share of time, work or money with its day."""

    label: str
    on: str
    bar: Markup
    share: str


def money(view: PageContext, details: TargetDetails) -> dict[str, object]:
    """The values of `target_money.html`; no amounts where the source gives none."""
    t, lang, status = view.t, view.lang, details.budget_status
    if status is None:
        nothing = t("budget.none")
        return {
            "heading": t("budget.heading"),
            "nothing": nothing,
            "flag": "",
            "pairs": [],
            "clocks": [],
        }
    unit = view.tables.money
    dated = (
        ("approved", status.approved, status.approved_on),
        ("announced", status.announced, status.announced_on),
        ("spent", status.spent, status.spent_on),
    )
    pairs = [
        (
            t(COLUMN_KEYS[name]),
            prose(t.money(unit, amount) + (f" · {day(on)}" if on else "")),
        )
        for name, amount, on in dated
        if not isnan(amount)
    ]
    if isnan(status.spent):
        pairs.append((t("budget.spent"), text(t("budget.unreported"))))
    indices = {
        "spi": index(status.spi, lang),
        "cpi": index(status.cpi, lang),
        "eac": t.money(unit, status.eac, is_computed=True),
    }
    pairs.append((t("budget.indices"), prose(t("budget.three", **indices))))
    if note := t.localized(details.budget, "note"):
        pairs.append((t("budget.note"), text(note)))
    is_amount_known = not (isnan(status.approved) and isnan(status.announced))
    if details.budget is not None and details.budget.evidence_en and is_amount_known:
        source = evidence(view, details.budget)
        grade = tag("span", text(source.grade), class_="badge", title=source.meaning)
        words = text(f" {source.caveat}") if source.caveat else ""
        pairs.append((t("verdict.evidence"), f"{grade} {source.source}{words}"))
    return {
        "heading": t("budget.heading"),
        "nothing": "",
        "flag": Markup(spending_flag(view, status)),
        "pairs": [(name, Markup(value)) for name, value in pairs],
        "clocks": _clocks(view, details, status),
    }


def _clocks(view: PageContext, details: TargetDetails, status: BudgetStatus) -> list[Clock]:
    """Time elapsed, physical completion and money spent, with the day of each."""
    clocks = {
        "time": (status.elapsed, status.elapsed_on),
        "physical": (status.physical, details.row.judged_on),
        "execution": (status.execution, status.spent_on),
    }
    texts = percents([share for share, _ in clocks.values()], view.lang)
    listed = []
    for (name, (share, on)), value in zip(clocks.items(), texts, strict=True):
        label = view.t(COLUMN_KEYS[name])
        drawing = bar("accent", share, nan, f"{label} {value}")
        listed.append(Clock(label, day(on) if on else "", Markup(drawing), value))
    return listed


def spending_flag(view: PageContext, row: BudgetStatus) -> Html:
    """That spending is ahead of progress; nothing where it is not."""
    if not row.flagged:
        return ""
    return tag("span", text(ahead_text(view.t, row.ahead_pp)), class_="flag")


def ahead_text(t: Translator, ahead_pp: float) -> str:
    """That spending is so many percentage points ahead of progress."""
    ahead = points(ahead_pp, t.lang)
    return t("budget.flag", points=ahead, count=plural_count(ahead))
