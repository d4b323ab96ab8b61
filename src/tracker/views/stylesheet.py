"""The styles of the dashboard's pages and of the published site as one text, and the script for printing them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from tracker import charts

_VIEWS: Final = Path(__file__).parent
LOOK: Final = _VIEWS / "look.css"
CHARTS: Final = Path(charts.__file__).with_name("charts.css")
PAGE_STYLES: Final = (
    "overview",
    "targets",
    "target",
    "budgets",
    "timeline",
    "review",
    "report",
    "print",
)
"""Files of `styles/`, a page each; later ones override earlier ones."""


@cache
def stylesheet() -> str:
    """The tokens and what all pages share, the drawings, then each page."""
    paths = [
        LOOK,
        CHARTS,
        CHARTS.with_name("bars.css"),
        *(_VIEWS / "styles" / f"{name}.css" for name in PAGE_STYLES),
    ]
    return "".join(path.read_text(encoding="utf-8") for path in paths)


@cache
def print_script() -> str:
    return (_VIEWS / "print.js").read_text(encoding="utf-8")
