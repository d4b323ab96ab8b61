import json
import math

import pandas as pd
import pytest
from support.judging import day, judged, loaded, rows, status, tables_of
from support.samples import portfolio_text, target, updates

from tracker.analysis.assessment import STATUS_COLUMNS, STATUSES, assess
from tracker.analysis.tables import tables

HALFWAY = "trajectory: [{date: 2022-06-30, value: 500}]\n"
FLOOR = 'measure: {kind: floor, unit: "%", floor: 5.5}\n'
CEILING = 'measure: {kind: ceiling, unit: "%", ceiling: 3}\n'
RANGE = 'measure: {kind: range, unit: "%", range: [6, 8]}\n'
RANGE_MET = 'measure: {kind: range, unit: "%", range: [6, 8], above: met}\n'
FALLING = "measure: {kind: level, unit: 天, baseline: 30, target: 20}\n"
STATEMENT = "measure: {kind: statement}\n"
STEPS = """
measure: {kind: milestones}
milestones:
  - {id: a, title: A, due: 2022-03-31}
  - {id: b, title: B, due: 2022-06-30, weight: 2}
  - {id: c, title: C}
"""


def done(*dates_and_steps: tuple[str, str]) -> str:
    return "updates:\n" + "".join(
        f"  - {{date: {on}, done: [{steps}]}}\n" for on, steps in dates_and_steps
    )


def points(planned: float, actual: float, goal: float = 1000) -> str:
    """A target planned and reported at these shares of its goal on one day."""
    return (
        f"measure: {{kind: cumulative, unit: 户, target: {goal}}}\n"
        f"trajectory: [{{date: 2022-06-30, value: {planned}}}]\n" + updates(("2022-06-30", actual))
    )


# The table


def test_the_columns_are_these_in_this_order():
    """One row a target with exactly these columns; the inputs stand behind them."""
    frames = tables_of(updates(("2022-06-30", 500)))
    expected = (
        "id status planned actual gap_pp judged_on reported_late_days rule why_zh why_en"
        " shortfall pro_rata original_status only_grade_c"
    )
    columns = list(assess(frames, day("2022-06-30")).columns)
    assert columns[: len(STATUS_COLUMNS)] == expected.split() == list(STATUS_COLUMNS)


def test_rows_stand_in_the_order_of_the_targets():
    """Rows come as targets stand in the file, numbered from 0."""
    table = assess(tables_of("id: zebra", f"id: ant\n{STATEMENT}", "id: bee"), day("2022-06-30"))
    assert table["id"].tolist() == ["zebra", "ant", "bee"]
    assert table.index.tolist() == [0, 1, 2]


def test_an_empty_portfolio_is_judged():
    """No targets give no rows, with the same columns and types as any other."""
    empty, full = (
        assess(tables_of(), day("2022-06-30")),
        assess(tables_of(""), day("2022-06-30")),
    )
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_the_result_can_be_written_as_json():
    """Every row is plain: shares are finite or null, days are days."""
    frames = tables_of(
        *(
            f"id: t{number}\n{fields}"
            for number, fields in enumerate(
                [
                    updates(("2022-06-30", 500)),
                    "due: null",
                    STATEMENT,
                    FLOOR,
                    STEPS,
                    FALLING.replace("20}", "30}") + HALFWAY + updates(("2022-06-30", 20)),
                ]
            )
        )
    )
    text = assess(frames, day("2022-06-30")).to_json(orient="records", date_format="iso")
    decoded = json.loads(text)
    assert decoded[0]["actual"] == 0.5
    assert decoded[0]["judged_on"].startswith("2022-06-30")
    assert decoded[1]["planned"] is None
    strict = json.dumps(rows(assess(frames, day("2022-06-30"))), allow_nan=False)
    assert len(json.loads(strict)) == 6


def test_figures_are_held_against_the_plan_of_their_own_day():
    """planned, actual and gap all speak of the day of the latest figure, not of the as-of date."""
    row = judged(HALFWAY + updates(("2022-06-30", 450)), "2022-08-31")
    assert (row["status"], row["judged_on"]) == ("on_track", "2022-06-30")
    assert (row["planned"], row["actual"], row["gap_pp"]) == (0.5, 0.45, 5)
    assert row["planned_now"] == pytest.approx(0.5 + 0.5 * 62 / 184)


# Bands


@pytest.mark.parametrize("goal", [1, 0.1, 3, 7, 1000])
def test_a_gap_of_exactly_the_threshold(goal):
    """10 points behind is still on track and 30 at risk, however floats would have it; more is not."""
    cases, expected = [], []
    for percent in range(101):
        for gap, name in (
            (10, "on_track"),
            (30, "at_risk"),
            (10.01, "at_risk"),
            (30.01, "off_track"),
        ):
            if percent >= gap:
                actual = round(percent - gap, 2)
                shares = (round(percent * goal / 100, 9), round(actual * goal / 100, 9), goal)
                cases.append(f"id: t{len(cases)}\n{points(*shares)}")
                expected.append((name, gap))
    table = assess(tables_of(*cases), day("2022-06-30"))
    assert list(zip(table["status"], table["gap_pp"], strict=True)) == expected


@pytest.mark.parametrize(
    ("planned", "actual", "expected"),
    [
        (0.7, 0.4, "at_risk"),
        (0.8, 0.5, "at_risk"),
        (0.4, 0.3, "on_track"),
        (0.3, 0.2, "on_track"),
        (0.7, 0.399, "off_track"),
        (0.4, 0.299, "at_risk"),
    ],
)
def test_treacherous_tenths(planned, actual, expected):
    """0.8 - 0.5 is 30 points, not 30.000000000000004."""
    assert status(points(planned, actual, 1), "2022-06-30") == expected


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (700, "on_track"),
        (650, "on_track"),
        (649, "at_risk"),
        (495, "at_risk"),
        (494, "off_track"),
        (800, "on_track"),
    ],
)
def test_a_portfolio_sets_its_own_thresholds(actual, expected):
    """`thresholds` in the file move both boundaries, which still belong to the better band."""
    fields, thresholds = points(700, actual), "{amber: 5, red: 20.5}"
    assert status(fields, "2022-06-30", thresholds=thresholds) == expected


def test_zero_thresholds():
    """With thresholds of zero exactly on plan is on track and anything less is off track."""
    assert status(points(700, 700), "2022-06-30", thresholds="{amber: 0, red: 0}") == "on_track"
    assert status(points(700, 699), "2022-06-30", thresholds="{amber: 0, red: 0}") == "off_track"


