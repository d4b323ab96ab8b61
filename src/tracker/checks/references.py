"""Rules between records and between files: ids, references, and what several files say of one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.checks.rule import (
    Around,
    Finding,
    Found,
    PortfolioRule,
    Rule,
    portfolio_rule,
    rule,
    shown,
)
from tracker.portfolio import model
from tracker.portfolio.model import Target
from tracker.portfolio.records import MAPS, Entry, Part
from tracker.portfolio.validation import Place


@portfolio_rule("id")
def ids_differ(around: Around) -> Iterator[Found]:
    """No two targets have the same id, in whatever files they stand.

    Passes:
        id: homes
        ---
        id: roads

    Fails:
        id: homes
        ---
        id: homes
    """
    first: dict[str, Entry] = {}
    for entry in around.portfolio.entries:
        path = entry.path(("id",))
        if path is None:
            continue
        other = first.setdefault(entry.target.id, entry)
        if other is not entry:
            line, _ = other.document.at(("targets", other.position, "id"))
            message = (
                f"the id {entry.target.id} is taken at {other.document.file}:{line}; "
                "expected an id of its own: rename the newer one, ids are never reused"
            )
            yield Found(entry.document, Finding(path, message))


@rule("reference")
def references_lead_somewhere(target: Target, around: Around) -> Iterator[Finding]:
    """Themes, plans, organisations and documents that are named are defined.

    Plans may go undefined where the portfolio defines none at all.

    Passes:
        theme: housing
        lead: bureau

    Fails:
        theme: hosing
        lead: bureau
    """
    defined = around.defined
    places: list[tuple[str, str | None, Place]] = [
        ("themes", target.theme, ("theme",)),
        ("plans", target.plan, ("plan",)),
        ("organisations", target.lead, ("lead",)),
        ("documents", target.source.document, ("source", "document")),
    ]
    documents = defined["documents"]
    if documents is not None:
        places += [
            ("documents", item.evidence.document, (name, n, "evidence", "document"))
            for name in ("updates", "context", "revisions")
            for n, item in enumerate(getattr(target, name))
            if item.evidence is not None and item.evidence.document not in documents
        ]
    for block, key, path in places:
        known = defined[block]
        if known is not None and key is not None and key not in known:
            yield Finding(
                path,
                f"{key} is not defined; expected a key of {block}{around.nearest(block, key)}: "
                f"correct it, or define it under {block}",
            )


@portfolio_rule("definition")
def definitions_agree(around: Around) -> Iterator[Found]:
    """What two files define under one key is the same.

    Passes:
        themes: {housing: Housing}
        ---
        themes: {housing: Housing}

    Fails:
        themes: {housing: Housing}
        ---
        themes: {housing: Homes}
    """
    first: dict[tuple[str, str], Part] = {}
    for part in around.portfolio.parts:
        for name in MAPS:
            for key, value in getattr(part, name).items():
                if not _is_sound(part, name, key):
                    continue
                other = first.setdefault((name, key), part)
                if getattr(other, name)[key] != value:
                    line, _ = other.document.at((name, key), key=True)
                    message = (
                        f"{key} of {name} is defined otherwise at {other.document.file}:{line}; "
                        "expected the same in both: mend one, or define it once"
                    )
                    yield Found(part.document, Finding((name, key), message, key=True))


def _is_sound(part: Part, name: str, key: str) -> bool:
    """Whether a definition is what the file says, not what stands in for one that was faulty."""
    value = getattr(part, name)[key]
    stand_in = model.SourceDocument(title=key) if name == "documents" else key
    return value != stand_in or part.document.data[name][key] in (key, {"title": key})


@portfolio_rule("lamps")
def lamps_agree(around: Around) -> Iterator[Found]:
    """Lamps change at the same gaps in all files.

    Passes:
        portfolio: {title: Homes, lamps: {amber: 5, red: 20}}
        ---
        portfolio: {title: Roads}

    Fails:
        portfolio: {title: Homes, lamps: {amber: 5, red: 20}}
        ---
        portfolio: {title: Roads, lamps: {amber: 10, red: 30}}
    """
    lamps = around.portfolio.header.lamps
    for part in around.portfolio.parts:
        own = part.header
        if own is not None and "lamps" in own.model_fields_set and own.lamps != lamps:
            message = (
                f"lamps of {shown(own.lamps.amber)} and {shown(own.lamps.red)}, but the portfolio "
                f"has {shown(lamps.amber)} and {shown(lamps.red)}; expected the same in all files: "
                "state them in one"
            )
            yield Found(part.document, Finding(("portfolio", "lamps"), message))


@portfolio_rule("lamps-order")
def lamps_ascend(around: Around) -> Iterator[Found]:
    """A target is behind plan before it is at risk, and at risk before it is off track.

    Passes:
        portfolio: {title: Homes, lamps: {amber: 10, red: 30}}

    Fails:
        portfolio: {title: Homes, lamps: {amber: 30, red: 10}}
    """
    for part in around.portfolio.parts:
        lamps = part.header.lamps if part.header is not None else model.Lamps()
        if not 0 <= lamps.amber <= lamps.red:
            message = (
                f"amber {shown(lamps.amber)}, red {shown(lamps.red)}; expected 0 <= amber <= red, "
                "in percentage points behind plan: mend them"
            )
            yield Found(part.document, Finding(("portfolio", "lamps"), message))


@portfolio_rule("screen-themes")
def screen_themes_are_defined(around: Around) -> Iterator[Found]:
    """The themes that the public screen is to show are there.

    Passes:
        portfolio: {title: Homes, screen: {themes: [housing]}}

    Fails:
        portfolio: {title: Homes, screen: {themes: [hosing]}}
    """
    known = around.defined["themes"]
    for part in around.portfolio.parts:
        wanted = part.header.screen.themes if part.header is not None else None
        for place, key in enumerate(wanted or ()):
            if known is not None and key not in known:
                message = (
                    f"{key} is not defined; expected a key of themes{around.nearest('themes', key)}: "
                    "correct it, or define it under themes"
                )
                yield Found(
                    part.document, Finding(("portfolio", "screen", "themes", place), message)
                )


RULES: Final[tuple[Rule, ...]] = (references_lead_somewhere,)
PORTFOLIO_RULES: Final[tuple[PortfolioRule, ...]] = (
    ids_differ,
    definitions_agree,
    lamps_agree,
    lamps_ascend,
    screen_themes_are_defined,
)
