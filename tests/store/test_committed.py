"""`tracker check --against`: the files of a git revision beside those of now."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from support.commands import run
from support.samples import target, updates, write

from tracker.store.committed import CommittedError, committed_texts

HOMES = target(updates(("2022-06-30", 500)))


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path) -> Path:
    """A repository with one committed file in a folder."""
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "user.email", "a@b.c")
    git(tmp_path, "config", "user.name", "A")
    (tmp_path / "data").mkdir()
    write(tmp_path / "data", HOMES)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def test_a_goal_changed_without_a_revision_is_an_error(repository):
    """At its line, in both languages and as JSON; the same change with the command that records it is none."""
    path = repository / "data" / "targets.yaml"
    text = path.read_text(encoding="utf-8")
    assert run("check", path, "--against", "HEAD").exit_code == 0
    path.write_text(text.replace("due: 2022-12-31", "due: 2023-06-30"), encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "due: 2022-12-31" in row)
    result = run("check", path, "--against", "HEAD", "--lang", "en")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{path}:{line}:")
    assert "due was 2022-12-31 in HEAD and is 2023-06-30 now" in result.stdout
    assert "HEAD 中为 2022-12-31" in run("check", path, "--against", "HEAD", "--lang", "zh").stdout
    (problem,) = json.loads(run("check", path, "--against", "HEAD", "--format", "json").stdout)
    assert (problem["rule"], problem["level"], problem["line"]) == ("against-goal", "error", line)
    path.write_text(text, encoding="utf-8")
    arguments = ("--field", "due", "--to", "2023-06-30", "--reason", "Rain", "--data", path)
    assert run("revise", "homes", *arguments, "--date", "2022-07-01").exit_code == 0
    assert run("check", path, "--against", "HEAD").exit_code == 0


def test_a_folder_and_a_renamed_file_are_found(repository):
    """The files of then, under the names of now; files that are none of a portfolio stay out."""
    data = repository / "data"
    (data / "notes.txt").write_text("x", encoding="utf-8")
    (data / ".hidden.yaml").write_text("x", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "second")
    assert list(committed_texts([data], "HEAD")) == [str(data / "targets.yaml")]
    git(repository, "mv", "data/targets.yaml", "data/housing.yaml")
    renamed = data / "housing.yaml"
    assert committed_texts([renamed], "HEAD") == {str(renamed): renamed.read_text(encoding="utf-8")}


@pytest.mark.parametrize(
    ("name", "revision", "expected"),
    [
        ("data", "no-such-branch", "expected a commit, a branch or a tag"),
        ("data", "--help", "expected a commit, a branch or a tag"),
        ("data/new.yaml", "HEAD", "data/new.yaml is not in revision HEAD"),
    ],
)
def test_what_cannot_be_compared_is_said(repository, name, revision, expected):
    (repository / "data" / "new.yaml").write_text("targets: []\n", encoding="utf-8")
    with pytest.raises(CommittedError, match=expected):
        committed_texts([repository / name], revision)
    result = run("check", repository / name, f"--against={revision}", "--lang", "en")
    assert result.exit_code == 1
    assert expected in result.output


def test_data_without_git_cannot_be_compared(tmp_path):
    path = write(tmp_path, HOMES)
    with pytest.raises(CommittedError, match="is in no git repository"):
        committed_texts([path], "HEAD")
