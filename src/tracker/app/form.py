"""The form for a report on one target: status, fields, preview and save, each error beside its field."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Final

import streamlit as st

from tracker.app import form_save, form_undo, page, report_html, result_html
from tracker.app.form_drafts import Draft, get_draft
from tracker.app.form_fields import EVIDENCE_FIELDS, ReportFields
from tracker.i18n import Message
from tracker.reporting.remarks import Remark, is_doubtful, remarks
from tracker.store import drafts
from tracker.store.access import Person
from tracker.views.context import PageContext


def report_form(view: PageContext, person: Person, target_id: str) -> None:
    """The form of one target: its status, the fields, preview and save."""
    target = view.portfolio.by_id.get(target_id)
    if target is None:
        return
    draft = get_draft(view.portfolio, person, target_id)
    page.show_html(view, report_html.target_status, target_id)
    if draft.saved:
        form_undo.show_outcome(view, draft)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        form = ReportFields(view, target, draft)
        report = form.report()
        about = remarks(view.portfolio, report, view.today)
        if is_doubtful(about) and form.is_confirmed(report):
            report = dataclasses.replace(report, confirmed=True)
            about = remarks(view.portfolio, report, view.today)
    notes = (*form.input_errors, *about)
    if form.input_errors:  # an entry that cannot be read is not an empty form
        notes = tuple(one for one in notes if one.message.key != "remark.nothing")
    notes = (*notes, *_replaced_elsewhere(draft))
    if draft.dirty:
        form.show_remarks(notes)
    with right:
        form_save.preview_and_save(view, person, draft, report, notes)
        draft_note(view, draft)
    st.html(keystrokes_script(), unsafe_allow_javascript=True)  # a constant without data


_KEYSTROKES_SCRIPT: Final = """<script>
if (!window.trackerKeystrokes) {
  window.trackerKeystrokes = true;
  const fields = "[class*=st-key-update_] :is([data-testid=stTextInput], [data-testid=stTextArea])";
  const send = () => {
    const field = document.activeElement;
    if (!field?.closest(fields)) return;
    for (const kind of ["focusout", "focusin"]) field.dispatchEvent(new FocusEvent(kind, {bubbles: true}));
  };
  let waiting;
  document.addEventListener("input", event => {
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(send, 800);
  });
  document.addEventListener("compositionend", () => { waiting = setTimeout(send, 800); });
  for (const kind of ["pagehide", "visibilitychange"]) document.addEventListener(kind, send);
  addEventListener("beforeunload", send);
}
</script>"""
"""Sends a text field to the server after a pause in typing: Streamlit waits until the focus leaves it."""


def keystrokes_script() -> str:
    """The script of every page with a form."""
    return _KEYSTROKES_SCRIPT


def _replaced_elsewhere(draft: Draft) -> list[Remark]:
    """Texts that another tab typed and that this tab's later ones replaced."""
    return [
        Remark("warning", EVIDENCE_FIELDS.get(name, name), Message("update.draft.other", text=text))
        for name, text in draft.replaced.items()
        if isinstance(text, str)
    ]


def draft_note(view: PageContext, draft: Draft) -> None:
    """How long the draft is kept, and the button that discards it."""
    if draft.not_stored:
        message = Message("update.draft.not_stored", reason=draft.not_stored)
        st.html(result_html.refusal_banner(view.t.message(message)))
    if not draft.stored.entries:
        return
    if not draft.not_stored:
        expires = dt.datetime.now().astimezone() + drafts.LIFETIME
        st.html(report_html.quiet_line(view.t("update.draft.kept", day=expires.date())))
    st.button(
        view.t("update.draft.discard"),
        key=draft.key("discard"),
        on_click=draft.reset,
        args=(view.portfolio,),
    )
