"""The sections of a review about what was agreed and what is in the way: decisions and issues."""

from __future__ import annotations

from functools import partial
from typing import Final

from tracker.analysis.issues import cause_word
from tracker.analysis.review import Review, ReviewedDecision
from tracker.analysis.rows import IssueRow
from tracker.html import prose, tag, text
from tracker.i18n import day
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.download_links import download_links
from tracker.views.review_section import Line, Section, part
from tracker.views.review_words import decision_state_text, decisions_text

_STATE_KEYS: Final = {
    "overdue": "review.decisions.overdue",
    "open": "review.decisions.open",
    "kept_late": "review.decisions.late",
    "kept": "review.decisions.kept",
}


def decisions(view: PageContext, review: Review) -> Section:
    """The decisions open on the earlier day or taken since, by state."""
    t = view.t
    parts = []
    for state, key in _STATE_KEYS.items():
        of_state = [each for each in review.decisions if each.state == state]
        if of_state:
            heading = t(key, count=len(of_state))
            parts.append(part(view, heading, of_state, partial(_decision_line, view, review)))
    return Section(
        "decisions",
        t("review.decisions.heading"),
        decisions_text(t, review),
        (),
        parts,
        t("review.decisions.none"),
        files=download_links(view, "decisions", t("review.files.decisions"), id=None),
    )


def _decision_line(view: PageContext, review: Review, each: ReviewedDecision) -> Line:
    t, decision = view.t, each.decision
    target = view.by_id.get(decision.id or "")
    due = day(decision.due) if decision.due else t("review.decision.no_due")
    about = [
        t.localized(decision, "owner") or t("review.nobody"),
        t("review.decision.taken", day=day(decision.review)),
        t.localized(target, "title") if target else "",
        t.localized(decision, "note"),
    ]
    state = decision_state_text(t, each, review.as_of)
    return Line(
        t.localized(decision, "text"),
        view.href("targets", id=target.id) if target else None,
        " · ".join(filter(None, about)),
        [Markup(prose(due) + tag("span", prose(state), class_="quiet"))],
    )


def issues(view: PageContext, review: Review) -> Section:
    """What stands in the way: open issues the longest first, and those resolved since."""
    t = view.t
    groups = (
        ("review.issues.open", review.issues.open),
        ("review.issues.closed", review.issues.closed),
    )
    parts = [
        part(view, t(key, count=len(some)), some, partial(_issue_line, view, review))
        for key, some in groups
        if some
    ]
    counts = [
        t(key, count=len(some))
        for key, some in (
            ("review.issues.opened", review.issues.opened),
            ("review.issues.closed", review.issues.closed),
        )
    ]
    return Section(
        "issues",
        t("review.issues.heading"),
        t("list.comma").join(counts) if parts else "",
        (),
        parts,
        t("review.issues.none"),
        files=download_links(view, "issues", t("review.files.issues"), id=None),
    )


def _issue_line(view: PageContext, review: Review, issue: IssueRow) -> Line:
    t, row = view.t, view.row(issue.id)
    who = t.localized(issue, "owner")
    raised = t.localized(issue, "raised_to")
    about = [
        cause_word(issue, t),
        t("review.issue.owner", who=who) if who else t("review.nobody"),
        t("review.issue.raised", who=raised) if raised else "",
        t.localized(row, "title"),
    ]
    end = issue.closed or review.as_of
    key = "review.issue.open" if issue.closed is None else "review.issue.took"
    days = text(t(key, count=(end - issue.opened).days))
    new = (
        tag("span", text(t("review.issue.new")), class_="badge")
        if issue in review.issues.opened
        else ""
    )
    since = tag("span", prose(t("review.issue.since", day=day(issue.opened))), class_="quiet")
    return Line(
        t.localized(issue, "text"),
        view.href("targets", id=issue.id),
        " · ".join(filter(None, about)),
        [Markup(f"{days} {new}{since}")],
    )
