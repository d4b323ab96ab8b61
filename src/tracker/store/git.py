"""The ``git`` command: which files have uncommitted changes, one commit, a log.

Nothing waits for an answer (no editor, prompt or signature), nothing goes through a shell, and no
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
from typing import IO, Final

from tracker.i18n import LocalizedError, Message

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
# Set by a surrounding git (in a hook, say) for its own repository; the list is that of
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


class GitError(LocalizedError):
    """git is missing or refused; the message is what it printed."""


def top_level(folder: Path) -> Path:
    """The working tree that contains a folder. GitError where none does, or git is missing."""
    return Path(_git(folder, "rev-parse", "--show-toplevel").removesuffix("\n"))


def is_ignored(repository: Path, file: Path) -> bool:
    """Whether git ignores a file; one that it tracks already is not ignored."""
    try:
        _git(repository, "check-ignore", "--quiet", "--", str(file))
    except GitError:
        return False
    return True


def changed_files(repository: Path, files: Sequence[Path]) -> list[Path]:
    """Those of the files that differ from the last commit or are in no commit."""
    names = [str(file.relative_to(repository)) for file in files]
    changed = set(_changed_names(repository, names))
    return [file for file, name in zip(files, names, strict=True) if name in changed]


def changed_below(repository: Path, folder: Path) -> list[Path]:
    """Every file below a folder that differs from the last commit or is in no commit; deleted ones, too."""
    names = [str(folder.relative_to(repository))]
    return [repository / name for name in _changed_names(repository, names)]


def _changed_names(repository: Path, names: Sequence[str]) -> list[str]:
    arguments = ("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--")
    return [line[3:] for line in _git(repository, *arguments, *names).split("\0") if line]


def commit(
    repository: Path,
    files: Sequence[Path],
    message: str,
    *,
    name: str,
    email: str,
    now: dt.datetime,
) -> str:
    """Commit these files alone, leaving the index of others as it is; returns the commit's hash.

    ``name`` and ``email`` are the author's. The committer is the one configured in the repository,
    else "tracker". GitError where git, or a hook, refuses.
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
    if not os.environ.get("GIT_COMMITTER_EMAIL") and not setting(repository, "user.email"):
        environment |= {"GIT_COMMITTER_NAME": "tracker", "GIT_COMMITTER_EMAIL": "tracker@localhost"}
    _git_with_retry(repository, "add", "--intent-to-add", "--", *names)
    options = ("--quiet", "--cleanup=verbatim", "--no-status", "--file=-", "--only", "--")
    _git_with_retry(repository, "commit", *options, *names, text=message, environment=environment)
    return _git(repository, "rev-parse", "HEAD").strip()


