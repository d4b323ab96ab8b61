"""The journal: lines are only appended and keep their order; torn lines do no harm."""

import datetime as dt
import json
import os
import re
import stat
from pathlib import Path

import pytest
from support import samples, saving

from tracker.i18n import Message, Translator, languages
from tracker.portfolio.load import load
from tracker.store import history as store_history
from tracker.store.changes import FileChange, Intent, TargetChange, journal_line
from tracker.store.errors import StoreError
from tracker.store.history import history, journal_problems, merge, parse_record, read_history
from tracker.store.journal import append_lines, journal_path, read_journal

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
    append_lines(path, lines, mode=mode, once=once)


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


@pytest.fixture
def saved(tmp_path):
    """The journal of a portfolio with two saves, and the portfolio."""
    data = samples.write(tmp_path, samples.target("updates: []"))
    for day, value in (("2022-06-30", 240), ("2022-07-01", 250)):
        saving.save(data, saving.change("homes", day, value))
    return journal_path(data), data


@pytest.mark.parametrize(
    "foreign",
    [
        b"x",
        b"{}",
        b"null",
        b'{"id": "a"}',
        b"\xff\xfe",
        "日志".encode("gbk"),
        b"<<<<<<< HEAD",
        b"{" * 9999,
        b"\0" * 4096,  # what a power cut leaves
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_line_that_cannot_be_read_is_reported(saved, foreign, place):
    """With file and line; the others are read."""
    journal, data = saved
    lines = journal.read_bytes().splitlines()
    lines.insert(place, foreign)
    journal.write_bytes(b"\n".join(lines) + b"\n\n")
    found = read_history(data, "homes")
    assert len(found.entries) == 2
    (message,) = found.unread_lines
    assert (message.params["path"], message.params["line"]) == (str(journal), place + 1)
    assert found.unread_files == ()
    for lang in languages():
        assert str(place + 1) in Translator(lang).message(message)
    (problem,) = journal_problems(load(data))
    assert problem[:4] == (str(journal), place + 1, 1, "warning")


def test_half_a_line_that_was_written_again_is_not_reported(saved):
    """A save that was cut off loses nothing; the same half without its whole is reported."""
    journal, data = saved
    whole = journal.read_bytes().splitlines(keepends=True)
    half = whole[1][:150]
    journal.write_bytes(whole[0] + half + b"\n" + whole[1])
    assert read_history(data, "homes").unread_lines == ()
    journal.write_bytes(whole[0] + half + b"\n")
    (message,) = read_history(data, "homes").unread_lines
    assert message.params["line"] == 2


def unreadable(journal, how):
    raw = journal.read_bytes()
    journal.unlink()
    if how == "folder":
        journal.mkdir()
    elif how == "loop":
        journal.symlink_to(journal)
    elif how == "binary":
        journal.write_bytes(b"\0\x01\xff" * 200)
    elif how == "pipe":
        os.mkfifo(journal)
    else:
        journal.write_text(raw.decode(), encoding="utf-16")


@pytest.mark.parametrize("how", ["folder", "loop", "pipe", "binary", "utf-16"])
def test_a_journal_that_cannot_be_read_is_an_error(saved, how):
    """It names the file; what the intent log and git have is still read."""
    journal, data = saved
    unreadable(journal, how)
    found = read_history(data, "homes")
    assert found.entries == []
    (message,) = found.unread_files
    assert message.params["path"] == str(journal)
    (problem,) = journal_problems(load(data))
    assert (problem.file, problem.rule) == (str(journal), "journal")
    with pytest.raises(StoreError, match=re.escape(str(journal))):
        history(data, "homes")


@pytest.mark.parametrize("how", ["folder", "loop", "pipe"])
def test_a_save_beside_a_journal_that_cannot_be_written(saved, how):
    """The save stands and says so; its record waits, and is written once the journal can be."""
    journal, data = saved
    unreadable(journal, how)
    later = saving.TODAY + dt.timedelta(days=9)
    (note,) = saving.save(data, saving.change("homes", "2022-07-02", 260), today=later).notes
    assert note.key == "store.note.not_in_journal"
    assert len(read_history(data, "homes").entries) == 1
    journal.rmdir() if how == "folder" else journal.unlink()
    assert saving.save(data, saving.change("homes", "2022-07-03", 270), today=later).notes == ()
    assert saving.recorded(data, "homes") == ["2022-07-02", "2022-07-03"]


def test_a_journal_without_permission(saved, monkeypatch):
    """The reason is that of the system, in words that have a translation."""
    journal, data = saved

    def refuse(_):
        raise PermissionError(13, "Permission denied", str(journal))

    monkeypatch.setattr(store_history, "read_journal", refuse)
    (message,) = read_history(data, "homes").unread_files
    assert message.params["reason"] == Message("system.denied")


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
