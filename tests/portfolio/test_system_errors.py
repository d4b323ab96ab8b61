"""Reasons of the system in every language."""

from __future__ import annotations

import errno
import os

import pytest

from tracker.i18n import Message, Translator, languages
from tracker.portfolio.system_errors import _KEYS, system_reason


@pytest.mark.parametrize("lang", [lang for lang in languages() if lang != "en"])
@pytest.mark.parametrize("number", _KEYS)
def test_a_known_reason_is_in_the_language_of_the_reader(number, lang):
    """Without a word of the system's own text."""
    error = OSError(number, os.strerror(number), "targets.yaml")
    text = Translator(lang).message(system_reason(error))
    assert not any(character.isascii() and character.isalpha() for character in text)


def test_an_unknown_reason_is_that_of_the_system():
    error = OSError(errno.ELOOP, os.strerror(errno.ELOOP), "targets.yaml")
    assert system_reason(error) == Message("system.other", text=os.strerror(errno.ELOOP))
    assert system_reason(OSError("no home folder")) == Message(
        "system.other", text="no home folder"
    )
