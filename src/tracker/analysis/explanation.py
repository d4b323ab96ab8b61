"""The sentence that explains a status: the figure, the plan, and the rule that decided.

The wording is in the catalogues. Sentences are composed by group (rule and kind), a whole column at a
time, in arrays of Python's own strings: quicker than a call for each target, and for a few dozen
targets quicker than columns of pandas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker.analysis.rounding import round_gap, round_shares
from tracker.analysis.rows import text_column
from tracker.analysis.shortfall import PERCENT_SIGNS, shortfall_text
from tracker.i18n import Lang, Translator, translations
from tracker.numbers import difference, number, shifted
from tracker.portfolio.measures import RATE_KINDS
from tracker.units import split_power

Floats = npt.NDArray[np.float64]
AnyArray = npt.NDArray[Any]

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
_SENTENCE_KEYS: Final[Mapping[str, str]] = {
    "statement": "explanation.statement",
    "ended/withdrawn": "explanation.ended.withdrawn",
    "ended/merged": "explanation.ended.merged",
    "ended/superseded": "explanation.ended.superseded",
    "ended/unnamed": "explanation.ended.unnamed",
    "to_verify": "explanation.to_verify",
    "to_verify/rate": "explanation.to_verify.rate",
    "to_verify/flow": "explanation.to_verify.flow",
    "to_verify/parts": "explanation.to_verify.parts",
    "reached": "explanation.reached",
    "reached/rate": "explanation.reached.rate",
    "reached/flow": "explanation.reached.flow",
    "reached/parts": "explanation.reached.parts",
    "reached_late": "explanation.reached_late",
    "reached_late/flow": "explanation.reached_late.flow",
    "reached_late/parts": "explanation.reached_late.parts",
    "before_start": "explanation.before_start",
    "no_due": "explanation.no_due",
    "no_due/figure": "explanation.no_due.figure",
    "not_reached": "explanation.not_reached",
    "not_reached/rate": "explanation.not_reached.rate",
    "not_reached/no_gap": "explanation.not_reached.no_gap",
    "not_reached/flow": "explanation.not_reached.flow",
    "not_reached/parts": "explanation.not_reached.parts",
    "year_open": "explanation.year_open",
    "parts_unreported": "explanation.parts_unreported",
    "parts_unjudged": "explanation.parts_unjudged",
    "no_update": "explanation.no_update",
    "no_update/due": "explanation.no_update.due",
    "no_update/late": "explanation.no_update.late",
    "stale": "explanation.stale",
    "stale/unplanned": "explanation.stale.unplanned",
    "stale/over": "explanation.stale.over",
    "stale/over/unplanned": "explanation.stale.over.unplanned",
    "awaited": "explanation.awaited",
    "awaited/unplanned": "explanation.awaited.unplanned",
    "awaited/over": "explanation.awaited.over",
    "awaited/over/unplanned": "explanation.awaited.over.unplanned",
    "no_baseline": "explanation.no_baseline",
    "no_plan": "explanation.no_plan",
    "no_plan/no_path": "explanation.no_plan.no_path",
    "ahead": "explanation.ahead",
    "even": "explanation.even",
    "gap_small": "explanation.gap_small",
    "gap_amber": "explanation.gap_amber",
    "gap_red": "explanation.gap_red",
    "holds": "explanation.holds",
    "short": "explanation.short",
    "far_short": "explanation.far_short",
}
"""By rule of `assessment` and variant."""
_SENTENCES_WITH_COUNT: Final = ("no_update/late ", "stale")
"""Their ``{count}`` is the days by which a report is overdue."""
_SPECIAL_SENTENCES: Final = {
    suffix: [name.removesuffix(suffix) for name in _SENTENCE_KEYS if name.endswith(suffix)]
    for suffix in ("/rate", "/flow", "/parts")
}
"""By kind of measure, the rules whose sentence is another one for it."""
_RULES_WITH_YEARS: Final = ("gap_small", "gap_amber", "gap_red", "stale", "no_due")
"""Rules of a flow to whose sentence its earlier years are added."""
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
    "parts",
    "parts_known",
    "parts_reached",
    "parts_ended",
)
_WITH_UNIT: Final = ("value", "goal", "high", "counted_from", "year_earlier")
"""In the unit of the target."""
_OPTIONAL: Final = ("grade", "value", "counted_from", "year_earlier", "unjudged_on")
_YEARS: Final = ("years_short", "years_open")
_TEXTS: Final = ("accepted_by", "accepted_how", "ended_reason", "successor")
_IN_LANG: Final = (
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


def explain(assessed: pd.DataFrame, targets: pd.DataFrame, lang: Lang) -> pd.Series[Any]:
    """A sentence for each row of `assess`, in any language that has a catalogue.

    ``targets`` are the rows of `Tables.targets` for the same targets in the same order.
    """
    return explanations(assessed, targets, (lang,))[lang]


def explanations(
    assessed: pd.DataFrame, targets: pd.DataFrame, langs: Sequence[Lang]
) -> dict[Lang, pd.Series[Any]]:
    """`explain` in several languages at once."""
    values = _values(assessed, targets, langs)
    kind = assessed["kind"].to_numpy(dtype=object)
    last_status = assessed["last_status"].fillna("").to_numpy(dtype=object)
    pro_rata = np.where(assessed["pro_rata"].to_numpy(), " pro_rata ", " planned ").astype(object)
    codes, groups = pd.factorize(_sentences(assessed) + " " + kind + pro_rata + last_status)
    texts = {lang: np.full(len(assessed), "", dtype=object) for lang in langs}
    for code, group in enumerate(groups):
        rows = np.flatnonzero(codes == code)
        columns = _TextColumns(values, rows)
        for lang in langs:
            texts[lang][rows] = _compose(str(group), columns, lang)
    for key, rows in _clauses(assessed, targets):
        columns = _TextColumns(values, rows)
        for lang in langs:
            texts[lang][rows] += columns.fill(_wording(key, lang), lang)
    return {lang: pd.Series(texts[lang], index=assessed.index, dtype="str") for lang in langs}


def _clauses(
    assessed: pd.DataFrame, targets: pd.DataFrame
) -> Iterator[tuple[str, npt.NDArray[np.intp]]]:
    """What is added to sentences: the key of a clause and the rows that have it."""
    pursued = assessed["rule"].to_numpy(dtype=object) != "ended"
    compared = assessed["gap_pp"].notna().to_numpy() | assessed["shortfall"].notna().to_numpy()
    accepted = assessed["is_accepted"].to_numpy() & assessed["status"].eq("achieved").to_numpy()
    has_method = targets["accepted_how_en"].notna().to_numpy()
    with_years = assessed["rule"].isin(_RULES_WITH_YEARS).to_numpy()
    is_known = {name: assessed[name].notna().to_numpy() for name in _OPTIONAL}
    for key, chosen in (
        ("explanation.grade", pursued & is_known["grade"] & is_known["value"]),
        ("explanation.conflicting", pursued & (assessed["conflicting_figures"].to_numpy() > 0)),
        ("explanation.counted_from", compared & is_known["counted_from"]),
        ("explanation.year_earlier", compared & is_known["year_earlier"]),
        ("explanation.unjudged", pursued & is_known["unjudged_on"]),
        ("explanation.years_short", with_years & (assessed["years_short"] != "").to_numpy()),
        ("explanation.years_open", with_years & (assessed["years_open"] != "").to_numpy()),
        ("explanation.parts_ended", pursued & (assessed["parts_ended"].to_numpy() > 0)),
        ("explanation.accepted", accepted & ~has_method),
        ("explanation.accepted.how", accepted & has_method),
    ):
        if chosen.any():
            yield key, np.flatnonzero(chosen)


def _values(
    assessed: pd.DataFrame, targets: pd.DataFrame, langs: Sequence[Lang]
) -> dict[str, AnyArray]:
    """The values of the sentences, by the name they have in the catalogues."""
    values = {name: assessed[name].to_numpy() for name in _COLUMNS}
    amber, red = targets["amber"].to_numpy(), targets["red"].to_numpy()
    gap = round_gap(assessed["gap_pp"].to_numpy(), amber, red)
    planned, actual = round_shares(100 * values["planned"], 100 * values["actual"])
    values |= {
        "amber": amber,
        "red": red,
        "gap": gap,
        "ahead": -gap,
        "planned": planned,
        "actual": actual,
        "count": assessed["reported_late_days"].to_numpy(dtype="float64", na_value=np.nan),
    }
    values["goal_year"] = assessed["goal_year"].to_numpy(dtype=object)
    approximate = targets["approximate"].to_numpy(dtype=bool)
    values |= {name: targets[name].to_numpy() for name in ("accepted_on", "ended_on")}
    for lang in langs:
        for name in _TEXTS:
            frame = assessed if name == "successor" else targets
            values[f"{name} {lang}"] = frame[text_column(name, lang)].to_numpy(dtype=object)
        for name in _YEARS:
            comma = _wording("list.comma", lang)
            years = assessed[name].to_numpy(dtype=object, copy=True)
            for row in np.flatnonzero(years != ""):
                years[row] = comma.join(years[row].split())
            values[f"{name} {lang}"] = years
        values[f"about {lang}"] = np.where(approximate, _wording("goal.about", lang), "").astype(
            object
        )
        unit = targets[text_column("unit", lang)].fillna("").to_numpy(dtype=object)
        unit = _convert_units(values, unit, targets["baseline"].to_numpy(), lang)
        values[f"unit {lang}"] = np.where(unit == "%", unit, " " + unit)  # 5.5%, but 39 家
        values[f"change {lang}"] = _changes(values, unit, lang)
        values[f"shortfall {lang}"] = _shortfalls(assessed, values, unit, lang)
        basis = targets[text_column("basis", lang)].fillna("").to_numpy(dtype=object)
        marks = _wording("status.marks", lang)
        values[f"basis {lang}"] = np.array(
            [text and marks.format(marks=text) for text in basis], dtype=object
        )
    return values


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
    assessed: pd.DataFrame, values: Mapping[str, AnyArray], unit: AnyArray, lang: Lang
) -> AnyArray:
    """The distance of each rate from its bound in words; empty where it holds."""
    texts: AnyArray = np.full(len(assessed), "", dtype=object)
    rows = np.flatnonzero(assessed["shortfall"].to_numpy() > 0)
    kinds = assessed["kind"].to_numpy(dtype=object)[rows].tolist()
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
        key = "season.change.amount"
        if unit[row] in PERCENT_SIGNS:
            key = "season.change.point" if abs(change) == 1 else "season.change.points"
        texts[row] = t(key, change=text, unit=unit[row]).rstrip()
    return texts


def _sentences(assessed: pd.DataFrame) -> AnyArray:
    """Each row's key in `_SENTENCE_KEYS`."""
    rule: AnyArray = assessed["rule"].to_numpy(dtype=object, copy=True)
    kind = assessed["kind"].to_numpy(dtype=object)
    gap = assessed["gap_pp"].to_numpy()
    rule[(rule == "gap_small") & (gap == 0)] = "even"
    rule[(rule == "gap_small") & (gap < 0)] = "ahead"
    for suffix, of_kind in (
        ("/rate", np.isin(kind, RATE_KINDS)),
        ("/flow", kind == "flow"),
        ("/parts", kind == "parts"),
    ):
        rule[of_kind & np.isin(rule, _SPECIAL_SENTENCES[suffix])] += suffix
    ended = np.flatnonzero(rule == "ended")
    has_successor = assessed["successor_en"].notna().to_numpy()[ended]
    how = assessed["ended_how"].to_numpy(dtype=object)[ended]
    rule[ended] = "ended/" + np.where(has_successor | (how == "withdrawn"), how, "unnamed")
    rule[(rule == "not_reached") & np.isnan(gap)] += "/no_gap"
    lacks_start = assessed["start"].isna().to_numpy() & (kind != "milestones")
    rule[(rule == "no_plan") & ~lacks_start] += "/no_path"
    rule[(rule == "no_due") & assessed["judged_on"].notna().to_numpy()] += "/figure"
    no_update = rule == "no_update"
    late = assessed["reported_late_days"].fillna(0).to_numpy() > 0
    rule[no_update & late] += "/late"
    rule[no_update & ~late & assessed["next_report"].notna().to_numpy()] += "/due"
    stale = rule == "stale"
    rule[stale & assessed["past_due"].to_numpy()] += "/over"
    rule[stale & assessed["last_status"].isna().to_numpy()] += "/unplanned"
    awaited = stale & ~late  # no report was owed before `report.from`
    rule[awaited] = [key.replace("stale", "awaited", 1) for key in rule[awaited]]
    return rule


def _compose(group: str, columns: _TextColumns, lang: Lang) -> AnyArray:
    """The sentences of a group: its sentence, its kind of measure and its last status in one text."""
    if not group.startswith(_SENTENCES_WITH_COUNT):
        return columns.fill(_template(group, lang, None), lang)
    counts, positions = np.unique(columns.values("count"), return_inverse=True)
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
    text = _wording(_SENTENCE_KEYS[sentence], lang, count)
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

    def __init__(self, values: Mapping[str, AnyArray], rows: npt.NDArray[np.intp]) -> None:
        self._values = values
        self._rows = rows
        self._texts: dict[str, AnyArray] = {}

    def values(self, name: str) -> AnyArray:
        column: AnyArray = self._values[name][self._rows]
        return column

    def fill(self, template: str, lang: Lang) -> AnyArray:
        """``template`` with its ``{names}`` filled in, for each row."""
        texts: AnyArray = np.full(len(self._rows), "", dtype=object)
        for literal, name, _, _ in Formatter().parse(template):
            if literal:
                texts += literal
            if name:
                texts += self._text(f"{name} {lang}" if name in _IN_LANG else name, lang)
        return texts

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
