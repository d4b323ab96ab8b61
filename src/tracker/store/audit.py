"""Saves that are in place -> who changed what, in git or else in the journal, each exactly once."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tracker.store import git, journal
from tracker.store.atomic import file_digest
from tracker.store.intent_log import Intent, Swap

IGNORE_PATTERN: Final = ".tracker.*"
"""The names of lock, intent and files not yet in their place: for git to overlook."""
_SAVE_TRAILER: Final = "Save"
_TARGET_TRAILER: Final = "Target"
_LOG_LIMIT: Final = 200  # commits among which that of a save that was cut off is looked for
_EXTERNAL_AUTHOR: Final = ("edited outside the tracker", "unknown@localhost")


@dataclass
class AuditResult:
    """``waiting``: what could not be recorded now; ``notes`` say why."""

    commits: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    waiting: list[Intent] = field(default_factory=list)


def target_trailer(target: str) -> str:
    """The line that a commit's message has for a target."""
    return git.trailer(_TARGET_TRAILER, target)


def commit_external_edits(files: Iterable[Path], now: dt.datetime) -> str:
    """Commit what was written into files without the tracker, on its own, so that nobody is credited
    with another's lines. Gives what git said where it would not; "" otherwise."""
    try:
        for repository, own in _by_repository(files)[0].items():
            with suppress(git.GitError, OSError):
                git.exclude(repository, IGNORE_PATTERN)
            if differ := git.changed_files(repository, own):
                names = ", ".join(file.name for file in differ)
                name, email = _EXTERNAL_AUTHOR
                message = f"Edited outside the tracker: {names}\n"
                git.commit(repository, differ, message, name=name, email=email, now=now)
    except (git.GitError, OSError) as error:
        return str(error)
    return ""


def record_saves(intents: Sequence[Intent], now: dt.datetime, *, again: bool) -> AuditResult:
    """Record saves; those of one repository that waited together become one commit.

    ``again``: some of it may be recorded already (a save was cut off). Never raises for what git or
    the disk will not do: the save stands, and what is not recorded is ``waiting``.
    """
    result = AuditResult()
    failed: set[str] = set()
    in_git: dict[Path, list[tuple[Intent, Swap]]] = {}
    for intent in intents:
        repositories, reasons = _by_repository(
            [swap.path for swap in intent.swaps] if intent.commit else []
        )
        home = {file: top for top, files in repositories.items() for file in files}
        for swap in intent.swaps:
            if swap.path in home:
                in_git.setdefault(home[swap.path], []).append((intent, swap))
                continue
            error = _write_to_journal(swap, again=again)
            if error:
                failed.add(intent.id)
                result.notes.append(error)
            elif intent.commit:
                name = journal.journal_path(swap.path).name
                result.notes.append(
                    f"git does not record {swap.path.name} ({reasons[swap.path]}); "
                    f"recorded in {name} instead"
                )
    for repository, saves in in_git.items():
        try:
            commit = _commit_saves(repository, saves, now, again=again)
        except (git.GitError, OSError) as error:
            failed |= {intent.id for intent, _ in saves}
            result.notes.append(_deferred_note("git", error))
        else:
            result.commits += [commit] if commit else []
    result.waiting = [intent for intent in intents if intent.id in failed]
    return result


def _deferred_note(where: str, error: Exception) -> str:
    return f"saved, but not recorded in {where}: {error}; the next save records it"


def _by_repository(files: Iterable[Path]) -> tuple[dict[Path, list[Path]], dict[Path, str]]:
    """Files by the repository that records them, and why not for those that none does."""
    found: dict[Path, list[Path]] = {}
    reasons = {}
    for file in files:
        try:
            repository = git.top_level(file.parent)
            if git.is_ignored(repository, file):
                reasons[file] = "it is told to ignore it"
            else:
                found.setdefault(repository, []).append(file)
        except (git.GitError, OSError) as error:
            reasons[file] = str(error)
    return found, reasons


def _write_to_journal(swap: Swap, *, again: bool) -> str:
    """What went wrong; "" where the lines are on disk."""
    name = journal.journal_path(swap.path)
    try:
        mode = stat.S_IMODE(swap.path.stat().st_mode)
        journal.append(name, swap.records, mode=mode, once=again)
    except OSError as error:
        return _deferred_note(str(name), error)
    return ""


def _commit_saves(
    repository: Path, saves: Sequence[tuple[Intent, Swap]], now: dt.datetime, *, again: bool
) -> str:
    """The commit's name; "" where all of it is committed already."""
    if again:
        saves = _uncommitted(repository, saves)
    files = list(dict.fromkeys(swap.path for _, swap in saves))
    differ = git.changed_files(repository, files) if files else []
    if (
        not differ
    ):  # nothing to do, or someone committed it by hand: who saved it is kept all the same
        for _, swap in saves:
            if error := _write_to_journal(swap, again=True):
                raise OSError(error)
        return ""
    last = {swap.path: swap.after for _, swap in saves}
    mixed = any(intent.mixed for intent, _ in saves) or any(
        file_digest(file) != last[file] for file in files
    )
    intents = list({intent.id: intent for intent, _ in saves}.values())
    author = intents[-1]
    message = _commit_message(intents, [swap for _, swap in saves], mixed=mixed)
    name, email = author.person, author.email
    try:
        return git.commit(repository, differ, message, name=name, email=email, now=now)
    except git.GitError:  # the git of the save that was cut off may have been about to do it
        if again and not _uncommitted(repository, saves):
            return ""
        raise


def _uncommitted(
    repository: Path, saves: Sequence[tuple[Intent, Swap]]
) -> list[tuple[Intent, Swap]]:
    messages = [text for _, text in git.log(repository, limit=_LOG_LIMIT)]
    known = {line for text in messages for line in text.splitlines()}
    return [pair for pair in saves if git.trailer(_SAVE_TRAILER, pair[0].id) not in known]


def _commit_message(intents: Sequence[Intent], swaps: Sequence[Swap], *, mixed: bool) -> str:
    """What changed, in one line; each record as the journal would have it; what finds it again."""
    subject = intents[0].subject
    if len(intents) > 1:
        subject = f"{len(intents)} saves: " + "; ".join(intent.subject for intent in intents)
    records = [record for swap in swaps for record in swap.records]
    blocks = [" ".join(subject.split())]
    if mixed:
        blocks.append("Together with edits made outside the tracker.")
    blocks.append("\n".join(record.line() for record in records))
    people = [git.signature(intent.person, intent.email) for intent in intents]
    others = [person for person in dict.fromkeys(people) if person != people[-1]]
    trailers = [target_trailer(target) for target in dict.fromkeys(one.target for one in records)]
    trailers += [git.trailer(_SAVE_TRAILER, intent.id) for intent in intents]
    trailers += [git.trailer("Co-authored-by", person) for person in others]
    return "\n\n".join([*blocks, "\n".join(trailers)]) + "\n"
