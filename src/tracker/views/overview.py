"""The overview: the answer in words, counts by status, what needs attention, groups, what is next and new."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.agenda import needing_attention
from tracker.analysis.assessment import JUDGED, STATUSES, UNASSESSED
from tracker.analysis.changes import comparison_day
from tracker.analysis.rollup import BEHIND
from tracker.analysis.rows import AssessedTarget
from tracker.charts.bars import strip
from tracker.html import Html, tag, text
from tracker.i18n import Translator, day
from tracker.numbers import signed
from tracker.templates import Markup, render
from tracker.views import changes, groups
from tracker.views.attention import attention, few_targets
from tracker.views.context import PageContext
from tracker.views.group_table import group_table
from tracker.views.news import news
from tracker.views.selections import SELECTION_PARAM, selection
from tracker.views.target_index import NONE

FEW_TARGETS: Final = 3
"""So many are shown one by one, and not in groups."""


def overview(view: PageContext) -> Html:
    """Everything below the page's head."""
    if not view.by_id:
        return html.page(html.card(tag("p", text(view.t("empty.portfolio")))))
    if len(view.by_id) > FEW_TARGETS:
        parts = [attention(view), missing(view), group_table(view)]
    else:
        needing = {row.id for row in needing_attention(view.by_id.values(), view.as_of)}
        others = [row for key, row in view.by_id.items() if key not in needing]
        parts = [attention(view) if needing else "", few_targets(view, others), missing(view)]
    return html.page(status_counts(view), tag("div", *parts, news(view), class_="stack"))


def headline(view: PageContext) -> tuple[str, str]:
    """The answer in words, with the change since the comparison day, and what is not known."""
    counts = Counter(view.assessed["status"])
    before = Counter(view.snapshot.previous.assessed["status"])
    change = change_text(view.t, counts, before, comparison_day(view.as_of))
    first = headline_text(view.t, counts)
    if change:
        first = view.t("chart.comma").join((first, change))
    return first, unknown_text(view.t, view.by_id.values(), view.snapshot.latest_report)


def updated_text(t: Translator, reported: dt.date | None) -> str:
    """The day of the latest report, which is that of the data and not of a file."""
    return t("sub.latest", day=day(reported)) if reported else t("sub.never")


def unknown_text(t: Translator, rows: Collection[AssessedTarget], updated: dt.date | None) -> str:
    """What is not known (`_unknown`), then the day of the latest report."""
    grey = [t("sub.grey")] if any(row.status in UNASSESSED for row in rows) else []
    return " · ".join([*_unknown(t, rows), updated_text(t, updated), *grey])


def summary_text(view: PageContext) -> str:
    """The answer and what is not known, for a link to the whole portfolio."""
    rows = view.by_id.values()
    answer = headline_text(view.t, Counter(row.status for row in rows))
    return " · ".join([answer, *_unknown(view.t, rows)])


def _unknown(t: Translator, rows: Collection[AssessedTarget]) -> list[str]:
    """Reports overdue and not due yet, targets not judged, to be verified or ended, as far as there are some."""
    counts = Counter(row.status for row in rows)
    late = sum(bool(row.reported_late_days) for row in rows)
    waiting = [row for row in rows if row.status == "unreported" and not row.reported_late_days]
    outdated = sum(row.rule == "stale" for row in waiting)
    return [
        t(key, count=count)
        for key, count in (
            ("sub.late", late),
            ("sub.outdated", outdated),
            ("sub.unreported", len(waiting) - outdated),
            ("sub.not_judged", counts.get("not_judged", 0)),
            ("sub.to_verify", counts.get("to_verify", 0)),
            ("sub.ended", counts.get("ended", 0)),
        )
        if count > 0
    ]


def headline_text(t: Translator, counts: Mapping[str, int]) -> str:
    """How many targets there are, without ended ones, and how many need attention, from counts by status.

    Where fewer than half can be judged, or none needs attention, the number of those that were judged is in it, so
    that silence is not taken for success; and first, where they are few.
    """
    total = sum(counts.values()) - counts.get("ended", 0)
    needing = sum(counts.get(status, 0) for status in BEHIND)
    judged = sum(counts.get(status, 0) for status in JUDGED)
    clauses = [t("answer.total", count=total)]
    if not total:
        return t("answer.empty")
    if counts.get("not_judged", 0) == total:
        clauses.append(t("answer.unjudged"))
    elif counts.get("not_started", 0) == total:
        clauses.append(t("answer.not_begun"))
    elif not judged:
        clauses.append(t("answer.none_judged"))
    elif needing:
        if 2 * judged < total:
            clauses.append(t("answer.judged", count=judged))
        clauses.append(t("answer.attention", count=needing))
    elif judged == total:
        clauses.append(t("answer.fine"))
    elif 2 * judged < total:
        clauses += [t("answer.judged", count=judged), t("answer.none_behind", count=judged)]
    else:
        clauses.append(t("answer.fine_of", count=judged))
    return t("chart.comma").join(clauses)


