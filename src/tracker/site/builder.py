"""Builds the published site as text: from a public portfolio and a day, every file by its path.

The same input gives the same bytes. What a target contributes to shared files (`TargetFragment`) depends on
that target alone and is cached, so that one changed target among thousands costs little. The target's own
pages are not cached: the caller knows by `TargetFragment.key` whether they are already published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from tracker.analysis import agenda
from tracker.analysis.details import TargetDetails, target_details
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import Tables, tables
from tracker.i18n import Lang, languages
from tracker.portfolio import model
from tracker.portfolio.load import Portfolio
from tracker.site import (
    atom,
    budgets_page,
    data_files,
    data_page,
    data_workbook,
    ical,
    index_page,
    not_found_page,
    screen_page,
    target_page,
    timeline_page,
)
from tracker.site.data_package import DatasetInfo
from tracker.site.data_schema import TABLES
from tracker.site.layout import Site, lang_folder
from tracker.site.release import digest
from tracker.site.sanitize import sanitize, sanitize_text
from tracker.site.tables_cache import TablesCache
from tracker.views.context import PageContext

CHUNK_SIZE: Final = 500
"""Targets assessed at a time: small tables are slow, and large ones take memory."""


class TargetFragment(NamedTuple):
    """What one target contributes to the files that all targets share."""

    key: str  # a digest of everything that the target's own files are built from
    index_row: index_page.IndexRow
    timeline_row: timeline_page.TimelineRow
    budget_row: budgets_page.BudgetRow | None
    csv: Mapping[str, str]  # by table, as are the next three
    json: Mapping[str, str]
    xlsx: Mapping[str, Sequence[str]]
    row_counts: Mapping[str, int]
    entries: Mapping[Lang, Sequence[atom.FeedEntry]]
    events: Mapping[Lang, str]


class TargetOutput(NamedTuple):
    """A target's fragment, and its own files, which are built on demand."""

    id: str
    fragment: TargetFragment
    files: Callable[[], Mapping[str, str]] | None  # None for a cached fragment


IsPublished = Callable[[str, str], bool]
"""Whether the own files of a target id are published with this `TargetFragment.key`."""


class _CachedFragment(NamedTuple):
    target: model.Target
    names: tuple[object, ...]
    fragment: TargetFragment


def target_paths(target_id: str) -> list[str]:
    """The paths of a target's own files in every language."""
    paths = (f"targets/{target_id}.html", f"embed/{target_id}.html", f"badge/{target_id}.svg")
    return [folder + path for folder in map(lang_folder, languages()) for path in paths]


def sanitize_names(portfolio: Portfolio) -> Portfolio:
    """``portfolio`` with sanitized names; targets are sanitized when they are built."""
    names = ("header", "themes", "plans", "organisations", "documents")
    return replace(portfolio, **{name: sanitize(getattr(portfolio, name)) for name in names})


def make_site(portfolio: Portfolio, as_of: dt.date, base: str | None) -> Site:
    """What all pages share. The URL is ``base``, or else the one configured for the screen."""
    header = portfolio.header
    base = base or header.screen.url
    if base is not None and not base.endswith("/"):
        base += "/"
    return Site(header.title, header.demonstration, as_of, header.licence, base, screen=True)


def _entries(fragments: Iterable[TargetFragment], lang: Lang) -> Iterator[atom.FeedEntry]:
    return (entry for fragment in fragments for entry in fragment.entries[lang])


def entry_dates(
    fragments: Iterable[TargetFragment], seen: Mapping[str, str] | None, today: dt.date
) -> dict[str, str]:
    """The day of every entry by its id, for the next publication; also of entries that are gone for now."""
    entries = _entries(fragments, languages()[0])
    dates = {one.id: one.updated.isoformat() for one in atom.date_entries(entries, seen, today)}
    return {**(seen or {}), **dates}


