import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.i18n import Message
from tracker.portfolio import reader
from tracker.portfolio.reader import MAX_DEPTH, Document, parse_document


def positions(document: Document) -> list[tuple[int, int, str]]:
    return [(p.line, p.column, p.rule) for p in document.problems]


def test_scalars_stay_text():
    """Words and numbers stay text; only a plain null, ~ or an empty value becomes None."""
    document = parse_document(
        "a: NO\nb: 012\nc: 1:30\nd: 2022-01-01\ne: null\nf: ~\ng:\nh: 'null'\ni: ''\n"
    )
    assert document.problems == ()
    assert document.data == {
        "a": "NO",
        "b": "012",
        "c": "1:30",
        "d": "2022-01-01",
        "e": None,
        "f": None,
        "g": None,
        "h": "null",
        "i": "",
    }


def test_a_byte_order_mark_and_windows_line_ends_are_accepted():
    """A byte order mark and CRLF change neither data nor positions."""
    document = parse_document(b"\xef\xbb\xbfa: 1\r\nb: {c: 2}\r\n", "a.yaml")
    assert (document.data, document.problems) == ({"a": "1", "b": {"c": "2"}}, ())
    assert document.at(("b", "c")) == (2, 8)
    assert document.at(("a",), key=True) == (1, 1)


@pytest.mark.parametrize(
    ("text", "line", "column", "rule"),
    [
        ("a: 1\na: 2\n", 2, 1, "key-duplicates"),
        ("a: &x 1\n", 1, 4, "anchor"),
        ("a: 1\nb: *x\n", 2, 4, "alias"),
        ("a: !!int 1\n", 1, 4, "tag"),
        ("a: &x {b: 1}\n", 1, 4, "anchor"),
        ("a: !!omap\n- b: 1\n", 1, 4, "tag"),
        ("*x : 1\n", 1, 1, "alias"),
        ("*x\n", 1, 1, "alias"),
        ("a: 1\n---\nb: 2\n", 2, 1, "documents"),
        ("135: a\n", 1, 1, "key-text"),
        ("yes: 1\ntrue: 2\n", 2, 1, "key-text"),
        ("<<: {a: 1}\n", 1, 1, "key-text"),
        ("? [a]\n: 1\n", 1, 3, "key-text"),
        ("a:\t1\n", 1, 3, "tabs"),
        ("a: 1\nb: [1\n", 2, 6, "syntax"),
        ("a: b: c\n", 1, 5, "syntax"),
        ("a: \x07\n", 1, 4, "character"),
        ("a: \ufffe\n", 1, 4, "syntax"),
    ],
)
def test_constructs_that_a_file_must_not_contain_are_reported(text, line, column, rule):
    """YAML constructs that a curated file must not contain are reported at their position."""
    assert positions(parse_document(text)) == [(line, column, rule)]


def test_quoted_keys_may_look_like_numbers():
    """A plan called "135" is valid in quotes, and so is a long key."""
    assert parse_document('"135": a\n' + "k" * 2000 + ": b\n").problems[1:] == ()
    assert parse_document('"135": a\n').problems == ()


def test_all_problems_are_reported_at_once():
    """Reading reports every problem up to the first syntax error."""
    document = parse_document("a: 1\na: 2\nb: &x 3\nc: [*x]\nd: {e: 1, e: 2}\nf: [\n")
    assert [rule for *_, rule in positions(document)] == [
        "key-duplicates",
        "anchor",
        "alias",
        "key-duplicates",
        "syntax",
    ]
    assert document.truncated


def test_the_first_of_two_equal_keys_is_kept():
    """Of a duplicate key the first value is kept, and the second reported."""
    assert parse_document("a: 1\na: {b: [2]}\nc: 3\n").data == {"a": "1", "c": "3"}


def test_complete_items_before_a_syntax_error_are_kept():
    """After a syntax error the data has the complete items, not the incomplete one."""
    document = parse_document("a: 1\ntargets:\n  - {id: x}\n  - {id: y, z: [}\n")
    assert document.truncated
    assert document.data == {"a": "1", "targets": [{"id": "x"}]}
    assert document.at(("targets", 0, "id")) == (3, 10)
    assert not parse_document("a: 1\n").truncated


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a: b: c\n", "read.hint.colon"),
        ("a: @b\n", "read.hint.start"),
        ("a: 'b' c\n", "read.hint.key"),
        ('a:\n  - b\n  "c": 1\n', "read.hint.hyphen"),
        ("a: 1\nb\nc: 2\n", "read.hint.lines"),
        ("a: *b* c\n", "read.hint.start"),
        ("a: > b\n", "read.hint.block"),
        ("a: - b\n", "read.hint.hyphen_value"),
        ("a: {b: 1,, c: 2}\n", "read.hint.item"),
        ("a: {b: 1}}\n", "read.hint.closed"),
        ("a: [1, 2\nb: 3\n", "read.hint.bracket"),
        ('a: "\\d"\n', "read.hint.escape"),
    ],
)
def test_syntax_errors_say_what_to_do(text, hint):
    """The parser's message is followed by a hint."""
    (problem,) = parse_document(text).problems
    assert problem.rule == "syntax"
    assert problem.message.params["hint"] == Message(hint)


