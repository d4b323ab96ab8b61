"""The keys of all blocks by the type of their values, as the records declare them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, get_args, get_origin, get_type_hints

from tracker.portfolio.model import PortfolioFile
from tracker.portfolio.scalars import (
    Day,
    Money,
    NonEmptyStr,
    NonNegativeInt,
    Number,
    PartialDate,
    RevisedValue,
    Slug,
)
from tracker.portfolio.texts import Bilingual, StrictModel, Text, Title


def _keys_of(*types: Any) -> frozenset[str]:
    """The keys whose values, or the items of whose lists, may be of one of ``types``."""
    markers = {id(marker) for each in types for marker in get_args(each)[1:]}
    return frozenset(key for key, parts in _parts_by_key() if not markers.isdisjoint(parts))


@cache
def _parts_by_key() -> list[tuple[str, set[int]]]:
    return [
        (field.alias or name, set(map(id, _parts(hints[name]))))
        for block in _blocks(StrictModel)
        for hints in [get_type_hints(block, include_extras=True)]
        for name, field in block.model_fields.items()
    ]


def _blocks(base: type[StrictModel]) -> Iterator[type[StrictModel]]:
    for block in base.__subclasses__():
        yield block
        yield from _blocks(block)


def _parts(hint: Any) -> Iterator[Any]:
    """The members of a union, the items of a list and what annotates them; not the values of a mapping."""
    if get_origin(hint) is not dict:
        for part in get_args(hint):
            yield part
            yield from _parts(part)


KEYS: Final = frozenset(key for key, _ in _parts_by_key())
TOP_KEYS: Final = frozenset(PortfolioFile.model_fields)
"""Of the blocks of a file."""
NUMBER_KEYS: Final = _keys_of(Number, NonNegativeInt, Money, RevisedValue)
DATE_KEYS: Final = _keys_of(Day, PartialDate, RevisedValue)
PROSE_KEYS: Final = _keys_of(Text, Title) | Bilingual.model_fields.keys()
"""Of free texts in one language or two."""
TEXT_KEYS: Final = PROSE_KEYS | _keys_of(NonEmptyStr, Slug) | {"name"}
"""Of free texts, ids and references; ``name`` is that of a licence."""
