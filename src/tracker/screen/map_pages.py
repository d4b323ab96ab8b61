"""The scene of the map: the targets with a place, as numbered marks on the outlines that the portfolio brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from tracker.analysis import agenda
from tracker.analysis.rows import AssessedTarget
from tracker.charts.area_map import AreaMap, Cluster, Mark, Ring, area_map, clusters
from tracker.i18n import shorten
from tracker.portfolio.local_files import LocalFileError, outlines
from tracker.portfolio.model import Place
from tracker.portfolio.texts import localize
from tracker.screen.settings import paginate
from tracker.views.context import PageContext

MARKS_PER_PAGE: Final = 6
TITLES_PER_MARK: Final = 2
_WIDTH: Final = 40  # columns of a place and of a title
_GRAVEST_FIRST: Final = (*agenda.WORST_FIRST[:3], "on_track", "achieved")


class Located(NamedTuple):
    """One mark of the map: the targets at it, the gravest status first."""

    place: str
    status: str
    titles: tuple[str, ...]
    more: str  # how many targets there are beyond the titles


class MapBody(NamedTuple):
    """Outlines with numbered marks, and what is at each of them."""

    drawing: AreaMap
    clusters: tuple[Cluster, ...]
    located: tuple[Located, ...]
    others: tuple[Cluster, ...]  # those of other pages


def map_pages(
    view: PageContext, rows: Sequence[AssessedTarget], max_pages: int
) -> Iterator[MapBody]:
    """The pages of the map; none without outlines, or without a target in ``rows`` that has a place."""
    portfolio = view.portfolio
    places = {row.id: place for row in rows if (place := portfolio.by_id[row.id].place)}
    rings: Sequence[Ring] = ()
    if places and portfolio.header.map is not None:
        with suppress(LocalFileError):  # the file was there when the data was checked
            rings = outlines(portfolio.root, portfolio.header.map)
    if not rings:
        return
    by_gravity = sorted((view.row(key) for key in places), key=_gravity)
    marks = [Mark(places[row.id].lon, places[row.id].lat, row.id, row.status) for row in by_gravity]
    drawing = area_map(rings, marks)
    every = clusters(drawing, marks)
    for portion in paginate(every, MARKS_PER_PAGE, max_pages):
        located = tuple(_located(view, cluster, places) for cluster in portion)
        others = tuple(cluster for cluster in every if cluster not in portion)
        yield MapBody(drawing, tuple(portion), located, others)


def _gravity(row: AssessedTarget) -> int:
    if row.status in _GRAVEST_FIRST:
        return _GRAVEST_FIRST.index(row.status)
    return len(_GRAVEST_FIRST)


def _located(view: PageContext, cluster: Cluster, places: Mapping[str, Place]) -> Located:
    t, ids = view.t, [mark.id for mark in cluster.marks]
    names = dict.fromkeys(localize(places[key].name, view.lang) for key in ids)
    titles = tuple(
        shorten(t.localized(view.row(key), "title"), _WIDTH) for key in ids[:TITLES_PER_MARK]
    )
    left = len(ids) - len(titles)
    more = t("screen.map.more", count=left) if left else ""
    place = shorten(t("list.comma").join(names), _WIDTH)
    return Located(place, cluster.marks[0].status, titles, more)
