"""Rules between records and between files: ids, references, and definitions in several files."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.checks.rule import FileFinding, Finding, RuleContext, portfolio_rule, rule
from tracker.i18n import Message
from tracker.portfolio import model
from tracker.portfolio.header import Thresholds
from tracker.portfolio.model import Target
from tracker.portfolio.records import KEYED_BLOCKS, PortfolioPart, TargetEntry, placeholder_document
from tracker.portfolio.validation import KeyPath


@portfolio_rule("id")
def ids_differ(context: RuleContext) -> Iterator[FileFinding]:
    """No two targets of a portfolio have the same id.

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
    for entry in context.portfolio.entries:
        path = entry.path(("id",))
        if path is None:
            continue
        other = first.setdefault(entry.target.id, entry)
        if other is not entry:
            line, _ = other.document.at(("targets", other.position, "id"))
            message = Message("check.id", id=entry.target.id, file=other.document.file, line=line)
            yield FileFinding(entry.document, Finding(path, message))


@rule("reference")
def references_resolve(target: Target, context: RuleContext) -> Iterator[Finding]:
    """Themes, plans, organisations and documents that a target names are defined.

    Plans need no definition where the portfolio defines none at all.

    Passes:
        theme: housing
        lead: bureau

    Fails:
        theme: hosing
        lead: bureau
    """
    defined = context.defined_keys
    references: list[tuple[str, str | None, KeyPath]] = [
        ("themes", target.theme, ("theme",)),
        ("plans", target.plan, ("plan",)),
        ("organisations", target.lead, ("lead",)),
        ("documents", target.source.document, ("source", "document")),
    ]
    documents = defined["documents"]
    if documents is not None:
        references += [
            ("documents", evidence.document, (*path, "document"))
            for path, evidence in model.evidence_of(target)
            if evidence.document not in documents
        ]
    for block, key, path in references:
        keys = defined[block]
        if keys is not None and key is not None and key not in keys:
            yield Finding(path, _undefined(context, block, key))


def _undefined(context: RuleContext, block: str, key: str) -> Message:
    return Message("check.reference", key=key, block=block, suggestion=context.suggest(block, key))


@portfolio_rule("definition")
def definitions_agree(context: RuleContext) -> Iterator[FileFinding]:
    """Two files that define one key define it alike.

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
    for part in context.portfolio.parts:
        for name in KEYED_BLOCKS:
            for key, value in getattr(part, name).items():
                if not _is_sound(part, name, key):
                    continue
                other = first.setdefault((name, key), part)
                if getattr(other, name)[key] != value:
                    line, _ = other.document.at((name, key), key=True)
                    message = Message(
                        "check.definition", key=key, block=name, file=other.document.file, line=line
                    )
                    yield FileFinding(part.document, Finding((name, key), message, key=True))


def _is_sound(part: PortfolioPart, name: str, key: str) -> bool:
    """Whether a definition is that of the file, not the placeholder of an invalid one."""
    value = getattr(part, name)[key]
    placeholder = placeholder_document(key) if name == "documents" else key
    return value != placeholder or part.document.data[name][key] in (key, {"title": key})


@portfolio_rule("thresholds")
def thresholds_agree(context: RuleContext) -> Iterator[FileFinding]:
    """All files have the same thresholds.

    Passes:
        portfolio: {title: Homes, thresholds: {amber: 5, red: 20}}
        ---
        portfolio: {title: Roads}

    Fails:
        portfolio: {title: Homes, thresholds: {amber: 5, red: 20}}
        ---
        portfolio: {title: Roads, thresholds: {amber: 10, red: 30}}
    """
    thresholds = context.portfolio.header.thresholds
    for part in context.portfolio.parts:
        header = part.header
        if (
            header is not None
            and "thresholds" in header.model_fields_set
            and header.thresholds != thresholds
        ):
            message = Message(
                "check.thresholds",
                amber=header.thresholds.amber,
                red=header.thresholds.red,
                portfolio_amber=thresholds.amber,
                portfolio_red=thresholds.red,
            )
            yield FileFinding(part.document, Finding(("portfolio", "thresholds"), message))


@portfolio_rule("thresholds-order")
def thresholds_ascend(context: RuleContext) -> Iterator[FileFinding]:
    """The thresholds are not negative, and amber is not above red.

    Passes:
        portfolio: {title: Homes, thresholds: {amber: 10, red: 30}}

    Fails:
        portfolio: {title: Homes, thresholds: {amber: 30, red: 10}}
    """
    for part in context.portfolio.parts:
        thresholds = part.header.thresholds if part.header is not None else Thresholds()
        if not 0 <= thresholds.amber <= thresholds.red:
            message = Message("check.thresholds-order", amber=thresholds.amber, red=thresholds.red)
            yield FileFinding(part.document, Finding(("portfolio", "thresholds"), message))


@portfolio_rule("screen-themes")
def screen_themes_are_defined(context: RuleContext) -> Iterator[FileFinding]:
    """The themes of the public screen are defined.

    Passes:
        portfolio: {title: Homes, screen: {themes: [housing]}}

    Fails:
        portfolio: {title: Homes, screen: {themes: [hosing]}}
    """
    defined = context.defined_keys["themes"]
    for part in context.portfolio.parts:
        wanted = part.header.screen.themes if part.header is not None else None
        for n, key in enumerate(wanted or ()):
            if defined is not None and key not in defined:
                path = ("portfolio", "screen", "themes", n)
                yield FileFinding(part.document, Finding(path, _undefined(context, "themes", key)))
