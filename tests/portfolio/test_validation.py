import re

import pytest
from support import samples

from tracker.i18n import Message, Translator, languages
from tracker.portfolio.reader import parse_document
from tracker.portfolio.records import validate_document


def problems_of(text):
    """Rule, English message and the rest of the line from the position of each problem."""
    return [
        (
            problem.rule,
            str(problem.message),
            [*text.splitlines(), ""][problem.line - 1][problem.column - 1 :],
        )
        for problem in validate_document(parse_document(text)).problems
    ]


@pytest.mark.parametrize(
    ("fields", "rule", "message", "position"),
    [
        (
            "leed: bureau",
            "unknown-key",
            "the key leed is not known here; did you mean lead?",
            "leed: bureau",
        ),
        ("id:", "slug", "found nothing", ""),
        ("theme:", "type", "expected a text, found nothing", ""),
        ("theme: [a]", "type", "expected a text, found a list", "[a]"),
        ("title: {zh: 住房}", "missing-key", "the key en is missing", "{zh: 住房}"),
        (
            "title: {zh: 住房, en: Homes, fr: x}",
            "unknown-key",
            "the key fr is not known here; expected one of zh, en",
            "fr: x}",
        ),
        ("measure: 5", "type", "expected a block of `key: value`, found '5'", "5"),
        (
            "measure: {unit: x}",
            "missing-key",
            "the key kind is missing; expected one of cumulative, level",
            "{unit: x}",
        ),
        ("measure: {kind: levle}", "choice", "found 'levle'; did you mean level?", "levle}"),
        ("measure: {kind: }", "choice", "found nothing", "}"),
        ("measure: {kind: [level]}", "choice", "found a list", "[level]}"),
        (
            "measure: {kind: cumulative, unit: x, target: 5, basline: 3}",
            "unknown-key",
            "did you mean baseline?",
            "basline: 3}",
        ),
        (
            "measure: {kind: floor, unit: x}",
            "missing-key",
            "the key floor is missing",
            "{kind: floor, unit: x}",
        ),
        ("measure: {kind: floor, unit: x, floor: high}", "number", "found 'high'", "high}"),
        ("measure: {kind: floor, unit: x, floor: {a: b}}", "number", "found a block", "{a: b}}"),
        ("measure: {kind: range, unit: x, range: [1, x]}", "number", "found 'x'", "x]}"),
        (
            "measure: {kind: range, unit: x, range: 6-8}",
            "type",
            "expected a list (`- …`), found '6-8'",
            "6-8}",
        ),
        (
            "measure: {kind: range, unit: x, range: [1, 2, 3]}",
            "type",
            "expected at most 2 items",
            "[1, 2, 3]}",
        ),
        (
            "due: 2022-02-30",
            "date",
            "written YYYY-MM-DD, 1900 to 2199; found '2022-02-30'",
            "2022-02-30",
        ),
        ("due: 2022", "date", "found '2022'", "2022"),
        ("budget: {}", "missing-key", "the key approved is missing", "{}"),
        ("budget: {approved: 5 yuan}", "amount", "such as 12.5 or 12500 万元", "5 yuan}"),
        ("source: {}", "missing-key", "the key document is missing", "{}"),
        ("report: {every: week}", "choice", "expected one of month, quarter", "week}"),
        ("updates: none", "type", "expected a list (`- …`), found 'none'", "none"),
        ("updates: [1]", "type", "expected a block of `key: value`, found '1'", "1]"),
        ("updates: [{date: 2022-01-01, vlaue: 1}]", "unknown-key", "mean value?", "vlaue: 1}]"),
        (
            "updates: [{date: 2022-01-01, evidence: {grade: a}}]",
            "choice",
            "expected one of A, B, C; found 'a'",
            "a}}]",
        ),
        (
            "updates: [{date: 2022-01-01, evidence: {titel: a}}]",
            "unknown-key",
            "mean title?",
            "titel: a}}]",
        ),
        (
            "milestones: [{id: a, title: A, weight: 0}]",
            "type",
            "expected more than 0; found '0'",
            "0}]",
        ),
        (
            "revisions: [{date: 2022-01-01, field: lead, from: 1, to: 2, reason: x}]",
            "choice",
            "expected one of target, floor",
            "lead, from: 1, to: 2, reason: x}]",
        ),
        ("assumed: {start: [1]}", "type", "expected a text, found a list", "[1]}"),
    ],
)
def test_each_error_is_reported_at_its_position(fields, rule, message, position):
    """A problem has its rule, a message with what was expected and found, and the position of the error."""
    ((reported_rule, text, rest),) = problems_of(samples.portfolio_text(samples.target(fields)))
    assert reported_rule == rule
    assert message in text
    assert rest == position


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        ("portfolio: {titel: x, title: y}\n", "unknown-key", "did you mean title?"),
        ("portfolio: {title: x, thresholds: {ambre: 1}}\n", "unknown-key", "did you mean amber?"),
        ("portfolio: {title: x, report: {evry: month}}\n", "unknown-key", "did you mean every?"),
        ("portfolio: {title: x}\ntargts: []\n", "unknown-key", "did you mean targets?"),
        ("portfolio: {title: x}\nthemes: [a]\n", "type", "found a list"),
        ("portfolio: {title: x}\nthemes: {a: }\n", "type", "expected a text, found nothing"),
        ("portfolio: {title: x}\ndocuments: {a: b}\n", "type", "found 'b'"),
        (
            "portfolio: {title: x}\ndocuments: {report: {title: a, titel: b}}\n",
            "unknown-key",
            "did you mean title?",
        ),
        ("portfolio: {title: x}\ntargets: {}\n", "type", "expected a list"),
        ("portfolio: {title: x, money: yuan}\n", "unit", "元, 万元, 亿元"),
        ("portfolio:\n", "type", "expected a block of `key: value`, found nothing"),
        ("[a]\n", "type", "expected a portfolio"),
        ("", "type", "found nothing"),
    ],
)
def test_errors_outside_of_targets_are_reported_alike(text, rule, message):
    """Errors in the blocks of the file have the same messages as those in targets."""
    ((reported_rule, reported, _),) = problems_of(text)
    assert reported_rule == rule
    assert message in reported


