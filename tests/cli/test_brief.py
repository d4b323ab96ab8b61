"""`tracker brief`: files, refusals in the reader's language, a whole file or none."""

from __future__ import annotations

import os

import pytest
from support.commands import run, run_ok
from support.samples import TARGET, updates, write

from tracker.views.download_links import BRIEF_FORMATS

DAYS = ("--since", "2022-07-31", "--as-of", "2022-10-31")
BEGINNINGS = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "md": b"# Homes"}
MEETING = "[{date: 2022-06-30, title: Midyear}]"


@pytest.fixture
def data(tmp_path):
    return write(tmp_path, TARGET + updates(("2022-06-30", 480)))


@pytest.mark.parametrize("extension", BRIEF_FORMATS)
def test_a_brief_is_written_in_each_format(data, tmp_path, extension):
    """Its name says which; it is printed."""
    out = tmp_path / f"brief.{extension.upper()}"
    assert run_ok("brief", out, "--data", data, *DAYS).stdout.strip() == str(out)
    assert out.read_bytes().startswith(BEGINNINGS[extension])
    assert sorted(path.name for path in tmp_path.iterdir()) == [out.name, "targets.yaml"]


def test_the_brief_begins_with_the_latest_meeting(tmp_path):
    """Asked for or not; without meetings with the previous quarter end."""
    data = write(tmp_path, TARGET, reviews=MEETING)
    for number, since in enumerate((["--since", "meeting"], [], ["--since", "2022-06-30"])):
        out = tmp_path / f"{number}.md"
        run_ok("brief", out, "--data", data, "--as-of", "2022-10-31", *since)
        assert "30 June to 31 October 2022" in out.read_text(encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    run_ok("brief", other / "q.md", "--data", write(other, TARGET), "--as-of", "2022-10-31")
    assert "30 September to 31 October 2022" in (other / "q.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("brief.pptx", DAYS, [".docx", "brief.pptx"]),
        ("brief", DAYS, [".docx"]),
        ("brief.md", ("--since", "2022-12-01", "--as-of", "2022-10-31"), ["2022-12-01"]),
        ("brief.md", ("--since", "soon"), ["meeting", "soon"]),
        ("brief.md", ("--since", "meeting"), ["--since"]),
        ("brief.md", (*DAYS, "--lead", "buraeu"), ["buraeu", "bureau"]),
        ("brief.md", (*DAYS, "--theme", "houses"), ["houses", "housing"]),
        ("brief.md", (*DAYS, "--plan", "x"), ["plans", "x"]),
        ("brief.md", (*DAYS, "--pages", "3"), ["3", "full"]),
        ("none/brief.md", DAYS, ["none"]),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(data, tmp_path, name, options, words):
    """What was found and what is expected, in the reader's language; nothing is written."""
    for lang in ("zh", "en"):
        result = run("brief", tmp_path / name, "--data", data, *options, "--lang", lang)
        assert result.exit_code != 0
        assert all(word in result.stderr for word in words)
        assert not any(sign in result.stderr for sign in (".tmp", "。；", ". ;"))
        assert ("错误" in result.stderr) == (lang == "zh")
    assert [path.name for path in tmp_path.iterdir()] == ["targets.yaml"]


def test_an_edited_brief_is_not_overwritten(data, tmp_path):
    """Nothing that a person typed is lost."""
    out = tmp_path / "brief.md"
    out.write_text("edited", encoding="utf-8")
    result = run("brief", out, "--data", data, *DAYS)
    assert result.exit_code == 1
    assert str(out) in result.stderr
    assert out.read_text(encoding="utf-8") == "edited"


def test_a_disk_that_refuses_leaves_no_part_of_a_file(data, tmp_path, monkeypatch):
    """The name appears with the whole content, or not at all."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    assert run("brief", tmp_path / "brief.md", "--data", data, *DAYS).exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["targets.yaml"]
