"""One target from its rows: the promise and its source, why this status, all that was reported.

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
from tracker.views.context import PageContext


def target_headline(view: PageContext, row: Any) -> tuple[str, str]:
    """The first line of the page, its title, and the one below it: theme, plan, lead, due."""
    parts = [view.theme(row.theme)]
    if isinstance(row.plan, str):
        parts.append(view.plan(row.plan))
    parts.append(view.lead(row.lead))
    due = row.due
    parts.append(view.t("row.no_due" if pd.isna(due) else "row.due", day=day(due)))
    return view.t.localized(row, "title"), " · ".join(parts)


def promise_card(view: PageContext, row: Any, target: model.Target) -> Html:
    t = view.t
    source = view.portfolio.documents.get(target.source.document)
    pairs = [
        (t("promise.what"), text(t.localized(row, "promise") or t.localized(row, "title"))),
        (t("promise.measure"), text(goal_text(view, row))),
        (t("promise.period"), prose(f"{day(row.start)} – {day(row.due)}")),
        (t("promise.lead"), text(view.lead(row.lead))),
    ]
    where = [
        t(f"source.{name}", number=place)
        for name, place in (
            ("article", target.source.article),
            ("paragraph", target.source.paragraph),
        )
        if place is not None
    ]
    if source is None:
        named = text(target.source.document)
    else:
        title = model.localize(source.title, view.lang)
        named = html.external_link(title, source.url)
        for more in (source.publisher, source.published):
            if more and model.localize(more, view.lang) != title:
                named += text(f" · {model.localize(more, view.lang)}")
    pairs.append((t("promise.source"), named + text("".join(f" · {part}" for part in where))))
    pairs += [
        (
            t("promise.assumed", field=field_label(view, name)),
            text(model.localize(reason, view.lang)),
        )
        for name, reason in target.assumed.items()
    ]
    return html.card(html.definition_list(pairs), heading=t("promise.heading"))


def goal_text(view: PageContext, row: Any) -> str:
    """The goal in force in words: kind, number, unit."""
    t, lang = view.t, view.lang
    about = t("goal.about") if row.approximate else ""
    return t(
        f"goal.{row.kind}",
        goal=about + number(row.goal, lang),
        baseline=number(row.baseline, lang),
        high=number(row.high, lang),
        unit=t.localized(row, "unit"),
    )


def explanation_card(view: PageContext, row: Any, bar: Html) -> Html:
    """Inputs, the rule that fired, the day it was judged at; ``bar`` shows progress against plan."""
    t, lang = view.t, view.lang
    unit = t.localized(row, "unit")
    pairs = [
        (t("why.as_of"), prose(day(view.as_of))),
        (t("why.judged_on"), prose(day(row.judged_on))),
    ]
    if not pd.isna(row.value):
        graded = f" · {t('evidence.grade', grade=row.grade)}" if isinstance(row.grade, str) else ""
        pairs.append((t("why.value"), text(f"{number(row.value, lang, 4)} {unit}{graded}")))
    if row.kind == "milestones":
        pairs.append((t("why.steps"), text(f"{row.steps_done} / {row.steps}")))
    if not pd.isna(row.gap_pp):
        pairs += [
            (t("why.planned"), text(percent(row.planned, lang, 1))),
            (t("why.actual"), text(percent(row.actual, lang, 1))),
            (t("why.gap"), text(t("why.points", gap=number(row.gap_pp, lang, 1)))),
            (
                t("why.limits"),
                text(t("why.bands", amber=number(row.amber, lang), red=number(row.red, lang))),
            ),
        ]
    elif not pd.isna(row.planned_now):
        pairs.append((t("why.planned_now"), text(percent(row.planned_now, lang, 1))))
    if not pd.isna(row.next_report) and row.status not in ("achieved", "missed", "not_judged"):
        pairs.append((t("why.next_report"), prose(day(row.next_report))))
    pairs.append((t("why.rule"), text(t(f"rule.{row.rule}"))))
    return html.card(
        tag("p", html.status_lamp(row.status, t)),
        tag("p", prose(t.localized(row, "why"))),
        bar,
        html.definition_list(pairs),
        heading=t("why.heading"),
    )


def milestones_card(
    view: PageContext, row: Any, own: Iterable[Any], done: Mapping[str, dt.date]
) -> Html:
    """The target's own steps, each with its state; nothing where it has none."""
    t = view.t
    rows = [
        (
            text(t.localized(step, "title")),
            prose(day(step.due)),
            prose(t("step.done", day=day(done[step.milestone])))
            if step.milestone in done
            else text(t("step.open")),
            text(number(step.weight, view.lang)),
        )
        for step in own
    ]
    if not rows:
        return ""
    head = [t(f"step.{name}") for name in ("title", "due", "state", "weight")]
    note = t("step.note") if row.kind != "milestones" else t("step.judged")
    made = html.table(head, rows, note, numbers=(3,))
    return html.card(made, heading=t("step.heading"))


