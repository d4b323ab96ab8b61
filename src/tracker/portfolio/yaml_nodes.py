"""The nodes of a piece of YAML with start and end of each, from libyaml's marks: the points of an edit.

The reader stores only where nodes begin. An edit touches one record, and only that one is parsed again
for ends, styles and blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from tracker.portfolio import libyaml


@dataclass
class Node:
    """A scalar, a mapping or a list; ``start`` and ``end`` are indexes of the text.

    ``end`` is where the content ends: for a block, after its last scalar or bracket, so blank lines and
    comments that follow belong to no node. ``style`` is ``'"'``, ``"'"``, ``"|"``, ``">"`` or ``""``
    (plain).
    """

    kind: Literal["scalar", "map", "list"]
    start: int
    end: int
    flow: bool = False  # in brackets
    style: str = ""
    value: str = ""
    items: list[Node] = field(default_factory=list)  # of a list
    pairs: dict[str, tuple[Node, Node]] = field(default_factory=dict)  # of a mapping: key, value

    @property
    def is_null(self) -> bool:
        """A plain null or an empty value."""
        nulls = ("", "~", "null", "Null", "NULL")
        return self.kind == "scalar" and not self.style and self.value in nulls


def first_node(text: str, begin: int, end: int, *, item: bool = False) -> Node:
    """The first node of ``text[begin:end]``, which must be valid YAML up to the end of that node.

    With ``item``, the first item of the list that begins there. Indexes are those of ``text``. Text
    after the node is ignored. Raises ``yaml.YAMLError`` where the piece cannot be parsed by itself.
    """
    node_events = (
        yaml.ScalarEvent,
        yaml.AliasEvent,
        yaml.MappingStartEvent,
        yaml.SequenceStartEvent,
    )
    # the reader reports tabs and reads on as if they were spaces
    events = _events(libyaml.parser(text[begin:end].replace("\t", " ")))
    for event in events:
        if isinstance(event, node_events):
            if not item:
                return _build_node(event, events, text, begin)
            item = False  # that was the list
    raise yaml.YAMLError("no node")


def _events(parser: Any) -> Iterator[Any]:
    while (event := parser.get_event()) is not None:
        yield event


def _build_node(event: Any, events: Iterator[Any], text: str, begin: int) -> Node:
    inner: Any = event
    start = event.start_mark.index + begin
    kind = event.__class__
    if kind is yaml.ScalarEvent:
        end = event.end_mark.index + begin
        if event.style in ("|", ">"):
            header = text[start:end].partition("\n")[0].partition("#")[0]
            if "+" not in header:  # "+" keeps the blank lines that follow
                end = start + len(text[start:end].rstrip())
        return Node("scalar", start, end, style=event.style or "", value=event.value)
    if kind is yaml.AliasEvent:  # the reader reports aliases, so none is ever edited
        return Node("scalar", start, event.end_mark.index + begin, style="*")
    flow = bool(event.flow_style)
    if kind is yaml.SequenceStartEvent:
        node = Node("list", start, start, flow)
        for inner in events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            node.items.append(_build_node(inner, events, text, begin))
            node.end = node.items[-1].end
    else:
        node = Node("map", start, start, flow)
        for inner in events:
            if isinstance(inner, yaml.MappingEndEvent):
                break
            key = _build_node(inner, events, text, begin)
            value = _build_node(next(events), events, text, begin)
            node.pairs[key.value] = key, value
            node.end = max(key.end, value.end)
    if flow:
        node.end = inner.end_mark.index + begin
    return node
