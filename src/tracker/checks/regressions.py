"""What the checks say of a portfolio that they did not say before a change."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections import Counter, OrderedDict
from typing import Final

from tracker.checks.run import check
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import Problem

_CACHE_SIZE: Final = 4  # what is checked after one save is what stood before the next
_cache: Final[OrderedDict[tuple[str, dt.date], tuple[Problem, ...]]] = OrderedDict()
_lock: Final = threading.Lock()


def new_problems(before: Portfolio, after: Portfolio, today: dt.date) -> tuple[Problem, ...]:
    """The problems of ``after`` beyond those of ``before``, in the order of files and lines.

    A problem is the same wherever it stands, for an edit moves lines; a second one of a kind is new.
    """
    known = Counter(map(_problem_key, _cached_check(before, today)))
    found = []
    for problem in _cached_check(after, today):
        if known[_problem_key(problem)]:
            known[_problem_key(problem)] -= 1
        else:
            found.append(problem)
    return tuple(found)


def _cached_check(portfolio: Portfolio, today: dt.date) -> tuple[Problem, ...]:
    key = portfolio.digest, today
    with _lock:
        known = _cache.get(key)
    if known is None:
        known = check(portfolio, today)
        with _lock:
            _cache[key] = known
            while len(_cache) > _CACHE_SIZE:
                _cache.popitem(last=False)
    return known


def _problem_key(problem: Problem) -> tuple[str, str, str, str]:
    words = re.sub(r"(?<=:)\d+|(?<=\bline )\d+", "#", problem.message)
    return problem.file, problem.level, problem.rule, words
