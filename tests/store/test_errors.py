"""Refusals say where, what was found and what to do."""

import errno

import pytest

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
        (errno.ENOSPC, "make room"),
        (errno.EDQUOT, "make room"),
        (errno.EACCES, "write permission"),
        (errno.EROFS, "write permission"),
        (errno.EIO, "then save again"),
    ],
)
def test_what_the_system_said(number, advice):
    """The path, the system's words and a way out; the given place where the system names none."""
    told = str(write_error(OSError(number, "Reason", "/data/x.yaml"), "elsewhere"))
    assert told.startswith("/data/x.yaml: not saved, nothing was changed: Reason; ")
    assert advice in told
    assert str(write_error(OSError(number, "Reason"), "here")).startswith("here: ")


def test_problems_and_conflicts_are_told():
    """Each problem stands in the message as `tracker check` prints it, each target by its id."""
    problem = Problem("a.yaml", 3, 5, "error", "wrong", "rule")
    refused = InvalidChangeError([problem])
    assert str(refused).splitlines()[1] == "a.yaml:3:5: error: wrong (rule)"
    assert refused.problems == (problem,)
    conflicts = ConflictError([Conflict("homes", (), {}), Conflict("trees", (), {})])
    assert "homes, trees" in str(conflicts)
    assert isinstance(refused, StoreError)
    assert isinstance(conflicts, StoreError)
