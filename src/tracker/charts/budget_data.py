"""The data of both budget charts, and the wording that they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd

from tracker.analysis.snapshot import Snapshot
from tracker.i18n import Translator


class BudgetData(NamedTuple):
    """The targets with amounts."""

    rows: pd.DataFrame  # of `earned_value.budget_status`, with ``title_zh`` and ``title_en``
    money: str  # the unit of all amounts


def budget_data(snapshot: Snapshot) -> BudgetData:
    """The targets with amounts, in the order of `earned_value.budget_status`."""
    titles = snapshot.tables.targets[["id", "title_zh", "title_en"]]
    rows = snapshot.budget_status.merge(titles, on="id", how="left")
    return BudgetData(rows, snapshot.tables.money)


def budget_label(row: dict[Any, Any], t: Translator, amount_text: Callable[[float], str]) -> str:
    """The amount approved, or the one announced, in words."""
    for key, amount in (
        ("chart.approved.of", row["approved"]),
        ("budget.announced.amount", row["announced"]),
    ):
        if not pd.isna(amount):
            return t(key, amount=amount_text(amount))
    return t("chart.approved.none")
