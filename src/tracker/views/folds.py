"""Groups of a page that a reader may fold; which ones are folded is in the URL, so that a link shows the same.

``fold=`` lists what differs from the page's own choice: ``water,-housing`` folds one group and unfolds
another; ``*`` folds all, ``-*`` none, and names behind it are exceptions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tracker.views.context import PageContext

FOLD_PARAM: Final = "fold"
ALL: Final = "*"
_UNFOLDED: Final = "-"


class Folds(NamedTuple):
    """A value of ``fold=``."""

    everything: bool | None  # whether all groups are folded; None: the page chooses
    named: Mapping[str, bool]  # by group, whether it is folded

    @classmethod
    def parse(cls, param: str) -> Folds:
        everything, named = None, dict[str, bool]()
        for part in filter(None, param.split(",")):
            name, is_folded = part.removeprefix(_UNFOLDED), not part.startswith(_UNFOLDED)
            if name == ALL:
                everything, named = is_folded, {}
            else:
                named[name] = is_folded
        return cls(everything, named)

    def is_folded(self, name: str, *, by_default: bool) -> bool:
        """Whether a group is folded; ``by_default`` is the page's own choice."""
        return self.named.get(name, by_default if self.everything is None else self.everything)

    def toggled(self, name: str, *, by_default: bool) -> str:
        """The value of ``fold=`` after a click on a group; "" where it is the page's own choice again."""
        named = {**self.named, name: not self.is_folded(name, by_default=by_default)}
        without = Folds(self.everything, {})
        if named[name] == without.is_folded(name, by_default=by_default):
            del named[name]
        everything = () if self.everything is None else ((ALL, self.everything),)
        return ",".join(
            f"{'' if is_folded else _UNFOLDED}{key}"
            for key, is_folded in (*everything, *named.items())
        )


def is_toggled(view: PageContext, name: str) -> bool:
    """Whether the reader opened or closed an element with this ``data-fold``, as the script of the page notes it."""
    return name in Folds.parse(view.query.get(FOLD_PARAM, "")).named


def fair_share(sizes: Sequence[int], room: int) -> int:
    """How many rows each group may show, so that all show ``room``; small groups leave theirs to the others.

    Every group shows at least one.
    """
    left = len(sizes)
    for size in sorted(sizes):
        if size * left > room:
            return max(1, room // left)
        room, left = room - size, left - 1
    return max(sizes, default=0)
