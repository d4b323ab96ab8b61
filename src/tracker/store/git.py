"""git, by its own command: what of some files is not committed yet, one commit, a log.

Nothing waits for an answer (no editor, no prompt, no signature), nothing goes through a shell, and no
name, message or file is ever taken for an option.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

TIMEOUT: Final = 60.0  # seconds that git, with the hooks of the repository, may take
LOCK_TIMEOUT: Final = 2.0  # seconds that another git may hold the repository
_SETTINGS: Final = (
    "commit.gpgSign=false",  # it would ask for a passphrase
    "core.quotePath=false",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    "core.fsmonitor=false",  # starts a process that stays
    "gc.auto=0",  # the same
    "maintenance.auto=false",
)
# What a surrounding git (a hook, say) says about its own repository; the list is that of
# `git rev-parse --local-env-vars`.
_REPOSITORY_VARIABLES: Final = frozenset(
    (
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_CONFIG",
        "GIT_CONFIG_PARAMETERS",
        "GIT_CONFIG_COUNT",
        "GIT_OBJECT_DIRECTORY",
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_GRAFT_FILE",
        "GIT_INDEX_FILE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_REPLACE_REF_BASE",
        "GIT_PREFIX",
        "GIT_SHALLOW_FILE",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
    )
)


class GitError(Exception):
    """git is not there, or would not; the message is what it said."""


def top_level(folder: Path) -> Path:
    """The working tree that a folder lies in. GitError where it lies in none, or git is missing."""
    return Path(_git(folder, "rev-parse", "--show-toplevel").removesuffix("\n"))


def is_ignored(repository: Path, file: Path) -> bool:
    """Whether git is told to leave a file alone and does so (one it tracks already, it records)."""
    try:
        _git(repository, "check-ignore", "--quiet", "--", str(file))
    except GitError:
        return False
    return True


def changed_files(repository: Path, files: Sequence[Path]) -> list[Path]:
    """Those of the files that differ from the last commit, or that no commit has."""
    names = [str(file.relative_to(repository)) for file in files]
    arguments = ("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--")
    found = _git(repository, *arguments, *names).split("\0")
    differ = {line[3:] for line in found if line}
    return [file for file, name in zip(files, names, strict=True) if name in differ]


def commit(
    repository: Path,
    files: Sequence[Path],
    message: str,
    *,
    name: str,
    email: str,
    now: dt.datetime,
) -> str:
    """Commit these files, whatever else is staged stays staged; the new commit's name.

    The author is the one given. The committer is the repository's own, or "tracker" where it names
    none. GitError where git, or a hook, refuses.
    """
    names = [str(file.relative_to(repository)) for file in files]
    author = _identity(name, email)
    when = f"@{int(now.timestamp())} {now.astimezone(now.tzinfo):%z}"
    environment = {
        "GIT_AUTHOR_NAME": author[0],
        "GIT_AUTHOR_EMAIL": author[1],
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
    }
    if not os.environ.get("GIT_COMMITTER_EMAIL") and not _has_identity(repository):
        environment |= {"GIT_COMMITTER_NAME": "tracker", "GIT_COMMITTER_EMAIL": "tracker@localhost"}
    _git_with_retry(repository, "add", "--intent-to-add", "--", *names)
    options = ("--quiet", "--cleanup=verbatim", "--no-status", "--file=-", "--only", "--")
    _git_with_retry(repository, "commit", *options, *names, given=message, environment=environment)
    return _git(repository, "rev-parse", "HEAD").strip()


def log(
    folder: Path, files: Sequence[Path] = (), *, containing: str = "", limit: int = 0
) -> Iterator[tuple[str, str]]:
    """Commits and their messages, the newest first by descent: no clock decides.

    With ``files``, those that touched one of them; with ``containing``, those whose message holds
    that text; ``limit`` 0 for all.
    """
    options = ["--topo-order", "-z", "--format=%H%n%B", "--fixed-strings"]
    options += [f"--grep={containing}"] if containing else []
    options += [f"--max-count={limit}"] if limit else []
    try:
        _git(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    except GitError:
        return  # no commit yet
    for text in _git(folder, "log", *options, "--", *map(str, files)).split("\0"):
        name, _, message = text.partition("\n")
        if name:
            yield name, message


def exclude(repository: Path, pattern: str) -> None:
    """Have git overlook files of a name, in this clone alone; the repository's files stay as they are."""
    told = _git(repository, "rev-parse", "--git-path", "info/exclude").removesuffix("\n")
    path = repository / told
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    if pattern not in known.splitlines():
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(("" if known.endswith("\n") or not known else "\n") + pattern + "\n")