# Around the due date: counted targets


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2022-12-30", "on_track"), ("2022-12-31", "on_track"), ("2023-01-01", "on_track")],
)
def test_before_the_last_word_the_band_shows(as_of, expected):
    """A figure from before the due date is no last word: the band by gap shows, past due as well."""
    assert status(updates(("2022-12-30", 950)), as_of) == expected


@pytest.mark.parametrize(
    ("value", "on_due", "after"),
    [
        (1000, "achieved", "achieved"),
        (1200, "achieved", "achieved"),
        (999, "on_track", "missed"),
        (900, "on_track", "missed"),
        (899, "at_risk", "missed"),
        (0, "off_track", "missed"),
    ],
)
def test_the_due_day_itself(value, on_due, after):
    """On the due day the band shows; missed is what is short of the goal the day after."""
    fields = updates(("2022-12-31", value))
    assert status(fields, "2022-12-31") == on_due
    assert status(fields, "2023-01-01") == after


def test_a_count_at_its_goal_is_achieved_at_once():
    """A goal reached early is achieved that day and stays so without further reports."""
    fields = updates(("2022-02-01", 1000))
    assert status(fields, "2022-01-31") == "unreported"
    assert status(fields, "2022-02-01") == "achieved"
    assert judged(fields, "2031-01-01")["rule"] == "reached"


def test_reached_after_due_is_achieved_late():
    """Achieved late is achieved, and says so; on the due day is in time."""
    assert judged(updates(("2022-12-31", 1000)), "2023-06-01")["rule"] == "reached"
    fields = updates(("2022-12-31", 950), ("2023-01-01", 1000))
    row = judged(fields, "2023-06-01")
    assert (row["status"], row["rule"], row["reached_on"]) == (
        "achieved",
        "reached_late",
        "2023-01-01",
    )
    assert status(fields, "2022-12-31") == "on_track"


def test_reached_in_time_and_confirmed_later_is_not_late():
    """The first day at the goal decides, not the latest figure nor the day it was reported."""
    fields = updates(("2022-11-30", 1000), ("2023-03-31", 1100))
    assert judged(fields, "2023-06-01")["rule"] == "reached"
    fields = "updates: [{date: 2022-12-31, reported: 2023-02-01, value: 1000}]"
    assert judged(fields, "2023-06-01")["rule"] == "reached"
    assert status(fields, "2023-01-31") == "unreported"


def test_a_goal_lost_again_is_not_achieved():
    """The latest figure counts: a level that was reached and left again is judged by its gap."""
    fields = FALLING + updates(("2022-03-31", 20), ("2022-06-30", 29))
    row = judged(fields, "2022-06-30")
    assert (row["status"], row["reached_on"]) == ("off_track", None)
    assert judged(fields, "2022-03-31")["reached_on"] == "2022-03-31"


def test_a_weaker_source_makes_no_day_of_success():
    """Whether a goal was reached in time is for the figures that count to say."""
    fields = (
        "updates:\n"
        "  - {date: 2022-12-01, value: 1000, evidence: {title: G, grade: C}}\n"
        "  - {date: 2022-12-01, value: 800, evidence: {title: G, grade: A}}\n"
        "  - {date: 2023-02-01, value: 1000, evidence: {title: G, grade: A}}\n"
    )
    row = judged(fields, "2023-03-01")
    assert (row["rule"], row["reached_on"]) == ("reached_late", "2023-02-01")


def test_missed_is_final_until_reached():
    """What was missed does not go stale; a later figure at the goal makes it achieved, late."""
    fields = updates(("2022-12-31", 950))
    assert status(fields, "2023-01-01") == "missed"
    assert status(fields, "2035-01-01") == "missed"
    assert judged(fields, "2035-01-01")["reported_late_days"] is None
    assert (
        status(fields + updates(("2023-06-30", 1000)).removeprefix("updates:\n"), "2023-06-30")
        == "achieved"
    )


def test_a_figure_for_the_due_date_reported_late():
    """The year-end figure published in February is unknown in January: unreported, then missed."""
    fields = (
        "updates:\n  - {date: 2022-09-30, value: 700}\n"
        "  - {date: 2022-12-31, reported: 2023-02-20, value: 950}\n"
    )
    assert judged(fields, "2023-01-30")["judged_on"] == "2022-09-30"
    assert status(fields, "2023-01-30") == "on_track"
    assert status(fields, "2023-01-31") == "unreported"
    assert status(fields, "2023-02-19") == "unreported"
    assert status(fields, "2023-02-20") == "missed"


# Around the due date: milestones


def test_steps_around_the_due_date():
    """Steps follow the same days: band on the due day, missed after it, achieved once all are done."""
    short, late = ("2022-12-31", "a, b"), ("2023-01-15", "c")
    assert status(STEPS + done(short), "2022-12-31") == "at_risk"
    assert status(STEPS + done(short), "2023-01-01") == "missed"
    assert status(STEPS + done(short), "2033-01-01") == "missed"
    row = judged(STEPS + done(short, late), "2023-01-15")
    assert (row["status"], row["rule"], row["reached_on"]) == (
        "achieved",
        "reached_late",
        "2023-01-15",
    )
    assert judged(STEPS + done(("2022-12-31", "a, b, c")), "2023-05-01")["rule"] == "reached"
    assert status(STEPS + done(("2022-02-01", "a, b, c")), "2022-02-01") == "achieved"


def test_steps_add_up_over_updates():
    """A step done stays done; each counts once, by its weight, in whichever update it stands."""
    fields = STEPS + done(("2022-02-28", "a"), ("2022-05-31", "a"), ("2022-07-31", "b"))
    shares = [judged(fields, as_of) for as_of in ("2022-02-28", "2022-05-31", "2022-07-31")]
    assert [row["actual"] for row in shares] == [0.25, 0.25, 0.75]
    assert [row["planned"] for row in shares] == [0, 0.25, 0.75]
    assert [row["steps_done"] for row in shares] == [1, 1, 2]
    assert [row["status"] for row in shares] == ["on_track"] * 3


def test_steps_are_held_against_the_plan_of_the_figure():
    """A step that fell due after the latest update is not missing yet."""
    fields = STEPS + done(("2022-06-29", "a"))
    assert status(fields, "2022-07-15") == "on_track"
    assert judged(STEPS + done(("2022-06-30", "a")), "2022-07-15")["gap_pp"] == 50


