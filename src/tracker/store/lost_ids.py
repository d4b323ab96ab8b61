"""Ids of targets that the journal or git knows and the files no longer have.

Their history is not found any more. Only reads; where git is missing or slow, the journal alone speaks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from tracker.i18n import Message
from tracker.portfolio.load import Portfolio, is_data_name
from tracker.portfolio.problems import Problem, suggest
from tracker.portfolio.reader import parse_document
from tracker.portfolio.records import PortfolioPart
from tracker.portfolio.scalars import SLUG
from tracker.store import audit, git
from tracker.store.journal import file_of_journal, journal_path, read_journal
from tracker.store.targets import real_path

GIT_TIMEOUT: Final = 5.0  # seconds
_RECORD: Final = re.compile(rf'"target": "({SLUG})"')
_TRAILER: Final = re.compile(rf"(?m)^{re.escape(audit.target_trailer(''))} ?({SLUG})$")
_RENAMED: Final = re.compile(rf'"before": \{{"id": "({SLUG})"')
_RETIRED: Final = re.compile(r"(?m)#[ \t]*retired:(.*)$")


def lost_ids(portfolio: Portfolio, folders: Iterable[Path] = ()) -> list[Problem]:
    """A warning for each id that is known from the journal or from git and is in no file now.

    One warning for each file that ``folders`` had and that is gone with its ids: git knows it and the
    deletion is not committed, or its journal is still there. Not reported: ids that `tracker rename`
    replaced, those of a comment ``# retired: ID``, and any where a file could not be read to its end.
    """
    if any(part.document.truncated for part in portfolio.parts):
        return []
    present = set(portfolio.raw_targets)
    for part in portfolio.parts:
        for comment in _RETIRED.findall(part.document.text):
            present.update(re.findall(SLUG, comment))
    problems = []
    gone: set[str] = set()
    for file, ids in sorted(_gone_files(folders).items()):
        if lost := sorted(ids - present):
            message = Message("check.lost-file", ids=lost)
            problems.append(Problem(str(file), 1, 1, "warning", message, "lost-id"))
            gone.update(lost)
    present |= gone
    for part in portfolio.parts:
        known, renamed = _known_ids(part)
        for id_ in sorted(known - renamed - present):
            present.add(id_)  # once, though several files know it
            if _is_in_sibling(part, id_):
                continue
            message = Message(
                "check.lost-id", id=id_, suggestion=suggest(id_, portfolio.raw_targets)
            )
            problems.append(
                part.document.problem(("targets",), message, "lost-id", level="warning", key=True)
            )
    return problems


def _gone_files(folders: Iterable[Path]) -> dict[Path, set[str]]:
    """The data files that folders had, with the ids of their targets."""
    known: defaultdict[Path, set[str]] = defaultdict(set)
    for folder in folders:
        with suppress(git.GitError, OSError):
            for file, text in git.deleted_files(folder, timeout=GIT_TIMEOUT):
                if is_data_name(file):
                    targets = parse_document(text, str(file)).raw_targets
                    records = (one for one in targets if isinstance(one, dict))
                    known[file].update(str(one["id"]) for one in records if "id" in one)
        for journal in folder.rglob(journal_path(Path("*")).name):
            file = file_of_journal(journal)
            if file.exists():
                continue
            with suppress(OSError):
                lines = read_journal(journal)
                renamed = {id_ for line in lines for id_ in _RENAMED.findall(line)}
                known[file].update(id_ for line in lines for id_ in _RECORD.findall(line)[:1])
                known[file] -= renamed
    return known


def _known_ids(part: PortfolioPart) -> tuple[set[str], set[str]]:
    """The ids that the journal and git have for a file, and those that were renamed."""
    file = real_path(part.document)
    known: set[str] = set()
    renamed: set[str] = set()
    with suppress(OSError):
        for line in read_journal(journal_path(file)):
            known.update(_RECORD.findall(line)[:1])
            renamed.update(_RENAMED.findall(line))
    with suppress(git.GitError, OSError):
        for _, message in git.log(file.parent, [file], timeout=GIT_TIMEOUT):
            known.update(_TRAILER.findall(message))
            renamed.update(_RENAMED.findall(message))
        known.update(_committed_ids(part, file))
    return known, renamed


def _committed_ids(part: PortfolioPart, file: Path) -> Iterator[str]:
    """The ids of targets in all committed versions: in the columns where the file has them now."""
    document = part.document
    columns = {
        document.at(("targets", n, "id"), key=True)[1]
        for n, record in enumerate(document.raw_targets)
        if isinstance(record, dict) and "id" in record
    }
    pattern = re.compile(
        rf"^\+([ \-{{]*)id:[ ]+[\"']?({SLUG})[\"']?[ ,}}]*(?:#.*)?$|^\+([ \-]*\{{ ?)id: ({SLUG}),"
    )
    for line in git.added_lines(file.parent, file, containing="id:", timeout=GIT_TIMEOUT):
        if (match := pattern.match(line)) is None:
            continue
        before, id_ = (match[1], match[2]) if match[2] else (match[3], match[4])
        if len(before) + 1 in columns:
            yield id_


def _is_in_sibling(part: PortfolioPart, id_: str) -> bool:
    """Whether another file of the folder, that is not part of this check, has the id."""
    file = real_path(part.document)
    pattern: re.Pattern[str] = re.compile(rf"(?m)^[ \-{{]*id: *[\"']?{id_}[\"']?[ ,}}]*$")
    siblings = [one for one in file.parent.glob("*") if is_data_name(one)]
    for sibling in siblings:
        with suppress(OSError, UnicodeDecodeError):
            if sibling != file and pattern.search(sibling.read_text(encoding="utf-8")):
                return True
    return False
