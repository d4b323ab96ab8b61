"""The last valid version on disk."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from support.samples import TARGET, target, write

from tracker.portfolio.load import load
from tracker.store.last_valid import read_last_valid, write_last_valid
from tracker.store.state import STATE_ENV, state_folder


@pytest.fixture
def state(tmp_path) -> Path:
    return tmp_path / "state"


def test_what_is_stored_is_read_again(tmp_path, state):
    """Records, lines and digest are those of the files, which may be gone."""
    path = write(tmp_path, TARGET)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + "# 注\U0001f600".encode())
    before = load(path)
    write_last_valid(str(path), before, state)
    path.unlink()
    after = read_last_valid(str(path), state)
    assert after is not None
    assert (after.digest, after.targets) == (before.digest, before.targets)
    assert [p.document.file for p in after.parts] == [str(path)]


def test_a_folder_of_files(tmp_path, state):
    data = tmp_path / "data"
    data.mkdir()
    write(data, TARGET, name="a.yaml")
    (data / "b.yaml").write_text("plans: {p: P}\n", encoding="utf-8")
    write_last_valid(str(data), load(data), state)
    after = read_last_valid(str(data), state)
    assert after is not None
    assert (after.digest, dict(after.plans)) == (load(data).digest, {"p": "P"})


def test_every_data_path_has_its_own_version(tmp_path, state):
    """Relative and absolute forms of a path are one; other paths are others."""
    one, two = (write(tmp_path, target(f"id: {i}"), name=f"{i}.yaml") for i in ("one", "two"))
    for path in (one, two):
        write_last_valid(str(path), load(path), state)
    for path in (one, two):
        stored = read_last_valid(os.path.relpath(path), state)
        assert stored is not None
        assert [t.id for t in stored.targets] == [path.stem]
    assert read_last_valid(str(tmp_path / "three.yaml"), state) is None


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"format": 1}',
        b'{"format": 2, "digest": "", "files": {}}',
        b"\xff",
    ],
)
def test_a_damaged_file_counts_as_none(tmp_path, state, damage):
    path = write(tmp_path, TARGET)
    write_last_valid(str(path), load(path), state)
    (file,) = state.glob("*.json")
    file.write_bytes(damage)
    assert read_last_valid(str(path), state) is None


def test_a_version_changed_by_hand_counts_as_none(tmp_path, state):
    path = write(tmp_path, TARGET)
    write_last_valid(str(path), load(path), state)
    (file,) = state.glob("*.json")
    stored = json.loads(file.read_text("utf-8"))
    stored["files"][str(path)] += "#"
    file.write_text(json.dumps(stored), encoding="utf-8")
    assert read_last_valid(str(path), state) is None


def test_a_file_that_changed_meanwhile_is_not_stored(tmp_path, state):
    """What is stored is what was checked."""
    path = write(tmp_path, TARGET)
    checked = load(path)
    path.write_text("targets: [", encoding="utf-8")
    write_last_valid(str(path), checked, state)
    assert read_last_valid(str(path), state) is None


def test_it_is_written_as_a_whole(tmp_path, state, monkeypatch):
    """A write that fails half way leaves the version before it, and no other file."""
    path = write(tmp_path, TARGET)
    write_last_valid(str(path), load(path), state)
    before = load(path).digest
    write(tmp_path, TARGET, target("id: second"))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tracker.store.atomic.os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_last_valid(str(path), load(path), state)
    stored = read_last_valid(str(path), state)
    assert stored is not None
    assert stored.digest == before
    assert len(list(state.iterdir())) == 1


def test_nobody_else_may_read_it(tmp_path, state):
    """It holds hidden records."""
    path = write(tmp_path, TARGET)
    for _ in range(2):
        write_last_valid(str(path), load(path), state)
        write(tmp_path, TARGET, target("id: second"))
    (file,) = state.glob("*.json")
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(state.stat().st_mode)) == (0o600, 0o700)


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"TRACKER_STATE": "/a", "STATE_DIRECTORY": "/b", "XDG_STATE_HOME": "/c"}, "/a"),
        ({"STATE_DIRECTORY": "/b:/b2", "XDG_STATE_HOME": "/c"}, "/b"),
        ({"XDG_STATE_HOME": "/c"}, "/c/tracker"),
        ({"XDG_STATE_HOME": ""}, "~/.local/state/tracker"),
        ({}, "~/.local/state/tracker"),
    ],
)
def test_the_folder(environ, folder):
    """As systemd and the XDG Base Directory specification name it."""
    assert state_folder(environ) == Path(folder).expanduser()


def test_the_format_is_stated():
    assert STATE_ENV == "TRACKER_STATE"