def test_a_note_alone_says_that_no_step_came():
    """A note keeps a programme's report fresh; spending alone, or a value, does not."""
    for update, on in (
        ("note: nothing new", "2022-06-30"),
        ("done: []", "2022-06-30"),
        ("spent: 1", "2022-03-31"),
        ("value: 5", "2022-03-31"),
        ("value: 5, done: [b]", "2022-06-30"),
    ):
        fields = STEPS + done(("2022-03-31", "a")) + f"  - {{date: 2022-06-30, {update}}}\n"
        assert judged(fields, "2022-06-30")["judged_on"] == on, update


def test_a_value_reaches_no_programme():
    """A number reported for a programme does not stand for its steps, nor for other figures."""
    fields = STEPS + "updates: [{date: 2022-06-30, value: 5, done: [a]}]"
    row = judged(fields, "2022-06-30")
    assert (row["status"], row["actual"], row["value"]) == ("off_track", 0.25, None)
    assert (row["conflicting_figures"], row["steps_done"], row["steps"]) == (0, 1, 3)


def test_all_steps_are_the_whole_whatever_the_weights():
    """Weights that do not add up in floats still make a whole."""
    fields = (
        "measure: {kind: milestones}\nmilestones:\n"
        + "".join(f"  - {{id: {step}, title: S, weight: 0.1}}\n" for step in "abcdefghij")
        + done(("2022-06-30", "a, b, c, d, e, f, g, h, i, j"))
    )
    row = judged(fields, "2022-06-30")
    assert (row["actual"], row["status"]) == (1, "achieved")


def test_a_programme_without_steps_has_no_plan():
    """Without a step there is nothing to judge; it is neither done nor behind."""
    row = judged("measure: {kind: milestones}\n" + done(("2022-06-30", "")), "2022-06-30")
    assert (row["status"], row["rule"], row["actual"]) == ("not_judged", "no_plan", None)


def test_steps_beside_another_measure_do_not_judge():
    """A count with milestones is judged by its count."""
    fields = STEPS.replace("kind: milestones", "kind: cumulative, unit: 户, target: 1000")
    fields += done(("2022-12-31", "a, b, c"))
    assert status(fields, "2022-12-31") == "unreported"
    assert status(fields.replace("done:", "value: 500, done:"), "2022-12-31") == "off_track"
    reached = judged(fields + "  - {date: 2023-01-31, value: 1000}\n", "2023-01-31")
    assert (reached["rule"], reached["reached_on"]) == ("reached_late", "2023-01-31")


# Rates


@pytest.mark.parametrize(
    ("measure", "value", "percent"),
    [
        (FLOOR, 5.5, 0),
        (FLOOR, 7, 0),
        (FLOOR, 4.95, 10),
        (FLOOR, 4.94, 10.181818182),
        (FLOOR, 3.85, 30),
        (FLOOR, 3.8, 30.909090909),
        (FLOOR, 0, 100),
        (FLOOR, -5.5, 200),
        (CEILING, 3, 0),
        (CEILING, -1, 0),
        (CEILING, 3.3, 10),
        (CEILING, 3.9, 30),
        (CEILING, 3.91, 30.333333333),
        (RANGE, 6, 0),
        (RANGE, 7, 0),
        (RANGE, 8, 0),
        (RANGE, 5.4, 10),
        (RANGE, 8.8, 10),
        (RANGE, 8.9, 11.25),
        (RANGE, 10.5, 31.25),
        (RANGE_MET, 8.9, 0),
        (RANGE_MET, 80, 0),
        (RANGE_MET, 5.4, 10),
        (RANGE_MET, 4, 33.333333333),
    ],
)
def test_a_rate_holds_or_does_not(measure, value, percent):
    """A rate at its bound holds; short by at most the amber threshold in % of the bound it is behind."""
    row = judged(measure + updates(("2022-06-30", value)), "2022-06-30")
    expected = "on_track" if percent == 0 else "at_risk" if percent <= 10 else "off_track"
    assert (row["shortfall_percent"], row["status"]) == (percent, expected)
    assert row["planned"] is row["actual"] is row["gap_pp"] is row["planned_now"] is None


@pytest.mark.parametrize(
    ("measure", "value", "shortfall", "words"),
    [
        (FLOOR, 0.5, 5, "5.0 points below the floor"),
        (FLOOR, 5.0, 0.5, "0.5 points below the floor"),
        (FLOOR, 4.5, 1, "1.0 points below the floor"),
        (CEILING, 4, 1, "1 point above the ceiling"),
        (RANGE, 5.75, 0.25, "0.25 points below the range"),
        (RANGE, 10, 2, "2 points above the range"),
        (FLOOR.replace("5.5", "99.999"), 99.996, 0.003, "0.003 points below the floor"),
        (
            "measure: {kind: ceiling, unit: mg/L, ceiling: 0.005}\n",
            0.0051,
            0.0001,
            "0.0001 mg/L above",
        ),
        (
            "measure: {kind: floor, unit: 件, floor: 12000}\n",
            9500,
            2500,
            "2,500 件 below the floor",
        ),
    ],
)
def test_the_gap_of_a_rate_has_its_unit(measure, value, shortfall, words):
    """The distance from the bound is in the rate's unit, with the decimals of figure and bound."""
    row = judged(measure + updates(("2022-06-30", value)), "2022-06-30")
    assert row["shortfall"] == shortfall
    assert words in row["why_en"]


@pytest.mark.parametrize(
    ("measure", "value", "gap"),
    [
        ("{kind: floor, unit: x, floor: 0}", 0, 0),
        ("{kind: floor, unit: x, floor: 0}", 3, 0),
        ("{kind: floor, unit: x, floor: 0}", -0.01, 100),
        ("{kind: ceiling, unit: x, ceiling: 0}", 0, 0),
        ("{kind: ceiling, unit: x, ceiling: 0}", -4, 0),
        ("{kind: ceiling, unit: x, ceiling: 0}", 1, 100),
        ("{kind: range, unit: x, range: [0, 5]}", -1, 100),
        ("{kind: range, unit: x, range: [-5, 0]}", 1, 100),
        ("{kind: range, unit: x, range: [-5, 0]}", -6, 20),
        ("{kind: floor, unit: x, floor: -2}", -2.5, 25),
        ("{kind: ceiling, unit: x, ceiling: -2}", -1.5, 25),
    ],
)
def test_bounds_of_zero_and_below(measure, value, gap):
    """Any shortfall of a bound of zero is far behind; a negative bound measures by its size."""
    row = judged(f"measure: {measure}\n" + updates(("2022-06-30", value)), "2022-06-30")
    assert row["shortfall_percent"] == (math.inf if gap == 100 else gap)
    assert row["status"] == ("off_track" if gap else "on_track")


