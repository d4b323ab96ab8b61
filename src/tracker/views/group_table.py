"""The targets in groups: by responsible organisation, theme, plan or due year, a line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from math import isnan, nan
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis import rollup
from tracker.analysis.agenda import needing_attention
from tracker.analysis.earned_value import Totals, totals
from tracker.analysis.rows import AssessedTarget, typed_rows
from tracker.analysis.status_words import status_marks, status_word
from tracker.charts.bars import bar, strip
from tracker.html import Html, status_class
from tracker.i18n import day
from tracker.numbers import percents
from tracker.templates import Markup, render
from tracker.views.context import PageContext
from tracker.views.download_links import download_links
from tracker.views.groups import group_name
from tracker.views.selections import SELECTION_PARAM
from tracker.views.target_index import NONE

GROUP_PARAM: Final = "by"
GROUPING_KEYS: Final[Mapping[rollup.GroupBy, str]] = {
    "lead": "filter.lead",
    "theme": "filter.theme",
    "plan": "filter.plan",
    "year": "filter.year",
}
"""The groupings that a reader may choose, with the keys of their labels; each is a filter of the list too."""
MAX_GROUPS: Final = 40
"""Lines that are shown; the targets of further groups are in the list."""


class _Choice(NamedTuple):
    label: str
    href: str | None
    is_chosen: bool


class _Column(NamedTuple):
    label: str
    is_number: bool


class _Part(NamedTuple):
    """The targets of a group with one status."""

    href: str | None
    css_class: str
    mark: Markup
    number: int
    label: str
    spoken: str  # the label with the name of the group


class _Money(NamedTuple):
    amount: str = ""
    spent: float = nan  # of the amount, as a share of 1
    share: str = ""  # the same in words


class _Line(NamedTuple):
    """A group; every number has a link to just these targets."""

    name: str
    href: str | None
    strip: Markup
    parts: Sequence[_Part]
    total: int
    worst: Markup | None  # the shape of its status with its title
    worst_href: str
    late: int
    late_href: str | None
    money: str
    share: str  # spent of it
    spent_bar: Markup
    money_href: str | None
    latest: str
    latest_href: str | None


def group_table(view: PageContext, only: rollup.GroupBy | None = None) -> Html:
    """A line a group: its targets by status, the worst of them, late reports, money and the latest report.

    The reader chooses the grouping unless it is ``only`` one.
    """
    t, by = view.t, only or chosen_grouping(view)
    rows = {key: group_of(row, by) for key, row in view.by_id.items()}
    members: dict[str, list[AssessedTarget]] = {}
    for key, name in rows.items():
        members.setdefault(name, []).append(view.row(key))
    worst: dict[str, AssessedTarget] = {}
    for row in needing_attention(view.by_id.values(), view.as_of):
        worst.setdefault(rows[row.id], row)
    money = _money(view, rows)
    latest = view.snapshot.latest_reports
    groups = ordered(rollup.by_group(view.snapshot, by), by)
    hidden = len(groups) - MAX_GROUPS
    return render(
        "views",
        "groups.html",
        heading=t("group.heading"),
        order="" if by == "year" else t("group.order"),
        choices=[
            _Choice(t(key), view.href("", **{**view.query, GROUP_PARAM: name}), name == by)
            for name, key in GROUPING_KEYS.items()
            if only is None
        ],
        columns=[
            _Column(t(GROUPING_KEYS[by]), is_number=False),
            _Column(t("group.statuses"), is_number=False),
            _Column(t("bucket.total"), is_number=True),
            _Column(t("group.worst"), is_number=False),
            _Column(t("group.late"), is_number=True),
            _Column(t("group.money"), is_number=False),
            _Column(t("group.latest"), is_number=True),
        ],
        lines=[
            _line(
                view,
                by,
                group,
                worst.get(group.group),
                late=sum(bool(row.reported_late_days) for row in members[group.group]),
                money=money.get(group.group, _Money()),
                latest={row.id: latest[row.id] for row in members[group.group] if row.id in latest},
            )
            for group in groups[:MAX_GROUPS]
        ],
        files=download_links(view, "groups", by=by),
        more=t("group.more", count=hidden) if hidden > 0 else "",
        more_href=view.href("targets"),
    )


def chosen_grouping(view: PageContext) -> rollup.GroupBy:
    """The grouping in the URL, else by lead where the file names leads for at least half, else by theme."""
    for name in GROUPING_KEYS:
        if view.query.get(GROUP_PARAM) == name:
            return name
    named = sum(row.lead is not None for row in view.by_id.values())
    return "lead" if 2 * named >= len(view.by_id) else "theme"


def ordered(groups: Iterable[rollup.Group], by: rollup.GroupBy) -> list[rollup.Group]:
    """Years ascend; of other groups those with most targets behind or missed come first; unnamed ones last."""
    if by == "year":
        return list(groups)
    return sorted(groups, key=lambda group: (not group.group, -group.behind, -group.unreported))


def group_of(row: AssessedTarget, by: rollup.GroupBy) -> str:
    if by == "year":
        return str(row.due.year) if row.due else ""
    return getattr(row, by) or ""


def _money(view: PageContext, keys: Mapping[str, str]) -> dict[str, _Money]:
    """By group, the amounts, and the share spent where it is of just these amounts."""
    t, frame = view.t, view.budget_status
    frame = frame[frame["is_counted"]]
    if frame.empty:
        return {}
    groups = frame["id"].map(keys)
    is_of_both = (frame["approved"].notna() == frame["spent"].notna()).groupby(groups).all()
    rows = list(typed_rows(totals(frame, groups), Totals))
    spent = [row.execution if is_of_both[row.group] else nan for row in rows]
    money = {}
    for row, share, text in zip(rows, spent, percents(spent, view.lang), strict=True):
        amount = ""
        if not isnan(row.approved):
            amount = t.money(view.tables.money, row.approved)
        elif not isnan(row.announced):
            announced = t.money(view.tables.money, row.announced)
            amount = t("budget.announced.amount", amount=announced)
        money[row.group] = _Money(amount, share, "" if isnan(share) else text)
    return money


def _line(
    view: PageContext,
    by: rollup.GroupBy,
    group: rollup.Group,
    worst: AssessedTarget | None,
    *,
    late: int,
    money: _Money,
    latest: Mapping[str, dt.date],
) -> _Line:
    t, name = view.t, group_name(view, by, group.group)

    def list_of(**filters: str) -> str | None:
        return view.list_href(**{by: group.group or NONE, **filters})

    parts = [
        _Part(
            list_of(status=status),
            status_class(status),
            Markup(html.status_mark(status)),
            count,
            label,
            t("list.colon", label=name, words=label),
        )
        for status, count in group.by_status.items()
        if count
        for label in (t("group.part", status=t.status(status), count=count),)
    ]
    spent = t("group.spent", share=money.share, amount=money.amount)
    last = max(latest.values(), default=None)
    newest = [key for key, on in latest.items() if on == last]
    return _Line(
        name=name,
        href=list_of(),
        strip=Markup(
            strip(
                group.by_status, t("list.colon", label=name, words=t.status_counts(group.by_status))
            )
        ),
        parts=parts,
        total=group.total + group.ended,
        worst=_named_status(view, worst) if worst else None,
        worst_href=view.href("targets", id=worst.id) if worst else "",
        late=late,
        late_href=list_of(**{SELECTION_PARAM: "late"}),
        money=money.amount,
        share=money.share,
        spent_bar=Markup("" if isnan(money.spent) else bar("accent", money.spent, nan, spent)),
        money_href=list_of(**{SELECTION_PARAM: "budget"}),
        latest=day(last) if last else "",
        latest_href=view.href("targets", id=newest[0])
        if len(newest) == 1
        else list_of(**{SELECTION_PARAM: "reported"}),
    )


def _named_status(view: PageContext, row: AssessedTarget) -> Markup:
    """Its title in the colour of the status, and the status in words below it."""
    title = view.t.localized(row, "title")
    words = status_word(row, view.t) + (status_marks(row, view.t) if row.only_grade_c else "")
    return Markup(html.status_lamp(row.status, view.t, word=title, marks=words))
