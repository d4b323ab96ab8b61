"""The nodes of a record with their marks: each record is parsed alone, as an edit needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from tracker.i18n import Message
from tracker.portfolio import model
from tracker.portfolio.entries import Decision, Issue, Review
from tracker.portfolio.header import Header
from tracker.portfolio.paths import EditError, KeyPath
from tracker.portfolio.positions import line_start
from tracker.portfolio.reader import Document
from tracker.portfolio.yaml_nodes import Node, first_node

_KEY_ORDERS: Final = {
    record: {name: number for number, name in enumerate(record.model_fields)}
    for record in (model.Target, Header, Review, Decision, Issue)
}
_RECORDS: Final = (
    (re.compile(r"portfolio"), Header),
    (re.compile(r"portfolio reviews \d+"), Review),
    (re.compile(r"portfolio reviews \d+ decisions \d+"), Decision),
    (re.compile(r"targets \d+ issues \d+"), Issue),
)
_HEADER: Final = -1  # in place of a target's position


def key_order(path: KeyPath) -> Mapping[str, int]:
    """The order of the keys of the block at a path: that of the schema."""
    name = " ".join(map(str, path))
    for pattern, record in _RECORDS:
        if pattern.fullmatch(name):
            return _KEY_ORDERS[record]
    return _KEY_ORDERS[model.Target]


class RecordNodes:
    """The nodes of a text (without its byte order mark, as ``document`` was read from it).

    Marks for all of a large file would cost more than the edit itself.
    """

    def __init__(self, text: str, document: Document) -> None:
        self.text = text
        self.document = document
        self._nodes: dict[int, Node] = {}

    def at(self, path: KeyPath) -> Node:
        """The node at a path that exists."""
        if len(path) > 1 and path[0] == "targets" and isinstance(path[1], int):
            node, rest = self._target(path[1]), path[2:]
        elif path and path[0] == "portfolio":
            node, rest = self._header(), path[1:]
        else:
            node, rest = first_node(self.text, 0, len(self.text)), path
        for part in rest:
            node = node.items[part] if isinstance(part, int) else node.pairs[part][1]
        return node

    def _target(self, position: int) -> Node:
        if position not in self._nodes:
            self._nodes[position] = self._parse_target(position)
        return self._nodes[position]

    def _parse_target(self, position: int) -> Node:
        document, text = self.document, self.text
        start = document.positions.index(document.data, ("targets", position))
        end = len(text)
        if position + 1 < len(document.data["targets"]):
            following = document.positions.index(document.data, ("targets", position + 1))
            end = line_start(text, following)
        if text[start] == "{":
            return first_node(text, start, end if end > start else len(text))
        line = line_start(text, start)
        if not re.fullmatch(r" *(?:- +)?", text[line:start]):
            number, _ = document.positions.line_column(start)
            raise EditError(Message("edit.target_line", file=document.file, line=number))
        return first_node(text, line, end, item="-" in text[line:start])

    def _header(self) -> Node:
        """The ``portfolio`` block."""
        if _HEADER not in self._nodes:
            document, text = self.document, self.text
            start, end = document.positions.span(document.data, ("portfolio",))
            begin = start if text[start] == "{" else line_start(text, start)
            self._nodes[_HEADER] = first_node(text, begin, max(end, start + 1))
        return self._nodes[_HEADER]
