"""One scene of the screen as HTML, without inline styles, which the published page forbids.

Positions and lengths are attributes of SVG, shares of a drawing that is as wide as its place.
"""

from __future__ import annotations

import math
from typing import Final

from tracker import html
from tracker.charts.bars import bar, percent, strip
from tracker.html import Html, prose, tag, text
from tracker.i18n import STATUS_SHAPES, day
from tracker.numbers import percents
from tracker.screen.cards import ScreenCard, size_step
from tracker.screen.projects import Project
from tracker.screen.scenes import CardsBody, OverviewBody, Scene
from tracker.screen.timeline import Span, TimelineBody
from tracker.views.context import PageContext

_EDGE_MARGIN: Final = 0.06  # of the axis: a label this close to an end is aligned with it
_MIN_LENGTH: Final = 0.008  # of the axis: a shorter track could not be seen
_STEP_STATES: Final = {
    "done": (STATUS_SHAPES["achieved"], "screen.step.done"),
    "next": ("●", "screen.step.next"),
    "open": ("○", "screen.step.open"),
    "unknown": ("?", "screen.step.unknown"),
}
"""Shape and label of a milestone's state."""


def scene_section(view: PageContext, scene: Scene, place: int, updated: str) -> Html:
    """``place`` is the scene's position in the rotation, from 0; ``updated`` the day of the latest report in words."""
    return tag(
        "section",
        _header(view, scene, updated),
        tag("div", _body(view, scene), class_="body"),
        class_=f"scene {scene.name}",
        lang=view.t("lang.code"),
        data_lang=view.lang,
        data_scene=scene.name,
        data_theme=scene.theme or None,
        data_place=place,
        aria_label=scene.title,
    )


def _header(view: PageContext, scene: Scene, updated: str) -> Html:
    t = view.t
    aside = [
        tag("span", text(t("chart.as_of", day=day(view.as_of))), class_="day"),
        tag("span", prose(updated)),
    ]
    if view.portfolio.header.demonstration:
        aside.insert(0, tag("strong", text(t("demo.ribbon")), class_="demo"))
    page = ""
    if scene.pages > 1:
        page = tag("span", text(f"{scene.page} / {scene.pages}"), class_="page n")
    title = _clauses(view, scene.title) if scene.name == "whole" else text(scene.title)
    heading = tag("h1", title, page, data_long=size_step(scene.title))
    subtitle = tag("p", _clauses(view, scene.subtitle))
    words = tag("div", heading, subtitle, class_="words")
    return tag("header", words, tag("div", *aside, class_="aside n"))


def _clauses(view: PageContext, sentence: str) -> Html:
    """A sentence that prefers line breaks between its clauses."""
    comma = view.t("chart.comma")
    *before, last = sentence.split(comma)
    mark, space = comma.rstrip(), comma[len(comma.rstrip()) :]
    parts = [tag("span", prose(part + mark), class_="clause") + space for part in before]
    return "".join(parts) + tag("span", prose(last), class_="clause")


def _body(view: PageContext, scene: Scene) -> Html:
    body = scene.body
    if isinstance(body, OverviewBody):
        return _overview(view, body)
    if isinstance(body, CardsBody):
        cards = [_card(view, item, body.show_theme) for item in body.items]
        return tag("div", *cards, class_=f"items c{len(cards)}")
    if isinstance(body, TimelineBody):
        return _timeline(view, body)
    if body is None:
        return ""
    rows = [_project_row(view, project) for project in body.projects]
    return tag("div", *rows, class_=f"projects c{len(rows)}")


def _overview(view: PageContext, body: OverviewBody) -> Html:
    t = view.t
    tiles = [
        tag(
            "div",
            tag("b", text(count), class_="n"),
            html.status_lamp(name, t),
            class_="tile",
        )
        for name, count in body.counts.items()
    ]
    figures = [
        tag(
            "div",
            tag("b", text(figure.number), class_="n"),
            tag("span", _clauses(view, figure.caption)),
            class_="figure",
        )
        for figure in body.figures
    ]
    tiles_html = tag("div", *tiles, class_=f"tiles c{len(tiles)}")
    figures_html = tag("div", *figures, class_=f"figures c{len(figures)}") if figures else ""
    return tag(
        "div",
        strip(body.counts, t.status_counts(body.counts)),
        tiles_html,
        figures_html,
        class_="sum",
    )


def _lamp(item: ScreenCard | Span, view: PageContext) -> Html:
    return html.status_lamp(item.status, view.t, word=item.status_word, marks=item.marks)


def _card(view: PageContext, item: ScreenCard, show_theme: bool) -> Html:
    theme = tag("span", text(item.theme), class_="of") if show_theme else ""
    return tag(
        "article",
        _card_head(item),
        _progress_bar(view, item),
        tag(
            "div",
            tag("span", _lamp(item, view), theme),
            tag("span", prose(item.explanation), class_="why"),
            class_="under",
        ),
        class_="item",
    )


