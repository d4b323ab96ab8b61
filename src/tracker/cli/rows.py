"""Tables as rows for JSON and CSV; figures as they were written, computed ones without noise."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd

from tracker.numbers import denoised, json_text, plain_number


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table: days as YYYY-MM-DD, missing values as None."""
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in table.astype(object).to_dict("records")
    ]


def json_table(table: pd.DataFrame) -> str:
    """A table as a JSON list of objects."""
    return json_text(plain_rows(table), indent=2)


def csv_table(table: pd.DataFrame) -> str:
    """A table as CSV with a header."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, fieldnames=list(table.columns), lineterminator="\n")
    writer.writeheader()
    for row in plain_rows(table):
        writer.writerow(
            {
                name: plain_number(value) if isinstance(value, float) else value
                for name, value in row.items()
            }
        )
    return buffer.getvalue()


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if isinstance(value, float):
        value = denoised(value)
        return int(value) if value.is_integer() else value
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value
