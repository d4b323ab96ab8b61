"""`tracker issue`, `tracker decide` and `tracker close` on a copy of the real file."""

from __future__ import annotations

import pytest
from support.commands import run, run_ok
from support.real_file import REAL, changed_lines

from tracker.portfolio.load import load
from tracker.portfolio.problems import errors_only

pytestmark = pytest.mark.usefixtures("data")
ISSUE = ("issue", "scattered-renewal", "--cause", "approvals", "--text", "两项许可未办结")
ISSUE += ("--opened", "2022-06-15", "--owner", "区房管局", "--raised-to", "分管副区长")
DECIDE = ("decide", "--review", "2022-06-30", "--title", "二季度督查会", "--text", "办结许可")
DECIDE += ("--target", "scattered-renewal", "--due", "2022-09-30")


def test_an_issue_is_entered_and_closed(data):
    """Each prints the line that is in the file then; --dry-run prints the same and writes nothing."""
    dry = run_ok(*ISSUE, "--dry-run")
    assert data.read_bytes() == REAL.read_bytes()
    result = run_ok(*ISSUE)
    assert result.stdout == dry.stdout
    added = result.stdout.splitlines()[-1]
    assert added.strip() == (
        "- {id: approvals-1, opened: 2022-06-15, cause: approvals, text: 两项许可未办结, "
        "owner: 区房管局, raised_to: 分管副区长}"
    )
    assert changed_lines(data) == ["+    issues:", f"+{added}"]
    name = "scattered-renewal/approvals-1"
    result = run_ok("close", name, "--on", "2022-07-08", "--note", "已取得许可")
    closed = added.replace("}", ", closed: 2022-07-08, note: 已取得许可}")
    assert changed_lines(data) == ["+    issues:", f"+{closed}"]
    assert not errors_only(load(data).problems)
    again = run("close", name, "--lang", "en")
    assert again.exit_code == 1
    assert "closed on 2022-07-08 already" in again.stderr


def test_a_decision_is_entered_and_closed(data):
    """The first adds the review with its title, later ones need none."""
    run_ok(*DECIDE)
    run_ok("decide", "--review", "2022-06-30", "--text", "每月调度", "--owner", "区政府办公室")
    lines = changed_lines(data)
    assert [line[1:].strip() for line in lines] == [
        "reviews:",
        "- date: 2022-06-30",
        "title: 二季度督查会",
        "decisions:",
        "- {id: 2022-06-30-1, text: 办结许可, target: scattered-renewal, due: 2022-09-30}",
        "- {id: 2022-06-30-2, text: 每月调度, owner: 区政府办公室}",
    ]
    run_ok("close", "2022-06-30-2", "--on", "2022-07-08")
    changes = run_ok("history", "2022-06-30-2", "--lang", "zh").stdout.splitlines()
    assert changes[0].endswith("议定事项 2022-06-30-2 于 2022-07-08 办结")
    assert changes[1].endswith("议定事项 2022-06-30-2：每月调度")
    assert len(run_ok("history", "2022-06-30-1").stdout.splitlines()) == 1
    assert changed_lines(data)[-1].endswith("owner: 区政府办公室, closed: 2022-07-08}")


def test_an_organisation_by_name_is_stored_by_its_key(data):
    """In either language; anything else is a post."""
    key, names = next(iter(load(data).organisations.items()))
    for name in (names.zh, names.en):
        result = run_ok(*ISSUE[:8], "--owner", name, "--dry-run")
        assert f"owner: {key}" in result.stdout


@pytest.mark.parametrize(
    ("line", "exit_code", "words"),
    [
        ((*ISSUE[:3], "approval", *ISSUE[4:]), 2, "approvals"),
        (("issue", "scatered-renewal", *ISSUE[2:]), 1, "scattered-renewal"),
        ((*DECIDE, "--target", "scatered-renewal"), 1, "scattered-renewal"),
        ((*DECIDE[:3], *DECIDE[5:]), 2, "--title"),
        ((*DECIDE, "--due", "2022-05-01"), 1, "2022-05-01"),
        (("close", "scattered-renewal/permits"), 1, "scattered-renewal/permits"),
        ((*ISSUE[:8], "--opened", "2999-01-01"), 2, "2999-01-01"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_cannot_be_saved_says_why(data, line, exit_code, words, lang):
    """The reason and the closest name, in both languages; nothing is written."""
    result = run(*line, "--lang", lang)
    assert result.exit_code == exit_code
    assert words in result.stderr
    assert data.read_bytes() == REAL.read_bytes()


def test_a_review_keeps_its_title(data):
    """Another title for the same day is refused."""
    run_ok(*DECIDE)
    before = data.read_bytes()
    result = run(*DECIDE[:4], "三季度督查会", *DECIDE[5:], "--lang", "zh")
    assert result.exit_code == 2
    assert "二季度督查会" in result.stderr
    assert data.read_bytes() == before
