"""`tracker backtest`: what the outlook would have said at every past report, against what came."""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from tracker.analysis.backtest import Backtest, Result, backtest, results
from tracker.analysis.past_errors import past_errors
from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import EXISTING_PATH
from tracker.cli.terminal import echo, print_table
from tracker.i18n import Translator
from tracker.numbers import denoised, json_text, percent, rounded
from tracker.portfolio.load import Portfolio
from tracker.portfolio.texts import localize

RULE_KEYS: Final[Mapping[str, str]] = {
    "outlook": "backtest.rule.outlook",
    "destatis": "backtest.rule.destatis",
    "theil_sen": "backtest.rule.theil_sen",
    "last_value": "backtest.rule.last_value",
    "straight_line": "backtest.rule.straight_line",
    "damped_trend": "backtest.rule.damped_trend",
}


@command("backtest", help="cli.backtest.help")
@argument(
    "paths", nargs=-1, type=EXISTING_PATH, metavar="cli.metavar.path", help="cli.backtest.paths"
)
@common.data_option
@common.as_of_option
@option("--early", is_flag=True, help="cli.backtest.early")
@common.format_option("table", "json")
@pass_translator
def backtest_command(
    t: Translator,
    /,
    *,
    paths: tuple[Path, ...],
    data: Path | None,
    as_of: dt.date | None,
    early: bool,
    style: str,
) -> None:
    day = as_of or common.current_date()
    has_errors, listed = False, []
    for path in paths or (None,):
        portfolio, errors = common.load_for_reading(path, data, t)
        has_errors |= bool(errors)
        tested = backtest(portfolio.targets, portfolio.header, day, early=early)
        if style == "json":
            listed.append(_as_json(portfolio, tested, day, t))
        else:
            _print(portfolio, tested, day, t)
    if style == "json":
        click.echo(json_text(listed, indent=2))
    if has_errors:
        sys.exit(1)


def _print(portfolio: Portfolio, tested: Backtest, day: dt.date, t: Translator) -> None:
    echo(localize(portfolio.header.title, t.lang))
    echo(f"{t('why.as_of')} {day.isoformat()}")
    echo(
        t(
            "backtest.reports",
            count=tested.reports,
            early=tested.too_early,
            open=tested.without_outcome,
            tried=len(tested.trials),
        )
    )
    for result in results(tested.trials):
        if result.trials:
            _print_result(result, t)
    errors = past_errors(tested.trials)
    if errors is not None:
        coverage = percent(errors.coverage, t.lang)
        echo(t("backtest.past_errors", count=errors.targets, coverage=coverage))
    echo("")


def _print_result(result: Result, t: Translator) -> None:
    heading = t("backtest.finished" if result.is_finished else "backtest.unfinished")
    echo("")
    echo(t("backtest.size", kind=heading, count=result.trials, targets=result.targets))
    heads = [
        t("backtest.column.rule"),
        t("backtest.column.right"),
        t("backtest.column.wrong"),
        t("backtest.column.open"),
        t("backtest.column.error"),
    ]
    lines = [
        [
            t(RULE_KEYS[score.rule]),
            str(score.right),
            str(score.wrong),
            str(score.open),
            rounded(100 * score.mean_error, t.lang, 1),
        ]
        for score in result.scores
    ]
    print_table([heads, *lines])
    echo(t("backtest.coverage", share=percent(result.coverage, t.lang)))


def _as_json(portfolio: Portfolio, tested: Backtest, day: dt.date, t: Translator) -> dict[str, Any]:
    errors = past_errors(tested.trials)
    return {
        "title": localize(portfolio.header.title, t.lang),
        "as_of": day.isoformat(),
        "reports": tested.reports,
        "too_early": tested.too_early,
        "without_outcome": tested.without_outcome,
        "results": [
            {
                "finished": result.is_finished,
                "targets": result.targets,
                "trials": result.trials,
                "coverage": _number(result.coverage),
                "scores": [
                    {**score._asdict(), "mean_error": _number(score.mean_error)}
                    for score in result.scores
                ],
            }
            for result in results(tested.trials)
        ],
        "past_errors": None
        if errors is None
        else {"targets": errors.targets, "coverage": _number(errors.coverage)},
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else denoised(value)
