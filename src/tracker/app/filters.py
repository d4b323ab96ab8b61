"""The filters of the Targets page: widgets whose values are in the URL."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from tracker.views import targets
from tracker.views.context import PageContext

# the session key of a widget is ``filter_`` with its parameter


def filter_widgets(view: PageContext) -> tuple[tuple[tuple[str, str], ...], str]:
    """Show the filters; returns the selected value of each, and the search words."""
    t = view.t
    selected = []
    columns = st.columns([*(1 for _ in targets.FILTER_LABELS), 1.4])
    for column, (name, choices) in zip(columns, targets.filter_options(view).items(), strict=False):
        with column:
            value = _filter_select(name, t(targets.FILTER_LABELS[name]), choices, t("filter.all"))
        if value is not None:
            selected.append((name, value))
    with columns[-1]:
        search = _filter_text(targets.SEARCH_PARAM, t("filter.search"), t("filter.search.hint"))
    return tuple(selected), search


def _filter_select(
    name: str, label: str, choices: Mapping[str, str], placeholder: str
) -> str | None:
    """A selection whose value is in the URL; the URL overrides the widget."""
    key = f"filter_{name}"
    url_value = st.query_params.get(name)
    st.session_state[key] = url_value if url_value in choices else None
    value: str | None = st.selectbox(
        label,
        list(choices),
        index=None,
        format_func=lambda value: choices.get(value, value),
        key=key,
        on_change=_update_url,
        args=(name, key),
        placeholder=placeholder,
    )
    return value


def _filter_text(name: str, label: str, placeholder: str) -> str:
    key = f"filter_{name}"
    st.session_state[key] = st.query_params.get(name, "")
    return st.text_input(
        label,
        key=key,
        on_change=_update_url,
        args=(name, key),
        placeholder=placeholder,
        max_chars=100,
    )


def _update_url(name: str, key: str) -> None:
    value = st.session_state[key]
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
