"""The data that the pages show, across errors and restarts."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path

import pytest
from support.samples import TARGET, target, write

from tracker.app import current
from tracker.app.current import hide_folder, load_current
from tracker.portfolio.problems import Problem
from tracker.store import access

TODAY = dt.date(2026, 11, 28)


@pytest.fixture(autouse=True)
def _own_state(tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_STATE", str(tmp_path / "state"))


def restart(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a new process begins."""
    for name in ("_checked", "_last_valid", "_redacted", "_ids_by_file", "_gone"):
        monkeypatch.setattr(current, name, {})


BREAKS = {
    "syntax": "targets: [",
    "empty": "",
    "rule": "targets:\n  - {id: x}\n",
    "binary": "\x00",
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_the_last_valid_version_survives_a_restart(tmp_path, monkeypatch, broken):
    """A new process shows it while the file has errors, and the file again once it has none."""
    path = write(tmp_path, TARGET)
    before = load_current(str(path), TODAY)
    path.write_text(broken, encoding="utf-8")
    restart(monkeypatch)
    shown = load_current(str(path), TODAY)
    assert (shown.portfolio.digest, shown.is_stale) == (before.portfolio.digest, True)
    assert shown.problems
    write(tmp_path, TARGET, target("id: second"))
    assert [t.id for t in load_current(str(path), TODAY).portfolio.targets] == ["homes", "second"]
    path.unlink()
    restart(monkeypatch)
    assert len(load_current(str(path), TODAY).portfolio.targets) == 2


def test_a_file_of_a_folder_that_is_gone_is_named_with_its_targets(tmp_path, monkeypatch):
    """Until its targets are back, here or in another file; a public process does not name it."""
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder, TARGET, name="a.yaml")
    other = write(folder, target("id: road"), target("id: lake"), name="b.yaml")
    assert not load_current(str(folder), TODAY).gone
    other.unlink()
    (gone,) = load_current(str(folder), TODAY).gone
    assert gone.params == {"file": "b.yaml", "count": 2, "ids": ["lake", "road"]}
    monkeypatch.setenv(access.PUBLIC_ENV, "1")
    assert not load_current(str(folder), TODAY).gone
    monkeypatch.delenv(access.PUBLIC_ENV)
    write(folder, target("id: road"), target("id: lake"), name="c.yaml")
    assert not load_current(str(folder), TODAY).gone


def test_without_an_earlier_version_the_valid_part_is_shown(tmp_path):
    path = write(tmp_path, TARGET, target("id: b\ndue: soon"))
    shown = load_current(str(path), TODAY)
    assert ([t.id for t in shown.portfolio.targets], shown.is_stale) == (["homes"], False)
    assert shown.has_errors


def test_a_state_folder_that_cannot_be_written_is_reported_in_the_log(
    tmp_path, monkeypatch, caplog
):
    """The pages work on; the last valid version then lasts as long as the process."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("TRACKER_STATE", str(tmp_path / "file" / "state"))
    path = write(tmp_path, TARGET)
    with caplog.at_level(logging.WARNING):
        load_current(str(path), TODAY)
    assert "not stored" in caplog.text
    path.write_text("", encoding="utf-8")
    assert load_current(str(path), TODAY).is_stale


def test_a_public_process_shows_the_public_part_and_no_problem(tmp_path, monkeypatch):
    """Problems quote records, hidden ones too."""
    monkeypatch.setenv(access.PUBLIC_ENV, "1")
    hidden = target("id: hidden\npublic: false")
    path = write(tmp_path, TARGET, hidden)
    assert [t.id for t in load_current(str(path), TODAY).portfolio.targets] == ["homes"]
    write(tmp_path, TARGET, hidden, target("id: b\ndue: soon"))
    shown = load_current(str(path), TODAY)
    assert (shown.problems, shown.has_errors, shown.is_stale) == ((), True, True)
    assert [t.id for t in shown.portfolio.targets] == ["homes"]
    assert shown.portfolio.parts == ()


@pytest.mark.parametrize(
    ("data", "text", "shown"),
    [
        ("targets.yaml", "{folder}/targets.yaml: bad", "targets.yaml: bad"),
        ("gone.yaml", "see {folder}/gone.yaml and {folder}/x.yaml", "see gone.yaml and x.yaml"),
        (".", "{folder}/a.yaml:1:1 (as {folder}/sub/b.yaml)", "a.yaml:1:1 (as sub/b.yaml)"),
        (".", "{folder}: no file", "{name}: no file"),
        ("targets.yaml", "https://example.org/targets.yaml", "https://example.org/targets.yaml"),
    ],
)
def test_texts_name_files_without_their_folder(tmp_path, data, text, shown):
    text, shown = (
        words.replace("{folder}", str(tmp_path)).replace("{name}", tmp_path.name)
        for words in (text, shown)
    )
    assert hide_folder(text, str(tmp_path / data)) == shown


BAD_FILES = {
    "no header": "targets: []\n",
    "twice": None,
    "missing": "",
    "unknown key": "portfolio: {title: x, colour: red}\n",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_no_problem_of_a_page_names_the_folder(tmp_path, name):
    """Neither its file nor its message, which may name another file."""
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder, TARGET, name="a.yaml")
    if name == "twice":
        write(folder, TARGET, name="b.yaml")
    elif name == "missing":
        (folder / "a.yaml").unlink()
    else:
        (folder / "a.yaml").write_text(BAD_FILES[name], encoding="utf-8")
    shown = load_current(str(folder), TODAY)
    assert shown.problems
    for problem in shown.problems:
        assert str(tmp_path) not in str(problem)
    assert str(tmp_path) not in str(shown.portfolio.header.title)


def test_a_problem_keeps_everything_else(tmp_path):
    path = write(tmp_path, TARGET, target("id: b\ndue: soon"))
    (problem,) = load_current(str(path), TODAY).problems
    assert isinstance(problem, Problem)
    assert (Path(problem.file).name, problem.line > 1) == ("targets.yaml", True)
    assert "soon" in str(problem)
