"""Drawings as text: what they show, what they say, and that both are the dashboard's figures."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from math import isnan

import pytest
from support.looking import TODAY, demonstration, look, new_zealand, portfolio, real

from tracker.analysis.details import TargetDetails, target_details
from tracker.analysis.timeline import schedule, timeline_data
from tracker.charts import svg, svg_progress
from tracker.i18n import Translator
from tracker.views.timeline_row import timeline_bar

PORTFOLIOS = {"demo": demonstration, "real": real, "nz": new_zealand}


def one(*fields: str) -> TargetDetails:
    return next(target_details(look(portfolio(*fields), as_of=TODAY).snapshot))


@pytest.mark.parametrize("name", ["demo", "real"])
def test_a_bar_is_that_of_the_interactive_timeline(name):
    """From when to when, how far, which steps: as `timeline_data` tells."""
    view = look(PORTFOLIOS[name]())
    data = timeline_data(view.snapshot)
    known = {row["id"]: row for row in data.bars.to_dict("records")}
    for target in schedule(view.snapshot):
        bar, row = timeline_bar(view.t, target), known.get(target.row.id)
        if row is None:
            assert target.dates == []
            continue
        assert bar.actual == pytest.approx(row["actual"], nan_ok=True)
        assert (bar.has_figure, bar.status) == (row["has_figure"], row["status"])
        steps = data.milestones[data.milestones["id"] == target.row.id]
        expected = zip(steps["date"].dt.date, steps["done"], steps["title_en"], strict=True)
        assert sorted(bar.steps) == sorted(expected)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (0, 1000), (-3, 7), (5.5, 5.6), (0, 1e-6), (1e9, 3e9), (2, 2)]
)
def test_ticks_are_round_and_within(low, high):
    """At most six, at least one."""
    ticks = svg.ticks(low, high)
    assert 1 <= len(ticks) <= 6
    assert all(low - 1e-9 <= value <= high + 1e-9 for value in ticks)
    assert not [value for value in ticks if isnan(value)]


@pytest.mark.parametrize(
    ("first", "last"),
    [("2022-01-15", "2022-03-20"), ("2022-01-01", "2026-12-31"), ("1990-05-05", "2190-01-01")],
)
def test_ticks_of_days_are_few_and_within(first, last):
    """Months, quarters or years, as the span asks."""
    ends = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    ticks = svg.date_ticks(*ends)
    assert 1 <= len(ticks) <= 7
    assert all(ends[0] <= on <= ends[1] for on, _ in ticks)


def test_a_target_of_one_day_is_drawn():
    """The shortest span, and the farthest days that a file may hold."""
    for days in ("start: 2022-12-31", "start: 1900-01-01\ndue: 2199-12-31"):
        details = one(days)
        ET.fromstring(svg_progress.draw(details.series, Translator("zh")))
