"""The tokens of `look.css`: contrast, and colours that eyes of every kind tell apart, computed from the file itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Final

import pytest

from tracker.analysis.assessment import STATUSES
from tracker.charts import figure
from tracker.views import stylesheet

CSS: Final = Path(stylesheet.__file__).with_name("look.css").read_text(encoding="utf-8")
SCHEMES: Final = ("light", "dark")
SURFACES: Final = ("bg", "card")
Vector = tuple[float, ...]

# How a dichromat sees a colour, on linear RGB: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
# Simulation of Color Vision Deficiency" (IEEE TVCG 15, 2009), the tables of the supplement for severity 1.0.
EYES: Final[Mapping[str, tuple[Vector, Vector, Vector]]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
# Linear RGB to XYZ (IEC 61966-2-1), and the white point D65
TO_XYZ: Final = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE: Final = (0.95047, 1.0, 1.08883)


@cache
def tokens(scheme: str) -> dict[str, str]:
    """Colour of each token in a scheme."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", CSS)
    return {name: (light, dark)[SCHEMES.index(scheme)] for name, light, dark in pairs}


def linear(colour: str) -> Vector:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return tuple(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)


def times(matrix: tuple[Vector, ...], vector: Vector) -> Vector:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def contrast(first: str, second: str) -> float:
    """As WCAG 2 defines it."""
    low, high = sorted(times(TO_XYZ, linear(colour))[1] for colour in (first, second))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: Vector) -> Vector:
    """CIELAB of linear RGB."""
    within = tuple(min(max(part, 0.0), 1.0) for part in rgb)
    scaled = [a / b for a, b in zip(times(TO_XYZ, within), WHITE, strict=True)]
    x, y, z = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in scaled)
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def distance(first: str, second: str, eye: str) -> float:
    """CIE76 between two colours as an eye sees them."""
    seen = [lab(times(EYES[eye], linear(colour))) for colour in (first, second)]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


def edge(status: str) -> str:
    """The token of the edge of a status, as its class has it."""
    found = re.search(
        rf"\.tracker \.{status} {{ color: var\(--{status}\); --edge: var\(--(\w+)\)", CSS
    )
    assert found, status
    return found[1]


def test_the_formulas():
    """Known values: black on white; L* of white and of a grey; two colours that a dichromat confuses."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert lab(linear("#FFFFFF"))[0] == pytest.approx(100, abs=0.01)
    assert lab(linear("#777777")) == pytest.approx((50.03, 0, 0), abs=0.01)
    assert distance("#9C1F07", "#5A5A00", "normal") > 40
    assert distance("#9C1F07", "#5A5A00", "deutan") < 15


def test_old_browsers_have_the_light_colours():
    """Without `light-dark()` each token has its light value."""
    plain = dict(re.findall(r"--([\w-]+): (#\w{6});", CSS))
    assert plain == tokens("light")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_can_be_read(scheme):
    """4.5:1 for text on the page, on a card and on a track; for notices on their own ground; for a pressed button."""
    look = tokens(scheme)
    pairs = [(text, ground) for text in ("ink", "dim", "accent") for ground in SURFACES]
    pairs += [("warn-ink", "warn-bg"), ("bad-ink", "bad-bg"), ("card", "accent"), ("ink", "track")]
    assert [pair for pair in pairs if contrast(*(look[name] for name in pair)) < 4.5] == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("status", STATUSES)
def test_a_mark_stands_out(status, scheme):
    """3:1 on the page and on a card; a pale fill has an edge that does, and that also stands out from the fill."""
    look = tokens(scheme)
    for ground in SURFACES:
        assert contrast(look[edge(status)], look[ground]) >= 3, ground
        if contrast(look[status], look[ground]) < 3:
            assert contrast(look[edge(status)], look[status]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("eye", EYES)
def test_statuses_differ(eye, scheme):
    """Any two statuses may meet in a strip: CIE76 of 20 or more between them."""
    look = tokens(scheme)
    close = {
        pair: distance(look[pair[0]], look[pair[1]], eye) for pair in combinations(STATUSES, 2)
    }
    assert {pair: apart for pair, apart in close.items() if apart < 20} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_plotly_has_the_same_colours(scheme):
    """A status is the same in a Plotly figure and beside it."""
    palette = figure.DARK if scheme == "dark" else figure.LIGHT
    look = tokens(scheme)
    assert palette._asdict() == {name: look[name] for name in palette._fields}
    for status in STATUSES:
        assert palette.status_colour(status) == look[status]
        assert palette.status_edge(status) == look[edge(status)]


def test_sizes_of_type_are_tokens():
    """One scale of type: outside the tokens no size or weight is written, nor a colour but black and white."""
    package = Path(stylesheet.__file__).parents[1]
    others = ["site/site.css", "app/framework.css"]
    rules = stylesheet.stylesheet().replace(CSS[: CSS.index("/* a status")], "")
    rules += "".join((package / name).read_text(encoding="utf-8") for name in others)
    assert re.findall(r"font-size: (?!var\(--text-|smaller|inherit|0[;} ])[^;}]+", rules) == []
    assert re.findall(r"font-weight: (?!400|var\(--)[^;}]+", rules) == []
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)) <= {
        "#000",
        "#fff",
        "#333",
        "#999",
        "#152033",
    }
