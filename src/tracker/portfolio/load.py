"""Files -> one `Portfolio` and all problems; unchanged files are not read again."""

from __future__ import annotations

import datetime as dt
import errno
import gc
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any, Final

from tracker.i18n import Message
from tracker.portfolio import model
from tracker.portfolio.file_cache import FileCache, FileStamp, file_stamp
from tracker.portfolio.file_settings import with_file_settings
from tracker.portfolio.header import Header, Rating
from tracker.portfolio.later_records import later_problems
from tracker.portfolio.problems import Problem, sort_unique
from tracker.portfolio.reader import Document, decode, parse_document
from tracker.portfolio.records import KEYED_BLOCKS, PortfolioPart, TargetEntry, validate_document
from tracker.portfolio.reread import reread
from tracker.portfolio.system_errors import system_reason
from tracker.portfolio.texts import Text


@dataclass(frozen=True)
class Portfolio:
    """All files as one. ``targets`` holds the valid records, in the order of the files."""

    parts: tuple[PortfolioPart, ...]
    header: Header
    themes: Mapping[str, Text]
    plans: Mapping[str, Text]
    organisations: Mapping[str, Text]
    documents: Mapping[str, model.SourceDocument]
    targets: tuple[model.Target, ...]
    problems: tuple[Problem, ...]
    digest: str  # of all bytes read; equal digests mean equal portfolios
    contacts: Mapping[str, str] = field(default_factory=dict)  # of organisations that have one
    root: str = ""  # the folder of its files, to which the names of photos are relative

    @property
    def entries(self) -> Iterator[TargetEntry]:
        """Every target that could be typed, also those with invalid parts."""
        for part in self.parts:
            yield from part.entries

    @cached_property
    def raw_targets(self) -> Mapping[str, tuple[PortfolioPart, dict[str, Any]]]:
        """Every target with an id, valid or not, as read, and its file; the first of each id."""
        by_id: dict[str, tuple[PortfolioPart, dict[str, Any]]] = {}
        for part in self.parts:
            for record in part.document.raw_targets:
                if isinstance(record, dict) and isinstance(record.get("id"), str):
                    by_id.setdefault(record["id"], (part, record))
        return by_id

    @cached_property
    def by_id(self) -> Mapping[str, model.Target]:
        """The valid records by id."""
        return {target.id: target for target in self.targets}

    @cached_property
    def owed_from(self) -> dt.date | None:
        """The day from which reports are owed: the first, where targets differ; None: always."""
        owed_from = self.header.report.from_
        if owed_from is None:
            return None
        own = (target.report.from_ for target in self.targets if target.report is not None)
        return min([owed_from, *(first for first in own if first is not None)])

    @cached_property
    def local_files(self) -> tuple[str, ...]:
        """The paths of the files that records name, there or not: photos, emblems and maps."""
        names = [image.file for target in self.targets for image in target.images]
        for part in self.parts:
            if part.header is not None:
                names += filter(None, (part.header.emblem, part.header.map))
        return tuple(str(Path(self.root, name)) for name in dict.fromkeys(names))

    @property
    def money(self) -> str:
        """The unit of every amount in the tables."""
        return self.header.money or "元"


def load(paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> Portfolio:
    """Read files, or folders of them (``*.yaml``, ``*.yml``, without hidden ones), as one portfolio.

    Never raises for the content of files or for a missing one: ``Portfolio.problems`` lists those. Keys
    and types are checked here, rules between records in `tracker.checks`.
    """
    files, problems = _find_files(paths)
    return _merge([_known_or_read(file) for file in files], problems)


def _known_or_read(file: str) -> PortfolioPart:
    before = file_stamp(file)
    if (known := file_cache.get(file, before)) is not None:
        return known
    part = read_file(file, file_cache.last(file))
    file_cache.put(file, part, before, file_stamp(file))
    return part


def load_texts(files: Mapping[str, str]) -> Portfolio:
    """As `load` for files of these names with these contents, without a look at the disk."""
    with without_gc():
        parts = [_parse(text.encode(), file) for file, text in files.items()]
    return _merge(parts, [])


def with_parts(portfolio: Portfolio, parts: Iterable[PortfolioPart]) -> Portfolio:
    """``portfolio`` with each of ``parts`` instead of the file of the same name."""
    new = {part.document.file: part for part in parts}
    others = [problem for problem in portfolio.problems if problem.rule == "no-file"]
    return _merge([new.get(part.document.file, part) for part in portfolio.parts], others)


def file_stamps(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
) -> tuple[tuple[str, FileStamp], ...]:
    """Inode, size and times of every file: while they are equal, `load` returns the same.

    Replacing, writing, adding or deleting a file changes them. What the data shows also depends on
    `Portfolio.local_files`.
    """
    return tuple((file, file_stamp(file)) for file in _find_files(paths)[0])


def _find_files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
) -> tuple[list[str], list[Problem]]:
    files: dict[str, None] = {}
    problems: list[Problem] = []
    for path in map(Path, [paths] if isinstance(paths, (str, os.PathLike)) else paths):
        if path.is_dir():
            shown = [
                file
                for file in path.rglob("*")
                if not any(name.startswith(".") for name in file.relative_to(path).parts)
            ]
            in_folder = sorted(str(file) for file in shown if is_data_name(file) and file.is_file())
            files.update(dict.fromkeys(in_folder))
            problems += _unread_links(path, (file for file in shown if file.is_symlink()))
            if not in_folder:
                message = Message("read.folder_empty")
                problems.append(Problem(str(path), 1, 1, "error", message, "no-file"))
        elif path.is_file():
            files[str(path)] = None
        else:
            message = Message("read.no_file")
            problems.append(Problem(str(path), 1, 1, "error", message, "no-file"))
    return list(files), problems


