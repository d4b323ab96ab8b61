"""The published site as text: a public portfolio and a day -> every file, by its path.

The same input gives the same text, to the byte. What one target brings to the site is computed from it
alone and kept (`TargetFragment`), so that one changed target costs little among thousands; its own pages are
not kept: who writes them knows by a digest whether they are there already.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final, NamedTuple

from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import Tables, tables
from tracker.i18n import Lang, day, languages
from tracker.portfolio import model
from tracker.portfolio.load import Portfolio
from tracker.site import (
    atom,
    budgets_page,
    data_files,
    data_page,
    data_schema,
    ical,
    index_page,
    screen_page,
    target_page,
    timeline_page,
)
from tracker.site.layout import Site, lang_folder
from tracker.site.sanitize import sanitize, sanitize_text
from tracker.site.tables_cache import TablesCache
from tracker.views.context import PageContext
from tracker.views.details import TargetDetails, target_details

CHUNK_SIZE: Final = 500
"""Targets judged at a time: tables are costly to make for few, and memory for very many."""


def sanitize_names(portfolio: Portfolio) -> Portfolio:
    """``portfolio`` with names that every file may hold; its targets are cleaned as they are made."""
    names = ("header", "themes", "plans", "organisations", "documents")
    return replace(portfolio, **{name: sanitize(getattr(portfolio, name)) for name in names})


class TargetFragment(NamedTuple):
    """What one target brings to the files that all share."""

    key: str  # of all that its own files are made from
    index_row: index_page.IndexRow
    timeline_row: timeline_page.TimelineRow
    budget_row: budgets_page.BudgetRow | None
    latest: dt.date | None  # the day its latest figure speaks of
    csv: Mapping[str, str]
    json: Mapping[str, str]
    counts: Mapping[str, int]  # rows by table
    entries: Mapping[Lang, Sequence[atom.FeedEntry]]
    events: Mapping[Lang, str]


class TargetOutput(NamedTuple):
    """A target's piece, and its own files, made when they are asked for."""

    id: str
    fragment: TargetFragment
    files: Callable[[], Mapping[str, str]] | None  # none of a piece that was kept


IsPublished = Callable[[str, str], bool]
"""Whether a target's own files, made from what this digest stands for, are published already."""


class _CachedFragment(NamedTuple):
    target: model.Target
    names: tuple[object, ...]
    fragment: TargetFragment


def target_paths(target_id: str) -> list[str]:
    """Where a target's own files stand."""
    own = (f"targets/{target_id}.html", f"embed/{target_id}.html", f"badge/{target_id}.svg")
    return [folder + path for folder in map(lang_folder, languages()) for path in own]


class SiteBuilder:
    """Makes the pieces of a site, and keeps those of targets that stay as they are."""

    def __init__(self, engine: str) -> None:
        self.code_digest = engine  # of the program: other templates, other pages
        self._shared: tuple[object, ...] = ()
        self._cached: dict[str, _CachedFragment] = {}
        self._tables_cache = TablesCache()

    def reuse_unchanged(self, portfolio: Portfolio) -> Portfolio:
        """``portfolio`` with the very targets of before wherever they are equal to those."""
        known = self._cached
        targets = tuple(
            known[target.id].target
            if target.id in known and known[target.id].target == target
            else target
            for target in portfolio.targets
        )
        return replace(portfolio, targets=targets)

    def fragments(
        self, portfolio: Portfolio, site: Site, published: IsPublished
    ) -> Iterator[TargetOutput]:
        """One a target of a `settled` portfolio, in no special order: those kept first.

        A piece is kept as long as its target stays, and ``published`` says that its files are there.
        """
        shared = (site, portfolio.header)
        if shared != self._shared:
            self._cached.clear()
            self._shared = shared
        kept, changed = {}, []
        for target in portfolio.targets:
            names = _referenced_names(portfolio, target)
            known = self._cached.get(target.id)
            if (
                known is not None
                and known.names == names
                and known.target is target
                and published(target.id, known.fragment.key)
            ):
                kept[target.id] = known
                yield TargetOutput(target.id, known.fragment, None)
            else:
                changed.append((target, names))
        self._cached = kept
        rest = iter(changed)
        while some := list(islice(rest, CHUNK_SIZE)):
            yield from self._build_fragments(portfolio, site, some)

    def shared_files(
        self, portfolio: Portfolio, site: Site, pieces: Mapping[str, TargetFragment]
    ) -> Iterator[tuple[str, str]]:
        """Every file that is not one target's own, from the pieces of all."""
        ordered = [pieces[target.id] for target in portfolio.targets]
        latest = max((piece.latest for piece in ordered if piece.latest), default=None)
        listed = [piece.index_row for piece in ordered]
        dated = [piece.timeline_row for piece in ordered]
        paid = [piece.budget_row for piece in ordered if piece.budget_row is not None]
        counts = {
            table: sum(piece.counts[table] for piece in ordered) for table in data_schema.TABLES
        }
        none = replace(portfolio, targets=())
        bare = _page_contexts(none, site, tables(none))
        for lang, view in bare.items():
            own = lang_folder(lang)
            entries = (entry for piece in ordered for entry in piece.entries[lang])
            for path, text in (
                ("index.html", index_page.index(site, view, listed, day(latest) if latest else "")),
                ("timeline.html", timeline_page.timeline(site, view, dated)),
                ("budgets.html", budgets_page.budgets(site, view, paid)),
                ("data.html", data_page.data(site, view, counts)),
                ("feed.xml", atom.document(view, entries, site.base, f"{own}feed.xml")),
                (
                    "calendar.ics",
                    ical.targets_calendar(view, (piece.events[lang] for piece in ordered)),
                ),
            ):
                yield own + path, text
        yield from _data_files(portfolio, site, ordered)
        for path, text in self._screen(portfolio, site).items():
            yield path, sanitize_text(text)

    def _screen(self, portfolio: Portfolio, site: Site) -> dict[str, str]:
        """It is made from all targets at once."""
        zh = _page_contexts(portfolio, site, self._tables_cache.tables(portfolio))["zh"]
        _ = zh.by_id  # made before the view is shared by the languages
        return screen_page.files(site, {lang: zh.with_language(lang) for lang in languages()})

    def _build_fragments(
        self, portfolio: Portfolio, site: Site, some: Sequence[tuple[model.Target, Any]]
    ) -> Iterator[TargetOutput]:
        targets = tuple(sanitize(target) for target, _ in some)
        part = replace(portfolio, targets=targets)
        views = _page_contexts(part, site, tables(part))
        for dossier, (target, names) in zip(target_details(views["zh"]), some, strict=True):
            piece = self._build_fragment(views, site, dossier, names)
            self._cached[target.id] = _CachedFragment(target, names, piece)
            yield TargetOutput(target.id, piece, _TargetFiles(views, site, dossier))

    def _build_fragment(
        self, views: Mapping[Lang, PageContext], site: Site, dossier: TargetDetails, names: object
    ) -> TargetFragment:
        row, zh = dossier.row, views["zh"]
        rows = data_files.table_rows(zh, dossier)
        known = [update.date for update in dossier.updates if update.date <= site.as_of]
        titles: dict[Lang, str] = {"zh": row.title_zh, "en": row.title_en}
        made_from = "\n".join(
            (
                self.code_digest,
                repr(self._shared),
                dossier.target.model_dump_json(),
                repr(names),
                repr(row),
            )
        ).encode("utf-8", "replace")
        return TargetFragment(
            hashlib.sha256(made_from).hexdigest()[:32],
            index_page.IndexRow(
                row.theme,
                row.lead,
                row.status,
                {lang: index_page.row_html(view, dossier) for lang, view in views.items()},
            ),
            timeline_page.TimelineRow(row.id, row.theme, titles, timeline_page.bar_of(dossier), {}),
            None
            if dossier.budget_status is None
            else budgets_page.BudgetRow(
                row.theme,
                dossier.budget_status,
                {lang: budgets_page.budget_row_html(view, dossier) for lang, view in views.items()},
            ),
            max(known, default=None),
            {table: data_files.csv_lines(found) for table, found in rows.items()},
            {table: data_files.json_lines(table, found) for table, found in rows.items()},
            {table: len(found) for table, found in rows.items()},
            {lang: atom.newest(atom.entries(view, dossier)) for lang, view in views.items()},
            {lang: ical.target_events(view, dossier, site.base) for lang, view in views.items()},
        )


