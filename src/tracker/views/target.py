"""One target from its rows: the promise and its source, why this lamp, all that was reported.

Who calls has gathered the rows; the dashboard does so for the one target that is open, the published
site for all of them at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from tracker import html
from tracker.html import Html, prose, tag, text
from tracker.i18n import day, number, percent
from tracker.portfolio import model
from tracker.views.context import View


def answer(view: View, row: Any) -> tuple[str, str]:
    """The first line of the page, its title, and the one below it: theme, plan, lead, due."""
    parts = [view.theme(row.theme)]
    if isinstance(row.plan, str):
        parts.append(view.plan(row.plan))
    parts.append(view.lead(row.lead))
    due = row.due
    parts.append(view.say("row.no_due" if pd.isna(due) else "row.due", day=day(due)))
    return view.say.pick(row, "title"), " · ".join(parts)


def promise(view: View, row: Any, target: model.Target) -> Html:
    say = view.say
    source = view.portfolio.documents.get(target.source.document)
    pairs = [
        (say("promise.what"), text(say.pick(row, "promise") or say.pick(row, "title"))),
        (say("promise.measure"), text(goal(view, row))),
        (say("promise.period"), prose(f"{day(row.start)} – {day(row.due)}")),
        (say("promise.lead"), text(view.lead(row.lead))),
    ]
    where = [
        say(f"source.{name}", number=place)
        for name, place in (
            ("article", target.source.article),
            ("paragraph", target.source.paragraph),
        )
        if place is not None
    ]
    if source is None:
        named = text(target.source.document)
    else:
        title = model.words(source.title, view.lang)
        named = html.outside(title, source.url)
        for more in (source.publisher, source.published):
            if more and model.words(more, view.lang) != title:
                named += text(f" · {model.words(more, view.lang)}")
    pairs.append((say("promise.source"), named + text("".join(f" · {part}" for part in where))))
    pairs += [
        (
            say("promise.assumed", field=field(view, name)),
            text(model.words(reason, view.lang)),
        )
        for name, reason in target.assumed.items()
    ]
    return html.card(html.facts(pairs), heading=say("promise.heading"))


def goal(view: View, row: Any) -> str:
    """The goal in force in words: kind, number, unit."""
    say, lang = view.say, view.lang
    about = say("goal.about") if row.approximate else ""
    return say(
        f"goal.{row.kind}",
        goal=about + number(row.goal, lang),
        baseline=number(row.baseline, lang),
        high=number(row.high, lang),
        unit=say.pick(row, "unit"),
    )


def why(view: View, row: Any, bar: Html) -> Html:
    """Inputs, the rule that fired, the day it was judged at; ``bar`` shows progress against plan."""
    say, lang = view.say, view.lang
    unit = say.pick(row, "unit")
    pairs = [
        (say("why.as_of"), prose(day(view.as_of))),
        (say("why.judged_on"), prose(day(row.judged_on))),
    ]
    if not pd.isna(row.value):
        graded = (
            f" · {say('evidence.grade', grade=row.grade)}" if isinstance(row.grade, str) else ""
        )
        pairs.append((say("why.value"), text(f"{number(row.value, lang, 4)} {unit}{graded}")))
    if row.kind == "milestones":
        pairs.append((say("why.steps"), text(f"{row.steps_done} / {row.steps}")))
    if not pd.isna(row.gap_pp):
        pairs += [
            (say("why.planned"), text(percent(row.planned, lang, 1))),
            (say("why.actual"), text(percent(row.actual, lang, 1))),
            (say("why.gap"), text(say("why.points", gap=number(row.gap_pp, lang, 1)))),
            (
                say("why.limits"),
                text(say("why.bands", amber=number(row.amber, lang), red=number(row.red, lang))),
            ),
        ]
    elif not pd.isna(row.planned_now):
        pairs.append((say("why.planned_now"), text(percent(row.planned_now, lang, 1))))
    if not pd.isna(row.next_report) and row.lamp not in ("achieved", "missed", "not_judged"):
        pairs.append((say("why.next_report"), prose(day(row.next_report))))
    pairs.append((say("why.rule"), text(say(f"rule.{row.rule}"))))
    return html.card(
        tag("p", html.lamp(row.lamp, say)),
        tag("p", prose(say.pick(row, "why"))),
        bar,
        html.facts(pairs),
        heading=say("why.heading"),
    )


def steps(view: View, row: Any, own: Iterable[Any], done: Mapping[str, dt.date]) -> Html:
    """The target's own steps, each with its state; nothing where it has none."""
    say = view.say
    rows = [
        (
            text(say.pick(step, "title")),
            prose(day(step.due)),
            prose(say("step.done", day=day(done[step.milestone])))
            if step.milestone in done
            else text(say("step.open")),
            text(number(step.weight, view.lang)),
        )
        for step in own
    ]
    if not rows:
        return ""
    head = [say(f"step.{name}") for name in ("title", "due", "state", "weight")]
    note = say("step.note") if row.kind != "milestones" else say("step.judged")
    made = html.table(head, rows, note, numbers=(3,))
    return html.card(made, heading=say("step.heading"))


