"""Drawings on their way through Streamlit's sanitiser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.looking import HOSTILE, unpacked

from tracker.app.drawings import pack_drawings
from tracker.html import text

SVG = '<svg class="a" aria-label="{0}"><title>{0}</title><svg x="1"><path d="M0 0"/></svg></svg>'


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>no drawing</p>",
        SVG.format("one"),
        f"<p>before</p>{SVG.format(1)}<b>between</b>{SVG.format(2)}<p>after</p>",
        SVG.format(text(HOSTILE)),
        SVG.format("⟨script⟩ it's &#x27e8; &lt;svg&gt;"),
        f"<p>{text('<svg>')} ⟨</p>{SVG.format('a')}",
    ],
)
def test_every_drawing_comes_back(html):
    """The script's way back gives the same elements; no SVG is left for the sanitiser to remove."""
    packed = pack_drawings(html)
    assert "<svg" not in packed
    assert unpacked(packed).replace("&#x27e8;", "⟨").replace("&#x27e9;", "⟩") == html.replace(
        "&#x27e8;", "⟨"
    )


@given(st.text(alphabet="<>&'\"⟨⟩svg/ -", max_size=30))
def test_no_text_ends_the_attribute_early(words):
    """A drawing is one element with one attribute, whatever is written in it."""
    packed = pack_drawings(SVG.format(text(words)))
    assert packed.startswith("<i data-drawing='")
    assert packed.endswith("'></i>")
    assert packed.count("'") == 2
    assert not {"<", ">"} & set(packed.removeprefix("<i ").removesuffix("></i>"))
