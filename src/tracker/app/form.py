"""The form that reports on one target: the fields that fit it, what is odd beside each, drafts kept.

What is typed lives in the session by target, so looking at another one and coming back loses nothing.
Streamlit enters here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final

import pandas as pd
import streamlit as st

from tracker.app import drafts, form_save, page, report_html, result_html, signin
from tracker.app.drafts import Draft
from tracker.app.report_html import label
from tracker.portfolio import model
from tracker.portfolio.model import Target
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY
from tracker.reporting import parsing
from tracker.reporting.parsing import CellError, Held
from tracker.reporting.remarks import GRADES, Remark, Report, remarks
from tracker.reporting.report import find, last_period_end, money_unit
from tracker.store.access import Person
from tracker.views.context import View

CHOSEN: Final = "update_chosen"  # session key: the target chosen
OWING_SHOWN: Final = 12


def choose(view: View, person: Person) -> str | None:
    """The target to report on: those that owe a report first, all that this person may."""
    say = view.say
    names = _choices((*page.key(view), person.leads), view, person)
    ids = list(names)
    asked = st.query_params.get(page.ID)
    if asked and asked not in ids:
        known = asked in view.rows.index
        words = say("update.not_yours") if known else say("target.unknown", id=asked)
        st.html(result_html.refused(words))
    if not ids:
        st.html(result_html.refused(say("update.nothing_yours")))
        return None
    st.session_state[CHOSEN] = asked if asked in ids else None
    chosen: str | None = st.selectbox(
        say("update.target"), ids, index=None, format_func=lambda own: names.get(own, own),
        key=CHOSEN, on_change=_choose, placeholder=say("update.target.hint", count=len(ids)),
    )  # fmt: skip
    if chosen is None:
        _owing(view, names)
    return chosen


@st.cache_resource(max_entries=64, show_spinner=False)
def _choices(key: object, _view: View, _person: Person) -> dict[str, str]:  # noqa: ARG001 -- the key is for the cache
    """The targets of this person, each in a line; to be read only."""
    return report_html.names(_view, report_html.may_report(_view, _person))


def way_in(view: View, target_id: str) -> None:
    """On a target's page, the link to its form, for whoever may report on it."""
    person = signin.person()
    if person is None:
        return
    lead = view.row(target_id).lead
    if person.may(lead if isinstance(lead, str) else None):
        st.html(report_html.way_in(view, target_id))


def _choose() -> None:
    _open(st.session_state[CHOSEN])


def _open(target_id: str | None) -> None:
    if target_id:
        st.query_params[page.ID] = target_id
    else:
        st.query_params.pop(page.ID, None)


def _owing(view: View, names: dict[str, str]) -> None:
    """Those that owe a report, each to be opened with a click; the session and its drafts stay."""
    owing = report_html.owing(view)
    first = [own for own in names if own in owing][:OWING_SHOWN]
    if not first:
        return
    with st.container(key="update_owing", gap="xsmall"):
        for own in first:
            st.button(label(names[own]), key=f"update_open_{own}", on_click=_open, args=(own,), width="stretch")  # fmt: skip


def fill(view: View, person: Person, target_id: str) -> None:
    """The form of one target, from how it stands to the save."""
    target = find(view.portfolio, target_id)
    if target is None:
        return
    draft = drafts.of(view.portfolio, target_id)
    page.html(view, report_html.standing, target_id)
    form_save.outcome(view, target_id)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        form = _Form(view, target, draft)
        report = form.report()
    found = (*form.faults, *remarks(view.portfolio, report, view.today))
    faulty = {remark.field for remark in form.faults}
    if faulty:  # what cannot be read is not also nothing
        found = tuple(r for r in found if r.key != "remark.nothing")
    if draft.begun:
        form.tell(found)
    with right:
        form_save.offer(view, person, draft, report, found)


