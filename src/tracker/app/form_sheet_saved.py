"""A sheet just saved: what it did, and its undoing as a whole."""

from __future__ import annotations

from typing import Final, NamedTuple

import streamlit as st

from tracker.app import form_save, form_undo, result_html, signin
from tracker.portfolio.load import load
from tracker.reporting.issues import EntryError
from tracker.reporting.report import Report
from tracker.reporting.sheet_undo import SavedEntries, undo_entries
from tracker.store import config
from tracker.store import save as store_save
from tracker.store.access import Person
from tracker.store.errors import StoreError
from tracker.store.save import SaveResult
from tracker.views.context import PageContext

# Session keys
IMPORTED_KEY: Final = "update_sheet_saved"  # what the last save did
_UNDO_KEY: Final = "update_sheet_undoing"  # whether its undoing is shown, to be confirmed


class SavedSheet(NamedTuple):
    """A sheet that was saved, or was undone: then without ``reports`` and ``entries``."""

    result: SaveResult
    rows: int
    reports: tuple[Report, ...] = ()
    entries: SavedEntries | None = None

    @property
    def is_undone(self) -> bool:
        return self.entries is None


def show_outcome(view: PageContext, imported: SavedSheet) -> None:
    """The save just made, with a button that undoes all of it: reports by correcting entries."""
    t = view.t
    words = t("update.undone" if imported.is_undone else "update.sheet.saved", count=imported.rows)
    st.html(result_html.saved_card(view, imported.result, words))
    if imported.entries is None:
        return
    if not st.session_state.get(_UNDO_KEY):
        st.button(
            t("update.sheet.undo"), key="update_sheet_undo", on_click=set_undoing, args=(True,)
        )
        return
    undone = [form_undo.undoing(view, report) for report in imported.reports]
    changes = [change for entries, change in undone if entries]
    if len(changes) < len(undone):
        st.html(result_html.refusal_banner(t("update.undo.none")))
        return
    person = signin.current_editor() or Person("", leads=frozenset())
    try:
        changes += undo_entries(imported.entries, load(config.data_path()))
    except EntryError as error:
        st.html(result_html.refusal_banner(t.message(error.message)))
        return
    try:
        intent = store_save.preview(config.data_path(), changes, person, today=view.today)
    except StoreError as error:
        form_save.show_error(view, error)
        return
    st.html(result_html.sheet_undo_preview(view, intent))
    sure = st.button(t("update.undo.sure"), key="update_sheet_undo_sure", type="primary")
    st.button(t("update.undo.leave"), key="update_sheet_leave", on_click=set_undoing, args=(False,))
    if sure:
        try:
            saved = form_save.save(view, changes)
        except StoreError as error:
            form_save.show_error(view, error)
        else:
            st.session_state[IMPORTED_KEY] = SavedSheet(saved, len(changes))
            st.rerun()


def set_undoing(undoing: bool) -> None:
    """Show the undoing of the sheet, or no longer."""
    st.session_state[_UNDO_KEY] = undoing
