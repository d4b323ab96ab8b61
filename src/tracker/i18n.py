"""Wording in Chinese and English, and numbers and days as each language writes them.

The catalogues are ``locale/zh.po`` and ``locale/en.po``; a translator edits them with any PO editor.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from babel.messages.pofile import read_po
from babel.numbers import format_decimal

Lang = Literal["zh", "en"]
LANGS: Final[tuple[Lang, ...]] = ("zh", "en")
LOCALE_DIR = Path(__file__).parent / "locale"

STATUS_SHAPES: Final[Mapping[str, str]] = {
    "achieved": "✔",
    "on_track": "●",
    "at_risk": "▲",
    "off_track": "■",
    "missed": "✖",
    "not_started": "○",
    "not_judged": "–",
    "unreported": "？",
}
"""A status's shape; its word is ``status.NAME`` in the catalogue. Never colour alone."""


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """Every key of a language with its wording."""
    with (LOCALE_DIR / f"{lang}.po").open("rb") as file:
        messages = read_po(file, locale=lang)
    return {str(message.id): str(message.string) for message in messages if message.id}


class Translator:
    """``say(key, name=value, …)``: the wording of a key, with its ``{name}`` filled in.

    KeyError for a key that the catalogue does not have: a test calls them all.
    """

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._texts = catalogue(lang)

    def __call__(self, key: str, /, **values: object) -> str:
        text = self._texts[key]
        return text.format(**values) if values else text

    def has_key(self, key: str) -> bool:
        return key in self._texts

    def money_unit(self, unit: str) -> str:
        """A money unit in words; an ISO 4217 code speaks for itself."""
        key = f"money.{unit}"
        return self(key) if self.has_key(key) else unit

    def localized(self, row: Any, name: str) -> str:
        """``name`` of a table's row in this language; an empty text where there is none."""
        value = getattr(row, f"{name}_{self.lang}")
        return value if isinstance(value, str) else ""


def choose_language(asked: str | None, browser: str | None) -> Lang:
    """The language asked for, else the browser's, else Chinese."""
    for wish in (asked, browser):
        short = (wish or "").replace("_", "-").split("-")[0].lower()
        if short in LANGS:
            return short
    return "zh"


def number(value: float | None, lang: Lang, places: int = 2) -> str:
    """1,012 or 12.5; at most ``places`` decimals; a dash for what is not known."""
    if value is None or math.isnan(value):
        return "–"
    return _number(float(value), lang, places)


@lru_cache(maxsize=1 << 16)  # a site says the same few numbers very often
def _number(value: float, lang: Lang, places: int) -> str:
    return format_decimal(value, format=f"#,##0.{'#' * places}", locale=lang)


def percent(share: float | None, lang: Lang, places: int = 0) -> str:
    """A share of 1 as 58%."""
    return "–" if share is None or math.isnan(share) else f"{number(100 * share, lang, places)}%"


def day(value: dt.date | None) -> str:
    """2022-06-30 in both languages: as the file writes it; a dash for what is not known."""
    return value.isoformat()[:10] if isinstance(value, dt.date) and value == value else "–"  # noqa: PLR0124 -- NaT is a date that differs from itself
