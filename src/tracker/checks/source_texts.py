"""Rules that look up figures in the texts of their sources, one `DOCUMENT.txt` per document."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from tracker.checks.rule import FileFinding, Finding, RuleContext, as_param, portfolio_rule, rule
from tracker.i18n import Message
from tracker.portfolio.measures import QUANTITY_KINDS, Numeric, Range
from tracker.portfolio.model import Target
from tracker.portfolio.money import Amount
from tracker.portfolio.texts import Bilingual
from tracker.portfolio.validation import KeyPath

_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．％－", "0123456789.%-")
_MULTIPLES: Final = {
    "万亿": 1e12,
    "亿": 1e8,
    "千万": 1e7,
    "百万": 1e6,
    "十万": 1e5,
    "万": 1e4,
    "trillion": 1e12,
    "billion": 1e9,
    "hundred million": 1e8,
    "million": 1e6,
    "ten thousand": 1e4,
    "thousand": 1e3,
}
_MULTIPLE: Final = "|".join(sorted(_MULTIPLES, key=len, reverse=True))
_NUMBER: Final = re.compile(
    rf"(?<!\d)(?<!\d\.)(\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(\.\d+)?(?:\s{{0,3}}[余多]?\s{{0,3}}({_MULTIPLE}))?"
)
_UNIT: Final = re.compile(rf"\s*[×x]?\s*(\d[\d,]*)?\s*({_MULTIPLE})?")  # ×10,000 m², 万户
_RANGE: Final = re.compile(r"\s*[-–—~～至到]\s*")


def number_reader(folder: Path) -> Callable[[str], frozenset[str] | None]:
    """A function: document -> the numbers in its text; None where the folder has no text of it."""

    @functools.cache
    def read(document: str) -> frozenset[str] | None:
        name = f"{document}.txt"
        if Path(name).name != name or "\\" in name:  # a key is never a path
            return None
        try:
            return extract_numbers(
                (folder / name).read_text(encoding="utf-8-sig", errors="replace")
            )
        except (OSError, ValueError):
            return None

    return read


def extract_numbers(text: str) -> frozenset[str]:
    """Every whole number of a text: neither 1,390 nor 39.5 contains 39.

    900万 is only 9000000. Scans break numbers apart: one with single spaces in it is taken both with and
    without them.
    """
    text = re.sub(r"(?<=[０-９])，(?=[０-９])", ",", text).translate(_FULL_WIDTH).lower()
    text = re.sub(r"(?<=\d)\s+\.\s*(?=\d)", ".", text)
    values: set[str] = set()
    joined = re.sub(r"(?<=[\d.,]) (?=[\d.,])", "", text)
    for variant in {text, joined}:
        matches = list(_NUMBER.finditer(variant))
        for n, match in enumerate(matches):
            value = float(match[1].replace(",", "") + (match[2] or ""))
            multiple = _MULTIPLES.get(match[3], 1.0)
            values.add(_canonical(value * multiple))
            after = matches[n + 1] if n + 1 < len(matches) else None
            if after and after[3] and _RANGE.fullmatch(variant[match.end() : after.start()]):
                values.add(_canonical(value * _MULTIPLES[after[3]]))  # the 6 of 6-8 万
    return frozenset(values)


def _canonical(value: float) -> str:
    return f"{abs(value):.12g}"


def _appears_in(figure: float, unit: str, text: frozenset[str]) -> bool:
    match = _UNIT.match(unit.lower())
    size, multiple = match.groups() if match else (None, None)
    factor = float(size.replace(",", "")) if size else 1.0
    return _canonical(figure * factor * _MULTIPLES.get(multiple or "", 1.0)) in text


def _promised_figures(
    target: Target, context: RuleContext
) -> Iterator[tuple[KeyPath, list[Any], list[str]]]:
    """The figures that a target promises: path, the figure with its earlier values, and units."""
    before: dict[str, list[Any]] = {}
    for revision in target.revisions:
        before.setdefault(revision.field, []).append(revision.from_)
    measure = target.measure
    if isinstance(measure, Numeric):
        unit = measure.unit
        units = [unit.zh, unit.en] if isinstance(unit, Bilingual) else [unit]
        if isinstance(measure, Range):
            for n, bound in enumerate(measure.range):
                bounds = [pair[n] for pair in before.get("range", ()) if type(pair) is tuple]
                yield ("measure", "range", n), [bound, *bounds], units
        else:
            name = "target" if measure.kind in QUANTITY_KINDS else measure.kind
            yield ("measure", name), [getattr(measure, name), *before.get(name, ())], units
    if target.budget is not None:
        amounts = [target.budget.amount, *before.get("budget", ())]
        yield ("budget", target.budget.amount_key), amounts, [context.unit or ""]


@rule("source-figure", level="warning")
def figures_appear_in_source(target: Target, context: RuleContext) -> Iterator[Finding]:
    """A promised figure is in the text of its source: today's, or one it was revised from.

    Passes:
        # paper.txt: 零星旧改约 1,000 户全部完成
        measure: {kind: cumulative, unit: 户, target: 1000}

    Fails:
        # paper.txt: 零星旧改约 1,000 户全部完成
        measure: {kind: cumulative, unit: 户, target: 100}
    """
    text = context.source_numbers and context.source_numbers(target.source.document)
    if text is None:
        return
    for path, figures, units in _promised_figures(target, context):
        if not any(_is_in_source(figure, units, text) for figure in figures):
            yield Finding(
                path,
                Message(
                    "check.source-figure",
                    value=as_param(figures[0]),
                    document=target.source.document,
                ),
            )


def _is_in_source(figure: Any, units: list[str], text: frozenset[str]) -> bool:
    if isinstance(figure, Amount):
        figure, units = figure.value, [figure.unit]
    return isinstance(figure, float) and any(_appears_in(figure, unit, text) for unit in units)


@portfolio_rule("source-text", level="warning")
def documents_have_text(context: RuleContext) -> Iterator[FileFinding]:
    """Every source document of a target has a text.

    Passes:
        # paper.txt: 零星旧改约 1,000 户全部完成
        source: {document: paper}

    Fails:
        # other.txt: 零星旧改约 1,000 户全部完成
        source: {document: paper}
    """
    if context.source_numbers is None:
        return
    seen = set()
    for entry in context.portfolio.entries:
        document = entry.target.source.document
        path = entry.path(("source", "document"))
        if path is None or document in seen:
            continue
        seen.add(document)
        if context.source_numbers(document) is None:
            message = Message("check.source-text", document=document)
            yield FileFinding(entry.document, Finding(path, message))
