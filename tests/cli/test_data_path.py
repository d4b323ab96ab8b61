"""Where a command looks for its data, and wrong usage."""

from __future__ import annotations

import json

import pytest
from support.commands import run
from support.samples import target, updates, write

from tracker.store import config

HALF_WAY = target(updates(("2022-06-30", 500)))
BROKEN = target("id: broken\ndue: someday")


def test_path_then_option_then_environment_then_default(tmp_path, monkeypatch):
    """PATH counts before --data, that before $TRACKER_DATA, and that before targets.yaml here."""
    for name in ("path", "option", "environment"):
        write(tmp_path, target(f"id: {name}"), name=f"{name}.yaml")
    write(tmp_path, target("id: default"))

    def read(*args: str) -> str:
        (row,) = json.loads(run("status", *args, "--format", "json").stdout)
        return row["id"]

    assert read() == "default"
    monkeypatch.setenv(config.DATA_ENV, "environment.yaml")
    assert read() == "environment"
    assert read("--data", "option.yaml") == "option"
    assert read("path.yaml", "--data", "option.yaml") == "path"


def test_check_reads_the_same_places(tmp_path, monkeypatch):
    """Without PATH, `check` takes --data, then $TRACKER_DATA, then targets.yaml."""
    write(tmp_path, HALF_WAY)
    write(tmp_path, BROKEN, name="broken.yaml")
    assert run("check").exit_code == 0
    assert run("check", "--data", "broken.yaml").exit_code == 1
    monkeypatch.setenv(config.DATA_ENV, "broken.yaml")
    assert run("check").exit_code == 1
    assert run("check", "targets.yaml", "--data", "broken.yaml").exit_code == 0


@pytest.mark.parametrize(
    "args",
    [
        ("check", "gone.yaml"),
        ("check", "--data", "gone.yaml"),
        ("check", "--sources", "gone"),
        ("check", "--format", "xml"),
        ("check", "--loud"),
        ("status", "gone.yaml"),
        ("status", "--as-of", "2022-13-01"),
        ("status", "--lang", "fr"),
        ("status", "--format", "xlsx"),
        ("serve", "gone.yaml"),
        ("serve", "--port", "0"),
        ("serve", "--port", "65536"),
        ("demo",),
        ("demo", "folder", "--seed", "many"),
        ("publish",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(args):
    """What was typed wrongly is told on standard error, with exit code 2 and no traceback."""
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr


@pytest.mark.parametrize("command", ["check", "status", "serve"])
def test_no_data_at_all_says_how_to_name_some(command, monkeypatch):
    """In a folder without targets.yaml the message names the file looked for and the variable."""
    result = run(command)
    assert result.exit_code == 2
    assert "no data at targets.yaml" in result.stderr
    assert config.DATA_ENV in result.stderr
    monkeypatch.setenv(config.DATA_ENV, "elsewhere.yaml")
    assert "no data at elsewhere.yaml" in run(command).stderr
