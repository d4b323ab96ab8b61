"""Errors say where, what was found and what to do."""

import errno

import pytest

from tracker.i18n import Message
from tracker.portfolio.problems import Problem
from tracker.store.errors import (
    Conflict,
    ConflictError,
    InvalidChangeError,
    StoreError,
    write_error,
)


@pytest.mark.parametrize(
    ("number", "reason", "advice"),
    [
        (errno.ENOSPC, "the disk is full", "free some space"),
        (errno.EDQUOT, "the disk quota is used up", "free some space"),
        (errno.EACCES, "access denied", "write permission"),
        (errno.EROFS, "the file system is read-only", "write permission"),
        (errno.EIO, "the disk cannot be read or written", "then save again"),
    ],
)
def test_errors_of_the_system(number, reason, advice):
    """The path, the system's reason and what to do; the other path where the system names none."""
    text = str(write_error(OSError(number, "Reason", "/data/x.yaml"), "elsewhere"))
    assert text.startswith(f"/data/x.yaml: not saved, nothing was changed: {reason}; ")
    assert advice in text
    assert str(write_error(OSError(number, "Reason"), "here")).startswith("here: ")


def test_problems_and_conflicts_are_listed():
    """Each problem as `tracker check` prints it, each target by its id."""
    problem = Problem("a.yaml", 3, 5, "error", Message("check.no-lead"), "no-lead")
    refused = InvalidChangeError([problem])
    assert str(refused).splitlines()[1] == str(problem)
    assert refused.problems == (problem,)
    conflicts = ConflictError([Conflict("homes", {}), Conflict("trees", {})])
    assert "homes, trees" in str(conflicts)
    assert isinstance(refused, StoreError)
    assert isinstance(conflicts, StoreError)
