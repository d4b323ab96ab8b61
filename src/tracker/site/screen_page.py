"""The rotating screen on the published site: one page with every scene, and the file that says it changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from tracker.html import tag, text
from tracker.i18n import Lang, Translator
from tracker.portfolio import model
from tracker.screen import render
from tracker.screen.settings import ScreenSettings
from tracker.site.layout import CONTENT_SECURITY_POLICY, Site
from tracker.views.context import PageContext

VERSION_FILE, VERSION_ATTRIBUTE = "version.json", "data-version"
_PLACEHOLDER = "-" * 16
"""Stands for the version while that is not known: it is a digest of what it stands in."""


def files(site: Site, views: Mapping[Lang, PageContext]) -> dict[str, str]:
    """``screen.html`` and ``version.json``."""
    header = views["zh"].portfolio.header
    settings = ScreenSettings.from_query(header.screen, themes=views["zh"].portfolio.themes)
    if settings.url is None:
        settings = settings._replace(url=site.base)
    stage = render.static_screen_html(views, settings, _PLACEHOLDER, VERSION_FILE)
    version = hashlib.sha256(stage.encode("utf-8", "replace")).hexdigest()[: len(_PLACEHOLDER)]
    stage = stage.replace(
        f'{VERSION_ATTRIBUTE}="{_PLACEHOLDER}"', f'{VERSION_ATTRIBUTE}="{version}"', 1
    )
    title = model.localize(site.title, "zh")
    if site.demonstration:
        title = f"{Translator('zh')('demo.ribbon')} · {title}"
    page = (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n"
        '<link rel="icon" href="assets/icon.svg" type="image/svg+xml">\n'
        '<link rel="stylesheet" href="assets/screen.css">\n'
        f"</head>\n<body>\n{tag('main', stage)}\n"
        '<script src="assets/screen.js" defer></script>\n</body>\n</html>\n'
    )
    told = {"screen": version, "as_of": site.as_of.isoformat()}
    return {"screen.html": page, VERSION_FILE: json.dumps(told) + "\n"}
