"""Doubtful figures are reported until somebody confirms them; plausible ones are not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples
from support.judging import loaded
from support.looking import new_zealand, real
from support.samples import portfolio_text, target

from tracker.checks.run import check
from tracker.demo.generate import portfolio_text as demo_text
from tracker.i18n import Translator, languages

TODAY = dt.date(2026, 11, 28)
DAYS = ("2022-03-31", "2022-06-30", "2022-09-30", "2022-12-31", "2023-03-31")
EVIDENCE = "evidence: {title: Gazette, grade: A}"
GROWTH = "measure: {kind: floor, unit: '%', floor: 5.5}\n"
SHARE = "measure: {kind: floor, unit: {zh: '%', en: '%'}, floor: 95}\n"
CEILING = "measure: {kind: ceiling, unit: mg/L, ceiling: 0.5}\n"
RANGE = "measure: {kind: range, unit: '%', range: [6, 8]}\n"
LEVEL = "measure: {kind: level, unit: '%', baseline: 30, target: 60}\n"
TOTAL = "measure: {kind: cumulative, unit: 户, target: 1000}\ndue: 2025-12-31\n"
BUDGET = "budget: {approved: 20000 万元}\n"


def doubts(fields: str, *reports: object, name: str = "value") -> list[str]:
    """The keys of doubts, without their prefix; a report is a figure or the text of fields."""
    lines = "".join(
        f"  - {{date: {day}, {one if ':' in str(one) else f'{name}: {one}'}, {EVIDENCE}}}\n"
        for day, one in zip(DAYS, reports, strict=False)
    )
    text = portfolio_text(target(f"{fields}updates:\n{lines}"))
    return [
        problem.message.key.removeprefix("check.doubtful-")
        for problem in check(loaded(text), TODAY)
        if problem.rule.startswith("doubtful")
    ]


@pytest.mark.parametrize(
    ("fields", "reports", "expected"),
    [
        # a slipped decimal point, a share for a percentage
        (GROWTH, (3.8, 450), ["value.percent"]),
        (GROWTH, (3.8, 38), ["value.times"]),
        (GROWTH, (450,), ["value.percent"]),
        (GROWTH, (55,), ["value.times_goal"]),
        (SHARE, (97.2, 972), ["value.percent"]),
        (SHARE, (97.2, 0.972), ["value.divided"]),
        (SHARE, (0.972,), ["value.divided_goal"]),
        (SHARE, (972,), ["value.percent"]),
        (SHARE, (9.7,), ["value.divided_goal"]),
        (GROWTH, (3.8, 0.00038), ["value.divided"]),
        (
            "measure: {kind: level, unit: t, baseline: 90, target: 0}\n",
            (0.0004, 4),
            ["value.times"],
        ),
        (SHARE, (97.2, 5), ["value.jump"]),
        (SHARE, (-5,), ["value.jump"]),
        (SHARE, (97.2, 60), []),
        (LEVEL, (38.5, 0.385), ["value.divided"]),
        (LEVEL, (0.385,), ["value.divided_baseline"]),
        (LEVEL, (38.5, 3850), ["value.percent"]),
        # a level may recede, or pass its goal, by more than there is between its baseline and its goal
        ("measure: {kind: level, unit: '%', baseline: 5.2, target: 4}\n", (5.4, 6.8), []),
        ("measure: {kind: level, unit: 人, baseline: 185, target: 165}\n", (191, 136), []),
        (
            "measure: {kind: level, unit: 人, baseline: 185, target: 165}\n",
            (191, 119),
            ["value.jump"],
        ),
        (CEILING, (0.4, 40), ["value.times"]),
        (CEILING, (0.4, 400), ["value.times"]),
        (CEILING, (4.5,), ["value.times_goal"]),
        (RANGE, (6.25, 62.5), ["value.times"]),
        (RANGE, (6.25, 0.00625), ["value.divided"]),
        (GROWTH, (3.8, -450), ["value.times"]),
        (TOTAL, (21, 210), ["value.times"]),
        (TOTAL, (240, 250000), ["value.times"]),
        # a jump beyond everything before
        ("measure: {kind: cumulative, unit: 家, target: 60}\n", (500000,), ["value.jump"]),
        ("measure: {kind: floor, unit: 家, floor: 60}\n", (500000,), ["value.times_goal"]),
        (RANGE, (6, 6.25, 6.5, 20), ["value.jump"]),
        # one slip is one problem, whatever follows
        (GROWTH, (3.8, 450, 3.9, 4.0), ["value.percent"]),
        (TOTAL, (240, 2400, 250), ["value.times"]),
        # plausible
        (GROWTH, (9.1, 0.5, 5.0, -5.0), []),
        (GROWTH, (0.5,), []),
        (GROWTH, (0.5, 5.0), []),
        (SHARE, (97.2, 99.9, 100), []),
        (CEILING, (0.4, 0.38, 0.41), []),
        (CEILING, (0.005,), []),
        (RANGE, (6, 6.25, 2.6, 7.1), []),
        (LEVEL, (38.5, 41, 57.5), []),
        (TOTAL, (0, 90, 300), []),
        (TOTAL, (1001,), []),
        (TOTAL, (60, 130, 200, 270), []),
        # confirmed, and what follows a confirmed figure
        (GROWTH, (3.8, "value: 450, confirmed: true"), []),
        (GROWTH, (3.8, "value: 450, confirmed: true", 455), []),
        (GROWTH, (3.8, "value: 450, confirmed: true", 3.9), []),
        (LEVEL, ("value: 450, confirmed: true", 45), []),
        (GROWTH, (3.8, "value: 45, confirmed: false"), ["value.times"]),
    ],
)
def test_doubtful_values_of_every_kind(fields, reports, expected):
    """A value out of line with those before, the baseline and the goal is doubtful; others are not."""
    assert doubts(fields, *reports) == expected


@pytest.mark.parametrize(
    ("fields", "reports", "expected"),
    [
        (BUDGET, ("2337 万元", "2273 亿元"), ["spent.last"]),
        (BUDGET, ("2337 万元", 5000), ["spent.last"]),  # 亿元, the unit of the portfolio
        (BUDGET, (5000,), ["spent.budget"]),
        (BUDGET, ("2337 万元", "233700 万元"), ["spent.last"]),
        (BUDGET, ("2337 万元", "24000 万元"), ["spent.last"]),
        (BUDGET, ("2337 万元", "24 万元"), ["spent.less"]),
        (BUDGET, ("6000 万元", "200000 万元"), ["spent.budget"]),
        ("", ("2337 万元", 5000), ["spent.last"]),
        (BUDGET, ("2337 万元", "spent: 5000, confirmed: true"), []),
        (BUDGET, ("200 万元", "2000 万元", "5000 万元"), []),
        (BUDGET, ("2337 万元", 0.2337, "28000000 元"), []),
        (BUDGET, ("0 万元", "5000 万元"), []),
        ("", ("5000 亿元",), []),
    ],
)
def test_doubtful_sums(fields, reports, expected):
    """A sum far from the last one or far above the budget is doubtful, whatever units they are in."""
    assert doubts(fields, *reports, name="spent") == expected


def test_a_correction_by_a_factor_is_compared_with_other_days():
    """To correct 972 to 97.2 is not doubtful; to correct 97.2 to 972 is."""
    correction = "value: {}, corrects: 2022-06-30"
    assert doubts(SHARE, 97.1, "value: 972, confirmed: true", correction.format(97.2)) == []
    assert doubts(SHARE, 97.1, 97.2, correction.format(972)) == ["value.percent"]


def test_no_figure_on_record_is_doubtful():
    """Neither in the real files nor in the demonstration, whatever its seed and day."""
    portfolios = [real(), new_zealand()]
    days = (dt.date(2023, 1, 15), dt.date(2024, 8, 1), TODAY)
    portfolios += [
        loaded(demo_text(day, seed=seed)) for seed, day in zip((135, 7, 8), days, strict=True)
    ]
    for portfolio in portfolios:
        rules = [problem.rule for problem in check(portfolio, TODAY)]
        assert not [rule for rule in rules if rule.startswith("doubtful")]


@examples(0.6)
@given(
    st.lists(st.floats(95, 99.9).map(lambda x: round(x, 1)), min_size=1, max_size=4),
    st.sampled_from((10, 100, 1000, 10_000, 1 / 10, 1 / 100, 1 / 1000, 1 / 10_000)),
    st.booleans(),
)
def test_a_slipped_decimal_point_is_always_doubtful(values, factor, confirmed):
    """After any history of shares, in both languages, until it is confirmed."""
    slip = f"{values[-1] * factor:.6g}"
    mark = ", confirmed: true" if confirmed else ""
    keys = doubts(SHARE, *values, f"value: {slip}{mark}")
    assert len(keys) == (not confirmed)
    for lang in languages():
        text = Translator(lang)(
            "check.doubtful-value.times",
            value=slip,
            date=DAYS[0],
            times=10,
            last=values[-1],
            last_date=DAYS[0],
            how="",
        )
        assert slip in text
