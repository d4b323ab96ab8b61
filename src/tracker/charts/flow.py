"""How many targets went from which status to which: two columns of statuses with bands between them.

A band has the colour of the status it leads to; what kept its status is pale, so that the eye meets what moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from tracker.analysis.assessment import STATUSES
from tracker.analysis.turns import Flow
from tracker.html import Html, status_class, text
from tracker.i18n import STATUS_SHAPES, Translator, width

_HEIGHT: Final = 220
_SLOT: Final = 20  # the least height of a status, for its label
_GAP: Final = 4
_WIDTH: Final = 7  # of a block
_BANDS: Final = 160
"""Units between the columns."""
_LABEL, _COLUMN = 50.0, 6.6
"""Units of a label without its word, and of a column of text."""
_NARROW: Final = 230
"""Units between the columns of the narrow drawing, whose labels have no words."""
_ADDED: Final = "+"


def flow(flows: Sequence[Flow], t: Translator, *, is_wide: bool = True) -> Html:
    """The drawing; "" for no targets. Its text alternative is `flow_label`.

    The narrow one has no words beside the shapes.
    """
    if not flows:
        return ""
    margins = [
        _LABEL + is_wide * _COLUMN * max(width(status_name(status, t)) for status in statuses)
        for statuses in ({each.before for each in flows}, {each.now for each in flows})
    ]
    start = margins[0] + (_BANDS if is_wide else _NARROW)
    left, right = _Side(margins[0], "end", is_wide), _Side(start, "start", is_wide)
    before = _blocks(flows, [each.before for each in flows])
    now = _blocks(flows, [each.now for each in flows])
    parts = _bands(flows, (left.x, before), (right.x, now))
    for side, blocks in ((left, before), (right, now)):
        parts += [_block(t, side, status, block) for status, block in blocks.items()]
    height = max(block.bottom for block in (*before.values(), *now.values()))
    return (
        f'<svg class="flow" viewBox="0 0 {start + margins[1]:.0f} {height:.0f}" role="img"'
        f' aria-label="{text(flow_label(flows, t))}">{"".join(parts)}</svg>'
    )


class _Block(NamedTuple):
    """A status in a column."""

    top: float
    height: float
    targets: int

    @property
    def bottom(self) -> float:
        """Of the block or its label, whichever is lower."""
        return self.top + max(self.height, (self.height + _SLOT) / 2)


_Blocks = dict[str | None, _Block]


def _bands(
    flows: Sequence[Flow], left: tuple[float, _Blocks], right: tuple[float, _Blocks]
) -> list[Html]:
    """The bands between both columns; those that moved lie above those that did not."""
    (x1, before), (x2, now) = left, right
    starts = {status: block.top for status, block in before.items()}
    ends = {status: block.top for status, block in now.items()}
    kept, moved = [], []
    for each in flows:
        height = each.targets * _per_target(flows)
        path = _band((x1, starts[each.before]), (x2, ends[each.now]), height)
        starts[each.before] += height
        ends[each.now] += height
        if each.before == each.now:
            kept.append(f'<path class="kept" d="{path}"/>')
        else:
            moved.append(f'<path class="moved {status_class(each.now)}" d="{path}"/>')
    return kept + moved


def flow_label(flows: Sequence[Flow], t: Translator) -> str:
    """What moved, in words; what kept its status as one number."""
    kept = sum(flow.targets for flow in flows if flow.before == flow.now)
    moved = [
        t(
            "review.flow.step",
            before=status_name(flow.before, t),
            now=status_name(flow.now, t),
            count=flow.targets,
        )
        for flow in flows
        if flow.before != flow.now
    ]
    return t("list.semicolon").join([*moved, t("review.flow.kept", count=kept)])


def status_name(status: str | None, t: Translator) -> str:
    return t("review.flow.added") if status is None else t.status(status)


def _per_target(flows: Sequence[Flow]) -> float:
    return _HEIGHT / (sum(flow.targets for flow in flows) or 1)


def _blocks(flows: Sequence[Flow], statuses: Sequence[str | None]) -> _Blocks:
    """A column from the top, in the order of the statuses; what was added is last."""
    counts: Counter[str | None] = Counter()
    for each, status in zip(flows, statuses, strict=True):
        counts[status] += each.targets
    blocks, top = {}, 0.0
    for status in (*STATUSES, None):
        if count := counts[status]:
            height = count * _per_target(flows)
            slot = max(height, _SLOT)
            blocks[status] = _Block(top + (slot - height) / 2, height, count)
            top += slot + _GAP
    return blocks


def _band(start: tuple[float, float], end: tuple[float, float], height: float) -> str:
    (x1, y1), (x2, y2) = start, end
    middle = (x1 + x2) / 2
    there = f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    y1, y2 = y1 + height, y2 + height
    return (
        f"{there}L{x2:.1f} {y2:.1f}C{middle:.1f} {y2:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}Z"
    )


def _class(status: str | None) -> str:
    return "added" if status is None else status_class(status)


class _Side(NamedTuple):
    """A column: where its blocks end towards the bands, and the side of its labels."""

    x: float
    anchor: str
    is_wide: bool

    @property
    def away(self) -> float:
        """The direction from the bands to the labels."""
        return -1.0 if self.anchor == "end" else 1.0


def _block(t: Translator, side: _Side, status: str | None, block: _Block) -> Html:
    """A status: its block and its label, with the shape and the number next to the block."""
    shape = _ADDED if status is None else STATUS_SHAPES[status]
    parts = [
        text(status_name(status, t)) if side.is_wide else "",
        f'<tspan class="{_class(status)}">{text(shape)}</tspan>',
        f'<tspan class="number">{block.targets}</tspan>',
    ]
    words = " ".join(filter(None, parts if side.anchor == "end" else reversed(parts)))
    at, left = side.x + side.away * (_WIDTH + 7), side.x - (_WIDTH if side.anchor == "end" else 0)
    middle = block.top + block.height / 2
    return (
        f'<rect class="{_class(status)}" x="{left:.1f}" y="{block.top:.1f}" width="{_WIDTH}"'
        f' height="{block.height:.1f}"/><text x="{at:.1f}" y="{middle:.1f}" dy=".35em"'
        f' text-anchor="{side.anchor}">{words}</text>'
    )
