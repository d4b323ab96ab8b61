"""Slips of the keyboard: the character is named at its place, and the corrected text is offered."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import samples
from support.looking import REAL_DATA

from tracker.checks.run import check
from tracker.i18n import Translator, languages
from tracker.portfolio.characters import hidden_positions
from tracker.portfolio.load import load
from tracker.portfolio.problems import Problem, errors_only
from tracker.portfolio.reader import parse_document
from tracker.portfolio.records import validate_document
from tracker.portfolio.validation import update_problems

ROOT = Path(__file__).parents[2]
TEXT = samples.portfolio_text(
    samples.target(
        "title: {zh: 旧房改造, en: Old homes}\n"
        "budget: {approved: 500}\n"
        "updates:\n"
        "  - {date: 2022-03-31, value: 210, evidence: {title: Q1, grade: A}}\n"
    )
)


def errors(text: str | bytes) -> list[Problem]:
    return errors_only(validate_document(parse_document(text, "a.yaml")).problems)


def only_error(old: str, new: str) -> Problem:
    """The one error of the file with ``new`` in place of ``old``."""
    assert old in TEXT
    assert errors(TEXT) == []
    found = errors(TEXT.replace(old, new, 1))
    (problem,) = [each for each in found if each.message.key != "read.missing_key"]
    return problem


def place(text: str, character: str) -> tuple[int, int]:
    """Line and column of the first such character."""
    before = text[: text.index(character)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


STRUCTURE = [
    ("due: 2022-12-31", "due：2022-12-31", "：", "FF1A", "due: 2022-12-31"),
    ("due: 2022-12-31", "due： 2022-12-31", "：", "FF1A", "due: 2022-12-31"),
    ("due: 2022-12-31", "due:\u00a02022-12-31", "\u00a0", "00A0", "due: 2022-12-31"),
    ("due: 2022-12-31", "due:\u30002022-12-31", "\u3000", "3000", "due: 2022-12-31"),
    ("  - id: homes", "  － id: homes", "－", "FF0D", "- id: homes"),
    ("  - id: homes", "  — id: homes", "—", "2014", "- id: homes"),
    ("  - id: homes", "  -\u3000id: homes", "\u3000", "3000", "- id: homes"),
    ("  - id: homes", "＃ note\n  - id: homes", "＃", "FF03", "# note"),
    ("{zh: 旧房改造, en", "{zh: 旧房改造，en", "，", "FF0C", "{zh: 旧房改造, en: Old homes}"),
    ("{zh: 旧房改造, en", "｛zh: 旧房改造, en", "｛", "FF5B", "{zh: 旧房改造, en: Old homes}"),
    ("en: Old homes}", "en：Old homes}", "：", "FF1A", "{zh: 旧房改造, en: Old homes}"),
    ("改造, en: Old", "改造，en：Old", "，", "FF0C", "{zh: 旧房改造, en: Old homes}"),
    ("{zh: 旧房改造, en: Old homes}", "“旧房: 改造”", "“", "201C", '"旧房: 改造"'),
    ("{zh: 旧房改造, en: Old homes}", '"旧房改造”', "”", "201D", '"旧房改造"'),
    ("31, value", "31，value", "，", "FF0C", "{date: 2022-03-31, value: 210,"),
    ("value: 210", "value：210", "：", "FF1A", "{date: 2022-03-31, value: 210,"),
    ("updates:", "updates：", "：", "FF1A", "updates:"),
    ("source: {document: paper}", "source: {document：paper}", "：", "FF1A", "{document: paper}"),
    ("portfolio:", "portfolio：", "：", "FF1A", "portfolio:"),
    ("{kind: cumulative", "{kind：cumulative", "：", "FF1A", "{kind: cumulative"),
    ("{approved: 500}", "（approved: 500）", "（", "FF08", "{approved: 500}"),
    ("    theme:", "    the\u00a0me:", "\u00a0", "00A0", "theme"),
    ("    theme:", "    promise: 'One park.’\n    theme:", "’", "2019", "promise: 'One park.'"),
    ("    theme:", "    promise: ｜\n      One\n    theme:", "｜", "FF5C", "promise: |"),
]


@pytest.mark.parametrize(("old", "new", "character", "code", "correction"), STRUCTURE)
def test_punctuation_that_yaml_does_not_know_is_named_at_its_place(
    old, new, character, code, correction
):
    """Line and column are those of the character, not where the parser stopped; both languages say it."""
    problem = only_error(old, new)
    assert (problem.line, problem.column) == place(TEXT.replace(old, new, 1), character)
    for lang in languages():
        text = problem.text(Translator(lang))
        assert f"U+{code}" in text
        assert correction in text


SHAPE = [
    ("    theme: housing", "   theme: housing", (10, 4), "expected column 5, as in line 9"),
    ("    lead: bureau", "      lead: bureau", (11, 7), "expected column 5, as in line 10"),
    ("A}}\n", "A}}\n    - id: second\n", (19, 5), "expected column 3, as in line 8"),
    ("targets:", " targets:", (7, 2), "expected column 1, as in line 6"),
    ("title: Homes\n  money: 亿元", "title: Homes\nreport: {}\n  money: 亿元", (3, 1), "column 3"),
    ("  - id: homes", "  -id: homes", (8, 4), "write: - id: homes"),
    ("    theme: housing", "    theme housing", (10, 10), "write: theme: housing"),
    ("    theme: housing", "    theme = housing", (10, 10), "write: theme: housing"),
    ("value: 210", "value:210", (18, 34), "write: - {date: 2022-03-31, value: 210"),
    ("value: 210,", "value: 210;", (18, 38), "expected ',' here"),
    ("{approved: 500}", "(approved: 500)", (16, 13), "write: budget: {approved: 500}"),
    ("title: Morning", 'title: "Morning', (6, 28), "never closed"),
    ("id: homes", 'id: "homes\n    promise: "One" park', (8, 9), "closed only in line 9"),
    ("grade: A}}", "grade: A}}}", (18, 72), "delete it"),
    ("    theme: housing", "    theme:: housing\n    x", (11, 5), "expected `key: value`"),
]


@pytest.mark.parametrize(("old", "new", "position", "advice"), SHAPE)
def test_a_slip_in_the_shape_is_named_where_it_is(old, new, position, advice):
    """Not where the parser stops; a record that it cut off is not said to lack keys."""
    found = [one for one in errors(TEXT.replace(old, new, 1)) if one.rule != "unknown-key"]
    found = found or errors(TEXT.replace(old, new, 1))
    assert [(one.line, one.column) for one in found] == [position]
    assert advice in str(found[0])


@pytest.mark.parametrize(
    ("old", "new", "rules", "advice"),
    [
        ("grade: A", "grade: a", ["choice"], "did you mean A"),  # there is evidence
        ("lead: bureau", "lead: Housing Bureau", ["reference"], "did you mean bureau"),
        ("    lead: bureau", "   lead: bureau", ["syntax"], "column 5"),  # a lead is named
        ("money: 亿元", "money: 亿", ["unit"], "write 亿元"),
    ],
)
def test_a_slip_is_one_problem(tmp_path, old, new, rules, advice):
    """The rules do not report what the slip hides."""
    path = tmp_path / "targets.yaml"
    path.write_text(TEXT.replace(old, new, 1), "utf-8")
    problems = check(load(path), dt.date(2022, 7, 15))
    assert [one.rule for one in problems] == rules
    assert advice in str(problems[0])


VALUES = [
    ("due: 2022-12-31", "due: 2022年12月31日", "", "2022-12-31"),
    ("due: 2022-12-31", "due: 2022/12/31", "", "2022-12-31"),
    ("due: 2022-12-31", "due: 2022.12.31", "", "2022-12-31"),
    ("due: 2022-12-31", "due: 2022-1-5", "", "2022-01-05"),
    ("due: 2022-12-31", "due: 20221231", "", "2022-12-31"),
    ("due: 2022-12-31", "due: 31/12/2022", "", "write 2022-12-31"),
    ("due: 2022-12-31", "due: 05/06/2022", "", "2022-05-06 or 2022-06-05"),
    ("due: 2022-12-31", "due: 2022年11月", "", "2022-11-01 or 2022-11-30"),
    ("due: 2022-12-31", "due: 2022-11-31", "", "2022-11-30"),
    ("due: 2022-12-31", "due: 31 December 2022", "", "2022-12-31"),
    ("due: 2022-12-31", "due: Dec. 31, 2022", "", "2022-12-31"),
    ("due: 2022-12-31", "due: 2022－12－31", "－", "2022-12-31"),
    ("due: 2022-12-31", "due: ２022-12-31", "２", "2022-12-31"),
    ("due: 2022-12-31", "due: 2022-12-31；", "；", "2022-12-31"),
    ("value: 210", "value: ２１０", "２", "210"),
    ("value: 210", 'value: "1,200"', "", "1200"),
    ("value: 210", "value: 1_200", "", "1200"),
    ("value: 210", "value: −5", "−", "-5"),
    ("value: 210", "value: 1,200", "", "1200"),
    ("value: 210", "value: 1,200,000", "", "1200000"),
    ("value: 210", "value: 1,200.5", "", "1200.5"),
    ("value: 210", "value: 210,5", "", "210.5"),
    ("value: 210", "value: 210 户", "", "210"),
    ("value: 210", "value: 21O", "", "210"),
    ("value: 210", "value: 约210", "", "write the number alone"),
    ("value: 210", "value: 0.02万户", "", "write the number alone"),
    ("{approved: 500}", "{approved: 5,000 万元}", "", "5000 万元"),
    ("{approved: 500}", "{approved: 5 million yuan}", "", "500 万元"),
    ("{approved: 500}", "{approved: RMB 500万}", "", "500 万元"),
    ("{approved: 500}", '{approved: "１,200 万元"}', "１", "1200"),
    ("{approved: 500}", "{approved: “500 万元”}", "“", "500 万元"),
    ("id: homes", "id: Old Homes", "", "old-homes"),
    ("id: homes", "id: ｈomes", "ｈ", "homes"),
    ("grade: A", "grade: Ａ", "Ａ", "A"),
    ("kind: cumulative", "kind: “cumulative”", "“", "cumulative"),
]


@pytest.mark.parametrize(("old", "new", "character", "correction"), VALUES)
def test_a_value_in_another_notation_comes_with_the_corrected_one(old, new, character, correction):
    """Dates, numbers and ids in other notations: the value as the file wants it, ready to copy."""
    problem = only_error(old, new)
    text = TEXT.replace(old, new, 1)
    if character:
        assert (problem.line, problem.column) == place(text, character)
        assert f"U+{ord(character):04X}" in str(problem)
    for lang in languages():
        assert correction in problem.text(Translator(lang)).rpartition("（")[
            0
        ] or correction in str(problem)


@pytest.mark.parametrize("value", ["12345678901234567", "0x1F", "1:30", ".inf", "1.2.3"])
def test_no_correction_is_offered_where_none_is_clear(value):
    """A number that is too long, or in a notation of programmers, gets no wrong advice."""
    problem = only_error("value: 210", f"value: {value}")
    assert problem.message.key == "read.number"


def test_two_slips_in_a_row_are_two_problems():
    """Each line with a slip is reported, though the parser stops only once."""
    problems = errors(
        TEXT.replace("start: 2022-01-01", "start：2022-01-01").replace("due: ", "due：")
    )
    assert [problem.column for problem in problems] == [10, 8]


MARKERS = ["<<<<<<< HEAD", "||||||| base", "=======", ">>>>>>> b"]


@pytest.mark.parametrize("indent", ["", "    ", "      "])
@pytest.mark.parametrize("marker", MARKERS)
def test_conflict_markers_are_errors_wherever_a_line_begins_with_one(indent, marker):
    """Also within a text over several lines, where YAML takes them for words."""
    for text in (
        TEXT.replace("    due:", f"{indent}{marker}\n    due:"),
        TEXT.replace("    due:", f"    promise: |\n      One\n      {marker}\n      two\n    due:"),
    ):
        problems = errors(text)
        assert ("conflict", place(text, marker)) in [(p.rule, (p.line, p.column)) for p in problems]
        assert not any(problem.rule == "syntax" for problem in problems)


@pytest.mark.parametrize("text", ["One <<<<<<< HEAD two ======= three >>>>>>> b", "One >>>>>>> b"])
def test_conflict_markers_within_a_joined_text_are_errors(text):
    """A text of several lines that was folded into one keeps the markers of a merge."""
    for new in (f"    promise: {text}\n    due:", f'    promise: "One\\n{text[4:]}"\n    due:'):
        (problem,) = errors(TEXT.replace("    due:", new))
        assert problem.rule == "conflict"


def test_ruled_lines_in_a_text_are_no_conflict():
    """A longer or shorter line of equals signs, and a table's, are text."""
    for line in ("========", "======", "======= ===", "<<<<<<<<", "a ======="):
        text = TEXT.replace("    due:", f"    promise: |\n      One\n      {line}\n    due:")
        assert errors(text) == []


