"""`tracker demo`, `tracker schema` and `tracker init`."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.commands import run
from support.samples import target, updates, write

ROOT = Path(__file__).parents[2]
HALF_WAY = target(updates(("2022-06-30", 500)))


def test_schema_equals_the_file_in_the_repository():
    """Editors read targets.schema.json."""
    result = run("schema")
    assert result.exit_code == 0
    assert result.stdout == (ROOT / "targets.schema.json").read_text(encoding="utf-8")


def test_demo_writes_a_valid_portfolio():
    """It prints the file and the command that shows it."""
    result = run("demo", "new/demo")
    path = Path("new/demo/targets.yaml")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(path), f"tracker serve {path.parent}"]
    assert run("check", path).exit_code == 0


def test_demo_with_another_seed_has_other_figures():
    """The same seed gives the same file."""
    run("demo", "a"), run("demo", "b", "--seed", "7"), run("demo", "c", "--seed", "7")
    a, b, c = (Path(name, "targets.yaml").read_bytes() for name in "abc")
    assert a != b == c


def test_demo_never_overwrites_other_data(tmp_path):
    """The message names the file; exit code 1."""
    path = write(tmp_path, HALF_WAY)
    before = path.read_bytes()
    result = run("demo", tmp_path)
    assert result.exit_code == 1
    assert str(path) in result.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize("title", ["", "  ", "\udcff"])
def test_a_portfolio_needs_a_title(tmp_path, title):
    """An empty or unencodable title is refused before the folder is created."""
    result = run("init", tmp_path / "new", "--title", title)
    assert result.exit_code == 1
    assert "the title" in result.stderr
    assert not (tmp_path / "new").exists()