def _card_head(item: ScreenCard, *more: Html) -> Html:
    title = tag("h2", text(item.title), *more, data_long=size_step(item.title))
    if not item.value:
        return tag("div", title, class_="top")
    value = tag("b", text(item.value), class_="n" + (" old" if item.is_stale else ""))
    goal = tag("small", text(item.goal), class_="n")
    return tag("div", title, tag("p", value, text(" "), goal, class_="value"), class_="top")


def _progress_bar(view: PageContext, item: ScreenCard) -> Html:
    """Completion with a tick at the plan; hatched if not reported, nothing for rates."""
    if item.status in ("not_judged", "not_started"):
        return ""
    has_completion, has_plan = not math.isnan(item.completion), not math.isnan(item.planned)
    if not has_completion and not has_plan:
        return ""
    actual, planned = percents((item.completion, item.planned), view.lang)
    key = "bar.label.pro_rata" if item.pro_rata else "bar.label"
    label = view.t(key, actual=actual, planned=planned)
    return bar(item.status, item.completion, item.planned, label)


def _timeline(view: PageContext, body: TimelineBody) -> Html:
    years = [f'<text x="{percent(position)}">{text(year)}</text>' for year, position in body.years]
    lines = [_upright("year", position) for _, position in body.years]
    anchor = (
        "end"
        if body.today > 1 - _EDGE_MARGIN
        else "start"
        if body.today < _EDGE_MARGIN
        else "middle"
    )
    today = (
        _upright("today", body.today)
        + f'<text x="{percent(body.today)}" y="100%" text-anchor="{anchor}">{text(view.t("asof.today"))}</text>'
    )
    rows = [_timeline_row(view, span) for span in body.bars]
    has_steps = any(span.steps for span in body.bars)
    key = tag("p", text(view.t("screen.timeline.key")), class_="key") if has_steps else ""
    return tag(
        "div",
        key,
        tag("svg", *years, class_="years n"),
        tag("svg", *lines, today, class_="lines", aria_hidden="true"),
        *rows,
        class_=f"time c{len(rows)}",
    )


def _upright(class_: str, position: float) -> Html:
    x = percent(position)
    return f'<line class="{class_}" x1="{x}" x2="{x}" y2="100%"/>'


def _timeline_row(view: PageContext, span: Span) -> Html:
    """The track is hollow where a rate is held or not: an empty bar would look like no progress."""
    status = tag("p", _lamp(span, view), tag("span", prose(span.due_on), class_="of"))
    title = tag("h2", text(span.title), data_long=size_step(span.title))
    colour, length = html.status_class(span.status), max(span.due - span.start, _MIN_LENGTH)
    hollow = math.isnan(span.completion) and span.status not in ("unreported", "not_started")
    parts = [_stretch(f"run {'held ' if hollow else ''}{colour}", span.start, length)]
    if span.status == "unreported":
        x1, x2 = percent(span.start), percent(span.start + length)
        parts = [f'<line class="run hatch" x1="{x1}" x2="{x2}" y1="50%" y2="50%"/>']
    if span.completion > 0:
        parts.append(_stretch(f"fill {colour}", span.start, length * min(span.completion, 1.0)))
    parts += [
        f'<rect class="step {"done" if is_done else "open"}" x="{percent(position)}"/>'
        for position, is_done in span.steps
    ]
    return tag("div", title + status, class_="name") + tag("svg", *parts, class_="track")


def _stretch(class_: str, start: float, length: float) -> Html:
    return f'<rect class="{class_}" x="{percent(start)}" width="{percent(length)}"/>'


def _project_row(view: PageContext, project: Project) -> Html:
    t = view.t
    steps = []
    for step in project.steps:
        shape, label = _STEP_STATES[step.state]
        steps.append(
            tag(
                "li",
                tag("i", shape, aria_label=t(label)),
                tag("span", text(step.title)),
                tag("small", text(step.month), class_="n"),
                class_=step.state,
            )
        )
    hidden = project.hidden_before + project.hidden_after
    more = tag("span", text(t("screen.steps.more", count=hidden)), class_="of") if hidden else ""
    if any(step.state == "unknown" for step in project.steps):
        more += tag("span", text(t("screen.steps.silent")), class_="of")
    card = project.card
    mark = html.status_lamp(card.status, view.t, word=card.status_word, marks=card.short_marks)
    status = tag("span", mark, more, class_="by")
    return tag(
        "article",
        _card_head(project.card, status),
        tag("ol", *steps, class_=f"c{len(steps)}"),
        class_="project",
    )
