"""All dated targets by theme: from when to when, how far, which steps are done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final, NamedTuple

import pandas as pd

from tracker.analysis.as_of import known_updates, steps_done, target_rows
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import Tables
from tracker.i18n import STATUS_SHAPES, Lang
from tracker.portfolio.model import RATE_KINDS, localize

BAR_COLUMNS: Final = (
    "id",
    "theme",
    "theme_zh",
    "theme_en",
    "title_zh",
    "title_en",
    "start",
    "due",
    "actual",
    "known",
    "status",
)


class TimelineData(NamedTuple):
    bars: (
        pd.DataFrame
    )  # `BAR_COLUMNS`, by theme in file order, then by due; lacks start or due at most
    milestones: pd.DataFrame  # id, date, title_zh, title_en, done: the dated steps of `bars`
    undated: pd.DataFrame  # id, theme, title_zh, title_en, status: neither start nor due
    as_of: pd.Timestamp


def timeline_data(snapshot: Snapshot) -> TimelineData:
    """Start and due dates in force, milestones as known on the day.

    ``actual`` is clipped to 0..1, and missing for a rate that is not achieved: it holds or does
    not, which is no share of the way. ``known`` says whether any figure counts. A step without a day of
    its own stands on its target's due day.
    """
    tables, assessed, as_of = snapshot.tables, snapshot.assessed, snapshot.as_of
    themes = snapshot.portfolio.themes
    titles = tables.targets[["id", "theme", "title_zh", "title_en"]]
    rows = assessed[["id", "kind", "start", "due", "actual", "judged_on", "status"]]
    rows = titles.merge(rows, on="id")
    rows["actual"] = rows["actual"].clip(0.0, 1.0)
    running = rows["kind"].isin(RATE_KINDS) & (rows["status"] != "achieved")
    rows["known"] = rows["judged_on"].notna()
    rows["actual"] = rows["actual"].mask(running | ~rows["known"])
    names = {key: themes.get(key, key) for key in rows["theme"].unique()}
    for lang in ("zh", "en"):
        said = {key: localize(name, lang) for key, name in names.items()}
        rows[f"theme_{lang}"] = rows["theme"].map(said).astype("str")
    rows["order"], _ = pd.factorize(rows["theme"])
    undated = rows["start"].isna() & rows["due"].isna()
    bars = rows[~undated].sort_values(["order", "due"], kind="stable", ignore_index=True)
    return TimelineData(
        bars[list(BAR_COLUMNS)],
        _dated_milestones(tables, bars, as_of),
        rows.loc[undated, ["id", "theme", "title_zh", "title_en", "status"]].reset_index(drop=True),
        pd.Timestamp(as_of),
    )


def _dated_milestones(tables: Tables, bars: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    done = steps_done(tables, known_updates(tables, as_of))
    is_done = pd.MultiIndex.from_frame(done[["row", "milestone"]])
    steps = tables.milestones.assign(row=target_rows(tables.milestones["id"], tables.targets))
    steps["done"] = pd.MultiIndex.from_frame(steps[["row", "milestone"]]).isin(is_done)
    own_due = bars.set_index("id")["due"].reindex(steps["id"])
    steps["date"] = steps["due"].fillna(own_due.set_axis(steps.index))
    steps = steps[steps["id"].isin(bars["id"]) & steps["date"].notna()]
    steps = steps.sort_values(["row", "date"], kind="stable", ignore_index=True)
    return steps[["id", "date", "title_zh", "title_en", "done"]]


def timeline_table(data: TimelineData, t: Callable[[str], str], lang: Lang) -> pd.DataFrame:
    """The figure's twin: a row for each target and, below it, one for each dated step.

    Columns ``theme, title, step, start, due, progress, status``; ``step`` is empty for the target itself,
    ``progress`` a share of 1, ``status`` the status in words, for a step whether it is done.
    """
    bars = data.bars.assign(
        place=range(len(data.bars)),
        step="",
        progress=data.bars["actual"],
        status=data.bars["status"].map(
            lambda status: f"{STATUS_SHAPES[status]} {t(f'status.{status}')}"
        ),
    )
    state = {True: t("chart.step.done"), False: t("chart.step.open")}
    steps = data.milestones.rename(columns={"date": "due", f"title_{lang}": "step"})
    steps = steps[["id", "due", "step"]].assign(
        status=data.milestones["done"].map(state).astype("str")
    )
    named = bars[["id", "place", f"theme_{lang}", f"title_{lang}"]]
    table = pd.concat([bars, steps.merge(named, on="id")], ignore_index=True)
    table = table.sort_values("place", kind="stable", ignore_index=True)
    table = table.drop(columns="theme")
    table = table.rename(columns={f"theme_{lang}": "theme", f"title_{lang}": "title"})
    return table[["theme", "title", "step", "start", "due", "progress", "status"]]
