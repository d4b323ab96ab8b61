"""Published screens behind a plain web server, and the checks of their layout."""

from __future__ import annotations

import datetime as dt
import functools
import http
import http.server
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from playwright.sync_api import Page
from support.looking import TODAY, look
from support.served import wait_for

from tracker.i18n import languages
from tracker.portfolio.header import Screen
from tracker.portfolio.load import Portfolio
from tracker.portfolio.redaction import redact
from tracker.screen import render
from tracker.screen.settings import ScreenSettings

SIZES: Final = {
    "1080p": (1920, 1080),
    "4K": (3840, 2160),
    "upright": (1080, 1920),
    "wall": (6656, 1792),
}
URL: Final = "https://targets.example.gov.cn/public/index.html"
POLICY: Final = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"

LOOK: Final = r"""() => {
  const faults = [], steps = __screen.go(0), unit = Math.min(innerWidth, innerHeight) / 100, done = new Set();
  const page = document.documentElement, area = {}, days = [];
  const shown = (box) => `<${box.tagName} ${box.getAttribute('class')}> ${box.textContent.trim().slice(0, 40)}`;
  const touch = (one, other, by) => one.left < other.right - by && other.left < one.right - by && one.top < other.bottom - by && other.top < one.bottom - by;
  // the glyphs of a line of text are lower than its box; about a big number, with the tail of its comma, a tenth of its size is free
  const glyphs = (box, big) => ({ left: box.left, right: box.right, top: box.top + (big ? 0.22 : 0.2) * box.height,
    bottom: box.bottom - (big ? (big.textContent.includes(',') ? 0 : 0.13) : 0.16) * box.height, height: box.height });
  const visits = new Map(), all = [...document.querySelectorAll('.scene')], isLeft = (one) => (visits.get(one) ?? 0) < (one.dataset.parts ?? 1);
  for (let step = 0; step < steps && all.some(isLeft); step += 1) {
    __screen.go(step);
    const on = all.filter((one) => one.matches('.on')), slots = on.map((one) => one.dataset.lang + one.dataset.scene + one.dataset.place).join();
    for (const one of on) visits.set(one, (visits.get(one) ?? 0) + 1);
    if (done.has(slots)) continue;
    done.add(slots);
    if (page.scrollHeight > innerHeight || page.scrollWidth > innerWidth) faults.push('the page scrolls');
    const texts = [], lines = [];
    for (const part of [...on, document.querySelector('.foot.on')]) {
      const name = `${part.lang} ${part.dataset.scene || 'foot'} ${part.dataset.place || ''} fit ${part.dataset.fit || 0}: `, whole = part.getBoundingClientRect();
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode, box = node.parentElement, style = getComputedStyle(box);
        if (!node.textContent.trim() || !box.getClientRects().length) continue;
        const drawn = box.closest('svg'), range = document.createRange();
        range.selectNodeContents(node);
        const scale = drawn ? box.getScreenCTM().a : 1, size = parseFloat(style.fontSize) * scale / unit;
        const least = box.closest('.scan') ? 2.5 : box.closest(SMALL) ? 3 : 4.2;
        if (size < least - 0.01) faults.push(name + `${size.toFixed(2)} u, least ${least}: ` + shown(box));
        const card = box.closest('.tile, .row, .dates > li, .gains, figure, .names, .places, .scene, .foot').getBoundingClientRect();
        for (const line of drawn ? [box.getBoundingClientRect()] : range.getClientRects()) {
          const place = glyphs(line, box.closest('.number')), by = 0.6 * unit;
          if (place.left < card.left - by || place.right > card.right + by || place.top < card.top - by || place.bottom > card.bottom + by
            || place.left < whole.left - by || place.right > whole.right + by || place.top < whole.top - by || place.bottom > whole.bottom + by)
            faults.push(name + 'outside its place ' + shown(box));
          for (const code of part.querySelectorAll('.qr')) if (touch(place, code.getBoundingClientRect(), 0)) faults.push(name + `${shown(box)} lies on a code`);
          for (const [other, there, label] of texts) if (other !== node && touch(place, there, 0.15 * unit)) faults.push(name + `${shown(box)} lies on ${label}`);
          texts.push([node, place, shown(box)]);
          lines.push(line);
        }
      }
    }
    for (const mark of document.querySelectorAll('.scene.on .curve .last')) {
      const dot = mark.getBoundingClientRect();
      for (const label of mark.parentElement.querySelectorAll('text'))
        if (dot.width && touch(glyphs(label.getBoundingClientRect()), dot, 0.15 * unit)) faults.push('covers the mark: ' + shown(label));
    }
    for (const list of document.querySelectorAll('.scene.on .parts')) {
      const hidden = [...list.children].filter((part) => !part.getClientRects().length).length;
      if (list.getClientRects().length && hidden && !list.nextElementSibling.textContent.includes(hidden)) faults.push('parts left out untold: ' + hidden);
    }
    for (const items of document.querySelectorAll('.scene.on .items')) {  // the dot before an item that begins a line is where the list is cut off
      const left = items.getBoundingClientRect().left, dot = getComputedStyle(items.firstElementChild).paddingLeft, cut = getComputedStyle(items).clipPath;
      const seen = [...items.children].filter((item) => item.getClientRects().length), tops = seen.map((item) => item.getBoundingClientRect().top);
      for (const [n, item] of seen.entries()) {
        const begins = !n || tops[n] - tops[n - 1] > 5, isCut = item.getBoundingClientRect().left - left < 1 && cut.endsWith(` ${dot})`);
        if (begins !== isCut || /^·|·$/.test(item.textContent.trim())) faults.push('a line begins or ends with a dot: ' + shown(item));
      }
    }
    const rows = {false: '[data-slot=story] .figure-line, [data-slot=news] .row:only-child', true: '[data-slot=theme] .row'};
    for (const [isOfTheme, places] of Object.entries(rows)) for (const place of document.querySelectorAll(places)) if (place.getClientRects().length)
      days.push([on[0].lang, isOfTheme === 'true', place.textContent.trim().slice(0, 40), [...place.querySelectorAll('.day')].filter((day) => day.getClientRects().length).length]);
    const cells = 5 * unit, across = Math.floor(innerWidth / cells), down = Math.floor(innerHeight / cells), full = new Set();
    const drawings = on.flatMap((one) => [...one.querySelectorAll('.body svg, img')]).filter((one) => one.getClientRects().length).map((one) => one.getBoundingClientRect());
    for (const place of [...lines, ...drawings])
      for (let x = Math.floor(place.left / cells); x <= Math.floor(place.right / cells) && x < across; x += 1)
        for (let y = Math.floor(place.top / cells); y <= Math.floor(place.bottom / cells) && y < down; y += 1) if (x >= 0 && y >= 0) full.add(y * across + x);
    const share = full.size / (across * down), scene = on.length > 1 ? 'wall' : on[0].dataset.scene;
    area[scene] = Math.min(area[scene] ?? 1, share);
  }
  return [[...new Set(faults)], area, days];
}""".replace(
    "SMALL",
    "'.status small, figcaption, .goal.small, .curve, .source, .credit, .area, .of, .where:has(.demo), .foot'",
)
"""Shows every scene and every part of its list; returns what is cut, lies on other text or is too small, and by scene the smallest share of cells of 5 % of the
shorter side that a line of text or a drawing is in, and of a wall `Day`s. The surface of a card is no content. Sizes are in hundredths of the shorter side."""


