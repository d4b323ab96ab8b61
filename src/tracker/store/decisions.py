"""Decisions that a save adds or changes: the file of their review, who may, and the ids of new ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tracker.i18n import Message
from tracker.portfolio.edit import AppendDecision, AppendIssue, Edit, Remove, SetValue
from tracker.portfolio.load import Portfolio
from tracker.portfolio.paths import EditError, resolve, review_position
from tracker.portfolio.reader import Document
from tracker.portfolio.records import PortfolioPart
from tracker.portfolio.scalars import SLUG
from tracker.store.access import Person
from tracker.store.changes import NO_TARGET, TargetChange
from tracker.store.errors import Conflict, ConflictError, ForbiddenError, StoreError
from tracker.store.targets import TargetLocation, edit_refused, record_at, require_permission


def locate_decisions(portfolio: Portfolio, change: TargetChange) -> TargetLocation:
    """The file whose reviews are changed: that of the review, else the first with a ``portfolio`` block."""
    for part in portfolio.parts:
        if any(_is_in(part.document, edit) for edit in change.edits):
            return TargetLocation(part, {})
    if change.compared:
        raise ConflictError([Conflict(change.target, {})])
    for part in portfolio.parts:
        if part.header is not None:
            return TargetLocation(part, {})
    raise StoreError(Message("store.no_header", files=[p.document.file for p in portfolio.parts]))


def _is_in(document: Document, edit: Edit) -> bool:
    if isinstance(edit, AppendDecision):
        return review_position(document, edit.review.isoformat()) is not None
    if not isinstance(edit, (SetValue, Remove)):
        return False
    parent = edit.path if isinstance(edit, Remove) else edit.path.rpartition(".")[0]
    return record_at(document, parent) is not None


def check_decisions(
    portfolio: Portfolio,
    part: PortfolioPart,
    change: TargetChange,
    person: Person,
    others: Iterable[TargetChange] = (),
) -> None:
    """`ForbiddenError` unless this person may report on the target of each decision.

    A decision without a target needs a person who may report on all. `StoreError` where an edit leaves
    the decisions of the change's target; a whole review may be taken out where ``others`` of the same save,
    which are checked like this one, take out the decisions on their targets.
    """
    removed = {
        (other.target, edit.path)
        for other in others
        for edit in other.edits
        if isinstance(edit, Remove)
    }
    for path, decision in _changed_decisions(part.document, change):
        target = decision.get("target")
        if (NO_TARGET if target is None else target, path) in removed:
            continue
        if (NO_TARGET if target is None else target) != change.target:
            place = str(decision.get("id", ""))
            raise StoreError(Message("store.other_target", target=change.target, place=place))
        if target is None:
            if person.leads is not None:
                raise ForbiddenError(Message("store.decision_forbidden", person=person.name))
            continue
        if target not in portfolio.raw_targets:
            raise StoreError(Message("store.unknown_target", targets=[target]))
        lead = portfolio.raw_targets[target][1].get("lead")
        require_permission(portfolio, person, target, lead)


def _changed_decisions(
    document: Document, change: TargetChange
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The decisions that the edits add, change or take out, with their paths; "" for a new one."""
    for edit in change.edits:
        if isinstance(edit, AppendDecision):
            yield "", edit.decision
            continue
        try:
            path = resolve(document, edit.path) if isinstance(edit, (SetValue, Remove)) else ()
        except EditError as error:
            raise edit_refused(error) from error
        is_field = len(path) == 6 and path[5] in ("closed", "note")
        is_record = (
            isinstance(edit, Remove) and 2 <= len(path) <= 5
        )  # from all reviews to a decision
        if path[:2] != ("portfolio", "reviews") or not (is_field or is_record):
            place = getattr(edit, "path", change.target)
            raise StoreError(Message("store.other_target", target=change.target, place=place))
        for review_number, review in enumerate(document.data["portfolio"]["reviews"]):
            for number, decision in enumerate(review.get("decisions") or ()):
                its_path = ("portfolio", "reviews", review_number, "decisions", number)
                if its_path[: len(path)] == path[:5]:
                    name = (
                        f"portfolio.reviews[{review.get('date')}].decisions[{decision.get('id')}]"
                    )
                    yield name, decision


def changed_decisions(
    before: Document, after: Document, target: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The decisions on a target (or `NO_TARGET`) before and after, as fields of a record."""
    on = None if target == NO_TARGET else target
    old, new = (
        [one for one in _decisions(document) if one.get("target") == on]
        for document in (before, after)
    )
    return {"decisions": old}, {"decisions": new}


def _decisions(document: Document) -> Iterator[Mapping[str, Any]]:
    reviews = record_at(document, "portfolio.reviews")
    for review in reviews if isinstance(reviews, list) else ():
        decisions = review.get("decisions") if isinstance(review, dict) else None
        yield from (one for one in decisions or () if isinstance(one, dict))


# --- ids of new entries ---------------------------------------------------------------------------


def with_ids(portfolio: Portfolio, changes: Iterable[TargetChange]) -> list[TargetChange]:
    """``changes`` in which every new issue and decision has an id.

    That of an issue is its cause and a number, ``approvals-1``, that of a decision the day of its review
    and a number, ``2022-06-30-1``. It is chosen under the lock, so that two people never get the same.
    """
    used = {str(one.get("id")) for part in portfolio.parts for one in _decisions(part.document)}
    used_in: dict[str, set[str]] = {}
    changed = []
    for change in changes:
        edits: list[Edit] = []
        for edit in change.edits:
            if isinstance(edit, AppendDecision):
                id_ = edit.decision.get("id") or _free_id(edit.review.isoformat(), used)
                used.add(str(id_))
                edits.append(replace(edit, decision={"id": id_, **edit.decision}))
            elif isinstance(edit, AppendIssue):
                ids = used_in.setdefault(edit.target, _issue_ids(portfolio, edit.target))
                cause = str(edit.issue.get("cause", ""))
                stem = cause if re.fullmatch(SLUG, cause) else "issue"
                id_ = edit.issue.get("id") or _free_id(stem, ids)
                ids.add(str(id_))
                edits.append(replace(edit, issue={"id": id_, **edit.issue}))
            else:
                edits.append(edit)
        changed.append(replace(change, edits=tuple(edits)))
    return changed


def _issue_ids(portfolio: Portfolio, target: str) -> set[str]:
    location = portfolio.raw_targets.get(target)
    issues = location[1].get("issues") if location else None
    return {str(issue.get("id")) for issue in issues or () if isinstance(issue, dict)}


def _free_id(stem: str, used: set[str]) -> str:
    """``stem`` with the first number above those in use."""
    numbers = (id_.removeprefix(f"{stem}-") for id_ in used if id_.startswith(f"{stem}-"))
    return f"{stem}-{max((int(one) for one in numbers if one.isascii() and one.isdigit()), default=0) + 1}"
