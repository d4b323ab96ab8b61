"""The sections of a review about the record: declared statuses, missing reports, revised goals, membership, quality."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from tracker import html
from tracker.analysis.declared import Comparison
from tracker.analysis.record_quality import RecordQuality
from tracker.analysis.review import EndedTarget, MissingReport, Review
from tracker.analysis.revised_goals import RevisedGoal
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.status_words import status_word
from tracker.charts.bars import bar
from tracker.html import prose, tag, text
from tracker.i18n import day
from tracker.numbers import percent
from tracker.portfolio.texts import localize
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.review_section import Line, Part, Section, part, target_line
from tracker.views.review_words import (
    optimism_text,
    revision_text,
    slip_text,
)
from tracker.views.target_index import NONE
from tracker.views.target_words import ending_text


def declared(view: PageContext, review: Review) -> Section:
    """Declared beside computed statuses by department; those that agree are counted, not listed."""
    t, parts, agreeing = view.t, [], 0
    for group in review.declared:
        agreeing += sum(each.optimism == 0 for each in group.compared)
        shown = [each for each in (*group.compared, *group.not_compared) if each.optimism != 0]
        if shown:
            parts.append(part(view, view.lead(group.lead), shown, partial(_declared_line, view)))
    return Section(
        "declared",
        t("review.declared.heading"),
        t("review.declared.agree", count=agreeing) if agreeing else "",
        [
            t("field.title"),
            t("review.declared.says"),
            t("review.declared.computed"),
            t("review.declared.difference"),
        ],
        parts,
        t("review.declared.none") if not agreeing else t("review.declared.all_agree"),
    )


def _declared_line(view: PageContext, each: Comparison) -> Line:
    t, row, says = view.t, each.target, each.declared
    reported = html.status_lamp(says.status or "not_judged", t, word=says.word(t))
    return target_line(
        view,
        row,
        Markup(reported + tag("span", prose(day(says.on)), class_="quiet")),
        Markup(html.status_lamp(row.status, t, word=status_word(row, t))),
        Markup(text(optimism_text(t, each))),
        note=" ",
    )


def missing(view: PageContext, review: Review) -> Section:
    """The reports owed and not there, the most overdue first."""
    t, found = view.t, review.missing
    new = sum(not each.was_missing for each in found)
    return Section(
        "missing",
        t("review.missing.heading"),
        t("review.missing.note", count=len(found), new=new) if found else "",
        (),
        [part(view, "", found, partial(_missing_line, view))],
        t("review.missing.none"),
    )


def _missing_line(view: PageContext, each: MissingReport) -> Line:
    t = view.t
    badge = tag("span", text(t("review.missing.before")), class_="badge")
    late = text(t("row.days_late", count=each.days_late))
    period = t("review.missing.period", day=day(each.period_end))
    cell = f"{late} {badge if each.was_missing else ''}{tag('span', prose(period), class_='quiet')}"
    return target_line(view, view.row(each.id), Markup(cell), note=view.lead(each.lead))


def revised(view: PageContext, review: Review) -> Section:
    """Goals changed in between, with the move since the first promise."""
    t = view.t
    return Section(
        "revised",
        t("review.revised.heading"),
        "",
        (),
        [part(view, "", review.revised, partial(_revised_line, view))],
        t("review.revised.none"),
    )


def _revised_line(view: PageContext, goal: RevisedGoal) -> Line:
    t, row, last = view.t, view.row(goal.id), goal.revisions[-1]
    change = prose(revision_text(t, goal, row, view.tables.money))
    reason = tag("span", prose(t.localized(last, "reason")), class_="quiet")
    slip = tag("strong", text(slip_text(t, goal)))
    times = text(t("review.revised.times", count=goal.times)) if goal.times > 1 else ""
    return target_line(
        view,
        row,
        Markup(change + reason),
        Markup(slip + tag("span", times, class_="quiet")),
        note=t("review.revised.on", day=day(last.date)),
    )


def added_and_ended(view: PageContext, review: Review) -> Section:
    """Targets whose source was published in between, and those no longer pursued."""
    t, parts = view.t, []
    if review.added:
        heading = t("review.added.heading", count=len(review.added))
        parts.append(part(view, heading, review.added, partial(_added_line, view)))
    if review.ended:
        heading = t("review.ended.heading", count=len(review.ended))
        parts.append(part(view, heading, review.ended, partial(_ended_line, view)))
    return Section(
        "membership", t("review.membership.heading"), "", (), parts, t("review.membership.none")
    )


def _added_line(view: PageContext, row: AssessedTarget) -> Line:
    status = html.status_lamp(row.status, view.t, word=status_word(row, view.t))
    return target_line(view, row, Markup(status))


def _ended_line(view: PageContext, each: EndedTarget) -> Line:
    t, row, ending = view.t, view.row(each.id), each.ending
    words = ending_text(t, ending.as_, t.localized(row, "successor"))
    reason = tag("span", prose(localize(ending.reason, view.lang)), class_="quiet")
    cell = prose(f"{day(ending.on)} {words}") + reason
    return target_line(view, row, Markup(cell), note=view.lead(row.lead))


def quality(view: PageContext, review: Review) -> Section:
    """By department, how many of its targets have each part of a complete record."""
    t = view.t
    columns = ["filter.lead", "bucket.total", *_QUALITY_KEYS.values()]
    lines = [
        Line(
            view.lead(row.lead),
            view.list_href(lead=row.lead or NONE),
            "",
            [Markup(text(row.targets)), *_quality_cells(view, row)],
        )
        for row in review.quality
    ]
    return Section(
        "quality",
        t("review.quality.heading"),
        t("review.quality.note"),
        [t(key) for key in columns],
        [Part("", lines)],
        t("empty.portfolio"),
    )


_QUALITY_KEYS: Final = {
    "owner": "review.quality.owner",
    "number": "review.quality.number",
    "deadline": "review.quality.deadline",
    "evidence": "review.quality.evidence",
    "recent": "review.quality.recent",
}


def _quality_cells(view: PageContext, row: RecordQuality) -> Sequence[Markup]:
    t, cells = view.t, []
    of_all = {"evidence": row.reported, "recent": row.awaited}
    for part_name, key in _QUALITY_KEYS.items():
        count, whole = getattr(row, part_name), of_all.get(part_name, row.targets)
        if not whole:
            cells.append(Markup(tag("span", "–", class_="nil")))
            continue
        label = t("review.quality.of", part=t(key), count=count, whole=whole)
        drawn = bar("accent", count / whole, float("nan"), label)
        number = tag(
            "span", text(f"{count} / {whole}"), class_="n", title=percent(count / whole, view.lang)
        )
        cells.append(Markup(tag("span", drawn, number, class_="share")))
    return cells
