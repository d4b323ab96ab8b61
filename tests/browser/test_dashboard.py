"""The dashboard in a real Chromium, served by `tracker serve`."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from support.clock import today
from support.meetings import review_headline
from support.samples import portfolio_text, target, updates
from support.served import Served, dashboard, drawn, framework_parts, new_context, wait_for

from tracker.analysis.snapshot import Snapshot
from tracker.demo import generate
from tracker.i18n import Lang, Translator, languages
from tracker.portfolio.load import load
from tracker.views import budgets, layout, overview, targets, timeline
from tracker.views import target as target_view
from tracker.views.context import PageContext

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = ("", "targets", "opened", "budgets", "timeline", "review")
LOOKS: Final = (  # each language, each scheme and each portfolio together with each of the others
    ("real", "zh", "light"),
    ("real", "en", "dark"),
    ("demo", "zh", "dark"),
    ("demo", "en", "light"),
)
SIZES: Final = (
    (1920, 1080),
    (1366, 768),
    (683, 384),
    (390, 844),
)  # the third is the second at 200 %
AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")

# Rules that Streamlit's own markup breaks, each with its reason. None at present.
STREAMLIT_BREAKS: Final[dict[str, str]] = {}


# what is served, and the browser


@dataclass(frozen=True)
class Portfolio:
    data: Path
    opened: str  # the id of the target that is opened: the one with the most reports

    def view(self, lang: Lang, as_of: dt.date | None = None, **fields: Any) -> PageContext:
        return replace(_view(self.data, lang, as_of or today(), today()), **fields)

    def path(self, page: str) -> str:
        return f"/targets?id={self.opened}" if page == "opened" else f"/{page}"

    def answer(self, page: str, lang: Lang, as_of: dt.date | None = None) -> str:
        """The headline of a page."""
        view = self.view(lang, as_of)
        if page == "opened":
            return target_view.headline(view, self.opened)[0]
        return {
            "": overview.headline,
            "targets": targets.headline,
            "budgets": budgets.headline,
            "timeline": timeline.headline,
            "review": review_headline,
        }[page](view)[0]


@cache
def _view(data: Path, lang: Lang, as_of: dt.date, day: dt.date) -> PageContext:
    return PageContext(Snapshot.at(load(data), as_of), day, lang)


@pytest.fixture(scope="module")
def portfolios(tmp_path_factory) -> dict[str, Portfolio]:
    files = {
        "real": ROOT / "targets.yaml",
        "demo": generate.write_portfolio(tmp_path_factory.mktemp("demo"), today()),
    }
    portfolios = {}
    for name, data in files.items():
        most = max(load(data).targets, key=lambda one: (len(one.updates), len(one.milestones)))
        portfolios[name] = Portfolio(data, most.id)
    return portfolios


@pytest.fixture(scope="module")
def window(browser) -> Callable[..., Watched]:
    """A new page: ``window(width, height, scheme, locale)``. Pages with equal arguments share a cache."""

    @cache
    def context(width: int, height: int, scheme: Any, locale: str) -> BrowserContext:
        size: Any = {"width": width, "height": height}
        return new_context(
            browser,
            viewport=size,
            color_scheme=scheme,
            locale=locale,
            reduced_motion="no-preference",
        )

    def open_one(
        width: int = 1366, height: int = 768, scheme: str = "light", locale: str = "zh-CN"
    ) -> Watched:
        return Watched.on(context(width, height, scheme, locale))

    return open_one


@pytest.fixture(scope="module")
def server(portfolios: dict[str, Portfolio], tmp_path_factory) -> Iterator[Callable[[str], Served]]:
    """The server of a portfolio, which is started when it is first asked for."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with ExitStack() as started:

        @cache
        def of(name: str) -> Served:
            return started.enter_context(dashboard(portfolios[name].data, folder))

        yield of


