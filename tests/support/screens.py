"""Published screens behind a plain web server, and the checks of their layout."""

from __future__ import annotations

import functools
import http
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page
from support.looking import TODAY, look
from support.served import wait_for

from tracker.i18n import languages
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Screen
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

LOOK: Final = r"""(smallest) => {
  const faults = [], high = innerHeight, wide = innerWidth, steps = __screen.go(0);
  const page = document.documentElement;
  const frame = document.querySelector('.frame');
  const panes = Math.min(Number(getComputedStyle(frame).getPropertyValue('--panes')), steps);
  const shown = (box) => `<${box.tagName} ${box.className}> ${box.textContent.slice(0, 40)}`;
  for (let step = 0; step * panes < steps; step += 1) {
    __screen.go(step);
    if (page.scrollHeight > high || page.scrollWidth > wide) faults.push('the page scrolls');
    for (const part of document.querySelectorAll('.scene.on, .foot.on')) {
      const name = `${part.lang} ${part.dataset.scene || 'foot'} ${part.dataset.place || ''}: `;
      if (smallest && part.dataset.fit > 1) faults.push(name + 'shrunk by ' + part.dataset.fit);
      const whole = part.getBoundingClientRect();
      for (const box of [part, ...part.querySelectorAll('*')]) {
        const style = getComputedStyle(box);
        if (style.display === 'none' || box.tagName === 'IMG') continue;
        const place = box.getBoundingClientRect();
        if (place.left < whole.left - 1 || place.right > whole.right + 1 || place.top < whole.top - 1 || place.bottom > whole.bottom + 1)
          faults.push(name + 'outside ' + shown(box));
        if (style.display === 'inline' || box.closest('.bar, .strip, .track, .lines, .years, li > i, .legend i')) continue;
        if (box.scrollHeight > box.clientHeight + 2 || box.scrollWidth > box.clientWidth + 2)
          faults.push(name + `${box.scrollWidth}x${box.scrollHeight} in ${box.clientWidth}x${box.clientHeight} ` + shown(box));
        const card = box.parentElement.closest('.item, .tile, .project, .figure, .name');
        const within = card && part.contains(card) && card.getBoundingClientRect();
        if (within && (place.bottom > within.bottom + 1 || place.top < within.top - 1 || place.right > within.right + 1))
          faults.push(name + 'out of its card ' + shown(box));
        const speaks = [...box.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (smallest && speaks && parseFloat(style.fontSize) < smallest) faults.push(name + `${style.fontSize} ` + shown(box));
      }
    }
  }
  return [[...new Set(faults)], steps, panes];
}"""
"""Shows all scenes; returns what overflows or is too small, the number of steps, the number of panes."""


def smallest(width: int, height: int) -> float:
    """The smallest text in pixels: 2 % of the height, of a portrait screen 2 % of the width."""
    return 0.02 * min(height, width) - 0.1


def looked(page: Page, least: float | None) -> list[str]:
    """What overflows or is too small in any scene of a screen."""
    faults, steps, _ = page.evaluate(LOOK, least)
    assert steps
    return faults


def write(folder: Path, portfolio: Portfolio, version: str = "1", **header: Any) -> None:
    """A published screen with the strict policy of a published page."""
    shown = redact(portfolio)
    settings = ScreenSettings.from_query(Screen(url=URL, **header), None, shown.themes)
    views = {lang: look(shown, lang, TODAY) for lang in languages()}
    stage = render.static_screen_html(views, settings, version, "version.json")
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
    (folder / "version.json").write_text(json.dumps({"screen": version}), encoding="utf-8")


def until(page: Page, expression: str) -> None:
    """Waits until an expression is true. Playwright's own function needs eval, which the policy forbids."""
    wait_for(page, lambda: page.evaluate(expression), lambda: expression)


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
