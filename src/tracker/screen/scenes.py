"""The scenes of the public screen, each of which says one thing; `scene_html` draws them.

Expects the public part of a portfolio (`portfolio.redaction`). A scene without content is left out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from math import isnan
from typing import Final, NamedTuple

from tracker.analysis import agenda, earned_value, rollup
from tracker.analysis.assessment import STATUSES
from tracker.analysis.changes import comparison_day
from tracker.analysis.details import details_of_some, reported_values
from tracker.analysis.rows import AssessedTarget, typed_rows
from tracker.html import NO_DATA
from tracker.i18n import STATUS_SHAPES, day
from tracker.numbers import percent, rounded
from tracker.screen.cards import (
    MAX_NAMES,
    ScreenCard,
    card_title,
    lone_figure,
    screen_card,
    short_title,
)
from tracker.screen.coming import ComingBody, coming
from tracker.screen.lately import LatelyBody, lately
from tracker.screen.map_pages import MapBody, map_pages
from tracker.screen.settings import ScreenSettings, paginate
from tracker.screen.shortfalls import ShortBody, shortfalls
from tracker.screen.story import StoryBody, stories, story
from tracker.views.changes import completion_gain, trend_arrow
from tracker.views.context import PageContext
from tracker.views.overview import headline
from tracker.views.target_row import has_last_figure

CARDS_PER_PAGE: Final = 3
UNKNOWN_PER_PAGE: Final = 26
MAX_PAGES: Final = 400
"""Pages of all themes, which is what fits into a day; what is beyond is shown as "12 more"."""
NAMED_STATUSES: Final = 4
"""Up to so many statuses, the headline names `MAX_NAMES` targets of each."""


class KeyFigure(NamedTuple):
    number: str
    caption: str


class HeadlineBody(NamedTuple):
    counts: dict[str, int]  # by status, without zeros
    names: dict[
        str, tuple[str, ...]
    ]  # by status, some of its targets; empty where there are many statuses
    figures: tuple[KeyFigure, ...]


class ThemeCard(NamedTuple):
    card: ScreenCard
    values: Sequence[tuple[dt.date, float]]  # the figures that count, by their day
    arrow: str  # since the comparison day; "" where nothing is known of it
    gain: str


class ThemeBody(NamedTuple):
    cards: tuple[ThemeCard, ...]
    show_theme: bool  # whether each card names its theme


class UnknownTarget(NamedTuple):
    title: str
    status: str
    word: str  # of the status, for screen readers
    theme: str
    last: str  # the last figure with its day where reports have stopped; "" for others


class UnknownBody(NamedTuple):
    targets: tuple[UnknownTarget, ...]
    first: int  # the place of the first of ``targets`` among all, from 1
    total: int


Body = (
    HeadlineBody
    | LatelyBody
    | StoryBody
    | ThemeBody
    | ComingBody
    | ShortBody
    | UnknownBody
    | MapBody
)


class Scene(NamedTuple):
    """One page of one scene in one language."""

    name: str  # of model.SCENE_NAMES
    title: str
    subtitle: str
    body: Body | None  # None: a title and a subtitle only
    themes: tuple[str, ...] = ()  # whose targets it shows alone; () where it is not about themes
    target: str = ""  # the one it is about


def build_scenes(view: PageContext) -> tuple[Scene, ...]:
    """Every scene of one language; at least one. The same number in each language."""
    if not _shown(view):
        return (empty_scene(view),)
    return tuple(scene for build in _SCENE_BUILDERS.values() for scene in build(view))


def is_chosen(scene: Scene, settings: ScreenSettings) -> bool:
    """Whether the settings ask for a scene; `screen.js` decides likewise."""
    if scene.name not in settings.scenes:
        return False
    return (
        settings.themes is None or not scene.themes or bool(set(scene.themes) & {*settings.themes})
    )


def _shown(view: PageContext) -> list[AssessedTarget]:
    return [row for row in view.by_id.values() if row.status != "ended"]


def _judged(view: PageContext) -> list[AssessedTarget]:
    return [row for row in _shown(view) if row.status not in NO_DATA]


def empty_scene(view: PageContext) -> Scene:
    t = view.t
    subtitle = t("screen.nothing.chosen" if _shown(view) else "screen.nothing.below")
    return Scene("headline", view.title, subtitle, None)


def _headline(view: PageContext) -> Iterator[Scene]:
    title, unknown = headline(view)
    rows = _shown(view)
    counts = _status_counts(rows, STATUSES)
    names = {}
    if len(counts) <= NAMED_STATUSES:
        names = {
            status: tuple(
                short_title(view, row)
                for row in islice((row for row in rows if row.status == status), MAX_NAMES)
            )
            for status in counts
        }
    yield Scene("headline", title, unknown, HeadlineBody(counts, names, tuple(_key_figures(view))))


def _status_counts(rows: Iterable[AssessedTarget], statuses: Iterable[str]) -> dict[str, int]:
    """Counts in the order of ``statuses``, without zeros."""
    counts = Counter(row.status for row in rows)
    return {status: counts[status] for status in statuses if status in counts}


def _key_figures(view: PageContext) -> Iterator[KeyFigure]:
    """Average progress and spending."""
    t, lang = view.t, view.lang
    share = rollup.overall(view.snapshot).completion_reported
    if not isnan(share):
        count = sum(not isnan(row.actual) for row in _judged(view))
        yield KeyFigure(percent(share, lang), t("screen.figure.progress", count=count))
    total = next(typed_rows(earned_value.totals(view.budget_status), earned_value.Totals))
    spent, approved = total.spent_of_both, total.approved_of_both
    scale = t.money_scale(view.portfolio.money, approved, spent)
    if not isnan(total.execution):
        caption = t(
            "screen.figure.spent",
            spent=rounded(spent, lang, 1, scale.shift),
            approved=rounded(approved, lang, 1, scale.shift),
            unit=scale.unit,
        )
        yield KeyFigure(percent(total.execution, lang), caption)


def _lately(view: PageContext) -> Iterator[Scene]:
    if body := lately(view, _shown(view)):
        below = view.t("screen.since", day=day(comparison_day(view.as_of)))
        yield Scene("lately", view.t("screen.lately"), below, body)


def _stories(view: PageContext) -> Iterator[Scene]:
    ids = [row.id for row in stories(view, _shown(view))]
    for details in details_of_some(view.snapshot, ids):
        body, row = story(view, details), details.row
        yield Scene("story", body.title, "", body, (row.theme,), row.id)


def _themes(view: PageContext) -> Iterator[Scene]:
    """Pages of the themes; small themes beside each other share a page."""
    t = view.t
    themes: dict[str, list[AssessedTarget]] = {}
    for row in _judged(view):
        themes.setdefault(row.theme, []).append(row)
    pages: list[tuple[list[str], list[AssessedTarget]]] = []
    for key, rows in themes.items():
        last = pages[-1] if pages else None
        if last and len(last[1]) + len(rows) <= CARDS_PER_PAGE:
            last[0].append(key)
            last[1].extend(rows)
        else:
            pages += [([key], list(page)) for page in paginate(rows, CARDS_PER_PAGE, MAX_PAGES)]
    left_out = sum(len(rows) for _, rows in pages[MAX_PAGES:])
    rest = t("screen.rest", count=left_out) if left_out else ""
    shown = [row for _, rows in pages[:MAX_PAGES] for row in rows]
    card_of = _theme_cards(view, shown)
    since = t("change.since", day=day(comparison_day(view.as_of)))
    for keys, rows in pages[:MAX_PAGES]:
        cards = tuple(card_of[row.id] for row in rows)
        title = t("list.comma").join(view.theme(key) for key in keys)
        compared = since if any(card.arrow for card in cards) else ""
        has_bar = any(not isnan(card.card.completion) for card in cards)
        has_bound = any(card.card.bounds and card.values for card in cards)
        legend = (
            t(_tick_key(card.card for card in cards)) if has_bar else "",
            t("screen.legend.bound") if has_bound else "",
            compared,
        )
        # the legend of bars first: a wall has nothing else of it
        first, *others = [*filter(None, legend), ""]
        below = " · ".join(filter(None, (first + rest, *others)))
        below = below[:1].upper() + below[1:]
        yield Scene("theme", title, below, ThemeBody(cards, len(keys) > 1), tuple(keys))


def _tick_key(cards: Iterable[ScreenCard]) -> str:
    """What the ticks of bars stand for: what is due by the time elapsed is not called a plan."""
    pro_rata = {card.pro_rata for card in cards if not isnan(card.completion)}
    if len(pro_rata) > 1:
        return "screen.legend.tick.both"
    return "screen.legend.tick.pro_rata" if True in pro_rata else "screen.legend.tick"


def _theme_cards(view: PageContext, rows: Sequence[AssessedTarget]) -> dict[str, ThemeCard]:
    """By target id."""
    cards = {row.id: view.pieces.get(("theme", view.lang), [row.id]) for row in rows}
    new = [row for row in rows if cards[row.id] is None]
    values = reported_values(view.snapshot, [row.id for row in new])
    for row in new:
        card = _theme_card(view, row, values[row.id])
        cards[row.id] = view.pieces.put(("theme", view.lang), [row.id], card)
    return cards


def _theme_card(
    view: PageContext, row: AssessedTarget, values: Sequence[tuple[dt.date, float]]
) -> ThemeCard:
    change = view.snapshot.change(row.id)
    return ThemeCard(
        screen_card(view, row), values, trend_arrow(change), completion_gain(view.t, change)
    )


def _map(view: PageContext) -> Iterator[Scene]:
    for body in map_pages(view, _shown(view), MAX_PAGES):
        yield Scene("map", view.t("screen.map"), "", body)


def _coming(view: PageContext) -> Iterator[Scene]:
    if body := coming(view):
        yield Scene("coming", view.t("screen.coming"), "", body)


def _short(view: PageContext) -> Iterator[Scene]:
    """Targets behind or missed, worst first."""
    t = view.t
    worst = [view.row(key) for key in agenda.worst_first(view.assessed)["id"]]
    rows = [row for row in worst if row.status in rollup.BEHIND]
    subtitle = t.status_counts(_status_counts(rows, rollup.BEHIND))
    for body in shortfalls(view, rows, MAX_PAGES):
        target = body.items[0].card.id if len(body.items) == 1 else ""
        yield Scene("short", t("screen.short"), subtitle, body, (), target)


def _unknown(view: PageContext) -> Iterator[Scene]:
    """Every target without a status of its own: unreported, not started, not judged."""
    t = view.t
    rows = sorted(
        (row for row in _shown(view) if row.status in NO_DATA),
        key=lambda row: _UNKNOWN_ORDER.index(row.status),
    )
    counts = _status_counts(rows, _UNKNOWN_ORDER)
    subtitle = " · ".join(
        f"{STATUS_SHAPES[status]} {t.status(status)} {count}" for status, count in counts.items()
    )
    first = 1
    for portion in paginate(rows, UNKNOWN_PER_PAGE, MAX_PAGES):
        targets = tuple(
            UnknownTarget(
                card_title(view, row),
                row.status,
                t.status(row.status),
                view.theme(row.theme),
                f"{day(row.judged_on)}\u2002{lone_figure(view, row)}"
                if has_last_figure(row)
                else "",
            )
            for row in portion
        )
        body = UnknownBody(targets, first, len(rows))
        yield Scene("unknown", t("screen.unknown"), subtitle, body)
        first += len(portion)


_UNKNOWN_ORDER: Final = ("unreported", "not_started", "not_judged")
_SCENE_BUILDERS: Final[dict[str, Callable[[PageContext], Iterable[Scene]]]] = {
    "headline": _headline,
    "lately": _lately,
    "story": _stories,
    "theme": _themes,
    "map": _map,
    "coming": _coming,
    "short": _short,
    "unknown": _unknown,
}
