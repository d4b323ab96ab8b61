"""One scene of the screen as HTML: a template filled with texts, drawings of `charts` and a QR code.

There are no inline styles, which the published page forbids.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from tracker import html
from tracker.charts import area_map, large_progress
from tracker.charts.bars import bar, strip
from tracker.charts.big_number import big_number
from tracker.charts.sparkline import sparkline
from tracker.html import Html, bound, status_class, text
from tracker.i18n import Translator, day
from tracker.numbers import percents
from tracker.portfolio.texts import localize
from tracker.screen.cards import ScreenCard
from tracker.screen.coming import ComingBody
from tracker.screen.headline import HeadlineBody
from tracker.screen.lately import LatelyBody
from tracker.screen.map_pages import MapBody
from tracker.screen.photos import emblem_href
from tracker.screen.qr import qr_code
from tracker.screen.scenes import Scene
from tracker.screen.shortfalls import ShortBody
from tracker.screen.story import StoryBody
from tracker.screen.theme_pages import ThemeBody
from tracker.screen.unknown import UnknownBody
from tracker.templates import Markup, render
from tracker.views.context import PageContext
from tracker.views.layout import title_beside_ribbon
from tracker.views.target_row import progress_bar

_MARK_IN_BRACKETS: Final = re.compile("（[^（）]{1,3}）")
_BETWEEN_CLAUSES: Final = re.compile("(?<=[，；])")
"""Where a Chinese line is best broken; elsewhere words do not break."""
_REMARK: Final = re.compile(r"\([^()]{1,30}\)")


def scene_section(view: PageContext, scene: Scene, place: int, link: str) -> Html:
    """``place`` is the scene's position among those of its language; ``link`` that of its QR code, or ""."""
    targets, rest = _targets(scene.body)
    body = view.pieces.get_or_build(
        ("body", scene.name, view.lang),
        targets,
        lambda: _body(view, scene.body) if scene.body is not None else "",
        rest,
    )
    return view.pieces.get_or_build(
        ("section", scene.name, view.lang),
        targets,
        lambda: _section(view, scene, body, place, link),
        (scene._replace(body=None), body, place, link, emblem_href(view.portfolio)),
    )


def _targets(body: object) -> tuple[list[str], object]:
    """The targets of a scene that shows single ones in rows, and its body without them; none for other scenes."""
    if isinstance(body, ThemeBody):
        return [each.card.id for each in body.cards], body._replace(cards=())
    if isinstance(body, ShortBody):
        return [each.card.id for each in body.items], body._replace(items=())
    return [], None


def _section(view: PageContext, scene: Scene, body: Html, place: int, link: str) -> Html:
    t, is_demonstration = view.t, view.portfolio.header.demonstration
    where = [title_beside_ribbon(view.title, t) if is_demonstration else view.title]
    if isinstance(scene.body, StoryBody):
        where.append(scene.body.theme)
    return render(
        "screen",
        "scene.html",
        scene=scene,
        lang_code=t("lang.code"),
        lang=view.lang,
        place=place,
        where=_dotted(text(_brackets_together(each)) for each in where),
        emblem=emblem_href(view.portfolio),
        title=_clauses(scene.title),
        subtitle=_items(scene.subtitle),
        part=t("screen.part", first="{first}", last="{last}", total="{total}")
        if isinstance(scene.body, UnknownBody)
        else "",
        day=day(view.as_of),
        as_of=t("screen.as_of"),
        demonstration=t("demo.badge") if is_demonstration else "",
        scan=t("screen.qr") if link else "",
        code=Markup(qr_code(link, t("screen.qr"))) if link else "",
        body=Markup(body),
    )


def _brackets_together(title: str) -> str:
    """A title whose line does not break within a short remark in brackets."""
    return _REMARK.sub(lambda remark: remark[0].replace(" ", "\u00a0"), title)


