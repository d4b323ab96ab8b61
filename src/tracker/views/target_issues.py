"""What is in the way of one target and what was decided on it: cause, since when, whose move."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from tracker.analysis.decisions import DecisionState, decision_state
from tracker.analysis.details import TargetDetails
from tracker.analysis.issues import cause_word
from tracker.analysis.rows import DecisionRow, IssueRow
from tracker.html import DOT, prose
from tracker.i18n import Translator, day
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.download_links import entry_file_links
from tracker.views.evidence import evidence

_OPEN, _CLOSED = "!", "✔"


class Entry(NamedTuple):
    """An issue or a decision of the list."""

    on: str  # raised, or decided
    mark: str
    is_open: bool
    words: str
    state: str
    is_late: bool
    details: Markup
    note: str


def issues_card(view: PageContext, details: TargetDetails) -> dict[str, object] | None:
    """The values of `target_issues.html`; None where the record has neither issues nor decisions on it."""
    if not details.issues and not details.decisions:
        return None
    t = view.t
    issues = [_issue(view, one) for one in details.issues]
    decisions = [_decision(view, one) for one in details.decisions]
    is_open = [one.is_open for one in issues]
    return {
        "heading": t("issues.heading"),
        "below": t("issues.open_count", count=sum(is_open))
        if any(is_open)
        else t("issues.none_open"),
        "issues": issues,
        "files": entry_file_links(view, details.row.id),
        "decided": t("issues.decided"),
        "decisions": decisions,
    }


def _issue(view: PageContext, issue: IssueRow) -> Entry:
    t = view.t
    parts = [t("issues.cause", cause=cause_word(issue, t))]
    if owner := t.localized(issue, "owner"):
        parts.append(t("issues.owner", owner=owner))
    if raised_to := t.localized(issue, "raised_to"):
        parts.append(t("issues.raised_to", name=raised_to))
    words = prose(" · ".join(parts))
    if issue.evidence_zh or issue.evidence_en:
        words += DOT + evidence(view, issue).source
    return Entry(
        on=day(issue.opened),
        mark=_CLOSED if issue.closed else _OPEN,
        is_open=issue.closed is None,
        words=t.localized(issue, "text"),
        state=t("issues.closed", day=day(issue.closed))
        if issue.closed
        else open_words(t, issue, view.as_of),
        is_late=False,
        details=Markup(words),
        note=t.localized(issue, "note"),
    )


def open_words(t: Translator, issue: IssueRow, as_of: dt.date) -> str:
    """For how long an issue has been open."""
    days = (as_of - issue.opened).days
    return t("issues.open_days", count=days) if days else t("issues.open_today")


_STATE_KEYS: Final[dict[DecisionState, str]] = {
    "open": "decision.open",
    "overdue": "decision.overdue",
    "kept": "decision.kept",
    "kept_late": "decision.kept_late",
}


def decision_words(t: Translator, decision: DecisionRow, as_of: dt.date) -> str:
    """Whether a decision was carried out, and when or how late."""
    state = decision_state(decision, as_of)
    last: dt.date | None = decision.closed or decision.due
    if last is None:
        return t("decision.open.no_due")
    late = (decision.closed or as_of) - (decision.due or last)
    return t(_STATE_KEYS[state], day=day(last), count=late.days)


def _decision(view: PageContext, decision: DecisionRow) -> Entry:
    t = view.t
    parts = [t.localized(decision, "review")]
    if owner := t.localized(decision, "owner"):
        parts.append(t("issues.owner", owner=owner))
    is_open = decision.closed is None
    return Entry(
        on=day(decision.review),
        mark=_OPEN if is_open else _CLOSED,
        is_open=is_open,
        words=t.localized(decision, "text"),
        state=decision_words(t, decision, view.as_of),
        is_late=decision_state(decision, view.as_of) == "overdue",
        details=Markup(prose(" · ".join(parts))),
        note=t.localized(decision, "note"),
    )
