"""What a change did, in the reader's language: for reports, issues, decisions, and what an office decides about a target."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tracker.i18n import Translator
from tracker.numbers import number
from tracker.portfolio.entries import DECLARABLE, GOAL_FIELD_KEYS
from tracker.portfolio.load import Portfolio
from tracker.portfolio.rename import RENAME_KINDS
from tracker.portfolio.texts import Text, localize
from tracker.store.changes import TargetChange
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


RENAMED: Final = re.compile(
    rf"(?P<kind>{'|'.join(RENAME_KINDS)}) (?P<old>\S+) renamed to (?P<new>\S+)"
)
"""How `store.rename` records a renaming."""
_RENAMED_KEYS: Final[Mapping[str, str]] = {
    "target": "history.renamed.target",
    "organisation": "history.renamed.organisation",
    "theme": "history.renamed.theme",
    "plan": "history.renamed.plan",
    "document": "history.renamed.document",
    "milestone": "history.renamed.milestone",
}
_REVISED_KEYS: Final[Mapping[str, str]] = {**GOAL_FIELD_KEYS, "budget": "field.budget"}
_OWN_FIELDS: Final = ("start", "due", "budget")  # the others are of the measure
_ENDINGS: Final[Mapping[str, str]] = {
    "withdrawn": "ended.withdrawn",
    "merged": "ended.merged",
    "superseded": "ended.superseded",
}


def change_words(entry: HistoryEntry | TargetChange, t: Translator, portfolio: Portfolio) -> str:
    """The change of what is entered on pages in words; anything else as it was recorded.

    ``portfolio`` has the titles of the milestones and ratings that a report names.
    """
    if match := RENAMED.fullmatch(entry.message):
        return t(_RENAMED_KEYS[match["kind"]], old=match["old"], new=match["new"])
    before, after = _fields(entry.before), _fields(entry.after)
    names = {*before, *after}
    if revised := _revisions(before, after):
        return t("list.semicolon").join(_revision_words(one, t) for one in revised)
    if "updates" in before or not names <= {"updates", *_KINDS, *DECIDED_FIELDS}:
        return entry.message
    updates = [one for one in _items(after.get("updates")) if isinstance(one, dict)]
    words = [_report_words(one, entry.target, t, portfolio) for one in updates]
    words += [
        t(_KEYS[kind, what], id=record["id"], text=_text(record, t), day=record.get("closed", ""))
        for name, kind in _KINDS.items()
        for what, record in _changes(_by_id(before.get(name)), _by_id(after.get(name)))
    ]
    words += [
        decided_words(field, after.get(field), portfolio.organisations, t)
        for field in DECIDED_FIELDS
        if field in names
    ]
    return t("list.semicolon").join(words) or entry.message


def _revisions(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The revisions that were added, if they are all that changed."""
    known = _items(before.get("revisions"))
    added: list[Mapping[str, Any]] = [
        one for one in _items(after.get("revisions")) if isinstance(one, dict) and one not in known
    ]
    fields = {str(one.get("field")) for one in added}
    if not fields <= _REVISED_KEYS.keys():
        return []
    changed = {name if name in _OWN_FIELDS else "measure" for name in fields}
    return added if {*before, *after} <= {"revisions", *changed} else []


def _revision_words(revision: Mapping[str, Any], t: Translator) -> str:
    field = t(_REVISED_KEYS[str(revision["field"])])
    if "year" in revision:
        field = t("history.revision.year", field=field, year=revision["year"])
    first, second = (_revised_value(revision.get(side), t) for side in ("from", "to"))
    return t(
        "history.revision",
        field=field,
        before=first,
        after=second,
        reason=_localized(revision.get("reason", ""), t),
    )


def _revised_value(value: Any, t: Translator) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return "–".join(_figure(one, t) for one in value)
    return _figure(value, t)


def decided_words(field: str, value: Any, organisations: Mapping[str, Text], t: Translator) -> str:
    """What an office decided about a target: its ``owner``, or the record of ``accepted`` or ``ended``.

    None where it was taken back; ``organisations`` has the names of those that are named by key.
    """
    return DECIDED_FIELDS[field](value, organisations, t)


def _report_words(
    update: Mapping[str, Any], target_id: str, t: Translator, portfolio: Portfolio
) -> str:
    """The day and what was reported for it: "note" where nothing else was."""
    target, ratings = portfolio.by_id.get(target_id), portfolio.header.ratings
    titles = {step.id: step.title for step in target.milestones} if target else {}
    parts = []
    if "corrects" in update:
        parts.append(t("history.report.corrects", day=update["corrects"]))
    if "value" in update:
        parts.append(t("history.report.value", value=_figure(update["value"], t)))
    if "done" in update:
        steps = [localize(titles.get(key, key), t.lang) for key in map(str, _items(update["done"]))]
        parts.append(t("update.done", steps=t("list.comma").join(steps) or "–"))
    if "spent" in update:
        parts.append(t("update.spent", amount=_figure(update["spent"], t)))
    if declared := str(update.get("declared") or ""):
        status = t.status(declared) if declared in DECLARABLE else declared
        rating = ratings[declared].title if declared in ratings else status
        parts.append(t("events.declared", status=localize(rating, t.lang)))
    what = t("list.semicolon").join(parts or [t("events.note")])
    return t("history.report", day=update.get("date"), what=what)


def _figure(written: Any, t: Translator) -> str:
    """A figure with its digits grouped; with a unit, or anything else, as it was written."""
    try:
        return number(float(written), t.lang)
    except (TypeError, ValueError, ArithmeticError):
        return str(written)


def _owner(value: Any, organisations: Mapping[str, Text], t: Translator) -> str:
    if value is None:
        return t("history.owner.removed")
    return t("history.owner", name=_organisation(value, organisations, t))


def _accepted(record: Any, organisations: Mapping[str, Text], t: Translator) -> str:
    if not isinstance(record, dict):
        return t("history.accepted.taken_back")
    name = _organisation(record.get("by"), organisations, t)
    return t("history.accepted", day=record.get("on", ""), name=name)


def _ended(record: Any, _: object, t: Translator) -> str:
    if not isinstance(record, dict):
        return t("history.ended.taken_back")
    how = str(record.get("as"))
    how = t(_ENDINGS[how], day=record.get("on", "")) if how in _ENDINGS else how
    return t("history.ended", how=how, reason=_localized(record.get("reason", ""), t))


DECIDED_FIELDS: Final = {"owner": _owner, "accepted": _accepted, "ended": _ended}
"""What an office decides about a target, by the field of its record."""


def _organisation(value: Any, organisations: Mapping[str, Text], t: Translator) -> str:
    """The name of an organisation by its key, or a post."""
    if isinstance(value, str) and value in organisations:
        return localize(organisations[value], t.lang)
    return _localized(value, t)


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
    return {str(one["id"]): one for one in _items(records) if isinstance(one, dict) and "id" in one}


def _items(value: Any) -> list[Any]:
    """The items of a list; none of anything else, which a record edited by hand may have."""
    return value if isinstance(value, list) else []


def _text(record: Mapping[str, Any], t: Translator) -> str:
    return _localized(record.get("text", ""), t)


def _localized(text: Any, t: Translator) -> str:
    """A text of a record as it was written, in one language or in two."""
    if isinstance(text, dict):
        return str(text.get("zh" if t.lang == "zh" else "en", ""))
    return str(text)