@dataclass
class Watched:
    """A page with every request and complaint since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def on(cls, context: BrowserContext) -> Watched:
        page = context.new_page()
        watched = cls(page)
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("websocket", lambda socket: watched.requests.append(socket.url))
        page.on("console", watched._heard)
        page.on("pageerror", lambda error: watched.complaints.append((str(error), "")))
        page.on("dialog", watched._asked)
        return watched

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append((message.text, message.location["url"]))

    def _asked(self, dialog: Any) -> None:
        self.complaints.append((f"a dialog: {dialog.message}", ""))
        dialog.dismiss()

    def open(self, url: str) -> Page:
        self.page.goto(url)
        return drawn(self.page)

    def outside(self, url: str) -> list[str]:
        """Every request that did not go to the server at ``url``."""
        home = urlsplit(url).netloc
        return [
            asked
            for asked in self.requests
            if urlsplit(asked).scheme not in ("data", "blob") and urlsplit(asked).netloc != home
        ]

    def trouble(self, url: str) -> list[tuple[str, str]]:
        """What the console says beyond the one thing known of Streamlit: on a deep link its client
        asks `/<page>/_stcore/…`, gets 404, and then asks `/_stcore/…`."""
        probes = {
            f"{url}/{page}/_stcore/{name}"
            for page in ("targets", "budgets", "timeline")
            for name in ("health", "host-config")
        }
        return [
            (text, place)
            for text, place in self.complaints
            if not (place in probes and "404" in text)
        ]


# every page


@dataclass(frozen=True)
class Visit:
    """A page opened by its link and completely drawn."""

    portfolio: Portfolio
    served: Served
    watched: Watched
    name: str
    lang: Lang

    @property
    def page(self) -> Page:
        return self.watched.page


@pytest.fixture(
    scope="module",
    params=[(portfolio, page, lang, scheme) for portfolio, lang, scheme in LOOKS for page in PAGES],
    ids=lambda param: "-".join(part or "overview" for part in param),
)
def visit(request, window, server, portfolios: dict[str, Portfolio]) -> Iterator[Visit]:
    portfolio, name, lang, scheme = request.param
    watched = window(scheme=scheme)
    path = portfolios[portfolio].path(name)
    watched.open(f"{server(portfolio).url}{path}{'&' if '?' in path else '?'}lang={lang}")
    yield Visit(portfolios[portfolio], server(portfolio), watched, name, lang)
    watched.page.close()


def test_the_heading_is_the_answer(visit: Visit):
    """The heading of a page states its result."""
    expect(visit.page.locator("h1")).to_have_text(visit.portfolio.answer(visit.name, visit.lang))


def test_the_document_says_its_language(visit: Visit):
    """`lang` is set, so that browsers choose the right glyphs and screen readers the right voice."""
    expected = {"zh": "zh-CN", "en": "en"}[visit.lang]
    assert visit.page.evaluate("document.documentElement.lang") == expected


def test_no_request_leaves_the_server(visit: Visit):
    """All requests, by HTTP and WebSocket, go to the server itself."""
    assert len(visit.watched.requests) > 10
    assert visit.watched.outside(visit.served.url) == []


def test_the_console_is_silent(visit: Visit):
    """Neither the page nor the framework complains, and no script fails on the server."""
    assert visit.watched.trouble(visit.served.url) == []
    assert "Traceback" not in visit.served.log.read_text(encoding="utf-8")


def test_no_part_of_the_framework_is_on_the_page(visit: Visit):
    """Streamlit's menu, deploy button, notices and dialogs are absent."""
    assert framework_parts(visit.page) == []


def test_axe_finds_nothing_of_ours(visit: Visit):
    """Names, roles, order and contrast hold in both colour schemes; only known faults of Streamlit's
    own markup are tolerated."""
    page = visit.page
    page.evaluate(AXE)
    violations = page.evaluate(
        """async () => {
          const run = await axe.run(document, {resultTypes: ['violations'], elementRef: true});
          return run.violations.flatMap(rule => rule.nodes.map(node => ({
            rule: rule.id, html: node.html, why: node.failureSummary,
            ours: Boolean(node.element?.closest('.tracker, [data-testid=stPlotlyChart]')),
          })));
        }"""
    )
    assert [
        node for node in violations if node["ours"] or node["rule"] not in STREAMLIT_BREAKS
    ] == []


