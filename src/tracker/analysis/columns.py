"""Tables as columns of arrays, from which targets are judged.

pandas takes a hundred times as long to find a column or to select rows as an array does, which is
most of the time for the few dozen targets that portfolios have. Texts are objects, missing ones None or
NaN (`is_missing`); days are ``datetime64[D]``; numbers that may be missing are ``float64``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar, get_type_hints

import numpy as np
import numpy.typing as npt
import pandas as pd

AnyArray = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
RowNumbers = npt.NDArray[np.intp]
Row = TypeVar("Row", bound=NamedTuple)


# Most tables have few rows: texts as Python strings cost two thirds of what Arrow's arrays cost there
pd.set_option("mode.string_storage", "python")
DAY_DTYPE: Final = "datetime64[us]"
TEXT: Final = pd.StringDtype(na_value=np.nan)
"""``str``, which pandas looks up for each array."""


class Columns:
    """The columns of a table by name, each computed when it is first asked for.

    Nobody may write into them. ``label`` is the label that a row has in its frame.
    """

    def __init__(self, size: int, column: Callable[[str], AnyArray]) -> None:
        self._size = size
        self._column = column
        self._known: dict[str, AnyArray] = {}

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, name: str) -> AnyArray:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._column(name)
        return known

    def take(self, rows: RowNumbers | Bools) -> Columns:
        """Some of the rows."""
        if rows.dtype == bool:
            rows = np.flatnonzero(rows)
        return Columns(len(rows), lambda name: self[name][rows])

    def rows(self, row_type: type[Row]) -> Iterator[Row]:
        """The rows, where the table has the columns of ``row_type``."""
        counts = _optional_counts(row_type)
        columns = [
            _counts(self[name]) if name in counts else plain_values(self[name])
            for name in row_type._fields
        ]
        return map(row_type._make, zip(*columns, strict=True))

    def replaced(self, columns: Mapping[str, AnyArray]) -> Columns:
        """The same table with other columns of some names, or with more of them."""
        table = Columns(self._size, self.__getitem__)
        table._known.update(columns)
        return table


def plain_values(column: AnyArray) -> list[Any]:
    """A column as Python's own values; None for a missing text or day."""
    values: list[Any] = column.tolist()
    if column.dtype == object:
        return [value if isinstance(value, str) else None for value in values]
    return values


def _counts(column: Floats) -> list[int | None]:
    return [None if np.isnan(value) else int(value) for value in column.tolist()]


@cache
def _optional_counts(row_type: type[NamedTuple]) -> frozenset[str]:
    """The fields of a type that are whole numbers and may be missing."""
    hints = get_type_hints(row_type)
    return frozenset(name for name, hint in hints.items() if hint == int | None)


def table_of(arrays: Mapping[str, AnyArray]) -> Columns:
    """A table of arrays of one length."""
    size = len(next(iter(arrays.values())))
    return Columns(size, arrays.__getitem__)


def columns_of_rows(rows: Sequence[Sequence[Any]], dtypes: Mapping[str, str]) -> Columns:
    """The columns of rows of Python's own values, which have them in this order; ``dtypes`` are those of a frame."""
    positions = {name: position for position, name in enumerate(dtypes)}

    def column(name: str) -> AnyArray:
        if name == "label":
            return np.arange(len(rows))
        position, dtype = positions[name], dtypes[name]
        return np.array([row[position] for row in rows], dtype=_ARRAY_DTYPES.get(dtype, dtype))

    return Columns(len(rows), column)


_ARRAY_DTYPES: Final = {"str": "object", DAY_DTYPE: "datetime64[D]"}


def joined(tables: Sequence[Columns]) -> Columns:
    """Tables one below the other, numbered anew."""
    size = sum(len(table) for table in tables)

    def column(name: str) -> AnyArray:
        return (
            np.arange(size)
            if name == "label"
            else np.concatenate([table[name] for table in tables])
        )

    return Columns(size, column)


def columns_of(frame: pd.DataFrame) -> Columns:
    """The columns of a frame."""

    def column(name: str) -> AnyArray:
        labels: AnyArray = frame.index.to_numpy()
        return labels if name == "label" else to_array(frame[name])

    return Columns(len(frame), column)


def to_array(column: pd.Series[Any]) -> AnyArray:
    """A column of a frame as this module has it."""
    array: AnyArray
    if column.dtype.kind == "M":
        array = column.to_numpy(dtype="datetime64[D]")
    elif column.dtype == "Int64":
        array = column.to_numpy(dtype="float64", na_value=np.nan)
    else:
        array = column.to_numpy(dtype=object if column.dtype == "str" else None)
    return array


def frame_of(table: Columns, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A table as a frame with these columns."""
    labels = table["label"]
    is_numbered = np.array_equal(labels, np.arange(len(labels)))
    return pd.DataFrame(
        {name: frame_array(table[name], dtype) for name, dtype in dtypes.items()},
        index=None if is_numbered else labels,
    )


def frame_array(column: AnyArray, dtype: str) -> Any:
    """A column of this module as one of a frame."""
    if dtype == "str":
        return pd.array(column, dtype=TEXT)
    if dtype == "Int64":
        return pd.array(column, dtype="Int64")
    return column.astype(dtype, copy=False)


def is_missing(texts: AnyArray) -> Bools:
    """Where a column of texts has none."""
    missing: Bools = pd.isna(texts)
    return missing


def is_in(texts: AnyArray, wanted: Collection[str]) -> Bools:
    """Where a column of texts has one of some texts."""
    return np.fromiter((text in wanted for text in texts.tolist()), dtype=bool, count=len(texts))


class TableColumns:
    """The tables of a portfolio; ``row`` is the number of a target's row (-1: it has none)."""

    def __init__(self, tables: Mapping[str, Columns]) -> None:
        self._rows: dict[str | None, int] | None = None
        self.targets = tables["targets"]
        self.reviews = tables["reviews"]
        (
            self.updates,
            self.milestones,
            self.budgets,
            self.context,
            self.revisions,
            self.trajectory,
            self.done,
            self.years,
            self.parts,
            self.issues,
            self.decisions,
        ) = (self._with_rows(tables[name]) for name in _OF_TARGETS)

    def row_numbers(self, ids: Iterable[str | None]) -> RowNumbers:
        """The row of each target id; -1 for an unknown one."""
        if self._rows is None:
            self._rows = {key: row for row, key in enumerate(self.targets["id"].tolist())}
        rows = self._rows
        return np.array([rows.get(key, -1) for key in ids], dtype=np.intp)

    def of_targets(self, ids: Collection[str]) -> TableColumns:
        """The same with the rows of some targets alone, under the labels they have here."""
        tables = {name: getattr(self, name) for name in ("targets", *_OF_TARGETS)}
        some = {
            name: table.take(is_in(table["id"], ids)) if len(table) else table
            for name, table in tables.items()
        }
        return TableColumns({**some, "reviews": self.reviews})

    def _with_rows(self, table: Columns) -> Columns:
        def column(name: str) -> AnyArray:
            return self.row_numbers(table["id"].tolist()) if name == "row" else table[name]

        return Columns(len(table), column)


_OF_TARGETS: Final = (
    "updates",
    "milestones",
    "budgets",
    "context",
    "revisions",
    "trajectory",
    "done",
    "years",
    "parts",
    "issues",
    "decisions",
)
