"""Files -> one `Portfolio`, with every problem collected; unchanged files are not read again."""

from __future__ import annotations

import gc
import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tracker.portfolio import model
from tracker.portfolio.problems import Problem, sort_unique
from tracker.portfolio.reader import Document, parse_document
from tracker.portfolio.records import KEYED_BLOCKS, PortfolioPart, TargetEntry, validate_document
from tracker.portfolio.scalars import Amount

FileStamp = tuple[int, int, int, int] | None


@dataclass(frozen=True)
class Portfolio:
    """All files as one. ``targets`` holds the sound records, in the order of the files."""

    parts: tuple[PortfolioPart, ...]
    header: model.Header
    themes: Mapping[str, model.Text]
    plans: Mapping[str, model.Text]
    organisations: Mapping[str, model.Text]
    documents: Mapping[str, model.SourceDocument]
    targets: tuple[model.Target, ...]
    problems: tuple[Problem, ...]
    digest: str  # of all bytes read; equal digests mean equal portfolios

    @property
    def entries(self) -> Iterator[TargetEntry]:
        """Every target that could be typed, the doubtful among them."""
        for part in self.parts:
            yield from part.entries

    @cached_property
    def raw_targets(self) -> Mapping[str, tuple[PortfolioPart, dict[str, Any]]]:
        """Every target that has an id, the faulty too, as read, and its file; of one id the first."""
        found: dict[str, tuple[PortfolioPart, dict[str, Any]]] = {}
        for part in self.parts:
            data = part.document.data
            targets = data.get("targets") if isinstance(data, dict) else None
            for record in targets if isinstance(targets, list) else ():
                if isinstance(record, dict) and isinstance(record.get("id"), str):
                    found.setdefault(record["id"], (part, record))
        return found

    @cached_property
    def by_id(self) -> Mapping[str, model.Target]:
        """The sound records by their ids."""
        return {target.id: target for target in self.targets}

    @property
    def money(self) -> str:
        """The unit of every amount in the tables."""
        return self.header.money or "元"


def load(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    executor: Executor | None = None,
) -> Portfolio:
    """Read files, or folders of them (``*.yaml``, ``*.yml``, hidden ones left out), as one portfolio.

    ``executor`` reads several changed files at once. Never raises for what the files hold or for
    one that is not there: that stands in ``Portfolio.problems``. Types and keys are judged here;
    rules between records are `tracker.checks`.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    files, problems = _find_files(given)
    stamps = [_file_stamp(file) for file in files]
    parts: dict[str, PortfolioPart] = {}
    for file, stamp in zip(files, stamps, strict=True):
        if (known := _cache.get((file, stamp))) is not None:
            parts[file] = known
    changed = [file for file in files if file not in parts]
    reads = executor.map(_read_file, changed) if executor else map(_read_file, changed)
    for file, part in zip(changed, reads, strict=True):
        parts[file] = part
        _cache.put((file, _file_stamp(file)), part, stamps[files.index(file)])
    return _merge([parts[file] for file in files], problems)


def with_parts(portfolio: Portfolio, parts: Iterable[PortfolioPart]) -> Portfolio:
    """``portfolio`` with each of ``parts`` in the place of the file of its name."""
    new = {part.document.file: part for part in parts}
    others = [problem for problem in portfolio.problems if problem.rule == "no-file"]
    return _merge([new.get(part.document.file, part) for part in portfolio.parts], others)


def file_stamps(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
) -> tuple[tuple[str, FileStamp], ...]:
    """What tells cheaply whether `load` would find something else: equal stamps, equal files.

    A file that is replaced whole, written in place, new or gone changes them.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    return tuple((file, _file_stamp(file)) for file in _find_files(given)[0])


def _find_files(given: Iterable[str | os.PathLike[str]]) -> tuple[list[str], list[Problem]]:
    files: dict[str, None] = {}
    problems = []
    for path in map(Path, given):
        if path.is_dir():
            found = sorted(
                str(file)
                for file in path.rglob("*")
                if file.suffix in (".yaml", ".yml")
                and file.is_file()
                and not any(name.startswith(".") for name in file.relative_to(path).parts)
            )
            files.update(dict.fromkeys(found))
            if not found:
                problems.append(
                    Problem(str(path), 1, 1, "error", "no .yaml file in this folder", "no-file")
                )
        elif path.is_file():
            files[str(path)] = None
        else:
            message = "no such file; expected a portfolio file or a folder of them"
            problems.append(Problem(str(path), 1, 1, "error", message, "no-file"))
    return list(files), problems


