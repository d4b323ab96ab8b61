"""The command as such: help, version, languages, usage errors, completion, imports."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.commands import COMMANDS, PROBLEM, run, run_installed
from support.samples import target, updates, write
from support.waiting import PATIENCE

from tracker.cli import main
from tracker.cli.base import Argument, Option
from tracker.i18n import LOCALE_DIR, Translator, languages

ROOT = Path(__file__).parents[2]
HALF_WAY = target(updates(("2022-06-30", 500)))
ANOTHER = target("id: centres\ntitle: {zh: 邻里汇, en: Centres}\n" + updates(("2022-06-30", 100)))
BROKEN = target("id: broken\ndue: someday")
CHINESE = re.compile("[\u4e00-\u9fff]")


# --- help -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_argument_and_option_has_help(name, lang):
    """In every language, with -h as with --help: no parameter without a text."""
    t = Translator(lang)
    result = run(name, "--help", "--lang", lang)
    text = re.sub(r"\s+", "", result.stdout)
    assert result.exit_code == 0
    assert result.stdout == run(name, "-h", "--lang", lang).stdout
    assert re.sub(r"\s+", "", t(COMMANDS[name].help)) in text
    for parameter in COMMANDS[name].params:
        assert isinstance(parameter, (Option, Argument)), parameter.name
        assert re.sub(r"\s+", "", t(parameter.help)) in text, parameter.name
        if isinstance(parameter, Option):
            assert parameter.opts[0] in text


@pytest.mark.parametrize("lang", languages())
def test_help_lists_every_command(lang):
    """With the first paragraph of its help."""
    result = run("--help", "--lang", lang)
    assert result.exit_code == 0
    for name in COMMANDS:
        assert re.search(rf"(?m)^  {name}  +\S", result.stdout)


def test_help_without_a_command_is_wrong_usage():
    """`tracker` alone shows the help on standard error."""
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == run("--help").stdout


def test_a_command_has_one_help_text():
    """The list of commands and the command itself name the same key."""
    for name, lazy in main.COMMANDS.items():
        assert (COMMANDS[name].name, COMMANDS[name].help) == (name, lazy.help)


def test_version():
    """The version is that of the package."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'(?m)^version = "(.+)"$', text)[1]
    assert run("--version").stdout == f"tracker {version}\n"


# --- languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "text"),
    [("zh_CN.UTF-8", "用法：tracker"), ("en_GB.UTF-8", "Usage: tracker"), ("C", "用法：tracker")],
)
def test_a_command_prints_in_the_language_of_the_environment(monkeypatch, locale, text):
    """Chinese where the locale names no language of ours."""
    monkeypatch.setenv("LANG", locale)
    result = run("check", "--help")
    assert (result.exit_code, result.stdout.startswith(text)) == (0, True)


@pytest.mark.parametrize("args", [("--lang", "zh", "--help"), ("--help", "--lang=zh")])
def test_the_language_asked_for_holds_wherever_it_stands(args):
    """Before or after the command and --help."""
    assert run("check", *args).stdout.startswith("用法：")
    assert run(*args, "check").stdout.startswith("用法：")


def test_text_after_two_dashes_is_no_language():
    """`--` ends the options."""
    assert "Usage: " in run("check", "--", "--lang", "zh").stderr


