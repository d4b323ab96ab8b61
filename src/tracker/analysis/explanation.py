"""The sentence that explains a status: the figure, the plan, and the rule that decided.

The wording is in the catalogues. Sentences are composed by group (rule and kind), a whole column at a
time: quicker than a call for each target.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Final

import numpy as np
import pandas as pd

from tracker.analysis.columns import AnyArray, Columns, RowNumbers, is_missing
from tracker.analysis.explanation_sentences import SENTENCE_KEYS, sentence_names
from tracker.analysis.explanation_values import IN_LANG, sentence_values
from tracker.i18n import Lang, Translator, translations
from tracker.numbers import number

_LAST_STATUS_KEYS: Final[Mapping[str, str]] = {
    "on_track": "explanation.then.on_track",
    "at_risk": "explanation.then.at_risk",
    "off_track": "explanation.then.off_track",
}
"""By status: the status that an unreported target had at its latest figure."""
_FIGURE_KEYS: Final[Mapping[str, str]] = {
    "cumulative": "explanation.figure.cumulative",
    "level": "explanation.figure.level",
    "floor": "explanation.figure.floor",
    "ceiling": "explanation.figure.ceiling",
    "range": "explanation.figure.range",
    "flow": "explanation.figure.flow",
    "milestones": "explanation.figure.milestones",
    "parts": "explanation.figure.parts",
}
"""By kind of measure: the figure beside the goal."""
_PLAN_KEYS: Final = {True: "explanation.pro_rata", False: "explanation.planned"}
"""The planned share in words, by whether it is pro rata."""
_COUNTED: Final[Mapping[str, str]] = {
    "no_update/late": "count",
    "no_update/withdrawn/late": "count",
    "stale": "count",
    "stale/unplanned": "count",
    "stale/over": "count",
    "stale/over/unplanned": "count",
    "not_reached": "plural",
    "not_reached/parts": "plural",
    "ahead": "plural",
    "gap_small": "plural",
    "gap_amber": "plural",
    "gap_red": "plural",
}
"""By sentence with plural forms: what it counts, the days by which a report is overdue or the points of a gap."""
_RULES_WITH_YEARS: Final = ("gap_small", "gap_amber", "gap_red", "stale", "no_due")
"""Rules of a flow to whose sentence its earlier years are added."""
_OPTIONAL: Final = ("grade", "value", "counted_from", "year_earlier", "unjudged_on", "withdrawn_on")


def explanations(
    assessed: Columns, targets: Columns, langs: Sequence[Lang]
) -> dict[Lang, AnyArray]:
    """By language, a sentence for each row of `assess`, in any languages that have a catalogue.

    ``targets`` are the rows of `Tables.targets` for the same targets in the same order.
    """
    values = sentence_values(assessed, targets, langs)
    last_status = np.where(is_missing(assessed["last_status"]), "", assessed["last_status"])
    pro_rata = np.where(assessed["pro_rata"], " pro_rata ", " planned ").astype(object)
    names = sentence_names(assessed) + " " + assessed["kind"] + pro_rata + last_status
    groups: dict[str, list[int]] = {}
    for row, name in enumerate(names.tolist()):
        groups.setdefault(name, []).append(row)
    texts = {lang: np.full(len(assessed), "", dtype=object) for lang in langs}
    for group, of_group in groups.items():
        rows = np.array(of_group, dtype=np.intp)
        columns = _TextColumns(values, rows)
        for lang in langs:
            texts[lang][rows] = _compose(group, columns, lang)
    for key, rows in _clauses(assessed, targets):
        columns = _TextColumns(values, rows)
        for lang in langs:
            texts[lang][rows] += columns.fill(_wording(key, lang), lang)
    return texts


def _clauses(assessed: Columns, targets: Columns) -> Iterator[tuple[str, RowNumbers]]:
    """What is added to sentences: the key of a clause and the rows that have it."""
    pursued = assessed["rule"] != "ended"
    compared = ~np.isnan(assessed["gap_pp"]) | ~np.isnan(assessed["shortfall"])
    accepted = assessed["is_accepted"] & (assessed["status"] == "achieved")
    has_method = ~is_missing(targets["accepted_how_en"])
    with_years = np.isin(assessed["rule"], _RULES_WITH_YEARS)
    is_known = {name: ~pd.isna(assessed[name]) for name in _OPTIONAL}
    for key, chosen in (
        ("explanation.grade", pursued & is_known["grade"] & is_known["value"]),
        ("explanation.conflicting", pursued & (assessed["conflicting_figures"] > 0)),
        ("explanation.counted_from", compared & is_known["counted_from"]),
        ("explanation.year_earlier", compared & is_known["year_earlier"]),
        ("explanation.unjudged", pursued & is_known["unjudged_on"]),
        ("explanation.withdrawn", is_known["withdrawn_on"]),
        ("explanation.years_short", with_years & (assessed["years_short"] != "")),
        ("explanation.years_open", with_years & (assessed["years_open"] != "")),
        ("explanation.parts_ended", pursued & (assessed["parts_ended"] > 0)),
        ("explanation.accepted", accepted & ~has_method),
        ("explanation.accepted.how", accepted & has_method),
    ):
        if chosen.any():
            yield key, np.flatnonzero(chosen)


def _compose(group: str, columns: _TextColumns, lang: Lang) -> AnyArray:
    """The sentences of a group: its sentence, its kind of measure and its last status in one text."""
    counted = _COUNTED.get(group.partition(" ")[0])
    if counted is None:
        return columns.fill(_template(group, lang, None), lang)
    counts, positions = np.unique(columns.values(counted), return_inverse=True)
    templates = [_template(group, lang, int(count)) for count in counts]
    chosen = np.array(templates, dtype=object)[positions]
    texts: AnyArray = np.full(len(chosen), "", dtype=object)
    for template in set(templates):  # one for each plural form of the language
        rows = chosen == template
        texts[rows] = columns.fill(template, lang)[rows]
    return texts


@lru_cache(maxsize=1 << 14)
def _template(group: str, lang: Lang, count: int | None) -> str:
    """The wording of a group's sentence, with the wording of figure and last status in it."""
    sentence, kind, plan, status = group.split(" ")
    text = _wording(SENTENCE_KEYS[sentence], lang, count)
    text = text.replace("{plan}", _wording(_PLAN_KEYS[plan == "pro_rata"], lang))
    if kind in _FIGURE_KEYS:
        text = text.replace("{figure}", _wording(_FIGURE_KEYS[kind], lang))
    if status:
        text = text.replace("{last}", _wording(_LAST_STATUS_KEYS[status], lang))
    return text


