"""Drawings as text: what they show, what they say, and that both are the dashboard's figures."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from math import isnan

import pytest
from support.looking import HOSTILE, TODAY, demonstration, hostile, look, parsed, portfolio, real
from support.samples import updates

from tracker.analysis.details import TargetDetails, target_details
from tracker.analysis.series import series_rows
from tracker.analysis.timeline import timeline_data
from tracker.charts import svg, svg_progress, svg_timeline
from tracker.charts.captions import alt_text
from tracker.i18n import Translator, languages
from tracker.portfolio.load import Portfolio
from tracker.views.timeline import timeline_bar

CORRECTED = portfolio(
    "trajectory: [{date: 2022-06-30, value: 300}]\nupdates:\n"
    "  - {date: 2022-03-31, value: 99}\n"
    "  - {date: 2022-03-31, reported: 2022-05-01, value: 120, corrects: 2022-03-31}\n"
    "  - {date: 2022-06-30, value: 310, evidence: {title: a, grade: C}}\n"
    "  - {date: 2022-06-30, value: 290, evidence: {title: b, grade: A}}\n"
)
PORTFOLIOS = {"demo": demonstration, "real": real, "corrected": lambda: CORRECTED}


def all_of(at: Portfolio, as_of: dt.date = TODAY) -> list[TargetDetails]:
    return list(target_details(look(at, as_of=as_of).snapshot))


def one(*fields: str, as_of: dt.date = TODAY) -> TargetDetails:
    return all_of(portfolio(*fields), as_of)[0]


@pytest.mark.parametrize("name", ["demo", "real"])
def test_a_bar_is_that_of_the_dashboards_timeline(name):
    """From when to when, how far, which steps: as `timeline_data` tells."""
    view = look(PORTFOLIOS[name]())
    data = timeline_data(view.snapshot)
    known = {row["id"]: row for row in data.bars.to_dict("records")}
    for details in target_details(view.snapshot):
        bar, row = timeline_bar(details), known.get(details.row.id)
        if row is None:
            assert (bar.start, bar.due) == (None, None)
            continue
        assert bar.actual == pytest.approx(row["actual"], nan_ok=True)
        assert (bar.has_figure, bar.status) == (row["has_figure"], row["status"])
        steps = data.milestones[data.milestones["id"] == details.row.id]
        expected = zip(steps["date"].dt.date, steps["done"], strict=True)
        assert sorted(bar.steps) == sorted(expected)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["demo", "real", "hostile"])
def test_every_figure_is_xml_with_a_title_a_description_and_a_table(name, lang):
    """Who cannot see it reads the same words and numbers; nothing in it has a style of its own."""
    t = Translator(lang)
    for details in all_of({**PORTFOLIOS, "hostile": hostile}[name]()):
        drawn = svg_progress.draw(details.series, t)
        if details.series.empty:
            assert not drawn
            continue
        tree = ET.fromstring(drawn)
        assert tree[0].text == details.series.title(lang)
        assert [tree[0].tag, tree[1].tag] == ["title", "desc"]
        assert len(tree[1].text) > 20
        assert "style" not in " ".join(key for part in tree.iter() for key in part.attrib)
        assert not re.search(
            r"nan|inf|None", " ".join(v for p in tree.iter() for v in p.attrib.values())
        )
        table = svg_progress.data_table(details.series, t)
        assert table.count("<tr>") == len(series_rows(details.series)) + bool(table)
        for part in tree.iter():
            for key in ("x", "cx"):
                assert -5 <= float(part.get(key, 0)) <= svg_progress.WIDTH + 5


def test_the_description_is_that_of_the_dashboard():
    """Both drawings of a target have one text alternative."""
    view = look(real(), "zh")
    for details in target_details(view.snapshot):
        if not details.series.empty:
            drawn = svg_progress.draw(details.series, view.t).replace("&quot;", '"')
            assert alt_text(details.series, view.t) in drawn


def test_the_table_of_a_range_has_an_upper_bound():
    """Over its period; before the start there is none."""
    fields = """
measure: {kind: range, unit: "%", range: [6, 8]}
updates: [{date: 2021-12-31, value: 7}]
"""
    table = parsed(svg_progress.data_table(one(fields).series, Translator("en")))
    rows = [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]
    assert [row[1:3] for row in rows] == [["–", "–"], ["6", "8"], ["6", "8"]]


def test_the_last_figure_stands_in_the_colour_of_its_status():
    """As does the line that joins it to the plan, and what is said of it in words."""
    drawing = svg_progress.draw(
        one(updates(("2022-06-30", 100)), as_of=dt.date(2022, 7, 15)).series, Translator("en")
    )
    tree = ET.fromstring(drawing)
    classes = [part.get("class", "") for part in tree.iter()]
    assert "point last off_track" in classes
    assert "gap off_track" in classes
    assert "39.5 points behind" in "".join(tree.itertext())


def test_a_figure_that_does_not_count_is_hollow():
    """Corrected or of a lesser grade: shown, and told apart."""
    drawn = svg_progress.draw(all_of(CORRECTED)[0].series, Translator("en"))
    assert drawn.count("point hollow") == 3  # two figures and the key
    assert "Not counted" in drawn


def test_silence_is_said():
    """Nothing reported: the plan alone, and words."""
    drawn = svg_progress.draw(one("").series, Translator("en"))
    assert Translator("en")("chart.silent") in drawn
    assert "circle" not in drawn


def test_hostile_words_stay_words():
    """In titles, descriptions and labels."""
    drawn = "".join(
        svg_progress.draw(details.series, Translator("en")) for details in all_of(hostile())
    )
    assert HOSTILE.strip() in "".join(ET.fromstring(f"<g>{drawn}</g>").itertext())


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
        bar = timeline_bar(details)
        years = svg_timeline.year_range([bar, replace_status(bar)], TODAY)
        ET.fromstring(svg_timeline.bar_row(bar, years, TODAY, "x"))
        ET.fromstring(svg_timeline.year_axis(years, "x"))


def replace_status(bar: svg_timeline.TimelineBar) -> svg_timeline.TimelineBar:
    return bar._replace(status="missed")