class Day(NamedTuple):
    """How often a figure on a wall has its day."""

    lang: str
    is_of_theme: bool
    place: str
    count: int


class Look(NamedTuple):
    """What `LOOK` found."""

    faults: list[str]
    filled: dict[str, float]
    days: list[Day]  # of a wall


def looked(page: Page) -> Look:
    """All scenes of a screen, looked at one by one."""
    until(page, "!document.querySelector('.screen').dataset.rest")  # all scenes are there
    faults, filled, days = page.evaluate(LOOK)
    return Look(faults, filled, [Day(*day) for day in days])


def write(
    folder: Path,
    portfolio: Portfolio,
    version: str = "1",
    as_of: dt.date = TODAY,
    **header: Any,
) -> None:
    """A published screen with the strict policy of a published page."""
    shown = redact(portfolio)
    settings = ScreenSettings.from_query(Screen(url=URL, **header), None, shown.themes)
    views = {lang: look(shown, lang, as_of) for lang in languages()}
    stage, rest = render.static_screen(
        views, settings, version, poll="version.json", rest="rest.json"
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "screen.css").write_text(render.stylesheet(), encoding="utf-8")
    (folder / "screen.js").write_bytes(render.JS.read_bytes())
    (folder / "screen.html").write_text(
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>Screen</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="screen.css"></head>'
        f'<body>{stage}<script src="screen.js"></script></body></html>',
        encoding="utf-8",
    )
    (folder / "rest.json").write_text(render.rest_file(version, rest), encoding="utf-8")
    (folder / "version.json").write_text(json.dumps({"screen": version}), encoding="utf-8")


def in_turn(page: Page, expression: str, steps: Iterable[int] | None = None) -> list[Any]:
    """The value of an expression, or of its promise, on every step of a screen or on some.

    Without a return to the test in between, for which the browser would paint each step.
    """
    return page.evaluate(
        f"""async (steps) => {{
          const values = [];
          for (const step of steps ?? Array(__screen.go(0)).keys()) {{ __screen.go(step); values.push(await {expression}); }}
          return values;
        }}""",
        steps if steps is None else list(steps),
    )


def until(page: Page, expression: str) -> None:
    """Waits until an expression is true. Playwright's own function needs eval, which the policy forbids."""
    wait_for(page, lambda: page.evaluate(expression), lambda: expression)


def until_asked(page: Page, condition: Callable[[], object]) -> None:
    """Waits for what a screen does once it asks its server again; its clock is the test's and goes on meanwhile."""

    def met() -> object:
        page.clock.fast_forward(6_000)
        return condition()

    wait_for(page, met)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass

    def send_error(self, code: int, *more: Any) -> None:
        """The site's own page for what does not exist, as nginx is set up to show."""
        page = Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.exists():
            super().send_error(code, *more)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())


@contextmanager
def web(folder: Path, port: int = 0) -> Iterator[str]:
    """The URL of a web server for ``folder``."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
