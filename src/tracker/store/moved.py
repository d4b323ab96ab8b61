"""Files of a folder between which somebody moved records by hand: one commit has them, or a record is twice or missing in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from tracker.portfolio.load import is_data_name
from tracker.portfolio.reader import parse_document
from tracker.portfolio.rename import BLOCKS, RenameKind, definitions
from tracker.store import git

_KINDS: Final[tuple[RenameKind, ...]] = ("target", *BLOCKS)

_Names = frozenset[tuple[RenameKind, str]]


class _Definitions(NamedTuple):
    """The names that a file defines in the last commit and now."""

    committed: _Names
    present: _Names


def moved_with(repository: Path, files: Sequence[Path], folder: Path) -> list[Path]:
    """The other changed files of a folder from which records were moved into ``files``, or the reverse.

    Directly, or by way of another file. GitError where git fails.
    """
    if not folder.is_relative_to(repository):  # a portfolio of several repositories
        folder = repository
    others = [
        file
        for file in git.changed_below(repository, folder)
        if file not in files
        and is_data_name(file)
        and not any(name.startswith(".") for name in file.relative_to(folder).parts)
    ]
    if not others:
        return []
    defined = {file: _definitions(repository, file) for file in (*files, *others)}
    moved: list[Path] = []
    waiting = list(files)
    while waiting:
        one = defined[waiting.pop()]
        found = [
            file for file in others if file not in moved and _are_exchanged(one, defined[file])
        ]
        moved += found
        waiting += found
    return moved


def _are_exchanged(one: _Definitions, other: _Definitions) -> bool:
    """Whether one of two files lost what the other one has now."""
    return not (
        (one.committed - one.present).isdisjoint(other.present)
        and (other.committed - other.present).isdisjoint(one.present)
    )


def _definitions(repository: Path, file: Path) -> _Definitions:
    try:
        committed = git.text_of(repository, "HEAD", str(file.relative_to(repository)))
    except git.GitError:  # a new file, or no commit yet
        committed = ""
    present = file.read_bytes() if file.exists() else b""
    return _Definitions(_names(committed), _names(present))


def _names(text: str | bytes) -> _Names:
    data: Any = parse_document(text).data
    return frozenset((kind, name) for kind in _KINDS for name in definitions(data, kind))
