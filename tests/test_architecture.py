"""What the import contracts in pyproject.toml cannot say of the code's structure."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.waiting import PATIENCE

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tracker"
MODULES = sorted(SOURCE.rglob("*.py"))
BELOW_THE_DOORS = [
    path
    for path in MODULES
    if path.relative_to(SOURCE).parts[0] not in ("app", "cli")
    and path != SOURCE / "portfolio" / "file_cache.py"  # compares times of files with the present
]


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


CLOCK = re.compile(r"\.(today|now|utcnow)$|^time\.time")
"""The functions and methods that return the present day or time, as a call names them."""


@pytest.mark.parametrize("path", BELOW_THE_DOORS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_reads_no_clock(path):
    """Today is an argument everywhere below the two front ends."""
    text = path.read_text(encoding="utf-8")
    if not re.search(r"(today|now|utcnow)\s*\(|time\s*\.\s*time", text):
        return  # no call of such a name: most modules need not be parsed
    nodes = ast.walk(ast.parse(text))
    calls = {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
    assert [call for call in calls if CLOCK.search(call)] == []


IMPORT = """
import importlib, json, sys
opened = []
sys.addaudithook(lambda event, arguments: event == "open" and opened.append(str(arguments[0])))
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(opened))
"""


@pytest.mark.process
def test_importing_a_module_reads_no_file():
    """No module reads a file of the package, such as a style or wording, before it is used."""
    names = [".".join(path.relative_to(SOURCE.parent).with_suffix("").parts) for path in MODULES]
    command = [sys.executable, "-c", IMPORT, *(name.removesuffix(".__init__") for name in names)]
    output = subprocess.check_output(command, text=True, timeout=PATIENCE)
    files = {Path(file) for file in json.loads(output) if file.startswith(str(SOURCE))}
    read = {file for file in files if file.parent.name != "__pycache__"}
    assert [file for file in read if file.suffix != ".py"] == []
