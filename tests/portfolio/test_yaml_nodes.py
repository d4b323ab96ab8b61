"""Start and end of every node of a piece of text."""

import pytest

from tracker.portfolio.yaml_nodes import first_node

TEXT = """\
- id: a   # first
  note: |
    one

    two

  # between
  keep: |+
    own

  none:
  tilde: ~
  quoted: "~"  # text
  text: 😀 some
    more
  list:
  - 1
  -
  flow: {a: [1, 2], b: }   # end
# far
- id: b
"""


def piece(node):
    return TEXT[node.start : node.end]


def test_a_node_ends_where_its_content_ends():
    """Comments and blank lines after a value belong to no node; blank lines that a text keeps do."""
    node = first_node(TEXT, 0, len(TEXT), item=True)
    pieces = {name: piece(value) for name, (_, value) in node.pairs.items()}
    assert pieces == {
        "id": "a",
        "note": "|\n    one\n\n    two",
        "keep": "|+\n    own\n\n",
        "none": "",
        "tilde": "~",
        "quoted": '"~"',
        "text": "😀 some\n    more",
        "list": "- 1\n  -",
        "flow": "{a: [1, 2], b: }",
    }
    assert piece(node).startswith("id: a")
    assert piece(node).endswith("b: }")


def test_a_node_knows_its_kind_and_style():
    """Null is a plain null or an empty value; a node knows its brackets and quotes."""
    pairs = first_node(TEXT, 0, len(TEXT), item=True).pairs
    nulls = [name for name, (_, value) in pairs.items() if value.is_null]
    assert nulls == ["none", "tilde"]
    assert pairs["quoted"][1].style == '"'
    assert pairs["note"][1].style == "|"
    assert pairs["list"][1].kind == "list"
    assert not pairs["list"][1].flow
    assert pairs["flow"][1].kind == "map"
    assert pairs["flow"][1].flow


def test_indexes_are_those_of_the_whole_text():
    """A piece from the middle has the same marks as the whole text."""
    begin = TEXT.index("- id: b")
    node = first_node(TEXT, begin, len(TEXT), item=True)
    assert piece(node.pairs["id"][1]) == "b"
    assert [piece(item)[:5] for item in first_node(TEXT, 0, len(TEXT)).items] == ["id: a", "id: b"]


def test_text_after_the_node_is_ignored():
    """A record in flow style is parsed without the list around it."""
    text = "[{id: a}, {id: b}]"
    assert first_node(text, 1, len(text)).pairs["id"][1].value == "a"


def test_a_piece_without_content_is_an_error():
    """There is no node in a piece of comments alone."""
    with pytest.raises(Exception, match="no node"):
        first_node("# only\n", 0, 7)
