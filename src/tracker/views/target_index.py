"""The targets of a snapshot prepared for searching, filtering and sorting, in any language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from math import isnan
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from tracker.analysis.rows import AssessedTarget
from tracker.analysis.snapshot import Snapshot
from tracker.i18n import Lang
from tracker.portfolio.measures import RATE_KINDS
from tracker.portfolio.texts import DATA_LANGS, localize
from tracker.views.context import PageContext
from tracker.views.folding import folded, name_key
from tracker.views.selections import SELECTION_KEYS, SELECTION_PARAM, selection
from tracker.views.target_row import WITH_GAP

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
    "to_verify",
    "on_track",
    "not_started",
    "achieved",
    "not_judged",
    "ended",
)
"""What can still be changed first, and last what nobody judges or pursues."""


_EVERY_FILTER: Final = range(len(FILTERS))
_KEPT: Final = 16
"""Answers that are kept: a page asks for its own one several times."""


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
        self._folded_names: dict[tuple[str, str], str] = {}
        selections: dict[str, list[str]] = {}
        for name in SELECTION_KEYS:
            for key in selection(view, name):
                selections.setdefault(key, []).append(name)
        self._entries = [
            self._entry(row, selections.get(row.id, ())) for row in view.by_id.values()
        ]
        self._orders: dict[tuple[str, Lang], Sequence[Entry]] = {}
        self._found: dict[tuple[object, ...], Found] = {}

    @cached_property
    def values(self) -> Mapping[str, Sequence[str]]:
        """By filter, the values that occur, in the order of the file; years in theirs and `NONE` last."""
        present: dict[str, dict[str, None]] = {name: {} for name in FILTERS}
        for entry in self._entries:
            for name, values in zip(FILTERS, entry.values, strict=True):
                present[name].update(dict.fromkeys(values))
        ordered = {name: list(values) for name, values in present.items()}
        ordered["year"].sort()
        return {
            name: sorted(values, key=lambda value: value == NONE)
            for name, values in ordered.items()
        }

    def find(self, wanted: Mapping[str, str], words: Sequence[str], sort: str, lang: Lang) -> Found:
        """The targets with every value of ``wanted`` (by filter) and all ``words``, in one of `SORTS`.

        A hyphen before the order's name reverses it. By gap, rates come after all others in both
        directions: their gap is in another unit. Targets without the field sorted by come last in
        both directions; equal ones are in the order by status.
        """
        key = (*sorted(wanted.items()), tuple(words), sort, lang)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _KEPT:
                self._found.clear()
            found = self._found[key] = self._find(wanted, words, self._ordered(sort, lang))
        return found

    def _find(
        self, wanted: Mapping[str, str], words: Sequence[str], entries: Sequence[Entry]
    ) -> Found:
        asked = [(FILTERS.index(name), value) for name, value in wanted.items()]
        counts: dict[str, dict[str, int]] = {name: {} for name in FILTERS}
        rows = []
        wanted_words = [folded(word) for word in words]
        for row, values, searched in entries:
            if wanted_words and not all(word in searched for word in wanted_words):
                continue
            misses = [position for position, value in asked if value not in values[position]]
            if not misses:
                rows.append(row)
            elif len(misses) > 1:
                continue
            for position in misses or _EVERY_FILTER:
                of_filter = counts[FILTERS[position]]
                for value in values[position]:
                    of_filter[value] = of_filter.get(value, 0) + 1
        return Found(rows, counts)

    def _entry(self, row: AssessedTarget, selections: Sequence[str]) -> Entry:
        texts = {row.id, row.title_zh, row.title_en, row.promise_zh or "", row.promise_en or ""}
        searched = [folded(" ".join(texts))]
        searched += [
            self._folded_name(field, key)
            for field, key in (
                ("themes", row.theme),
                ("plans", row.plan),
                ("organisations", row.lead),
            )
            if key is not None
        ]
        year = str(row.due.year) if row.due else NONE
        fields = (row.theme, row.plan or NONE, row.lead or NONE, year, row.status)
        values = (*((field,) for field in fields), selections)
        return Entry(row, values, " ".join(searched))

    def _folded_name(self, field: str, key: str) -> str:
        """The name of a theme, plan or organisation in every language of the data."""
        if (field, key) not in self._folded_names:
            name = getattr(self._portfolio, field).get(key, key)
            names = {localize(name, lang) for lang in DATA_LANGS}
            self._folded_names[field, key] = folded(" ".join(names))
        return self._folded_names[field, key]

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
        if name == "gap":  # points of completion do not compare with % of a bound
            known.sort(key=lambda at: entries[at].row.kind in RATE_KINDS)
        return [entries[at] for at in (*known, *(at for at, key in enumerate(keys) if key is None))]

    def _sort_key(self, name: str, row: AssessedTarget, lang: Lang) -> Any:
        """None where the target has no such value."""
        match name:
            case "title":
                return name_key(row.title_zh if lang == "zh" else row.title_en)
            case "lead" if row.lead is not None:
                organisations = self._portfolio.organisations
                return name_key(localize(organisations.get(row.lead, row.lead), lang))
            case "due":
                return row.due
            case "gap":
                return gap(row)
            case "late":
                return row.reported_late_days or None
        return None


def gap(row: AssessedTarget) -> float | None:
    """Percentage points behind plan, of a rate the shortfall in % of its bound; None where it does not count."""
    behind = row.shortfall_percent if isnan(row.gap_pp) else row.gap_pp
    return behind if row.status in WITH_GAP and not isnan(behind) else None


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
