"""The documents: commands run, links lead to files and headings, both languages have one structure."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner
from support.documents import CHINESE, ROOT, anchors, blocks, documents, links, name, outline, prose
from support.waiting import PATIENCE

from tracker.cli import main
from tracker.i18n import LOCALE_DIR, languages
from tracker.store import config

READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
ENGLISH_ONLY = {"CHANGELOG.md"}
TRANSLATED = [
    path
    for path in documents()
    if not path.name.endswith(CHINESE) and name(path) not in ENGLISH_ONLY
]

each_document = pytest.mark.parametrize("path", documents(), ids=name)
each_readme = pytest.mark.parametrize("readme", READMES, ids=name)


class Line(NamedTuple):
    """A command in an ``sh`` block of a document."""

    document: str
    words: tuple[str, ...]


def _lines() -> list[Line]:
    lines = []
    for path in documents():
        for line in "".join(blocks(path, "sh")).splitlines():
            words = shlex.split(line, comments=True)
            while words and re.match(r"[A-Z_]+=", words[0]):  # an environment variable
                words.pop(0)
            if words:
                lines.append(Line(name(path), tuple(words)))
    return sorted(set(lines))


LINES = _lines()


def by_program(program: str) -> pytest.MarkDecorator:
    """Each command once, by the first of the documents that show it."""
    lines = {line.words: line for line in reversed(LINES) if line.words[0] == program}
    return pytest.mark.parametrize(
        "line", sorted(lines.values()), ids=lambda line: f"{line.document}: {' '.join(line.words)}"
    )


@each_readme
def test_the_readme_shows_the_commands_to_start_with(readme):
    """Both READMEs show how to run, test and check."""
    shown = {line.words for line in LINES if line.document == readme.name}
    assert {("make", "run"), ("make", "test"), ("tracker", "check", "targets.yaml")} <= shown


@each_readme
def test_the_readme_is_short(readme):
    """A README has at most 150 lines; details are in docs/."""
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", TRANSLATED, ids=name)
def test_both_languages_have_the_same_structure(path):
    """Headings, code blocks, tables and links correspond; each document links to its translation."""
    chinese = path.with_name(path.name.replace(".md", CHINESE))
    assert outline(path) == outline(chinese)
    assert "other language" in outline(path).links


@pytest.mark.parametrize("path", TRANSLATED, ids=name)
def test_both_languages_show_the_same_commands(path):
    """Each command appears in both languages, with the same options."""

    def shown(document: str) -> list[list[str]]:
        lines = [line.words for line in LINES if line.document == document]
        return sorted([w for w in words if w.isascii()] for words in lines)

    assert shown(name(path)) == shown(name(path).replace(".md", CHINESE))


def test_sh_blocks_contain_commands_that_are_tested():
    """`sh` blocks contain `make`, `tracker`, pytest and tools of the system; other code is `bash`."""
    for line in LINES:
        program = line.words[0]
        assert program in ("make", "tracker", ".venv/bin/python") or shutil.which(program), line


@by_program("tracker")
def test_every_tracker_command_of_a_document_runs(line, tmp_path, monkeypatch):
    """Each command succeeds beside targets.yaml; of a server, the options are parsed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.DATA_ENV, raising=False)
    shutil.copy(ROOT / "targets.yaml", tmp_path)
    (tmp_path / "secrets.toml").touch()
    _, command, *args = line.words
    if command == "serve":
        _command(command).make_context(command, args)
        return
    result = CliRunner().invoke(main.main, [command, *args])
    assert result.exit_code == 0, result.output
    assert result.stdout


@by_program("make")
def test_every_make_command_of_a_document_has_a_rule(line):
    """`make` has a rule for every target shown."""
    _dry_run(*line.words[1:])


@by_program(".venv/bin/python")
def test_every_pytest_command_of_a_document_names_tests_that_exist(line):
    """Paths of a pytest command exist."""
    assert line.words[1:3] == ("-m", "pytest")
    paths = [word for word in line.words[3:] if word.startswith("tests")]
    assert paths
    for path in paths:
        assert (ROOT / path.partition("::")[0]).exists(), path


@each_document
def test_commands_named_in_the_text_exist(path):
    """Every `make TARGET` and `tracker COMMAND` in the text exists."""
    for words in sorted(set(re.findall(r"`make ([a-z][^`]*)`", prose(path)))):
        _dry_run(*words.split())
    assert set(re.findall(r"`tracker ([a-z]+)", prose(path))) <= _commands()


def _command(command: str) -> click.Command:
    loaded = main.main.get_command(click.Context(main.main), command)
    assert loaded, command
    return loaded


def _commands() -> set[str]:
    return set(main.main.list_commands(click.Context(main.main)))


def _dry_run(*args: str) -> None:
    result = subprocess.run(
        ["make", "--dry-run", *args],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_wording_names_only_commands_that_exist():
    """Every `tracker COMMAND` in a catalogue exists."""
    for lang in languages():
        text = (LOCALE_DIR / f"{lang}.po").read_text(encoding="utf-8")
        named = set(re.findall(r"tracker ([a-z]+)", text))
        assert named
        assert named <= _commands()


@each_document
def test_local_links_lead_to_files_and_headings(path):
    """Every local link and image exists; a fragment names a heading of its document."""
    for link in links(path):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, fragment = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), link
        if fragment:
            assert fragment in anchors(target), link


@pytest.mark.parametrize("path", TRANSLATED, ids=name)
def test_a_document_links_to_its_own_language(path):
    """A Chinese document links to the Chinese edition of every document that has one."""
    chinese = path.with_name(path.name.replace(".md", CHINESE))
    for document, other in ((path, chinese), (chinese, path)):
        files = {link.partition("#")[0] for link in links(document) if ":" not in link}
        of_other_language = {
            file
            for file in files
            if file.endswith(".md")
            and file.endswith(CHINESE) != (document == chinese)
            and name((document.parent / file).resolve()) not in ENGLISH_ONLY
        }
        assert of_other_language == {other.name}


@each_readme
def test_the_readme_links_to_every_document(readme):
    """Every document can be reached from the README of its language."""
    linked = {link.partition("#")[0] for link in links(readme)}
    linkable = {
        name(path)
        for path in documents()
        if path.name.endswith(CHINESE) == readme.name.endswith(CHINESE)
        or name(path) in ENGLISH_ONLY
    }
    assert linkable - linked - {readme.name} == set()


def test_pictures_are_shown_and_small():
    """Each picture is shown by the README of its language; together they have less than 1.5 MB."""
    pictures = sorted((ROOT / "docs" / "pictures").iterdir())
    shown = {link for readme in READMES for link in links(readme) if link.endswith(".png")}
    assert {name(picture) for picture in pictures} == shown
    for readme in READMES:
        lang = "zh" if readme.name.endswith(CHINESE) else "en"
        mine = [link for link in links(readme) if link.endswith(".png")]
        assert all(link.endswith(f"-{lang}.png") for link in mine)
    assert sum(picture.stat().st_size for picture in pictures) < 1_500_000
