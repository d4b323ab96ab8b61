"""The published site as text: a public portfolio and a day -> every file, by its path.

The same input gives the same text, to the byte. What one target brings to the site is computed from it
alone and kept (`Piece`), so that one changed target costs little among thousands; its own pages are
not kept: who writes them knows by a digest whether they are there already.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final, NamedTuple

from tracker.analysis.assessment import assess
from tracker.analysis.tables import Tables, tables
from tracker.i18n import LANGS, Lang, day
from tracker.portfolio import model
from tracker.portfolio.load import Portfolio
from tracker.site import (
    atom,
    data_files,
    data_schema,
    ical,
    index_page,
    more_pages,
    screen_page,
    target_page,
)
from tracker.site.layout import FOLDERS, Site
from tracker.site.sanitize import clean, cleaned
from tracker.site.tables import Parts
from tracker.views.context import View
from tracker.views.details import Dossier, dossiers

CHUNK: Final = 500
"""Targets judged at a time: tables are costly to make for few, and memory for very many."""


def ready(portfolio: Portfolio) -> Portfolio:
    """``portfolio`` with names that every file may hold; its targets are cleaned as they are made."""
    names = ("header", "themes", "plans", "organisations", "documents")
    return replace(portfolio, **{name: cleaned(getattr(portfolio, name)) for name in names})


class Piece(NamedTuple):
    """What one target brings to the files that all share."""

    key: str  # of all that its own files are made from
    listed: index_page.Listed
    dated: more_pages.Dated
    paid: more_pages.Paid | None
    latest: dt.date | None  # the day its latest figure speaks of
    csv: Mapping[str, str]
    json: Mapping[str, str]
    counts: Mapping[str, int]  # rows by table
    entries: Mapping[Lang, Sequence[atom.Entry]]
    events: Mapping[Lang, str]


class Made(NamedTuple):
    """A target's piece, and its own files, made when they are asked for."""

    id: str
    piece: Piece
    files: Callable[[], Mapping[str, str]] | None  # none of a piece that was kept


Published = Callable[[str, str], bool]
"""Whether a target's own files, made from what this digest stands for, are published already."""


class _Kept(NamedTuple):
    target: model.Target
    names: tuple[object, ...]
    piece: Piece


def paths(target_id: str) -> list[str]:
    """Where a target's own files stand."""
    own = (f"targets/{target_id}.html", f"embed/{target_id}.html", f"badge/{target_id}.svg")
    return [folder + path for folder in FOLDERS.values() for path in own]