def _wording(key: str, lang: Lang, count: int | None = None) -> str:
    """The wording of a key with its ``{names}``, for some count where it has plural forms."""
    catalogue = translations(lang)
    text = str(catalogue.gettext(key) if count is None else catalogue.ngettext(key, key, count))
    if text == key:
        raise KeyError(key)
    return text


class _TextColumns:
    """Some rows of the values, each column turned into text once (numbers once a language)."""

    def __init__(self, values: Mapping[str, AnyArray], rows: RowNumbers) -> None:
        self._values = values
        self._rows = rows
        self._texts: dict[str, AnyArray] = {}

    def values(self, name: str) -> AnyArray:
        column: AnyArray = self._values[name][self._rows]
        return column

    def fill(self, template: str, lang: Lang) -> AnyArray:
        """``template`` with its ``{names}`` filled in, for each row."""
        texts: AnyArray = np.full(len(self._rows), "", dtype=object)
        figure = ""
        for literal, name, _, _ in Formatter().parse(template):
            if literal:
                texts += literal
            if name == "unit":
                texts += self._units_after(figure, lang)
            elif name:
                figure = f"{name} {lang}" if name in IN_LANG else name
                texts += self._text(figure, lang)
        return texts

    def _units_after(self, figure: str, lang: Lang) -> AnyArray:
        """The units behind the column ``figure``."""
        key = f"unit {lang} after {figure}"
        if key not in self._texts:
            t = Translator(lang)
            pairs = zip(self._text(figure, lang), self.values(f"unit {lang}"), strict=True)
            self._texts[key] = np.array([t.unit_after(*pair) for pair in pairs], dtype=object)
        return self._texts[key]

    def _text(self, name: str, lang: Lang) -> AnyArray:
        column = self.values(name)
        key = f"{name} {lang}" if column.dtype.kind == "f" else name
        if key not in self._texts:
            self._texts[key] = _to_text(column, lang)
        return self._texts[key]


def _to_text(column: AnyArray, lang: Lang) -> AnyArray:
    """A column as text; numbers with all the digits they have."""
    if column.dtype.kind == "M":
        return column.astype("datetime64[D]").astype("str").astype(object)
    if column.dtype.kind != "f":
        words: AnyArray = column.astype("str").astype(object)
        return words
    text: AnyArray = np.full(len(column), "", dtype=object)
    text[:] = [number(value, lang) for value in column.tolist()]
    return text
