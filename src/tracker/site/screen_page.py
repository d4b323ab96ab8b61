"""The rotating screen on the published site: one page with every scene, and the file that says it changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from tracker.html import tag, text
from tracker.i18n import Lang, Say
from tracker.portfolio import model
from tracker.screen import render
from tracker.screen.settings import Settings
from tracker.site.layout import POLICY, Site
from tracker.views.context import View

VERSION, POLL = "version.json", "data-version"
_PLACE = "-" * 16
"""Stands for the version while that is not known: it is a digest of what it stands in."""


def files(site: Site, views: Mapping[Lang, View]) -> dict[str, str]:
    """``screen.html`` and ``version.json``."""
    header = views["zh"].portfolio.header
    settings = Settings.of(header.screen, themes=views["zh"].portfolio.themes)
    if settings.url is None:
        settings = settings._replace(url=site.base)
    stage = render.published(views, settings, _PLACE, VERSION)
    version = hashlib.sha256(stage.encode("utf-8", "replace")).hexdigest()[: len(_PLACE)]
    stage = stage.replace(f'{POLL}="{_PLACE}"', f'{POLL}="{version}"', 1)
    title = model.words(site.title, "zh")
    if site.demonstration:
        title = f"{Say('zh')('demo.ribbon')} · {title}"
    page = (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n"
        '<link rel="icon" href="assets/icon.svg" type="image/svg+xml">\n'
        '<link rel="stylesheet" href="assets/screen.css">\n'
        f"</head>\n<body>\n{tag('main', stage)}\n"
        '<script src="assets/screen.js" defer></script>\n</body>\n</html>\n'
    )
    told = {"screen": version, "as_of": site.as_of.isoformat()}
    return {"screen.html": page, VERSION: json.dumps(told) + "\n"}
