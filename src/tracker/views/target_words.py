"""The items of a target's record in words: reports, revisions, amounts, the names of fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Final, Literal

from tracker.analysis.amounts import measure_scale
from tracker.analysis.details import TargetDetails
from tracker.analysis.rows import ContextRow, RevisionRow, UpdateRow
from tracker.charts.captions import revised_values
from tracker.i18n import Translator
from tracker.numbers import number
from tracker.portfolio.entries import GOAL_FIELD_KEYS
from tracker.units import Scale
from tracker.views.context import PageContext

GRADE_KEYS: Final[Mapping[str | None, str]] = {
    "A": "grade.A",
    "B": "grade.B",
    "C": "grade.C",
    None: "grade.none",
}
"""By grade of the evidence."""


KIND_KEYS: Final[Mapping[str, str]] = {
    "report": "events.report",
    "correction": "events.correction",
    "withdrawal": "events.withdrawal",
    "milestone": "events.milestone",
    "note": "events.note",
    "revision": "events.revision",
    "fact": "events.fact",
    "document": "events.document",
    "acceptance": "promise.accepted",
    "end": "promise.ended",
}


def ending_text(t: Translator, how: str, successor: str) -> str:
    """How a target ended, with the title of the one that goes on; "" where the reader may not see it."""
    if not successor and how in _ENDINGS_UNNAMED:
        return t(_ENDINGS_UNNAMED[how])
    return t(_ENDINGS[how], into=successor)


_ENDINGS: Final[Mapping[str, str]] = {
    "withdrawn": "review.ended.withdrawn",
    "merged": "review.ended.merged",
    "superseded": "review.ended.superseded",
}
_ENDINGS_UNNAMED: Final[Mapping[str, str]] = {
    "merged": "review.ended.merged.unnamed",
    "superseded": "review.ended.superseded.unnamed",
}


def update_kind(update: UpdateRow, steps: Sequence[str]) -> str:
    """What an update is, a key of `KIND_KEYS`; ``steps`` are the milestones that it reports as done."""
    if update.withdraws:
        return "withdrawal"
    if update.corrects is not None:
        return "correction"
    if not isnan(update.value) or not isnan(update.spent):
        return "report"
    return "milestone" if steps else "note"


def kind_key(kind: str, item: UpdateRow | RevisionRow | ContextRow) -> str:
    """The key of an entry's kind; a figure without a reporter is no report, since nobody submitted it."""
    if kind == "report" and not is_submitted(item):
        return "events.figure"
    return KIND_KEYS[kind]


def is_submitted(item: UpdateRow | RevisionRow | ContextRow) -> bool:
    """Whether somebody reported it, rather than that the curator read it somewhere."""
    return isinstance(item, UpdateRow) and bool(item.by_zh or item.by_en)


def completed_steps(view: PageContext, details: TargetDetails, update: UpdateRow) -> list[str]:
    """The titles of the milestones that an update reports as done."""
    keys = details.steps_by_update.get(update.number)
    if not keys:
        return []
    titles = {step.milestone: view.t.localized(step, "title") for step in details.steps}
    return [titles.get(key, key) for key in keys]


def update_summary(
    view: PageContext,
    scale: Scale,
    update: UpdateRow,
    steps: Sequence[str],
    gain: str = "",
) -> str:
    """What an update reports in words: value (and ``gain``), milestones done, money; empty for a note alone.

    ``scale`` is the `measure_scale` of its target.
    """
    t, lang = view.t, view.lang
    parts = []
    if not isnan(update.value):
        parts.append(t.amount(number(update.value, lang, scale.shift), scale.unit) + gain)
    if steps:
        parts.append(t("update.done", steps=t("list.comma").join(steps)))
    if not isnan(update.spent):
        parts.append(t("update.spent", amount=amount_text(view, update.spent)))
    return " · ".join(parts)


def revised_value(view: PageContext, change: RevisionRow, side: Literal["from", "to"]) -> str:
    """The value before or after a revision, in words."""
    if change.field == "budget":
        return amount_text(view, change.from_value if side == "from" else change.to_value)
    shift, unit = measure_scale(view.t, view.row(change.id))
    words = revised_values(change, view.lang, shift)[side == "to"]
    return f"{words} {unit}" if shift and change.field not in ("start", "due") else words


def amount_text(view: PageContext, amount: float) -> str:
    """A sum of money with its unit."""
    return view.t.money(view.tables.money, amount)


def field_label(t: Translator, name: str) -> str:
    """A field of a target's record in words; the name itself where there are none."""
    key = _FIELD_KEYS.get(name)
    return t(key) if key else name


def revision_label(t: Translator, revision: RevisionRow) -> str:
    """What was revised; of yearly goals with the year whose goal it is: "target of 2024"."""
    label = field_label(t, revision.field)
    if isnan(revision.year):
        return label
    return t("review.revised.year", field=label, year=int(revision.year))


_FIELD_KEYS: Final[Mapping[str, str]] = {
    **GOAL_FIELD_KEYS,
    "budget": "field.budget",
    "measure": "field.measure",
    "lead": "field.lead",
    "plan": "field.plan",
    "status": "field.status",
    "id": "field.id",
    "title": "field.title",
    "theme": "field.theme",
    "milestones": "field.milestones",
    "trajectory": "field.trajectory",
    "report": "field.report",
    "source": "field.source",
    "baseline": "field.baseline",
    "unit": "field.unit",
    "approximate": "field.approximate",
    "basis": "field.basis",
    "season": "field.season",
    "above": "field.above",
    "kind": "field.kind",
    "years": "field.years",
    "parts": "field.parts",
    "promise": "field.promise",
    "owner": "field.owner",
    "updates": "field.updates",
    "context": "field.context",
    "revisions": "field.revisions",
    "issues": "field.issues",
    "place": "field.place",
    "images": "field.images",
    "ended": "field.ended",
    "accepted": "field.accepted",
    "public": "field.public",
}
"""Fields that a revision may change, a curator may have assumed, or somebody else may have edited."""
