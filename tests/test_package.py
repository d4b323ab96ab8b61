"""The wheel: built as `make wheel` builds it, installed in an environment of its own, run from there."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.documents import ROOT
from support.samples import TARGET, updates, write
from support.served import Served, chromium, drawn, new_page, serving
from support.waiting import PATIENCE

pytestmark = pytest.mark.process

PACKAGE = ROOT / "src" / "tracker"
PAGES = "tracker/_pages/"
# Neither this checkout nor its variables are in the environment of an installed package.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("PYTHON", "TRACKER_", "STREAMLIT_"))
}


def run(*command: object, folder: Path) -> str:
    result = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run(
        *pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT, folder=ROOT
    )
    (path,) = folder.glob("tracker-*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory) -> Path:
    """A new virtual environment with the wheel; the locked dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=folder)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    run(*pip, "install", "--no-deps", "--no-index", "--no-compile", wheel, folder=folder)
    # A path file lends the libraries; path files beside them, such as that of this checkout, are not read.
    site_packages = run(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder
    ).strip()
    Path(site_packages, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Path:
    """A folder outside the checkout with a portfolio in it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    write(folder, TARGET + updates(("2022-06-30", 480)))
    return folder


def test_the_wheel_has_every_file_of_the_package_and_its_pages(wheel):
    """All modules, wording and styles, `py.typed`, and the scripts that Streamlit runs."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    package = {
        f"tracker/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    scripts = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py")}
    scripts |= {path.name for path in ROOT.glob("*.py")} | {".streamlit/config.toml"}
    assert "tracker/py.typed" in package
    assert names == package | {PAGES + name for name in scripts}


def test_no_script_hides_a_module_of_the_standard_library(wheel):
    """Streamlit puts the folder of its script first on the path of imports."""
    names = [name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(PAGES)]
    parts = {Path(part).stem for name in names for part in Path(name.removeprefix(PAGES)).parts}
    assert parts >= {"dashboard", "pages", "screen"}
    assert parts.isdisjoint(sys.stdlib_module_names)


def test_the_installed_command_runs_outside_the_checkout(environment, elsewhere):
    """`tracker --help` and `tracker check` work, and the code is that of the wheel."""
    tracker = environment / "bin" / "tracker"
    assert "serve" in run(tracker, "--help", folder=elsewhere)
    run(tracker, "check", "targets.yaml", folder=elsewhere)
    code = "import tracker; print(tracker.__file__, tracker.load('targets.yaml').targets[0].id)"
    file, target_id = run(environment / "bin" / "python", "-c", code, folder=elsewhere).split()
    assert Path(file).is_relative_to(environment)
    assert target_id == "homes"


@pytest.fixture(scope="module")
def served(environment, elsewhere) -> Iterator[Served]:
    command = [str(environment / "bin" / "tracker"), "serve", "targets.yaml", "--port"]
    with serving(command, elsewhere, env={"PYTHONPATH": ""}) as served:
        yield served


@pytest.mark.browser
def test_the_installed_dashboard_serves_its_pages(served):
    """The server is healthy and answers 200; the overview and a page beside it are drawn."""
    for path in ("/", "/targets", "/_stcore/health"):
        with urllib.request.urlopen(served.url + path, timeout=PATIENCE) as response:
            assert response.status == 200
    with chromium() as browser:
        page = new_page(browser)
        for path in ("/", "/targets?id=homes"):
            page.goto(served.url + path)
            assert drawn(page).locator("h1").inner_text()
    assert "Traceback" not in served.log.read_text(encoding="utf-8")
