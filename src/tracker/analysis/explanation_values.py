"""The values of the sentences that explain a status, as whole columns: figures, units, changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from tracker.analysis.columns import AnyArray, Columns, Floats, is_missing
from tracker.analysis.rounding import round_gap, round_shares
from tracker.analysis.rows import text_column
from tracker.analysis.shortfall import PERCENT_SIGNS, shortfall_text
from tracker.i18n import Lang, Translator, plural_count
from tracker.numbers import difference, number, shifted
from tracker.units import split_power

_COLUMNS: Final = (
    "value",
    "goal",
    "high",
    "planned",
    "actual",
    "steps_done",
    "steps",
    "start",
    "due",
    "judged_on",
    "reached_on",
    "next_report",
    "grade",
    "years",
    "years_reached",
    "counted_from",
    "year_earlier",
    "year_earlier_on",
    "unjudged_on",
    "withdrawn_on",
    "parts",
    "parts_known",
    "parts_reached",
    "parts_ended",
)
_WITH_UNIT: Final = ("value", "goal", "high", "counted_from", "year_earlier")
"""In the unit of the target."""
_YEARS: Final = ("years_short", "years_open")
_TEXTS: Final = ("accepted_by", "accepted_how", "ended_reason", "successor")
IN_LANG: Final = (
    *_WITH_UNIT,
    *_YEARS,
    *_TEXTS,
    "about",
    "unit",
    "shortfall",
    "change",
    "basis",
)
"""Columns that differ from language to language."""


def sentence_values(
    assessed: Columns, targets: Columns, langs: Sequence[Lang]
) -> dict[str, AnyArray]:
    """The values of the sentences, by the name they have in the catalogues."""
    values = {name: assessed[name] for name in _COLUMNS}
    amber, red = targets["amber"], targets["red"]
    gap = round_gap(assessed["gap_pp"], amber, red)
    planned, actual = round_shares(100 * values["planned"], 100 * values["actual"])
    values |= {
        "amber": amber,
        "red": red,
        "gap": gap,
        "ahead": -gap,
        "plural": np.where(np.abs(gap) == 1, 1, 2),  # chooses between point and points
        "planned": planned,
        "actual": actual,
        "count": assessed["reported_late_days"],
        "goal_year": np.nan_to_num(assessed["goal_year"]).astype("int64"),
        "accepted_on": targets["accepted_on"],
        "ended_on": targets["ended_on"],
    }
    for lang in langs:
        t = Translator(lang)
        for name in _TEXTS:
            table = assessed if name == "successor" else targets
            values[f"{name} {lang}"] = table[text_column(name, lang)]
        for name in _YEARS:
            comma = t("list.comma")
            years = assessed[name].copy()
            for row in np.flatnonzero(years != ""):
                years[row] = comma.join(years[row].split())
            values[f"{name} {lang}"] = years
        values[f"about {lang}"] = np.where(targets["approximate"], t("goal.about"), "").astype(
            object
        )
        unit = _convert_units(values, _texts(targets, "unit", lang), targets["baseline"], lang)
        values[f"unit {lang}"] = unit
        values[f"change {lang}"] = _changes(values, unit, lang)
        values[f"shortfall {lang}"] = _shortfalls(assessed, values, unit, lang)
        basis = _texts(targets, "basis", lang).tolist()
        values[f"basis {lang}"] = np.array(
            [text and t("status.marks", marks=text) for text in basis], dtype=object
        )
    return values


def _texts(targets: Columns, name: str, lang: Lang) -> AnyArray:
    """A text in a language; empty where it is missing."""
    texts = targets[text_column(name, lang)]
    return np.where(is_missing(texts), "", texts)


def _convert_units(
    values: dict[str, AnyArray], unit: AnyArray, baseline: Floats, lang: Lang
) -> AnyArray:
    """The units as the language has them; figures in other units are added as ``NAME LANG``."""
    t, unit = Translator(lang), unit.copy()
    powers = {each: split_power(each)[0] for each in set(unit.tolist())}
    rows = [row for row, each in enumerate(unit.tolist()) if powers[each]]
    figures = {name: values[name].copy() for name in _WITH_UNIT}
    for row in rows:
        goal = [figures[name][row] for name in ("goal", "high")]
        scale = t.unit_scale(unit[row], *goal, baseline[row])
        unit[row] = scale.unit
        for column in figures.values():
            column[row] = shifted(column[row], scale.shift)
    values.update({f"{name} {lang}": column for name, column in figures.items()})
    return unit


def _shortfalls(
    assessed: Columns, values: Mapping[str, AnyArray], unit: AnyArray, lang: Lang
) -> AnyArray:
    """The distance of each rate from its bound in words; empty where it holds."""
    texts: AnyArray = np.full(len(assessed), "", dtype=object)
    rows = np.flatnonzero(assessed["shortfall"] > 0)
    kinds = assessed["kind"][rows].tolist()
    figures = (values[f"{name} {lang}"][rows].tolist() for name in ("value", "goal", "high"))
    t = Translator(lang)
    for row, kind, value, goal, high in zip(rows, kinds, *figures, strict=True):
        texts[row] = shortfall_text(t, kind, value, (goal, high), unit[row])
    return texts


def _changes(values: Mapping[str, AnyArray], unit: AnyArray, lang: Lang) -> AnyArray:
    """The change of each figure against the same period a year earlier: "+4.5 points"."""
    texts: AnyArray = np.full(len(unit), "", dtype=object)
    t = Translator(lang)
    for row in np.flatnonzero(~np.isnan(values["year_earlier"])):
        value, earlier = (values[f"{name} {lang}"][row] for name in ("value", "year_earlier"))
        change = difference(value, earlier)
        text = number(change, lang) if change <= 0 else f"+{number(change, lang)}"
        if unit[row] in PERCENT_SIGNS:
            texts[row] = t("shortfall.points", amount=text, count=plural_count(text))
        else:
            texts[row] = t.amount(text, unit[row])
    return texts
