"""The command `tracker`: what it prints, where it reads from, and its exit codes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.samples import target, updates, write
from support.waiting import PATIENCE

from tracker.analysis.assessment import STATUS_COLUMNS
from tracker.cli import main
from tracker.i18n import STATUS_SHAPES, Translator, languages
from tracker.store import config

ROOT = Path(__file__).parents[2]
TRACKER = Path(sys.executable).with_name("tracker")
COMMANDS = sorted(main.main.commands)
HALF_WAY = target(updates(("2022-06-30", 500)))
ANOTHER = target("id: centres\ntitle: {zh: 邻里汇, en: Centres}\n" + updates(("2022-06-30", 100)))
BROKEN = target("id: broken\ndue: someday")
LEADERLESS = target("id: leaderless\nlead: null")
PROBLEM = re.compile(r".+:\d+:\d+: (error|warning): .+ \([\w-]+\)")


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path, monkeypatch):
    """Each test starts in an empty folder, with no data named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.DATA_ENV, raising=False)


def run(*args: object) -> Result:
    return CliRunner().invoke(main.main, [str(arg) for arg in args])


def installed(
    *args: object, folder: Path, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, its output piped in an encoding."""
    return subprocess.run(
        [TRACKER, *map(str, args)],
        cwd=folder,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        encoding=encoding,
    )


def width(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


# check


def test_check_is_silent_about_a_clean_file(tmp_path):
    """Nothing to say: no output, a count on standard error, exit code 0."""
    result = run("check", write(tmp_path, HALF_WAY))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "0 errors, 0 warnings\n"


def test_check_tells_every_error_with_its_place(tmp_path):
    """One line a problem, as editors can jump to, and exit code 1."""
    path = write(tmp_path, BROKEN, target("id: worse\nstart: never"))
    result = run("check", path)
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert len(lines) == 2
    assert all(PROBLEM.fullmatch(line) and line.startswith(f"{path}:") for line in lines)
    assert result.stderr == "2 errors, 0 warnings\n"


def test_a_warning_fails_only_when_strict(tmp_path):
    """What may be meant does not break a pipeline, unless it is asked to."""
    path = write(tmp_path, LEADERLESS)
    result = run("check", path)
    assert result.exit_code == 0
    assert "(no-lead)" in result.stdout
    assert result.stderr == "0 errors, 1 warnings\n"
    assert run("check", "--strict", path).exit_code == 1
    assert run("check", "--strict", write(tmp_path, HALF_WAY)).exit_code == 0


def test_check_as_json(tmp_path):
    """One object a problem, with file, line, column, level, message and rule; a list in any case."""
    path = write(tmp_path, BROKEN)
    result = run("check", path, "--format", "json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)
    assert set(problem) == {"file", "line", "column", "level", "message", "rule"}
    assert (problem["file"], problem["level"]) == (str(path), "error")
    line = path.read_text(encoding="utf-8").splitlines()[problem["line"] - 1]
    assert line[problem["column"] - 1 :] == "someday"
    clean = run("check", write(tmp_path, HALF_WAY), "--format", "json")
    assert (clean.exit_code, json.loads(clean.stdout)) == (0, [])


def test_check_for_github(tmp_path):
    """A workflow command a problem, which marks the line in a change."""
    path = write(tmp_path, BROKEN, LEADERLESS)
    result = run("check", path, "--format", "github")
    levels = [line.partition(" ")[0] for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert levels == ["::error", "::warning"]
    assert f"file={path},line=" in result.stdout


def test_check_looks_figures_up_in_the_sources(tmp_path):
    """With a folder of source texts, a target figure that none of them has is a warning."""
    path = write(tmp_path, HALF_WAY)
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "paper.txt").write_text("约1000户居民", encoding="utf-8")
    assert run("check", path, "--sources", texts, "--strict").exit_code == 0
    (texts / "paper.txt").write_text("约2000户居民", encoding="utf-8")
    result = run("check", path, "--sources", texts, "--strict")
    assert result.exit_code == 1
    assert "1000" in result.stdout


def test_several_paths_are_one_portfolio(tmp_path):
    """Files named one after another are read together: an id may stand in one of them only."""
    first = write(tmp_path, HALF_WAY, name="a.yaml")
    second = write(tmp_path, ANOTHER, name="b.yaml")
    again = write(tmp_path, HALF_WAY, name="c.yaml")
    for path in (first, second, again):
        assert run("check", path).exit_code == 0
    together = run("check", first, again)
    assert together.exit_code == 1
    assert f"{again}:" in together.stdout
    assert "homes" in together.stdout


def test_a_folder_is_one_portfolio(tmp_path):
    """Every file of a folder is checked, those in folders below it too."""
    (tmp_path / "water").mkdir()
    write(tmp_path, HALF_WAY, name="a.yaml")
    deep = write(tmp_path / "water", BROKEN, name="b.yaml")
    result = run("check", tmp_path)
    assert result.exit_code == 1
    assert f"{deep}:" in result.stdout


# where the data is


def test_path_then_option_then_environment_then_default(tmp_path, monkeypatch):
    """PATH counts before --data, that before $TRACKER_DATA, and that before targets.yaml here."""
    for name in ("path", "option", "environment"):
        write(tmp_path, target(f"id: {name}"), name=f"{name}.yaml")
    write(tmp_path, target("id: default"))

    def read(*args: str) -> str:
        (row,) = json.loads(run("status", *args, "--format", "json").stdout)
        return row["id"]

    assert read() == "default"
    monkeypatch.setenv(config.DATA_ENV, "environment.yaml")
    assert read() == "environment"
    assert read("--data", "option.yaml") == "option"
    assert read("path.yaml", "--data", "option.yaml") == "path"


def test_check_reads_the_same_places(tmp_path, monkeypatch):
    """Without PATH, `check` takes --data, then $TRACKER_DATA, then targets.yaml."""
    write(tmp_path, HALF_WAY)
    write(tmp_path, BROKEN, name="broken.yaml")
    assert run("check").exit_code == 0
    assert run("check", "--data", "broken.yaml").exit_code == 1
    monkeypatch.setenv(config.DATA_ENV, "broken.yaml")
    assert run("check").exit_code == 1
    assert run("check", "targets.yaml", "--data", "broken.yaml").exit_code == 0


@pytest.mark.parametrize(
    "args",
    [
        ("check", "gone.yaml"),
        ("check", "--data", "gone.yaml"),
        ("check", "--sources", "gone"),
        ("check", "--format", "xml"),
        ("check", "--loud"),
        ("status", "gone.yaml"),
        ("status", "--as-of", "2022-13-01"),
        ("status", "--lang", "fr"),
        ("status", "--format", "xlsx"),
        ("serve", "gone.yaml"),
        ("serve", "--port", "0"),
        ("serve", "--port", "65536"),
        ("demo",),
        ("demo", "folder", "--seed", "many"),
        ("publish",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(args):
    """What was typed wrongly is told on standard error, with exit code 2 and no traceback."""
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr


@pytest.mark.parametrize("command", ["check", "status", "serve"])
def test_no_data_at_all_says_how_to_name_some(command, monkeypatch):
    """In a folder without targets.yaml the message names the file looked for and the variable."""
    result = run(command)
    assert result.exit_code == 2
    assert "no data at targets.yaml" in result.stderr
    assert config.DATA_ENV in result.stderr
    monkeypatch.setenv(config.DATA_ENV, "elsewhere.yaml")
    assert "no data at elsewhere.yaml" in run(command).stderr


# status


def test_status_as_json_has_exactly_these_columns(tmp_path):
    """A promise to other tools: the names and their order, one object a target."""
    rows = json.loads(run("status", write(tmp_path, HALF_WAY, ANOTHER), "--format", "json").stdout)
    assert [list(row) for row in rows] == [list(STATUS_COLUMNS)] * 2
    assert list(STATUS_COLUMNS) == [
        "id",
        "status",
        "planned",
        "actual",
        "gap_pp",
        "judged_on",
        "reported_late_days",
        "rule",
        "why_zh",
        "why_en",
    ]


def test_status_judges_as_of_a_day(tmp_path):
    """The day asked for decides; a past day sees nothing of what came later."""
    path = write(tmp_path, HALF_WAY, ANOTHER)

    def statuses(day: str) -> dict[str, str]:
        result = run("status", path, "--as-of", day, "--format", "json")
        return {row["id"]: row["status"] for row in json.loads(result.stdout)}

    assert statuses("2021-12-31") == {"homes": "not_started", "centres": "not_started"}
    assert statuses("2022-06-29") == {"homes": "unreported", "centres": "unreported"}
    assert statuses("2022-06-30") == {"homes": "on_track", "centres": "off_track"}


def test_status_as_json_types(tmp_path):
    """Shares are numbers, days are text, what is missing is null, never NaN or zero."""
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


def test_status_as_csv_says_the_same_as_json(tmp_path):
    """Both hold the same rows; an empty cell is what is null there."""
    path = write(tmp_path, HALF_WAY, target("id: silent"), ANOTHER)
    day = ("--as-of", "2022-06-30", "--format")
    as_csv = list(csv.DictReader(io.StringIO(run("status", path, *day, "csv").stdout)))
    as_json = json.loads(run("status", path, *day, "json").stdout)
    assert [list(row) for row in as_csv] == [list(STATUS_COLUMNS)] * 3
    assert as_csv == [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in as_json
    ]


@pytest.mark.parametrize("lang", languages())
def test_status_as_a_table(tmp_path, lang):
    """A line a target below the heads: shape and word of the status, id, title, shares and why."""
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
def test_a_table_lines_up(tmp_path, lang):
    """Columns begin beneath each other, Chinese characters counted as two columns."""
    result = run("status", write(tmp_path, HALF_WAY, ANOTHER), "--lang", lang)
    _, *lines = result.stdout.splitlines()
    words = (Translator(lang)("field.id"), "homes", "centres")
    places = {width(line[: line.index(word)]) for line, word in zip(lines, words, strict=True)}
    assert len(places) == 1


def test_status_is_chinese_unless_asked(tmp_path):
    """The table speaks Chinese, as the file does."""
    path = write(tmp_path, HALF_WAY)
    assert run("status", path).stdout == run("status", path, "--lang", "zh").stdout


def test_status_is_of_today_unless_asked(tmp_path):
    """Without --as-of the day is today."""
    result = run("status", write(tmp_path, HALF_WAY), "--lang", "en")
    today = dt.date.today()  # noqa: DTZ011 -- the calendar day here, as the command takes it
    assert result.stdout.splitlines()[0] == f"As of {today.isoformat()}"


@pytest.mark.parametrize("style", ["json", "csv", "table"])
def test_a_broken_target_does_not_hide_the_sound_ones(tmp_path, style):
    """Sound targets are judged, the problems stand on standard error, and the exit code is 1."""
    result = run("status", write(tmp_path, HALF_WAY, BROKEN), "--format", style)
    assert result.exit_code == 1
    assert "homes" in result.stdout
    assert "broken" not in result.stdout
    assert PROBLEM.fullmatch(result.stderr.strip())


def test_status_keeps_warnings_to_itself(tmp_path):
    """What is no error is `check`'s business."""
    result = run("status", write(tmp_path, LEADERLESS))
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(("style", "lines"), [("json", 1), ("csv", 1), ("table", 2)])
def test_status_of_nothing(tmp_path, style, lines):
    """A portfolio without targets gives an empty list, or the heads alone."""
    result = run("status", write(tmp_path), "--format", style)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == lines


def test_status_of_a_folder(tmp_path):
    """Targets of all files, in the order of the files."""
    write(tmp_path, ANOTHER, name="a.yaml")
    write(tmp_path, HALF_WAY, name="b.yaml")
    rows = json.loads(run("status", tmp_path, "--format", "json").stdout)
    assert [row["id"] for row in rows] == ["centres", "homes"]


# schema, demo, serve


def test_schema_is_the_one_that_stands_beside_the_data():
    """Editors read targets.schema.json; it is what the command prints, byte by byte."""
    result = run("schema")
    assert result.exit_code == 0
    assert result.stdout == (ROOT / "targets.schema.json").read_text(encoding="utf-8")


def test_demo_writes_a_portfolio_that_checks():
    """The file is told, it is sound, and the next command to type stands below it."""
    result = run("demo", "new/demo")
    path = Path("new/demo/targets.yaml")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(path), f"tracker serve {path.parent}"]
    assert run("check", path).exit_code == 0