HIDDEN = [
    *"\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202e\u2066\u2069\u200e\u2028\u2029\x85\ufffd\x07"
]


@pytest.mark.parametrize("character", HIDDEN)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: homes", "id: ho{}mes"),
        ("en: Old homes", "en: Old{} homes"),
        ("{title: Q1, grade", "{title: Q{}1, grade"),
        ("value: 210", "value: 210, note: a{}b"),
        ("value: 210", "value: 210, by: bureau{}"),
        ("    due:", "    # a comment{}\n    due:"),
        ("    due:", "    promise: |\n      a{}b\n    due:"),
        ("bureau: Housing", "bur{}eau: Housing"),
    ],
)
def test_hidden_characters_are_errors_in_every_text(character, old, new):
    """Ids, names, titles, notes and comments: an error at the character, with its code point."""
    text = TEXT.replace(old, new.replace("{}", character, 1), 1)
    found = [problem for problem in errors(text) if problem.rule == "character"]
    assert [(p.line, p.column) for p in found] == [place(text, character)]
    assert f"U+{ord(character):04X}" in str(found[0])


def test_hidden_characters_that_are_escaped_are_errors():
    """An escape in double quotes is the character that it stands for."""
    text = TEXT.replace("en: Old homes", r'en: "Old\u202e homes"')
    assert [problem.rule for problem in errors(text)] == ["character"]


