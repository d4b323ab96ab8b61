"""`tracker revise`: changes a published goal and records the old value, the new value and the reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final

import click

from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import Choice
from tracker.cli.saving import Saving, load_with_target, saving_options
from tracker.cli.terminal import echo
from tracker.cli.values import DAY, parse_amount, parse_day, parse_number
from tracker.i18n import Translator
from tracker.portfolio.edit import AppendRevision, SetValue
from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import Flow, Numeric
from tracker.portfolio.money import Amount
from tracker.reporting.entry import may_have_plus, unit_names
from tracker.reporting.parsing import CellValue, refuse_increase
from tracker.store.changes import TargetChange
from tracker.store.targets import fingerprint

REVISABLE_FIELDS: Final = ("target", "floor", "ceiling", "range", "start", "due", "budget")


@command("revise", help="cli.revise.help")
@argument("target", metavar="cli.metavar.id", help="cli.argument.id")
@option("--field", type=Choice(REVISABLE_FIELDS), required=True, help="cli.revise.field")
@option("--year", help="cli.revise.year")
@option("--to", "goal", required=True, help="cli.revise.to")
@option("--reason", required=True, help="cli.revise.reason")
@option("--date", "day", type=DAY, help="cli.revise.date")
@common.evidence_options
@pass_translator
@saving_options
def revise(
    t: Translator,
    /,
    *,
    target: str,
    field: str,
    year: str | None,
    goal: str,
    reason: str,
    day: dt.date | None,
    saving: Saving,
    **options: Any,
) -> None:
    portfolio = load_with_target(saving.path, target, t)
    before, keys = _current_goal(portfolio, target, field, year, t)
    record = portfolio.by_id[target]
    if field == "budget" or not may_have_plus(record):
        refuse_increase(CellValue(goal))
    after = _parse_goal(field, goal, unit_names(record), t)
    if field == "budget" and isinstance(before, Amount) and isinstance(after, float):
        after = Amount(after, before.unit)  # rather than in the unit of the file
        unit = t.entry_money_unit(before.unit)
        echo(t("cli.revise.budget_unit", amount=goal.strip(), unit=unit), err=True)
    if after == before:
        raise click.ClickException(t("cli.revise.unchanged", id=target, field=field, value=goal))
    revision: dict[str, Any] = {
        "date": day or common.current_date(),
        "field": field,
        **({} if year is None else {"year": year}),
        "from": before,
        "to": after,
        "reason": reason,
    }
    if evidence := common.evidence_from_options(options):
        revision["evidence"] = evidence
    parts = after if field == "range" else [after]
    edits = [
        SetValue(f"targets[{target}].{key}", part) for key, part in zip(keys, parts, strict=True)
    ]
    change = TargetChange(
        target, (AppendRevision(target, revision), *edits), fingerprint(portfolio, target)
    )
    saving.save([change], t)


def _parse_goal(field: str, text: str, units: Sequence[str], t: Translator) -> Any:
    """The value of ``--to`` for a field; `click.UsageError` if it is not one.

    ``units`` are the names of the measure's unit, one of which may stand behind a number.
    """
    if field == "budget":
        amount = parse_amount(text)
        if amount is None:
            raise click.UsageError(t("cli.revise.bad_budget", found=text))
        return amount
    if field in ("start", "due"):
        day = parse_day(text)
        if day is None and text != "null":
            raise click.UsageError(t("cli.revise.bad_day", field=field, found=text))
        return day
    if field == "range":
        inner = text.strip().removeprefix("[").removesuffix("]")
        ends = re.split(r"[,，]\s+", inner)  # 1,000, 1,200
        ends = ends if len(ends) == 2 else re.split("[,，]", inner)
        figures = tuple(parse_number(end, units) for end in ends)
        if len(figures) != 2 or None in figures:
            raise click.UsageError(t("cli.revise.bad_range", found=text))
        return figures
    figure = parse_number(text, units)
    if figure is None:
        raise click.UsageError(t("cli.revise.bad_number", field=field, found=text))
    return figure


def _current_goal(
    portfolio: Portfolio, target_id: str, field: str, year: str | None, t: Translator
) -> tuple[Any, tuple[str, ...]]:
    """A goal as the file has it, and its keys there. `click.ClickException` if there is none."""
    record = next(entry.target for entry in portfolio.entries if entry.target.id == target_id)
    measure = record.measure
    if isinstance(measure, Flow) and field == "target":
        if year not in measure.years:
            years = ", ".join(measure.years)
            raise click.ClickException(t("cli.revise.no_year", id=target_id, years=years))
        return measure.years[year], (f"measure.years.{year}",)
    if year is not None:
        raise click.ClickException(t("cli.revise.not_by_year", id=target_id, field=field))
    if field in ("start", "due"):
        return getattr(record, field), (field,)
    if field == "budget" and record.budget is not None:
        return record.budget.amount, (f"budget.{record.budget.amount_key}",)
    if field != "budget" and isinstance(record.measure, Numeric) and hasattr(record.measure, field):
        keys = ("range[0]", "range[1]") if field == "range" else (field,)
        return getattr(record.measure, field), tuple(f"measure.{key}" for key in keys)
    fields = [
        name
        for name in REVISABLE_FIELDS
        if name in ("start", "due") or hasattr(record.measure, name)
    ]
    fields += ["budget"] if record.budget else []
    raise click.ClickException(
        t(
            "cli.revise.no_field",
            id=target_id,
            field=field,
            kind=record.measure.kind,
            fields=", ".join(fields),
        )
    )
