"""One target opened: the promise and its source, why this lamp, and everything reported on it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker import markup, model
from tracker.markup import Html, prose, tag, text
from tracker.show_row import progress_bar
from tracker.text import day, number, percent
from tracker.view import View, each


def summary(view: View, target_id: str) -> Html:
    """The promise beside the reasons for its lamp."""
    return markup.page(
        tag("div", promise(view, target_id), why(view, target_id), class_="half"),
    )


def record(view: View, target_id: str) -> Html:
    """All that was reported on it and all that was changed, newest first."""
    parts = (
        updates(view, target_id),
        context(view, target_id),
        revisions(view, target_id),
    )
    return markup.page(tag("div", *parts, class_="stack"))


def answer(view: View, target_id: str) -> tuple[str, str]:
    """The first line of the page, its title, and the one below it: theme, plan, lead, due."""
    row = view.row(target_id)
    parts = [view.theme(row.theme)]
    if isinstance(row.plan, str):
        parts.append(view.plan(row.plan))
    parts.append(view.lead(row.lead))
    due = row.due
    parts.append(view.say("row.no_due" if pd.isna(due) else "row.due", day=day(due)))
    return view.say.pick(row, "title"), " · ".join(parts)


def promise(view: View, target_id: str) -> Html:
    say, row = view.say, view.row(target_id)
    target = _record(view, target_id)
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
        named = markup.outside(title, source.url)
        for more in (source.publisher, source.published):
            if more and model.words(more, view.lang) != title:
                named += text(f" · {model.words(more, view.lang)}")
    pairs.append((say("promise.source"), named + text("".join(f" · {part}" for part in where))))
    pairs += [
        (
            say("promise.assumed", field=_field(view, name)),
            text(model.words(reason, view.lang)),
        )
        for name, reason in target.assumed.items()
    ]
    return markup.card(markup.facts(pairs), heading=say("promise.heading"))


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


def why(view: View, target_id: str) -> Html:
    """Inputs, the rule that fired, the day it was judged at."""
    say, lang, row = view.say, view.lang, view.row(target_id)
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
    return markup.card(
        tag("p", markup.lamp(row.lamp, say)),
        tag("p", prose(say.pick(row, "why"))),
        progress_bar(view, row),
        markup.facts(pairs),
        heading=say("why.heading"),
    )


def steps(view: View, target_id: str) -> Html:
    say = view.say
    own = view.tables.milestones
    own = own[own["id"] == target_id]
    if own.empty:
        return ""
    done = view.steps_done(target_id)
    rows = [
        (
            text(say.pick(step, "title")),
            prose(day(step.due)),
            prose(say("step.done", day=day(done[step.milestone])))
            if step.milestone in done
            else text(say("step.open")),
            text(number(step.weight, view.lang)),
        )
        for step in each(own)
    ]
    head = [say(f"step.{name}") for name in ("title", "due", "state", "weight")]
    note = say("step.note") if view.row(target_id).kind != "milestones" else say("step.judged")
    made = markup.table(head, rows, note, numbers=(3,))
    return markup.page(markup.card(made, heading=say("step.heading")))


def updates(view: View, target_id: str) -> Html:
    say = view.say
    reported = view.tables.updates
    reported = reported[
        (reported["id"] == target_id) & (reported["reported"] <= pd.Timestamp(view.as_of))
    ].sort_values(["date", "rank", "reported"], ascending=False, kind="stable")
    if reported.empty:
        return markup.card(
            tag("p", text(say("updates.none")), class_="quiet"), heading=say("updates.heading")
        )
    row = view.row(target_id)
    entries = [_update(view, row, update) for update in each(reported)]
    return markup.card(*entries, heading=say("updates.heading"))


def _update(view: View, row: Any, update: Any) -> Html:
    say, lang = view.say, view.lang
    said = []
    if not pd.isna(update.value):
        unit = say.pick(row, "unit")
        said.append(f"{number(update.value, lang, 4)} {unit}")
    done = view.tables.done
    steps = done[(done["id"] == update.id) & (done["number"] == update.number)]["milestone"]
    if len(steps):
        names = view.tables.milestones
        names = names[names["id"] == update.id].set_index("milestone")[f"title_{lang}"]
        said.append(
            say("update.done", steps=say("list.comma").join(names.reindex(steps).fillna("")))
        )
    if not pd.isna(update.spent):
        said.append(say("update.spent", amount=money(view, update.spent)))
    counts = update.date == row.judged_on and update.value == row.value
    dates = day(update.date)
    if update.reported != update.date:
        dates += f" · {say('update.reported', day=day(update.reported))}"
    if not pd.isna(update.corrects):
        dates += f" · {say('update.corrects', day=day(update.corrects))}"
    by = say.pick(update, "by")
    return tag(
        "div",
        tag("span", text(" · ".join(said) or say("update.note")), class_="figure"),
        tag("span", text(f" {say('update.counts')}"), class_="badge") if counts else "",
        tag("div", text(dates + (f" · {by}" if by else "")), class_="quiet"),
        tag("div", text(say.pick(update, "note"))) if say.pick(update, "note") else "",
        evidence(view, update),
        class_="entry",
    )


def context(view: View, target_id: str) -> Html:
    say = view.say
    known = view.tables.context
    known = known[(known["id"] == target_id) & (known["reported"] <= pd.Timestamp(view.as_of))]
    if known.empty:
        return ""
    entries = [
        tag(
            "div",
            tag("span", text(say.pick(fact, "text"))),
            tag("div", prose(day(fact.date)), class_="quiet"),
            evidence(view, fact),
            class_="entry",
        )
        for fact in each(known.sort_values("date", ascending=False, kind="stable"))
    ]
    note = tag("p", text(say("context.note")), class_="quiet")
    return markup.card(note, *entries, heading=say("context.heading"))


def revisions(view: View, target_id: str) -> Html:
    say = view.say
    changed = view.tables.revisions
    changed = changed[(changed["id"] == target_id) & (changed["date"] <= pd.Timestamp(view.as_of))]
    if changed.empty:
        return ""
    entries = [
        tag(
            "div",
            tag("span", text(_field(view, change.field)), class_="figure"),
            text(" "),
            tag("span", text(_goal_side(view, change, "from")), class_="struck"),
            text(" → "),
            tag("span", text(_goal_side(view, change, "to")), class_="figure"),
            tag("div", prose(f"{day(change.date)} · {say.pick(change, 'reason')}"), class_="quiet"),
            evidence(view, change),
            class_="entry",
        )
        for change in each(changed.sort_values("date", ascending=False, kind="stable"))
    ]
    return markup.card(*entries, heading=say("revisions.heading"))


def _goal_side(view: View, change: Any, side: str) -> str:
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
    named = markup.outside(title, row.url)
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


def _record(view: View, target_id: str) -> model.Target:
    return view.portfolio.by_id[target_id]


def _field(view: View, name: str) -> str:
    key = f"field.{name}"
    return view.say(key) if view.say.knows(key) else name
