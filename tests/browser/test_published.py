"""The published pages in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page
from support.looking import TODAY, demonstration
from support.published import site
from support.screens import web
from support.served import new_page, wait_for

from tracker.i18n import Translator
from tracker.site import index_page, list_search
from tracker.site.publish import publish


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
        "targets/gone.html",
    ],
)
def test_a_page_is_accessible_and_fits(browser, url, path, scheme, width):
    """Axe reports nothing, nothing is wider than the window, nothing fails to load."""
    page = new_page(browser, color_scheme=scheme, viewport={"width": width, "height": 800})
    reports = listening(page)
    answer = page.goto(f"{url}/{path}")
    assert answer.ok != path.endswith("gone.html")
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert [report for report in reports if "404 (Not Found)" not in report] == []
    assert len(reports) == (not answer.ok)
    page.context.close()


BROKEN_WORDS: Final = r"""(selector) => [...document.querySelectorAll(selector)].filter((box) => {
  const text = [...box.childNodes].find((node) => node.nodeType === Node.TEXT_NODE), range = document.createRange();
  const top = (at) => { range.setStart(text, at); range.setEnd(text, at + 1); return range.getBoundingClientRect().top; };
  const words = [...text.textContent.matchAll(/\S+/g)];
  return words.some(({0: word, index}) => Math.abs(top(index) - top(index + word.length - 1)) > 3);
}).map((box) => box.textContent)"""
"""The texts of elements that break within a word or a number."""


@pytest.mark.parametrize("width", [700, 768, 1024, 1366])
def test_heads_and_sums_of_budgets_do_not_break_within_words(browser, url, width):
    """Neither "Approved" nor 20.92275 on tablets and small laptops."""
    page = new_page(browser, viewport={"width": width, "height": 800})
    page.goto(f"{url}/en/budgets.html")
    assert page.locator(".rails thead th.n").count() == 4
    assert page.evaluate(BROKEN_WORDS, ".rails thead th.n:not(:has(abbr)), .sums strong") == []
    page.context.close()


BROKEN_DATES: Final = r"""() => {
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), broken = [], range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const {0: date, index} of node.textContent.matchAll(/\d{4}-\d\d-\d\d/g)) {
      range.setStart(node, index); range.setEnd(node, index + date.length);
      const tops = [...range.getClientRects()].map((line) => line.top);
      if (tops.length && Math.max(...tops) - Math.min(...tops) > 3) broken.push(`${date} of ${node.parentElement.textContent}`);
    }
  }
  return broken;
}"""
"""Dates that do not stand in one line."""


@pytest.mark.parametrize("width", [360, 390, 412])
@pytest.mark.parametrize("name", ["violent-crime", "school-attendance"])
def test_dates_and_words_of_a_target_stay_whole_on_a_phone(browser, width, name):
    """In the sources of what happened, those of the promise, and the table of the chart."""
    with web(site("nz")) as url:
        page = new_page(browser, viewport={"width": width, "height": 800})
        for folder in ("", "en/"):
            page.goto(f"{url}/{folder}targets/{name}.html")
            assert page.evaluate(BROKEN_DATES) == []
            if folder:  # Chinese may break between any two characters
                assert page.evaluate(BROKEN_WORDS, ".scroll td:not(:has(*), :empty)") == []
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.context.close()


@pytest.mark.parametrize("width", [320, 360, 390])
def test_words_of_the_timeline_stay_whole_on_a_phone(browser, width):
    """The status beside an assumed date with the days left as well: there is no room for both in one line."""
    with web(site("real")) as url:
        page = new_page(browser, viewport={"width": width, "height": 800})
        page.goto(f"{url}/en/timeline.html")
        assert page.get_by_text("Not reported yet").count() > 2
        assert page.evaluate(BROKEN_WORDS, ".bars .status:not(:has(small))") == []
        page.context.close()


DOTS: Final = r"""() => {
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  const ends = [], left = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), lines = new Map();
  let seen = 0;
  const isInline = (box) => ['inline', 'inline-block'].includes(getComputedStyle(box).display);
  while (left.nextNode()) {
    const node = left.currentNode, dot = node.parentElement.closest('.dot'), range = document.createRange();
    if (!node.parentElement.getClientRects().length || node.parentElement.closest('svg') || (dot && !isInline(dot))) continue;
    let block = node.parentElement;
    while (isInline(block)) block = block.parentElement;
    for (let at = 0; at < node.length; at += 1) {
      if (!node.data[at].trim()) continue;
      range.setStart(node, at); range.setEnd(node, at + 1);
      const drawn = dot && !range.getBoundingClientRect().width ? dot : range;
      const box = [...drawn.getClientRects()].find(({width}) => width > 1);
      if (!box) continue;
      if (!lines.has(block)) lines.set(block, []);
      lines.get(block).push([node.data[at], box.top + box.height / 2]);
    }
  }
  for (const [block, letters] of lines) for (const [nth, [letter, middle]] of letters.entries()) {
    if (letter !== '·') continue;
    seen += 1;
    const isBeside = (other) => other && Math.abs(other[1] - middle) < 6;
    if (!isBeside(letters[nth - 1]) || !isBeside(letters[nth + 1])) ends.push(block.innerText);
  }
  return [seen, ends];
}"""
"""How many dots between parts of a line are seen, and the texts with one that begins or ends a line."""
TEXT: Final = """(selector) => {
  const box = document.querySelector(selector);
  getSelection().selectAllChildren(box);
  return [box.textContent, box.innerText, `${getSelection()}`].map((text) => text.trim());
}"""
"""A text as it is, as it is rendered, and as it is copied."""


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("folder", ["", "en/"])
@pytest.mark.parametrize(
    "name", ["index", "budgets", "data", "targets/housing-repair", "targets/one-stop-services"]
)
def test_no_line_begins_or_ends_with_a_dot(browser, url, width, folder, name):
    """Sources, subtitles and footers end a line without the " · " between their parts, before a badge or a link as well."""
    page = new_page(browser, viewport={"width": width, "height": 800})
    page.goto(f"{url}/{folder}{name}.html")
    seen, ends = page.evaluate(DOTS)
    assert ends == []
    assert seen > 0
    page.context.close()


@pytest.mark.parametrize("colours", ["none", "active"])
def test_the_text_of_a_line_keeps_its_dots(browser, url, colours):
    """As text, as copied text and for screen readers; in the reader's own colours they are letters."""
    page = new_page(browser, viewport={"width": 390, "height": 800}, forced_colors=colours)
    page.goto(f"{url}/en/targets/housing-repair.html")
    texts = page.evaluate(TEXT, "footer .quiet:last-child")
    assert len(set(texts)) == 1
    assert texts[0].startswith("Open data · Changes (Atom) · Due dates (iCalendar) · ")
    assert page.locator("footer .quiet:last-child").aria_snapshot().count("text: ·") == 3
    width = page.evaluate("document.querySelector('footer .dot i').getBoundingClientRect().width")
    assert (width > 0) is (colours == "active")
    page.context.close()


