"""`tracker check`: output, formats and exit codes."""

from __future__ import annotations

import json
import re

import pytest
from support.commands import PROBLEM, run
from support.samples import target, updates, write

from tracker.i18n import languages

HALF_WAY = target(updates(("2022-06-30", 500)))
ANOTHER = target("id: centres\ntitle: {zh: 邻里汇, en: Centres}\n" + updates(("2022-06-30", 100)))
BROKEN = target("id: broken\ndue: someday")
LEADERLESS = target("id: leaderless\nlead: null")


def test_a_file_without_problems_gives_no_output(tmp_path):
    """A count on standard error, exit code 0."""
    result = run("check", write(tmp_path, HALF_WAY))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "0 errors, 0 warnings\n"


@pytest.mark.parametrize("lang", languages())
def test_a_line_of_the_journal_that_is_no_record_is_a_warning(tmp_path, monkeypatch, lang):
    """With file and line, as the data are named on the command line."""
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, HALF_WAY)
    path.with_name("targets.yaml.journal.jsonl").write_text("\n{half", encoding="utf-8")
    (line,) = run("check", path.name, "--lang", lang).stdout.splitlines()
    assert line.startswith("targets.yaml.journal.jsonl:2:1: ")
    assert line[-8:-1] == "journal"
    assert "{half" in line


def test_every_error_is_printed_with_its_position(tmp_path):
    """One line per problem, in the form that editors jump to; exit code 1."""
    path = write(tmp_path, BROKEN, target("id: worse\nstart: never"))
    result = run("check", path)
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert len(lines) == 2
    assert all(PROBLEM.fullmatch(line) and line.startswith(f"{path}:") for line in lines)
    assert result.stderr == "2 errors, 0 warnings\n"


def test_a_warning_fails_only_when_strict(tmp_path):
    """Warnings set exit code 1 with --strict alone."""
    path = write(tmp_path, LEADERLESS)
    result = run("check", path)
    assert result.exit_code == 0
    assert "(no-lead)" in result.stdout
    assert result.stderr == "0 errors, 1 warning\n"
    assert run("check", "--strict", path).exit_code == 1
    assert run("check", "--strict", write(tmp_path, HALF_WAY)).exit_code == 0


def test_check_as_json(tmp_path):
    """One object per problem, with position, level, rule, message, key and parameters."""
    path = write(tmp_path, BROKEN)
    result = run("check", path, "--format", "json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)
    fields = {"file", "line", "column", "level", "rule", "message", "key", "params"}
    assert set(problem) == fields
    assert (problem["file"], problem["level"]) == (str(path), "error")
    line = path.read_text(encoding="utf-8").splitlines()[problem["line"] - 1]
    assert line[problem["column"] - 1 :] == "someday"
    clean = run("check", write(tmp_path, HALF_WAY), "--format", "json")
    assert (clean.exit_code, json.loads(clean.stdout)) == (0, [])


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_problems_are_in_the_language_asked_for(tmp_path, style):
    """In every format, with the summary."""
    path = write(tmp_path, BROKEN, LEADERLESS)
    english, chinese = (
        run("check", path, "--format", style, "--lang", lang) for lang in ("en", "zh")
    )
    assert re.search("[\u4e00-\u9fff]", chinese.stdout)
    assert not re.search("[\u4e00-\u9fff]", english.stdout)
    assert [english.stderr, chinese.stderr] == ["1 error, 1 warning\n", "1 处错误，1 处警告\n"]
    for result in (english, chinese):
        assert (result.exit_code, "no-lead" in result.stdout) == (1, True)


def test_check_for_github(tmp_path):
    """One workflow command per problem, which marks the line in a change."""
    path = write(tmp_path, BROKEN, LEADERLESS)
    result = run("check", path, "--format", "github")
    levels = [line.partition(" ")[0] for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert levels == ["::error", "::warning"]
    assert f"file={path},line=" in result.stdout


def test_figures_are_looked_up_in_the_sources(tmp_path):
    """A target figure that no text of --sources contains is a warning."""
    path = write(tmp_path, HALF_WAY)
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "paper.txt").write_text("约1000户居民", encoding="utf-8")
    assert run("check", path, "--sources", texts, "--strict").exit_code == 0
    (texts / "paper.txt").write_text("约2000户居民", encoding="utf-8")
    result = run("check", path, "--sources", texts, "--strict")
    assert result.exit_code == 1
    assert "1000" in result.stdout


def test_several_paths_are_one_portfolio(tmp_path):
    """They are read together: an id in two of them is an error."""
    first = write(tmp_path, HALF_WAY, name="a.yaml")
    second = write(tmp_path, ANOTHER, name="b.yaml")
    again = write(tmp_path, HALF_WAY, name="c.yaml")
    for path in (first, second, again):
        assert run("check", path).exit_code == 0
    together = run("check", first, again)
    assert together.exit_code == 1
    assert f"{again}:" in together.stdout
    assert "homes" in together.stdout


def test_a_folder_is_one_portfolio(tmp_path):
    """Files in subfolders are checked as well."""
    (tmp_path / "water").mkdir()
    write(tmp_path, HALF_WAY, name="a.yaml")
    deep = write(tmp_path / "water", BROKEN, name="b.yaml")
    result = run("check", tmp_path)
    assert result.exit_code == 1
    assert f"{deep}:" in result.stdout
