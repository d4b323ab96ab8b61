"""The public screen in a real Chromium: published, and under Streamlit."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import axe_playwright_python
import psutil
import pytest
from playwright.sync_api import Browser, Page
from support.looking import TODAY, demonstration, empty, hostile, new_zealand, portfolio, real
from support.samples import portfolio_text, target, updates
from support.screens import SIZES, Day, in_turn, looked, until, until_asked, web, write
from support.served import (
    TRACKER,
    free_port,
    new_context,
    script_runs,
    wait_for,
    wait_for_port,
)

from tracker.portfolio.load import Portfolio

AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
OF_COMPOSITE: Final = dt.date(2026, 11, 28)
"""A day on which a composite has one of the stories of the demonstration."""
VIOLATIONS: Final = """axe.run(document.querySelector('.screen'), {resultTypes: ['violations']})
  .then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"""
OF_SCENE: Final = f"""(async () => {{
  const hidden = [...document.querySelectorAll('.scene:not(.on)')].map((one) => [one, [...one.childNodes]]);
  for (const [one] of hidden) one.replaceChildren();
  const found = await {VIOLATIONS};
  for (const [one, parts] of hidden) one.replaceChildren(...parts);
  return found;
}})()"""
"""`VIOLATIONS` while the hidden scenes are empty: with them axe takes thirty times as long."""
LONG_ZH: Final = (
    "关于进一步推进城市有机更新与老旧小区综合改造提升暨适老化宜居环境建设的若干重点实施项目"
)
LONG_EN: Final = (
    "Comprehensive renewal of old residential quarters together with step-free access for everyone"
)


def opened(
    browser: Browser, url: str, size: str = "1080p", *, clock: bool = False, **context: Any
) -> tuple[Page, list[str]]:
    """A page on ``url``, and its requests to other hosts and script errors; ``clock``: its time is the test's."""
    width, height = SIZES[size]
    options = {"reduced_motion": "reduce", **context}
    page = new_context(browser, viewport={"width": width, "height": height}, **options).new_page()
    if clock:
        page.clock.install(time="2026-11-23T12:00:00")
    wrong: list[str] = []
    host = url.split("/")[2]
    page.on(
        "request",
        lambda asked: (
            wrong.append(asked.url)
            if host not in asked.url and not asked.url.startswith("data:")
            else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(url)
    page.wait_for_selector(".scene.on")
    return page, wrong


# published


def long_texts() -> Portfolio:
    """Long titles in both languages, a long Latin word, 300 characters, and long figures; some without data."""
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    long = f"title: {{zh: {LONG_ZH}, en: {LONG_EN}}}\npromise: {{zh: {LONG_ZH * 3}, en: {LONG_EN * 2}}}\n"
    unit = "measure: {kind: cumulative, unit: 万平方米（建筑面积）, target: 123456789.5}\n"
    term = "start: 2025-01-01\ndue: 2026-12-31\n"
    figures = updates(("2026-03-31", 98765432.5), ("2026-10-31", 99765432.5))
    some = updates(("2026-10-31", 100))
    return portfolio(
        *(f"id: t{n}\n{long}{unit}{figures}{term}" for n in range(4)),
        *(f"id: w{n}\ntitle: {word}\n{some if n else ''}{term}" for n in range(3)),
        *(f"id: x{n}\ntitle: {'长' * 300}\n{some if n else ''}{term}" for n in range(3)),
    )


PORTFOLIOS: Final[dict[str, Callable[[], Portfolio]]] = {
    "demo": demonstration,
    "real": real,
    "nz": new_zealand,
    "hostile": hostile,
    "empty": empty,
    "long": long_texts,
}


@pytest.fixture(scope="module")
def screen_of(tmp_path_factory) -> Iterator[Callable[[str], str]]:
    """The URL of the screen of a portfolio, which is written when it is first asked for."""
    folder = tmp_path_factory.mktemp("site")
    with web(folder) as url:

        @cache
        def written(name: str) -> str:
            as_of = OF_COMPOSITE if name == "demo" else TODAY
            write(folder / name, PORTFOLIOS[name](), as_of=as_of)
            return f"{url}/{name}/screen.html"

        yield written


@pytest.mark.parametrize(
    ("data", "palette", "size"),
    [
        ("demo", "dark", "1080p"),
        ("demo", "light", "upright"),
        ("demo", "dark", "wall"),
        ("real", "light", "4K"),
        ("real", "dark", "wall"),
        ("nz", "dark", "upright"),
        ("nz", "light", "1080p"),
        ("long", "dark", "1080p"),
        ("long", "dark", "upright"),
        ("long", "light", "wall"),
        ("hostile", "dark", "1080p"),
        ("empty", "dark", "upright"),
    ],
)
def test_all_can_be_read_and_every_scene_is_full(browser, screen_of, size, data, palette):
    """Every scene in both languages: nothing cut, no text on another, none too small; 60 % carries content."""
    url = f"{screen_of(data)}?lang=zh,en&palette={palette}&seconds=3600"
    page, wrong = opened(browser, url, size)
    look = looked(page)
    assert (look.faults, wrong) == ([], [])
    if data != "empty":
        assert min(look.filled.values()) >= 0.6, look.filled
    if size == "wall" and data != "long":
        _check_days(look.days)
    page.context.close()


def _check_days(days: list[Day]) -> None:
    """On a wall the figure of a story, of what fell short and of a theme has its day, once, in both languages."""
    assert {(day.lang, day.is_of_theme) for day in days} == {
        (lang, is_of_theme) for lang in ("zh-CN", "en") for is_of_theme in (True, False)
    }
    assert [one for one in days if one.count != 1] == []


@pytest.mark.parametrize(
    ("palette", "violations", "steps"),
    [("dark", OF_SCENE, (0, 1, 2, 3, 6, 8, 12)), ("light", VIOLATIONS, (1, 2))],
    ids=["dark", "light"],
)
def test_names_roles_and_contrast_hold(browser, screen_of, palette, violations, steps):
    """axe-core reports nothing on any kind of scene in both palettes."""
    url = f"{screen_of('demo')}?lang=en&palette={palette}&seconds=3600"
    page, _ = opened(browser, url, bypass_csp=True)
    page.evaluate(AXE)
    until(page, "!document.querySelector('.screen').dataset.rest")
    assert in_turn(page, violations, steps) == [[]] * len(steps)
    page.context.close()


ON: Final = (
    "[...document.querySelectorAll('.scene.on')].map((one) => [one.dataset.scene, one.lang])"
)
"""Name and language of the visible scenes."""


def test_a_wall_is_one_composition(browser, screen_of):
    """The headline across, news, a story, a theme, and the next dates; in one language at a time."""
    page, _ = opened(browser, f"{screen_of('demo')}?lang=zh,en&seconds=3600", "wall")
    boxes = "[...document.querySelectorAll('.scene.on')].map((one) => [one.dataset.slot, one.lang, one.getBoundingClientRect().width])"
    for step, lang in ((0, "zh-CN"), (1, "en"), (2, "zh-CN")):
        page.evaluate(f"__screen.go({step})")
        shown = {slot: (lang, width) for slot, lang, width in page.evaluate(boxes)}
        assert set(shown) == {"head", "news", "story", "theme", "next"}
        assert {spoken for spoken, _ in shown.values()} == {lang}
        assert shown["head"][1] == shown["next"][1] > 6000
        assert shown["story"][1] > shown["theme"][1] > shown["news"][1] > 1000
    targets = """[...document.querySelectorAll('.scene.on')].flatMap((scene) => [...scene.querySelectorAll('[data-target]')]
      .filter((place) => place.getClientRects().length).map((place) => place.dataset.target))"""
    left: set[str] = set()
    for together in in_turn(page, targets, range(0, 60, 2)):
        assert len(set(together)) == len(together)
        left |= {*together}
    assert len(left) >= 50  # no target is only ever left out
    bars = """[...document.querySelectorAll('[data-slot=theme] .line svg')].map((bar) => Math.round(bar.getBoundingClientRect().width))
      .filter((width) => width)"""
    lengths = in_turn(page, bars, range(0, 60, 2))
    assert max(map(len, lengths)) == 3
    assert {len({*widths}) for widths in lengths} <= {0, 1}  # whole bars are of one length
    legend = """[...document.querySelectorAll('[data-slot=theme] .sub .item')].filter((item) => item.getClientRects().length)
      .map((item) => item.innerText)"""
    legends = {tuple(words) for words in in_turn(page, legend, range(0, 60, 2))}
    # bars alone: courses with their bounds and changes are not shown
    assert legends == {("竖线为计划或按时间推算",), ("竖线为按时间推算",), ()}
    page.context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_in_parts_goes_on_where_it_ended(browser, screen_of, lang):
    """Each part fits by itself, so parts differ in length: no target is left out of a round or shown twice in it."""
    page, _ = opened(browser, f"{screen_of('real')}?lang={lang}&seconds=3600", "wall")
    names = """[...document.querySelectorAll('.scene.on .names > li')].map((one, nth) => [nth, one.getClientRects().length > 0])
      .filter(([, isShown]) => isShown).map(([nth]) => nth)"""
    until(page, "!document.querySelector('.screen').dataset.rest")
    shown = [nth for part in in_turn(page, names, range(40)) for nth in part]
    count = max(shown) + 1
    assert count > 20
    assert shown == [nth % count for nth in range(len(shown))]
    assert len(shown) > 2 * count
    page.context.close()


def test_the_address_chooses_and_a_wrong_wish_is_noted(browser, screen_of):
    """The URL of a published screen sets scenes, languages and palette; a note names unknown values."""
    asked = (
        "scenes=lately,whole,nonsense&lang=en&palette=light&seconds=soon&theme=housing&utm_source=x"
    )
    page, _ = opened(browser, f"{screen_of('demo')}?{asked}")
    until(page, "!document.querySelector('.screen').dataset.rest")
    shown = [scene for scenes in in_turn(page, ON) for scene in scenes]
    assert {name for name, _ in shown} == {"lately", "headline"}
    assert all(one != other for one, other in pairwise(shown))
    assert {lang for _, lang in shown} == {"en"}
    assert page.get_attribute(".screen", "data-palette") == "light"
    note = page.inner_text(".foot.on .note")
    assert "scenes=nonsense" in note
    assert "seconds=soon" in note
    assert "theme=housing" in note
    assert "utm_source" not in note
    page.context.close()


def test_it_turns_and_goes_on_where_it_was(browser, screen_of):
    """Scenes follow each other, each fitted ahead as it is shown; after a reload the same scene is shown."""
    page, _ = opened(browser, f"{screen_of('demo')}?seconds=3600&scenes=themes", clock=True)
    fit = "(({fit, grow, back}) => [fit, grow, back].join())({selector}.dataset)"
    on = "document.querySelector('.scene.on')"
    ahead = "document.querySelector('.scene[data-parts][data-lang=zh]:not(.on, .shown)')"
    for turn in (1, 2):
        page.evaluate(f"{on}.classList.add('shown')")
        page.clock.fast_forward("00:00:02")
        until(page, f"{ahead} !== null")
        before = page.evaluate(fit.replace("{selector}", ahead))
        page.clock.fast_forward("01:00:00")
        until(page, f"location.hash === '#{turn}'")
        assert page.evaluate(fit.replace("{selector}", on)) == before
    place = page.get_attribute(".scene.on", "data-place")
    page.reload()
    page.wait_for_selector(".scene.on")
    until(page, f"document.querySelector('.scene.on').dataset.place === '{place}'")
    page.context.close()


def test_motion_is_gentle_or_none(browser, screen_of):
    """Scenes fade into each other in less than a second, except with reduced motion."""
    for motion, expected in (("no-preference", "0.7s"), ("reduce", "0s")):
        page, _ = opened(browser, screen_of("demo"), reduced_motion=motion)
        style = "getComputedStyle(document.querySelector('.scene.on')).transitionDuration"
        assert page.evaluate(style).split(",")[0] == expected
        page.context.close()


def test_it_loads_itself_anew_once_a_night(browser, screen_of):
    """The page reloads itself once a night, not before, and continues with the same scene."""
    page, _ = opened(browser, f"{screen_of('demo')}?seconds=3600", clock=True)
    page.evaluate("window.same = true")
    page.clock.fast_forward("15:00:00")
    until(page, "location.hash === '#1'")  # it has looked at the clock
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.same") is True
    with page.expect_navigation():
        page.clock.fast_forward("01:00:00")
    page.wait_for_selector(".scene.on")
    page.context.close()


def test_a_published_change_is_swapped_in_and_a_silent_server_named(browser, tmp_path):
    """New data appears without a reload; without a server the last data stays, with a notice."""
    write(tmp_path, portfolio("title: Before"), "1")
    with web(tmp_path) as url:
        page, wrong = opened(browser, f"{url}/screen.html?scenes=unknown&seconds=3600", clock=True)
        page.evaluate("window.same = true")
        checked = "document.querySelector('.foot.on .beat').textContent.includes('核对')"
        until_asked(page, lambda: page.evaluate(checked))
        write(tmp_path, portfolio("title: After"), "2")
        after = "document.querySelector('.scene.on li span').textContent === 'After'"
        until_asked(page, lambda: page.evaluate(after))
        assert page.evaluate("window.same") is True
        port = int(url.rsplit(":", 1)[1])
    assert page.is_hidden(".lost")
    page.clock.fast_forward(70_000)
    page.wait_for_selector(".lost:not([hidden])")
    notice = page.inner_text(".lost")
    assert "没有应答" in notice
    assert "has not answered since" in notice
    assert page.inner_text(".scene.on li span") == "After"
    with web(tmp_path, port):
        page.clock.fast_forward(6_000)
        page.wait_for_selector(".lost", state="hidden")
    assert wrong == []
    page.context.close()


# under Streamlit


@contextmanager
def dashboard(data: Path, log: Path, port: int) -> Iterator[psutil.Process]:
    """``tracker serve`` on a chosen port, so that it can be restarted there."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT_", "TRACKER_"))}
    command = [str(TRACKER), "serve", str(data), "--port", str(port)]
    with log.open("ab") as file:
        process = psutil.Popen(
            command, cwd=log.parent, env=known, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        wait_for_port(process, port, log)
        yield process
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("data") / "targets.yaml"


def put(file: Path, title: str, *, text: str = "") -> None:
    """Replaces the file atomically."""
    new = file.with_name("new")
    new.write_text(
        text
        or portfolio_text(
            target(f"title: {title}"), target("id: hid\ntitle: Secret\npublic: false")
        ),
        "utf-8",
    )
    new.replace(file)


SAYS: Final = "document.querySelector('.screen')?.textContent.includes('{}')"


def beat(page: Page) -> None:
    """Advances the page's clock by three seconds, so that its fragment runs again on the server."""
    runs = script_runs(page)
    finished = runs.finished
    page.clock.fast_forward(3_000)
    wait_for(page, lambda: runs.finished > finished)


def beats_until(page: Page, expression: str, most: int = 40) -> None:
    """`beat` until an expression is true; an error after ``most`` beats."""
    for _ in range(most):
        if page.evaluate(expression):
            return
        beat(page)
    raise AssertionError(f"not within {most} beats: {expression}")


def test_under_streamlit(browser, file, tmp_path):
    """One screen through its life: alone on the page, a changed file, a broken, a deleted, a restored
    one, a restart of the server; it never leaves the machine and never shows what is not public."""
    put(file, "One")
    port = free_port()
    url = f"http://127.0.0.1:{port}/screen?scenes=unknown,headline&seconds=3"
    log = tmp_path / "log"
    with dashboard(file, log, port):
        page, wrong = opened(browser, url, clock=True)
        until(page, "document.querySelector('.scene.unknown')?.textContent.includes('One')")
        box = page.evaluate(
            "(({x, y, width, height}) => [x, y, width, height])(document.querySelector('.screen').getBoundingClientRect())"
        )
        assert box == [0, 0, 1920, 1080]
        for part in ("stHeader", "stSidebar", "stToolbar"):
            assert not page.query_selector(f"[data-testid={part}]:visible")
        assert looked(page).faults == []
        assert "Secret" not in page.content()
        drawn = (
            "!document.querySelector('[data-drawing]') && document.querySelector('.headline.on svg[role=img] rect')"
            "?.getBoundingClientRect().height > 9"
        )
        until(page, drawn)
        beats_until(page, "location.search.includes('scene=1')")
        page.wait_for_selector(".scene.unknown.on")

        put(file, "Two")
        beats_until(page, SAYS.format("Two"))
        beats_until(page, drawn)
        put(file, "", text="targets: [")
        beats_until(page, "document.querySelector('.foot.on .stale').textContent")
        assert "Two" in page.text_content(".screen")
        notice = page.inner_text(".foot.on .stale")
        file.unlink()
        beat(page)
        beat(page)
        assert "Two" in page.text_content(".screen")
        assert page.inner_text(".foot.on .stale") == notice
        put(file, "Three")
        beats_until(page, SAYS.format("Three"))
        beats_until(page, "!document.querySelector('.foot.on .stale').textContent")
        failed: list[str] = []
        page.on("requestfailed", lambda request: failed.append(request.url))
    wait_for(page, lambda: len(failed) > 1)  # Streamlit has noticed, and asks for its server
    assert not page.query_selector("[data-testid=stDialog]:visible")
    assert "Three" in page.text_content(".screen")
    put(file, "Four")
    with dashboard(file, log, port):
        until(page, SAYS.format("Four"))
        assert "scene=" in page.url
        assert page.is_hidden(".lost")
    assert wrong == []
    page.context.close()