class SiteBuilder:
    """Builds sites one after the other and caches the fragments of unchanged targets."""

    def __init__(self, code_digest: str) -> None:
        self._code_digest = code_digest  # other code may build other pages
        self._shared: tuple[object, ...] = ()
        self._cached: dict[str, _CachedFragment] = {}
        self._tables_cache = TablesCache()

    def reuse_unchanged(self, portfolio: Portfolio) -> Portfolio:
        """``portfolio`` with the cached target objects wherever they are equal."""
        cached = self._cached
        targets = tuple(
            cached[target.id].target
            if target.id in cached and cached[target.id].target == target
            else target
            for target in portfolio.targets
        )
        return replace(portfolio, targets=targets)

    def fragments(
        self, portfolio: Portfolio, site: Site, is_published: IsPublished
    ) -> Iterator[TargetOutput]:
        """One output per target of ``portfolio``, in no particular order.

        ``portfolio`` comes from `reuse_unchanged`. A cached fragment is reused while its target and the
        names it refers to stay the same and ``is_published`` confirms its files.
        """
        shared = (site, portfolio.header)
        if shared != self._shared:
            self._cached.clear()
            self._shared = shared
        reused, changed = {}, []
        for target in portfolio.targets:
            names = _referenced_names(portfolio, target)
            cached = self._cached.get(target.id)
            if (
                cached is not None
                and cached.names == names
                and cached.target is target
                and is_published(target.id, cached.fragment.key)
            ):
                reused[target.id] = cached
                yield TargetOutput(target.id, cached.fragment, None)
            else:
                changed.append((target, names))
        self._cached = reused
        remaining = iter(changed)
        while chunk := list(islice(remaining, CHUNK_SIZE)):
            yield from self._build_fragments(portfolio, site, chunk)

    def shared_files(
        self,
        portfolio: Portfolio,
        site: Site,
        fragments: Mapping[str, TargetFragment],
        seen: Mapping[str, str] | None = None,
    ) -> Iterator[tuple[str, bytes]]:
        """Path and content of every file that is not one target's own; ``fragments`` by target id.

        ``seen`` dates the entries of earlier publications, see `atom.date_entries`.
        """
        ordered = [fragments[target.id] for target in portfolio.targets]
        all_tables = self._tables_cache.tables(portfolio)
        updated = agenda.latest_report(all_tables, site.as_of)
        index_rows = [fragment.index_row for fragment in ordered]
        timeline_rows = [fragment.timeline_row for fragment in ordered]
        budget_rows = [fragment.budget_row for fragment in ordered if fragment.budget_row]
        row_counts = {
            table: sum(fragment.row_counts[table] for fragment in ordered) for table in TABLES
        }
        without_targets = replace(portfolio, targets=())
        for lang, view in _page_contexts(without_targets, site, tables(without_targets)).items():
            folder = lang_folder(lang)
            entries = atom.date_entries(_entries(ordered, lang), seen, site.as_of)
            events = (fragment.events[lang] for fragment in ordered)
            pages = {
                "index.html": index_page.index(site, view, index_rows, updated),
                "timeline.html": timeline_page.timeline(site, view, timeline_rows, updated),
                "budgets.html": budgets_page.budgets(site, view, budget_rows, updated),
                "data.html": data_page.data(site, view, row_counts, updated),
                "feed.xml": atom.feed(view, entries, site.base, f"{folder}feed.xml"),
                "calendar.ics": ical.targets_calendar(view, events),
            }
            for path, text in pages.items():
                yield folder + path, text.encode()
        about = DatasetInfo(
            site.title,
            site.as_of,
            updated,
            site.demonstration,
            site.licence,
            portfolio.documents,
            site.base,
        )
        yield from data_files.data_files(
            about,
            {table: [fragment.csv[table] for fragment in ordered] for table in TABLES},
            {table: [fragment.json[table] for fragment in ordered] for table in TABLES},
            {table: [fragment.xlsx[table] for fragment in ordered] for table in TABLES},
        )
        yield not_found_page.PATH, sanitize_text(not_found_page.not_found(site)).encode()
        # the screen needs all targets at once
        screen = screen_page.files(site, _page_contexts(portfolio, site, all_tables))
        for path, text in screen.items():
            yield path, sanitize_text(text).encode()

    def _build_fragments(
        self,
        portfolio: Portfolio,
        site: Site,
        chunk: Sequence[tuple[model.Target, tuple[object, ...]]],
    ) -> Iterator[TargetOutput]:
        part = replace(portfolio, targets=tuple(sanitize(target) for target, _ in chunk))
        views = _page_contexts(part, site, tables(part))
        all_details = target_details(views[languages()[0]].snapshot)
        for details, (target, names) in zip(all_details, chunk, strict=True):
            fragment = self._build_fragment(views, site, details, names)
            self._cached[target.id] = _CachedFragment(target, names, fragment)
            yield TargetOutput(target.id, fragment, _TargetFiles(views, site, details))

    def _build_fragment(
        self,
        views: Mapping[Lang, PageContext],
        site: Site,
        details: TargetDetails,
        names: tuple[object, ...],
    ) -> TargetFragment:
        row, view = details.row, views[languages()[0]]
        rows = data_files.table_rows(view, details)
        sources = (
            self._code_digest,
            repr(self._shared),
            details.target.model_dump_json(),
            repr(names),
            repr(row),
        )
        return TargetFragment(
            key=digest("\n".join(sources).encode("utf-8", "replace"))[:32],
            index_row=index_page.index_row(views, details),
            timeline_row=timeline_page.timeline_row(views, details),
            budget_row=budgets_page.budget_row(views, details),
            csv={table: data_files.csv_rows(table_rows) for table, table_rows in rows.items()},
            json={
                table: data_files.json_rows(table, table_rows) for table, table_rows in rows.items()
            },
            xlsx={
                table: data_workbook.row_xml(table, table_rows)
                for table, table_rows in rows.items()
            },
            row_counts={table: len(table_rows) for table, table_rows in rows.items()},
            entries={lang: atom.entries(v, details) for lang, v in views.items()},
            events={lang: ical.target_events(v, details, site.base) for lang, v in views.items()},
        )


