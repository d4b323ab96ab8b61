"""The forms for what an office decides about a target: its owner, its acceptance, its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import streamlit as st

from tracker.analysis.rows import AssessedTarget
from tracker.app.entry_widgets import EntryWidgets
from tracker.i18n import LocalizedError
from tracker.portfolio.model import Target
from tracker.reporting.issues import organisation_key
from tracker.reporting.target_record import ENDINGS, DecidedField, decide_target, set_owner
from tracker.store.access import Person
from tracker.store.changes import TargetChange
from tracker.views.context import PageContext

DECIDED_KINDS: Final[Mapping[str, str]] = {
    "owner": "entry.kind.owner",
    "accept": "entry.kind.accept",
    "end": "entry.kind.end",
}
"""The forms by name, with the key of their label."""
DECIDED_FIELDS: Final[Mapping[str, DecidedField]] = {
    "owner": "owner",
    "accept": "accepted",
    "end": "ended",
}
"""By form, the field of the target that it sets."""


def offered_kinds(view: PageContext, person: Person, target_id: str | None) -> list[str]:
    """The forms that this person may use here, and which there is a target for."""
    return [kind for kind in DECIDED_KINDS if any(_rows(view, person, kind, target_id))]


def _rows(
    view: PageContext, person: Person, kind: str, target_id: str | None
) -> Iterator[AssessedTarget]:
    """The targets that a form may be about, of the page's target or of all."""
    rows = view.by_id.values() if target_id is None else [view.row(target_id)]
    for row in rows:
        if person.may_report_for(row.lead) and _is_open(person, kind, row.status):
            yield row


def _is_open(person: Person, kind: str, status: str) -> bool:
    """A department that reports does not accept or end its own targets."""
    if kind == "owner":
        return True
    if person.leads is not None:
        return False
    return status == "to_verify" if kind == "accept" else status != "ended"


class DecidedFields(EntryWidgets):
    """The fields of one form in a column, and the change that they contain."""

    def change(self, kind: str) -> tuple[TargetChange | None, str]:
        """The change, or None and what is missing for it."""
        t = self.view.t
        target_id = self.target_id
        if target_id is None:
            rows = _rows(self.view, self.person, kind, None)
            titles = {row.id: t.localized(row, "title") for row in rows}
            target_id = self._choice("target", t("entry.target"), titles)
        target = self.view.portfolio.by_id.get(target_id or "")
        forms = {"owner": self._owner, "accept": self._accept, "end": self._end}
        try:
            return forms[kind](target)
        except LocalizedError as error:
            return None, t.message(error.message)

    def _owner(self, target: Target | None) -> tuple[TargetChange | None, str]:
        t, portfolio = self.view.t, self.view.portfolio
        if target is not None and target.owner is not None:
            name = t.localized(self.view.row(target.id), "owner")
            if self._tick("remove", t("entry.owner.remove", name=name)):
                return set_owner(portfolio, target.id, ""), ""
        owner = self._text("owner", t("entry.owner.name"))
        if target is None or not owner:
            return None, t("entry.owner.missing")
        name = organisation_key(portfolio, owner)
        if name == target.owner:
            return None, t("entry.owner.same", name=self.view.lead(name))
        return set_owner(portfolio, target.id, name), ""

    def _accept(self, target: Target | None) -> tuple[TargetChange | None, str]:
        t, portfolio = self.view.t, self.view.portfolio
        one, two = st.columns(2)
        with one:
            by = self._text("owner", t("entry.accept.by"))
        with two:
            on = self._day("on", t("entry.accept.on"), self.view.today)
        how = self._text("text", t("entry.accept.how"), area=True)
        evidence = self._evidence()
        if target is None or not by:
            return None, t("entry.accept.missing")
        fields = {
            "on": on,
            "by": organisation_key(portfolio, by),
            "how": how,
            "evidence": evidence,
        }
        return decide_target(portfolio, target.id, "accepted", fields), ""

    def _end(self, target: Target | None) -> tuple[TargetChange | None, str]:
        t, portfolio = self.view.t, self.view.portfolio
        one, two = st.columns(2)
        with one:
            as_ = self._choice(
                "how", t("entry.end.as"), {key: t(words) for key, words in ENDINGS.items()}
            )
        with two:
            on = self._day("on", t("entry.end.on"), self.view.today)
        into = None
        if as_ in ("merged", "superseded"):
            others = {
                key: t.localized(row, "title")
                for key, row in self.view.by_id.items()
                if target is None or key != target.id
            }
            into = self._choice("which", t("entry.end.into"), others)
        reason = self._text("text", t("entry.end.reason"), area=True)
        evidence = self._evidence()
        needs_other = as_ in ("merged", "superseded") and not into
        if target is None or not as_ or not reason or needs_other:
            return None, t("entry.end.missing")
        fields = {"as": as_, "on": on, "into": into, "reason": reason, "evidence": evidence}
        return decide_target(portfolio, target.id, "ended", fields), ""
