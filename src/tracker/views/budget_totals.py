"""The totals of the Budgets page: over all targets with amounts, and by theme and lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from tracker.analysis.earned_value import totals
from tracker.analysis.rollup import GroupBy
from tracker.i18n import Lang, Translator
from tracker.numbers import number, percent, percents
from tracker.views.budgets import (
    Budgets,
    amount_columns,
    index_texts,
)
from tracker.views.context import PageContext
from tracker.views.groups import group_name
from tracker.views.target_budget import COLUMN_KEYS

_NOTE_KEYS: Final[Mapping[str, str]] = {
    "approved": "budget.approved.note",
    "announced": "budget.announced.note",
    "spent": "budget.spent.note",
    "execution": "budget.execution.note",
    "spi": "budget.spi.note",
    "cpi": "budget.cpi.note",
    "eac": "budget.eac.note",
}
"""What has a total, with its definition."""


INDICES: Final = ("spi", "cpi", "eac")


class _Total(NamedTuple):
    value: str
    label: str
    note: str


class _TotalsRow(NamedTuple):
    name: str
    cells: Sequence[str]


class _TotalsTable(NamedTuple):
    caption: str
    group: str  # the heading of the first column
    rows: Sequence[_TotalsRow]
    total: _TotalsRow


def sums(view: PageContext, budgets: Budgets) -> list[_Total]:
    """Each total over the targets that give the amounts."""
    t, lang = view.t, view.lang
    frame, in_all = budgets.frame, budgets.total
    shift, unit = budgets.scale(view)
    texts = {
        "execution": percent(in_all.execution, lang, 1),
        **{name: number(getattr(in_all, name), lang, shift) for name in amount_columns(frame)},
        **{name: index_texts([getattr(in_all, name)], name, lang, shift)[0] for name in INDICES},
    }
    return [
        _Total(texts[name], _sum_label(t, name, unit), t(_NOTE_KEYS[name]))
        for name in totals_columns(frame)
    ]


def totals_columns(frame: pd.DataFrame) -> list[str]:
    """The amounts, and of the computed figures those that any target has."""
    computed = [name for name in ("execution", *INDICES) if frame[name].notna().any()]
    return [*amount_columns(frame), *computed]


def _sum_label(t: Translator, name: str, unit: str) -> str:
    if name == "eac":
        return t("budget.eac.sum", unit=unit)
    label = t(COLUMN_KEYS[name])
    return label if name in ("execution", *INDICES) else t("budget.amount", name=label, unit=unit)


_TOTALS_CAPTIONS: Final[Mapping[GroupBy, str]] = {
    "theme": "budget.by_theme",
    "lead": "budget.by_lead",
}


_TOTALS_HEADS: Final[Mapping[GroupBy, str]] = {"theme": "filter.theme", "lead": "filter.lead"}


def totals_tables(
    view: PageContext, budgets: Budgets, columns: Sequence[str]
) -> list[_TotalsTable]:
    """The totals of each theme and of each lead, with the same last line."""
    t, frame = view.t, budgets.frame
    scale = budgets.scale(view)
    tables = []
    for field, caption_key in _TOTALS_CAPTIONS.items():
        groups = frame["id"].map({key: getattr(row, field) for key, row in budgets.targets.items()})
        lines = pd.concat([totals(frame, groups), totals(frame)], ignore_index=True)
        *rows, last = _totals_rows(lines, columns, view.lang, scale.shift)
        named = [row._replace(name=group_name(view, field, row.name)) for row in rows]
        tables.append(
            _TotalsTable(
                t(caption_key, unit=scale.unit),
                t(_TOTALS_HEADS[field]),
                named,
                last._replace(name=t("budget.total")),
            )
        )
    return tables


def _totals_rows(
    lines: pd.DataFrame, columns: Sequence[str], lang: Lang, shift: int
) -> list[_TotalsRow]:
    texts = []
    for name in columns:
        values = lines[name].tolist()
        if name == "execution":
            texts.append(percents(values, lang, 1))
        elif name in INDICES:
            texts.append(index_texts(values, name, lang, shift))
        else:
            texts.append([number(value, lang, shift) for value in values])
    cells = zip(*texts, strict=True)
    return [_TotalsRow(name, row) for name, row in zip(lines["group"], cells, strict=True)]
