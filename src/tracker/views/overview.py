"""The Overview: the answer in words, how many stand where, worst first, what is next."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker import html
from tracker.analysis import agenda
from tracker.analysis.assessment import LAMPS
from tracker.html import Html, tag, text
from tracker.i18n import day
from tracker.views import groups
from tracker.views.context import View, each
from tracker.views.target_row import progress_row

WORST_ROWS = 8
DAYS_AHEAD = 90


def overview(view: View) -> Html:
    """Everything below the page's head."""
    if view.assessed.empty:
        return html.page(html.card(tag("p", text(view.say("empty.portfolio")))))
    return html.page(
        counts(view),
        tag(
            "div",
            worst_first(view),
            tag(
                "div",
                groups.themes(view),
                due_soon(view),
                silent(view),
                groups.others(view),
                class_="stack",
            ),
            class_="two",
        ),
    )


def answer(view: View) -> tuple[str, str]:
    """The first line of the page, and the one below it."""
    say, lamps = view.say, view.assessed["lamp"]
    attention = int(lamps.isin(["missed", "off_track", "at_risk"]).sum())
    unreported = int((lamps == "unreported").sum())
    judged = int((~lamps.isin(["not_started", "not_judged", "unreported"])).sum())
    key = "answer.attention" if attention else "answer.fine" if judged else "answer.unjudged"
    first = say(key, total=len(lamps), attention=attention)
    if unreported:
        first += say("answer.unreported", unreported=unreported)
    latest = agenda.latest_update(view.tables, view.as_of)
    since = say("sub.latest", day=day(latest)) if latest else say("sub.never")
    return first, f"{since} · {say('sub.grey')}"


def counts(view: View) -> Html:
    say = view.say
    found = view.assessed["lamp"].value_counts()
    of = {lamp: int(found.get(lamp, 0)) for lamp in LAMPS}
    cards = [
        tag(
            "a",
            tag("span", str(of[lamp]), class_="number n"),
            html.lamp(lamp, say),
            href=view.href("targets", lamp=lamp),
            target="_self",
            class_="card count" + ("" if of[lamp] else " none"),
        )
        for lamp in LAMPS
    ]
    label = say("strip.label", counts=groups.spoken(view, of))
    strip = html.strip(of, label)
    return (
        strip
        + tag("div", *cards, class_="counts")
        + tag("p", text(groups.pace(view)), class_="pace")
    )


def worst_first(view: View) -> Html:
    say = view.say
    worst = agenda.worst_first(view.assessed)
    rows = view.rows.loc[worst["id"].head(WORST_ROWS)]
    lines = [progress_row(view, row) for row in each(rows)]
    if not lines:
        lines = [tag("p", text(say("worst.none")), class_="quiet")]
    rest = worst["id"].iloc[WORST_ROWS:]
    if len(rest):
        more = [progress_row(view, row) for row in each(view.rows.loc[rest])]
        lines.append(html.folded(say("worst.more", count=len(rest)), *more))
    return html.card(*lines, heading=say("worst.heading"), class_="worst")


def due_soon(view: View) -> Html:
    """What falls due next, a line a day; a step is named behind its target."""
    say = view.say
    coming = agenda.due_within(view.tables, view.assessed, view.as_of, DAYS_AHEAD)
    lines = [
        tag(
            "div",
            tag("span", text(day(group["date"].iloc[0])), class_="n"),
            tag("span", say("list.comma").join(_due(view, row) for row in each(group))),
            class_="due",
        )
        for _, group in coming.groupby("date", sort=True)
    ]
    if not lines:
        lines = [tag("p", text(say("due.none", days=DAYS_AHEAD)), class_="quiet")]
    return html.card(*lines, heading=say("due.heading", days=DAYS_AHEAD))


def _due(view: View, row: Any) -> Html:
    name = view.say.pick(view.row(row.id), "title")
    if not pd.isna(row.milestone):
        name = view.say("due.step", target=name, step=view.say.pick(row, "title"))
    return html.link(name, view.href("targets", id=row.id))


def silent(view: View) -> Html:
    """Who has not reported: by responsible organisation, the longest silence first."""
    say = view.say
    missing = agenda.silent(view.tables, view.assessed)
    if missing.empty:
        return html.card(
            tag("p", text(say("silent.none")), class_="quiet"), heading=say("silent.heading")
        )
    lines = []
    for _, group in missing.groupby(missing["lead"].fillna(""), sort=False):
        first = group.iloc[0]
        links = [
            html.link(say.pick(row, "title"), view.href("targets", id=str(row.id)))
            for row in each(view.rows.loc[group["id"]])
        ]
        lines.append(
            tag(
                "div",
                tag("span", text(view.lead(first["lead"]))),
                tag("span", say("list.comma").join(links)),
                class_="due",
            )
        )
    return html.card(*lines, heading=say("silent.heading"))
