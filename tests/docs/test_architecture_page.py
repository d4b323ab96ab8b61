"""docs/architecture.md names every room and only files that exist, in both languages."""

from __future__ import annotations

import re
import tomllib

import pytest
from support.documents import ROOT, blocks, name, prose, tables

PAGES = [ROOT / "docs" / file for file in ("architecture.md", "architecture.zh-CN.md")]
SOURCE = ROOT / "src" / "tracker"
each_page = pytest.mark.parametrize("path", PAGES, ids=name)


def layers() -> list[list[str]]:
    """The layers of the import contract, from the top."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = project["tool"]["importlinter"]["contracts"][0]
    return [re.split(r"\s*\|\s*", layer) for layer in contract["layers"]]


@each_page
def test_every_room_has_its_sentence(path):
    """The first table names every room of the import contract, and no other."""
    rooms = {row[0].strip("`").rstrip("/").removesuffix(".py") for row in tables(path)[0]}
    assert rooms == {room for layer in layers() for room in layer}
    assert all(row[1] for row in tables(path)[0])


@each_page
def test_every_module_is_named_in_its_room(path):
    """The second table names the modules of every package, each once, and no other."""
    named = {row[0].strip("`/"): re.findall(r"`(\w+)`", row[1]) for row in tables(path)[1]}
    modules = {
        package.parent.name: {file.stem for file in package.parent.glob("*.py")}
        - {"__init__", "__main__"}
        for package in SOURCE.glob("*/__init__.py")
    }
    assert {room: sorted(names) for room, names in named.items()} == {
        room: sorted(names) for room, names in modules.items()
    }


@each_page
def test_the_drawing_shows_the_layers_in_order(path):
    """A room is never drawn above a room of a higher layer."""
    (drawing,) = blocks(path, "text")
    lines = drawing.splitlines()
    bottom = -1
    for layer in layers():
        places = [
            number
            for room in layer
            for number, line in enumerate(lines)
            if re.search(rf"(^| ){room}( |$)", line)
        ]
        assert len(places) == len(layer)
        assert min(places) > bottom
        bottom = max(places)


@each_page
def test_every_file_named_exists(path):
    """Each file or folder in the text is there."""
    code = re.findall(r"`([^`\s]+)`", prose(path))
    files = {word for word in code if re.search(r"/|\.(py|po|md|toml|json|yaml)$", word)}
    assert "src/tracker/store/save.py" in files
    missing = {f for f in files if not (ROOT / f).exists() and not (SOURCE / f).exists()}
    assert missing == set()


@each_page
def test_every_class_named_exists(path):
    """Each type on the two paths is a class of the source."""
    source = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    types = set(re.findall(r"`([A-Z][a-z]\w+)(?:\.\w+)?`", prose(path)))
    types -= {"NamedTuple", "Plural", "Measure"}
    assert len(types) > 8
    assert [word for word in sorted(types) if f"class {word}" not in source] == []
