"""What is to be decided about a target and why, for the Review page, the command and the brief."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from tracker.analysis.amounts import computed_paces
from tracker.analysis.decisions_needed import Need, Reach, Reason
from tracker.analysis.outlook_words import outlook_short
from tracker.analysis.rows import AssessedTarget, DecisionRow, IssueRow
from tracker.i18n import Translator
from tracker.views.target_row import distance_text

REACH_KEYS: Final[Mapping[Reach, str]] = {
    "reachable": "review.reach.reachable",
    "beyond": "review.reach.beyond",
    "unreported": "review.reach.unreported",
}
"""Headings of the parts of what needs a decision."""


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
        reasons.append(distance_text(t, row))
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
