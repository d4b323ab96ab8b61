"""The repository: settings for closed networks, locked packages, a changelog that is up to date."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from support.documents import ROOT
from support.waiting import PATIENCE

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# Put together here, so that this file does not name them either.
REGISTRIES = [
    "".join(parts).encode()
    for parts in (
        ("pypi", ".org"),
        ("files.", "pythonhosted.org"),
        ("registry", ".npmjs.org"),
        ("deb", ".debian.org"),
        ("index", "-url"),
    )
]


def test_settings_keep_to_closed_networks():
    """Nothing leaves the server, nothing is uploaded, and the framework's own ways out are shut."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["browser"]["serverAddress"]
    assert settings["client"]["showErrorLinks"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["disableDataExport"] is True
    assert settings["client"]["showSidebarNavigation"] is False
    assert settings["runner"]["postScriptGC"] is False
    assert settings["server"]["maxUploadSize"] == 1


def kept_files() -> list[Path]:
    """What is in git, or would be with the next commit."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    result = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    paths = [ROOT / name for name in result.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_package_registry():
    """Which registry or mirror serves packages is set where the project is used, never in it."""
    files = kept_files()
    assert ROOT / "Makefile" in files
    for path in files:
        if path.suffix == ".md":
            continue
        # the option that keeps an index out of the locks names it
        content = path.read_bytes().replace(b"--no-emit-" + REGISTRIES[-1], b"")
        assert [name for name in REGISTRIES if name in content] == [], path


def requirements(path: Path) -> dict[str, str]:
    """Package -> version of a lock file; every entry has to be pinned and carry hashes."""
    versions = {}
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        entry = re.fullmatch(
            r"([a-z0-9.-]+)==([^\s;]+)(?: ; [^-]+?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", line
        )
        assert entry, f"{path.name}: {line[:80]}"
        versions[entry[1]] = entry[2]
    return versions


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_is_pinned_with_hashes(path):
    """What is installed is what was locked, byte by byte, wherever it comes from."""
    assert requirements(path)


def test_the_locks_hold_what_the_project_asks_for():
    """Each dependency is locked, and the tests run with the versions that are served."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, test = (requirements(ROOT / "requirements" / name) for name in ("run.txt", "test.txt"))
    groups = project["dependency-groups"]

    def names(wanted: list[str]) -> set[str]:
        return {re.match(r"[\w-]+", want)[0] for want in wanted}

    assert names(project["project"]["dependencies"]) | names(groups["build"]) <= set(run)
    assert names(groups["test"]) <= set(test)
    assert {name: test.get(name) for name in run} == run


def test_the_changelog_is_kept():
    """It opens with what is not released yet, or with the version of the package."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    first = re.search(r"(?m)^## \[?([^\]\s]+)", text)
    assert first
    assert first[1] in ("Unreleased", project["project"]["version"])
