"""The first paragraph of a brief: how the targets stand, what turned since the last meeting, what will be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from tracker.analysis.assessment import STATUSES
from tracker.analysis.outlook import Verdict
from tracker.analysis.turns import Way
from tracker.brief import words
from tracker.brief.parts import Brief
from tracker.i18n import written_day


def verdict(brief: Brief) -> str:
    """The paragraph; it also says so when nothing needs a decision, was revised or is overdue: those parts are left out."""
    view, review, t = brief.view, brief.review, brief.view.t
    absent = (
        ("brief.asked.none", review.needs),
        ("brief.revised.none", review.revised),
        ("brief.missing.none", review.missing),
    )
    changed = (("brief.added", review.added), ("brief.ended", review.ended))
    sentences = [
        _by_status(brief),
        _turned(brief),
        _outlooks(brief),
        *(t(key, count=len(items)) for key, items in changed if items),
        *(t(key) for key, items in absent if not items),
    ]
    return words.sentences(view, sentences)


def _by_status(brief: Brief) -> str:
    view, t = brief.view, brief.view.t
    counts = Counter(row.status for row in view.by_id.values())
    if not counts:
        return t("answer.empty")
    ended = counts.pop("ended", 0)  # counted beside the others, as on the Overview
    by_status = t("list.comma").join(
        t("brief.count", status=t.status(status).lower(), count=counts[status])
        for status in STATUSES
        if counts[status]
    )
    as_of = written_day(brief.review.as_of, t)
    if not counts:
        return t("brief.total.all_ended", day=as_of, count=ended)
    clauses = [t("brief.total", day=as_of, count=counts.total(), counts=by_status)]
    clauses += [t("brief.total.ended", count=ended)] if ended else []
    return t("list.semicolon").join(clauses)


def _turned(brief: Brief) -> str:
    """How many statuses turned since the earlier day, whose year is left out where it is that of the later one.

    "" where targets ended and no other status turned: a sentence of its own says so.
    """
    t, since = brief.view.t, brief.review.since
    day = written_day(since, t, with_year=since.year != brief.review.as_of.year)
    ways = Counter(turn.way for turn in brief.review.turns)
    clauses = [t(key, count=ways[way]) for way, key in _WAY_KEYS.items() if ways[way]]
    if not clauses:
        return "" if brief.review.ended else t("brief.turned.none", day=day)
    return t("brief.turned", day=day, turned=t("list.comma").join(clauses))


def _outlooks(brief: Brief) -> str:
    """How many targets under way will be reached; "" where none can have an outlook."""
    t = brief.view.t
    verdicts = Counter(one.verdict for one in brief.view.snapshot.outlooks.values())
    if not verdicts:
        return ""
    verdicts["too_early"] += verdicts.pop("none", 0)
    answers = [t(key, count=verdicts[one]) for one, key in _VERDICT_KEYS.items() if verdicts[one]]
    return t("brief.outlooks", count=verdicts.total(), answers=t("list.comma").join(answers))


_VERDICT_KEYS: Final[Mapping[Verdict, str]] = {
    "reached": "brief.outlooks.reached",
    "missed": "brief.outlooks.missed",
    "open": "brief.outlooks.open",
    "too_early": "brief.outlooks.early",
}
_WAY_KEYS: Final[Mapping[Way, str]] = {
    "worse": "brief.way.worse",
    "better": "brief.way.better",
    "known": "brief.way.known",
    "unknown": "brief.way.unknown",
    "other": "brief.way.other",
}
