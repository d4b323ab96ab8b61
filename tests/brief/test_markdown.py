"""Briefs as Markdown: what a parser of CommonMark reads in them."""

from __future__ import annotations

from markdown_it import MarkdownIt
from support.briefs import HOSTILE, RUNNING, document, every_block

from tracker.brief.document import Paragraph
from tracker.brief.markdown import markdown

PARSER = MarkdownIt("gfm-like", {"linkify": False})


def tokens(text):
    return [child for token in PARSER.parse(text) for child in (token, *(token.children or ()))]


def test_no_text_is_markup():
    """What looks like markup of some kind is read as text, in every block that has text."""
    made = tokens(markdown(every_block("zh")))
    allowed = {"h1", "h2", "h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "hr"}
    assert {token.tag for token in made if token.tag} - allowed == set()
    assert not [token for token in made if token.type.startswith(("html", "code", "fence"))]
    inline = [token for token in made if token.type == "inline"]
    read = ["".join(one.content for one in token.children) for token in inline]
    assert sum(text.count(HOSTILE) for text in read) == 7
    assert len([token for token in made if token.type == "tr_open"]) == 3


def test_structure_is_that_of_the_brief():
    """One title, headings by level, the as-of day at the end."""
    made = tokens(markdown(every_block("en")))
    assert [token.tag for token in made if token.type == "heading_open"] == ["h1", "h2", "h3", "h2"]
    assert next(t.content for t in reversed(made) if t.type == "inline") == RUNNING["en"]


def test_a_line_that_begins_like_a_list_is_no_list():
    """Numbers of our own and signs of the record stay what they are."""
    texts = ["1. a", "- a", "+ a", "12) a", "=== a", "---"]
    made = tokens(markdown(document("en", [Paragraph(text) for text in texts])))
    assert not [token for token in made if "list" in token.type]
    read = ["".join(one.content for one in token.children or ()) for token in made]
    assert all(text in read for text in texts)
