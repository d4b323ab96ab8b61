"""What if: a form for other thresholds and days of grace, and the statuses that would be others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.scenarios import Flip, Scenario, ScenarioError, flips, with_scenario
from tracker.html import prose, tag
from tracker.i18n import LocalizedError, Message, Translator
from tracker.numbers import plain_number
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.layout import HIDDEN_FIELD_PREFIX
from tracker.views.review_params import SCENARIO_PARAMS
from tracker.views.review_section import Line, Section, part, target_line


class Field(NamedTuple):
    """A number of the form, as typed or as the portfolio has it."""

    name: str
    label: str
    value: str


class ScenarioForm(NamedTuple):
    fields: list[Field]
    hidden: Mapping[str, str]
    action: str
    button: str
    reset: str
    reset_href: str | None
    error: str
    flipped: Section | None


def scenario_form(view: PageContext) -> ScenarioForm:
    """The form, and the targets whose status would be another with the values of the URL."""
    t, header = view.t, view.portfolio.header
    values = {
        "amber": plain_number(header.thresholds.amber),
        "red": plain_number(header.thresholds.red),
        "grace": str(header.report.grace_days),
    }
    typed = ((name, view.query.get(name, "")) for name in SCENARIO_PARAMS)
    asked = {name: value for name, value in typed if value and value != values[name]}
    others = {k: v for k, v in {**view.params, **view.query}.items() if k not in SCENARIO_PARAMS}
    error, flipped = "", None
    try:
        scenario = parse_scenario(asked)
        if scenario:
            with_scenario(view.portfolio, scenario)
            flipped = _flipped(view, scenario)
    except LocalizedError as problem:
        error = problem.text(t)
    return ScenarioForm(
        [Field(name, t(key), asked.get(name, values[name])) for name, key in _LABELS.items()],
        {HIDDEN_FIELD_PREFIX + name: value for name, value in others.items()},
        "review",
        t("scenario.go"),
        t("scenario.reset"),
        view.href("review", **{**view.query, **dict.fromkeys(SCENARIO_PARAMS)}) if asked else None,
        error,
        flipped,
    )


_LABELS: Final = {"amber": "scenario.amber", "red": "scenario.red", "grace": "scenario.days"}


def parse_scenario(asked: Mapping[str, str]) -> Scenario:
    """The scenario of typed values; `ScenarioError` for one that is no number. Missing ones stay as they are."""
    grace = _number("grace", asked.get("grace"))
    if grace is not None and not grace.is_integer():
        raise ScenarioError(Message("scenario.number", name="grace", value=asked["grace"]))
    return Scenario(
        _number("amber", asked.get("amber")),
        _number("red", asked.get("red")),
        None if grace is None else int(grace),
    )


def _number(name: str, typed: str | None) -> float | None:
    if not typed:
        return None
    try:
        value = float(typed)
    except ValueError:
        value = float("nan")
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124 -- NaN differs from itself
        raise ScenarioError(Message("scenario.number", name=name, value=typed))
    return value


def scenario_text(t: Translator, scenario: Scenario) -> str:
    """The values that differ from the portfolio's, in words."""
    words = [
        t("scenario.value", name=t(key), value=plain_number(value))
        for (name, key) in _LABELS.items()
        if (value := getattr(scenario, name)) is not None
    ]
    return t("list.comma").join(words)


def _flipped(view: PageContext, scenario: Scenario) -> Section:
    t = view.t
    found = flips(view.snapshot, scenario)

    def line(flip: Flip) -> Line:
        change = (
            html.status_lamp(flip.before, t)
            + tag("span", "→", aria_hidden="true", class_="arrow")
            + html.status_lamp(flip.after, t)
        )
        row = view.row(flip.id)
        cells = Markup(tag("span", change, class_="change")), Markup(prose(view.explanation(row)))
        return target_line(view, row, *cells, note=view.lead(row.lead))

    return Section(
        "flipped",
        t("scenario.flipped", count=len(found)),
        scenario_text(t, scenario),
        [t("field.title"), t("review.column.change"), t("scenario.now")],
        [part(view, "", found, line)],
        t("scenario.none"),
    )
