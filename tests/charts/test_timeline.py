"""The axis of time and the drawings of its rows."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from itertools import pairwise
from math import nan

import pytest
from support.looking import TODAY, demonstration, look

from tracker.analysis.timeline import schedule
from tracker.charts import svg_timeline
from tracker.charts.labels import text_width
from tracker.charts.svg_timeline import LABELLED_WIDTH, Step, TimelineBar
from tracker.charts.time_axis import TimeAxis, time_axis
from tracker.i18n import languages
from tracker.views.timeline_row import timeline_bar


def days(*texts: str) -> list[dt.date]:
    return [dt.date.fromisoformat(text) for text in texts]


NEAR = [days("2021-03-01", "2026-12-31"), days("2026-01-01", "2027-12-31")]
FAR = days("2021-01-01", "2060-12-31")
AS_OF = dt.date(2026, 11, 28)


def bar(*, status: str = "on_track", **fields: object) -> TimelineBar:
    known = {"start": AS_OF, "due": AS_OF, "actual": 0.5, "has_figure": True, "awaits_data": False}
    return TimelineBar(**{**known, "status": status, "steps": (), **fields})


@pytest.mark.parametrize(
    ("rows", "omitted"),
    [
        (NEAR, None),
        ([*NEAR, FAR], (2028, 2059)),
        ([*NEAR, days("1980-01-01", "2026-12-31")], (1981, 2020)),
        ([FAR], None),  # there is no row that it squeezes
        ([*NEAR, days("2026-01-01", "2033-12-31")], None),  # no more than the rest of the axis
        ([], None),
    ],
)
def test_an_axis_is_broken_for_a_far_date_alone(rows, omitted):
    """Years without any date are left out where they are most of the axis and squeeze a row."""
    axis = time_axis(rows, AS_OF)
    assert axis.omitted == omitted
    assert (axis.break_at is None) == (omitted is None)


def test_positions_rise_with_days():
    """From the left to the right end, also across a break, and none lies in it."""
    axis = time_axis([*NEAR, FAR], AS_OF)
    on = [dt.date(2021, 1, 1), *sorted(d for row in [*NEAR, FAR] for d in row), AS_OF]
    positions = [axis.position(day) for day in sorted(set(on))]
    assert positions == sorted(set(positions))
    assert positions[0] == 0
    assert 99 < positions[-1] < 100
    left, right = axis.pieces
    assert not any(left.end < position < right.start for position in positions)
    assert axis.position(dt.date(1900, 1, 1)) == 0


@pytest.mark.parametrize(
    "rows", [NEAR, [*NEAR, FAR], [days("2026-11-01")], [FAR], [days("1900-01-01", "2199-12-31")]]
)
def test_years_have_room_for_their_labels(rows):
    """None is cut off at the right end, and none touches the next one."""
    ticks = [tick for tick in time_axis(rows, AS_OF).ticks if tick.label]
    width = [text_width(tick.label) for tick in ticks]
    left = [tick.position * LABELLED_WIDTH / 100 + 4 for tick in ticks]
    right = [x + w for x, w in zip(left, width, strict=True)]
    assert len(ticks) >= 2 or len(rows) == 1
    assert right[-1] <= LABELLED_WIDTH
    assert all(end < start for end, start in zip(right, left[1:], strict=False))


@pytest.mark.parametrize("lang", languages())
def test_labels_of_milestones_never_touch(lang):
    """At the narrowest width that shows any, by their measured width; some have room."""
    view = look(demonstration(), lang)
    targets = schedule(view.snapshot)
    bars = [timeline_bar(view.t, target) for target in targets]
    axis = time_axis([target.dates for target in targets], TODAY)
    count = 0
    for one in bars:
        extents = []
        for text in ET.fromstring(svg_timeline.bar_row(one, axis, TODAY)).iter("text"):
            width = text_width(text.text)
            at = float(text.attrib["x"].rstrip("%")) * LABELLED_WIDTH / 100
            start = at - {"middle": width / 2, "end": width}.get(text.get("text-anchor", ""), 0)
            extents.append((start, start + width))
        count += len(extents)
        assert all(end < start for (_, end), (start, _) in pairwise(sorted(extents)))
        assert all(start >= -0.1 and end <= LABELLED_WIDTH + 0.1 for start, end in extents)
    assert count > 10


def test_the_next_open_milestone_has_the_label():
    """Where there is room for one alone."""
    on = AS_OF + dt.timedelta(1)
    steps = (Step(AS_OF, True, "x" * 25), Step(on, False, "y" * 25), Step(on, False, "z"))
    drawn = ET.fromstring(svg_timeline.bar_row(bar(steps=steps), time_axis(NEAR, AS_OF), AS_OF))
    assert [text.text for text in drawn.iter("text")] == ["y" * 25 + " +1"]
    marks = [mark.attrib["class"] for mark in drawn.iter("svg") if "step" in mark.get("class", "")]
    assert marks == ["step done", "step"]


@pytest.mark.parametrize(
    ("fields", "classes"),
    [
        ({}, ["track", "fill"]),
        ({"actual": nan}, ["track held"]),
        ({"actual": nan, "has_figure": False}, ["track none"]),
        ({"actual": nan, "has_figure": False, "status": "not_started"}, ["track"]),
        ({"due": None}, ["fill"]),
        ({"start": None}, ["end"]),
        ({"awaits_data": True, "status": "unreported"}, ["silent", "track", "fill"]),
        ({"start": FAR[0], "due": FAR[1]}, ["track", "fill", "cut"]),
    ],
)
def test_what_is_known_of_a_target_is_drawn(fields, classes):
    """Dates, completion, whether there is a figure, time past due without data, and the break that a bar crosses."""
    axis: TimeAxis = time_axis([*NEAR, FAR], AS_OF)
    drawn = ET.fromstring(svg_timeline.bar_row(bar(**fields), axis, AS_OF))
    assert [part.attrib["class"] for part in drawn] == classes
    assert drawn.attrib["aria-hidden"] == "true"  # the page has its words


def test_a_drawing_of_days_far_apart_or_equal_is_sound():
    """The farthest days that a file may hold, and a bar of one day, which is wide enough to be seen."""
    axis = time_axis([days("1900-01-01", "2199-12-31")], AS_OF)
    for drawing in (
        svg_timeline.axis_labels(axis),
        svg_timeline.grid(axis, AS_OF),
        svg_timeline.bar_row(bar(), axis, AS_OF),
    ):
        ET.fromstring(drawing)
    rect = ET.fromstring(svg_timeline.bar_row(bar(), axis, AS_OF)).find("rect")
    assert float(rect.attrib["width"].rstrip("%")) >= 0.5