USAGE = [
    (
        ("chekc",),
        "There is no command chekc; did you mean check?",
        "没有命令 chekc；是否应为 check？",
    ),
    (
        ("check", "--stric"),
        "There is no option --stric; did you mean --strict?",
        "没有选项 --stric；是否应为 --strict？",
    ),
    (("report", "--date", "2022-06-30"), "The argument ID is missing.", "缺少参数 目标编号。"),
    (("report", "homes"), "The option --date YYYY-MM-DD is missing.", "缺少选项 --date 年-月-日。"),
    (("check", "--data"), "The option --data needs a value.", "选项 --data 须带值。"),
    (("check", "--strict=1"), "The option --strict takes no value.", "选项 --strict 不带值。"),
    (("schema", "a", "b"), "Unexpected arguments: a b", "多余的参数：a b"),
    (
        ("check", "--format", "xml"),
        "--format: expected one of text, json, github; found xml",
        "--format：应为其中之一：text, json, github；实为 xml",
    ),
    (
        ("check", "gone.yaml"),
        "[PATH]...: gone.yaml does not exist; check the path",
        "[路径]...：gone.yaml 不存在，请核对路径",
    ),
    (
        ("check", "--sources", "file"),
        "--sources: expected a folder; file is a file",
        "--sources：应为目录，file 是文件",
    ),
    (
        ("import", "."),
        "FILE.xlsx: expected a file; . is a folder",
        "文件.xlsx：应为文件，. 是目录",
    ),
    (
        ("status", "--as-of", "30.6."),
        "--as-of: expected a day as YYYY-MM-DD, from 1900-01-01 to 2199-12-31, found 30.6.",
        "--as-of：应为 1900-01-01 至 2199-12-31 之间的日期，写作“年-月-日”，实为 30.6.",
    ),
    (
        ("status", "--as-of", "0001-01-01"),
        "--as-of: expected a day as YYYY-MM-DD, from 1900-01-01 to 2199-12-31, found 0001-01-01",
        "--as-of：应为 1900-01-01 至 2199-12-31 之间的日期，写作“年-月-日”，实为 0001-01-01",
    ),
    (
        ("serve", "--port", "0"),
        "--port: expected a port from 1 to 65535, found 0",
        "--port：应为 1 至 65535 的端口号，实为 0",
    ),
    (
        ("demo", "x", "--seed", "many"),
        "--seed: expected a whole number, found many",
        "--seed：应为整数，实为 many",
    ),
    (
        ("report", "homes", "--date", "2022-06-30", "--value", "1e3"),
        "--value: expected a number of at most 15 digits such as 240 or 12.5, found 1e3",
        "--value：应为不超过 15 位的数值，如 240 或 12.5，实为 1e3",
    ),
    (
        ("publish", "site", "--url", "example.org"),
        "--url: expected an address such as https://targets.example.org/, found example.org",
        "--url：应为网址，如 https://targets.example.org/，实为 example.org",
    ),
    (
        ("status",),
        "no data at targets.yaml; name a portfolio file or a folder of them, or set TRACKER_DATA",
        "targets.yaml 处没有数据；请指定数据文件或目录，或设置环境变量 TRACKER_DATA",
    ),
]


