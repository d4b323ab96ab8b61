"""The items of a review in words, for the page, the command and the brief alike."""

from __future__ import annotations

import datetime as dt
from math import isnan

from tracker.analysis.amounts import measure_scale
from tracker.analysis.assessment import STATUSES
from tracker.analysis.declared import Comparison
from tracker.analysis.review import Review, ReviewedDecision
from tracker.analysis.revised_goals import RevisedGoal
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.turns import counts
from tracker.charts.captions import revised_values
from tracker.i18n import Translator, day, plural_count
from tracker.numbers import percents, points, rounded
from tracker.portfolio.texts import localize
from tracker.views.target_words import field_label


def headline_text(t: Translator, review: Review) -> str:
    """How many statuses turned for the worse and for the better, what is judged at last, and how the decisions stand."""
    if not review.now.by_id:
        return t("review.head.unknown", day=day(review.as_of))
    ways = counts(review.turns)
    turned = [
        t(key, count=count)
        for key, count in (
            ("review.head.worse", ways.get("worse", 0)),
            ("review.head.better", ways.get("better", 0)),
        )
        if count
    ]
    if newly_judged := [turn.now.status for turn in review.turns if turn.way == "known"]:
        statuses = {status: newly_judged.count(status) for status in STATUSES}
        words = t.status_counts(statuses)
        turned.append(t("review.head.known", count=len(newly_judged), statuses=words))
    clauses = [t("list.comma").join(turned) or t("review.head.none", day=day(review.since))]
    if decisions := decisions_text(t, review):
        clauses.append(decisions)
    return t("list.semicolon").join(clauses)


def sub_text(t: Translator, review: Review) -> str:
    """The two days, what was received, and what is not known."""
    ways = counts(review.turns)
    span = t(
        "review.sub.span",
        since=day_in_words(t, review),
        as_of=day(review.as_of),
        count=(review.as_of - review.since).days,
    )
    counted = (
        ("review.sub.figures", len(review.figures)),
        ("review.sub.missing", len(review.missing)),
        ("review.sub.revised", len({goal.id for goal in review.revised})),
        ("review.sub.unknown", ways.get("unknown", 0)),
        ("review.sub.added", len(review.added)),
        ("review.sub.ended", len(review.ended)),
    )
    always = ("review.sub.figures", "review.sub.missing")
    words = [t(key, count=count) for key, count in counted if count or key in always]
    return " · ".join([span, *words])


def day_in_words(t: Translator, review: Review) -> str:
    """The earlier day, with the meeting that was held on it."""
    if review.meeting is None:
        return day(review.since)
    title = localize(review.meeting.title, t.lang)
    return t("review.meeting", day=day(review.since), title=title)


def revision_text(t: Translator, goal: RevisedGoal, row: AssessedTarget, money: str) -> str:
    """The changes of one field in the interval: "due date 2022-12-01 → 2022-12-31"."""
    first, last = goal.revisions[0], goal.revisions[-1]
    if goal.field == "budget":
        before, after = (t.money(money, value) for value in (first.from_value, last.to_value))
    else:
        scale = measure_scale(t, row)
        unit = "" if goal.field in ("start", "due") else scale.unit
        before = t.amount(revised_values(first, t.lang, scale.shift)[0], unit)
        after = t.amount(revised_values(last, t.lang, scale.shift)[1], unit)
    return t("review.revised.change", field=revised_field(t, goal), before=before, after=after)


def revised_field(t: Translator, goal: RevisedGoal) -> str:
    """What was revised; of a flow with the year whose goal it is."""
    field = field_label(t, goal.field)
    if goal.year is None:
        return field
    return t("review.revised.year", field=field, year=goal.year)


def slip_text(t: Translator, goal: RevisedGoal) -> str:
    """How far the field has moved since the first promise: "92 days later in all", "−8.8 % in all"."""
    if goal.slip_days is not None:
        if goal.slip_days == 0:
            return t("review.slip.none")
        key = "review.slip.later" if goal.slip_days > 0 else "review.slip.earlier"
        return t(key, count=abs(goal.slip_days))
    if isnan(goal.slip_percent):
        return ""
    if goal.slip_percent == 0:
        return t("review.slip.none")
    sign = "+" if goal.slip_percent > 0 else "−"
    return t("review.slip.percent", percent=sign + rounded(abs(goal.slip_percent), t.lang, 1))


def clocks_text(t: Translator, review: Review) -> str:
    """Time, work and money of the targets that have all three."""
    clocks = review.spending.clocks
    if not clocks.targets:
        return ""
    elapsed, physical, spent = percents((clocks.elapsed, clocks.physical, clocks.spent), t.lang)
    return t(
        "review.money.clocks",
        count=clocks.targets,
        elapsed=elapsed,
        physical=physical,
        spent=spent,
    )


def decisions_text(t: Translator, review: Review) -> str:
    """How many decisions there are and how many of them are overdue; "" without any."""
    if not review.decisions:
        return ""
    overdue = sum(each.state == "overdue" for each in review.decisions)
    key = "review.head.overdue" if overdue else "review.head.in_time"
    return t(key, count=len(review.decisions), overdue=overdue)


def decision_state_text(t: Translator, each: ReviewedDecision, as_of: dt.date) -> str:
    """Whether a decision is open, overdue or done, with the days."""
    decision = each.decision
    match each.state:
        case "overdue" if decision.due is not None:
            return t("review.decision.overdue", count=(as_of - decision.due).days)
        case "kept":
            return t("review.decision.kept", day=day(decision.closed))
        case "kept_late" if decision.closed is not None and decision.due is not None:
            days = (decision.closed - decision.due).days
            return t("review.decision.late", day=day(decision.closed), count=days)
    if decision.due is None:
        return t("review.decision.open")
    return t("review.decision.left", count=(decision.due - as_of).days)


def optimism_text(t: Translator, comparison: Comparison) -> str:
    """How a declared status compares with the computed one; "" where they cannot be compared."""
    steps = comparison.optimism
    if steps is None:
        return ""
    if steps == 0:
        return t("review.declared.same")
    return t("review.declared.better" if steps > 0 else "review.declared.worse", count=abs(steps))


def apart_text(t: Translator, ahead_pp: float) -> str:
    """By how many percentage points spending and progress differ."""
    apart = points(abs(ahead_pp), t.lang)
    return t("review.money.apart", points=apart, count=plural_count(apart))
