"""What a killed save leaves is finished, undone or noted, whatever happened to the files since."""

import json
import os
import shutil

import pytest
from support import samples, saving

from tracker.portfolio.edit import AppendUpdate, apply_edits
from tracker.store import intent_log
from tracker.store.atomic import digest
from tracker.store.errors import StoreError
from tracker.store.history import history
from tracker.store.recovery import recover

REPORT = saving.change("trees", "2022-06-30", 9)


@pytest.fixture(scope="module")
def worker():
    with saving.Worker() as worker:
        yield worker


@pytest.fixture
def halfway(tmp_path, worker):
    """A folder in which a save of two files was killed after it had put the first in its place."""
    before, folder = tmp_path / "before", tmp_path / "data"
    (before / "parks").mkdir(parents=True)
    samples.write(before, samples.target(), name="a.yaml")
    samples.write(before / "parks", samples.target("id: trees"), name="b.yaml")
    job = {"copy": str(before), "folder": str(folder), "data": str(folder)}
    job["changes"] = [("homes", "2022-03-31", 100), ("trees", "2022-03-31", 7)]
    names = worker.do(**job)["names"]
    between = [step for step, name in enumerate(names, 1) if name == "os.replace"][-1]
    assert worker.do(**job, step=between)["killed"]
    assert [len(saving.reported(folder, name)) for name in ("homes", "trees")] == [1, 0]
    return folder


def test_an_unfinished_save_is_finished(halfway):
    """One file had been replaced, so the other one follows before anything else is saved."""
    assert saving.save(halfway, REPORT).notes == ()
    assert saving.reported(halfway, "trees") == ["2022-03-31", "2022-06-30"]


def test_a_folder_that_was_moved_meanwhile(halfway, tmp_path):
    """The unfinished save is found in its new place."""
    shutil.move(halfway, tmp_path / "moved")
    assert saving.save(tmp_path / "moved", REPORT).notes == ()
    assert saving.reported(tmp_path / "moved", "trees") == ["2022-03-31", "2022-06-30"]
    assert not halfway.exists()


def test_a_file_edited_before_the_save_was_finished(halfway):
    """It stays as it is, and a note has the lines that are missing."""
    file = halfway / "parks" / "b.yaml"
    file.write_text("# by hand\n" + file.read_text("utf-8"), encoding="utf-8")
    notes = saving.save(halfway, REPORT).notes
    assert "b.yaml: a save by 王芳" in str(notes[0])
    assert "{date: 2022-03-31, value: 7, evidence: {title: G, grade: A}}" in str(notes[0])
    assert file.read_text("utf-8").startswith("# by hand\n")
    for name, days in (("homes", ["2022-03-31"]), ("trees", ["2022-06-30"])):
        assert saving.reported(halfway, name) == saving.recorded(halfway, name) == days


def test_a_file_edited_after_it_was_replaced(halfway):
    """It counts as saved, because the line is in it."""
    file = halfway / "a.yaml"
    text = apply_edits(
        file.read_text("utf-8"), [AppendUpdate("homes", {"date": "2022-02-28", "value": 50})]
    )[0]
    file.write_text(text, encoding="utf-8")
    assert saving.save(halfway, REPORT).notes == ()
    assert saving.reported(halfway, "homes") == ["2022-02-28", "2022-03-31"]
    assert saving.recorded(halfway, "homes") == ["2022-03-31"]
    assert saving.recorded(halfway, "trees") == ["2022-03-31", "2022-06-30"]


def test_a_file_removed_before_the_save_was_finished(halfway):
    """It is not created again."""
    (halfway / "parks" / "b.yaml").rename(halfway / "b.bak")
    notes = saving.save(halfway, saving.change("homes", "2022-06-30", 240)).notes
    assert "b.yaml: a save by 王芳" in str(notes[0])
    assert not (halfway / "parks" / "b.yaml").exists()
    assert saving.reported(halfway, "homes") == ["2022-03-31", "2022-06-30"]


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"id": "x"}]', "\0"])
def test_a_foreign_file_in_place_of_the_log(tmp_path, text):
    """It does not prevent a save."""
    file = samples.write(tmp_path, samples.target())
    (tmp_path / intent_log.INTENT_FILE).write_text(text)
    saving.save(file, saving.change("homes", "2022-06-30", 240))
    assert saving.reported(file, "homes") == saving.recorded(file, "homes") == ["2022-06-30"]


