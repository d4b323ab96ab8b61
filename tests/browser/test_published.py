"""The published pages in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from support.looking import demonstration
from support.published import site
from support.screens import web
from support.served import new_page, wait_for

from tracker.i18n import Translator


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with web(site("demo")) as url:
        yield url


def listening(page: Page) -> list[str]:
    """A list of the console messages and script errors of ``page`` from now on."""
    reports: list[str] = []
    page.on("console", lambda message: reports.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: reports.append(str(error)))
    return reports


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "targets/cycle-paths.html",
        "en/targets/business-climate.html",
        "embed/cycle-paths.html",
        "timeline.html",
        "en/budgets.html",
        "data.html",
    ],
)
def test_a_page_is_accessible_and_fits(browser, url, path, scheme, width):
    """Axe reports nothing, nothing is wider than the window, nothing fails to load."""
    page = new_page(browser, color_scheme=scheme, viewport={"width": width, "height": 800})
    reports = listening(page)
    page.goto(f"{url}/{path}")
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert reports == []
    page.context.close()


def test_the_list_is_filtered_in_the_browser(browser, url):
    """By the address and by typing; a reset shows everything again."""
    page = new_page(browser)
    reports = listening(page)
    page.goto(f"{url}/index.html?status=off_track")
    shown = page.locator("article.row:not([hidden])")
    statuses = [row.get_attribute("data-status") for row in shown.all()]
    assert set(statuses) == {"off_track"}
    page.fill("input[name=q]", "no such words")
    assert shown.count() == 0
    assert page.locator(".found").inner_text() == Translator("zh")("list.none")
    page.click("button[type=reset]")
    wait_for(page, lambda: shown.count() == len(demonstration().targets))
    assert page.url == f"{url}/index.html"
    assert reports == []
    page.context.close()
