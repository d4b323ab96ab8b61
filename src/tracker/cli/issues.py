"""`tracker issue`, `tracker decide` and `tracker close`: what is in the way of a target, and what a review decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import fail_parameter
from tracker.cli.saving import Saving, load_with_target, saving_options
from tracker.cli.values import DAY
from tracker.i18n import Message, Translator
from tracker.portfolio.entries import CAUSES
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.problems import suggest
from tracker.portfolio.texts import Bilingual, localize
from tracker.reporting.issues import (
    close_entry,
    find_entry,
    new_decision,
    new_issue,
    organisation_key,
)


@command("issue", help="cli.issue.help")
@argument("target", metavar="cli.metavar.id", help="cli.argument.id")
@option("--cause", required=True, help="cli.issue.cause")
@option("--text", required=True, help="cli.issue.text")
@option("--owner", default="", help="cli.issue.owner")
@option("--raised-to", default="", help="cli.issue.raised_to")
@option("--opened", type=DAY, help="cli.issue.opened")
@option("--id", "id_", default="", help="cli.issue.id")
@option("--public", is_flag=True, help="cli.option.public")
@common.evidence_options
@pass_translator
@saving_options
def issue(
    t: Translator,
    /,
    *,
    target: str,
    cause: str,
    opened: dt.date | None,
    id_: str,
    saving: Saving,
    **options: Any,
) -> None:
    portfolio = load_with_target(saving.path, target, t)
    causes = [*CAUSES, *portfolio.header.causes]
    if cause not in causes:
        hint = suggest(cause, causes)
        message = Message("check.issue-cause", cause=cause, names=causes, suggestion=hint)
        fail_parameter("cause", t.message(message))
    fields = options | {
        "id": id_,
        "opened": opened or common.current_date(),
        "cause": cause,
        "owner": organisation_key(portfolio, options["owner"]),
        "raised_to": organisation_key(portfolio, options["raised_to"]),
        "evidence": common.evidence_from_options(options),
    }
    change = new_issue(target, fields)
    saving.save([change], t)


@command("decide", help="cli.decide.help")
@option("--review", type=DAY, required=True, help="cli.decide.review")
@option("--title", default="", help="cli.decide.title")
@option("--text", required=True, help="cli.decide.text")
@option("--target", default="", metavar="cli.metavar.id", help="cli.decide.target")
@option("--owner", default="", help="cli.decide.owner")
@option("--due", type=DAY, help="cli.decide.due")
@option("--id", "id_", default="", help="cli.decide.id")
@option("--public", is_flag=True, help="cli.option.public")
@pass_translator
@saving_options
def decide(
    t: Translator,
    /,
    *,
    review: dt.date,
    title: str,
    target: str,
    owner: str,
    id_: str,
    saving: Saving,
    **options: Any,
) -> None:
    portfolio = load_with_target(saving.path, target, t) if target else load(saving.path)
    _check_title(portfolio, review, title, t)
    fields = options | {
        "id": id_,
        "target": target,
        "owner": organisation_key(portfolio, owner),
    }
    change = new_decision(review, title, fields)
    saving.save([change], t)


def _check_title(portfolio: Portfolio, day: dt.date, title: str, t: Translator) -> None:
    """A review on record has its title; a new one needs one. `click.ClickException` otherwise."""
    reviews = {review.date: review.title for review in portfolio.header.reviews}
    if day not in reviews and not title.strip():
        known = [str(date) for date in sorted(reviews)[-3:]] or ["–"]
        raise click.UsageError(t.message(Message("cli.decide.no_title", date=day, known=known)))
    known_title = reviews.get(day, "")
    if title.strip() and day in reviews and title.strip() not in _texts(known_title):
        fail_parameter(
            "title",
            t("cli.decide.other_title", date=day, title=localize(known_title, t.lang)),
        )


def _texts(text: str | Bilingual) -> tuple[str, ...]:
    return (text.zh, text.en) if isinstance(text, Bilingual) else (text,)


@command("close", help="cli.close.help")
@argument("name", metavar="cli.metavar.entry", help="cli.close.name")
@option("--on", "day", type=DAY, help="cli.close.on")
@option("--note", default="", help="cli.close.note")
@pass_translator
@saving_options
def close(
    t: Translator,
    /,
    *,
    name: str,
    day: dt.date | None,
    note: str,
    saving: Saving,
) -> None:
    portfolio = load(saving.path)
    change = close_entry(portfolio, find_entry(portfolio, name), day or common.current_date(), note)
    saving.save([change], t)
