"""The public screen as HTML: complete, escaped, and allowed by a strict content security policy."""

import datetime as dt
import math
import re

import pytest
from support.looking import (
    Element,
    demonstration,
    empty,
    few,
    harm,
    holes,
    hostile,
    look,
    new_zealand,
    parsed,
    portfolio,
    public,
    real,
)
from support.samples import updates

from tracker.i18n import languages
from tracker.portfolio.header import SCENE_NAMES, Screen
from tracker.screen import render
from tracker.screen.qr import qr_code, target_link
from tracker.screen.settings import ScreenSettings

URL = "https://targets.example.org/"
SETTINGS = ScreenSettings.from_query(Screen(lang=("zh", "en"), url=URL))


def screen_tree(portfolio, settings=SETTINGS, **data) -> Element:
    views = [look(public(portfolio), lang) for lang in settings.langs]
    parts = [render.localized_screen(view, settings) for view in views]
    return parsed(render.screen_html(parts, settings, **data))


@pytest.fixture(scope="module")
def demo_tree() -> Element:
    return screen_tree(demonstration())


@pytest.mark.parametrize("data", [demonstration, real, empty])
def test_the_screen_is_complete(data, demo_tree):
    """Valid HTML in both languages, no wording missing, every scene numbered."""
    tree = demo_tree if data is demonstration else screen_tree(data())
    assert not [hole for hole in holes(tree) if hole not in "{}" and hole not in URL]
    for lang in ("zh-CN", "en"):
        scenes = [
            scene for scene in tree.all("section", "scene") if scene.attributes["lang"] == lang
        ]
        places = [int(scene.attributes["data-place"]) for scene in scenes]
        assert places == list(range(len(scenes)))
        assert all(len(scene.all("h1")) == 1 for scene in scenes)


@pytest.mark.parametrize("lang", languages())
def test_text_of_the_data_stays_text(lang):
    """Titles and names with HTML are escaped."""
    tree = screen_tree(hostile(), SETTINGS._replace(langs=(lang,)))
    assert set(harm(tree)) <= {"img"}  # the QR code
    assert [one.attributes["alt"] for one in tree.all("img")]


def test_nothing_is_styled_or_scripted_inline(demo_tree):
    """The published page forbids inline styles and scripts, so the screen has none."""
    for one in demo_tree:
        assert "style" not in one.attributes
        assert not [name for name in one.attributes if name.startswith("on")]
        assert one.name not in ("script", "style", "link")


def test_bars_and_strips_have_labels(demo_tree):
    """Screen readers announce every drawing."""
    drawings = [one for one in demo_tree if one.attributes.get("role") == "img"]
    assert len(drawings) > len(languages())
    assert all(one.attributes["aria-label"] for one in drawings)


def test_every_scene_has_a_qr_code(demo_tree):
    """With the address of the published site; without it there is no code."""
    for scene in demo_tree.all("section", "scene"):
        assert len(scene.all("img", "qr")) == 1
    assert not screen_tree(few(), SETTINGS._replace(url=None)).all("img")


def test_a_qr_code_leads_to_the_page_of_its_target():
    """In the language of the scene; that of a scene about many targets to the first page."""
    assert target_link(URL, "zh", "homes") == f"{URL}targets/homes.html"
    assert target_link(f"{URL}index.html", "en", "homes") == f"{URL}en/targets/homes.html"
    assert (target_link(URL, "zh", ""), target_link(URL, "en", "")) == (URL, f"{URL}en/")


def test_the_qr_code_is_an_inline_image():
    """It needs no request and has a label."""
    (code,) = parsed(qr_code(URL, "Scan")).all("img")
    assert code.attributes["src"].startswith("data:image/png")
    assert code.attributes["alt"] == "Scan"


def test_demonstration_data_is_marked_in_every_scene(demo_tree):
    """The demonstration cannot be mistaken for real progress."""
    for one in demo_tree.all("section", "scene"):
        assert one.all("strong", "demo")
    assert not screen_tree(new_zealand()).all("strong", "demo")


def test_the_page_contains_what_the_script_needs():
    """Settings, languages and wording are in data- attributes; the script is a constant."""
    tree = screen_tree(few(), poll="version.json")
    (screen,) = tree.all("div", "screen")
    attributes = screen.attributes
    assert attributes["data-scenes"].split(",") == list(SCENE_NAMES)
    assert (attributes["data-seconds"], attributes["data-langs"], attributes["data-palette"]) == (
        "12",
        "zh,en",
        "dark",
    )
    assert attributes["data-poll"] == "version.json"
    (lost,) = tree.all("div", "lost")
    assert "没有应答" in lost.attributes["data-text"]
    assert "not answered" in lost.attributes["data-text"]
    for beat in tree.all("span", "beat"):
        assert "{time}" in beat.attributes["data-fresh"]


