"""Runs all rules that go beyond types over a portfolio.

A rule is a small generator in one of the modules of this package, with a passing and a failing example
in its docstring: fields that replace those of a valid target, blocks that replace those of its file,
`---` before a second file, `# NAME.txt:` before the text of a source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from tracker.checks import (
    amounts,
    completeness,
    goals,
    plausibility,
    references,
    repeats,
    revisions,
    updates,
)
from tracker.checks import sources as checks_sources
from tracker.checks.rule import Finding, PortfolioRule, Rule, RuleContext
from tracker.portfolio import model
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import Problem, sort_unique
from tracker.portfolio.records import KEYED_BLOCKS
from tracker.portfolio.value_slips import explain_reference

RULES: Final[tuple[Rule, ...]] = (
    *goals.RULES,
    *completeness.RULES,
    *updates.RULES,
    *repeats.RULES,
    *amounts.RULES,
    *plausibility.RULES,
    *revisions.RULES,
    *references.RULES,
    *checks_sources.RULES,
)
PORTFOLIO_RULES: Final[tuple[PortfolioRule, ...]] = (
    *completeness.PORTFOLIO_RULES,
    *references.PORTFOLIO_RULES,
    *amounts.PORTFOLIO_RULES,
    *checks_sources.PORTFOLIO_RULES,
)


def check(
    portfolio: Portfolio, today: dt.date, *, sources: Path | None = None
) -> tuple[Problem, ...]:
    """The problems of reading and of all rules, sorted by file, line and column.

    With ``sources``, a folder of texts named ``DOCUMENT.txt``, figures are looked up in them.
    """
    around = rule_context(portfolio, today, sources)
    problems = list(portfolio.problems)
    for portfolio_rule in PORTFOLIO_RULES:
        for document, (path, message, level, key) in portfolio_rule.find(around):
            problems.append(
                document.problem(path, message, portfolio_rule.name, level=level, key=key)
            )
    for part in portfolio.parts:
        within_part = replace(around, unit=amounts.default_unit(part, portfolio))
        for entry in part.entries:
            invalid = {str(path[0]) for path in entry.invalid_paths}
            for rule, finding in target_findings(entry.target, within_part, invalid):
                within, message, level, key = finding
                if (in_file := entry.path(within)) is None:
                    continue
                problem = entry.document.problem(in_file, message, rule, level=level, key=key)
                if rule == "reference":
                    names = around.defined_keys[message.params["block"]]
                    problem = explain_reference(entry.document, in_file, problem, names)
                problems.append(problem)
    return sort_unique(problems)


def rule_context(portfolio: Portfolio, today: dt.date, sources: Path | None = None) -> RuleContext:
    """What the rules may read; ``unit`` is that of targets as `Portfolio.targets` has them."""
    return RuleContext(
        portfolio,
        today,
        {name: _defined_keys(portfolio, name) for name in KEYED_BLOCKS},
        portfolio.money if _has_all_headers(portfolio) else None,
        portfolio.header.money,
        None if sources is None else checks_sources.number_reader(sources),
    )


def target_findings(
    target: model.Target, context: RuleContext, invalid: Collection[str] = ()
) -> Iterator[tuple[str, Finding]]:
    """Rule name and finding of every rule for one target that needs none of the ``invalid`` parts."""
    for rule in RULES:
        if not invalid or rule.needs.isdisjoint(invalid):
            for finding in rule.find(target, context):
                yield rule.name, finding


def _has_all_headers(portfolio: Portfolio) -> bool:
    return all(
        part.header is not None
        or not (part.document.truncated or "portfolio" in (part.document.data or ()))
        for part in portfolio.parts
    )


def _defined_keys(portfolio: Portfolio, name: str) -> Collection[str] | None:
    """The keys of a block; None where an error may hide some, or where no plans are defined."""
    keys: Collection[str] = getattr(portfolio, name)
    for part in portfolio.parts:
        data = part.document.data
        if part.document.truncated or not isinstance(data, dict):
            return None
        if data.get(name) is not None and not isinstance(data[name], dict):
            return None
        if not keys and any(key not in model.PortfolioFile.model_fields for key in data):
            return None  # the block may have a misspelt name
    return None if name == "plans" and not keys else keys
