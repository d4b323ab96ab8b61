import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from pydantic import ValidationError
from support import samples
from support.editors import validator

from tracker.portfolio import model
from tracker.portfolio.entries import Update
from tracker.portfolio.header import MONTHS_PER_PERIOD, Header
from tracker.portfolio.measures import KINDS, QUANTITY_KINDS, RATE_KINDS
from tracker.portfolio.reader import parse_document
from tracker.portfolio.records import validate_document
from tracker.portfolio.texts import Bilingual, localize

SCHEMA = Path(__file__).parents[2] / "targets.schema.json"


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2, as editors read it for a JSON Schema: dates stay text, and so do yes and on."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith((":timestamp", ":bool"))]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), list("tf"))

FULL = """\
promise: {zh: 约 1000 户, en: About 1000 households}
plan: "135"
assumed: {start: counted from the year of the statement}
trajectory: [{date: 2022-06-30, value: 300}]
milestones: [{id: signed, title: Signed, due: 2022-06-30, weight: 2}]
budget: {approved: 12500 万元, on: 2022-01-20}
report: {every: month}
updates:
  - {date: 2022-03-31, value: 210, spent: 0.5, done: [signed], by: 区房管局,
     evidence: {title: Bulletin, url: "https://example.org", published: 2022, grade: A}}
context:
  - {date: 2023-01-29, text: Winding up., evidence: {document: paper, grade: C}}
revisions:
  - {date: 2022-07-01, field: target, from: 1200, to: 1000, reason: Two blocks left out}
  - {date: 2022-07-01, field: due, from: null, to: 2022-12-31, reason: Late permits}
"""


def test_published_schema_is_that_of_the_records():
    """`targets.schema.json` is up to date (`tracker schema` writes it)."""
    assert SCHEMA.read_text(encoding="utf-8") == model.json_schema()


def test_schema_accepts_what_reading_accepts():
    """An editor with the schema reports no error in a valid file."""
    text = samples.portfolio_text(samples.TARGET, samples.target(FULL))
    assert validate_document(parse_document(text)).problems == ()
    validator().validate(yaml.load(text, Loader=EditorLoader))


@pytest.mark.parametrize(
    "fields",
    [
        "leed: bureau",
        "id: Homes",
        "measure: {kind: cumulative, unit: 户}",
        "measure: {kind: sum, unit: 户, target: 5}",
        "measure: {kind: cumulative, unit: 户, target: many}",
        "budget: {approved: 5 yuan}",
        "updates: {date: 2022-01-01}",
        "source: {document: paper, article: -1}",
        "report: {every: week}",
        "title: {zh: 住房}",
    ],
)
def test_schema_rejects_what_reading_rejects(fields):
    """An editor marks the errors that `tracker check` reports."""
    text = samples.portfolio_text(samples.target(fields))
    assert validate_document(parse_document(text)).problems
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(yaml.load(text, Loader=EditorLoader))


def test_schema_explains_fields_in_both_languages():
    """Every field has a description in Chinese and English, which editors show on hover."""
    target = json.loads(model.json_schema())["$defs"]["Target"]["properties"]
    assert target["lead"]["description"].startswith("责任单位")
    assert "null if not stated" in target["lead"]["description"]


def test_revisions_are_written_with_from():
    """The schema has the key `from` of the file, not Python's `from_`."""
    revision = json.loads(model.json_schema())["$defs"]["Revision"]
    assert "from" in revision["required"]
    assert "from_" not in revision["properties"]


def test_a_text_is_localized():
    """A plain text is used in every language, a bilingual one has a text for each."""
    both = Bilingual(zh="住房", en="Housing")
    assert (localize(both, "zh"), localize(both, "en")) == ("住房", "Housing")
    assert (localize("住房", "zh"), localize("住房", "en")) == ("住房", "住房")


def test_a_figure_is_known_when_reported():
    """An update is known from the day it was reported, by default the day of the figure."""
    update = Update.model_validate({"date": "2022-03-31", "reported": "2022-04-15"})
    assert str(update.known_on) == "2022-04-15"
    assert str(Update.model_validate({"date": "2022-03-31"}).known_on) == "2022-03-31"


def test_records_are_immutable():
    """Assigning to a field of a record raises an error."""
    header = Header(title="x")
    with pytest.raises(ValidationError, match="frozen"):
        header.title = "y"


def test_defaults_are_the_published_ones():
    """Thresholds of 10 and 30 points, quarterly reports with 30 days of grace, real data."""
    header = Header(title="x")
    assert (header.thresholds.amber, header.thresholds.red) == (10, 30)
    assert (header.report.every, header.report.grace_days) == ("quarter", 30)
    assert header.demonstration is False
    assert header.money is None


def test_kinds_and_periods_are_those_of_the_records():
    """The lists of kinds and periods name every kind and period of the records."""
    others = {"flow", "parts", "milestones", "statement"}
    assert set(QUANTITY_KINDS) | set(RATE_KINDS) | others == set(KINDS)
    assert set(MONTHS_PER_PERIOD) == {"month", "quarter", "half_year", "year", "never"}
