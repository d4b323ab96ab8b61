"""Why a status turned, for the Review page, the command and the brief."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Final

from tracker.analysis.amounts import amount, measure_scale, signed_difference
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.turns import Turn, Way
from tracker.i18n import Translator, day
from tracker.numbers import points
from tracker.portfolio.measures import QUANTITY_KINDS
from tracker.views.target_row import distance_text, signed_amount

WAY_KEYS: Final[Mapping[Way, str]] = {
    "worse": "review.way.worse",
    "better": "review.way.better",
    "unknown": "review.way.unknown",
    "known": "review.way.known",
    "other": "review.way.other",
}
"""Headings of changed statuses by direction; a status that becomes unknown is not worse."""


def turn_reason(t: Translator, turn: Turn) -> str:
    """Why a status turned: the figures of both days, what was planned, and the gap then and now."""
    before, now = turn.before, turn.now
    if now.status == "unreported":
        return _silence(t, now)
    if (before.status, now.status) == ("to_verify", "achieved"):
        by = t.localized(now, "accepted_by")
        return t("review.why.accepted", day=day(now.accepted_on), by=by)
    if now.rule == "parts_unjudged":
        return t.localized(now, "why")
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
    if row.withdrawn_on is not None:
        return t("review.why.withdrawn", day=day(row.withdrawn_on))
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
    return t(
        "review.why.planned",
        gain=gain,
        planned=signed_difference(t, now, turn.planned_gain),
        **days,
    )


def _standing(t: Translator, before: AssessedTarget, now: AssessedTarget) -> str:
    """The gap then and now; of a goal that is reached, the day."""
    if now.status in ("achieved", "to_verify") and now.reached_on is not None:
        return t("review.why.reached", day=day(now.reached_on))
    return _gaps(t, before, now)


def _gaps(t: Translator, before: AssessedTarget, now: AssessedTarget) -> str:
    if isnan(now.gap_pp) or isnan(before.gap_pp) or before.judged_on is None:
        return distance_text(t, now)
    if before.gap_pp >= 0 and now.gap_pp >= 0:
        first, second = (points(row.gap_pp, t.lang, (now.amber, now.red)) for row in (before, now))
        return t("review.gap.both", first=first, second=second)
    return t("review.gap.turned", first=distance_text(t, before), second=distance_text(t, now))
