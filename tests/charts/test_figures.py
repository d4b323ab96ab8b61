"""Figures: their data is asserted, their drawing is tried in every language and palette."""

import datetime as dt
import json
import re
from functools import cache
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.judging import as_ofs, portfolio_of, records, snapshot_of
from support.looking import HOSTILE, TODAY, demonstration, empty, hostile, real

from tracker.analysis.series import _planned_on, progress_data, progress_table
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.timeline import timeline_data, timeline_table
from tracker.charts import budgets, progress, timeline
from tracker.charts import figure as charts_figure
from tracker.i18n import STATUS_SHAPES, Translator, languages

LOOKS = [(lang, dark) for lang in languages() for dark in (False, True)]
PORTFOLIOS = {"demonstration": demonstration, "real": real, "empty": empty}
ROOT = Path(__file__).parents[2]


def path_of(fields, as_of):
    return progress_data(snapshot_of(fields, as_of=as_of), "homes")


def points(frame):
    """A frame of a path as (day, value, …) with the day as text."""
    dates = frame["date"].dt.strftime("%Y-%m-%d")
    return list(zip(dates, *(frame[name] for name in frame.columns[1:]), strict=True))


def money_of(*fields, as_of="2022-07-02"):
    snapshot = snapshot_of(*fields, as_of=as_of)
    return budgets.budget_data(snapshot.tables, snapshot.budget_status)


def timeline_of(*fields, as_of="2022-07-02"):
    return timeline_data(snapshot_of(*fields, as_of=as_of))


