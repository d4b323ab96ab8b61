"""How good the outlook would have been on the data of this repository: the tables of BACKTEST.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from tracker.analysis.backtest import Backtest, Result, backtest, results
from tracker.analysis.past_errors import past_errors
from tracker.cli.backtest import RULE_KEYS
from tracker.demo.generate import portfolio_text
from tracker.i18n import Translator
from tracker.numbers import percent, rounded
from tracker.portfolio.load import Portfolio, load, load_texts
from tracker.portfolio.texts import localize

ROOT = Path(__file__).parents[1]
AS_OF = dt.date(2026, 11, 28)
INTRO = f"""\
# Back-test of the outlook

`benchmarks/run.py backtest --write` writes these tables: what the outlook would have said at every past report, against what
came, as of {AS_OF}. `tracker backtest` prints the same for any portfolio. Rules and limits are in
[The outlook](../docs/outlook.md).

Unfinished targets are held against their latest figure, and their verdict against the plan of its day. "Mean error" is the mean
absolute error of the projected value, in % of the way from baseline to goal. The demonstration is made up: its figures
follow a plan with some noise, which flatters every rule that draws a straight line.
"""


def document() -> str:
    """All tables as Markdown."""
    return "\n".join([INTRO, *(_section(*each) for each in _portfolios())])


def _portfolios() -> Iterator[tuple[str, Portfolio, bool]]:
    """The name of each portfolio, and whether reports before a quarter of the term are tried as well."""
    for path in (ROOT / "targets.yaml", *sorted((ROOT / "examples").iterdir())):
        name = path.relative_to(ROOT).as_posix()
        portfolio = load(path)
        yield name, portfolio, False
        if backtest(portfolio.targets, portfolio.header, AS_OF, early=True).trials:
            yield f"{name}, reports before a quarter of the term included", portfolio, True
    yield "the demonstration", load_texts({"demo.yaml": portfolio_text(AS_OF)}), False


def _section(name: str, portfolio: Portfolio, early: bool) -> str:
    tested = backtest(portfolio.targets, portfolio.header, AS_OF, early=early)
    lines = [f"## {localize(portfolio.header.title, 'en')}: {name}", "", _counts(tested)]
    for result in results(tested.trials):
        if result.trials:
            lines += ["", *_table(result)]
    errors = past_errors(tested.trials)
    if errors is not None:
        held = percent(errors.coverage, "en")
        sentence = (
            f"The range from the errors of {errors.targets} finished targets, meant to hold 80%, "
            f"held {held} when each target in turn was left out."
        )
        lines += ["", sentence]
    return "\n".join(lines) + "\n"


def _counts(tested: Backtest) -> str:
    return (
        f"{tested.reports} reports of counts and levels under way: {tested.too_early} too early, "
        f"{tested.without_outcome} without a later figure, {len(tested.trials)} tried."
    )


def _table(result: Result) -> Iterator[str]:
    t = Translator("en")
    kind = "Finished" if result.is_finished else "Unfinished"
    yield (
        f"{kind} targets ({result.targets}; {result.trials} reports). Between the slowest and the fastest pace: "
        f"{percent(result.coverage, 'en')} of the figures."
    )
    yield ""
    yield "| rule | right | wrong | open | mean error, % of the way |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for score in result.scores:
        error = rounded(100 * score.mean_error, "en", 1)
        yield f"| {t(RULE_KEYS[score.rule])} | {score.right} | {score.wrong} | {score.open} | {error} |"
