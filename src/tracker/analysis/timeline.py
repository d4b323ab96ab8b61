"""All dated targets by theme: their period, completion and milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import pandas as pd

from tracker.analysis.as_of import known_updates, steps_done, target_rows
from tracker.analysis.rows import AssessedTarget, text_column, typed_rows
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.status_words import status_label
from tracker.i18n import Translator
from tracker.portfolio.texts import localize


class TimelineTarget(NamedTuple):
    """A target with a start or a due date; one of the two may be missing."""

    id: str
    theme: str
    theme_zh: str
    theme_en: str
    title_zh: str
    title_en: str
    start: dt.date | None
    due: dt.date | None
    due_assumed: bool  # the source gives no such day
    actual: float  # completion as a share; NaN for a rate
    has_figure: bool  # a current one: an unreported target has none
    status: str


class DatedMilestone(NamedTuple):
    id: str
    date: dt.date  # its own, else the due date of its target
    title_zh: str
    title_en: str
    done: bool
    assumed: bool  # its day: the source gives none


class ScheduledTarget(NamedTuple):
    """A target with its dated milestones, by date; none where it has no date itself."""

    row: AssessedTarget
    steps: tuple[DatedMilestone, ...]
    due_assumed: bool  # the source gives no such day


BAR_COLUMNS: Final = TimelineTarget._fields


class TimelineData(NamedTuple):
    bars: pd.DataFrame  # `TimelineTarget`, by theme in the order of the file, then by due date
    milestones: pd.DataFrame  # `DatedMilestone`, those of `bars`
    as_of: pd.Timestamp
    targets: Mapping[str, AssessedTarget]  # by id


def timeline_data(snapshot: Snapshot) -> TimelineData:
    """Start and due dates in force, milestones as known on the day."""
    tables, assessed = snapshot.tables, snapshot.assessed
    themes = snapshot.portfolio.themes
    titles = tables.targets[["id", "theme", "title_zh", "title_en"]]
    rows = assessed[["id", "kind", "start", "due", "actual", "judged_on", "status"]]
    rows = titles.merge(rows, on="id")
    rows["due_assumed"] = rows["id"].isin(_with_assumed(snapshot, "due"))
    rows["has_figure"] = rows["judged_on"].notna() & (rows["status"] != "unreported")
    rows["actual"] = rows["actual"].mask(~rows["has_figure"])
    names = {key: themes.get(key, key) for key in rows["theme"].unique()}
    for lang in ("zh", "en"):
        named = {key: localize(name, lang) for key, name in names.items()}
        rows[f"theme_{lang}"] = rows["theme"].map(named).astype("str")
    rows["order"], _ = pd.factorize(rows["theme"])
    dated = rows["start"].notna() | rows["due"].notna()
    bars = rows[dated].sort_values(["order", "due"], kind="stable", ignore_index=True)
    return TimelineData(
        bars[list(BAR_COLUMNS)],
        _dated_milestones(snapshot, bars),
        pd.Timestamp(snapshot.as_of),
        snapshot.by_id,
    )


def _with_assumed(snapshot: Snapshot, field: str) -> list[str]:
    return [target.id for target in snapshot.portfolio.targets if field in target.assumed]


def _dated_milestones(snapshot: Snapshot, bars: pd.DataFrame) -> pd.DataFrame:
    tables = snapshot.tables
    done = steps_done(tables, known_updates(tables, snapshot.as_of))
    is_done = pd.MultiIndex.from_frame(done[["row", "milestone"]])
    steps = tables.milestones.assign(row=target_rows(tables.milestones["id"], tables.targets))
    steps["done"] = pd.MultiIndex.from_frame(steps[["row", "milestone"]]).isin(is_done)
    target_due = bars.set_index("id")["due"].reindex(steps["id"])
    steps["date"] = steps["due"].fillna(target_due.set_axis(steps.index))
    at_due = steps["date"].eq(target_due.set_axis(steps.index))
    of_target, of_step = (
        steps["id"].isin(_with_assumed(snapshot, field)) for field in ("due", "milestones")
    )
    steps["assumed"] = of_step | (of_target & at_due)
    steps = steps[steps["id"].isin(bars["id"]) & steps["date"].notna()]
    steps = steps.sort_values(["row", "date"], kind="stable", ignore_index=True)
    return steps[list(DatedMilestone._fields)]


def schedule(snapshot: Snapshot) -> Sequence[ScheduledTarget]:
    """Every target, in the order of the portfolio, with or without dates; computed once per snapshot."""
    if snapshot not in _SCHEDULES:
        dated = snapshot.assessed[["id", "start", "due"]].dropna(how="all", subset=["start", "due"])
        milestones = _dated_milestones(snapshot, dated)
        assumed = set(_with_assumed(snapshot, "due"))
        steps: dict[str, list[DatedMilestone]] = {}
        for step in typed_rows(milestones, DatedMilestone):
            steps.setdefault(step.id, []).append(step)
        _SCHEDULES[snapshot] = tuple(
            ScheduledTarget(row, tuple(steps.get(key, ())), key in assumed)
            for key, row in snapshot.by_id.items()
        )
    return _SCHEDULES[snapshot]


_SCHEDULES: Final[WeakKeyDictionary[Snapshot, Sequence[ScheduledTarget]]] = WeakKeyDictionary()


def timeline_table(data: TimelineData, t: Translator) -> pd.DataFrame:
    """The chart's data: a row for each target and, below it, one for each dated milestone.

    Columns ``theme, title, step, start, due, due_note, completion, status``; ``step`` is empty for the target
    itself, ``due_note`` says where the day is assumed, ``completion`` is a share, ``status`` in words, for a
    milestone whether it is done.
    """
    theme, title = text_column("theme", t.lang), text_column("title", t.lang)
    bars = data.bars.assign(
        place=range(len(data.bars)),
        step="",
        completion=data.bars["actual"],
        status=[status_label(data.targets[key], t) for key in data.bars["id"]],
    )
    state = {True: t("chart.step.done"), False: t("chart.step.open")}
    steps = data.milestones.rename(columns={"date": "due", title: "step"})
    steps = steps.rename(columns={"assumed": "due_assumed"})
    steps = steps[["id", "due", "due_assumed", "step"]].assign(
        status=data.milestones["done"].map(state).astype("str")
    )
    named = bars[["id", "place", theme, title]]
    table = pd.concat([bars, steps.merge(named, on="id")], ignore_index=True)
    table = table.sort_values("place", kind="stable", ignore_index=True)
    table["due_note"] = table["due_assumed"].map({True: t("due.assumed"), False: ""}).astype("str")
    table = table.drop(columns="theme")
    table = table.rename(columns={theme: "theme", title: "title"})
    return table[["theme", "title", "step", "start", "due", "due_note", "completion", "status"]]