class _Form:
    """The fields of one target in a column, and the places for what is odd about each."""

    def __init__(self, view: View, target: Target, draft: Draft) -> None:
        self.view, self.target, self.draft = view, target, draft
        self.faults: list[Remark] = []
        self._slots: dict[str, Any] = {}

    def report(self) -> Report:
        """Draw every field; what they hold."""
        say, target = self.view.say, self.target
        days = sorted({update.date for update in target.updates}, reverse=True)
        corrects = None
        one, two = st.columns(2)
        with one:
            date = self._keep("date", st.date_input(
                say("update.date"), key=self.draft.held("date", self._day()), format="YYYY-MM-DD",
                min_value=FIRST_DAY, max_value=LAST_DAY,
            ))  # fmt: skip
        with two:
            reported = self._keep("reported", st.date_input(
                say("update.reported_on"), key=self.draft.held("reported", self.view.today),
                format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=LAST_DAY,
            ))  # fmt: skip
        self._slot("date", "reported")
        date = date or self._day()
        if days:
            key = self.draft.held("corrects", None)
            corrects = self._keep("corrects", st.selectbox(
                say("update.corrects_day"), days, index=None, key=key, format_func=dt.date.isoformat,
                placeholder=say("update.corrects_none"), on_change=self._same_day, args=(key,),
            ))  # fmt: skip
            self._slot("corrects")
        page.html(self.view, report_html.plan, target.id, date)
        value = self._value()
        done = self._steps()
        spent = self._spent()
        note = self._text("note", area=True)
        by = self._text("by", self.view.lead(target.lead) if target.lead else "")
        if target.lead and by == self.view.lead(target.lead):
            by = target.lead  # its key says the name in both languages
        return Report(
            target.id, date, reported=reported or self.view.today, value=value, done=done,
            spent=spent, note=note, by=by, corrects=corrects, evidence=self._evidence(),
        )  # fmt: skip

    def tell(self, found: Iterable[Remark]) -> None:
        """Put each remark beside its field, those of none at the end."""
        by_slot: dict[Any, list[Remark]] = {}
        for remark in found:
            slot = self._slots.get(remark.field) or self._slots["evidence"]
            by_slot.setdefault(slot, []).append(remark)
        for slot, own in by_slot.items():
            slot.html(report_html.told(self.view.say, own))

    def _keep(self, name: str, value: Any) -> Any:
        self.draft.given[name] = value
        return value

    def _slot(self, *fields: str) -> None:
        place = st.empty()
        self._slots.update(dict.fromkeys(fields, place))

    def _same_day(self, key: str) -> None:
        """A correction speaks of the day it corrects, unless the person says otherwise."""
        if chosen := st.session_state[key]:
            st.session_state[self.draft.key("date")] = chosen

    def _day(self) -> dt.date:
        """The end of the last period that is over; of a target past due, its due date until that is told."""
        row = self.view.row(self.target.id)
        due = self.target.due
        if due and due <= self.view.today and not row.judged_on >= pd.Timestamp(due):
            return due
        return last_period_end(self.view.today, int(row.every_months))

    def _text(self, name: str, default: str = "", *, area: bool = False) -> str:
        make: Callable[..., Any] = st.text_area if area else st.text_input
        more: dict[str, Any] = {"height": 90} if area else {}
        words = self.view.say(f"update.field.{name}")
        key = self.draft.held(name, default)
        said: str = make(words, key=key, max_chars=parsing.LONGEST, **more)
        self._slot(name, f"evidence.{name}")
        return str(self._keep(name, said) or "").strip()

    def _parsed(self, name: str, words: str, hint: str, parse: Callable[[Held], Any]) -> Any:
        """A number typed as people write them; what is wrong with it is a fault of the field."""
        typed = st.text_input(words, key=self.draft.held(name, ""), placeholder=hint, max_chars=40)
        self._keep(name, typed)
        self._slot(name)
        try:
            return parse(Held(typed or None))
        except CellError as error:
            self.faults.append(Remark("error", name, error.key, error.values))
            return None

    def _value(self) -> float | None:
        measure = self.target.measure
        if not isinstance(measure, model.Numeric):
            return None
        unit = measure.unit
        units = [unit.zh, unit.en] if isinstance(unit, model.Bilingual) else [unit]
        said = label(self.view.say.pick(self.view.row(self.target.id), "unit"))
        sums = measure.kind == "cumulative"
        words = self.view.say("update.field.total" if sums else "update.field.value", unit=said)
        found: float | None = self._parsed(
            "value", words, self.view.say("update.value.hint"), lambda held: parsing.number(held, units)
        )  # fmt: skip
        return found

    def _spent(self) -> Any:
        unit = money_unit(self.view.portfolio, self.target.id)
        if unit is None or (self.target.measure.kind == "statement" and not self.target.budget):
            return None
        words = self.view.say("update.field.spent", unit=self.view.say.money(unit))
        return self._parsed("spent", words, "", lambda held: parsing.amount(held, unit))

    def _steps(self) -> tuple[str, ...] | None:
        """The steps not yet done, to be ticked; none at all may be said where steps are judged."""
        if not self.target.milestones:
            return None
        say = self.view.say
        done = self.view.steps_done(self.target.id)
        titles = report_html.step_titles(self.view, self.target.id)
        with st.container(key="update_steps", gap="xxsmall"):
            st.caption(say("update.steps"))
            ticked = tuple(
                step.id for step in self.target.milestones
                if step.id not in done and self._tick(f"step:{step.id}", label(titles[step.id]))
            )  # fmt: skip
            judged = self.target.measure.kind == "milestones"
            none = judged and self._tick("none_done", say("update.steps.none"))
        self._slot("done")
        return ticked or (() if none else None)

    def _tick(self, name: str, words: str) -> bool:
        return bool(self._keep(name, st.checkbox(words, key=self.draft.held(name, default=False))))

    def _evidence(self) -> dict[str, Any]:
        say = self.view.say
        title = self._text("title")
        one, two = st.columns(2)
        with one:
            publisher = self._text("publisher")
        with two:
            grade = self._keep("grade", st.selectbox(
                say("update.field.grade"), GRADES, index=None, key=self.draft.held("grade", None),
                format_func=lambda one: f"{one} · {say(f'grade.{one}')}", placeholder=say("update.grade.hint"),
            ))  # fmt: skip
            self._slot("evidence.grade")
        url = self._text("url")
        self._slot("evidence", "")
        return {"title": title, "publisher": publisher, "url": url, "grade": grade}
