"""All dated targets by theme: their period, completion and milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import pandas as pd

from tracker.analysis.as_of import known_figures, steps_done
from tracker.analysis.columns import to_array
from tracker.analysis.rows import AssessedTarget, MilestoneRow, frame_of_rows, text_column
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

    @property
    def dates(self) -> list[dt.date]:
        """Start, due date and those of milestones, as far as there are any."""
        dates = [self.row.start, self.row.due, *(step.date for step in self.steps)]
        return [on for on in dates if on is not None]


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
    due = dict(zip(bars["id"].tolist(), to_array(bars["due"]).tolist(), strict=True))
    return TimelineData(
        bars[list(BAR_COLUMNS)],
        frame_of_rows(_dated_milestones(snapshot, due), DatedMilestone),
        pd.Timestamp(snapshot.as_of),
        snapshot.by_id,
    )


def _with_assumed(snapshot: Snapshot, field: str) -> list[str]:
    return [target.id for target in snapshot.portfolio.targets if field in target.assumed]


def _dated_milestones(
    snapshot: Snapshot, due: Mapping[str, dt.date | None]
) -> list[DatedMilestone]:
    """The milestones of targets with these due dates, by target and date."""
    tables = snapshot.tables.columns
    done = steps_done(tables, known_figures(tables, snapshot.as_of))
    of_target, of_step = (set(_with_assumed(snapshot, field)) for field in ("due", "milestones"))
    rows = zip(tables.milestones["row"].tolist(), tables.milestones.rows(MilestoneRow), strict=True)
    dated: list[tuple[int, DatedMilestone]] = []
    for row, step in rows:
        key, day = step.id, step.due or due.get(step.id)
        if key in due and day is not None:
            is_assumed = key in of_step or (key in of_target and day == due[key])
            is_done = (row, step.milestone) in done
            titles = step.title_zh, step.title_en
            dated.append((row, DatedMilestone(key, day, *titles, is_done, is_assumed)))
    dated.sort(key=lambda entry: (entry[0], entry[1].date))
    return [step for _, step in dated]


def schedule(snapshot: Snapshot) -> Sequence[ScheduledTarget]:
    """Every target, in the order of the portfolio, with or without dates; computed once per snapshot."""
    if snapshot not in _SCHEDULES:
        due = {
            key: row.due for key, row in snapshot.by_id.items() if row.start or row.due is not None
        }
        assumed = set(_with_assumed(snapshot, "due"))
        steps: dict[str, list[DatedMilestone]] = {}
        for step in _dated_milestones(snapshot, due):
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
