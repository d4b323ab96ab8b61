"""`tracker brief`: the brief of a meeting as a file."""

from __future__ import annotations

import datetime as dt
import secrets
import sys
from pathlib import Path
from typing import Final

import click

from tracker.analysis.review import review_between
from tracker.analysis.review_days import default_since, meetings
from tracker.brief.make import Pages, Scope, brief_file
from tracker.brief.parts import Brief
from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import Choice, PathType, Value
from tracker.cli.values import parse_day
from tracker.i18n import Translator
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY
from tracker.store.atomic import replace_file, temp_name
from tracker.views.context import PageContext
from tracker.views.download_links import BRIEF_FORMATS

MEETING: Final = "meeting"


def _since(text: str) -> dt.date | str | None:
    return MEETING if text.strip().lower() == MEETING else parse_day(text)


_SINCE: Final = Value(
    _since, "cli.metavar.since", "cli.value.since", first=FIRST_DAY, last=LAST_DAY, word=MEETING
)


@command("brief", help="cli.brief.help")
@argument("out", type=PathType(dir_okay=False), metavar="cli.metavar.file", help="cli.brief.out")
@option("--since", type=_SINCE, help="cli.brief.since")
@common.as_of_option
@option(
    "--pages", type=Choice(("2", "full")), default="2", show_default=True, help="cli.brief.pages"
)
@option("--lead", metavar="cli.metavar.organisation", help="cli.brief.lead")
@option("--theme", metavar="cli.metavar.key", help="cli.brief.theme")
@option("--plan", metavar="cli.metavar.key", help="cli.brief.plan")
@common.data_option
@pass_translator
def brief(
    t: Translator,
    /,
    *,
    out: Path,
    since: dt.date | str | None,
    as_of: dt.date | None,
    pages: Pages,
    lead: str | None,
    theme: str | None,
    plan: str | None,
    data: Path | None,
) -> None:
    extension = out.suffix.lower().removeprefix(".")
    if extension not in BRIEF_FORMATS:
        expected = ", ".join(f".{one}" for one in BRIEF_FORMATS)
        raise click.UsageError(t("cli.brief.bad_name", found=out, expected=expected))
    if out.exists():
        raise click.ClickException(t("cli.brief.exists", path=out))
    portfolio, errors = common.load_for_reading(None, data, t)
    if (
        errors and not portfolio.targets
    ):  # an unreadable file does not mean that there is nothing to say
        sys.exit(1)
    today = common.current_date()
    day = as_of or today
    if since == MEETING and not meetings(portfolio, day):
        raise click.UsageError(t("cli.brief.no_meeting", day=day.isoformat()))
    first = since if isinstance(since, dt.date) else default_since(portfolio, day)
    scope = Scope(lead, theme, plan)
    review = review_between(portfolio, first, day, scope.ids(portfolio))
    view = PageContext(review.now, today, t.lang)
    content = brief_file(Brief(view, review, scope.names(portfolio, t.lang)), extension, pages)
    replace_file(out, content, temp_name(secrets.token_hex(8), 0))
    click.echo(str(out))
    if errors:
        sys.exit(1)
