"""Draw the READMEs' pictures: the Overview of targets.yaml in each language.

Run with the environment of the tests: ``.venv/bin/python docs/screenshots.py``.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
PORT = 8599
SIZE = {"width": 1366, "height": 900}


def wait_for(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 -- our own server on loopback
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    sys.exit(f"nothing answers at {url}")


def main() -> None:
    tracker = Path(sys.executable).with_name("tracker")
    command = [tracker, "serve", HERE.parent / "targets.yaml", "--port", str(PORT)]
    server = subprocess.Popen(command)  # noqa: S603 -- our own command
    try:
        wait_for(f"http://127.0.0.1:{PORT}/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for lang in ("zh", "en"):
                page = browser.new_page(viewport=SIZE, locale="zh-CN")
                page.goto(f"http://127.0.0.1:{PORT}/?lang={lang}")
                page.wait_for_selector(".tracker .counts")
                page.wait_for_timeout(1500)  # fonts and layout settle
                picture = Image.open(io.BytesIO(page.screenshot())).quantize(128)
                picture.save(HERE / f"overview-{lang}.png", optimize=True)
            browser.close()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
