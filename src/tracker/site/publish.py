"""A portfolio -> its published site, once or again with every change."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from tracker.checks.run import check
from tracker.portfolio.load import Portfolio, file_stamps, load, without_gc
from tracker.portfolio.problems import Problem, errors_only
from tracker.portfolio.redaction import redact
from tracker.site import builder
from tracker.site.release import PublishError, PublishResult, new_release

PACKAGE: Final = Path(__file__).parents[1]
ASSETS: Final = (
    "views/look.css",
    "site/site.css",
    "site/site.js",
    "views/icon.svg",
    "screen/screen.css",
    "screen/screen.js",
)
POLL_SECONDS: Final = 1.0
"""Seconds between two looks at the files."""


class InvalidDataError(Exception):
    """The data has errors; what is published stays as it is."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} errors in the data")
        self.problems = tuple(problems)


@cache
def code_digest() -> str:
    """A digest of this program: with other code, wording or styles every page may differ."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".po", ".css", ".js", ".svg") and path.is_file():
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def load_valid(data: Path, today: dt.date) -> Portfolio:
    """The portfolio at ``data``; `InvalidDataError` where it has errors."""
    portfolio = load(data)
    found = errors_only(check(portfolio, today))
    if found:
        raise InvalidDataError(found)
    return portfolio


def publish(
    folder: Path,
    portfolio: Portfolio,
    as_of: dt.date,
    base: str | None = None,
    workshop: builder.SiteBuilder | None = None,
) -> PublishResult:
    """What the public may see of ``portfolio`` on a day, as the next version of ``folder``.

    ``base`` is the site's address. A ``workshop`` that is handed over again remembers what it made.
    """
    workshop = workshop or builder.SiteBuilder(code_digest())
    shown = workshop.reuse_unchanged(builder.sanitize_names(redact(portfolio)))
    about = builder.make_site(shown, as_of, base)
    with without_gc(), new_release(folder) as edition:

        def published(name: str, key: str) -> bool:
            return edition.reuse(name, key, builder.target_paths(name))

        pieces = {}
        for made in workshop.fragments(shown, about, published):
            pieces[made.id] = made.fragment
            if made.files is not None and not published(made.id, made.fragment.key):
                for path, text in made.files().items():
                    edition.put(path, text.encode())
                edition.tag(made.id, made.fragment.key)
        for path, text in workshop.shared_files(shown, about, pieces):
            edition.put(path, text.encode())
        for name in ASSETS:
            edition.put(f"assets/{Path(name).name}", (PACKAGE / name).read_bytes())
        return edition.finish(Path(os.path.abspath(folder)))  # noqa: PTH100 -- not through the link


def watch(
    folder: Path,
    data: Path,
    today: Callable[[], dt.date],
    tell: Callable[[PublishResult | Exception], None],
    *,
    base: str | None = None,
    as_of: dt.date | None = None,
    ended: Callable[[], bool] = lambda: False,
) -> None:
    """Publish now, after every change of the files, and when the day changes; until ``ended``.

    A change counts once the files have been quiet from one look to the next, so that half a file is
    not published. Faulty data leaves the site as it is; what cannot be written now is tried again.
    """
    workshop = builder.SiteBuilder(code_digest())
    seen: object = None
    done: object = None
    while not ended():
        now = (file_stamps(data), today())
        if now == seen and now != done:
            try:
                portfolio = load_valid(data, now[1])
                tell(publish(folder, portfolio, as_of or now[1], base, workshop))
                done = now
            except InvalidDataError as faulty:
                tell(faulty)
                done = now
            except (PublishError, OSError) as refused:
                tell(refused)
                time.sleep(4 * POLL_SECONDS)
            except Exception as fault:  # noqa: BLE001 -- whatever it is, the last good site stays watched over
                tell(fault)
                done = now
            if file_stamps(data) != now[0]:
                done = None
        seen = now
        time.sleep(POLL_SECONDS)
