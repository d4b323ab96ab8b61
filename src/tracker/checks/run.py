"""Runs all rules that go beyond types over a portfolio.

A rule is a small generator in one of the modules of this package, with a passing and a failing example
in its docstring: fields that replace those of a valid target, blocks that replace those of its file,
`---` before a second file, `# NAME.txt:` before the text of a source.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tracker.checks import (
    amounts,
    completeness,
    composition,
    endings,
    goals,
    issues,
    local_files,
    plausibility,
    plausible_spending,
    references,
    repeats,
    reporters,
    reviews,
    revisions,
    signs,
    source_texts,
    updates,
)
from tracker.checks.rule import Finding, PortfolioRule, Rule, RuleContext
from tracker.portfolio import model
from tracker.portfolio.load import Portfolio, without_gc
from tracker.portfolio.measures import Parts
from tracker.portfolio.problems import Level, Problem, sort_unique
from tracker.portfolio.records import KEYED_BLOCKS, TargetEntry
from tracker.portfolio.value_slips import explain_reference

_DEFINED: Final = [
    definition
    for module in (
        goals,
        composition,
        completeness,
        updates,
        signs,
        repeats,
        reporters,
        amounts,
        plausibility,
        plausible_spending,
        revisions,
        issues,
        endings,
        reviews,
        references,
        local_files,
        source_texts,
    )
    for definition in vars(module).values()
]
RULES: Final = tuple(rule for rule in _DEFINED if isinstance(rule, Rule))
PORTFOLIO_RULES: Final = tuple(rule for rule in _DEFINED if isinstance(rule, PortfolioRule))


def check(
    portfolio: Portfolio, today: dt.date, *, sources: str | os.PathLike[str] | None = None
) -> tuple[Problem, ...]:
    """The problems of reading and of all rules, sorted by file, line and column.

    With ``sources``, a folder of texts named ``DOCUMENT.txt``, figures are looked up in them.
    """
    with without_gc():
        folder = None if sources is None else Path(sources)
        return _problems(rule_context(portfolio, today, folder), ("error", "warning"))


class CleanTargets:
    """The targets in which `errors` last found none, so that those that are the same objects are not checked again."""

    def __init__(self) -> None:
        self._last: tuple[RuleContext | None, _Clean] = None, {}

    def of(self, context: RuleContext) -> _Clean:
        """Those that were clean in an equal ``context`` without any targets."""
        last_context, clean = self._last
        return clean if last_context == context else {}

    def replace(self, context: RuleContext, clean: _Clean) -> None:
        self._last = context, clean


_Clean = dict[int, tuple[model.Target, str | None]]
"""Targets by identity, with the unit of amounts in their file that name none."""


def errors(
    portfolio: Portfolio, today: dt.date, clean: CleanTargets | None = None
) -> tuple[Problem, ...]:
    """The problems of `check` that are errors: half of its time goes to rules that warn.

    Pass the same ``clean`` again for the next version of a portfolio.
    """
    with without_gc():
        return _problems(rule_context(portfolio, today), ("error",), clean)


def _problems(
    context: RuleContext, levels: Sequence[Level], clean: CleanTargets | None = None
) -> tuple[Problem, ...]:
    portfolio = context.portfolio
    problems = [problem for problem in portfolio.problems if problem.level in levels]
    for rule in PORTFOLIO_RULES:
        if rule.level in levels:
            for document, (path, message, key) in rule.find(context):
                problem = document.problem(path, message, rule.name, level=rule.level, key=key)
                problems.append(problem)
    rules = [rule for rule in RULES if rule.level in levels]
    alone = replace(
        context, portfolio=replace(portfolio, parts=(), targets=(), problems=(), digest="")
    )
    known = clean.of(alone) if clean else {}
    still_clean: _Clean = {}
    for part in portfolio.parts:
        unit = amounts.default_unit(part, portfolio)
        within, within_alone = replace(context, unit=unit), replace(alone, unit=unit)
        for entry in part.entries:
            target = entry.target
            if entry.is_cut_off:
                continue
            if clean and not entry.invalid_paths and _is_checked_alone(target):
                is_known = known.get(id(target)) == (target, unit)
                if is_known or not any(target_findings(target, within_alone, rules=rules)):
                    still_clean[id(target)] = target, unit
                    continue
            problems += _problems_of(entry, within, rules)
    if clean:
        clean.replace(alone, still_clean)
    return sort_unique(problems)


def _problems_of(
    entry: TargetEntry, context: RuleContext, rules: Sequence[Rule]
) -> Iterator[Problem]:
    """What the rules find in one target, at its place in the file."""
    invalid = {str(path[0]) for path in entry.invalid_paths}
    for rule, (path, message, key) in target_findings(entry.target, context, invalid, rules):
        place = entry.path(path)
        if place is None:
            continue
        problem = entry.document.problem(place, message, rule.name, level=rule.level, key=key)
        if rule.name == "reference":
            names = context.defined_keys[message.params["block"]]
            problem = explain_reference(entry.document, place, problem, names)
        yield problem


def _is_checked_alone(target: model.Target) -> bool:
    """Whether the rules look at no other target and no file beside this one."""
    return not (isinstance(target.measure, Parts) or target.ended or target.images)


def rule_context(portfolio: Portfolio, today: dt.date, sources: Path | None = None) -> RuleContext:
    """What the rules may read; ``unit`` is that of targets as `Portfolio.targets` has them."""
    return RuleContext(
        portfolio,
        today,
        {name: _defined_keys(portfolio, name) for name in KEYED_BLOCKS},
        portfolio.money if _has_all_headers(portfolio) else None,
        portfolio.header.money,
        None if sources is None else source_texts.number_reader(sources),
    )


def target_findings(
    target: model.Target,
    context: RuleContext,
    invalid: Collection[str] = (),
    rules: Sequence[Rule] = RULES,
) -> Iterator[tuple[Rule, Finding]]:
    """What every rule finds in one target; rules that need one of the ``invalid`` parts are skipped."""
    for rule in rules:
        if not invalid or rule.needs.isdisjoint(invalid):
            for finding in rule.find(target, context):
                yield rule, finding


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
