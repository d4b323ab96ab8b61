"""The columns of every table, as the types of its rows.

A class is one table and a field one column. A missing text, day or count is None, a missing number
NaN; amounts are in the portfolio's money unit. ``id`` is the target's, ``number`` the position of an
item in its record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, get_type_hints

import pandas as pd

from tracker.analysis.columns import DAY_DTYPE, Row, columns_of, columns_of_rows, frame_of
from tracker.i18n import Lang
from tracker.portfolio.texts import DATA_LANGS

GOAL_FIELDS: Final = ("target", "floor", "ceiling", "range", "start", "due")
"""The fields of a revision that change what a status is judged against."""


class AssessedTarget(NamedTuple):
    """A target and its status on a day.

    The columns before ``status`` are `TARGET_COLUMNS`, the others those of `assess`. Goal and dates are those
    in force on the day; in the table of targets those of the record, later revisions included, and a flow
    has no goal there.
    """

    id: str
    title_zh: str
    title_en: str
    promise_zh: str | None
    promise_en: str | None
    plan: str | None
    theme: str
    lead: str | None
    owner_zh: str | None  # the responsible post
    owner_en: str | None
    kind: str
    unit_zh: str | None
    unit_en: str | None
    approximate: bool
    basis_zh: str | None  # of the figures that are judged
    basis_en: str | None
    baseline: float
    goal: float  # the target of a count or level, the floor, the ceiling, the lower bound of a range, of a flow that of `goal_year`
    high: float  # the upper bound of a range
    above_met: bool  # a figure above the range is as good as one within
    season: str | None  # quarter, term: compared with the same period of an earlier year
    start: dt.date | None
    due: dt.date | None
    every_months: int  # reporting period; 0: no regular reports
    grace_days: int
    report_from: dt.date | None  # no report is owed for periods that ended before this day
    amber: float  # thresholds in percentage points behind plan
    red: float
    acceptance: bool  # a reached goal is completed once it is accepted
    accepted_on: dt.date | None
    accepted_by_zh: str | None
    accepted_by_en: str | None
    accepted_how_zh: str | None
    accepted_how_en: str | None
    ended_as: str | None  # withdrawn, merged, superseded
    ended_on: dt.date | None
    ended_into: str | None  # the id of the target that goes on
    ended_reason_zh: str | None
    ended_reason_en: str | None
    source: str
    article: float
    paragraph: float
    status: str
    planned: float  # completion planned and reached on `judged_on`: shares, 1 is the goal
    actual: float
    gap_pp: float  # percentage points behind plan
    shortfall: float  # of a rate: its distance from the bound in its unit; 0: it holds
    judged_on: dt.date | None  # the day of the figure the status is based on
    reported_late_days: int | None  # days since the next report was due; None: none is due
    rule: str  # of `assessment`, the rule that decided
    why_zh: str
    why_en: str
    shortfall_percent: float  # the same in % of the bound
    value: float
    goal_now: float  # of a flow: that of the year of the as-of date
    goal_year: int | None  # of a flow: the year of the figure
    counted_from: float  # of a seasonal level: the baseline of the figure's season
    year_earlier: float  # of a seasonal target: the figure of the same period a year earlier
    year_earlier_on: dt.date | None
    unjudged_on: dt.date | None  # a later figure that has nothing of its season to be compared with
    withdrawn_on: dt.date | None  # of an unreported target: a later figure, which was withdrawn
    years: int  # of a flow: in its term
    years_reached: int  # those whose goal was reached
    years_short: str | None  # those whose final figure is below their goal: "2023 2024"
    years_open: str | None  # earlier ones without a final figure
    parts: int  # of a composite: those that have not ended
    parts_known: int  # those not unreported
    parts_reached: int
    parts_ended: int
    is_accepted: bool  # by the as-of date
    ended_how: str | None  # withdrawn, merged, superseded; None: it has not ended by the as-of date
    successor_zh: str | None  # the title of the target that goes on
    successor_en: str | None
    pro_rata: bool  # `planned` is by time elapsed: the record has no planned points
    planned_now: float  # completion planned on the as-of date
    last_status: str | None  # of an unreported target: the status its latest figure would give
    reached_on: dt.date | None
    next_report: dt.date | None  # the last day of grace
    steps_done: int
    steps: int
    conflicting_figures: int  # different figures reported for `judged_on`
    past_due: bool
    grade: str | None  # of the evidence for the figure
    original_status: str | None  # against the goal and dates first promised; None: not revised
    only_grade_c: bool  # the status is judged from figures, and none has better evidence than C


TARGET_COLUMNS: Final = AssessedTarget._fields[: AssessedTarget._fields.index("status")]
"""The columns of the table of targets."""


class UpdateRow(NamedTuple):
    """A report as the file has it, whether it counts or not."""

    id: str
    number: int
    date: dt.date
    reported: dt.date
    value: float
    spent: float
    steps: bool  # the update is about milestones: it names some (or none), or is a note alone
    corrects: dt.date | None
    withdraws: bool  # takes back the report of the day it corrects and replaces it with nothing
    rank: int  # of the evidence's grade: the higher rank counts
    note_zh: str | None
    note_en: str | None
    by_zh: str | None
    by_en: str | None
    declared: str | None  # the reporter's own status: one of ours, or a key of `portfolio.ratings`
    declared_status: str | None  # the status it stands for; None where no source says so
    declared_zh: str | None  # the title of a rating
    declared_en: str | None
    evidence_zh: str | None
    evidence_en: str | None
    publisher_zh: str | None
    publisher_en: str | None
    published: str | None
    url: str | None
    grade: str | None
    caveat_zh: str | None
    caveat_en: str | None


class MilestoneRow(NamedTuple):
    id: str
    number: int
    milestone: str
    title_zh: str
    title_en: str
    due: dt.date | None
    weight: float


class BudgetRow(NamedTuple):
    id: str
    approved: float
    announced: float  # in place of `approved`, where nobody says that it was
    on: dt.date | None
    note_zh: str | None
    note_en: str | None
    evidence_zh: str | None
    evidence_en: str | None
    publisher_zh: str | None
    publisher_en: str | None
    published: str | None
    url: str | None
    grade: str | None
    caveat_zh: str | None
    caveat_en: str | None


class ContextRow(NamedTuple):
    """A related fact that does not count as progress."""

    id: str
    number: int
    date: dt.date
    reported: dt.date
    text_zh: str
    text_en: str
    evidence_zh: str | None
    evidence_en: str | None
    publisher_zh: str | None
    publisher_en: str | None
    published: str | None
    url: str | None
    grade: str | None
    caveat_zh: str | None
    caveat_en: str | None


class RevisionRow(NamedTuple):
    """What a revision changed: a number, a range or a day, before and after."""

    id: str
    number: int
    date: dt.date
    field: str
    year: float  # of a flow: the year whose goal changed
    from_value: float
    from_high: float
    from_day: dt.date | None
    to_value: float
    to_high: float
    to_day: dt.date | None
    reason_zh: str | None
    reason_en: str | None
    evidence_zh: str | None
    evidence_en: str | None
    publisher_zh: str | None
    publisher_en: str | None
    published: str | None
    url: str | None
    grade: str | None
    caveat_zh: str | None
    caveat_en: str | None


class TrajectoryRow(NamedTuple):
    """A planned point that the file gives."""

    id: str
    date: dt.date
    value: float


class YearGoalRow(NamedTuple):
    """The goal of a flow for one calendar year."""

    id: str
    year: int
    goal: float


class PartRow(NamedTuple):
    """A target that a composite is composed of."""

    id: str  # of the composite
    number: int
    part: str
    weight: float


class CompletedMilestoneRow(NamedTuple):
    """A milestone that an update reports as done."""

    id: str
    number: int
    update: int  # the label of the update's row in its table
    milestone: str


class IssueRow(NamedTuple):
    """What stands in the way of a target, whatever the day."""

    id: str
    number: int
    issue: str
    opened: dt.date
    closed: dt.date | None
    cause: str
    cause_zh: str | None  # the title of a cause that the portfolio adds
    cause_en: str | None
    text_zh: str
    text_en: str
    owner_zh: str | None  # who resolves it
    owner_en: str | None
    raised_to_zh: str | None
    raised_to_en: str | None
    note_zh: str | None  # how it was resolved
    note_en: str | None
    public: bool
    evidence_zh: str | None
    evidence_en: str | None
    publisher_zh: str | None
    publisher_en: str | None
    published: str | None
    url: str | None
    grade: str | None
    caveat_zh: str | None
    caveat_en: str | None


class ReviewRow(NamedTuple):
    """A review meeting."""

    date: dt.date
    title_zh: str
    title_en: str


class DecisionRow(NamedTuple):
    """What a review decided, whatever the day."""

    id: str | None  # the target it concerns
    decision: str
    review: dt.date  # the day of the meeting: known from then on
    review_zh: str
    review_en: str
    number: int  # position within its review
    text_zh: str
    text_en: str
    owner_zh: str | None  # who acts
    owner_en: str | None
    due: dt.date | None
    closed: dt.date | None
    note_zh: str | None
    note_en: str | None
    public: bool


def text_column(name: str, lang: Lang) -> str:
    """The column of a text in a language, the English one where the data has no such language."""
    return f"{name}_{lang if lang in DATA_LANGS else 'en'}"


_DTYPES: Final[dict[Any, str]] = {
    str: "str",
    str | None: "str",
    float: "float64",
    int: "int64",
    int | None: "Int64",
    bool: "bool",
    dt.date: DAY_DTYPE,
    dt.date | None: DAY_DTYPE,
}


def dtypes(row_type: type[NamedTuple], names: Sequence[str] = ()) -> dict[str, str]:
    """The columns of a table (those with ``names``, if any are given) and their dtypes."""
    hints = get_type_hints(row_type)
    return {name: _DTYPES[hints[name]] for name in names or hints}


def frame_of_rows(items: Sequence[NamedTuple], row_type: type[NamedTuple]) -> pd.DataFrame:
    """The table with these rows."""
    types = dtypes(row_type)
    return frame_of(columns_of_rows(items, types), types)


def typed_rows(frame: pd.DataFrame, row_type: type[Row]) -> Iterator[Row]:
    """The rows of a table that has the columns of ``row_type``, with plain Python values.

    Many times quicker than `DataFrame.itertuples`.
    """
    return columns_of(frame).rows(row_type)
