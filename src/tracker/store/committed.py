"""The data files as they were in a revision of git, for a comparison; only reads."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tracker.i18n import LocalizedError, Message
from tracker.portfolio.load import is_data_name
from tracker.store import git


class CommittedError(LocalizedError):
    """The files of that revision cannot be read."""


def committed_texts(paths: Sequence[Path], revision: str) -> Mapping[str, str]:
    """By the name that the file has, or would have, now: its text in ``revision``.

    A folder stands for its YAML files of then. A file that git sees as renamed since is read under its former
    name. `CommittedError` for an unknown revision, data that is not under git, and a path that was not there.
    """
    texts: dict[str, str] = {}
    for path in paths:
        folder = path if path.is_dir() else path.parent
        try:
            top = git.top_level(folder)
        except git.GitError as error:
            values = {"path": str(path), "revision": revision, "reason": error.message}
            raise CommittedError(Message("against.no_repository", **values)) from error
        try:
            commit = git.commit_of(top, revision)
        except git.GitError as error:
            values = {"revision": revision, "reason": error.message}
            raise CommittedError(Message("against.unknown", **values)) from error
        found = dict(_texts(top, path, commit))
        if not found:
            raise CommittedError(Message("against.no_file", path=str(path), revision=revision))
        texts |= found
    return texts


def _texts(top: Path, path: Path, commit: str) -> Iterator[tuple[str, str]]:
    name = os.path.relpath(path.resolve(), top.resolve())
    if path.is_dir():
        for file in git.files_of(top, commit, name):
            within = os.path.relpath(file, name)
            is_hidden = any(part.startswith(".") for part in Path(within).parts)
            if is_data_name(Path(file)) and not is_hidden:
                yield str(path / within), git.text_of(top, commit, file)
        return
    if not git.files_of(top, commit, name):
        name = git.former_name(top, commit, name)
    if name:
        yield str(path), git.text_of(top, commit, name)
