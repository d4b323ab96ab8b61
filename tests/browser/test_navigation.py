"""Moving within the dashboard in a real Chromium: one document, whatever is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from support.samples import target, updates, write
from support.served import Served, dashboard, first_page, new_context

pytestmark = pytest.mark.browser

TARGETS = [
    target(f"id: t{number}\ntitle: Target {number}\n" + updates(("2022-06-30", 10 * number)))
    for number in range(1, 25)
]
UNLOADED = "window.sameDocument === undefined"
TOP = "document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("navigation")
    with dashboard(write(folder, *TARGETS), folder) as served:
        yield served


@pytest.fixture(scope="module")
def context(browser: Browser) -> BrowserContext:
    return new_context(
        browser, viewport={"width": 1366, "height": 500}, reduced_motion="no-preference"
    )


@pytest.fixture
def page(context: BrowserContext, served: Served) -> Iterator[Page]:
    """The list of targets in a low window, in a document that is marked."""
    with first_page(context) as page:
        page.goto(f"{served.url}/targets?lang=en")
        expect(page.locator("h1")).to_have_text("24 targets")
        page.evaluate("window.sameDocument = true")
        yield page


def test_links_move_within_the_document(page):
    """A link changes heading, address, tab title and focus; Back returns to the same place of the list."""
    link = page.get_by_role("link", name="Target 19", exact=True)
    link.scroll_into_view_if_needed()
    top = page.evaluate(TOP)
    assert top > 0
    link.click()
    expect(page.locator("h1")).to_have_text("Target 19")
    expect(page).to_have_title("Target 19 · Targets · Homes")
    expect(page.locator("h1")).to_be_focused()
    assert parse_qs(urlsplit(page.url).query)["id"] == ["t19"]
    page.wait_for_function(f"{TOP} === 0")
    page.go_back()
    expect(page.locator("h1")).to_have_text("24 targets")
    page.wait_for_function(f"{TOP} === {top}")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Target 19")
    for name in ("Timeline", "Overview", "Targets", "Report"):
        page.locator(".pages").get_by_role("link", name=name).click()
        expect(page.locator(".pages [aria-current]")).to_have_text(name)
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert not page.evaluate(UNLOADED)


def test_a_form_moves_within_the_document(page):
    """The as-of date goes into the address under its own name, with what the address had."""
    page.goto(f"{page.url}&status=missed")
    page.evaluate("window.sameDocument = true")
    page.locator("input[type=date]").fill("2022-12-31")
    page.locator(".asof button").click()
    expect(page.locator("input[type=date]")).to_have_value("2022-12-31")
    page.wait_for_function("location.search.includes('asof=2022-12-31')")
    assert parse_qs(urlsplit(page.url).query) == {
        "lang": ["en"],
        "status": ["missed"],
        "asof": ["2022-12-31"],
    }
    assert not page.evaluate(UNLOADED)


def test_a_link_opens_a_tab_where_the_reader_wants_one(page):
    link = page.get_by_role("link", name="Target 2", exact=True)
    with page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("h1")).to_have_text("Target 2")
    expect(page.locator("h1")).to_have_text("24 targets")


def test_without_a_connection_the_browser_follows_the_link(page, served):
    """The step in the history would be answered by nobody."""
    served.process.suspend()
    try:
        page.evaluate("""() => {
          const app = document.querySelector('[data-testid=stApp]');
          app.setAttribute('data-test-connection-state', 'PINGING_SERVER');
        }""")
        with page.expect_request("**/timeline*"):
            page.locator(".pages").get_by_role("link", name="Timeline").click(no_wait_after=True)
    finally:
        served.process.resume()
    expect(page).to_have_title(re.compile("Timeline"))  # a page on its way there may never close


def test_the_link_to_the_view_is_copied(page):
    """With its day; where the browser offers no clipboard, too."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copied = "navigator.clipboard.readText()"
    for breaks in ("", "navigator.clipboard.writeText = () => Promise.reject(new Error())"):
        page.evaluate("navigator.clipboard.writeText('')")
        page.evaluate(f"() => {{ {breaks} }}")
        page.get_by_role("link", name="Copy link").click()
        expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
        text = page.evaluate(copied)
        assert urlsplit(text).path == "/targets"
        assert set(parse_qs(urlsplit(text).query)) == {"lang", "asof"}
        page.evaluate("document.querySelector('.share [role=status]').textContent = ''")


def test_drawings_arrive_and_nothing_else_does(page):
    """Streamlit's sanitiser removes SVG; the script puts it back, without handlers, scripts or other protocols."""
    assert page.locator(".tracker svg").count() >= 24
    assert page.locator("[data-drawing]").count() == 0
    page.evaluate("""() => {
      window.harmed = 0;
      const place = document.createElement('i');
      place.dataset.drawing = `⟨svg id="odd" onload="harmed=1"⟩⟨script⟩harmed=2⟨/script⟩⟨foreignObject⟩⟨img src=x
        onerror="harmed=3"⟩⟨/foreignObject⟩⟨a href="javascript:harmed=4"⟩⟨text⟩a⟨/text⟩⟨/a⟩⟨a href="./"⟩⟨rect
        width="9" height="9" onclick="harmed=5"/⟩⟨/a⟩⟨style⟩* { color: red }⟨/style⟩⟨/svg⟩`;
      document.querySelector('.tracker').append(place);
    }""")
    odd = page.locator("#odd")
    expect(odd).to_be_attached()
    assert odd.evaluate("one => [...one.querySelectorAll('*')].map((each) => each.localName)") == [
        "a",
        "text",
        "a",
        "rect",
    ]
    assert odd.evaluate(
        "one => [...one.querySelectorAll('a')].map((a) => a.getAttribute('href'))"
    ) == [
        None,
        "./",
    ]
    assert odd.evaluate("one => one.querySelector('rect').getAttributeNames()") == [
        "width",
        "height",
    ]
    assert odd.evaluate("one => one.hasAttribute('onload')") is False
    assert page.evaluate("window.harmed") == 0


def test_files_are_downloaded_and_the_page_stays(page, served):
    """Beside a chart, for what the page shows; the name is the server's."""
    page.goto(f"{served.url}/timeline?lang=en&by=lead&asof=2026-10-01")
    for label, extension, start in (("SVG", "svg", b"<svg"), ("CSV", "csv", b"\xef\xbb\xbfTheme,")):
        with page.expect_download() as download:
            page.locator(".downloads").get_by_text(label, exact=True).click()
        assert download.value.suggested_filename == f"Homes-Timeline-2026-10-01.{extension}"
        assert download.value.path().read_bytes().startswith(start)
    expect(page).to_have_url(f"{served.url}/timeline?lang=en&by=lead&asof=2026-10-01")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/timeline", "/targets?id=t3&lang=en"])
def test_a_page_asks_for_its_server_once_and_at_the_right_place(path, context, served):
    """Streamlit's own document asks below the page's address first, is refused, and waits."""
    asked: list[str] = []
    with first_page(context) as page:
        page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        page.goto(served.url + path)
        expect(page.locator("h1")).to_be_visible()
    assert [each for each in asked if each.endswith("_stcore/health")] == ["/_stcore/health"]
