"""`tracker review`: what happened between two days, as tables or JSON."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from tracker.analysis.issues import cause_word
from tracker.analysis.outlook_words import outlook_short
from tracker.analysis.review import Review, review_between
from tracker.analysis.review_days import check_days, default_since
from tracker.analysis.scenarios import Flip, Scenario, flips, with_scenario
from tracker.analysis.status_words import status_label, status_word
from tracker.cli import common
from tracker.cli.base import command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import fail_parameter
from tracker.cli.review_json import review_values
from tracker.cli.terminal import echo, print_table
from tracker.cli.values import DAY
from tracker.i18n import LocalizedError, Translator, day
from tracker.numbers import json_text
from tracker.portfolio.texts import localize
from tracker.views.review_need_words import ask_text, need_reasons
from tracker.views.review_params import SCENARIO_PARAMS
from tracker.views.review_scenario import parse_scenario, scenario_text
from tracker.views.review_turn_words import WAY_KEYS, turn_reason
from tracker.views.review_words import (
    apart_text,
    clocks_text,
    decision_state_text,
    headline_text,
    optimism_text,
    revision_text,
    slip_text,
    sub_text,
)
from tracker.views.target_words import ending_text


@command("review", help="cli.review.help")
@common.data_argument
@option("--since", type=DAY, help="cli.review.since")
@common.as_of_option
@option("--what-if", "what_if", metavar="cli.metavar.what_if", help="cli.review.what_if")
@common.format_option("table", "json")
@pass_translator
def review(
    t: Translator,
    /,
    *,
    path: Path | None,
    data: Path | None,
    since: dt.date | None,
    as_of: dt.date | None,
    what_if: str | None,
    style: str,
) -> None:
    portfolio, errors = common.load_for_reading(path, data, t)
    today = common.current_date()
    as_of = as_of or today
    if as_of > today:
        raise click.ClickException(t("cli.review.future", day=day(as_of), today=day(today)))
    scenario = _scenario(what_if or "", t)
    try:
        with_scenario(portfolio, scenario)
        since = since or default_since(portfolio, as_of)
        check_days(since, as_of)
    except LocalizedError as error:
        raise click.ClickException(error.text(t)) from error
    found = review_between(portfolio, since, as_of)
    flipped = flips(found.now, scenario) if scenario else []
    if style == "json":
        click.echo(json_text(review_values(found, flipped, scenario), indent=2))
    else:
        _print_review(t, found)
        if scenario:
            _print_flips(t, found, flipped, scenario)
    if errors:
        sys.exit(1)


def _scenario(text: str, t: Translator) -> Scenario:
    """``amber=15,red=40,grace=10`` in any order; `click.BadParameter` for another name or value."""
    asked = {}
    for part in filter(None, text.replace("，", ",").split(",")):
        name, _, value = (each.strip() for each in part.partition("="))
        if name not in SCENARIO_PARAMS or not value:
            names = ", ".join(SCENARIO_PARAMS)
            fail_parameter("what_if", t("cli.review.what_if.bad", part=part.strip(), names=names))
        asked[name] = value
    try:
        return parse_scenario(asked)
    except LocalizedError as error:
        fail_parameter("what_if", error.text(t))


def _print_review(t: Translator, review: Review) -> None:
    now, portfolio = review.now, review.now.portfolio
    money = now.tables.money

    def lead(key: str | None) -> str:
        return localize(portfolio.organisations.get(key, key), t.lang) if key else t("lead.none")

    def title(key: str) -> str:
        return t.localized(now.by_id[key], "title")

    echo(headline_text(t, review))
    echo(sub_text(t, review))
    _print_section(
        t("review.needs.heading"),
        [
            [need.id, title(need.id), ask_text(t, need, row, review.as_of), _joined(t, reasons)]
            for need in review.needs
            for row in [now.by_id[need.id]]
            for reasons in [need_reasons(t, need, row, review.as_of)]
        ],
        t("review.needs.none"),
    )
    _print_section(
        t("review.turned.heading"),
        [
            [
                t(WAY_KEYS[turn.way]),
                f"{status_label(turn.before, t)} → {status_label(turn.now, t)}",
                turn.id,
                title(turn.id),
                turn_reason(t, turn),
            ]
            for turn in review.turns
        ],
        t("review.turned.none"),
    )
    _print_section(
        t("review.outlooks.heading"),
        [
            [
                turn.id,
                title(turn.id),
                f"{outlook_short(turn.before, row, t) or '–'} → {outlook_short(turn.now, row, t)}",
            ]
            for turn in review.outlooks
            for row in [now.by_id[turn.id]]
        ],
        t("review.outlooks.none"),
    )
    _print_section(
        t("review.decisions.heading"),
        [
            [
                day(each.decision.due),
                decision_state_text(t, each, review.as_of),
                each.decision.decision,
                t.localized(each.decision, "owner") or t("review.nobody"),
                t.localized(each.decision, "text"),
            ]
            for each in review.decisions
        ],
        t("review.decisions.none"),
    )
    _print_section(
        t("review.issues.heading"),
        [
            [
                t(
                    "review.issue.took" if issue.closed else "review.issue.open",
                    count=((issue.closed or review.as_of) - issue.opened).days,
                ),
                f"{issue.id}/{issue.issue}",
                cause_word(issue, t),
                t.localized(issue, "owner") or t("review.nobody"),
                t.localized(issue, "text"),
            ]
            for issue in (*review.issues.open, *review.issues.closed)
        ],
        t("review.issues.none"),
    )
    _print_section(
        t("review.declared.heading"),
        [
            [
                lead(group.lead),
                each.target.id,
                f"{each.declared.word(t)} / {status_word(each.target, t)}",
                optimism_text(t, each),
            ]
            for group in review.declared
            for each in (*group.compared, *group.not_compared)
            if each.optimism != 0
        ],
        t("review.declared.none"),
    )
    _print_section(
        t("review.missing.heading"),
        [
            [t("row.days_late", count=each.days_late), lead(each.lead), each.id, title(each.id)]
            for each in review.missing
        ],
        t("review.missing.none"),
    )
    _print_section(
        t("review.revised.heading"),
        [
            [goal.id, revision_text(t, goal, now.by_id[goal.id], money), slip_text(t, goal)]
            for goal in review.revised
        ],
        t("review.revised.none"),
    )
    _print_section(
        t("review.membership.heading"),
        [
            *([t("review.flow.added"), row.id, title(row.id), ""] for row in review.added),
            *(
                [t("review.membership.ended"), each.id, title(each.id), f"{day(ending.on)} {words}"]
                for each in review.ended
                for ending in [each.ending]
                for how in [
                    ending_text(t, ending.as_, t.localized(now.by_id[each.id], "successor"))
                ]
                for words in [_joined(t, [how, localize(ending.reason, t.lang)])]
            ),
        ],
        t("review.membership.none"),
    )
    spending = review.spending
    apart = [*spending.ahead, *spending.behind]
    _print_section(
        _joined(t, [t("review.money.heading"), clocks_text(t, review)]),
        [
            [
                row.id,
                title(row.id),
                apart_text(t, row.ahead_pp),
                t(
                    "review.money.of",
                    spent=t.money(money, row.spent),
                    approved=t.money(money, row.approved),
                ),
            ]
            for row in apart
        ],
        t("review.money.none" if spending.totals.rows else "review.money.no_budgets"),
    )
    _print_section(
        _joined(t, [t("review.quality.heading"), t("review.quality.columns")]),
        [
            [
                lead(row.lead),
                str(row.targets),
                f"{row.owner}/{row.targets}",
                f"{row.number}/{row.targets}",
                f"{row.deadline}/{row.targets}",
                f"{row.evidence}/{row.reported}",
                f"{row.recent}/{row.awaited}",
            ]
            for row in review.quality
        ],
        t("empty.portfolio"),
    )


def _print_flips(
    t: Translator, review: Review, flipped: Sequence[Flip], scenario: Scenario
) -> None:
    _print_section(
        _joined(t, [t("scenario.heading"), scenario_text(t, scenario)]),
        [
            [
                f"{t.status_label(flip.before)} → {t.status_label(flip.after)}",
                flip.id,
                t.localized(review.now.by_id[flip.id], "title"),
            ]
            for flip in flipped
        ],
        t("scenario.none"),
    )


def _print_section(heading: str, rows: Sequence[Sequence[str]], empty: str) -> None:
    echo(f"\n{heading}")
    if rows:
        print_table(rows)
    else:
        echo(empty)


def _joined(t: Translator, parts: Sequence[str]) -> str:
    return t("list.semicolon").join(part for part in parts if part)
