"""`tracker status`: table, JSON, CSV, languages and exit codes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re

import pytest
from support.commands import PROBLEM, run
from support.samples import target, updates, write

from tracker.analysis.assessment import STATUS_COLUMNS
from tracker.i18n import STATUS_SHAPES, Translator, languages, width

HALF_WAY = target(updates(("2022-06-30", 500)))
ANOTHER = target("id: centres\ntitle: {zh: 邻里汇, en: Centres}\n" + updates(("2022-06-30", 100)))
BROKEN = target("id: broken\ndue: someday")
LEADERLESS = target("id: leaderless\nlead: null")


def test_status_as_json_has_exactly_these_columns(tmp_path):
    """Other tools rely on the names and their order; one object per target."""
    rows = json.loads(run("status", write(tmp_path, HALF_WAY, ANOTHER), "--format", "json").stdout)
    assert [list(row) for row in rows] == [list(STATUS_COLUMNS)] * 2


def test_status_judges_as_of_a_day(tmp_path):
    """A past day uses only the data known on it."""
    path = write(tmp_path, HALF_WAY, ANOTHER)

    def statuses(day: str) -> dict[str, str]:
        result = run("status", path, "--as-of", day, "--format", "json")
        return {row["id"]: row["status"] for row in json.loads(result.stdout)}

    assert statuses("2021-12-31") == {"homes": "not_started", "centres": "not_started"}
    assert statuses("2022-06-29") == {"homes": "unreported", "centres": "unreported"}
    assert statuses("2022-06-30") == {"homes": "on_track", "centres": "off_track"}


def test_status_as_json_types(tmp_path):
    """Shares are numbers, days are text, missing values are null, never NaN or zero."""
    path = write(tmp_path, HALF_WAY, target("id: silent"))
    homes, silent = json.loads(
        run("status", path, "--as-of", "2022-06-30", "--format", "json").stdout
    )
    assert homes["actual"] == 0.5
    assert homes["judged_on"] == "2022-06-30"
    assert homes["reported_late_days"] == 0
    assert isinstance(homes["reported_late_days"], int)
    for name in ("planned", "actual", "gap_pp", "judged_on"):
        assert silent[name] is None
    assert silent["reported_late_days"] > 0


def test_status_as_json_has_what_a_reader_must_know(tmp_path):
    """A rate has its gap in its own unit and no share; revised goals and grade C alone are marked."""
    floor = 'measure: {kind: floor, unit: "%", floor: 5.5}\n'
    weak = updates(("2022-06-30", 0.5)).replace("grade: A", "grade: C")
    revision = "revisions: [{date: 2022-05-01, field: target, from: 2000, to: 1000, reason: R}]\n"
    path = write(
        tmp_path,
        target(f"id: growth\n{floor}{weak}"),
        target(revision + updates(("2022-06-30", 500))),
    )
    rate, count = json.loads(
        run("status", path, "--as-of", "2022-06-30", "--format", "json").stdout
    )
    assert (rate["planned"], rate["actual"], rate["gap_pp"]) == (None, None, None)
    assert (rate["shortfall"], rate["only_grade_c"], rate["original_status"]) == (5.0, True, None)
    assert (count["shortfall"], count["pro_rata"]) == (None, True)
    assert (count["status"], count["original_status"]) == ("on_track", "at_risk")


def test_the_table_names_whose_rule_reports_follow(tmp_path):
    """A report that nobody promised is not held against anybody."""
    path = write(tmp_path, target("id: silent"), report="{every: quarter, from: 2022-06-01}")
    result = run("status", path, "--as-of", "2022-06-30", "--lang", "en")
    assert "own, from 2022-06-01 on, and no promise of the sources" in result.stdout
    assert "own" not in run("status", write(tmp_path, HALF_WAY), "--as-of", "2022-06-30").stdout


def test_status_as_csv_equals_status_as_json(tmp_path):
    """Both have the same rows; null is an empty cell."""
    path = write(tmp_path, HALF_WAY, target("id: silent"), ANOTHER)
    day = ("--as-of", "2022-06-30", "--format")
    as_csv = list(csv.DictReader(io.StringIO(run("status", path, *day, "csv").stdout)))
    as_json = json.loads(run("status", path, *day, "json").stdout)
    assert [list(row) for row in as_csv] == [list(STATUS_COLUMNS)] * 3
    assert as_csv == [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in as_json
    ]


def test_status_for_programs_has_every_digit_and_no_noise(tmp_path):
    """A share of 0.1 + 0.2, a tiny one, a gap: neither 0.30000000000000004 nor 2e-09."""
    tiny = target(
        "id: tiny\nmeasure: {kind: cumulative, unit: t, target: 1000000000}\n"
        + updates(("2022-06-30", 2))
    )
    odd = target(
        "measure: {kind: cumulative, unit: t, baseline: 0.1, target: 1.1}\n"
        + updates(("2022-06-30", 0.4))
    )
    path = write(tmp_path, tiny, odd)
    for style in ("csv", "json"):
        text = run("status", path, "--as-of", "2022-06-30", "--format", style).stdout
        assert not re.search(r"\de-\d|\d{16,}", text), text
        assert "0.000000002" in text
        assert re.search(r"\b0\.3\b", text)


@pytest.mark.parametrize("lang", languages())
def test_status_as_a_table(tmp_path, lang):
    """Headings, then one line per target: shape and word of the status, id, title, shares, reason."""
    path = write(tmp_path, HALF_WAY, ANOTHER)
    result = run("status", path, "--as-of", "2022-06-30", "--lang", lang)
    t = Translator(lang)
    first, heads, homes, centres = result.stdout.splitlines()
    assert result.exit_code == 0
    assert first == f"{t('why.as_of')} 2022-06-30"
    assert heads.startswith(t("field.status"))
    assert homes.startswith(f"{STATUS_SHAPES['on_track']} {t('status.on_track')}")
    assert "50%" in homes
    assert centres.startswith(f"{STATUS_SHAPES['off_track']} {t('status.off_track')}")
    assert {"zh": "邻里汇", "en": "Centres"}[lang] in centres
    assert {"zh": "严重滞后", "en": "more than 30"}[lang] in centres


@pytest.mark.parametrize("lang", languages())
def test_a_table_is_aligned(tmp_path, lang):
    """Columns are aligned, with two columns for a Chinese character."""
    result = run("status", write(tmp_path, HALF_WAY, ANOTHER), "--lang", lang)
    _, *lines = result.stdout.splitlines()
    words = (Translator(lang)("field.id"), "homes", "centres")
    places = {width(line[: line.index(word)]) for line, word in zip(lines, words, strict=True)}
    assert len(places) == 1


def test_status_is_of_today_unless_asked(tmp_path):
    """The first line names the day."""
    result = run("status", write(tmp_path, HALF_WAY), "--lang", "en")
    today = dt.date.today()  # noqa: DTZ011 -- the calendar day here, as the command takes it
    assert result.stdout.splitlines()[0] == f"As of {today.isoformat()}"


@pytest.mark.parametrize("style", ["json", "csv", "table"])
def test_an_invalid_target_does_not_hide_the_valid_ones(tmp_path, style):
    """Valid targets are assessed, problems go to standard error, and the exit code is 1."""
    result = run("status", write(tmp_path, HALF_WAY, BROKEN), "--format", style)
    assert result.exit_code == 1
    assert "homes" in result.stdout
    assert "broken" not in result.stdout
    assert PROBLEM.fullmatch(result.stderr.strip())


def test_problems_beside_the_table_are_in_its_language(tmp_path):
    """Chinese with --lang zh."""
    result = run("status", write(tmp_path, HALF_WAY, BROKEN), "--lang", "zh")
    assert re.fullmatch(r".+:\d+:\d+: 错误：.+（date）\n", result.stderr)


def test_status_prints_no_warnings(tmp_path):
    """Warnings are printed by `tracker check`."""
    result = run("status", write(tmp_path, LEADERLESS))
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(("style", "lines"), [("json", 1), ("csv", 1), ("table", 2)])
def test_status_without_targets(tmp_path, style, lines):
    """A portfolio without targets gives an empty list, or the headings alone."""
    result = run("status", write(tmp_path), "--format", style)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == lines


def test_status_of_a_folder(tmp_path):
    """Targets of all files, in the order of the files."""
    write(tmp_path, ANOTHER, name="a.yaml")
    write(tmp_path, HALF_WAY, name="b.yaml")
    rows = json.loads(run("status", tmp_path, "--format", "json").stdout)
    assert [row["id"] for row in rows] == ["centres", "homes"]