class Workshop:
    """Makes the pieces of a site, and keeps those of targets that stay as they are."""

    def __init__(self, engine: str) -> None:
        self.engine = engine  # of the program: other templates, other pages
        self._shared: tuple[object, ...] = ()
        self._kept: dict[str, _Kept] = {}
        self._parts = Parts()

    def settled(self, portfolio: Portfolio) -> Portfolio:
        """``portfolio`` with the very targets of before wherever they are equal to those."""
        known = self._kept
        targets = tuple(
            known[target.id].target
            if target.id in known and known[target.id].target == target
            else target
            for target in portfolio.targets
        )
        return replace(portfolio, targets=targets)

    def pieces(self, portfolio: Portfolio, site: Site, published: Published) -> Iterator[Made]:
        """One a target of a `settled` portfolio, in no special order: those kept first.

        A piece is kept as long as its target stays, and ``published`` says that its files are there.
        """
        shared = (site, portfolio.header)
        if shared != self._shared:
            self._kept.clear()
            self._shared = shared
        kept, changed = {}, []
        for target in portfolio.targets:
            names = _names(portfolio, target)
            known = self._kept.get(target.id)
            if (
                known is not None
                and known.names == names
                and known.target is target
                and published(target.id, known.piece.key)
            ):
                kept[target.id] = known
                yield Made(target.id, known.piece, None)
            else:
                changed.append((target, names))
        self._kept = kept
        rest = iter(changed)
        while some := list(islice(rest, CHUNK)):
            yield from self._make(portfolio, site, some)

    def shared_files(
        self, portfolio: Portfolio, site: Site, pieces: Mapping[str, Piece]
    ) -> Iterator[tuple[str, str]]:
        """Every file that is not one target's own, from the pieces of all."""
        ordered = [pieces[target.id] for target in portfolio.targets]
        latest = max((piece.latest for piece in ordered if piece.latest), default=None)
        listed = [piece.listed for piece in ordered]
        dated = [piece.dated for piece in ordered]
        paid = [piece.paid for piece in ordered if piece.paid is not None]
        counts = {
            table: sum(piece.counts[table] for piece in ordered) for table in data_schema.TABLES
        }
        none = replace(portfolio, targets=())
        bare = _views(none, site, tables(none))
        for lang, view in bare.items():
            own = FOLDERS[lang]
            entries = (entry for piece in ordered for entry in piece.entries[lang])
            for path, text in (
                ("index.html", index_page.index(site, view, listed, day(latest) if latest else "")),
                ("timeline.html", more_pages.timeline(site, view, dated)),
                ("budgets.html", more_pages.budgets(site, view, paid)),
                ("data.html", more_pages.data(site, view, counts)),
                ("feed.xml", atom.document(view, entries, site.base, f"{own}feed.xml")),
                ("calendar.ics", ical.document(view, (piece.events[lang] for piece in ordered))),
            ):
                yield own + path, text
        yield from _data(portfolio, site, ordered)
        for path, text in self._screen(portfolio, site).items():
            yield path, clean(text)

    def _screen(self, portfolio: Portfolio, site: Site) -> dict[str, str]:
        """It is made from all targets at once."""
        zh = _views(portfolio, site, self._parts.tables(portfolio))["zh"]
        _ = zh.by_id, zh.clocks  # made before the view is shared by the languages
        return screen_page.files(site, {lang: zh.speaking(lang) for lang in LANGS})

    def _make(
        self, portfolio: Portfolio, site: Site, some: Sequence[tuple[model.Target, Any]]
    ) -> Iterator[Made]:
        targets = tuple(cleaned(target) for target, _ in some)
        part = replace(portfolio, targets=targets)
        views = _views(part, site, tables(part))
        for dossier, (target, names) in zip(dossiers(views["zh"]), some, strict=True):
            piece = self._piece(views, site, dossier, names)
            self._kept[target.id] = _Kept(target, names, piece)
            yield Made(target.id, piece, _Files(views, site, dossier))

    def _piece(
        self, views: Mapping[Lang, View], site: Site, dossier: Dossier, names: object
    ) -> Piece:
        row, zh = dossier.row, views["zh"]
        rows = data_files.rows(zh, dossier)
        known = [update.date for update in dossier.updates if update.date <= site.as_of]
        titles: dict[Lang, str] = {"zh": row.title_zh, "en": row.title_en}
        made_from = "\n".join(
            (
                self.engine,
                repr(self._shared),
                dossier.target.model_dump_json(),
                repr(names),
                repr(row),
            )
        ).encode("utf-8", "replace")
        return Piece(
            hashlib.sha256(made_from).hexdigest()[:32],
            index_page.Listed(
                row.theme, row.lead, row.lamp,
                {lang: index_page.row(view, dossier) for lang, view in views.items()},
            ),
            more_pages.Dated(row.id, row.theme, titles, more_pages.bar_of(dossier), {}),
            None if dossier.clock is None else more_pages.Paid(
                row.theme, dossier.clock,
                {lang: more_pages.paid(view, dossier) for lang, view in views.items()},
            ),
            max(known, default=None),
            {table: data_files.csv_lines(found) for table, found in rows.items()},
            {table: data_files.json_lines(table, found) for table, found in rows.items()},
            {table: len(found) for table, found in rows.items()},
            {lang: atom.newest(atom.entries(view, dossier)) for lang, view in views.items()},
            {lang: ical.events(view, dossier, site.base) for lang, view in views.items()},
        )  # fmt: skip


class _Files:
    """A target's own files, made on demand."""

    def __init__(self, views: Mapping[Lang, View], site: Site, dossier: Dossier) -> None:
        self.views, self.site, self.dossier = views, site, dossier

    def __call__(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for view in self.views.values():
            found |= target_page.files(self.site, view, self.dossier)
        return found


def _views(portfolio: Portfolio, site: Site, made: Tables) -> dict[Lang, View]:
    assessed = assess(made, site.as_of)
    zh = View(portfolio, made, assessed, site.as_of, site.as_of, "zh")
    return {lang: zh.speaking(lang) for lang in LANGS}


def _names(portfolio: Portfolio, target: model.Target) -> tuple[object, ...]:
    """What a target refers to: themes, programmes, organisations, documents."""
    organisations, documents = portfolio.organisations, portfolio.documents
    by = [update.by for update in target.updates if isinstance(update.by, str)]
    facts: list[model.Update | model.Context | model.Revision] = [
        *target.updates, *target.context, *target.revisions
    ]  # fmt: skip
    named = [fact.evidence.document for fact in facts if fact.evidence is not None]
    return (
        portfolio.money,
        portfolio.themes.get(target.theme),
        portfolio.plans.get(target.plan or ""),
        *(organisations.get(key or "") for key in dict.fromkeys([target.lead, *by])),
        *(documents.get(key or "") for key in dict.fromkeys([target.source.document, *named])),
    )


def site_of(portfolio: Portfolio, as_of: dt.date, base: str | None) -> Site:
    """What all pages share. The address is the one given, else the one the portfolio's screen names."""
    header = portfolio.header
    base = base or header.screen.url
    if base is not None and not base.endswith("/"):
        base += "/"
    return Site(header.title, header.demonstration, as_of, header.licence, base, screen=True)


def _data(portfolio: Portfolio, site: Site, ordered: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    about = data_files.About(
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
            written[path] = data_files.Written(len(raw), hashlib.sha256(raw).hexdigest())
            yield f"data/{path}", text
    yield "data/datapackage.json", data_files.package(about, written)
