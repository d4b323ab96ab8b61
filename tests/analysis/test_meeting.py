"""What a review meeting reads from the record: issues, decisions, and statuses that reporters declare."""

import pytest
from support.judging import day, snapshot_of, tables_of

from tracker.analysis.decisions import (
    decision_state,
    known_decisions,
    open_decisions,
)
from tracker.analysis.declared import comparisons, comparisons_by_lead, declared_statuses
from tracker.analysis.issues import cause_word, known_issues, open_issues
from tracker.i18n import Translator

ISSUES = """
issues:
  - {id: pipes, opened: 2022-05-01, cause: heritage, text: A gas pipe, owner: bureau, raised_to: Mayor}
  - {id: permits, opened: 2022-03-01, closed: 2022-06-30, cause: approvals, text: Two permits}
"""
CAUSES = "{heritage: {zh: 文物保护, en: Heritage protection}}"


@pytest.mark.parametrize(
    ("as_of", "known", "still_open"),
    [
        ("2022-02-28", [], []),
        ("2022-03-01", ["permits"], ["permits"]),
        ("2022-06-29", ["pipes", "permits"], ["permits", "pipes"]),
        ("2022-06-30", ["pipes", "permits"], ["pipes"]),
    ],
)
def test_an_issue_is_open_from_the_day_it_is_raised_until_it_is_resolved(as_of, known, still_open):
    """A past day does not know that an issue was resolved later; the longest open comes first."""
    tables = tables_of(ISSUES, causes=CAUSES)
    issues = known_issues(tables, day(as_of))
    assert [issue.issue for issue in issues] == known
    assert [issue.issue for issue in open_issues(tables, day(as_of))] == still_open
    assert [issue.issue for issue in issues if issue.closed is None] == [
        key for key in known if key in still_open
    ]


def test_issues_of_an_ended_target_are_not_open():
    """Nothing stands in the way of a target from the day on that it is no longer pursued."""
    ended = "ended: {as: withdrawn, on: 2022-06-01, reason: Not needed}\n"
    tables = tables_of(ISSUES + ended, causes=CAUSES)
    assert len(open_issues(tables, day("2022-05-31"))) == 2
    assert open_issues(tables, day("2022-06-01")) == []
    assert len(known_issues(tables, day("2022-06-01"))) == 2


def test_people_and_causes_are_named():
    """An owner that is an organisation goes by its name; causes are worded, also those of the portfolio."""
    pipes, permits = known_issues(tables_of(ISSUES, causes=CAUSES), day("2022-06-01"))
    assert (pipes.owner_en, pipes.raised_to_en, permits.owner_en) == (
        "Housing Bureau",
        "Mayor",
        None,
    )
    assert [cause_word(pipes, Translator(lang)) for lang in ("zh", "en")] == [
        "文物保护",
        "Heritage protection",
    ]
    assert [cause_word(permits, Translator(lang)) for lang in ("zh", "en")] == [
        "审批手续",
        "Approvals",
    ]


REVIEWS = """[
  {date: 2022-06-30, title: Second, decisions: [{id: late, text: A, due: 2022-07-31, closed: 2022-08-31}]},
  {date: 2022-03-31, title: First, decisions: [
    {id: some-day, text: B, target: homes, owner: bureau},
    {id: in-time, text: C, due: 2022-05-31, closed: 2022-05-31, note: Settled},
    {id: missed, text: D, due: 2022-04-30}]}]"""


@pytest.mark.parametrize(
    ("as_of", "states", "still_open"),
    [
        ("2022-03-30", {}, []),
        (
            "2022-04-30",
            {"some-day": "open", "in-time": "open", "missed": "open"},
            ["missed", "in-time", "some-day"],
        ),
        (
            "2022-05-31",
            {"some-day": "open", "in-time": "kept", "missed": "overdue"},
            ["missed", "some-day"],
        ),
        (
            "2022-08-30",
            {"some-day": "open", "in-time": "kept", "missed": "overdue", "late": "overdue"},
            ["missed", "late", "some-day"],
        ),
        (
            "2022-08-31",
            {"some-day": "open", "in-time": "kept", "missed": "overdue", "late": "kept_late"},
            ["missed", "some-day"],
        ),
    ],
)
def test_decisions_stand_as_they_were_known(as_of, states, still_open):
    """Known from the review on, overdue from the day after the due date, done from the day they were done."""
    tables, today = tables_of("", reviews=REVIEWS), day(as_of)
    known = known_decisions(tables, today)
    assert {one.decision: decision_state(one, today) for one in known} == states
    assert [one.decision for one in open_decisions(tables, today)] == still_open
    notes = {one.decision for one in known if one.note_en is not None}
    assert notes == {name for name, state in states.items() if (name, state) == ("in-time", "kept")}


