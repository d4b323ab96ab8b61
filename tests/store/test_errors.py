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
    ("number", "advice"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EACCES, "write permission"),
        (errno.EROFS, "write permission"),
        (errno.EIO, "then save again"),
    ],
)
def test_errors_of_the_system(number, advice):
    """The path, the system's message and what to do; the other path where the system names none."""
    text = str(write_error(OSError(number, "Reason", "/data/x.yaml"), "elsewhere"))
    assert text.startswith("/data/x.yaml: not saved, nothing was changed: Reason; ")
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
