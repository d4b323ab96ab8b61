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
from tracker.portfolio.validation import KeyPath


class Finding(NamedTuple):
    """``path`` leads from the target (of a rule for portfolios: from the file) to the place."""

    path: KeyPath
    message: str
    level: Level = "error"
    key: bool = False  # the place is that of the key, not of its value


class FileFinding(NamedTuple):
    """What a rule for portfolios found, in which file."""

    document: Document
    finding: Finding


@dataclass(frozen=True)
class RuleContext:
    """What a rule may look at beside the target itself."""

    portfolio: Portfolio
    today: dt.date
    defined_keys: Mapping[str, Collection[str] | None]  # keys by block; None where any key will do
    money: str | None  # the portfolio's unit of money; None where a file may not have been told
    unit: str | None  # of an amount in the target's file that names none; None where none is stated
    # a document's text as the numbers in it; None where no texts are at hand, or none of that name
    source_numbers: Callable[[str], frozenset[str] | None] | None
    suggestions: dict[tuple[str, str], str] = field(default_factory=dict)

    def suggest(self, block: str, key: str) -> str:
        """`did_you_mean` for a key of a block of the portfolio; a file full of them stays quick."""
        if (block, key) not in self.suggestions:
            if len(self.suggestions) >= 50:
                return ""
            self.suggestions[block, key] = did_you_mean(key, self.defined_keys[block] or ())
        return self.suggestions[block, key]


@dataclass(frozen=True)
class Rule:
    """A rule for one target.

    A rule is left out for a target where a part named in ``needs`` was faulty: it would only
    repeat what is told already.
    """

    name: str
    find: Callable[[Target, RuleContext], Iterator[Finding]]
    needs: frozenset[str]


@dataclass(frozen=True)
class PortfolioRule:
    """A rule for all files together."""

    name: str
    find: Callable[[RuleContext], Iterator[FileFinding]]


def rule(
    name: str, *, needs: Iterable[str] = ()
) -> Callable[[Callable[[Target, RuleContext], Iterator[Finding]]], Rule]:
    return lambda find: Rule(name, find, frozenset(needs))


def portfolio_rule(
    name: str,
) -> Callable[[Callable[[RuleContext], Iterator[FileFinding]]], PortfolioRule]:
    return lambda find: PortfolioRule(name, find)


def did_you_mean(word: str, names: Collection[str]) -> str:
    near = difflib.get_close_matches(word, names, 1, 0.6)
    return f"; did you mean {near[0]}?" if near else ""


def format_value(value: Any) -> str:
    """A value as it is written in a file."""
    if value is None:
        return "null"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, Amount):
        return f"{value.value:.15g} {value.unit}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(format_value, value))}]"
    return str(value)
