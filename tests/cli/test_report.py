"""`tracker report` on a copy of the real file: output, the file afterwards, refusals."""

from __future__ import annotations

import pytest
from support.commands import run, run_installed, run_ok
from support.real_file import LINE, REAL, REPORT, changed_lines
from support.samples import target, updates, write

from tracker.cli.terminal import escape_controls
from tracker.portfolio.load import load
from tracker.portfolio.problems import errors_only
from tracker.store import access

pytestmark = pytest.mark.usefixtures("data")


def test_a_report_is_one_line_and_it_is_printed(data):
    """Exit code 0: the line on standard output is in the file; no other line changes."""
    run_ok(*REPORT)
    again = (*REPORT[:3], "300", "--date", "2022-09-30", *REPORT[6:])
    before = data.read_text(encoding="utf-8")
    result = run_ok(*again)
    line = LINE.replace("2022-06-30, value: 240", "2022-09-30, value: 300")
    assert result.stdout == line + "\n"
    assert changed_lines(data, before) == ["+" + line]
    number = data.read_text(encoding="utf-8").splitlines().index(line) + 1
    assert f"targets.yaml:{number}\n" in result.stderr
    assert not errors_only(load(data).problems)


def test_the_first_report_of_a_target_adds_its_list(data):
    """Both lines are printed."""
    result = run_ok(*REPORT)
    assert result.stdout == f"    updates:\n{LINE}\n"
    assert changed_lines(data) == ["+    updates:", "+" + LINE]


def test_dry_run_prints_the_same_and_writes_nothing(data):
    """Not a byte changes, no file is created."""
    dry = run_ok(*REPORT, "--dry-run")
    assert data.read_bytes() == REAL.read_bytes()
    assert sorted(path.name for path in data.parent.iterdir()) == ["targets.yaml"]
    assert run_ok(*REPORT).stdout == dry.stdout


def test_a_doubtful_figure_needs_confirmation(tmp_path, monkeypatch):
    """972 after 97.2 is refused with the remedy, in both languages; --confirm stores the confirmation."""
    fields = "measure: {kind: floor, unit: '%', floor: 95}\n" + updates(("2022-03-31", 97.2))
    path = write(tmp_path, target(fields))
    monkeypatch.setenv("TRACKER_DATA", str(path))
    line = ("report", "homes", "--date", "2022-06-30", "--value", "972")
    line += ("--evidence-title", "Gazette", "--grade", "A")
    before = path.read_bytes()
    for lang, words in (("en", "above 100 %"), ("zh", "超过 100%")):
        result = run(*line, "--lang", lang)
        assert result.exit_code == 1
        assert words in result.stderr
        assert "--confirm" in result.stderr
        assert path.read_bytes() == before
    result = run_ok(*line, "--confirm")
    assert "value: 972, confirmed: true, evidence" in result.stdout
    assert "doubtful" not in run("check", path).output


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("--value=５０", "value: 50,"),
        ("--value=1，200", "value: 1200,"),
        ("--value=50户", "value: 50,"),
        ("--value=0.05万户", "value: 500,"),
        ("--spent=5000", "spent: 5000 万元,"),
        ("--spent=0.5亿", "spent: 0.5 亿元,"),
        ("--spent=2700万", "spent: 2700 万元,"),
        ("--spent=￥50000000", "spent: 50000000 元,"),
    ],
)
def test_a_report_as_people_type_it(tmp_path, monkeypatch, typed, line):
    """Full-width digits, commas, units; money without a unit is in the one used last, and the command says so."""
    fields = "budget: {approved: 2}\nupdates:\n  - {date: 2022-03-31, spent: 2337 万元}\n"
    monkeypatch.setenv("TRACKER_DATA", str(write(tmp_path, target(fields))))
    result = run_ok(
        "report",
        "homes",
        "--date",
        "2022 年 6 月 30 日",
        typed,
        "--evidence-title",
        "G",
        "--grade",
        "A",
    )
    assert f"date: 2022-06-30, {line}" in result.stdout
    assert ("taken in the unit" in result.stderr) == (typed == "--spent=5000")