def change_text(
    t: Translator, counts: Mapping[str, int], before: Mapping[str, int], since: dt.date
) -> str:
    """How many more or fewer need attention than on an earlier day; "" where the days do not compare."""
    if not are_comparable(before, counts):
        return ""
    more = sum(counts.get(status, 0) - before.get(status, 0) for status in BEHIND)
    if more == 0:
        any_needing = any(counts.get(status, 0) for status in BEHIND)
        return t("answer.same", day=day(since)) if any_needing else ""
    return t("answer.more" if more > 0 else "answer.fewer", count=abs(more), day=day(since))


def are_comparable(before: Mapping[str, int], counts: Mapping[str, int]) -> bool:
    """Whether about as many targets were judged on both days: on the one at least four in five of the other.

    Otherwise a change in how many need attention is rather one in how many are known: a record that has just been
    begun would read as a decline, and reports that no longer come as progress.
    """
    fewer, more = sorted(sum(each.get(s, 0) for s in JUDGED) for each in (before, counts))
    return fewer > 0 and 5 * fewer >= 4 * more


class _Count(NamedTuple):
    number: int
    href: str | None
    status: Markup
    change: str  # signed, since the comparison day


def status_counts(view: PageContext) -> Html:
    """A strip of all targets by status, and below it the counts with their changes since the comparison day."""
    before = Counter(view.snapshot.previous.assessed["status"])
    counts = Counter(view.assessed["status"])
    return status_tally(
        view.t,
        counts,
        lambda status: view.href("targets", status=status),
        summary=groups.progress_summary(view),
        before=before if are_comparable(before, counts) else None,
        since=changes.since(view),
    )


def status_tally(
    t: Translator,
    counts: Mapping[str, int],
    href: Callable[[str], str | None],
    *,
    summary: str = "",
    before: Mapping[str, int] | None = None,
    since: str = "",
) -> Html:
    """A strip of counts by status, and each with a link to ``href`` and the change from ``before``.

    A status that no target has is left out, unless one had it before.
    """
    by_status = {status: counts.get(status, 0) for status in STATUSES}
    shown = [
        _Count(
            count, href(status), Markup(html.status_lamp(status, t)), _change(t, count - earlier)
        )
        for status, count in by_status.items()
        if count or (before or {}).get(status, 0)
        for earlier in ((before or by_status).get(status, 0),)
    ]
    is_changed = any(count.change for count in shown)
    notes = [note for note in (summary, since if is_changed else "") if note]
    return render(
        "views",
        "counts.html",
        strip=Markup(strip(by_status, t("strip.label", counts=t.status_counts(by_status)))),
        counts=shown,
        since=since,
        summary=t("list.semicolon").join(notes),
    )


def _change(t: Translator, count: int) -> str:
    return signed(count, t.lang) if count else ""


class _Gap(NamedTuple):
    number: int
    label: str
    means: str
    href: str


def missing(view: PageContext) -> Html:
    """What the targets lack that are not judged or not reported; "" unless those are most.

    One may lack several things. A lead is apart: a target is judged without one.
    """
    t = view.t
    rows = [row for row in view.by_id.values() if row.status != "ended"]
    grey = set(selection(view, "unassessed"))
    if 2 * len(grey) <= len(rows):
        return ""
    without_due = sum(view.by_id[key].due is None for key in grey)
    counted = (
        (without_due, "gap.due", {"year": NONE, SELECTION_PARAM: "unassessed"}),
        *(
            (len(grey.intersection(selection(view, name))), key, {SELECTION_PARAM: name})
            for name, key in (
                ("no_measure", "gap.measure"),
                ("no_report", "gap.report"),
                ("no_figure", "gap.figure"),
            )
        ),
    )
    without_lead = sum(row.lead is None for row in rows)
    return render(
        "views",
        "missing.html",
        heading=t("gap.heading"),
        note=t("gap.note", count=len(grey), total=len(rows)),
        gaps=[
            _Gap(count, t(key), t(_MEANINGS[key]), view.href("targets", **query))
            for count, key, query in counted
            if count
        ],
        lead=t("gap.lead", count=without_lead) if without_lead else "",
        lead_href=view.href("targets", lead=NONE),
    )


_MEANINGS: Final = {
    "gap.due": "gap.due.means",
    "gap.measure": "gap.measure.means",
    "gap.report": "gap.report.means",
    "gap.figure": "gap.figure.means",
}
"""By key of what is missing, the key of what that means."""
