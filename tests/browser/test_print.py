"""Pages on paper: all rows with their marks, a header on every sheet, no controls; whatever the names are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from support.clock import today
from support.looking import HOSTILE
from support.looking import TODAY as PUBLISHED
from support.printing import bare, content, missing, printed
from support.published import site
from support.screens import web
from support.served import Served, dashboard, drawn, new_context, new_page

from tracker.demo import generate
from tracker.i18n import Translator
from tracker.views.layout import sheet_line
from tracker.views.stylesheet import print_script, stylesheet

NAMES = (
    HOSTILE[:50],
    """'"\\";}</style><script>alert(1)</script>\\""",
    "a\nb\r\n\tc\f\\A d\\",
    "*/}@page{@top-left{content:none}}/*",
    "“徐汇区”政策目标（２０２６）√x₁ – 9\\0",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    data = generate.write_portfolio(tmp_path_factory.mktemp("demo"), today())
    with dashboard(data, tmp_path_factory.mktemp("elsewhere")) as served:
        yield served


@pytest.fixture(scope="module")
def published() -> Iterator[str]:
    with web(site("demo")) as url:
        yield url


@pytest.fixture(scope="module")
def dark(browser) -> BrowserContext:
    return new_context(browser, color_scheme="dark")


def languages_of(path: str, first: str) -> list[Any]:
    """A page in one language, and in the other one in long runs."""
    second = {"zh": "en", "en": "zh"}[first]
    return [pytest.param(path, first), pytest.param(path, second, marks=pytest.mark.long)]


@pytest.mark.parametrize(
    ("path", "lang"),
    [
        *languages_of("", "zh"),
        *languages_of("targets", "en"),
        *languages_of("targets?id=lifts", "zh"),
        *languages_of("budgets", "en"),
        *languages_of("timeline", "zh"),
        *languages_of("review", "en"),
    ],
)
def test_a_page_prints_whole(dark, served, path, lang):
    """On A4 either way, from the dark theme."""
    page = dark.new_page()
    page.goto(f"{served.url}/{path}{'&' if '?' in path else '?'}lang={lang}")
    drawn(page)
    for orientation in ("landscape", "portrait"):
        _check(page, orientation, today(), lang)
    page.close()


@pytest.mark.parametrize(
    ("path", "orientation"),
    [
        ("index.html", "landscape"),
        ("en/index.html", "portrait"),
        ("targets/lifts.html", "portrait"),
        ("en/timeline.html", "landscape"),
        ("budgets.html", "portrait"),
    ],
)
def test_a_published_page_prints_whole(dark, published, path, orientation):
    """The same rules as on the dashboard."""
    page = dark.new_page()
    page.goto(f"{published}/{path}")
    _check(page, orientation, PUBLISHED, "en" if path.startswith("en/") else "zh")
    page.close()


def _check(page: Page, orientation: str, as_of: dt.date, lang: str) -> None:
    """Every row is whole and has its text and mark; every sheet has title, day and page number; no control; white."""
    paper, wanted, t = printed(page, orientation), content(page, orientation), Translator(lang)
    faults = (wanted.loose, wanted.cut, wanted.controls, missing(wanted, paper))
    assert faults == ([], [], [], [])
    assert len(wanted.rows) > 10
    assert wanted.marks <= paper.colours
    assert paper.colours.isdisjoint({(11, 19, 32), (19, 30, 46)})  # the surfaces of the dark scheme
    portfolio = page.locator(".sheet b").text_content() or ""
    frame = [portfolio, page.title(), t("chart.as_of", day=as_of)]
    for number, sheet in enumerate(paper.sheets, 1):
        pages = t("print.pages", page=number, pages=len(paper.sheets))
        assert [text for text in (*frame, pages) if bare(text) not in sheet] == []


def _blank(browser: Browser, script: str) -> Page:
    page = new_page(browser)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    styles = f"<style>{stylesheet()}</style>"
    page.set_content(f"{styles}<div class=tracker></div><script>{script}</script>")
    return page


def _name(page: Page, lang: str, portfolio: str, title: str) -> None:
    line = sheet_line(Translator(lang), portfolio, PUBLISHED)
    page.evaluate("line => { document.querySelector('.tracker').innerHTML = line }", line)
    page.evaluate("title => { document.title = title }", title)


def test_any_name_is_printed_as_it_is(browser):
    """Quotes, backslashes, line breaks and markup are text in the header; a title that has the portfolio's name
    is not preceded by it."""
    page = _blank(browser, print_script())
    for name in NAMES:
        for title in ("Targets", f"Targets {name}"):
            _name(page, "zh", name, title)
            shown = title if name in title else f"{name} · {title}"
            foot = f"截至 {PUBLISHED} 第 1 / 1 页"
            assert printed(page, "portrait").sheets == [bare(f"{shown}{foot}")]
    page.context.close()


def test_a_long_name_is_shortened(browser):
    """The header stays above the page, whose heading has the whole name."""
    page = _blank(browser, print_script())
    _name(page, "en", "标" * 300, "x" * 300)
    shown = f"{'标' * 59}… · {'x' * 59}… as of {PUBLISHED} Page 1 of 1"
    assert printed(page, "portrait").sheets == [bare(shown)]
    page.context.close()


def test_without_margin_boxes_the_line_is_at_the_top(browser):
    """A browser that has none prints the portfolio and the day on the first page all the same."""
    page = _blank(browser, "")
    _name(page, "en", "Name", "Title")
    assert bare(f"Name as of {PUBLISHED}") in printed(page, "portrait").sheets[0]
    page.context.close()
