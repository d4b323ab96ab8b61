"""The command `tracker`: check, status, serve, demo, schema; and those that `cli_write` and others bring.

Heavy libraries are imported by the command that needs them, so that `tracker check` answers at once.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import common, report, revise, sheet
from tracker.cli.publish import publish
from tracker.portfolio import problems as complaints
from tracker.store import config

if TYPE_CHECKING:
    import pandas as pd

    from tracker.analysis.tables import Tables
    from tracker.i18n import Lang


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tracker", prog_name="tracker")
def main() -> None:
    """Public commitments, their sources and how far they have come. 政策目标跟踪。"""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a pipe that takes GBK has no ✔


@main.command()
@click.argument("paths", nargs=-1, type=common.PATH, metavar="[PATH]...")
@click.option("--data", type=common.PATH, help="The data, where no PATH is given.")
@click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with the sources' texts, named DOCUMENT_ID.txt: figures are looked up there.",
)
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text")
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
def check(
    paths: tuple[Path, ...], data: Path | None, sources: Path | None, style: str, *, strict: bool
) -> None:
    """Check files: every problem with its line. 检查数据文件。

    Exit code 0: clean; 1: errors (with --strict also warnings); 2: wrong usage.
    """
    from tracker.checks.run import check as checked
    from tracker.portfolio.load import load

    found = checked(
        load(list(paths) or [common.resolve_data_path(None, data)]),
        common.current_date(),
        sources=sources,
    )
    if style == "json":
        click.echo(complaints.as_json(found))
    else:
        for problem in found:
            click.echo(complaints.as_github(problem) if style == "github" else str(problem))
    errors = len(complaints.errors_only(found))
    click.echo(f"{errors} errors, {len(found) - errors} warnings", err=True)
    if errors or (strict and found):
        sys.exit(1)


@main.command()
@click.argument("path", required=False, type=common.PATH)
@click.option("--data", type=common.PATH, help="The data, where no PATH is given.")
@click.option(
    "--as-of", type=common.DAY, help="Judge as of this day, YYYY-MM-DD; today if not given."
)
@click.option("--format", "style", type=click.Choice(["table", "json", "csv"]), default="table")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh")
def status(
    path: Path | None, data: Path | None, as_of: dt.datetime | None, style: str, lang: Lang
) -> None:
    """Where every target stands, and why. 各项目标的状态与依据。

    Errors in the data go to standard error and make the exit code 1; sound targets are judged all
    the same.
    """
    from tracker.analysis.assessment import status_table
    from tracker.analysis.tables import tables
    from tracker.checks.run import check as checked
    from tracker.portfolio.load import load

    portfolio = load(common.resolve_data_path(path, data))
    errors = complaints.errors_only(checked(portfolio, common.current_date()))
    for problem in errors:
        click.echo(str(problem), err=True)
    day = as_of.date() if as_of else common.current_date()
    made = tables(portfolio)
    judged = status_table(made, day)
    if style == "json":
        click.echo(json.dumps(_json_rows(judged), ensure_ascii=False, indent=2))
    elif style == "csv":
        writer = csv.DictWriter(sys.stdout, fieldnames=list(judged.columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(_json_rows(judged))
    else:
        _print_status(made, judged, day, lang)
    if errors:
        sys.exit(1)


def _json_rows(judged: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON and CSV: days as text, what is missing as None."""
    rows = judged.assign(judged_on=judged["judged_on"].dt.strftime("%Y-%m-%d")).astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in rows.where(judged.notna(), None).to_dict("records")
    ]


def _print_status(tables: Tables, judged: pd.DataFrame, as_of: dt.date, lang: Lang) -> None:
    from tracker.i18n import STATUS_SHAPES, Translator, percent

    t = Translator(lang)
    titles = dict(zip(tables.targets["id"], tables.targets[f"title_{lang}"], strict=True))
    lines = [
        [
            f"{STATUS_SHAPES[row['status']]} {t('status.' + row['status'])}",
            row["id"],
            str(titles[row["id"]]),
            percent(row["actual"], lang),
            percent(row["planned"], lang),
            row[f"why_{lang}"],
        ]
        for row in judged.to_dict("records")
    ]
    heads = ["field.status", "field.id", "field.title", "why.actual", "why.planned", "why.heading"]
    lines.insert(0, [t(key) for key in heads])
    click.echo(f"{t('why.as_of')} {as_of.isoformat()}")
    common.print_table(lines)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--seed", default=135, show_default=True, help="Another seed, other figures.")
