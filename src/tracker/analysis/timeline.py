"""All dated targets by theme: from when to when, how far, which steps are done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import pandas as pd

from tracker.analysis.as_of import known_updates, rows_of, steps_done
from tracker.analysis.tables import Tables
from tracker.i18n import SHAPES, Lang
from tracker.portfolio.model import RATES, Text, words

BARS: Final = (
    "id", "theme", "theme_zh", "theme_en", "title_zh", "title_en", "start", "due", "actual", "known",
    "lamp",
)  # fmt: skip


class TimelineData(NamedTuple):
    bars: pd.DataFrame  # `BARS`, by theme in file order, then by due; lacks start or due at most
    diamonds: pd.DataFrame  # id, date, title_zh, title_en, done: the dated steps of `bars`
    undated: pd.DataFrame  # id, theme, title_zh, title_en, lamp: neither start nor due
    as_of: pd.Timestamp


def timeline_data(
    tables: Tables,
    assessed: pd.DataFrame,
    as_of: dt.date,
    themes: Mapping[str, Text] | None = None,
) -> TimelineData:
    """Start and due in force, steps as known on ``as_of``.

    ``assessed`` is `progress.assess` for the same day, or a selection of its rows; ``themes`` names the
    themes. ``actual`` is clipped to 0..1, and missing for a rate that is not achieved: it holds or does
    not, which is no share of the way. ``known`` says whether any figure counts. A step without a day of
    its own stands on its target's due day.
    """
    titles = tables.targets[["id", "theme", "title_zh", "title_en"]]
    rows = assessed[["id", "kind", "start", "due", "actual", "judged_on", "lamp"]]
    rows = titles.merge(rows, on="id")
    rows["actual"] = rows["actual"].clip(0.0, 1.0)
    running = rows["kind"].isin(RATES) & (rows["lamp"] != "achieved")
    rows["known"] = rows["judged_on"].notna()
    rows["actual"] = rows["actual"].mask(running | ~rows["known"])
    names = {key: themes.get(key, key) if themes else key for key in rows["theme"].unique()}
    for lang in ("zh", "en"):
        said = {key: words(name, lang) for key, name in names.items()}
        rows[f"theme_{lang}"] = rows["theme"].map(said).astype("str")
    rows["order"], _ = pd.factorize(rows["theme"])
    undated = rows["start"].isna() & rows["due"].isna()
    bars = rows[~undated].sort_values(["order", "due"], kind="stable", ignore_index=True)
    return TimelineData(
        bars[list(BARS)],
        _diamonds(tables, bars, as_of),
        rows.loc[undated, ["id", "theme", "title_zh", "title_en", "lamp"]].reset_index(drop=True),
        pd.Timestamp(as_of),
    )


def _diamonds(tables: Tables, bars: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    done = steps_done(tables, known_updates(tables, as_of))
    is_done = pd.MultiIndex.from_frame(done[["row", "milestone"]])
    steps = tables.milestones.assign(row=rows_of(tables.milestones["id"], tables.targets))
    steps["done"] = pd.MultiIndex.from_frame(steps[["row", "milestone"]]).isin(is_done)
    own_due = bars.set_index("id")["due"].reindex(steps["id"])
    steps["date"] = steps["due"].fillna(own_due.set_axis(steps.index))
    steps = steps[steps["id"].isin(bars["id"]) & steps["date"].notna()]
    steps = steps.sort_values(["row", "date"], kind="stable", ignore_index=True)
    return steps[["id", "date", "title_zh", "title_en", "done"]]


def timeline_table(data: TimelineData, say: Callable[[str], str], lang: Lang) -> pd.DataFrame:
    """The figure's twin: a row for each target and, below it, one for each dated step.

    Columns ``theme, title, step, start, due, progress, lamp``; ``step`` is empty for the target itself,
    ``progress`` a share of 1, ``lamp`` the lamp in words, for a step whether it is done.
    """
    bars = data.bars.assign(
        place=range(len(data.bars)), step="", progress=data.bars["actual"],
        lamp=data.bars["lamp"].map(lambda lamp: f"{SHAPES[lamp]} {say(f'lamp.{lamp}')}"),
    )  # fmt: skip
    state = {True: say("chart.step.done"), False: say("chart.step.open")}
    steps = data.diamonds.rename(columns={"date": "due", f"title_{lang}": "step"})
    steps = steps[["id", "due", "step"]].assign(lamp=data.diamonds["done"].map(state).astype("str"))
    named = bars[["id", "place", f"theme_{lang}", f"title_{lang}"]]
    table = pd.concat([bars, steps.merge(named, on="id")], ignore_index=True)
    table = table.sort_values("place", kind="stable", ignore_index=True)
    table = table.drop(columns="theme")
    table = table.rename(columns={f"theme_{lang}": "theme", f"title_{lang}": "title"})
    return table[["theme", "title", "step", "start", "due", "progress", "lamp"]]
