"""A report as entered: its effect, its lines, whether it was saved or why not."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tracker import html
from tracker.analysis.issues import CAUSE_KEYS
from tracker.analysis.snapshot import Snapshot
from tracker.app.current import hide_folder
from tracker.html import Html, prose, tag, text
from tracker.i18n import Message, Translator
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import Problem
from tracker.portfolio.texts import localize
from tracker.reporting.preview import StatusPreview
from tracker.store.changes import Intent
from tracker.store.history import History
from tracker.store.history_words import DECIDED_FIELDS, change_words, decided_words
from tracker.store.save import SaveResult
from tracker.views.context import PageContext
from tracker.views.target_row import status_lamp
from tracker.views.target_words import field_label


def status_change(view: PageContext, seen: StatusPreview) -> Html:
    """The status before and after, and why it is that after."""
    t = view.t
    change = tag(
        "p",
        status_lamp(seen.before, t),
        tag("span", text(" → "), class_="quiet"),
        status_lamp(seen.after, t),
        class_="change",
    )
    return change + tag("p", prose(seen.explanation(view.lang)))


def changed_lines(t: Translator, lines: Iterable[tuple[str, int, str]]) -> Html:
    """Lines with file and line numbers, as they are or will be; consecutive ones together."""
    blocks: list[list[tuple[str, int, str]]] = []
    for one in lines:
        if blocks and blocks[-1][-1][0] == one[0] and blocks[-1][-1][1] + 1 == one[1]:
            blocks[-1].append(one)
        else:
            blocks.append([one])
    blocks_html = ""
    for block in blocks:
        (file, first, _), last = block[0], block[-1][1]
        place = str(first) if first == last else f"{first}–{last}"
        label = text(t("update.line", file=Path(file).name, line=place))
        code = textwrap.dedent("\n".join(line.rstrip("\r\n") for _, _, line in block))
        blocks_html += tag("p", label, class_="quiet") + tag("pre", tag("code", text(code)))
    return blocks_html


def preview_card(
    view: PageContext,
    status: StatusPreview,
    lines: Sequence[tuple[str, int, str]],
    warnings: Sequence[Problem],
    notes: Sequence[Message],
) -> Html:
    """The effect of a report, the lines it adds, notes, and warnings that no remark has shown yet."""
    t = view.t
    listed = tag("ul", *(tag("li", text(t.message(one.message))) for one in warnings))
    return html.page(
        html.card(
            status_change(view, status),
            changed_lines(t, lines),
            save_notes(t, notes),
            html.collapsible(t("update.preview.warnings", count=len(warnings)), listed)
            if warnings
            else "",
            heading=t("update.preview"),
        )
    )


def entry_preview(t: Translator, intent: Intent) -> Html:
    """The lines that an entry adds or changes, or that it takes one out, and the warnings that it brings."""
    warnings = "".join(
        tag("p", text(t.message(one.message)), class_="remark warning") for one in intent.warnings
    )
    lines = changed_lines(t, intent.lines) or tag("p", text(t("entry.removes")))
    notes = save_notes(t, intent.notes)
    return html.page(html.card(lines, notes, warnings, heading=t("update.preview")))


def undo_preview(view: PageContext, after: Portfolio, intent: Intent) -> Html:
    """The target's status once the save is undone, and the lines that do it."""
    t = view.t
    snapshot = Snapshot.at(after, view.as_of)
    (row,) = snapshot.by_id.values()
    explanation = snapshot.explanations(view.lang)[row.id]
    status = tag("p", status_lamp(row, t)) + tag("p", prose(explanation))
    return html.page(html.card(status, _undo_lines(t, intent), heading=t("update.undo.what")))


def sheet_undo_preview(view: PageContext, intent: Intent) -> Html:
    """What undoing a sheet does to each target, and the lines that it adds or changes."""
    t = view.t
    changes = [change for file in intent.files for change in file.targets]
    words = [
        (_title(view, change.target), change_words(change, t, view.portfolio)) for change in changes
    ]
    listed = tag("ul", *(tag("li", prose(t("update.change", name=n, what=w))) for n, w in words))
    what = tag("p", text(t("update.sheet.undo.what")))
    return html.page(
        html.card(what, listed, _undo_lines(t, intent), heading=t("update.sheet.undo"))
    )


def _title(view: PageContext, target: str) -> str:
    row = view.by_id.get(target)
    return view.t("page.review") if row is None else view.t.localized(row, "title")


def _undo_lines(t: Translator, intent: Intent) -> Html:
    return changed_lines(t, intent.lines) + save_notes(t, intent.notes)


def save_notes(t: Translator, notes: Iterable[Message]) -> Html:
    """How a save is recorded, where that is unusual."""
    return "".join(tag("p", text(t.message(note)), class_="remark warning") for note in notes)


def preview_hint(view: PageContext, *, faulty: bool) -> Html:
    """The hint shown until there is a preview."""
    key = "update.preview.faulty" if faulty else "update.preview.hint"
    words = tag("p", text(view.t(key)), class_="quiet")
    return html.page(html.card(words, heading=view.t("update.preview")))


