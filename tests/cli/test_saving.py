"""The author of a save, and `tracker history`."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from pathlib import Path

import pytest
from support.commands import TRACKER, run, run_ok
from support.real_file import REPORT
from support.samples import target, write
from support.waiting import PATIENCE

from tracker.cli.values import PERSON
from tracker.portfolio.load import load
from tracker.store import identity

pytestmark = pytest.mark.usefixtures("data")


def git(folder: Path, *args: str) -> str:
    command = ["git", *args]
    return subprocess.check_output(command, cwd=folder, text=True)


def test_the_person_is_the_author_of_the_commit(tmp_path):
    """That of --person, else the git user of the repository."""
    folder = tmp_path / "repo"
    result = run_ok("init", folder, "--title", "演示", "--person", "Li <li@example.org>")
    path = Path(result.stdout.splitlines()[0])
    assert load(path).header.title == "演示"
    write(folder, target(), commit="true")
    git(folder, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qam", "targets")
    report = ("report", "homes", "--date", "2022-06-30", "--data", path)
    run_ok(*report, "--value", "1", "--person", "Wang Fang <wang@example.org>")
    assert git(folder, "log", "-1", "--format=%an <%ae>") == "Wang Fang <wang@example.org>\n"
    git(folder, "config", "user.name", "Zhang")
    git(folder, "config", "user.email", "zhang@example.org")
    result = run_ok(*report, "--value", "2")
    assert "commit " in result.stderr
    assert git(folder, "log", "-1", "--format=%an <%ae>") == "Zhang <zhang@example.org>\n"
    rows = json.loads(run_ok("history", "homes", "--data", path, "--format", "json").stdout)
    assert [row["person"] for row in rows] == ["Zhang", "Wang Fang"]
    head = git(folder, "rev-parse", "HEAD")
    run_ok(*report, "--value", "3", "--no-commit")
    assert git(folder, "rev-parse", "HEAD") == head


def test_history_without_git_is_the_journal():
    """As a table or JSON; without changes a message on standard error."""
    empty = run_ok("history", "scattered-renewal")
    assert (empty.stdout, "no change" in empty.stderr) == ("", True)
    run_ok(*REPORT, "--person", "Li")
    assert "Li" in run_ok("history", "scattered-renewal").stdout
    (row,) = json.loads(run_ok("history", "scattered-renewal", "--format", "json").stdout)
    assert (row["person"], row["target"]) == ("Li", "scattered-renewal")
    assert dt.datetime.fromisoformat(row["time"]).tzinfo
    assert run("history", "scattered-renwal").exit_code == 1


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("Li <li@example.org>", "Li", "li@example.org"),
        ("王芳", "王芳", ""),
        (" Li Lei  < li@x.cn > ", "Li Lei", "li@x.cn"),
    ],
)
def test_a_person_is_a_name_with_or_without_an_address(text, name, email):
    """In the notation of git."""
    person = PERSON.convert(text, None, None)
    assert (person.name, person.email, person.leads) == (name, email, None)


def test_without_git_the_person_is_the_login_name(tmp_path, monkeypatch):
    """There is always a name."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LOGNAME", "clerk")
    person = identity.person(None, tmp_path)
    assert (person.name, person.email) == ("clerk", "")


def test_history_of_a_damaged_journal(tmp_path):
    """Lines that cannot be read go to standard error with their place; without a journal the exit code is 1."""
    path = write(tmp_path, target())
    run_ok("report", "homes", "--date", "2022-06-30", "--value", "1", "--data", path)
    journal = path.with_name(f"{path.name}.journal.jsonl")
    with journal.open("a", encoding="utf-8") as file:
        file.write("garbage\n")
    result = run_ok("history", "homes", "--data", path)
    assert "report of 2022-06-30: value 1" in result.stdout
    assert f"{journal}:2: " in result.stderr
    journal.unlink()
    journal.mkdir()
    result = run("history", "homes", "--data", path)
    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    assert str(journal) in result.stderr


def test_a_merge_in_progress_is_named_before_and_after(tmp_path):
    """By the dry run, and by the save itself; `--no-commit` has nothing to wait for."""
    run_ok("init", tmp_path, "--title", "x", "--person", "Li <li@example.org>")
    path = write(tmp_path, target(), commit="true")
    (tmp_path / ".git" / "MERGE_HEAD").write_text("0" * 40)
    report = ("report", "homes", "--date", "2022-06-30", "--value", "1", "--data", path)
    assert (
        "will be saved to the file but not committed: a merge"
        in run_ok(*report, "--dry-run").stderr
    )
    assert "a merge" not in run_ok(*report, "--dry-run", "--no-commit").stderr
    assert "saved to the file but not committed: a merge" in run_ok(*report).stderr


@pytest.mark.process
@pytest.mark.parametrize(("out", "reason"), [("full", "磁盘已满"), ("closed", "输出管道已关闭")])
def test_a_save_whose_output_cannot_be_written_is_saved(tmp_path, out, reason):
    """The exit code says that the line is on disk; what went wrong is the output alone."""
    path = write(tmp_path, target())
    arguments = ["report", "homes", "--value", "1", "--date", "2022-06-30", "--data", path]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        with Path("/dev/full").open("w") as full:
            result = subprocess.run(
                [TRACKER, "--lang", "zh", *arguments],
                stdout=full if out == "full" else writing,
                stderr=subprocess.PIPE,
                timeout=PATIENCE,
                check=False,
                encoding="utf-8",
            )
    finally:
        os.close(writing)
    assert result.returncode == 0
    assert f"已保存，但结果无法输出：{reason}" in result.stderr
    assert len(load(path).by_id["homes"].updates) == 1
