"""CPU time of the server for a rerun and a visit of each page, compared with an empty page."""

from __future__ import annotations

from collections.abc import Iterator

from measure import Row
from playwright.sync_api import Browser
from stage import Scene, drawn, probe, stage

RERUNS = 40
VISITS = 10
RERUN = """() => new Promise(done => {
  const app = document.querySelector('[data-testid=stApp]');
  let ran = false;
  const seen = new MutationObserver(() => {
    const state = app.dataset.testScriptState;
    if (state !== 'notRunning') ran = true;
    else if (ran) { seen.disconnect(); done(); }
  });
  seen.observe(app, {attributes: true});
  document.dispatchEvent(new KeyboardEvent('keydown', {key: 'r', code: 'KeyR', keyCode: 82, bubbles: true}));
})"""
"""Presses Streamlit's key for a rerun and waits for its end."""


def rows() -> Iterator[Row]:
    with stage() as on:
        floor = cost(on.browser, on.empty)
        for name, scene in on.pages.items():
            taken = cost(on.browser, scene)
            for kind, ours, other in zip(("rerun", "visit"), taken, floor, strict=True):
                yield Row(f"{name}, server CPU per {kind}", ours, f"empty page, per {kind}", other)


def cost(browser: Browser, scene: Scene) -> tuple[float, float]:
    """CPU seconds of the server for one rerun, and for one visit with a warm browser."""
    page = browser.new_page(locale="zh-CN")
    probe(page, scene)
    page.goto(scene.url)
    drawn(page)
    before = _cpu(scene)
    for _ in range(RERUNS):
        page.evaluate(RERUN)
    between = _cpu(scene)
    for _ in range(VISITS):
        page.reload()
        drawn(page)
    after = _cpu(scene)
    page.close()
    return (between - before) / RERUNS, (after - between) / VISITS


def _cpu(scene: Scene) -> float:
    times = scene.served.process.cpu_times()
    return times.user + times.system