def _clauses(sentence: str) -> Markup:
    """A sentence that prefers line breaks between its clauses."""
    parts = _BETWEEN_CLAUSES.split(sentence)
    return Markup("".join(html.tag("span", _prose(part), class_="clause") for part in parts))


def _prose(words: str) -> Html:
    """Text whose dates, amounts, ranges and marks such as （推定） do not break at the end of a line."""
    together = _MARK_IN_BRACKETS.sub(lambda mark: "\u2060".join(mark[0]), words)
    return html.prose(bound(together))


def _items(sentences: str) -> Markup:
    """Sentences with dots between them, which break between two of them if they can."""
    return _dotted(_prose(item) for item in sentences.split(" · ") if item)


def _dotted(items: Iterable[Html]) -> Markup:
    """Texts with dots between them, which the style sheet draws: no line begins or ends with one."""
    parts = " ".join(html.tag("span", item, class_="item") for item in items)
    return Markup(html.tag("span", parts, class_="items")) if parts else Markup("")


def _body(view: PageContext, body: Any) -> Html:
    return _RENDERERS[type(body)](view, body)


def _headline(view: PageContext, body: HeadlineBody) -> Html:
    t = view.t
    return render(
        "screen",
        "headline.html",
        strip=Markup(strip(body.counts, t.status_counts(body.counts))),
        counts=[
            (count, _mark(status, t.status(status)), body.names.get(status, ()))
            for status, count in body.counts.items()
        ],
        comma=t("list.comma"),
        figures=[(each.number, _clauses(each.caption)) for each in body.figures],
    )


def _mark(status: str, word: str) -> Markup:
    inner = html.status_mark(status) + text(word)
    return Markup(html.tag("span", inner, class_=f"status {status_class(status)}"))


def _lately(view: PageContext, body: LatelyBody) -> Html:
    return render(
        "screen",
        "lately.html",
        counts=[
            (Markup(big_number(str(each.targets), each.status or "accent")), each.caption)
            for each in body.counts
        ],
        news=[(each, _mark(each.status, view.t.status(each.status))) for each in body.news],
        others=_others(view.t, body),
        rest=view.t("screen.lately.not_listed", count=len(body.others) + body.more),
    )


def _others(t: Translator, body: LatelyBody) -> str:
    """Those that are counted and not in the list: some by name, and how many more."""
    if not body.others:
        return ""
    names = t("list.comma").join(body.others)
    if body.more:
        names = t("screen.lately.and_more", names=names, count=body.more)
    return t("screen.lately.also", names=names) if body.news else names


def _story(view: PageContext, body: StoryBody) -> Html:
    t, card = view.t, body.card
    has_curve = large_progress.is_drawn(body.series)
    curve = large_progress.draw(body.series, card.status, t, body.outlook) if has_curve else ""
    return render(
        "screen",
        "story.html",
        body=body,
        card=card,
        status=_status(view, card),
        number=Markup(big_number(card.value, card.status)) if card.value else "",
        former=_items(body.former),
        why=_clauses(card.explanation),
        outlook=Markup(_prose(body.outlook_words)),
        reason=Markup(_prose(body.reason)),
        brief=Markup(_prose(body.brief_reason)),
        rest=t("screen.rest_of_list", count="{count}"),
        next=_items(body.next),
        source=Markup(_prose(body.source)),
        bar=_bar(view, card) if not has_curve else "",
        curve=Markup(curve),
        legend=large_progress.legend(body.series, t, body.outlook) if has_curve else (),
        events=body.events,
        parts=[(each, _mark(each.status, each.word)) for each in body.parts],
        photo=body.photo,
        alt=localize(body.photo.image.alt, view.lang) if body.photo else "",
        credit=_credit(view, body),
    )


def _credit(view: PageContext, body: StoryBody) -> str:
    if body.photo is None:
        return ""
    image = body.photo.image
    by = view.t("screen.photo", credit=localize(image.credit, view.lang)) if image.credit else ""
    return " · ".join(filter(None, (by, str(image.date or ""))))


