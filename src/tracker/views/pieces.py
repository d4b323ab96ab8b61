"""What pages have built from single targets, kept for the next pages while these targets stay the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import is_
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

ValueT = TypeVar("ValueT")


class _Piece(NamedTuple):
    inputs: object
    others: Sequence[Store]  # of the targets but the first
    value: Any


Store = dict[tuple[str, ...], _Piece]
"""The pieces of one target by name and language; a new one once anything of the target has changed."""


class KeptPieces:
    """The pieces of the targets that have a store; nothing is kept of others."""

    def __init__(self, stores: Mapping[str, Store] = MappingProxyType({})) -> None:
        self._stores = stores

    def get(self, name: tuple[str, ...], targets: Sequence[str], inputs: object = ()) -> Any:
        """What was last put under ``name``, from the same targets and equal ``inputs``; else None."""
        if not targets:
            return None
        first, *others = (self._stores.get(key) for key in targets)
        piece = None if first is None else first.get(name)
        if piece is None or piece.inputs != inputs or len(piece.others) != len(others):
            return None
        return piece.value if all(map(is_, piece.others, others)) else None

    def put(
        self, name: tuple[str, ...], targets: Sequence[str], value: ValueT, inputs: object = ()
    ) -> ValueT:
        """Keep ``value``, which is returned, in place of what the first of ``targets`` had under ``name``."""
        if targets and all(key in self._stores for key in targets):
            first, *others = (self._stores[key] for key in targets)
            first[name] = _Piece(inputs, others, value)
        return value

    def get_or_build(
        self,
        name: tuple[str, ...],
        targets: Sequence[str],
        build: Callable[[], ValueT],
        inputs: object = (),
    ) -> ValueT:
        """What is kept, or else what ``build`` returns, which is not None."""
        known: ValueT | None = self.get(name, targets, inputs)
        return self.put(name, targets, build(), inputs) if known is None else known


NOTHING_KEPT: Final = KeptPieces()
