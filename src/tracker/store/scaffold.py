"""A new portfolio: a git repository, the smallest valid file with commented examples, its schema."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Final

from tracker.i18n import Message
from tracker.portfolio.emitter import EmitError, to_plain
from tracker.portfolio.load import is_data_name
from tracker.portfolio.model import json_schema
from tracker.store import audit, git
from tracker.store.access import Person
from tracker.store.atomic import replace_file, temp_name
from tracker.store.errors import StoreError, write_error
from tracker.store.lock import require_writable

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
    """Prepare ``folder`` for saves that are git commits; returns the portfolio's path.

    It becomes a repository unless it is inside one. Existing files are committed as they are; the
    first file is written only where the folder has no YAML file. Running it again changes nothing.
    `StoreError` without git, for an empty title, or where the folder cannot be written.
    """
    require_writable()
    quoted = "" if folder.is_dir() and _yaml_files(folder) else _quoted_title(title)
    save = os.urandom(8).hex()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder = folder.resolve()
        try:
            repository = git.top_level(folder)
        except git.GitError:
            git.init(folder)
            repository = git.top_level(folder)
        data_files = _yaml_files(folder)
        if not data_files:
            data_files = [folder / DATA_FILE]
            text = _TEMPLATE.format(title=quoted)
            replace_file(data_files[0], text.encode(), temp_name(save, 0))
        if not (folder / _SCHEMA_FILE).exists():
            replace_file(folder / _SCHEMA_FILE, json_schema().encode(), temp_name(save, 1))
        ignore = folder / ".gitignore"
        ignored = ignore.read_text(encoding="utf-8") if ignore.exists() else ""
        if audit.IGNORE_PATTERN not in ignored.splitlines():
            start = ignored if ignored.endswith("\n") or not ignored else ignored + "\n"
            replace_file(ignore, (start + audit.IGNORE_PATTERN + "\n").encode(), temp_name(save, 2))
        files = [
            file
            for file in (*data_files, folder / _SCHEMA_FILE, ignore)
            if file.is_relative_to(repository) and not git.is_ignored(repository, file)
        ]
        if changed := git.changed_files(repository, files):
            if reason := git.obstacle(repository):
                raise git.GitError(reason)
            message = f"Begin to track {', '.join(file.name for file in data_files)}\n"
            name, email = person.name, person.email
            git.commit(repository, changed, message, name=name, email=email, now=now)
    except git.GitError as error:
        reason = error.message
        raise StoreError(
            Message("store.no_repository", folder=str(folder), reason=reason)
        ) from error
    except OSError as error:
        raise write_error(error, str(folder)) from error
    return data_files[0] if len(data_files) == 1 else folder


def _quoted_title(title: str) -> str:
    """A title in the quotes of a YAML file. `StoreError` for an empty or unprintable one."""
    try:
        words = " ".join(to_plain(title).split())
    except EmitError as error:
        raise StoreError(Message("store.bad_title", reason=error.message)) from error
    if not words:
        raise StoreError(Message("store.no_title"))
    return json.dumps(words, ensure_ascii=False)


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.iterdir()
        if is_data_name(file) and not file.name.startswith(".") and file.is_file()
    )
