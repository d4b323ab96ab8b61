"""Redaction: the portfolio without everything marked ``public: false``.

The screen and the published site read the result alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from tracker.portfolio import model
from tracker.portfolio.entries import Review
from tracker.portfolio.header import Header
from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import Parts
from tracker.portfolio.texts import Text

ValueT = TypeVar("ValueT")


def redact(portfolio: Portfolio) -> Portfolio:
    """The public part of ``portfolio``.

    Targets, updates, facts and revisions marked ``public: false`` are removed, and issues and decisions
    that are not marked ``public: true``; so are targets composed of a private one, themes, programmes,
    organisations and documents that nothing public refers to, files, problems and invalid records.
    Everything else is unchanged, in its order.
    """
    ids = _public_ids(portfolio.targets)
    targets = tuple(_redact_target(target, ids) for target in portfolio.targets if target.id in ids)
    themes = _select_used(portfolio.themes, (target.theme for target in targets))
    return Portfolio(
        parts=(),
        header=(header := _redact_header(portfolio.header, themes, ids)),
        themes=themes,
        plans=_select_used(portfolio.plans, (target.plan for target in targets)),
        organisations=_select_used(portfolio.organisations, _organisation_keys(targets, header)),
        documents=_select_used(portfolio.documents, _document_keys(targets)),
        targets=targets,
        problems=(),
        contacts=_select_used(portfolio.contacts, _organisation_keys(targets, header)),
        digest=hashlib.sha256(f"public\0{portfolio.digest}".encode()).hexdigest(),
        root=portfolio.root,
    )


def _public_ids(targets: Iterable[model.Target]) -> frozenset[str]:
    """The ids of public targets; one composed of a private target would reveal its progress."""
    by_id = {target.id: target for target in targets if target.public}
    while True:
        private = [
            target.id
            for target in by_id.values()
            if isinstance(target.measure, Parts)
            and any(part.target not in by_id for part in target.measure.parts)
        ]
        if not private:
            return frozenset(by_id)
        for key in private:
            del by_id[key]


def _redact_target(target: model.Target, ids: Collection[str]) -> model.Target:
    lists = {name: getattr(target, name) for name in ("updates", "context", "revisions", "issues")}
    public: dict[str, Any] = {
        name: tuple(item for item in items if item.public)
        for name, items in lists.items()
        if not all(item.public for item in items)
    }
    if target.ended is not None and target.ended.into not in ids:
        public["ended"] = target.ended.model_copy(update={"into": None})
    return target.model_copy(update=public) if public else target


def _redact_reviews(reviews: Iterable[Review], ids: Collection[str]) -> Iterator[Review]:
    """The reviews that have public decisions, with those alone."""
    for review in reviews:
        decisions = tuple(
            decision
            for decision in review.decisions
            if decision.public and (decision.target is None or decision.target in ids)
        )
        if decisions:
            yield review.model_copy(update={"decisions": decisions})


def _redact_header(header: Header, themes: Mapping[str, Text], ids: Collection[str]) -> Header:
    """The header without the keys of private themes and without what is not public of reviews."""
    if header.reviews:
        reviews = tuple(_redact_reviews(header.reviews, ids))
        header = header.model_copy(update={"reviews": reviews})
    if header.screen.themes is None:
        return header
    public = tuple(key for key in header.screen.themes if key in themes)
    screen = header.screen.model_copy(update={"themes": public or None})
    return header.model_copy(update={"screen": screen})


def _select_used(names: Mapping[str, ValueT], keys: Iterable[str | None]) -> dict[str, ValueT]:
    unused = set(names)
    for key in keys:
        unused.discard(key)
        if not unused:  # mostly long before the last of thousands of targets
            break
    return {key: name for key, name in names.items() if key not in unused}


def _organisation_keys(targets: Iterable[model.Target], header: Header) -> Iterator[str | None]:
    texts: list[Text | None] = [
        decision.owner for review in header.reviews for decision in review.decisions
    ]
    for target in targets:
        texts += (target.lead, target.owner, target.accepted.by if target.accepted else None)
        texts += (update.by for update in target.updates)
        texts += (text for issue in target.issues for text in (issue.owner, issue.raised_to))
    for text in texts:
        yield text if isinstance(text, str) else None


def _document_keys(targets: Iterable[model.Target]) -> Iterator[str | None]:
    for target in targets:
        yield target.source.document
        for _, evidence in model.evidence_of(target):
            yield evidence.document