class _TargetFiles:
    """A target's own files, made on demand."""

    def __init__(
        self, views: Mapping[Lang, PageContext], site: Site, dossier: TargetDetails
    ) -> None:
        self.views, self.site, self.dossier = views, site, dossier

    def __call__(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for view in self.views.values():
            found |= target_page.files(self.site, view, self.dossier)
        return found


def _page_contexts(portfolio: Portfolio, site: Site, made: Tables) -> dict[Lang, PageContext]:
    snapshot = Snapshot.at(portfolio, site.as_of, made)
    zh = PageContext(snapshot, site.as_of, "zh")
    return {lang: zh.with_language(lang) for lang in languages()}


def _referenced_names(portfolio: Portfolio, target: model.Target) -> tuple[object, ...]:
    """What a target refers to: themes, programmes, organisations, documents."""
    organisations, documents = portfolio.organisations, portfolio.documents
    by = [update.by for update in target.updates if isinstance(update.by, str)]
    facts: list[model.Update | model.Context | model.Revision] = [
        *target.updates,
        *target.context,
        *target.revisions,
    ]
    named = [fact.evidence.document for fact in facts if fact.evidence is not None]
    return (
        portfolio.money,
        portfolio.themes.get(target.theme),
        portfolio.plans.get(target.plan or ""),
        *(organisations.get(key or "") for key in dict.fromkeys([target.lead, *by])),
        *(documents.get(key or "") for key in dict.fromkeys([target.source.document, *named])),
    )


def make_site(portfolio: Portfolio, as_of: dt.date, base: str | None) -> Site:
    """What all pages share. The address is the one given, else the one the portfolio's screen names."""
    header = portfolio.header
    base = base or header.screen.url
    if base is not None and not base.endswith("/"):
        base += "/"
    return Site(header.title, header.demonstration, as_of, header.licence, base, screen=True)


def _data_files(
    portfolio: Portfolio, site: Site, ordered: Sequence[TargetFragment]
) -> Iterator[tuple[str, str]]:
    about = data_files.DatasetInfo(
        site.title, site.as_of, site.demonstration, site.licence, portfolio.documents, site.base
    )
    written = {}
    for table in data_schema.TABLES:
        lines = data_files.csv_head(table) + "".join(piece.csv[table] for piece in ordered)
        texts = {
            f"{table}.csv": lines,
            f"{table}.json": data_files.json_file(about, (piece.json[table] for piece in ordered)),
        }
        for path, text in texts.items():
            raw = text.encode()
            written[path] = data_files.FileDigest(len(raw), hashlib.sha256(raw).hexdigest())
            yield f"data/{path}", text
    yield "data/datapackage.json", data_files.data_package(about, written)
