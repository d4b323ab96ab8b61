"""The save just made on a target, and how to undo it."""

from __future__ import annotations

import dataclasses

import streamlit as st

from tracker.app import form_save, result_html, signin
from tracker.app.form_drafts import Draft
from tracker.reporting.preview import with_report
from tracker.reporting.report import Report
from tracker.reporting.undo import undo
from tracker.store import config
from tracker.store import save as store_save
from tracker.store.access import Person
from tracker.store.changes import TargetChange
from tracker.store.errors import StoreError
from tracker.store.targets import fingerprint
from tracker.views.context import PageContext


def show_outcome(view: PageContext, draft: Draft) -> None:
    """The save just made on this target, with a button to undo it."""
    assert draft.saved is not None  # noqa: S101 -- shown only after a save
    assert draft.report is not None  # noqa: S101 -- as above
    words = view.t("update.undone" if draft.is_undone else "update.saved")
    st.html(result_html.saved_card(view, draft.saved, words))
    if draft.is_undone:
        return
    if not draft.confirming_undo:
        st.button(
            view.t("update.undo"), key="update_undo", on_click=_set_confirming, args=(draft, True)
        )
        return
    _undo(view, draft, draft.report)


def _set_confirming(draft: Draft, confirming: bool) -> None:
    draft.confirming_undo = confirming


def undoing(view: PageContext, report: Report) -> tuple[tuple[Report, ...], TargetChange]:
    """The correcting entries that undo a saved report, none where nothing is left to undo, and their change."""
    name = report.by if isinstance(report.by, str) else ""
    entries = undo(view.portfolio, report, view.today, name)
    note = view.t("update.undo.note", day=report.date.isoformat())
    entries = tuple(one if one.note else dataclasses.replace(one, note=note) for one in entries)
    edits = tuple(edit for one in entries for edit in one.change().edits)
    seen = fingerprint(view.portfolio, report.target)
    return entries, TargetChange(report.target, edits, seen)


def _undo(view: PageContext, draft: Draft, report: Report) -> None:
    """Undo by correcting entries: shown first, then saved like any report."""
    t = view.t
    entries, change = undoing(view, report)
    if not entries:
        st.html(result_html.refusal_banner(t("update.undo.none")))
        return
    person = signin.current_editor() or Person("", leads=frozenset())
    try:
        intent = store_save.preview(config.data_path(), [change], person, today=view.today)
    except StoreError as error:
        form_save.show_error(view, error)
        return
    st.html(result_html.undo_preview(view, with_report(view.portfolio, *entries), intent))
    one, two = st.columns(2)
    confirmed = one.button(
        t("update.undo.sure"), key="update_undo_sure", type="primary", width="stretch"
    )
    two.button(
        t("update.undo.leave"),
        key="update_undo_leave",
        on_click=_set_confirming,
        args=(draft, False),
        width="stretch",
    )
    if confirmed:
        try:
            draft.saved = form_save.save(view, [change])
        except StoreError as error:
            form_save.show_error(view, error)
        else:
            draft.is_undone = True
            st.rerun()