def test_syntax_errors_name_the_line_of_the_opening_bracket():
    """The message on an unclosed bracket names the line where it was opened."""
    (problem,) = parse_document("x: 1\na: [1,\n 2\nb: 3\n").problems
    assert problem.message.params["begun"] == Message("read.begun", line=2)
    assert problem.line == 4


def test_other_encodings_are_reported_at_their_first_byte():
    """A file that is not UTF-8 is reported at the first byte that is not."""
    document = parse_document("a: 1\nb: 徐\n".encode("gb18030"), "old.yaml")
    assert document.data is None
    assert positions(document) == [(2, 4, "utf-8")]
    assert str(document.problems[0]).startswith("old.yaml:2:4: error: this file is in GBK")
    document = parse_document(b"a: 1\nb: caf\xe9 x\n", "old.yaml")
    assert str(document.problems[0]).startswith("old.yaml:2:7: error: byte 0xE9 is not UTF-8")


def test_forbidden_characters_are_reported_at_their_position():
    """A control character is named by its code, and its position counts characters, not bytes."""
    (problem,) = parse_document("title: 徐汇\x00区\n").problems
    assert (problem.line, problem.column) == (1, 10)
    assert problem.message.params["character"].params["code"] == "0000"
    (problem,) = parse_document("title: 徐汇\ufffe区\n").problems
    assert (problem.line, problem.column) == (1, 10)
    assert problem.message == Message("read.character", code="FFFE")


def test_nesting_has_a_limit():
    """Nesting beyond the limit is one problem, however deep it is."""
    depth = MAX_DEPTH
    assert parse_document("[" * depth + "]" * depth).problems == ()
    assert positions(parse_document("[" * (depth + 1) + "]" * (depth + 1))) == [
        (1, depth + 1, "depth")
    ]
    assert [rule for *_, rule in positions(parse_document("[" * 100_000))] == ["depth"]


def test_size_has_a_limit(monkeypatch):
    """A file beyond the limit is reported and not read."""
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    assert parse_document("a: 3456789").problems == ()
    document = parse_document("a: 345678901")
    assert positions(document) == [(1, 1, "size")]
    assert document.truncated


def test_the_number_of_problems_has_a_limit():
    """Reading stops after so many problems: the file is probably no portfolio."""
    document = parse_document("".join(f"{n}: x\n" for n in range(5000)))
    assert len(document.problems) == reader.MAX_PROBLEMS
    assert document.truncated


@given(
    st.text() | st.text(alphabet="ab:-?[]{},&*!|>'\"%@` \n\t#~x.\r\\é中\u2028\x85\ufeff\x00\ud800")
)
def test_no_text_makes_reading_raise(text):
    """Reading any text returns data or problems."""
    document = parse_document(text)
    assert all(p.line >= 1 and p.column >= 1 and p.level == "error" for p in document.problems)
    assert not document.truncated or document.problems


@given(st.binary())
def test_no_bytes_make_reading_raise(raw):
    """Reading any bytes returns data; where it stops early, there are problems."""
    document = parse_document(raw)
    assert not document.truncated or document.problems


_TEXTS = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="\x85"), min_size=1
)
_KEYS = st.text(alphabet="abcdefgh徐汇", min_size=1, max_size=5)
_DATA = st.recursive(
    _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)


def nodes(node, path=()):
    """Every scalar in PyYAML's own composer, written in Python: path, value and mark."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), True, key
            yield from nodes(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from nodes(value, (*path, number))
    else:
        yield path, False, node


def value_at(data, path):
    for part in path:
        data = data[part]
    return data


@given(_DATA, st.booleans(), st.sampled_from(["'", '"', "|", None]))
def test_a_position_is_that_of_the_text_of_the_value(data, flow, style):
    """For any data in any style, `at` returns the position of the text of each value and key."""
    text = yaml.safe_dump(
        data, allow_unicode=True, sort_keys=False, default_flow_style=flow, default_style=style
    )
    document = parse_document(text)
    assume(not any(problem.rule in ("depth", "character") for problem in document.problems))
    assert document.problems == ()
    assert document.data == data
    for path, is_key, node in nodes(yaml.compose(text, Loader=yaml.SafeLoader)):
        mark = node.start_mark
        assert document.at(path, key=is_key) == (mark.line + 1, mark.column + 1)
        if not is_key:
            assert value_at(data, path) == node.value
