"""What one look at the portfolio is made from: the data, the day, the language, the links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from tracker.analysis.as_of import known_updates, steps_done
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import Tables
from tracker.i18n import Lang, Translator
from tracker.portfolio import model
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import Problem


def iter_rows(rows: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, its columns as attributes."""
    return iter(rows.itertuples())


@dataclass(frozen=True)
class PageContext:
    snapshot: Snapshot
    today: dt.date
    lang: Lang
    dark: bool = False
    params: Mapping[str, str] = field(default_factory=dict)  # what every link carries on
    query: Mapping[str, str] = field(default_factory=dict)  # what else this page was asked for
    problems: tuple[Problem, ...] = ()  # what is wrong with the file now, where anything is
    stale: bool = False  # the last good version is shown in place of a faulty file
    note: str = ""  # about the link itself, such as a day that does not exist

    @property
    def portfolio(self) -> Portfolio:
        return self.snapshot.portfolio

    @property
    def tables(self) -> Tables:
        return self.snapshot.tables

    @property
    def assessed(self) -> pd.DataFrame:
        return self.snapshot.assessed

    @property
    def as_of(self) -> dt.date:
        return self.snapshot.as_of

    @cached_property
    def t(self) -> Translator:
        return Translator(self.lang)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Targets and how they stand, one row each, indexed by id."""
        # `targets` holds goal, start and due as the file gives them, `assessed` as in force
        own = self.tables.targets.drop(columns=["goal", "high", "start", "due", "kind"])
        return own.merge(self.assessed, on="id").set_index("id", drop=False)

    @cached_property
    def by_id(self) -> dict[str, Any]:
        """Each of `rows` by its id, its columns as attributes."""
        return {str(row.id): row for row in iter_rows(self.rows)}

    @property
    def budget_status(self) -> pd.DataFrame:
        return self.snapshot.budget_status

    def with_language(self, lang: Lang) -> PageContext:
        """The same look in a language; what was computed and has no language is shared."""
        other = replace(self, lang=lang)
        for name in ("rows", "by_id"):
            if name in self.__dict__:
                other.__dict__[name] = self.__dict__[name]
        return other

    def row(self, target_id: str) -> Any:
        """One of `rows`, its columns as attributes."""
        return next(iter_rows(self.rows.loc[[target_id]]))

    def steps_done(self, target_id: str) -> dict[str, dt.date]:
        """The target's steps done, as known on the as-of date, each with the day it was said."""
        mine = known_updates(self.tables, self.as_of)
        done = steps_done(self.tables, mine[mine["id"] == target_id])
        return dict(zip(done["milestone"], done["date"].dt.date, strict=True))

    @property
    def title(self) -> str:
        return model.localize(self.portfolio.header.title, self.lang)

    def theme(self, key: str) -> str:
        return model.localize(self.portfolio.themes.get(key, key), self.lang)

    def plan(self, key: str) -> str:
        return model.localize(self.portfolio.plans.get(key, key), self.lang)

    def lead(self, key: object) -> str:
        """The responsible organisation's name; said plainly where the source names none."""
        if not isinstance(key, str):
            return self.t("lead.none")
        return model.localize(self.portfolio.organisations.get(key, key), self.lang)

    def href(self, page: str = "", **params: str | None) -> str:
        """A link to a page (``""`` is the Overview) that carries language and as-of date on.

        A parameter of ``None`` is left out.
        """
        wanted = {**self.params, **params}
        query = urlencode({key: value for key, value in wanted.items() if value})
        return (page or "./") + (f"?{query}" if query else "")