def test_the_page_fits_its_width(visit: Visit):
    """Nothing is cut off at the right and no text lies on another, from a wall screen down to a telephone."""
    for width, height in SIZES:
        visit.page.set_viewport_size({"width": width, "height": height})
        wait_for(visit.page, lambda: not _too_wide(visit.page), lambda: _too_wide(visit.page))
        assert visit.page.evaluate(_OVERLAPS) == []
    visit.page.set_viewport_size({"width": 1366, "height": 768})


_OVERLAPS: Final = """() => {
  const boxes = [], walker = document.createTreeWalker(document.querySelector('[data-testid=stMain]'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, element = text.parentElement, range = document.createRange();
    if (!text.nodeValue.trim() || !element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    let box = element; // for screen readers alone
    while (box && getComputedStyle(box).clipPath !== 'inset(50%)') box = box.parentElement;
    if (box || element.closest('title, desc, style, script')) continue;
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) if (box.width > 1) boxes.push({box, text});
  }
  boxes.sort((one, other) => one.box.top - other.box.top);
  return boxes.flatMap(({box, text}, place) => {
    const found = [];
    for (const other of boxes.slice(place + 1)) {
      if (other.box.top >= box.bottom) break;
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - other.box.top;
      if (other.text !== text && across > 2 && down > 6) found.push(`${text.nodeValue} / ${other.text.nodeValue}`);
    }
    return found;
  });
}"""
"""Pairs of texts that lie on each other by more than the space between lines."""


_BY_KEYBOARD: Final = """() => {
  const faults = [], name = (element) => element.outerHTML.slice(0, 160);
  const shown = (element) => element.checkVisibility({visibilityProperty: true}) && !element.matches('[data-testid=stSkipToContent]');
  const targets = [...document.querySelectorAll('a[href], button, summary, input, select, [role=button], [tabindex="0"]')].filter(shown);
  const inSentence = (element) => getComputedStyle(element).display === 'inline'
    && [...element.parentNode.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.nodeValue.trim());
  for (const element of targets) {
    const {width, height} = element.getBoundingClientRect();
    if ((width < 24 || height < 24) && !inSentence(element)) faults.push(`${width} x ${height}: ${name(element)}`);
    if (element.tabIndex > 0) faults.push(`out of order: ${name(element)}`);
    element.focus({focusVisible: true, preventScroll: true});
    const look = (one) => { const {outlineStyle, outlineWidth, stroke, boxShadow} = getComputedStyle(one); return [outlineStyle, outlineWidth, stroke, boxShadow].join(); };
    const parts = [element, ...element.querySelectorAll('svg *')], focused = parts.map(look);
    if (document.activeElement !== element) continue;
    element.blur();
    if (parts.every((part, place) => look(part) === focused[place])) faults.push(`focus unseen: ${name(element)}`);
  }
  return faults;
}"""


def test_every_control_is_large_and_shows_its_focus(visit: Visit):
    """Links and controls are 24 by 24 pixels or more, but for links within a sentence (WCAG 2.5.8); Tab follows the
    document, and what has the focus looks different."""
    faults = partial(visit.page.evaluate, _BY_KEYBOARD)  # asked again while the sidebar slides
    wait_for(visit.page, lambda: not faults(), faults)


def test_drawings_keep_their_colours_among_forced_ones(visit: Visit):
    """A reader's own colours leave bars, strips and charts as they are, on a ground that is theirs."""
    colours = """() => [...document.querySelectorAll('.tracker svg :is(rect, path, circle)')].map(mark => {
      const {fill, stroke} = getComputedStyle(mark);
      return [fill, stroke, getComputedStyle(mark.closest('svg:not(svg svg)')).backgroundColor];
    })"""
    usual = visit.page.evaluate(colours)
    visit.page.emulate_media(forced_colors="active")
    forced = visit.page.evaluate(colours)
    visit.page.emulate_media(forced_colors="none")
    assert [mark[:2] for mark in forced] == [mark[:2] for mark in usual]
    assert "rgba(0, 0, 0, 0)" not in {ground for _, _, ground in forced}


