"""The wording catalogues as the tests look at them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel.messages.pofile import read_po

from tracker.i18n import LOCALE_DIR, Lang


@cache
def forms(lang: Lang) -> Mapping[str, tuple[str, ...]]:
    """Every key of a language with its wording, one text per plural form."""
    with (LOCALE_DIR / f"{lang}.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=lang) if message.id]
    return {
        message.id[0] if message.pluralizable else message.id: tuple(message.string)
        if message.pluralizable
        else (message.string,)
        for message in messages
    }


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """Every key of a language with its wording; the last form where it has plurals."""
    return {key: texts[-1] for key, texts in forms(lang).items()}
