"""Redaction: the portfolio without everything marked ``public: false``.

The screen and the published site read the result alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from tracker.portfolio import model
from tracker.portfolio.load import Portfolio

ValueT = TypeVar("ValueT")


def redact(portfolio: Portfolio) -> Portfolio:
    """The public part of ``portfolio``.

    Targets, updates, facts and revisions marked ``public: false`` are removed, and so are themes,
    programmes, organisations and documents that nothing public refers to, files, problems and invalid
    records. Everything else is unchanged, in its order.
    """
    targets = tuple(_redact_target(target) for target in portfolio.targets if target.public)
    themes = _select_used(portfolio.themes, (target.theme for target in targets))
    return Portfolio(
        parts=(),
        header=_redact_header(portfolio.header, themes),
        themes=themes,
        plans=_select_used(portfolio.plans, (target.plan for target in targets)),
        organisations=_select_used(portfolio.organisations, _organisation_keys(targets)),
        documents=_select_used(portfolio.documents, _document_keys(targets)),
        targets=targets,
        problems=(),
        digest=hashlib.sha256(f"public\0{portfolio.digest}".encode()).hexdigest(),
    )


def _redact_target(target: model.Target) -> model.Target:
    lists = {name: getattr(target, name) for name in ("updates", "context", "revisions")}
    if all(item.public for items in lists.values() for item in items):
        return target
    public = {name: tuple(item for item in items if item.public) for name, items in lists.items()}
    return target.model_copy(update=public)


def _redact_header(header: model.Header, themes: Mapping[str, model.Text]) -> model.Header:
    """The header without the keys of private themes."""
    if header.screen.themes is None:
        return header
    public = tuple(key for key in header.screen.themes if key in themes)
    screen = header.screen.model_copy(update={"themes": public or None})
    return header.model_copy(update={"screen": screen})


def _select_used(names: Mapping[str, ValueT], keys: Iterable[str | None]) -> dict[str, ValueT]:
    used = set(keys)
    return {key: name for key, name in names.items() if key in used}


def _organisation_keys(targets: Iterable[model.Target]) -> Iterator[str | None]:
    for target in targets:
        yield target.lead
        for update in target.updates:
            yield update.by if isinstance(update.by, str) else None


def _document_keys(targets: Iterable[model.Target]) -> Iterator[str | None]:
    for target in targets:
        yield target.source.document
        facts: tuple[model.Update | model.Context | model.Revision, ...] = (
            *target.updates,
            *target.context,
            *target.revisions,
        )
        for fact in facts:
            yield fact.evidence.document if fact.evidence else None
