"""What pages share: one call that starts a page, cached data, links, filters. Streamlit enters here.

A page is whole by itself: its first line is `start`, because a fresh server may run any page first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import Tables, tables
from tracker.app import result_html
from tracker.checks.run import check
from tracker.html import Html
from tracker.i18n import Lang, Translator, choose_language
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.problems import Problem, errors_only
from tracker.store import config
from tracker.store.history import HistoryEntry, history
from tracker.views import layout, targets
from tracker.views.context import PageContext
from tracker.views.targets import FILTERS

if TYPE_CHECKING:  # the Overview draws nothing: plotly stays out of its way
    from tracker.charts.figure import RenderedChart

PAGES: Final = {
    "": "dashboard.py",
    "targets": "pages/targets.py",
    "budgets": "pages/budgets.py",
    "timeline": "pages/timeline.py",
    "update": "pages/update.py",
}
"""Pages by their path in the URL, in the order of the sidebar."""

# Parameters of the URL; a widget's session key is `filter_` and its parameter's name.
LANG_PARAM, AS_OF_PARAM, ID_PARAM = "lang", "asof", "id"
SEARCH_PARAM = "q"  # the filters are named by `show_list.FILTERS`

_STYLESHEET = Path(__file__).parents[1] / "views" / "look.css"
# Chinese glyph forms need the document's language, which Streamlit writes as English.
_LANG_SCRIPTS: Final[dict[Lang, str]] = {
    "zh": '<script>document.documentElement.lang="zh-CN"</script>',
    "en": '<script>document.documentElement.lang="en"</script>',
}


def start(page: str) -> PageContext:
    """Configure the page, read the data, draw the sidebar; returns what the page shows.

    ``page`` is a key of `PAGES`. Language: ``?lang=``, else the browser's, else Chinese. Day:
    ``?asof=``, else today.
    """
    _normalize_query()
    asked = st.query_params.get(LANG_PARAM)
    lang = choose_language(asked, st.context.locale)
    t = Translator(lang)
    st.set_page_config(page_title=t(f"page.{page or 'overview'}"), layout="wide")
    st.html(_style())
    st.html(_LANG_SCRIPTS[lang], unsafe_allow_javascript=True)  # a constant: no data enters it
    today = dt.date.today()  # noqa: DTZ011 -- the calendar day where the server stands
    as_of, note = _parse_as_of(st.query_params.get(AS_OF_PARAM), today, t)
    params = {
        LANG_PARAM: lang if asked else "",
        AS_OF_PARAM: as_of.isoformat() if as_of != today else "",
    }
    here = {name: st.query_params.get(name, "") for name in (ID_PARAM, *FILTERS, SEARCH_PARAM)}
    portfolio, problems, kept = _load_portfolio(today)
    view = PageContext(
        _snapshot(portfolio.digest, as_of, portfolio),
        today,
        lang,
        dark=st.context.theme.type == "dark",
        params={name: value for name, value in params.items() if value},
        query={name: value for name, value in here.items() if value},
        problems=problems,
        stale=kept,
        note=note,
    )
    if not st.context.is_embedded:
        with st.sidebar:
            _sidebar(view, page)
    return view


def _normalize_query() -> None:
    """Give what the as-of form carried the names that it has in links."""
    asked = st.query_params.to_dict()
    if any(name.startswith(layout.HIDDEN_FIELD_PREFIX) for name in asked):
        st.query_params.from_dict(
            {name.removeprefix(layout.HIDDEN_FIELD_PREFIX): value for name, value in asked.items()}
        )


def as_of_today(view: PageContext) -> PageContext:
    """The page as things stand today, whatever day its link asks for."""
    snapshot = _snapshot(view.portfolio.digest, view.today, view.portfolio)
    return replace(view, snapshot=snapshot, note="")


def heading(view: PageContext, page: str, first: str, below: str, *, choices: bool = True) -> None:
    """The page's first line, which is its answer, and the as-of choices."""
    st.html(layout.head(view, page, first, below, choices=choices))


def show_html(view: PageContext, build: Callable[..., Html], *args: Any) -> None:
    """Show what ``build(view, *args)`` gives, if anything; built once for the same `cache_key`."""
    if made := _build_html(
        f"{build.__module__}.{build.__name__}", cache_key(view), args, build, view
    ):
        st.html(made)


def show_chart(view: PageContext, build: Callable[..., RenderedChart | None], *args: Any) -> None:
    """Show the figure of ``build(view, *args)`` and its table; nothing where there is no figure."""
    drawn = _build_chart(build.__name__, (*cache_key(view), view.dark), args, build, view)
    if drawn is None:
        return
    st.plotly_chart(
        drawn.figure, theme=None, config=dict(drawn.config), alt=drawn.alt, key=build.__name__
    )
    if drawn.data_table:
        st.html(drawn.data_table)


def cache_key(view: PageContext) -> tuple[object, ...]:
    """What a page's pieces depend on."""
    return (view.portfolio.digest, view.as_of, view.today, view.lang, *view.params.items())


