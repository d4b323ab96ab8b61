"""Rules between records and between files: ids, references, and what several files say of one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.checks.rule import (
    FileFinding,
    Finding,
    PortfolioRule,
    Rule,
    RuleContext,
    format_value,
    portfolio_rule,
    rule,
)
from tracker.portfolio import model
from tracker.portfolio.model import Target
from tracker.portfolio.records import KEYED_BLOCKS, PortfolioPart, TargetEntry
from tracker.portfolio.validation import KeyPath


@portfolio_rule("id")
def ids_differ(around: RuleContext) -> Iterator[FileFinding]:
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
    first: dict[str, TargetEntry] = {}
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
            yield FileFinding(entry.document, Finding(path, message))


@rule("reference")
def references_resolve(target: Target, around: RuleContext) -> Iterator[Finding]:
    """Themes, plans, organisations and documents that are named are defined.

    Plans may go undefined where the portfolio defines none at all.

    Passes:
        theme: housing
        lead: bureau

    Fails:
        theme: hosing
        lead: bureau
    """
    defined = around.defined_keys
    places: list[tuple[str, str | None, KeyPath]] = [
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
                f"{key} is not defined; expected a key of {block}{around.suggest(block, key)}: "
                f"correct it, or define it under {block}",
            )


@portfolio_rule("definition")
def definitions_agree(around: RuleContext) -> Iterator[FileFinding]:
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
    first: dict[tuple[str, str], PortfolioPart] = {}
    for part in around.portfolio.parts:
        for name in KEYED_BLOCKS:
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
                    yield FileFinding(part.document, Finding((name, key), message, key=True))


def _is_sound(part: PortfolioPart, name: str, key: str) -> bool:
    """Whether a definition is what the file says, not what stands in for one that was faulty."""
    value = getattr(part, name)[key]
    stand_in = model.SourceDocument(title=key) if name == "documents" else key
    return value != stand_in or part.document.data[name][key] in (key, {"title": key})


@portfolio_rule("thresholds")
def thresholds_agree(around: RuleContext) -> Iterator[FileFinding]:
    """Statuses change at the same gaps in all files.

    Passes:
        portfolio: {title: Homes, thresholds: {amber: 5, red: 20}}
        ---
        portfolio: {title: Roads}

    Fails:
        portfolio: {title: Homes, thresholds: {amber: 5, red: 20}}
        ---
        portfolio: {title: Roads, thresholds: {amber: 10, red: 30}}
    """
    thresholds = around.portfolio.header.thresholds
    for part in around.portfolio.parts:
        own = part.header
        if (
            own is not None
            and "thresholds" in own.model_fields_set
            and own.thresholds != thresholds
        ):
            message = (
                f"thresholds of {format_value(own.thresholds.amber)} and {format_value(own.thresholds.red)}, but the portfolio "
                f"has {format_value(thresholds.amber)} and {format_value(thresholds.red)}; expected the same in all files: "
                "state them in one"
            )
            yield FileFinding(part.document, Finding(("portfolio", "thresholds"), message))


@portfolio_rule("thresholds-order")
def thresholds_ascend(around: RuleContext) -> Iterator[FileFinding]:
    """A target is behind plan before it is at risk, and at risk before it is off track.

    Passes:
        portfolio: {title: Homes, thresholds: {amber: 10, red: 30}}

    Fails:
        portfolio: {title: Homes, thresholds: {amber: 30, red: 10}}
    """
    for part in around.portfolio.parts:
        thresholds = part.header.thresholds if part.header is not None else model.Thresholds()
        if not 0 <= thresholds.amber <= thresholds.red:
            message = (
                f"amber {format_value(thresholds.amber)}, red {format_value(thresholds.red)}; expected 0 <= amber <= red, "
                "in percentage points behind plan: mend them"
            )
            yield FileFinding(part.document, Finding(("portfolio", "thresholds"), message))


@portfolio_rule("screen-themes")
def screen_themes_are_defined(around: RuleContext) -> Iterator[FileFinding]:
    """The themes that the public screen is to show are there.

    Passes:
        portfolio: {title: Homes, screen: {themes: [housing]}}

    Fails:
        portfolio: {title: Homes, screen: {themes: [hosing]}}
    """
    known = around.defined_keys["themes"]
    for part in around.portfolio.parts:
        wanted = part.header.screen.themes if part.header is not None else None
        for place, key in enumerate(wanted or ()):
            if known is not None and key not in known:
                message = (
                    f"{key} is not defined; expected a key of themes{around.suggest('themes', key)}: "
                    "correct it, or define it under themes"
                )
                yield FileFinding(
                    part.document, Finding(("portfolio", "screen", "themes", place), message)
                )


RULES: Final[tuple[Rule, ...]] = (references_resolve,)
PORTFOLIO_RULES: Final[tuple[PortfolioRule, ...]] = (
    ids_differ,
    definitions_agree,
    thresholds_agree,
    thresholds_ascend,
    screen_themes_are_defined,
)
