"""A folder to begin with: a repository, the smallest sound file with examples to follow, its schema."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Final

from tracker.portfolio.emitter import to_plain
from tracker.portfolio.model import json_schema
from tracker.store import audit, git
from tracker.store.access import READONLY_ENV, Person, is_readonly
from tracker.store.atomic import replace_file, temp_name
from tracker.store.errors import ForbiddenError, StoreError, write_error

DATA_FILE: Final = "targets.yaml"
_SCHEMA_FILE: Final = "targets.schema.json"
_TEMPLATE: Final = """\
# yaml-language-server: $schema=targets.schema.json
#
# 每个目标一条记录；写法见下面的例子，去掉行首的 # 即可使用。写完运行 tracker check。
# One record for each target, as in the examples below; delete the # before a line to use it. Then run tracker check.

portfolio:
  title: {title}
  money: 万元   # 金额单位 / the unit of every amount: 元, 万元, 亿元
  commit: true   # 每次保存即提交到 git / each save is a commit

themes: {{}}
#  housing: {{zh: 住房, en: Housing}}

organisations: {{}}
#  housing-bureau: {{zh: 区房管局, en: District Housing Bureau}}

documents: {{}}
#  work-report: {{title: {{zh: 政府工作报告, en: Government work report}}, published: 2026-01}}

targets: []
#  - id: old-housing   # 固定编号，不重复使用 / stable, never reused
#    title: {{zh: 旧住房修缮, en: Repair of old housing}}
#    theme: housing
#    lead: housing-bureau
#    measure: {{kind: cumulative, unit: 户, target: 1000}}
#    start: 2026-01-01
#    due: 2026-12-31
#    source: {{document: work-report}}
#    updates:
#      - {{date: 2026-03-31, value: 210, evidence: {{title: 季度报表, grade: A}}}}
"""


def scaffold(folder: Path, person: Person, *, now: dt.datetime, title: str) -> Path:
    """Make ``folder`` a place where every save is a commit; the portfolio's path.

    It becomes a repository unless it lies in one. Files that are there stay as they are and are
    committed as such; the starter file is written only where the folder has no YAML file. Doing it
    again changes nothing. `StoreError` without git, or where the folder cannot be written.
    """
    if is_readonly(os.environ):
        raise ForbiddenError(f"nothing was written: {READONLY_ENV} is set")
    named = "" if folder.is_dir() and _yaml_files(folder) else _quoted_title(title)
    save = os.urandom(8).hex()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder = folder.resolve()
        try:
            repository = git.top_level(folder)
        except git.GitError:
            git.init(folder)
            repository = git.top_level(folder)
        known = _yaml_files(folder)
        if not known:
            known = [folder / DATA_FILE]
            text = _TEMPLATE.format(title=named)
            replace_file(known[0], text.encode(), temp_name(save, 0))
        if not (folder / _SCHEMA_FILE).exists():
            replace_file(folder / _SCHEMA_FILE, json_schema().encode(), temp_name(save, 1))
        ignore = folder / ".gitignore"
        told = ignore.read_text(encoding="utf-8") if ignore.exists() else ""
        if audit.IGNORE_PATTERN not in told.splitlines():
            start = told if told.endswith("\n") or not told else told + "\n"
            replace_file(ignore, (start + audit.IGNORE_PATTERN + "\n").encode(), temp_name(save, 2))
        files = [
            file
            for file in (*known, folder / _SCHEMA_FILE, ignore)
            if file.is_relative_to(repository) and not git.is_ignored(repository, file)
        ]
        if differ := git.changed_files(repository, files):
            message = f"Begin to track {', '.join(file.name for file in known)}\n"
            name, email = person.name, person.email
            git.commit(repository, differ, message, name=name, email=email, now=now)
    except git.GitError as error:
        raise StoreError(f"{folder}: no repository could be made of it: {error}") from error
    except OSError as error:
        raise write_error(error, str(folder)) from error
    return known[0] if len(known) == 1 else folder


def _quoted_title(title: str) -> str:
    """A title as the file writes it. `StoreError` for one that is none."""
    try:
        words = " ".join(to_plain(title).split())
    except ValueError as error:
        raise StoreError(f"nothing was written: the title {error}") from error
    if not words:
        raise StoreError("nothing was written: the title is empty; expected the portfolio's name")
    return json.dumps(words, ensure_ascii=False)


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.iterdir()
        if file.suffix in (".yaml", ".yml") and not file.name.startswith(".") and file.is_file()
    )