def _too_wide(page: Page) -> list[str]:
    """Elements wider than the window: the document, its scrolling part, our own elements."""
    return page.evaluate(
        """() => [
          ...[...document.querySelectorAll('html, [data-testid=stMain]')]
            .filter(box => box.scrollWidth > box.clientWidth + 1),
          ...[...document.querySelectorAll('[data-testid=stMain] .tracker *, [data-testid=stPlotlyChart]')]
            .filter(box => box.getBoundingClientRect().right > innerWidth + 1 && !box.closest('.scroll *')),
        ].map(box => `${box.outerHTML.slice(0, 120)} ${box.scrollWidth} ${innerWidth}`)"""
    )


def test_every_drawing_is_there_and_has_a_name(visit: Visit):
    """SVG passes Streamlit's sanitiser, with its links, and each drawing has an accessible name."""
    names = visit.page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] .tracker [role=img]:has(svg), .tracker svg[role=img]')].map(
          drawing => drawing.getAttribute('aria-label') ?? drawing.getAttribute('aria-labelledby')
            .split(' ').map(id => document.getElementById(id).textContent).join(' '))"""
    )
    assert names
    assert visit.page.locator("[data-drawing]").count() == 0
    assert all(len(name) > 8 for name in names)
    if visit.name in ("budgets", "timeline"):
        rows = visit.page.locator("tr:has([role=img])")
        assert rows.locator("th a[href*='id=']").count() == rows.count() == len(names)


def test_a_mark_of_the_chart_is_named_on_hover_and_focus_and_leads_to_its_report(
    demo_page, portfolios: dict[str, Portfolio]
):
    """The layer of links survives Streamlit: each has its name, shows it when asked, and opens the entry."""
    page = demo_page(f"/targets?lang=en&id={portfolios['demo'].opened}")
    drawn(page)
    marks = page.locator(".chart svg.marks a")
    assert marks.count() > 10
    mark = marks.last
    expect(mark.locator(".label")).to_be_hidden()
    mark.hover()
    expect(mark.locator(".label")).to_be_visible()
    page.mouse.move(0, 0)
    page.locator(".drawn .tools a").last.focus()
    page.keyboard.press("Tab")
    focused = page.locator(".marks a:focus")
    expect(focused.locator(".label")).to_be_visible()
    words = focused.locator(".label text").all_text_contents()
    expect(focused).to_have_attribute("aria-label", " · ".join(words))
    page.keyboard.press("Enter")
    page.wait_for_url("**#re*")
    expect(page.locator("li.event:target")).to_be_in_viewport()
    assert asked(page)["id"] == portfolios["demo"].opened  # the same page


@pytest.mark.parametrize(("name", "count"), [("budgets", 2), ("timeline", 1), ("opened", 1)])
def test_the_interactive_chart_is_a_link_away(name, count, window, server, portfolios):
    """Plotly's figures with their names, and a way back; still no request to anybody else."""
    watched = window()
    path = portfolios["demo"].path(name)
    page = watched.open(f"{server('demo').url}{path}{'&' if '?' in path else '?'}lang=en")
    page.get_by_role("link", name=Translator("en")("chart.explore"), exact=True).click()
    figures = page.locator("[data-testid=stPlotlyChart]")
    expect(figures).to_have_count(count)
    drawn(page)
    assert page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(chart =>
          (chart.closest('[aria-label]') ?? chart.querySelector('[role=figure][aria-label]'))
            ?.getAttribute('aria-label').length > 10)"""
    )
    page.get_by_role("link", name=Translator("en")("chart.explore.back"), exact=True).click()
    expect(figures).to_have_count(0)
    expect(page.locator(".tracker :is(td, .chart) [role=img]").first).to_be_visible()
    assert watched.outside(server("demo").url) == []
    assert watched.trouble(server("demo").url) == []
    page.close()


MILESTONE_LABELS: Final = """() => [...document.querySelectorAll('.bars tbody .span')].map(drawing =>
  [...drawing.querySelectorAll('text')].map(label => label.getBoundingClientRect())
    .map(box => [box.left, box.right])
    .filter(([left, right]) => right > left)).filter(labels => labels.length)"""
"""The ends of the labels that are shown, by row."""


@pytest.mark.parametrize("lang", languages())
def test_the_timeline_says_what_it_draws(lang, window, server):
    """Labels of milestones do not touch; a row says everything on hover and on keyboard focus; a group that is
    folded is so in the address, and unfolded by the way back."""
    watched = window()
    page = watched.open(f"{server('demo').url}/timeline?lang={lang}&fold=-*")
    labels = page.evaluate(MILESTONE_LABELS)
    assert sum(map(len, labels)) > 10
    assert all(a[1] < b[0] for row in labels for a, b in pairwise(sorted(row)))
    watched.open(f"{server('demo').url}/timeline?lang={lang}")
    row = page.locator(".bars tbody tr").nth(3)
    shown = "row => getComputedStyle(row.querySelector('[role=img]'), '::after').content"
    words = row.locator("[role=img]").get_attribute("aria-label")
    assert row.evaluate(shown) == "none"
    row.hover()
    assert words in row.evaluate(shown)
    page.mouse.move(0, 0)
    page.locator(".bars tbody tr a").nth(2).focus()
    page.keyboard.press("Tab")
    assert words in row.evaluate(shown)
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 4
    groups = page.locator(".group-head a")
    groups.first.click()
    expect(groups.first).to_have_attribute("aria-expanded", "false")
    assert "fold=" in page.url
    page.go_back()
    expect(groups.first).to_have_attribute("aria-expanded", "true")
    assert "fold=" not in page.url
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(MILESTONE_LABELS) == []
    for cell in row.locator("td").all()[:3]:  # the bar, the due date, the status
        box = cell.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    page.close()


def test_budgets_fit_into_two_screens(window, server):
    """26 of them with their totals, at 1366x768."""
    page = window().open(f"{server('demo').url}/budgets?lang=zh")
    assert page.locator(".rails [role=img]").count() == 26
    height = "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
    assert page.evaluate(height) <= 2 * 768
    page.close()


def test_marks_of_statuses_stand_out(visit: Visit):
    """The shape of every status and every fill has an edge of 3:1 or more against the card, in light and dark."""
    marks = visit.page.evaluate(
        """() => [...document.querySelectorAll('.card .status i, .card .bar rect:not([class])')].map(mark => {
          const look = getComputedStyle(mark);
          const edge = mark.tagName === 'rect' ? look.stroke
            : look.webkitTextStrokeWidth === '0px' ? look.color : look.webkitTextStrokeColor;
          return [mark.outerHTML, edge, getComputedStyle(mark.closest('.card')).backgroundColor];
        })"""
    )
    assert marks
    assert [mark for mark, edge, ground in marks if _contrast(edge, ground) < 3] == []


def _contrast(first: str, second: str) -> float:
    """The contrast of two opaque CSS colours, as WCAG 2 defines it."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    assert re.fullmatch(r"rgb\(\d+, \d+, \d+\)", colour), colour
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["opened", "budgets"])  # `server` shows the overview first
def test_any_page_may_be_the_first(name, window, portfolios: dict[str, Portfolio], tmp_path):
    """A new server shows any page completely as its first one."""
    portfolio, lang = portfolios["demo"], languages()[PAGES.index(name) % 2]
    with dashboard(portfolio.data, tmp_path) as served:
        watched = window(locale={"zh": "zh-CN", "en": "en-US"}[lang])
        page = watched.open(served.url + portfolio.path(name))
        expect(page.locator("h1")).to_have_text(portfolio.answer(name, lang))
        view = portfolio.view(lang, query={"id": portfolio.opened} if name == "opened" else {})
        label = Translator(lang)(f"page.{'targets' if name == 'opened' else name or 'overview'}")
        expect(page).to_have_title(layout.tab_title(view, label))
        assert watched.outside(served.url) == []
        assert watched.trouble(served.url) == []
        assert "Traceback" not in served.log.read_text(encoding="utf-8")
        page.close()


