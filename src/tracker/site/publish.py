"""Publishes the site of a portfolio, once or after every change."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from tracker.checks.run import CleanTargets, errors
from tracker.i18n import LocalizedError, Message
from tracker.portfolio.load import Portfolio, file_stamps, load, without_gc
from tracker.portfolio.problems import Problem
from tracker.portfolio.redaction import redact
from tracker.screen import render
from tracker.site import builder, first_seen, ical, kept_days
from tracker.site.fragments import TargetFragment
from tracker.site.layout import Site
from tracker.site.publisher_state import Heartbeat
from tracker.site.release import PublishError, PublishResult, new_release
from tracker.views.downloads import Picture
from tracker.views.stylesheet import stylesheet

PACKAGE: Final = Path(__file__).parents[1]
ASSETS: Final = (
    "site/site.css",
    "site/site.js",
    "views/icon.svg",
    "site/touch-icon.png",
    "views/print.js",
    "screen/screen.js",
)
POLL_SECONDS: Final = 1.0
"""Seconds between two checks for changed files."""


class InvalidDataError(LocalizedError):
    """The data has errors; the published site stays as it is."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(Message("publish.invalid_data", count=len(problems)))
        self.problems = tuple(problems)


@cache
def code_digest() -> str:
    """A digest of the package's code, wording and styles: a change of any may change every page."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".po", ".css", ".js", ".svg", ".html") and path.is_file():
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def load_valid(data: Path, today: dt.date, clean: CleanTargets | None = None) -> Portfolio:
    """The portfolio at ``data``; `InvalidDataError` if it has errors."""
    portfolio = load(data)
    refuse_errors(portfolio, today, clean)
    return portfolio


def refuse_errors(portfolio: Portfolio, today: dt.date, clean: CleanTargets | None = None) -> None:
    """`InvalidDataError` if ``portfolio`` has errors; see `checks.run.errors`."""
    if problems := errors(portfolio, today, clean):
        raise InvalidDataError(problems)


def publish(
    folder: Path,
    portfolio: Portfolio,
    as_of: dt.date,
    base: str | None = None,
    site_builder: builder.SiteBuilder | None = None,
    *,
    keep: Sequence[dt.date] = (),
) -> PublishResult:
    """Publish the public part of ``portfolio`` as of a day, as the next release of ``folder``.

    ``base`` is the URL of the site. Pass the same ``site_builder`` again to reuse what it has built;
    without one that draws there are no share cards. Days to ``keep`` get addresses of their own, beside those kept
    before. Raises `PublishError`, also for a day to keep that is later than ``as_of``.
    """
    if later := [day for day in keep if day > as_of]:
        raise PublishError(Message("publish.keep_later", day=max(later), as_of=as_of))
    site_builder = site_builder or builder.SiteBuilder(code_digest())
    public = site_builder.fragments.sanitize_targets(builder.sanitize_names(redact(portfolio)))
    is_drawn = site_builder.picture is not None
    site = builder.make_site(public, as_of, base, is_drawn=is_drawn)
    with without_gc(), new_release(folder, site_builder.manifests) as release:

        def is_published(target_id: str, fragment: TargetFragment) -> bool:
            return release.reuse(target_id, fragment.key, fragment.paths)

        snapshot = site_builder.snapshot(public, as_of)
        fragments = {}
        for output in site_builder.fragments.build(snapshot, site, is_published):
            fragments[output.id] = output.fragment
            if output.files is not None and not is_published(output.id, output.fragment):
                for path, content in output.files().items():
                    release.put(path, content.encode() if isinstance(content, str) else content)
                release.tag(output.id, output.fragment.key)
        seen = first_seen.read(release.store, release.live)
        dates = builder.entry_dates(fragments.values(), seen, as_of)
        for day in keep:
            past = builder.make_site(public, day, site.base, is_drawn=is_drawn, is_kept=True)
            kept_days.keep(release.store, day, _whole_site(public, past, site_builder.picture))
        days = kept_days.known(release.store)
        kept_days.put(release, days)
        published = ical.published_events(release.live)
        shared = site_builder.shared_files(
            snapshot, site, fragments, dates, days=days, published=published, live=release.live
        )
        for path, raw in shared:
            release.put(path, raw)
        for path, raw in _assets():
            release.put(path, raw)
        # before the release: a process that is killed in between must not date the entries anew
        if dates != seen or not (release.store / first_seen.FILE).exists():
            first_seen.write(release.store, dates)
        return release.finish(Path(os.path.abspath(folder)))  # noqa: PTH100 -- resolve() would follow the symlink


def _whole_site(
    public: Portfolio, site: Site, picture: Picture | None
) -> Iterator[tuple[str, bytes]]:
    """Path and content of every file of a site that stands by itself."""
    site_builder = builder.SiteBuilder(code_digest(), picture)
    snapshot = site_builder.snapshot(public, site.as_of)
    fragments = {}
    for output in site_builder.fragments.build(snapshot, site, lambda *_: False):
        fragments[output.id] = output.fragment
        for path, content in (output.files() if output.files else {}).items():
            yield path, content.encode() if isinstance(content, str) else content
    dates = builder.entry_dates(fragments.values(), None, site.as_of)
    yield from site_builder.shared_files(snapshot, site, fragments, dates)
    yield from _assets()


def _assets() -> Iterator[tuple[str, bytes]]:
    yield "assets/look.css", stylesheet().encode()
    yield "assets/screen.css", render.stylesheet().encode()
    for name in ASSETS:
        yield f"assets/{Path(name).name}", (PACKAGE / name).read_bytes()


def watch(
    folder: Path,
    data: Path,
    today: Callable[[], dt.date],
    report: Callable[[PublishResult | Exception], None],
    *,
    base: str | None = None,
    as_of: dt.date | None = None,
    picture: Picture | None = None,
    keep: Sequence[dt.date] = (),
    ended: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.time,
) -> None:
    """Publish now, after every change of the files or of photos they name, and when the day changes, until ``ended()``.

    A change counts once the files have stayed the same for one poll, so that a half-written file is not
    published. Invalid data leaves the site as it is; a failed write is tried again. ``report`` receives
    each result or error. ``picture`` draws share cards. ``clock`` gives seconds since 1970, for the publisher's state.
    """
    site_builder = builder.SiteBuilder(code_digest(), picture)
    clean = CleanTargets()
    heart = Heartbeat(folder, clock)
    previous: object = None
    published: object = None  # the state that was published, or failed for good
    named: Sequence[str] = ()  # photos and other files that the data names
    while not ended():
        state = (file_stamps([data, *named]), today())
        if state == previous and state != published:
            try:
                portfolio = load(data)
                named = portfolio.local_files
                state = (file_stamps([data, *named]), state[1])  # before these are read
                refuse_errors(portfolio, state[1], clean)
                day = as_of or state[1]
                report(publish(folder, portfolio, day, base, site_builder, keep=keep))
                published = state
                heart.beat(None)
            except InvalidDataError as error:
                report(error)
                published = state
                heart.beat("text")
            except (PublishError, OSError) as error:
                report(error)
                heart.beat("failed")
                time.sleep(4 * POLL_SECONDS)
            except Exception as error:  # noqa: BLE001 -- a bug must not stop the watch; the last site stays
                report(error)
                published = state
                heart.beat("failed")
            if file_stamps([data, *named]) != state[0]:
                published = None
        previous = state
        heart.beat_if_due()
        time.sleep(POLL_SECONDS)
