"""The command line as the tests call it: in this process, or as a user runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
from click.testing import CliRunner, Result
from support.waiting import PATIENCE

from tracker.cli import main

COMMANDS = {name: main.main.get_command(click.Context(main.main), name) for name in main.COMMANDS}
"""Every command by its name."""
TRACKER = Path(sys.executable).with_name("tracker")
PROBLEM = re.compile(r".+:\d+:\d+: (error|warning): .+ \([\w-]+\)")


def run(*args: object) -> Result:
    """The result of a command line, in this process."""
    return CliRunner().invoke(main.main, [str(arg) for arg in args])


def run_ok(*args: object) -> Result:
    """The result of a command line that exits with 0."""
    result = run(*args)
    assert result.exit_code == 0, result.output
    return result


def run_installed(
    *args: object, folder: Path | None = None, encoding: str = "utf-8", **environment: str
) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own, its output piped in an encoding."""
    return subprocess.run(
        [TRACKER, *map(str, args)],
        cwd=folder,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding, **environment},
        encoding=encoding,
    )
