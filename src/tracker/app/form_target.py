"""Which target to report on: those with overdue reports first, and the link to the form from a target's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st

from tracker.app import page, report_html, request, result_html, signin
from tracker.app.form_drafts import drafted_targets, typed_texts
from tracker.app.report_html import escape_markdown
from tracker.i18n import Message, shorten
from tracker.store.access import Person
from tracker.views.context import PageContext
from tracker.views.links import MAX_QUOTED, ToolLink

CHOSEN_KEY: Final = "update_chosen"  # session key: the target chosen
MAX_OVERDUE_SHOWN: Final = 12


def choose_target(view: PageContext, person: Person) -> str | None:
    """The target to report on, of those this person may report on; overdue ones first."""
    t = view.t
    names = _target_choices((*page.cache_key(view), person.leads), view, person)
    ids = list(names)
    asked = st.query_params.get(request.ID_PARAM)
    if asked and asked not in ids:
        known = asked in view.by_id
        words = (
            t("update.not_yours") if known else t("target.unknown", id=shorten(asked, MAX_QUOTED))
        )
        st.html(result_html.refusal_banner(words))
    if not ids:
        _draft_buttons(view, person, names)
        st.html(result_html.refusal_banner(t("update.nothing_yours")))
        return None
    st.session_state[CHOSEN_KEY] = asked if asked in ids else None
    chosen: str | None = st.selectbox(
        t("update.target"),
        ids,
        index=None,
        format_func=lambda target_id: names.get(target_id, target_id),
        key=CHOSEN_KEY,
        on_change=_on_choose,
        placeholder=t("update.target.hint", count=len(ids)),
    )
    if chosen is None:
        _draft_buttons(view, person, names)
        _overdue_buttons(view, names)
    return chosen


@st.cache_resource(max_entries=64, show_spinner=False)
def _target_choices(key: object, _view: PageContext, _person: Person) -> dict[str, str]:  # noqa: ARG001 -- the key is for the cache
    """The label of each target this person may report on; do not modify."""
    return report_html.target_labels(_view, report_html.reportable_targets(_view, _person))


def report_links(view: PageContext, target_id: str) -> tuple[ToolLink, ...]:
    """The link from a target's page to its form, for those who may report on it."""
    person = signin.current_editor()
    if person is None or not person.may_report_for(view.row(target_id).lead):
        return ()
    return (ToolLink(view.href("update", id=target_id, asof=None), view.t("update.link")),)


def _on_choose() -> None:
    _open_target(st.session_state[CHOSEN_KEY])


def _open_target(target_id: str | None) -> None:
    if target_id:
        st.query_params[request.ID_PARAM] = target_id
    else:
        st.query_params.pop(request.ID_PARAM, None)


def _draft_buttons(view: PageContext, person: Person, names: dict[str, str]) -> None:
    """A button for each target on which this person has a draft; the texts on those that are gone."""
    drafted = drafted_targets(person)
    for target_id in drafted:
        if target_id not in names and (texts := typed_texts(person, target_id)):
            gone = Message("update.draft.gone", id=target_id, texts=texts)
            st.html(result_html.refusal_banner(view.t.message(gone)))
    ids = [target_id for target_id in drafted if target_id in names]
    if ids:
        with st.container(key="update_drafts_list", gap="xsmall"):
            st.html(report_html.quiet_line(view.t("update.draft.list", count=len(ids))))
            _target_buttons(ids, names, "update_draft")


def _overdue_buttons(view: PageContext, names: dict[str, str]) -> None:
    """A button for each overdue target."""
    overdue = report_html.days_overdue(view)
    ids = [target_id for target_id in names if target_id in overdue][:MAX_OVERDUE_SHOWN]
    if ids:
        with st.container(key="update_owing", gap="xsmall"):
            _target_buttons(ids, names, "update_open")


def _target_buttons(ids: Iterable[str], names: Mapping[str, str], key: str) -> None:
    """Buttons, which keep the session and its drafts; links would not."""
    for target_id in ids:
        st.button(
            escape_markdown(names[target_id]),
            key=f"{key}_{target_id}",
            on_click=_open_target,
            args=(target_id,),
            width="stretch",
        )
