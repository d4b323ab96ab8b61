"""Who owes which report by when."""

from __future__ import annotations

from typing import Final

import pandas as pd

from tracker.analysis.tables import Tables

REPORTS_DUE_COLUMNS: Final = (
    "lead",
    "id",
    "title_zh",
    "title_en",
    "period_end",
    "last_day",
    "days_late",
)


def reports_due(tables: Tables, assessed: pd.DataFrame) -> pd.DataFrame:
    """One row a target that owes a report, late or not yet, with `REPORTS_DUE_COLUMNS`; the latest first.

    ``assessed`` is `progress.assess`. ``period_end`` is the day the next report is to speak of, a
    reporting period after the latest figure (the eve of the start, where there is none);
    ``last_day`` is the last one of grace and ``days_late`` how many have passed since, 0 for none.
    ``lead`` is missing where the source names none. What is achieved, missed, not started or never
    reported on owes nothing.
    """
    rows = assessed.loc[
        assessed["reported_late_days"].notna(), ["id", "next_report", "reported_late_days"]
    ]
    known = tables.targets[["id", "lead", "title_zh", "title_en", "grace_days"]]
    rows = rows.merge(known, on="id", how="left")
    grace = pd.to_timedelta(rows["grace_days"], unit="D")
    rows = rows.assign(
        period_end=rows["next_report"] - grace,
        last_day=rows["next_report"],
        days_late=rows["reported_late_days"].astype("int64"),
    )
    rows = rows.sort_values(
        ["days_late", "last_day"], ascending=[False, True], kind="stable", ignore_index=True
    )
    return rows[list(REPORTS_DUE_COLUMNS)]
