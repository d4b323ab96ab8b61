"""The scenes of the themes: a few targets a page, each with its figure, its bar and its change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from math import isnan
from typing import Final, NamedTuple

from tracker.analysis.changes import comparison_day
from tracker.analysis.details import reported_values
from tracker.analysis.rows import AssessedTarget
from tracker.i18n import day
from tracker.screen.cards import ScreenCard, screen_card, tick_legend
from tracker.screen.settings import paginate
from tracker.views.changes import completion_gain, trend_arrow
from tracker.views.context import PageContext

CARDS_PER_PAGE: Final = 3


class ThemeCard(NamedTuple):
    card: ScreenCard
    values: Sequence[tuple[dt.date, float]]  # the figures that count, by their day
    arrow: str  # since the comparison day; "" where nothing is known of it
    gain: str


class ThemeBody(NamedTuple):
    cards: tuple[ThemeCard, ...]
    show_theme: bool  # whether each card names its theme


class ThemePage(NamedTuple):
    """One page: small themes beside each other share it."""

    themes: tuple[str, ...]
    title: str
    legend: str
    body: ThemeBody


def theme_pages(
    view: PageContext, rows: Sequence[AssessedTarget], limit: int
) -> Iterator[ThemePage]:
    """At most ``limit`` pages of the themes of ``rows``; each says how many targets are on none."""
    t = view.t
    pages = _pages(rows, limit)
    shown = [row for _, rows in pages for row in rows]
    left_out = len(rows) - len(shown)
    rest = t("screen.rest", count=left_out) if left_out else ""
    card_of = _cards(view, shown)
    since = t("change.since", day=day(comparison_day(view.as_of)))
    for keys, page in pages:
        cards = tuple(card_of[row.id] for row in page)
        title = t("list.comma").join(view.theme(key) for key in keys)
        compared = since if any(card.arrow for card in cards) else ""
        bars = [card.card for card in cards if not isnan(card.card.completion)]
        has_bound = any(card.card.bounds and card.values for card in cards)
        parts = (
            tick_legend(t, [one.pro_rata for one in bars]),
            t("screen.legend.bound") if has_bound else "",
            compared,
        )
        # the legend of bars first: a wall has nothing else of it
        first, *others = [*filter(None, parts), ""]
        first = t("list.semicolon").join(filter(None, (first, rest)))
        legend = " · ".join(filter(None, (first, *others)))
        legend = legend[:1].upper() + legend[1:]
        yield ThemePage(tuple(keys), title, legend, ThemeBody(cards, len(keys) > 1))


def _pages(
    rows: Sequence[AssessedTarget], limit: int
) -> list[tuple[list[str], list[AssessedTarget]]]:
    """Themes and targets of each page, at most ``limit``."""
    themes: dict[str, list[AssessedTarget]] = {}
    for row in rows:
        themes.setdefault(row.theme, []).append(row)
    pages: list[tuple[list[str], list[AssessedTarget]]] = []
    for key, members in themes.items():
        last = pages[-1] if pages else None
        if last and len(last[1]) + len(members) <= CARDS_PER_PAGE:
            last[0].append(key)
            last[1].extend(members)
        else:
            pages += [([key], list(page)) for page in paginate(members, CARDS_PER_PAGE, limit)]
    return pages[:limit]


def _cards(view: PageContext, rows: Sequence[AssessedTarget]) -> dict[str, ThemeCard]:
    """By target id."""
    cards = {row.id: view.pieces.get(("theme", view.lang), [row.id]) for row in rows}
    new = [row for row in rows if cards[row.id] is None]
    values = reported_values(view.snapshot, [row.id for row in new])
    for row in new:
        card = _card(view, row, values[row.id])
        cards[row.id] = view.pieces.put(("theme", view.lang), [row.id], card)
    return cards


def _card(
    view: PageContext, row: AssessedTarget, values: Sequence[tuple[dt.date, float]]
) -> ThemeCard:
    change = view.snapshot.change(row.id)
    return ThemeCard(
        screen_card(view, row), values, trend_arrow(change), completion_gain(view.t, change)
    )
