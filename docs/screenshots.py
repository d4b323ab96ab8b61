"""Takes the pictures of the READMEs: each page in each language, from targets.yaml and from examples/.

python docs/screenshots.py
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT / "tests"))

from support.served import TRACKER, chromium, drawn, new_page, serving  # noqa: E402 -- needs the path above

PAGES: Final = {
    "overview": "/?",
    "targets": "/targets?",
    "target": "/targets?id=gdp-growth&",
    "budgets": "/budgets?",
    "timeline": "/timeline?",
    "report": "/update?id=scattered-renewal&",
    "screen": "/screen?scene=1&",
}
EXAMPLES: Final = {
    "nz-government-targets": {
        "nz": "/?asof=2026-03-31&",
        "review": "/review?asof=2026-03-31&since=2025-12-31&",
    }
}
"""The pages of other portfolios, by their folders."""
WIDTH: Final = 1100
HEIGHTS: Final = {"target": 1300, "review": 1000}
HEIGHT: Final = 720
LOCALES: Final = {"zh": "zh-CN", "en": "en-GB"}
GIT_USER: Final = "[user]\nname = Staff\nemail = staff@example.org\n"  # shown on the Report page
COLOURS: Final = 96  # pages have few colours; more would only cost bytes
MOST_BYTES: Final = 120_000
LEAST_BYTES: Final = 10_000  # less is an empty page
SCENE_SHOWN: Final = """() => {
  const scene = document.querySelector('.scene.on');
  return scene && getComputedStyle(scene).opacity === '1' && scene.innerText.trim();
}"""


def main() -> None:
    """Write ``docs/pictures/PAGE-LANG.png`` for every page and language."""
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as name, chromium() as browser:
        data = Path(shutil.copy(ROOT / "targets.yaml", name))
        git_config = Path(name) / "gitconfig"
        git_config.write_text(GIT_USER)
        env = {"GIT_CONFIG_GLOBAL": str(git_config), "GIT_CONFIG_NOSYSTEM": "1"}
        command = [str(TRACKER), "serve", str(data), "--edit", "--port"]
        with serving(command, Path(name), env=env) as served:
            take_all(browser, served.url, PAGES)
        for folder, pages in EXAMPLES.items():
            command = [str(TRACKER), "serve", str(ROOT / "examples" / folder), "--port"]
            with serving(command, Path(name), env=env) as served:
                take_all(browser, served.url, pages)


def take_all(browser: Browser, url: str, pages: Mapping[str, str]) -> None:
    for (lang, locale), (name, address) in product(LOCALES.items(), pages.items()):
        viewport = {"width": WIDTH, "height": HEIGHTS.get(name, HEIGHT)}
        page = new_page(browser, viewport=viewport, locale=locale, color_scheme="light")
        png = picture(page, f"{url}{address}lang={lang}")
        page.context.close()
        path = PICTURES / f"{name}-{lang}.png"
        path.write_bytes(png)
        print(f"{path.relative_to(ROOT)} {len(png) // 1000} kB")  # noqa: T201 -- a script


def picture(page: Page, url: str) -> bytes:
    """The top of a page as PNG, with at most `COLOURS` colours."""
    page.goto(url)
    if "/screen" in url:
        page.wait_for_function(SCENE_SHOWN)
    else:
        drawn(page)
    page.mouse.move(WIDTH // 2, HEIGHT - 4)  # no label opens under the pointer
    page.wait_for_timeout(1500)  # fonts, and the fading of Streamlit and of the screen
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = io.BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    if not LEAST_BYTES <= len(small.getvalue()) <= MOST_BYTES:
        raise SystemExit(
            f"{url}: {len(small.getvalue())} bytes; expected {LEAST_BYTES} to {MOST_BYTES}"
        )
    return small.getvalue()


if __name__ == "__main__":
    main()
