"""The order of play: scenes take turns by what there is to say, and whatever is longest unseen comes next.

The order depends on the scenes alone, and these on the record and the day: a screen that starts again with the
number of its turn goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tracker.screen.scenes import Scene

ROUND: Final = (
    "headline", "story", "theme", "lately", "story", "theme", "coming",
    "story", "short", "theme", "map", "story", "theme", "unknown",
)  # fmt: skip
"""The kinds of scenes in one round; where there are fewer scenes of a kind than places, each comes once."""


def play_order(scenes: Sequence[Scene]) -> list[int]:
    """The positions of ``scenes`` in the order in which they are shown, until each has been shown.

    Each place of a round takes the scene of its kind that is longest unseen.
    """
    of_kind: dict[str, list[int]] = {}
    for position, scene in enumerate(scenes):
        of_kind.setdefault(scene.name, []).append(position)
    per_round = {
        name: min(len(positions), ROUND.count(name)) for name, positions in of_kind.items()
    }
    rounds = max((-(-len(of_kind[name]) // count) for name, count in per_round.items()), default=0)
    order = []
    shown = dict.fromkeys(of_kind, 0)
    for _ in range(rounds):
        left = dict(per_round)
        for name in ROUND:
            if left.get(name, 0):
                left[name] -= 1
                order.append(of_kind[name][shown[name] % len(of_kind[name])])
                shown[name] += 1
    return order


def choose(
    order: Sequence[int], scenes: Sequence[Scene], is_wanted: Callable[[Scene], bool]
) -> list[int]:
    """``order`` without the scenes that nobody asked for and without repeats in a row; `screen.js` does the same."""
    chosen: list[int] = []
    for position in order:
        if is_wanted(scenes[position]) and chosen[-1:] != [position]:
            chosen.append(position)
    return chosen
