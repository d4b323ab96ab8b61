"""How the outlooks of targets turned between two days."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from tracker.analysis.outlook import Outlook
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.turns import WAYS, Way

_WORSENING: Final = ("reached", "open", "missed")
"""The verdicts that are answers, the best first."""


class OutlookTurn(NamedTuple):
    """A target whose outlook has another verdict; at least one of the two is an answer."""

    id: str
    way: Way  # `known`: the first answer, `unknown`: no longer one
    before: Outlook
    now: Outlook


def outlook_turns(then: Snapshot, now: Snapshot, known_then: Collection[str]) -> list[OutlookTurn]:
    """The targets under way on the later day whose verdict differs, by way as in `WAYS`.

    ``known_then`` are the targets known on the earlier day. Whoever reached or missed the goal since is left out: that
    is a matter of the status.
    """
    turned = []
    for key, outlook in now.outlooks.items():
        if key in known_then:
            before = then.outlook(key)
            is_answer = before.is_answered or outlook.is_answered
            if is_answer and before.verdict != outlook.verdict:
                way = _way(before.verdict, outlook.verdict)
                turned.append(OutlookTurn(key, way, before, outlook))
    return sorted(turned, key=lambda turn: WAYS.index(turn.way))


def _way(before: str, now: str) -> Way:
    if before not in _WORSENING:
        return "known"
    if now not in _WORSENING:
        return "unknown"
    return "worse" if _WORSENING.index(now) > _WORSENING.index(before) else "better"
