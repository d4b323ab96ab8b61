"""The fields of the forms for issues and decisions, and the change that they contain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from tracker.analysis.issues import CAUSE_KEYS, OTHER_CAUSE
from tracker.app.form_drafts import EntryDraft
from tracker.i18n import LocalizedError
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY
from tracker.portfolio.texts import localize
from tracker.reporting.issues import (
    Entry,
    all_entries,
    close_entry,
    new_decision,
    new_issue,
    organisation_key,
)
from tracker.store.access import Person
from tracker.store.changes import NO_TARGET, TargetChange
from tracker.views.context import PageContext

KINDS: Final[Mapping[str, str]] = {
    "issue": "entry.kind.issue",
    "decision": "entry.kind.decision",
    "close": "entry.kind.close",
}
"""The forms by name, with the key of their label."""
_NEW_MEETING: Final = "new"


class EntryFields:
    """The fields of one form in a column, and the change that they contain."""

    def __init__(
        self, view: PageContext, person: Person, draft: EntryDraft, target_id: str | None
    ) -> None:
        self.view, self.person, self.draft, self.target_id = view, person, draft, target_id

    def change(self, kind: str) -> tuple[TargetChange | None, str]:
        """The change, or None and what is missing for it."""
        try:
            return {"issue": self._issue, "decision": self._decision, "close": self._close}[kind]()
        except LocalizedError as error:
            return None, self.view.t.message(error.message)

    def _issue(self) -> tuple[TargetChange | None, str]:
        t, portfolio = self.view.t, self.view.portfolio
        target = self._target(t("entry.target"))
        causes = {key: t(words) for key, words in CAUSE_KEYS.items()}
        other = causes.pop(OTHER_CAUSE)
        causes |= {key: localize(title, t.lang) for key, title in portfolio.header.causes.items()}
        causes.setdefault(OTHER_CAUSE, other)  # the last choice
        cause = self._choice("cause", t("entry.cause"), causes)
        text = self._text("text", t("entry.issue.text"), area=True)
        one, two = st.columns(2)
        with one:
            owner = self._text("owner", t("entry.owner"))
        with two:
            raised_to = self._text("raised_to", t("entry.raised_to"))
        with one:
            opened = self._day("opened", t("entry.opened"), self.view.today)
        public = self._public()
        if not (target and cause and text):
            return None, t("entry.issue.missing")
        fields = {
            "opened": opened,
            "cause": cause,
            "text": text,
            "owner": organisation_key(portfolio, owner),
            "raised_to": organisation_key(portfolio, raised_to),
            "public": public,
        }
        return new_issue(target, fields), ""

    def _decision(self) -> tuple[TargetChange | None, str]:
        t, portfolio = self.view.t, self.view.portfolio
        review, title = self._meeting()
        target = self._target(t("entry.decision.target"))
        text = self._text("text", t("entry.decision.text"), area=True)
        one, two = st.columns(2)
        with one:
            owner = self._text("owner", t("entry.owner"))
        with two:
            due = self._day("due", t("entry.due"), None)
        public = self._public()
        if not (text and review):
            return None, t("entry.decision.missing")
        fields = {
            "text": text,
            "target": target,
            "owner": organisation_key(portfolio, owner),
            "due": due,
            "public": public,
        }
        return new_decision(review, title, fields), ""

    def _meeting(self) -> tuple[dt.date | None, str]:
        """The day of the review, and its title where it is not on record yet."""
        t = self.view.t
        reviews = sorted(self.view.portfolio.header.reviews, key=lambda one: one.date, reverse=True)
        titles = {
            review.date.isoformat(): f"{review.date} · {localize(review.title, t.lang)}"
            for review in reviews
            if review.date <= self.view.today
        }
        chosen: str | None = _NEW_MEETING
        if titles:
            options = {**titles, _NEW_MEETING: t("entry.review.new")}
            chosen = self._choice("meeting", t("entry.review"), options, next(iter(titles)))
        if chosen != _NEW_MEETING:
            return (dt.date.fromisoformat(chosen) if chosen else None), ""
        one, two = st.columns(2)
        with one:
            day = self._day("review", t("entry.review.day"), self.view.today)
        with two:
            title = self._text("title", t("entry.review.title"))
        return (day if title else None), title

    def _close(self) -> tuple[TargetChange | None, str]:
        t, portfolio = self.view.t, self.view.portfolio
        options = {
            name: f"{t(KINDS[entry.kind])} · {localize(entry.record.text, t.lang)}"
            for name, entry in all_entries(portfolio).items()
            if entry.record.closed is None and self._may_close(entry)
        }
        if not options:
            return None, t("entry.close.none")
        which = self._choice("which", t("entry.close.which"), options)
        on = self._day("on", t("entry.close.on"), self.view.today)
        note = self._text("note", t("entry.close.note"), area=True)
        if which is None or on is None:
            return None, t("entry.close.missing")
        return close_entry(portfolio, all_entries(portfolio)[which], on, note), ""

    def _may_close(self, entry: Entry) -> bool:
        if self.target_id is not None and entry.change_target != self.target_id:
            return False
        if entry.change_target == NO_TARGET:
            return self.person.leads is None
        target = self.view.portfolio.by_id.get(entry.change_target)
        return target is not None and self.person.may_report_for(target.lead)

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

    # --- widgets ------------------------------------------------------------------------------

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
        words = self.view.t("entry.public")
        return bool(
            self._remember("public", st.checkbox(words, key=self.draft.widget_key("public", False)))
        )
