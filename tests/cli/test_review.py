"""`tracker review`: table, JSON, the default days and what is refused."""

from __future__ import annotations

import json

import pytest
from support.commands import run, run_ok
from support.meetings import MEETING

DAYS = ("--since", "2022-04-15", "--as-of", "2022-07-20")


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "targets.yaml"
    file.write_text(MEETING, encoding="utf-8")
    return file


def test_the_review_as_a_table(path):
    """The answer first, then a section after the other; an empty one says so."""
    lines = run_ok("review", path, *DAYS, "--lang", "en").stdout.splitlines()
    assert lines[0] == (
        "3 turned for the worse, 1 turned for the better, 1 newly judged (Far behind 1);"
        " 1 of 4 decisions overdue"
    )
    turned = next(line for line in lines if "→ ▲ Behind" in line)
    assert [each.strip() for each in turned.split("  ")][:2] == [
        "Turned for the worse",
        "● On track → ▲ Behind",
    ]
    place = lines.index("Added and ended")
    assert lines[place + 1] == "No target was added and none ended."
    assert "3 项转差、1 项转好" in run_ok("review", path, *DAYS, "--lang", "zh").stdout
    ended = "ended: {as: withdrawn, on: 2022-07-20, reason: Not needed}"
    path.write_text(
        MEETING.replace("- id: worse\n", f"- id: worse\n    {ended}\n"), encoding="utf-8"
    )
    lines = run_ok("review", path, *DAYS, "--lang", "en").stdout.splitlines()
    line = lines[lines.index("Added and ended") + 1]
    assert line.startswith("Ended  worse ")
    assert line.endswith("2022-07-20 withdrawn; Not needed")


def test_the_review_as_json(path):
    """The fields that other tools rely on; sentences in both languages, missing numbers as null."""
    values = json.loads(run_ok("review", path, *DAYS, "--format", "json").stdout)
    assert list(values) == [
        "since", "as_of", "meeting", "headline", "turns", "flows", "outlooks", "needs", "decisions",
        "issues", "declared", "figures", "missing", "revised", "added", "ended", "money", "quality",
    ]  # fmt: skip
    turn = next(turn for turn in values["turns"] if turn["id"] == "worse")
    assert (turn["way"], turn["gain"], turn["planned_gain"]) == ("worse", 10, 91)
    assert (turn["before"]["value"], turn["now"]["gap_pp"]) == (90, 22.191780822)
    assert "+10" in turn["reason_zh"]
    assert "planned" in turn["reason_en"]
    assert values["meeting"] == {"title_zh": "一季度督查会", "title_en": "First meeting"}
    assert values["revised"][0]["slip_days"] == 91
    assert values["revised"][0]["from"] == "2022-12-01"
    assert values["money"]["clocks"]["elapsed"] is None
    assert [each["state"] for each in values["decisions"]] == [
        "overdue",
        "open",
        "kept_late",
        "kept",
    ]


def test_other_thresholds_on_the_command_line_leave_the_file(path):
    """A gap of 22.2 points is within 25; with 112 days of grace nobody is late."""
    before = path.read_bytes()
    asked = ("--what-if", "amber=25, grace=112", "--format", "json")
    values = json.loads(run_ok("review", path, *DAYS, *asked).stdout)["what_if"]
    assert (values["amber"], values["red"], values["grace"]) == (25, None, 112)
    assert [(flip["id"], flip["after"]) for flip in values["flips"]] == [
        ("worse", "on_track"),
        ("silent", "on_track"),
    ]
    table = run_ok("review", path, *DAYS, "--what-if", "amber=25", "--lang", "en").stdout
    assert "▲ Behind → ● On track  worse" in table
    assert path.read_bytes() == before


def test_the_latest_meeting_is_the_default(path):
    values = json.loads(run_ok("review", path, "--as-of", "2022-07-20", "--format", "json").stdout)
    assert values["since"] == "2022-04-15"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ("--since", "2022-07-20", "--as-of", "2022-07-20"),
            "expected the first day before the second",
        ),
        (("--as-of", "2190-01-01"), "a review looks back"),
        ((*DAYS, "--what-if", "yellow=3"), "expected one of amber, red, grace"),
        ((*DAYS, "--what-if", "amber=40"), "expected 0 <= amber <= red"),
        ((*DAYS, "--what-if", "grace=1.5"), "expected a number"),
        ((*DAYS, "--format", "xml"), "xml"),
    ],
)
def test_what_is_refused_says_what_is_expected(path, arguments, expected):
    result = run("review", path, *arguments, "--lang", "en")
    assert result.exit_code != 0
    assert expected in result.output
    if "--what-if" in arguments and arguments[-1] != "amber=40":  # which depends on the file
        assert result.exit_code == 2
