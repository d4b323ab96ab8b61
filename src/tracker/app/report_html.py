"""The reporting page before anything is entered: overdue reports, a target's status and plan."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from math import isnan
from typing import Final

from tracker import html
from tracker.analysis import agenda
from tracker.analysis.amounts import decimals_beside, measure_scale
from tracker.analysis.details import TargetDetails, details_of
from tracker.analysis.rows import UpdateRow
from tracker.analysis.snapshot import Snapshot
from tracker.html import Html, prose, tag, text
from tracker.i18n import Translator, day, shorten
from tracker.numbers import percent, rounded
from tracker.portfolio.measures import COUNTED_KINDS
from tracker.portfolio.problems import Level
from tracker.reporting.preview import with_only_target
from tracker.reporting.remarks import Remark
from tracker.store.access import Person
from tracker.views.context import PageContext
from tracker.views.target_promise import goal_text
from tracker.views.target_row import status_lamp
from tracker.views.target_words import completed_steps, update_summary

MAX_LATEST_UPDATES: Final = 5  # reports shown of a target
_UPDATE_COLUMNS: Final = (
    "update.column.date",
    "update.column.reported",
    "update.column.content",
    "update.column.by",
)


def headline(view: PageContext, *, may_report: bool = True) -> tuple[str, str]:
    """The first line of the page, and the one below it, which depends on who reads it."""
    count = len(days_overdue(view))
    key = "update.answer" if count else "update.answer.none"
    return view.t(key, count=count), view.t("update.sub" if may_report else "update.sub.read_only")


def days_overdue(view: PageContext) -> dict[str, int]:
    """Targets with overdue reports, most overdue first, and by how many days."""
    overdue = agenda.overdue_reports(view.snapshot)
    late = overdue["reported_late_days"].fillna(0)
    return {str(id_): int(days) for id_, days in zip(overdue["id"], late, strict=True)}


def reportable_targets(view: PageContext, person: Person) -> list[str]:
    """The targets this person may report on, overdue ones first."""
    leads = {row.id: row.lead for row in view.by_id.values()}
    return [
        target_id
        for target_id in dict.fromkeys([*days_overdue(view), *leads])
        if person.may_report_for(leads[target_id])
    ]


def target_labels(view: PageContext, ids: Iterable[str]) -> dict[str, str]:
    """A line for each target: name, lead, and how late its report is."""
    late = days_overdue(view)
    labels = {}
    for row in map(view.row, ids):
        parts = [view.t.localized(row, "title"), view.lead(row.lead)]
        if row.id in late:
            parts.append(_overdue_text(view.t, late[row.id]))
        labels[row.id] = " · ".join(parts)
    return labels


def _overdue_text(t: Translator, days: int) -> str:
    return t("row.days_late", count=days) if days else t("update.owes")


def target_status(view: PageContext, target_id: str) -> Html:
    """Goal, status and the latest reports."""
    t, details = view.t, details_of(view.snapshot, target_id)
    row = details.row
    head = tag(
        "p",
        html.link(t.localized(row, "title"), view.href("targets", id=target_id), class_="name"),
        html.DOT,
        text(view.lead(row.lead)),
        html.DOT,
        text(goal_text(view, row)),
    )
    status = tag("p", status_lamp(row, t), text(" "), prose(view.explanation(row)))
    reported = sorted(details.updates, key=lambda one: (one.date, one.reported), reverse=True)
    if not reported:
        last = tag("p", text(t("update.last.none")), class_="quiet")
    else:
        head_row = [t(key) for key in _UPDATE_COLUMNS]
        lines = [
            (
                prose(day(one.date)),
                prose(day(one.reported)),
                prose(_update_summary(view, details, one)),
                text(t.localized(one, "by") or "–"),
            )
            for one in reported[:MAX_LATEST_UPDATES]
        ]
        last = html.table(head_row, lines, t("update.last", count=len(reported)))
    return html.page(html.card(head, status, last))


def _update_summary(view: PageContext, details: TargetDetails, update: UpdateRow) -> str:
    t = view.t
    steps = completed_steps(view, details, update)
    parts = [update_summary(view, measure_scale(t, details.row), update, steps)]
    if update.corrects is not None:
        parts.append(t("update.corrects", day=day(update.corrects)))
    words = " · ".join(part for part in parts if part)
    return words or shorten(t.localized(update, "note"), 60) or t("update.note")


def planned_line(view: PageContext, target_id: str, on: dt.date) -> Html:
    """The planned value on a day."""
    target = view.portfolio.by_id.get(target_id)
    if target is None:
        return ""
    row = Snapshot.at(with_only_target(view.portfolio, target), on).by_id[target_id]
    if row.rule in ("statement", "before_start") or isnan(row.planned_now):
        sentence = view.t("update.plan.none", day=day(on))
    elif row.kind in COUNTED_KINDS:
        value = row.baseline + row.planned_now * (row.goal_now - row.baseline)
        scale = measure_scale(view.t, row)
        places = decimals_beside((row.baseline, row.goal_now)) - scale.shift
        planned = rounded(value, view.lang, places, scale.shift)
        sentence = view.t(
            "update.pro_rata.value" if row.pro_rata else "update.plan.value",
            day=day(on),
            value=planned,
            unit=view.t.unit_after(planned, scale.unit),
            share=percent(row.planned_now, view.lang),
        )
    elif row.kind == "milestones":
        sentence = view.t(
            "update.plan.steps", day=day(on), share=percent(row.planned_now, view.lang)
        )
    else:
        sentence = view.t("update.plan.rate", goal=goal_text(view, view.row(target_id)))
    return html.page(tag("p", prose(sentence), class_="plan"))


def remarks_html(t: Translator, remarks: Iterable[Remark]) -> Html:
    """Remarks as lines; nothing where there are none."""
    lines = [remark_line(remark.level, t.message(remark.message)) for remark in remarks]
    return html.page(*lines) if lines else ""


def remark_line(level: Level, words: str) -> Html:
    """One error or warning; the two differ in shape and colour."""
    shape = tag("b", text("✖ " if level == "error" else "▲ "), aria_hidden="true")
    return tag("div", shape, tag("span", prose(words)), class_=f"remark {level}")


def quiet_line(words: str) -> Html:
    """A sentence in small print."""
    return html.page(tag("p", text(words), class_="quiet"))


_MARKDOWN_ESCAPES: Final = str.maketrans({mark: f"\\{mark}" for mark in r"\`*_{}[]()<~:$&|"})
_BLOCK_START: Final = re.compile(r"^(\d*)([#+\->=.])")  # a heading, list, quotation or rule
_WORD_JOINER: Final = "\N{WORD JOINER}"


def escape_markdown(words: str) -> str:
    """Text of the data as a widget's label, which Streamlit reads as Markdown: shown as it is.

    Bare addresses become links whatever is escaped, so an invisible mark breaks them up.
    """
    broken = words.replace("://", f"{_WORD_JOINER}://").replace("www.", f"www{_WORD_JOINER}.")
    broken = broken.replace("@", f"{_WORD_JOINER}@{_WORD_JOINER}")
    return _BLOCK_START.sub(r"\1\\\2", " ".join(broken.split()).translate(_MARKDOWN_ESCAPES))
