"""The journal: lines that are only appended, in their own order, and torn ones that hurt nobody."""

import json
import os
import stat

import pytest

from tracker.store import journal
from tracker.store.journal import ChangeRecord

FIELDS = {
    "time": "2022-07-01T09:00:00+08:00",
    "person": "王芳",
    "email": "wang@example.org",
    "file": "targets.yaml",
    "target": "homes",
    "message": "homes: 2022-06-30 value 240",
    "before": "",
    "after": '{"updates": [{"date": "2022-06-30"}]}',
}


def record(number, **fields):
    return ChangeRecord(id=f"a-{number}", **FIELDS | fields)


@pytest.fixture
def path(tmp_path):
    return journal.journal_path(tmp_path / "targets.yaml")


def test_a_line_is_json_that_a_person_can_read(path):
    """Chinese stays Chinese; before and after are data, not text in text."""
    journal.append(path, [record(1)], mode=0o640)
    (line,) = path.read_text("utf-8").splitlines()
    assert "王芳" in line
    assert json.loads(line)["before"] is None
    assert json.loads(line)["after"] == {"updates": [{"date": "2022-06-30"}]}
    assert journal.read_records(path) == [record(1)]
    assert path.name == "targets.yaml.journal.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_lines_are_only_appended(path):
    """What stood there stays byte for byte."""
    journal.append(path, [record(1)], mode=0o600)
    before = path.read_bytes()
    journal.append(path, [record(2), record(3)], mode=0o600)
    assert path.read_bytes().startswith(before)
    assert [one.id for one in journal.read_records(path)] == ["a-1", "a-2", "a-3"]


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_line_is_survived(path, cut):
    """A line cut off anywhere, in the middle of a Chinese character too, spoils no other one."""
    journal.append(path, [record(1), record(2)], mode=0o600)
    os.truncate(path, path.stat().st_size - cut)
    journal.append(path, [record(2), record(3)], mode=0o600, once=True)
    assert [one.id for one in journal.read_records(path)] == ["a-1", "a-2", "a-3"]


def test_once_completes_and_repeats_nothing(path):
    """After a save that was cut off only what is missing is added."""
    journal.append(path, [record(1)], mode=0o600)
    for _ in range(2):
        journal.append(path, [record(1), record(2)], mode=0o600, once=True)
    assert [one.id for one in journal.read_records(path)] == ["a-1", "a-2"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "x",
        "[]",
        "{}",
        "null",
        '{"id": 1}',
        json.dumps(FIELDS),
        json.dumps(FIELDS | {"id": 1}),
        json.dumps(FIELDS | {"id": "a", "time": "yesterday"}),
        json.dumps(FIELDS | {"id": "a", "time": "2022-07-01T09:00:00"}),
    ],
)
def test_what_is_no_record_is_passed_over(line):
    """A line that somebody wrote by hand, or without a zone, is nobody's save."""
    assert journal.parse_record(line) is None


def test_no_journal(path):
    """Nothing recorded, nothing made."""
    assert journal.read_records(path) == []
    journal.append(path, [], mode=0o600)
    assert not path.exists()


def test_several_sources_as_one():
    """Newest first; each source keeps its own order though its clock went back; nothing twice."""
    git = [record(4, time="2022-07-04T00:00:00+00:00"), record(2, time="2022-07-02T00:00:00+00:00")]
    lines = [
        record(3, time="1999-01-01T00:00:00+00:00"),
        record(2, time="2022-07-02T00:00:00+00:00"),
        record(1, time="2022-07-01T00:00:00+08:00"),
    ]
    found = [one.id for one in journal.merge(git, lines, [])]
    assert found == ["a-4", "a-2", "a-3", "a-1"]


def test_half_a_character_is_no_obstacle(path):
    """A name that no text can hold is recorded as well as may be."""
    journal.append(path, [record(1, person="x\ud800")], mode=0o600)
    assert journal.read_records(path)[0].person == "x?"
