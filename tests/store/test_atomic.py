"""Atomic replacement: the new file is complete, with the old one's metadata, or nothing changes."""

import os
import stat

import pytest

from tracker.store import atomic


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file(tmp_path):
    """A new file gets the default mode, or that of the file it belongs to."""
    like = tmp_path / "like"
    like.write_text("x")
    like.chmod(0o640)
    atomic.replace_file(tmp_path / "new", b"abc", atomic.temp_name("ab", 0))
    atomic.replace_file(tmp_path / "same", b"abc", atomic.temp_name("ab", 0), like)
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o666 & ~umask
    assert stat.S_IMODE((tmp_path / "same").stat().st_mode) == 0o640
    assert names(tmp_path) == ["like", "new", "same"]


def test_a_partial_write_is_continued(tmp_path, monkeypatch):
    """The rest is written by the next call."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, raw: write(handle, bytes(raw)[:3]))
    atomic.replace_file(tmp_path / "file", b"0123456789", atomic.temp_name("ab", 0))
    monkeypatch.undo()
    assert (tmp_path / "file").read_bytes() == b"0123456789"


@pytest.mark.parametrize("step", ["write", "fchmod", "fsync", "replace"])
def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch, step):
    """An error at any step leaves the old file and no other."""
    file = tmp_path / "file"
    file.write_bytes(b"old")

    def failing(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, failing)
    with pytest.raises(OSError, match="No space"):
        atomic.replace_file(file, b"new", atomic.temp_name("ab", 0))
    monkeypatch.undo()
    assert names(tmp_path) == ["file"]
    assert file.read_bytes() == b"old"


def test_an_owner_that_cannot_be_set(tmp_path, monkeypatch):
    """Without the right to set the owner, the group is kept where allowed, and the file is replaced all the same."""
    file = tmp_path / "file"
    file.write_bytes(b"old")
    asked = []

    def refusing(_, owner, group):
        asked.append((owner, group))
        raise PermissionError

    real = os.fstat
    other = os.stat_result((0o100644, 1, 1, 1, 12345, 12345, 0, 0, 0, 0))
    monkeypatch.setattr(os, "fchown", refusing)
    monkeypatch.setattr(os, "fstat", lambda _: other)
    atomic.replace_file(file, b"new", atomic.temp_name("ab", 0))
    monkeypatch.setattr(os, "fstat", real)
    status = file.stat()
    assert asked == [(status.st_uid, status.st_gid), (-1, status.st_gid)]
    assert file.read_bytes() == b"new"


def test_only_our_names_match_the_temporary_pattern():
    """Nothing that a person would name a file is removed."""
    assert atomic.TEMP_PATTERN.fullmatch(atomic.temp_name("0a1b", 7))
    for name in ("targets.yaml", ".tracker.lock", ".tracker.pending", "x.tmp", ".tracker.tmp"):
        assert not atomic.TEMP_PATTERN.fullmatch(name)


def test_a_missing_file_has_no_digest(tmp_path):
    """`file_digest` returns None."""
    assert atomic.file_digest(tmp_path / "nothing") is None