def saved_card(view: PageContext, result: SaveResult, heading: str) -> Html:
    """What was added, where it is recorded, and the notes on it."""
    t = view.t
    record = ""
    if result.commit:
        record = t("update.commit", commit=result.commit[:10])
    elif not result.notes:  # they say where it is recorded
        record = t("update.journal")
    return html.page(
        tag(
            "div",
            tag("h2", text(f"✔ {heading}")),
            changed_lines(t, result.lines),
            tag("p", text(record), class_="quiet") if record else "",
            save_notes(t, result.notes),
            save_notes(t, [Message("update.saved.stale")]) if view.stale else "",
            class_="card good",
            role="status",
        )
    )


def refusal_banner(heading: str, detail: str = "", lines: Sequence[str] = ()) -> Html:
    """A save that did not happen; what was typed stays in the form."""
    return html.page(
        tag(
            "div",
            tag("strong", text(heading)),
            tag("ul", *(tag("li", text(line)) for line in lines)) if lines else "",
            tag("div", text(detail), class_="detail") if detail else "",
            class_="banner",
            role="alert",
        )
    )


def own_changes(view: PageContext, update: Mapping[str, Any]) -> Html:
    """What the person typed, field by field."""
    return _conflict_side(view, "update.conflict.mine", [update])


def other_changes(view: PageContext, changed: Mapping[str, Any]) -> Html:
    """What changed in the record since the person opened it."""
    fields = dict(changed)
    updates = [update for update in fields.pop("updates", []) if isinstance(update, dict)]
    return _conflict_side(view, "update.conflict.theirs", [*updates, *([fields] if fields else [])])


_UPDATE_LABELS: Final = {
    "date": "update.date",
    "reported": "update.reported_on",
    "value": "why.value",
    "done": "update.conflict.done",
    "spent": "budget.spent",
    "note": "update.field.note",
    "by": "update.field.by",
    "declared": "update.field.declared",
    "corrects": "update.corrects_day",
    "confirmed": "update.confirmed",
    "evidence": "update.conflict.evidence",
}


def _conflict_side(view: PageContext, heading: str, records: Iterable[Mapping[str, Any]]) -> Html:
    t = view.t

    def name(field: str) -> str:
        return t(_UPDATE_LABELS[field]) if field in _UPDATE_LABELS else field_label(t, field)

    cards = [
        html.definition_list(
            (name(field), text(_field_text(view, field, value))) for field, value in record.items()
        )
        for record in records
    ]
    return html.page(html.card(*(cards or [text("–")]), heading=t(heading)))


def _field_text(view: PageContext, field: str, value: Any) -> str:
    """A field as a reader knows it: keys by their names, a bare sum with its unit."""
    if field in _NAMES and isinstance(value, str):
        return _NAMES[field](view, value)
    if isinstance(value, dict) and value.keys() == {"zh", "en"}:
        return str(value["zh" if view.lang == "zh" else "en"])
    if field in DECIDED_FIELDS:
        return decided_words(field, value, view.portfolio.organisations, view.t)
    if isinstance(value, dict):
        return " · ".join(_field_text(view, name, one) for name, one in value.items())
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return view.t("list.semicolon").join(_field_text(view, "", one) for one in value)
    if field == "spent" and (unit := view.portfolio.money) and re.fullmatch("[0-9.]+", str(value)):
        return f"{value} {view.t.entry_money_unit(unit)}"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "–" if value is None else str(value)


def _cause(view: PageContext, key: str) -> str:
    if (name := view.portfolio.header.causes.get(key)) is not None:
        return localize(name, view.lang)
    return view.t(CAUSE_KEYS[key]) if key in CAUSE_KEYS else key


_NAMES: Final[Mapping[str, Callable[[PageContext, str], str]]] = {
    **dict.fromkeys(("by", "lead", "owner", "raised_to"), PageContext.lead),
    "theme": PageContext.theme,
    "plan": PageContext.plan,
    "cause": _cause,
}
"""The name for a key, by the field that holds the key."""

_HISTORY_COLUMNS: Final = (
    "update.history.time",
    "update.history.person",
    "update.history.message",
    "update.history.commit",
)


def history_cards(view: PageContext, history: History) -> Html:
    """Who changed what, newest first, folded away; above it what of the journal could not be read."""
    t, entries = view.t, history.entries
    unread = [hide_folder(t.message(one)) for one in (*history.unread_files, *history.unread_lines)]
    listed = tag("ul", *(tag("li", text(words)) for words in unread), class_="remark warning")
    problems = html.card(listed) if unread else ""
    if not entries:
        return problems
    head = [t(key) for key in _HISTORY_COLUMNS]
    rows = [
        (
            prose(one.time.strftime("%Y-%m-%d %H:%M")),
            text(one.person),
            text(change_words(one, t, view.portfolio)),
            text(one.commit[:10] or t("update.history.journal")),
        )
        for one in entries
    ]
    words = t("update.history", count=len(entries))
    return problems + html.card(html.collapsible(words, html.table(head, rows, words)))
