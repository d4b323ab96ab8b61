"""The targets of a snapshot prepared for searching, filtering and sorting, in any language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import isnan
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from tracker.analysis.rows import AssessedTarget
from tracker.analysis.snapshot import Snapshot
from tracker.folding import folded, name_key
from tracker.i18n import Lang
from tracker.portfolio import model
from tracker.views.context import PageContext
from tracker.views.selections import SELECTION_KEYS, SELECTION_PARAM, selection

FILTERS: Final = ("theme", "plan", "lead", "year", "status", SELECTION_PARAM)
"""Fields of which one value may be asked for; each is a parameter of the URL."""
NONE: Final = "none"
"""The value of a filter for targets without a plan, a lead or a due date."""
SORTS: Final = ("status", "title", "lead", "due", "gap", "late")
"""Orders of the list: by status, title, responsible organisation, due date, gap and overdue report."""
STATUS_ORDER: Final = (
    "off_track",
    "at_risk",
    "missed",
    "unreported",
    "on_track",
    "not_started",
    "achieved",
    "not_judged",
)
"""What can still be changed first, and last what nobody judges."""


class Entry(NamedTuple):
    """One target."""

    row: AssessedTarget
    values: tuple[Collection[str], ...]  # its values of each of `FILTERS`
    searched: str  # folded: id, title and promise, and the names of theme, plan and lead


class Found(NamedTuple):
    """The targets that fit a question."""

    rows: Sequence[AssessedTarget]  # in order
    counts: Mapping[str, Mapping[str, int]]  # by filter: targets by value, given the other filters


class TargetIndex:
    """Every target of a snapshot, and its orders once they are asked for."""

    def __init__(self, view: PageContext) -> None:
        self._portfolio = view.portfolio
        self._selections = {name: selection(view, name) for name in SELECTION_KEYS}
        self._entries = [self._entry(row) for row in view.by_id.values()]
        self._orders: dict[tuple[str, Lang], Sequence[Entry]] = {}

    def find(self, wanted: Mapping[str, str], words: Iterable[str], sort: str, lang: Lang) -> Found:
        """The targets with every value of ``wanted`` (by filter) and all ``words``, in one of `SORTS`.

        A hyphen before the order's name reverses it. Targets without the field sorted by come last in
        both directions; equal ones are in the order by status.
        """
        asked = [(FILTERS.index(name), value) for name, value in wanted.items()]
        counts: dict[str, dict[str, int]] = {name: {} for name in FILTERS}
        rows = []
        wanted_words = [folded(word) for word in words]
        for row, values, searched in self._ordered(sort, lang):
            if not all(word in searched for word in wanted_words):
                continue
            misses = [position for position, value in asked if value not in values[position]]
            if not misses:
                rows.append(row)
                counted: Iterable[int] = range(len(FILTERS))
            elif len(misses) == 1:
                counted = misses
            else:
                continue
            for position in counted:
                of_filter = counts[FILTERS[position]]
                for value in values[position]:
                    of_filter[value] = of_filter.get(value, 0) + 1
        return Found(rows, counts)

    def _entry(self, row: AssessedTarget) -> Entry:
        portfolio = self._portfolio
        names = [
            (portfolio.themes, row.theme),
            (portfolio.plans, row.plan),
            (portfolio.organisations, row.lead),
        ]
        texts = [row.id, row.title_zh, row.title_en, row.promise_zh, row.promise_en]
        texts += [
            model.localize(by_key.get(key, key), lang)
            for by_key, key in names
            if key is not None
            for lang in model.DATA_LANGS
        ]
        year = str(row.due.year) if row.due else NONE
        selections = [name for name, ids in self._selections.items() if row.id in ids]
        fields = (row.theme, row.plan or NONE, row.lead or NONE, year, row.status)
        values = (*((field,) for field in fields), selections)
        return Entry(row, values, folded(" ".join(dict.fromkeys(filter(None, texts)))))

    def _ordered(self, sort: str, lang: Lang) -> Sequence[Entry]:
        key = (sort, lang)
        if key not in self._orders:
            self._orders[key] = self._sorted(sort, lang)
        return self._orders[key]

    def _sorted(self, sort: str, lang: Lang) -> Sequence[Entry]:
        name = sort.removeprefix("-")
        if name == "status":
            ranked = sorted(self._entries, key=lambda entry: _status_rank(entry.row))
            return ranked[::-1] if sort.startswith("-") else ranked
        entries = self._ordered("status", lang)
        keys = [self._sort_key(name, entry.row, lang) for entry in entries]
        known = [at for at, key in enumerate(keys) if key is not None]
        known.sort(key=lambda at: keys[at], reverse=sort.startswith("-"))
        return [entries[at] for at in (*known, *(at for at, key in enumerate(keys) if key is None))]

    def _sort_key(self, name: str, row: AssessedTarget, lang: Lang) -> Any:
        """None where the target has no such value."""
        match name:
            case "title":
                return name_key(row.title_zh if lang == "zh" else row.title_en)
            case "lead" if row.lead is not None:
                organisations = self._portfolio.organisations
                return name_key(model.localize(organisations.get(row.lead, row.lead), lang))
            case "due":
                return row.due
            case "gap":
                return gap(row)
            case "late":
                return row.reported_late_days or None
        return None


def gap(row: AssessedTarget) -> float | None:
    """Percentage points behind plan, of a rate the shortfall in % of its bound; None if unknown."""
    behind = row.shortfall_percent if isnan(row.gap_pp) else row.gap_pp
    return None if isnan(behind) else behind


def _status_rank(row: AssessedTarget) -> tuple[int, float, dt.date]:
    """By `STATUS_ORDER`, then the most overdue report or the widest gap, then the nearest due date."""
    weight = row.reported_late_days if row.status == "unreported" else gap(row)
    return STATUS_ORDER.index(row.status), -(weight or 0), row.due or dt.date.max


_INDEXES: Final[WeakKeyDictionary[Snapshot, TargetIndex]] = WeakKeyDictionary()


def target_index(view: PageContext) -> TargetIndex:
    """The index of the page's snapshot, made once."""
    if view.snapshot not in _INDEXES:
        _INDEXES[view.snapshot] = TargetIndex(view)
    return _INDEXES[view.snapshot]
