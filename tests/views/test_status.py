"""Words and marks of a status: what a reader must know before relying on it, wherever it is shown."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from functools import partial

import pytest
from click.testing import CliRunner
from support.looking import NEWEST_DAY, look, new_zealand, portfolio, real
from support.published import put, read, texts
from support.samples import target, write

from tracker.analysis.status_words import status_label, status_marks, status_word
from tracker.cli import main
from tracker.html import text
from tracker.i18n import Translator, languages
from tracker.screen.cards import screen_card
from tracker.screen.scene_html import scene_section
from tracker.screen.scenes import build_scenes
from tracker.views import attention, budget_rails, figures, target_list
from tracker.views import target as target_view
from tracker.views.context import PageContext
from tracker.views.target_row import status_lamp

FLOOR = 'measure: {kind: floor, unit: "%", floor: 5.5}\n'
STEPS = """
measure: {kind: milestones}
milestones: [{id: a, title: A, due: 2022-03-31}, {id: b, title: B, due: 2022-06-30}]
"""


def update(date: str, figure: str, grade: str) -> str:
    return f"  - {{date: {date}, {figure}, evidence: {{title: T, grade: {grade}}}}}\n"


def row_of(fields: str):
    view = look(portfolio(fields))
    return view, view.row("homes")


@pytest.mark.parametrize(
    ("updates", "marked"),
    [
        (update("2022-12-31", "value: 0.5", "C"), True),
        (update("2022-12-31", "value: 0.5", "B"), False),
        (update("2022-12-31", "value: 0.5", "C") + update("2022-12-31", "value: 0.6", "A"), False),
        (update("2022-06-30", "value: 0.6", "A") + update("2022-12-31", "value: 0.5", "C"), True),
    ],
)
def test_a_number_is_marked_when_its_latest_figure_is_secondary(updates, marked):
    """The better grade counts for one day, so the mark is for days that only grade C covers."""
    view, row = row_of(FLOOR + "updates:\n" + updates)
    assert row.status == "missed"
    assert row.only_grade_c is marked
    assert bool(status_marks(row, view.t)) is marked


@pytest.mark.parametrize(("first", "marked"), [("C", True), ("B", False)])
def test_milestones_are_marked_when_all_reports_are_secondary(first, marked):
    """One report of a better source is enough."""
    updates = update("2022-03-31", "done: [a]", first) + update("2022-06-30", "done: [b]", "C")
    _, row = row_of(STEPS + "updates:\n" + updates)
    assert row.status == "achieved"
    assert row.only_grade_c is marked


def test_a_status_without_a_figure_rests_on_no_evidence():
    """A statement, or a target without a deadline, is not judged from its reports."""
    fields = "due: null\nupdates:\n" + update("2022-06-30", "value: 5", "C")
    view, row = row_of(fields)
    assert (row.status, row.only_grade_c) == ("not_judged", False)
    assert status_marks(row, view.t) == ""


@pytest.mark.parametrize(
    ("as_of", "word"), [("2022-04-30", "Not reported yet"), ("2022-05-01", "Report overdue")]
)
def test_a_report_is_overdue_only_after_its_last_day(as_of, word):
    """Until then the target is just not reported."""
    view = look(portfolio(""), as_of=dt.date.fromisoformat(as_of))
    assert status_label(view.row("homes"), view.t) == f"？ {word}"


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("尚未填报", "暂无新数据")), ("en", ("Not reported yet", "No newer report"))],
)
def test_what_was_reported_once_is_not_called_not_reported_yet(lang, words):
    """Of a target whose next report is not due yet, the word depends on whether it has an earlier figure."""
    view = look(new_zealand(), lang, NEWEST_DAY, NEWEST_DAY)
    rows = [row for row in view.by_id.values() if row.status == "unreported"]
    assert {status_word(row, view.t) for row in rows} == {*words}
    for row in rows:
        assert status_word(row, view.t) == words[row.judged_on is not None], row.id


@pytest.mark.parametrize(
    ("target_id", "zh", "en"),
    [
        ("gdp-growth", "✖ 未完成（仅据 C 级佐证）", "✖ Missed (on grade C evidence only)"),
        ("revenue-growth", "✔ 已完成（同口径）", "✔ Achieved (comparable basis)"),
        ("scattered-renewal", "？ 尚未填报", "？ Not reported yet"),
    ],
)
def test_the_real_statuses_say_what_they_rest_on(target_id, zh, en):
    """Growth of GDP on one secondary source, growth of revenue on a comparable basis."""
    for lang, expected in (("zh", zh), ("en", en)):
        view = look(real(), lang)
        assert status_label(view.row(target_id), view.t) == expected


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("target_id", ["gdp-growth", "revenue-growth"])
def test_every_place_that_shows_the_status_has_its_mark(target_id, lang):
    """Row, page, embedded card, badge and screen card."""
    view = look(real(), lang)
    row = view.row(target_id)
    marks = status_marks(row, view.t)
    assert marks
    assert marks == screen_card(view, row).marks
    assert text(marks) in status_lamp(row, view.t)
    folder = "en/" if lang == "en" else ""
    pages = (
        "index.html",
        "timeline.html",
        *(f"{kind}/{target_id}.html" for kind in ("targets", "embed")),
    )
    for name in (*(folder + page for page in pages), f"{folder}badge/{target_id}.svg"):
        assert text(marks) in texts("real")[name], name


# Half a year in, a tenth of the goal: behind, and no better source says so.
SECONDARY = """
measure: {kind: cumulative, unit: 户, target: 1000}
milestones: [{id: a, title: A, due: 2022-09-30}, {id: b, title: B}]
budget: {approved: 12}
updates: [{date: 2022-06-30, value: 100, done: [a], spent: 3, evidence: {title: Blog, grade: C}}]
"""
HALFWAY = dt.date(2022, 7, 1)


def scene(view: PageContext, name: str) -> str:
    (only,) = (each for each in build_scenes(view) if each.name == name)
    return scene_section(view, only, 0, "")


def chart(view: PageContext) -> str:
    rendered = figures.timeline_figure(view)
    shown = [trace.text for trace in rendered.figure.data if trace.type == "scatter"]
    return "\n".join(map(str, shown))


PLACES = {
    "overview": attention.attention,
    "list": target_list.listing,
    "page": lambda view: target_view.target_page(view, "homes"),
    "budgets": budget_rails.drawing,
    "timeline": chart,
    "table of the timeline": lambda view: figures.timeline_figure(view).data_table,
    **{f"scene {name}": partial(scene, name=name) for name in ("theme", "short", "story")},
}
FILES = ("index.html", "timeline.html", "targets/homes.html", "embed/homes.html", "badge/homes.svg")


@pytest.fixture(scope="module")
def secondary_site(tmp_path_factory) -> dict[str, str]:
    return read(put(portfolio(SECONDARY), tmp_path_factory.mktemp("site") / "site", HALFWAY))


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("place", PLACES)
def test_every_page_and_scene_says_that_a_status_rests_on_grade_c_alone(place, lang):
    """Wherever the status of a target is shown."""
    view = look(portfolio(SECONDARY), lang, HALFWAY, HALFWAY)
    assert view.row("homes").status == "off_track"
    assert text(view.t("status.only_grade_c")) in PLACES[place](view)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("file", [*FILES, "calendar.ics", "feed.xml"])
def test_every_published_file_says_that_a_status_rests_on_grade_c_alone(secondary_site, file, lang):
    """The feed, which has no statuses, gives the grade of each figure."""
    t, folder = Translator(lang), "en/" if lang == "en" else ""
    words = t("evidence.grade", grade="C") if file == "feed.xml" else t("status.only_grade_c")
    assert text(words) in secondary_site[folder + file].replace("\r\n ", "")
    assert text(t("status.only_grade_c")) in secondary_site["screen.html"]


def test_data_and_commands_say_that_a_status_rests_on_grade_c_alone(secondary_site, tmp_path):
    """A column of the tables, in CSV, JSON and the workbook, and of `tracker status`."""
    (row,) = csv.DictReader(io.StringIO(secondary_site["data/targets.csv"].removeprefix("\ufeff")))
    assert row["only_grade_c"] == "true"
    assert json.loads(secondary_site["data/targets.json"])["data"][0]["only_grade_c"] is True
    assert ">only_grade_c<" in secondary_site["data/tables.xlsx"]
    data = write(tmp_path, target(SECONDARY))

    def status(*options: str) -> str:
        args = ["status", str(data), "--as-of", str(HALFWAY), "--lang", "en", *options]
        return CliRunner().invoke(main.main, args).output

    assert "Far behind (on grade C evidence only)" in status()
    assert json.loads(status("--format", "json"))[0]["only_grade_c"] is True
    (row,) = csv.DictReader(io.StringIO(status("--format", "csv")))
    assert row["only_grade_c"] == "True"


REVISED = (
    "measure: {kind: cumulative, unit: 户, baseline: 0, target: 240}\n"
    "updates: [{date: 2022-06-30, value: 120}]\n"
    "revisions: [{date: 2022-05-01, field: target, from: 300, to: 240, reason: fewer},\n"
    "  {date: 2022-05-02, field: due, from: 2022-07-31, to: 2022-12-31, reason: later}]"
)


def test_a_revised_goal_is_marked_with_the_status_against_the_original():
    """Half of 240 by mid-year is on track; of 300 by July it is far behind, and every label says so."""
    day = dt.date(2022, 7, 1)
    for lang, words in (
        ("en", "goal revised; against the original goal: Far behind"),
        ("zh", "目标已调整；对照原目标：严重滞后"),
    ):
        view = look(portfolio(REVISED), lang, day, day)
        row = view.row("homes")
        assert (row.status, row.original_status) == ("on_track", "off_track")
        assert words in status_label(row, view.t)
        assert words in screen_card(view, row).marks
        page = target_view.target_page(view, "homes")
        assert view.t("verdict.original", status=view.t.status_label("off_track")) in page
        assert "300 → 240" in page  # the promise, the measure and the period differ by this
        assert "2022-07-31" in page
        stale = look(portfolio(REVISED), lang, dt.date(2022, 12, 1), dt.date(2022, 12, 1))
        label = status_label(stale.row("homes"), stale.t)  # figures decide neither status
        assert label.endswith(f"{stale.t('status.marks', marks=stale.t('status.revised.short'))}")
        page = target_view.target_page(stale, "homes")
        assert stale.t("verdict.original", status="") not in page
    before = look(portfolio(REVISED), "en", dt.date(2022, 4, 30), day).row("homes")
    assert before.original_status is None


def test_a_revised_budget_is_no_revised_goal():
    """Money does not change what the status is judged against."""
    fields = (
        "budget: {approved: 1}\n"
        "revisions: [{date: 2022-05-01, field: budget, from: 2, to: 1, reason: less}]"
    )
    _, row = row_of(fields)
    assert row.original_status is None
