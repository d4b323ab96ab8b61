"""Rules for issues."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.checks.rule import Finding, RuleContext, rule
from tracker.i18n import Message
from tracker.portfolio.entries import CAUSES
from tracker.portfolio.model import Target
from tracker.portfolio.problems import suggest


@rule("issue-id")
def issues_differ(target: Target, _: RuleContext) -> Iterator[Finding]:
    """No two issues of a target have the same id.

    Passes:
        issues:
          - {id: permits, opened: 2022-03-01, cause: approvals, text: Two permits are missing}
          - {id: pipes, opened: 2022-04-01, cause: other, text: A gas pipe crosses the site}

    Fails:
        issues:
          - {id: permits, opened: 2022-03-01, cause: approvals, text: Two permits are missing}
          - {id: permits, opened: 2022-04-01, cause: other, text: A gas pipe crosses the site}
    """
    seen = set()
    for n, issue in enumerate(target.issues):
        if issue.id in seen:
            yield Finding(("issues", n, "id"), Message("check.issue-id", id=issue.id))
        seen.add(issue.id)


@rule("issue-cause")
def causes_are_defined(target: Target, context: RuleContext) -> Iterator[Finding]:
    """The cause of an issue is one of the built-in causes or one that the portfolio adds.

    Passes:
        portfolio: {title: Homes, money: 亿元, causes: {heritage: Heritage protection}}
        issues: [{id: facade, opened: 2022-03-01, cause: heritage, text: The facade is listed}]

    Fails:
        issues: [{id: facade, opened: 2022-03-01, cause: heritage, text: The facade is listed}]
    """
    causes = [*CAUSES, *context.portfolio.header.causes]
    for n, issue in enumerate(target.issues):
        if issue.cause not in causes:
            message = Message(
                "check.issue-cause",
                cause=issue.cause,
                names=causes,
                suggestion=suggest(issue.cause, causes),
            )
            yield Finding(("issues", n, "cause"), message)


@rule("issue-dates")
def issues_close_after_they_open(target: Target, context: RuleContext) -> Iterator[Finding]:
    """An issue is not closed before it is opened, and neither day is in the future.

    Passes:
        issues: [{id: pipes, opened: 2022-03-01, closed: 2022-05-01, cause: other, text: A gas pipe}]

    Fails:
        issues: [{id: pipes, opened: 2022-03-01, closed: 2022-02-01, cause: other, text: A gas pipe}]
    """
    for n, issue in enumerate(target.issues):
        if issue.closed is not None and issue.closed < issue.opened:
            message = Message("check.closed-early", closed=issue.closed, opened=issue.opened)
            yield Finding(("issues", n, "closed"), message)
        for name, day in (("opened", issue.opened), ("closed", issue.closed)):
            if day is not None and day > context.today:
                message = Message("check.day-ahead", date=day, today=context.today)
                yield Finding(("issues", n, name), message)