@pytest.mark.parametrize(
    ("measure", "value"), [(FLOOR, 6), (CEILING, 2), (RANGE, 7), (RANGE_MET, 9)]
)
def test_a_rate_is_achieved_when_its_period_is_over(measure, value):
    """A rate that holds is on track up to its due day; achieved the day after, by a figure from then."""
    at_due = measure + updates(("2022-12-31", value))
    assert status(at_due, "2022-12-31") == "on_track"
    assert judged(at_due, "2023-01-01")["rule"] == "reached"
    assert status(at_due, "2035-01-01") == "achieved"
    before = measure + updates(("2022-12-30", value))
    assert status(before, "2022-12-31") == "on_track"
    assert status(before, "2023-01-01") == "on_track"
    assert status(before, "2023-05-01") == "unreported"


@pytest.mark.parametrize(
    ("measure", "value"),
    [(FLOOR, 5.4), (CEILING, 3.1), (RANGE, 5.9), (RANGE, 8.1), (RANGE_MET, 5.9)],
)
def test_a_rate_is_missed_when_its_period_is_over(measure, value):
    """A rate that does not hold keeps its band on the due day and is missed the day after."""
    fields = measure + updates(("2022-12-31", value))
    assert status(fields, "2022-12-31") == "at_risk"
    assert status(fields, "2023-01-01") == "missed"
    assert status(fields, "2035-01-01") == "missed"
    later = fields + "  - {date: 2023-06-30, value: 7}\n"
    if measure != CEILING:
        assert status(later, "2023-06-30") == "achieved"


def test_a_rate_is_never_late():
    """A rate's figure always comes after its period: that is no late success."""
    assert judged(FLOOR + updates(("2023-03-31", 6)), "2023-04-01")["rule"] == "reached"


def test_a_rate_needs_no_start():
    """A rate without a start is held against its bound all the same."""
    assert status(FLOOR + "start: null\n" + updates(("2022-06-30", 3)), "2022-06-30") == "off_track"


# Ways that are not straight up


def test_a_level_downwards():
    """A level below its baseline grows downwards; beyond the goal is reached, upwards is behind."""
    for value, actual, name in (
        (30, 0, "off_track"),
        (25, 0.5, "on_track"),
        (23, 0.7, "on_track"),
        (35, -0.5, "off_track"),
        (20, 1, "achieved"),
        (19, 1.1, "achieved"),
    ):
        row = judged(FALLING + updates(("2022-07-02", value)), "2022-07-02")
        assert (row["actual"], row["status"]) == (pytest.approx(actual), name), value


def test_a_level_through_zero():
    """Signs do not matter: from -10 to 10, zero is half the way."""
    fields = "measure: {kind: level, unit: 度, baseline: -10, target: 10}\n"
    assert judged(fields + updates(("2022-07-02", 0)), "2022-07-02")["actual"] == 0.5


def test_a_baseline_is_where_the_way_begins():
    """Progress counts from the baseline, which is zero unless the file says so."""
    fields = "measure: {kind: cumulative, unit: 户, baseline: 200, target: 1000}\n"
    assert judged(fields + updates(("2022-07-02", 600)), "2022-07-02")["actual"] == 0.5
    assert judged(updates(("2022-07-02", 600)), "2022-07-02")["actual"] == 0.6
    assert judged(fields + updates(("2022-07-02", 100)), "2022-07-02")["actual"] == -0.125


@pytest.mark.parametrize(
    "measure", ["level, unit: 天, baseline: 30, target: 30", "cumulative, unit: 户, target: 0"]
)
def test_a_way_of_no_length(measure):
    """A goal equal to its baseline is reached or not; there are no shares to hold against a plan."""
    goal = 30 if "30" in measure else 0
    fields = f"measure: {{kind: {measure}}}\n"
    assert status(fields + updates(("2022-06-30", goal)), "2022-06-30") == "achieved"
    short = fields + updates(("2022-06-30", goal - 1))
    row = judged(short, "2022-06-30")
    assert (row["status"], row["rule"], row["actual"], row["gap_pp"]) == (
        "not_judged",
        "no_plan",
        None,
        None,
    )
    assert status(short, "2023-01-01") == "unreported"
    assert status(fields + updates(("2022-12-31", goal - 1)), "2023-01-01") == "missed"


def test_a_way_of_one_day():
    """What starts and is due on one day is judged on it, and missed or achieved from then on."""
    fields = "start: 2022-06-30\ndue: 2022-06-30\n"
    assert status(fields, "2022-06-29") == "not_started"
    assert status(fields, "2022-06-30") == "unreported"
    assert status(fields + updates(("2022-06-30", 950)), "2022-06-30") == "on_track"
    assert status(fields + updates(("2022-06-30", 950)), "2022-07-01") == "missed"


# Leap days and ends of months


def test_due_on_a_leap_day():
    """A target due on 29 February is judged on that day and over on 1 March."""
    fields = "start: 2023-03-01\ndue: 2024-02-29\n" + updates(("2024-02-29", 999))
    assert judged(fields, "2024-02-29")["planned"] == 1
    assert status(fields, "2024-02-29") == "on_track"
    assert status(fields, "2024-03-01") == "missed"
    early = fields.replace("date: 2024-02-29", "date: 2024-02-28")
    assert judged(early, "2024-03-01")["planned"] == pytest.approx(364 / 365)


@pytest.mark.parametrize(
    ("every", "on", "last_day"),
    [
        ("month", "2022-03-31", "2022-04-30"),
        ("month", "2022-03-15", "2022-04-15"),
        ("month", "2022-01-31", "2022-02-28"),
        ("month", "2022-02-28", "2022-03-31"),
        ("month", "2024-02-29", "2024-03-31"),
        ("quarter", "2022-09-30", "2022-12-31"),
        ("quarter", "2023-11-30", "2024-02-29"),
        ("half_year", "2022-06-30", "2022-12-31"),
        ("half_year", "2022-08-31", "2023-02-28"),
        ("year", "2024-02-29", "2025-02-28"),
        ("year", "2023-02-28", "2024-02-29"),
    ],
)
def test_every_period_runs_to_the_end_of_its_month(every, on, last_day):
    """The next report is due one period after the latest figure, month's end on month's end."""
    fields = f"due: 2028-12-31\nreport: {{every: {every}, grace_days: 0}}\n" + updates((on, 1))
    assert judged(fields, on)["next_report"] == last_day
    after = str(day(last_day) + pd.Timedelta(days=1))
    assert status(fields, last_day) != "unreported"
    assert status(fields, after) == "unreported"
    assert judged(fields, after)["reported_late_days"] == 1


