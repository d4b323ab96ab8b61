"""The command `tracker publish`: a static site that any web server can carry."""

from __future__ import annotations

import datetime as dt
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from tracker.cli.common import DAY
from tracker.store import config

if TYPE_CHECKING:
    from tracker.site.release import PublishResult


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 -- the calendar day where the command runs


def _parse_url(
    context: click.Context,  # noqa: ARG001 -- as click calls it
    parameter: click.Parameter,  # noqa: ARG001 -- as above
    given: str | None,
) -> str | None:
    if given is not None and (urlsplit(given).scheme not in ("http", "https") or "?" in given):
        raise click.BadParameter(
            f"expected an address such as https://targets.example.org/; found {given!r}"
        )
    return given


@click.command()
@click.argument("site", type=click.Path(path_type=Path), metavar="SITE")
@click.option("--data", type=click.Path(path_type=Path), help="The data: a file or a folder.")
@click.option("--watch", is_flag=True, help="Publish again with every change, and each midnight.")
@click.option("--as-of", type=DAY, help="Judge as of this day, YYYY-MM-DD; today if not given.")
@click.option(
    "--url", callback=_parse_url, help="The site's address, for feed, calendar and cards."
)
def publish(
    site: Path, data: Path | None, as_of: dt.datetime | None, url: str | None, *, watch: bool
) -> None:
    """Write a static site to SITE, whole or not at all. 生成静态公开网站。

    Only what is not marked `public: false`. SITE is a link to the current version of two in a folder
    beside it. Errors in the data leave the site as it is and make the exit code 1.
    """
    from tracker.site import publish as publishing
    from tracker.site.release import PublishError

    path = data or Path(config.data_path())
    if not path.exists() and not watch:
        raise click.UsageError(
            f"no data at {path}; name a portfolio file or a folder of them, or set {config.DATA_ENV}"
        )
    day = as_of.date() if as_of else None
    if watch:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            publishing.watch(site, path, _today, _ResultPrinter(site), base=url, as_of=day)
        except KeyboardInterrupt:
            return
    tell = _ResultPrinter(site)
    try:
        tell(publishing.publish(site, publishing.load_valid(path, _today()), day or _today(), url))
    except publishing.InvalidDataError as faulty:
        tell(faulty)
        sys.exit(1)
    except (PublishError, OSError) as error:
        raise click.ClickException(str(error)) from error


class _ResultPrinter:
    """Says how a publication went, in a line; problems of the data on standard error."""

    def __init__(self, site: Path) -> None:
        self.site = site

    def __call__(self, what: PublishResult | Exception) -> None:
        problems = getattr(what, "problems", None)
        if problems is not None:
            for problem in problems:
                click.echo(str(problem), err=True)
            click.echo(f"{self.site}: {what}; not published", err=True)
        elif isinstance(what, Exception):
            click.echo(f"{self.site}: {what}", err=True)
        else:
            click.echo(
                f"{self.site}: {what.files} files, {what.written} written, {what.removed} removed"
            )
