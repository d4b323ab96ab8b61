"""Columns of the tables that the pages offer as files: labels, values, and how a computed number is rounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import isnan, nan
from typing import Final, Generic, NamedTuple, TypeVar

from tracker.analysis.earned_value import BudgetStatus, Totals
from tracker.analysis.rows import (
    AssessedTarget,
    UpdateRow,
)
from tracker.numbers import SIGNIFICANT_DIGITS
from tracker.views.context import PageContext
from tracker.views.spreadsheet import Value
from tracker.views.target_budget import COLUMN_KEYS

AMOUNTS: Final = ("approved", "announced", "spent", "eac")


Row = TypeVar("Row")


class Table(NamedTuple):
    """A table with the names of its columns."""

    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    computed: Sequence[bool]  # by column: nobody wrote its numbers, so a spreadsheet may round them


class Column(NamedTuple, Generic[Row]):
    label: str
    value: Callable[[Row], Value]
    is_computed: bool = False


def make_table(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> Table:
    return Table(
        [column.label for column in columns],
        [[column.value(row) for column in columns] for row in rows],
        [column.is_computed for column in columns],
    )


def percent_column(view: PageContext, key: str, share: Callable[[Row], float]) -> Column[Row]:
    label = view.t("download.with_unit", label=view.t(key), unit="%")
    return Column(label, lambda row: one_decimal(100 * share(row), 100), is_computed=True)


def one_decimal(value: float, *limits: float) -> float:
    """A computed percentage as the pages show it: more decimals where it would read 0 or a limit, and is not."""
    if isnan(value):
        return value
    candidates = (round(value, places) for places in range(1, SIGNIFICANT_DIGITS))
    return next((near for near in candidates if near == value or near not in (0, *limits)), value)


def name_columns(view: PageContext, target: Callable[[Row], AssessedTarget]) -> list[Column[Row]]:
    t = view.t
    return [
        Column(t("field.id"), lambda row: target(row).id),
        Column(t("field.title"), lambda row: t.localized(target(row), "title")),
        Column(t("filter.theme"), lambda row: view.theme(target(row).theme)),
        Column(
            t("filter.lead"),
            lambda row: None if (lead := target(row).lead) is None else view.lead(lead),
        ),
    ]


def money_columns(
    view: PageContext,
    names: Iterable[str],
    amounts: Callable[[Row], BudgetStatus | Totals | UpdateRow | None],
) -> list[Column[Row]]:
    """Columns of ``amounts``, fields of ``names``; nothing where it is None."""
    unit = view.t.money_unit(view.tables.money)

    def amount(name: str) -> Callable[[Row], float]:
        return lambda row: getattr(amounts(row), name, nan)

    return [
        Column(
            view.t("download.with_unit", label=view.t(COLUMN_KEYS[name]), unit=unit),
            amount(name),
            is_computed=name == "eac",
        )
        for name in names
    ]
