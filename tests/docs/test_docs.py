"""The documents keep their word: commands run, examples check clean, links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner

from tracker.analysis.assessment import STATUSES
from tracker.cli import main
from tracker.i18n import LOCALE_DIR, STATUS_SHAPES, Translator, languages
from tracker.portfolio import model
from tracker.portfolio.load import load
from tracker.portfolio.problems import errors_only
from tracker.store import config

ROOT = Path(__file__).parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
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

each_readme = pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)


def blocks(path: Path, language: str) -> list[str]:
    """The fenced blocks of a language in a document."""
    text = path.read_text(encoding="utf-8")
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", text)


class Line(NamedTuple):
    """A command of a document's ``sh`` blocks."""

    document: str
    words: tuple[str, ...]


def commands() -> Iterator[Line]:
    for readme in filter(Path.exists, READMES):  # one that is not there fails a test of its own
        for block in blocks(readme, "sh"):
            for line in block.splitlines():
                if words := shlex.split(line, comments=True):
                    yield Line(readme.name, tuple(words))


LINES = sorted(set(commands()))


def by_program(program: str) -> pytest.MarkDecorator:
    lines = [line for line in LINES if line.words[0] == program]
    return pytest.mark.parametrize(
        "line", lines, ids=lambda line: f"{line[0]}: {' '.join(line[1])}"
    )


@each_readme
def test_the_readme_is_there_and_shows_commands(readme):
    """Each language has its README, and both show how to run, test and check."""
    shown = {line.words for line in LINES if line.document == readme.name}
    assert {("make", "run"), ("make", "test"), ("tracker", "check", "targets.yaml")} <= shown


def test_both_readmes_show_the_same_commands():
    """What one README teaches the other teaches too, each in its own language."""
    english, chinese = (
        [line.words[:2] for line in LINES if line.document == path.name] for path in READMES
    )
    assert english == chinese


def test_readme_blocks_hold_commands_that_are_tested():
    """Every line of a `sh` block is a `make` or a `tracker` command."""
    assert {line.words[0] for line in LINES} == {"make", "tracker"}


@by_program("tracker")
def test_every_tracker_command_of_a_readme_runs(line, tmp_path, monkeypatch):
    """In a folder with targets.yaml, as the README says; a server is asked for its help alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.DATA_ENV, raising=False)
    shutil.copy(ROOT / "targets.yaml", tmp_path)
    _, command, *args = line.words
    result = CliRunner().invoke(main.main, [command, *(["--help"] if command == "serve" else args)])
    assert result.exit_code == 0, result.output
    assert result.stdout


@by_program("make")
def test_every_make_command_of_a_readme_has_a_rule(line):
    """`make` knows what it is asked for and how to get there."""
    _dry_run(*line.words[1:])


@each_readme
def test_what_is_named_in_passing_exists(readme):
    """Every `make TARGET` and `tracker COMMAND` in the text is one that there is."""
    text = readme.read_text(encoding="utf-8")
    for words in sorted(set(re.findall(r"`make ([^`]+)`", text))):
        _dry_run(*words.split())
    named = set(re.findall(r"`tracker (\w+)", text))
    assert named
    assert named <= set(main.main.commands)


def _dry_run(*args: str) -> None:
    result = subprocess.run(
        ["make", "--dry-run", *args],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_wording_names_only_commands_that_exist():
    """A page that says `run tracker check` says something that works."""
    for lang in languages():
        text = (LOCALE_DIR / f"{lang}.po").read_text(encoding="utf-8")
        named = set(re.findall(r"tracker ([a-z]+)", text))
        assert named
        assert named <= set(main.main.commands)


@each_readme
@pytest.mark.parametrize("name", sorted(main.main.commands))
def test_every_command_and_option_is_in_the_readme(readme, name):
    """The table of commands has a row for each, with its options and what they may be."""
    text = readme.read_text(encoding="utf-8")
    row = "".join(re.findall(rf"(?m)^\| `tracker {name}\b.*$", text))
    assert row
    for parameter in main.main.commands[name].params:
        if not isinstance(parameter, click.Option):
            continue
        option = parameter.opts[0]
        # --data is every command's and is told once, below the table
        assert option in (text if option == "--data" else row)
        if isinstance(parameter.type, click.Choice):
            assert r"\|".join(parameter.type.choices) in row


@each_readme
def test_the_exit_codes_and_the_environment_are_told(readme):
    """Scripts rely on both."""
    text = readme.read_text(encoding="utf-8")
    assert re.search(r"`tracker check.*\b0\b.*\b1\b.*\b2\b", text)
    assert f"`${config.DATA_ENV}`" in text


@each_readme
def test_the_example_in_the_readme_checks_clean_and_is_judged(readme, tmp_path, monkeypatch):
    """What is copied from the README works: no error, and a status for its target."""
    (example,) = blocks(readme, "yaml")
    path = tmp_path / "targets.yaml"
    path.write_text(example, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    check = CliRunner().invoke(main.main, ["check", "targets.yaml", "--strict"])
    assert (check.exit_code, check.output) == (0, "0 errors, 0 warnings\n")
    args = ["status", "targets.yaml", "--as-of", "2022-04-01", "--lang", "en"]
    status = CliRunner().invoke(main.main, args)
    assert status.exit_code == 0
    assert "● On track" in status.stdout


@each_readme
def test_the_example_shows_every_block_of_a_record(readme, tmp_path):
    """A member of staff finds each block in the example once."""
    path = tmp_path / "targets.yaml"
    path.write_text(blocks(readme, "yaml")[0], encoding="utf-8")
    portfolio = load(path)
    (target,) = portfolio.targets
    optional = {"plan", "report"}  # a text, and what the header already shows
    assert errors_only(portfolio.problems) == []
    for name in set(model.Target.model_fields) - optional:
        assert getattr(target, name), name


@each_readme
def test_every_kind_and_status_is_explained(readme):
    """Every kind of measure by its name; every status by its shape and its Chinese word."""
    text = readme.read_text(encoding="utf-8")
    for kind in model.KINDS:
        assert f"`{kind}`" in text
    for status in STATUSES:
        row = re.search(rf"(?m)^\| {STATUS_SHAPES[status]} .*$", text)
        assert row, status
        assert Translator("zh")(f"status.{status}") in row[0]


@each_readme
def test_local_links_and_images_lead_somewhere(readme):
    """No link to a file that is not there; each README leads to the other."""
    text = readme.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    local = [link for link in links if not re.match(r"[a-z]+:|#", link)]
    missing = [link for link in local if not (ROOT / link.partition("#")[0]).exists()]
    assert missing == []
    assert {path.name for path in READMES} - {readme.name} <= set(local)


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
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
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
    found = {}
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        entry = re.fullmatch(
            r"([a-z0-9.-]+)==([^\s;]+)(?: ; [^-]+?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", line
        )
        assert entry, f"{path.name}: {line[:80]}"
        found[entry[1]] = entry[2]
    return found


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
