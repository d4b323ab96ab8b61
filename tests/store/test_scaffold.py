"""A new portfolio: valid at once, and existing files are not touched."""

import subprocess

import pytest
from support import samples, saving

from tracker.checks.run import check
from tracker.portfolio.load import load
from tracker.portfolio.model import json_schema
from tracker.store.errors import StoreError
from tracker.store.scaffold import scaffold


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    saving.bare_git(monkeypatch)


def git(folder, *arguments):
    return subprocess.check_output(["git", "-C", str(folder), *arguments], text=True).strip("\n")


def begin(folder, title="徐汇区政策目标"):
    return scaffold(folder, saving.WANG, now=saving.NOW, title=title)


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("title", ["徐汇区政策目标", 'A "b": {c} # d\ne', "- x", "{}", "007"])
def test_a_new_folder(tmp_path, title):
    """A repository, a file without problems that explains how to continue, its schema, one first commit."""
    folder = tmp_path / "new" / "here"
    path = begin(folder, title)
    portfolio = load(path)
    assert path == folder / "targets.yaml"
    assert check(portfolio, saving.TODAY) == ()
    assert portfolio.header.title == " ".join(title.split())
    assert portfolio.header.commit is True
    assert (folder / "targets.schema.json").read_text("utf-8") == json_schema()
    assert set(files(folder)) == {"targets.yaml", "targets.schema.json", ".gitignore"}
    assert git(folder, "log", "--format=%an %s") == "王芳 Begin to track targets.yaml"
    assert git(folder, "status", "--porcelain", "--untracked-files=all") == ""


def test_the_commented_examples_are_valid(tmp_path):
    """Without the # before them, the portfolio has no problems and accepts a report."""
    path = begin(tmp_path)
    text = path.read_text("utf-8")
    head, body = text.split("portfolio:\n")
    body = body.replace("{}\n", "\n").replace("[]\n", "\n").replace("\n#", "\n")
    path.write_text(head + "portfolio:\n" + body, encoding="utf-8")
    portfolio = load(path)
    assert [target.id for target in portfolio.targets] == ["old-housing"]
    assert check(portfolio, saving.TODAY.replace(year=2026)) == ()


def test_a_second_run_changes_nothing(tmp_path):
    """Files and log stay as they are."""
    begin(tmp_path)
    before = files(tmp_path), git(tmp_path, "log")
    assert begin(tmp_path, "Other") == tmp_path / "targets.yaml"
    assert (files(tmp_path), git(tmp_path, "log")) == before


def test_an_existing_file_is_committed_as_it_is(tmp_path):
    """An existing portfolio is never overwritten, whatever its name and content."""
    a = samples.write(tmp_path, samples.target(), name="a.yaml")
    samples.write(tmp_path, samples.target("id: trees"), name="b.yml")
    (tmp_path / ".gitignore").write_text("*.bak", encoding="utf-8")
    before = a.read_bytes()
    assert begin(tmp_path) == tmp_path
    assert a.read_bytes() == before
    assert not (tmp_path / "targets.yaml").exists()
    assert (tmp_path / ".gitignore").read_text() == "*.bak\n.tracker.*\n"
    assert git(tmp_path, "log", "--format=%s") == "Begin to track a.yaml, b.yml"
    assert git(tmp_path, "status", "--porcelain") == ""


def test_a_folder_within_a_repository(tmp_path):
    """It stays part of it, and other changes there are not committed."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "other.txt").write_text("x")
    begin(tmp_path / "data")
    assert not (tmp_path / "data" / ".git").exists()
    assert git(tmp_path, "status", "--porcelain") == "?? other.txt"
    done = saving.save(
        samples.write(tmp_path / "data", samples.target(), commit="true"),
        saving.change("homes", "2022-06-30", 240),
    )
    assert done.notes == ()
    assert done.commit == git(tmp_path, "rev-parse", "HEAD")


def test_a_path_that_is_a_file(tmp_path):
    """The error names it."""
    (tmp_path / "data").write_text("x")
    with pytest.raises(StoreError, match="data"):
        begin(tmp_path / "data")