@pytest.mark.parametrize(("width", "is_seen"), [(390, False), (1366, True)])
def test_no_line_of_a_row_ends_with_a_dot_on_a_phone(browser, url, width, is_seen):
    """Lead and due date stand in two lines there, without the dot that is between them elsewhere."""
    page = new_page(browser, viewport={"width": width, "height": 800})
    page.goto(f"{url}/en/index.html")
    heights = page.evaluate(
        "[...document.querySelectorAll('article .dot')].map((dot) => dot.getBoundingClientRect().height > 0)"
    )
    assert len(heights) > 60
    assert {*heights} == {is_seen}
    page.context.close()


def test_the_list_is_filtered_in_the_browser(browser, url):
    """By the address and by typing; a reset shows everything again."""
    page = new_page(browser)
    reports = listening(page)
    page.goto(f"{url}/index.html?status=off_track")
    shown = page.locator("article:not([hidden])")
    lamps = shown.locator(".status.off_track")
    assert lamps.count() == shown.count() > 0
    page.fill("input[name=q]", "no such words")
    assert shown.count() == 0
    assert page.locator(".found").inner_text() == Translator("zh")("list.none")
    page.click("button[type=reset]")
    wait_for(page, lambda: shown.count() == len(demonstration().targets))
    assert page.url == f"{url}/index.html"
    assert reports == []
    page.context.close()


def test_the_chart_is_saved_as_png(browser, url):
    """The page draws it from its SVG file, twice as large; before its script runs only the SVG is offered."""
    page = new_page(browser)
    reports = listening(page)
    page.goto(f"{url}/en/targets/cycle-paths.html")
    with page.expect_download() as download:
        page.get_by_role("link", name=Translator("en")("download.png")).click()
    assert download.value.suggested_filename == "cycle-paths.png"
    image = Image.open(download.value.path())
    drawing = (site("demo") / "en/charts/cycle-paths.svg").read_text("utf-8")
    (width,) = re.findall(r'^<svg [^>]*?width="(\d+)"', drawing)
    assert (image.format, image.width) == ("PNG", 2 * int(width))
    assert len(image.convert("RGB").getcolors(1 << 24)) > 20
    assert reports == []
    page.context.close()


def test_a_long_list_is_filtered_over_all_its_pages(browser, tmp_path, monkeypatch):
    """The search index is loaded for it; a reset shows the page again, and a lost index is named.

    Of more targets than the page shows at a time it says so.
    """
    monkeypatch.setattr(index_page, "PAGE_SIZE", 20)
    monkeypatch.setattr(list_search, "MAX_MATCHES", 9)
    some = [
        one for one in demonstration().targets if one.theme in ("transport", "housing", "industry")
    ]
    publish(tmp_path / "site", replace(demonstration(), targets=tuple(some)), TODAY)
    with web(tmp_path / "site") as address:
        page = new_page(browser)
        reports = listening(page)
        page.goto(f"{address}/en/index.html?theme=transport")
        expected = {one.id for one in some if one.theme == "transport"}
        links = page.locator("article a:visible")
        wait_for(page, lambda: links.count() == len(expected))
        hrefs = {link.get_attribute("href") for link in links.all()}
        assert hrefs == {f"targets/{name}.html" for name in expected}
        found = Translator("en")("list.found", count=len(expected), total=len(some))
        assert page.locator("h1").inner_text() == found
        page.select_option("select[name=theme]", "")
        page.select_option("select[name=status]", "on_track")
        first = Translator("en")("site.list.first", count=9)
        wait_for(page, lambda: page.locator(".found").inner_text().endswith(first))
        assert links.count() == 9
        page.click("button[type=reset]")
        wait_for(page, lambda: links.count() == 20)
        page.goto(f"{address}/index.html?id=cycle-paths")
        page.wait_for_url(f"{address}/targets/cycle-paths.html")
        assert reports == []
        page.route("**/search.json", lambda route: route.abort())
        page.goto(f"{address}/index.html")
        page.fill("input[name=q]", "cycle")
        wait_for(
            page,
            lambda: page.locator(".found").inner_text() == Translator("zh")("site.list.failed"),
        )
        assert links.count() == 20
        page.context.close()


