"""The position of every node of a document, in a few bytes each.

Nodes are numbered in the order of the text: a mapping, its first key, that key's value, and so on.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

KeyPath = tuple[str | int, ...]
LINE_BREAK = re.compile(r"\r\n|\r|\n")


def line_start(text: str, index: int) -> int:
    """The index at which the line of character ``index`` begins."""
    feed = text.rfind("\n", 0, index)
    return max(feed, text.rfind("\r", feed + 1, index)) + 1


class SourcePositions:
    """Positions of the nodes of one text, filled by the reader."""

    def __init__(self, text: str = "") -> None:
        self.starts = array("I")  # by node: the index of its first character
        self.containers = array("I")  # the nodes that are mappings or lists, ascending
        self.ends = array("I")  # for each of those, the first node after it
        self.dropped: set[int] = set()  # keys of the text that are not in the data
        self._length = len(text)
        self._lines = array("I", [0])
        self._lines.extend(match.end() for match in LINE_BREAK.finditer(text))
        self._children: dict[int, list[tuple[str | int, int]]] = {}
        self._named: dict[int, dict[str | int, int]] = {}  # the same of mappings, by name

    def with_nodes(
        self,
        nodes: range,
        characters: range,
        others: SourcePositions,
        *,
        first_node: int,
        first_character: int,
    ) -> SourcePositions:
        """These, with the last nodes of ``others`` in place of the items ``nodes`` of a list.

        ``characters`` are the lines of those items; the lines of ``others`` from ``first_character`` on
        replace them, its nodes from ``first_node`` on the items.
        """
        joined = SourcePositions()
        moved = nodes.start - first_node
        added = len(others.starts) - first_node - len(nodes)
        jump = characters.start - first_character
        growth = others._length - first_character - len(characters)
        first, last = (bisect_left(self.containers, node) for node in (nodes.start, nodes.stop))
        inner = bisect_left(others.containers, first_node)
        joined.starts = (
            self.starts[: nodes.start]
            + _shifted(others.starts[first_node:], jump)
            + _shifted(self.starts[nodes.stop :], growth)
        )
        joined.containers = (
            self.containers[:first]
            + _shifted(others.containers[inner:], moved)
            + _shifted(self.containers[last:], added)
        )
        around = (end if end <= nodes.start else end + added for end in self.ends[:first])
        joined.ends = (
            array("I", around)
            + _shifted(others.ends[inner:], moved)
            + _shifted(self.ends[last:], added)
        )
        first_line, following = (
            bisect_left(self._lines, index) for index in (characters.start, characters.stop)
        )
        inner_line = bisect_right(others._lines, first_character)
        joined._lines = (
            self._lines[: first_line + 1]
            + _shifted(others._lines[inner_line:], jump)
            + _shifted(self._lines[following + 1 :], growth)
        )
        joined._length = self._length + growth
        return joined

    def node(self, data: Any, path: Sequence[str | int]) -> int:
        """The number of the node at ``path``."""
        return self._nodes(data, path)[0]

    def line_column(self, index: int) -> tuple[int, int]:
        """Line and column, from 1, of a character counted from 0."""
        line = bisect_right(self._lines, index)
        return line, index - self._lines[line - 1] + 1

    def index(self, data: Any, path: Sequence[str | int], *, key: bool = False) -> int:
        """`Document.at` as an index of the text, from 0, without its byte order mark."""
        node, key_node = self._nodes(data, path)
        return self.starts[key_node if key else node] if self.starts else 0

    def span(self, data: Any, path: Sequence[str | int]) -> tuple[int, int]:
        """From the first character of the value at ``path`` to that of the next node, as indexes."""
        node, _ = self._nodes(data, path)
        following = self.after(node)
        start = self.starts[node] if self.starts else 0
        end = self.starts[following] if following < len(self.starts) else None
        return start, self._length if end is None else end

    def path_at(self, data: Any, index: int) -> KeyPath | None:
        """The path of the value that begins at a character; None where none does: in a text, at a key."""
        node = bisect_left(self.starts, index)
        if node == len(self.starts) or self.starts[node] != index:
            return None
        path: list[str | int] = []
        current = 0
        while current != node:
            if not isinstance(data, (dict, list)):
                return None
            children = self._children_of(current, data)
            place = bisect_right(children, node, key=lambda child: child[1]) - 1
            if place < 0:
                return None
            name, current = children[place]
            child: Any = data
            data = child[name]
            path.append(name)
        return tuple(path)

    def _nodes(self, data: Any, path: Sequence[str | int]) -> tuple[int, int]:
        """The node at ``path`` and that of its key."""
        node = key_node = 0
        for part in path:
            if not isinstance(data, (dict, list)):
                break
            children = self._children_of(node, data)
            if isinstance(data, dict):
                child = self._by_name(node, children).get(part)
                if child is None:
                    break
                key_node, node, data = child - 1, child, data[part]
            else:
                if not isinstance(part, int) or not 0 <= part < len(data):
                    break
                node = key_node = children[part][1]
                data = data[part]
        return node, key_node

    def _by_name(self, node: int, children: list[tuple[str | int, int]]) -> dict[str | int, int]:
        if (cached := self._named.get(node)) is None:
            cached = self._named[node] = dict(children)
        return cached

    def _children_of(self, node: int, data: Any) -> list[tuple[str | int, int]]:
        """The names of a container's children and the nodes of their values."""
        if (cached := self._children.get(node)) is not None:
            return cached
        child = node + 1
        children: list[tuple[str | int, int]] = []
        for name in data if isinstance(data, dict) else range(len(data)):
            if isinstance(data, dict):
                while child in self.dropped:
                    child = self.after(child + 1)
                child += 1  # past the key
            children.append((name, child))
            child = self.after(child)
        self._children[node] = children
        return children

    def after(self, node: int) -> int:
        """The first node that is neither ``node`` nor within it."""
        position = bisect_left(self.containers, node)
        if position < len(self.containers) and self.containers[position] == node:
            return self.ends[position]
        return node + 1


def _shifted(numbers: array[int], shift: int) -> array[int]:
    return array("I", map(shift.__add__, numbers)) if shift else numbers
