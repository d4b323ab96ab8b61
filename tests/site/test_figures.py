"""Small and extreme figures keep their value on every page, chart, screen, data file and sheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from functools import cache
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from support.looking import card, look, portfolio
from support.published import put, read

from tracker.analysis.details import details_of
from tracker.analysis.snapshot import Snapshot
from tracker.app import report_html
from tracker.charts import progress, progress_table
from tracker.i18n import languages
from tracker.portfolio.load import Portfolio, load
from tracker.reporting.sheet_export import build_workbook
from tracker.reporting.sheet_import import read_workbook
from tracker.reporting.sheet_layout import FIRST_ROW, FORM
from tracker.screen.cards import screen_card
from tracker.site.data_files import table_rows
from tracker.site.layout import lang_folder
from tracker.views import budget_rails, budgets
from tracker.views import target as target_page
from tracker.views.context import PageContext
from tracker.views.spreadsheet import csv_rows

CASES = Path(__file__).parents[1] / "data" / "cases"
TODAY = dt.date(2026, 11, 28)
MIDYEAR = dt.date(2022, 7, 1)

# By language and target: texts of its page.
TEXTS = {
    "en": {
        "lead-in-water": [
            "0.0064 mg/L, goal at most 0.005 mg/L",
            "at most 0.005 mg/L",
            "0.0064 mg/L",
        ],
        "mercury": ["0.002 mg/L, goal 0.001 mg/L", "from 0.004 to 0.001 mg/L"],
        "pass-rate": ["99.996%, goal at least 99.999%", "99.996%"],
        "huge": ["123,456,789,012,345", "999,999,999,999,999"],
        "tiny": ["0.000000002 g, goal 0.000000001 g", "from 0.000000003 to 0.000000001 g"],
        "over": ["50,000 of 10 个", "500,000%"],
        "back": ["100,000 个, goal 90 个", "actual −999,000%", "999,074.7 points"],
        "range0": ["5%, goal 5–5%"],
    },
    "zh": {
        "lead-in-water": ["0.0064 mg/L，要求不高于 0.005 mg/L", "0.0064 mg/L"],
        "mercury": ["0.002 mg/L，目标 0.001 mg/L", "0.004"],
        "pass-rate": ["99.996%，要求不低于 99.999%", "99.996%"],
        "huge": ["123,456,789,012,345", "999,999,999,999,999"],
        "tiny": ["0.000000002 g，目标 0.000000001 g", "0.000000003"],
        "over": ["50,000 / 10 个", "500,000%"],
        "back": ["100,000 个，目标 90 个", "实际 −999,000%"],
        "range0": ["5%，要求 5–5%"],
    },
}
CASE_OF = {
    **dict.fromkeys(("lead-in-water", "mercury", "pass-rate"), "small-figures"),
    **dict.fromkeys(("huge", "tiny", "over", "back", "range0"), "extreme-values"),
}
EVERY_TEXT = [(lang, id_) for lang, texts in TEXTS.items() for id_ in texts]


def spoken(html: str) -> str:
    """The texts of a page, without its tags and what is in them for programs, in the units of the data files."""
    read_by_people = re.sub(r"(?s)<script.*?</script>", "", html)
    return unescape(re.sub(r"\s*\n\s*", " ", re.sub(r"<[^>]+>", "", read_by_people)))


@cache
def record(case: str) -> Portfolio:
    loaded = load(CASES / f"{case}.yaml")
    assert not loaded.problems
    return loaded


@cache
def view_of(case: str, lang: str) -> PageContext:
    return look(record(case), lang, TODAY, TODAY)


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """The files of both cases as published."""
    folder = tmp_path_factory.mktemp("figures")
    return {
        case: read(put(record(case), folder / case, TODAY)) for case in sorted({*CASE_OF.values()})
    }


@pytest.mark.parametrize(("lang", "target"), EVERY_TEXT)
def test_a_published_page_shows_every_digit(sites, lang, target):
    """The page of a target states value, goal and completion as they are."""
    page = spoken(sites[CASE_OF[target]][f"{lang_folder(lang)}targets/{target}.html"])
    assert [text for text in TEXTS[lang][target] if text not in page] == []


@pytest.mark.parametrize("case", sorted({*CASE_OF.values()}))
def test_no_file_for_readers_has_an_exponent(sites, case):
    """Neither a page nor a CSV file writes 2e-09."""
    for path, text in sites[case].items():
        if path.endswith((".html", ".csv", ".xml", ".svg")):
            assert not re.search(r"\b\d(?:\.\d+)?e[-+]\d", text), path


@pytest.mark.parametrize("target", CASE_OF)
def test_data_files_have_every_digit(sites, target):
    """CSV and JSON contain the figures of the record."""
    files = sites[CASE_OF[target]]
    (update,) = record(CASE_OF[target]).by_id[target].updates
    (line,) = (
        row
        for row in csv.DictReader(io.StringIO(files["data/updates.csv"].removeprefix("\ufeff")))
        if row["id"] == target
    )
    (item,) = (row for row in json.loads(files["data/updates.json"])["data"] if row["id"] == target)
    assert float(line["value"]) == item["value"] == update.value


@pytest.mark.parametrize(("lang", "target"), EVERY_TEXT)
def test_a_page_of_the_dashboard_shows_every_digit(lang, target):
    """The page of a target states value, goal and completion as they are."""
    page = spoken(target_page.target_page(view_of(CASE_OF[target], lang), target))
    assert [text for text in TEXTS[lang][target] if text not in page] == []


@pytest.mark.parametrize("lang", languages())
def test_a_card_of_the_screen_shows_every_digit(lang):
    """Value and goal on a card differ wherever they differ in the record."""
    cards = {}
    for target, case in CASE_OF.items():
        view = view_of(case, lang)
        cards[target] = screen_card(view, view.row(target))
    assert cards["lead-in-water"].value == "0.0064"
    assert "0.005 mg/L" in cards["lead-in-water"].goal
    assert cards["pass-rate"].value == "99.996%"
    assert "99.999%" in cards["pass-rate"].goal
    assert cards["mercury"].value == "0.002"
    assert cards["tiny"].value == "0.000000002"
    assert "0.000000001 g" in cards["tiny"].goal
    assert cards["back"].completion == -9990
    beyond = {"zh": "比起点更远离目标", "en": "Farther from the goal than at the start"}[lang]
    assert cards["back"].explanation.startswith(beyond)  # a share below zero says little from afar


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("target", CASE_OF)
def test_ticks_of_a_chart_differ(lang, target):
    """The labels of an axis are the values of its ticks, each another one."""
    series = details_of(view_of(CASE_OF[target], lang).snapshot, target).series
    axis = progress.draw_progress(series, view_of(CASE_OF[target], lang).t, dark=False).layout.yaxis
    assert len(axis.tickvals) > 1
    assert len(set(axis.ticktext)) == len(axis.tickvals)
    assert [float(text.replace(",", "")) for text in axis.ticktext] == list(axis.tickvals)


@pytest.mark.parametrize("case", sorted({*CASE_OF.values()}))
def test_a_sheet_keeps_every_digit_there_and_back(case):
    """The last value is in its cell with all digits, shown so, and a value typed comes back the same."""
    recorded = record(case)
    snapshot = Snapshot.at(recorded, TODAY)
    data = build_workbook(snapshot, leads=None, date=dt.date(2026, 11, 1))
    book = openpyxl.load_workbook(io.BytesIO(data))
    form, column = book[FORM.sheet], {key: n for n, key in enumerate(FORM.keys, 1)}
    typed = {}
    for row in range(FIRST_ROW, FIRST_ROW + len(recorded.targets)):
        target = form.cell(row, column["id"]).value
        last = form.cell(row, column["last"])
        assert last.value == recorded.by_id[target].updates[-1].value
        decimals = last.number_format.partition(".")[2]
        assert float(f"{last.value:.{len(decimals)}f}") == last.value
        form.cell(row, column["value"]).value = typed[target] = last.value
        form.cell(row, column["evidence"]).value = "Q4"
        form.cell(row, column["grade"]).value = "A"
    back = io.BytesIO()
    book.save(back)
    result = read_workbook(back.getvalue(), recorded, TODAY, by="x")
    accepted = {row.report.target: row.report.value for row in result.reports}
    assert accepted.items() <= typed.items()
    assert set(typed) - set(accepted) <= {"over", "back"}  # beyond belief: to be confirmed


# A target as the record has them: a unit with a power of ten, and money in 亿元.
HOUSING = """
measure: {kind: cumulative, unit: {zh: 万平方米, en: "×10,000 m²"}, target: 640}
budget: {approved: 27}
updates: [{date: 2022-06-30, value: 377.7, spent: 12.5, evidence: {title: Gazette, grade: A}}]
revisions: [{date: 2022-03-31, field: target, from: 600, to: 640, reason: more}]
"""
NATURAL = {
    "en": ["3.777 of 6.4 million m²", "6.4 million m²", "2.7 billion yuan", "1.25 billion yuan"],
    "zh": ["377.7 / 640 万平方米", "640 万平方米", "27 亿元", "12.5 亿元"],
}


@pytest.fixture(scope="module")
def housing_site(tmp_path_factory):
    return read(put(portfolio(HOUSING), tmp_path_factory.mktemp("housing") / "site", MIDYEAR))


@pytest.mark.parametrize("lang", NATURAL)
def test_published_pages_have_natural_units(housing_site, lang):
    """Sentences, chart, updates, revisions and money are in units that the language uses."""
    page = spoken(housing_site[f"{lang_folder(lang)}targets/homes.html"])
    assert [text for text in NATURAL[lang] if text not in page] == []
    money = spoken(housing_site[f"{lang_folder(lang)}budgets.html"])
    assert NATURAL[lang][2] in money
    assert NATURAL[lang][3] in money
    if lang == "en":
        assert "×1" not in page + money
        assert "6 million m²" in page  # the goal before the revision


@pytest.mark.parametrize("lang", NATURAL)
def test_dashboard_and_screen_have_natural_units(lang):
    """Titles of axes, tiles, heads of tables and cards of the screen as well."""
    view = look(portfolio(HOUSING), lang, MIDYEAR, MIDYEAR)
    page = spoken(target_page.target_page(view, "homes"))
    assert NATURAL[lang][0] in page
    assert NATURAL[lang][3] in page
    unit = {"en": "billion yuan", "zh": "亿元"}[lang]
    money = spoken(budget_rails.drawing(view))
    assert money.count(unit) >= 5  # tiles and heads of tables
    assert unit in budgets.headline(view)[0]
    card = screen_card(view, view.row("homes"))
    assert {"en": "6.4 million m²", "zh": "640 万平方米"}[lang] in card.goal
    assert card.value == {"en": "3.777", "zh": "377.7"}[lang]
    series = details_of(view.snapshot, "homes").series
    drawn = progress.draw_progress(series, view.t, dark=False)
    assert {"en": "million m²", "zh": "万平方米"}[lang] in [
        note.text for note in drawn.layout.annotations
    ]
    if lang == "en":
        assert "×1" not in page + money


# Two sums that two decimals of 亿元 would not tell apart.
CLOSE_SUMS = """
budget: {approved: 5000 万元}
updates:
  - {date: 2022-03-31, spent: 2273 万元, evidence: {title: Gazette, grade: A}}
  - {date: 2022-06-30, spent: 2337 万元, evidence: {title: Gazette, grade: A}}