# finding one's way


@pytest.fixture
def demo_page(window, server) -> Iterator[Callable[[str], Page]]:
    """Opens a path of the demonstration in a browser that prefers Chinese."""
    watched = window()
    yield lambda path: watched.open(server("demo").url + path)
    watched.page.close()


def asked(page: Page) -> dict[str, str]:
    """The parameters in the address bar."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_the_keyboard_reaches_the_as_of_choices(demo_page):
    """Tab reaches the as-of links, the focus is visible, and Enter follows a link."""
    page = demo_page("/?lang=en")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.asof a')"):
            break
    focused = page.locator(".asof a:focus")
    assert focused.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    wanted = page.locator(".asof a:focus").get_attribute("title")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**asof={wanted}*")
    expect(drawn(page).locator(".asof [aria-current]")).to_have_attribute("title", wanted)


def test_the_language_link_keeps_the_day(demo_page, portfolios: dict[str, Portfolio]):
    """The language link changes the language and keeps the page and the day."""
    page = demo_page("/targets?lang=zh&asof=2025-06-30")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en*")
    expect(drawn(page).locator("h1")).to_have_text(portfolios["demo"].answer("targets", "en"))
    assert asked(page) == {"lang": "en", "asof": "2025-06-30"}
    assert page.evaluate("document.documentElement.lang") == "en"
    assert urlsplit(page.url).path == "/targets"


def test_any_day_may_be_asked_for(demo_page, portfolios: dict[str, Portfolio]):
    """The as-of form shows the page on the chosen day in the same language."""
    day = today() - dt.timedelta(days=500)
    page = demo_page("/?lang=en")
    page.locator(".asof input[type=date]").fill(day.isoformat())
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**asof=*")
    expect(drawn(page).locator("h1")).to_have_text(portfolios["demo"].answer("", "en", day))
    assert asked(page) == {"lang": "en", "asof": day.isoformat()}
    expect(page.locator(".asof input[type=date]")).to_have_value(day.isoformat())


def test_the_sidebar_keeps_language_and_day(demo_page, portfolios: dict[str, Portfolio]):
    """The sidebar's links keep language and day."""
    page = demo_page("/?lang=en&asof=2025-06-30")
    for name in ("targets", "budgets", "timeline", ""):
        title = Translator("en")(f"page.{name or 'overview'}")
        page.locator("[data-testid=stSidebar]").get_by_role("link", name=title).click()
        expect(page).to_have_title(f"{title} · {portfolios['demo'].view('en').title}")
        answer = portfolios["demo"].answer(name, "en", dt.date(2025, 6, 30))
        expect(drawn(page).locator("h1")).to_have_text(answer)
        assert urlsplit(page.url).path == f"/{name}"
        assert asked(page) == {"lang": "en", "asof": "2025-06-30"}


