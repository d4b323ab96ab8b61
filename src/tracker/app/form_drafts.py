"""What a person typed about a target and has not saved: in the session, and on disk for this person alone."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

import streamlit as st

from tracker.i18n import Message
from tracker.portfolio.load import Portfolio
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY
from tracker.portfolio.system_errors import system_reason
from tracker.reporting.report import GRADES, Report
from tracker.store import config, drafts
from tracker.store.access import Person
from tracker.store.drafts import DraftPlace, Entry, FieldValue, StoredDraft
from tracker.store.errors import StoreError
from tracker.store.save import SaveResult
from tracker.store.targets import fingerprint

DRAFTS_KEY: Final = "update_drafts"  # session key: drafts by target
_OWNER_KEY: Final = "update_drafts_owner"  # session key: whose drafts these are
_GENERATION_KEY: Final = "update_generation"  # session key: of the drafts that begin now
_LOG: Final = logging.getLogger(__name__)
_TYPED_FIELDS: Final = (
    "value",
    "spent",
    "note",
    "title",
    "url",
    "publisher",
    "grade",
    "none_done",
    "declared",
    "corrects",
)
_DAY_FIELDS: Final = ("date", "reported", "corrects", "opened", "review", "due", "on")
_ENTRY_TEXTS: Final = ("text", "owner", "raised_to", "title", "note", "which", "remove")


def owner_of(person: Person) -> str:
    """What identifies a person: the address of their sign-in, else the account of this machine."""
    if st.user.get("is_logged_in"):
        return f"login {person.email}"
    account = os.getuid() if hasattr(os, "getuid") else ""
    return f"local {account} {person.email or person.name}"


def get_draft(portfolio: Portfolio, person: Person, target_id: str) -> Draft:
    """The person's draft of a report on a target; see `_get_draft`."""
    return _get_draft(portfolio, person, target_id, Draft)


def get_entry_draft(
    portfolio: Portfolio, person: Person, kind: str, target_id: str | None
) -> EntryDraft:
    """The person's draft in the form ``kind`` on a target, or on none; see `_get_draft`."""
    return _get_draft(portfolio, person, f"{kind}{drafts.ENTRY_MARK}{target_id or ''}", EntryDraft)


_AnyDraft = TypeVar("_AnyDraft", "Draft", "EntryDraft")


def _get_draft(
    portfolio: Portfolio, person: Person, target_id: str, draft_type: type[_AnyDraft]
) -> _AnyDraft:
    """The person's draft on a target, with what was typed up to this run, in other tabs too.

    If the record changed and nothing typed could be lost, it starts anew on the record of now.
    """
    owner = owner_of(person)
    _forget_others(owner)
    by_target: dict[str, _AnyDraft] = st.session_state.setdefault(DRAFTS_KEY, {})
    draft = by_target.get(target_id)
    if draft is None:
        drafts.remove_expired(_now())
        place = DraftPlace(config.data_path(), owner, target_id)
        draft = by_target[target_id] = draft_type(
            target_id, place, generation=st.session_state.get(_GENERATION_KEY, 0)
        )
        draft.show_current_record(portfolio)
    if draft.has_ended:
        draft.begin_anew(portfolio)
    draft.sync(portfolio)
    if not draft.dirty and draft.fingerprint != draft.current_mark(portfolio):
        draft.reset(portfolio)
    return draft


def drafted_targets(person: Person) -> list[str]:
    """The targets on which this person has a draft, those of the latest keystroke first."""
    return drafts.drafted_targets(config.data_path(), owner_of(person), _now())


def typed_texts(person: Person, target_id: str) -> list[str]:
    """What the person's draft on a target holds, though the target may be gone."""
    return drafts.typed_texts(DraftPlace(config.data_path(), owner_of(person), target_id), _now())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _forget_others(owner: str) -> None:
    """Drop the drafts of whoever used this tab before; their widgets are not shown again."""
    before = st.session_state.get(_OWNER_KEY, owner)
    st.session_state[_OWNER_KEY] = owner
    if before != owner:
        old: dict[str, Draft] = st.session_state.pop(DRAFTS_KEY, {})
        latest = max((draft.generation for draft in old.values()), default=0)
        st.session_state[_GENERATION_KEY] = latest + 1


def target_record(portfolio: Portfolio, target_id: str) -> dict[str, Any]:
    """A target's record as read from its file; empty where there is none."""
    for entry in portfolio.entries:
        if entry.target.id == target_id:
            record: dict[str, Any] = entry.document.data["targets"][entry.position]
            return record
    return {}


