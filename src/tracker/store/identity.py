"""Who saves when nobody signed in: the git identity of the data, else the login name."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from pathlib import Path

from tracker.store.access import Person


def person(given: Person | None, path: Path) -> Person:
    """Who saves: as told, else as git knows them where the data is, else the name they logged in by."""
    if given is not None:
        return given
    folder = path if path.is_dir() else path.parent
    name = _git_says("user.name", folder)
    return Person(name or getpass.getuser(), _git_says("user.email", folder))


def _git_says(name: str, folder: Path) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 -- git itself, no shell
            [git, "config", "--get", name],
            cwd=folder,
            capture_output=True,
            timeout=10,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