def test_a_target_opens_and_the_way_back_keeps_the_filters(
    demo_page, portfolios: dict[str, Portfolio]
):
    """The link back from a target leads to the same filtered list."""
    page = demo_page("/targets?lang=en&theme=housing&status=on_track")
    rows = page.locator(".targets tbody tr")
    titles = rows.locator("a.name").all_inner_texts()
    view = portfolios["demo"].view("en")
    fits = [
        row for row in view.by_id.values() if (row.theme, row.status) == ("housing", "on_track")
    ]
    assert sorted(titles) == sorted(row.title_en for row in fits) != []
    rows.locator("a.name").first.click()
    page.wait_for_url("**id=*")
    expect(drawn(page).locator("h1")).to_have_text(titles[0])
    page.locator(".tracker a.back").click()
    page.wait_for_url(lambda url: "id=" not in url)
    expect(drawn(page).locator("a.name")).to_have_text(titles)
    assert asked(page) == {"lang": "en", "theme": "housing", "status": "on_track"}


def test_a_filter_stands_in_the_url(demo_page, portfolios: dict[str, Portfolio]):
    """Set with the mouse or the keyboard, restored by a link and by Back, and taken away again."""
    view = portfolios["demo"].view("en")
    themes = [row.theme for row in view.by_id.values()]
    page = demo_page("/targets?lang=en")
    rows, theme = page.locator("a.name"), page.get_by_role("combobox", name="Theme")
    theme.focus()
    theme.select_option("housing")
    theme.press("Enter")
    page.wait_for_url("**theme=housing*")
    expect(rows).to_have_count(themes.count("housing"))
    expect(theme).to_be_focused()
    status = page.get_by_role("combobox", name="Status")
    status.click()
    status.select_option("on_track")
    page.wait_for_url("**status=on_track*")
    expect(status).to_be_focused()
    fitting = [row.theme == "housing" and row.status == "on_track" for row in view.by_id.values()]
    expect(rows).to_have_count(sum(fitting))  # the address is there before the rows
    title = rows.first.inner_text()
    page.get_by_role("searchbox", name="Search").fill(title.upper())
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    expect(rows).to_have_text([title])
    assert asked(page) == {
        "lang": "en",
        "theme": "housing",
        "status": "on_track",
        "q": title.upper(),
    }
    page.reload()
    expect(drawn(page).locator("a.name")).to_have_text([title])
    expect(theme).to_have_value("housing")
    page.get_by_role("link", name="Clear all").click()
    page.wait_for_url(lambda url: "theme" not in url)
    expect(rows).to_have_count(len(themes))
    page.get_by_role("link", name="Due", exact=True).click()
    page.wait_for_url("**sort=due*")
    expect(page.locator("[aria-sort=ascending]")).to_contain_text("Due")
    page.go_back()
    page.go_back()
    expect(rows).to_have_text([title])
    expect(theme).to_have_value("housing")


