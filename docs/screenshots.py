"""Takes the READMEs' pictures of the Overview, from targets.yaml as it is today.

python docs/screenshots.py
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.served import chromium, dashboard, drawn  # noqa: E402 -- found where the line above says

MOST_BYTES = 250_000


def main() -> None:
    with (
        TemporaryDirectory() as folder,
        chromium() as browser,
        dashboard(ROOT / "targets.yaml", Path(folder)) as served,
    ):
        for lang in ("en", "zh"):
            path = ROOT / "docs" / f"overview-{lang}.png"
            path.write_bytes(smaller(picture(browser, f"{served.url}/?lang={lang}")))
            print(f"{path.relative_to(ROOT)} {path.stat().st_size // 1000} kB")  # noqa: T201 -- a script


def picture(browser: Browser, url: str) -> bytes:
    page = browser.new_page(viewport={"width": 1366, "height": 900}, color_scheme="light")
    page.goto(url)
    drawn(page)
    page.mouse.move(683, 890)  # over nothing that changes below the pointer
    page.wait_for_timeout(500)  # fonts, and Streamlit's own fading
    taken = page.screenshot()
    page.close()
    return taken


def smaller(png: bytes) -> bytes:
    """The same picture in at most 256 colours, which such flat pages hardly exceed."""
    made = io.BytesIO()
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    image.save(made, "PNG", optimize=True)
    if len(made.getvalue()) > MOST_BYTES:
        raise SystemExit(f"{len(made.getvalue())} bytes; at most {MOST_BYTES} are meant")
    return made.getvalue()


if __name__ == "__main__":
    main()
