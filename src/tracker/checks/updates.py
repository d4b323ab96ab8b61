"""Rules for updates: dates, values, corrections and milestones done."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from operator import gt

from tracker.checks.rule import Finding, RuleContext, rule
from tracker.i18n import Message
from tracker.portfolio.measures import MAX_SEASON_SHIFT
from tracker.portfolio.model import Target
from tracker.portfolio.problems import suggest
from tracker.portfolio.updates import effective_figures, has_decrease, report_order


@rule("update-order", level="warning")
def updates_are_sorted(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Updates are sorted by date; two sources may report on one day.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: B}}
          - {date: 2022-03-31, value: 212, evidence: {title: Gazette, grade: A}}

    Fails:
        updates:
          - {date: 2022-06-30, value: 300, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
    """
    last = None
    for n, update in enumerate(target.updates):
        if update.corrects is not None:  # a correction is sorted by the day it was made
            continue
        if last is not None and update.date < last:
            yield Finding(
                ("updates", n, "date"),
                Message("check.update-order", date=update.date, previous=last),
            )
        last = update.date


@rule("reported")
def reported_after_its_date(target: Target, context: RuleContext) -> Iterator[Finding]:
    """Nothing is reported before the day of the figure; of a day in the future another rule speaks.

    Passes:
        updates:
          - {date: 2022-03-31, reported: 2022-04-15, value: 210, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, reported: 2022-03-15, value: 210, evidence: {title: Bulletin, grade: A}}
    """
    for n, update in enumerate(target.updates):
        is_future = update.date > context.today
        if update.reported is not None and update.reported < update.date and not is_future:
            yield Finding(
                ("updates", n, "reported"),
                Message("check.reported", reported=update.reported, date=update.date),
            )


@rule("future")
def dates_are_not_in_future(target: Target, context: RuleContext) -> Iterator[Finding]:
    """The date of an update, and the day it was reported, are not in the future.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2122-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
    """
    today = context.today
    for n, update in enumerate(target.updates):
        if update.date > today:
            name, day = "date", update.date
        elif update.reported is not None and update.reported > today:
            name, day = "reported", update.reported
        else:
            continue
        yield Finding(("updates", n, name), Message("check.future", date=day, today=today))