def test_updated_is_the_day_of_the_latest_report():
    """The footer states the data's own date, whenever the file was written."""
    late = "updates: [{date: 2022-06-30, reported: 2022-08-15, value: 5}]"
    for fields, lang, words in (
        (f"id: a\n{late}", "en", "Latest report 2022-08-15"),
        (f"id: a\n{late}", "zh", "最近填报 2022-08-15"),
        ("id: a", "en", "Nothing reported yet"),
    ):
        view = look(portfolio(fields), lang, dt.date(2022, 9, 1), dt.date(2022, 9, 1))
        screen = render.screen_html([render.localized_screen(view, SETTINGS)], SETTINGS)
        beat = parsed(screen).all("span", "beat")[0]
        assert words in beat.attributes["data-fresh"]


def test_an_invalid_parameter_is_noted_in_the_footer():
    """The note is in the footer of each language, escaped."""
    settings = SETTINGS._replace(invalid_params=("seconds=<b>",))
    notes = [one.text for one in screen_tree(few(), settings).all("span", "note")]
    assert notes
    assert all("seconds=<b>" in note for note in notes)


def test_the_published_screen_has_every_scene_in_every_language():
    """Its URL chooses among them without a server."""
    views = {lang: look(public(few()), lang) for lang in languages()}
    chosen = SETTINGS._replace(scenes=("lately",), themes=("housing",), langs=("zh",))
    page, rest = render.static_screen(views, chosen, "v", poll="p", rest="r")
    tree = parsed(page)
    scenes = [*tree.all("section", "scene"), *parsed(f"<div>{rest}</div>").all("section", "scene")]
    assert {scene.attributes["data-scene"] for scene in scenes} == set(SCENE_NAMES) - {"map"}
    assert {scene.attributes["data-lang"] for scene in scenes} == set(languages())
    assert len({scene.attributes.get("data-themes") for scene in scenes}) > 2
    (screen,) = tree.all("div", "screen")
    assert (screen.attributes["data-scenes"], screen.attributes["data-themes"]) == (
        "lately",
        "housing",
    )


def test_the_first_view_of_a_published_screen_is_small():
    """Page, script and style together at most 150 kB without photos, however many targets there are."""
    other_files = len(render.stylesheet().encode()) + render.JS.stat().st_size
    for at in (real(), new_zealand(), demonstration()):
        views = {lang: look(public(at), lang) for lang in languages()}
        page, rest = render.static_screen(views, SETTINGS, "v", poll="p", rest="r")
        assert len(page.encode()) + other_files <= 150_000
        attributes = parsed(page).all("div", "screen")[0].attributes
        assert bool(rest) == ("data-rest" in attributes)
    assert rest


def test_rates_and_statements_have_no_bar():
    """They have no completion, so a bar would be misleading."""
    figure = updates(("2026-10-31", 6))
    tree = screen_tree(
        portfolio(
            f'measure: {{kind: floor, unit: "%", floor: 5}}\n{figure}due: 2026-12-31',
            "id: b\nmeasure: {kind: statement}",
        )
    )
    assert tree.all("article", "row")
    assert not tree.all("svg", "bar")


@pytest.mark.parametrize("palette", ["dark", "light"])
def test_every_text_has_enough_contrast(palette):
    """Text and status colours have at least 4.5:1 on cards and background, in both palettes."""
    css = render.stylesheet()
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
    """The contrast ratio of two colours (WCAG 2)."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted([light(one), light(other)])
    return (bright + 0.05) / (dark + 0.05)


def test_the_script_contains_no_tag():
    """Streamlit's sanitiser silently drops a script that contains what looks like one."""
    assert not re.search(r"<[/!a-zA-Z]", render.JS.read_text(encoding="utf-8"))


ARC_MINUTES, METRES, PANEL = 16, 6.0, 55
"""What must be read, from where, and the diagonal of a panel of 16:9 in inches."""
SECONDARY = (
    ".status small", ".demo", "figcaption", ".curve text", ".credit", ".area text", ".source", ".of", ".foot", ".lost",
    ".where:has(.demo)",
)  # fmt: skip
"""What need not be read from afar."""
_SIZE = re.compile(
    r"^(?:calc\(([\d.]+) \* var\(--u\)\)|max\(calc\(([\d.]+) \* var\(--u\)\), calc\(.*\)\)|(3)vmin|([7])0px)$"
)


def test_everything_is_legible_from_six_metres():
    """What must be read is 16 minutes of arc high, and nothing but the caption of the QR code below 3 %.

    One ``--u`` is 1 % of the shorter side, so that a panel has the same letters lying, upright, and in 4K; a wall of
    panels is at least as high as one of them.
    """
    short_side = PANEL * 0.0254 * 9 / math.hypot(16, 9)
    needed = 100 * METRES * math.tan(math.radians(ARC_MINUTES / 60)) / short_side
    assert 4 < needed <= 4.2
    css = re.sub(r"/\*.*?\*/", "", render.stylesheet(), flags=re.DOTALL)
    assert ".screen .frame { --u: min(1cqh, 1cqw); }" in css
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    sizes = [
        (selector.strip(), size.strip())
        for selector, body in rules
        for size in re.findall(r"font-size:([^;]+)", body)
    ]
    assert len(sizes) > 20
    for selector, size in sizes:
        match = _SIZE.match(size)
        assert match, (selector, size)
        height = float(next(filter(None, match.groups())))
        if selector == ".screen .scan":
            continue
        assert height >= (3 if selector.endswith(SECONDARY) else needed), (selector, size)