def demo(folder: Path, seed: int) -> None:
    """Write a made-up portfolio into DIR. 生成演示数据。"""
    from tracker.demo.generate import write_portfolio

    try:
        path = write_portfolio(folder, common.current_date(), seed=seed)
    except OSError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{path}\ntracker serve {folder}")


@main.command()
def schema() -> None:
    """Print the JSON Schema of a portfolio file, for editors. 输出数据文件的 JSON Schema。"""
    from tracker.portfolio.model import json_schema

    click.echo(json_schema(), nl=False)


@main.command()
@click.argument("path", required=False, type=common.PATH)
@click.option("--data", type=common.PATH, help="The data, where no PATH is given.")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--address", default="127.0.0.1", show_default=True, help="0.0.0.0 lets others in.")
@click.option("--open/--no-open", "show", default=False, help="Open a browser on it.")
@click.option(
    "--edit", is_flag=True, help="Let people report on the page: on this machine, or signed in."
)
@click.option(
    "--secrets",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="TRACKER_SECRETS",
    help="Sign-in and editors; else .streamlit/secrets.toml here and in the home folder.",
)
def serve(
    path: Path | None,
    data: Path | None,
    port: int,
    address: str,
    secrets: Path | None,
    *,
    show: bool,
    edit: bool,
) -> None:
    """Run the dashboard on PATH, a file or a folder. 运行看板。"""
    shown = common.resolve_data_path(path, data).resolve()
    script = _dashboard_script()
    settings = [
        f"--server.port={port}",
        f"--server.address={address}",
        f"--server.headless={'false' if show else 'true'}",
        *_editing_settings(address, secrets, edit=edit),
    ]
    host = f"[{address}]" if ":" in address else address
    click.echo(f"http://{'localhost' if address == '127.0.0.1' else host}:{port}  {shown}")
    os.environ[config.DATA_ENV] = str(shown)
    sys.stdout.flush()
    os.chdir(script.parent)  # where .streamlit/config.toml with the closed-network switches stands
    command = [sys.executable, "-m", "streamlit", "run", script.name, *settings]
    os.execv(sys.executable, command)  # noqa: S606 -- our own interpreter, no shell


def _editing_settings(address: str, secrets: Path | None, *, edit: bool) -> list[str]:
    """Streamlit's settings for editing; sets the variable that the pages ask.

    Editing without sign-in never leaves this machine: other addresses want ``[auth]``.
    """
    from tracker.store import access, auth_config

    files = auth_config.secrets_files(secrets, Path.cwd(), Path.home())
    try:
        said = auth_config.read_config(files)
    except access.AccessError as error:
        if edit or secrets:
            raise click.ClickException(str(error)) from error
        click.echo(f"warning: nobody can sign in: {error}", err=True)
        said = auth_config.AuthConfig()
    for warning in auth_config.security_warnings(files, said):
        click.echo(warning, err=True)
    os.environ.pop(access.EDIT_ENV, None)
    settings = [f"--secrets.files={file}" for file in files]
    # whatever the environment says: other sites' pages open no connection, uploads bear a token
    settings += ["--server.enableCORS=true", "--server.enableXsrfProtection=true"]
    if edit and not said.enabled:
        if not access.is_loopback(address):
            raise click.UsageError(
                f"--edit on {address} would let anyone report who can reach it; set up sign-in "
                f"([auth] in {files[-1]}, see docs/sign-in.md), or leave --address out"
            )
        os.environ[access.EDIT_ENV] = "local"
        # another name that leads to this machine (DNS rebinding) does not do
        names = dict.fromkeys(["localhost", "127.0.0.1", "::1", address])
        settings += [f"--server.allowedHosts={name}" for name in names]
    return settings


def _dashboard_script() -> Path:
    """The pages: inside an installed package, or beside ``src`` in a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "_pages", package.parents[1]):
        if (folder / "dashboard.py").is_file():
            return folder / "dashboard.py"
    raise click.ClickException(
        "dashboard.py is not where it belongs; install the package again, or run from a checkout"
    )


for _command in (*report.COMMANDS, *revise.COMMANDS, *sheet.COMMANDS):
    main.add_command(_command)
main.add_command(publish)
