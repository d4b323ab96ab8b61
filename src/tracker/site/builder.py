"""Builds the published site: from a public portfolio and a day, every shared file by its path.

The same input gives the same bytes. What each target contributes, and its own files, are `fragments`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tracker.analysis.details import details_of_some
from tracker.analysis.snapshot import Snapshot
from tracker.charts.time_axis import time_axis
from tracker.i18n import languages
from tracker.portfolio.load import Portfolio
from tracker.screen.photos import pictures
from tracker.site import (
    atom,
    budgets_page,
    crawlers,
    data_files,
    data_page,
    ical,
    index_page,
    kept_days,
    not_found_page,
    screen_page,
    timeline_page,
)
from tracker.site.context import SiteContext, drawing_name
from tracker.site.coverage import coverage_of
from tracker.site.data_package import DatasetInfo
from tracker.site.data_schema import TABLES
from tracker.site.fragments import FragmentCache, TargetFragment, page_contexts
from tracker.site.last_results import LastResults
from tracker.site.layout import SITE_PICTURE, Site, lang_folder
from tracker.site.release import ManifestCache
from tracker.site.sanitize import sanitize
from tracker.site.tables_cache import TablesCache
from tracker.views import chart_files, downloads
from tracker.views.links import GROUPINGS


def sanitize_names(portfolio: Portfolio) -> Portfolio:
    """``portfolio`` with sanitized names; `FragmentCache.sanitize_targets` does the rest."""
    names = ("header", "themes", "plans", "organisations", "documents")
    return replace(portfolio, **{name: sanitize(getattr(portfolio, name)) for name in names})


MAX_PICTURED: Final = 100
"""Targets of a site whose charts of all targets are pictures too: each row takes a millisecond. Scripts of larger ones draw them."""
MAX_CHARTS: Final = 500
"""Targets of a site whose charts are files: an SVG file takes up to a quarter of the time of its page, a picture more than the page."""


def make_site(
    portfolio: Portfolio,
    as_of: dt.date,
    base: str | None,
    *,
    is_drawn: bool = False,
    is_kept: bool = False,
) -> Site:
    """What all pages share. The URL is ``base``, or else the one configured for the screen.

    Pictures, where they can be drawn, are for share cards, whose addresses are absolute; without them the script of a
    page makes one of its chart. A site that is kept for a day is in a folder of the current one and has no screen.
    """
    header = portfolio.header
    base = base or header.screen.url
    if base is not None and not base.endswith("/"):
        base += "/"
    if is_kept and base is not None:
        base += kept_days.address(as_of)
    charts = 0 < len(portfolio.targets) <= MAX_CHARTS
    drawn = charts and is_drawn and base is not None
    return Site(
        header.title,
        header.demonstration,
        as_of,
        header.licence,
        base,
        screen=not is_kept,
        charts=charts,
        drawn=drawn,
        pictured=drawn and len(portfolio.targets) <= MAX_PICTURED,
        kept=is_kept,
    )


def entry_dates(
    fragments: Iterable[TargetFragment], seen: Mapping[str, str] | None, today: dt.date
) -> dict[str, str]:
    """`atom.entry_dates` of all targets, and the days of entries that are gone for now."""
    dates = atom.entry_dates(_entry_days(fragments), seen, today)
    return {**(seen or {}), **dates}


def _entry_days(fragments: Iterable[TargetFragment]) -> dict[str, str]:
    days: dict[str, str] = {}
    for fragment in fragments:
        days.update(fragment.entry_days)
    return days


def _feed_entries(
    view: SiteContext, newest: Sequence[str], dates: Mapping[str, str]
) -> list[atom.FeedEntry]:
    """The entries with these ids, each dated by ``dates``; ``view`` is of all targets."""
    piece = ("feed", view.lang)
    of_targets: dict[str, Sequence[atom.FeedEntry] | None] = {
        key: view.pieces.get(piece, [key]) for key in map(atom.target_of, newest)
    }
    new = [key for key, known in of_targets.items() if known is None]
    for details in details_of_some(view.snapshot, new):
        key = details.row.id
        of_targets[key] = view.pieces.put(piece, [key], atom.entries(view, details))
    by_id = {entry.id: entry for one in of_targets.values() for entry in one or ()}
    return [by_id[name]._replace(updated=dt.date.fromisoformat(dates[name])) for name in newest]


def drawings(view: SiteContext) -> Iterator[tuple[str, str]]:
    """Path without extension and SVG file of each drawing of the shared pages that shows anything."""
    wanted: list[tuple[str, str | None]] = [("groups", "theme")]
    if view.charts:
        wanted += [("budgets", None), *(("timeline", by) for by in GROUPINGS["timeline"])]
    for name, by in wanted:
        query = {} if by is None else {"by": by}
        if drawing := chart_files.DRAWINGS[name](replace(view, query=query)):
            yield drawing_name(name, by), drawing


def _published_picture(live: Path | None, path: str, drawing: str) -> bytes | None:
    """The picture of an unchanged drawing; ``path`` has no extension."""
    if live is None:
        return None
    with suppress(OSError):
        if (live / f"{path}.svg").read_bytes() == drawing.encode():
            return (live / f"{path}.png").read_bytes()
    return None


class SiteBuilder:
    """Builds sites one after the other and reuses what stays the same.

    ``code_digest`` changes with the program: other code may build other pages.
    """

    def __init__(self, code_digest: str, picture: downloads.Picture | None = None) -> None:
        self.picture = picture  # draws an SVG file as PNG, for share cards
        self.fragments = FragmentCache(code_digest, picture)
        self._tables_cache = TablesCache()
        self._last = LastResults()
        self.manifests = ManifestCache()

    def snapshot(self, portfolio: Portfolio, as_of: dt.date) -> Snapshot:
        """``portfolio`` as known on a day; the tables of unchanged targets are cached."""
        return Snapshot.at(portfolio, as_of, self._tables_cache.tables(portfolio))

    def shared_files(
        self,
        snapshot: Snapshot,
        site: Site,
        fragments: Mapping[str, TargetFragment],
        dates: Mapping[str, str],
        *,
        days: Sequence[dt.date] = (),
        published: Mapping[str, ical.PublishedEvent] = MappingProxyType({}),
        live: Path | None = None,
    ) -> Iterator[tuple[str, bytes]]:
        """Path and content of every file that is not one target's own; ``fragments`` by target id.

        ``dates`` are `entry_dates`, ``days`` the past ones that are kept, ``published`` the events of the last publication,
        ``live`` its folder, whose pictures of unchanged drawings are not drawn again.
        """
        portfolio = snapshot.portfolio
        ordered = [fragments[target.id] for target in portfolio.targets]
        updated = snapshot.latest_report
        list_rows = [fragment.list_row for fragment in ordered]
        scheduled = [fragment.scheduled for fragment in ordered]
        axis = time_axis([target.dates for target in scheduled], site.as_of)
        target_budgets = [
            budgets_page.TargetBudget(fragment.scheduled.row, fragment.budget)
            for fragment in ordered
        ]
        pieces = {key: fragment.pieces for key, fragment in fragments.items()}
        views = page_contexts(snapshot, site, pieces)
        without_targets = Snapshot.at(replace(portfolio, targets=()), site.as_of)
        general_views = page_contexts(without_targets, site)
        general_rows = data_files.rows_of_no_target(general_views[languages()[0]])
        row_counts = {
            table: len(general_rows[table])
            + sum(fragment.row_counts[table] for fragment in ordered)
            for table in TABLES
        }
        about = DatasetInfo(
            site.title,
            site.as_of,
            updated,
            site.demonstration,
            site.licence,
            portfolio.documents,
            site.base,
        )
        coverage = coverage_of(portfolio)
        addresses = [
            path
            for one in ordered
            for path in one.paths
            if "targets/" in path and path.endswith(".html")
        ]
        newest = atom.newest({name: dates[name] for one in ordered for name in one.entry_days})
        for lang, view in general_views.items():
            folder = lang_folder(lang)
            entries = _feed_entries(views[lang], newest, dates)
            events = [event for fragment in ordered for event in fragment.events[lang]]
            events += ical.general_events(view, site.base)
            pages = {
                **dict(index_page.pages(site, views[lang], list_rows, updated)),
                **{
                    view.href("timeline", by=by): timeline_page.timeline(
                        site, view, scheduled, by, updated, axis=axis
                    )
                    for by in GROUPINGS["timeline"]
                },
                "budgets.html": budgets_page.budgets(site, view, target_budgets, updated),
                "data.html": data_page.data(site, view, row_counts, (about, coverage), days),
                "feed.xml": atom.feed(view, entries, dates, site.base, f"{folder}feed.xml"),
                ical.FILE: ical.targets_calendar(view, events, published),
            }
            for path, text in pages.items():
                yield folder + path, text.encode()
            addresses += [folder + path for path in pages if path.endswith(".html")]
            for path, drawing in drawings(views[lang]):
                yield f"{folder}{path}.svg", drawing.encode()
                if site.pictured and self.picture is not None:
                    known = _published_picture(live, f"{folder}{path}", drawing)
                    yield f"{folder}{path}.png", known or self.picture(drawing)
            if site.drawn and self.picture is not None:
                yield folder + SITE_PICTURE, self.picture(chart_files.site_card(views[lang]))
        table_parts = {
            table: [
                *(one.tables[table] for one in ordered),
                data_files.table_parts(table, general_rows[table]),
            ]
            for table in TABLES
        }
        yield from data_files.data_files(about, coverage, table_parts, self._last)
        if site.kept:  # the current site has these for all of its folders
            return
        addresses.append("screen.html")
        addresses += map(kept_days.address, days)
        for path, text in crawlers.files(site, addresses).items():
            yield path, text.encode()
        yield not_found_page.PATH, not_found_page.not_found(site).encode()
        yield from pictures(portfolio)
        screen = screen_page.files(site, views)
        for path, text in screen.items():
            yield path, text.encode()
