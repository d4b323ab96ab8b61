"""One scene of the screen as HTML: no inline style, so that the strictest page may carry it.

Places and lengths are classes: ``l5t l8u l3d`` stands at 58.3 % from the left, ``w…`` is that wide.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

from tracker import html
from tracker.html import Html, prose, tag, text
from tracker.i18n import SHAPES, Lang, day, percent
from tracker.screen.cards import Item, long
from tracker.screen.projects import Project
from tracker.screen.scenes import Items, Nothing, Projects, Scene, Whole
from tracker.screen.timeline import Span, Timeline
from tracker.views.context import View

LANGUAGES: Final[dict[Lang, str]] = {"zh": "zh-CN", "en": "en"}
_EDGE: Final = 0.06  # of the axis: a label this near its end stays within
_STEP_SHAPES: Final = {"done": SHAPES["achieved"], "next": "●", "open": "○", "unknown": "?"}


def section(view: View, scene: Scene, place: int, latest: dt.date | None) -> Html:
    """``place`` is the scene's number in the rotation, from 0; ``latest`` the day of the latest figure."""
    return tag(
        "section",
        _head(view, scene, latest),
        tag("div", _body(view, scene), class_="body"),
        class_=f"scene {scene.name}",
        lang=LANGUAGES[view.lang],
        data_scene=scene.name,
        data_theme=scene.theme or None,
        data_place=place,
        aria_label=scene.title,
    )


def _head(view: View, scene: Scene, latest: dt.date | None) -> Html:
    say = view.say
    aside = [
        tag("span", text(say("chart.as_of", day=day(view.as_of))), class_="day"),
        tag("span", prose(say("sub.latest", day=day(latest)) if latest else say("sub.never"))),
    ]
    if view.portfolio.header.demonstration:
        aside.insert(0, tag("strong", text(say("demo.ribbon")), class_="demo"))
    page = ""
    if scene.pages > 1:
        page = tag("span", text(f"{scene.page} / {scene.pages}"), class_="page n")
    words = _clauses(view, scene.title) if scene.name == "whole" else text(scene.title)
    title = tag("h1", words, page, data_long=long(scene.title))
    words = tag("div", title, tag("p", _clauses(view, scene.below)), class_="words")
    return tag("header", words, tag("div", *aside, class_="aside n"))


def _clauses(view: View, words: str) -> Html:
    """Words that break between their clauses first."""
    comma = view.say("chart.comma")
    *before, last = words.split(comma)
    stop, space = comma.rstrip(), comma[len(comma.rstrip()) :]
    parts = [tag("span", prose(part + stop), class_="clause") + space for part in before]
    return "".join(parts) + tag("span", prose(last), class_="clause")


def _body(view: View, scene: Scene) -> Html:
    body = scene.body
    if isinstance(body, Whole):
        return _whole(view, body)
    if isinstance(body, Items):
        cards = [_card(view, item, body.themed) for item in body.items]
        return tag("div", *cards, class_=f"items c{len(cards)}")
    if isinstance(body, Timeline):
        return _timeline(view, body)
    if isinstance(body, Projects):
        rows = [_project(view, project) for project in body.projects]
        return tag("div", *rows, class_=f"projects c{len(rows)}")
    assert isinstance(body, Nothing)  # noqa: S101 -- there is no other body
    return ""


def at(share: float, side: str) -> str:
    """The classes of a share of 1, to a tenth of a percent."""
    tenths = round(1000 * min(max(share, 0.0), 1.0))
    return f"{side}{tenths // 100}t {side}{tenths // 10 % 10}u {side}{tenths % 10}d"


def _whole(view: View, body: Whole) -> Html:
    say = view.say
    total = sum(body.counts.values())
    parts, start = [], 0
    for name, count in body.counts.items():
        classes = f"{at(start / total, 'l')} {at(count / total, 'w')}"
        parts.append(tag("i", class_=f"{html.colour(name)} {name} {classes}"))
        start += count
    said = "、" if view.lang == "zh" else ", "
    label = said.join(f"{say(f'lamp.{name}')} {count}" for name, count in body.counts.items())
    strip = tag("div", *parts, class_="strip", role="img", aria_label=label)
    tiles = [
        tag(
            "div",
            tag("b", text(count), class_="n"),
            html.lamp(name, say),
            class_="tile",
        )
        for name, count in body.counts.items()
    ]
    figures = [
        tag(
            "div",
            tag("b", text(figure.number), class_="n"),
            tag("span", _clauses(view, figure.words)),
            class_="figure",
        )
        for figure in body.figures
    ]
    shown = tag("div", *figures, class_=f"figures c{len(figures)}") if figures else ""
    return tag("div", strip, tag("div", *tiles, class_=f"tiles c{len(tiles)}"), shown, class_="sum")


