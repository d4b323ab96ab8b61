"""One slip of syntax does not hide the problems of the records below it."""

from __future__ import annotations

import datetime as dt

import pytest
from support import samples
from support.commands import run

from tracker.checks.run import check
from tracker.portfolio import later_records
from tracker.portfolio.load import Portfolio, load, load_texts

BROKEN = {
    "bracket": (
        "measure: {kind: cumulative, unit: 户, target: 1000}",
        "measure: {kind: cumulative",
    ),
    "quote": ("title: Homes", 'title: "Homes'),
    "colon": ("theme: housing", "theme housing"),
    "full-width colon": ("due: ", "due："),
    "indentation": ("    theme: housing", "   theme: housing"),
    "outermost column": ("    theme: housing", "theme: housing"),
    "tab": ("    theme: housing", "\ttheme: housing"),
}


def read(text: str) -> Portfolio:
    return load_texts({"targets.yaml": text})


def text_of(slip: str, *later: str, line_end: str = "\n") -> str:
    """A sound target, one with the slip, and others."""
    homes = [
        samples.target(f"id: {name}\n{fields}") for name, fields in (("first", ""), ("second", ""))
    ]
    text = samples.portfolio_text(*homes, *map(samples.target, later))
    start = text.index("id: second")
    old, new = BROKEN[slip]
    return (text[:start] + text[start:].replace(old, new, 1)).replace("\n", line_end)


@pytest.mark.parametrize("slip", BROKEN)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_problems_below_a_slip_are_named_at_their_lines(slip, line_end):
    """Of keys and types, in every later record; the data end at the slip as before."""
    text = text_of(slip, "id: third\ndue: 2022-02-30", 'id: fourth\nbudgt: "x"', line_end=line_end)
    portfolio = read(text)
    lines = text.splitlines()
    problems = {problem.rule: lines[problem.line - 1].strip() for problem in portfolio.problems}
    assert ("tabs" if slip == "tab" else "syntax") in problems
    assert not {"syntax", "tabs"} <= problems.keys()
    assert problems["date"] == "due: 2022-02-30"
    assert problems["unknown-key"] == 'budgt: "x"'
    assert list(portfolio.by_id) == ["first"]


@pytest.mark.parametrize("slip", BROKEN)
def test_a_slip_makes_no_sound_record_wrong(slip):
    """A record that is right by itself has no problem, whatever stands above it."""
    sound = text_of(slip, "id: third\nupdates: []", "id: fourth")
    below = sound[: sound.index("id: third")].count("\n") + 1
    problems = read(sound).problems
    assert problems
    assert all(problem.line < below for problem in problems)


def test_each_of_several_slips_is_named(monkeypatch):
    """Also the last record's; beyond a number of them reading stops."""
    slips = [
        "title: [Homes",
        "title: 'Homes' x",
        "title: Homes\ndue: {2022",
        "title: Homes\ndue: soon",
    ]
    text = samples.portfolio_text(
        *(samples.target(f"id: t{n}\n{slip}") for n, slip in enumerate(slips))
    )
    rules = [problem.rule for problem in read(text).problems]
    assert rules == ["syntax", "syntax", "syntax", "date"]
    monkeypatch.setattr(later_records, "MAX_ERRORS", 1)
    assert [problem.rule for problem in read(text).problems] == ["syntax", "syntax"]
    monkeypatch.setattr(later_records, "MAX_CHARACTERS", 10)
    assert [problem.rule for problem in read(text).problems] == ["syntax"]


def test_what_stands_below_the_targets_is_not_one_of_them():
    """A block behind the list is read with it; below a slip in front of the list stand all records."""
    text = text_of("bracket", "id: third\ndue: soon") + "plans: {old: Old}\n"
    assert [problem.rule for problem in read(text).problems] == ["syntax", "date"]
    header = samples.portfolio_text(samples.target("due: soon")).replace("money: ", "money：")
    assert [problem.rule for problem in read(header).problems] == ["syntax", "date"]
    assert [problem.rule for problem in read("targets: [\n").problems] == ["syntax"]


def test_a_target_below_a_slip_is_not_called_missing(tmp_path):
    """By a composite, a merged target or a decision above it; nor by a command."""
    reviews = "[{date: 2022-01-31, title: First, decisions: [{id: one, text: Ask, target: last}]}]"
    text = samples.portfolio_text(
        samples.target("id: whole\nmeasure: {kind: parts, parts: [{target: last}]}"),
        samples.target("ended: {as: merged, on: 2022-03-01, into: last, reason: One}"),
        samples.target("id: slip\ntitle: [x"),
        samples.target("id: last"),
        reviews=reviews,
    )
    path = tmp_path / "targets.yaml"
    path.write_text(text, encoding="utf-8")
    assert [problem.rule for problem in check(load(path), dt.date(2022, 7, 1))] == ["syntax"]
    report = (
        "report",
        "last",
        "--value",
        1,
        "--date",
        "2022-03-31",
        "--data",
        path,
        "--lang",
        "en",
    )
    for command in (report, ("history", "last", "--data", path, "--lang", "en")):
        result = run(*command)
        assert result.exit_code == 1
        assert "no target last was read" in result.stderr
    path.write_text(text.replace("[x", "x").replace("id: last", "id: other"), encoding="utf-8")
    rules = sorted(problem.rule for problem in check(load(path), dt.date(2022, 7, 1)))
    assert rules == ["decision-target", "ended-into", "parts"]


def test_a_file_on_disk_is_read_alike(tmp_path):
    path = tmp_path / "targets.yaml"
    path.write_text(text_of("quote", "id: third\ndue: soon"), encoding="utf-8")
    assert [problem.rule for problem in load(path).problems] == ["syntax", "date"]
