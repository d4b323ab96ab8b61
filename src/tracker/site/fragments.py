"""What each target contributes to the published site; that of unchanged targets is cached.

A fragment depends on its target alone, so that one changed target among thousands costs little. The
target's own files are not cached: the caller knows by `TargetFragment.key` whether they are published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

from tracker.analysis.details import TargetDetails, target_details
from tracker.analysis.earned_value import BudgetStatus
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.timeline import ScheduledTarget, schedule
from tracker.i18n import Lang, languages
from tracker.portfolio import model
from tracker.portfolio.load import Portfolio
from tracker.portfolio.records import KEYED_BLOCKS
from tracker.site import (
    atom,
    data_files,
    ical,
    processes,
    target_page,
)
from tracker.site.context import SiteContext, target_csv
from tracker.site.data_files import TableParts
from tracker.site.layout import Site
from tracker.site.list_row import ListRow, list_row
from tracker.site.references import is_judged_with_others, judged_with, referenced_names
from tracker.site.release import digest
from tracker.site.sanitize import sanitize
from tracker.views.downloads import Picture
from tracker.views.pieces import KeptPieces, Store

CHUNK_SIZE: Final = 1000
"""Targets whose rows are gathered at a time: small tables are slow, and large ones take memory."""
MIN_FORKED: Final = 1_000
"""Changed targets from which on further processes are worth their start. A site of so many has no pictures of charts:
the library that draws them has threads, which a fork does not have.
"""
FORKED_CHUNK_SIZE: Final = 100
"""Targets whose pages are sent from one process to another at a time: 7 MB."""


class TargetFragment(NamedTuple):
    """What one target contributes to the files that all targets share."""

    key: str  # a digest of everything that the target's own files are built from
    paths: Sequence[str]  # of these files
    list_row: ListRow
    scheduled: ScheduledTarget
    budget: BudgetStatus | None
    tables: Mapping[str, TableParts]  # by table, as the next one
    row_counts: Mapping[str, int]
    entry_days: Mapping[str, str]  # `atom.entry_days`
    events: Mapping[Lang, Sequence[ical.CalendarEvent]]
    pieces: Store  # filled by the pages that all targets share


class TargetOutput(NamedTuple):
    """A target's fragment, and its own files, which are built on demand."""

    id: str
    fragment: TargetFragment
    files: (
        Callable[[], Mapping[str, str | bytes]] | None
    )  # content by path; None for a cached fragment


IsPublished = Callable[[str, TargetFragment], bool]
"""Whether the own files of a target id are published with the key of this fragment."""


class _Built(NamedTuple):
    """What another process sends: a `TargetOutput` with its files, none if they are published."""

    id: str
    fragment: TargetFragment
    files: Mapping[str, str | bytes]


def _built(output: TargetOutput, is_published: IsPublished) -> _Built:
    needed = output.files is not None and not is_published(output.id, output.fragment)
    return _Built(output.id, output.fragment, output.files() if output.files and needed else {})


class _CachedFragment(NamedTuple):
    target: model.Target
    names: tuple[object, ...]
    fragment: TargetFragment


