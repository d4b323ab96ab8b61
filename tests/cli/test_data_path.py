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
    """PATH, then --data, then $TRACKER_DATA, then targets.yaml in the current folder."""
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


def test_check_looks_in_the_same_places(tmp_path, monkeypatch):
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
    """An error on standard error, exit code 2, no traceback."""
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr


@pytest.mark.parametrize("command", ["check", "status", "serve"])
def test_missing_data_is_wrong_usage(command, monkeypatch):
    """The message names the expected file and the variable."""
    result = run(command)
    assert result.exit_code == 2
    assert "no data at targets.yaml" in result.stderr
    assert config.DATA_ENV in result.stderr
    monkeypatch.setenv(config.DATA_ENV, "elsewhere.yaml")
    assert "no data at elsewhere.yaml" in run(command).stderr
