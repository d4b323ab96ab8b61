"""`tracker report`: progress on one target, one line more in its file."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import fail_parameter
from tracker.cli.saving import Saving, load_with_target, saving_options
from tracker.cli.terminal import echo
from tracker.cli.values import AMOUNT, DAY, EXPLAINED, FIGURE, parse_amount
from tracker.i18n import Translator
from tracker.portfolio.load import Portfolio
from tracker.portfolio.money import Amount
from tracker.reporting.entry import entry_unit, has_money, parse_spent, parse_value
from tracker.reporting.parsing import CellError, CellValue
from tracker.reporting.remarks import is_doubtful, remarks
from tracker.reporting.report import Report


@command("report", help="cli.report.help")
@argument("target", metavar="cli.metavar.id", help="cli.argument.id")
@option("--date", "day", type=DAY, required=True, help="cli.report.date")
@option("--value", type=FIGURE, help="cli.report.value")
@option("--reported", type=DAY, help="cli.report.reported")
@option("--done", multiple=True, metavar="cli.metavar.milestone", help="cli.report.done")
@option("--spent", type=AMOUNT, help="cli.report.spent")
@option("--note", default="", help="cli.report.note")
@option("--by", default="", help="cli.report.by")
@option("--declared", metavar="cli.metavar.status", help="cli.report.declared")
@option("--corrects", type=DAY, help="cli.report.corrects")
@option("--confirm", is_flag=True, help="cli.report.confirm")
@common.evidence_options
@pass_translator
@saving_options
def report(
    t: Translator,
    /,
    *,
    target: str,
    day: dt.date,
    value: str | None,
    reported: dt.date | None,
    done: tuple[str, ...],
    spent: str | None,
    note: str,
    by: str,
    declared: str | None,
    corrects: dt.date | None,
    confirm: bool,
    saving: Saving,
    **options: Any,
) -> None:
    portfolio = load_with_target(saving.path, target, t)
    new_report = Report(
        target,
        day,
        reported=reported,
        value=None if value is None else _value(portfolio, target, value, t),
        done=done or None,
        spent=None if spent is None else _spent(portfolio, target, spent, t),
        note=note,
        by=by,
        declared=declared,
        corrects=corrects,
        evidence=common.evidence_from_options(options),
        confirmed=confirm,
    )
    _print_remarks(portfolio, new_report, t)
    saving.save([new_report.change()], t)


def _value(portfolio: Portfolio, target_id: str, text: str, t: Translator) -> float:
    """The number of ``--value`` in the target's unit; `click.BadParameter` if it is not certain."""
    try:
        number = parse_value(portfolio.by_id[target_id], CellValue(text))
    except CellError as error:
        is_clear = error.message.key in EXPLAINED
        fail_parameter(
            "value", t.message(error.message) if is_clear else t("cli.value.number", found=text)
        )
    if number is None:
        fail_parameter("value", t("cli.value.number", found=text))
    return number


def _spent(portfolio: Portfolio, target_id: str, text: str, t: Translator) -> float | Amount:
    """The amount of ``--spent``; without a unit it is in the one that the target used last."""
    try:
        if target_id in portfolio.by_id:
            amount = parse_spent(portfolio, target_id, CellValue(text))
        else:
            amount = parse_amount(text)
    except CellError as error:
        is_clear = error.message.key in EXPLAINED
        fail_parameter(
            "spent", t.message(error.message) if is_clear else t("cli.value.amount", found=text)
        )
    if amount is None:
        fail_parameter("spent", t("cli.value.amount", found=text))
    if isinstance(parse_amount(text), float) and (unit := entry_unit(portfolio, target_id)):
        is_known = has_money(portfolio.by_id[target_id])
        key = "cli.report.spent_unit" if is_known else "cli.report.spent_unit.file"
        echo(t(key, amount=text.strip(), unit=t.entry_money_unit(unit)), err=True)
    return amount


def _print_remarks(portfolio: Portfolio, new_report: Report, t: Translator) -> None:
    """Hints on standard error; `click.ClickException` with all errors.

    Warnings of the rules are printed by the save, with the line they are about.
    """
    errors = []
    all_remarks = remarks(portfolio, new_report, common.current_date())
    for remark in all_remarks:
        text = t.message(remark.message)
        if remark.field:
            text = t("cli.field", field=remark.field, text=text)
        if remark.level == "error":
            errors.append(text)
        elif not remark.rule:
            echo(t("cli.warning", text=text), err=True)
    if is_doubtful(all_remarks):
        errors.append(t("cli.report.confirm_hint"))
    if errors:
        text = t("cli.report.refused", id=new_report.target, errors="\n".join(errors))
        raise click.ClickException(text)