def updates(view: View, row: Any, reported: Iterable[tuple[Any, Sequence[str]]]) -> Html:
    """Updates in the order given, each with the titles of the steps it says are done."""
    say = view.say
    entries = [_update(view, row, update, steps) for update, steps in reported]
    if not entries:
        entries = [tag("p", text(say("updates.none")), class_="quiet")]
    return html.card(*entries, heading=say("updates.heading"))


def reported(view: View, row: Any, update: Any, steps: Sequence[str]) -> str:
    """What an update reports in words: value, steps done, money; an empty text for a note alone."""
    say, lang = view.say, view.lang
    said = []
    if not pd.isna(update.value):
        unit = say.pick(row, "unit")
        said.append(f"{number(update.value, lang, 4)} {unit}")
    if steps:
        said.append(say("update.done", steps=say("list.comma").join(steps)))
    if not pd.isna(update.spent):
        said.append(say("update.spent", amount=money(view, update.spent)))
    return " · ".join(said)


def _update(view: View, row: Any, update: Any, steps: Sequence[str]) -> Html:
    say = view.say
    counts = update.date == row.judged_on and update.value == row.value
    dates = day(update.date)
    if update.reported != update.date:
        dates += f" · {say('update.reported', day=day(update.reported))}"
    if not pd.isna(update.corrects):
        dates += f" · {say('update.corrects', day=day(update.corrects))}"
    by = say.pick(update, "by")
    return tag(
        "div",
        tag(
            "span", text(reported(view, row, update, steps) or say("update.note")), class_="figure"
        ),
        tag("span", text(f" {say('update.counts')}"), class_="badge") if counts else "",
        tag("div", text(dates + (f" · {by}" if by else "")), class_="quiet"),
        tag("div", text(say.pick(update, "note"))) if say.pick(update, "note") else "",
        evidence(view, update),
        class_="entry",
    )


def context(view: View, facts: Iterable[Any]) -> Html:
    say = view.say
    entries = [
        tag(
            "div",
            tag("span", text(say.pick(fact, "text"))),
            tag("div", prose(day(fact.date)), class_="quiet"),
            evidence(view, fact),
            class_="entry",
        )
        for fact in facts
    ]
    if not entries:
        return ""
    note = tag("p", text(say("context.note")), class_="quiet")
    return html.card(note, *entries, heading=say("context.heading"))


def revisions(view: View, changes: Iterable[Any]) -> Html:
    say = view.say
    entries = [
        tag(
            "div",
            tag("span", text(field(view, change.field)), class_="figure"),
            text(" "),
            tag("span", text(goal_side(view, change, "from")), class_="struck"),
            text(" → "),
            tag("span", text(goal_side(view, change, "to")), class_="figure"),
            tag("div", prose(f"{day(change.date)} · {say.pick(change, 'reason')}"), class_="quiet"),
            evidence(view, change),
            class_="entry",
        )
        for change in changes
    ]
    if not entries:
        return ""
    return html.card(*entries, heading=say("revisions.heading"))


def goal_side(view: View, change: Any, side: str) -> str:
    """What a revision changed ``from`` or ``to``, in words."""
    on, value, high = (getattr(change, f"{side}_{part}") for part in ("day", "value", "high"))
    if not pd.isna(on):
        return day(on)
    if change.field == "budget":
        return money(view, value)
    if not pd.isna(high):
        return f"{number(value, view.lang)}–{number(high, view.lang)}"
    return number(value, view.lang)


def evidence(view: View, row: Any) -> Html:
    """Title (a link where there is one), publisher, date, grade and caveat."""
    say = view.say
    title = say.pick(row, "evidence")
    if not title:
        return tag("div", text(say("evidence.none")), class_="quiet")
    named = html.outside(title, row.url)
    for more in (say.pick(row, "publisher"), row.published):
        if isinstance(more, str) and more:
            named += text(f" · {more}")
    grade = row.grade if isinstance(row.grade, str) else None
    badge = say("evidence.grade", grade=grade) if grade else say("evidence.ungraded")
    caveat = say.pick(row, "caveat")
    return tag(
        "div",
        tag("span", text(badge), class_="badge", title=say(f"grade.{grade or 'none'}")),
        text(" "),
        named,
        tag("div", text(say("evidence.caveat", caveat=caveat))) if caveat else "",
        class_="quiet",
    )


def money(view: View, amount: float) -> str:
    return f"{number(amount, view.lang)} {view.say.money(view.tables.money)}"


def field(view: View, name: str) -> str:
    key = f"field.{name}"
    return view.say(key) if view.say.knows(key) else name
