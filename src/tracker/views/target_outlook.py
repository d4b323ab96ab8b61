"""Whether one target will be reached in time: two projections, their range, paces, delay and earlier outlooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Final, NamedTuple

from tracker.analysis.amounts import amount, computed_amounts, computed_paces
from tracker.analysis.details import TargetDetails
from tracker.analysis.outlook import Outlook, Reason
from tracker.analysis.outlook_words import outlook_sentence, outlook_short, projected
from tracker.analysis.past_errors import PastErrors, error_range
from tracker.analysis.rows import AssessedTarget
from tracker.html import prose
from tracker.i18n import Translator, day
from tracker.numbers import index, percent
from tracker.templates import Markup
from tracker.views.context import PageContext

BAND_KEYS: Final[Mapping[str, str]] = {
    "sun": "outlook.band.sun",
    "sun_cloud": "outlook.band.sun_cloud",
    "cloud": "outlook.band.cloud",
    "storm": "outlook.band.storm",
}
_SILENT: Final[tuple[Reason, ...]] = (
    "statement",
    "not_judged",
    "not_started",
    "achieved",
    "missed",
    "ended",
)
"""Why there is no outlook, where the page says as much above: no card for that alone."""


class Cell(NamedTuple):
    label: str
    value: str  # text, or HTML as `Markup`
    note: str = ""


class PastOutlook(NamedTuple):
    """A row of the table of earlier outlooks."""

    on: Markup
    verdict: str
    by_change: str
    by_slopes: str
    goal: str


def outlook_card(view: PageContext, details: TargetDetails) -> dict[str, object] | None:
    """The values of `target_outlook.html`; None where there is nothing to say."""
    t, row = view.t, details.row
    now = view.snapshot.outlook(row.id)
    past = _past(view, details, now)
    if now.reason in _SILENT and not past and now.delay is None:
        return None
    is_flagged = now.paces is not None and now.paces.is_needed_above_best
    return {
        "heading": t("outlook.heading"),
        "about": t("outlook.about"),
        "rules_heading": t("outlook.rules.heading"),
        "rules": _rules(t, now),
        "sentence": Markup(prose(outlook_sentence(now, row, t))),
        "separator": t("list.semicolon"),
        "flag": t("outlook.flag") if is_flagged else "",
        "groups": [
            cells
            for cells in (
                _projection_cells(t, row, now, view.past_errors),
                _pace_cells(t, row, now),
                _delay_cells(t, now),
            )
            if cells
        ],
        "note": t(
            "outlook.note.assumed" if now.is_start_assumed else "outlook.note", day=day(now.on)
        )
        if now.is_answered
        else "",
        "past": past,
        "past_heading": t("outlook.past", count=len(past)),
        "columns": [
            t("outlook.column.on"),
            t("outlook.column.verdict"),
            t("outlook.column.by_change"),
            t("outlook.column.by_slopes"),
            t("outlook.column.goal"),
        ],
    }


def _projection_cells(
    t: Translator, row: AssessedTarget, now: Outlook, errors: PastErrors | None
) -> list[Cell]:
    """The value of the due date after both rules, and its ranges."""
    if now.band is None:
        return []
    first, second = projected(now, row, t)
    left = t("outlook.band.reached")
    if now.remaining > 0:
        left = t(BAND_KEYS[now.band], share=percent(now.remaining, t.lang))
    slowest, fastest = computed_amounts(t, row, (now.slowest, now.fastest))
    values = t("outlook.range.values", slowest=slowest, fastest=fastest)
    cells = [
        Cell(t("outlook.by_change", due=day(now.due)), first, left),
        Cell(t("outlook.by_slopes", due=day(now.due)), second),
        Cell(t("outlook.range"), values, t("outlook.range.note")),
    ]
    if errors is not None and (interval := error_range(errors, now, row)) is not None:
        low, high = computed_amounts(t, row, interval)
        note = t(
            "outlook.errors.note",
            count=errors.targets,
            coverage=percent(errors.coverage, t.lang),
        )
        values = t("outlook.range.values", slowest=low, fastest=high)
        cells.append(Cell(t("outlook.errors"), values, note))
    return cells


def _pace_cells(t: Translator, row: AssessedTarget, now: Outlook) -> list[Cell]:
    if now.paces is None:
        return []
    labels = (
        t("outlook.pace.so_far"),
        t("outlook.pace.latest"),
        t("outlook.pace.needed"),
        t("outlook.pace.best"),
    )
    texts = computed_paces(t, row, now.paces)
    return [Cell(label, pace) for label, pace in zip(labels, texts, strict=True)]


def _rules(t: Translator, now: Outlook) -> list[str]:
    """How the numbers shown are calculated, and where the rules and their sources are."""
    rules = []
    if now.is_answered:
        rules = [t("outlook.rules.change"), t("outlook.rules.slopes"), t("outlook.rules.verdict")]
    if now.delay is not None:
        rules.append(t("outlook.rules.delay"))
    return [*rules, t("outlook.rules.more")] if rules else []


def _delay_cells(t: Translator, now: Outlook) -> list[Cell]:
    delay = now.delay
    if delay is None:
        return []
    days = round(delay.days)
    key = (
        "outlook.delay.behind"
        if days > 0
        else "outlook.delay.ahead"
        if days
        else "outlook.delay.even"
    )
    words = t(key, count=abs(days)) if days else t(key)
    spi = "" if isnan(delay.spi) else t("outlook.delay.spi", spi=index(delay.spi, t.lang))
    cells = [Cell(t("outlook.delay"), words, spi)]
    if delay.finish is not None:
        bounds = ""
        if delay.earliest is not None and delay.latest is not None:
            bounds = t(
                "outlook.delay.bounds", earliest=day(delay.earliest), latest=day(delay.latest)
            )
        cells.append(Cell(t("outlook.delay.finish"), Markup(prose(day(delay.finish))), bounds))
    return cells


def _past(view: PageContext, details: TargetDetails, now: Outlook) -> Sequence[PastOutlook]:
    """The earlier outlooks with projections, the latest first; not the one of the latest news."""
    t, row = view.t, details.row
    outlooks = [each for each in view.snapshot.past_outlooks(row.id) if each.is_answered]
    if outlooks and now.is_answered:
        outlooks.pop()
    listed = []
    for past in reversed(outlooks):
        then = row if past.goal == row.goal else row._replace(goal=past.goal)
        by_change, by_slopes = projected(past, then, t)
        listed.append(
            PastOutlook(
                Markup(prose(day(past.as_of))),
                outlook_short(past, then, t),
                by_change,
                by_slopes,
                amount(t, then, past.goal),
            )
        )
    return listed
