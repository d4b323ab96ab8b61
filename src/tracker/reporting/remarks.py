"""What is odd about a report, said before it is on record.

A form, a sheet and a command each fill in a `Report`; whatever they say about it comes from here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from tracker.i18n import day, number
from tracker.portfolio import model
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY, Amount, convert_amount, currency_of
from tracker.portfolio.updates import EffectiveFigure, ReportedField, effective_figures
from tracker.reporting.report import (
    EVIDENCE_FIELDS,
    as_update,
    clean_evidence,
    find_target,
    is_recorded,
    money_unit,
    trimmed,
)
from tracker.reporting.report import Report as Report  # noqa: PLC0414 -- given on to whoever fills one in

FIGURES: Final = ("value", "spent", "done")
GRADES: Final[tuple[str, ...]] = get_args(model.Grade)
_URL: Final = re.compile(r"https?://[^\s<>\"']{1,1990}")  # as `scalars.Url` takes it
_PARTIAL_DATE: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


@dataclass(frozen=True)
class Remark:
    """``say(remark.key, **remark.values)``. An error must be mended, a warning be looked at.

    ``field`` is one of `Report`, with ``evidence.url`` and the like; empty where no one field is at
    fault.
    """

    level: Literal["error", "warning"]
    field: str
    key: str
    values: Mapping[str, object]


def _error(field: str, key: str, /, **values: object) -> Remark:
    return Remark("error", field, key, values)


def _warning(field: str, key: str, /, **values: object) -> Remark:
    return Remark("warning", field, key, values)


def remarks(portfolio: Portfolio, report: Report, today: dt.date) -> tuple[Remark, ...]:
    """Everything odd about a report, errors first. The rules are those of `tracker.checks`, said of
    one report before it is on record."""
    target = find_target(portfolio, report.target)
    if target is None:
        return (_error("target", "remark.no_target", id=report.target),)
    found = [
        *_check_dates(target, report, today),
        *_check_content(portfolio, target, report),
        *_check_value(portfolio, target, report),
        *_check_steps(target, report),
        *_check_spent(portfolio, target, report),
        *_check_evidence(portfolio, report),
    ]
    return tuple(sorted(found, key=lambda remark: remark.level != "error"))


def _check_dates(target: Target, report: Report, today: dt.date) -> Iterator[Remark]:
    for field, when in (("date", report.date), ("reported", report.reported)):
        if when is not None and when > today:
            yield _error(field, "remark.future", day=day(when), today=day(today))
    if not FIRST_DAY <= report.date <= LAST_DAY:
        yield _error("date", "remark.no_day", first=day(FIRST_DAY), last=day(LAST_DAY))
    if report.reported is not None and report.reported < report.date:
        yield _error(
            "reported", "remark.reported_early", day=day(report.reported), date=day(report.date)
        )
    if target.start is not None and report.date < target.start:
        yield _warning("date", "remark.before_start", day=day(report.date), start=day(target.start))
    if report.corrects is None:
        return
    corrected = [update for update in target.updates if update.date == report.corrects]
    known = report.reported or report.date
    if not corrected:
        yield _error("corrects", "remark.corrects_nothing", day=day(report.corrects))
    elif any((update.known_on, update.date) > (known, report.date) for update in corrected):
        latest = max(update.known_on for update in corrected)  # it would stand above, or be older
        yield _error("reported", "remark.corrects_later", day=day(latest))


def _have_common_figure(one: Any, other: Any) -> bool:
    return any(
        getattr(one, name) is not None and getattr(other, name) is not None for name in FIGURES
    )


def _check_content(portfolio: Portfolio, target: Target, report: Report) -> Iterator[Remark]:
    if all(getattr(report, name) is None for name in FIGURES):
        if not trimmed(report.note) and report.corrects is None:
            yield _error("", "remark.nothing")
        return
    known = report.reported or report.date
    for by in target.updates:
        withdraws = all(getattr(by, name) is None for name in FIGURES)
        if (
            by.corrects == report.date
            and (by.known_on, by.date) > (known, report.date)  # later, or below it in the file
            and (withdraws or _have_common_figure(by, report))
        ):
            yield _error("corrects", "remark.outdone", day=day(report.date), known=day(by.known_on))
            return
    if is_recorded(portfolio, report):
        yield _error("", "remark.recorded", day=day(report.date))
        return
    for name in ("value", "spent"):
        given = getattr(report, name)
        if given is None or report.corrects == report.date:
            continue
        held = [one for one in effective_figures(target.updates, name) if one.date == report.date]
        if held:
            key = "remark.again_value" if name == "value" else "remark.again_spent"
            yield _warning(name, key, day=day(report.date), held=_format_figure(held[0].value))


def _check_value(portfolio: Portfolio, target: Target, report: Report) -> Iterator[Remark]:
    value, measure = report.value, target.measure
    if value is None:
        return
    if not math.isfinite(value):
        yield _error("value", "remark.no_number")
        return
    if not isinstance(measure, model.Numeric):
        stepwise = measure.kind == "milestones"
        yield _error("value", "remark.value_milestones" if stepwise else "remark.value_statement")
        return
    if not isinstance(measure, (model.Cumulative, model.LevelMeasure)):
        return
    if measure.kind == "cumulative" and value < 0:
        yield _error("value", "remark.negative")
    up = measure.target >= measure.baseline
    for before, now, is_new in _neighbours(portfolio, target, report, "value"):
        given = {"value": _format_figure(value), "day": day(before.date if is_new else now.date)}
        if measure.kind == "cumulative" and now.value < before.value:
            if is_new:
                yield _error("value", "remark.falls", last=_format_figure(before.value), **given)
            else:
                yield _error("value", "remark.above_next", next=_format_figure(now.value), **given)
        elif measure.kind == "level" and is_new and _is_behind(before.value, now.value, up=up):
            yield _warning("value", "remark.backwards", last=_format_figure(before.value), **given)
    if _is_behind(value, measure.target, up=up):
        yield _warning(
            "value",
            "remark.beyond",
            value=_format_figure(value),
            goal=_format_figure(measure.target),
        )


def _is_behind(before: float, now: float, *, up: bool) -> bool:
    return now < before if up else now > before


def _neighbours(
    portfolio: Portfolio, target: Target, report: Report, name: ReportedField
) -> Iterator[tuple[EffectiveFigure, EffectiveFigure, bool]]:
    """The figures that would count just before and just after the report's, each paired with it.

    The last item tells whether the report is the later one. Corrections may fall.
    """
    update = as_update(
        portfolio, dataclasses.replace(report, evidence=_grade_only(report.evidence))
    )
    if update is None:
        return
    own = len(target.updates)
    updates = (*target.updates, update)
    line = effective_figures(updates, name)
    place = next((n for n, one in enumerate(line) if one.update_index == own), None)
    if place is None:
        return
    if place > 0 and update.corrects is None:
        yield line[place - 1], line[place], True
    if place + 1 < len(line) and updates[line[place + 1].update_index].corrects is None:
        yield line[place], line[place + 1], False


def _grade_only(given: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Of evidence only what decides which figure counts."""
    grade = (given or {}).get("grade")
    return {"grade": grade} if grade in GRADES else None


