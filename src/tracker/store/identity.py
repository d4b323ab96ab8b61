"""Who saves without sign-in: the git identity configured for the data, else the login name."""

from __future__ import annotations

import getpass
from pathlib import Path

from tracker.store import git
from tracker.store.access import Person


def person(named: Person | None, path: Path) -> Person:
    """``named``, else the git identity configured at ``path``, else the login name."""
    if named is not None:
        return named
    folder = path if path.is_dir() else path.parent
    return Person(
        git.setting(folder, "user.name") or getpass.getuser(), git.setting(folder, "user.email")
    )