@st.cache_resource(max_entries=256, show_spinner=False)
def _build_chart(
    name: str,
    key: object,
    args: object,
    _build: Callable[..., RenderedChart | None],
    _view: PageContext,
) -> RenderedChart | None:
    return _build(_view, *args)  # type: ignore[misc]  # a hashable tuple, typed object for the cache


@st.cache_data(max_entries=512, show_spinner=False)
def _build_html(
    name: str, key: object, args: object, _build: Callable[..., Html], _view: PageContext
) -> Html:
    return _build(_view, *args)  # type: ignore[misc]  # a hashable tuple, typed object for the cache


@st.cache_resource(show_spinner=False)
def _style() -> str:
    return f"<style>{_STYLESHEET.read_text(encoding='utf-8')}</style>"


def _parse_as_of(asked: str | None, today: dt.date, t: Translator) -> tuple[dt.date, str]:
    """The day asked for; today, and a word about it, where that is no day of the past."""
    if asked is None:
        return today, ""
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        return today, t("asof.unreadable", asked=asked)
    if not dt.date(1900, 1, 1) <= day <= today:
        return today, t("asof.beyond", asked=asked)
    return day, ""


@st.cache_resource(show_spinner=False)
def _last_valid() -> dict[str, Portfolio]:
    """By path, the last version without errors, shared by all sessions."""
    return {}


def _load_portfolio(today: dt.date) -> tuple[Portfolio, tuple[Problem, ...], bool]:
    """What to show, what is wrong with the file now, and whether an earlier version is shown."""
    path = config.data_path()
    now = load(path)
    problems = _errors(path, now.digest, today, now)
    good = _last_valid()
    if not problems:
        good[path] = now
    shown = good.get(path, now)
    return shown, problems, shown is not now


@st.cache_data(max_entries=32, show_spinner=False)
def _errors(path: str, digest: str, today: dt.date, _portfolio: Portfolio) -> tuple[Problem, ...]:
    return tuple(errors_only(check(_portfolio, today)))


@st.cache_resource(max_entries=8, show_spinner=False)
def _tables(digest: str, _portfolio: Portfolio) -> Tables:
    return tables(_portfolio)


@st.cache_resource(max_entries=64, show_spinner=False)
def _snapshot(digest: str, as_of: dt.date, _portfolio: Portfolio) -> Snapshot:
    return Snapshot.at(_portfolio, as_of, _tables(digest, _portfolio))


def _sidebar(view: PageContext, page: str) -> None:
    t = view.t
    st.html(layout.brand(view))
    for path, script in PAGES.items():
        st.page_link(script, label=t(f"page.{path or 'overview'}"), query_params=dict(view.params))
    st.html(layout.language_links(view, page))


def opened_target(view: PageContext) -> str | None:
    """The target the link opens; None, with a word about it, where there is none of that id."""
    asked = st.query_params.get(ID_PARAM)
    if not asked:
        return None
    back = view.href(
        "targets", **{name: st.query_params.get(name) for name in (*FILTERS, SEARCH_PARAM)}
    )
    if asked in view.rows.index:
        st.html(layout.back_link(view, back))
        return asked
    st.html(layout.unknown_target(view, asked))
    return None


def show_history(view: PageContext, target_id: str) -> None:
    """Who changed the target, as git or the journal has it."""
    if made := result_html.history_table(
        view, _load_history(config.data_path(), view.portfolio.digest, target_id)
    ):
        st.html(made)


@st.cache_data(
    max_entries=256, ttl=60, show_spinner=False
)  # a save is recorded after the file has changed
def _load_history(path: str, digest: str, target_id: str) -> list[HistoryEntry]:
    return history(path, target_id)


def filter_widgets(view: PageContext) -> tuple[tuple[tuple[str, str], ...], str]:
    """The filters in a row: what was chosen in each, and the words searched for."""
    t = view.t
    wanted = []
    columns = st.columns([1, 1, 1, 1, 1.4])
    for column, (name, choices) in zip(columns, targets.filter_options(view).items(), strict=False):
        with column:
            value = _filter_select(name, t(f"filter.{name}"), choices, t("filter.all"))
        if value is not None:
            wanted.append((name, value))
    with columns[-1]:
        search = _filter_text(SEARCH_PARAM, t("filter.search"), t("filter.search.hint"))
    return tuple(wanted), search


def _filter_select(
    name: str, label: str, choices: Mapping[str, str], placeholder: str
) -> str | None:
    """A selection whose value stands in the URL; the URL is right, whoever changed it."""
    key = f"filter_{name}"
    asked = st.query_params.get(name)
    st.session_state[key] = asked if asked in choices else None
    chosen: str | None = st.selectbox(
        label,
        list(choices),
        index=None,
        format_func=lambda value: choices.get(value, value),
        key=key,
        on_change=_to_url,
        args=(name, key),
        placeholder=placeholder,
    )
    return chosen


def _filter_text(name: str, label: str, placeholder: str) -> str:
    key = f"filter_{name}"
    st.session_state[key] = st.query_params.get(name, "")
    return st.text_input(
        label, key=key, on_change=_to_url, args=(name, key), placeholder=placeholder, max_chars=100
    )


def _to_url(name: str, key: str) -> None:
    value = st.session_state[key]
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
