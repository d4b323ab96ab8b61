"""Public commitments, their sources and how far they have come.

The names below are the public API, described with examples in docs/api.md; every other module may
change between versions. Each is imported on first use, so that ``import tracker`` loads nothing else.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tracker.analysis.assessment import assess
    from tracker.analysis.snapshot import Snapshot
    from tracker.analysis.tables import tables
    from tracker.checks.run import check
    from tracker.portfolio.load import Portfolio, load
    from tracker.portfolio.model import Target, json_schema
    from tracker.portfolio.problems import Problem
    from tracker.reporting.report import Report
    from tracker.store.access import Person
    from tracker.store.errors import StoreError
    from tracker.store.history import history
    from tracker.store.save import preview, save

__all__ = [
    "Person",
    "Portfolio",
    "Problem",
    "Report",
    "Snapshot",
    "StoreError",
    "Target",
    "assess",
    "check",
    "history",
    "json_schema",
    "load",
    "preview",
    "save",
    "tables",
]

_MODULES: Final = {
    "Person": "tracker.store.access",
    "Portfolio": "tracker.portfolio.load",
    "Problem": "tracker.portfolio.problems",
    "Report": "tracker.reporting.report",
    "Snapshot": "tracker.analysis.snapshot",
    "StoreError": "tracker.store.errors",
    "Target": "tracker.portfolio.model",
    "assess": "tracker.analysis.assessment",
    "check": "tracker.checks.run",
    "history": "tracker.store.history",
    "json_schema": "tracker.portfolio.model",
    "load": "tracker.portfolio.load",
    "preview": "tracker.store.save",
    "save": "tracker.store.save",
    "tables": "tracker.analysis.tables",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
