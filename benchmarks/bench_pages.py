"""Time until a page is drawn in Chromium with a cold and a warm cache, compared with an empty page."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from measure import Row
from playwright.sync_api import Browser
from stage import Scene, drawn, probe, stage

LOADS = 7
OVERVIEW_LIMITS = {"warm": 1.4, "cold": 1.25}
PAGE_LIMITS = {"warm": 1.8, "cold": 1.5}


def rows() -> Iterator[Row]:
    with stage() as on:
        cold: dict[str, list[float]] = {}
        warm: dict[str, list[float]] = {}
        scenes = {"empty": on.empty, **on.pages}
        for name, scene in scenes.items():
            load(on.browser, scene)  # the first run of a page imports its modules
            cold[name], warm[name] = [], []
        for _ in range(LOADS):
            for name, scene in scenes.items():
                first, reload = load(on.browser, scene)
                cold[name].append(first)
                warm[name].append(reload)
    for kind, taken in (("cold", cold), ("warm", warm)):
        floor = median(taken.pop("empty"))
        for name, times in taken.items():
            limit = (OVERVIEW_LIMITS if name == "Overview" else PAGE_LIMITS)[kind]
            yield Row(f"{name}, {kind}", median(times), f"empty page, {kind}", floor, limit)


def load(browser: Browser, scene: Scene) -> tuple[float, float]:
    """Seconds for a first visit with an empty cache, and for a reload."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    page = context.new_page()
    probe(page, scene)
    page.goto(scene.url)
    first = drawn(page)
    page.reload()
    reload = drawn(page)
    context.close()
    return first, reload