@pytest.mark.parametrize("name", PAGES)
def test_a_telephone_shows_the_page(name, window, server, portfolios: dict[str, Portfolio]):
    """At the width of a phone the headline is in view, nothing is cut off and the sidebar is closed."""
    watched = window(390, 844)
    path = portfolios["demo"].path(name)
    page = watched.open(server("demo").url + path + ("&" if "?" in path else "?") + "lang=zh")
    expect(page.locator("h1")).to_be_in_viewport()
    assert _too_wide(page) == []
    page.evaluate(_LONG_TITLES)
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 844})
        wait_for(page, lambda: not _too_wide(page), lambda: _too_wide(page))
    page.close()


_LONG_TITLES: Final = """() => document.querySelectorAll('h1, .attention tbody th a, .targets tbody th a').forEach(
  title => { title.textContent = 'Unbreakable'.repeat(15); })"""
"""Titles with a word that is longer than the window."""


# what the file does


SCRIPT = "<script>window.ran = 1</script>"
IMAGE = '<img src="http://198.51.100.1/x.png" onerror="window.ran = 2">'
MARKDOWN = "![x](http://198.51.100.1/y.png) [x](javascript:window.ran=3)"
LINK = "<a href='javascript:window.ran=4'>x</a>"


BROKEN_IMAGE: Final = """() => new Promise(done => {
  const image = new Image(); image.onerror = done; image.src = 'data:image/png,';
})"""
"""Resolves after the error events of the images before it."""


def _hostile() -> str:
    """A valid portfolio with code in every text field."""
    bad = {"zh": SCRIPT + IMAGE, "en": IMAGE + SCRIPT}
    evidence = {"title": LINK + SCRIPT, "publisher": IMAGE, "grade": "B", "caveat": MARKDOWN}
    steps = [{"id": "a", "title": LINK + IMAGE, "due": "2022-06-30"}, {"id": "b", "title": SCRIPT}]
    update = {"date": "2022-03-31", "value": 100, "spent": 1, "by": IMAGE, "note": MARKDOWN}
    record = {
        "id": "bad",
        "title": bad,
        "promise": LINK + IMAGE,
        "theme": "t",
        "lead": "o",
        "plan": "p",
        "measure": {"kind": "cumulative", "unit": SCRIPT, "target": 1000},
        "start": "2022-01-01",
        "due": "2022-12-31",
        "assumed": {"start": IMAGE},
        "source": {"document": "d"},
        "milestones": steps,
        "budget": {"approved": 12.5},
        "updates": [
            update | {"evidence": evidence},
            {"date": "2022-12-31", "done": ["a"], "evidence": evidence},
        ],
        "context": [{"date": "2022-06-30", "text": IMAGE + LINK, "evidence": evidence}],
        "revisions": [
            {
                "date": "2022-07-01",
                "field": "target",
                "from": 1200,
                "to": 1000,
                "reason": IMAGE,
                "evidence": evidence,
            }
        ],
    }
    whole = {
        "portfolio": {"title": SCRIPT + "![x](http://198.51.100.1/z.png)", "money": "亿元"},
        "themes": {"t": bad},
        "plans": {"p": bad},
        "organisations": {"o": {"zh": MARKDOWN, "en": MARKDOWN}},
        "documents": {"d": {"title": LINK + SCRIPT, "publisher": IMAGE}},
        "targets": [record, record | {"id": "undated", "start": None, "due": None, "assumed": {}}],
    }
    return json.dumps(_words(whole), ensure_ascii=False, indent=1)


