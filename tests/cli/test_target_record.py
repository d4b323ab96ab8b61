"""`tracker assign`, `tracker accept` and `tracker end` on a copy of the real file."""

from __future__ import annotations

import pytest
from support.commands import run, run_ok
from support.real_file import REAL, changed_lines

from tracker.portfolio.load import load
from tracker.portfolio.problems import errors_only

pytestmark = pytest.mark.usefixtures("data")
TARGET = "scattered-renewal"
ASSIGN = ("assign", TARGET, "分管副区长")
ACCEPT = ("accept", TARGET, "--by", "区审计局", "--on", "2022-07-20")
END = ("end", TARGET, "--as", "withdrawn", "--reason", "并入全市计划", "--on", "2022-07-20")


@pytest.mark.parametrize(
    ("line", "added"),
    [
        (ASSIGN, "owner: 分管副区长"),
        (
            (*ACCEPT, "--how", "逐户查验", "--evidence-title", "核验报告", "--grade", "A"),
            "accepted: {on: 2022-07-20, by: 区审计局, how: 逐户查验, evidence: {title: 核验报告, grade: A}}",
        ),
        (END, "ended: {as: withdrawn, on: 2022-07-20, reason: 并入全市计划}"),
        (
            ("end", TARGET, "--as", "merged", *END[4:], "--into", "neighbourhood-centres"),
            "ended: {as: merged, on: 2022-07-20, into: neighbourhood-centres, reason: 并入全市计划}",
        ),
    ],
)
def test_each_adds_one_line(data, line, added):
    """It is printed; --dry-run prints the same and writes nothing."""
    dry = run_ok(*line, "--dry-run")
    assert data.read_bytes() == REAL.read_bytes()
    assert run_ok(*line).stdout == dry.stdout
    assert changed_lines(data) == [f"+    {added}"]
    assert not errors_only(load(data).problems)


@pytest.mark.parametrize(
    ("line", "exit_code", "words"),
    [
        ((*ASSIGN[:1], "scatered-renewal", ASSIGN[2]), 1, TARGET),
        ((*ACCEPT[:-1], "2999-01-01"), 2, "2999-01-01"),
        ((*ACCEPT[:-1], "2199-01-01"), 1, "2199-01-01"),
        ((*END[:3], "abandoned", *END[4:]), 2, "superseded"),
        ((*END[:3], "merged", *END[4:]), 1, "into"),
        ((*END, "--into", "scatered-renewal"), 1, "scatered-renewal"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_cannot_be_saved_says_why(data, line, exit_code, words, lang):
    """In both languages; nothing is written."""
    result = run(*line, "--lang", lang)
    assert result.exit_code == exit_code, result.stderr
    assert words in result.stderr
    assert data.read_bytes() == REAL.read_bytes()


def test_an_owner_is_removed_by_an_empty_name(data):
    """An organisation by name is stored by its key."""
    key, names = next(iter(load(data).organisations.items()))
    assert f"owner: {key}" in run_ok("assign", TARGET, names.zh).stdout
    assert run_ok("assign", TARGET, "").stdout == "The entry is removed from the file.\n"
    assert data.read_bytes() == REAL.read_bytes()


@pytest.mark.parametrize(("lang", "words"), [("en", "is already"), ("zh", "已经是")])
def test_an_owner_that_is_that_already_is_no_change(data, lang, words):
    """Nor is there one to remove where the record has none; nothing is said to be removed."""
    for owner in ("", "分管副区长", "分管副区长", ""):
        before = data.read_bytes()
        line = ("assign", TARGET, owner, "--lang", lang)
        had = load(data).by_id[TARGET].owner or ""
        result = run(*line)
        assert (result.exit_code == 0) == (owner != had)
        if owner == had:
            assert words in result.stderr
            assert result.stdout == ""
            assert data.read_bytes() == before
