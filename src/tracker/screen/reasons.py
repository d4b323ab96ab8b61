"""Why a target falls short in words, as far as the public record says, and the next days that matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracker.analysis.details import TargetDetails
from tracker.analysis.issues import cause_word
from tracker.analysis.recorded_reasons import Source, next_days, recorded_reason
from tracker.analysis.rows import IssueRow, RevisionRow, UpdateRow
from tracker.i18n import day, shorten
from tracker.views.context import PageContext

_WIDTH: Final = 90
_MAX_NEXT: Final = 2
_REASON_KEYS: Final[Mapping[Source, str]] = {
    "issue": "screen.reason.issue",
    "note": "screen.reason.note",
    "resolved": "screen.reason.resolved",
    "decision": "screen.reason.decision",
    "revision": "screen.reason.revision",
}
_NEXT_KEYS: Final = {
    "report": "screen.next.report",
    "decision": "screen.next.decision",
    "due": "screen.next.due",
}


def reason_words(view: PageContext, details: TargetDetails, columns: int = _WIDTH) -> str:
    """What the public record says about the reason, with its day; that it says nothing where it does.

    A text of more ``columns`` is shortened.
    """
    t, reason = view.t, recorded_reason(details)
    if reason is None:
        return t("screen.reason.none")
    item, cause = reason.item, ""
    words = t.localized(item, "note" if isinstance(item, UpdateRow) else "text")
    if isinstance(item, RevisionRow):
        words = t(
            "screen.reason.with_caveat",
            reason=t.localized(item, "reason"),
            caveat=t.localized(item, "caveat"),
        ).strip()
    elif isinstance(item, IssueRow):
        cause = cause_word(item, t)
    return t(
        _REASON_KEYS[reason.source],
        day=day(reason.on),
        cause=cause,
        text=shorten(words, columns, whole_words=True),
    )


def next_words(view: PageContext, details: TargetDetails) -> str:
    """The next days on which more will be known; "" without any."""
    days = next_days(details, view.as_of)[:_MAX_NEXT]
    return " · ".join(view.t(_NEXT_KEYS[one.what], day=day(one.on)) for one in days)
