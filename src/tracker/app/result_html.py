"""What the page says of a report that was entered: its effect, its line, whether it was saved or why not."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tracker import html
from tracker.analysis.assessment import assess
from tracker.analysis.tables import tables
from tracker.html import Html, prose, tag, text
from tracker.i18n import Say
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import Problem
from tracker.reporting.preview import Outlook
from tracker.store.save import Entry, Saved
from tracker.views.context import View


def effect(view: View, seen: Outlook) -> Html:
    """The lamp before and after, and why it is that after."""
    say = view.say
    change = tag(
        "p",
        html.lamp(seen.before.lamp, say),
        tag("span", text(" → "), class_="quiet"),
        html.lamp(seen.after.lamp, say),
        class_="change",
    )
    return change + tag("p", prose(say.pick(seen.after, "why")))


def added(say: Say, lines: Iterable[tuple[str, int, str]]) -> Html:
    """Lines with their file and number, as they stand or will stand there; neighbours together."""
    blocks: list[list[tuple[str, int, str]]] = []
    for one in lines:
        if blocks and blocks[-1][-1][0] == one[0] and blocks[-1][-1][1] + 1 == one[1]:
            blocks[-1].append(one)
        else:
            blocks.append([one])
    found = ""
    for block in blocks:
        (file, first, _), last = block[0], block[-1][1]
        place = str(first) if first == last else f"{first}–{last}"
        said = text(say("update.line", file=Path(file).name, line=place))
        code = textwrap.dedent("\n".join(line.rstrip("\r\n") for _, _, line in block))
        found += tag("p", said, class_="quiet") + tag("pre", tag("code", text(code)))
    return found


def preview(view: View, seen: Outlook, made: Saved) -> Html:
    say = view.say
    fresh = tag("ul", *(tag("li", text(one.message)) for one in made.warnings))
    return html.page(
        html.card(
            effect(view, seen),
            added(say, made.lines),
            html.folded(say("update.preview.warnings", count=len(made.warnings)), fresh)
            if made.warnings
            else "",
            heading=say("update.preview"),
        )
    )


def undoing(view: View, after: Portfolio, made: Saved) -> Html:
    """How the target will stand once the save is undone, and the lines that do it."""
    say = view.say
    row: Any = next(assess(tables(after), view.as_of).itertuples())
    stands = tag("p", html.lamp(row.lamp, say)) + tag("p", prose(say.pick(row, "why")))
    return html.page(html.card(stands, added(say, made.lines), heading=say("update.undo.what")))


def hint(view: View, *, faulty: bool) -> Html:
    """What stands where the preview will be."""
    key = "update.preview.faulty" if faulty else "update.preview.hint"
    words = tag("p", text(view.say(key)), class_="quiet")
    return html.page(html.card(words, heading=view.say("update.preview")))


def saved(view: View, made: Saved, *, undone: bool) -> Html:
    """Success: the line, where it is, and who keeps a record of it."""
    return kept(view, made, view.say("update.undone" if undone else "update.saved"))


def kept(view: View, made: Saved, heading: str) -> Html:
    """What was added, where it is recorded, and what there is to note."""
    say = view.say
    record = say("update.commit", commit=made.commit[:10]) if made.commit else say("update.journal")
    return html.page(
        tag(
            "div",
            tag("h2", text(f"✔ {heading}")),
            added(say, made.lines),
            tag("p", text(record), class_="quiet"),
            tag("p", text(made.note), class_="quiet") if made.note else "",
            class_="card good",
            role="status",
        )
    )


def refused(heading: str, detail: str = "", problems: Sequence[Problem] = ()) -> Html:
    """A save that did not happen, in words; what was typed stays where it is."""
    lines = [tag("li", text(problem.message)) for problem in problems]
    return html.page(
        tag(
            "div",
            tag("strong", text(heading)),
            tag("ul", *lines) if lines else "",
            tag("div", text(detail), class_="detail") if detail else "",
            class_="banner",
            role="alert",
        )
    )


def mine(say: Say, update: Mapping[str, Any]) -> Html:
    """What the person typed, field by field."""
    return _side(say, "update.conflict.mine", [update])


def theirs(say: Say, changed: Mapping[str, Any]) -> Html:
    """What the record holds now that it did not when the person opened it."""
    given = dict(changed)
    reports = given.pop("updates", [])
    items = [one for one in reports if isinstance(one, dict)]
    return _side(say, "update.conflict.theirs", [*items, *([given] if given else [])])


_FIELDS: Final = {
    "date": "update.date", "reported": "update.reported_on", "value": "why.value",
    "done": "update.conflict.done", "spent": "budget.spent", "note": "update.field.note",
    "by": "update.field.by", "corrects": "update.corrects_day", "evidence": "update.conflict.evidence",
}  # fmt: skip


def _side(say: Say, heading: str, records: Iterable[Mapping[str, Any]]) -> Html:
    def name(field: str) -> str:
        key = _FIELDS.get(field, f"field.{field}")
        return say(key) if say.knows(key) else field

    cards = [
        html.facts((name(str(field)), text(_shown(value))) for field, value in record.items())
        for record in records
    ]
    return html.page(html.card(*(cards or [text("–")]), heading=say(heading)))


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return " · ".join(_shown(one) for one in value.values())
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "–" if value is None else str(value)


def history(view: View, entries: Sequence[Entry]) -> Html:
    """Who changed what, newest first, folded away."""
    say = view.say
    if not entries:
        return ""
    head = [say(f"update.history.{name}") for name in ("time", "person", "message", "commit")]
    rows = [
        (
            prose(one.time.strftime("%Y-%m-%d %H:%M")),
            text(one.person),
            text(one.message),
            text(one.commit[:10] or say("update.history.journal")),
        )
        for one in entries
    ]
    words = say("update.history", count=len(entries))
    return html.page(html.card(html.folded(words, html.table(head, rows, words))))
