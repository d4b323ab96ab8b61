"""Plans a change of a text: replacements at the marks of nodes, and new lines between lines.

Indentation, brackets, line ends, comments and a missing line break at the end stay as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from tracker.i18n import Message
from tracker.portfolio.emitter import emit, emit_key
from tracker.portfolio.paths import EditError, KeyPath
from tracker.portfolio.positions import LINE_BREAK, line_start
from tracker.portfolio.reader import Document
from tracker.portfolio.record_nodes import RecordNodes, key_order
from tracker.portfolio.texts import DATA_LANGS
from tracker.portfolio.yaml_nodes import Node

_BLANKS: Final = re.compile(r"[ \t]*")
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
        self._nodes = RecordNodes(text, document)
        self._splices: list[_Splice] = []

    def append(self, path: KeyPath, items: Sequence[Any], places: Sequence[int]) -> None:
        """Insert ``items`` into the list at ``path``, each before the item now at its place.

        The list may be missing or empty.
        """
        self._splices += self._appended(path, items, places)

    def set(self, path: KeyPath, value: object) -> None:
        """Replace the scalar or bilingual text at ``path`` by ``value``, or add the key to its block."""
        self._splices.append(self._replaced(path, value))

    def remove(self, path: KeyPath) -> None:
        """Take out the list item or the key at ``path``. `EditError` where a comment would go with it."""
        self._splices.append(self._removed(path))

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
        self, path: KeyPath, items: Sequence[Any], places: Sequence[int]
    ) -> list[_Splice]:
        parent, name = self._nodes.at(path[:-1]), str(path[-1])
        order = key_order(path[:-1])
        if name not in parent.pairs:
            return [self._new_list(parent, name, items, order)]
        key, value = parent.pairs[name]
        if value.kind == "list" and value.items:
            by_place = defaultdict(list)
            for place, item in zip(places, items, strict=True):
                by_place[place].append(item)
            add = self._insert_in_flow_list if value.flow else self._insert_in_block_list
            return [add(value, place, news) for place, news in by_place.items()]
        if not (value.is_null or value.kind == "list"):
            raise EditError(Message("edit.not_a_list", **self._location(value.start), name=name))
        return self._fill_empty_list(parent, key, value, items, order.get(name, len(order)))

    def _replaced(self, path: KeyPath, value: object) -> _Splice:
        parent = self._nodes.at(path[:-1])
        name = str(path[-1])
        if parent.kind == "list" and isinstance(path[-1], int):
            node = parent.items[path[-1]]
        elif name in parent.pairs:
            node = parent.pairs[name][1]
        else:
            return self._new_key(parent, name, emit(value, field=name), key_order(path[:-1]))
        if node.kind != "scalar" and not self._is_bilingual(node):
            raise EditError(Message("edit.is_a_block", **self._location(node.start), name=name))
        like = node.style if node.style in ('"', "'") and value is not None else ""
        new = emit(value, field=name, like=like)
        if node.start == node.end:  # an empty value
            new = f" {new}" if self.text[node.start - 1] in ":-" else f": {new}"
        return _Splice(node.start, node.end, self._rank(), new)

    def _is_bilingual(self, node: Node) -> bool:
        """Whether a block is a text in the languages of the record, without a comment within."""
        texts = [value for _, value in node.pairs.values()]
        return (
            bool(texts)
            and set(node.pairs) <= set(DATA_LANGS)
            and all(value.kind == "scalar" for value in texts)
            and "#" not in _between_scalars(self.text, node.start, node.end, texts)
        )

    def _removed(self, path: KeyPath) -> _Splice:
        text, parent = self.text, self._nodes.at(path[:-1])
        spans = [(node.start, node.end) for node in parent.items] or [
            (key.start, max(key.end, value.end)) for key, value in parent.pairs.values()
        ]
        last = path[-1]
        place = last if isinstance(last, int) else list(parent.pairs).index(last)
        start, end = spans[place]
        if parent.flow and place:
            start = spans[place - 1][1]  # with the comma before it
        elif parent.flow:
            end = spans[1][0] if len(spans) > 1 else end
        else:
            begin, stop = line_start(text, start), _match_end(_BLANKS, text, end)
            line_end = LINE_BREAK.match(text, stop)
            is_alone = re.fullmatch(r" *(?:- *)?" if parent.items else " *", text[begin:start])
            if len(spans) == 1 or not is_alone or not (line_end or stop == len(text)):
                raise EditError(Message("edit.remove_by_hand", **self._location(start)))
            start, end = begin, line_end.end() if line_end else stop
            if not line_end and begin:  # the last line: the line before it gets no line break
                start = begin - len("\r\n" if text[:begin].endswith("\r\n") else "\n")
        removed = parent.items[place : place + 1] or list(parent.pairs.values())[place]
        if "#" in _between_scalars(text, start, end, removed):
            raise EditError(Message("edit.remove_by_hand", **self._location(start)))
        return _Splice(start, end, self._rank(), "")

    # --- positions ----------------------------------------------------------------------------

    def _location(self, index: int) -> dict[str, Any]:
        """File and line of a character, as parameters of a message."""
        return {"file": self.document.file, "line": self.document.positions.line_column(index)[0]}

    def _rank(self, order: int = 0) -> tuple[int, int]:
        self._count += 1
        return order, self._count

    # --- lists --------------------------------------------------------------------------------

    def _insert_in_block_list(self, node: Node, place: int, items: Sequence[Any]) -> _Splice:
        """New lines before item ``place`` of a block list."""
        text, dash = self.text, node.start
        gap = text[dash + 1 : node.items[0].start]
        gap = gap if gap and not gap.strip(" ") else " "
        head = " " * (dash - line_start(text, dash)) + "-" + gap
        lines = [line for item in items for line in _item_lines(head, item)]
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

    def _insert_in_flow_list(self, node: Node, place: int, new_items: Sequence[Any]) -> _Splice:
        text, items = self.text, node.items
        news = [emit(item) for item in new_items]
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
        self, parent: Node, key: Node, value: Node, items: Sequence[Any], order: int
    ) -> list[_Splice]:
        """Items for an empty list: no value, null or ``[]``."""
        text = self.text
        inside = text[value.start : value.end]
        flow = ", ".join(emit(item) for item in items)
        if parent.flow:
            before = text[value.start - 1]
            lead = ("" if before in " \n" else " ") if ":" in text[key.end : value.start] else ": "
            return [_Splice(value.start, value.end, self._rank(), f"{lead}[{flow}]")]
        if "#" in inside or LINE_BREAK.search(inside):  # a comment within the brackets stays
            start = value.start + 1
            return [_Splice(start, start, self._rank(), flow)]
        lines = self._list_lines(parent, items)
        splices = [self._insert_lines_after(max(key.end, value.end), lines, self._rank(order))]
        if inside:
            start = len(text[: value.start].rstrip(" "))
            splices.append(_Splice(start, value.end, self._rank(), ""))
        return splices

    def _new_list(
        self, parent: Node, name: str, items: Sequence[Any], order: Mapping[str, int]
    ) -> _Splice:
        if parent.flow:
            return self._new_key(parent, name, f"[{', '.join(map(emit, items))}]", order)
        lines = [f"{self._indent(parent)}{name}:", *self._list_lines(parent, items)]
        return self._insert_lines_after(
            _insertion_point(parent, name, order), lines, self._rank(order.get(name, len(order)))
        )

    def _list_lines(self, parent: Node, items: Sequence[Any]) -> list[str]:
        """Lines of a new block list, indented as its block's other lists, else as the list of targets."""
        text = self.text
        lists = (value for _, value in parent.pairs.values() if value.kind == "list")
        like = next((node.start for node in lists if not node.flow), None)
        if like is not None:
            column = like - line_start(text, like)
        else:
            column = len(self._indent(parent)) + self._list_offset()
        head = f"{' ' * column}- "
        return [line for item in items for line in _item_lines(head, item)]

    def _list_offset(self) -> int:
        """By how many columns the hyphens of the targets are indented; 2 where they have none."""
        document, text = self.document, self.text
        if not document.raw_targets:
            return 2
        parent = document.positions.index(document.data, ("targets",), key=True)
        first = document.positions.index(document.data, ("targets", 0))
        dash = re.compile(r" *(?=-)").match(text, line_start(text, first))
        if dash is None:
            return 2
        return max(dash.end() - dash.start() - (parent - line_start(text, parent)), 0)

    # --- keys and lines -----------------------------------------------------------------------

    def _new_key(self, parent: Node, name: str, new: str, order: Mapping[str, int]) -> _Splice:
        pair = f"{emit_key(name)}: {new}"
        rank = self._rank(order.get(name, len(order)))
        if not parent.flow:
            return self._insert_lines_after(
                _insertion_point(parent, name, order), [self._indent(parent) + pair], rank
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


def _item_lines(head: str, item: Mapping[str, Any]) -> list[str]:
    """A new item of a block list behind ``head``, its hyphen: one line; a review one for each decision."""
    if "decisions" not in item:
        return [head + emit(item)]
    pairs = [f"{emit_key(key)}: {emit(item[key], field=key)}" for key in ("date", "title")]
    indent = " " * len(head)
    decisions = [f"{indent}  - {emit(decision)}" for decision in item["decisions"]]
    return [head + pairs[0], indent + pairs[1], f"{indent}decisions:", *decisions]


def _insertion_point(parent: Node, name: str, order: Mapping[str, int]) -> int:
    """The end of the content after which a new key is added: the schema's order, where the block has it."""
    rank = order.get(name, len(order))
    earlier = [pair for key, pair in parent.pairs.items() if order.get(key, -1) < rank]
    return max(node.end for node in (earlier or list(parent.pairs.values()))[-1])


def _between_scalars(text: str, start: int, end: int, nodes: Iterable[Node]) -> str:
    """What a piece of text has besides the scalars of ``nodes``: brackets, commas, comments."""
    pieces = []
    for scalar in sorted(_scalars(nodes), key=lambda node: node.start):
        pieces.append(text[start : scalar.start])
        start = max(start, scalar.end)
    return "".join([*pieces, text[start:end]])


def _scalars(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.kind == "scalar":
            yield node
        yield from _scalars(node.items)
        for pair in node.pairs.values():
            yield from _scalars(pair)


def _match_end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start