"""
SHOWN_SUMS = {
    "en": ("22.73 million yuan", "23.37 million yuan"),
    "zh": ("2,273 万元", "2,337 万元"),
}


@pytest.mark.parametrize("lang", SHOWN_SUMS)
def test_sums_that_are_close_are_told_apart_everywhere(lang):
    """On the page of the target, in its form, among the budgets and in the data files."""
    view = look(portfolio(CLOSE_SUMS), lang, MIDYEAR, MIDYEAR)
    earlier, later = SHOWN_SUMS[lang]
    for text in (
        spoken(target_page.target_page(view, "homes")),
        spoken(report_html.target_status(view, "homes")),
    ):
        assert earlier in text
        assert later in text
    money = card(view, "homes", "money").spoken
    assert later in money
    assert earlier not in money
    rows = table_rows(view, details_of(view.snapshot, "homes"))["updates"]
    assert [line.split(",")[4] for line in csv_rows(rows).splitlines()] == ["0.2273", "0.2337"]


STEPS = """
measure: {kind: milestones}
milestones: [{id: a, title: A, weight: 999}, {id: b, title: B, weight: 0.002}]
updates: [{date: 2022-06-30, done: [a], evidence: {title: Gazette, grade: A}}]
"""


@pytest.mark.parametrize("lang", languages())
def test_steps_are_all_done_only_if_they_are(lang):
    """A weight of 0.002 in 999.002 is missing: 99.9998%, on the page and in the chart's data."""
    view = look(portfolio(STEPS), lang, MIDYEAR, MIDYEAR)
    page = spoken(target_page.target_page(view, "homes"))
    assert "99.9998%" in page
    table = progress_table.data_table(details_of(view.snapshot, "homes").series, view.t)
    assert ">99.9998<" in table
