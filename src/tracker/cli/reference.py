"""The reference of all commands as Markdown: the help of each, word for word.

``python -m tracker.cli.reference docs`` writes docs/commands.md and its translation (`make docs`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from tracker.cli.base import Context
from tracker.cli.main import COMMANDS, main
from tracker.i18n import Lang, Translator

PAGES: Final = {"en": "commands.md", "zh": "commands.zh-CN.md"}
"""The languages of the documentation and the page of each."""
_COLUMNS: Final = 78  # as click wraps help on a terminal of 80 columns
_EXAMPLES: Final = """\
```sh
tracker check targets.yaml --format json
tracker status targets.yaml --as-of 2022-12-31 --lang zh
tracker due targets.yaml --as-of 2022-09-01 --format ics
tracker report scattered-renewal --value 240 --date 2022-06-30 --evidence-title 季度报表 --grade A --dry-run
tracker revise scattered-renewal --field due --to 2023-06-30 --reason 疫情影响 --dry-run
tracker issue scattered-renewal --cause approvals --text 两项许可未办结 --opened 2022-06-15 --dry-run
tracker decide --review 2022-06-30 --title 二季度督查会 --text 办结许可 --target scattered-renewal --due 2022-09-30 --dry-run
tracker assign scattered-renewal 分管副区长 --dry-run
tracker accept scattered-renewal --by 区审计局 --how 逐户查验 --on 2022-07-20 --dry-run
tracker end scattered-renewal --as withdrawn --reason 列入全市计划 --on 2022-07-20 --dry-run
tracker sheet q2.xlsx --date 2022-06-30
tracker init build/data
tracker publish build/site --data targets.yaml
tracker demo build/demo
```"""


def reference(lang: Lang) -> str:
    """The page of a language, with links to the others."""
    t = Translator(lang)
    others = [f"[{Translator(o)('lang.name')}]({page})" for o, page in PAGES.items() if o != lang]
    sections = [f"# {t('cli.reference.title')}", " ".join(others), t("cli.reference.intro")]
    sections += [_EXAMPLES, _block(t)]
    for name in sorted(COMMANDS):
        sections += [f"## tracker {name}", _block(t, name)]
    return "\n\n".join(sections) + "\n"


def _block(t: Translator, name: str | None = None) -> str:
    ctx = Context(main, info_name="tracker", obj=t, terminal_width=_COLUMNS)
    command = main.get_command(ctx, name) if name else None
    if command:
        ctx = Context(command, info_name=name, parent=ctx)
    return f"```text\n{ctx.get_help()}\n```"


if __name__ == "__main__":
    for language, page in PAGES.items():
        Path(sys.argv[1], page).write_text(reference(language), encoding="utf-8")