@rule("value-kind", level="warning", needs=("measure",))
def value_fits_the_kind(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Values are for measures that have a number; milestones are reported with ``done``.

    Passes:
        measure: {kind: milestones}
        milestones: [{id: signed, title: Signed}]
        updates:
          - {date: 2022-03-31, done: [signed], evidence: {title: Bulletin, grade: A}}

    Fails:
        measure: {kind: milestones}
        milestones: [{id: signed, title: Signed}]
        updates:
          - {date: 2022-03-31, value: 1, evidence: {title: Bulletin, grade: A}}
    """
    keys = {
        "milestones": "check.value-kind.milestones",
        "statement": "check.value-kind.statement",
        "parts": "check.value-kind.parts",
    }
    if (key := keys.get(target.measure.kind)) is None:
        return
    for n, update in enumerate(target.updates):
        if update.value is not None:
            yield Finding(("updates", n, "value"), Message(key, value=update.value))


@rule("negative")
def counts_are_not_negative(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A count is never below zero; a rate may be.

    Passes:
        updates:
          - {date: 2022-03-31, value: 0, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: -5, evidence: {title: Bulletin, grade: A}}
    """
    if target.measure.kind not in ("cumulative", "flow"):
        return
    for n, update in enumerate(target.updates):
        if update.value is not None and update.value < 0:
            yield Finding(("updates", n, "value"), Message("check.negative", value=update.value))


@rule("falling")
def counts_do_not_fall(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A running total does not fall, except by a correction; that of a flow not within a year.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, value: 120, corrects: 2022-03-31, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, value: 120, evidence: {title: Bulletin, grade: A}}
    """
    kind = target.measure.kind
    if kind not in ("cumulative", "flow") or not has_decrease(target.updates, "value", gt):
        return
    for before, now in pairwise(effective_figures(target.updates, "value")):
        if kind == "flow" and before.date.year != now.date.year:
            continue
        if now.value < before.value and target.updates[now.update_index].corrects is None:
            yield Finding(
                ("updates", now.update_index, "value"),
                Message(
                    "check.falling",
                    before=before.value,
                    before_date=before.date,
                    value=now.value,
                    date=now.date,
                ),
            )


@rule("corrects", needs=("updates",))
def corrections_refer_to_update(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A correction names the day of another update.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - date: 2022-03-31
            reported: 2022-05-01
            value: 201
            corrects: 2022-03-31
            evidence: {title: Bulletin, grade: A}

    Fails:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, value: 201, corrects: 2022-03-30, evidence: {title: Bulletin, grade: A}}
    """
    reports = Counter(update.date for update in target.updates)
    for n, update in enumerate(target.updates):
        if update.corrects is None:
            continue
        if reports[update.corrects] == (update.corrects == update.date):  # none but itself
            days = {day for day, count in reports.items() if count > (day == update.date)}
            message = (
                Message("check.corrects", date=update.corrects, dates=sorted(days))
                if days
                else Message("check.corrects.alone", date=update.corrects)
            )
            yield Finding(("updates", n, "corrects"), message)


@rule("corrects-nothing", level="warning", needs=("updates",))
def corrections_supersede_update(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A correction is reported after the update it corrects, or follows it on the same day.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-03-31, value: 201, corrects: 2022-03-31, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: 201, corrects: 2022-03-31, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
    """
    first: dict[dt.date, tuple[dt.date, int]] = {}
    for n, update in enumerate(target.updates):
        order = report_order(target.updates, n)
        first[update.date] = min(first.get(update.date, order), order)
    reports = Counter(update.date for update in target.updates)
    for n, update in enumerate(target.updates):
        if update.corrects is None or reports[update.corrects] == (update.corrects == update.date):
            continue
        if first[update.corrects] >= report_order(target.updates, n):
            yield Finding(
                ("updates", n, "corrects"), Message("check.corrects-nothing", date=update.corrects)
            )


@rule("corrects-date", level="warning", needs=("measure", "updates"))
def corrections_are_of_the_corrected_day(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A correction of a figure that is not the latest, or of another year or season, has the date of that figure.

    With a later date its figure would count as one of that day: instead of the newer figures, or for the
    wrong year.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - date: 2022-03-31
            reported: 2022-07-15
            value: 201
            corrects: 2022-03-31
            evidence: {title: Bulletin, grade: A}
          - {date: 2022-06-30, value: 480, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, value: 480, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-07-15, value: 201, corrects: 2022-03-31, evidence: {title: Bulletin, grade: A}}
    """
    measure, days = target.measure, None
    reported = {update.date for update in target.updates}
    for n, update in enumerate(target.updates):
        corrected = update.corrects
        if update.value is None or corrected is None or corrected not in reported:
            continue
        if corrected >= update.date:
            continue
        if days is None:
            days = [figure.date for figure in effective_figures(target.updates, "value")]
        if (
            any(corrected < day < update.date for day in days)
            or (measure.kind == "flow" and corrected.year != update.date.year)
            or (
                getattr(measure, "season", None) is not None
                and (update.date - corrected).days > MAX_SEASON_SHIFT
            )
        ):
            yield Finding(
                ("updates", n, "date"),
                Message("check.corrects-date", date=update.date, corrects=corrected),
            )


@rule("done", needs=("milestones",))
def steps_exist(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Everything reported as done is a milestone of the target.

    Passes:
        milestones: [{id: signed, title: Signed}]
        updates:
          - {date: 2022-03-31, done: [signed], evidence: {title: Bulletin, grade: A}}

    Fails:
        milestones: [{id: signed, title: Signed}]
        updates:
          - {date: 2022-03-31, done: [singed], evidence: {title: Bulletin, grade: A}}
    """
    known = None
    for n, update in enumerate(target.updates):
        if not update.done:
            continue
        if known is None:
            known = [step.id for step in target.milestones]
        for m, step in enumerate(update.done):
            if step not in known:
                message = (
                    Message(
                        "check.done", milestone=step, names=known, suggestion=suggest(step, known)
                    )
                    if known
                    else Message("check.done.none", milestone=step)
                )
                yield Finding(("updates", n, "done", m), message)