def texts(figure):
    """Every text of a figure."""

    def within(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for inner in value.values():
                yield from within(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from within(inner)

    return list(within(json.loads(figure.to_json())))


@cache
def known(name):
    """`data_of` a portfolio of `PORTFOLIOS`."""
    return data_of(PORTFOLIOS[name]())


def data_of(portfolio, as_of=TODAY):
    """The data of every figure of a portfolio."""
    snapshot = Snapshot.at(portfolio, as_of)
    paths = [progress_data(snapshot, own) for own in snapshot.tables.targets["id"]]
    money = budgets.budget_data(snapshot.tables, snapshot.budget_status)
    return paths, money, timeline_data(snapshot)


def drawn(data, lang, dark):
    """Every figure, with its alternative text; the tables are made as well."""
    paths, money, times = data
    t = Translator(lang)
    for one in paths:
        yield (
            progress.draw_progress(one, t, lang, dark),
            progress.progress_alt_text(one, t, lang),
        )
        progress_table(one, t, lang)
    yield (
        budgets.draw_budget_status(money, t, lang, dark),
        budgets.budget_status_alt_text(money, t, lang),
    )
    yield (
        budgets.draw_budgets(money, t, lang, dark),
        budgets.budgets_alt_text(money, t, lang),
    )
    timeline_table(times, t, lang)
    alt = timeline.timeline_alt_text(times, t, lang)
    yield timeline.draw_timeline(times, t, lang, dark), alt


class TestPathData:
    def test_a_count_runs_straight_from_baseline_to_goal(self):
        """Without points in the file the path is one line."""
        data = path_of("measure: {kind: level, unit: 户, baseline: 40, target: 10}", "2022-07-02")
        assert points(data.planned) == [("2022-01-01", 40.0), ("2022-12-31", 10.0)]
        assert data.actual.empty
        assert data.gap is None
        assert not data.empty

    def test_points_of_the_file_bend_the_path_and_stand_over_its_ends(self):
        """A point on the due day replaces the end that would be drawn there."""
        data = path_of(
            "trajectory: [{date: 2022-06-30, value: 300}, {date: 2022-12-31, value: 990}]",
            "2022-07-02",
        )
        assert points(data.planned) == [
            ("2022-01-01", 0.0),
            ("2022-06-30", 300.0),
            ("2022-12-31", 990.0),
        ]

    def test_the_goal_is_that_in_force_on_the_day(self):
        """A look back sees the goal as it then stood."""
        fields = """
measure: {kind: cumulative, unit: 户, target: 1000}
revisions: [{date: 2022-06-01, field: target, from: 1200, to: 1000, reason: less money}]
"""
        assert path_of(fields, "2022-05-31").goal == 1200
        assert points(path_of(fields, "2022-05-31").planned)[-1][1] == 1200
        assert path_of(fields, "2022-06-01").goal == 1000

    @pytest.mark.parametrize("lacking", ["start", "due"])
    def test_without_a_start_or_a_due_day_there_are_only_figures(self, lacking):
        """No line is invented between a day that is known and one that is not."""
        fields = f"{lacking}: null\nupdates: [{{date: 2022-03-31, value: 210}}]"
        data = path_of(fields, "2022-07-02")
        assert data.planned.empty
        assert points(data.actual) == [("2022-03-31", 210.0, "counts")]
        assert data.goal == 1000

    def test_a_start_and_due_of_one_day_are_one_point(self):
        """The goal is due at once."""
        data = path_of("start: 2022-05-01\ndue: 2022-05-01", "2022-07-02")
        assert points(data.planned) == [("2022-05-01", 1000.0)]

    def test_of_one_day_the_figure_that_counts_is_the_judged_one(self):
        """A better grade counts; what disagrees and what was corrected stay to be seen as such."""
        fields = """
updates:
  - {date: 2022-03-31, value: 90}
  - {date: 2022-03-31, value: 100, reported: 2022-04-20, corrects: 2022-03-31}
  - {date: 2022-06-30, value: 500, evidence: {title: Blog, grade: C}}
  - {date: 2022-06-30, value: 400, evidence: {title: Gazette, grade: A}}
  - {date: 2022-06-30, value: 400, evidence: {title: Other, grade: B}}
"""
        data = path_of(fields, "2022-07-02")
        assert points(data.actual) == [
            ("2022-03-31", 100.0, "counts"),
            ("2022-03-31", 90.0, "corrected"),
            ("2022-06-30", 400.0, "counts"),
            ("2022-06-30", 500.0, "other"),
        ]

    def test_a_past_day_sees_only_what_was_known_by_then(self):
        """Neither a later report nor its correction shows."""
        fields = "updates: [{date: 2022-03-31, value: 90, reported: 2022-04-20}]"
        assert path_of(fields, "2022-04-19").actual.empty
        assert len(path_of(fields, "2022-04-20").actual) == 1

    def test_the_gap_stands_at_the_day_of_the_figure(self):
        """In the measure's unit, with the judged points and status."""
        data = path_of("updates: [{date: 2022-07-02, value: 300}]", "2022-07-20")
        gap = data.gap
        assert gap is not None
        assert (gap.on, gap.planned, gap.actual) == (pd.Timestamp("2022-07-02"), 500.0, 300.0)
        assert (gap.gap_pp, gap.status) == (20.0, "at_risk")

    @pytest.mark.parametrize(
        ("measure", "value", "planned"),
        [
            ("{kind: floor, unit: '%', floor: 5.5}", 5, 5.5),
            ("{kind: ceiling, unit: '%', ceiling: 30}", 33, 30),
            ("{kind: range, unit: '%', range: [6, 8]}", 9, 8),
            ("{kind: range, unit: '%', range: [6, 8]}", 5, 6),
            ("{kind: range, unit: '%', range: [6, 8], above: met}", 9, 6),
        ],
    )
    def test_a_rate_is_held_against_the_bound_it_breaks(self, measure, value, planned):
        """It has bounds, and no path."""
        fields = f"measure: {measure}\nupdates: [{{date: 2022-06-30, value: {value}}}]"
        data = path_of(fields, "2022-07-02")
        assert data.planned.empty
        assert data.gap is not None
        assert data.gap.planned == planned
        assert np.isnan(data.high) == ("range" not in measure)

    def test_milestones_climb_by_weight(self):
        """Planned as their days pass, actual as they are said to be done; the undated is due last."""
        fields = """
measure: {kind: milestones}
milestones:
  - {id: a, title: A, due: 2022-03-31}
  - {id: b, title: B, due: 2022-06-30, weight: 2}
  - {id: c, title: C}
updates:
  - {date: 2022-03-31, done: [a]}
  - {date: 2022-06-30, note: still at it}
  - {date: 2022-09-30, done: [b]}
"""
        data = path_of(fields, "2022-10-02")
        assert points(data.planned) == [
            ("2022-01-01", 0.0),
            ("2022-03-31", 25.0),
            ("2022-06-30", 75.0),
            ("2022-12-31", 100.0),
        ]
        assert [value for _, value, _ in points(data.actual)] == [25.0, 25.0, 75.0]
        assert (data.unit_zh, data.goal) == ("%", 100.0)

    def test_the_last_dated_step_holds_until_due(self):
        """The plan is level from the last step to the due day."""
        fields = """
measure: {kind: milestones}
milestones: [{id: a, title: A, due: 2022-03-31}]
"""
        assert points(path_of(fields, "2022-07-02").planned)[-1] == ("2022-12-31", 100.0)

    @pytest.mark.parametrize(
        "measure",
        ["measure: {kind: statement}", "measure: {kind: milestones}\nstart: null\ndue: null"],
    )
    def test_nothing_to_draw_is_said(self, measure):
        """A statement, and steps of which no day is known, are empty, and their alternative text says so."""
        data = path_of(measure, "2022-07-02")
        assert data.empty
        for lang in languages():
            said = Translator(lang)
            assert progress.progress_alt_text(data, said, lang) == said("chart.alt.none")

    def test_steps_without_any_day_have_no_plan_to_be_ahead_of(self):
        """All done is all done; there is no gap to draw."""
        fields = """
measure: {kind: milestones}
due: null
milestones: [{id: a, title: A}]
updates: [{date: 2022-03-31, done: [a]}]
"""
        data = path_of(fields, "2022-07-02")
        assert data.planned.empty
        assert data.gap is None
        assert points(data.actual) == [("2022-03-31", 100.0, "counts")]

    @settings(max_examples=40, deadline=None)
    @given(records(max_size=4), as_ofs)
    def test_it_agrees_with_the_judgement(self, given_records, as_of):
        """The plan read off the path, and the figure on it, are those the status was judged by."""
        snapshot = Snapshot.at(portfolio_of(given_records), as_of)
        for row in snapshot.assessed.to_dict("records"):
            data = progress_data(snapshot, row["id"])
            progress_table(data, Translator("en"), "en")
            if not pd.isna(row["value"]):
                same_day = data.actual[data.actual["date"] == row["judged_on"]]
                counting = same_day.loc[same_day["state"] == "counts", "value"]
                assert list(counting) == [row["value"]]
            if data.gap is None or data.kind in ("floor", "ceiling", "range"):
                continue
            if data.start is not None and data.start <= data.gap.on:
                planned = _planned_on(data, pd.Series([data.gap.on]))[0]
                assert planned == pytest.approx(data.gap.planned)


class TestPathTable:
    FIELDS = "updates: [{date: 2022-07-02, value: 300}, {date: 2022-07-02, value: 200}]"

    def test_it_holds_every_corner_and_every_figure(self):
        """By date, with the plan of that day, the unit and whether a figure counts."""
        table = progress_table(path_of(self.FIELDS, "2022-07-20"), Translator("en"), "en")
        assert list(table.columns) == ["date", "planned", "actual", "unit", "state"]
        assert table["planned"].tolist() == [0.0, 500.0, 500.0, 1000.0]
        assert table["actual"].fillna(-1).tolist() == [-1, 200.0, 300.0, -1]
        assert set(table["unit"]) == {"户"}
        assert table["state"].tolist()[1:3] == ["counts", "another figure for the day counts"]

    def test_a_range_has_an_upper_bound(self):
        """Over its period; before the start nothing is planned."""
        fields = """
measure: {kind: range, unit: "%", range: [6, 8]}
updates: [{date: 2021-12-31, value: 7}]
"""
        table = progress_table(path_of(fields, "2022-07-02"), Translator("zh"), "zh")
        assert table["planned"].fillna(-1).tolist() == [-1, 6.0, 6.0]
        assert table["upper"].fillna(-1).tolist() == [-1, 8.0, 8.0]

    def test_before_the_first_point_of_a_path_without_start_nothing_is_planned(self):
        """The plan is not drawn out to days of which the file says nothing."""
        fields = """
start: null
trajectory: [{date: 2022-06-30, value: 300}]
updates: [{date: 2022-03-31, value: 100}]
"""
        table = progress_table(path_of(fields, "2022-07-02"), Translator("zh"), "zh")
        assert table["planned"].fillna(-1).tolist() == [-1, 300.0, 1000.0]


class TestMoneyData:
    RICH = "id: rich\ntitle: Rich\nbudget: {approved: 90}"
    LATE = """
id: late
title: Late
budget: {approved: 100}
updates: [{date: 2022-07-02, value: 100, spent: 120}]
"""
    FREE = "id: free"

    def test_who_names_no_amount_has_no_row(self):
        """The order is that of the clocks."""
        data = money_of(self.RICH, self.LATE, self.FREE)
        assert data.rows["id"].tolist() == ["rich", "late"]
        assert data.rows["flagged"].tolist() == [False, True]
        assert data.money == "亿元"

    def test_budgets_stand_largest_first_and_overspending_shows(self):
        """What exceeds the approved sum is a bar of its own, beginning where that ends."""
        figure = budgets.draw_budgets(money_of(self.RICH, self.LATE), Translator("en"), "en", False)
        titles, sums = figure.data[0].text, figure.data[1].text
        assert list(titles) == ["Late", "Rich"]
        assert list(sums) == [
            "approved 100 · spent 120 (120%)",
            "approved 90 · spending not reported",
        ]
        approved, spent, over = figure.data[2:]
        assert list(approved.x) == [100, 90]
        assert list(spent.x) == [100, 0]
        assert (list(over.x), list(over.base)) == ([20, 0], [100, 90])

    def test_spending_without_a_budget_is_not_overspending(self):
        """Nobody said what it was to be held against."""
        fields = "budget: null\nupdates: [{date: 2022-03-31, spent: 5}]"
        figure = budgets.draw_budgets(money_of(fields), Translator("en"), "en", False)
        assert [list(trace.x) for trace in figure.data[2:]] == [[0], [5]]
        assert list(figure.data[1].text) == ["approved sum not known · spent 5"]

    def test_flagged_and_silent_rows_say_so_in_words(self):
        """A flag is no matter of colour, and money that is not reported is not zero."""
        figure = budgets.draw_budget_status(
            money_of(self.RICH, self.LATE), Translator("en"), "en", False
        )
        silent, flagged = figure.data[1].text
        assert silent == "spending not reported"
        assert "⚑ spending 110 points ahead of progress" in flagged
        time, physical, money = figure.data[-3:]
        assert list(time.x) == [50, 50]
        assert list(physical.x) == [10]
        assert list(money.x) == [120]
        assert figure.layout.xaxis.range[1] > 120

    def test_the_alternative_text_names_who_spends_ahead(self):
        """With by how much."""
        said = budgets.budget_status_alt_text(
            money_of(self.RICH, self.LATE), Translator("en"), "en"
        )
        assert "1 (Late 110)" in said
        assert "not reported: 1" in said

    def test_an_iso_currency_speaks_for_itself(self):
        """Only Chinese money units have a wording."""
        data = money_of(self.LATE)._replace(money="EUR")
        assert "in EUR;" in budgets.budgets_alt_text(data, Translator("en"), "en")


class TestTimelineData:
    def test_themes_stand_in_file_order_and_targets_by_due_day(self):
        """A target without a due day comes last in its theme, one without any day on no row at all."""
        data = timeline_of(
            "id: late",
            "id: water\ntheme: water",
            "id: soon\ndue: 2022-06-30",
            "id: open\ndue: null",
            "id: ends\nstart: null\ndue: 2022-03-31",
            "id: never\nstart: null\ndue: null",
        )
        assert data.bars["id"].tolist() == ["ends", "soon", "late", "open", "water"]
        assert data.bars["theme_en"].unique().tolist() == ["Housing", "water"]
        assert data.undated["id"].tolist() == ["never"]

    def test_the_share_is_clipped_and_missing_where_it_means_nothing(self):
        """A count that overshot is full; a rate that is still running is judged, but no share of a way."""
        rate = "measure: {kind: floor, unit: '%', floor: 5}"
        figure = "updates: [{{date: {}, value: {}}}]"
        data = timeline_of(
            "id: over\n" + figure.format("2022-06-30", 1100),
            "id: silent",
            f"id: runs\n{rate}\n" + figure.format("2022-06-30", 6),
            f"id: held\ndue: 2022-03-31\n{rate}\n" + figure.format("2022-03-31", 6),
        )
        bars = data.bars.set_index("id")
        assert bars["actual"].fillna(-1).to_dict() == {
            "over": 1.0,
            "silent": -1,
            "runs": -1,
            "held": 1.0,
        }
        assert bars["known"].to_dict() == {
            "over": True,
            "silent": False,
            "runs": True,
            "held": True,
        }

    STEPS = """
milestones: [{id: a, title: A, due: 2022-03-31}, {id: b, title: B}]
updates: [{date: 2022-06-30, reported: 2022-07-10, done: [a]}]
"""

    def test_steps_are_done_as_known_on_the_day(self):
        """A step without a day of its own stands on its target's due day."""
        data = timeline_of(self.STEPS, as_of="2022-07-09")
        assert points(data.milestones[["date", "title_en", "done"]]) == [
            ("2022-03-31", "A", False),
            ("2022-12-31", "B", False),
        ]
        assert timeline_of(self.STEPS, as_of="2022-07-10").milestones["done"].tolist() == [
            True,
            False,
        ]

    def test_a_selection_of_targets_is_all_there_is(self):
        """The page's filter decides what is drawn."""
        snapshot = snapshot_of("id: one\n" + self.STEPS, "id: two", as_of="2022-07-02")
        data = timeline_data(snapshot.select(snapshot.assessed["id"] == "two"))
        assert data.bars["id"].tolist() == ["two"]
        assert data.milestones.empty

    def test_the_table_says_the_same(self):
        """Each target's steps stand below it, in words."""
        table = timeline_table(timeline_of(self.STEPS, as_of="2022-07-10"), Translator("en"), "en")
        assert table["step"].tolist() == ["", "A", "B"]
        assert table["status"].tolist() == ["？ Not reported", "Step done", "Step not done"]

    def test_the_alternative_text_counts_statuses_and_steps(self):
        """With the span and the as-of day."""
        data = timeline_of(self.STEPS, as_of="2022-07-10")
        said = timeline.timeline_alt_text(data, Translator("en"), "en")
        for part in (
            "(1)",
            "2022-01-01 to 2022-12-31",
            "as of 2022-07-10",
            "Dated steps: 2, done: 1",
        ):
            assert part in said


class TestDrawing:
    @pytest.mark.parametrize(("lang", "dark"), LOOKS)
    @pytest.mark.parametrize("name", PORTFOLIOS)
    def test_every_figure_draws(self, name, lang, dark):
        """For every target, in both languages and palettes, to plain JSON and with words beside it."""
        for figure, alt in drawn(known(name), lang, dark):
            said = json.loads(figure.to_json())
            assert said["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
            assert alt.endswith(("。", "."))
            assert not re.search(r"\bnan\b|NaT|None|[{}]", alt)

    @settings(max_examples=15, deadline=None)
    @given(records(max_size=3), as_ofs, st.sampled_from(languages()))
    def test_every_sound_portfolio_draws(self, given_records, as_of, lang):
        """Whatever is missing from it."""
        for figure, alt in drawn(data_of(portfolio_of(given_records), as_of), lang, False):
            figure.to_json()
            assert alt

    def test_an_open_ended_and_a_due_only_target_are_seen(self):
        """The one as an arrow, the other as a stroke at its day, each named in the legend."""
        data = timeline_of("id: open\ndue: null", "id: ends\nstart: null")
        figure = timeline.draw_timeline(data, Translator("en"), "en", False)
        by_name = {trace.name: trace for trace in figure.data if trace.showlegend}
        assert list(by_name["Due date, no start"].x) == ["2022-12-31"]
        assert by_name["No due date"].marker.symbol == "triangle-right"

    def test_a_period_of_one_day_is_seen(self):
        """A bar has a least length."""
        data = timeline_of("start: 2022-05-01\ndue: 2022-05-01", "id: other\nstart: 2020-01-01")
        figure = timeline.draw_timeline(data, Translator("en"), "en", False)
        lengths = [length for trace in figure.data if trace.type == "bar" for length in trace.x]
        assert min(lengths) > 0

    def test_steps_of_one_day_share_a_diamond_that_names_them_all(self):
        """It is filled when all of them are done."""
        fields = """
milestones: [{id: a, title: A}, {id: b, title: B}]
updates: [{date: 2022-06-30, done: [a]}]
"""
        figure = timeline.draw_timeline(timeline_of(fields), Translator("en"), "en", False)
        diamonds = [trace for trace in figure.data if "Step" in (trace.name or "")]
        assert [trace.name for trace in diamonds] == ["Step not done"]
        assert list(diamonds[0].customdata) == ["2022-12-31<br>◆ A<br>◇ B"]

    def test_forty_rows_stay_readable(self):
        """The height grows by row, and titles that are alike keep rows of their own."""
        data = timeline_of(*(f"id: t{number}" for number in range(40)))
        figure = timeline.draw_timeline(data, Translator("zh"), "zh", False)
        assert figure.layout.height >= 40 * 28
        assert len(set(figure.data[0].y)) == 40

    def test_a_long_title_keeps_within_a_phone(self):
        """Twenty-two Chinese characters, or twice as many Latin ones, end in an ellipsis."""
        assert charts_figure.shorten("汉" * 23) == "汉" * 21 + "…"
        assert charts_figure.shorten("汉" * 22) == "汉" * 22
        assert charts_figure.shorten("a" * 45) == "a" * 43 + "…"

    @pytest.mark.parametrize("lang", languages())
    def test_the_status_is_in_the_label_as_a_shape(self, lang):
        """Nobody has to tell colours apart."""
        data = timeline_data(Snapshot.at(demonstration(), TODAY))
        figure = timeline.draw_timeline(data, Translator(lang), lang, True)
        shapes = [re.sub("<[^>]*>", "", label)[0] for label in figure.data[0].text]
        expected = [STATUS_SHAPES[status] for status in data.bars["status"]]
        assert shapes == expected
        assert len(set(shapes)) == len(STATUS_SHAPES)

    def test_a_look_from_years_later_does_not_press_the_path_into_a_corner(self):
        """The as-of day is said at the edge instead of drawn."""
        figure = progress.draw_progress(path_of("", "2030-01-01"), Translator("en"), "en", False)
        assert figure.layout.xaxis.range[1] < "2023-03-01"
        assert "as of 2030-01-01 →" in [note.text for note in figure.layout.annotations]

    def test_a_figure_neither_drags_nor_zooms(self):
        """A page scrolls over it."""
        for figure, _ in drawn(known("real"), "zh", False):
            assert figure.layout.dragmode is False
            assert figure.layout.xaxis.fixedrange
            assert figure.layout.yaxis.fixedrange


class TestSafety:
    OURS = re.compile(r'</?b>|<br>|<span style="color:#[0-9A-F]{6}">|</span>|</?extra>')

    @pytest.mark.parametrize("lang", languages())
    def test_text_from_data_stays_text(self, lang):
        """No tag, entity or formula of a title or unit reaches plotly as markup."""
        plain = " ".join(HOSTILE.split())
        seen = 0
        for figure, _ in drawn(data_of(hostile(), dt.date(2022, 7, 2)), lang, False):
            for text in texts(figure):
                rest = self.OURS.sub("", text)
                assert "<" not in rest
                assert "$" not in rest
                seen += plain in unescape(rest)
        assert seen > 5

    def test_every_character_comes_back(self):
        """Escaping loses nothing but line ends and double blanks."""
        assert unescape(charts_figure.escape_plotly(HOSTILE)) == HOSTILE
        assert charts_figure.escape_plotly("a\n  b") == "a b"


class TestLook:
    CSS = (ROOT / "src" / "tracker" / "views" / "look.css").read_text(encoding="utf-8")

    @pytest.mark.parametrize("dark", [False, True])
    def test_the_colours_are_those_of_the_pages(self, dark):
        """A status is the same in a chart and beside it."""
        found = re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", self.CSS)
        pairs = {name: both for name, *both in found}
        look = charts_figure.palette_for(dark=dark)._asdict()
        assert {name: pairs[name][dark].upper() for name in look} == look

    @pytest.mark.parametrize("dark", [False, True])
    def test_statuses_and_marks_stand_out(self, dark):
        """At least 3:1 against the card they stand on."""
        look = charts_figure.palette_for(dark=dark)

        def light(colour):
            parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
            parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

        ground = light(look.card)
        for name, colour in look._asdict().items():
            if name not in ("card", "line", "track"):
                high, low = sorted((light(colour), ground), reverse=True)
                assert (high + 0.05) / (low + 0.05) >= 3, name
