"""What the URL of a page or a file asks for, and the data as of the day it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import Tables, tables
from tracker.app.current import load_current
from tracker.i18n import Lang, Translator
from tracker.portfolio.load import Portfolio
from tracker.store import config
from tracker.views import layout
from tracker.views.context import PageContext
from tracker.views.folds import FOLD_PARAM
from tracker.views.group_table import GROUP_PARAM
from tracker.views.links import EXPLORE_PARAM
from tracker.views.review_params import REVIEW_PARAMS
from tracker.views.targets import LIST_PARAMS, PAGE_PARAM

# Parameters of the URL, in addition to those of the views.
LANG_PARAM, AS_OF_PARAM, ID_PARAM = "lang", "asof", "id"
_QUERY_PARAMS: Final = (
    ID_PARAM,
    *LIST_PARAMS,
    PAGE_PARAM,
    EXPLORE_PARAM,
    GROUP_PARAM,
    FOLD_PARAM,
    *REVIEW_PARAMS,
)


def normalize_query() -> None:
    """Remove the prefix that parameters have when they come from the as-of form."""
    params, prefix = st.query_params.to_dict(), layout.HIDDEN_FIELD_PREFIX
    if any(name.startswith(prefix) for name in params):
        st.query_params.from_dict(
            {name.removeprefix(prefix): value for name, value in params.items()}
        )


def context(asked: Mapping[str, str], lang: Lang, as_of: dt.date, today: dt.date) -> PageContext:
    """The data as of a day and what a URL asks of it."""
    params = {
        LANG_PARAM: lang if asked.get(LANG_PARAM) else "",
        AS_OF_PARAM: as_of.isoformat() if as_of != today else "",
    }
    query = {name: asked.get(name, "") for name in _QUERY_PARAMS}
    current = load_current(config.data_path(), today)
    return PageContext(
        _snapshot(current.portfolio.digest, as_of, current.portfolio),
        today,
        lang,
        params={name: value for name, value in params.items() if value},
        query={name: value for name, value in query.items() if value},
        problems=current.problems,
        has_errors=current.has_errors,
        stale=current.is_stale,
        gone=current.gone,
    )


def parse_as_of(param: str | None, today: dt.date, t: Translator) -> tuple[dt.date, str]:
    """The as-of date; today with a note if ``param`` is not a date of the past."""
    if param is None:
        return today, ""
    try:
        as_of = dt.date.fromisoformat(param)
    except ValueError:
        return today, t("asof.unreadable", asked=param)
    if not dt.date(1900, 1, 1) <= as_of <= today:
        return today, t("asof.beyond", asked=param)
    return as_of, ""


@st.cache_resource(max_entries=8, show_spinner=False)
def _tables(digest: str, _portfolio: Portfolio) -> Tables:
    return tables(_portfolio)


@st.cache_resource(max_entries=16, show_spinner=False)
def _snapshot(digest: str, as_of: dt.date, _portfolio: Portfolio) -> Snapshot:
    return Snapshot.at(_portfolio, as_of, _tables(digest, _portfolio))


def snapshot_at(now: Snapshot, day: dt.date) -> Snapshot:
    """The data of a page as of another day."""
    return _snapshot(now.portfolio.digest, day, now.portfolio)


def as_of_today(view: PageContext) -> PageContext:
    """The page as of today, whatever its URL says."""
    return replace(view, snapshot=snapshot_at(view.snapshot, view.today))
