"""Forms on the page of a target and of a review: issues, decisions, and what an office decides about a target.

Each is entered where it is seen; the one just saved can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from tracker.app import form_save, report_html, result_html, signin
from tracker.app.form import draft_note, keystrokes_script
from tracker.app.form_decided_fields import (
    DECIDED_FIELDS,
    DECIDED_KINDS,
    DecidedFields,
    offered_kinds,
)
from tracker.app.form_drafts import EntryDraft, get_entry_draft, typed_texts
from tracker.app.form_entry_fields import KINDS, EntryFields
from tracker.html import tag
from tracker.i18n import LocalizedError, Message
from tracker.portfolio.load import Portfolio, load
from tracker.reporting.issues import saved_name, take_back
from tracker.reporting.target_record import restored
from tracker.store import config
from tracker.store.access import Person
from tracker.store.changes import TargetChange
from tracker.store.errors import StoreError
from tracker.views.context import PageContext
from tracker.views.links import ToolLink

_SAVED_KEYS: Final[Mapping[str, str]] = {
    "issue": "entry.saved.issue",
    "decision": "entry.saved.decision",
    "close": "entry.saved.close",
    "owner": "entry.saved.owner",
    "accept": "entry.saved.accept",
    "end": "entry.saved.end",
}
_KINDS: Final = {**KINDS, **DECIDED_KINDS}
_ANCHOR: Final = "enter"


def is_offered(view: PageContext, target_id: str | None = None) -> bool:
    """Whether whoever is at the page may enter issues and decisions (on this target), and it is of today."""
    person = signin.current_editor()
    if person is None or view.as_of != view.today:
        return False
    return target_id is None or person.may_report_for(view.row(target_id).lead)


def entry_links(view: PageContext, target_id: str | None = None) -> tuple[ToolLink, ...]:
    """The link to the forms from above, for those who may use them."""
    if not is_offered(view, target_id):
        return ()
    return (ToolLink(f"#{_ANCHOR}", view.t("entry.link")),)


def entry_forms(view: PageContext, target_id: str | None = None) -> None:
    """The forms for a target, or for all that the person may report on; nothing where none is offered."""
    person = signin.current_editor()
    if person is None or not is_offered(view, target_id):
        return
    drafts = {kind: get_entry_draft(view.portfolio, person, kind, target_id) for kind in _KINDS}
    kinds = [*KINDS, *offered_kinds(view, person, target_id)]
    for draft in drafts.values():
        if draft.saved:
            _show_outcome(view, draft)
    st.html(tag("div", id=_ANCHOR))
    for kind in _KINDS.keys() - kinds:
        _show_draft_without_form(view, person, drafts[kind])
    with st.container(border=True, key="entries"):
        chosen = st.segmented_control(
            view.t("entry.heading"),
            kinds,
            format_func=lambda kind: view.t(_KINDS[kind]),
            default=next((kind for kind in kinds if drafts[kind].dirty), None),
            key=f"entry_kind_{target_id}",
        )
        if chosen is None:
            return
        draft = drafts[chosen]
        left, right = st.columns([1, 1], gap="medium")
        with left:
            fields = DecidedFields if chosen in DECIDED_KINDS else EntryFields
            form = fields(view, person, draft, target_id)
            change, missing = form.change(chosen)
        with right:
            _preview_and_save(view, person, draft, change, missing)
            draft_note(view, draft)
    st.html(keystrokes_script(), unsafe_allow_javascript=True)  # a constant without data


def _show_draft_without_form(view: PageContext, person: Person, draft: EntryDraft) -> None:
    """What was typed in a form that is not offered any more: somebody else ended or accepted the target."""
    if not draft.dirty or not (texts := typed_texts(person, draft.target)):
        return
    gone = Message("entry.draft_gone", form=view.t(_KINDS[draft.kind]), texts=texts)
    st.html(result_html.refusal_banner(view.t.message(gone)))
    draft_note(view, draft)


def _preview_and_save(
    view: PageContext, person: Person, draft: EntryDraft, change: TargetChange | None, missing: str
) -> None:
    """The line of the file, and the button that saves it."""
    t = view.t
    can_save = False
    if change is None:
        st.html(report_html.quiet_line(missing))
    else:
        try:
            intent = form_save.preview(view, person, change)
        except StoreError as error:
            form_save.show_error(view, error, pressed=False)
        else:
            can_save = True
            st.html(result_html.entry_preview(t, intent))
    pressed = st.button(t("update.save"), key=draft.key("save"), type="primary")
    if pressed and change is None:
        st.html(result_html.refusal_banner(missing))
    elif pressed and can_save and change is not None:
        _save(view, draft, change)


def _save(view: PageContext, draft: EntryDraft, change: TargetChange) -> None:
    before = load(config.data_path())
    try:
        saved = form_save.save(view, [change])
    except StoreError as error:
        form_save.show_error(view, error)
        return
    form_save.forget_saves()
    draft.before, draft.saved, draft.is_undone = before, saved, False
    after = load(config.data_path())
    draft.name = change.target if draft.kind in DECIDED_KINDS else saved_name(before, after, change)
    draft.end()
    st.rerun()


def _show_outcome(view: PageContext, draft: EntryDraft) -> None:
    """The save just made, with a button to take it back."""
    assert draft.saved is not None  # noqa: S101 -- shown only after a save
    words = view.t(
        "entry.taken_back" if draft.is_undone else _SAVED_KEYS[draft.kind], name=draft.name
    )
    st.html(result_html.saved_card(view, draft.saved, words))
    if draft.is_undone or draft.before is None or not draft.name:
        return
    if st.button(view.t("entry.take_back"), key=f"entry_take_back_{draft.kind}"):
        try:
            change = _taken_back(draft, load(config.data_path()))
            draft.saved = form_save.save(view, [change])
        except StoreError as error:
            form_save.show_error(view, error)
        except LocalizedError as error:
            st.html(result_html.refusal_banner(view.t.message(error.message)))
        else:
            draft.is_undone = True
            st.rerun()


def _taken_back(draft: EntryDraft, after: Portfolio) -> TargetChange:
    assert draft.before is not None  # noqa: S101 -- offered only after a save
    if field := DECIDED_FIELDS.get(draft.kind):
        return restored(draft.before, after, draft.name, field)
    return take_back(draft.before, after, draft.name)