def init(folder: Path) -> None:
    """Make a folder a repository."""
    _git(folder, "init", "--quiet")


def trailer(name: str, value: str) -> str:
    """A line at a message's end, ``Name: value``; what would break the line is taken out."""
    return f"{name}: {' '.join(value.split())}"


# What git itself takes off a name's ends, and what it would not have within.
_CRUD: Final = re.compile(r"[\x00-\x1f\x7f<>\ud800-\udfff]+")


def _identity(name: str, email: str) -> tuple[str, str]:
    """A name and an address as a commit may bear them: one line, no angle brackets, not empty."""
    name, email = (" ".join(_CRUD.sub(" ", text).split()) for text in (name, email))
    if not re.search(r"\w", name):
        name = email.partition("@")[0] if re.search(r"\w", email) else "unknown"
    return name, email or "unknown@localhost"


def signature(name: str, email: str) -> str:
    """``Name <email>`` as git writes it."""
    return "{} <{}>".format(*_identity(name, email))


def _has_identity(repository: Path) -> bool:
    try:
        return bool(_git(repository, "config", "user.email").strip())
    except GitError:
        return False


def _git_with_retry(
    folder: Path, *arguments: str, given: str = "", environment: dict[str, str] | None = None
) -> None:
    """git, again and again while another git holds the repository: a person's, or one whose parent
    was killed."""
    end = time.monotonic() + LOCK_TIMEOUT
    while True:
        try:
            _git(folder, *arguments, given=given, environment=environment)
        except GitError as error:
            if ".lock" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _git(
    folder: Path, *arguments: str, given: str = "", environment: dict[str, str] | None = None
) -> str:
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    literal = [] if arguments[0] == "check-ignore" else ["--literal-pathspecs"]  # it takes none
    command = ["git", *literal, "--no-pager", *settings, *arguments]
    own = {name: value for name, value in os.environ.items() if name not in _REPOSITORY_VARIABLES}
    own |= {"LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": ":"}
    own |= {"GIT_OPTIONAL_LOCKS": "0"} | (environment or {})
    # Files, not pipes: a process that a hook leaves behind would hold a pipe open, and us with it.
    with (
        tempfile.TemporaryFile() as told,
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as complained,
    ):
        told.write(given.encode("utf-8", "replace"))
        told.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 -- no shell; every argument is ours or behind --
                command,
                cwd=folder,
                env=own,
                stdin=told,
                stdout=said,
                stderr=complained,
                start_new_session=True,  # nothing asks on our terminal; Ctrl-C is ours alone
            )
        except FileNotFoundError as error:
            reason = "git is not installed" if folder.is_dir() else f"{folder} is not there"
            raise GitError(reason) from error
        try:
            code = process.wait(TIMEOUT)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise GitError(f"git {arguments[0]} took more than {TIMEOUT:.0f} seconds") from error
        answers = []
        for file in (said, complained):
            file.seek(0)
            answers.append(file.read().decode("utf-8", "replace"))
    if code:
        told_us = " / ".join(" ".join(answers[::-1]).split("\n")).strip(" /")
        raise GitError(told_us or f"git {arguments[0]} ended with code {code}")
    return answers[0]
