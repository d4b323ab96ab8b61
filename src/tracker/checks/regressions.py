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

_KEPT: Final = 4  # what is checked after one save is what stood before the next
_known: Final[OrderedDict[tuple[str, dt.date], tuple[Problem, ...]]] = OrderedDict()
_lock: Final = threading.Lock()


def fresh(before: Portfolio, after: Portfolio, today: dt.date) -> tuple[Problem, ...]:
    """The problems of ``after`` beyond those of ``before``, in the order of files and lines.

    A problem is the same wherever it stands, for an edit moves lines; a second one of a kind is new.
    """
    known = Counter(map(_gist, _checked(before, today)))
    found = []
    for problem in _checked(after, today):
        if known[_gist(problem)]:
            known[_gist(problem)] -= 1
        else:
            found.append(problem)
    return tuple(found)


def _checked(portfolio: Portfolio, today: dt.date) -> tuple[Problem, ...]:
    key = portfolio.digest, today
    with _lock:
        known = _known.get(key)
    if known is None:
        known = check(portfolio, today)
        with _lock:
            _known[key] = known
            while len(_known) > _KEPT:
                _known.popitem(last=False)
    return known


def _gist(problem: Problem) -> tuple[str, str, str, str]:
    words = re.sub(r"(?<=:)\d+|(?<=\bline )\d+", "#", problem.message)
    return problem.file, problem.level, problem.rule, words
