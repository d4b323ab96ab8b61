"""Progress bars and status strips as SVG, the same on dashboard, published site and screen.

Lengths are percentages of the drawing, which is as wide as its container; heights, corners and colours are
in `bars.css`. There are no inline styles, so a page may forbid them.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan, nan

from tracker.html import Html, status_class, text


def bar(status: str, actual: float, planned: float, label: str, previous: float = nan) -> Html:
    """A bar filled to ``actual``, with a tick at ``planned`` and a thin line at ``previous``, shares of 1.

    Shares are limited to 0..1. What is NaN is left out; without ``actual`` the bar is hatched.
    """
    is_known = not isnan(actual)
    parts = [f'<rect width="{percent(actual)}"/>'] if is_known else []
    if not isnan(previous):
        parts.append(f'<rect class="before" x="{percent(previous)}"/>')
    if not isnan(planned):
        parts.append(f'<rect class="tick" x="{percent(planned)}"/>')
    return _drawing(f"bar {'' if is_known else 'none '}{status_class(status)}", label, parts)


def strip(counts: Mapping[str, int], label: str) -> Html:
    """Counts by status as one line of coloured segments, each as wide as its share; ended targets have none."""
    counts = {status: count for status, count in counts.items() if status != "ended"}
    total = sum(counts.values()) or 1
    parts: list[str] = []
    gaps: list[str] = []
    start = 0
    for status, count in counts.items():
        if count:
            x, width = percent(start / total), percent(count / total)
            parts.append(f'<rect class="{status_class(status)}" x="{x}" width="{width}"/>')
            gaps += [f'<rect class="gap" x="{x}"/>'] if start else []
        start += count
    return _drawing("strip", label, parts + gaps)


def _drawing(class_: str, label: str, parts: list[str]) -> Html:
    return f'<svg class="{class_}" role="img" aria-label="{text(label)}">{"".join(parts)}</svg>'


def percent(share: float) -> str:
    """A share as a percentage to a tenth, limited to 0..100."""
    return f"{round(100 * min(max(share, 0.0), 1.0), 1):g}%"
