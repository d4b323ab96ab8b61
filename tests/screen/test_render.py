"""The public screen as HTML: whole, harmless, and nothing in it that a strict page would refuse."""

import json
import re

import pytest
from support.looking import (
    Element,
    demonstration,
    empty,
    harm,
    holes,
    hostile,
    look,
    parsed,
    portfolio,
    real,
)

from tracker.i18n import languages
from tracker.portfolio.model import SCENE_NAMES, Screen
from tracker.portfolio.redaction import redact
from tracker.screen import render
from tracker.screen.scene_html import position_classes
from tracker.screen.scenes import build_scenes
from tracker.screen.settings import ScreenSettings

URL = "https://targets.example.org/"
SETTINGS = ScreenSettings.from_query(Screen(lang=("zh", "en"), url=URL))


def stage(portfolio, settings=SETTINGS, **data) -> Element:
    shown = redact(portfolio)
    views = [look(shown, lang) for lang in settings.langs]
    parts = [render.LocalizedScreen(view, build_scenes(view, settings)) for view in views]
    return parsed(render.screen_html(parts, settings, **data))


@pytest.mark.parametrize("data", [demonstration, real, empty])
def test_the_stage_is_whole(data):
    """Sound markup in both languages, no wording missing, every scene numbered in its place."""
    tree = stage(data())
    assert not [hole for hole in holes(tree) if hole not in "{}" and hole not in URL]
    for lang in ("zh-CN", "en"):
        found = [one for one in tree.all("section", "scene") if one.attributes["lang"] == lang]
        assert [int(one.attributes["data-place"]) for one in found] == list(range(len(found)))
        assert all(len(one.all("h1")) == 1 for one in found)


@pytest.mark.parametrize("lang", languages())
def test_text_of_the_data_stays_text(lang):
    """Titles and names that hold markup are shown as they were written."""
    tree = stage(hostile(), SETTINGS._replace(langs=(lang,)))
    assert set(harm(tree)) <= {"img"}  # the QR code
    assert [one.attributes["alt"] for one in tree.all("img")]


def test_nothing_is_styled_or_scripted_inline():
    """The published page forbids inline style and script, so the screen needs neither."""
    for one in stage(demonstration()):
        assert "style" not in one.attributes
        assert not [name for name in one.attributes if name.startswith("on")]
        assert one.name not in ("script", "style", "link")


@pytest.mark.parametrize(
    ("share", "percent"),
    [(0, 0), (1, 100), (0.583, 58.3), (0.0004, 0), (2, 100), (-1, 0), (0.0999, 10)],
)
def test_a_share_becomes_three_classes_that_the_style_knows(share, percent):
    """Tens, units and tenths add up to the share, and each has its rule."""
    css = render.CSS.read_text("utf-8")
    values = [
        re.search(rf"\.{name}{{--w[tud]:([\d.]+)}}", css)[1]
        for name in position_classes(share, "w").split()
    ]
    assert sum(map(float, values)) == pytest.approx(percent)


def test_a_progress_row_says_itself_in_words():
    """Bars and strips have a label for who does not see them."""
    for one in stage(demonstration()):
        if one.attributes.get("role") == "img":
            assert one.attributes["aria-label"]


def test_the_address_becomes_a_code_and_without_one_there_is_none():
    """The QR code leads to the published site; no address, no code."""
    assert len(stage(demonstration()).all("img", "qr")) == len(languages())
    assert not stage(demonstration(), SETTINGS._replace(url=None)).all("img")


def test_the_code_is_drawn_here():
    """The image carries its own drawing: no request, and a label."""
    (code,) = parsed(render.qr_image(URL, "Scan")).all("img")
    assert code.attributes["src"].startswith("data:image/svg+xml")
    assert code.attributes["alt"] == "Scan"


def test_made_up_data_says_so_in_every_scene():
    """Nobody in a lobby takes the demonstration for real progress."""
    for one in stage(demonstration()).all("section", "scene"):
        assert one.all("strong", "demo")
    assert not stage(real()).all("strong", "demo")


def test_what_the_script_needs_stands_in_the_page():
    """Rotation, languages, wording: the script itself is a constant."""
    tree = stage(demonstration(), poll="version.json")
    (screen,) = tree.all("div", "screen")
    said = screen.attributes
    assert said["data-scenes"].split(",") == list(SCENE_NAMES)
    assert (said["data-seconds"], said["data-langs"], said["data-palette"]) == (
        "12",
        "zh,en",
        "dark",
    )
    assert said["data-poll"] == "version.json"
    (lost,) = tree.all("div", "lost")
    assert "没有应答" in lost.attributes["data-text"]
    assert "not answered" in lost.attributes["data-text"]
    for beat in tree.all("span", "beat"):
        assert set(json.loads(beat.attributes["data-ages"])) == {"now", "minutes", "hours", "days"}
        assert "{age}" in beat.attributes["data-fresh"]


def test_a_wrong_wish_is_noted_small():
    """The note stands in the foot of each language, as text."""
    settings = SETTINGS._replace(invalid_params=("seconds=<b>",))
    notes = [one.text for one in stage(demonstration(), settings).all("span", "note")]
    assert all("seconds=<b>" in note for note in notes)


def test_the_published_screen_has_every_scene_in_every_language():
    """Its address chooses among them without a server."""
    shown = redact(demonstration())
    few = SETTINGS._replace(scenes=("done",), themes=("housing",), langs=("zh",))
    tree = parsed(
        render.static_screen_html({lang: look(shown, lang) for lang in languages()}, few, "v", "p")
    )
    found = tree.all("section", "scene")
    assert {one.attributes["data-scene"] for one in found} == set(SCENE_NAMES)
    assert len({one.attributes.get("data-theme") for one in found}) > 2
    (screen,) = tree.all("div", "screen")
    assert (screen.attributes["data-scenes"], screen.attributes["data-themes"]) == (
        "done",
        "housing",
    )


def test_rates_and_statements_have_no_bar():
    """Where there is no way to run along, no row pretends one."""
    tree = stage(
        portfolio(
            'measure: {kind: floor, unit: "%", floor: 5}', "id: b\nmeasure: {kind: statement}"
        )
    )
    assert not tree.all("div", "bar")


@pytest.mark.parametrize("palette", ["dark", "light"])
def test_every_text_can_be_read_on_its_surface(palette):
    """Ink, dim text and every status keep 4.5:1 on card and ground, in both palettes."""
    css = render.CSS.read_text("utf-8")
    start = (
        css.index(".screen {") if palette == "dark" else css.index('.screen[data-palette="light"]')
    )
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", css[start : css.index("}", start)]))
    pairs = [
        (name, ground)
        for name in (
            "ink",
            "dim",
            "accent",
            "achieved",
            "on_track",
            "at_risk",
            "off_track",
            "missed",
            "grey",
        )
        for ground in ("bg", "card")
    ] + [("warn-ink", "warn-bg"), ("bg", "accent"), ("bg", "achieved")]
    for ink, ground in pairs:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted([light(one), light(other)])
    return (bright + 0.05) / (dark + 0.05)