@pytest.mark.parametrize(
    ("args", "english", "chinese"),
    USAGE,
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_usage_errors_are_in_the_language_asked_for(tmp_path, args, english, chinese):
    """Usage, a hint and the error on standard error; exit code 2; no traceback."""
    (tmp_path / "file").touch()
    for lang, usage, error in (("en", "Usage: ", english), ("zh", "用法：", chinese)):
        result = run("--lang", lang, *args)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(usage + "tracker")
        assert result.stderr.splitlines()[-1] == Translator(lang)("cli.error", text=error)
        if lang == "zh":
            assert not re.search(r"\b(Usage|Options?|Error|Try)\b", result.stderr)


def test_a_third_language_needs_one_catalogue(tmp_path):
    """Help and usage errors follow a .po file that is added, without any other change."""
    for lang in languages():
        shutil.copy(LOCALE_DIR / f"{lang}.po", tmp_path)
    text = (LOCALE_DIR / "en.po").read_text(encoding="utf-8")
    text = text.replace('"Usage: "', '"Gebrauch: "').replace('"There is no option', '"Unbekannt:')
    (tmp_path / "de.po").write_text(text.replace("Language: en", "Language: de"), encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from tracker import i18n\n"
        "i18n.LOCALE_DIR = Path(sys.argv.pop(1))\n"
        "from tracker.cli.main import main; main(prog_name='tracker')"
    )
    command = [sys.executable, "-c", code, tmp_path, "check", "--nothing"]
    environment = {**os.environ, "LANG": "de_AT.UTF-8"}
    result = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("Gebrauch: tracker check ")
    assert "Unbekannt: --nothing" in result.stderr


def test_an_unknown_language_is_wrong_usage():
    """The choices are the languages that have a catalogue."""
    result = run("check", "--lang", "xx")
    assert result.exit_code == 2
    assert f"--lang: expected one of {', '.join(languages())}; found xx" in result.stderr


@pytest.mark.parametrize(("lang", "text"), [("en", "access denied"), ("zh", "没有访问权限")])
def test_errors_of_the_system_are_in_the_language_asked_for(tmp_path, monkeypatch, lang, text):
    """The path and the reason on standard error, exit code 1."""
    path = write(tmp_path, HALF_WAY)

    def denied(self, _):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_bytes", denied)
    result = run("sheet", "out.xlsx", "--data", path, "--lang", lang)
    assert (result.exit_code, result.stdout) == (1, "")
    assert re.fullmatch(rf".+out\.xlsx.+{text}.+\n", result.stderr)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("count", [0, 1, 2])
def test_counts_have_their_plural(tmp_path, lang, count):
    """1 error, 2 errors; one form in Chinese."""
    result = run(
        "check",
        write(tmp_path, *[target(f"id: t{n}\ndue: someday") for n in range(count)]),
        "--lang",
        lang,
    )
    forms = {"en": ["0 errors", "1 error", "2 errors"], "zh": [f"{n} 处错误" for n in range(3)]}
    assert re.match(rf"{forms[lang][count]}\b", result.stderr.splitlines()[-1])


# --- as a user runs it ----------------------------------------------------------------------------


def complete(*words: str) -> list[str]:
    """What a shell offers in place of the last word."""
    asked = {
        "_TRACKER_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["tracker", *words]),
        "COMP_CWORD": str(len(words)),
    }
    result = CliRunner().invoke(main.main, prog_name="tracker", env=asked)
    assert result.exit_code == 0, result.output
    return [line.partition(",")[2] for line in result.stdout.splitlines()]


def test_a_shell_completes_commands_options_and_choices():
    """By the mechanism that click installs in bash, zsh and fish."""
    assert complete("st") == ["status"]
    assert complete("status", "--fo") == ["--format"]
    assert complete("status", "--format", "") == ["table", "json", "csv"]
    assert complete("status", "--lang", "") == list(languages())


@pytest.mark.process
def test_the_installed_command_checks(tmp_path):
    """The script on the PATH gives the same output and exit codes."""
    write(tmp_path, BROKEN)
    broken = run_installed("check", folder=tmp_path)
    assert (broken.returncode, broken.stderr) == (1, "1 error, 0 warnings\n")
    assert PROBLEM.fullmatch(broken.stdout.strip())
    assert run_installed("check", "gone.yaml", folder=tmp_path).returncode == 2


@pytest.mark.process
def test_the_installed_command_writes_chinese_into_a_pipe(tmp_path):
    """In UTF-8, whatever the locale."""
    write(tmp_path, ANOTHER)
    args = ("status", "--as-of", "2022-06-30", "--lang", "zh")
    result = run_installed(*args, folder=tmp_path)
    assert result.returncode == 0
    assert "■ 严重滞后" in result.stdout


@pytest.mark.process
def test_an_encoding_without_the_shapes_gets_the_words(tmp_path):
    """GBK on a Chinese Windows lacks a status's shape; its word is printed."""
    write(tmp_path, target(updates(("2022-06-30", 1000))))
    result = run_installed("status", "--lang", "zh", folder=tmp_path, encoding="gbk")
    assert (result.returncode, result.stderr) == (0, "")
    assert "? 已完成" in result.stdout


TABLES = ("streamlit", "plotly", "pandas", "numpy")


IMPORTS = """
import json, sys
from tracker.cli.main import main
for command in sys.argv[1:]:
    try:
        main([command])
    except SystemExit as end:
        assert not end.code, command
    print("loaded:", json.dumps([command, *sys.modules]))
"""


@pytest.mark.process
def test_a_command_imports_only_its_own_module(tmp_path):
    """`tracker check` runs with every save, so it loads no tables; help loads no command."""
    write(tmp_path, HALF_WAY)
    unwanted = {  # from the least to the most that is loaded
        "--help": (*TABLES, "pydantic", "yaml", "openpyxl"),
        "schema": TABLES,
        "check": TABLES,
        "status": ("streamlit", "plotly"),
    }
    result = subprocess.run(
        [sys.executable, "-c", IMPORTS, *unwanted],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    marked = [
        line.removeprefix("loaded: ") for line in result.stdout.splitlines() if "loaded: " in line
    ]
    loaded = {command: modules for command, *modules in map(json.loads, marked)}
    assert {command: set(unwanted[command]) & set(loaded[command]) for command in unwanted} == {
        command: set() for command in unwanted
    }
    assert "pandas" in loaded["status"]