def _status(view: PageContext, card: ScreenCard) -> Markup:
    return Markup(
        html.status_lamp(card.status, view.t, word=card.status_word, marks=card.short_marks)
    )


def _theme(view: PageContext, body: ThemeBody) -> Html:
    return render(
        "screen",
        "theme.html",
        cards=[
            {**_row(view, each.card, each.values), "arrow": each.arrow, "gain": each.gain}
            for each in body.cards
        ],
        show_theme=body.show_theme,
    )


def _row(
    view: PageContext, card: ScreenCard, values: Sequence[tuple[dt.date, float]]
) -> dict[str, object]:
    """What a row shows of its target; the templates of two scenes have such rows."""
    name = "row", view.lang
    return view.pieces.get_or_build(name, [card.id], lambda: _new_row(view, card, values), values)


def _new_row(
    view: PageContext, card: ScreenCard, values: Sequence[tuple[dt.date, float]]
) -> dict[str, object]:
    label = view.t("screen.spark", count=len(values))
    is_yearly = view.row(card.id).kind == "flow"
    colour = status_class(card.status)
    spark = sparkline(values, view.as_of, colour, label, card.bounds, is_yearly=is_yearly)
    return {
        "card": card,
        "number": Markup(big_number(card.value, card.status)) if card.value else "",
        "status": _status(view, card),
        "bar": _bar(view, card),
        "arrow": "",
        "spark": Markup(spark),
        "why": _clauses(card.explanation),
    }


def _bar(view: PageContext, card: ScreenCard) -> Markup:
    """Completion with a tick at the plan; nothing for rates, which hold or do not hold."""
    if card.completion != card.completion:
        return Markup("")
    actual, planned = percents((card.completion, card.planned), view.lang)
    key = "bar.label.pro_rata" if card.pro_rata else "bar.label"
    label = view.t(key, actual=actual, planned=planned)
    return Markup(bar(card.status, card.completion, card.planned, label))


def _map(view: PageContext, body: MapBody) -> Html:
    statuses = [each.status for each in body.located]
    label = view.t("screen.map")
    drawing = area_map.draw(body.drawing, body.clusters, statuses, body.others, label)
    return render(
        "screen",
        "map.html",
        drawing=Markup(drawing),
        located=[(each, _mark(each.status, view.t.status(each.status))) for each in body.located],
    )


def _coming(view: PageContext, body: ComingBody) -> Html:
    def words_around(days: int) -> tuple[str, str]:
        before, _, after = view.t("screen.coming.days", count=days, days="{days}").partition(
            "{days}"
        )
        return before.strip(), after.strip()

    return render(
        "screen",
        "coming.html",
        dates=[
            {
                "date": each,
                "number": Markup(big_number(str(each.days), "accent")),
                "around": words_around(each.days),
                "mark": _mark(each.status, each.word),
                "bar": Markup(progress_bar(view, view.row(each.target))),
            }
            for each in body.dates
        ],
    )


def _short(view: PageContext, body: ShortBody) -> Html:
    return render(
        "screen",
        "short.html",
        items=[
            {
                **_row(view, each.card, each.values),
                "promise": each.promise if len(body.items) == 1 else "",
                "reason": Markup(_prose(each.reason)),
                "next": _items(each.next),
            }
            for each in body.items
        ],
    )


def _unknown(_: PageContext, body: UnknownBody) -> Html:
    return render(
        "screen",
        "unknown.html",
        targets=[(each, Markup(html.status_mark(each.status))) for each in body.targets],
    )


_RENDERERS: Final[Mapping[type, Callable[[PageContext, Any], Html]]] = {
    HeadlineBody: _headline,
    LatelyBody: _lately,
    StoryBody: _story,
    ThemeBody: _theme,
    MapBody: _map,
    ComingBody: _coming,
    ShortBody: _short,
    UnknownBody: _unknown,
}
