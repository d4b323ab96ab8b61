"""What the page says about an uploaded sheet: problems by cell, effects by row, what was saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker import html
from tracker.app.result_html import added, kept
from tracker.html import Html, prose, tag, text
from tracker.reporting.preview import Outlook
from tracker.reporting.sheet_import import SheetRead
from tracker.store.save import Saved
from tracker.views.context import View


class Effect(NamedTuple):
    """What one row of a sheet does."""

    cell: str
    target: str
    outlook: Outlook


def how(view: View) -> Html:
    steps = [tag("li", text(view.say(f"update.sheet.how.{n}"))) for n in (1, 2, 3)]
    return html.page(tag("ul", *steps, class_="ordered"))


def note(words: str) -> Html:
    return html.page(tag("p", text(words), class_="quiet"))


def problems(view: View, read: SheetRead) -> Html:
    """How many rows there are of each sort, and every problem with its cell."""
    say = view.say
    counts = say(
        "update.sheet.counts", reports=len(read.reports), untouched=read.untouched, already=len(read.already)
    )  # fmt: skip
    lines = [
        tag(
            "div",
            tag("b", text("✖ " if problem.level == "error" else "▲ "), aria_hidden="true"),
            tag("span", prose(problem.text(say))),
            class_=f"remark {problem.level}",
        )
        for problem in read.problems
    ]
    refused = "" if read.sound else tag("p", tag("strong", text(say("update.sheet.none"))))
    return html.page(tag("p", text(counts), role="status"), refused, *lines)


def effects(view: View, found: Sequence[Effect], made: Saved) -> Html:
    """By row the target and its lamp before and after, and the lines that will be added."""
    say = view.say
    head = [say(f"update.sheet.{name}") for name in ("cell", "target", "before", "after", "why")]
    rows = [
        (
            text(one.cell),
            text(say.pick(view.row(one.target), "title")),
            html.lamp(one.outlook.before.lamp, say),
            html.lamp(one.outlook.after.lamp, say),
            prose(say.pick(one.outlook.after, "why")),
        )
        for one in found
    ]
    table = html.table(head, rows, say("update.sheet.effects"))
    lines = html.folded(say("update.sheet.lines", count=len(made.lines)), added(say, made.lines))
    return html.page(html.card(table, lines))


def taken(view: View, made: Saved) -> Html:
    """Success: the lines, and who keeps a record of them."""
    return kept(view, made, view.say("update.sheet.saved", count=len(made.lines)))
