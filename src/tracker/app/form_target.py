"""Which target to report on: those with overdue reports first, and the link to the form from a target's page."""

from __future__ import annotations

from typing import Final

import streamlit as st

from tracker.app import page, report_html, result_html, signin
from tracker.app.report_html import escape_markdown
from tracker.store.access import Person
from tracker.views.context import PageContext

CHOSEN_KEY: Final = "update_chosen"  # session key: the target chosen
MAX_OVERDUE_SHOWN: Final = 12


def choose_target(view: PageContext, person: Person) -> str | None:
    """The target to report on: those that owe a report first, all that this person may."""
    t = view.t
    names = _target_choices((*page.cache_key(view), person.leads), view, person)
    ids = list(names)
    asked = st.query_params.get(page.ID_PARAM)
    if asked and asked not in ids:
        known = asked in view.rows.index
        words = t("update.not_yours") if known else t("target.unknown", id=asked)
        st.html(result_html.refusal_banner(words))
    if not ids:
        st.html(result_html.refusal_banner(t("update.nothing_yours")))
        return None
    st.session_state[CHOSEN_KEY] = asked if asked in ids else None
    chosen: str | None = st.selectbox(
        t("update.target"),
        ids,
        index=None,
        format_func=lambda own: names.get(own, own),
        key=CHOSEN_KEY,
        on_change=_on_choose,
        placeholder=t("update.target.hint", count=len(ids)),
    )
    if chosen is None:
        _overdue_buttons(view, names)
    return chosen


@st.cache_resource(max_entries=64, show_spinner=False)
def _target_choices(key: object, _view: PageContext, _person: Person) -> dict[str, str]:  # noqa: ARG001 -- the key is for the cache
    """The targets of this person, each in a line; to be read only."""
    return report_html.target_labels(_view, report_html.reportable_targets(_view, _person))


def report_link(view: PageContext, target_id: str) -> None:
    """On a target's page, the link to its form, for whoever may report on it."""
    person = signin.current_editor()
    if person is None:
        return
    lead = view.row(target_id).lead
    if person.may_report_for(lead if isinstance(lead, str) else None):
        st.html(report_html.report_link(view, target_id))


def _on_choose() -> None:
    _open_target(st.session_state[CHOSEN_KEY])


def _open_target(target_id: str | None) -> None:
    if target_id:
        st.query_params[page.ID_PARAM] = target_id
    else:
        st.query_params.pop(page.ID_PARAM, None)


def _overdue_buttons(view: PageContext, names: dict[str, str]) -> None:
    """Those that owe a report, each to be opened with a click; the session and its drafts stay."""
    owing = report_html.days_overdue(view)
    first = [own for own in names if own in owing][:MAX_OVERDUE_SHOWN]
    if not first:
        return
    with st.container(key="update_owing", gap="xsmall"):
        for own in first:
            st.button(
                escape_markdown(names[own]),
                key=f"update_open_{own}",
                on_click=_open_target,
                args=(own,),
                width="stretch",
            )
