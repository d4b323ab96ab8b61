"""The audit trail: each change of a target recorded exactly once, as a git commit or in a journal."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from tracker.i18n import Message
from tracker.portfolio.system_errors import system_reason
from tracker.store import git
from tracker.store.atomic import file_digest
from tracker.store.changes import FileChange, Intent, journal_line
from tracker.store.journal import append_lines, journal_path
from tracker.store.moved import moved_with

IGNORE_PATTERN: Final = ".tracker.*"
"""The names of lock, intent log and temporary files, which git shall ignore."""
_SAVE_TRAILER: Final = "Save"
_TARGET_TRAILER: Final = "Target"
_LOG_LIMIT: Final = 200  # commits searched for that of a save that was cut off
_EXTERNAL_AUTHOR: Final = ("edited outside the tracker", "unknown@localhost")


@dataclass
class AuditResult:
    """What was recorded. ``unrecorded`` saves are left for the next one; ``notes`` say why."""

    commits: list[str] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    unrecorded: list[Intent] = field(default_factory=list)


def target_trailer(target: str) -> str:
    """The line that a commit message has for a target."""
    return git.trailer(_TARGET_TRAILER, target)


def commit_external_edits(files: Iterable[Path], folder: Path | None, now: dt.datetime) -> bool:
    """Commit edits made without the tracker separately, so that nobody is credited with them.

    Where they moved records between ``files`` and others of ``folder``, the same commit has those, too;
    None for a portfolio of one file. False where git refused or is in the middle of something else; the
    edits of ``files`` then become part of the save's own commit.
    """
    by_repository = _by_repository(files)
    try:
        for repository, tracked in by_repository.repositories.items():
            with suppress(git.GitError, OSError):
                git.exclude(repository, IGNORE_PATTERN)
            changed = git.changed_files(repository, tracked)
            if folder is not None:
                changed += moved_with(repository, tracked, folder)
            if changed:
                names = ", ".join(file.name for file in changed)
                name, email = _EXTERNAL_AUTHOR
                message = f"Edited outside the tracker: {names}\n"
                git.commit(repository, changed, message, name=name, email=email, now=now)
        waiting = by_repository.waiting
        return not any(git.changed_files(git.top_level(file.parent), [file]) for file in waiting)
    except (git.GitError, OSError):
        return False


def commit_obstacles(intent: Intent) -> tuple[Message, ...]:
    """Why git would not record a save now, one note for each reason; none where nothing prevents it."""
    if not intent.commit:
        return ()
    waiting = _by_repository(file.path for file in intent.files).waiting
    reasons = dict.fromkeys(waiting.values())
    return tuple(Message("store.note.will_wait", reason=reason) for reason in reasons)


def record_saves(intents: Sequence[Intent], now: dt.datetime, *, again: bool) -> AuditResult:
    """Record saves that are in place; those of one repository become one commit.

    ``again``: some may be recorded already, because an earlier attempt was cut off. Never raises for
    errors of git or the disk: the save stands, and what is not recorded is in ``unrecorded``.
    """
    result = AuditResult()
    failed: set[str] = set()
    in_git: dict[Path, list[tuple[Intent, FileChange]]] = {}
    reasons_to_wait: dict[Message, None] = {}
    for intent in intents:
        repositories, reasons, waiting = _by_repository(
            [file.path for file in intent.files] if intent.commit else []
        )
        repository_of = {path: top for top, paths in repositories.items() for path in paths}
        for file in intent.files:
            if file.path in waiting:
                failed.add(intent.id)
                reasons_to_wait[waiting[file.path]] = None
                continue
            if file.path in repository_of:
                in_git.setdefault(repository_of[file.path], []).append((intent, file))
                continue
            try:
                _write_to_journal(intent, file, again=again)
            except OSError as error:
                failed.add(intent.id)
                path = str(journal_path(file.path))
                result.notes.append(
                    Message("store.note.not_in_journal", path=path, reason=system_reason(error))
                )
                continue
            if intent.commit:
                result.notes.append(_journal_note(file.path, reasons[file.path]))
    result.notes += [Message("store.note.waits", reason=reason) for reason in reasons_to_wait]
    for repository, saves in in_git.items():
        try:
            commit = _commit_saves(repository, saves, now, again=again)
        except (git.GitError, OSError) as error:
            failed |= {intent.id for intent, _ in saves}
            result.notes.append(Message("store.note.not_in_git", reason=_reason(error)))
        else:
            result.commits += [commit] if commit else []
            if not (commit or again):  # a sparse checkout, say: the journal has it
                result.notes += [
                    _journal_note(file.path, Message("git.overlooked")) for _, file in saves
                ]
    result.unrecorded = [intent for intent in intents if intent.id in failed]
    return result


def _journal_note(path: Path, reason: Message | str) -> Message:
    journal = journal_path(path).name
    return Message("store.note.in_journal", file=path.name, reason=reason, journal=journal)


def _reason(error: git.GitError | OSError) -> Message:
    return error.message if isinstance(error, git.GitError) else system_reason(error)


class _ByRepository(NamedTuple):
    """Files by the repository that records them; for the others, why none does, or not now."""

    repositories: dict[Path, list[Path]]
    reasons: dict[Path, Message | str]
    waiting: dict[Path, Message]


def _by_repository(files: Iterable[Path]) -> _ByRepository:
    repositories: dict[Path, list[Path]] = {}
    reasons: dict[Path, Message | str] = {}
    waiting: dict[Path, Message] = {}
    for file in files:
        try:
            repository = git.top_level(file.parent)
            if git.is_ignored(repository, file):
                reasons[file] = Message("git.ignored")
            elif reason := git.obstacle(repository):
                waiting[file] = reason
            else:
                repositories.setdefault(repository, []).append(file)
        except (git.GitError, OSError) as error:
            reasons[file] = _reason(error)
    return _ByRepository(repositories, reasons, waiting)


def _commit_saves(
    repository: Path, saves: Sequence[tuple[Intent, FileChange]], now: dt.datetime, *, again: bool
) -> str:
    """The commit's name; "" where all of it is committed already."""
    if again:
        saves = _uncommitted(repository, saves)
    files = list(dict.fromkeys(file.path for _, file in saves))
    changed = git.changed_files(repository, files) if files else []
    if not changed:  # nothing to do, or committed by hand: who saved it is recorded all the same
        for intent, file in saves:
            _write_to_journal(intent, file, again=True)
        return ""
    last = {file.path: file.after for _, file in saves}
    mixed = any(intent.mixed for intent, _ in saves) or any(
        file_digest(path) != last[path] for path in files
    )
    intents = list({intent.id: intent for intent, _ in saves}.values())
    author = intents[-1]
    message = _commit_message(intents, saves, mixed=mixed)
    name, email = author.person, author.email
    try:
        return git.commit(repository, changed, message, name=name, email=email, now=now)
    except git.GitError:  # the git of the save that was cut off may have been about to do it
        if again and not _uncommitted(repository, saves):
            return ""
        raise


