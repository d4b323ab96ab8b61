"""A brief as a file, by the extension of its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from tracker.brief import content
from tracker.brief.markdown import markdown
from tracker.brief.parts import Brief
from tracker.brief.pdf import pdf
from tracker.brief.workbook import brief_workbook
from tracker.i18n import LocalizedError, Message, shorten
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import suggest
from tracker.portfolio.texts import localize

Pages = Literal["2", "full"]
MOST_SECTIONS: Final = 500
"""Targets in a full brief: more make no document that anybody opens."""


class BriefError(LocalizedError):
    """There is no such brief."""


class Scope(NamedTuple):
    """The targets of a brief: those of a lead, a theme and a plan, where these are given."""

    lead: str | None = None
    theme: str | None = None
    plan: str | None = None

    def ids(self, portfolio: Portfolio) -> list[str] | None:
        """The targets that fit; None for all. `BriefError` for a key that the record does not have."""
        wanted = {name: key for name, key in self._asdict().items() if key is not None}
        if not wanted:
            return None
        for name, key in wanted.items():
            _require(name, key, getattr(portfolio, _BLOCKS[name]))
        return [
            target.id
            for target in portfolio.targets
            if all(getattr(target, name) == key for name, key in wanted.items())
        ]

    def names(self, portfolio: Portfolio, lang: str) -> str:
        """What the brief is limited to, in words."""
        found = [
            localize(getattr(portfolio, _BLOCKS[name])[key], lang)
            for name, key in self._asdict().items()
            if key is not None
        ]
        return " · ".join(found)


_BLOCKS: Final = {"lead": "organisations", "theme": "themes", "plan": "plans"}


def _require(name: str, key: str, known: Mapping[str, object]) -> None:
    if key in known:
        return
    hint = suggest(key, list(known))
    raise BriefError(
        Message(
            "brief.unknown_key",
            block=_BLOCKS[name],
            key=shorten(key, 60),
            known=list(known)[:20],
            hint=hint,
        )
    )


def brief_file(brief: Brief, extension: str, pages: Pages = "2") -> bytes:
    """The bytes of the file; a workbook has every item whatever ``pages`` is.

    Raises `BriefError` for a full brief of more than `MOST_SECTIONS` targets, and `TypesettingError` where this machine
    cannot make a PDF.
    """
    if extension == "xlsx":
        return brief_workbook(brief)
    if pages == "full":
        count = len(brief.view.by_id)
        if count > MOST_SECTIONS:
            raise BriefError(Message("brief.too_many", count=count, most=MOST_SECTIONS))
        document = content.everything(brief)
    else:
        document = content.two_pages(brief)
    if extension == "pdf":
        return pdf(document)
    if extension == "docx":
        from tracker.brief.word import word_file  # noqa: PLC0415 -- python-docx loads for half a second

        return word_file(document)
    return markdown(document).encode()
