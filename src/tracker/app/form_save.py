"""What a person typed about a target, from the draft in the session to the file: preview, save, conflict.

One function saves. It asks anew who is at the page; whatever goes wrong, what was typed stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from tracker.app import result_html, signin
from tracker.app.current import hide_folder
from tracker.app.form_drafts import DRAFTS_KEY, Draft, target_record
from tracker.portfolio.load import load
from tracker.reporting.preview import preview_status
from tracker.reporting.remarks import Remark
from tracker.reporting.report import Report
from tracker.store import config
from tracker.store import save as store_save
from tracker.store.access import Person
from tracker.store.audit import commit_obstacles
from tracker.store.changes import Intent, TargetChange
from tracker.store.errors import (
    BusyError,
    ConflictError,
    ForbiddenError,
    InvalidChangeError,
    StoreError,
)
from tracker.store.save import SaveResult
from tracker.store.summary import difference
from tracker.store.targets import fingerprint
from tracker.views.context import PageContext

_ERROR_KEYS: Final[Mapping[type[StoreError], str]] = {
    ForbiddenError: "update.forbidden",
    BusyError: "update.busy",
    ConflictError: "update.conflict",
    InvalidChangeError: "update.refused",
}
"""By error, the heading above its message."""


def save(view: PageContext, changes: Sequence[TargetChange]) -> SaveResult:
    """The only way from a page to the file: whoever is at the page now saves, if they may."""
    person = signin.current_identity()
    if not isinstance(person, Person):
        raise ForbiddenError(signin.denial_message(person))
    now = dt.datetime.now().astimezone()
    return store_save.save(config.data_path(), changes, person, today=view.today, now=now)


def forget_saves() -> None:
    """Only the last save can be undone."""
    for other in st.session_state[DRAFTS_KEY].values():
        other.saved = None


def show_error(view: PageContext, error: StoreError, *, pressed: bool = True) -> None:
    """Show why nothing was saved or, before the button is ``pressed``, why nothing can be."""
    t = view.t
    key = _ERROR_KEYS.get(type(error), "update.failed")
    if key == "update.refused" and not pressed:
        key = "update.cannot_save"
    problems = error.problems if isinstance(error, InvalidChangeError) else ()
    lines = [hide_folder(t.message(problem.message)) for problem in problems]
    detail = "" if lines else hide_folder(error.text(t))
    st.html(result_html.refusal_banner(t(key), detail, lines))


def preview_and_save(
    view: PageContext, person: Person, draft: Draft, report: Report, remarks: Sequence[Remark]
) -> None:
    """The effect of the report, and the button that saves it."""
    t = view.t
    faulty = any(remark.level == "error" for remark in remarks)
    change = report.change(draft.fingerprint)
    if faulty or not draft.dirty:
        st.html(result_html.preview_hint(view, faulty=faulty and draft.dirty))
    else:
        try:
            intent = preview(view, person, change)
        except ConflictError:
            _show_conflict(view, draft, report)
            return
        except StoreError as error:
            show_error(view, error, pressed=False)
        else:
            status = preview_status(view.portfolio, report, view.today)
            messages = {remark.message for remark in remarks}  # shown beside their fields already
            warnings = [one for one in intent.warnings if one.message not in messages]
            st.html(result_html.preview_card(view, status, intent.lines, warnings, intent.notes))
    pressed = st.button(t("update.save"), key=draft.key("save"), type="primary")
    if pressed and not draft.dirty:
        st.html(result_html.refusal_banner(t("remark.nothing")))
    elif pressed and faulty:
        st.html(result_html.refusal_banner(t("update.correct_first")))
    elif pressed and remarks and draft.last_preview != repr((change, remarks)):
        st.html(result_html.refusal_banner(t("update.look_again")))
    elif pressed or (draft.save_alongside and not faulty):
        _save_report(view, draft, report)
    draft.save_alongside = False
    draft.last_preview = repr((change, remarks))


def preview(view: PageContext, person: Person, change: TargetChange) -> Intent:
    """What a save of the change would do, made once for the same data. Raises as `store.save.preview`."""
    key = load(config.data_path()).digest, repr((person, change))
    intent = _preview(key, view.today, person, change)
    return replace(intent, notes=commit_obstacles(intent))  # the key lacks git's state


@st.cache_data(max_entries=64, show_spinner=False)  # errors are not cached
def _preview(key: object, today: dt.date, _person: Person, _change: TargetChange) -> Intent:  # noqa: ARG001 -- the key is for the cache
    return store_save.preview(config.data_path(), [_change], _person, today=today)


def _save_report(view: PageContext, draft: Draft, report: Report) -> None:
    try:
        saved = save(view, [report.change(draft.fingerprint)])
    except ConflictError:
        st.rerun()  # the file as it is now, beside what was typed
    except StoreError as error:
        show_error(view, error)
    else:
        forget_saves()
        draft.saved, draft.report = saved, report
        draft.is_undone = draft.confirming_undo = False
        draft.end()
        st.rerun()


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
        st.html(result_html.own_changes(view, report.update()))
    with two:
        st.html(result_html.other_changes(view, difference(draft.original, there)[1]))
    seen = fingerprint(now, draft.target)
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
    draft.show_record(seen, there)
    draft.save_alongside = True