def test_money_without_a_unit_is_in_that_of_the_file_where_the_target_has_none(tmp_path):
    """The command says so, and does not speak of a unit used before."""
    line = ("report", "homes", "--date", "2022-06-30", "--spent", "5000", "--evidence-title", "G")
    result = run_ok(*line, "--grade", "A", "--data", write(tmp_path, target("")), "--dry-run")
    assert "taken in the unit of the file: 亿元 (100 million yuan)" in result.stderr


def test_two_readings_are_both_named():
    """Nothing is written; the message is in the language asked for."""
    for lang, words in (("en", "900 or 9000000"), ("zh", "900 或 9000000")):
        line = (
            "report",
            "housing-repair",
            "--date",
            "2022-06-30",
            "--value",
            "900万",
            "--lang",
            lang,
        )
        result = run(*line, "--dry-run")
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr


def test_every_option_of_a_report(data):
    """Each option fills its field, in the order of the schema."""
    result = run_ok(
        "report",
        "neighbourhood-centres",
        "--date",
        "2022-06-30",
        "--value",
        "12",
        "--reported",
        "2022-07-15",
        "--done",
        "meals",
        "--done",
        "health",
        "--spent",
        "1200 万元",
        "--note",
        "约 12 家: 含提升 #2",
        "--by",
        "区民政局",
        "--evidence-document",
        "work-report-2023",
        "--evidence-title",
        "季报",
        "--evidence-publisher",
        "区政府",
        "--evidence-url",
        "https://example.org/q2",
        "--grade",
        "B",
        "--data",
        data,
    )
    assert result.stdout.splitlines()[-1] == (
        "      - {date: 2022-06-30, reported: 2022-07-15, value: 12, done: [meals, health], "
        'spent: 1200 万元, note: "约 12 家: 含提升 #2", by: 区民政局, evidence: {document: '
        "work-report-2023, title: 季报, publisher: 区政府, url: https://example.org/q2, grade: B}}"
    )


def test_a_correction_names_the_day_it_corrects(data):
    """The wrong report stays in the file."""
    run_ok(*REPORT)
    result = run_ok(
        *REPORT[:3], "204", *REPORT[4:], "--corrects", "2022-06-30", "--reported", "2022-07-20"
    )
    assert "value: 204, corrects: 2022-06-30" in result.stdout
    assert LINE in data.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["scattered-renwal", "--value", "1"], "did you mean scattered-renewal?"),
        (["green-xuhui", "--done", "lanch"], "launch"),
        (["green-xuhui", "--value", "1"], "value: "),
        (["scattered-renewal"], "scattered-renewal:"),
        (["scattered-renewal", "--value", "-5"], "value: "),
        (["scattered-renewal", "--value", "5", "--date", "2122-06-30"], "date: 2122-06-30"),
        (["scattered-renewal", "--value", "5", "--corrects", "2022-01-01"], "corrects: "),
        (["scattered-renewal", "--value", "5", "--spent", "3 EUR"], "spent: "),
        (
            ["scattered-renewal", "--value", "5", "--evidence-url", "javascript:alert(1)"],
            "evidence.url",
        ),
        (["scattered-renewal", "--value", "5", "--evidence-document", "nope"], "evidence.document"),
    ],
)
def test_an_invalid_report_is_refused(data, args, words):
    """Exit code 1 and the reason; the file is unchanged, standard output is empty."""
    result = run("report", "--date", "2022-06-30", *args)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert data.read_bytes() == REAL.read_bytes()


