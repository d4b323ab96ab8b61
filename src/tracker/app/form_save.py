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
from tracker.app.drafts import Draft, record
from tracker.portfolio.load import load
from tracker.reporting.preview import outlook, with_report
from tracker.reporting.remarks import Remark, Report
from tracker.reporting.undo import undo
from tracker.store import config
from tracker.store import save as store_save
from tracker.store.access import Person
from tracker.store.save import Change, Saved, StoreError
from tracker.store.summary import difference
from tracker.views.context import View

SAVED: Final = "update_saved"  # session key: the `Done` of this tab


@dataclass
class Done:
    """The save just made, which can be undone."""

    target: str
    report: Report
    saved: Saved
    undone: bool = False
    asking: bool = False  # the person pressed undo and looks at what that adds


def save(view: View, changes: Sequence[Change]) -> Saved:
    """The one way from a page to the file: whoever is at the page now saves, if they may."""
    person = signin.person()
    if person is None:
        raise store_save.ForbiddenError(signin.refusal(view))
    now = dt.datetime.now().astimezone()
    return store_save.save(config.data(), changes, person, today=view.today, now=now)


def told(view: View, error: StoreError) -> None:
    """Why nothing was saved, in plain words."""
    say = view.say
    match error:
        case store_save.RefusedError():
            st.html(result_html.refused(say("update.refused"), problems=error.problems))
        case store_save.ForbiddenError():
            st.html(result_html.refused(say("update.forbidden"), str(error)))
        case store_save.BusyError():
            st.html(result_html.refused(say("update.busy"), str(error)))
        case store_save.ConflictError():
            st.html(result_html.refused(say("update.conflict"), str(error)))
        case _:
            st.html(result_html.refused(say("update.failed"), str(error)))


def offer(
    view: View, person: Person, draft: Draft, report: Report, found: Sequence[Remark]
) -> None:
    """What the report would do, and the button that saves it."""
    say = view.say
    faulty = any(remark.level == "error" for remark in found)
    change = report.change(draft.seen)
    if faulty or not draft.begun:
        st.html(result_html.hint(view, faulty=faulty and draft.begun))
    else:
        try:
            key = load(config.data()).digest, repr((person, change))
            made = _previewed(key, view.today, person, change)
        except store_save.ConflictError:
            _both(view, draft, report)
            return
        except StoreError as error:
            told(view, error)
        else:
            seen = outlook(view.portfolio, report, view.today)
            st.html(result_html.preview(view, seen, made))
    pressed = st.button(say("update.save"), key=draft.key("save"), type="primary")
    if pressed and not draft.begun:
        st.html(result_html.refused(say("remark.nothing")))
    elif pressed and faulty:
        st.html(result_html.refused(say("update.mend")))
    elif pressed and found and draft.shown != repr((change, found)):
        st.html(result_html.refused(say("update.look_again")))
    elif pressed or (draft.again and not faulty):
        _save(view, draft, report)
    draft.again = False
    draft.shown = repr((change, found))


@st.cache_data(max_entries=64, show_spinner=False)  # what fails is not kept
def _previewed(key: object, today: dt.date, _person: Person, _change: Change) -> Saved:  # noqa: ARG001 -- the key is for the cache
    return store_save.preview(config.data(), [_change], _person, today=today)


def _save(view: View, draft: Draft, report: Report) -> None:
    try:
        saved = save(view, [report.change(draft.seen)])
    except store_save.ConflictError:
        st.rerun()  # the file as it is now, beside what was typed
    except StoreError as error:
        told(view, error)
    else:
        st.session_state[SAVED] = Done(report.target, report, saved)
        draft.given, draft.seen = {}, ""  # nothing typed any more: begun anew on what is there now
        st.rerun()


# two people at one target


def _both(view: View, draft: Draft, report: Report) -> None:
    """What the person typed beside what someone else saved since they opened the target."""
    say = view.say
    now = load(config.data())
    there = record(now, draft.target)
    st.html(result_html.refused(say("update.conflict") if there else say("update.conflict.gone")))
    one, two = st.columns(2)
    with one:
        st.html(result_html.mine(say, report.update()))
    with two:
        st.html(result_html.theirs(say, difference(draft.was, there)[1]))
    seen = store_save.fingerprint(now, draft.target)
    if there:
        st.button(
            say("update.conflict.keep"), key=draft.key("keep"), type="primary",
            on_click=_keep_both, args=(draft, seen, there),
        )  # fmt: skip
    st.button(say("update.conflict.take"), key=draft.key("take"), on_click=draft.renew, args=(now,))


def _keep_both(draft: Draft, seen: str, there: dict[str, Any]) -> None:
    draft.seen, draft.was, draft.again = seen, there, True


# the save just made


def outcome(view: View, target_id: str) -> None:
    """The save just made on this target, with the way back."""
    done: Done | None = st.session_state.get(SAVED)
    if done is None or done.target != target_id:
        return
    st.html(result_html.saved(view, done.saved, undone=done.undone))
    if done.undone:
        return
    if not done.asking:
        st.button(view.say("update.undo"), key="update_undo", on_click=_ask, args=(done, True))
        return
    _undo(view, done)


def _ask(done: Done, asking: bool) -> None:
    done.asking = asking


def _undo(view: View, done: Done) -> None:
    """Undo by correcting entries: shown first, saved like any report."""
    say = view.say
    name = done.report.by if isinstance(done.report.by, str) else ""
    entries = undo(view.portfolio, done.target, done.report, view.today, name)
    if not entries:
        st.html(result_html.refused(say("update.undo.none")))
        return
    words = say("update.undo.note", day=done.report.date.isoformat())
    entries = tuple(one if one.note else dataclasses.replace(one, note=words) for one in entries)
    edits = tuple(edit for one in entries for edit in one.change().edits)
    change = Change(done.target, edits, store_save.fingerprint(view.portfolio, done.target))
    person = signin.person()
    try:
        made = store_save.preview(config.data(), [change], person or Person("", leads=frozenset()), today=view.today)  # fmt: skip
    except StoreError as error:
        told(view, error)
        return
    st.html(result_html.undoing(view, with_report(view.portfolio, *entries), made))
    one, two = st.columns(2)
    sure = one.button(
        say("update.undo.sure"), key="update_undo_sure", type="primary", width="stretch"
    )
    two.button(say("update.undo.leave"), key="update_undo_leave", on_click=_ask, args=(done, False), width="stretch")  # fmt: skip
    if sure:
        try:
            saved = save(view, [change])
        except StoreError as error:
            told(view, error)
        else:
            st.session_state[SAVED] = dataclasses.replace(done, saved=saved, undone=True)
            st.rerun()
