"""Figures: drawn in every language and palette, from safe text, in the colours of the pages."""

import datetime as dt
import json
import re
from functools import cache
from html import unescape
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples
from support.judging import as_ofs, portfolio_of, records, snapshot_at, snapshot_of
from support.looking import HOSTILE, TODAY, demonstration, empty, hostile, new_zealand, real
from support.samples import updates

from tracker.analysis.details import details_of, target_details
from tracker.analysis.timeline import timeline_data
from tracker.charts import budget_bars, budget_data, budget_shares, progress, timeline
from tracker.charts import figure as charts_figure
from tracker.charts.captions import alt_text, goal_label
from tracker.charts.figure import TITLE_WIDTH
from tracker.i18n import STATUS_SHAPES, Translator, languages, shorten

PALETTES = dict(zip(languages(), ((False, True), (True, False)), strict=True))
"""By language, whether the first of two figures is dark, and the second."""
PORTFOLIOS = {
    "demonstration": demonstration,
    "real": real,
    "nz": new_zealand,
    "empty": empty,
}
ROOT = Path(__file__).parents[2]


def palette(dark):
    return charts_figure.DARK if dark else charts_figure.LIGHT


def series_of(fields, as_of):
    return details_of(snapshot_of(fields, as_of=as_of), "homes").series


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
    snapshot = snapshot_at(portfolio, as_of)
    series = [details.series for details in target_details(snapshot)]
    return series, budget_data.budget_data(snapshot), timeline_data(snapshot)


def drawn(data, lang, *palettes):
    """Every figure with its text alternative; the palettes, dark or not, take turns."""
    all_series, money, times = data
    t, dark = Translator(lang), cycle(palettes)
    for series in all_series:
        yield progress.draw_progress(series, t, dark=next(dark)), alt_text(series, t)
    yield (
        budget_shares.draw_budget_shares(money, t, dark=next(dark)),
        budget_shares.budget_shares_alt_text(money, t),
    )
    yield (
        budget_bars.draw_budget_bars(money, t, dark=next(dark)),
        budget_bars.budget_bars_alt_text(money, t),
    )
    yield timeline.draw_timeline(times, t, dark=next(dark)), timeline.timeline_alt_text(times, t)


