"""The items of a review in words, for the page, the command and the brief alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from math import isnan
from typing import Final

from tracker.analysis.amounts import amount, computed_difference, computed_paces, measure_scale
from tracker.analysis.decisions_needed import Need, Reach, Reason
from tracker.analysis.declared import Comparison
from tracker.analysis.outlook_words import outlook_short
from tracker.analysis.review import Review, ReviewedDecision
from tracker.analysis.revised_goals import RevisedGoal
from tracker.analysis.rows import AssessedTarget, DecisionRow, IssueRow
from tracker.analysis.shortfall import shortfall_text
from tracker.analysis.turns import Turn, Way, counts
from tracker.charts.captions import GOAL_FIELD_KEYS
from tracker.i18n import Translator, day
from tracker.numbers import number, percents, points, rounded, shifted
from tracker.portfolio.measures import QUANTITY_KINDS, RATE_KINDS
from tracker.portfolio.texts import localize
from tracker.views.target_row import signed_amount

WAY_KEYS: Final[Mapping[Way, str]] = {
    "worse": "review.way.worse",
    "better": "review.way.better",
    "unknown": "review.way.unknown",
    "known": "review.way.known",
    "other": "review.way.other",
}
"""Headings of the ways in which statuses turn; becoming grey is no turn for the worse."""


REACH_KEYS: Final[Mapping[Reach, str]] = {
    "reachable": "review.reach.reachable",
    "beyond": "review.reach.beyond",
    "unreported": "review.reach.unreported",
}
"""Headings of the parts of what needs a decision."""


def headline_text(t: Translator, review: Review) -> str:
    """How many statuses turned for the worse and for the better, and how the decisions stand."""
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
        ("review.sub.known", ways.get("known", 0)),
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


def turn_reason(t: Translator, turn: Turn) -> str:
    """Why a status turned: the figures of both days, what was planned, and the gap then and now."""
    before, now = turn.before, turn.now
    if now.status == "unreported":
        return _silence(t, now)
    if (before.status, now.status) == ("to_verify", "achieved"):
        by = t.localized(now, "accepted_by")
        return t("review.why.accepted", day=day(now.accepted_on), by=by)
    parts = [t("review.why.goal")] if turn.cause == "goal" else []
    if turn.cause == "correction" and now.judged_on:
        parts.append(t("review.why.correction", day=day(now.judged_on)))
    parts += [text for text in (_figures(t, turn), _standing(t, before, now)) if text]
    if turn.cause == "time":
        parts.append(t("review.why.time"))
    return t("list.semicolon").join(parts)


def _silence(t: Translator, row: AssessedTarget) -> str:
    if row.kind == "parts":
        return t("review.why.parts", known=row.parts_known, count=row.parts)
    if row.judged_on is None:
        return t("review.why.never")
    if row.reported_late_days and row.next_report:
        return t(
            "review.why.silent",
            day=day(row.judged_on),
            due=day(row.next_report),
            count=row.reported_late_days,
        )
    return t("review.why.awaited", day=day(row.judged_on))


def _figures(t: Translator, turn: Turn) -> str:
    before, now = turn.before, turn.now
    if now.judged_on is None:
        return ""
    if now.kind == "milestones":
        key = "review.why.steps" if before.judged_on else "review.why.steps.first"
        return t(key, before=before.steps_done, done=now.steps_done, count=now.steps)
    if isnan(now.value):
        return ""
    if before.judged_on is None or isnan(before.value):
        return t("review.why.first", day=day(now.judged_on), value=amount(t, now, now.value))
    if now.season is not None and now.year_earlier_on is not None:
        gain = signed_amount(t, turn.gain, measure_scale(t, now))
        return t(
            "review.why.season", gain=gain, now=day(now.judged_on), then=day(now.year_earlier_on)
        )
    days = {"before": day(before.judged_on), "now": day(now.judged_on)}
    is_same_day = before.judged_on == now.judged_on
    if now.kind not in QUANTITY_KINDS or now.season is not None or is_same_day:
        values = (amount(t, row, row.value) for row in (before, now))
        return t("review.why.values", first=next(values), second=next(values), **days)
    gain = signed_amount(t, turn.gain, measure_scale(t, now))
    if isnan(turn.planned_gain):
        return t("review.why.gain", gain=gain, **days)
    return t("review.why.planned", gain=gain, planned=_signed(t, now, turn.planned_gain), **days)


def _signed(t: Translator, row: AssessedTarget, change: float) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return sign + computed_difference(t, row, abs(change))


def _standing(t: Translator, before: AssessedTarget, now: AssessedTarget) -> str:
    """The gap then and now; of a goal that is reached, the day."""
    if now.status in ("achieved", "to_verify") and now.reached_on is not None:
        return t("review.why.reached", day=day(now.reached_on))
    return _gaps(t, before, now)


def _gaps(t: Translator, before: AssessedTarget, now: AssessedTarget) -> str:
    if now.kind in RATE_KINDS:
        return rate_text(t, now)
    if isnan(now.gap_pp):
        return ""
    if isnan(before.gap_pp) or before.judged_on is None:
        return gap_text(t, now)
    if before.gap_pp >= 0 and now.gap_pp >= 0:
        first, second = (points(row.gap_pp, t.lang, (now.amber, now.red)) for row in (before, now))
        return t("review.gap.both", first=first, second=second)
    return t("review.gap.turned", first=gap_text(t, before), second=gap_text(t, now))


def gap_text(t: Translator, row: AssessedTarget) -> str:
    """How far behind or ahead of plan, in points; "" where unknown."""
    if isnan(row.gap_pp):
        return ""
    if row.gap_pp == 0:
        return t("list.gap.none")
    key = "chart.gap.behind" if row.gap_pp > 0 else "chart.gap.ahead"
    return t(key, gap=points(abs(row.gap_pp), t.lang, (row.amber, row.red)))


def rate_text(t: Translator, row: AssessedTarget) -> str:
    """How far a rate is from its bound, or that it holds; "" where unknown."""
    if isnan(row.shortfall):
        return ""
    if row.shortfall == 0:
        return t("shortfall.none")
    scale = measure_scale(t, row)
    value, goal, high = (shifted(each, scale.shift) for each in (row.value, row.goal, row.high))
    return shortfall_text(t, row.kind, value, (goal, high), scale.unit)


def revision_text(t: Translator, goal: RevisedGoal, row: AssessedTarget, money: str) -> str:
    """The changes of one field in the interval: "due date 2022-12-01 → 2022-12-31"."""
    first, last = goal.revisions[0], goal.revisions[-1]
    if first.from_day is not None or last.to_day is not None:
        before, after = day(first.from_day), day(last.to_day)
    elif goal.field == "budget":
        before, after = (t.money(money, value) for value in (first.from_value, last.to_value))
    elif isnan(first.from_high):
        before, after = (amount(t, row, value) for value in (first.from_value, last.to_value))
    else:
        before = _range(t, row, first.from_value, first.from_high)
        after = _range(t, row, last.to_value, last.to_high)
    field = t(GOAL_FIELD_KEYS.get(goal.field, "field.budget"))
    if goal.year is not None:
        field = t("review.revised.year", field=field, year=goal.year)
    return t("review.revised.change", field=field, before=before, after=after)


def _range(t: Translator, row: AssessedTarget, low: float, high: float) -> str:
    scale = measure_scale(t, row)
    texts = (number(value, t.lang, scale.shift) for value in (low, high))
    return "–".join(texts) + scale.suffix


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


def ask_text(t: Translator, need: Need, row: AssessedTarget, as_of: dt.date) -> str:
    """What is to be decided about a target: one sentence."""
    reason = primary_reason(need)
    match reason:
        case "decision":
            decision = need.decisions[0]
            late = (as_of - decision.due).days if decision.due else 0
            return t("review.ask.decision", text=_quoted(t, decision), count=late)
        case "issue":
            issue = need.issues[0]
            words, days = _quoted(t, issue), (as_of - issue.opened).days
            who = t.localized(issue, "raised_to") or t.localized(issue, "owner")
            if who:
                return t("review.ask.issue", who=who, text=words, count=days)
            return t("review.ask.issue.nobody", text=words, count=days)
        case "report":
            return t("review.ask.report", count=row.reported_late_days or 0)
    if need.reach == "beyond" and reason != "pace":
        return t("review.ask.over")
    return t(_ASK_KEYS[reason])


def _quoted(t: Translator, item: IssueRow | DecisionRow) -> str:
    """Its text without the stop, for use within a sentence."""
    return t.localized(item, "text").rstrip("。.")


_ASK_KEYS: Final[Mapping[Reason, str]] = {
    "pace": "review.ask.pace",
    "outlook": "review.ask.outlook",
    "behind": "review.ask.behind",
}


def primary_reason(need: Need) -> Reason:
    """The reason that `ask_text` is about: that the goal is out of reach, else the first."""
    return "pace" if "pace" in need.reasons else need.reasons[0]


def need_reasons(t: Translator, need: Need, row: AssessedTarget, as_of: dt.date) -> list[str]:
    """Why a target needs a decision, a few words each, without what `ask_text` says already."""
    reasons = []
    if need.outlook is not None:
        reasons.append(outlook_short(need.outlook, row, t))
        if "pace" in need.reasons and need.outlook.paces is not None:
            _, _, needed, best = computed_paces(t, row, need.outlook.paces)
            reasons.append(t("review.need.pace", needed=needed, best=best))
    elif row.status != "unreported":
        reasons.append(rate_text(t, row) if row.kind in RATE_KINDS else gap_text(t, row))
    primary = primary_reason(need)
    if need.decisions and primary != "decision" and need.decisions[0].due is not None:
        longest = (as_of - need.decisions[0].due).days
        reasons.append(t("review.need.decisions", count=len(need.decisions), days=longest))
    if need.issues and primary != "issue":
        longest = (as_of - need.issues[0].opened).days
        reasons.append(t("review.need.issues", count=len(need.issues), days=longest))
    if row.reported_late_days and primary != "report":
        reasons.append(t("row.days_late", count=row.reported_late_days))
    return [reason for reason in reasons if reason]


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
