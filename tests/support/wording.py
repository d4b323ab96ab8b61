"""The wording catalogues as the tests look at them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from babel.messages.pofile import read_po

from tracker.i18n import LOCALE_DIR, Lang


@cache
def forms(lang: Lang) -> Mapping[str, tuple[str, ...]]:
    """Every key of a language with its wording, one text per plural form."""
    with (LOCALE_DIR / f"{lang}.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=lang) if message.id]
    return {_key(message.id): _texts(message.string) for message in messages}


def _key(id_: Any) -> str:
    """The symbol, which a message with plural forms has twice."""
    return id_ if isinstance(id_, str) else id_[0]


def _texts(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """Every key of a language with its wording; the last form where it has plurals."""
    return {key: texts[-1] for key, texts in forms(lang).items()}
