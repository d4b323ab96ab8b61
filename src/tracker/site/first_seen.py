"""When each entry of the feed was first published: kept beside the releases, not in them.

The record has the day an update became known, not the day somebody entered it, so a late entry is dated by
the first publication that has it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

FILE: Final = "feed.json"
_FEED_ENTRY: Final = re.compile(
    r"<entry><id>tag:[^<]*,2022:[^</]*/([^<]+)</id>.*?<updated>([0-9-]{10})T", re.DOTALL
)


def read(store: Path, live: Path | None) -> dict[str, str] | None:
    """The day of each entry by its id; None before the first publication.

    Where the list is lost, it is recovered from the files published last, in the folder ``live``.
    """
    try:
        seen = json.loads((store / FILE).read_bytes())
        days = {on: dt.date.fromisoformat(on).isoformat() for on in set(seen.values())}
        return {str(name): days[on] for name, on in seen.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None if live is None else recovered(live)


def write(store: Path, seen: Mapping[str, str]) -> None:
    """Replace the list, see `read`."""
    new = store / f"{FILE}.new"
    new.write_text(json.dumps(seen, ensure_ascii=False), encoding="utf-8")
    new.replace(store / FILE)


def recovered(site: Path) -> dict[str, str] | None:
    """From a published site: every update and revision, the newest with their days in its feed."""
    try:
        rows = {
            table: json.loads((site / "data" / f"{table}.json").read_bytes())["data"]
            for table in ("updates", "revisions")
        }
        feed = (site / "feed.xml").read_text(encoding="utf-8")
        seen = _seen(
            [
                (f"{row['id']}/update/{row['date']}/{row['reported']}", row)
                for row in rows["updates"]
            ]
        )
        seen |= _seen(
            [
                (f"{row['id']}/revision/{row['date']}/{row['field']}", row)
                for row in rows["revisions"]
            ]
        )
    except (OSError, ValueError, TypeError, LookupError):
        return None
    return seen | dict(_FEED_ENTRY.findall(feed))


def _seen(rows: list[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """Ids as `atom.entries` numbers them, with the days they became known."""
    counts = Counter[str]()
    seen = {}
    for name, row in rows:
        counts[name] += 1
        suffix = f"-{counts[name]}" if counts[name] > 1 else ""
        seen[name + suffix] = str(row.get("reported") or row["date"])
    return seen