# Reports that do not come


@pytest.mark.parametrize(
    ("report", "last_day"),
    [
        ("", "2022-07-30"),
        ("report: {grace_days: 0}\n", "2022-06-30"),
        ("report: {every: month}\n", "2022-05-30"),
        ("report: {every: half_year, grace_days: 1}\n", "2022-10-01"),
        ("report: {every: year}\n", "2023-04-30"),
    ],
)
def test_a_figure_goes_stale_the_day_after_grace(report, last_day):
    """On the last day of grace the colour still shows; the day after it is grey, with that colour."""
    fields = "due: 2025-12-31\n" + report + updates(("2022-03-31", 60))
    fresh = judged(fields, last_day)
    assert (fresh["status"], fresh["reported_late_days"]) == ("on_track", 0)
    assert (fresh["next_report"], fresh["last_status"]) == (last_day, None)
    stale = judged(fields, str(day(last_day) + pd.Timedelta(days=1)))
    assert (stale["status"], stale["rule"], stale["reported_late_days"]) == (
        "unreported",
        "stale",
        1,
    )
    assert (stale["last_status"], stale["judged_on"]) == ("on_track", "2022-03-31")
    assert (stale["planned"], stale["actual"]) == (fresh["planned"], fresh["actual"])


@pytest.mark.parametrize(
    ("value", "colour"), [(450, "on_track"), (300, "at_risk"), (100, "off_track")]
)
def test_a_stale_status_remembers_its_colour(value, colour):
    """Grey shows the status of the latest figure."""
    row = judged(HALFWAY + updates(("2022-06-30", value)), "2022-12-31")
    assert (row["status"], row["last_status"]) == ("unreported", colour)


def test_the_header_sets_the_period_of_all():
    """The portfolio's reporting holds for every target without its own."""
    fields = "due: 2025-12-31\n" + updates(("2022-03-31", 60))
    assert status(fields, "2022-05-01", report="{every: month, grace_days: 0}") == "unreported"
    assert status(fields, "2022-04-30", report="{every: month, grace_days: 0}") == "on_track"


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        (updates(("2022-06-30", 1000)), "reached"),
        (updates(("2022-12-31", 900), ("2023-01-31", 1000)), "reached_late"),
        (updates(("2022-12-31", 900)), "not_reached"),
        ("due: null\n" + updates(("2022-06-30", 500)), "no_due"),
        ("measure: {kind: statement}\n", "statement"),
        ("ended: {as: withdrawn, on: 2022-07-01, reason: Called off}\n", "ended"),
    ],
)
def test_no_next_report_is_named_where_none_is_due(fields, rule):
    """Neither a last day nor days late, whoever asks: the pages, the screen or the data files."""
    row = judged(fields, "2023-02-01")
    assert (row["rule"], row["next_report"], row["reported_late_days"]) == (rule, None, None)


def test_a_target_without_a_plan_still_owes_reports():
    """It is not judged as nothing was planned; its figure goes stale as any other, and the day is named."""
    row = judged("start: null\n" + updates(("2022-06-30", 500)), "2022-07-15")
    assert (row["rule"], row["next_report"], row["reported_late_days"]) == (
        "no_plan",
        "2022-10-30",
        0,
    )


def test_who_never_reports_owes_a_last_word():
    """Without a period nothing goes stale before the due date; then a last word is owed, with grace."""
    never = "report: {every: never}\n" + HALFWAY + updates(("2022-06-30", 450))
    assert judged(never, "2022-12-31")["next_report"] is None
    assert judged(never, "2022-12-31")["reported_late_days"] is None
    assert (status(never, "2022-12-31"), status(never, "2023-01-01")) == ("on_track", "on_track")
    assert judged(never, "2023-01-01")["next_report"] == "2023-01-30"
    assert status(never, "2023-01-30") == "on_track"
    assert status(never, "2023-01-31") == "unreported"
    assert judged(never, "2023-02-01")["reported_late_days"] == 2
    assert status(never + "  - {date: 2022-12-31, value: 900}\n", "2024-01-01") == "missed"


def test_who_never_reports_and_says_nothing():
    """Without any figure it is unreported all along; late only when the last word is."""
    never = "report: {every: never, grace_days: 0}\n"
    assert judged(never, "2022-06-30")["reported_late_days"] is None
    assert status(never, "2022-06-30") == "unreported"
    assert judged(never, "2022-12-31")["reported_late_days"] is None
    assert judged(never, "2023-01-02")["reported_late_days"] == 2


def test_past_due_a_figure_from_before_goes_stale():
    """Past due a figure from before the due date holds until one period and grace have run out."""
    fields = updates(("2022-12-30", 990))
    assert status(fields, "2023-04-29") == "on_track"
    row = judged(fields, "2023-04-30")
    assert (row["status"], row["past_due"], row["last_status"]) == ("unreported", True, "on_track")


def test_no_report_since_the_start():
    """The first report is due one period after the eve of the start, with grace."""
    assert judged("", "2022-01-01")["next_report"] == "2022-04-30"
    for as_of, late in (
        ("2022-01-01", 0),
        ("2022-04-30", 0),
        ("2022-05-01", 1),
        ("2022-05-31", 31),
    ):
        row = judged("", as_of)
        assert (row["status"], row["rule"], row["reported_late_days"]) == (
            "unreported",
            "no_update",
            late,
        )
        assert (row["planned"], row["actual"], row["gap_pp"], row["judged_on"]) == (None,) * 4


def test_a_figure_from_before_the_start_does_not_count():
    """A figure of the eve is no progress; one of the first day is."""
    row = judged(updates(("2021-12-31", 1000)), "2022-02-01")
    assert (row["status"], row["judged_on"], row["value"]) == ("unreported", None, None)
    assert status(updates(("2022-01-01", 1000)), "2022-02-01") == "achieved"
    fields = updates(("2021-12-31", 1000), ("2023-02-01", 1000))
    assert judged(fields, "2023-03-01")["rule"] == "reached_late"
    two = "updates: [{date: 2021-12-31, value: 1}, {date: 2021-12-31, value: 2}]"
    assert judged(two, "2022-02-01")["conflicting_figures"] == 0


