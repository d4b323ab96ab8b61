"""The language of a command: ``--lang`` wherever it stands on the line, else the environment's."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import click

from tracker.i18n import Lang, Translator, environment_language, languages

pass_translator: Final = click.make_pass_decorator(Translator)
"""Gives a command the translator of the language asked for as its first argument."""


def requested_language(args: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """The value of the last ``--lang`` among ``args``, else the environment's language.

    Read before click parses the line, so that ``--help`` and usage errors follow it too.
    """
    options = args[: args.index("--")] if "--" in args else args
    asked = None
    for word, following in pairwise([*options, ""]):
        if word == "--lang":
            asked = following
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked if asked in languages() else environment_language(environ)


def translator(ctx: click.Context | None) -> Translator:
    """The translator of a command's context."""
    t = ctx.find_object(Translator) if ctx else None
    return t or Translator(environment_language(os.environ))
