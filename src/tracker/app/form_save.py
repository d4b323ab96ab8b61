"""From a report to the file: preview, save, what was saved, undo, and two people at one target.

One function saves. It asks anew who is at the page; whatever goes wrong, what was typed stays.
Streamlit enters here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from tracker.app import result_html, signin
from tracker.app.drafts import Draft, target_record
from tracker.portfolio.load import load
from tracker.reporting.preview import preview_status, with_report
from tracker.reporting.remarks import Remark, Report
from tracker.reporting.undo import undo
from tracker.store import config
from tracker.store import save as store_save
from tracker.store.access import Person
from tracker.store.save import Change, SaveResult, StoreError
from tracker.store.summary import difference
from tracker.views.context import PageContext

SAVED_KEY: Final = "update_saved"  # session key: the `CompletedSave` of this tab


@dataclass
class CompletedSave:
    """The save just made, which can be undone."""

    target: str
    report: Report
    saved: SaveResult
    is_undone: bool = False
    confirming_undo: bool = False  # the person pressed undo and looks at what that adds


def save(view: PageContext, changes: Sequence[Change]) -> SaveResult:
    """The one way from a page to the file: whoever is at the page now saves, if they may."""
    person = signin.current_editor()
    if person is None:
        raise store_save.ForbiddenError(signin.refusal(view))
    now = dt.datetime.now().astimezone()
    return store_save.save(config.data_path(), changes, person, today=view.today, now=now)


def show_error(view: PageContext, error: StoreError) -> None:
    """Why nothing was saved, in plain words."""
    t = view.t
    match error:
        case store_save.InvalidChangeError():
            st.html(result_html.refusal_banner(t("update.refused"), problems=error.problems))
        case store_save.ForbiddenError():
            st.html(result_html.refusal_banner(t("update.forbidden"), str(error)))
        case store_save.BusyError():
            st.html(result_html.refusal_banner(t("update.busy"), str(error)))
        case store_save.ConflictError():
            st.html(result_html.refusal_banner(t("update.conflict"), str(error)))
        case _:
            st.html(result_html.refusal_banner(t("update.failed"), str(error)))


def preview_and_save(
    view: PageContext, person: Person, draft: Draft, report: Report, found: Sequence[Remark]
) -> None:
    """What the report would do, and the button that saves it."""
    t = view.t
    faulty = any(remark.level == "error" for remark in found)
    change = report.change(draft.fingerprint)
    if faulty or not draft.dirty:
        st.html(result_html.preview_hint(view, faulty=faulty and draft.dirty))
    else:
        try:
            key = load(config.data_path()).digest, repr((person, change))
            made = _preview(key, view.today, person, change)
        except store_save.ConflictError:
            _show_conflict(view, draft, report)
            return
        except StoreError as error:
            show_error(view, error)
        else:
            seen = preview_status(view.portfolio, report, view.today)
            st.html(result_html.preview_card(view, seen, made))
    pressed = st.button(t("update.save"), key=draft.key("save"), type="primary")
    if pressed and not draft.dirty:
        st.html(result_html.refusal_banner(t("remark.nothing")))
    elif pressed and faulty:
        st.html(result_html.refusal_banner(t("update.mend")))
    elif pressed and found and draft.last_preview != repr((change, found)):
        st.html(result_html.refusal_banner(t("update.look_again")))
    elif pressed or (draft.save_alongside and not faulty):
        _save_report(view, draft, report)
    draft.save_alongside = False
    draft.last_preview = repr((change, found))


@st.cache_data(max_entries=64, show_spinner=False)  # what fails is not kept
def _preview(key: object, today: dt.date, _person: Person, _change: Change) -> SaveResult:  # noqa: ARG001 -- the key is for the cache
    return store_save.preview(config.data_path(), [_change], _person, today=today)


def _save_report(view: PageContext, draft: Draft, report: Report) -> None:
    try:
        saved = save(view, [report.change(draft.fingerprint)])
    except store_save.ConflictError:
        st.rerun()  # the file as it is now, beside what was typed
    except StoreError as error:
        show_error(view, error)
    else:
        st.session_state[SAVED_KEY] = CompletedSave(report.target, report, saved)
        draft.entered, draft.fingerprint = (
            {},
            "",
        )  # nothing typed any more: begun anew on what is there now
        st.rerun()


# two people at one target


def _show_conflict(view: PageContext, draft: Draft, report: Report) -> None:
    """What the person typed beside what someone else saved since they opened the target."""
    t = view.t
    now = load(config.data_path())
    there = target_record(now, draft.target)
    st.html(
        result_html.refusal_banner(t("update.conflict") if there else t("update.conflict.gone"))
    )
    one, two = st.columns(2)
    with one:
        st.html(result_html.own_changes(t, report.update()))
    with two:
        st.html(result_html.other_changes(t, difference(draft.original, there)[1]))
    seen = store_save.fingerprint(now, draft.target)
    if there:
        st.button(
            t("update.conflict.keep"),
            key=draft.key("keep"),
            type="primary",
            on_click=_keep_both,
            args=(draft, seen, there),
        )
    st.button(t("update.conflict.take"), key=draft.key("take"), on_click=draft.reset, args=(now,))


def _keep_both(draft: Draft, seen: str, there: dict[str, Any]) -> None:
    draft.fingerprint, draft.original, draft.save_alongside = seen, there, True


# the save just made


def show_outcome(view: PageContext, target_id: str) -> None:
    """The save just made on this target, with the way back."""
    done: CompletedSave | None = st.session_state.get(SAVED_KEY)
    if done is None or done.target != target_id:
        return
    st.html(result_html.save_result(view, done.saved, undone=done.is_undone))
    if done.is_undone:
        return
    if not done.confirming_undo:
        st.button(
            view.t("update.undo"), key="update_undo", on_click=_set_confirming, args=(done, True)
        )
        return
    _undo(view, done)


def _set_confirming(done: CompletedSave, asking: bool) -> None:
    done.confirming_undo = asking


def _undo(view: PageContext, done: CompletedSave) -> None:
    """Undo by correcting entries: shown first, saved like any report."""
    t = view.t
    name = done.report.by if isinstance(done.report.by, str) else ""
    entries = undo(view.portfolio, done.target, done.report, view.today, name)
    if not entries:
        st.html(result_html.refusal_banner(t("update.undo.none")))
        return
    words = t("update.undo.note", day=done.report.date.isoformat())
    entries = tuple(one if one.note else dataclasses.replace(one, note=words) for one in entries)
    edits = tuple(edit for one in entries for edit in one.change().edits)
    change = Change(done.target, edits, store_save.fingerprint(view.portfolio, done.target))
    person = signin.current_editor()
    try:
        made = store_save.preview(
            config.data_path(), [change], person or Person("", leads=frozenset()), today=view.today
        )
    except StoreError as error:
        show_error(view, error)
        return
    st.html(result_html.undo_preview(view, with_report(view.portfolio, *entries), made))
    one, two = st.columns(2)
    sure = one.button(
        t("update.undo.sure"), key="update_undo_sure", type="primary", width="stretch"
    )
    two.button(
        t("update.undo.leave"),
        key="update_undo_leave",
        on_click=_set_confirming,
        args=(done, False),
        width="stretch",
    )
    if sure:
        try:
            saved = save(view, [change])
        except StoreError as error:
            show_error(view, error)
        else:
            st.session_state[SAVED_KEY] = dataclasses.replace(done, saved=saved, is_undone=True)
            st.rerun()
