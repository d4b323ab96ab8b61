import datetime as dt

import pandas as pd
import pytest
from support.judging import loaded, snapshot_at

from tracker.analysis import agenda

AS_OF = dt.date(2022, 7, 15)
HEAD = """
portfolio: {title: Homes, money: 亿元}
themes: {housing: Housing}
organisations: {bureau: Bureau, office: Office}
documents: {paper: {title: Paper}}
targets:
"""


def target(target_id, reported=None, *, due="2022-12-31", on="2022-07-02", lead=None, more=""):
    """A count from 0 to 100 over 2022; on 2022-07-02 the straight plan is at one half."""
    updates = "" if reported is None else f"\n    updates: [{{date: {on}, value: {reported}}}]"
    who = f"\n    lead: {lead}" if lead else ""
    return f"""
  - id: {target_id}
    title: {{zh: 目标{target_id}, en: Target {target_id}}}
    theme: housing
    measure: {{kind: cumulative, unit: 户, target: 100}}
    start: 2022-01-01
    due: {due}
    source: {{document: paper}}{who}{more}{updates}
"""


STEPS = """
  - id: works
    title: Works
    theme: housing
    measure: {kind: milestones}
    start: 2022-01-01
    due: 2022-12-31
    source: {document: paper}
    milestones:
      - {id: signed, title: {zh: 签约, en: Signed}, due: 2022-07-20}
      - {id: moved, title: {zh: 搬迁, en: Moved}, due: 2022-08-01}
      - {id: undated, title: Undated}
    updates:
      - {date: 2022-06-30, done: []}
      - {date: 2022-07-10, done: [signed]}
"""


def judged(*targets, as_of=AS_OF):
    text = HEAD + ("".join(targets) or "  []")
    return snapshot_at(loaded(text), as_of)


def test_worst_comes_first():
    """Missed, off track, at risk, unreported; wider gaps and longer silence first; the rest is out."""
    snapshot = judged(
        target("fine", 50),
        target("never"),
        target("stale", 20, on="2022-02-28"),
        target("risk", 35),
        target("riskier", 25),
        target("far", 10),
        target("over", 80, due="2022-06-30"),
        target("done", 100),
    )
    rows = agenda.worst_first(snapshot.assessed)

    assert list(rows["id"]) == ["over", "far", "riskier", "risk", "never", "stale"]
    # never: due on 2022-03-31 + 30 days of grace; stale: on 2022-05-31 + 30 days
    assert list(rows["reported_late_days"])[-2:] == [76, 15]
    assert snapshot.assessed.loc[rows.index].equals(rows)


def test_equals_keep_their_order():
    """Targets alike in status and gap stay as the file has them."""
    snapshot = judged(*(target(target_id, 30) for target_id in "cab"))

    assert list(agenda.worst_first(snapshot.assessed)["id"]) == ["c", "a", "b"]


def test_due_soon_lists_targets_and_milestones_by_date():
    """Open targets and open steps due within the days ahead; a step done is off the list."""
    snapshot = judged(
        target("autumn", 50, due="2022-10-13"), STEPS, target("summer", 90, due="2022-08-01")
    )
    summer, october = dt.date(2022, 8, 1), dt.date(2022, 10, 13)

    assert agenda.due_within(snapshot) == [
        (summer, "works", "moved", "搬迁", "Moved"),
        (summer, "summer", None, "目标summer", "Target summer"),
        (october, "autumn", None, "目标autumn", "Target autumn"),
    ]


@pytest.mark.parametrize(
    ("due", "listed"),
    [("2022-07-15", False), ("2022-07-16", True), ("2022-10-13", True), ("2022-10-14", False)],
)
def test_the_window_opens_tomorrow_and_closes_on_its_last_day(due, listed):
    """What is due today is no longer ahead; the ninetieth day is the last one in."""
    snapshot = judged(target("homes", 50, due=due))

    assert (len(agenda.due_within(snapshot)) == 1) is listed


def test_an_achieved_target_is_no_longer_due():
    """What is achieved before its day wants no attention."""
    snapshot = judged(target("done", 100, due="2022-08-01"))

    assert agenda.due_within(snapshot) == []


