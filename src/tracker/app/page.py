"""What all pages share: starting a page, and showing what is built once for the same request.

Every page calls `start` in its first line, because a new server may run any page first.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from tracker.app import result_html
from tracker.app.drawings import drawings_script, pack_drawings
from tracker.app.request import (
    AS_OF_PARAM,
    ID_PARAM,
    LANG_PARAM,
    context,
    normalize_query,
    parse_as_of,
)
from tracker.html import Html
from tracker.i18n import Lang, Translator, choose_language, sentences
from tracker.store import access, config
from tracker.store.history import History, read_history
from tracker.views import layout
from tracker.views.context import PageContext
from tracker.views.links import EXPLORE_PARAM, explore_link, link_notes
from tracker.views.stylesheet import print_script, stylesheet
from tracker.views.targets import PAGE_PARAM

if TYPE_CHECKING:  # the Overview has no chart and must not wait for plotly
    from tracker.charts.figure import RenderedChart

PAGES: Final = {
    "": "page.overview",
    "targets": "page.targets",
    "budgets": "page.budgets",
    "timeline": "page.timeline",
    "review": "page.review",
    "update": "page.update",
}
"""Key of the label of each page, by its path in the URL, in the order of the sidebar."""
REPORT_PAGE: Final = "update"


def start(page: str) -> PageContext:
    """Configure the page, read the data and draw the sidebar.

    ``page`` is a key of `PAGES`. The language is ``?lang=``, else the browser's, else Chinese; the as-of
    date is ``?asof=``, else today.
    """
    normalize_query()
    url_lang = st.query_params.get(LANG_PARAM)
    lang = choose_language(url_lang, st.context.locale)
    t = Translator(lang)
    today = dt.date.today()  # noqa: DTZ011 -- the calendar day at the server
    as_of, note = parse_as_of(st.query_params.get(AS_OF_PARAM), today, t)
    view = replace(
        context(st.query_params.to_dict(), lang, as_of, today),
        dark=st.context.theme.type == "dark",
        note=note,
    )
    st.set_page_config(page_title=layout.tab_title(view, view.t(PAGES[page])), layout="wide")
    st.html(_assets(lang), unsafe_allow_javascript=True)  # constants without data
    notes = [view.t.message(one) for one in view.gone]
    notes += link_notes(view, page, st.query_params.to_dict())
    view = replace(view, note=sentences(note, *notes), query=_kept(view.query, page))
    if not st.context.is_embedded:
        with st.sidebar:
            _sidebar(view, page)
    return view


def _kept(query: Mapping[str, str], page: str) -> Mapping[str, str]:
    """What the links of ``page`` repeat: not the address that does not exist and led to the overview."""
    return query if page == "targets" else {k: v for k, v in query.items() if k != PAGE_PARAM}


def heading(
    view: PageContext, page: str, first: str, below: str, *, above: Html = "", choices: bool = True
) -> None:
    """The heading of the page, the lines above and below it, and the as-of choices."""
    st.html(layout.head(view, page, first, below, above=above, choices=choices))


def show_page(
    view: PageContext,
    page: str,
    headline: Callable[..., tuple[str, str]],
    build: Callable[..., Html],
    *args: Any,
    above: Html = "",
) -> None:
    """The heading, with the two lines of ``headline(view)``, and ``build(view, *args)`` as one element.

    One is drawn 10 ms earlier than two, and nothing is computed again for the same request. ``above`` is
    shown above the heading.
    """

    def whole(view: PageContext, above: Html, *args: Any) -> Html:
        return layout.head(view, page, *headline(view), above=above) + build(view, *args)

    problems = tuple(problem.text(view.t) for problem in view.problems)
    key = (*cache_key(view), view.note, view.has_errors, view.stale, *problems)
    st.html(
        _build_html(f"page.{build.__module__}.{build.__name__}", key, (above, *args), whole, view)
    )


def show_html(view: PageContext, build: Callable[..., Html], *args: Any) -> None:
    """Show ``build(view, *args)`` unless it is empty, drawings included; built once per `cache_key`."""
    name = f"{build.__module__}.{build.__name__}"
    if html := _build_html(name, cache_key(view), args, build, view):
        st.html(html)


_CHART_FRAME: Final = 18
"""Pixels of padding and border around a chart (framework.css), which Streamlit takes from its height."""


def is_explored(view: PageContext, name: str) -> bool:
    """Whether the URL asks for the Plotly figures of a chart."""
    return view.query.get(EXPLORE_PARAM) == name


def show_figures(
    view: PageContext, name: str, explore: Sequence[Callable[..., RenderedChart | None]], *args: Any
) -> None:
    """Show the Plotly figures of a chart, and the link back to its drawing."""
    back = explore_link(view, name)
    st.html(layout.back_link(back.label, back.href))
    key = (*cache_key(view), view.dark)
    for build in explore:
        if chart := _build_chart(build.__name__, key, args, build, view):
            _show_figure(chart, build.__name__)


def _show_figure(chart: RenderedChart, key: str) -> None:
    st.plotly_chart(
        chart.figure,
        theme=None,
        config=dict(chart.config),
        alt=chart.alt,
        key=key,
        height=int(chart.figure.layout.height) + _CHART_FRAME,
    )
    if chart.data_table:
        st.html(chart.data_table)


def cache_key(view: PageContext) -> tuple[object, ...]:
    """Everything that the content of a page depends on."""
    request = (*view.params.items(), *view.query.items())
    return (view.portfolio.digest, view.as_of, view.today, view.lang, *request)


@st.cache_resource(max_entries=256, show_spinner=False)
def _build_chart(
    name: str,
    key: object,
    args: tuple[Any, ...],
    _build: Callable[..., RenderedChart | None],
    _view: PageContext,
) -> RenderedChart | None:
    return _build(_view, *args)


@st.cache_resource(max_entries=512, show_spinner=False)  # a text needs no copy for each reader
def _build_html(
    name: str, key: object, args: tuple[Any, ...], _build: Callable[..., Html], _view: PageContext
) -> Html:
    # Streamlit looks for the indent of every line, at every run
    return _LINE_ENDS.sub(" ", pack_drawings(_build(_view, *args)))


_LINE_ENDS: Final = re.compile(r"\s*\n\s*")
_CSS_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def _assets(lang: Lang) -> Html:
    """Styles and script of every page.

    The script also sets the header of printed pages, and the language of the document, which Streamlit
    leaves at English: Chinese glyphs depend on it.
    """
    framework, client = (
        Path(__file__).with_name(name).read_text(encoding="utf-8")
        for name in ("framework.css", "client.js")
    )
    constants = f"window.trackerPages={json.dumps(list(PAGES))};"
    set_language = f'document.documentElement.lang="{Translator(lang)("lang.code")}";{constants}'
    script = f"{set_language}\n{print_script()}\n{drawings_script()}\n{client}"
    styles = _LINE_ENDS.sub(" ", _CSS_COMMENT.sub("", f"{stylesheet()}{framework}"))
    return f"<style>{styles}</style><script>{script}</script>"


def _sidebar(view: PageContext, page: str) -> None:
    hidden = {REPORT_PAGE} if access.is_public(os.environ) else set()
    pages = {path: view.t(label) for path, label in PAGES.items() if path not in hidden}
    st.html(layout.navigation(view, page, pages))


def opened_target(view: PageContext) -> str | None:
    """The id of the target in the URL; None, with a notice, if there is no such target."""
    target_id = st.query_params.get(ID_PARAM)
    if not target_id:
        return None
    if target_id in view.by_id:
        return target_id
    st.html(layout.unknown_target(view, target_id))
    return None


def history(view: PageContext, target_id: str) -> Html:
    """Who changed the target, from git or the journal; not for the public: it tells of hidden updates."""
    if access.is_public(os.environ):
        return ""
    return result_html.history_cards(
        view, _load_history(config.data_path(), view.portfolio.digest, target_id)
    )


@st.cache_data(
    max_entries=256, ttl=60, show_spinner=False
)  # a save is recorded after the file has changed
def _load_history(path: str, digest: str, target_id: str) -> History:
    return read_history(path, target_id)
