"""Reporting with a sheet: download a workbook, upload it filled in, review every row, save all."""

from __future__ import annotations

from typing import Final

import streamlit as st

from tracker.app import form_save, report_html, sheet_html, uploads
from tracker.app.form_sheet_saved import IMPORTED_KEY, SavedSheet, set_undoing, show_outcome
from tracker.app.sheet_html import RowEffect
from tracker.portfolio.header import MONTHS_PER_PERIOD
from tracker.portfolio.load import load
from tracker.reporting import report, sheet_export, sheet_import
from tracker.reporting.preview import preview_status
from tracker.reporting.sheet_import import ImportResult
from tracker.reporting.sheet_undo import SavedEntries
from tracker.store import config
from tracker.store import save as store_save
from tracker.store.access import Person
from tracker.store.changes import Intent
from tracker.store.errors import StoreError
from tracker.views.context import PageContext

# Session keys
UPLOAD_ROUND_KEY: Final = "update_sheet_round"  # counts saved files: each empties the uploader
_SECTION_KEY: Final = "update_sheet_section"  # whether the section is open
_XLSX_MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_section(view: PageContext, person: Person) -> None:
    """Download, upload, review, save."""
    t = view.t
    # a key: the section stays open where the elements above it change
    with st.expander(t("update.sheet"), key=_SECTION_KEY, on_change="rerun"):
        st.html(sheet_html.sheet_instructions(view))
        if not sheet_export.reportable_targets(view.portfolio, person.leads):
            st.html(report_html.quiet_line(t("update.nothing_yours")))
            return
        st.download_button(
            t("update.sheet.download"),
            data=lambda: _workbook(view, person),
            mime=_XLSX_MIME,
            file_name=f"tracker-{view.today:%Y-%m-%d}.xlsx",
            key="update_sheet_download",
        )
        number = st.session_state.setdefault(UPLOAD_ROUND_KEY, 0)
        uploads.allow()
        with st.container(key="update_upload"):
            file = st.file_uploader(t("update.sheet.upload"), key=f"update_sheet_{number}")
            st.html(sheet_html.upload_refused(t))
        if file is not None:
            st.session_state.pop(IMPORTED_KEY, None)
            _review_upload(view, person, file.getvalue())
        elif imported := st.session_state.get(IMPORTED_KEY):
            show_outcome(view, imported)


def _workbook(view: PageContext, person: Person) -> bytes:
    every = view.portfolio.header.report.every
    day = report.last_period_end(view.today, MONTHS_PER_PERIOD[every])
    return sheet_export.build_workbook(view.snapshot, leads=person.leads, date=day)


def _review_upload(view: PageContext, person: Person, data: bytes) -> None:
    """Every problem and the effect of every row; a button to save only if all rows are valid."""
    t = view.t
    read = sheet_import.read_workbook(data, view.portfolio, view.today)
    st.html(sheet_html.sheet_problems(view, read))
    if not read.is_valid or not read.changes():
        return
    intent = _preview(view, person, read)
    if intent is None:
        return
    effects = [
        RowEffect(
            row.cell, row.report.target, preview_status(view.portfolio, row.report, view.today)
        )
        for row in read.reports
    ]
    st.html(sheet_html.sheet_effects(view, effects, read.entries, intent))
    words = t("update.sheet.save", count=len(read.changes()))
    if st.button(words, key="update_sheet_save", type="primary"):
        before = load(config.data_path())
        try:
            saved = form_save.save(view, read.changes())
        except StoreError as error:
            form_save.show_error(view, error)
        else:
            reports = tuple(row.report for row in read.reports)
            entered = tuple(entry.change for entry in read.entries)
            entries = SavedEntries(before, load(config.data_path()), entered)
            rows = len(read.changes())
            st.session_state[IMPORTED_KEY] = SavedSheet(saved, rows, reports, entries)
            set_undoing(False)
            st.session_state[UPLOAD_ROUND_KEY] += 1
            st.rerun()


def _preview(view: PageContext, person: Person, read: ImportResult) -> Intent | None:
    try:
        return store_save.preview(config.data_path(), read.changes(), person, today=view.today)
    except StoreError as error:
        form_save.show_error(view, error, pressed=False)
        return None
