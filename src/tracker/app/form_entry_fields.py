"""The fields of the forms for issues and decisions, and the change that they contain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import streamlit as st

from tracker.analysis.issues import CAUSE_KEYS, OTHER_CAUSE
from tracker.app.entry_widgets import EntryWidgets
from tracker.i18n import LocalizedError
from tracker.portfolio.texts import localize
from tracker.reporting.issues import (
    Entry,
    all_entries,
    close_entry,
    new_decision,
    new_issue,
    organisation_key,
)
from tracker.store.changes import NO_TARGET, TargetChange

KINDS: Final[Mapping[str, str]] = {
    "issue": "entry.kind.issue",
    "decision": "entry.kind.decision",
    "close": "entry.kind.close",
}
"""The forms by name, with the key of their label."""
_NEW_MEETING: Final = "new"


class EntryFields(EntryWidgets):
    """The fields of one form in a column, and the change that they contain."""

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
        evidence = self._evidence()
        public = self._public()
        if not (target and cause and text):
            return None, t("entry.issue.missing")
        fields = {
            "opened": opened,
            "cause": cause,
            "text": text,
            "owner": organisation_key(portfolio, owner),
            "raised_to": organisation_key(portfolio, raised_to),
            "evidence": evidence,
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
