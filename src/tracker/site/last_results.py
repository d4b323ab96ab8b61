"""The last results of a publisher: what is built from equal inputs is not built again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")


class LastResults:
    """The last result of each name, and its inputs."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[object, Any]] = {}

    def get_or_build(self, name: str, inputs: object, build: Callable[[], ResultT]) -> ResultT:
        """The last result of ``name`` if its inputs were equal to ``inputs``, else that of ``build``."""
        known = self._last.get(name)
        if known is None or known[0] != inputs:
            known = self._last[name] = inputs, build()
        result: ResultT = known[1]
        return result
