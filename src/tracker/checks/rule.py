"""A rule: a small generator of findings, with its name and the context that it may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tracker.i18n import Message
from tracker.portfolio.emitter import emit
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.portfolio.money import Amount
from tracker.portfolio.problems import Level, suggest
from tracker.portfolio.reader import Document
from tracker.portfolio.texts import Bilingual
from tracker.portfolio.validation import KeyPath


class Finding(NamedTuple):
    """``path`` leads from the target to the position; of a rule for portfolios, from the file."""

    path: KeyPath
    message: Message
    key: bool = False  # the position is that of the key, not of its value


class FileFinding(NamedTuple):
    """A finding of a rule for portfolios, and its file."""

    document: Document
    finding: Finding


@dataclass(frozen=True)
class RuleContext:
    """What a rule may read beside the target itself."""

    portfolio: Portfolio
    today: dt.date
    defined_keys: Mapping[
        str, Collection[str] | None
    ]  # keys by block; None where any key is accepted
    money: str | None  # the portfolio's unit of money; None where an invalid header may hide it
    unit: str | None  # of amounts in the target's file that name none; None where none is stated
    # the numbers in a document's text, None without one; None where no texts are available
    source_numbers: Callable[[str], frozenset[str] | None] | None
    suggestions: dict[tuple[str, str], Message | str] = field(default_factory=dict, compare=False)

    def lacks_target(self, target_id: str) -> bool:
        """Whether no target has the id; False where a file was not read to its end, which may have it."""
        portfolio = self.portfolio
        return target_id not in portfolio.raw_targets and not any(
            part.document.truncated for part in portfolio.parts
        )

    def suggest(self, block: str, key: str) -> Message | str:
        """`suggest` for a key of a block of the portfolio: once a key, and for 50 keys at most."""
        if (block, key) not in self.suggestions:
            if len(self.suggestions) >= 50:
                return ""
            known = self.defined_keys[block] or ()
            named = next((one for one in known if key in self.names(block, one)), None)
            self.suggestions[block, key] = suggest(named or key, known)
        return self.suggestions[block, key]

    def names(self, block: str, key: str) -> tuple[str, ...]:
        """The titles of an entry of a block, in the languages that it has."""
        value = getattr(self.portfolio, block)[key]
        title = getattr(value, "title", value)
        return (title.zh, title.en) if isinstance(title, Bilingual) else (title,)


@dataclass(frozen=True)
class Rule:
    """A rule for one target.

    A rule is skipped for a target where a part named in ``needs`` is invalid: its problems would only
    repeat those of reading.
    """

    name: str
    find: Callable[[Target, RuleContext], Iterator[Finding]]
    level: Level
    needs: frozenset[str]


@dataclass(frozen=True)
class PortfolioRule:
    """A rule for all files together."""

    name: str
    find: Callable[[RuleContext], Iterator[FileFinding]]
    level: Level


def rule(
    name: str, *, level: Level = "error", needs: Iterable[str] = ()
) -> Callable[[Callable[[Target, RuleContext], Iterator[Finding]]], Rule]:
    """Makes a function a rule for one target; ``needs`` are the fields that must be valid."""
    return lambda find: Rule(name, find, level, frozenset(needs))


def portfolio_rule(
    name: str, *, level: Level = "error"
) -> Callable[[Callable[[RuleContext], Iterator[FileFinding]]], PortfolioRule]:
    """Makes a function a rule for all files together."""
    return lambda find: PortfolioRule(name, find, level)


def as_param(value: Any) -> Any:
    """A value of a record as a message's parameter: amounts and ranges as a file writes them."""
    return emit(value) if isinstance(value, tuple) else value


def amount_param(amount: float | Amount, unit: str | None) -> Any:
    """An amount as a message's parameter, with ``unit`` where it names none."""
    if unit is None or isinstance(amount, Amount):
        return as_param(amount)
    return as_param(Amount(amount, unit))
