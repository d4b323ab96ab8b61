"""YAML text -> plain strings, lists and dicts, each with its line and column.

Built on libyaml's events: no scalar is converted (``NO`` and ``012`` stay text), and constructs that
a curated file must not contain are reported at their position: duplicate keys, anchors, aliases,
tags, several documents, keys that other tools do not read as text, tabs, hidden characters, conflict
markers, bytes that are not UTF-8, files and nesting beyond a limit. Only a plain ``null``, ``~`` or an empty value becomes ``None``:
later stages cannot tell whether a scalar was quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import yaml

from tracker.i18n import Message
from tracker.portfolio import libyaml
from tracker.portfolio.characters import HIDDEN, hidden_positions, texts_of
from tracker.portfolio.encodings import chinese_encoding, other_format, wide_encoding
from tracker.portfolio.line_slips import conflict_markers, explain_syntax_error, hidden_message
from tracker.portfolio.positions import LINE_BREAK, SourcePositions, line_start
from tracker.portfolio.problems import Level, Problem, sort_unique
from tracker.portfolio.structure_slips import is_in_quotes, late_quote
from tracker.portfolio.syntax_errors import describe_syntax_error

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 16
MAX_HIDDEN = 100  # lines with hidden characters that are reported
MAX_PROBLEMS = 500  # reading stops there: the file is probably no portfolio at all

_TAB_INDENT = re.compile(r"[ ]*\t")
_ESCAPED = re.compile(r"\\[xuUNLP]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# A plain key that is not text in YAML 1.2's core schema, or is the merge key of YAML 1.1.
_NOT_TEXT = re.compile(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<|"
    r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|"
    r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|"
)


class Document:
    """One file as read. ``data`` is ``None`` where nothing could be read.

    ``truncated``: reading stopped early, and ``data`` holds the items completed before.
    """

    def __init__(
        self, file: str, text: str = "", data: Any = None, positions: SourcePositions | None = None
    ) -> None:
        self.file = file
        self.text = text  # without its byte order mark
        self.data = data
        self.problems: tuple[Problem, ...] = ()
        self.truncated = False
        self.positions = SourcePositions(text) if positions is None else positions

    @property
    def raw_targets(self) -> list[Any]:
        """The items of ``targets`` as read, valid or not; none where it is not a list."""
        targets = self.data.get("targets") if isinstance(self.data, dict) else None
        return targets if isinstance(targets, list) else []

    def at(self, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of the value at ``path`` (of its key where ``key``).

        A path beyond the data gives the position of its last existing part.
        """
        return self.positions.line_column(self.positions.index(self.data, path, key=key))

    def problem(
        self,
        path: Sequence[str | int],
        message: Message,
        rule: str,
        *,
        level: Level = "error",
        key: bool = False,
    ) -> Problem:
        return Problem(self.file, *self.at(path, key=key), level, message, rule)


class _StoppedError(Exception):
    """Reading cannot go on."""


