"""What the page for reporting says before anything is entered: who owes, how a target stands, its plan."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from tracker import html
from tracker.analysis import agenda
from tracker.analysis.assessment import assess
from tracker.analysis.tables import tables
from tracker.html import Html, prose, tag, text
from tracker.i18n import Say, day, number, percent
from tracker.portfolio.model import COUNTED
from tracker.reporting.preview import only
from tracker.reporting.remarks import Remark
from tracker.reporting.report import find
from tracker.store.access import Person
from tracker.views.context import View, each
from tracker.views.target import goal, money

LAST: Final = 5  # reports shown of a target


def answer(view: View) -> tuple[str, str]:
    """The first line of the page, and the one below it."""
    count = len(owing(view))
    key = "update.answer" if count else "update.answer.none"
    return view.say(key, count=count), view.say("update.sub")


def owing(view: View) -> dict[str, int]:
    """Targets that owe a report, as `agenda.silent`, with how many days it is late."""
    silent = agenda.silent(view.tables, view.assessed)
    late = silent["reported_late_days"].fillna(0)
    return {str(own): int(days) for own, days in zip(silent["id"], late, strict=True)}


def may_report(view: View, person: Person) -> list[str]:
    """The targets of this person's organisations: first those that owe a report, as `agenda.silent`."""
    rows = view.rows
    leads = {row.id: row.lead if isinstance(row.lead, str) else None for row in each(rows)}
    return [own for own in dict.fromkeys([*owing(view), *leads]) if person.may(leads[own])]


def names(view: View, ids: Iterable[str]) -> dict[str, str]:
    """Targets in a line each: name, lead, and by how long a report is late."""
    late = owing(view)
    found = {}
    for row in each(view.rows.loc[list(ids)]):
        parts = [view.say.pick(row, "title"), view.lead(row.lead)]
        if row.id in late:
            parts.append(_late(view.say, late[row.id]))
        found[row.id] = " · ".join(parts)
    return found


def _late(say: Say, days: int) -> str:
    return say("update.late", days=f"{days:,}") if days else say("update.owes")


def standing(view: View, target_id: str) -> Html:
    """Goal, lamp and the last reports."""
    say, row = view.say, view.row(target_id)
    head = tag(
        "p",
        html.link(say.pick(row, "title"), view.href("targets", id=target_id), class_="name"),
        text(f" · {view.lead(row.lead)} · {goal(view, row)}"),
    )
    lamp = tag("p", html.lamp(row.lamp, say), text(" "), prose(say.pick(row, "why")))
    reported = view.tables.updates
    reported = reported[reported["id"] == target_id]
    reported = reported.sort_values(["date", "reported"], ascending=False, kind="stable")
    if reported.empty:
        last = tag("p", text(say("update.last.none")), class_="quiet")
    else:
        head_row = [say(f"update.column.{name}") for name in ("date", "reported", "said", "by")]
        lines = [
            (prose(day(one.date)), prose(day(one.reported)), text(_said(view, row, one)),
             text(say.pick(one, "by") or "–"))
            for one in each(reported.head(LAST))
        ]  # fmt: skip
        last = html.table(head_row, lines, say("update.last", count=len(reported)))
    return html.page(html.card(head, lamp, last))


def _said(view: View, row: Any, update: Any) -> str:
    say, said = view.say, []
    if not pd.isna(update.value):
        said.append(f"{number(update.value, view.lang, 4)} {say.pick(row, 'unit')}")
    done = view.tables.done
    steps = done[(done["id"] == update.id) & (done["number"] == update.number)]["milestone"]
    if len(steps):
        titles = step_titles(view, update.id)
        named = say("list.comma").join(titles.get(step, step) for step in steps)
        said.append(say("update.done", steps=named))
    if not pd.isna(update.spent):
        said.append(say("update.spent", amount=money(view, update.spent)))
    if not pd.isna(update.corrects):
        said.append(say("update.corrects", day=day(update.corrects)))
    return " · ".join(said) or say.pick(update, "note")[:60] or say("update.note")


def step_titles(view: View, target_id: str) -> dict[str, str]:
    own = view.tables.milestones
    own = own[own["id"] == target_id]
    return {step.milestone: view.say.pick(step, "title") for step in each(own)}


def plan(view: View, target_id: str, on: dt.date) -> Html:
    """What was planned for a day."""
    target = find(view.portfolio, target_id)
    if target is None:
        return ""
    made = tables(only(view.portfolio, target))
    row: Any = next(assess(made, on).itertuples())
    if row.rule in ("statement", "before_start") or pd.isna(row.planned_now):
        said = view.say("update.plan.none", day=day(on))
    elif row.kind in COUNTED:
        baseline = float(made.targets["baseline"].iloc[0])
        value = baseline + row.planned_now * (row.goal - baseline)
        said = view.say(
            "update.plan.value", day=day(on), value=number(value, view.lang, 1),
            unit=view.say.pick(view.row(target_id), "unit"),
            share=percent(row.planned_now, view.lang),
        )  # fmt: skip
    elif row.kind == "milestones":
        said = view.say("update.plan.steps", day=day(on), share=percent(row.planned_now, view.lang))
    else:
        said = view.say("update.plan.rate", goal=goal(view, view.row(target_id)))
    return html.page(tag("p", prose(said), class_="plan"))


def told(say: Say, remarks: Iterable[Remark]) -> Html:
    """Remarks as lines, errors told apart by shape and colour."""
    lines = [
        tag(
            "div",
            tag("b", text("✖ " if remark.level == "error" else "▲ "), aria_hidden="true"),
            tag("span", prose(say(remark.key, **remark.values))),
            class_=f"remark {remark.level}",
        )
        for remark in remarks
    ]
    return html.page(*lines) if lines else ""


def way_in(view: View, target_id: str) -> Html:
    """The link from a target's page to its form."""
    href = view.href("update", id=target_id, asof=None)
    return html.page(html.link(view.say("update.link"), href, class_="chip on"))


_MARKDOWN: Final = str.maketrans({mark: f"\\{mark}" for mark in r"\`*_{}[]()<~:$&|"})
_BEGINS: Final = re.compile(r"^(\d*)([#+\->=.])")  # a heading, list, quotation or rule
_JOINER: Final = "\N{WORD JOINER}"


def label(words: str) -> str:
    """Text of the data as a widget's label, which Streamlit reads as Markdown: shown as it is.

    Bare addresses become links whatever is escaped, so an invisible mark breaks them up.
    """
    broken = words.replace("://", f"{_JOINER}://").replace("www.", f"www{_JOINER}.")
    broken = broken.replace("@", f"{_JOINER}@{_JOINER}")
    return _BEGINS.sub(r"\1\\\2", " ".join(broken.split()).translate(_MARKDOWN))
