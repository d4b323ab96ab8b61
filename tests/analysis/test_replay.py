"""What was known on a past day stays as it was when later reports are added."""

import datetime as dt
from dataclasses import replace
from functools import cache

import pytest
from support.judging import rows
from support.looking import demonstration

from tracker.analysis.assessment import assess
from tracker.analysis.decisions import decision_state, known_decisions
from tracker.analysis.declared import declared_statuses
from tracker.analysis.issues import known_issues, open_issues
from tracker.analysis.tables import Tables, tables
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target

DAYS = [dt.date(2024, 1, 31) + dt.timedelta(days=137 * number) for number in range(8)]


def cut(portfolio: Portfolio, as_of: dt.date) -> Portfolio:
    """The file as it was on a day: without what became known later. Later revisions are undone by the tables."""
    reviews = tuple(
        review.model_copy(
            update={
                "decisions": tuple(
                    one.model_copy(
                        update={"closed": None if _later(one.closed, as_of) else one.closed}
                    )
                    for one in review.decisions
                )
            }
        )
        for review in portfolio.header.reviews
        if review.date <= as_of
    )
    header = portfolio.header.model_copy(update={"reviews": reviews})
    return replace(
        portfolio,
        header=header,
        targets=tuple(_cut_target(target, as_of) for target in portfolio.targets),
    )


def _cut_target(target: Target, as_of: dt.date) -> Target:
    fields = {
        "updates": tuple(
            update for update in target.updates if max(update.date, update.known_on) <= as_of
        ),
        "context": (),
        "issues": tuple(
            issue.model_copy(
                update={"closed": None if _later(issue.closed, as_of) else issue.closed}
            )
            for issue in target.issues
            if issue.opened <= as_of
        ),
    }
    for name in ("ended", "accepted"):
        entry = getattr(target, name)
        fields[name] = None if entry is None or entry.on > as_of else entry
    return target.model_copy(update=fields)


def _later(day: dt.date | None, as_of: dt.date) -> bool:
    return day is not None and day > as_of


@cache
def whole() -> Tables:
    return tables(demonstration())


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_the_demonstration_of_a_past_day_is_the_same_in_the_file_of_today(as_of):
    """Statuses with their explanations, issues, decisions, reviews and declared statuses of that day."""
    then, now = tables(cut(demonstration(), as_of)), whole()
    # the record may name an acceptance or an end of later days; a past day does not speak of it
    assert rows(assess(now, as_of)) == rows(assess(then, as_of))
    for known in (known_issues, open_issues, known_decisions):
        assert repr(known(now, as_of)) == repr(known(then, as_of))
    assert declared_statuses(now, as_of) == declared_statuses(then, as_of)
    states = {one.decision: decision_state(one, as_of) for one in known_decisions(now, as_of)}
    assert states == {
        one.decision: decision_state(one, as_of) for one in known_decisions(then, as_of)
    }


def test_a_correction_changes_a_past_day_from_its_own_date_on():
    """On every day before it became known, the figure it corrects counts; of a flow, a part and its whole."""
    demo = demonstration()
    target = demo.by_id["graduate-jobs"]
    wrong = target.updates[5]
    later = wrong.known_on + dt.timedelta(days=400)
    correction = wrong.model_copy(
        update={"value": 1.0, "reported": later, "corrects": wrong.date, "declared": None}
    )
    corrected = target.model_copy(update={"updates": (*target.updates, correction)})
    targets = tuple(corrected if each is target else each for each in demo.targets)
    after = tables(replace(demo, targets=targets))
    just_before = wrong.known_on + dt.timedelta(days=10)
    for as_of in (just_before, later - dt.timedelta(days=1)):
        assert rows(assess(after, as_of)) == rows(assess(whole(), as_of))
    now = assess(after, later).set_index("id").loc["graduate-jobs"]
    before = assess(whole(), later).set_index("id").loc["graduate-jobs"]
    assert now["years_reached"] <= before["years_reached"]
    assert now["why_en"] != before["why_en"] or now["judged_on"] != wrong.date
