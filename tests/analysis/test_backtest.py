"""The back-test: what past outlooks said against what came, recomputed by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest
from support.judging import day, loaded, snapshot_at
from support.looking import TODAY, demonstration
from support.oracle import RANK, Goal, judge_one, known, planned
from support.samples import portfolio_text, target, updates

from tracker.analysis.backtest import RULES, Backtest, Trial, backtest, results
from tracker.analysis.outlook import Outlook
from tracker.analysis.past_errors import MIN_TARGETS, error_range, past_errors
from tracker.portfolio import model

QUARTERS = (("2022-03-31", 210), ("2022-06-30", 330), ("2022-09-30", 520))
MISSED = updates(*QUARTERS, ("2022-12-31", 700))


def tried(fields: str, as_of: str, *, early: bool = False, **header: str | None) -> Backtest:
    portfolio = loaded(portfolio_text(target(fields), **header))
    return backtest(portfolio.targets, portfolio.header, day(as_of), early=early)


def test_a_finished_target_is_held_against_its_final_figure():
    """After nine months both rules said missed, and it was; the errors are shares of the way of 1,000 homes."""
    (trial,) = tried(MISSED, "2023-02-01").trials
    assert trial.is_finished
    assert (trial.as_of, trial.horizon) == (day("2022-09-30"), day("2022-12-31"))
    assert trial.outcome == "missed"
    assert trial.verdicts == dict.fromkeys(RULES, "missed")
    destatis, theil_sen = 520 + 520 / 272 * 92, 686.94
    assert trial.errors["destatis"] == pytest.approx((destatis - 700) / 1000)
    assert trial.errors["theil_sen"] == pytest.approx((theil_sen - 700) / 1000, abs=1e-5)
    assert trial.errors["outlook"] == pytest.approx(
        ((destatis + theil_sen) / 2 - 700) / 1000, abs=1e-5
    )
    assert trial.errors["last_value"] == pytest.approx((520 - 700) / 1000)
    assert trial.errors["straight_line"] == trial.errors["destatis"]
    assert trial.is_in_range  # 641 to 737
    assert trial.elapsed == pytest.approx(272 / 364)


def test_a_wrong_verdict_counts_as_wrong():
    """1,000 on the last day after 520: every rule was wrong, and the figure above the fastest pace."""
    (result, unfinished) = results(
        tried(updates(*QUARTERS, ("2022-12-31", 1000)), "2023-02-01").trials
    )
    assert [(score.right, score.wrong, score.open) for score in result.scores] == [(0, 1, 0)] * 6
    assert result.coverage == 0
    assert (unfinished.trials, unfinished.targets) == (0, 0)


def test_a_goal_reached_late_was_not_reached_in_time():
    """The figure of the due date is missing, that of the month after is at the goal: missed."""
    late = updates(*QUARTERS, ("2023-01-31", 1000))
    (trial,) = tried(late, "2023-02-01").trials
    assert (trial.outcome, trial.horizon) == ("missed", day("2023-01-31"))


def test_an_unfinished_target_is_held_against_the_plan_of_its_latest_figure():
    """Three months of twelve later the plan was 747; by the last figure's day the rules agree that it is missed."""
    long = "due: 2023-12-31\n" + updates(*QUARTERS, ("2022-12-31", 540), ("2023-06-30", 600))
    early = tried(long, "2023-07-15", report="{every: half_year}")
    assert [trial.as_of.isoformat() for trial in early.trials] == ["2022-09-30", "2022-12-31"]
    assert not any(trial.is_finished for trial in early.trials)
    first, second = early.trials
    assert first.horizon == day("2023-06-30")
    assert first.outcome == "missed"  # 600 of the 748 planned by then
    assert first.verdicts["straight_line"] == "reached"  # 520 / 272 * 545 = 1042
    assert second.verdicts["last_value"] == "missed"
    assert early.without_outcome == 1


def test_along_a_trajectory_the_plan_is_not_the_straight_line():
    """With 590 planned for June the same 600 homes are enough."""
    long = "due: 2023-12-31\ntrajectory: [{date: 2023-06-30, value: 590}]\n" + updates(
        *QUARTERS, ("2022-12-31", 540), ("2023-06-30", 600)
    )
    assert tried(long, "2023-07-15", report="{every: half_year}").trials[0].outcome == "reached"


def test_reports_without_an_outlook_are_counted():
    """Too early is no verdict; ``early`` tries what was below a quarter of the term."""
    months = updates(
        ("2022-01-31", 10), ("2022-02-28", 60), ("2022-03-15", 80), ("2022-12-31", 500)
    )
    counted = tried(months, "2023-02-01")
    assert (counted.reports, counted.too_early, counted.without_outcome) == (4, 3, 1)
    assert len(tried(months, "2023-02-01", early=True).trials) == 1
    assert tried("measure: {kind: statement}", "2023-02-01") == Backtest(0, 0, 0, [])


def test_the_back_test_of_a_past_day_uses_what_was_known_then():
    """A correction of the final figure counts from its own date on."""
    corrected = (
        MISSED + "  - {date: 2022-12-31, reported: 2023-03-01, corrects: 2022-12-31, value: 1000}\n"
    )
    assert tried(corrected, "2023-02-28").trials == tried(MISSED, "2023-02-28").trials
    assert tried(corrected, "2023-03-01").trials[0].outcome == "reached"


