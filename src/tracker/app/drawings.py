"""SVG on its way through Streamlit, whose sanitiser removes it from `st.html`.

`st.markdown` would let it pass, and takes longer in the browser than an empty page does: it loads a
Markdown parser and reads the whole page with it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from tracker.html import Html

_SVG_TAG: Final = re.compile(r"<(/?)svg\b[^>]*>")
_LEFT, _RIGHT = "⟨", "⟩"
"""For ``<`` and ``>``: the sanitiser removes attributes in which it sees the end of a title."""


@cache
def drawings_script() -> str:
    """The script that draws what `pack_drawings` has packed, a constant; it goes before other scripts."""
    return Path(__file__).with_name("drawings.js").read_text(encoding="utf-8")


def pack_drawings(html: Html) -> Html:
    """``html`` with each SVG as the attribute of an empty element, which drawings.js replaces by the drawing."""
    parts, end, depth, start = [], 0, 0, 0
    for svg_tag in _SVG_TAG.finditer(html):
        if svg_tag[1]:
            depth -= 1
            if depth == 0:
                parts += [html[end:start], _packed(html[start : svg_tag.end()])]
                end = svg_tag.end()
        else:
            if depth == 0:
                start = svg_tag.start()
            depth += 1
    return "".join([*parts, html[end:]])


def _packed(svg: Html) -> Html:
    text = svg.replace(_LEFT, "&#x27e8;").replace(_RIGHT, "&#x27e9;")
    text = text.replace("&", "&amp;").replace("<", _LEFT).replace(">", _RIGHT)
    return f"<i data-drawing='{text.replace(chr(39), '&#39;')}'></i>"
