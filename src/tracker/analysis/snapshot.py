"""A portfolio as it stands on one day: the record, its tables and the status of every target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import pandas as pd

from tracker.analysis.as_of import known_reports
from tracker.analysis.assessment import assess
from tracker.analysis.backtest import backtest
from tracker.analysis.changes import Change, change, comparison_day
from tracker.analysis.columns import Columns, columns_of, is_in
from tracker.analysis.earned_value import budget_status
from tracker.analysis.explanation import explanations
from tracker.analysis.outlook import Outlook, outlook, past_outlooks
from tracker.analysis.past_errors import MIN_TARGETS, PastErrors, past_errors
from tracker.analysis.replay import UNDER_WAY
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.tables import Tables
from tracker.analysis.tables import tables as make_tables
from tracker.i18n import Lang
from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import QUANTITY_KINDS

_MAX_FINISHED: Final = 200
"""Finished targets from whose outlooks a range is computed: more would not change it."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What pages, charts and exports are computed from; nothing in it depends on a language.

    ``portfolio`` is the record and ``tables`` its `tables`, whatever the day. ``assessed`` is
    `assess` on ``as_of``: one row a target in the order of ``tables.targets``, or a selection of
    those rows (see `select`). Completion is a share (1 is the goal), gaps are percentage points,
    amounts are in ``tables.money``.
    """

    portfolio: Portfolio
    tables: Tables
    assessed: pd.DataFrame
    as_of: dt.date
    whole: Snapshot | None = (
        None  # what this one is a part of; composites are judged with their parts
    )

    @classmethod
    def at(cls, portfolio: Portfolio, as_of: dt.date, tables: Tables | None = None) -> Snapshot:
        """``portfolio`` as known on ``as_of``; ``tables`` are passed where they exist already."""
        if tables is None:
            tables = make_tables(portfolio)
        return cls(portfolio, tables, assess(tables, as_of), as_of)

    def select(self, chosen: pd.Series[Any]) -> Snapshot:
        """The same day with fewer targets: the rows of ``assessed`` where ``chosen`` is true."""
        return replace(self, assessed=self.assessed[chosen])

    def of_target(self, target_id: str) -> Snapshot:
        """The same day with one target's rows alone, in the tables too."""
        return self.of_targets([target_id])

    def of_targets(self, ids: Sequence[str]) -> Snapshot:
        """The same day with the rows of some targets alone, in the tables too."""
        chosen = self.assessed[is_in(self.judged["id"], set(ids))]
        return replace(self, tables=self.tables.of_targets(ids), assessed=chosen, whole=self)

    @cached_property
    def judged(self) -> Columns:
        """The columns of ``assessed`` as arrays."""
        return columns_of(self.assessed)

    @cached_property
    def by_id(self) -> Mapping[str, AssessedTarget]:
        """Every target assessed, by its id, in the order of ``assessed``."""
        tables, assessed = self.tables.columns, self.judged
        in_record = tables.targets.take(tables.row_numbers(assessed["id"].tolist()))
        # goal, start and due in the table of targets are those of the record, here those in force
        judged = {name: assessed[name] for name in self.assessed.columns}
        return {row.id: row for row in in_record.replaced(judged).rows(AssessedTarget)}

    @cached_property
    def previous(self) -> Snapshot:
        """Every target of the tables as known on the `comparison_day` before this one."""
        if self.whole is not None:
            return self.whole.previous.of_targets(self.tables.columns.targets["id"].tolist())
        return Snapshot.at(self.portfolio, comparison_day(self.as_of), self.tables)

    def change(self, target_id: str) -> Change:
        """How a target has changed since `previous`; KeyError for an unknown id."""
        return change(self.previous.by_id[target_id], self.by_id[target_id])

    def outlook(self, target_id: str) -> Outlook:
        """Whether a target will be reached in time, computed once; KeyError for an unknown id."""
        if target_id not in self._outlooks:
            record = self.portfolio.by_id[target_id]
            self._outlooks[target_id] = outlook(self.by_id[target_id], record, self.as_of)
        return self._outlooks[target_id]

    def past_outlooks(self, target_id: str) -> Sequence[Outlook]:
        """The outlooks of each day with news until this one, the latest last: see `outlook.past_outlooks`.

        Those of the target last asked for are kept: a site asks once for each language.
        """
        if target_id not in self._past_outlooks:
            record = self.portfolio.by_id[target_id]
            self._past_outlooks.clear()
            self._past_outlooks[target_id] = past_outlooks(
                record, self.portfolio.header, self.as_of
            )
        return self._past_outlooks[target_id]

    @cached_property
    def outlooks(self) -> Mapping[str, Outlook]:
        """`outlook` by target id of every target under way that can have one, in the order of ``assessed``."""
        chosen = self.assessed["status"].isin(UNDER_WAY) & self.assessed["kind"].isin(
            QUANTITY_KINDS
        )
        return {key: self.outlook(key) for key in self.assessed.loc[chosen, "id"].tolist()}

    @cached_property
    def past_errors(self) -> PastErrors | None:
        """The errors that outlooks of finished targets had, computed once; None where too few have finished.

        Of many the latest `_MAX_FINISHED` by due date.
        """
        finished = self.assessed["status"].isin(("achieved", "to_verify", "missed"))
        chosen = self.assessed[finished & self.assessed["kind"].isin(QUANTITY_KINDS)]
        if len(chosen) < MIN_TARGETS:
            return None
        latest = chosen.sort_values("due", kind="stable")["id"].tolist()[-_MAX_FINISHED:]
        targets = [self.portfolio.by_id[key] for key in latest]
        return past_errors(backtest(targets, self.portfolio.header, self.as_of).trials)

    @cached_property
    def _past_outlooks(self) -> dict[str, Sequence[Outlook]]:
        return {}

    @cached_property
    def _outlooks(self) -> dict[str, Outlook]:
        return {}

    def explanations(self, lang: Lang) -> Mapping[str, str]:
        """By target id, the sentence that explains its status, in any language with a catalogue."""
        if lang not in self._explanations:
            tables, assessed = self.tables.columns, self.judged
            ids = assessed["id"].tolist()
            targets = tables.targets.take(tables.row_numbers(ids))
            sentences = explanations(assessed, targets, (lang,))[lang].tolist()
            self._explanations[lang] = dict(zip(ids, sentences, strict=True))
        return self._explanations[lang]

    @cached_property
    def _explanations(self) -> dict[Lang, Mapping[str, str]]:
        return {}

    @cached_property
    def reports(self) -> pd.DataFrame:
        """`as_of.known_reports`, computed once."""
        return known_reports(self.tables, self.as_of)

    @cached_property
    def latest_reports(self) -> Mapping[str, dt.date]:
        """By target id, the day of the latest of `reports`, computed once; targets without one are left out."""
        days = self.reports["reported"].to_numpy(dtype="datetime64[D]").tolist()
        latest: dict[str, dt.date] = {}
        for key, day in zip(self.reports["id"].tolist(), days, strict=True):
            latest[key] = max(day, latest.get(key, day))
        return latest

    @cached_property
    def latest_report(self) -> dt.date | None:
        """The day of the latest of `reports`, computed once."""
        return None if self.reports.empty else self.reports["reported"].max().date()

    @cached_property
    def budget_status(self) -> pd.DataFrame:
        """`earned_value.budget_status`, computed once."""
        return budget_status(self)
