"""The chart of one target: what it shows, what it says, and that nothing in it touches."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from support.looking import (
    HOSTILE,
    NEWEST_DAY,
    TODAY,
    demonstration,
    hostile,
    look,
    new_zealand,
    parsed,
    portfolio,
    real,
)
from support.samples import updates

from tracker.analysis.details import TargetDetails, target_details
from tracker.analysis.series import series_rows
from tracker.charts import large_progress, progress, progress_table, svg_progress
from tracker.charts.captions import alt_text, in_natural_unit
from tracker.charts.labels import text_width
from tracker.charts.progress_layout import layout
from tracker.charts.progress_plot import SIZES, year_goals
from tracker.i18n import Translator, languages
from tracker.portfolio.load import Portfolio

CORRECTED = portfolio(
    "trajectory: [{date: 2022-06-30, value: 300}]\nupdates:\n"
    "  - {date: 2022-03-31, value: 99}\n"
    "  - {date: 2022-03-31, reported: 2022-05-01, value: 120, corrects: 2022-03-31}\n"
    "  - {date: 2022-06-30, value: 310, evidence: {title: a, grade: C}}\n"
    "  - {date: 2022-06-30, value: 290, evidence: {title: b, grade: A}}\n"
)


def all_of(at: Portfolio, as_of: dt.date = TODAY) -> list[TargetDetails]:
    return list(target_details(look(at, as_of=as_of).snapshot))


def one(*fields: str, as_of: dt.date = TODAY) -> TargetDetails:
    return all_of(portfolio(*fields), as_of)[0]


REVISED = "revisions: [{date: 2022-07-01, field: target, from: 1200, to: 1000, reason: Cut}]\n"
MANY = "".join(
    f"  - {{date: 2022-{month:02}-{day:02}, field: target, from: {900 + n}, to: {901 + n}, reason: Up}}\n"
    for n, (month, day) in enumerate((month, day) for month in range(1, 11) for day in (5, 20))
)
LONG_UNIT = (
    "measure: {kind: cumulative, unit: {zh: 户受益居民家庭（含租赁户）, en: households with tenants included}, "
    "baseline: 0, target: 1000}\n"
)
CROWDED = {
    "demo": demonstration,
    "real": real,
    "hostile": hostile,
    "corrected": lambda: CORRECTED,
    "revised": lambda: portfolio(REVISED + updates(("2022-03-31", 120), ("2022-09-30", 610))),
    "long unit": lambda: portfolio(LONG_UNIT + REVISED + updates(("2022-06-30", 480))),
    "twenty revisions": lambda: portfolio(
        updates(("2022-06-30", 480)) + "revisions:\n" + MANY,
        "id: due\nrevisions: [{date: 2022-03-01, field: due, from: 2022-11-30, to: 2022-12-31, reason: Late}]",
        "id: ceiling\nmeasure: {kind: ceiling, unit: '%', ceiling: 0}\nupdates: [{date: 2022-03-31, value: 0.4}]",
    ),
    "sixty reports": lambda: portfolio(
        updates(*((f"2022-{1 + n // 5:02}-{1 + 5 * (n % 5):02}", 1.5 * n) for n in range(60)))
    ),
    "nothing": lambda: portfolio(""),
}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", CROWDED)
def test_no_label_touches_another(name, lang):
    """On a phone, on a desk and between, whatever has to be named."""
    for details in all_of(CROWDED[name](), dt.date(2022, 10, 15) if name != "demo" else TODAY):
        if details.series.empty:
            continue
        plot = layout(in_natural_unit(details.series, Translator(lang)), Translator(lang))
        for size, widths in SIZES.items():
            labels = [*plot.labels[""], *plot.labels[size]]
            for width in [width or 290 - 12 * plot.left - 20 for width in widths]:
                boxes = [box for label in labels for box in label.boxes([width])]
                assert not any(one.touches(other) for one, other in combinations(boxes, 2))
                assert all(box.left >= -12 * plot.left for box in boxes)
                assert all(box.right <= width + 20 for box in boxes)
        assert sum(label.class_ == "goal" for label in labels) == (plot.series.kind != "milestones")


@pytest.mark.parametrize("lang", languages())
def test_no_label_hides_a_figure_where_another_place_is_left(lang):
    """It may lie on a line; among many figures just below their goal there is no other place on a phone."""
    hidden = set()
    for at, on in ((demonstration(), TODAY), (new_zealand(), NEWEST_DAY)):
        for details in all_of(at, on):
            if details.series.empty:
                continue
            series = in_natural_unit(details.series, Translator(lang))
            plot = layout(series, Translator(lang))
            for size, widths in SIZES.items():
                for width in [width or 290 - 12 * plot.left - 20 for width in widths]:
                    labels = [*plot.labels[""], *plot.labels[size]]
                    boxes = [box for label in labels for box in label.boxes([width])]
                    for point in series.counting:
                        x, y = plot.axes.across(point.date) * width, plot.axes.down(point.value)
                        if any(
                            box.left - 3 < x < box.right + 3 and box.top < y < box.bottom
                            for box in boxes
                        ):
                            hidden.add((details.row.id, size))
    assert hidden <= {("chargers", "at-narrow")}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", CROWDED)
def test_every_figure_is_xml_with_a_title_a_description_and_a_table(name, lang):
    """Who cannot see it reads the same words and numbers; nothing in it has a style of its own."""
    t = Translator(lang)
    for details in all_of(CROWDED[name]()):
        drawn = svg_progress.draw(details.series, t, lambda kind, on: f"#{kind}-{on}")
        if details.series.empty:
            assert not drawn
            continue
        image, *links = ET.fromstring(drawn)
        assert image.get("role") == "img"
        assert [part.tag for part in image[:2]] == ["title", "desc"]
        assert image[0].text == details.series.title(lang)
        assert len(image[1].text) > 20
        assert not list(image.iter("a"))  # nothing in an image can have focus
        assert bool(links) == bool(details.series.actual or details.series.revisions)
        attributes = [
            pair for part in (image, *links) for each in part.iter() for pair in each.items()
        ]
        assert "style" not in dict(attributes)
        assert not re.search(
            r"nan|inf|None", " ".join(value for key, value in attributes if key != "aria-label")
        )
        for key, value in attributes:
            if key in ("x", "cx", "x1", "x2") and value.endswith("%"):
                assert -7 <= float(value[:-1]) <= 107
        table = progress_table.data_table(details.series, t)
        assert table.count("<tr>") == len(series_rows(details.series)) + bool(table)


@pytest.mark.parametrize("lang", languages())
def test_a_mark_is_a_link_with_the_words_of_its_label(lang):
    """One for each day with figures and each day with revisions; hidden until asked for."""
    t = Translator(lang)
    (details,) = all_of(CROWDED["revised"](), dt.date(2022, 10, 15))
    links = parsed(svg_progress.draw(details.series, t, lambda kind, on: f"#{kind}-{on}")).all("a")
    assert [link.attributes["href"] for link in links] == [
        "#revision-2022-07-01",
        "#report-2022-03-31",
        "#report-2022-09-30",
    ]
    for link in links:
        words = [line.text for line in link.one("svg", "label").all("text")]
        assert link.attributes["aria-label"] == " · ".join(words)
    assert "1,200 → 1,000" in links[0].attributes["aria-label"]
    assert "610 户" in links[2].attributes["aria-label"]
    assert "747 户" in links[2].attributes["aria-label"]  # planned for that day


def test_a_revision_has_a_line_a_name_and_words():
    """The plan as first published dotted, the day of the revision marked, both in the description."""
    t = Translator("en")
    (details,) = all_of(CROWDED["revised"](), dt.date(2022, 10, 15))
    series = details.series
    assert [point.value for point in series.original.planned] == [0, 1200]
    plot = layout(series, t)
    words = {label.text for labels in plot.labels.values() for label in labels}
    assert {"2022-07-01 target 1,200 → 1,000", "original goal 1,200", "goal 1,000 户"} <= words
    drawn = svg_progress.draw(series, t)
    assert 'class="first"' in drawn
    assert "Revised on 2022-07-01: target 1,200 → 1,000." in drawn
    assert "Original plan" in [key.label for key in svg_progress.legend(series, t)]
    early = all_of(CROWDED["revised"](), dt.date(2022, 6, 30))[0].series
    assert (early.original, early.goal) == (None, 1200)
    assert 'class="first"' not in svg_progress.draw(early, t)


def test_the_original_plan_is_that_of_the_first_revisions():
    """Of several revisions of a field the first; a former due date alone is marked where the plan is the same."""
    twenty, due, _ = (details.series for details in all_of(CROWDED["twenty revisions"]()))
    assert twenty.original.goal == 900
    assert due.original.due == dt.date(2022, 11, 30)
    plot = layout(due, Translator("en"))
    labels = {label.text for each in plot.labels.values() for label in each}
    assert "original due date 2022-11-30" in labels
    steps = """
