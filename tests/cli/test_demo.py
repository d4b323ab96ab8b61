"""`tracker demo`, `tracker schema` and `tracker init`."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.commands import run
from support.samples import target, updates, write

ROOT = Path(__file__).parents[2]
HALF_WAY = target(updates(("2022-06-30", 500)))


def test_schema_is_the_one_that_stands_beside_the_data():
    """Editors read targets.schema.json; it is what the command prints, byte by byte."""
    result = run("schema")
    assert result.exit_code == 0
    assert result.stdout == (ROOT / "targets.schema.json").read_text(encoding="utf-8")


def test_demo_writes_a_portfolio_that_checks():
    """The file is told, it is sound, and the next command to type stands below it."""
    result = run("demo", "new/demo")
    path = Path("new/demo/targets.yaml")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(path), f"tracker serve {path.parent}"]
    assert run("check", path).exit_code == 0


def test_demo_with_another_seed_has_other_figures():
    """--seed is what the figures are drawn from."""
    run("demo", "a"), run("demo", "b", "--seed", "7"), run("demo", "c", "--seed", "7")
    a, b, c = (Path(name, "targets.yaml").read_bytes() for name in "abc")
    assert a != b == c


def test_demo_leaves_real_data_alone(tmp_path):
    """Data that is no demonstration is never written over; the message names it, exit code 1."""
    path = write(tmp_path, HALF_WAY)
    before = path.read_bytes()
    result = run("demo", tmp_path)
    assert result.exit_code == 1
    assert str(path) in result.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize("title", ["", "  ", "\udcff"])
def test_a_portfolio_needs_a_name(tmp_path, title):
    """A title that is none is refused before anything is made."""
    result = run("init", tmp_path / "new", "--title", title)
    assert result.exit_code == 1
    assert "the title" in result.stderr
    assert not (tmp_path / "new").exists()