def test_a_report_with_a_conflict_marker_is_refused_at_its_field():
    """A text pasted from a file in the middle of a merge; a ruled line is none."""
    update = {"date": "2022-06-30", "value": "1", "note": "a\n<<<<<<< HEAD\nb"}
    problems = update_problems(parse_document(TEXT), update)
    assert [(path, problem.rule) for path, problem in problems] == [(("note",), "conflict")]
    assert update_problems(parse_document(TEXT), update | {"note": "a\n=======\nb"}) == []


def test_a_report_with_a_hidden_character_is_refused_at_its_field():
    """Form, sheet and command name the field before anything is saved."""
    document = parse_document(TEXT)
    update = {
        "date": "2022-06-30",
        "value": "1",
        "note": "a\u200bb",
        "evidence": {"title": "x\u202e"},
    }
    problems = update_problems(document, update)
    assert [(path, problem.rule) for path, problem in problems] == [
        (("note",), "character"),
        (("evidence", "title"), "character"),
    ]


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧", "🏳️‍🌈", "👩🏽‍💻", "❤️‍🔥"])
def test_joiners_within_an_emoji_are_allowed(emoji):
    """One emoji of several parts is one picture; a joiner between letters is not."""
    assert hidden_positions(emoji) == []
    assert hidden_positions(f"a{emoji[1]}b") == ([1] if emoji[1] == "\u200d" else [])
    assert hidden_positions("a\u200db") == [1]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("gbk", "GBK"),
        ("gb18030", "GBK"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-32-le", "UTF-32"),
        ("utf-32-be", "UTF-32"),
    ],
)
def test_other_encodings_are_named(codec, name):
    """One problem that names the encoding of the file."""
    (problem,) = errors(TEXT.encode(codec))
    assert f"this file is in {name}; save it as UTF-8" in str(problem)