def _uncommitted(
    repository: Path, saves: Sequence[tuple[Intent, FileChange]]
) -> list[tuple[Intent, FileChange]]:
    messages = [text for _, text in git.log(repository, limit=_LOG_LIMIT)]
    known = {line for text in messages for line in text.splitlines()}
    return [pair for pair in saves if git.trailer(_SAVE_TRAILER, pair[0].id) not in known]


def _commit_message(
    intents: Sequence[Intent], saves: Sequence[tuple[Intent, FileChange]], *, mixed: bool
) -> str:
    """A first line, each record as the journal would have it, and trailers to find it by."""
    subject = intents[0].subject
    if len(intents) > 1:
        subject = f"{len(intents)} saves: " + "; ".join(intent.subject for intent in intents)
    blocks = [" ".join(subject.split())]
    if mixed:
        blocks.append("Together with edits made outside the tracker.")
    blocks.append("\n".join(line for pair in saves for line in _journal_lines(*pair).values()))
    people = [git.signature(intent.person, intent.email) for intent in intents]
    others = [person for person in dict.fromkeys(people) if person != people[-1]]
    targets = dict.fromkeys(change.target for _, file in saves for change in file.targets)
    trailers = [target_trailer(target) for target in targets]
    trailers += [git.trailer(_SAVE_TRAILER, intent.id) for intent in intents]
    trailers += [git.trailer("Co-authored-by", person) for person in others]
    return "\n\n".join([*blocks, "\n".join(trailers)]) + "\n"


def _write_to_journal(intent: Intent, file: FileChange, *, again: bool) -> None:
    mode = stat.S_IMODE(file.path.stat().st_mode)
    append_lines(journal_path(file.path), _journal_lines(intent, file), mode=mode, once=again)


def _journal_lines(intent: Intent, file: FileChange) -> dict[str, str]:
    return {change.id: journal_line(intent, file, change) for change in file.targets}