def test_demo_with_another_seed_has_other_figures():
    """--seed is what the figures are drawn from."""
    run("demo", "a"), run("demo", "b", "--seed", "7"), run("demo", "c", "--seed", "7")
    a, b, c = (Path(name, "targets.yaml").read_bytes() for name in "abc")
    assert a != b == c


def test_demo_leaves_real_data_alone(tmp_path):
    """Data that is no demonstration is never written over; the message names it, exit code 1."""
    path = write(tmp_path, HALF_WAY)
    before = path.read_bytes()
    result = run("demo", tmp_path)
    assert result.exit_code == 1
    assert str(path) in result.stderr
    assert path.read_bytes() == before


@pytest.fixture
def served(monkeypatch) -> dict[str, object]:
    """What `serve` would become, in place of becoming it."""
    found: dict[str, object] = {}
    monkeypatch.setenv(config.DATA_ENV, "as it was")  # so that it is put back afterwards
    monkeypatch.delenv(config.DATA_ENV)
    monkeypatch.setattr(os, "chdir", lambda folder: found.update(folder=Path(folder)))
    monkeypatch.setattr(
        os,
        "execv",
        lambda program, command: found.update(
            program=program, command=command, data=os.environ[config.DATA_ENV]
        ),
    )
    return found


def test_serve_runs_the_dashboard_on_the_data(tmp_path, served):
    """Our own interpreter runs Streamlit where the pages and their settings stand; data by full path."""
    write(tmp_path, HALF_WAY, name="data.yaml")
    result = run("serve", "data.yaml")
    assert result.exit_code == 0
    assert served["program"] == sys.executable
    assert served["command"][:5] == [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    assert (served["folder"] / "dashboard.py").is_file()
    assert (served["folder"] / ".streamlit" / "config.toml").is_file()
    assert served["data"] == str(tmp_path.resolve() / "data.yaml")
    assert str(tmp_path.resolve() / "data.yaml") in result.stdout


def test_serve_lets_nobody_else_in_unless_asked(tmp_path, served):
    """It listens on this machine alone and opens no browser, unless told to."""
    write(tmp_path, HALF_WAY)
    result = run("serve")
    assert served["command"][5:8] == [
        "--server.port=8501",
        "--server.address=127.0.0.1",
        "--server.headless=true",
    ]
    assert result.stdout.startswith("http://localhost:8501  ")
    result = run("serve", "--port", "8600", "--address", "0.0.0.0", "--open")
    assert served["command"][5:8] == [
        "--server.port=8600",
        "--server.address=0.0.0.0",
        "--server.headless=false",
    ]
    assert result.stdout.startswith("http://0.0.0.0:8600  ")


def test_serve_takes_a_folder_and_the_environment(tmp_path, served, monkeypatch):
    """The data may be a folder, and named by $TRACKER_DATA or --data."""
    write(tmp_path, HALF_WAY)
    monkeypatch.setenv(config.DATA_ENV, ".")
    run("serve")
    assert served["data"] == str(tmp_path.resolve())
    run("serve", "--data", "targets.yaml")
    assert served["data"] == str(tmp_path.resolve() / "targets.yaml")


def test_serve_prefers_the_pages_of_an_installed_package(tmp_path, served, monkeypatch):
    """An installed package brings its pages along; where there are none at all, it says so."""
    write(tmp_path, HALF_WAY)
    package = tmp_path / "lib" / "src" / "tracker"
    monkeypatch.setattr(main, "__file__", str(package / "cli" / "main.py"))
    lost = run("serve", "targets.yaml")
    assert (lost.exit_code, served) == (1, {})
    assert "dashboard.py" in lost.stderr
    for folder in (tmp_path / "lib", package / "_pages"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "dashboard.py").touch()
        run("serve", "targets.yaml")
        assert served["folder"] == folder


# the command as such


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_has_help(command):
    """-h and --help say what a command does, in both languages, and what each option takes."""
    result = run(command, "--help")
    assert result.exit_code == 0
    assert result.stdout == run(command, "-h").stdout
    assert re.search("[\u4e00-\u9fff]", result.stdout)
    for parameter in main.main.commands[command].params:
        for name in parameter.opts[:1]:
            shown = name if name.startswith("--") else parameter.metavar or name.upper()
            assert shown in result.stdout


def test_help_lists_every_command():
    """`tracker --help` is the way in."""
    result = run("--help")
    assert result.exit_code == 0
    for command in COMMANDS:
        assert re.search(rf"(?m)^  {command}  +\S", result.stdout)


def test_version():
    """The version is that of the package."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'(?m)^version = "(.+)"$', text)[1]
    assert run("--version").stdout.strip().endswith(version)


# as a user runs it


def test_the_installed_command_checks(tmp_path):
    """The script on the PATH gives the same output and exit codes."""
    write(tmp_path, HALF_WAY)
    assert installed("check", folder=tmp_path).returncode == 0
    write(tmp_path, BROKEN)
    broken = installed("check", folder=tmp_path)
    assert (broken.returncode, broken.stderr) == (1, "1 errors, 0 warnings\n")
    assert PROBLEM.fullmatch(broken.stdout.strip())
    assert installed("check", "gone.yaml", folder=tmp_path).returncode == 2


def test_the_installed_command_judges(tmp_path):
    """`tracker status` writes Chinese into a pipe."""
    write(tmp_path, ANOTHER)
    result = installed("status", "--as-of", "2022-06-30", folder=tmp_path)
    assert result.returncode == 0
    assert "■ 严重滞后" in result.stdout


def test_a_terminal_without_the_shapes_gets_the_words(tmp_path):
    """Where the output's encoding (GBK on a Chinese Windows) lacks a status's shape, its word stands."""
    write(tmp_path, target(updates(("2022-06-30", 1000))))
    result = installed("status", folder=tmp_path, encoding="gbk")
    assert (result.returncode, result.stderr) == (0, "")
    assert "? 已完成" in result.stdout


HEAVY = ("streamlit", "plotly", "pandas", "numpy", "babel")


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        ("check", HEAVY),
        ("schema", HEAVY),
        ("--help", (*HEAVY, "pydantic", "yaml")),
        ("status", HEAVY[:2]),
    ],
)
def test_a_command_imports_no_more_than_it_needs(tmp_path, command, unwanted):
    """`tracker check` runs with every save, so it loads neither pages nor tables nor figures."""
    write(tmp_path, HALF_WAY)
    code = (
        "import sys; from tracker.cli.main import main\n"
        f"try: main([{command!r}])\n"
        "except SystemExit as end: assert not end.code\n"
        f"print('loaded:', *sorted(set({unwanted!r}) & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert result.stderr.splitlines()[-1] == "loaded:", result.stderr
