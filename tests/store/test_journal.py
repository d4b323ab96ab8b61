"""The journal: lines are only appended and keep their order; torn lines do no harm."""

import json
import os
import stat
from pathlib import Path

import pytest

from tracker.store.audit import append_to_journal, journal_path, read_journal
from tracker.store.changes import FileChange, Intent, TargetChange, journal_line
from tracker.store.history import merge, parse_record

TIME = "2022-07-01T09:00:00+08:00"
AFTER = '{"updates": [{"date": "2022-06-30"}]}'
FIELDS = {
    "time": TIME,
    "person": "王芳",
    "email": "wang@example.org",
    "file": "targets.yaml",
    "target": "homes",
    "message": "homes: 2022-06-30 value 240",
    "before": "",
    "after": AFTER,
}


def line(number, *, time=TIME, person="王芳"):
    """The line of one change, its message numbered."""
    change = TargetChange("homes", id=f"a-{number}", message=f"change {number}", after=AFTER)
    file = FileChange(Path("targets.yaml"), "", "", (), (change,))
    intent = Intent((file,), person, "wang@example.org", "", commit=False, id="a", time=time)
    return journal_line(intent, file, change)


def append(path, *numbers, mode=0o600, once=False, **fields):
    lines = {f"a-{number}": line(number, **fields) for number in numbers}
    append_to_journal(path, lines, mode=mode, once=once)


def record(number, **fields):
    return parse_record(line(number, **fields))


def ids(path):
    return [record[0] for text in read_journal(path) if (record := parse_record(text))]


@pytest.fixture
def path(tmp_path):
    return journal_path(tmp_path / "targets.yaml")


def test_a_line_is_readable_json(path):
    """Chinese is not escaped; before and after are data, not text within text."""
    append(path, 1, mode=0o640)
    (text,) = path.read_text("utf-8").splitlines()
    assert "王芳" in text
    assert json.loads(text) == FIELDS | {
        "id": "a-1",
        "message": "change 1",
        "before": None,
        "after": {"updates": [{"date": "2022-06-30"}]},
    }
    assert parse_record(text) == record(1)
    assert path.name == "targets.yaml.journal.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_lines_are_only_appended(path):
    """Earlier lines stay byte for byte."""
    append(path, 1)
    before = path.read_bytes()
    append(path, 2, 3)
    assert path.read_bytes().startswith(before)
    assert ids(path) == ["a-1", "a-2", "a-3"]


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_line_does_no_harm(path, cut):
    """Wherever it was cut, within a Chinese character too, other lines stay readable."""
    append(path, 1, 2)
    os.truncate(path, path.stat().st_size - cut)
    append(path, 2, 3, once=True)
    assert ids(path) == ["a-1", "a-2", "a-3"]


def test_once_adds_only_missing_lines(path):
    """After a save that was cut off, nothing is recorded twice."""
    append(path, 1)
    for _ in range(2):
        append(path, 1, 2, once=True)
    assert ids(path) == ["a-1", "a-2"]


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
def test_foreign_lines_are_skipped(line):
    """Lines written by hand, or with a time without zone, are no records."""
    assert parse_record(line) is None


def test_without_a_journal(path):
    """Nothing is recorded, and no file is created."""
    assert read_journal(path) == []
    append(path)
    assert not path.exists()


def test_sources_are_merged():
    """Newest first; each source keeps its order even if its clock was set back; no duplicates."""
    git = [record(4, time="2022-07-04T00:00:00+00:00"), record(2, time="2022-07-02T00:00:00+00:00")]
    lines = [
        record(3, time="1999-01-01T00:00:00+00:00"),
        record(2, time="2022-07-02T00:00:00+00:00"),
        record(1, time="2022-07-01T00:00:00+08:00"),
    ]
    messages = [entry.message for entry in merge(git, lines, [])]
    assert messages == ["change 4", "change 2", "change 3", "change 1"]


def test_a_lone_surrogate_in_a_name(path):
    """The name is recorded with a replacement character."""
    append(path, 1, person="x\ud800")
    assert parse_record(read_journal(path)[0])[1].person == "x?"