def _check_steps(target: Target, report: Report) -> Iterator[Remark]:
    known = [step.id for step in target.milestones]
    for step in report.done or ():
        if step not in known:
            yield _error("done", "remark.no_step", step=step, steps=", ".join(known) or "–")


def _check_spent(portfolio: Portfolio, target: Target, report: Report) -> Iterator[Remark]:
    spent = report.spent
    if spent is None:
        return
    unit = money_unit(portfolio, target.id)
    size = spent.value if isinstance(spent, Amount) else spent
    if not math.isfinite(size):
        yield _error("spent", "remark.no_number")
        return
    if unit is None and not isinstance(spent, Amount):
        yield _error("spent", "remark.no_unit")
        return
    unit = unit or portfolio.money
    if isinstance(spent, Amount) and currency_of(spent.unit) != currency_of(unit):
        yield _error("spent", "remark.currency", found=spent.unit, expected=unit)
        return
    if size < 0:
        yield _error("spent", "remark.spent_negative")

    def here(amount: Any) -> float:
        """In the unit of the file; bare amounts of a record are in the portfolio's."""
        return convert_amount(amount if isinstance(amount, Amount) else Amount(amount, home), unit)

    home = portfolio.header.money or unit
    mine = convert_amount(spent, unit)
    for before, now, is_new in _neighbours(portfolio, target, report, "spent"):
        try:
            other = here(before.value if is_new else now.value)
        except ValueError:  # another currency on record: the checks tell
            continue
        if (mine < other) if is_new else (mine > other):
            yield _warning(
                "spent",
                "remark.spent_falls" if is_new else "remark.spent_above_next",
                spent=_format_figure(mine),
                other=_format_figure(other),
                unit=unit,
                day=day(before.date if is_new else now.date),
            )
    if target.budget is not None:
        try:
            approved = here(target.budget.approved)
        except ValueError:
            return
        if mine > approved:
            yield _warning(
                "spent",
                "remark.overspent",
                spent=_format_figure(mine),
                approved=_format_figure(approved),
                unit=unit,
            )


def _check_evidence(portfolio: Portfolio, report: Report) -> Iterator[Remark]:
    given = clean_evidence(report.evidence)
    if not given:
        if report.corrects is None:
            yield _warning("evidence", "remark.no_evidence")
        return
    url, grade, document = (given.get(name) for name in ("url", "grade", "document"))
    if url is not None and not _URL.fullmatch(str(url)):
        yield _error("evidence.url", "remark.url")
    if grade is None:
        yield _warning("evidence.grade", "remark.no_grade")
    elif grade not in GRADES:
        yield _error("evidence.grade", "remark.grade", grade=grade)
    if document is None and "title" not in given:
        yield _error("evidence.title", "remark.no_title")
    elif document is not None and document not in portfolio.documents:
        yield _error("evidence.document", "remark.no_document", document=document)
    if (published := given.get("published")) is not None and not _is_partial_date(str(published)):
        yield _error("evidence.published", "remark.published", published=published)
    for name in given:
        if name not in EVIDENCE_FIELDS:
            yield _error("evidence", "remark.no_field", field=name)


def _is_partial_date(text: str) -> bool:
    if not _PARTIAL_DATE.fullmatch(text):
        return False
    try:
        when = dt.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return FIRST_DAY <= when <= LAST_DAY


def _format_figure(value: Any) -> str:
    """A number as both languages write it; an amount with its unit."""
    if isinstance(value, Amount):
        return f"{number(value.value, 'zh', 4)} {value.unit}"
    return number(value, "zh", 4)
