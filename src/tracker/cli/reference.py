"""The reference of all commands as Markdown: the help of each, word for word.

``python -m tracker.cli.reference docs`` writes docs/commands.md and its translations (`make docs`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from tracker.cli.base import Context
from tracker.cli.main import COMMANDS, main
from tracker.i18n import Lang, Translator, languages

_COLUMNS: Final = 78  # as click wraps help on a terminal of 80 columns


def reference(lang: Lang) -> str:
    """The reference in a language."""
    t = Translator(lang)
    sections = [f"# {t('cli.reference.title')}", t("cli.reference.intro"), _block(t)]
    for name in sorted(COMMANDS):
        sections += [f"## tracker {name}", _block(t, name)]
    return "\n\n".join(sections) + "\n"


def _block(t: Translator, name: str | None = None) -> str:
    ctx = Context(main, info_name="tracker", obj=t, terminal_width=_COLUMNS)
    command = main.get_command(ctx, name) if name else None
    if command:
        ctx = Context(command, info_name=name, parent=ctx)
    return f"```text\n{ctx.get_help()}\n```"


def file_name(lang: Lang) -> str:
    """commands.md in English, commands.zh-CN.md in Chinese."""
    return "commands.md" if lang == "en" else f"commands.{Translator(lang)('lang.code')}.md"


if __name__ == "__main__":
    for language in languages():
        path = Path(sys.argv[1], file_name(language))
        path.write_text(reference(language), encoding="utf-8")
