"""The first sections of a review: what needs a decision, and which statuses and outlooks turned."""

from __future__ import annotations

from collections.abc import Sequence

from tracker import html
from tracker.analysis.decisions_needed import Need
from tracker.analysis.outlook_turns import OutlookTurn
from tracker.analysis.outlook_words import outlook_short
from tracker.analysis.review import Review
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.status_words import status_word
from tracker.analysis.turns import WAYS, Turn
from tracker.charts.flow import flow, status_name
from tracker.html import prose, tag, text
from tracker.i18n import day
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.review_need_words import REACH_KEYS, ask_text, need_reasons
from tracker.views.review_section import Line, Part, Section, part, target_line
from tracker.views.review_turn_words import WAY_KEYS, turn_reason

MAX_NEEDS = 8
"""A meeting decides about few; the rest is folded."""


def flow_drawings(view: PageContext, review: Review) -> Markup:
    """The drawing of all statuses then and now, for a wide and for a narrow screen."""
    wide, narrow = (flow(review.flows, view.t, is_wide=wide) for wide in (True, False))
    return Markup(tag("div", wide, class_="at-wide") + tag("div", narrow, class_="at-narrow"))


def flow_table(view: PageContext, review: Review) -> Markup:
    """The data of the drawing."""
    t = view.t
    head = [day(review.since), day(review.as_of), t("bucket.total")]
    rows = [
        [text(status_name(each.before, t)), text(t.status(each.now)), text(each.targets)]
        for each in review.flows
    ]
    return Markup(html.table(head, rows, t("review.flow.heading"), numbers=[2]))


def needs(view: PageContext, review: Review) -> Section:
    """The targets that need a decision, in three parts: within reach, beyond it, not known."""
    t, later = view.t, review.needs[MAX_NEEDS:]
    return Section(
        "needs",
        t("review.needs.heading"),
        t("review.needs.order"),
        (),
        _needs_by_reach(view, review.needs[:MAX_NEEDS]),
        t("review.needs.none"),
        folded=_needs_by_reach(view, later),
        unfold=t("review.needs.more", count=len(later)) if later else "",
    )


def _needs_by_reach(view: PageContext, shown: Sequence[Need]) -> list[Part]:
    parts = [
        Part(view.t(key), [_need_line(view, need) for need in shown if need.reach == reach])
        for reach, key in REACH_KEYS.items()
    ]
    return [each for each in parts if each.lines]


def _need_line(view: PageContext, need: Need) -> Line:
    """What is to be decided, unless the heading of its part says so, and why."""
    t, row = view.t, view.row(need.id)
    reasons = need_reasons(t, need, row, view.as_of)
    is_said = need.reach == "beyond" and "pace" in need.reasons
    ask = reasons.pop(0) if is_said else ask_text(t, need, row, view.as_of)
    why = tag("span", prose(t("list.semicolon").join(reasons)), class_="quiet")
    return target_line(view, row, Markup(tag("strong", prose(ask)) + why))


def turned(view: PageContext, review: Review) -> Section:
    """The statuses that turned, by way, with the reason and the outlook."""
    t = view.t
    outlooks = {turn.id: turn for turn in review.outlooks}
    by_way: dict[str, list[Turn]] = {way: [] for way in WAYS}
    for turn in review.turns:
        by_way[turn.way].append(turn)

    def line(turn: Turn) -> Line:
        return _turn_line(view, review, turn, outlooks.get(turn.id))

    return Section(
        "turned",
        t("review.turned.heading"),
        t("review.turned.note"),
        [t(f) for f in _COLUMNS],
        [part(view, t(WAY_KEYS[way]), by_way[way], line) for way in WAYS if by_way[way]],
        t("review.turned.none"),
    )


_COLUMNS = ("field.title", "review.column.change", "review.column.reason", "review.column.outlook")


def _turn_line(view: PageContext, review: Review, turn: Turn, outlook: OutlookTurn | None) -> Line:
    t, now = view.t, turn.now
    before = html.link(
        t.status(turn.before.status)
        if turn.before.status != "unreported"
        else status_word(turn.before, t),
        view.href("targets", id=turn.id, asof=day(review.since)),
        title=t("review.turned.then", day=day(review.since)),
    )
    change = tag(
        "span",
        tag(
            "span",
            html.status_mark(turn.before.status),
            before,
            class_=f"status {html.status_class(turn.before.status)}",
        ),
        tag("span", "→", aria_hidden="true", class_="arrow"),
        html.status_lamp(now.status, t, word=status_word(now, t)),
        class_="change",
    )
    return target_line(
        view,
        now,
        Markup(change),
        Markup(prose(turn_reason(t, turn))),
        outlook_cell(view, now, outlook),
        note=view.lead(now.lead),
    )


def outlook_cell(view: PageContext, row: AssessedTarget, turn: OutlookTurn | None) -> Markup:
    """The outlook in a few words, and the earlier one where it was another."""
    t = view.t
    outlook = view.snapshot.outlooks.get(row.id)
    words = outlook_short(outlook, row, t) if outlook is not None else ""
    if turn is None:
        return Markup(prose(words))
    before = outlook_short(turn.before, row, t)
    was = tag("span", text(t("review.outlook.was", outlook=before)), class_="was") if before else ""
    return Markup(prose(words) + was)


def outlooks_turned(view: PageContext, review: Review) -> Section:
    """The outlooks that turned where the status did not."""
    t = view.t
    turned_ids = {turn.id for turn in review.turns}
    by_way: dict[str, list[OutlookTurn]] = {way: [] for way in WAYS}
    for turn in review.outlooks:
        if turn.id not in turned_ids:
            by_way[turn.way].append(turn)

    def line(turn: OutlookTurn) -> Line:
        row = view.row(turn.id)
        status = Markup(html.status_lamp(row.status, t, word=status_word(row, t)))
        return target_line(view, row, status, outlook_cell(view, row, turn))

    keys = {**WAY_KEYS, "unknown": "review.outlook.unknown", "known": "review.outlook.known"}
    return Section(
        "outlooks",
        t("review.outlooks.heading"),
        t("review.outlooks.note"),
        [t("field.title"), t("field.status"), t("review.column.outlook")],
        [part(view, t(keys[way]), by_way[way], line) for way in WAYS if by_way[way]],
        t("review.outlooks.none"),
    )
