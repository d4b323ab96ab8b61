"""Who saves without sign-in: the git identity configured for the data, else the login name."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from pathlib import Path

from tracker.store.access import Person


def person(named: Person | None, path: Path) -> Person:
    """``named``, else the git identity configured at ``path``, else the login name."""
    if named is not None:
        return named
    folder = path if path.is_dir() else path.parent
    name = _git_setting("user.name", folder)
    return Person(name or getpass.getuser(), _git_setting("user.email", folder))


def _git_setting(name: str, folder: Path) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    try:
        process = subprocess.run(  # noqa: S603 -- git itself, no shell
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
    return process.stdout.strip()