def test_a_decision_names_its_target_its_review_and_who_acts():
    """The tables of one target have its decisions alone, and all reviews."""
    tables = tables_of("", reviews=REVIEWS).of_target("homes")
    (decision,) = known_decisions(tables, day("2022-12-31"))
    assert (decision.id, decision.review_en, decision.owner_en) == (
        "homes",
        "First",
        "Housing Bureau",
    )
    assert list(tables.reviews["title_en"]) == ["First", "Second"]


RATINGS = (
    "{feasible: {title: Feasible}, likely: {title: {zh: 很可能, en: Likely}, status: on_track}}"
)


def _declared(*updates: str) -> str:
    return "updates:\n" + "".join(f"  - {{{update}}}\n" for update in updates)


@pytest.mark.parametrize(
    ("updates", "as_of", "expected"),
    [
        (["date: 2022-03-31, value: 1"], "2022-12-31", None),
        (["date: 2022-03-31, declared: on_track"], "2022-03-30", None),
        (["date: 2022-03-31, declared: on_track"], "2022-03-31", ("on_track", "on_track")),
        (["date: 2022-03-31, declared: feasible"], "2022-12-31", ("feasible", None)),
        (["date: 2022-03-31, declared: likely"], "2022-12-31", ("likely", "on_track")),
        # the latest day counts, then the better evidence, then the later report
        (
            ["date: 2022-03-31, declared: on_track", "date: 2022-02-28, declared: missed"],
            "2022-12-31",
            ("on_track", "on_track"),
        ),
        (
            [
                "date: 2022-03-31, declared: on_track, evidence: {title: Gazette, grade: A}",
                "date: 2022-03-31, reported: 2022-04-30, declared: missed",
            ],
            "2022-12-31",
            ("on_track", "on_track"),
        ),
        (
            [
                "date: 2022-03-31, declared: on_track",
                "date: 2022-03-31, reported: 2022-04-30, declared: missed",
            ],
            "2022-12-31",
            ("missed", "missed"),
        ),
        # corrected from the day of the correction on, alone or with the figures
        (
            [
                "date: 2022-03-31, value: 5, declared: on_track",
                "date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, declared: off_track",
            ],
            "2022-05-01",
            ("off_track", "off_track"),
        ),
        (
            [
                "date: 2022-03-31, value: 5, declared: on_track",
                "date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, declared: off_track",
            ],
            "2022-04-30",
            ("on_track", "on_track"),
        ),
        (
            [
                "date: 2022-03-31, value: 5, declared: on_track",
                "date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, value: 6",
            ],
            "2022-05-01",
            ("on_track", "on_track"),
        ),
        (
            [
                "date: 2022-03-31, value: 5, declared: on_track",
                "date: 2022-05-01, corrects: 2022-03-31",
            ],
            "2022-05-01",
            None,
        ),
    ],
)
def test_the_latest_declared_status_known_on_the_day(updates, as_of, expected):
    """With the status that a rating stands for, where the portfolio says so."""
    declared = declared_statuses(tables_of(_declared(*updates), ratings=RATINGS), day(as_of))
    assert [(one.declared, one.status) for one in declared.values()] == (
        [expected] if expected else []
    )


def test_a_correction_of_the_declared_status_leaves_the_figure():
    """The fields of a correction replace only themselves."""
    text = _declared(
        "date: 2022-03-31, value: 250, declared: on_track",
        "date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, declared: off_track",
    )
    (comparison,) = comparisons(snapshot_of(text, as_of="2022-05-01"))
    assert (comparison.target.value, comparison.target.status) == (250, "on_track")
    assert (comparison.declared.status, comparison.optimism) == ("off_track", -2)


def test_declared_statuses_stand_beside_computed_ones_by_lead():
    """Within a lead the most optimistic come first; what does not compare is listed apart."""
    snapshot = snapshot_of(
        "id: even\n" + _declared("date: 2022-06-30, value: 500, declared: on_track"),
        "id: bold\n" + _declared("date: 2022-06-30, value: 0, declared: achieved"),
        "id: open\n" + _declared("date: 2022-06-30, value: 0, declared: feasible"),
        "id: late\n" + _declared("date: 2022-01-01, value: 0, declared: on_track"),
        "id: none\nlead: null\n" + _declared("date: 2022-06-30, value: 0, declared: likely"),
        "id: silent\n",
        as_of="2022-07-01",
        ratings=RATINGS,
    )
    bureau, nobody = comparisons_by_lead(snapshot)
    assert [group.lead for group in (bureau, nobody)] == ["bureau", None]
    assert [(one.target.id, one.optimism) for one in bureau.compared] == [("bold", 3), ("even", 0)]
    assert [one.target.id for one in bureau.not_compared] == ["open", "late"]
    assert [(one.target.id, one.optimism) for one in nobody.compared] == [("none", 2)]
    t = Translator("zh")
    words = [one.declared.word(t) for one in (*bureau.not_compared, *nobody.compared)]
    assert words == ["Feasible", "正常", "很可能"]
