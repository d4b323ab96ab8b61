"""What was reported on a target and what was changed: updates, context, revisions, with evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Final, Literal

from tracker import html
from tracker.analysis.details import TargetDetails
from tracker.analysis.rows import AssessedTarget, ContextRow, RevisionRow, UpdateRow
from tracker.html import Html, prose, tag, text
from tracker.i18n import Translator, day
from tracker.numbers import number
from tracker.views.context import PageContext
from tracker.views.target_row import measure_scale

GRADE_KEYS: Final[Mapping[str | None, str]] = {
    "A": "grade.A",
    "B": "grade.B",
    "C": "grade.C",
    None: "grade.none",
}
"""By grade of the evidence."""


def cards(view: PageContext, details: TargetDetails) -> list[Html]:
    """Updates, context and revisions, the latest first; cards without entries are left out."""
    parts = (
        updates_card(view, details),
        context_card(view, details.context),
        revisions_card(view, details.revisions),
    )
    return [part for part in parts if part]


def updates_card(view: PageContext, details: TargetDetails) -> Html:
    """Every update, or that there is none."""
    t = view.t
    entries = [_update_entry(view, details, update) for update in details.updates]
    if not entries:
        entries = [tag("p", text(t("updates.none")), class_="quiet")]
    return html.card(*entries, heading=t("updates.heading"))


def completed_steps(view: PageContext, details: TargetDetails, update: UpdateRow) -> list[str]:
    """The titles of the milestones that an update reports as done."""
    titles = {step.milestone: view.t.localized(step, "title") for step in details.steps}
    keys = details.steps_by_update.get(update.number, ())
    return [titles.get(key, key) for key in keys]


def update_summary(
    view: PageContext, row: AssessedTarget, update: UpdateRow, steps: Sequence[str]
) -> str:
    """What an update reports in words: value, milestones done, money; empty for a note alone."""
    t, lang = view.t, view.lang
    parts = []
    if not isnan(update.value):
        scale = measure_scale(t, row)
        parts.append(f"{number(update.value, lang, scale.shift)} {scale.unit}")
    if steps:
        parts.append(t("update.done", steps=t("list.comma").join(steps)))
    if not isnan(update.spent):
        parts.append(t("update.spent", amount=amount_text(view, update.spent)))
    return " · ".join(parts)


def _update_entry(view: PageContext, details: TargetDetails, update: UpdateRow) -> Html:
    t, row = view.t, details.row
    counts = update.date == row.judged_on and update.value == row.value
    steps = completed_steps(view, details, update)
    dates = day(update.date)
    if update.reported != update.date:
        dates += f" · {t('update.reported', day=day(update.reported))}"
    if update.corrects is not None:
        dates += f" · {t('update.corrects', day=day(update.corrects))}"
    by, note = t.localized(update, "by"), t.localized(update, "note")
    summary = update_summary(view, row, update, steps) or t("update.note")
    return _entry(
        view,
        update,
        tag("span", text(summary), class_="figure"),
        tag("span", text(f" {t('update.counts')}"), class_="badge") if counts else "",
        tag("div", text(dates + (f" · {by}" if by else "")), class_="quiet"),
        tag("div", text(note)) if note else "",
    )


def _entry(view: PageContext, row: UpdateRow | ContextRow | RevisionRow, *parts: Html) -> Html:
    """What a row says, and its evidence."""
    return tag("div", *parts, evidence_line(view, row), class_="entry")


def context_card(view: PageContext, facts: Sequence[ContextRow]) -> Html:
    """Related facts that do not count as progress; nothing where there are none."""
    t = view.t
    entries = [
        _entry(
            view,
            fact,
            tag("span", text(t.localized(fact, "text"))),
            tag("div", prose(day(fact.date)), class_="quiet"),
        )
        for fact in facts
    ]
    note = tag("p", text(t("context.note")), class_="quiet")
    return html.card(note, *entries, heading=t("context.heading")) if entries else ""


def revisions_card(view: PageContext, changes: Sequence[RevisionRow]) -> Html:
    """Changes of the goal, the due date or the budget; nothing where there are none."""
    t = view.t
    entries = [
        _entry(
            view,
            change,
            tag("span", text(field_label(t, change.field)), class_="figure"),
            " ",
            tag("span", text(revised_value(view, change, "from")), class_="struck"),
            " → ",
            tag("span", text(revised_value(view, change, "to")), class_="figure"),
            tag(
                "div",
                prose(f"{day(change.date)} · {t.localized(change, 'reason')}"),
                class_="quiet",
            ),
        )
        for change in changes
    ]
    return html.card(*entries, heading=t("revisions.heading")) if entries else ""


def revised_value(view: PageContext, change: RevisionRow, side: Literal["from", "to"]) -> str:
    """The value before or after a revision, in words."""
    if side == "from":
        value, high, on = change.from_value, change.from_high, change.from_day
    else:
        value, high, on = change.to_value, change.to_high, change.to_day
    if on is not None:
        return day(on)
    if change.field == "budget":
        return amount_text(view, value)
    shift, unit = measure_scale(view.t, view.row(change.id))
    text = number(value, view.lang, shift)
    if not isnan(high):
        text += f"–{number(high, view.lang, shift)}"
    return f"{text} {unit}" if shift else text


def evidence_line(view: PageContext, row: UpdateRow | ContextRow | RevisionRow) -> Html:
    """Title (a link where it has an address), publisher, date, grade and caveat."""
    t = view.t
    title = t.localized(row, "evidence")
    if not title:
        return tag("div", text(t("evidence.none")), class_="quiet")
    named = html.external_link(title, row.url)
    for more in (t.localized(row, "publisher"), row.published):
        if more:
            named += text(f" · {more}")
    badge = t("evidence.grade", grade=row.grade) if row.grade else t("evidence.ungraded")
    caveat = t.localized(row, "caveat")
    return tag(
        "div",
        tag("span", text(badge), class_="badge", title=t(GRADE_KEYS[row.grade])),
        text(" "),
        named,
        tag("div", text(t("evidence.caveat", caveat=caveat))) if caveat else "",
        class_="quiet",
    )


def amount_text(view: PageContext, amount: float) -> str:
    """A sum of money with its unit."""
    return view.t.money(view.tables.money, amount)


def field_label(t: Translator, name: str) -> str:
    """A field of a target's record in words; the name itself where there are none."""
    key = _FIELD_KEYS.get(name)
    return t(key) if key else name


_FIELD_KEYS: Final[Mapping[str, str]] = {
    "target": "field.target",
    "floor": "field.floor",
    "ceiling": "field.ceiling",
    "range": "field.range",
    "start": "field.start",
    "due": "field.due",
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
}
"""Fields that a revision may change, a curator may have assumed, or somebody else may have edited."""
