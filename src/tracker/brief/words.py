"""The sentences of a brief about one target: where it stands, why it turned, whose move it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from math import isnan
from typing import Any, Final, TypeVar

from tracker.analysis.amounts import amount, signed_difference
from tracker.analysis.decisions_needed import Need
from tracker.analysis.issues import cause_word
from tracker.analysis.outlook_words import outlook_sentence, shortfall
from tracker.analysis.rollup import BEHIND
from tracker.analysis.rows import AssessedTarget, DecisionRow, IssueRow
from tracker.analysis.turns import Turn
from tracker.i18n import Translator, plural_count, shorten, written_day, written_month
from tracker.numbers import points
from tracker.portfolio.measures import QUANTITY_KINDS
from tracker.portfolio.texts import DATA_LANGS
from tracker.views.context import PageContext
from tracker.views.target_row import is_assumed, rate_gap

_DAY: Final = re.compile(r"\b((?:19|20|21)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b")
_BESIDE_DAY: Final = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、]) (?=\d{4}年\d)|(?<=\d[日月]) (?=[\u4e00-\u9fff])"
)
"""A blank between Chinese characters and a day that is written in such."""
_FAR: Final = 365
"""More days than a reader counts."""
_MONTH: Final = re.compile(r"\b((?:19|20|21)\d\d)-(0[1-9]|1[0-2])\b(?!-)")


def spoken(text: str, t: Translator) -> str:
    """A sentence of ours with its days as they are read out: 2026年9月30日 for 2026-09-30."""

    def on_day(found: re.Match[str]) -> str:
        return written_day(dt.date(*map(int, found.groups())), t)

    def in_month(found: re.Match[str]) -> str:
        return written_month(dt.date(int(found[1]), int(found[2]), 1), t)

    return _BESIDE_DAY.sub("", _MONTH.sub(in_month, _DAY.sub(on_day, text)))


def clause(text: str, columns: int) -> str:
    """A sentence of the record within one of ours: cut to so many columns, without its full stop."""
    return shorten(text.rstrip("。.；; "), columns)


def title(view: PageContext, target_id: str, columns: int) -> str:
    """The title of a target, cut to so many columns."""
    return shorten(view.t.localized(view.row(target_id), "title"), columns)


def has_leads(view: PageContext) -> bool:
    """Whether the record says of any target who is responsible."""
    return any(target.lead or target.owner for target in view.portfolio.targets)


def whose(view: PageContext, row: AssessedTarget, columns: int) -> str:
    """Who answers for a target: the organisation, with the post where both are stated."""
    t, owner = view.t, view.t.localized(row, "owner")
    lead = t("lead.unstated") if row.lead is None else view.lead(row.lead)
    if owner:
        lead = owner if row.lead is None else t("brief.whose", lead=lead, owner=owner)
    return shorten(lead, columns)


def explanation(view: PageContext, row: AssessedTarget) -> str:
    """Why a status is what it is, without the grade of the evidence, which is in the lists."""
    words = view.explanation(row).replace(view.t("explanation.grade", grade=row.grade), "")
    return spoken(words, view.t)


def standing(view: PageContext, row: AssessedTarget) -> str:
    """Where a target stands: figure, goal and distance from the plan, or why its status is what it is."""
    t = view.t
    if row.status in BEHIND and row.judged_on is not None and (short := rate_gap(view.t, row)):
        day, value = _near(row.judged_on, view), amount(t, row, row.value)
        return t("brief.standing.rate", day=day, value=value, short=short)
    if row.status == "unreported" and row.judged_on is not None:
        if late := row.reported_late_days:
            return t("brief.standing.late", day=_near(row.judged_on, view), count=late)
        return last_figure(view, row)
    if row.kind == "milestones" and row.status in BEHIND and not isnan(row.gap_pp):
        return t("chart.comma").join(
            (t("brief.standing.steps", done=row.steps_done, steps=row.steps), _gap(t, row))
        )
    if (
        row.kind not in QUANTITY_KINDS
        or isnan(row.value)
        or isnan(row.gap_pp)
        or row.judged_on is None
    ):
        return explanation(view, row)
    if row.status == "achieved":
        return explanation(view, row)
    words = t(
        "brief.standing",
        day=_near(row.judged_on, view),
        value=amount(t, row, row.value),
        goal=amount(t, row, row.goal),
    )
    if view.snapshot.outlook(row.id).is_answered:
        return words  # which says more than the distance from the plan
    return words + t("chart.comma") + _gap(t, row)


def _gap(t: Translator, row: AssessedTarget) -> str:
    """The distance from the plan."""
    key = _GAP_KEYS[row.pro_rata, (row.gap_pp > 0) - (row.gap_pp < 0)]
    gap = points(abs(row.gap_pp), t.lang)
    return t(key, points=gap, count=plural_count(gap)) if row.gap_pp else t(key)


def last_figure(view: PageContext, row: AssessedTarget) -> str:
    """The day of the latest figure of a target that is not reported; "" without one."""
    if row.judged_on is None:
        return ""
    return view.t("brief.standing.waiting", day=_near(row.judged_on, view))


_GAP_KEYS: Final = {
    (False, 1): "brief.standing.behind",
    (False, -1): "brief.standing.ahead",
    (False, 0): "brief.standing.even",
    (True, 1): "brief.standing.behind.pro_rata",
    (True, -1): "brief.standing.ahead.pro_rata",
    (True, 0): "brief.standing.even.pro_rata",
}
"""By whether the plan is by time alone, and whether the figure is behind it."""


def reason(view: PageContext, turn: Turn) -> str:
    """Why a status turned, in a line."""
    t, row = view.t, turn.now
    if row.status == "achieved":
        return explanation(view, row)
    if turn.cause == "figure" and not isnan(turn.gain) and not isnan(turn.planned_gain):
        gain, planned = (
            signed_difference(t, row, value) for value in (turn.gain, turn.planned_gain)
        )
        key = "brief.gain.behind" if row.gap_pp > 0 else "brief.gain.ahead"
        gap = points(abs(row.gap_pp), t.lang)
        return t(key, gain=gain, planned=planned, points=gap, count=plural_count(gap))
    if turn.cause == "goal":
        return t("brief.goal_moved") + explanation(view, row)
    return standing(view, row)


def deadline(view: PageContext, row: AssessedTarget) -> str:
    """The due date in words, marked where the curator assumed it; "" without one."""
    if row.due is None:
        return ""
    return _with_assumption(view, row, view.t("brief.due.far", day=written_day(row.due, view.t)))


def sentences(view: PageContext, parts: Iterable[str]) -> str:
    """Sentences one after the other, each with one full stop: a text of the record may have its own."""
    return view.t("brief.stop").join([*(part.rstrip("。.") for part in parts if part), ""]).strip()


def time_left(view: PageContext, row: AssessedTarget) -> str:
    """The deadline, marked where the curator assumed it, and how far away it is; "" without one."""
    if row.due is None:
        return ""
    left = (row.due - view.as_of).days
    if abs(left) > _FAR:
        words = view.t("brief.due.far", day=_near(row.due, view))
    else:
        words = view.t("brief.due" if left >= 0 else "brief.overdue", count=abs(left))
    return _with_assumption(view, row, words)


def _with_assumption(view: PageContext, row: AssessedTarget, words: str) -> str:
    return view.t("step.assumed", day=words) if is_assumed(view, row.id, "due") else words


def _near(day: dt.date, view: PageContext) -> str:
    """A day, without its year where that is the year of the brief."""
    return written_day(day, view.t, with_year=day.year != view.as_of.year)


def expected(view: PageContext, need: Need) -> str:
    """What the figures let expect, "" where they give no answer."""
    t, row, found = view.t, view.row(need.id), need.outlook
    if found is None:
        return ""
    if found.verdict == "missed":
        return t("brief.expect.missed", short=shortfall(found, row, t))
    return spoken(outlook_sentence(found, row, t), t)


def issue_words(view: PageContext, issue: IssueRow, columns: int) -> str:
    """What is in the way: its cause, since when, who resolves it, and to whom it was raised."""
    t = view.t
    details = [
        shorten(cause_word(issue, t), columns),
        t("brief.issue.days", count=(view.as_of - issue.opened).days),
        *(
            t(key, owner=shorten(owner, columns))
            for key, name in (("brief.issue.owner", "owner"), ("brief.issue.raised", "raised_to"))
            if (owner := t.localized(issue, name))
        ),
    ]
    text = clause(t.localized(issue, "text"), columns)
    return t("brief.issue", text=text, details=t("chart.comma").join(details))


_Item = TypeVar("_Item", IssueRow, DecisionRow)


def cut(need: Need, columns: int) -> Need:
    """The same with the texts of the record cut to so many columns."""
    return need._replace(
        issues=[_cut(issue, ("text", "owner", "raised_to"), columns) for issue in need.issues],
        decisions=[_cut(one, ("text",), columns) for one in need.decisions],
    )


def _cut(item: _Item, names: Sequence[str], columns: int) -> _Item:
    fields = [f"{name}_{lang}" for name in names for lang in DATA_LANGS]
    texts = {field: getattr(item, field) for field in fields}
    cut_texts: dict[str, Any] = {
        field: clause(text, columns) for field, text in texts.items() if text
    }
    return item._replace(**cut_texts)
