"""The rule for totals that are written with a plus, which may be what was added to the total before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from tracker.checks.rule import FileFinding, Finding, RuleContext, portfolio_rule
from tracker.i18n import Message

_ANY_PLUS: Final = re.compile(r"\b(?:value|spent)\b[\"']?\s*:\s*[\"']?\+")
_TOTALS: Final = ("cumulative", "flow")


@portfolio_rule("plus", level="warning")
def totals_have_no_plus(context: RuleContext) -> Iterator[FileFinding]:
    """A total to date, also of spending, is written without a plus; a level or a rate may have one.

    Passes:
        measure: {kind: floor, unit: "%", floor: 5.5}
        updates: [{date: 2022-03-31, value: +6.25, evidence: {title: Bulletin, grade: A}}]

    Fails:
        updates: [{date: 2022-03-31, value: +200, evidence: {title: Bulletin, grade: A}}]
    """
    for part in context.portfolio.parts:
        if not _ANY_PLUS.search(part.document.text):  # as in nearly every file
            continue
        for entry in part.entries:
            names = ("value", "spent") if entry.target.measure.kind in _TOTALS else ("spent",)
            for n, update in enumerate(entry.target.updates):
                for name in names:
                    path = entry.path(("updates", n, name))
                    if path is None or getattr(update, name) is None:
                        continue
                    written = _at(part.document.data, path)
                    if isinstance(written, str) and written.startswith("+"):
                        finding = Finding(path, Message("check.plus", found=written))
                        yield FileFinding(part.document, finding)


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    for name in path:
        data = data[name]
    return data
