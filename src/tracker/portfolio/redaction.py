"""What the public may see: the portfolio without what is marked ``public: false``, and without its traces.

The screen and the published site are made from the result alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from tracker.portfolio import model
from tracker.portfolio.load import Portfolio

ValueT = TypeVar("ValueT")


def redact(portfolio: Portfolio) -> Portfolio:
    """``portfolio`` for everybody's eyes.

    A target, update, fact or revision marked ``public: false`` is gone with all it says. Names that
    nothing public refers to go with it: themes, programmes, organisations, documents. Files, their
    problems and faulty records are left behind. What stays is as it was, in its order.
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
    items = {name: getattr(target, name) for name in ("updates", "context", "revisions")}
    if all(item.public for found in items.values() for item in found):
        return target
    kept = {name: tuple(item for item in found if item.public) for name, found in items.items()}
    return target.model_copy(update=kept)


def _redact_header(header: model.Header, themes: Mapping[str, model.Text]) -> model.Header:
    """The header without the keys of themes that are not public."""
    wanted = header.screen.themes
    if wanted is None:
        return header
    named = tuple(key for key in wanted if key in themes)
    screen = header.screen.model_copy(update={"themes": named or None})
    return header.model_copy(update={"screen": screen})


def _select_used(names: Mapping[str, ValueT], keys: Iterable[str | None]) -> dict[str, ValueT]:
    wanted = set(keys)
    return {key: name for key, name in names.items() if key in wanted}


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