def test_a_renamed_key_names_the_new_one():
    """A key of an earlier version is an error that says what it is called now, in every language."""
    text = "portfolio: {title: x, lamps: {amber: 5, red: 20}}\n"
    (problem,) = validate_document(parse_document(text)).problems
    assert problem.rule == "unknown-key"
    assert problem.message == Message("read.renamed_key", key="lamps", new="thresholds")
    assert str(problem.message) == "the key lamps is now called thresholds: rename it"
    for lang in languages():
        assert re.search("lamps.*thresholds", Translator(lang).message(problem.message))


def test_a_renamed_key_is_renamed_in_its_block_alone():
    """The same word elsewhere is an unknown key."""
    text = samples.portfolio_text(samples.target("lamps: x"))
    ((_, message, _),) = problems_of(text)
    assert message.startswith("the key lamps is not known here")


def test_a_missing_item_is_reported_by_its_number():
    """A range with one bound lacks its second item."""
    text = samples.portfolio_text(samples.target("measure: {kind: range, unit: x, range: [1]}"))
    (problem,) = validate_document(parse_document(text)).problems
    assert problem.message == Message("read.missing_item", number=2)


def test_long_values_are_shortened():
    """A message quotes the beginning of a long text."""
    ((_, message, _),) = problems_of(samples.portfolio_text(samples.target("due: " + "x" * 500)))
    assert len(message) < 150


def test_all_errors_of_a_record_are_reported():
    """All errors of one target are reported at once."""
    text = samples.portfolio_text(
        samples.target("id: A\ndue: soon\nlede: x\nmeasure: {kind: floor, unit: x, floor: y}")
    )
    assert sorted(rule for rule, *_ in problems_of(text)) == [
        "date",
        "number",
        "slug",
        "unknown-key",
    ]
