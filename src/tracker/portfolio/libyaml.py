"""The parser of libyaml, through PyYAML; a missing libyaml is reported at the first use."""

from __future__ import annotations

from typing import Any

from tracker.i18n import LocalizedError, Message

CParser: Any
try:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]  # -- missing in the stubs
except ImportError:  # PyYAML built without libyaml
    CParser = None


class LibyamlError(LocalizedError, ImportError):
    """libyaml is missing: no portfolio file can be read."""


def parser(text: str) -> Any:
    """A parser of ``text``; `LibyamlError` where PyYAML was built without libyaml."""
    if CParser is None:
        raise LibyamlError(Message("read.no_libyaml"))
    return CParser(text)