class _TargetFiles:
    """A target's own files, built on demand."""

    def __init__(
        self, views: Mapping[Lang, PageContext], site: Site, details: TargetDetails
    ) -> None:
        self.views, self.site, self.details = views, site, details

    def __call__(self) -> dict[str, str]:
        files: dict[str, str] = {}
        for view in self.views.values():
            files |= target_page.files(self.site, view, self.details)
        return files


def _page_contexts(
    portfolio: Portfolio, site: Site, portfolio_tables: Tables
) -> dict[Lang, PageContext]:
    snapshot = Snapshot.at(portfolio, site.as_of, portfolio_tables)
    view = PageContext(snapshot, site.as_of, languages()[0])
    return {lang: view.with_language(lang) for lang in languages()}


def _referenced_names(portfolio: Portfolio, target: model.Target) -> tuple[object, ...]:
    """The theme, plan, organisations and documents that a target refers to, and the money unit."""
    organisations, documents = portfolio.organisations, portfolio.documents
    reporters = [update.by for update in target.updates if isinstance(update.by, str)]
    facts: list[model.Update | model.Context | model.Revision] = [
        *target.updates,
        *target.context,
        *target.revisions,
    ]
    cited = [fact.evidence.document for fact in facts if fact.evidence is not None]
    return (
        portfolio.money,
        portfolio.themes.get(target.theme),
        portfolio.plans.get(target.plan or ""),
        *(organisations.get(key or "") for key in dict.fromkeys([target.lead, *reporters])),
        *(documents.get(key or "") for key in dict.fromkeys([target.source.document, *cited])),
    )
