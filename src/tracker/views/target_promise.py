"""The commitment of one target as published: measure, period, lead, source, and what the curator assumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.amounts import measure_scale
from tracker.analysis.details import TargetDetails
from tracker.analysis.rows import GOAL_FIELDS, AssessedTarget, RevisionRow
from tracker.html import Html, prose, text
from tracker.i18n import day
from tracker.numbers import number
from tracker.portfolio import model
from tracker.portfolio.entries import Evidence
from tracker.portfolio.measures import Parts
from tracker.portfolio.texts import Bilingual, localize
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.target_row import due_text
from tracker.views.target_words import field_label, revised_value, revision_label

GOAL_KEYS: Final[Mapping[str, str]] = {
    "cumulative": "goal.cumulative",
    "level": "goal.level",
    "floor": "goal.floor",
    "ceiling": "goal.ceiling",
    "range": "goal.range",
    "milestones": "goal.milestones",
    "flow": "goal.flow",
    "parts": "goal.parts",
    "statement": "goal.statement",
}
"""By kind of measure."""


def promise(view: PageContext, details: TargetDetails) -> dict[str, object]:
    """The values of `target_promise.html`: names with what belongs to them."""
    t, row, target = view.t, details.row, details.target
    pairs = [
        (t("promise.what"), text(t.localized(row, "promise") or t.localized(row, "title"))),
        (t("promise.measure"), text(goal_text(view, row))),
        *_years(view, details),
        *_parts(view, target),
        (t("promise.period"), prose(_period(view, row))),
        (t("promise.lead"), text(view.lead(row.lead))),
        *_owner(view, row),
        (t("promise.source"), _source(view, target.source)),
    ]
    if any(each.field in GOAL_FIELDS for each in details.revisions):
        pairs.append((t("promise.revised"), prose(goal_changes_text(view, details.revisions))))
    pairs += [*_acceptance(view, target), *_ending(view, row, target)]
    pairs += [
        (
            t(
                "promise.assumed",
                field=t("field.pro_rata")
                if name == "trajectory" and row.pro_rata
                else field_label(view.t, name),
            ),
            text(localize(reason, view.lang)),
        )
        for name, reason in target.assumed.items()
    ]
    return {
        "heading": t("promise.heading"),
        "pairs": [(name, Markup(value)) for name, value in pairs],
    }


def _owner(view: PageContext, row: AssessedTarget) -> list[tuple[str, Html]]:
    owner = view.t.localized(row, "owner")
    return [(view.t("promise.owner"), text(owner))] if owner else []


def _acceptance(view: PageContext, target: model.Target) -> list[tuple[str, Html]]:
    """Who accepted the goal as reached, once that is known."""
    accepted = target.accepted
    if accepted is None or accepted.on > view.as_of:
        return []
    parts = [_name(view, accepted.by), day(accepted.on)]
    if accepted.how is not None:
        parts.append(localize(accepted.how, view.lang))
    return [
        (view.t("promise.accepted"), prose(" · ".join(parts)) + _evidence(view, accepted.evidence))
    ]


def _ending(view: PageContext, row: AssessedTarget, target: model.Target) -> list[tuple[str, Html]]:
    """How, when and why the target ended, with a link to the one that goes on."""
    ended, t = target.ended, view.t
    if ended is None or ended.on > view.as_of:
        return []
    words = prose(t(_ENDING_KEYS[ended.as_], day=day(ended.on)))
    if ended.into is not None:
        link = view.href("targets", id=ended.into)
        title = t.localized(row, "successor") or ended.into
        words += html.DOT + html.link(t("ended.into", title=title), link)
    words += html.DOT + prose(localize(ended.reason, view.lang))
    return [(t("promise.ended"), words + _evidence(view, ended.evidence))]


_ENDING_KEYS: Final[Mapping[str, str]] = {
    "withdrawn": "ended.withdrawn",
    "merged": "ended.merged",
    "superseded": "ended.superseded",
}


def _name(view: PageContext, who: str | Bilingual) -> str:
    return view.lead(who) if isinstance(who, str) else localize(who, view.lang)


def _evidence(view: PageContext, evidence: Evidence | None) -> Html:
    """The source behind a pair, as a link where it has an address."""
    if evidence is None:
        return ""
    document = view.portfolio.documents.get(evidence.document or "")
    title = evidence.title or (document.title if document else evidence.document) or ""
    url = evidence.url or (document.url if document else None)
    return html.DOT + html.external_link(localize(title, view.lang), url)


def _period(view: PageContext, row: AssessedTarget) -> str:
    """The first and the last day, or which of them is not stated; a dash where neither is known."""
    if row.start is None and row.due is None:
        return day(None)
    if row.start is None:
        return view.t("promise.period.no_start", due=due_text(view, row))
    if row.due is None:
        return view.t("promise.period.no_due", start=day(row.start), due=due_text(view, row))
    return f"{day(row.start)} – {day(row.due)}"


def _years(view: PageContext, details: TargetDetails) -> list[tuple[str, Html]]:
    """The goal of each year of a flow."""
    if not details.years:
        return []
    scale = measure_scale(view.t, details.row)
    goals = (
        view.t(
            "list.colon",
            label=year.year,
            words=view.t.amount(number(year.goal, view.lang, scale.shift), scale.unit),
        )
        for year in details.years
    )
    return [(view.t("promise.years"), text(view.t("list.semicolon").join(goals)))]


def _parts(view: PageContext, target: model.Target) -> list[tuple[str, Html]]:
    """The parts of a composite, each with a link to it and its weight, unless that is 1."""
    if not isinstance(target.measure, Parts):
        return []
    items = []
    for part in target.measure.parts:
        other = view.portfolio.by_id.get(part.target)
        title = part.target if other is None else localize(other.title, view.lang)
        link = html.link(title, view.href("targets", id=part.target))
        weight = "" if part.weight == 1 else f" × {number(part.weight, view.lang)}"
        items.append(html.tag("li", link, text(weight)))
    return [(view.t("promise.parts"), html.tag("ul", *items, class_="parts"))]


class GoalChange(NamedTuple):
    """A field of the goal from its first value to that of today."""

    field: str
    before: str
    after: str
    on: dt.date  # the last revision


def goal_changes(view: PageContext, revisions: Sequence[RevisionRow]) -> list[GoalChange]:
    """What was changed since the promise, in the order of the first revisions; without the budget.

    ``revisions`` are those of one target known on the day, the latest first.
    """
    changes: dict[str, GoalChange] = {}  # yearly goals change each for itself
    for revision in reversed(revisions):
        if revision.field not in GOAL_FIELDS:
            continue
        before, after = revised_value(view, revision, "from"), revised_value(view, revision, "to")
        label = revision_label(view.t, revision)
        if known := changes.get(label):
            before = known.before
        changes[label] = GoalChange(label, before, after, revision.date)
    return list(changes.values())


def goal_changes_text(view: PageContext, revisions: Sequence[RevisionRow]) -> str:
    """`goal_changes` in words: "Target 300 → 240 (2025-07-01)"."""
    t = view.t
    return t("list.semicolon").join(
        t(
            "promise.revision",
            field=each.field,
            before=each.before,
            after=each.after,
            day=day(each.on),
        )
        for each in goal_changes(view, revisions)
    )


def _source(view: PageContext, source: model.Source) -> Html:
    """The document, linked where it has an address, and the place in it."""
    t, document = view.t, view.portfolio.documents.get(source.document)
    if document is None:
        named = text(source.document)
    else:
        title = localize(document.title, view.lang)
        named = html.external_link(title, document.url)
        for more in (document.publisher, document.published):
            if more and localize(more, view.lang) != title:
                named += html.DOT + prose(localize(more, view.lang))
    if source.article is not None:
        named += html.DOT + text(t("source.article", number=source.article))
    if source.paragraph is not None:
        named += html.DOT + text(t("source.paragraph", number=source.paragraph))
    return named


def goal_text(view: PageContext, row: AssessedTarget) -> str:
    """The goal in force in words: kind, number, unit."""
    t, lang = view.t, view.lang
    about = t("goal.about") if row.approximate else ""
    scale = measure_scale(t, row)
    goal, high = (number(each, lang, scale.shift) for each in (row.goal, row.high))
    return t(
        GOAL_KEYS[row.kind],
        goal=about + goal,
        baseline=number(row.baseline, lang, scale.shift),
        high=high,
        unit=t.unit_after(high if row.kind == "range" else goal, scale.unit),
        year=row.goal_year,
        count=row.parts + row.parts_ended,
    )