@pytest.mark.parametrize(
    ("first", "name"),
    [(b"PK\x03\x04\x14\x00", "ZIP"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "OLE"), (b"%PDF-1.7\n", "PDF")],
)
def test_a_file_that_is_no_text_is_named(first, name):
    """A workbook, say, that was saved or renamed as the data."""
    (problem,) = errors(first + bytes(range(256)))
    assert f"in the format {name}" in str(problem)


def test_full_width_punctuation_within_texts_is_no_problem():
    """Chinese texts keep their punctuation, quotes, spaces and digits."""
    note = "“旧改”（一期）：第1、2段；共１２户，占8％——见【通知】＃3\u3000完"
    assert errors(TEXT.replace("en: Old homes", f"en: {note}")) == []
    assert errors(TEXT.replace("value: 210", f"value: 210, note: {note}")) == []
    block = "    promise: |\n      说明：一、二；\n      due：不是键，value：也不是\n"
    assert errors(TEXT.replace("    due:", block + "    due:")) == []


QUOTED = [
    ("en: Old homes", "en: “Old homes”", 1),
    ("value: 210", "value: 210, note: ‘all’", 1),
    ("en: Old homes", 'en: "“Old homes”"', 0),
    ("en: Old homes", "en: “Old” homes", 0),
    ("en: Old homes", "en: The “homes”", 0),
    ("    due:", "    promise: |\n      a: “Old homes”\n    due:", 0),
]


