"""Who may import what: the floors of the house, read from the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "tracker"

# Lowest floor first; a module imports only from floors below its own.
FLOORS = [
    ["problems", "places", "versions", "scalars", "calendar", "where", "text", "access", "replace", "vcs"],
    ["reader", "model", "markup", "terminal", "sheet_cells", "signin", "nodes", "writing", "journal"],
    ["characters", "complaints", "counting", "locate", "rotation", "qr", "sheet_layout"],
    ["records", "splices", "sheet_file"],
    ["load", "edit"],
    ["findings", "frames", "sheet_look", "demo_topics", "refusals", "deeds", "public"],
    [
        "crosscheck", "goalcheck", "missingcheck", "moneycheck", "reportcheck", "sourcecheck",
        "demo_record", "pending",
    ],
    ["revisioncheck", "demo", "recording"],
    ["checks", "why", "known", "history", "starter"],
    ["planned", "fresh"],
    ["progress", "proposal"],
    ["store"],
    ["rollup", "money", "agenda", "path", "timeline", "owed", "ics", "sheet_out"],
    ["filed"],
    ["report", "outlook"],
    ["undo", "sheet_in"],
    ["curves", "charts", "svg", "columns"],
    ["path_words"],
    ["svg_path"],
    ["chart_path", "chart_money", "chart_timeline"],
    ["view"],
    ["show_frame", "show_row", "show_timeline", "show_groups", "show_record", "plainly"],
    ["show_money", "scene_time", "scene_steps"],
    ["show_charts", "show_list", "show_target", "show_overview", "dossiers"],
    ["show_update", "show_saved"],
    ["show_sheet"],
    ["scenes"],
    ["show_scene"],
    ["show_screen"],
    ["site_frame", "site_tables", "svg_timeline", "exports", "feed"],
    ["site_target", "site_index", "site_more", "site_screen", "dates"],
    ["site"],
    ["publish", "ui", "ui_screen", "login", "drafts"],
    ["form_save"],
    ["form", "form_sheet"],
    ["cli_write", "cli_publish"],
    ["cli_revise", "cli_sheet"],
    ["cli"],
]  # fmt: skip
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}

# The modules a library may enter in, and no other.
ENTRANCES = {
    "yaml": {"reader", "nodes"},
    "pydantic": {"scalars", "model", "complaints", "records"},
    "pydantic_core": {"scalars", "model"},
    "plotly": {"charts", "chart_path", "chart_money", "chart_timeline", "show_charts"},
    "streamlit": {"ui", "ui_screen", "login", "drafts", "form", "form_save", "form_sheet"},
    "babel": {"text"},
    "click": {"cli", "cli_write", "cli_revise", "cli_sheet", "cli_publish", "terminal"},
    "filelock": {"store", "versions"},
    "icalendar": {"ics", "dates"},
    "openpyxl": {"sheet_out", "sheet_look", "sheet_file"},
    "segno": {"qr"},
}
# pandas is the language of the tables: everything from the tables upwards may speak it.
PANDAS_FROM = FLOOR_OF["frames"]

MODULES = sorted(SOURCE.glob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file, by its dotted name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module == "tracker":
                found.update(f"tracker.{name.name}" for name in node.names)
            else:
                found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_from_floors_below(path):
    """Nothing reaches up or sideways, so every module can be understood from those beneath it."""
    if path.stem == "__init__":
        assert not imports(path)
        return
    own = FLOOR_OF[path.stem]
    for name in imports(path):
        package, _, module = name.partition(".")
        if package == "tracker":
            assert FLOOR_OF[module.split(".")[0]] < own, f"{path.stem} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_library_enters_only_where_it_may(path):
    """A library can be replaced by looking at the modules named here."""
    for name in imports(path):
        library = name.split(".")[0]
        if library in ENTRANCES:
            assert path.stem in ENTRANCES[library], f"{path.stem} imports {library}"
        if library == "pandas":
            assert FLOOR_OF[path.stem] >= PANDAS_FROM, f"{path.stem} imports pandas"


@pytest.mark.parametrize(
    "path", [ROOT / "dashboard.py", *sorted((ROOT / "pages").glob("*.py"))], ids=lambda p: p.stem
)
def test_a_page_only_puts_pieces_together(path):
    """No page reshapes data or draws: it imports our own modules alone and stays short."""
    assert all(name.startswith("tracker") for name in imports(path))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_importing_a_module_reads_no_file_and_no_clock(path):
    """Today is an argument everywhere below the pages and the command."""
    clocks = ("ui", "ui_screen", "cli", "cli_publish", "terminal", "load", "login", "form_save")
    if path.stem in clocks:
        return
    text = path.read_text(encoding="utf-8")
    for call in (".today(", ".now(", "time.time"):
        assert call not in text, f"{path.stem} reads the clock"


def test_every_module_stands_on_a_floor():
    """A new module is given its place in the house, and one that is gone leaves it."""
    present = {path.stem for path in MODULES} - {"__init__"}
    assert present == set(FLOOR_OF)
