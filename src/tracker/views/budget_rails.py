"""The Budgets page's tables: every target with its three shares on a rail, and totals that add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import Final, NamedTuple

import pandas as pd

from tracker.analysis.earned_value import BudgetStatus, totals
from tracker.analysis.rollup import GroupBy
from tracker.analysis.rows import AssessedTarget, typed_rows
from tracker.charts.rail import Shares, rail, rail_end, rail_mark
from tracker.html import Html
from tracker.i18n import Lang, Translator, day
from tracker.numbers import number, percents, points, rounded
from tracker.templates import Markup, render
from tracker.views.budgets import amount_columns, as_read, index_texts, money_scale
from tracker.views.context import PageContext
from tracker.views.groups import group_name
from tracker.views.links import explore_link
from tracker.views.target_budget import COLUMN_KEYS
from tracker.views.target_row import status_lamp

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
_PERCENTAGES: Final = ("physical", "execution")  # the time elapsed is on the rail alone
_INDICES: Final = ("spi", "cpi", "eac")


class _Row(NamedTuple):
    title: str
    href: str
    status: Markup
    dates: str  # of the figures, where they are not of one day
    cells: Mapping[str, str]  # amounts, percentages and indices
    label: str  # the shares in words
    rail: Markup
    remark: str


class _Group(NamedTuple):
    heading: str
    size: str
    rows: Sequence[_Row]


class _TotalsRow(NamedTuple):
    name: str
    cells: Sequence[str]


class _TotalsTable(NamedTuple):
    caption: str
    group: str  # the heading of the first column
    rows: Sequence[_TotalsRow]
    total: _TotalsRow


class _LegendKey(NamedTuple):
    mark: Markup
    label: str


def rails(view: PageContext) -> Html:
    """A row for each target with an amount: money that runs ahead first, then the largest amounts."""
    t, frame = view.t, view.budget_status
    if frame.empty:
        return ""
    table = _Table(view)
    groups: dict[str, list[BudgetStatus]] = {name: [] for name in _GROUP_KEYS}
    for row in table.budgets:
        groups[_group_of(row, view.row(row.id))].append(row)
    before, after = (*table.amounts, *_PERCENTAGES), _INDICES
    return render(
        "views",
        "budgets.html",
        caption=t("budget.per_target", unit=table.scale.unit),
        columns={"title": t("field.title")} | {key: t(name) for key, name in COLUMN_KEYS.items()},
        before=before,
        after=after,
        width=len(before) + len(after) + 3,
        hundred=f"{100 / table.end:.2f}%",
        legend=_legend(t),
        explore=explore_link(view, "budgets"),
        groups=[
            _Group(
                t(key),
                t("group.size", count=len(groups[name])),
                [table.row(row) for row in _in_order(groups[name])],
            )
            for name, key in _GROUP_KEYS.items()
            if groups[name]
        ],
        formula=t("budget.formula"),
    )


def _legend(t: Translator) -> list[_LegendKey]:
    labels = {name: t(key) for name, key in _SHARE_KEYS.items()}
    labels["ahead"] = t("budget.ahead")
    return [_LegendKey(Markup(rail_mark(name)), label) for name, label in labels.items()]


def _group_of(row: BudgetStatus, target: AssessedTarget) -> str:
    if row.flagged:
        return "ahead"
    if isnan(row.spent):
        return "unspent"
    return "ended" if target.status in ("achieved", "missed") else "running"


def _in_order(rows: Iterable[BudgetStatus]) -> list[BudgetStatus]:
    """Those that run ahead by how far, the others by their amounts."""

    def rank(row: BudgetStatus) -> float:
        if row.flagged:
            return -row.ahead_pp
        return -next((sum_ for sum_ in (row.approved, row.announced) if not isnan(sum_)), 0.0)

    return sorted(rows, key=rank)


class _Table:
    """What the rows of the table have in common, and the rows made with it."""

    def __init__(self, view: PageContext) -> None:
        frame = view.budget_status
        self.view = view
        self.budgets = list(typed_rows(frame, BudgetStatus))
        self.amounts = amount_columns(frame)
        self.scale = money_scale(view, frame)
        self.end = rail_end([_shares(row) for row in self.budgets])
        # different shares and indices of the table differ as text
        shares = percents(
            frame[["elapsed", "physical", "execution"]].to_numpy().ravel().tolist(), view.lang
        )
        spi, cpi = (
            index_texts(frame[name].tolist(), name, view.lang, 0) for name in ("spi", "cpi")
        )
        rows = zip(shares[0::3], shares[1::3], shares[2::3], spi, cpi, strict=True)
        self._computed = dict(zip(frame["id"], rows, strict=True))

    def row(self, row: BudgetStatus) -> _Row:
        view, target = self.view, self.view.row(row.id)
        time, physical, execution, spi, cpi = self._computed[row.id]
        shares = _shares(row)
        days = (row.elapsed_on, target.judged_on, row.spent_on)
        label = view.t("list.semicolon").join(
            _share_text(view.t, name, text, on)
            for (name, share), text, on in zip(
                shares._asdict().items(), (time, physical, execution), days, strict=True
            )
            if not isnan(share)
        )
        return _Row(
            title=view.t.localized(target, "title"),
            href=view.href("targets", id=row.id),
            status=Markup(status_lamp(target, view.t)),
            dates=_different_days(view.t, row, target),
            cells={
                **{name: self._amount_text(row, name) for name in self.amounts},
                "physical": physical,
                "execution": execution,
                "spi": spi,
                "cpi": cpi,
                "eac": rounded(row.eac, view.lang, shift=self.scale.shift),
            },
            label=label,
            rail=Markup(rail(shares, self.end, label, is_ahead=row.flagged)),
            remark=_ahead_text(view.t, row),
        )

    def _amount_text(self, row: BudgetStatus, name: str) -> str:
        amount = getattr(row, name)
        if name == "spent" and isnan(amount):
            return self.view.t("budget.unreported")
        return number(amount, self.view.lang, self.scale.shift)


def _shares(row: BudgetStatus) -> Shares:
    return Shares(row.elapsed, row.physical, row.execution)


def _share_text(t: Translator, name: str, share: str, on: dt.date | None) -> str:
    label = f"{t(_SHARE_KEYS[name])} {share}"
    return f"{label} ({day(on)})" if on else label


def _different_days(t: Translator, row: BudgetStatus, target: AssessedTarget) -> str:
    """The days of work and money where they differ, as the marks then show two different days."""
    if isnan(row.physical) or isnan(row.spent) or target.judged_on == row.spent_on:
        return ""
    return t("budget.days", physical=target.judged_on, spent=row.spent_on)


def _ahead_text(t: Translator, row: BudgetStatus) -> str:
    return t("budget.ahead_by", points=points(row.ahead_pp, t.lang)) if row.flagged else ""


def totals_tables(view: PageContext) -> Html:
    """The totals of each theme and of each lead, with the same last line."""
    t, frame = view.t, view.budget_status
    if frame.empty:
        return ""
    amounts = amount_columns(frame)
    scale = money_scale(view, frame)
    read = as_read(frame, scale.shift)
    tables = []
    for field, caption_key in _TOTALS_CAPTIONS.items():
        groups = frame["id"].map({key: getattr(row, field) for key, row in view.by_id.items()})
        lines = pd.concat([totals(read, groups), totals(read)], ignore_index=True)
        *rows, last = _totals_rows(lines, amounts, view.lang, scale.shift)
        named = [row._replace(name=group_name(view, field, row.name)) for row in rows]
        tables.append(
            _TotalsTable(
                t(caption_key, unit=scale.unit),
                t(_TOTALS_HEADS[field]),
                named,
                last._replace(name=t("budget.total")),
            )
        )
    return render(
        "views",
        "budget_totals.html",
        tables=tables,
        columns=[t(COLUMN_KEYS[name]) for name in (*amounts, "execution")],
        indices={name: t(COLUMN_KEYS[name]) for name in _INDICES},
    )


_TOTALS_CAPTIONS: Final[Mapping[GroupBy, str]] = {
    "theme": "budget.by_theme",
    "lead": "budget.by_lead",
}
_TOTALS_HEADS: Final[Mapping[GroupBy, str]] = {"theme": "filter.theme", "lead": "filter.lead"}


def _totals_rows(
    lines: pd.DataFrame, amounts: Sequence[str], lang: Lang, shift: int
) -> list[_TotalsRow]:
    columns = [
        *([number(value, lang, shift) for value in lines[name]] for name in amounts),
        percents(lines["execution"].tolist(), lang, 1),
        *(index_texts(lines[name].tolist(), name, lang, shift) for name in _INDICES),
    ]
    cells = zip(*columns, strict=True)
    return [_TotalsRow(name, row) for name, row in zip(lines["group"], cells, strict=True)]
