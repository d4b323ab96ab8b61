"""The Budgets page: totals, every target with its three shares on a rail, and totals by theme and lead that add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from math import isnan
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.assessment import OVER
from tracker.analysis.earned_value import BudgetStatus
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.status_words import status_marks, status_word
from tracker.charts.rail import Shares, rail, rail_end, rail_mark
from tracker.html import Html
from tracker.i18n import Translator, day, plural_count
from tracker.numbers import number, percents, points, rounded
from tracker.templates import Markup, render
from tracker.views.budget_totals import INDICES, sums, totals_columns, totals_tables
from tracker.views.budgets import (
    Budgets,
    amount_columns,
    budgets_of,
    in_order,
    index_texts,
)
from tracker.views.context import PageContext
from tracker.views.download_links import download_links
from tracker.views.folds import fair_share, is_toggled
from tracker.views.links import ToolLink, explore_link
from tracker.views.selections import SELECTION_PARAM
from tracker.views.target_budget import COLUMN_KEYS

_GROUP_KEYS: Final = {
    "ahead": "budget.group.ahead",
    "running": "budget.group.running",
    "ended": "budget.group.ended",
    "unspent": "budget.group.unspent",
}
"""The groups of the table in their order."""
_SHARE_KEYS: Final = {
    "time": "budget.time",
    "physical": "budget.physical",
    "money": "budget.execution",
}
_ROW_INDICES: Final = ("cpi", "eac")  # the rail says where the plan stands
MAX_ROWS: Final = 200
"""Of a page; the others are in the list of targets."""
_MAX_WITHOUT: Final = 60
_SHORT: Final = 12  # rows of a table below which the targets without amounts are shown at once


class _Row(NamedTuple):
    title: str
    href: str
    status: Markup
    cells: Mapping[str, str]  # amounts and indices
    label: str  # the shares in words
    rail: Markup
    ahead: str  # by how much money runs ahead; "" within the threshold
    remark: str


class _Group(NamedTuple):
    heading: str
    size: str
    rows: Sequence[_Row]
    more: ToolLink | None  # to the list, where some are left out


class LegendKey(NamedTuple):
    """A mark of the rails and its meaning."""

    mark: Markup
    label: str


class _Without(NamedTuple):
    """Targets without amounts."""

    heading: str
    note: str
    targets: Sequence[tuple[ToolLink, str]]  # without a status
    more: ToolLink | None
    is_open: bool


def drawing(view: PageContext) -> Html:
    """All of the page below its heading."""
    return chart(view, budgets_of(view))


def chart(view: PageContext, budgets: Budgets, *, is_interactive: bool = True) -> Html:
    """The budgets of any targets; without ``is_interactive`` there is no chart to explore."""
    t, frame = view.t, budgets.frame
    without = _without(view, budgets)
    if frame.empty:
        return render("views", "budgets.html", sums=[], without=without)
    table = _Table(view, budgets)
    indices = [name for name in _ROW_INDICES if frame[name].notna().any()]
    columns = totals_columns(frame)
    read = Budgets(budgets.as_read(view), budgets.targets)
    return render(
        "views",
        "budgets.html",
        sums=sums(view, read),
        caption=t("budget.per_target", unit=table.scale.unit),
        columns={key: t(name) for key, name in COLUMN_KEYS.items()}
        | {"title": t("field.title"), "status": t("filter.status")},
        shares=t("list.comma").join(map(t, _SHARE_KEYS.values())),
        amounts=table.amounts,
        indices=indices,
        width=len(table.amounts) + len(indices) + 4,
        hundred=f"{100 / table.end:.2f}%",
        legend=legend(t),
        explore=explore_link(view, "budgets") if is_interactive else None,
        files=download_links(view, "budgets"),
        groups=[group for name in _GROUP_KEYS if (group := table.group(name)).rows],
        totals=totals_tables(view, read, columns),
        totals_columns={
            name: (name.upper() if name in INDICES else t(COLUMN_KEYS[name]), t(COLUMN_KEYS[name]))
            for name in columns
        },
        totals_files=download_links(view, "budget-totals"),
        without=without,
        method=t("budget.method"),
        shows_method=is_toggled(view, "method"),
        formula=f"{t('budget.formula')}{t('budget.known', ev=budgets.total.with_ev)}",
    )


def legend(t: Translator) -> list[LegendKey]:
    """The marks of the rails."""
    labels = {name: t(key) for name, key in _SHARE_KEYS.items()}
    labels["ahead"] = t("budget.ahead")
    return [LegendKey(Markup(rail_mark(name)), label) for name, label in labels.items()]


def _group_of(row: BudgetStatus, target: AssessedTarget) -> str:
    if row.flagged:
        return "ahead"
    if not row.is_counted:
        return "ended"
    if isnan(row.spent):
        return "unspent"
    return "ended" if target.status in OVER else "running"


class _Table:
    """What the rows of the table have in common, and the rows made with it."""

    def __init__(self, view: PageContext, budgets: Budgets) -> None:
        frame = budgets.frame
        self.view, self.targets = view, budgets.targets
        self.amounts = amount_columns(frame)
        self.scale = budgets.scale(view)
        self.places = budgets.places(view)
        self._groups: dict[str, list[BudgetStatus]] = {name: [] for name in _GROUP_KEYS}
        for row in in_order(budgets.rows):
            self._groups[_group_of(row, self.targets[row.id])].append(row)
        self._limit = fair_share([len(group) for group in self._groups.values() if group], MAX_ROWS)
        shown = [row for group in self._groups.values() for row in group[: self._limit]]
        self.end = rail_end([shares_of(row) for row in shown])
        # different shares and indices of the table differ as text
        shares = percents(
            [share for row in shown for share in shares_of(row)],
            view.lang,
        )
        spi, cpi = (
            index_texts([getattr(row, name) for row in shown], name, view.lang, 0)
            for name in ("spi", "cpi")
        )
        texts = zip(shares[0::3], shares[1::3], shares[2::3], spi, cpi, strict=True)
        self._computed = {row.id: computed for row, computed in zip(shown, texts, strict=True)}

    def group(self, name: str) -> _Group:
        t, rows = self.view.t, self._groups[name]
        more = None
        if len(rows) > self._limit:
            href = self.view.href("targets", **{SELECTION_PARAM: "budget"})
            more = ToolLink(href, t("budget.more", count=len(rows) - self._limit))
        return _Group(
            t(_GROUP_KEYS[name]),
            t("group.size", count=len(rows)),
            [self._row(row) for row in rows[: self._limit]],
            more,
        )

    def _row(self, row: BudgetStatus) -> _Row:
        t, target = self.view.t, self.targets[row.id]
        time, physical, execution, spi, cpi = self._computed[row.id]
        shares = shares_of(row)
        days = (row.elapsed_on, target.judged_on, row.spent_on)
        label = [
            _share_text(t, name, text, on)
            for (name, share), text, on in zip(
                shares._asdict().items(), (time, physical, execution), days, strict=True
            )
            if not isnan(share)
        ]
        if not isnan(row.spi):
            label.append(f"{t('budget.spi')} {spi}")
        return _Row(
            title=t.localized(target, "title"),
            href=self.view.href("targets", id=row.id),
            status=Markup(html.status_lamp(target.status, t, word=status_word(target, t))),
            cells={
                **{name: self._amount_text(row, name) for name in self.amounts},
                "cpi": cpi,
                "eac": rounded(row.eac, self.view.lang, self.places, self.scale.shift),
            },
            label=t("list.semicolon").join(label),
            rail=Markup(rail(shares, self.end, is_ahead=row.flagged)),
            ahead=_ahead(t, row),
            remark=_remark(t, row, target),
        )

    def _amount_text(self, row: BudgetStatus, name: str) -> str:
        amount = getattr(row, name)
        if name == "spent" and isnan(amount):
            return self.view.t("budget.unreported")
        return number(amount, self.view.lang, self.scale.shift)


def shares_of(row: BudgetStatus) -> Shares:
    """The shares of a target for `rail`."""
    return Shares(row.elapsed, row.physical, row.execution)


def _share_text(t: Translator, name: str, share: str, on: dt.date | None) -> str:
    label = f"{t(_SHARE_KEYS[name])} {share}"
    return f"{label} ({day(on)})" if on else label


def _ahead(t: Translator, row: BudgetStatus) -> str:
    if not row.flagged:
        return ""
    ahead = points(row.ahead_pp, t.lang)
    return t("budget.ahead_by", points=ahead, count=plural_count(ahead))


def _remark(t: Translator, row: BudgetStatus, target: AssessedTarget) -> str:
    """The days of work and money where they differ, as the marks then show two days; what to know about the status."""
    is_of_one_day = isnan(row.physical) or isnan(row.spent) or target.judged_on == row.spent_on
    days = (
        ""
        if is_of_one_day
        else t("budget.days", physical=day(target.judged_on), spent=day(row.spent_on))
    )
    return days + status_marks(target, t, short=True)


def _without(view: PageContext, budgets: Budgets) -> _Without | None:
    """Folded below a long table."""
    rows = budgets.without
    if not rows:
        return None
    t = view.t
    more = ToolLink(view.href("targets"), t("timeline.more", count=len(budgets.targets)))
    return _Without(
        t("budget.without", count=len(rows)),
        t("budget.without.note"),
        [
            (ToolLink(view.href("targets", id=row.id), t.localized(row, "title")), "")
            for row in rows[:_MAX_WITHOUT]
        ],
        more if len(rows) > _MAX_WITHOUT else None,
        (len(budgets.frame) <= _SHORT) != is_toggled(view, "without"),
    )
