"""A figure as large as its place allows, for a screen: type that a style sheet cannot fit to a width."""

from __future__ import annotations

from typing import Final

from tracker.html import Html, status_class, text
from tracker.i18n import width

_NARROW: Final = frozenset(".,:'’ ")
_EM: Final = 0.6
"""The width of a digit of the bold fonts, of its size; the text is set to just this width."""
_ABOVE: Final = 10
"""Of a type size of 100, space above the digits; below the tail of a comma it is as much."""


def big_number(words: str, status: str) -> Html:
    """``words`` in the colour of a status: as high as its box, and lower where the box is narrower."""
    length = 100 * sum(0.3 if one in _NARROW else _EM * max(width(one), 1) for one in words)
    return (
        f'<svg class="number {status_class(status)}" viewBox="0 {-_ABOVE} {length:.0f} {_ABOVE + 100}" role="img" '
        f'aria-label="{text(words)}" preserveAspectRatio="xMinYMax meet"><text x="0" y="75" '
        f'font-size="100" textLength="{length:.0f}" lengthAdjust="spacingAndGlyphs">{text(words)}</text></svg>'
    )
