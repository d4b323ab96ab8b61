"""What a brief says: the verdict, what turned, what the meeting has to decide, money, goals, reports, decisions.

A brief of two pages holds as much of each list as fits, and says how many more there are; nothing in it is
written by hand. docs/brief.md describes its parts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tracker.brief import overall, parts, sections
from tracker.brief.document import Block, Document, Heading, Note, Paragraph
from tracker.brief.parts import Brief, Limits
from tracker.brief.pdf import pages
from tracker.i18n import shorten, width, written_day

ASKED: Final = 5
"""Targets that a meeting is asked to decide on."""
_PAGES: Final = 2
_SPARE: Final = 58
"""Points left free, two lines: Word breaks some lines in other places than the compiler that measures."""
_TITLE: Final = 60  # columns of the portfolio's title
_TITLE_LINE: Final = 40  # columns that fit in a line of the title
_SCOPE: Final = 40

_EVERYTHING: Final = Limits(10_000, 10_000, 10_000, 200, 400)
_LADDER: Final = (
    Limits(20, ASKED, 8, 120, 200),
    Limits(16, ASKED, 6, 80, 120),
    Limits(12, ASKED, 5, 60, 100),
    Limits(10, ASKED, 4, 48, 80),
    Limits(8, ASKED, 4, 44, 72),
    Limits(7, ASKED, 3, 40, 64),
    Limits(6, ASKED, 3, 40, 60),
    Limits(5, ASKED, 3, 36, 56),
    Limits(5, ASKED, 2, 36, 52),
    Limits(4, ASKED, 2, 36, 48),
    Limits(3, ASKED, 2, 36, 44),
    Limits(3, ASKED, 1, 36, 40),
    Limits(2, ASKED, 1, 32, 36),
    Limits(1, ASKED, 1, 32, 32),
    Limits(1, ASKED, 1, 24, 28),
    Limits(1, ASKED, 1, 16, 20),
    Limits(1, 4, 1, 16, 16),
    Limits(1, 3, 1, 16, 12),
    Limits(1, 2, 1, 16, 8),
)
"""From the most to the least; the first that fits is taken."""


def two_pages(brief: Brief) -> Document:
    """The brief with as much as two pages hold."""
    made = document(brief, _LADDER[0])
    for limits in _LADDER[1:]:
        if pages(made, _SPARE) <= _PAGES:
            break
        made = document(brief, limits)
    return made


def everything(brief: Brief) -> Document:
    """The brief with all items of its lists, and a section for each target."""
    made = document(brief, _EVERYTHING)
    return replace(made, blocks=[*made.blocks, *sections.sections(brief.view)])


def document(brief: Brief, limits: Limits) -> Document:
    t = brief.view.t
    blocks: list[Block] = [
        Heading(1, t("brief.overall")),
        Paragraph(overall.verdict(brief)),
        *parts.turned(brief, limits),
        *parts.asked(brief, limits),
        *parts.money(brief, limits),
        *parts.revised(brief, limits),
        *parts.missing(brief, limits),
        *parts.decided(brief, limits),
    ]
    if parts.is_cut(brief.review, limits):
        blocks.append(Note(t("brief.rest", page=t("page.review"))))
    return Document(
        lang=brief.view.lang,
        title=title(brief),
        subtitle=subtitle(brief),
        running=running(brief),
        as_of=brief.review.as_of,
        blocks=blocks,
    )


def running(brief: Brief) -> str:
    """The as-of day, for every page, and whether the data are a demonstration."""
    t = brief.view.t
    as_of = t("brief.running", day=written_day(brief.review.as_of, t))
    if brief.view.portfolio.header.demonstration:
        return t("demo.ribbon") + t("brief.dot") + as_of
    return as_of


def subtitle(brief: Brief) -> str:
    """The two days, and what the brief is limited to."""
    t = brief.view.t
    days = t("brief.days", **_both_days(brief))
    if not brief.scope:
        return t("brief.subtitle.all", days=days)
    return t("brief.subtitle", days=days, scope=shorten(brief.scope, _SCOPE))


def _both_days(brief: Brief) -> dict[str, str]:
    """Both days; a year that they share is written once, first in Chinese and last elsewhere."""
    t, since, as_of = brief.view.t, brief.review.since, brief.review.as_of
    both = since.year == as_of.year
    return {
        "since": written_day(since, t, with_year=not both or t.lang == "zh"),
        "as_of": written_day(as_of, t, with_year=not both or t.lang != "zh"),
    }


def title(brief: Brief) -> list[str]:
    """The portfolio's title and what this is: on one line, or each on its own where that is too long."""
    name, kind = shorten(brief.view.title, _TITLE), brief.view.t("brief.title")
    if brief.view.lang == "zh" and width(name + kind) <= _TITLE_LINE:
        return [name + kind]
    return [name, kind]