def trial(key: str, elapsed: float, error: float) -> Trial:
    on = dt.date(2022, 1, 1)
    errors = dict.fromkeys(RULES, error)
    return Trial(key, on, elapsed, on, True, "missed", dict.fromkeys(RULES, "missed"), errors, True)


def test_the_range_of_past_errors():
    """Of ten targets the smallest and the largest error; it held eight of ten when each was left out."""
    ten = [trial(f"t{n}", 0.5, n / 100) for n in range(10)]
    errors = past_errors(ten)
    assert errors.targets == 10
    assert errors.coverage == 0.8
    assert past_errors(ten[1:]) is None
    assert past_errors([each._replace(is_finished=False) for each in ten]) is None
    twenty = past_errors([trial(f"t{n}", 0.5, n / 100) for n in range(20)])
    assert sorted(twenty.by_stage[5].values())[1] == 0.01
    assert twenty.coverage == pytest.approx(16 / 20)


def test_errors_count_at_the_stage_they_were_made_at():
    """An outlook late in the term is compared with the late ones of the finished targets."""
    both = [
        trial(f"t{n}", elapsed, error)
        for n in range(10)
        for elapsed, error in ((0.3, 0.5), (0.9, 0.0))
    ]
    errors = past_errors(both)
    assert set(errors.by_stage[2].values()) == {0.5}
    assert set(errors.by_stage[9].values()) == {0.0}


def test_the_demonstration_has_a_range_of_its_own_errors():
    """It has finished targets enough; the range has an outlook's middle shifted by the errors."""
    snapshot = snapshot_at(demonstration(), TODAY)
    errors = snapshot.past_errors
    assert errors.targets >= MIN_TARGETS
    row, outlook = snapshot.by_id["cycle-paths"], snapshot.outlook("cycle-paths")
    low, high = error_range(errors, outlook, row)
    stage = sorted(errors.by_stage[7].values())
    middle = (outlook.destatis.at_due + outlook.theil_sen.at_due) / 2
    assert low == pytest.approx(middle - stage[-1] * 60)
    assert high == pytest.approx(middle - stage[0] * 60)
    assert error_range(errors, Outlook(snapshot.as_of, "none"), row) is None
    early = snapshot_at(demonstration(), dt.date(2024, 6, 1))
    assert early.past_errors is None


def test_the_demonstration_by_a_plain_loop():
    """Verdicts and errors of every report, written a second time from the oracle's figures and numpy's medians."""
    expected = {}
    for record in demonstration().targets:
        seasonal = getattr(record.measure, "season", None)
        if record.measure.kind in ("cumulative", "level") and not seasonal:
            expected |= {(record.id, on): said for on, said in plain_loop(record, TODAY)}
    trials = backtest(demonstration().targets, demonstration().header, TODAY).trials
    found = [each for each in trials if each.id in {key for key, _ in expected}]
    assert len(found) > 200
    assert {(each.id, each.as_of): each.verdicts["outlook"] for each in found} == {
        key: verdict for key, (verdict, _) in expected.items()
    }
    for each in found:
        error = expected[each.id, each.as_of][1]
        assert each.errors["outlook"] == pytest.approx(error, abs=1e-9), each


def plain_loop(record: model.Target, today: dt.date) -> Iterator[tuple[dt.date, tuple[str, float]]]:
    final_figures = plain_figures(record, today)
    for on in sorted({max(update.date, update.known_on) for update in record.updates}):
        goal, figures = Goal(record, on), plain_figures(record, on)
        status = judge_one(record, demonstration().header, on).status
        if status not in ("on_track", "at_risk", "off_track") or on > goal.due:
            continue
        if goal.start not in figures:
            figures = {goal.start: goal.baseline, **figures}
        days = np.array([day.toordinal() for day in figures], dtype=float)
        values = np.array(list(figures.values()))
        too_short = days[-1] - days[0] < 0.25 * (goal.due - goal.start).days
        later = [day for day in final_figures if day.toordinal() > days[-1]]
        if len(days) < 4 or too_short or not later:
            continue
        final = next((day for day in later if day >= goal.due), later[-1])
        way, wanted = goal.target - goal.baseline, goal.target
        is_at_goal = (final_figures[final] - wanted) / way >= 0
        decided = goal.due
        if final < goal.due and not is_at_goal:
            decided = final
            wanted = goal.baseline + planned(record, goal, final) * way
        one, other = np.triu_indices(len(days), 1)
        slope = np.median((values[other] - values[one]) / (days[other] - days[one]))
        origin = np.median(values - slope * days)
        first = max(len(days) - 6, 0)
        pace = (values[-1] - values[first]) / (days[-1] - days[first])

        until = np.array([decided.toordinal(), final.toordinal()])
        at_days = np.array([values[-1] + pace * (until - days[-1]), origin + slope * until])
        reached = (at_days[:, 0] - wanted) / way >= -1e-9
        verdict = "reached" if reached.all() else "open" if reached.any() else "missed"
        yield on, (verdict, (at_days[:, 1].mean() - final_figures[final]) / way)


def plain_figures(record: model.Target, on: dt.date) -> dict[dt.date, float]:
    """The figures that count by their day, with the oracle's corrections and grades."""
    goal, best = Goal(record, on), {}
    for update, value, _ in known(record.updates, on):
        if value is not None and update.date >= (goal.start or dt.date.min):
            grade = RANK[update.evidence.grade if update.evidence else None]
            order = (grade, update.known_on, -goal.share(value))
            best[update.date] = max(best.get(update.date, (order, value)), (order, value))
    return {day: best[day][1] for day in sorted(best)}
