"""What a save did to a target: in one line, and as the fields that differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tracker.portfolio.edit import (
    AppendDecision,
    AppendIssue,
    AppendRevision,
    AppendUpdate,
    Edit,
    Remove,
)
from tracker.portfolio.emitter import emit
from tracker.store.changes import NO_TARGET

MAX_SUBJECT: Final = 100  # characters of a commit's first line


def summarize(target: str, edits: Iterable[Edit]) -> str:
    """``scattered-renewal: 2022-06-30 value 240``: the target, and what each edit does.

    >>> summarize("homes", [AppendUpdate("homes", {"date": "2022-06-30", "value": 240, "note": "…"})])
    'homes: 2022-06-30 value 240'
    """
    words = "; ".join(map(_summarize_edit, edits))
    return _truncate(words if target == NO_TARGET else f"{target}: {words}")


def summarize_targets(targets: Iterable[str]) -> str:
    """``2 targets: homes, trees``."""
    names = list(dict.fromkeys(targets))
    return _truncate(f"{len(names)} targets: {', '.join(names)}")


def _summarize_edit(edit: Edit) -> str:
    if isinstance(edit, AppendUpdate):
        update = edit.update
        words = [_value_text(update.get("date", ""))]
        if update.get("corrects") is not None:
            words.append(f"corrects {_value_text(update['corrects'])}")
        words += [
            f"{name} {_value_text(update[name])}"
            for name in ("value", "done", "spent", "declared")
            if update.get(name) is not None
        ]
        return " ".join(words if len(words) > 1 else [*words, "note"])
    if isinstance(edit, AppendRevision):
        revision = edit.revision
        old, new = (_value_text(revision.get(name)) for name in ("from", "to"))
        return f"{revision.get('field')} from {old} to {new}"
    if isinstance(edit, AppendIssue):
        issue = edit.issue
        return f"issue {issue.get('id', '')} opened: {_value_text(issue.get('text', ''))}"
    if isinstance(edit, AppendDecision):
        decision = edit.decision
        return f"decision {decision.get('id', '')}: {_value_text(decision.get('text', ''))}"
    name = re.sub(r"^targets\[[^\]]*\]\.?|^portfolio\.reviews\[[^\]]*\]\.?", "", edit.path)
    name = re.sub(r"^(issue|decision)s\[([^\]]*)\]\.?", r"\1 \2 ", name).strip()
    if isinstance(edit, Remove):
        return f"{edit.name or name} taken back"
    if name.endswith(" closed"):
        return f"{name} {_value_text(edit.value)}"
    return f"{name} = {_value_text(edit.value)}"


def _value_text(value: Any) -> str:
    return " ".join(str(value if isinstance(value, str) else emit(value)).split())


def _truncate(line: str) -> str:
    return line if len(line) <= MAX_SUBJECT else line[: MAX_SUBJECT - 1] + "…"


_LISTS_OF_IDS: Final = ("issues", "decisions")
"""Lists whose items stay in place and change by themselves: the others are left out."""


def difference(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a record that differ, before and after; of a list that only grew, the new items.

    >>> difference({"lead": None, "updates": [1]}, {"lead": "bureau", "updates": [1, 2]})
    ({'lead': None}, {'lead': 'bureau', 'updates': [2]})
    """
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in dict.fromkeys((*old, *new)):
        if name in old and name in new and old[name] == new[name]:
            continue
        added = _appended_items(old.get(name), new.get(name))
        if added is not None:
            after[name] = added
            continue
        if name in _LISTS_OF_IDS and name in old and name in new:
            before[name] = [item for item in old[name] if item not in new[name]]
            after[name] = [item for item in new[name] if item not in old[name]]
            continue
        if name in old:
            before[name] = old[name]
        if name in new:
            after[name] = new[name]
    return before, after


def _appended_items(old: Any, new: Any) -> list[Any] | None:
    """The items of ``new`` that ``old`` lacks; None unless those of ``old`` are all there, in order."""
    if not isinstance(new, list) or not (old is None or isinstance(old, list)):
        return None
    rest = list(old or ())
    added = []
    for item in new:
        if rest and item == rest[0]:
            rest.pop(0)
        else:
            added.append(item)
    return None if rest else added