class _DocumentBuilder:
    """Turns events into data; one instance per text."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.document = Document(file, text)
        self.positions = self.document.positions
        self.problems: list[Problem] = []
        self.discarded: list[tuple[dict[str, Any], str]] = []

    def add_problem(self, index: int, message: Message, rule: str) -> None:
        position = self.positions.line_column(index)
        self.problems.append(Problem(self.document.file, *position, "error", message, rule))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _StoppedError

    def build(self) -> Document:
        document = self.document
        markers = conflict_markers(self.text)
        try:
            for index, message in markers:
                self.add_problem(index, message, "conflict")
            for index in _tab_positions(self.text):
                self.add_problem(index, Message("read.tab"), "tabs")
            for index in hidden_positions(self.text)[:MAX_HIDDEN]:
                self.add_problem(index, self.hidden_message(index), "character")
            self.consume_events(libyaml.parser(self.text.replace("\t", " ")))
        except _StoppedError:
            document.truncated = True
        except yaml.YAMLError as error:
            document.truncated = True
            if not markers:  # they explain it
                self.add_syntax_error(error)
        for mapping, name in self.discarded:
            mapping.pop(name, None)
        if has_escapes(self.text):
            self.problems += escaped_problems(document)
        document.problems = sort_unique(self.problems)
        return document

    def hidden_message(self, index: int) -> Message:
        start = line_start(self.text, index)
        end = LINE_BREAK.search(self.text, index)
        line = self.text[start : end.start() if end else len(self.text)]
        return hidden_message(line, index - start)

    def add_syntax_error(self, error: yaml.YAMLError) -> None:
        """The characters behind an error where a person would see them, else the parser's words."""
        index, message = describe_syntax_error(error, self.text)
        if isinstance(error, yaml.reader.ReaderError) and HIDDEN.match(self.text, index):
            return  # reported already
        if _TAB_INDENT.match(self.text, line_start(self.text, index)):
            return  # the tab, which is reported, is not as wide as it looks
        line, _ = self.positions.line_column(index)
        opened = getattr(error, "context_mark", None)
        first = self.positions.line_column(opened.index)[0] if opened else line
        slips = explain_syntax_error(self.text, line, first, in_quotes=is_in_quotes(error))
        for slip in slips:
            self.problems.append(
                Problem(
                    self.document.file, slip.line, slip.column + 1, "error", slip.message, "syntax"
                )
            )
        if not slips:
            index, message = late_quote(self.text, error) or (index, message)
            with suppress(_StoppedError):
                self.add_problem(index, message, "syntax")

    def consume_events(self, parser: Any) -> None:
        # The loop runs millions of times for a large file: local names only, and no call for a
        # scalar without a problem.
        scalar, map_start, map_end = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.MappingEndEvent
        list_start, list_end, alias = (
            yaml.SequenceStartEvent,
            yaml.SequenceEndEvent,
            yaml.AliasEvent,
        )
        document = self.document
        starts = self.positions.starts
        containers, ends = self.positions.containers, self.positions.ends
        note: Callable[[int], None] = starts.append
        next_event: Callable[[], Any] = parser.get_event
        texts: dict[str, str] = {}  # keys already seen to be text; also keeps one copy of each
        stack: list[tuple[Any, str | None, bool, int]] = []
        current: Any = None
        key: str | None = None
        in_map = False
        documents = 0
        try:
            while (event := next_event()) is not None:
                kind = event.__class__
                if kind is scalar:
                    note(event.start_mark.index)
                    if event.anchor is not None or event.tag is not None:
                        self.reject_properties(event)
                    value = event.value
                    if in_map and key is None:
                        known = texts.get(value)
                        if known is None:
                            known = self.new_key(event, texts)
                        key = (
                            known
                            if known not in current
                            else self.reject_duplicate_key(event, current)
                        )
                        continue
                    if len(value) < 5 and value in _NULLS and event.implicit[0]:
                        value = None
                    if in_map:
                        current[key] = value
                        key = None
                    elif stack:
                        current.append(value)
                    else:
                        document.data = value
                elif kind is map_start or kind is list_start:
                    if event.anchor is not None or event.tag is not None:
                        self.reject_properties(event)
                    if len(stack) >= MAX_DEPTH:
                        self.add_problem(
                            event.start_mark.index, Message("read.depth", limit=MAX_DEPTH), "depth"
                        )
                        raise _StoppedError
                    if in_map and key is None:
                        message = Message("read.key_complex")
                        self.add_problem(event.start_mark.index, message, "key-text")
                        raise _StoppedError
                    stack.append((current, key, in_map, len(containers)))
                    containers.append(len(starts))
                    ends.append(0)
                    note(event.start_mark.index)
                    in_map = kind is map_start
                    current = {} if in_map else []
                    key = None
                elif kind is map_end or kind is list_end:
                    container = current
                    current, key, in_map, number = stack.pop()
                    ends[number] = len(starts)
                    if not stack:
                        document.data = container
                    elif in_map:
                        current[key] = container
                        key = None
                    else:
                        current.append(container)
                elif kind is alias:
                    index = event.start_mark.index
                    note(index)
                    self.add_problem(index, Message("read.alias", name=event.anchor), "alias")
                    if in_map and key is None:
                        key = self.discarded_key(current)
                    elif in_map:
                        current[key] = None
                        key = None
                    elif stack:
                        current.append(None)
                elif kind is yaml.DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        self.add_problem(
                            event.start_mark.index, Message("read.documents"), "documents"
                        )
                        raise _StoppedError
        except BaseException:
            self.keep_complete_items(stack, current)
            raise

    def keep_complete_items(self, stack: list[Any], current: Any) -> None:
        """After a stop: keep the finished items of the outermost mapping and of a list in it."""
        document = self.document
        for _, _, _, number in stack:
            self.positions.ends[number] = len(self.positions.starts)
        if not stack:
            return
        levels = [frame[0] for frame in stack[1:]] + [current]  # root first
        root = levels[0]
        if len(levels) > 1 and isinstance(root, dict) and isinstance(levels[1], list):
            root[stack[1][1]] = levels[1]
        document.data = root

    def reject_properties(self, event: Any) -> None:
        index = event.start_mark.index
        if event.anchor is not None:
            self.add_problem(index, Message("read.anchor", name=event.anchor), "anchor")
        if event.tag is not None:
            name = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.add_problem(index, Message("read.tag", name=name), "tag")

    def new_key(self, event: Any, texts: dict[str, str]) -> str:
        value: str = event.value
        if _NOT_TEXT.fullmatch(value):
            if event.implicit[0]:
                message = (
                    Message("read.key_text", key=value) if value else Message("read.key_empty")
                )
                self.add_problem(event.start_mark.index, message, "key-text")
            return value
        return texts.setdefault(value, value)

    def reject_duplicate_key(self, event: Any, mapping: dict[str, Any]) -> str:
        self.add_problem(
            event.start_mark.index, Message("read.key_duplicate", key=event.value), "key-duplicates"
        )
        return self.discarded_key(mapping)

    def discarded_key(self, mapping: dict[str, Any]) -> str:
        """A placeholder key; its value is read and then dropped."""
        number = len(self.positions.starts) - 1
        self.positions.dropped.add(number)
        name = f"\0{number}"
        self.discarded.append((mapping, name))
        return name