def test_a_save_that_cannot_be_rolled_back(tmp_path, monkeypatch):
    """The error says so, and the next save completes it."""
    samples.write(tmp_path, samples.target(), name="a.yaml")
    samples.write(tmp_path, samples.target("id: trees"), name="b.yaml")
    real = os.replace
    calls = []

    def failing(source, target):
        if not str(target).endswith(intent_log.INTENT_FILE):
            calls.append(target)
            if len(calls) > 1:
                raise OSError(5, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(StoreError, match="the next save completes it"):
        saving.save(tmp_path, saving.change("homes", "2022-03-31", 100), REPORT)
    monkeypatch.undo()
    assert json.loads((tmp_path / intent_log.INTENT_FILE).read_bytes())
    assert saving.save(tmp_path, saving.change("homes", "2022-06-30", 240)).notes == ()
    for name, days in (("homes", ["2022-03-31", "2022-06-30"]), ("trees", ["2022-06-30"])):
        assert saving.reported(tmp_path, name) == saving.recorded(tmp_path, name) == days


def test_a_disk_error_rolls_back_both_files(tmp_path, monkeypatch):
    """The error names the file that could not be replaced."""
    samples.write(tmp_path, samples.target(), name="a.yaml")
    samples.write(tmp_path, samples.target("id: trees"), name="b.yaml")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    real = os.replace

    def failing(source, target):
        if str(target).endswith("b.yaml"):
            raise OSError(5, "Input/output error", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(StoreError, match=r"b\.yaml: not saved, nothing was changed"):
        saving.save(tmp_path, saving.change("homes", "2022-03-31", 100), REPORT)
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert after == before | {".tracker.lock": b""}


def test_an_intent_log_of_an_earlier_version(tmp_path):
    """A save that an earlier version left unfinished is finished."""
    file = samples.write(tmp_path, samples.target())
    old = file.read_bytes()
    new = apply_edits(old.decode(), [AppendUpdate("homes", {"date": "2022-03-31", "value": 100})])[
        0
    ].encode()
    other = samples.write(tmp_path, samples.target("id: trees"), name="b.yaml")
    (tmp_path / ".tracker.ab.0.tmp").write_bytes(new)
    swap = {
        "path": file.name,
        "temporary": ".tracker.ab.0.tmp",
        "before": digest(old),
        "after": digest(new),
        "lines": ["    updates:", "      - {date: 2022-03-31, value: 100}"],
        "records": [
            {
                "id": "ab-0-0",
                "time": "2022-04-01T09:00:00+08:00",
                "person": "李明",
                "email": "li@example.org",
                "file": file.name,
                "target": "homes",
                "message": "homes: 2022-03-31 value 100",
                "before": "",
                "after": '{"updates": [{"date": "2022-03-31", "value": "100"}]}',
                "commit": "",
            }
        ],
    }
    mark = digest(other.read_bytes())
    replaced = {"path": "b.yaml", "temporary": "x", "before": "0", "after": mark, "lines": []}
    intent = {
        "id": "ab",
        "person": "李明",
        "email": "li@example.org",
        "time": "2022-04-01T09:00:00+08:00",
        "subject": "homes: 2022-03-31 value 100",
        "commit": False,
        "swaps": [replaced | {"records": []}, swap],
        "applied": False,
        "mixed": False,
    }
    (tmp_path / intent_log.INTENT_FILE).write_text(json.dumps([intent]), encoding="utf-8")
    assert recover(tmp_path, now=saving.NOW) == ()
    assert file.read_bytes() == new
    (entry,) = history(tmp_path, "homes")
    assert (entry.person, entry.message) == ("李明", "homes: 2022-03-31 value 100")


def test_the_field_names_of_the_log(halfway):
    """Earlier versions can read what this one writes."""
    (intent,) = json.loads((halfway / intent_log.INTENT_FILE).read_bytes())
    names = "id person email time subject commit swaps applied mixed"
    assert list(intent) == names.split()
    for swap in intent["swaps"]:
        assert list(swap) == ["path", "temporary", "before", "after", "lines", "records"]
        (record,) = swap["records"]
        names = "id time person email file target message before after commit"
        assert list(record) == names.split()
