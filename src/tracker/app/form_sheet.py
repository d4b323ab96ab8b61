"""Reporting with a sheet on the page: a workbook to fill in, every row's effect before all are saved.

Streamlit enters here.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from tracker.app import form_save, sheet_html
from tracker.app.sheet_html import Effect
from tracker.portfolio import model
from tracker.reporting import report, sheet_export, sheet_import
from tracker.reporting.preview import outlook
from tracker.reporting.sheet_import import SheetRead
from tracker.store import config, save
from tracker.store.access import Person
from tracker.store.save import Saved, StoreError
from tracker.views.context import View

# Session keys
ROUND: Final = "update_sheet_round"  # a file that was taken leaves the uploader
TAKEN: Final = "update_sheet_saved"  # what was saved from the last one
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheets(view: View, person: Person) -> None:
    """Download, upload, look, save."""
    say = view.say
    with st.expander(say("update.sheet"), expanded=bool(st.session_state.get(TAKEN))):
        st.html(sheet_html.how(view))
        if not sheet_export.reportable(view.portfolio, person.leads):
            st.html(sheet_html.note(say("update.nothing_yours")))
            return
        st.download_button(
            say("update.sheet.download"), data=lambda: _workbook(view, person), mime=_XLSX,
            file_name=f"tracker-{view.today:%Y-%m-%d}.xlsx", key="update_sheet_download",
        )  # fmt: skip
        number = st.session_state.setdefault(ROUND, 0)
        with st.container(key="update_upload"):
            file = st.file_uploader(say("update.sheet.upload"), key=f"update_sheet_{number}")  # fmt: skip
        if file is not None:
            st.session_state.pop(TAKEN, None)
            _look(view, person, file.getvalue())
        elif made := st.session_state.get(TAKEN):
            st.html(sheet_html.taken(view, made))


def _workbook(view: View, person: Person) -> bytes:
    every = view.portfolio.header.report.every
    day = report.last_period_end(view.today, model.MONTHS[every])
    return sheet_export.workbook(
        view.portfolio, view.tables, view.assessed, leads=person.leads, date=day, today=view.today
    )


def _look(view: View, person: Person, data: bytes) -> None:
    """Every row's effect and every problem; a button only where all rows can be taken."""
    say = view.say
    read = sheet_import.read(data, view.portfolio, view.today)
    st.html(sheet_html.problems(view, read))
    if not read.sound or not read.reports:
        return
    made = _try(view, person, read)
    if made is None:
        return
    effects = [
        Effect(row.cell, row.report.target, outlook(view.portfolio, row.report, view.today))
        for row in read.reports
    ]
    st.html(sheet_html.effects(view, effects, made))
    words = say("update.sheet.save", count=len(effects))
    if st.button(words, key="update_sheet_save", type="primary"):
        try:
            saved = form_save.save(view, _changes(read))
        except StoreError as error:
            form_save.told(view, error)
        else:
            st.session_state[TAKEN] = saved
            st.session_state[ROUND] += 1
            st.rerun()


def _changes(read: SheetRead) -> list[save.Change]:
    return [row.report.change(row.seen or None) for row in read.reports]


def _try(view: View, person: Person, read: SheetRead) -> Saved | None:
    try:
        return save.preview(config.data(), _changes(read), person, today=view.today)
    except StoreError as error:
        form_save.told(view, error)
        return None