def log(
    folder: Path,
    files: Sequence[Path] = (),
    *,
    containing: str = "",
    limit: int = 0,
    timeout: float | None = None,
) -> Iterator[tuple[str, str]]:
    """Hash and message of commits, newest first by descent, whatever their clocks said.

    With ``files``, those that touched one of them; with ``containing``, those whose message contains
    that text; ``limit`` 0 for all. ``timeout`` is in seconds, `TIMEOUT` by default.
    """
    options = ["--topo-order", "-z", "--format=%H%n%B", "--fixed-strings"]
    options += [f"--grep={containing}"] if containing else []
    options += [f"--max-count={limit}"] if limit else []
    try:
        _git(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    except GitError:
        return  # no commit yet
    output = _git(folder, "log", *options, "--", *map(str, files), timeout=timeout)
    for entry in output.split("\0"):
        name, _, message = entry.partition("\n")
        if name:
            yield name, message


def added_lines(folder: Path, file: Path, *, containing: str, timeout: float) -> list[str]:
    """The lines of all commits of a file that changed lines with this text; added ones begin with ``+``."""
    options = (
        "--format=",
        "--patch",
        "--unified=0",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
    )
    return _git(folder, "log", *options, f"-G{containing}", "--", str(file), timeout=timeout).split(
        "\n"
    )


def deleted_files(folder: Path, *, timeout: float) -> Iterator[tuple[Path, str]]:
    """The files below a folder that git knows and that are gone, with their last text in the index."""
    names = _git(folder, "ls-files", "--deleted", "-z", "--", ".", timeout=timeout).split("\0")
    for name in filter(None, names):
        yield folder / name, _git(folder, "cat-file", "blob", f":./{name}", timeout=timeout)


def commit_of(folder: Path, revision: str) -> str:
    """The commit that a revision names. GitError where it names none."""
    options = ("--verify", "--end-of-options", f"{revision}^{{commit}}")
    return _git(folder, "rev-parse", *options).split("\n")[-2]


def files_of(repository: Path, commit: str, name: str) -> list[str]:
    """The files of a commit that a name, relative to the repository, stands for: itself or those below it."""
    output = _git(repository, "ls-tree", "-r", "-z", "--name-only", commit, "--", name)
    return [file for file in output.split("\0") if file]


def text_of(repository: Path, commit: str, name: str) -> str:
    """The content of a file in a commit."""
    return _git(repository, "cat-file", "blob", f"{commit}:{name}")


def former_name(repository: Path, commit: str, name: str) -> str:
    """The name in a commit of a file that was renamed since; "" where git sees no such file."""
    options = ("--name-status", "--find-renames", "--diff-filter=R", "-z", commit)
    words = _git(repository, "diff", *options).split("\0")
    for old, new in zip(words[1::3], words[2::3], strict=False):
        if new == name:
            return old
    return ""


def exclude(repository: Path, pattern: str) -> None:
    """Make git ignore a name in this clone only; no file of the repository changes."""
    name = _git(repository, "rev-parse", "--git-path", "info/exclude").removesuffix("\n")
    path = repository / name
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    if pattern not in known.splitlines():
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(("" if known.endswith("\n") or not known else "\n") + pattern + "\n")


_OPERATIONS: Final = {
    "rebase-apply/applying": "git.state.am",
    "rebase-apply": "git.state.rebase",
    "rebase-merge": "git.state.rebase",
    "MERGE_HEAD": "git.state.merge",
    "CHERRY_PICK_HEAD": "git.state.cherry_pick",
    "REVERT_HEAD": "git.state.revert",
    "sequencer": "git.state.sequence",
    "BISECT_LOG": "git.state.bisect",
}
"""What git keeps in its folder during an operation that a commit would disturb."""


def obstacle(repository: Path) -> Message | None:
    """Why a commit would be part of something else, or of no branch, now; None where it would not."""
    arguments = [word for name in _OPERATIONS for word in ("--git-path", name)]
    paths = _git(repository, "rev-parse", *arguments).splitlines()
    for path, key in zip(paths, _OPERATIONS.values(), strict=True):
        if (repository / path).exists():
            return Message(key)
    try:
        _git(repository, "symbolic-ref", "--quiet", "HEAD")
    except GitError:
        return Message("git.state.detached")
    return None


def init(folder: Path) -> None:
    """Make a folder a repository."""
    _git(folder, "init", "--quiet")


def trailer(name: str, value: str) -> str:
    """A trailer of a commit message, ``Name: value``, on one line."""
    return f"{name}: {' '.join(value.split())}"


# What git strips from a name, and what it rejects within one.
_CRUD: Final = re.compile(r"[\x00-\x1f\x7f<>\ud800-\udfff]+")


def _identity(name: str, email: str) -> tuple[str, str]:
    """A name and an address that git accepts: one line, no angle brackets, not empty."""
    name, email = (" ".join(_CRUD.sub(" ", text).split()) for text in (name, email))
    if not re.search(r"\w", name):
        name = email.partition("@")[0] if re.search(r"\w", email) else "unknown"
    return name, email or "unknown@localhost"


def signature(name: str, email: str) -> str:
    """``Name <email>`` as git writes it."""
    return "{} <{}>".format(*_identity(name, email))


def setting(folder: Path, name: str) -> str:
    """A setting of git as it counts in a folder; "" where there is none, or no git."""
    try:
        return _git(folder, "config", "--get", name).strip()
    except (GitError, OSError):
        return ""


def _git_with_retry(
    folder: Path, *arguments: str, text: str = "", environment: dict[str, str] | None = None
) -> None:
    """Run git, retrying while another git has the repository locked."""
    end = time.monotonic() + LOCK_TIMEOUT
    while True:
        try:
            _git(folder, *arguments, text=text, environment=environment)
        except GitError as error:
            if ".lock" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _git(
    folder: Path,
    *arguments: str,
    text: str = "",
    environment: dict[str, str] | None = None,
    timeout: float | None = None,
) -> str:
    timeout = TIMEOUT if timeout is None else timeout
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    literal = [] if arguments[0] == "check-ignore" else ["--literal-pathspecs"]  # it takes none
    command = ["git", *literal, "--no-pager", *settings, *arguments]
    variables = {
        name: value for name, value in os.environ.items() if name not in _REPOSITORY_VARIABLES
    }
    variables |= {"LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": ":"}
    variables |= {"GIT_OPTIONAL_LOCKS": "0"} | (environment or {})
    # Files, not pipes: a process that a hook leaves behind would keep a pipe open and block us.
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as stdout,
        tempfile.TemporaryFile() as stderr,
    ):
        stdin.write(text.encode("utf-8", "replace"))
        stdin.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 -- no shell; every argument is ours or behind --
                command,
                cwd=folder,
                env=variables,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,  # nothing asks on our terminal; Ctrl-C is ours alone
            )
        except FileNotFoundError as error:
            key = "git.missing" if folder.is_dir() else "git.no_folder"
            raise GitError(Message(key, folder=str(folder))) from error
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            seconds = f"{timeout:.0f}"
            raise GitError(Message("git.timeout", command=arguments[0], seconds=seconds)) from error
        output, errors = (_read_back(file) for file in (stdout, stderr))
    if code:
        if printed := " / ".join(f"{errors} {output}".split("\n")).strip(" /"):
            raise GitError(Message("git.printed", text=printed))
        raise GitError(Message("git.failed", command=arguments[0], code=code))
    return output


def _read_back(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
