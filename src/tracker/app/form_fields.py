"""The fields of the form: widgets that start with the draft, and the report that they contain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final

import streamlit as st

from tracker.analysis.details import details_of
from tracker.app import page, report_html
from tracker.app.form_drafts import Draft
from tracker.app.report_html import escape_markdown
from tracker.numbers import number
from tracker.portfolio.entries import DECLARABLE
from tracker.portfolio.measures import Numeric
from tracker.portfolio.model import Target
from tracker.portfolio.money import Amount
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY
from tracker.portfolio.texts import localize
from tracker.reporting.entry import entry_unit, parse_spent, parse_value, unit_names
from tracker.reporting.parsing import CellError, CellValue
from tracker.reporting.remarks import Remark
from tracker.reporting.report import GRADES, Report, last_period_end
from tracker.views.context import PageContext

_TEXT_LABELS: Final = {
    "note": "update.field.note",
    "by": "update.field.by",
    "title": "update.field.title",
    "publisher": "update.field.publisher",
    "url": "update.field.url",
}
EVIDENCE_FIELDS: Final = {name: f"evidence.{name}" for name in ("title", "publisher", "url")}
GRADE_TEXTS: Final = {"A": "grade.A", "B": "grade.B", "C": "grade.C"}


class ReportFields:
    """The fields of one target in a column, and a slot below each for remarks."""

    def __init__(self, view: PageContext, target: Target, draft: Draft) -> None:
        self.view, self.target, self.draft = view, target, draft
        self.input_errors: list[Remark] = []
        self._slots: dict[str, Any] = {}

    def report(self) -> Report:
        """Draw every field; the report that they contain."""
        t, target = self.view.t, self.target
        days = sorted({update.date for update in target.updates}, reverse=True)
        corrects = None
        one, two = st.columns(2)
        with one:
            date = self._date_field("date", t("update.date"), self._default_date())
        with two:
            reported = self._date_field("reported", t("update.reported_on"), self.view.today)
        self._slot("date", "reported")
        if days:
            key = self.draft.widget_key("corrects", None)
            if st.session_state[key] not in days:
                st.session_state[key] = None  # a draft of before the day was removed
            corrects = self._remember(
                "corrects",
                st.selectbox(
                    t("update.corrects_day"),
                    days,
                    index=None,
                    key=key,
                    format_func=dt.date.isoformat,
                    placeholder=t("update.corrects_none"),
                    on_change=self._sync_date,
                    args=(key,),
                ),
            )
            self._slot("corrects")
        page.show_html(self.view, report_html.planned_line, target.id, date)
        value = self._value_field()
        done = self._steps_field()
        spent = self._spent_field()
        note = self._text_field("note", area=True)
        declared = self._declared_field()
        by = self._text_field("by", self.view.lead(target.lead) if target.lead else "")
        if target.lead and by == self.view.lead(target.lead):
            by = target.lead  # the key stands for its name in every language
        return Report(
            target.id,
            date,
            reported=reported,
            value=value,
            done=done,
            spent=spent,
            note=note,
            by=by,
            declared=declared,
            corrects=corrects,
            evidence=self._evidence_fields(),
        )

    def is_confirmed(self, report: Report) -> bool:
        """A tick for these doubtful figures; others need a tick of their own."""
        figures = f"{report.date} {report.value} {report.spent}"
        return self._checkbox(f"confirm:{figures}", self.view.t("update.confirm"))

    def show_remarks(self, notes: Iterable[Remark]) -> None:
        """Put each remark below its field; those without a field at the end."""
        by_slot: dict[Any, list[Remark]] = {}
        for remark in notes:
            slot = self._slots.get(remark.field) or self._slots["evidence"]
            by_slot.setdefault(slot, []).append(remark)
        for slot, group in by_slot.items():
            slot.html(report_html.remarks_html(self.view.t, group))

    def _remember(self, name: str, value: Any) -> Any:
        self.draft.entered[name] = value
        return value

    def _slot(self, *fields: str) -> None:
        place = st.empty()
        self._slots.update(dict.fromkeys(fields, place))

    def _sync_date(self, key: str) -> None:
        """Choosing the day to correct also sets the date, which can still be changed."""
        if chosen := st.session_state[key]:
            st.session_state[self.draft.key("date")] = chosen

    def _default_date(self) -> dt.date:
        """The end of the last period; the due date once it has passed and has no report yet."""
        row = self.view.row(self.target.id)
        due = self.target.due
        if due and due <= self.view.today and (row.judged_on is None or row.judged_on < due):
            return due
        return last_period_end(self.view.today, row.every_months)

    def _date_field(self, name: str, label: str, default: dt.date) -> dt.date:
        """A day; ``default`` where the field is empty."""
        chosen = st.date_input(
            label,
            key=self.draft.widget_key(name, default),
            format="YYYY-MM-DD",
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
        )
        return self._remember(name, chosen) or default

    def _text_field(self, name: str, default: str = "", *, area: bool = False) -> str:
        """A text, named after its field in the report; in evidence, after that one."""
        make: Callable[..., Any] = st.text_area if area else st.text_input
        more: dict[str, Any] = {"height": 90} if area else {}
        label = self.view.t(_TEXT_LABELS[name])
        key = self.draft.widget_key(name, default)
        typed: str = make(label, key=key, **more)  # no `max_chars`: it drops a longer paste
        self._slot(name, f"evidence.{name}")
        return str(self._remember(name, typed) or "").strip()

    def _number_field(
        self,
        name: str,
        words: str,
        hint: str,
        parse: Callable[[CellValue], Any],
        show: Callable[[Any], str],
    ) -> Any:
        """A number as typed; if it cannot be read, that is an error of the field.

        Below it stands what ``show`` makes of it, "" where that is what was typed.
        """
        typed = st.text_input(words, key=self.draft.widget_key(name, ""), placeholder=hint)
        self._remember(name, typed)
        self._slot(name)
        try:
            number = parse(CellValue(typed or None))
        except CellError as error:
            self.input_errors.append(Remark("error", name, error.message))
            return None
        if number is not None and (amount := show(number)):
            st.html(report_html.quiet_line(self.view.t("update.read_as", amount=amount)))
        return number

    def _value_field(self) -> float | None:
        measure = self.target.measure
        if not isinstance(measure, Numeric):
            return None
        t, units = self.view.t, unit_names(self.target)
        unit = t.localized(self.view.row(self.target.id), "unit")
        label_unit = escape_markdown(t.entry_unit(unit, units[0]))

        def natural(value: float) -> str:
            scale = t.unit_scale(unit, value)
            return "" if not scale.shift else f"{number(value, t.lang, scale.shift)} {scale.unit}"

        key = "update.field.total" if measure.kind == "cumulative" else "update.field.value"
        value: float | None = self._number_field(
            "value",
            t(key, unit=label_unit),
            t("update.value.hint"),
            lambda cell: parse_value(self.target, cell),
            natural,
        )
        return value

    def _spent_field(self) -> Any:
        unit = entry_unit(self.view.portfolio, self.target.id)
        if unit is None or (self.target.measure.kind == "statement" and not self.target.budget):
            return None
        t, portfolio = self.view.t, self.view.portfolio

        def natural(spent: float | Amount) -> str:
            amount = spent if isinstance(spent, Amount) else Amount(spent, unit)
            is_as_typed = amount.unit == unit and not t.money_scale(amount.unit, amount.value).shift
            return "" if is_as_typed else t.money(amount.unit, amount.value)

        return self._number_field(
            "spent",
            t("update.field.spent", unit=t.entry_money_unit(unit)),
            "",
            lambda cell: parse_spent(portfolio, self.target.id, cell),
            natural,
        )

    def _steps_field(self) -> tuple[str, ...] | None:
        """The steps not yet done; where steps decide the status, also that none is done."""
        if not self.target.milestones:
            return None
        t = self.view.t
        details = details_of(self.view.snapshot, self.target.id)
        titles = {step.milestone: t.localized(step, "title") for step in details.steps}
        with st.container(key="update_steps", gap="xxsmall"):
            st.caption(t("update.steps"))
            ticked = tuple(
                step.id
                for step in self.target.milestones
                if step.id not in details.done
                and self._checkbox(f"step:{step.id}", escape_markdown(titles[step.id]))
            )
            judged = self.target.measure.kind == "milestones"
            none = judged and self._checkbox("none_done", t("update.steps.none"))
        self._slot("done")
        return ticked or (() if none else None)

    def _declared_field(self) -> str | None:
        """The reporter's own status: of their own scale where the portfolio has one, else one of ours."""
        t, ratings = self.view.t, self.view.portfolio.header.ratings
        words = {key: localize(rating.title, t.lang) for key, rating in ratings.items()}
        words = words or {status: t.status(status) for status in DECLARABLE}
        key = self.draft.widget_key("declared", None)
        if st.session_state[key] not in words:
            st.session_state[key] = None  # a draft of before the scale was changed
        chosen: str | None = st.selectbox(
            t("update.field.declared"),
            list(words),
            index=None,
            key=key,
            format_func=lambda status: words[str(status)],
            placeholder=t("update.declared.hint"),
        )
        self._slot("declared")
        self._remember("declared", chosen)
        return chosen

    def _checkbox(self, name: str, words: str) -> bool:
        return bool(
            self._remember(name, st.checkbox(words, key=self.draft.widget_key(name, default=False)))
        )

    def _evidence_fields(self) -> dict[str, Any]:
        t = self.view.t
        title = self._text_field("title")
        one, two = st.columns(2)
        with one:
            publisher = self._text_field("publisher")
        with two:
            grade = self._remember(
                "grade",
                st.selectbox(
                    t("update.field.grade"),
                    GRADES,
                    index=None,
                    key=self.draft.widget_key("grade", None),
                    format_func=lambda grade: f"{grade} · {t(GRADE_TEXTS[grade])}",
                    placeholder=t("update.grade.hint"),
                ),
            )
            self._slot("evidence.grade")
        url = self._text_field("url")
        self._slot("evidence", "")
        return {"title": title, "publisher": publisher, "url": url, "grade": grade}
