import json

import pytest

from tracker.portfolio.problems import (
    PortfolioError,
    Problem,
    as_github,
    as_json,
    errors_only,
    sort_unique,
)

ERROR = Problem("a.yaml", 3, 5, "error", "expected a number; found 'x'", "number")
WARNING = Problem("a.yaml", 2, 1, "warning", "no lead", "no-lead")


def test_prints_as_a_place_editors_can_jump_to():
    """A problem prints as file:line:column, level, message and rule."""
    assert str(ERROR) == "a.yaml:3:5: error: expected a number; found 'x' (number)"


def test_order_is_by_file_and_place_and_each_is_said_once():
    """Problems are listed by file, line and column, each once."""
    later = ERROR._replace(file="b.yaml", line=1)
    tenth = ERROR._replace(line=10)
    assert sort_unique([later, tenth, ERROR, WARNING, ERROR]) == (WARNING, ERROR, tenth, later)


def test_errors_leaves_out_warnings():
    """`errors_only` holds only what makes a file unusable."""
    assert errors_only([WARNING, ERROR]) == [ERROR]


def test_json_keeps_chinese_and_names_every_field():
    """JSON output has one object a problem, readable as it is."""
    text = as_json([ERROR._replace(message="应为数字")])
    assert "应为数字" in text
    assert json.loads(text) == [
        {
            "file": "a.yaml",
            "line": 3,
            "column": 5,
            "level": "error",
            "message": "应为数字",
            "rule": "number",
        }
    ]


def test_json_of_nothing_is_an_empty_list():
    """No problem is an empty JSON list, not nothing."""
    assert json.loads(as_json([])) == []


def test_github_command_escapes_what_would_end_it():
    """A message or file name cannot break out of a workflow command."""
    problem = ERROR._replace(file="a,b:c.yaml", message="100%\n::error::x\r")
    assert as_github(problem) == (
        "::error file=a%2Cb%3Ac.yaml,line=3,col=5,title=number::100%25%0A::error::x%0D"
    )


def test_exception_tells_every_problem():
    """The exception for unusable data prints all of its problems and keeps them."""
    with pytest.raises(PortfolioError, match="no lead") as caught:
        raise PortfolioError(iter([ERROR, WARNING]))
    assert caught.value.problems == (ERROR, WARNING)
    assert str(caught.value).splitlines() == [str(ERROR), str(WARNING)]
