"""What a page is made from: a snapshot, today, the language, and the parameters of its links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

import pandas as pd

from tracker.analysis.past_errors import PastErrors
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import Tables
from tracker.i18n import Lang, Message, Translator, day
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import Problem
from tracker.portfolio.texts import DATA_LANGS, localize
from tracker.views.pieces import NOTHING_KEPT, KeptPieces


@dataclass(frozen=True)
class PageContext:
    """One request for a page. Everything that does not depend on it is in the snapshot."""

    snapshot: Snapshot
    today: dt.date
    lang: Lang
    dark: bool = False
    params: Mapping[str, str] = field(default_factory=dict)  # repeated in every link
    query: Mapping[str, str] = field(default_factory=dict)  # the page's other parameters
    problems: tuple[Problem, ...] = ()  # errors in the file as it is now
    has_errors: bool = False  # the file has errors, also where ``problems`` does not list them
    gone: tuple[Message, ...] = ()  # files of a folder that are gone, with their targets
    stale: bool = False  # the last valid version is shown because the file has errors
    note: str = ""  # about the request itself, such as a day that does not exist
    pieces: KeptPieces = NOTHING_KEPT

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

    @property
    def by_id(self) -> Mapping[str, AssessedTarget]:
        return self.snapshot.by_id

    @property
    def budget_status(self) -> pd.DataFrame:
        return self.snapshot.budget_status

    @property
    def past_errors(self) -> PastErrors | None:
        """Of the outlooks of the portfolio's finished targets; None where there are too few."""
        return self.snapshot.past_errors

    def row(self, target_id: str) -> AssessedTarget:
        """A target with its status; KeyError for an unknown id."""
        return self.snapshot.by_id[target_id]

    def explanation(self, row: AssessedTarget) -> str:
        """The sentence that explains a target's status."""
        if self.lang in DATA_LANGS:
            return self.t.localized(row, "why")
        return self.snapshot.explanations(self.lang)[row.id]

    @property
    def title(self) -> str:
        return localize(self.portfolio.header.title, self.lang)

    def theme(self, key: str) -> str:
        return localize(self.portfolio.themes.get(key, key), self.lang)

    def plan(self, key: str) -> str:
        return localize(self.portfolio.plans.get(key, key), self.lang)

    def lead(self, key: str | None) -> str:
        """The responsible organisation's name, or that the source names none."""
        if key is None:
            return self.t("lead.none")
        return localize(self.portfolio.organisations.get(key, key), self.lang)

    def href(self, page: str = "", /, **params: str | None) -> str:
        """A link to a page (``""`` is the overview) that keeps language and as-of date.

        Parameters of ``None`` are left out.
        """
        wanted = {**self.params, **params}
        query = urlencode({key: value for key, value in wanted.items() if value})
        return (page or "./") + (f"?{query}" if query else "")

    def list_href(self, **filters: str) -> str | None:
        """A link to the list of just the targets that fit ``filters``; None where there is no such list."""
        return self.href("targets", **filters)

    def download_href(self, file: str, **params: str | None) -> str | None:
        """A link to a file of `views.downloads`, in the page's language; None where there is no such file."""
        return self.href(f"download/{file}", lang=self.lang, **params)


def reporting_rule(t: Translator, owed_from: dt.date | None) -> str:
    """Whose rule it is that reports are due, and from which day on: that of a target, or `Portfolio.owed_from`."""
    return t("silent.rule.always") if owed_from is None else t("silent.rule", day=day(owed_from))
