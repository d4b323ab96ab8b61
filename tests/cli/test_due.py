"""`tracker due`: table, JSON and calendar."""

from __future__ import annotations

import json
import os
import subprocess

import icalendar
import pytest
from support.commands import TRACKER, run, run_ok
from support.samples import TARGET, target, write

pytestmark = pytest.mark.usefixtures("data")


def test_due_lists_the_most_overdue_first(data):
    """One row per report; the count on standard error."""
    result = run_ok("due", "--as-of", "2027-03-15", "--lang", "en")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Days late")
    assert "scattered-renewal" in lines[1]
    assert f"{len(lines) - 1} reports are due, 5 of them overdue.\n" in result.stderr
    assert "this file's own, from 2026-11-23 on" in result.stderr
    assert "逾期" in run_ok("due", data, "--as-of", "2027-03-15", "--lang", "zh").output


@pytest.mark.parametrize("as_of", ["2022-09-01", "2026-11-28"])
def test_due_counts_no_day_before_the_first_day_of_the_duty(as_of):
    """The real file asks for reports from 2026-11-23 on."""
    result = run_ok("due", "--as-of", as_of, "--lang", "en")
    assert ", 0 of them overdue." in result.stderr
    rows = json.loads(run_ok("due", "--as-of", as_of, "--format", "json").stdout)
    assert {row["days_late"] for row in rows} == {0}
    assert min(row["last_day"] for row in rows) == "2027-01-30"


def test_due_as_json_and_as_a_calendar(data):
    """The same rows; dates as text, a missing lead as null."""
    rows = json.loads(run_ok("due", "--as-of", "2027-03-15", "--format", "json").stdout)
    assert rows[0] | {"title_zh": "", "title_en": ""} == {
        "kind": "report",
        "lead": None,
        "id": "scattered-renewal",
        "title_zh": "",
        "title_en": "",
        "period_end": "2026-12-31",
        "last_day": "2027-01-30",
        "days_late": 44,
    }
    calendar = run_ok("due", data, "--as-of", "2027-03-15", "--format", "ics")
    events = icalendar.Calendar.from_ical(calendar.stdout_bytes).walk("VEVENT")
    assert len(events) == len(rows)


def test_nothing_is_due(tmp_path):
    """A sentence on standard error; an empty list in JSON."""
    path = write(tmp_path, target("measure: {kind: statement}"))
    result = run_ok("due", path)
    assert (result.stdout, result.stderr) == ("", "No report is due.\n")
    assert json.loads(run_ok("due", path, "--format", "json").stdout) == []


MEETING = """
measure: {kind: statement}
issues:
  - {id: permits, opened: 2022-06-01, cause: approvals, text: Two permits, owner: bureau}
  - {id: pipes, opened: 2022-05-01, cause: other, text: A gas pipe, raised_to: Mayor}
  - {id: done, opened: 2022-04-01, closed: 2022-05-01, cause: other, text: Done}
"""
REVIEWS = """[{date: 2022-03-31, title: First, decisions: [{id: later, text: Ask, due: 2022-07-31},
  {id: late, text: Write, target: homes, owner: Mayor, due: 2022-06-21}, {id: open, text: Think}]}]"""


def test_open_decisions_and_issues_are_listed_with_the_reports(tmp_path):
    """Overdue decisions first, the issues open longest first; in the calendar decisions on their due day."""
    path = write(tmp_path, target(MEETING), reviews=REVIEWS)
    result = run_ok("due", path, "--as-of", "2022-07-01", "--lang", "en")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines == [
        "",
        "Due To act Decision Id Content",
        "10 days overdue, due 2022-06-21 Mayor late homes Write",
        "due 2022-07-31 – later – Ask",
        "open, no deadline – open – Think",
        "",
        "Open To act Issue Cause Content",
        "open 61 days Mayor homes/pipes Other A gas pipe",
        "open 30 days Housing Bureau homes/permits Approvals Two permits",
    ]
    assert "3 decisions are open, 1 of them overdue." in result.stderr
    assert "2 issues are open." in result.stderr
    rows = json.loads(run_ok("due", path, "--as-of", "2022-07-01", "--format", "json").stdout)
    assert [(row["kind"], row.get("days_late", row.get("days_open"))) for row in rows] == [
        ("decision", 10),
        ("decision", 0),
        ("decision", 0),
        ("issue", 61),
        ("issue", 30),
    ]
    calendar = run_ok("due", path, "--as-of", "2022-07-01", "--format", "ics", "--lang", "en")
    events = icalendar.Calendar.from_ical(calendar.stdout_bytes).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == [
        "Write (decision, Mayor)",
        "Ask (decision)",
    ]
    assert str(events[0]["description"]) == "10 days overdue, due 2022-06-21"


@pytest.mark.parametrize("style", ["table", "json", "ics"])
def test_an_unreadable_file_is_an_error(tmp_path, style):
    """Exit code 1 with the reason: it does not mean that nothing is due."""
    path = tmp_path / "targets.yaml"
    path.write_bytes(b"\xff\xfe")
    result = run("due", path, "--format", style)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "this file is in UTF-16; save it as UTF-8" in result.stderr


def test_errors_beside_valid_targets_are_printed(tmp_path):
    """Valid targets are listed; errors set exit code 1."""
    path = write(tmp_path, TARGET, target("id: water\ndue: someday"))
    result = run("due", path, "--format", "json")
    assert result.exit_code == 1
    assert [row["id"] for row in json.loads(result.stdout)] == ["homes"]
    assert "(date)" in result.stderr


@pytest.mark.process
def test_a_calendar_through_a_pipe_keeps_its_bytes():
    """Line ends and UTF-8 as the standard requires, whatever the terminal's encoding."""
    result = subprocess.run(
        [TRACKER, "due", "--format", "ics", "--as-of", "2022-09-01", "--lang", "zh"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
    )
    assert result.stdout.startswith(b"BEGIN:VCALENDAR\r\n")
    assert "填报".encode() in result.stdout
