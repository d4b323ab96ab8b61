"""What a person typed about each target and has not saved yet, kept in the session.

Streamlit enters here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

from tracker.portfolio.load import Portfolio
from tracker.store.save import fingerprint

DRAFTS_KEY: Final = "update_drafts"  # session key: drafts by target
_TYPED_FIELDS: Final = (
    "value",
    "spent",
    "note",
    "title",
    "url",
    "publisher",
    "grade",
    "none_done",
    "corrects",
)


def get_draft(portfolio: Portfolio, target_id: str) -> Draft:
    """The draft about a target, with what was typed up to this run.

    Where nothing was typed that could be lost, it begins anew on a record that changed.
    """
    drafts: dict[str, Draft] = st.session_state.setdefault(DRAFTS_KEY, {})
    draft = drafts.get(target_id)
    if draft is None:
        seen = fingerprint(portfolio, target_id)
        draft = drafts[target_id] = Draft(target_id, seen, target_record(portfolio, target_id))
    draft.sync()
    if not draft.dirty and draft.fingerprint != fingerprint(portfolio, target_id):
        draft.reset(portfolio)
    return draft


def target_record(portfolio: Portfolio, target_id: str) -> dict[str, Any]:
    """A target's record as it is read from its file; empty where there is none."""
    for entry in portfolio.entries:
        if entry.target.id == target_id:
            found: dict[str, Any] = entry.document.data["targets"][entry.position]
            return found
    return {}


@dataclass
class Draft:
    """What a person typed about one target, and what they saw when they began."""

    target: str
    fingerprint: str  # the target's fingerprint
    original: dict[str, Any]  # its record
    generation: int = 0  # widgets of an earlier one are forgotten
    entered: dict[str, Any] = field(default_factory=dict)
    last_preview: str = ""  # the report as it was previewed last
    save_alongside: bool = False  # the person wants it saved beside what others saved meanwhile

    def key(self, name: str) -> str:
        return f"update_{name}_{self.target}_{self.generation}"

    def widget_key(self, name: str, default: Any) -> str:
        """The key of a widget that starts with what was typed before, else with ``default``."""
        key = self.key(name)
        if key not in st.session_state:
            st.session_state[key] = self.entered.get(name, default)
        return key

    def sync(self) -> None:
        """Take in what was typed since the last run."""
        for name in self.entered:
            if (key := self.key(name)) in st.session_state:
                self.entered[name] = st.session_state[key]

    @property
    def dirty(self) -> bool:
        """Whether anything was entered beside what the form fills in itself."""
        steps = any(done for name, done in self.entered.items() if name.startswith("step:"))
        return steps or any(self.entered.get(name) for name in _TYPED_FIELDS)

    def reset(self, portfolio: Portfolio) -> None:
        """Empty again, on the record as it stands now."""
        self.fingerprint = fingerprint(portfolio, self.target)
        self.original = target_record(portfolio, self.target)
        self.entered, self.last_preview, self.save_alongside = {}, "", False
        self.generation += 1
