"""Plans a change of a text: replacements at the marks of nodes, and new lines between lines.

Indentation, brackets, line ends, comments and a missing line break at the end stay as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from tracker.i18n import Message
from tracker.portfolio import model
from tracker.portfolio.emitter import emit, emit_key
from tracker.portfolio.paths import EditError, KeyPath
from tracker.portfolio.positions import LINE_BREAK, line_start
from tracker.portfolio.reader import Document
from tracker.portfolio.yaml_nodes import Node, first_node

_KEY_ORDER: Final = {name: number for number, name in enumerate(model.Target.model_fields)}
_LINE_REST: Final = re.compile(r"[ \t]*(?:#[^\r\n]*)?")  # what may follow content on its line


class _Splice(NamedTuple):
    """``text[start:end]`` becomes ``new``; splices at one place are applied in the order of ``rank``."""

    start: int
    end: int
    rank: tuple[int, int]
    new: str


class Splicer:
    """Collects changes of one text (without its byte order mark, as ``document`` was read from it)."""

    def __init__(self, text: str, document: Document) -> None:
        self.text = text
        self.document = document
        self._count = 0
        self._nodes: dict[int, Node] = {}
        self._splices: list[_Splice] = []

    def append(self, position: int, name: str, items: Sequence[Any], places: Sequence[int]) -> None:
        """Insert ``items`` into the list ``name`` of a target, each before the item now at its place."""
        self._splices += self._appended(position, name, items, places)

    def set(self, path: KeyPath, value: object) -> None:
        """Replace the scalar at ``path`` by ``value``, or add the key to its block."""
        self._splices.append(self._replaced(path, value))

    def apply(self) -> tuple[str, list[tuple[int, int]]]:
        """The new text and the spans of the inserted pieces in it. `EditError` where two overlap."""
        pieces: list[str] = []
        spans = []
        position = length = 0
        for splice in sorted(self._splices):
            if splice.start < position:
                raise EditError(Message("edit.overlap"))
            unchanged = self.text[position : splice.start]
            pieces += [unchanged, splice.new]
            length += len(unchanged)
            spans.append((length, length + len(splice.new)))
            length += len(splice.new)
            position = splice.end
        return "".join([*pieces, self.text[position:]]), spans

    def _appended(
        self, position: int, name: str, items: Sequence[Any], places: Sequence[int]
    ) -> list[_Splice]:
        target = self.target(position)
        texts = [emit(item) for item in items]
        if name not in target.pairs:
            return [self._new_list(target, name, texts)]
        key, value = target.pairs[name]
        if value.kind == "list" and value.items:
            by_place = defaultdict(list)
            for place, new in zip(places, texts, strict=True):
                by_place[place].append(new)
            add = self._insert_in_flow_list if value.flow else self._insert_in_block_list
            return [add(value, place, news) for place, news in by_place.items()]
        if not (value.is_null or value.kind == "list"):
            raise EditError(Message("edit.not_a_list", **self._location(value.start), name=name))
        return self._fill_empty_list(target, name, key, value, texts)

    def _replaced(self, path: KeyPath, value: object) -> _Splice:
        parent = self._node_at(path[:-1])
        name = str(path[-1])
        if parent.kind == "list" and isinstance(path[-1], int):
            node = parent.items[path[-1]]
        elif name in parent.pairs:
            node = parent.pairs[name][1]
        else:
            return self._new_key(parent, name, emit(value, field=name))
        if node.kind != "scalar":
            raise EditError(Message("edit.is_a_block", **self._location(node.start), name=name))
        like = node.style if node.style in ('"', "'") and value is not None else ""
        new = emit(value, field=name, like=like)
        if node.start == node.end:  # an empty value
            new = f" {new}" if self.text[node.start - 1] in ":-" else f": {new}"
        return _Splice(node.start, node.end, self._rank(), new)

    # --- positions ----------------------------------------------------------------------------

    def target(self, position: int) -> Node:
        """The mapping of a target, with marks."""
        if position not in self._nodes:
            self._nodes[position] = self._parse_target(position)
        return self._nodes[position]

    def _parse_target(self, position: int) -> Node:
        """Parse the target alone: marks for all of a large file would cost more than the edit itself."""
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
            raise EditError(Message("edit.target_line", **self._location(start)))
        return first_node(text, line, end, item="-" in text[line:start])

    def _node_at(self, path: KeyPath) -> Node:
        if len(path) > 1 and path[0] == "targets" and isinstance(path[1], int):
            node, rest = self.target(path[1]), path[2:]
        else:
            node, rest = first_node(self.text, 0, len(self.text)), path
        for part in rest:
            node = node.items[part] if isinstance(part, int) else node.pairs[part][1]
        return node

    def _location(self, index: int) -> dict[str, Any]:
        """File and line of a character, as parameters of a message."""
        return {"file": self.document.file, "line": self.document.positions.line_column(index)[0]}

    def _rank(self, order: int = 0) -> tuple[int, int]:
        self._count += 1
        return order, self._count

    # --- lists --------------------------------------------------------------------------------

    def _insert_in_block_list(self, node: Node, place: int, news: Sequence[str]) -> _Splice:
        """New lines before item ``place`` of a block list."""
        text, dash = self.text, node.start
        gap = text[dash + 1 : node.items[0].start]
        gap = gap if gap and not gap.strip(" ") else " "
        head = " " * (dash - line_start(text, dash)) + "-" + gap
        lines = [head + new for new in news]
        if place:
            return self._insert_lines_after(node.items[place - 1].end, lines, self._rank())
        start = line_start(text, dash)
        while start:  # comments above the first item belong to it
            above = line_start(
                text, start - len("\r\n" if text[start - 2 : start] == "\r\n" else "\n")
            )
            if text[above:start].strip() and not text[above:start].lstrip().startswith("#"):
                break
            start = above
        end = self._line_break_near(start)
        return _Splice(start, start, self._rank(), "".join(line + end for line in lines))

    def _insert_in_flow_list(self, node: Node, place: int, news: Sequence[str]) -> _Splice:
        text, items = self.text, node.items
        if place < len(items):
            start = items[place].start
            before = text[line_start(text, start) : start]
            then = (
                " " if before.strip() else self._line_break_near(start) + before
            )  # one item a line
            return _Splice(start, start, self._rank(), "".join(f"{new},{then}" for new in news))
        last = items[-1]
        before = text[line_start(text, last.start) : last.start]
        if before.strip():
            return _Splice(last.end, last.end, self._rank(), "".join(f", {new}" for new in news))
        lead = self._line_break_near(last.start) + before
        comma = re.compile(r"\s*,").match(text, last.end, node.end)
        content_end = comma.end() if comma else last.end
        end = _match_end(_LINE_REST, text, content_end)
        if comma:
            return _Splice(end, end, self._rank(), "".join(f"{lead}{new}," for new in news))
        new = f",{text[last.end : end]}{lead}" + f",{lead}".join(
            news
        )  # a comment stays with its item
        return _Splice(last.end, end, self._rank(), new)

    def _fill_empty_list(
        self, target: Node, name: str, key: Node, value: Node, texts: Sequence[str]
    ) -> list[_Splice]:
        """Items for an empty list: no value, null or ``[]``."""
        text = self.text
        inside = text[value.start : value.end]
        if target.flow:
            before = text[value.start - 1]
            lead = ("" if before in " \n" else " ") if ":" in text[key.end : value.start] else ": "
            return [_Splice(value.start, value.end, self._rank(), f"{lead}[{', '.join(texts)}]")]
        if "#" in inside or LINE_BREAK.search(inside):  # a comment within the brackets stays
            start = value.start + 1
            return [_Splice(start, start, self._rank(), ", ".join(texts))]
        lines = self._item_lines(target, texts)
        splices = [
            self._insert_lines_after(max(key.end, value.end), lines, self._rank(_KEY_ORDER[name]))
        ]
        if inside:
            start = len(text[: value.start].rstrip(" "))
            splices.append(_Splice(start, value.end, self._rank(), ""))
        return splices

    def _new_list(self, target: Node, name: str, texts: Sequence[str]) -> _Splice:
        if target.flow:
            return self._new_key(target, name, f"[{', '.join(texts)}]")
        lines = [f"{self._indent(target)}{name}:", *self._item_lines(target, texts)]
        return self._insert_lines_after(
            _insertion_point(target, name), lines, self._rank(_KEY_ORDER[name])
        )

    def _item_lines(self, target: Node, texts: Sequence[str]) -> list[str]:
        """Lines of a new block list, indented as the target's other lists, else as the list of targets."""
        text, document = self.text, self.document
        lists = (value for _, value in target.pairs.values() if value.kind == "list")
        like = next((node.start for node in lists if not node.flow), None)
        if like is not None:
            column = like - line_start(text, like)
        else:
            parent = document.positions.index(document.data, ("targets",), key=True)
            dash = re.compile(r" *(?=-)").match(text, line_start(text, target.start))
            offset = dash.end() - dash.start() - (parent - line_start(text, parent)) if dash else 2
            column = len(self._indent(target)) + max(offset, 0)
        return [f"{' ' * column}- {new}" for new in texts]

    # --- keys and lines -----------------------------------------------------------------------

    def _new_key(self, parent: Node, name: str, new: str) -> _Splice:
        pair = f"{emit_key(name)}: {new}"
        rank = self._rank(_KEY_ORDER.get(name, len(_KEY_ORDER)))
        if not parent.flow:
            return self._insert_lines_after(
                _insertion_point(parent, name), [self._indent(parent) + pair], rank
            )
        if not parent.pairs:
            return _Splice(parent.start + 1, parent.start + 1, rank, pair)
        end = max(node.end for node in list(parent.pairs.values())[-1])
        return _Splice(end, end, rank, f", {pair}")

    def _indent(self, parent: Node) -> str:
        return " " * (parent.start - line_start(self.text, parent.start))

    def _insert_lines_after(self, end: int, lines: Sequence[str], rank: tuple[int, int]) -> _Splice:
        """New lines after the line on which some content ends, with its comment."""
        text = self.text
        stop = _match_end(_LINE_REST, text, end)
        match = LINE_BREAK.match(text, stop)
        if end and text[end - 1] in "\r\n":  # a text that includes its last blank lines
            stop, line_break = end, self._line_break_near(end)
        elif match:
            stop, line_break = match.end(), match[0]
        elif stop == len(text):  # the last line has no line break, and gets none
            line_break = self._line_break_near(stop)
            return _Splice(stop, stop, rank, "".join(line_break + line for line in lines))
        else:
            raise EditError(Message("edit.line_goes_on", **self._location(end)))
        return _Splice(stop, stop, rank, "".join(line + line_break for line in lines))

    def _line_break_near(self, index: int) -> str:
        """The line break before ``index``, else the first one of the text."""
        text = self.text
        before = line_start(text, index) - 1
        if before >= 0:
            return "\r\n" if text[max(before - 1, 0) : before + 1] == "\r\n" else text[before]
        match = LINE_BREAK.search(text)
        return match[0] if match else "\n"


def _insertion_point(parent: Node, name: str) -> int:
    """The end of the content after which a new key is added: the schema's order, where the block has it."""
    rank = _KEY_ORDER.get(name, len(_KEY_ORDER))
    earlier = [pair for key, pair in parent.pairs.items() if _KEY_ORDER.get(key, -1) < rank]
    return max(node.end for node in (earlier or list(parent.pairs.values()))[-1])


def _match_end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start