def test_a_past_day_has_its_own_agenda():
    """Steps done later are still open, and a due date moved later is where it was."""
    moved = """
    revisions: [{date: 2022-07-14, field: due, from: 2022-07-31, to: 2022-12-31, reason: delay}]"""
    targets = [STEPS, target("moved", 50, on="2022-06-30", more=moved)]
    past = dt.date(2022, 7, 9)

    then = agenda.due_within(judged(*targets, as_of=past), days=30)
    now = agenda.due_within(judged(*targets), days=30)

    pairs = [(item.id, item.milestone) for item in then]
    assert pairs == [("works", "signed"), ("moved", None), ("works", "moved")]
    assert [item.milestone for item in now] == ["moved"]


def test_only_the_chosen_targets_are_on_the_agenda():
    """Steps of targets that were filtered out do not come back."""
    snapshot = judged(STEPS, target("summer", 90, due="2022-08-01"))

    due = agenda.due_within(snapshot.select(snapshot.assessed["id"] == "summer"))

    assert [item.id for item in due] == ["summer"]


def test_who_owes_most_reports_comes_first():
    """Leads by how many they owe, then the longest overdue; those without a lead are one group."""
    snapshot = judged(
        target("nobody"),
        target("one", 20, on="2022-02-28", lead="office"),
        target("two", 30, on="2022-03-14", lead="bureau"),
        target("three", lead="bureau"),
        target("current", 50, lead="office"),
    )
    rows = agenda.overdue_reports(snapshot)

    assert list(rows.columns) == list(agenda.OVERDUE_REPORTS_COLUMNS)
    assert rows["id"].tolist() == ["three", "two", "nobody", "one"]
    assert rows["lead"].fillna("").tolist() == ["bureau", "bureau", "", "office"]
    assert rows["reported_late_days"].tolist() == [76, 1, 76, 15]
    assert rows["next_report"].iloc[0] == pd.Timestamp("2022-04-30")
    assert rows["judged_on"].iloc[3] == pd.Timestamp("2022-02-28")
    assert pd.isna(rows["judged_on"].iloc[0])


def test_a_target_waiting_for_its_first_report_is_listed_without_being_late():
    """No figure yet, the first not due yet: silent for 0 days."""
    day = dt.date(2022, 3, 1)
    snapshot = judged(target("new"), target("told", 5, on="2022-02-28"), as_of=day)

    rows = agenda.overdue_reports(snapshot)

    assert rows["id"].tolist() == ["new"]
    assert rows["reported_late_days"].tolist() == [0]


def test_the_latest_report_known_on_a_day():
    """The day it became known, not the day it speaks of; none before the first report."""
    late = "\n    updates: [{date: 2022-06-30, reported: 2022-07-20, value: 60}]"
    snapshot = judged(target("a", 20, on="2022-03-31"), target("b", more=late))

    assert agenda.latest_report(snapshot.tables, dt.date(2022, 3, 30)) is None
    assert agenda.latest_report(snapshot.tables, dt.date(2022, 7, 19)) == dt.date(2022, 3, 31)
    assert agenda.latest_report(snapshot.tables, dt.date(2022, 7, 20)) == dt.date(2022, 7, 20)


def test_an_update_taken_back_is_not_the_latest():
    """A figure entered for the wrong day is replaced by its correction, or by nothing."""
    wrong = """
    updates:
      - {date: 2022-05-31, value: 40}
      - {date: 2022-04-30, reported: 2022-06-05, value: 40, corrects: 2022-05-31}"""
    withdrawn = """
    updates:
      - {date: 2022-05-31, value: 40}
      - {date: 2022-05-31, reported: 2022-06-05, corrects: 2022-05-31}"""

    for fields, day in ((wrong, dt.date(2022, 6, 5)), (withdrawn, None)):
        snapshot = judged(target("a", more=fields))
        assert agenda.latest_report(snapshot.tables, dt.date(2022, 6, 4)) == dt.date(2022, 5, 31)
        assert agenda.latest_report(snapshot.tables, AS_OF) == day


def test_an_empty_portfolio():
    """No targets: nothing to do, nothing due, nobody silent, nothing ever reported."""
    snapshot = judged()

    assert agenda.worst_first(snapshot.assessed).empty
    assert agenda.due_within(snapshot) == []
    assert agenda.overdue_reports(snapshot).empty
    assert agenda.latest_report(snapshot.tables, AS_OF) is None
