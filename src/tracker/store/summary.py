"""What an edit did: in a line for people, and as the part of a record before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tracker.portfolio.edit import AppendRevision, AppendUpdate, Edit
from tracker.portfolio.emitter import emit

MAX_SUBJECT: Final = 100  # characters of a first line


def summarize(target: str, edits: Iterable[Edit]) -> str:
    """``scattered-renewal: 2022-06-30 value 240``: the target, and each edit's gist.

    >>> summarize("homes", [AppendUpdate("homes", {"date": "2022-06-30", "value": 240, "note": "…"})])
    'homes: 2022-06-30 value 240'
    """
    return _truncate(f"{target}: {'; '.join(map(_summarize_edit, edits))}")


def summarize_targets(targets: Iterable[str]) -> str:
    """``2 targets: homes, trees``."""
    names = list(dict.fromkeys(targets))
    return _truncate(f"{len(names)} targets: {', '.join(names)}")


def _summarize_edit(edit: Edit) -> str:
    if isinstance(edit, AppendUpdate):
        given = edit.update
        words = [_value_text(given.get("date", ""))]
        if given.get("corrects") is not None:
            words.append(f"corrects {_value_text(given['corrects'])}")
        words += [
            f"{name} {_value_text(given[name])}"
            for name in ("value", "done", "spent")
            if given.get(name) is not None
        ]
        return " ".join(words if len(words) > 1 else [*words, "note"])
    if isinstance(edit, AppendRevision):
        given = edit.revision
        return f"{given.get('field')} from {_value_text(given.get('from'))} to {_value_text(given.get('to'))}"
    name = re.sub(r"^targets\[[^\]]*\]\.?", "", edit.path)
    return f"{name} = {_value_text(edit.value)}"


def _value_text(value: Any) -> str:
    return " ".join(str(value if isinstance(value, str) else emit(value)).split())


def _truncate(line: str) -> str:
    return line if len(line) <= MAX_SUBJECT else line[: MAX_SUBJECT - 1] + "…"


def difference(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a record that differ, as they were and as they are; of a list that only grew, the
    items added.

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
        if name in old:
            before[name] = old[name]
        if name in new:
            after[name] = new[name]
    return before, after


def _appended_items(old: Any, new: Any) -> list[Any] | None:
    """The items of ``new`` beside those of ``old``; None unless those are all there, in their order."""
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