@dataclass
class Draft:
    """What a person typed about one target, and the record they saw when they began."""

    target: str
    place: DraftPlace
    stored: StoredDraft = field(default_factory=StoredDraft)  # as on disk: the fields typed into
    generation: int = 0  # counts resets; widgets of earlier generations are dropped
    entered: dict[str, Any] = field(default_factory=dict)  # every field, prefilled ones too
    replaced: dict[str, FieldValue] = field(default_factory=dict)  # typed in another tab meanwhile
    not_stored: Message | None = None  # why it could not be stored on disk
    last_preview: str = ""  # the report as it was previewed last
    save_alongside: bool = False  # the person wants it saved beside what others saved meanwhile
    saved: SaveResult | None = None  # the save just made, which can be undone
    report: Report | None = None  # what was saved
    is_undone: bool = False
    confirming_undo: bool = False  # the person pressed undo and is shown what that adds

    @property
    def fingerprint(self) -> str:
        """The target's fingerprint as the person saw it."""
        return self.stored.fingerprint

    @property
    def original(self) -> Mapping[str, Any]:
        """The target's record as the person saw it."""
        return self.stored.original

    def key(self, name: str) -> str:
        return f"update_{name}_{self.target}_{self.generation}"

    def widget_key(self, name: str, default: Any) -> str:
        """The session key of a widget, which starts with what was typed before, else ``default``."""
        key = self.key(name)
        if key not in st.session_state:
            st.session_state[key] = self.entered.get(name, default)
        return key

    def sync(self, portfolio: Portfolio) -> None:
        """Take over what was typed since the last run, here and in other tabs, and store it."""
        typed = {
            name: st.session_state[key]
            for name, before in self.entered.items()
            if (key := self.key(name)) in st.session_state and st.session_state[key] != before
        }
        self.entered |= typed
        try:
            synced = drafts.sync(self.place, self.stored, typed, _now())
        except (OSError, StoreError) as error:
            _LOG.warning("a draft could not be stored: %s", error)
            now = time.time_ns()
            entries = {name: Entry(value, now) for name, value in typed.items()}
            self.stored = replace(self.stored, entries={**self.stored.entries, **entries})
            self.not_stored = system_reason(error) if isinstance(error, OSError) else error.message
            return
        self.not_stored = None
        known: Mapping[str, Entry] = self.stored.entries
        seen_before = self.fingerprint
        if synced.has_ended:
            known = {}
            self.begin_anew(portfolio)
            self.entered |= typed
        self.stored = synced.draft
        if synced.has_ended and self.fingerprint == seen_before:
            self.show_current_record(portfolio)
        for name, entry in self.stored.entries.items():
            if name not in typed and known.get(name) != entry and _is_possible(name, entry.value):
                self.entered[name] = entry.value
                st.session_state[self.key(name)] = entry.value
        self.replaced.update(synced.replaced)

    @property
    def dirty(self) -> bool:
        """Whether anything was entered besides what the form prefills."""
        steps = any(done for name, done in self.entered.items() if name.startswith("step:"))
        return steps or any(self.entered.get(name) for name in _TYPED_FIELDS)

    def current_mark(self, portfolio: Portfolio) -> str:
        """The fingerprint of what the draft is about, as the files have it now; never "" while it is there."""
        return fingerprint(portfolio, self.target)

    def show_record(self, seen: str, record: Mapping[str, Any]) -> None:
        """The person goes on with another version of the target's record."""
        self.stored = replace(
            self.stored, fingerprint=seen, original=record, record_time=time.time_ns()
        )

    def show_current_record(self, portfolio: Portfolio) -> None:
        """The person begins with the target's record of now."""
        seen = self.current_mark(portfolio)
        record = target_record(portfolio, self.target)
        self.stored = replace(self.stored, fingerprint=seen, original=record)

    @property
    def has_ended(self) -> bool:
        return not self.fingerprint

    def reset(self, portfolio: Portfolio) -> None:
        """Start anew, on the record as it is now; what was typed is discarded."""
        self.end()
        self.begin_anew(portfolio)

    def end(self) -> None:
        """The draft was saved or discarded: `get_draft` begins anew on what is there then."""
        try:
            drafts.end(self.place, self.stored, _now())
        except (OSError, StoreError) as error:
            _LOG.warning("a draft could not be removed: %s", error)
        self.entered, self.stored = {}, StoredDraft()

    def begin_anew(self, portfolio: Portfolio) -> None:
        """An empty draft on the target's record of now."""
        self.stored = StoredDraft()
        self.show_current_record(portfolio)
        self.entered, self.replaced = {}, {}
        self.last_preview, self.save_alongside = "", False
        self.generation += 1


@dataclass
class EntryDraft(Draft):
    """What a person typed into one of the forms for entries. Nothing is compared until it is saved."""

    before: Portfolio | None = None  # as it was before the save just made
    name: str = ""  # of the entry just saved

    @property
    def kind(self) -> str:
        """Of the form, as `get_entry_draft` got it."""
        return self.target.partition(drafts.ENTRY_MARK)[0]

    @property
    def dirty(self) -> bool:
        return any(self.entered.get(name) for name in _ENTRY_TEXTS)

    def current_mark(self, portfolio: Portfolio) -> str:  # noqa: ARG002 -- as of any draft
        return "entry"


def _is_possible(name: str, value: FieldValue) -> bool:
    """Whether a widget can show a value that was read from disk."""
    if name in _DAY_FIELDS:
        return value is None or (isinstance(value, dt.date) and FIRST_DAY <= value <= LAST_DAY)
    if name == "grade":
        return value is None or value in GRADES
    if name in ("none_done", "public", "remove") or name.startswith(("step:", "confirm:")):
        return isinstance(value, bool)
    return isinstance(value, str)