def _file_stamp(file: str) -> FileStamp:
    try:
        stat = Path(file).stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


class _Cache:
    """Parts by file and stamp. A file written in the very moment it was read is not trusted: the
    clock of a file system is coarse, so a second write could leave the same stamp."""

    SETTLED_NS = 100_000_000
    SIZE = 512

    def __init__(self) -> None:
        self.parts: OrderedDict[str, tuple[FileStamp, PortfolioPart]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: tuple[str, FileStamp]) -> PortfolioPart | None:
        stamp, part = self.parts.get(key[0], (None, None))
        return part if stamp is not None and stamp == key[1] else None

    def put(self, key: tuple[str, FileStamp], part: PortfolioPart, before: FileStamp) -> None:
        file, after = key
        if after is None or after != before:
            return
        if time.time_ns() - max(after[2:]) < self.SETTLED_NS:
            return
        with self.lock:
            self.parts[file] = after, part
            self.parts.move_to_end(file)
            while len(self.parts) > self.SIZE:
                self.parts.popitem(last=False)


_cache = _Cache()


@contextmanager
def without_gc() -> Iterator[None]:
    """Typing a file makes many objects and no cycles; the collector would walk them in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_file(file: str) -> PortfolioPart:
    try:
        raw = Path(file).read_bytes()
    except OSError as error:
        document = Document(file)
        document.truncated = True
        problem = Problem(file, 1, 1, "error", f"cannot be read: {error.strerror}", "no-file")
        return PortfolioPart(document, "", problems=(problem,))
    with without_gc():
        return validate_document(parse_document(raw, file), hashlib.sha256(raw).hexdigest())


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
        message = "the key portfolio is missing; expected a block with a title"
        problems.append(document.problem((), message, "missing-key"))
    header = header or model.Header(title=parts[0].document.file if parts else "–")
    if header.money is None:  # a later file may be the one that has money
        units = (part.header.money for part in parts if part.header and part.header.money)
        header = header.model_copy(update={"money": next(units, None)})
    maps: dict[str, dict[str, Any]] = {name: {} for name in KEYED_BLOCKS}
    targets: dict[str, model.Target] = {}
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part.document.file}\0{part.digest}\0".encode())
        problems += part.problems
        for name in KEYED_BLOCKS:
            for key, value in getattr(part, name).items():
                maps[name].setdefault(key, value)
        for entry in part.entries:
            if not entry.invalid_paths:
                targets.setdefault(
                    entry.target.id, _with_file_defaults(entry.target, part.header, header)
                )
    return Portfolio(
        tuple(parts),
        header,
        **maps,
        targets=tuple(targets.values()),
        problems=sort_unique(problems),
        digest=digest.hexdigest(),
    )


def _with_file_defaults(
    target: model.Target, own: model.Header | None, shared: model.Header
) -> model.Target:
    """``target`` with what its own file's header says written out where the portfolio's differs."""
    if own is None or own == shared:
        return target
    changes: dict[str, Any] = {}
    if "report" in own.model_fields_set and own.report != shared.report:
        mine = target.report or model.ReportingOverride()
        grace = own.report if "grace_days" in own.report.model_fields_set else shared.report
        changes["report"] = model.ReportingOverride(
            every=mine.every or own.report.every,
            grace_days=grace.grace_days if mine.grace_days is None else mine.grace_days,
        )
    if own.money and own.money != shared.money:

        def named(amount: Any) -> Any:
            return Amount(amount, own.money or "") if isinstance(amount, float) else amount

        if target.budget:
            changes["budget"] = target.budget.model_copy(
                update={"approved": named(target.budget.approved)}
            )
        changes["updates"] = tuple(
            update.model_copy(update={"spent": named(update.spent)}) for update in target.updates
        )
        changes["revisions"] = tuple(
            revision.model_copy(update={"from_": named(revision.from_), "to": named(revision.to)})
            if revision.field == "budget"
            else revision
            for revision in target.revisions
        )
    return target.model_copy(update=changes)