def _words(value: Any) -> Any:
    """A copy without fields that are None; its JSON is YAML too."""
    if isinstance(value, dict):
        return {name: _words(one) for name, one in value.items()}
    return [_words(one) for one in value] if isinstance(value, list) else value


SCRIPT_LINK: Final = portfolio_text(
    target(),
    target(
        "id: second\n"
        "updates:\n- {date: 2022-06-30, value: 9, evidence: {title: x, url: 'javascript:window.ran=1'}}\n"
    ),
)


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Iterator[tuple[Path, Served]]:
    """A file that a test may rewrite, and its server, which started while a link in it was refused."""
    data = tmp_path_factory.mktemp("own") / "targets.yaml"
    data.write_text(SCRIPT_LINK, encoding="utf-8")
    with dashboard(data, tmp_path_factory.mktemp("elsewhere")) as served:
        yield data, served


def test_a_script_link_is_refused_and_named(window, own):
    """Evidence that links to a script is an error with its line; the banner shows it as text."""
    data, served = own
    data.write_text(SCRIPT_LINK, encoding="utf-8")
    watched = window()
    page = watched.open(f"{served.url}/?lang=en")
    expect(page.locator(".banner code")).to_contain_text("javascript:window.ran=1")
    assert page.evaluate("window.ran") is None
    page.close()


def test_data_is_shown_and_never_run(window, own):
    """Code in titles, names, notes and evidence is shown as text: it neither runs nor loads anything."""
    data, served = own
    data.write_text(_hostile(), encoding="utf-8")
    watched = window()
    for path in (
        "/",
        "/targets",
        "/targets?id=bad",
        "/targets?id=" + SCRIPT,
        "/budgets",
        "/timeline",
    ):
        page = watched.open(
            served.url + path + ("&" if "?" in path else "?") + "lang=en&asof=2023-01-31"
        )
        page.evaluate(BROKEN_IMAGE)
        assert page.evaluate("window.ran") is None, path
        assert "window.ran = 1" in page.inner_text("body"), path
        links = page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        assert not [link for link in links if link.startswith("javascript:")], path
        assert page.locator("img[onerror], .tracker img, .tracker script, .banner").count() == 0, (
            path
        )
    assert watched.outside(served.url) == []
    assert watched.trouble(served.url) == []


def test_a_broken_file_is_told_and_the_old_data_stay(window, own):
    """A file saved half way shows where it is broken, above its last good version; once corrected, all is
    well again and the new figure is there."""
    data, served = own
    good = portfolio_text(target(updates(("2022-06-30", 500))))
    data.write_text(good, encoding="utf-8")
    page = window().open(f"{served.url}/targets?lang=en&asof=2022-07-15")
    banner, row = page.locator(".banner"), page.locator(".targets tbody tr")
    expect(row).to_contain_text("500 / 1,000")
    expect(banner).to_have_count(0)

    data.write_text(good + "  - id: [half", encoding="utf-8")
    page.reload()
    expect(banner).to_contain_text(f"targets.yaml:{good.count(chr(10)) + 1}:")
    expect(row).to_contain_text("500 / 1,000")

    data.write_text(good.replace("value: 500", "value: 700"), encoding="utf-8")
    page.reload()
    expect(row).to_contain_text("700 / 1,000")
    expect(banner).to_have_count(0)