def sentences(lang: str, *notes: tuple[str, str, str]) -> str:
    """The notice: the key of each sentence, the label of its parameter, and what is quoted."""
    t = Translator(lang)
    texts = []
    for key, label, asked in notes:
        words = {"field": t(label) if label else "", "asked": asked, "id": asked, "day": str(TODAY)}
        texts.append(t(key, **words))
    return " ".join(texts)


THEME, PLAN = "filter.theme", "filter.plan"
LINKS = {  # address -> what its notice names, and the targets that its list shows (None: no list)
    "index.html?theme=gone": ([("filter.unknown", THEME, "gone")], {}),
    "index.html?status=off_track&theme=gone&lead=gone": (
        [("filter.unknown", THEME, "gone"), ("filter.unknown", "filter.lead", "gone")],
        {"status": "off_track"},
    ),
    "en/index.html?status=off_track&asof=2022-13-01": (
        [("link.day", "", "2022-13-01")],
        {"status": "off_track"},
    ),
    f"index.html?asof={TODAY}&utm_source=x&from=singlemessage": ([], {}),
    "index.html?district=east&theme=transport": (
        [("link.parameter", "", "district=east")],
        {"theme": "transport"},
    ),
    "index.html?id=gone&plan=none": (
        [("target.unknown", "", "gone"), ("filter.unknown", PLAN, "none")],
        {},
    ),
    "en/timeline.html?theme=housing": ([("link.unused", THEME, "housing")], None),
    "budgets.html?plan=x&asof=2022-01-01": (
        [("link.unused", PLAN, "x"), ("link.day", "", "2022-01-01")],
        None,
    ),
    "data.html?id=x": ([("link.parameter", "", "id=x")], None),
    "targets/cycle-paths.html?asof=2022-01-01": ([("link.day", "", "2022-01-01")], None),
}


def test_a_link_to_what_does_not_exist_says_so(browser, url):
    """On every page, in its language; the rest of the link filters, is in the headline and in the other language."""
    page = new_page(browser)
    reports = listening(page)
    for address, (notes, wanted) in LINKS.items():
        lang = "en" if address.startswith("en/") else "zh"
        page.goto(f"{url}/{address}")
        notice = page.locator(".unknown")
        assert notice.text_content() == sentences(lang, *notes), address
        assert notice.is_visible() == bool(notes)
        query = address.partition("?")[2]
        other = page.locator(".languages a").first.evaluate("link => link.search")
        assert dict(parse_qsl(other[1:])) == dict(parse_qsl(query)), address
        assert page.url == f"{url}/{address}"
        if wanted is None:
            continue
        rows = page.locator("article").evaluate_all(
            "rows => rows.map((row) => [row.hidden, row.closest('section').dataset.theme, row.querySelector('.status').classList[row.querySelector('.status').classList.length - 1]])"
        )
        shown = [{"theme": theme, "status": status} for hidden, theme, status in rows if not hidden]
        assert len(shown) > 0
        assert all(wanted.items() <= row.items() for row in shown)
        assert (len(shown) < len(rows)) == bool(wanted)
        if wanted:
            found = Translator(lang)("list.found", count=len(shown), total=len(rows))
            assert page.locator("h1").inner_text() == found
    page.goto(f"{url}/index.html?status=missed&q=no+such+words")
    assert page.locator("h1").inner_text() == Translator("zh")("list.none")
    page.goto(f"{url}/en/index.html?id=cycle-paths")
    page.wait_for_url(f"{url}/en/targets/cycle-paths.html")
    assert reports == []
    page.context.close()


def test_an_address_that_does_not_exist(browser, url):
    """The page names it at any depth, and leads to the list with the rest of the link."""
    page = new_page(browser)
    page.goto(f"{url}/en/targets/取消.html?status=off_track")
    for language in page.locator("section").all():
        address = language.locator("code").inner_text()
        assert address == "/en/targets/取消.html?status=off_track"
    page.get_by_role("link", name=Translator("en")("site.missing.list")).click()
    page.wait_for_url(f"{url}/en/index.html?status=off_track")
    assert 0 < page.locator("article:not([hidden])").count() < len(demonstration().targets)
    page.context.close()
