"""What a rule is: a small generator of findings, with its name and what it may look at."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.portfolio.problems import Level
from tracker.portfolio.reader import Document
from tracker.portfolio.scalars import Amount
from tracker.portfolio.validation import Place


class Finding(NamedTuple):
    """``path`` leads from the target (of a rule for portfolios: from the file) to the place."""

    path: Place
    message: str
    level: Level = "error"
    key: bool = False  # the place is that of the key, not of its value


class Found(NamedTuple):
    """What a rule for portfolios found, in which file."""

    document: Document
    finding: Finding


@dataclass(frozen=True)
class Around:
    """What a rule may look at beside the target itself."""

    portfolio: Portfolio
    today: dt.date
    defined: Mapping[str, Collection[str] | None]  # keys by block; None where any key will do
    money: str | None  # the portfolio's unit of money; None where a file may not have been told
    unit: str | None  # of an amount in the target's file that names none; None where none is stated
    # a document's text as the numbers in it; None where no texts are at hand, or none of that name
    numbers: Callable[[str], frozenset[str] | None] | None
    suggested: dict[tuple[str, str], str] = field(default_factory=dict)

    def nearest(self, block: str, key: str) -> str:
        """`did_you_mean` for a key of a block of the portfolio; a file full of them stays quick."""
        if (block, key) not in self.suggested:
            if len(self.suggested) >= 50:
                return ""
            self.suggested[block, key] = did_you_mean(key, self.defined[block] or ())
        return self.suggested[block, key]


@dataclass(frozen=True)
class Rule:
    """A rule for one target.

    A rule is left out for a target where a part named in ``needs`` was faulty: it would only
    repeat what is told already.
    """

    name: str
    find: Callable[[Target, Around], Iterator[Finding]]
    needs: frozenset[str]


@dataclass(frozen=True)
class PortfolioRule:
    """A rule for all files together."""

    name: str
    find: Callable[[Around], Iterator[Found]]


def rule(
    name: str, *, needs: Iterable[str] = ()
) -> Callable[[Callable[[Target, Around], Iterator[Finding]]], Rule]:
    return lambda find: Rule(name, find, frozenset(needs))


def portfolio_rule(name: str) -> Callable[[Callable[[Around], Iterator[Found]]], PortfolioRule]:
    return lambda find: PortfolioRule(name, find)


def did_you_mean(word: str, names: Collection[str]) -> str:
    near = difflib.get_close_matches(word, names, 1, 0.6)
    return f"; did you mean {near[0]}?" if near else ""


def shown(value: Any) -> str:
    """A value as it is written in a file."""
    if value is None:
        return "null"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, Amount):
        return f"{value.value:.15g} {value.unit}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(shown, value))}]"
    return str(value)