class TestDrawing:
    @pytest.mark.parametrize(("lang", "palettes"), PALETTES.items())
    @pytest.mark.parametrize("name", PORTFOLIOS)
    def test_every_figure_draws(self, name, lang, palettes):
        """For every target, in each language and in each palette, to plain JSON and with words beside it."""
        for figure, alt in drawn(known(name), lang, *palettes):
            spec = json.loads(figure.to_json())
            assert spec["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
            assert alt.endswith(("。", "."))
            assert not re.search(r"\bnan\b|NaT|None|[{}]", alt)

    @examples(0.4)
    @given(records(max_size=3), as_ofs, st.sampled_from(languages()))
    def test_every_sound_portfolio_draws(self, given_records, as_of, lang):
        """Whatever is missing from it."""
        for figure, alt in drawn(data_of(portfolio_of(given_records), as_of), lang, False):
            figure.to_json()
            assert alt

    def test_an_open_ended_and_a_due_only_target_are_seen(self):
        """The one as an arrow, the other as a stroke at its day, each named in the legend."""
        data = timeline_of("id: open\ndue: null", "id: ends\nstart: null")
        figure = timeline.draw_timeline(data, Translator("en"), dark=False)
        by_name = {trace.name: trace for trace in figure.data if trace.showlegend}
        assert list(by_name["Due date, no start"].x) == ["2022-12-31"]
        assert by_name["No due date"].marker.symbol == "triangle-right"

    @pytest.mark.parametrize(
        ("day", "goal"), [("2021-11-30", 40), ("2022-11-30", 40), ("2023-11-30", 50)]
    )
    def test_a_yearly_goal_is_labelled_in_the_year_of_the_latest_figure(self, day, goal):
        """In the first year with a plan where the figure is from before the start."""
        years = "measure: {kind: flow, unit: 户, years: {'2021': 30, '2022': 40, '2023': 50}}"
        fields = f"{years}\nstart: 2022-01-01\ndue: 2023-12-31\n{updates((day, 5))}"
        assert goal_label(series_of(fields, "2023-12-01")).value == goal

    def test_a_period_of_one_day_is_seen(self):
        """A bar has a least length."""
        data = timeline_of("start: 2022-05-01\ndue: 2022-05-01", "id: other\nstart: 2020-01-01")
        figure = timeline.draw_timeline(data, Translator("en"), dark=False)
        lengths = [length for trace in figure.data if trace.type == "bar" for length in trace.x]
        assert min(lengths) > 0

    def test_steps_of_one_day_share_a_diamond_that_names_them_all(self):
        """It is filled when all of them are done."""
        fields = """
milestones: [{id: a, title: A}, {id: b, title: B}]
updates: [{date: 2022-06-30, done: [a]}]
"""
        figure = timeline.draw_timeline(timeline_of(fields), Translator("en"), dark=False)
        diamonds = [trace for trace in figure.data if "Milestone" in (trace.name or "")]
        assert [trace.name for trace in diamonds] == ["Milestone not reported as done"]
        assert list(diamonds[0].customdata) == ["2022-12-31<br>◆ A<br>◇ B"]

    def test_forty_rows_stay_readable(self):
        """The height grows by row, and titles that are alike keep rows of their own."""
        data = timeline_of(*(f"id: t{number}" for number in range(40)))
        figure = timeline.draw_timeline(data, Translator("zh"), dark=False)
        assert figure.layout.height >= 40 * 28
        assert len(set(figure.data[0].y)) == 40

    def test_a_far_date_breaks_the_axis(self):
        """The years between are left out, and those on both sides have their labels."""
        data = timeline_of("", "id: far\ndue: 2060-12-31")
        axis = timeline.draw_timeline(data, Translator("en"), dark=False).layout.xaxis
        assert axis.rangebreaks[0].bounds == ("2023-01-01", "2060-01-01")
        assert [on[:7] for on in axis.tickvals] == list(axis.ticktext)
        assert {label[:4] for label in axis.ticktext} == {"2022", "2060"}
        near = timeline.draw_timeline(timeline_of(""), Translator("en"), dark=False).layout.xaxis
        assert (near.rangebreaks, near.tickvals) == ((), None)

    def test_a_long_title_keeps_within_a_phone(self):
        """Twenty-two Chinese characters, or twice as many Latin ones, end in an ellipsis."""
        assert shorten("汉" * 23, TITLE_WIDTH) == "汉" * 21 + "…"
        assert shorten("汉" * 22, TITLE_WIDTH) == "汉" * 22
        assert shorten("a" * 45, TITLE_WIDTH) == "a" * 43 + "…"

    @pytest.mark.parametrize("lang", languages())
    def test_the_status_is_in_the_label_as_a_shape(self, lang):
        """Nobody has to tell colours apart."""
        data = timeline_data(snapshot_at(demonstration(), TODAY))
        figure = timeline.draw_timeline(data, Translator(lang), dark=True)
        shapes = [re.sub("<[^>]*>", "", label)[0] for label in figure.data[0].text]
        expected = [STATUS_SHAPES[status] for status in data.bars["status"]]
        assert shapes == expected
        assert len(set(shapes)) == len(STATUS_SHAPES)

    def test_a_look_from_years_later_does_not_press_the_path_into_a_corner(self):
        """The as-of day is said at the edge instead of drawn."""
        figure = progress.draw_progress(series_of("", "2030-01-01"), Translator("en"), dark=False)
        assert figure.layout.xaxis.range[1] < "2023-03-01"
        assert "as of 2030-01-01 →" in [note.text for note in figure.layout.annotations]

    def test_a_figure_zooms_and_its_rows_stay(self):
        """Along the axis of time or money; rows of text keep their height."""
        figures = drawn(known("real"), "zh", False)
        assert {figure.layout.dragmode for figure, _ in figures} == {"zoom"}
        assert not any(figure.layout.xaxis.fixedrange for figure, _ in figures)
        assert all(
            figure.layout.yaxis.fixedrange
            for figure, _ in figures
            if figure.layout.yaxis.visible is False
        )

    @pytest.mark.parametrize(
        "measure",
        ["measure: {kind: statement}", "measure: {kind: milestones}\nstart: null\ndue: null"],
    )
    def test_the_text_of_an_empty_chart_says_so(self, measure):
        """A statement, and milestones without dates, have nothing to draw."""
        series = series_of(measure, "2022-07-02")
        for lang in languages():
            t = Translator(lang)
            assert alt_text(series, t) == t("chart.alt.none")

    def test_the_text_of_a_straight_line_calls_nothing_planned(self):
        """Nobody planned it; a plan is named, also one that a single milestone makes."""
        t, zh = Translator("en"), Translator("zh")
        line = series_of("", "2022-07-02")
        assert "Pro rata from 0 on 2022-01-01 to 1,000 户" in alt_text(line, t)
        assert "plan" not in alt_text(line, t).lower()
        assert "计划" not in alt_text(line, zh)
        steps = "measure: {kind: milestones}\nmilestones: [{id: a, title: A, due: 2022-03-31}]"
        steps += "\nstart: null\ndue: null\nupdates: [{date: 2022-01-31, done: []}]"
        assert "Planned: 100% on 2022-03-31" in alt_text(series_of(steps, "2022-07-02"), t)
        assert "计划 2022-03-31 达到 100%" in alt_text(series_of(steps, "2022-07-02"), zh)

    def test_the_text_of_the_timeline_counts_statuses_and_milestones(self):
        """With the period and the as-of date."""
        fields = """
milestones: [{id: a, title: A, due: 2022-03-31}, {id: b, title: B}]
updates: [{date: 2022-06-30, reported: 2022-07-10, done: [a]}]
"""
        text = timeline.timeline_alt_text(timeline_of(fields, as_of="2022-07-10"), Translator("en"))
        for part in (
            "(1)",
            "2022-01-01 to 2022-12-31",
            "as of 2022-07-10",
            "Dated milestones: 2, reported as done: 1",
        ):
            assert part in text


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


def test_the_interactive_chart_has_the_range_of_the_outlook():
    """The corners are those of the drawing's series: the latest figure, and both ends on the due date."""
    values = (("2022-03-31", 210), ("2022-06-30", 330), ("2022-09-30", 520))
    series = series_of(updates(*values), "2022-10-15")
    figure = progress.draw_progress(series, Translator("en"), dark=False)
    (area,) = [trace for trace in figure.data if trace.fill == "toself"]
    assert area.name == "Outlook: slowest to fastest pace"
    assert list(area.y) == [520, series.outlook.fastest, series.outlook.slowest]
    assert [str(day)[:10] for day in area.x] == ["2022-09-30", "2022-12-31", "2022-12-31"]