def has_escapes(text: str) -> bool:
    """Whether a text in double quotes may contain a character as an escape."""
    return _ESCAPED.search(text) is not None


def escaped_problems(document: Document) -> list[Problem]:
    """Hidden characters that a text in double quotes contains as escapes, such as \\u200b."""
    return [
        document.problem(path, hidden_message(text, index), "character")
        for path, text in texts_of(document.data)
        for index in hidden_positions(text)[:1]
        if text[index] not in document.text
    ]


def _tab_positions(text: str) -> list[int]:
    """The index of the first tab of each line that has one."""
    if "\t" not in text:
        return []
    return [m.start() + len(m[0]) - 1 for m in re.finditer(r"(?m)^[^\t\r\n]*\t", text)]


def parse_document(text: str | bytes, file: str = "-") -> Document:
    """Read one portfolio file.

    ``file`` is the name used in problems. A byte order mark and Windows line ends are accepted.
    Never raises for the content of the text: ``Document.problems`` lists everything up to the first
    syntax error; `later_records` has what stands below it.
    """
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    decoded = decode(raw, file)
    return decoded if isinstance(decoded, Document) else _DocumentBuilder(decoded, file).build()


def decode(raw: bytes, file: str = "-") -> str | Document:
    """The text of a file without its byte order mark; a document with the problem where there is none."""
    if len(raw) > MAX_BYTES:
        message = Message("read.size", size=f"{len(raw):,}", limit=f"{MAX_BYTES:,}")
        return _unreadable(file, message, "size")
    if format_name := other_format(raw):
        return _unreadable(file, Message("read.format", format=format_name), "utf-8")
    if encoding := wide_encoding(raw):
        return _unreadable(file, Message("read.encoding", encoding=encoding), "utf-8")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        lines = LINE_BREAK.split(raw[: error.start].decode("utf-8", "replace"))
        message = (
            Message("read.encoding", encoding=encoding)
            if (encoding := chinese_encoding(raw))
            else Message("read.utf8", byte=f"{raw[error.start]:02X}")
        )
        return _unreadable(file, message, "utf-8", (len(lines), len(lines[-1]) + 1))
    return text.removeprefix("\ufeff")


def _unreadable(file: str, message: Message, rule: str, at: tuple[int, int] = (1, 1)) -> Document:
    document = Document(file)
    document.truncated = True
    document.problems = (Problem(file, *at, "error", message, rule),)
    return document