def test_a_step_done_before_the_start_is_done():
    """Steps done early count once there is a report from after the start, which they are not."""
    fields = STEPS + done(("2021-12-31", "a"))
    assert status(fields, "2022-02-01") == "unreported"
    fields += "  - {date: 2022-02-01, note: nothing new}\n"
    assert judged(fields, "2022-02-01")["actual"] == 0.25


def test_spending_or_a_note_is_no_figure():
    """For a number, a report without a value leaves the status where it was."""
    fields = updates(("2022-03-31", 250)) + (
        "  - {date: 2022-06-30, spent: 3}\n  - {date: 2022-07-15, note: under way}\n"
    )
    assert judged(fields, "2022-07-15")["judged_on"] == "2022-03-31"
    without = judged("updates: [{date: 2022-06-30, spent: 3}]", "2022-07-15")
    assert without["why_en"].startswith("No figure reported since the start")


@pytest.mark.parametrize(
    ("figures", "told"),
    [((), "No figure since the start"), ((("2022-03-31", 250),), "Latest figure of")],
)
def test_a_withdrawn_report_is_named(figures, told):
    """A target whose latest report was withdrawn is not reported, and the reason says that one came in."""
    withdrawal = "  - {date: 2022-07-15, corrects: 2022-06-30}\n"
    fields = updates(*figures, ("2022-06-30", 500)) + withdrawal
    row = judged(fields, "2022-08-01")
    assert row["status"] == "unreported"
    assert row["why_en"].startswith(told)
    assert row["why_en"].endswith("; what was reported for 2022-06-30 was withdrawn")
    assert row["why_zh"].endswith("；2022-06-30 的填报已撤回")
    assert "withdrawn" not in judged(fields, "2022-07-14")["why_en"]
    replaced = fields.replace("06-30}", "06-30, value: 480}")
    assert "withdrawn" not in judged(replaced, "2022-12-01")["why_en"]


# Not to be judged


def test_before_the_start():
    """Not started until the start day, whatever is known; a statement stays a statement."""
    row = judged(updates(("2021-12-01", 1)), "2021-12-31")
    assert (row["status"], row["rule"]) == ("not_started", "before_start")
    assert (row["planned"], row["gap_pp"], row["reported_late_days"]) == (None, None, None)
    assert status("", "2022-01-01") == "unreported"
    assert status(STATEMENT, "2021-12-31") == "not_judged"
    assert status("due: null", "2021-12-31") == "not_started"


def test_a_statement_is_never_judged():
    """A statement is grey on every day, with dates and updates or without."""
    fields = STATEMENT + "updates: [{date: 2022-06-30, note: said again}]\n"
    for as_of in ("2022-01-01", "2022-12-31", "2023-01-01", "2040-01-01"):
        row = judged(fields, as_of)
        assert (row["status"], row["rule"]) == ("not_judged", "statement")
        assert [row[name] for name in ("planned", "actual", "gap_pp", "judged_on")] == [None] * 4
        assert row["reported_late_days"] is None


def test_without_due_there_is_nothing_to_judge_against():
    """Without due the figure shows but no gap, and no report is late; only the goal itself counts."""
    row = judged("due: null\n" + updates(("2022-06-30", 450)), "2024-06-30")
    assert (row["status"], row["rule"], row["actual"]) == ("not_judged", "no_due", 0.45)
    assert (row["planned"], row["gap_pp"], row["reported_late_days"]) == (None, None, None)
    assert row["judged_on"] == "2022-06-30"
    assert status("due: null", "2024-06-30") == "not_judged"
    done_all = judged("due: null\n" + updates(("2022-06-30", 1000)), "2022-06-30")
    assert (done_all["status"], done_all["planned"], done_all["gap_pp"]) == ("achieved", None, None)
    for fields in (FLOOR + updates(("2022-06-30", 6)), STEPS + done(("2022-06-30", "a"))):
        row = judged(f"due: null\n{fields}", "2024-06-30")
        assert (row["status"], row["planned"], row["gap_pp"]) == ("not_judged", None, None)


def test_without_start_there_is_no_plan_before_due():
    """Without a start a fresh figure is not judged; from due on it is, and a stale one is grey."""
    fields = "start: null\n" + updates(("2022-09-30", 950))
    row = judged(fields, "2022-10-31")
    assert (row["status"], row["rule"], row["actual"]) == ("not_judged", "no_plan", 0.95)
    assert (row["planned"], row["gap_pp"], row["reported_late_days"]) == (None, None, 0)
    stale = judged(fields, "2023-01-31")
    assert (stale["status"], stale["last_status"]) == ("unreported", None)
    assert status("start: null\n" + updates(("2022-12-31", 950)), "2022-12-31") == "on_track"
    assert status("start: null\n" + updates(("2022-12-31", 950)), "2023-01-01") == "missed"


def test_without_start_no_first_report_is_owed():
    """Without a start a first report falls due with the target itself."""
    assert judged("start: null", "2022-12-31")["reported_late_days"] is None
    assert status("start: null", "2022-06-30") == "unreported"
    assert judged("start: null", "2023-01-31")["reported_late_days"] == 1


# What was reported, corrected and disputed


def test_unknown_before_it_was_reported():
    """A past as-of date is judged from what was known by then."""
    fields = (
        HALFWAY + "updates:\n  - {date: 2022-03-31, value: 200}\n"
        "  - {date: 2022-06-30, reported: 2022-07-20, value: 100}\n"
    )
    assert judged(fields, "2022-07-19")["judged_on"] == "2022-03-31"
    assert status(fields, "2022-07-19") == "on_track"
    assert status(fields, "2022-07-20") == "off_track"


def test_a_correction_changes_the_status_when_it_is_known():
    """The corrected value counts from the day the correction became known."""
    fields = (
        HALFWAY
        + updates(("2022-06-30", 450))
        + ("  - {date: 2022-06-30, reported: 2022-08-01, corrects: 2022-06-30, value: 100}\n")
    )
    assert (status(fields, "2022-07-31"), status(fields, "2022-08-01")) == ("on_track", "off_track")
    assert judged(fields, "2022-08-01")["conflicting_figures"] == 0


def test_a_correction_beats_a_better_grade():
    """A corrected figure is out, however good its evidence was."""
    fields = (
        HALFWAY
        + updates(("2022-06-30", 450))
        + (
            "  - {date: 2022-06-30, reported: 2022-08-01, corrects: 2022-06-30, value: 100,"
            " evidence: {title: G, grade: C}}\n"
        )
    )
    assert judged(fields, "2022-08-01")["value"] == 100


