import datetime as dt
import json

import pytest

from tracker.i18n import Message, Translator, languages
from tracker.portfolio.problems import (
    Problem,
    as_github,
    as_json,
    errors_only,
    sort_unique,
    suggest,
    summary,
)

ERROR = Problem("a.yaml", 3, 5, "error", Message("read.number", value="'x'"), "number")
WARNING = Problem("a.yaml", 2, 1, "warning", Message("check.no-lead"), "no-lead")
EN, ZH = Translator("en"), Translator("zh")


def test_a_problem_prints_as_a_position_editors_can_jump_to():
    """A problem prints as file:line:column, level, message and rule; `str` is English."""
    line = (
        "a.yaml:3:5: error: expected a number such as 1000 or 12.5, of 15 digits at most; found 'x'"
    )
    assert ERROR.text(EN) == str(ERROR) == f"{line} (number)"


def test_a_problem_is_one_line_whatever_it_quotes():
    """What stands behind a line break in a key could pass for another problem, or for a command of a server."""
    key = "a\n::error::b\r\u2028c"
    problem = ERROR._replace(message=Message("read.unknown_key", key=key, names=["id"]))
    for t in (EN, ZH):
        text = problem._replace(file="x\ny.yaml").text(t)
        assert text.splitlines() == [text]
        assert "a\\n::error::b\\r\\u2028c" in text


def test_a_problem_prints_in_the_readers_language():
    """Level and message are in the language of the translator; position and rule stay."""
    assert WARNING.text(ZH).startswith("a.yaml:2:1: 警告：没有责任单位")
    assert WARNING.text(ZH).endswith("（no-lead）")


def test_problems_are_sorted_by_position_without_duplicates():
    """Problems are sorted by file, line and column; equal ones appear once."""
    later = ERROR._replace(file="b.yaml", line=1)
    tenth = ERROR._replace(line=10)
    assert sort_unique([later, tenth, ERROR, WARNING, ERROR]) == (WARNING, ERROR, tenth, later)


def test_two_problems_at_one_position_are_both_kept():
    """Problems at one position that differ stay: errors first, else in their order."""
    other = ERROR._replace(message=Message("read.number", value="'y'"))
    assert sort_unique([ERROR, other, ERROR]) == (ERROR, other)
    warning = ERROR._replace(level="warning", rule="a-rule")
    assert sort_unique([warning, ERROR]) == (ERROR, warning)


def test_sorting_renders_no_message():
    """Messages are rendered when they are shown, never before: a file may have 100,000 problems."""

    class Unrendered(Message):
        def __str__(self):
            raise AssertionError

    problems = [ERROR._replace(line=line, message=Unrendered("read.tab")) for line in (3, 2, 2, 1)]
    assert [problem.line for problem in sort_unique(problems)] == [1, 2, 3]


def test_errors_only_leaves_out_warnings():
    """`errors_only` returns the errors, in their order."""
    assert errors_only([WARNING, ERROR]) == [ERROR]


@pytest.mark.parametrize(
    ("problems", "english", "chinese"),
    [
        ([], "0 errors, 0 warnings", "0 处错误，0 处警告"),
        ([ERROR, WARNING], "1 error, 1 warning", "1 处错误，1 处警告"),
        ([ERROR, ERROR, WARNING], "2 errors, 1 warning", "2 处错误，1 处警告"),
    ],
)
def test_the_summary_counts_with_plurals(problems, english, chinese):
    """The numbers of errors and warnings, in the right number of each language."""
    assert EN.message(summary(problems)) == english
    assert ZH.message(summary(problems)) == chinese


def test_the_nearest_name_is_suggested():
    """A suggestion names the nearest of the names, as it is written; there is none without a near one."""
    assert suggest("hosing", ["roads", "housing"]) == Message("value.did_you_mean", name="housing")
    assert suggest("bureau-a", ["Bureau-A"]) == Message("value.did_you_mean", name="Bureau-A")
    assert suggest("xyz", ["roads", "housing"]) == ""
    many = [f"road-{n}" for n in range(20_000)] + ["housing"]
    assert suggest("hosing", many) == Message("value.did_you_mean", name="housing")
    assert suggest("hosing-of-people", many) == ""


@pytest.mark.parametrize("lang", languages())
def test_json_has_the_message_and_what_it_was_made_of(lang):
    """One object per problem: position, level, rule, the message in one language, key and parameters."""
    message = Message(
        "check.corrects",
        date=dt.date(2022, 3, 31),
        dates=[dt.date(2022, 6, 30), Message("value.list")],
    )
    t = Translator(lang)
    assert json.loads(as_json([ERROR._replace(message=message)], t)) == [
        {
            "file": "a.yaml",
            "line": 3,
            "column": 5,
            "level": "error",
            "rule": "number",
            "message": t.message(message),
            "key": "check.corrects",
            "params": {
                "date": "2022-03-31",
                "dates": ["2022-06-30", {"key": "value.list", "params": {}}],
            },
        }
    ]


def test_json_keeps_chinese_characters():
    """JSON output is readable as it is."""
    assert "没有责任单位" in as_json([WARNING], ZH)


def test_json_of_no_problem_is_an_empty_list():
    """Without problems the output is an empty JSON list."""
    assert json.loads(as_json([], EN)) == []


def test_a_workflow_command_escapes_what_would_end_it():
    """A message or file name cannot break out of a workflow command."""
    message = Message("read.invalid", detail="100%\n::error::x\r", value="")
    problem = ERROR._replace(file="a,b:c.yaml", message=message)
    assert as_github(problem, EN) == (
        "::error file=a%2Cb%3Ac.yaml,line=3,col=5,title=number::"
        "not a valid value (100%25%0A::error::x%0D); found "
    )
