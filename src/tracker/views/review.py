"""The review of a meeting: what happened between two days, what needs a decision, and how the record stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tracker.analysis.review import Review
from tracker.analysis.review_days import default_since, meetings
from tracker.html import Html
from tracker.i18n import day, shorten
from tracker.portfolio.months import previous_quarter_end
from tracker.portfolio.texts import localize
from tracker.templates import Markup, render
from tracker.views.context import PageContext
from tracker.views.download_links import brief_links
from tracker.views.layout import HIDDEN_FIELD_PREFIX
from tracker.views.review_entries import decisions, issues
from tracker.views.review_money import money
from tracker.views.review_params import SINCE_PARAM
from tracker.views.review_record import (
    added_and_ended,
    declared,
    missing,
    quality,
    revised,
)
from tracker.views.review_scenario import scenario_form
from tracker.views.review_section import Section
from tracker.views.review_turns import flow_drawings, flow_table, needs, outlooks_turned, turned
from tracker.views.review_words import headline_text, sub_text

_MAX_MEETINGS: Final = 4
_MAX_TITLE: Final = 32  # columns of a meeting's title in a chip


def since_of(view: PageContext) -> tuple[dt.date, str]:
    """The earlier day: that of the URL, else the default; with a note where the URL's is none before the later."""
    default = default_since(view.portfolio, view.as_of)
    asked = view.query.get(SINCE_PARAM)
    if not asked:
        return default, ""
    try:
        since = dt.date.fromisoformat(asked)
    except ValueError:
        return default, view.t("review.since.unreadable", asked=asked, day=day(default))
    if not dt.date(1900, 1, 1) <= since < view.as_of:
        values = {"asked": asked, "as_of": day(view.as_of), "day": day(default)}
        return default, view.t("review.since.order", **values)
    return since, ""


def headline(view: PageContext, review: Review) -> tuple[str, str]:
    """The answer in words, and what it rests on."""
    return headline_text(view.t, review), sub_text(view.t, review)


class _Chip(NamedTuple):
    label: str
    href: str
    title: str
    is_on: bool


def review_page(view: PageContext, review: Review) -> Html:
    """Everything below the page's head."""
    t = view.t
    sections = [build(view, review) for build in _SECTIONS]
    spending = money(view, review)
    return render(
        "views",
        "review.html",
        since_label=t("review.since.label"),
        chips=_chips(view, review),
        since=day(review.since),
        latest=day(review.as_of - dt.timedelta(days=1)),
        carried=_carried(view),
        go=t("asof.go"),
        brief=brief_links(view, review.since),
        flow_heading=t("review.flow.heading"),
        flow_note=t("review.flow.note", since=day(review.since), as_of=day(review.as_of)),
        flow=flow_drawings(view, review),
        flow_table=flow_table(view, review) if review.flows else Markup(""),
        table_label=t("review.flow.table"),
        needs=needs(view, review),
        turned=turned(view, review),
        columns=_columns([section for section in sections if not section.is_empty]),
        money=spending,
        nothing_heading=t("review.nothing"),
        nothing=[section for section in (*sections, spending) if section.is_empty],
        quality=quality(view, review),
        scenario=scenario_form(view),
        scenario_heading=t("scenario.heading"),
        scenario_note=t("scenario.note"),
    )


_SECTIONS: Final = (
    decisions,
    issues,
    missing,
    declared,
    outlooks_turned,
    revised,
    added_and_ended,
)
"""The sections beside each other, in the order of a meeting."""


def _columns(sections: Sequence[Section]) -> Sequence[Sequence[Section]]:
    """Two columns of about the same length: each section goes below the shorter one."""
    columns: tuple[list[Section], list[Section]] = ([], [])
    lengths = [0, 0]
    for section in sections:
        shorter = lengths.index(min(lengths))
        columns[shorter].append(section)
        lengths[shorter] += section.length
    return columns


def _chips(view: PageContext, review: Review) -> Sequence[_Chip]:
    """The latest meetings, the previous quarter end and the end of last year, each once."""
    t = view.t
    days: dict[dt.date, str] = {}
    for meeting in meetings(view.portfolio, view.as_of)[:_MAX_MEETINGS]:
        title = localize(meeting.title, view.lang)
        days[meeting.date] = shorten(f"{meeting.date:%m-%d} {title}", _MAX_TITLE)
    days.setdefault(previous_quarter_end(view.as_of), t("review.since.quarter"))
    days.setdefault(dt.date(view.as_of.year - 1, 12, 31), t("asof.year_end"))
    return [
        _Chip(
            label,
            view.href("review", **{**view.query, SINCE_PARAM: day(on)}),
            day(on),
            on == review.since,
        )
        for on, label in days.items()
    ]


def _carried(view: PageContext) -> Mapping[str, str]:
    """The hidden fields of the form for another day."""
    values = {**view.params, **view.query}
    values.pop(SINCE_PARAM, None)
    return {HIDDEN_FIELD_PREFIX + name: value for name, value in values.items()}
