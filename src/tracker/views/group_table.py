"""The targets in groups: by responsible organisation, theme, plan or due year, a line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from math import isnan
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis import rollup
from tracker.analysis.agenda import latest_reports
from tracker.analysis.earned_value import Totals, totals
from tracker.analysis.rows import AssessedTarget, typed_rows
from tracker.analysis.status_words import status_marks, status_word
from tracker.charts.bars import strip
from tracker.html import Html
from tracker.i18n import day
from tracker.numbers import percents
from tracker.templates import Markup, render
from tracker.views.context import PageContext
from tracker.views.groups import BUCKET_KEYS, group_name, needing_attention
from tracker.views.target_index import NONE

GROUP_PARAM: Final = "by"
GROUPING_KEYS: Final[Mapping[rollup.GroupBy, str]] = {
    "lead": "filter.lead",
    "theme": "filter.theme",
    "plan": "filter.plan",
    "year": "filter.year",
}
"""The groupings that a reader may choose, with the keys of their labels; each is a filter of the list too."""


class _Choice(NamedTuple):
    label: str
    href: str
    is_chosen: bool


class _Line(NamedTuple):
    name: str
    href: str | None  # of the list of exactly these targets; None where no filter finds them
    strip: Markup
    group: Mapping[str, int]  # the total and the buckets
    worst: Markup | None  # the shape of its status with its title
    worst_href: str
    late: int
    money: str
    latest: str


def group_table(view: PageContext) -> Html:
    """A line a group: its targets by status and bucket, the worst of them, late reports, money and the latest report."""
    t, by = view.t, chosen_grouping(view)
    rows = {key: group_of(row, by) for key, row in view.by_id.items()}
    members: dict[str, list[AssessedTarget]] = {}
    for key, name in rows.items():
        members.setdefault(name, []).append(view.row(key))
    worst, money = _worst(view, rows), _money(view, rows)
    latest = latest_reports(view.snapshot)
    lines = [
        _line(
            view,
            by,
            group,
            worst.get(group.group),
            late=sum(bool(row.reported_late_days) for row in members[group.group]),
            money=money.get(group.group, ""),
            latest=max(
                (latest[row.id] for row in members[group.group] if row.id in latest), default=None
            ),
        )
        for group in typed_rows(rollup.by_group(view.snapshot, by), rollup.Group)
    ]
    return render(
        "views",
        "groups.html",
        heading=t("group.heading"),
        caption=t(GROUPING_KEYS[by]),
        choices=[
            _Choice(t(key), view.href("", **{**view.query, GROUP_PARAM: name}), name == by)
            for name, key in GROUPING_KEYS.items()
        ],
        columns={
            "name": t(GROUPING_KEYS[by]),
            "statuses": t("group.statuses"),
            "total": t("bucket.total"),
            "worst": t("group.worst"),
            "late": t("group.late"),
            "money": t("group.money"),
            "latest": t("group.latest"),
        },
        buckets={name: t(key) for name, key in BUCKET_KEYS.items()},
        lines=lines,
    )


def chosen_grouping(view: PageContext) -> rollup.GroupBy:
    """The grouping in the URL, else by lead where the file names leads for at least half, else by theme."""
    for name in GROUPING_KEYS:
        if view.query.get(GROUP_PARAM) == name:
            return name
    named = sum(row.lead is not None for row in view.by_id.values())
    return "lead" if 2 * named >= len(view.by_id) else "theme"


def group_of(row: AssessedTarget, by: rollup.GroupBy) -> str:
    if by == "year":
        return str(row.due.year) if row.due else ""
    return getattr(row, by) or ""


def _worst(view: PageContext, keys: Mapping[str, str]) -> dict[str, AssessedTarget]:
    """By group, the first of those that need attention."""
    worst: dict[str, AssessedTarget] = {}
    for row in needing_attention(view):
        worst.setdefault(keys[row.id], row)
    return worst


def _money(view: PageContext, keys: Mapping[str, str]) -> dict[str, str]:
    """By group, the amounts, and the share spent where it is of just these amounts."""
    t, frame = view.t, view.budget_status
    if frame.empty:
        return {}
    groups = frame["id"].map(keys)
    is_of_both = (frame["approved"].notna() == frame["spent"].notna()).groupby(groups).all()
    rows = list(typed_rows(totals(frame, groups), Totals))
    shares = percents([row.execution for row in rows], view.lang)
    texts = {}
    for row, share in zip(rows, shares, strict=True):
        amount = row.approved if not isnan(row.approved) else row.announced
        parts = [share] if is_of_both[row.group] and not isnan(row.execution) else []
        if not isnan(row.approved):
            parts.append(t.money(view.tables.money, amount))
        elif not isnan(row.announced):
            parts.append(t("budget.announced.amount", amount=t.money(view.tables.money, amount)))
        texts[row.group] = " · ".join(parts)
    return texts


def _line(
    view: PageContext,
    by: rollup.GroupBy,
    group: rollup.Group,
    worst: AssessedTarget | None,
    *,
    late: int,
    money: str,
    latest: dt.date | None,
) -> _Line:
    t, name = view.t, group_name(view, by, group.group)
    value = group.group or NONE
    return _Line(
        name=name,
        href=view.href("targets", **{by: value}) if value else None,
        strip=Markup(strip(group.by_status, f"{name}: {t.status_counts(group.by_status)}")),
        group=group._asdict(),
        worst=_named_lamp(view, worst) if worst else None,
        worst_href=view.href("targets", id=worst.id) if worst else "",
        late=late,
        money=money or "–",
        latest=day(latest) if latest else "–",
    )


def _named_lamp(view: PageContext, row: AssessedTarget) -> Markup:
    """Its title in the colour of the status, and the status in words below it."""
    title = view.t.localized(row, "title")
    words = status_word(row, view.t) + (status_marks(row, view.t) if row.only_grade_c else "")
    return Markup(html.status_lamp(row.status, view.t, word=title, marks=words))