@pytest.mark.parametrize(
    "args",
    [
        ["--value", "1e3"],
        ["--value", "9" * 30],
        ["--value", "12345678901234567"],
        ["--value", "nan"],
        ["--value", "1,20"],
        ["--value", "240家"],
        ["--value", "1", "--date", "30.6."],
        ["--value", "1", "--date", "2022-02-30"],
        ["--value", "1", "--grade", "D"],
        ["--value", "1", "--spent", "12 apples"],
        ["--value", "1", "--person", "<>"],
        ["--value"],
        ["--valu", "1"],
    ],
)
def test_wrong_usage_is_exit_code_2(data, args):
    """Values that cannot be parsed change nothing."""
    result = run("report", "scattered-renewal", "--date", "2022-06-30", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert data.read_bytes() == REAL.read_bytes()


def test_the_same_report_twice_is_refused(data):
    """It stays in the file once."""
    run_ok(*REPORT)
    result = run(*REPORT)
    assert result.exit_code == 1
    assert data.read_text(encoding="utf-8").count(LINE) == 1


def test_numbers_are_read_as_in_the_form_and_the_sheet(data):
    """Thousands may be grouped; a unit of money may follow an amount."""
    run_ok(*REPORT[:3], "1,000", *REPORT[4:], "--spent", "1,200万元")
    assert "value: 1000, spent: 1200 万元" in data.read_text("utf-8")


def test_warnings_do_not_stop_a_report():
    """They go to standard error in the language asked for."""
    result = run_ok(*REPORT[:3], "1200", *REPORT[4:], "--lang", "en")
    assert "warning: value: 1200 is already beyond" in result.stderr
    assert "warning" not in result.stdout


def test_a_read_only_process_does_not_write(data, monkeypatch):
    """TRACKER_READONLY overrides everything; --dry-run is allowed."""
    monkeypatch.setenv(access.READONLY_ENV, "1")
    result = run(*REPORT)
    assert result.exit_code == 1
    assert access.READONLY_ENV in result.stderr
    assert data.read_bytes() == REAL.read_bytes()
    run_ok(*REPORT, "--dry-run")


def test_a_target_with_errors_takes_no_report(tmp_path):
    """The message names the command that lists the errors."""
    path = write(tmp_path, target("due: someday"))
    result = run("report", "homes", "--value", "1", "--date", "2022-06-30", "--data", path)
    assert result.exit_code == 1
    assert "tracker check" in result.stderr


def test_in_a_folder_only_the_file_of_the_target_is_written(tmp_path):
    """The other files keep their bytes."""
    folder = tmp_path / "all"
    folder.mkdir()
    one = write(folder, target(), name="a.yaml")
    other = write(folder, target("id: other"), name="b.yaml")
    before = one.read_bytes()
    run_ok("report", "other", "--value", "1", "--date", "2022-06-30", "--data", folder)
    assert one.read_bytes() == before
    assert "value: 1" in other.read_text(encoding="utf-8")


def test_the_data_cannot_control_the_terminal(tmp_path):
    """Control characters and changes of direction are printed as escapes."""
    assert escape_controls("a\x1b[31m\u202eb\r\x07中\n") == "a\\x1b[31m\\u202eb\\r\\x07中\n"
    path = write(tmp_path, target())
    result = run(
        "report",
        "homes",
        "--date",
        "2022-06-30",
        "--note",
        "x\x1b[2J\u202e",
        "--data",
        path,
        "--dry-run",
    )
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


@pytest.mark.process
def test_a_pipe_that_takes_only_gbk_gets_the_line():
    """As on a Chinese Windows."""
    result = run_installed(*REPORT, "--dry-run", encoding="gbk")
    assert (result.returncode, LINE in result.stdout) == (0, True)


def test_the_reporters_own_status_is_reported_beside_the_figure():
    """--declared joins the line; an unknown one is refused with the closest."""
    result = run_ok(*REPORT, "--declared", "at_risk")
    assert "value: 240, declared: at_risk, evidence" in result.stdout
    refused = run(*REPORT[:2], "--date", "2022-09-30", "--declared", "on_trak")
    assert refused.exit_code == 1
    assert "on_track" in refused.stderr


@pytest.mark.parametrize("option", ["--value", "--spent"])
@pytest.mark.parametrize("typed", ["+200", "＋200"])
def test_two_hundred_more_is_no_total(data, option, typed):
    """Nothing is written; the message names both readings, in the language asked for."""
    before = data.read_bytes()
    for lang, words in (("en", "200 more than before"), ("zh", "比上次增加 200")):
        line = ("report", "housing-repair", "--date", "2022-06-30", option, typed, "--lang", lang)
        result = run(*line)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr
    assert data.read_bytes() == before