def _card(view: View, item: Item, themed: bool) -> Html:
    theme = tag("span", text(item.theme), class_="of") if themed else ""
    return tag(
        "article",
        _top(item),
        _bar(view, item),
        tag(
            "div",
            tag("span", html.lamp(item.lamp, view.say), theme),
            tag("span", prose(item.why), class_="why"),
            class_="under",
        ),
        class_="item",
    )


def _top(item: Item, *more: Html) -> Html:
    title = tag("h2", text(item.title), *more, data_long=long(item.title))
    if not item.value:
        return tag("div", title, class_="top")
    value = tag("b", text(item.value), class_="n" + (" old" if item.old else ""))
    goal = tag("small", text(item.goal), class_="n")
    return tag("div", title, tag("p", value, text(" "), goal, class_="value"), class_="top")


def _bar(view: View, item: Item) -> Html:
    """Nothing for what does not run along a way; hatched, with the plan, where nothing is known."""
    if item.lamp in ("not_judged", "not_started"):
        return ""
    known, held = not math.isnan(item.share), not math.isnan(item.planned)
    if not known and not held:
        return ""
    label = view.say(
        "bar.label", actual=percent(item.share, view.lang), planned=percent(item.planned, view.lang)
    )
    fill = tag("b", class_=at(item.share, "w")) if known else ""
    tick = tag("u", class_=at(item.planned, "l")) if held else ""
    hatched = " none" if item.lamp == "unreported" else ""
    kind = f"bar {html.colour(item.lamp)}{hatched}"
    return tag("div", fill, tick, class_=kind, role="img", aria_label=label)


def _timeline(view: View, body: Timeline) -> Html:
    years = [tag("span", text(name), class_=f"n {at(place, 'l')}") for name, place in body.years]
    lines = [tag("i", class_=at(place, "l")) for _, place in body.years]
    edge = " late" if body.today > 1 - _EDGE else " early" if body.today < _EDGE else ""
    now = tag("u", tag("span", text(view.say("asof.today"))), class_=at(body.today, "l") + edge)
    rows = [_span(view, span) for span in body.spans]
    stepped = any(span.steps for span in body.spans)
    key = tag("p", text(view.say("screen.timeline.key")), class_="key") if stepped else ""
    return tag(
        "div",
        key,
        tag("div", *years, class_="years"),
        tag("div", *lines, now, class_="lines", aria_hidden="true"),
        *rows,
        class_=f"time c{len(rows)}",
    )


def _span(view: View, span: Span) -> Html:
    due = view.say("screen.due.over" if span.over else "row.due", day=span.due_on)
    under = tag("p", html.lamp(span.lamp, view.say), tag("span", prose(due), class_="of"))
    words = tag("h2", text(span.title), data_long=long(span.title)) + under
    fill = "" if math.isnan(span.share) else tag("b", class_=at(span.share, "w"))
    hatched = " none" if span.lamp == "unreported" else ""
    if not fill and span.lamp not in ("unreported", "not_started"):
        hatched = " held"  # a rate holds or does not: an empty row would look like no progress
    length = f"{at(span.start, 'l')} {at(span.due - span.start, 'w')}"
    run = tag("div", fill, class_=f"run {html.colour(span.lamp)}{hatched} {length}")
    steps = [
        tag("i", class_=f"step {'done' if done else 'open'} {at(place, 'l')}")
        for place, done in span.steps
    ]
    return tag("div", words, class_="name") + tag("div", run, *steps, class_="track")


def _project(view: View, project: Project) -> Html:
    say = view.say
    steps = [
        tag(
            "li",
            tag("i", _STEP_SHAPES[step.state], aria_label=say(f"screen.step.{step.state}")),
            tag("span", text(step.title)),
            tag("small", text(step.when), class_="n"),
            class_=step.state,
        )
        for step in project.steps
    ]
    hidden = project.before + project.after
    more = tag("span", text(say("screen.steps.more", count=hidden)), class_="of") if hidden else ""
    if any(step.state == "unknown" for step in project.steps):
        more += tag("span", text(say("screen.steps.silent")), class_="of")
    lamp = tag("span", html.lamp(project.item.lamp, say), more, class_="by")
    return tag(
        "article",
        _top(project.item, lamp),
        tag("ol", *steps, class_=f"c{len(steps)}"),
        class_="project",
    )
