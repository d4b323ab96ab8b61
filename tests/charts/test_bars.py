"""Progress bars and strips: lengths, what is missing, labels, weight."""

from __future__ import annotations

import math
from math import nan

import pytest
from support.looking import HOSTILE, Element, parsed

from tracker.charts.bars import bar, strip


def percents(drawn: str) -> dict[str, float]:
    """Where the parts of a bar end, in percent, by class; the fill has none."""
    parts = parsed(drawn).all("rect")
    ends = {
        " ".join(part.classes): part.attributes.get("width") or part.attributes["x"]
        for part in parts
    }
    return {name: float(end.removesuffix("%")) for name, end in ends.items()}


def drawing(drawn: str, class_: str) -> Element:
    return parsed(drawn).one("svg", class_)


@pytest.mark.parametrize(
    ("share", "percent"),
    [(0, 0), (0.5, 50), (1, 100), (1.7, 100), (-0.2, 0), (0.1234, 12.3), (math.inf, 100)],
)
def test_a_bar_stays_within_its_track(share, percent):
    """All its parts are limited to 0 to 100 %."""
    drawn = bar("on_track", share, share, "x", share)
    assert percents(drawn) == {"": percent, "before": percent, "tick": percent}


def test_a_bar_without_figure_is_hatched():
    """A missing figure is hatched rather than shown as zero; the planned tick stays."""
    drawn = bar("unreported", nan, 0.25, "no figure")
    assert percents(drawn) == {"tick": 25}
    assert drawing(drawn, "bar").classes == ["bar", "none", "grey", "unreported"]
    assert "none" not in drawing(bar("off_track", 0, 0.25, "0%"), "bar").classes


def test_what_a_bar_does_not_know_it_leaves_out():
    """A missing plan or earlier completion is not shown as zero."""
    assert percents(bar("on_track", 0.5, nan, "x")) == {"": 50}
    assert percents(bar("on_track", 0.5, 0.0, "x")) == {"": 50, "tick": 0}
    assert percents(bar("unreported", nan, nan, "x", 0.0)) == {"before": 0}


@pytest.mark.parametrize(
    ("drawn", "class_"),
    [(bar("on_track", 0.5, nan, HOSTILE), "bar"), (strip({}, HOSTILE), "strip")],
)
def test_drawings_have_a_text_alternative(drawn, class_):
    """A screen reader announces the label, whatever is in it."""
    attributes = drawing(drawn, class_).attributes
    assert (attributes["role"], attributes["aria-label"]) == ("img", HOSTILE)
    assert "style" not in attributes


def test_a_strip_gives_each_status_its_share():
    """One segment per status that occurs, as wide as its count, side by side."""
    drawn = strip({"achieved": 3, "missed": 0, "unreported": 1}, "x")
    assert [part.attributes for part in parsed(drawn).all("rect")] == [
        {"class": "achieved", "x": "0%", "width": "75%"},
        {"class": "grey unreported", "x": "75%", "width": "25%"},
        {"class": "gap", "x": "75%"},
    ]


def test_a_bar_weighs_little():
    """A page shows hundreds of them."""
    drawn = bar("off_track", 0.4163, 0.5833, "完成 41.6%，按时间推算应达 58.3%", 0.3812)
    assert len(drawn.encode()) < 300
