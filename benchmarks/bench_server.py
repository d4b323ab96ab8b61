"""CPU time of the server for a rerun and a visit of each page, compared with an empty page."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

from measure import Row
from playwright.sync_api import Browser, Page
from stage import Scene, drawn, probe, stage
from support.served import ScriptRuns, new_page, script_runs, wait_for

RERUNS = 40
VISITS = 10
PRESS_AGAIN = 2.0  # seconds
OVERVIEW_LIMIT, PAGE_LIMIT = 0.005, 0.015  # seconds of CPU for a rerun


def rows() -> Iterator[Row]:
    with stage() as on:
        floor = cost(on.browser, on.empty)
        for name, scene in on.pages.items():
            taken = cost(on.browser, scene)
            for kind, ours, other in zip(("rerun", "visit"), taken, floor, strict=True):
                limit = None
                if kind == "rerun":
                    limit = (OVERVIEW_LIMIT if name == "Overview" else PAGE_LIMIT) / other
                yield Row(
                    f"{name}, server CPU per {kind}", ours, f"empty page, per {kind}", other, limit
                )


def cost(browser: Browser, scene: Scene) -> tuple[float, float]:
    """CPU seconds of the server for one rerun, and for one visit with a warm browser."""
    page = new_page(browser, locale="zh-CN")
    runs = script_runs(page)
    probe(page, scene)
    page.goto(scene.url)
    drawn(page)
    before = _cpu(scene)
    for _ in range(RERUNS):
        _rerun(page, runs)
    between = _cpu(scene)
    for _ in range(VISITS):
        page.reload()
        drawn(page)
    after = _cpu(scene)
    page.close()
    return (between - before) / RERUNS, (after - between) / VISITS


def _rerun(page: Page, runs: ScriptRuns) -> None:
    """One run of the script, by Streamlit's key; a press that comes just after a run may be lost."""
    asked, pressed = runs.requested, -math.inf

    def has_run() -> bool:
        nonlocal pressed
        now = time.monotonic()
        if runs.requested == asked and now > pressed + PRESS_AGAIN:
            page.keyboard.press("r")
            pressed = now
        return runs.requested > asked and not runs.running

    wait_for(page, has_run)


def _cpu(scene: Scene) -> float:
    times = scene.served.process.cpu_times()
    return times.user + times.system
