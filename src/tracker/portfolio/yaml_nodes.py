"""The nodes of a piece of text with both ends of each, by libyaml's marks: what an edit splices at.

The reader keeps where every node begins, in a few bytes each. An edit touches one record, and only for
that one are ends, styles and blocks looked up here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml
from yaml._yaml import CParser


@dataclass
class Node:
    """A scalar, a mapping or a list; ``start`` and ``end`` are indexes of the text.

    ``end`` is where the content ends: for a block, behind its last scalar or bracket, so that blank lines
    and comments that follow belong to nobody. ``style`` is ``'"'``, ``"'"``, ``"|"``, ``">"`` or ``""``
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
        """A plain null, or nothing at all."""
        nulls = ("", "~", "null", "Null", "NULL")
        return self.kind == "scalar" and not self.style and self.value in nulls


def first_node(text: str, begin: int, end: int, *, item: bool = False) -> Node:
    """The first node of ``text[begin:end]``, which must be sound YAML as far as that node goes.

    With ``item``, the first item of the list that begins there. Indexes are those of ``text``. What
    follows the node is not looked at. Raises ``yaml.YAMLError`` where the piece cannot be read by itself.
    """
    begins = (yaml.ScalarEvent, yaml.AliasEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)
    # tabs are refused by the reader, which reads on as if they were spaces
    events = _events(CParser(text[begin:end].replace("\t", " ")))
    for event in events:
        if isinstance(event, begins):
            if not item:
                return _build_node(event, events, text, begin)
            item = False  # that was the list
    raise yaml.YAMLError("no node")


def _events(parser: CParser) -> Iterator[Any]:
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
            if "+" not in header:  # else the blank lines that follow are its own
                end = start + len(text[start:end].rstrip())
        return Node("scalar", start, end, style=event.style or "", value=event.value)
    if kind is yaml.AliasEvent:  # refused by the reader, so never what is edited
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
