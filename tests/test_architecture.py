"""What the import contracts in pyproject.toml cannot say of the code's structure."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tracker"
MODULES = sorted(SOURCE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            modules.add(node.module)
    return modules


@pytest.mark.parametrize(
    "path", [ROOT / "dashboard.py", *sorted((ROOT / "pages").glob("*.py"))], ids=lambda p: p.stem
)
def test_a_page_only_puts_pieces_together(path):
    """No page reshapes data or draws: it imports our own modules alone and stays short."""
    assert all(name.startswith("tracker") for name in imports(path))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_importing_a_module_reads_no_file_and_no_clock(path):
    """Today is an argument everywhere below the two front ends."""
    if (
        path.relative_to(SOURCE).parts[0] in ("app", "cli")
        or path == SOURCE / "portfolio" / "load.py"
    ):
        return
    text = path.read_text(encoding="utf-8")
    for call in (".today(", ".now(", "time.time"):
        assert call not in text, f"{path.stem} reads the clock"