def test_a_correction_of_the_money_leaves_the_status():
    """Spending corrected, value untouched."""
    fields = (
        HALFWAY
        + updates(("2022-06-30", 450))
        + ("  - {date: 2022-06-30, reported: 2022-08-01, corrects: 2022-06-30, spent: 1}\n")
    )
    assert judged(fields, "2022-08-01")["actual"] == 0.45


def test_a_withdrawn_figure_leaves_the_one_before():
    """A correction that gives nothing takes the figure back: the one before it counts again."""
    back = "  - {date: 2022-06-30, reported: 2022-08-01, corrects: 2022-06-30, note: wrong}\n"
    fields = HALFWAY + updates(("2022-03-31", 240), ("2022-06-30", 100)) + back
    assert judged(fields, "2022-07-31")["judged_on"] == "2022-06-30"
    assert judged(fields, "2022-08-01")["judged_on"] == "2022-03-31"
    fields = STEPS + done(("2022-03-31", "a"), ("2022-06-30", "b")) + back
    row = judged(fields, "2022-08-01")
    assert (row["judged_on"], row["actual"]) == ("2022-03-31", 0.25)


def test_corrected_steps():
    """Steps that a correction no longer names are not done."""
    fields = (
        STEPS
        + done(("2022-06-30", "a, b"))
        + ("  - {date: 2022-06-30, reported: 2022-08-01, corrects: 2022-06-30, done: [a]}\n")
    )
    assert judged(fields, "2022-07-31")["actual"] == 0.75
    assert judged(fields, "2022-08-01")["actual"] == 0.25


A, B, C = ("evidence: {title: G, grade: A}", "evidence: {title: G, grade: B}", "note: unsourced")


@pytest.mark.parametrize(
    ("one", "two", "counts"),
    [
        (f"value: 450, {A}", f"value: 100, {B}", 450),
        (f"value: 450, {B}", f"value: 100, {A}", 100),
        (f"value: 450, {C}", f"value: 100, {B}", 100),
        (f"value: 450, {A}", f"value: 100, reported: 2022-07-02, {B}", 450),
        (f"value: 450, {A}, reported: 2022-07-02", f"value: 100, {A}", 450),
        (f"value: 450, {A}", f"value: 100, reported: 2022-07-02, {A}", 100),
        (f"value: 450, {A}", f"value: 100, {A}", 100),
    ],
)
def test_sources_that_disagree(one, two, counts):
    """The better grade counts, then the later report, then the less favourable; the explanation names both."""
    for first, second in ((one, two), (two, one)):
        text = f"updates: [{{date: 2022-06-30, {first}}}, {{date: 2022-06-30, {second}}}]"
        row = judged(HALFWAY + text, "2022-07-31")
        assert (row["value"], row["conflicting_figures"]) == (counts, 1)


def test_the_less_favourable_of_a_level_is_the_higher():
    """Which of two equal sources counts follows the direction of the goal."""
    both = "updates: [{date: 2022-06-30, value: 22}, {date: 2022-06-30, value: 28}]"
    assert judged(FALLING + both, "2022-06-30")["value"] == 28
    assert judged(CEILING + both.replace("value: 22", "value: 2.2"), "2022-06-30")["value"] == 28
    assert judged(FLOOR + both.replace("value: 22", "value: 2.2"), "2022-06-30")["value"] == 2.2
    both = "updates: [{date: 2022-06-30, value: 7}, {date: 2022-06-30, value: 8}]"
    assert judged(FLOOR + both, "2022-06-30")["value"] == 7
    turned = "updates: [{date: 2022-06-30, value: 8}, {date: 2022-06-30, value: 7}]"
    assert judged(FLOOR + turned, "2022-06-30")["value"] == 7


def test_sources_that_agree_are_no_others():
    """The same value twice is no disagreement; another day is none either."""
    same = "updates: [{date: 2022-06-30, value: 7}, {date: 2022-06-30, value: 7}]"
    assert judged(same, "2022-06-30")["conflicting_figures"] == 0
    assert (
        judged(updates(("2022-05-31", 7), ("2022-06-30", 8)), "2022-06-30")["conflicting_figures"]
        == 0
    )
    three = "updates:\n" + "".join(f"  - {{date: 2022-06-30, value: {n}}}\n" for n in (7, 8, 9))
    assert judged(three, "2022-06-30")["conflicting_figures"] == 2


# Goals that changed


def test_a_past_day_is_judged_by_the_goal_of_then():
    """Before a goal was lowered the same figure was further behind."""
    fields = updates(("2022-06-30", 450)) + (
        "revisions: [{date: 2022-07-01, field: target, from: 2000, to: 1000, reason: x}]"
    )
    before, after = judged(fields, "2022-06-30"), judged(fields, "2022-07-01")
    assert (before["goal"], before["actual"], before["status"]) == (2000, 0.225, "at_risk")
    assert (after["goal"], after["actual"], after["status"]) == (1000, 0.45, "on_track")


def test_a_past_day_is_judged_by_the_due_date_of_then():
    """A deadline that was put off was missed until it was."""
    fields = (
        "due: 2023-12-31\n"
        + updates(("2022-12-31", 500))
        + (
            "revisions: [{date: 2023-02-01, field: due, from: 2022-12-31, to: 2023-12-31, reason: x}]"
        )
    )
    assert status(fields, "2023-01-31") == "missed"
    assert status(fields, "2023-02-01") == "on_track"
    assert judged(fields, "2023-01-31")["due"] == "2022-12-31"


def test_a_past_day_is_judged_by_the_start_of_then():
    """Before a start was brought forward the target had not started."""
    fields = updates(("2022-02-28", 100)) + (
        "revisions: [{date: 2022-03-01, field: start, from: 2022-06-01, to: 2022-01-01, reason: x}]"
    )
    assert status(fields, "2022-02-28") == "not_started"
    assert status(fields, "2022-03-01") == "on_track"


@pytest.mark.parametrize(
    ("measure", "revision", "value"),
    [
        (FLOOR, "field: floor, from: 8, to: 5.5", 6),
        (CEILING, "field: ceiling, from: 2, to: 3", 3),
        (RANGE, "field: range, from: [8, 9], to: [6, 8]", 6),
    ],
)
def test_a_past_day_is_judged_by_the_bound_of_then(measure, revision, value):
    """A rate held against the old bound fell short, against the new one it holds."""
    fields = (
        measure
        + updates(("2022-06-30", value))
        + (f"revisions: [{{date: 2022-07-15, {revision}, reason: x}}]")
    )
    assert judged(fields, "2022-07-14")["shortfall"] > 0
    assert judged(fields, "2022-07-15")["shortfall"] == 0


