"""A review as JSON: fields that stay, numbers without rounding, sentences in both languages of the record."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from tracker.analysis.decisions_needed import Need
from tracker.analysis.declared import LeadComparisons
from tracker.analysis.outlook import Outlook
from tracker.analysis.outlook_turns import OutlookTurn
from tracker.analysis.review import Review, ReviewedDecision
from tracker.analysis.revised_goals import RevisedGoal
from tracker.analysis.rows import AssessedTarget, DecisionRow, IssueRow, UpdateRow
from tracker.analysis.scenarios import Flip, Scenario
from tracker.analysis.turns import Turn
from tracker.i18n import Translator
from tracker.numbers import denoised
from tracker.portfolio.texts import DATA_LANGS, Bilingual
from tracker.views.review_need_words import ask_text
from tracker.views.review_turn_words import turn_reason
from tracker.views.review_words import headline_text, slip_text

_DAY_FIELDS: Final = (
    "status", "judged_on", "value", "goal", "high", "start", "due", "planned", "actual", "gap_pp",
    "shortfall", "reported_late_days", "rule",
)  # fmt: skip
"""What a row of `assess` has of one day."""
_ISSUE_FIELDS: Final = (
    "id", "issue", "opened", "closed", "cause", "text_zh", "text_en", "owner_zh", "owner_en",
    "raised_to_zh", "raised_to_en",
)  # fmt: skip
_DECISION_FIELDS: Final = (
    "decision", "id", "review", "text_zh", "text_en", "owner_zh", "owner_en", "due", "closed",
    "note_zh", "note_en",
)  # fmt: skip
_FIGURE_FIELDS: Final = ("id", "date", "reported", "value", "spent", "by_zh", "by_en", "grade")
_MONEY_FIELDS: Final = (
    "id", "approved", "announced", "spent", "spent_on", "elapsed", "physical", "execution", "ahead_pp",
)  # fmt: skip


def review_values(review: Review, flips: Iterable[Flip], scenario: Scenario) -> dict[str, Any]:
    """The review as plain values."""
    values: dict[str, Any] = {
        "since": review.since,
        "as_of": review.as_of,
        "meeting": review.meeting and _both("title", review.meeting.title),
        "headline": {lang: headline_text(Translator(lang), review) for lang in DATA_LANGS},
        "turns": [_turn(turn) for turn in review.turns],
        "flows": [each._asdict() for each in review.flows],
        "outlooks": [_outlook_turn(review, turn) for turn in review.outlooks],
        "needs": [_need(review, need) for need in review.needs],
        "decisions": [_decision(each) for each in review.decisions],
        "issues": {
            name: [_pick(issue, _ISSUE_FIELDS) for issue in of_name]
            for name, of_name in review.issues._asdict().items()
        },
        "declared": [row for group in review.declared for row in _declared(group)],
        "figures": [_pick(row, _FIGURE_FIELDS) for row in review.figures],
        "missing": [each._asdict() for each in review.missing],
        "revised": [_revised(goal) for goal in review.revised],
        "added": [_titled(row) for row in review.added],
        "ended": [
            {
                "id": each.id,
                "as": each.ending.as_,
                "on": each.ending.on,
                "into": each.ending.into,
                **_both("reason", each.ending.reason),
                "before": each.before,
            }
            for each in review.ended
        ],
        "money": {
            "unit": review.now.tables.money,
            "clocks": review.spending.clocks._asdict(),
            "spent": review.spending.totals.spent,
            "spent_before": review.spending.spent_before,
            **{
                name: [_pick(row, _MONEY_FIELDS) for row in getattr(review.spending, name)]
                for name in ("ahead", "behind", "unspent")
            },
        },
        "quality": [row._asdict() for row in review.quality],
    }
    if scenario:
        values["what_if"] = {**scenario._asdict(), "flips": [flip._asdict() for flip in flips]}
    plain: dict[str, Any] = _plain(values)
    return plain


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        **_titled(turn.now),
        "way": turn.way,
        "cause": turn.cause,
        "before": _pick(turn.before, _DAY_FIELDS),
        "now": _pick(turn.now, _DAY_FIELDS),
        "gain": turn.gain,
        "planned_gain": turn.planned_gain,
        **_sentences("reason", lambda t: turn_reason(t, turn)),
    }


def _outlook_turn(review: Review, turn: OutlookTurn) -> dict[str, Any]:
    return {
        **_titled(review.now.by_id[turn.id]),
        "way": turn.way,
        "before": _outlook(turn.before),
        "now": _outlook(turn.now),
    }


def _outlook(outlook: Outlook) -> dict[str, Any]:
    return _pick(
        outlook, ("verdict", "reason", "on", "value", "goal", "due", "shortfall", "reached_by")
    )


def _need(review: Review, need: Need) -> dict[str, Any]:
    row = review.now.by_id[need.id]
    return {
        **_titled(row),
        "reach": need.reach,
        "reasons": need.reasons,
        "at_stake": need.at_stake,
        "budget": need.budget,
        "issues": [issue.issue for issue in need.issues],
        "decisions": [decision.decision for decision in need.decisions],
        **_sentences("ask", lambda t: ask_text(t, need, row, review.as_of)),
    }


def _decision(each: ReviewedDecision) -> dict[str, Any]:
    return {**_pick(each.decision, _DECISION_FIELDS), "state": each.state}


def _declared(group: LeadComparisons) -> Iterable[dict[str, Any]]:
    for each in (*group.compared, *group.not_compared):
        yield {
            **_titled(each.target),
            "lead": group.lead,
            "declared": each.declared.declared,
            "declared_status": each.declared.status,
            "on": each.declared.on,
            "status": each.target.status,
            "optimism": each.optimism,
        }


def _revised(goal: RevisedGoal) -> dict[str, Any]:
    first, last = goal.revisions[0], goal.revisions[-1]
    return {
        "id": goal.id,
        "field": goal.field,
        "year": goal.year,
        "on": last.date,
        "from": _written(first, "from"),
        "to": _written(last, "to"),
        "first": _written(goal.first, "from"),
        "times": goal.times,
        "slip_days": goal.slip_days,
        "slip_percent": goal.slip_percent,
        "reason_zh": last.reason_zh,
        "reason_en": last.reason_en,
        **_sentences("slip", lambda t: slip_text(t, goal)),
    }


def _written(row: Any, side: str) -> Any:
    day, value, high = (getattr(row, f"{side}_{name}") for name in ("day", "value", "high"))
    return day or (value if math.isnan(high) else [value, high])


def _titled(row: AssessedTarget) -> dict[str, Any]:
    return _pick(row, ("id", "title_zh", "title_en"))


def _pick(
    row: AssessedTarget | IssueRow | DecisionRow | UpdateRow | Outlook | Any, names: Iterable[str]
) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _both(name: str, text: str | Bilingual) -> dict[str, str]:
    zh, en = (text.zh, text.en) if isinstance(text, Bilingual) else (text, text)
    return {f"{name}_zh": zh, f"{name}_en": en}


def _sentences(name: str, write: Callable[[Translator], str]) -> dict[str, str]:
    return {f"{name}_{lang}": write(Translator(lang)) for lang in DATA_LANGS}


def _plain(value: Any) -> Any:
    """Days as text, numbers without the noise of computing, missing values as null."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        value = denoised(value)
        return int(value) if value.is_integer() else value
    return value
