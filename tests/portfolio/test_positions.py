from tracker.portfolio.positions import SourcePositions
from tracker.portfolio.reader import parse_document

TEXT = """\
# first line
portfolio: {title: 徐汇, money: 亿元}
targets:
  - id: a
    updates:
      - {date: 2022-01-01, value: 1}
      - {date: 2022-02-01,
         value: 2}
  - id: b
"""


def test_value_and_key_have_separate_positions():
    """A position is that of the value, or of its key on request."""
    document = parse_document(TEXT)
    assert document.at(("portfolio", "money")) == (2, 31)
    assert document.at(("portfolio", "money"), key=True) == (2, 24)
    assert document.at(("targets", 0, "updates", 1, "value")) == (8, 17)
    assert document.at(("targets", 0, "updates", 1), key=True) == (7, 9)
    assert document.at(("targets", 1, "id")) == (9, 9)


def test_path_beyond_the_data_gives_its_last_part():
    """The position of a missing value is that of the block that should contain it."""
    document = parse_document(TEXT)
    assert document.at(()) == (2, 1)
    assert document.at(("targets", 1, "lead")) == (9, 5)
    assert document.at(("targets", 7)) == document.at(("targets",)) == (4, 3)
    assert document.at(("targets", -1)) == document.at(("targets", "x")) == (4, 3)
    assert document.at(("portfolio", "title", "zh")) == (2, 20)


def test_positions_do_not_depend_on_earlier_queries():
    """The same query returns the same position, also in another document."""
    document = parse_document(TEXT)
    path = ("targets", 0, "updates", 0, "value")
    assert document.at(path) == document.at(path) == parse_document(TEXT).at(path)


def test_an_empty_document_has_one_position():
    """Every position in an empty document is its first character."""
    assert SourcePositions().index(None, ("targets", 0)) == 0
    assert parse_document("").at(("targets",)) == (1, 1)


def test_lines_end_as_editors_end_them():
    """Windows and old Mac line ends count as one; other breaks do not count."""
    assert parse_document("a: 1\r\nb: 2\r\n").at(("b",)) == (2, 4)
    assert parse_document("a: 1\rb: 2\r").at(("b",)) == (2, 4)
    assert parse_document('a: "x\u2028y"\nb: 2\n').at(("b",)) == (2, 4)


def test_columns_count_characters():
    """A column counts characters, not bytes, also beyond the basic plane."""
    assert parse_document("{徐汇: 1, 𠮷: 2, c: 3}").at(("c",)) == (1, 18)


def test_dropped_keys_do_not_shift_the_rest():
    """After a duplicate key the positions of later values are right."""
    document = parse_document("a: 1\na: {x: [1, 2]}\nb: 2\nc: 3\n")
    assert document.data == {"a": "1", "b": "2", "c": "3"}
    assert [document.at((name,)) for name in "abc"] == [(1, 4), (3, 4), (4, 4)]
