"""The command `revise`: a published goal changes, and the record says from what, to what and why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli import common
from tracker.cli.common import DAY, data_option, saving_options
from tracker.cli.report import (
    evidence_from_options,
    evidence_options,
    load_with_target,
    parse_amount,
    save_changes,
)
from tracker.store.access import Person

if TYPE_CHECKING:
    from tracker.portfolio.load import Portfolio
    from tracker.portfolio.model import Target

REVISABLE_FIELDS: Final = ("target", "floor", "ceiling", "range", "start", "due", "budget")


@click.command()
@click.argument("target", metavar="ID")
@click.option("--field", type=click.Choice(REVISABLE_FIELDS), required=True, help="What changes.")
@click.option(
    "--to", "goal", required=True, help='The new one: 1000, 2023-06-30, "[6, 8]", "12 亿元".'
)
@click.option("--reason", required=True, help="Why it changes.")
@click.option("--date", "day", type=DAY, help="When the change took effect; today if not given.")
@evidence_options
@data_option
@click.option("--dry-run", is_flag=True, help="Print the lines, write nothing.")
@saving_options
def revise(
    *,
    target: str,
    field: str,
    goal: str,
    reason: str,
    day: dt.datetime | None,
    data: Path | None,
    person: Person | None,
    dry_run: bool,
    commit: bool | None,
    **options: Any,
) -> None:
    """Change a goal of target ID and say so in its revisions. 调整一项目标。

    The record gets the new goal, its revisions what it was before. Prints the lines it changed.
    """
    from tracker.portfolio.edit import AppendRevision, SetValue
    from tracker.store.changes import TargetChange
    from tracker.store.targets import fingerprint

    path = common.resolve_data_path(None, data)
    portfolio = load_with_target(path, target)
    before, keys = _current_goal(portfolio, target, field)
    after = _parse_goal(field, goal)
    if _to_plain(after) == _to_plain(before):
        raise click.ClickException(f"{target}: {field} is {goal} already; nothing was changed")
    revision: dict[str, Any] = {
        "date": day.date() if day else common.current_date(),
        "field": field,
        "from": _to_plain(before),
        "to": _to_plain(after),
        "reason": reason,
    }
    if given := evidence_from_options(options):
        revision["evidence"] = given
    parts = _to_plain(after) if field == "range" else [_to_plain(after)]
    sets = [
        SetValue(f"targets[{target}].{key}", part) for key, part in zip(keys, parts, strict=True)
    ]
    change = TargetChange(
        target, (AppendRevision(target, revision), *sets), fingerprint(portfolio, target)
    )
    save_changes(path, [change], person, commit=commit, dry_run=dry_run)


def _parse_goal(field: str, text: str) -> Any:
    """What ``--to`` means for a field. UsageError where it is nothing of the kind."""
    if field == "budget":
        return parse_amount(text)
    if field in ("start", "due"):
        if text == "null":
            return None
        try:
            return dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 -- a calendar day
        except ValueError as error:
            raise click.UsageError(
                f"--to of {field}: expected YYYY-MM-DD or null, found {text!r}"
            ) from error
    parts = [part.strip() for part in text.strip().removeprefix("[").removesuffix("]").split(",")]
    wanted = 2 if field == "range" else 1
    try:
        figures = [common.parse_number(part) for part in parts]
    except ValueError:
        figures = []
    if len(figures) != wanted or (wanted == 1 and "[" in text):
        expected = '"[6, 8]"' if field == "range" else "a number"
        raise click.UsageError(f"--to of {field}: expected {expected}, found {text!r}")
    return tuple(figures) if field == "range" else figures[0]


def _current_goal(portfolio: Portfolio, target_id: str, field: str) -> tuple[Any, tuple[str, ...]]:
    """A goal as the file has it now, and the keys it stands under. ClickException where it has none."""
    from tracker.portfolio.model import Numeric

    own: Target = next(e.target for e in portfolio.entries if e.target.id == target_id)
    if field in ("start", "due"):
        return getattr(own, field), (field,)
    if field == "budget" and own.budget is not None:
        return own.budget.approved, ("budget.approved",)
    if field != "budget" and isinstance(own.measure, Numeric) and hasattr(own.measure, field):
        keys = ("range[0]", "range[1]") if field == "range" else (field,)
        return getattr(own.measure, field), tuple(f"measure.{key}" for key in keys)
    has = [
        name for name in REVISABLE_FIELDS if name in ("start", "due") or hasattr(own.measure, name)
    ]
    has += ["budget"] if own.budget else []
    raise click.ClickException(
        f"{target_id}: it has no {field}, its measure is {own.measure.kind}; "
        f"expected one of {', '.join(has)}"
    )


def _to_plain(value: Any) -> Any:
    """1000 rather than 1000.0, lists for pairs: as a person writes it."""
    from tracker.portfolio.scalars import Amount

    if isinstance(value, Amount):
        return Amount(_to_plain(value.value), value.unit)
    if isinstance(value, tuple):
        return [_to_plain(part) for part in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


COMMANDS: Final = (revise,)