def is_data_name(file: PurePath) -> bool:
    """Whether a file of this name in a folder of data belongs to the portfolio, unless it is hidden."""
    return file.suffix.lower() in (".yaml", ".yml")


def _unread_links(folder: Path, links: Iterable[Path]) -> Iterator[Problem]:
    """A problem for each link within a folder behind which there is data that is not read.

    Links to folders are not followed: they may lead back, and what is behind them is another folder.
    """
    for link in sorted(links):
        if not link.exists():
            if is_data_name(link):
                message = Message("read.broken_link", leads_to=str(link.readlink()))
                yield Problem(str(link), 1, 1, "error", message, "no-file")
        elif (
            link.is_dir()
            and not link.resolve().is_relative_to(folder.resolve())
            and any(is_data_name(file) for file in link.glob("*"))
        ):
            message = Message("read.linked_folder", leads_to=str(link.readlink()))
            yield Problem(str(link), 1, 1, "warning", message, "no-file")


file_cache = FileCache()


@contextmanager
def without_gc() -> Iterator[None]:
    """Turn off the garbage collector: reading and checking create many objects and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_REASON_KEYS: Final = {
    errno.EACCES: "read.permission",
    errno.EPERM: "read.permission",
    errno.ENOENT: "read.vanished",
}


def read_file(file: str, last: PortfolioPart | None = None) -> PortfolioPart:
    """A file as a part of a portfolio; one that cannot be read is a part with that problem alone.

    ``last`` is what the same file was before: the records in which nothing has changed are taken from it.
    """
    try:
        raw = Path(file).read_bytes()
    except OSError as error:
        document = Document(file)
        document.truncated = True
        key = _REASON_KEYS.get(error.errno or 0)
        message = Message(key) if key else Message("read.failed", reason=system_reason(error))
        problem = Problem(file, 1, 1, "error", message, "no-file")
        return PortfolioPart(document, "", problems=(problem,))
    with without_gc():
        return _parse(raw, file, last)


def _parse(raw: bytes, file: str, last: PortfolioPart | None = None) -> PortfolioPart:
    digest = hashlib.sha256(raw).hexdigest()
    if last is not None and isinstance(text := decode(raw, file), str):
        part = reread(last, text, digest)
        if part is not None:
            return part
    part = validate_document(parse_document(raw, file), digest)
    if not part.document.truncated:
        return part
    more = later_problems(part.document)
    return replace(part, problems=sort_unique([*part.problems, *more]))


def _with_shared_lists(header: Header, headers: Sequence[Header]) -> Header:
    """``header`` with the reviews, ratings and causes of all files."""
    if len(headers) < 2:
        return header
    reviews = (review for each in headers for review in each.reviews)
    ratings: dict[str, Rating] = {}
    causes: dict[str, Text] = {}
    for each in reversed(headers):  # the first definition of a key holds
        ratings |= each.ratings
        causes |= each.causes
    return header.model_copy(
        update={
            "reviews": tuple(sorted(reviews, key=lambda review: review.date)),
            "ratings": ratings,
            "causes": causes,
        }
    )


def _merge(parts: list[PortfolioPart], problems: list[Problem]) -> Portfolio:
    header = next((part.header for part in parts if part.header is not None), None)
    complete = all(not part.document.truncated for part in parts)
    if (
        parts
        and header is None
        and complete
        and all(
            isinstance(part.document.data, dict) and "portfolio" not in part.document.data
            for part in parts
        )
    ):
        document = parts[0].document
        problems.append(document.problem((), Message("read.no_portfolio"), "missing-key"))
    header = header or Header(title=Path(parts[0].document.file).name if parts else "–")
    if header.money is None:  # a later file may name the unit
        units = (part.header.money for part in parts if part.header and part.header.money)
        header = header.model_copy(update={"money": next(units, None)})
    header = _with_shared_lists(header, [part.header for part in parts if part.header])
    maps: dict[str, dict[str, Any]] = {name: {} for name in KEYED_BLOCKS}
    contacts: dict[str, str] = {}
    targets: dict[str, model.Target] = {}
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part.document.file}\0{part.digest}\0".encode())
        problems += part.problems
        for name in KEYED_BLOCKS:
            for key, value in getattr(part, name).items():
                maps[name].setdefault(key, value)
        contacts = {**part.contacts, **contacts}
        for entry in part.entries:
            if not entry.invalid_paths:
                targets.setdefault(
                    entry.target.id, with_file_settings(entry.target, part.header, header)
                )
    return Portfolio(
        tuple(parts),
        header,
        **maps,
        targets=tuple(targets.values()),
        problems=sort_unique(problems),
        digest=digest.hexdigest(),
        contacts=contacts,
        root=_common_folder(part.document.file for part in parts),
    )


def _common_folder(files: Iterable[str]) -> str:
    """The folder of a file, or of a folder of them."""
    folders = [str(Path(file).absolute().parent) for file in files]
    return os.path.commonpath(folders) if folders else ""