def updates_card(
    view: PageContext, row: Any, reported: Iterable[tuple[Any, Sequence[str]]]
) -> Html:
    """Updates in the order given, each with the titles of the steps it says are done."""
    t = view.t
    entries = [_update_entry(view, row, update, steps) for update, steps in reported]
    if not entries:
        entries = [tag("p", text(t("updates.none")), class_="quiet")]
    return html.card(*entries, heading=t("updates.heading"))


def update_summary(view: PageContext, row: Any, update: Any, steps: Sequence[str]) -> str:
    """What an update reports in words: value, steps done, money; an empty text for a note alone."""
    t, lang = view.t, view.lang
    said = []
    if not pd.isna(update.value):
        unit = t.localized(row, "unit")
        said.append(f"{number(update.value, lang, 4)} {unit}")
    if steps:
        said.append(t("update.done", steps=t("list.comma").join(steps)))
    if not pd.isna(update.spent):
        said.append(t("update.spent", amount=amount_text(view, update.spent)))
    return " · ".join(said)


def _update_entry(view: PageContext, row: Any, update: Any, steps: Sequence[str]) -> Html:
    t = view.t
    counts = update.date == row.judged_on and update.value == row.value
    dates = day(update.date)
    if update.reported != update.date:
        dates += f" · {t('update.reported', day=day(update.reported))}"
    if not pd.isna(update.corrects):
        dates += f" · {t('update.corrects', day=day(update.corrects))}"
    by = t.localized(update, "by")
    return tag(
        "div",
        tag(
            "span",
            text(update_summary(view, row, update, steps) or t("update.note")),
            class_="figure",
        ),
        tag("span", text(f" {t('update.counts')}"), class_="badge") if counts else "",
        tag("div", text(dates + (f" · {by}" if by else "")), class_="quiet"),
        tag("div", text(t.localized(update, "note"))) if t.localized(update, "note") else "",
        evidence_line(view, update),
        class_="entry",
    )


def context_card(view: PageContext, facts: Iterable[Any]) -> Html:
    t = view.t
    entries = [
        tag(
            "div",
            tag("span", text(t.localized(fact, "text"))),
            tag("div", prose(day(fact.date)), class_="quiet"),
            evidence_line(view, fact),
            class_="entry",
        )
        for fact in facts
    ]
    if not entries:
        return ""
    note = tag("p", text(t("context.note")), class_="quiet")
    return html.card(note, *entries, heading=t("context.heading"))


def revisions_card(view: PageContext, changes: Iterable[Any]) -> Html:
    t = view.t
    entries = [
        tag(
            "div",
            tag("span", text(field_label(view, change.field)), class_="figure"),
            text(" "),
            tag("span", text(revised_value(view, change, "from")), class_="struck"),
            text(" → "),
            tag("span", text(revised_value(view, change, "to")), class_="figure"),
            tag(
                "div",
                prose(f"{day(change.date)} · {t.localized(change, 'reason')}"),
                class_="quiet",
            ),
            evidence_line(view, change),
            class_="entry",
        )
        for change in changes
    ]
    if not entries:
        return ""
    return html.card(*entries, heading=t("revisions.heading"))


def revised_value(view: PageContext, change: Any, side: str) -> str:
    """What a revision changed ``from`` or ``to``, in words."""
    on, value, high = (getattr(change, f"{side}_{part}") for part in ("day", "value", "high"))
    if not pd.isna(on):
        return day(on)
    if change.field == "budget":
        return amount_text(view, value)
    if not pd.isna(high):
        return f"{number(value, view.lang)}–{number(high, view.lang)}"
    return number(value, view.lang)


def evidence_line(view: PageContext, row: Any) -> Html:
    """Title (a link where there is one), publisher, date, grade and caveat."""
    t = view.t
    title = t.localized(row, "evidence")
    if not title:
        return tag("div", text(t("evidence.none")), class_="quiet")
    named = html.external_link(title, row.url)
    for more in (t.localized(row, "publisher"), row.published):
        if isinstance(more, str) and more:
            named += text(f" · {more}")
    grade = row.grade if isinstance(row.grade, str) else None
    badge = t("evidence.grade", grade=grade) if grade else t("evidence.ungraded")
    caveat = t.localized(row, "caveat")
    return tag(
        "div",
        tag("span", text(badge), class_="badge", title=t(f"grade.{grade or 'none'}")),
        text(" "),
        named,
        tag("div", text(t("evidence.caveat", caveat=caveat))) if caveat else "",
        class_="quiet",
    )


def amount_text(view: PageContext, amount: float) -> str:
    return f"{number(amount, view.lang)} {view.t.money_unit(view.tables.money)}"


def field_label(view: PageContext, name: str) -> str:
    key = f"field.{name}"
    return view.t(key) if view.t.has_key(key) else name
