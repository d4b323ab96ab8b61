"""`tracker revise` on a copy of the real file."""

from __future__ import annotations

import pytest
from support.clock import today
from support.commands import run, run_ok
from support.real_file import REAL, changed_lines
from support.samples import portfolio_text, target

from tracker.portfolio.load import load
from tracker.portfolio.problems import errors_only

pytestmark = pytest.mark.usefixtures("data")


@pytest.mark.parametrize(
    ("goal", "revision", "changed"),
    [
        (
            ("scattered-renewal", "due", "2023-06-30"),
            "from: 2022-12-31, to: 2023-06-30",
            "due: 2023-06-30",
        ),
        (("scattered-renewal", "target", "1200"), "from: 1000, to: 1200", "target: 1200"),
        (("gdp-growth", "floor", "5.0"), "from: 5.5, to: 5", "floor: 5"),
        (("revenue-growth", "range", "[5, 7.5]"), "from: [6, 8], to: [5, 7.5]", "range: [5, 7.5]"),
        (
            ("livelihood-funding", "budget", "1600000 万元"),
            "from: 150.7, to: 1600000 万元",
            "announced: 1600000 万元",
        ),
        (("green-xuhui", "due", "2030-12-31"), "from: null, to: 2030-12-31", "due: 2030-12-31"),
        (("scattered-renewal", "target", "1,200 户"), "from: 1000, to: 1200", "target: 1200"),
        (("revenue-growth", "range", "5%, 7.5%"), "from: [6, 8], to: [5, 7.5]", "range: [5, 7.5]"),
    ],
)
def test_a_revision_changes_the_goal_and_records_it(data, goal, revision, changed):
    """Both in one save."""
    id_, field, to = goal
    args = ("revise", id_, "--field", field, "--to", to, "--reason", "疫情", "--date", "2022-05-01")
    dry = run_ok(*args, "--dry-run").stdout
    assert data.read_bytes() == REAL.read_bytes()
    assert run_ok(*args).stdout == dry
    plus = [line[1:] for line in changed_lines(data) if line.startswith("+")]
    assert "".join(f"{line}\n" for line in plus) == dry
    assert any(changed in line for line in plus)
    assert any(
        f"{{date: 2022-05-01, field: {field}, {revision}, reason: 疫情}}" in line for line in plus
    )
    assert not errors_only(load(data).problems)
    assert run_ok("check").exit_code == 0


def test_a_budget_without_a_unit_is_in_that_of_the_budget_on_record():
    """Not in that of the file; the command says so."""
    args = ("revise", "livelihood-funding", "--field", "budget", "--reason", "x", "--to")
    assert "names no unit" not in run_ok(*args, "1600000 万元", "--lang", "en").stderr
    result = run_ok(*args, "1700000", "--lang", "en")
    assert "from: 1600000 万元, to: 1700000 万元" in result.stdout
    assert "taken in that of the budget on record: 万元 (10,000 yuan)" in result.stderr


def test_a_revision_is_of_today_and_may_have_evidence():
    """By default."""
    result = run_ok(
        "revise",
        "scattered-renewal",
        "--field",
        "target",
        "--to",
        "900",
        "--reason",
        "r",
        "--evidence-title",
        "批复",
        "--grade",
        "A",
    )
    assert f"date: {today()}" in result.stdout
    assert "evidence: {title: 批复, grade: A}" in result.stdout


@pytest.mark.parametrize(
    ("goal", "code", "words"),
    [
        (("scattered-renewal", "target", "1000"), 1, "already"),
        (("green-xuhui", "target", "5"), 1, "expected one of start, due"),
        (("green-xuhui", "budget", "5"), 1, "expected one of start, due"),
        (("scattered-renewal", "due", "2021-01-01"), 1, "targets.yaml:"),
        (("scattered-renwal", "due", "2023-01-01"), 1, "did you mean"),
        (("scattered-renewal", "due", "soon"), 2, "YYYY-MM-DD"),
        (("scattered-renewal", "target", "many"), 2, "a number"),
        (("scattered-renewal", "target", "[1]"), 2, "a number"),
        (("revenue-growth", "range", "6"), 2, "[6, 8]"),
        (("livelihood-funding", "budget", "lots"), 2, "amount"),
        (("scattered-renewal", "title", "x"), 2, "--field: expected one of target, floor"),
    ],
)
def test_an_invalid_revision_is_refused(data, goal, code, words):
    """The message names what the field takes; the file is unchanged."""
    id_, field, to = goal
    result = run(
        "revise", id_, "--field", field, "--to", to, "--reason", "r", "--date", "2022-05-01"
    )
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert data.read_bytes() == REAL.read_bytes()


def test_the_goal_of_a_year_is_revised_by_its_year(data):
    """Of a flow; without a year, or with one that it does not have, nothing is changed."""
    flow = 'measure: {kind: flow, unit: people, years: {"2022": 500}}'
    data.write_text(portfolio_text(target(flow)), encoding="utf-8")
    args = ("revise", "homes", "--field", "target", "--reason", "x", "--to", "600", "--lang", "en")
    for year in ((), ("--year", "2023")):
        assert "expected one of 2022: name it with --year" in run(*args, *year).stderr
    due = run(
        "revise", "homes", "--field", "due", "--year", "2022", "--to", "null", "--reason", "x"
    )
    assert (due.exit_code, flow in data.read_text(encoding="utf-8")) == (1, True)
    run_ok(*args, "--year", "2022", "--date", "2022-05-01")
    text = data.read_text(encoding="utf-8")
    assert 'years: {"2022": 600}' in text
    assert 'field: target, year: "2022", from: 500, to: 600' in text
    assert not load(data).problems


@pytest.mark.parametrize(
    "goal", [("scattered-renewal", "target", "+200"), ("livelihood-funding", "budget", "＋3 亿元")]
)
def test_a_goal_with_a_plus_is_asked_about(data, goal):
    """It may be the new goal, or what is added to the old one."""
    id_, field, to = goal
    before = data.read_bytes()
    result = run("revise", id_, "--field", field, "--to", to, "--reason", "Council", "--lang", "en")
    assert result.exit_code != 0
    assert "more than before" in result.stderr
    assert data.read_bytes() == before


def test_a_rate_in_percent_may_have_a_plus(data):
    """Growth is written so."""
    run_ok("revise", "gdp-growth", "--field", "floor", "--to", "+5.0", "--reason", "Council")
    assert "to: 5" in data.read_text("utf-8")
