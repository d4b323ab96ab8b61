"""The problems that a change of the portfolio adds."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter, OrderedDict
from collections.abc import Hashable
from typing import Any, Final

from tracker.checks.run import check
from tracker.i18n import Message
from tracker.portfolio.load import Portfolio, file_stamps
from tracker.portfolio.problems import Problem

_CACHE_SIZE: Final = 4  # the portfolio after one save is the portfolio before the next
_cache: Final[OrderedDict[Hashable, tuple[Problem, ...]]] = OrderedDict()
_lock: Final = threading.Lock()


def new_problems(before: Portfolio, after: Portfolio, today: dt.date) -> tuple[Problem, ...]:
    """The problems of ``after`` beyond those of ``before``, sorted by file, line and column.

    A problem that only moved to another line is not new; a second one of the same kind is.
    """
    counts = Counter(map(_identity, _cached_check(before, today)))
    new = []
    for problem in _cached_check(after, today):
        identity = _identity(problem)
        if counts[identity]:
            counts[identity] -= 1
        else:
            new.append(problem)
    return tuple(new)


def _cached_check(portfolio: Portfolio, today: dt.date) -> tuple[Problem, ...]:
    key = portfolio.digest, file_stamps(portfolio.local_files), today
    with _lock:
        problems = _cache.get(key)
    if problems is None:
        problems = check(portfolio, today)
        with _lock:
            _cache[key] = problems
            while len(_cache) > _CACHE_SIZE:
                _cache.popitem(last=False)
    return problems


def _identity(problem: Problem) -> Hashable:
    """A problem without line numbers, its own and those in its message: an edit moves lines."""
    return problem.file, problem.level, problem.rule, _without_lines(problem.message)


def _without_lines(value: Any) -> Hashable:
    if isinstance(value, Message):
        params = sorted(item for item in value.params.items() if item[0] != "line")
        return value.key, tuple((name, _without_lines(param)) for name, param in params)
    if isinstance(value, (list, tuple)):
        return tuple(map(_without_lines, value))
    return str(value)
