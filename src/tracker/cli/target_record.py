"""`tracker assign`, `tracker accept` and `tracker end`: a target's owner, its acceptance, and its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import Choice
from tracker.cli.saving import Saving, load_with_target, saving_options
from tracker.cli.values import DAY
from tracker.i18n import LocalizedError, Message, Translator
from tracker.reporting.issues import organisation_key
from tracker.reporting.target_record import ENDINGS, decide_target, set_owner


@command("assign", help="cli.assign.help")
@argument("target", metavar="cli.metavar.id", help="cli.argument.id")
@argument("owner", metavar="cli.metavar.owner", help="cli.assign.owner")
@pass_translator
@saving_options
def assign(t: Translator, /, *, target: str, owner: str, saving: Saving) -> None:
    portfolio = load_with_target(saving.path, target, t)
    name = organisation_key(portfolio, owner)
    if name == (portfolio.by_id[target].owner or ""):
        message = Message("cli.revise.unchanged", id=target, field="owner", value=name or "–")
        raise LocalizedError(message)
    saving.save([set_owner(portfolio, target, name)], t)


@command("accept", help="cli.accept.help")
@argument("target", metavar="cli.metavar.id", help="cli.argument.id")
@option("--by", required=True, help="cli.accept.by")
@option("--how", default="", help="cli.accept.how")
@option("--on", "day", type=DAY, help="cli.accept.on")
@common.evidence_options
@pass_translator
@saving_options
def accept(
    t: Translator,
    /,
    *,
    target: str,
    by: str,
    how: str,
    day: dt.date | None,
    saving: Saving,
    **options: Any,
) -> None:
    portfolio = load_with_target(saving.path, target, t)
    fields = {
        "on": day or common.current_date(),
        "by": organisation_key(portfolio, by),
        "how": how,
        "evidence": common.evidence_from_options(options),
    }
    saving.save([decide_target(portfolio, target, "accepted", fields)], t)


@command("end", help="cli.end.help")
@argument("target", metavar="cli.metavar.id", help="cli.argument.id")
@option("--as", "as_", type=Choice(tuple(ENDINGS)), required=True, help="cli.end.as")
@option("--reason", required=True, help="cli.end.reason")
@option("--into", default="", metavar="cli.metavar.id", help="cli.end.into")
@option("--on", "day", type=DAY, help="cli.end.on")
@common.evidence_options
@pass_translator
@saving_options
def end(
    t: Translator,
    /,
    *,
    target: str,
    as_: str,
    reason: str,
    into: str,
    day: dt.date | None,
    saving: Saving,
    **options: Any,
) -> None:
    portfolio = load_with_target(saving.path, target, t)
    fields = {
        "as": as_,
        "on": day or common.current_date(),
        "into": into,
        "reason": reason,
        "evidence": common.evidence_from_options(options),
    }
    saving.save([decide_target(portfolio, target, "ended", fields)], t)