class FragmentCache:
    """Builds the fragments of a site's targets, one site after the other, and keeps unchanged ones."""

    def __init__(self, code_digest: str, picture: Picture | None = None) -> None:
        self._picture = picture  # draws the charts of a site that has them as files
        self._code_digest = code_digest  # other code may build other pages
        self._shared: tuple[object, ...] = ()
        self._shared_text = ""
        self._blocks: list[Mapping[str, object]] = []  # the names that `_cached` is of, by block
        self._cached: dict[str, _CachedFragment] = {}
        self._sanitized: dict[str, tuple[model.Target, model.Target]] = {}  # the original beside it

    def sanitize_targets(self, portfolio: Portfolio) -> Portfolio:
        """``portfolio`` with sanitized targets: the same objects as last time wherever nothing changed."""
        sanitized = {}
        for target in portfolio.targets:
            known = self._sanitized.get(target.id)
            if known is None or (known[0] is not target and known[0] != target):
                known = target, sanitize(target)
            sanitized[target.id] = known
        self._sanitized = sanitized
        return replace(portfolio, targets=tuple(target for _, target in sanitized.values()))

    def build(
        self, snapshot: Snapshot, site: Site, is_published: IsPublished
    ) -> Iterator[TargetOutput]:
        """One output per target of a portfolio that comes from `sanitize_targets`, in no particular order.

        A cached fragment is reused while its target and the names it refers to stay the same and
        ``is_published`` confirms its files.
        """
        portfolio = snapshot.portfolio
        shared = (site, portfolio.header)
        if shared != self._shared:
            self._cached.clear()
            self._shared, self._shared_text = shared, repr(shared)
        blocks = [getattr(portfolio, name) for name in ("contacts", *KEYED_BLOCKS)]
        same_names = blocks == self._blocks
        reused, changed = {}, []
        for target in portfolio.targets:
            cached = self._cached.get(target.id)
            if cached is not None and cached.target is not target:
                cached = None
            if cached is not None and same_names and not is_judged_with_others(target):
                names = cached.names
            else:
                names = referenced_names(portfolio, target)
            if (
                cached is not None
                and cached.names == names
                and is_published(target.id, cached.fragment)
            ):
                reused[target.id] = cached
                yield TargetOutput(target.id, cached.fragment, None)
            else:
                changed.append((target, names))
        self._cached, self._blocks = reused, blocks
        workers = processes.processors()
        if len(changed) < MIN_FORKED or workers == 1:
            for first in range(0, len(changed), CHUNK_SIZE):
                chunk = changed[first : first + CHUNK_SIZE]
                yield from self._build_fragments(snapshot, site, chunk)
            return

        def build_chunk(first: int) -> list[_Built]:
            chunk = changed[first : first + FORKED_CHUNK_SIZE]
            outputs = self._build_fragments(snapshot, site, chunk)
            return [_built(output, is_published) for output in outputs]

        by_id = {target.id: (target, names) for target, names in changed}
        starts = range(0, len(changed), FORKED_CHUNK_SIZE)
        for chunk_built in processes.in_processes(build_chunk, starts, workers):
            for built in chunk_built:
                self._cached[built.id] = _CachedFragment(*by_id[built.id], built.fragment)
                yield TargetOutput(built.id, built.fragment, partial(dict, built.files))

    def _build_fragments(
        self,
        whole: Snapshot,
        site: Site,
        chunk: Sequence[tuple[model.Target, tuple[object, ...]]],
    ) -> Iterator[TargetOutput]:
        portfolio = whole.portfolio
        targets = {target.id: target for target, _ in chunk}
        others = {
            other.id: other for target, _ in chunk for other in judged_with(portfolio, target)
        }
        # a page that showed more of the portfolio than these would not be built again with it
        part = replace(portfolio, targets=tuple((others | targets).values()))
        snapshot = replace(whole.of_targets(list(targets)), portfolio=part)
        views = page_contexts(snapshot, site)
        both = zip(target_details(snapshot), schedule(snapshot), strict=True)
        for (details, scheduled), (target, names) in zip(both, chunk, strict=True):
            fragment = self._build_fragment(views, site, details, scheduled, names)
            self._cached[target.id] = _CachedFragment(target, names, fragment)
            yield TargetOutput(
                target.id, fragment, partial(self._target_files, views, site, details, fragment)
            )

    def _build_fragment(
        self,
        views: Mapping[Lang, SiteContext],
        site: Site,
        details: TargetDetails,
        scheduled: ScheduledTarget,
        names: tuple[object, ...],
    ) -> TargetFragment:
        row, view = details.row, views[languages()[0]]
        rows = data_files.table_rows(view, details)
        sources = (
            self._code_digest,
            self._shared_text,
            details.target.model_dump_json(),
            repr(names),
            repr(row),
        )
        return TargetFragment(
            key=digest("\n".join(sources).encode("utf-8", "replace"))[:32],
            paths=[*target_page.paths(site, details), target_csv(row.id)],
            list_row=list_row(views, details),
            scheduled=scheduled,
            budget=details.budget_status,
            tables={
                table: data_files.table_parts(table, table_rows)
                for table, table_rows in rows.items()
            },
            row_counts={table: len(table_rows) for table, table_rows in rows.items()},
            entry_days=atom.entry_days(details),
            events={lang: ical.target_events(v, details, site.base) for lang, v in views.items()},
            pieces={},
        )

    def _target_files(
        self,
        views: Mapping[Lang, SiteContext],
        site: Site,
        details: TargetDetails,
        fragment: TargetFragment,
    ) -> dict[str, str | bytes]:
        """A target's own files in every language, by path: its pages, and its reports as rows of the table of all."""
        reports = data_files.csv_header("updates").encode() + fragment.tables["updates"].csv
        files: dict[str, str | bytes] = {target_csv(details.row.id): reports}
        for view in views.values():
            files |= target_page.files(site, view, details, self._picture)
        return files


def page_contexts(
    snapshot: Snapshot, site: Site, pieces: Mapping[str, Store] = MappingProxyType({})
) -> dict[Lang, SiteContext]:
    """The contexts of the site's pages by language; ``pieces`` are those of fragments."""
    view = SiteContext(
        snapshot,
        site.as_of,
        languages()[0],
        charts=site.charts,
        drawn=site.pictured,
        pieces=KeptPieces(pieces),
    )
    return {lang: replace(view, lang=lang) for lang in languages()}
