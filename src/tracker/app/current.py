"""The data that the pages show: the files without errors, else the last valid version.

It is kept in this module, not in Streamlit's caches, and on disk for a restart. A public process shows its
public part, and of the errors only that there are some. Pages name files without their folder.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
from pathlib import Path
from typing import Any, Final, NamedTuple

from tracker.checks.run import CleanTargets, errors
from tracker.i18n import Message
from tracker.portfolio.load import Portfolio, file_stamps, load
from tracker.portfolio.problems import Problem
from tracker.portfolio.redaction import redact
from tracker.store import access, config
from tracker.store.last_valid import read_last_valid, write_last_valid
from tracker.store.state import state_folder

MAX_IDS_SHOWN: Final = 10  # of the targets of a file that is gone
_LOG: Final = logging.getLogger(__name__)


class CurrentData(NamedTuple):
    """What the pages show, and whether the files have errors."""

    portfolio: Portfolio
    problems: tuple[Problem, ...] = ()  # errors of the files; none in a public process
    has_errors: bool = False
    is_stale: bool = False  # an earlier version is shown because the files have errors
    gone: tuple[Message, ...] = ()  # files of a folder and their targets; none in a public process


class _Checked(NamedTuple):
    version: object  # of the data and the files that it names
    today: dt.date
    problems: tuple[Problem, ...]


_checked: Final[dict[str, _Checked]] = {}
"""The errors of the latest version by data path."""
_clean: Final[dict[str, CleanTargets]] = {}
"""The targets without errors of the latest version by data path."""
_last_valid: Final[dict[str, Portfolio]] = {}
"""The last valid version by data path."""
_ids_by_file: Final[dict[str, dict[str, frozenset[str]]]] = {}
"""The targets of each file that a folder has or had since this process began, by data path."""
_gone: Final[dict[str, tuple[str, tuple[Message, ...]]]] = {}
"""The digest of a portfolio and the files that are gone, by data path."""
_redacted: Final[dict[str, tuple[str, Portfolio]]] = {}
"""The digest of a portfolio and its public part, by data path."""


def load_current(path: str, today: dt.date) -> CurrentData:
    """The data to show now."""
    current = load(path)
    problems = _errors(path, current, today)
    shown = current
    if problems:
        shown = last_valid(path) or current
    else:
        remember(path, current)
    is_stale = shown is not current
    if access.is_public(os.environ):
        return CurrentData(_public_part(path, shown), (), bool(problems), is_stale)
    return CurrentData(shown, problems, bool(problems), is_stale, _files_gone(path, current))


def _files_gone(path: str, portfolio: Portfolio) -> tuple[Message, ...]:
    """The files that a folder had, with those of their targets that no other file has now."""
    digest, known = _gone.get(path, ("", ()))
    if digest == portfolio.digest or not Path(path).is_dir():
        return known
    seen = _ids_by_file.setdefault(path, {})
    now = {
        part.document.file: frozenset(entry.target.id for entry in part.entries)
        for part in portfolio.parts
    }
    seen.update(now)
    lost = {file: seen[file] - portfolio.raw_targets.keys() for file in seen.keys() - now.keys()}
    messages = tuple(
        Message(
            "page.file_gone",
            file=hide_folder(file, path),
            count=len(ids),
            ids=[*sorted(ids)[:MAX_IDS_SHOWN], *(["…"] if len(ids) > MAX_IDS_SHOWN else [])],
        )
        for file, ids in sorted(lost.items())
        if ids
    )
    _gone[path] = portfolio.digest, messages
    return messages


def last_valid(path: str) -> Portfolio | None:
    """The last version without errors that this process or one before it has seen."""
    if path not in _last_valid:
        stored = read_last_valid(path, state_folder(os.environ))
        if stored is None:
            return None
        _last_valid[path] = stored
    return _last_valid[path]


def remember(path: str, portfolio: Portfolio) -> None:
    """Make ``portfolio``, which has no errors, the last valid version."""
    known = _last_valid.get(path)
    _last_valid[path] = portfolio
    if known is not None and known.digest == portfolio.digest:
        return
    try:
        write_last_valid(path, portfolio, state_folder(os.environ))
    except OSError as error:
        _LOG.warning("the last valid version is not stored for a restart: %s", error)


def _errors(path: str, portfolio: Portfolio, today: dt.date) -> tuple[Problem, ...]:
    known = _checked.get(path)
    version = portfolio.digest, file_stamps(portfolio.local_files)
    if known is None or (known.version, known.today) != (version, today):
        problems = tuple(
            without_folder(problem, path)
            for problem in errors(portfolio, today, _clean.setdefault(path, CleanTargets()))
        )
        known = _checked[path] = _Checked(version, today, problems)
    return known.problems


def _public_part(path: str, portfolio: Portfolio) -> Portfolio:
    digest, public = _redacted.get(path, ("", portfolio))
    if digest != portfolio.digest:
        public = redact(portfolio)
        _redacted[path] = portfolio.digest, public
    return public


# --- names of files on pages ----------------------------------------------------------------------


def without_folder(problem: Problem, path: str) -> Problem:
    """``problem`` with names of files relative to the folder of the data."""
    message = _shorten(problem.message, path)
    return problem._replace(file=hide_folder(problem.file, path), message=message)


def hide_folder(text: str, path: str | None = None) -> str:
    """``text`` without the folder of the data, as visitors need not know it."""
    data = Path(path or config.data_path())
    folder = data if data.is_dir() else data.parent
    prefixes = {f"{folder}{os.sep}", f"{folder.absolute()}{os.sep}", f"{folder.resolve()}{os.sep}"}
    for prefix in sorted(prefixes - {f".{os.sep}", os.sep, 2 * os.sep}, key=len, reverse=True):
        text = text.replace(prefix, "")
    absolute = folder.absolute()
    return text.replace(str(absolute), absolute.name) if absolute.name else text


def _shorten(value: Any, path: str) -> Any:
    """A message or one of its parameters with its file names shortened."""
    if isinstance(value, Message):
        params = {name: _shorten(item, path) for name, item in value.params.items()}
        return Message(value.key, **params)
    if isinstance(value, (list, tuple)):
        return type(value)(_shorten(item, path) for item in value)
    return hide_folder(value, path) if isinstance(value, str) else value
