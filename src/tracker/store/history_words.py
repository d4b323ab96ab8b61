"""What a change did, in the reader's language: for issues and decisions, which the record names as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tracker.i18n import Translator
from tracker.store.history import HistoryEntry

_KINDS: Final = {"issues": "issue", "decisions": "decision"}
_KEYS: Final[Mapping[tuple[str, str], str]] = {
    ("issue", "added"): "history.issue.added",
    ("issue", "closed"): "history.issue.closed",
    ("issue", "taken_back"): "history.issue.taken_back",
    ("issue", "reopened"): "history.issue.reopened",
    ("decision", "added"): "history.decision.added",
    ("decision", "closed"): "history.decision.closed",
    ("decision", "taken_back"): "history.decision.taken_back",
    ("decision", "reopened"): "history.decision.reopened",
}


def change_words(entry: HistoryEntry, t: Translator) -> str:
    """The change of issues and decisions in words; anything else as it was recorded."""
    before, after = _fields(entry.before), _fields(entry.after)
    if not {*before, *after} <= _KINDS.keys():
        return entry.message
    words = [
        t(_KEYS[kind, what], id=record["id"], text=_text(record, t), day=record.get("closed", ""))
        for name, kind in _KINDS.items()
        for what, record in _changes(_by_id(before.get(name)), _by_id(after.get(name)))
    ]
    return t("list.semicolon").join(words) or entry.message


def _changes(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What became of each record; nothing for other changes of its fields."""
    for key, record in after.items():
        if key not in before:
            yield "added", record
        elif record.get("closed") and not before[key].get("closed"):
            yield "closed", record
        elif before[key].get("closed") and not record.get("closed"):
            yield "reopened", record
    yield from (("taken_back", record) for key, record in before.items() if key not in after)


def _fields(text: str) -> dict[str, Any]:
    fields = json.loads(text) if text else {}
    return fields if isinstance(fields, dict) else {}


def _by_id(records: Any) -> dict[str, Mapping[str, Any]]:
    items = records if isinstance(records, list) else []
    return {str(one["id"]): one for one in items if isinstance(one, dict) and "id" in one}


def _text(record: Mapping[str, Any], t: Translator) -> str:
    text = record.get("text", "")
    if isinstance(text, dict):
        return str(text.get("zh" if t.lang == "zh" else "en", ""))
    return str(text)