@pytest.mark.parametrize(("old", "new", "count"), QUOTED)
def test_quotes_that_yaml_takes_for_a_part_of_the_text_are_named(old, new, count):
    """A warning with both readings; none where straight quotes say that they belong to the text."""
    found = validate_document(parse_document(TEXT.replace(old, new, 1))).problems
    warnings = [problem for problem in found if problem.rule == "typed-quotes"]
    assert (len(warnings), errors_only(found)) == (count, [])
    if count:
        assert "QUOTATION MARK" in str(warnings[0])


@pytest.mark.parametrize("name", REAL_DATA)
def test_the_real_files_have_no_false_alarm(name):
    """The commitments, with all their Chinese texts, have no error of reading."""
    assert load(REAL_DATA[name]).problems == ()


def test_a_line_of_special_spaces_alone_is_named():
    """It looks empty, and the parser stops lines later."""
    problem = only_error("targets:\n", "targets:\n\u3000\n")
    assert "U+3000 IDEOGRAPHIC SPACE" in str(problem)
    assert problem.column == 1


def test_a_missing_space_after_a_colon_is_named():
    """The line with the space, not the line after it."""
    problem = only_error("start: 2022-01-01", "start:2022-01-01")
    assert problem.message.key == "read.slip_space"
    assert "write: start: 2022-01-01" in str(problem)


@pytest.mark.parametrize(
    ("old", "new", "character"),
    [
        ("theme: housing", "theme: ｈousing", "ｈ"),
        ("{document: paper}", "{document: “paper”}", "“"),
        ("lead: bureau", "lead: bureａu", "ａ"),
        ("theme: housing", "theme: housing；", "；"),
        ("theme: housing", "theme: housing ＃ note", "＃"),
        ("theme: housing", "theme: h\u043eusing", "\u043e"),
    ],
)
def test_a_reference_with_a_look_alike_is_named(tmp_path, old, new, character):
    """A key that is defined but for one character: that character, and the key."""
    path = tmp_path / "a.yaml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    (problem,) = errors_only(check(load(path), dt.date(2026, 1, 1)))
    assert problem.rule == "reference"
    assert (problem.line, problem.column) == place(path.read_text(encoding="utf-8"), character)
    assert f"U+{ord(character):04X}" in str(problem)


def test_a_letter_of_another_script_is_named():
    """A Cyrillic letter in an id looks like a Latin one."""
    problem = only_error("id: homes", "id: h\u043emes")
    assert "U+043E CYRILLIC SMALL LETTER O" in str(problem)


@pytest.mark.parametrize("key", ["k" * 400, '""'])
def test_any_key_of_a_document_can_be_checked(tmp_path, key):
    """A key too long for a title, or empty, does not end the check."""
    path = tmp_path / "a.yaml"
    for value in ("{title: T}", "1", ""):
        path.write_text(TEXT.replace("{paper: ", f"{{{key}: {value}, paper: "), encoding="utf-8")
        check(load(path), dt.date(2026, 1, 1))


SNIPPETS = [
    *"：，－＃“”（）【】、；\u00a0\u3000\u200b\u202e\u2028\x85\t\r\0{}[]:-#|>&*!?%@`\"'\n",
    "1,200",
    "<<<<<<< a\n",
    "k" * 400,
]


@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.sampled_from(SNIPPETS)), min_size=1, max_size=4
    )
)
def test_no_slip_ends_the_reading(insertions):
    """Whatever is typed wherever, there are problems with a place and a text, and no exception."""
    text = TEXT
    for place_, snippet in insertions:
        text = text[:place_] + snippet + text[place_:]
    for problem in validate_document(parse_document(text)).problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert all(problem.text(Translator(lang)) for lang in languages())
