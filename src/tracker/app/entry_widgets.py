"""The widgets of the forms for issues, decisions and what an office decides about a target.

Each starts with the draft, and what is entered goes into it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from tracker.app.form_drafts import EntryDraft
from tracker.app.form_fields import GRADE_TEXTS
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY
from tracker.reporting.report import GRADES
from tracker.store.access import Person
from tracker.views.context import PageContext


class EntryWidgets:
    """One form in a column; ``target_id`` is the target of its page, None where one is to be chosen."""

    def __init__(
        self, view: PageContext, person: Person, draft: EntryDraft, target_id: str | None
    ) -> None:
        self.view, self.person, self.draft, self.target_id = view, person, draft, target_id

    def _target(self, label: str) -> str | None:
        """The target of the page, else one to choose of those the person may report on."""
        if self.target_id is not None:
            return self.target_id
        titles = {
            key: self.view.t.localized(row, "title")
            for key, row in self.view.by_id.items()
            if self.person.may_report_for(row.lead)
        }
        return self._choice("target", label, titles)

    def _remember(self, name: str, value: Any) -> Any:
        self.draft.entered[name] = value
        return value

    def _text(self, name: str, label: str, *, area: bool = False) -> str:
        make: Callable[..., Any] = st.text_area if area else st.text_input
        more: dict[str, Any] = {"height": 90} if area else {}
        typed = make(label, key=self.draft.widget_key(name, ""), **more)
        return str(self._remember(name, typed) or "").strip()

    def _choice(
        self, name: str, label: str, options: Mapping[str, str], default: str | None = None
    ) -> str | None:
        key = self.draft.widget_key(name, default)
        if st.session_state[key] not in options:
            st.session_state[key] = default  # a draft of before the option was removed
        chosen: str | None = st.selectbox(
            label,
            list(options),
            index=None,
            key=key,
            format_func=lambda option: options.get(option, option),
            placeholder="–",
        )
        self._remember(name, chosen)
        return chosen

    def _day(self, name: str, label: str, default: dt.date | None) -> dt.date | None:
        chosen = st.date_input(
            label,
            value=None,
            key=self.draft.widget_key(name, default),
            format="YYYY-MM-DD",
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
        )
        return self._remember(name, chosen) or default

    def _public(self) -> bool:
        return self._tick("public", self.view.t("entry.public"))

    def _tick(self, name: str, label: str) -> bool:
        return bool(
            self._remember(name, st.checkbox(label, key=self.draft.widget_key(name, False)))
        )

    def _evidence(self) -> dict[str, Any]:
        """Document, publisher, address and grade; all may be empty."""
        t = self.view.t
        with st.expander(t("entry.evidence")):
            title = self._text("evidence_title", t("update.field.title"))
            one, two = st.columns(2)
            with one:
                publisher = self._text("publisher", t("update.field.publisher"))
            with two:
                grades = {grade: f"{grade} · {t(GRADE_TEXTS[grade])}" for grade in GRADES}
                grade = self._choice("grade", t("update.field.grade"), grades)
            url = self._text("url", t("update.field.url"))
        fields = {"title": title, "publisher": publisher, "url": url, "grade": grade}
        return {name: value for name, value in fields.items() if value}