# How late


@pytest.mark.parametrize(
    ("fields", "as_of", "late"),
    [
        (STATEMENT, "2023-01-01", None),
        ("due: null", "2023-01-01", None),
        ("", "2021-01-01", None),
        (updates(("2022-06-30", 1000)), "2030-01-01", None),
        (updates(("2022-12-31", 1)), "2030-01-01", None),
        (updates(("2022-06-30", 500)), "2022-06-30", 0),
        (updates(("2022-06-30", 500)), "2022-10-30", 0),
        (updates(("2022-06-30", 500)), "2022-10-31", 1),
        (updates(("2022-06-30", 500)), "2023-10-30", 365),
        (updates(("2022-06-30", 100)), "2022-09-01", 0),
        ("", "2022-05-10", 10),
        ("start: null\n" + updates(("2022-06-30", 500)), "2022-07-01", 0),
    ],
)
def test_days_late_are_days_since_the_report_was_due(fields, as_of, late):
    """0 where a report is owed and not late; missing where none is owed, as after the last word."""
    assert judged(fields, as_of)["reported_late_days"] == late


def test_every_status_can_be_lit():
    """Each of the ten statuses has its case, and there is no other."""
    accepted = "accepted: {on: 2022-07-01, by: Audit office}\n"
    cases = {
        "achieved": accepted + updates(("2022-06-30", 1000)),
        "to_verify": updates(("2022-06-30", 1000)),
        "on_track": updates(("2022-06-30", 500)),
        "at_risk": updates(("2022-06-30", 300)),
        "off_track": updates(("2022-06-30", 100)),
        "missed": "due: 2022-06-29\n" + updates(("2022-06-30", 100)),
        "not_started": "start: 2022-07-02",
        "not_judged": STATEMENT,
        "unreported": "",
        "ended": "ended: {as: withdrawn, on: 2022-07-01, reason: Not needed}",
    }
    frames = tables_of(
        *(f"id: t{number}\n{fields}" for number, fields in enumerate(cases.values())),
        acceptance="true",
    )
    assert assess(frames, day("2022-07-01"))["status"].tolist() == list(cases) == list(STATUSES)


def test_a_folder_in_two_units_is_judged_as_one():
    """Targets of all files are judged together, each by the reporting of its own file."""
    fields = "due: 2025-12-31\n" + updates(("2022-03-31", 60))
    first = portfolio_text(target(f"id: a\n{fields}"), money="亿元")
    second = portfolio_text(target(f"id: b\n{fields}"), money="万元", report="{every: month}")
    table = assess(tables(loaded(first, second)), day("2022-06-30"))
    assert table["status"].tolist() == ["on_track", "unreported"]


# Reports owed from a day on

OWED = "report: {every: quarter, grace_days: 30, from: 2022-10-15}\n"


@pytest.mark.parametrize(
    ("as_of", "next_report", "late"),
    [
        ("2022-06-30", "2023-01-30", 0),
        ("2022-10-14", "2023-01-30", 0),
        ("2022-12-31", "2023-01-30", 0),
        ("2023-01-30", "2023-01-30", 0),
        ("2023-01-31", "2023-01-30", 1),
        ("2023-03-01", "2023-01-30", 30),
    ],
)
def test_no_period_that_ended_before_the_first_day_is_owed(as_of, next_report, late):
    """The quarter to 2022-12-31 is the first to end on or after 2022-10-15; it has 30 days of grace."""
    row = judged(OWED, as_of)
    assert row["status"] == "unreported"
    assert (row["next_report"], row["reported_late_days"]) == (next_report, late)
    assert ("逾期" in row["why_zh"]) == ("late" in row["why_en"]) == (late > 0)


def test_an_old_figure_is_unreported_without_days_before_a_report_is_owed():
    """The figure is as old as ever; only the delay is not counted."""
    row = judged(OWED + updates(("2022-03-31", 500)), "2022-10-14")
    assert (row["status"], row["rule"]) == ("unreported", "stale")
    assert (row["next_report"], row["reported_late_days"]) == ("2023-01-30", 0)
    assert row["why_zh"] == "最近数据 2022-03-31（当时正常），下次填报期限 2023-01-30（A 级佐证）"
    assert row["why_en"] == (
        "Latest figure of 2022-03-31 (then on track); next report due by 2023-01-30 "
        "(grade A evidence)"
    )


def test_a_current_figure_is_judged_as_before():
    """The first day of the duty moves no status."""
    row = judged(OWED + updates(("2022-09-30", 700)), "2022-10-14")
    assert (row["status"], row["next_report"]) == ("on_track", "2023-01-30")


@pytest.mark.parametrize(
    ("owed_from", "next_report"),
    [("2022-12-31", "2023-01-30"), ("2023-01-01", None)],
)
def test_without_regular_reports_only_the_last_word_may_be_owed(owed_from, next_report):
    """Its one period ends on the due date: owed from that day, and never where the duty came later."""
    row = judged(f"report: {{every: never, from: {owed_from}}}\n", "2023-06-30")
    assert row["status"] == "unreported"
    assert row["next_report"] == next_report
    assert row["reported_late_days"] == (151 if next_report else None)


def test_without_a_start_periods_are_counted_from_the_due_date():
    """The first quarter after it that ends on or after the first day of the duty."""
    row = judged("start: null\ndue: 2022-01-31\n" + OWED, "2023-03-05")
    assert (row["next_report"], row["reported_late_days"]) == ("2022-11-30", 95)


def test_a_target_may_have_its_own_first_day():
    """It takes the place of the portfolio's."""
    own = "id: own\nreport: {from: 2023-04-01}"
    table = assess(
        tables_of("", own, report="{every: quarter, from: 2022-10-15}"), day("2023-03-01")
    )
    assert [f"{on:%Y-%m-%d}" for on in table["next_report"]] == ["2023-01-30", "2023-07-30"]


def test_a_file_of_a_folder_may_have_its_own_first_day():
    """The header of a second file holds for its targets."""
    files = (
        portfolio_text(target(), report="{every: quarter}"),
        portfolio_text(target("id: own"), report="{every: quarter, from: 2022-10-15}"),
    )
    table = assess(tables(loaded(*files)), day("2022-03-01"))
    assert [f"{on:%Y-%m-%d}" for on in table["next_report"]] == ["2022-04-30", "2023-01-30"]
