"""What changed for a target since the comparison day, in words."""

from __future__ import annotations

import math
from typing import Final

from tracker.analysis.changes import Change, comparison_day
from tracker.analysis.rows import AssessedTarget
from tracker.html import Html, tag, text
from tracker.i18n import Translator, day
from tracker.numbers import points
from tracker.views.context import PageContext

_TRENDS: Final = {-1: ("↘", "change.worse"), 0: ("→", "change.other"), 1: ("↗", "change.better")}
"""By trend, the arrow and the key of what it means."""


def since(view: PageContext) -> str:
    """The comparison day in words, for a heading or a caption."""
    return view.t("change.since", day=day(comparison_day(view.as_of)))


def trend_arrow(change: Change) -> str:
    """The direction of the completion since the comparison day, else of the status; "" where neither changed."""
    if not math.isnan(change.completion) and change.completion:
        return _TRENDS[1 if change.completion > 0 else -1][0]
    return _TRENDS[change.trend][0] if change.trend else ""


def previous_status(t: Translator, change: Change) -> Html:
    """An arrow and the status on the comparison day; "" where the status is the same.

    A screen reader gets the arrow's meaning in words.
    """
    if change.previous is None:
        return ""
    arrow, meaning = _TRENDS[change.trend]
    return tag(
        "span",
        tag("span", arrow, aria_hidden="true"),
        tag("span", text(t(meaning)), class_="unseen"),
        text(t("change.was", status=t.status_label(change.previous))),
        class_="was",
    )


def completion_before(view: PageContext, row: AssessedTarget) -> float:
    """The completion on the comparison day, which a bar marks; NaN where it is unknown or the same."""
    gain = view.snapshot.change(row.id).completion
    if math.isnan(gain) or gain == 0:
        return math.nan
    return view.snapshot.previous.by_id[row.id].actual


def completion_gain(t: Translator, change: Change) -> str:
    """Signed percentage points: "+6"; "" where unknown or none."""
    if math.isnan(change.completion) or change.completion == 0:
        return ""
    amount = points(100 * abs(change.completion), t.lang)
    return t("change.gain" if change.completion > 0 else "change.loss", points=amount)
