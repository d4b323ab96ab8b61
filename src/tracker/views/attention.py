"""Needs attention: the targets behind and the reports missing, first what can still be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.agenda import needing_attention
from tracker.analysis.assessment import JUDGED, OVER
from tracker.analysis.issues import open_issues
from tracker.analysis.rows import AssessedTarget, IssueRow
from tracker.html import prose
from tracker.i18n import Translator, shorten
from tracker.templates import Markup, render
from tracker.views import changes
from tracker.views.context import PageContext, reporting_rule
from tracker.views.selections import SELECTION_PARAM, selection
from tracker.views.target_budget import ahead_text
from tracker.views.target_issues import open_words
from tracker.views.target_row import due_text, is_assumed, progress_bar, rate_gap, status_lamp

MAX_ROWS: Final = 8
MAX_LINKS: Final = 12
"""In one line of targets with the same reason."""
MAX_PRINTED: Final = 50
"""Rows, and names in a line, that are on paper: a report of a department has all, one of 10,000 targets is no list."""
_MAX_ISSUE: Final = 60  # columns


class TargetLine(NamedTuple):
    """One target: what it is, where it stands and why."""

    title: str
    href: str
    lead: str
    time: str  # to the deadline
    status: Markup
    previous: Markup  # the status on the comparison day, where it was another
    bar: Markup
    below_bar: str
    why: Markup
    money: str  # that spending is ahead of progress
    issue: str  # what has been in its way for longest
    is_beyond: bool = False  # beyond the first ones: on paper alone


class _Named(NamedTuple):
    title: str
    href: str | None
    note: str
    is_beyond: bool = False  # on paper alone


class _Fold(NamedTuple):
    """Targets of which one sentence says all."""

    status: Markup  # the status they share, with the sentence
    targets: Sequence[_Named]
    rest: _Rest | None
    is_beyond: bool = False


class _Rest(NamedTuple):
    """The link to all where the screen shows the first ones."""

    title: str
    href: str | None
    unprinted: str  # the same for paper, "" where that has all of them


def attention(view: PageContext, max_printed: int | None = None) -> html.Html:
    """A row for each of the first targets, a line for those that share a reason, and a link to the others.

    Those are in rows too, which are for paper: a link does not print. ``max_printed`` rows, and names in a line, are
    on the page; no more are needed where a list of all targets follows.
    """
    t, remarks = view.t, _remarks(view)
    max_printed = MAX_PRINTED if max_printed is None else max_printed
    lines: list[TargetLine | _Fold | _Rest] = []
    shown = hidden = unprinted = after_shown = 0
    for group in _by_reason(needing_attention(view.by_id.values(), view.as_of)):
        if group[0].status == "unreported":
            lines.append(_fold(view, group, max_printed))
            continue
        shown += 1
        is_beyond = shown > MAX_ROWS
        if is_beyond:
            hidden += len(group)
        if shown > max(max_printed, MAX_ROWS):
            unprinted += len(group)
            continue
        line = (
            _fold(view, group, max_printed)
            if len(group) > 1
            else _target_line(view, group[0], remarks)
        )
        lines.append(line._replace(is_beyond=is_beyond))
        if not is_beyond:
            after_shown = len(lines)
    if hidden:
        lines.insert(
            after_shown,
            _Rest(
                t("worst.more.attention", count=hidden),
                view.list_href(**{SELECTION_PARAM: "attention"}),
                t("worst.more.attention", count=unprinted) if unprinted else "",
            ),
        )
    waiting = [
        row
        for row in view.by_id.values()
        if row.status == "unreported" and not row.reported_late_days and row.kind != "parts"
    ]
    lines += [_fold(view, group, max_printed) for group in _by_reason(waiting)]
    unreported = any(row.status == "unreported" for row in view.by_id.values())
    is_any_judged = any(row.status in JUDGED for row in view.by_id.values())
    return render(
        "views",
        "attention.html",
        heading=t("worst.heading"),
        order=Markup(prose(t("worst.order", since=changes.since(view)))) if shown else "",
        columns=_columns(t) if any(isinstance(line, TargetLine) for line in lines) else (),
        lines=lines,
        empty=t("worst.none" if is_any_judged else "worst.none.judged"),
        revised=_revised(view),
        rule=Markup(prose(reporting_rule(t, view.portfolio.owed_from))) if unreported else "",
    )


def few_targets(view: PageContext, rows: Iterable[AssessedTarget]) -> html.Html:
    """The same rows for targets that need no attention; for a portfolio of a few, "" for none."""
    remarks = _remarks(view)
    lines = [_target_line(view, row, remarks) for row in rows]
    if not lines:
        return ""
    t = view.t
    return render(
        "views",
        "attention.html",
        heading=t("worst.others") if len(lines) < len(view.by_id) else t("page.targets"),
        order="",
        columns=_columns(t),
        lines=lines,
        empty="",
        revised=None,
        rule="",
    )


def _revised(view: PageContext) -> _Named | None:
    """How many goals were changed, with the link to them."""
    count = len(selection(view, "revised"))
    if not count:
        return None
    href = view.list_href(**{SELECTION_PARAM: "revised"})
    return _Named(view.t("worst.revised", count=count), href, "")


def _columns(t: Translator) -> list[str]:
    keys = "chart.column.title", "chart.column.status", "worst.progress", "worst.why"
    return [t(key) for key in keys]


def _by_reason(rows: Iterable[AssessedTarget]) -> list[list[AssessedTarget]]:
    """Rows with the same reason together, at the place of the first.

    Reports are missing for one of two reasons: there never was one, or the latest is too old; the days of
    each are beside its name.
    """
    groups: dict[tuple[object, ...], list[AssessedTarget]] = {}
    for row in rows:
        if row.status == "unreported":
            key: tuple[object, ...] = row.status, row.judged_on is None
        else:
            key = row.status, row.why_zh, row.original_status
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _fold(view: PageContext, rows: Sequence[AssessedTarget], max_printed: int) -> _Fold:
    t, first = view.t, rows[0]
    named = [
        _Named(
            t.localized(row, "title"),
            view.href("targets", id=row.id),
            _note(view, row),
            is_beyond=position >= MAX_LINKS,
        )
        for position, row in enumerate(rows[: max(max_printed, MAX_LINKS)])
    ]
    if first.status != "unreported":
        words = t("worst.same", count=len(rows), status=t.status(first.status))
        words += view.explanation(first)
        query = {"status": first.status}
    elif first.reported_late_days:
        key = "worst.late.never" if first.judged_on is None else "worst.late"
        words, query = t(key, count=len(rows)), {SELECTION_PARAM: "late"}
    else:
        key = "worst.waiting.never" if first.judged_on is None else "worst.waiting"
        words, query = t(key, count=len(rows)), {"status": "unreported"}
    rest, unprinted = len(rows) - MAX_LINKS, len(rows) - max(max_printed, MAX_LINKS)
    return _Fold(
        Markup(html.status_lamp(first.status, t, word=words)),
        named,
        _Rest(
            t("worst.more", count=rest),
            view.list_href(**query),
            t("worst.more", count=unprinted) if unprinted > 0 else "",
        )
        if rest > 0
        else None,
    )


def _note(view: PageContext, row: AssessedTarget) -> str:
    """Beside a target in a line: who is to report and how late the report is."""
    parts = []
    if row.lead is not None:
        parts.append(view.lead(row.lead))
    if row.status == "unreported" and row.reported_late_days:
        parts.append(view.t("row.days_late", count=row.reported_late_days))
    return view.t("list.comma").join(parts)


class _Remarks(NamedTuple):
    """What is said below the reason of a status, by target id."""

    money_ahead: Mapping[str, float]  # percentage points by which spending is ahead of progress
    issues: Mapping[str, Sequence[IssueRow]]  # open ones, the longest open first


def _remarks(view: PageContext) -> _Remarks:
    issues: dict[str, list[IssueRow]] = {}
    for issue in open_issues(view.tables, view.as_of):
        issues.setdefault(issue.id, []).append(issue)
    return _Remarks(_money_ahead(view), issues)


def _issue_text(view: PageContext, issues: Sequence[IssueRow]) -> str:
    """The issue that has been open for longest, and how many others there are."""
    if not issues:
        return ""
    t, first = view.t, issues[0]
    words = t(
        "worst.issue",
        text=shorten(t.localized(first, "text"), _MAX_ISSUE),
        open=open_words(t, first, view.as_of),
    )
    if len(issues) > 1:
        words += t("list.semicolon") + t("worst.issue.more", count=len(issues) - 1)
    return words


def _target_line(view: PageContext, row: AssessedTarget, remarks: _Remarks) -> TargetLine:
    """The row of one target, with its change since the comparison day."""
    t, change = view.t, view.snapshot.change(row.id)
    return TargetLine(
        title=t.localized(row, "title"),
        href=view.href("targets", id=row.id),
        lead=view.lead(row.lead),
        time=time_left(view, row),
        status=Markup(status_lamp(row, t)),
        previous=Markup(changes.previous_status(t, change)),
        bar=Markup(progress_bar(view, row, changes.completion_before(view, row))),
        below_bar=changes.completion_gain(t, change) or rate_gap(view.t, row),
        why=Markup(prose(view.explanation(row))),
        money=ahead_text(t, remarks.money_ahead[row.id]) if row.id in remarks.money_ahead else "",
        issue=_issue_text(view, remarks.issues.get(row.id, ())),
    )


def _money_ahead(view: PageContext) -> dict[str, float]:
    """By target id, by how many percentage points spending is ahead of progress, where that is flagged."""
    flagged = view.budget_status[view.budget_status["flagged"]]
    return dict(zip(flagged["id"], flagged["ahead_pp"], strict=True))


def time_left(view: PageContext, row: AssessedTarget) -> str:
    """Days to the deadline of a target under way; otherwise the deadline."""
    if row.due is None or row.due < view.as_of or row.status in OVER:
        return due_text(view, row)
    assumed = is_assumed(view, row.id, "due")
    key = "row.days_left.assumed" if assumed else "row.days_left"
    return view.t(key, count=(row.due - view.as_of).days)
