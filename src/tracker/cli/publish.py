"""`tracker publish`: a static site for any web server."""

from __future__ import annotations

import datetime as dt
import signal
import sys
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tracker.brief import typesetting
from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.errors import error_text
from tracker.cli.language import pass_translator
from tracker.cli.parameters import PathType, Value
from tracker.cli.terminal import echo
from tracker.cli.values import parse_day
from tracker.i18n import Translator
from tracker.site import publish as publishing
from tracker.site.builder import SiteBuilder
from tracker.site.publisher_state import PublisherState, local_minute, write_publisher_state
from tracker.site.release import PublishResult
from tracker.store import config


def _site_url(text: str) -> str | None:
    """A web address without a query."""
    return text if urlsplit(text).scheme in ("http", "https") and "?" not in text else None


def _days(text: str) -> tuple[dt.date, ...] | None:
    """Days separated by commas; None where one of them is no day."""
    days = [parse_day(part.strip()) for part in text.split(",")]
    known = tuple(day for day in days if day is not None)
    return known if len(known) == len(days) else None


_DAYS: Final = Value(_days, "cli.metavar.days", "cli.value.days")
_URL: Final = Value(_site_url, "cli.metavar.url", "cli.value.url")


@command("publish", help="cli.publish.help")
@argument("site", type=PathType(), metavar="cli.metavar.site", help="cli.argument.site")
@option("--data", type=PathType(), help="cli.option.data")
@option("--watch", is_flag=True, help="cli.publish.watch")
@common.as_of_option
@option("--url", type=_URL, help="cli.publish.url")
@option("--keep", type=_DAYS, default=(), help="cli.publish.keep")
@pass_translator
def publish(
    t: Translator,
    /,
    *,
    site: Path,
    data: Path | None,
    as_of: dt.date | None,
    url: str | None,
    watch: bool,
    keep: tuple[dt.date, ...],
) -> None:
    path = data or Path(config.data_path())
    printer = _ResultPrinter(site, t)
    today = common.current_date
    if watch:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            publishing.watch(
                site,
                path,
                today,
                printer,
                base=url,
                as_of=as_of,
                picture=typesetting.picture,
                keep=keep,
            )
        except KeyboardInterrupt:
            return
    path = common.resolve_data_path(None, data, t)
    try:
        portfolio = publishing.load_valid(path, today())
        site_builder = SiteBuilder(publishing.code_digest(), typesetting.picture)
        day = as_of or today()
        printer(publishing.publish(site, portfolio, day, url, site_builder, keep=keep))
        write_publisher_state(site, PublisherState(time.time(), watch=False))
    except publishing.InvalidDataError as error:
        printer(error)
        now = time.time()
        state = PublisherState(now, False, "text", local_minute(now))
        write_publisher_state(site, state)
        sys.exit(1)


class _ResultPrinter:
    """The result of a publication in one line; problems of the data on standard error."""

    def __init__(self, site: Path, t: Translator) -> None:
        self.site = site
        self.t = t

    def __call__(self, result: PublishResult | Exception) -> None:
        if isinstance(result, publishing.InvalidDataError):
            common.print_problems(result.problems, self.t)
            reason = error_text(result, self.t)
            echo(self.t("cli.publish.invalid", site=self.site, reason=reason), err=True)
        elif isinstance(result, Exception):
            echo(f"{self.site}: {error_text(result, self.t)}", err=True)
        else:
            echo(
                self.t(
                    "cli.publish.result",
                    site=self.site,
                    count=result.files,
                    written=result.written,
                    removed=result.removed,
                )
            )
