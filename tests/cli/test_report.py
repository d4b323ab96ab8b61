"""The commands that write, on a copy of the real file: what they print, what they leave, what they refuse."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import icalendar
import openpyxl
import pytest
from click.testing import CliRunner, Result
from support.samples import TARGET, target, write
from support.waiting import PATIENCE

from tracker.cli import common, main
from tracker.portfolio.load import load
from tracker.portfolio.problems import errors_only
from tracker.reporting.sheet_layout import FIRST_ROW, FORM, STEPS
from tracker.store import access, config, identity

ROOT = Path(__file__).parents[2]
REAL = ROOT / "targets.yaml"
TRACKER = Path(sys.executable).with_name("tracker")
TODAY = dt.date.today()  # noqa: DTZ011 -- as the commands have it
LINE = "      - {date: 2022-06-30, value: 240, evidence: {title: 季度报表, grade: A}}"
REPORT = (
    "report",
    "scattered-renewal",
    "--value",
    "240",
    "--date",
    "2022-06-30",
    "--evidence-title",
    "季度报表",
    "--grade",
    "A",
)


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch) -> Path:
    """Each test works in a folder of its own with a copy of the real file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.DATA_ENV, raising=False)
    monkeypatch.delenv(access.READONLY_ENV, raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    shutil.copy(REAL, tmp_path)
    return tmp_path / "targets.yaml"


def run(*args: object) -> Result:
    return CliRunner().invoke(main.main, [str(arg) for arg in args])


def added(path: Path, before: str | None = None) -> list[str]:
    """The lines that differ from the real file, as a diff shows them."""
    old = (REAL.read_text(encoding="utf-8") if before is None else before).splitlines()
    lines = difflib.unified_diff(
        old, path.read_text(encoding="utf-8").splitlines(), n=0, lineterm=""
    )
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def sound(result: Result) -> Result:
    assert result.exit_code == 0, result.output
    return result


# --- report ---------------------------------------------------------------------------------------


def test_a_report_is_one_line_and_it_is_printed(data):
    """Exit code 0: the line on standard output is in the file, and nothing else changed."""
    sound(run(*REPORT))
    again = (*REPORT[:3], "300", "--date", "2022-09-30", *REPORT[6:])
    before = data.read_text(encoding="utf-8")
    result = sound(run(*again))
    line = LINE.replace("2022-06-30, value: 240", "2022-09-30, value: 300")
    assert result.stdout == line + "\n"
    assert added(data, before) == ["+" + line]
    number = data.read_text(encoding="utf-8").splitlines().index(line) + 1
    assert f"targets.yaml:{number}\n" in result.stderr
    assert not errors_only(load(data).problems)


def test_the_first_report_of_a_target_brings_its_list(data):
    """Two lines more, both printed."""
    result = sound(run(*REPORT))
    assert result.stdout == f"    updates:\n{LINE}\n"
    assert added(data) == ["+    updates:", "+" + LINE]


def test_dry_run_prints_the_same_and_writes_nothing(data):
    """What would be added, and not a byte of it."""
    dry = sound(run(*REPORT, "--dry-run"))
    assert data.read_bytes() == REAL.read_bytes()
    assert sorted(path.name for path in data.parent.iterdir()) == ["targets.yaml"]
    assert sound(run(*REPORT)).stdout == dry.stdout


def test_everything_that_can_be_reported(data):
    """Every option finds its field, in the order of the schema."""
    result = sound(
        run(
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
    )
    assert result.stdout.splitlines()[-1] == (
        "      - {date: 2022-06-30, reported: 2022-07-15, value: 12, done: [meals, health], "
        'spent: 1200 万元, note: "约 12 家: 含提升 #2", by: 区民政局, evidence: {document: '
        "work-report-2023, title: 季报, publisher: 区政府, url: https://example.org/q2, grade: B}}"
    )


def test_a_correction_names_the_day_it_corrects(data):
    """A wrong report stays, a later one puts it right."""
    sound(run(*REPORT))
    result = sound(
        run(*REPORT[:3], "204", *REPORT[4:], "--corrects", "2022-06-30", "--reported", "2022-07-20")
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
def test_a_report_that_cannot_be_is_refused(data, args, words):
    """Exit code 1, why, and the file as it was; nothing on standard output."""
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
        ["--value", "1,200"],
        ["--value", "240户"],
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
    """What the command cannot read, it says so and touches nothing."""
    result = run("report", "scattered-renewal", "--date", "2022-06-30", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert data.read_bytes() == REAL.read_bytes()


def test_the_same_report_twice_is_refused(data):
    """It is on record already, and stays there once."""
    sound(run(*REPORT))
    result = run(*REPORT)
    assert result.exit_code == 1
    assert data.read_text(encoding="utf-8").count(LINE) == 1


def test_warnings_are_told_and_do_not_stop_it():
    """In the language asked for, on standard error."""
    result = sound(run(*REPORT[:3], "1200", *REPORT[4:], "--lang", "en"))
    assert "warning: value: 1,200 is beyond" in result.stderr
    assert "warning" not in result.stdout


def test_a_process_that_may_not_write_does_not(data, monkeypatch):
    """TRACKER_READONLY stands above everything; looking is allowed."""
    monkeypatch.setenv(access.READONLY_ENV, "1")
    result = run(*REPORT)
    assert result.exit_code == 1
    assert access.READONLY_ENV in result.stderr
    assert data.read_bytes() == REAL.read_bytes()
    sound(run(*REPORT, "--dry-run"))


def test_a_record_with_errors_is_not_reported_on(tmp_path):
    """The error comes first, with the command that tells it."""
    path = write(tmp_path, target("due: someday"))
    result = run("report", "homes", "--value", "1", "--date", "2022-06-30", "--data", path)
    assert result.exit_code == 1
    assert "tracker check" in result.stderr


def test_the_file_of_the_target_is_written_in_a_folder_of_files(tmp_path):
    """And no other."""
    folder = tmp_path / "all"
    folder.mkdir()
    one = write(folder, target(), name="a.yaml")
    other = write(folder, target("id: other"), name="b.yaml")
    before = one.read_bytes()
    sound(run("report", "other", "--value", "1", "--date", "2022-06-30", "--data", folder))
    assert one.read_bytes() == before
    assert "value: 1" in other.read_text(encoding="utf-8")


def test_nothing_in_the_data_steers_the_terminal(tmp_path):
    """Control characters and turned directions are written out."""
    assert common.escape_controls("a\x1b[31m\u202eb\r\x07中\n") == "a\\x1b[31m\\u202eb\\r\\x07中\n"
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


# --- who saves ------------------------------------------------------------------------------------


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_the_person_who_saves_is_the_commits_author(tmp_path):
    """As told, else as git is configured where the data is."""
    folder = tmp_path / "repo"
    result = sound(run("init", folder, "--title", "演示", "--person", "Li <li@example.org>"))
    path = Path(result.stdout.splitlines()[0])
    assert load(path).header.title == "演示"
    write(folder, target(), commit="true")
    git(folder, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qam", "targets")
    report = ("report", "homes", "--date", "2022-06-30", "--data", path)
    sound(run(*report, "--value", "1", "--person", "Wang Fang <wang@example.org>"))
    assert git(folder, "log", "-1", "--format=%an <%ae>") == "Wang Fang <wang@example.org>\n"
    git(folder, "config", "user.name", "Zhang")
    git(folder, "config", "user.email", "zhang@example.org")
    result = sound(run(*report, "--value", "2"))
    assert "commit " in result.stderr
    assert git(folder, "log", "-1", "--format=%an <%ae>") == "Zhang <zhang@example.org>\n"
    rows = json.loads(sound(run("history", "homes", "--data", path, "--format", "json")).stdout)
    assert [row["person"] for row in rows] == ["Zhang", "Wang Fang"]
    head = git(folder, "rev-parse", "HEAD")
    sound(run(*report, "--value", "3", "--no-commit"))
    assert git(folder, "rev-parse", "HEAD") == head


def test_history_without_git_is_the_journal():
    """Newest first, as a table or as JSON; nothing on record is said so."""
    empty = sound(run("history", "scattered-renewal"))
    assert (empty.stdout, "no change" in empty.stderr) == ("", True)
    sound(run(*REPORT, "--person", "Li"))
    assert "Li" in sound(run("history", "scattered-renewal")).stdout
    (row,) = json.loads(sound(run("history", "scattered-renewal", "--format", "json")).stdout)
    assert (row["person"], row["target"]) == ("Li", "scattered-renewal")
    assert dt.datetime.fromisoformat(row["time"]).tzinfo
    assert run("history", "scattered-renwal").exit_code == 1


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("Li <li@example.org>", "Li", "li@example.org"),
        ("王芳", "王芳", ""),
        (" Li Lei  < li@x.cn > ", "Li Lei", "li@x.cn"),
    ],
)
def test_a_person_is_a_name_and_perhaps_an_address(text, name, email):
    """As git writes them."""
    found = common.person_callback(None, None, text)
    assert (found.name, found.email, found.leads) == (name, email, None)


def test_without_git_the_person_is_whoever_is_logged_in(tmp_path, monkeypatch):
    """A name in any case."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LOGNAME", "clerk")
    found = identity.person(None, tmp_path)
    assert (found.name, found.email) == ("clerk", "")


# --- revise ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "revision", "changed"),
    [
        (
            ("scattered-renewal", "due", "2023-06-30"),
            "from: 2022-12-31, to: 2023-06-30",
            "due: 2023-06-30",
        ),
        (("scattered-renewal", "target", "1200"), "from: 1000, to: 1200", "target: 1200"),
        (("gdp-growth", "floor", "5.0"), "from: 5.5, to: 5", "floor: 5"),
        (("revenue-growth", "range", "[5, 7.5]"), "from: [6, 8], to: [5, 7.5]", "range: [5, 7.5]"),
        (
            ("livelihood-funding", "budget", "1600000 万元"),
            "from: 150.7, to: 1600000 万元",
            "approved: 1600000 万元",
        ),
        (("green-xuhui", "due", "2030-12-31"), "from: null, to: 2030-12-31", "due: 2030-12-31"),
    ],
)
def test_a_revision_changes_the_goal_and_says_so(data, goal, revision, changed):
    """Both in one save, so that the record and its history never disagree."""
    own, field, to = goal
    args = ("revise", own, "--field", field, "--to", to, "--reason", "疫情", "--date", "2022-05-01")
    dry = sound(run(*args, "--dry-run")).stdout
    assert data.read_bytes() == REAL.read_bytes()
    assert sound(run(*args)).stdout == dry
    plus = [line[1:] for line in added(data) if line.startswith("+")]
    assert "".join(f"{line}\n" for line in plus) == dry
    assert any(changed in line for line in plus)
    assert any(
        f"{{date: 2022-05-01, field: {field}, {revision}, reason: 疫情}}" in line for line in plus
    )
    assert not errors_only(load(data).problems)
    assert sound(run("check")).exit_code == 0


def test_a_revision_is_of_today_and_may_have_evidence():
    """Unless told otherwise."""
    result = sound(
        run(
            "revise",
            "scattered-renewal",
            "--field",
            "target",
            "--to",
            "900",
            "--reason",
            "r",
            "--evidence-title",
            "批复",
            "--grade",
            "A",
        )
    )
    assert f"date: {TODAY}" in result.stdout
    assert "evidence: {title: 批复, grade: A}" in result.stdout


@pytest.mark.parametrize(
    ("goal", "code", "words"),
    [
        (("scattered-renewal", "target", "1000"), 1, "already"),
        (("green-xuhui", "target", "5"), 1, "expected one of start, due"),
        (("green-xuhui", "budget", "5"), 1, "expected one of start, due"),
        (("scattered-renewal", "due", "2021-01-01"), 1, "targets.yaml:"),
        (("scattered-renwal", "due", "2023-01-01"), 1, "did you mean"),
        (("scattered-renewal", "due", "soon"), 2, "YYYY-MM-DD"),
        (("scattered-renewal", "target", "many"), 2, "a number"),
        (("scattered-renewal", "target", "[1]"), 2, "a number"),
        (("revenue-growth", "range", "6"), 2, "[6, 8]"),
        (("livelihood-funding", "budget", "lots"), 2, "amount"),
        (("scattered-renewal", "title", "x"), 2, "Invalid value"),
    ],
)
def test_a_revision_that_cannot_be_is_refused(data, goal, code, words):
    """With what the field takes, and the file as it was."""
    own, field, to = goal
    result = run(
        "revise", own, "--field", field, "--to", to, "--reason", "r", "--date", "2022-05-01"
    )
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert data.read_bytes() == REAL.read_bytes()


# --- due ------------------------------------------------------------------------------------------


def test_due_lists_the_late_first(data):
    """A row a report owed; the count on standard error."""
    result = sound(run("due", "--as-of", "2022-09-01", "--lang", "en"))
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Days late")
    assert "stormwater-start" in lines[1]
    assert result.stderr == f"{len(lines) - 1} reports are owed, 5 of them late.\n"
    assert "逾期" in sound(run("due", data, "--as-of", "2022-09-01")).output


def test_due_as_json_and_as_a_calendar(data):
    """The same rows for programs; dates as text, no lead as null."""
    rows = json.loads(sound(run("due", "--as-of", "2022-09-01", "--format", "json")).stdout)
    assert rows[0] | {"title_zh": "", "title_en": ""} == {
        "lead": None,
        "id": "stormwater-start",
        "title_zh": "",
        "title_en": "",
        "period_end": "2022-01-31",
        "last_day": "2022-03-02",
        "days_late": 183,
    }
    calendar = sound(run("due", data, "--as-of", "2022-09-01", "--format", "ics"))
    events = icalendar.Calendar.from_ical(calendar.stdout_bytes).walk("VEVENT")
    assert len(events) == len(rows)


def test_nobody_owes_anything(tmp_path):
    """Said in words on standard error; an empty list for programs."""
    path = write(tmp_path, target("measure: {kind: statement}"))
    result = sound(run("due", path))
    assert (result.stdout, result.stderr) == ("", "没有应报的填报。\n")
    assert json.loads(sound(run("due", path, "--format", "json")).stdout) == []


@pytest.mark.parametrize("style", ["table", "json", "ics"])
def test_a_file_that_cannot_be_read_owes_no_silence(tmp_path, style):
    """That nothing could be read is told and is exit code 1: it is not "nobody owes a report"."""
    path = tmp_path / "targets.yaml"
    path.write_bytes(b"\xff\xfe")
    result = run("due", path, "--format", style)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is not UTF-8" in result.stderr


def test_errors_beside_sound_targets_are_told_with_what_is_owed(tmp_path):
    """As `tracker status` does: the sound ones are shown, the errors make the exit code 1."""
    path = write(tmp_path, TARGET, target("id: water\ndue: someday"))
    result = run("due", path, "--format", "json")
    assert result.exit_code == 1
    assert [row["id"] for row in json.loads(result.stdout)] == ["homes"]
    assert "(date)" in result.stderr


@pytest.mark.parametrize("title", ["", "  ", "\udcff"])
def test_a_portfolio_needs_a_name(tmp_path, title):
    """A title that is none is refused before anything is made."""
    result = run("init", tmp_path / "new", "--title", title)
    assert result.exit_code == 1
    assert "the title" in result.stderr
    assert not (tmp_path / "new").exists()


# --- sheet and import -----------------------------------------------------------------------------


def fill(path: Path, values: dict[str, dict[str, object]], steps: tuple[str, ...] = ()) -> Path:
    """Fill a sheet in as a department does, and save it under another name."""
    book = openpyxl.load_workbook(path)
    form = book[FORM.sheet]
    for row in form.iter_rows(FIRST_ROW):
        for key, value in values.get(row[0].value, {}).items():
            row[FORM.keys.index(key)].value = value
    for row in book[STEPS.sheet].iter_rows(FIRST_ROW) if steps else ():
        if row[2].value in steps:
            row[5].value = "是"
    out = path.with_name("filled.xlsx")
    book.save(out)
    return out


QUARTER = {
    "scattered-renewal": {"value": "240户", "evidence": "季度报表", "grade": "a"},
    "housing-repair": {"value": "１５０", "spent": 2.5, "evidence": "季度报表", "grade": "B"},
    "green-xuhui": {"evidence": "季度报表", "grade": "B"},
}
BY_SHEET = LINE.replace("2022-06-30", f"2022-06-30, reported: {TODAY}")
ADDED = [
    "+    updates:",
    "+" + BY_SHEET,
    "+    updates:",
    "+" + BY_SHEET.replace("240", "150, spent: 2.5").replace("grade: A", "grade: B"),
    "+    updates:",
    "+" + BY_SHEET.replace("value: 240", "done: [launch]").replace("grade: A", "grade: B"),
]


def issued(tmp_path: Path) -> Path:
    out = tmp_path / "q2.xlsx"
    assert sound(run("sheet", out, "--date", "2022-06-30")).stdout == f"{out}\n"
    return out


def test_a_quarter_by_excel_is_its_lines_and_no_other(data, tmp_path):
    """Looked at first, then written: three rows, three reports, one save."""
    filled = fill(issued(tmp_path), QUARTER, ("launch",))
    look = sound(run("import", filled))
    assert data.read_bytes() == REAL.read_bytes()
    assert "scattered-renewal 零星旧改：" in look.stdout
    assert "→" in look.stdout
    assert "--apply" in look.stderr
    done = sound(run("import", filled, "--apply"))
    assert added(data) == ADDED
    assert done.stdout == look.stdout
    assert [line for line in done.stdout.splitlines() if line.startswith("    ")] == [
        line[1:] for line in ADDED
    ]
    assert not errors_only(load(data).problems)


def test_a_sheet_imported_twice_adds_nothing(data, tmp_path):
    """Told as on record already, whoever is said to report; exit code 0."""
    filled = fill(issued(tmp_path), QUARTER, ("launch",))
    sound(run("import", filled, "--apply", "--by", "区房管局"))
    before = data.read_bytes()
    for args in ((), ("--by", "区房管局"), ("--apply",)):
        again = sound(run("import", filled, "--lang", "en", *args))
        assert again.stdout.count("on record already") == 3
        assert "nothing new" in again.stderr
    assert data.read_bytes() == before


def test_one_bad_cell_and_no_row_is_written(data, tmp_path):
    """All rows or none; every problem with its cell, exit code 1."""
    bad = QUARTER | {"gdp-growth": {"value": "=B7*2", "evidence": "x", "grade": "A"}}
    filled = fill(issued(tmp_path), bad)
    result = run("import", filled, "--apply", "--lang", "en")
    assert result.exit_code == 1
    assert "error H11: A formula (=B7*2)." in result.stdout
    assert data.read_bytes() == REAL.read_bytes()


def test_what_somebody_else_reported_meanwhile_is_not_overrun(data, tmp_path):
    """The row is refused, with its cell; their report stays."""
    filled = fill(issued(tmp_path), QUARTER, ("launch",))
    sound(run(*REPORT[:3], "250", *REPORT[4:]))
    before = data.read_bytes()
    result = run("import", filled, "--apply")
    assert result.exit_code == 1
    assert "错误 A6: " in result.stdout
    assert data.read_bytes() == before


def test_a_file_that_is_no_sheet_is_told(data, tmp_path):
    """Not a traceback."""
    path = tmp_path / "figures.csv"
    path.write_text("id,value\nscattered-renewal,240\n")
    result = run("import", path, "--apply", "--lang", "en")
    assert result.exit_code == 1
    assert "CSV" in result.stdout
    assert run("import", tmp_path / "none.xlsx").exit_code == 2
    assert data.read_bytes() == REAL.read_bytes()


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["q.csv"], 2, ".xlsx"),
        (["q.xlsx", "--lead", "water-bureu"], 1, "did you mean water-bureau?"),
        (["q.xlsx", "--lead", "water-bureau"], 1, "no target of water-bureau"),
        (["q.xlsx", "--date", "2122-06-30"], 2, "future"),
        (["no/such/folder/q.xlsx"], 1, "No such file"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(tmp_path, args, code, words):
    """With what was expected, and no file is left."""
    result = run("sheet", *args)
    assert (result.exit_code, words in result.stderr) == (code, True), result.output
    assert not list(tmp_path.glob("*.xlsx"))


def test_a_sheet_never_overwrites_one(tmp_path):
    """It may be filled in."""
    out = issued(tmp_path)
    before = out.read_bytes()
    result = run("sheet", out)
    assert (result.exit_code, "perhaps filled in" in result.stderr) == (1, True)
    assert out.read_bytes() == before


# --- as users run them ----------------------------------------------------------------------------


def installed(*args: object, encoding: str = "utf-8") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TRACKER, *map(str, args)],
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        encoding=encoding,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )


def test_a_real_quarter_by_command_and_by_sheet(data, tmp_path):
    """The installed command: the line on standard output is the line in the file, byte for byte."""
    assert installed("sheet", "q2.xlsx", "--date", "2022-06-30").returncode == 0
    done = installed(*REPORT)
    assert (done.returncode, done.stdout) == (0, f"    updates:\n{LINE}\n")
    rest = {own: values for own, values in QUARTER.items() if own != "scattered-renewal"}
    filled = fill(tmp_path / "q2.xlsx", rest, ("launch",))
    done = installed("import", filled, "--apply")
    assert done.returncode == 0, done.stderr
    assert added(data) == [ADDED[0], "+" + LINE, *ADDED[2:]]


def test_a_pipe_that_takes_only_gbk_gets_the_line():
    """A Chinese Windows is no obstacle."""
    done = installed(*REPORT, "--dry-run", encoding="gbk")
    assert (done.returncode, LINE in done.stdout) == (0, True)


def test_a_calendar_through_a_pipe_is_not_touched(data):
    """Line ends and bytes as the standard asks, whatever the terminal's encoding."""
    done = subprocess.run(
        [TRACKER, "due", "--format", "ics", "--as-of", "2022-09-01"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
    )
    assert done.stdout.startswith(b"BEGIN:VCALENDAR\r\n")
    assert "填报".encode() in done.stdout
    assert data.exists()
