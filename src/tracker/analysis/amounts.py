"""Values of a target as text with their unit: written ones as they are, computed ones rounded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from tracker.analysis.rows import AssessedTarget
from tracker.analysis.shortfall import PERCENT_SIGNS
from tracker.i18n import Lang, Translator, plural_count
from tracker.numbers import MINUS, number, plain_number, rounded_together, shifted
from tracker.units import Scale, split_power

_LARGE: Final = 100
"""From here on a computed value has no decimals."""
_MAX_DECIMALS: Final = 2


def decimals(figures: Iterable[float], shift: int = 0) -> int:
    """Decimals of a computed value beside figures of this size: 179,495 people, 5.8 centres.

    Of figures whose decimal point was moved ``shift`` places for the unit of a language, it is as many as end at the
    same place in the unit of the record, so that every reader has the same figure: 174 万 and 1.74 million, 1.2 万
    and 12,000. Negative ones are places before the decimal point.
    """
    largest = max(map(abs, figures), default=0.0)
    return (0 if largest >= shifted(_LARGE, shift) else 1) - shift


def decimals_beside(written: Iterable[float], shift: int = 0) -> int:
    """`decimals` of a computed value in a column of written figures: as many as these have if it is more, up to two."""
    written = [shifted(each, -shift) for each in written]
    most = max((len(plain_number(each).partition(".")[2]) for each in written), default=0)
    return max(decimals(written), min(most, _MAX_DECIMALS)) - shift


def measure_scale(t: Translator, row: AssessedTarget) -> Scale:
    """How the figures of a target are shown in the language: one unit for value, goal and baseline."""
    return t.unit_scale(t.localized(row, "unit"), row.goal, row.high, row.baseline)


def amount(t: Translator, row: AssessedTarget, value: float) -> str:
    """A value of the record with its unit."""
    scale = measure_scale(t, row)
    return t.amount(number(value, t.lang, scale.shift), scale.unit)


def computed_amounts(t: Translator, row: AssessedTarget, values: Sequence[float]) -> list[str]:
    """Computed values that are read beside each other and beside the goal, rounded, with the unit."""
    scale = measure_scale(t, row)
    values = _in_ones(row, scale, values)
    return [t.amount(text, scale.unit) for text in _rounded(t.lang, scale, values, row.goal)]


def computed_difference(
    t: Translator, row: AssessedTarget, ends: Sequence[float], *beside: float
) -> str:
    """A computed distance in the unit of the target, of percentages in points: "310 households", "304–313 households".

    ``ends`` are a distance, or the least and the most: one number where both read the same, of things that come in
    ones whole numbers, at least 1. A rounded one is on no
    other side of ``beside``.
    """
    scale = measure_scale(t, row)
    if len(ends) > 1 and _is_count(row, scale, ends):
        ends = [max(end, 1.0) for end in _in_ones(row, scale, ends)]
    texts = dict.fromkeys(
        _rounded(t.lang, scale, (end,), row.goal, beside)[0] for end in dict.fromkeys(ends)
    )
    text = "–".join(_rounded(t.lang, scale, ends, row.goal, beside) if len(texts) > 1 else texts)
    if scale.unit in PERCENT_SIGNS:
        return t("shortfall.points", amount=text, count=plural_count(text))
    return t.amount(text, scale.unit)


def signed_difference(t: Translator, row: AssessedTarget, change: float) -> str:
    """A computed change with its sign, otherwise as `computed_difference`."""
    sign = "+" if change > 0 else MINUS if change < 0 else "±"
    return sign + computed_difference(t, row, (abs(change),))


_DAYS_A_YEAR: Final = 365.25
_LONG: Final = 731
"""Days from start to due from which on paces are given a year, not a month."""


def computed_paces(t: Translator, row: AssessedTarget, paces: Sequence[float]) -> list[str]:
    """Changes a day as changes a month, of long terms a year, with the unit: "2.3 households a month"."""
    scale = measure_scale(t, row)
    term = (row.due - row.start).days if row.start and row.due else 0
    per_year = term >= _LONG
    factor = math.pow(10, scale.shift) * (_DAYS_A_YEAR if per_year else _DAYS_A_YEAR / 12)
    texts = rounded_together([pace * factor for pace in paces], t.lang, 1 - scale.shift)
    in_points = scale.unit in PERCENT_SIGNS
    words = [
        t("shortfall.points", amount=text, count=plural_count(text))
        if in_points
        else t.amount(text, scale.unit)
        for text in texts
    ]
    key = "outlook.pace.year" if per_year else "outlook.pace.month"
    return [t(key, amount=each) for each in words]


def _is_count(row: AssessedTarget, scale: Scale, values: Sequence[float]) -> bool:
    """Whether values are few of what is recorded in whole numbers: canteens, not km, billions or %."""
    figures = row.value, row.goal, row.baseline
    return (
        scale.shift == split_power(scale.unit)[0] == 0
        and scale.unit not in PERCENT_SIGNS
        and all(figure.is_integer() for figure in figures)
        and all(abs(value) < _LARGE for value in values)
    )


def _in_ones(row: AssessedTarget, scale: Scale, values: Sequence[float]) -> Sequence[float]:
    """Computed values of a count, the least rounded down and the most up; other values unchanged."""
    if not _is_count(row, scale, values):
        return values
    least = min(values)
    return [float(math.floor(each) if each == least else math.ceil(each)) for each in values]


def _rounded(
    lang: Lang, scale: Scale, values: Sequence[float], goal: float, beside: Sequence[float] = ()
) -> list[str]:
    """No more decimals than a count of this size needs, and never so that one reads like the goal."""
    limits = [shifted(each, scale.shift) for each in (goal, *beside)]
    figures = [shifted(value, scale.shift) for value in values]
    places = decimals((goal, *values)) - scale.shift
    return rounded_together(figures, lang, places, beside=limits)