measure: {kind: milestones}
milestones: [{id: a, title: A, due: 2022-06-30}]
revisions: [{date: 2022-03-01, field: due, from: 2022-11-30, to: 2022-12-31, reason: Late}]
"""
    plot = layout(one(steps).series, Translator("en"))
    assert plot.original[0][-1][0] == plot.axes.across(dt.date(2022, 11, 30))


def test_text_is_as_wide_as_a_browser_draws_it_at_most():
    """Widths of the bold weight in pixels at 100 pixels of type, as measured in Chromium."""
    measured = {
        "172 lifts": 389,
        "original goal 300": 817,
        "目标 240 台": 523,
        "MMMM": 340,
        "lifts ijl.": 336,
    }
    for words, width in measured.items():
        assert width <= text_width(words, 100) <= 1.35 * width


@pytest.mark.parametrize("portfolio", [real, new_zealand])
def test_the_description_is_that_of_the_dashboard(portfolio):
    """Both drawings of a target have one text alternative."""
    view = look(portfolio(), "zh")
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
    table = parsed(progress_table.data_table(one(fields).series, Translator("en")))
    rows = [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]
    assert [row[1:3] for row in rows] == [["–", "–"], ["6", "8"], ["6", "8"]]


@pytest.mark.parametrize(
    ("measure", "value", "planned"),
    [
        ("unit: people, baseline: 185000, target: 165000", 136000, "175,110"),
        ("unit: centres, baseline: 0, target: 39", 12, "19.3"),
        ("unit: km, baseline: 0, target: 120", 33.25, "59.34"),
        ('unit: "%", baseline: 53, target: 80', 57.3, "66.4"),
    ],
)
def test_a_planned_value_has_no_more_decimals_than_its_figures_need(measure, value, planned):
    """People are whole; of few things a tenth tells more, and what was written with decimals keeps as many."""
    fields = f"measure: {{kind: level, {measure}}}\n" + updates(("2022-06-30", value))
    series = one(fields).series
    table = parsed(progress_table.data_table(series, Translator("en")))
    rows = {row.all("td")[0].text: row.all("td")[1].text for row in table.one("tbody").all("tr")}
    assert rows["2022-06-30"] == planned
    amount = progress_table.planned_amounts(series, "en")[dt.date(2022, 6, 30)]
    assert amount.removesuffix("%").split("\u00a0")[0].split(" ")[0] == planned


@pytest.mark.parametrize(
    ("goal", "value", "planned"),
    [
        (640, 377.7, {"zh": "316.5 万平方米", "en": "3.165 million m²"}),
        (30, 12, {"zh": "14.8 万平方米", "en": "148,000 m²"}),
    ],
)
def test_a_planned_value_ends_at_the_same_place_in_both_languages(goal, value, planned):
    """3.2 million would be another figure than 316.5 万, and 148,352 another one than 14.8 万."""
    unit = "{zh: 万平方米, en: '×10,000 m²'}"
    measure = f"measure: {{kind: cumulative, unit: {unit}, target: {goal}}}\n"
    series = one(measure + updates(("2022-06-30", value))).series
    for lang, amount in planned.items():
        shown = in_natural_unit(series, Translator(lang))
        texts = progress_table.planned_amounts(shown, lang)
        assert texts[dt.date(2022, 6, 30)].replace("\u00a0", " ") == amount


def test_the_last_figure_stands_in_the_colour_of_its_status():
    """As does the line that joins it to the plan, and what is said of it in words."""
    series = one(updates(("2022-06-30", 100)), as_of=dt.date(2022, 7, 15)).series
    drawing = svg_progress.draw(series, Translator("en"))
    tree = ET.fromstring(drawing)
    classes = [part.get("class", "") for part in tree.iter()]
    assert "point last off_track" in classes
    assert "gap off_track" in classes
    assert "39.5 points behind" in "".join(tree.itertext())
    key = svg_progress.legend(series, Translator("en"))[-1]
    assert key.label == "Gap"
    assert 'class="gap off_track"' in key.mark


def test_a_figure_that_does_not_count_is_hollow():
    """Corrected or of a lesser grade: shown, and told apart."""
    drawn = svg_progress.draw(all_of(CORRECTED)[0].series, Translator("en"))
    assert drawn.count("point hollow") == 2
    keys = svg_progress.legend(all_of(CORRECTED)[0].series, Translator("en"))
    assert [key.label for key in keys] == ["Planned", "Actual", "Not counted"]


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


NINE_MONTHS = updates(("2022-03-31", 210), ("2022-06-30", 330), ("2022-09-30", 520))
OCTOBER = dt.date(2022, 10, 15)


def test_the_range_of_the_outlook_is_drawn_from_the_latest_figure():
    """To the due date, with the slowest and the fastest pace; in the legend and in the text alternative."""
    t = Translator("en")
    series = one(NINE_MONTHS, as_of=OCTOBER).series
    plot = layout(series, t)
    places = [(on, round(value)) for on, value in _days_and_values(plot.outlook, series, plot)]
    assert places == [("2022-09-30", 520), ("2022-12-31", 737), ("2022-12-31", 641)]
    assert "Outlook: slowest to fastest pace" in [
        key.label for key in svg_progress.legend(series, t)
    ]
    assert "641 户 to 737 户 on 2022-12-31" in alt_text(series, t)
    too_early = one(updates(("2022-03-31", 210)), as_of=OCTOBER).series
    assert layout(too_early, t).outlook == []
    assert "Outlook" not in alt_text(too_early, t)


def test_an_outlook_beyond_the_axis_is_cut_off_there():
    """The axis stays that of plan and figures: a pace that would end at three times the goal does not shrink them."""
    leap = updates(("2022-01-05", 500), ("2022-03-31", 510), ("2022-06-30", 520))
    series = one(leap, as_of=dt.date(2022, 7, 15)).series
    plot = layout(series, Translator("en"))
    assert series.outlook.fastest > 3 * series.goal
    assert min(y for _, y in plot.outlook) == pytest.approx(plot.top)
    assert len(plot.outlook) == 4


def _days_and_values(line, series, plot):
    """The days and values of places, found on the axes of a drawing."""
    days = [series.start + dt.timedelta(days=n) for n in range(366)]
    for x, y in line:
        on = min(days, key=lambda each: abs(plot.axes.across(each) - x))
        yield on.isoformat(), min(range(1100), key=lambda value: abs(plot.axes.down(value) - y))


def test_a_yearly_goal_is_drawn_year_by_year():
    """Each year begins at zero: no line joins two years, and its goal is marked; the label is at that of the figure's year."""
    years = '{"2022": 900, "2023": 1000, "2024": 1200}'
    figures = updates(
        ("2022-06-30", 400), ("2022-12-31", 880), ("2023-06-30", 300), ("2023-09-30", 700)
    )
    of_years = f"measure: {{kind: flow, unit: 人, years: {years}}}\ndue: 2024-12-31\n{figures}"
    details = one(of_years, as_of=dt.date(2023, 10, 31))
    drawing = parsed(svg_progress.draw(details.series, Translator("en")))
    lines = [each.attributes["class"] for each in drawing.all("path")]
    assert [lines.count(each) for each in ("plan", "plan mark", "actual")] == [3, 3, 2]
    last = layout(in_natural_unit(details.series, Translator("en")), Translator("en"))
    marks = year_goals(details.series, last.planned)
    label = next(
        each for each in (*last.labels[""], *last.labels["at-wide"]) if each.class_ == "goal"
    )
    assert label.across == marks[1][1][0]
    assert "goal of each year: 2022 900 人, 2023 1,000 人, 2024 1,200 人" in alt_text(
        details.series, Translator("en")
    )
    names = [key.label for key in svg_progress.legend(details.series, Translator("en"))]
    assert names == ["Pro rata", "Goal of the year", "Actual", "Gap"]
    traces = progress.draw_progress(details.series, Translator("en"), dark=False).data
    assert [list(trace.y) for trace in traces] == [
        [0, 900, None, 0, 1000, None, 0, 1200],
        [400, 880, None, 300, 700],
    ]
    large = large_progress.draw(details.series, "on_track", Translator("en"))
    assert [large.count(f'class="{each}') for each in ("plan mark", 'plan"', "actual")] == [3, 3, 2]
