import re

import pytest
from support import samples

from tracker.i18n import Message, Translator, languages
from tracker.portfolio.measures import KINDS
from tracker.portfolio.reader import parse_document
from tracker.portfolio.records import validate_document


def misspelt(key, name):
    suggestion = Message("value.did_you_mean", name=name)
    return Message("read.misspelt_key", key=key, suggestion=suggestion)


def problems_of(text):
    """Rule, message and the rest of the line from the position of each problem."""
    return [
        (
            problem.rule,
            problem.message,
            [*text.splitlines(), ""][problem.line - 1][problem.column - 1 :],
        )
        for problem in validate_document(parse_document(text)).problems
    ]


@pytest.mark.parametrize(
    ("fields", "rule", "message", "position"),
    [
        ("leed: bureau", "unknown-key", misspelt("leed", "lead"), "leed: bureau"),
        ("id:", "slug", Message("read.slug", value=Message("value.nothing")), ""),
        ("theme:", "type", Message("read.text", value=Message("value.nothing")), ""),
        ("theme: [a]", "type", Message("read.text", value=Message("value.list")), "[a]"),
        ("title: {zh: 住房}", "missing-key", Message("read.missing_key", key="en"), "{zh: 住房}"),
        (
            "title: {zh: 住房, en: Homes, fr: x}",
            "unknown-key",
            Message("read.unknown_key", key="fr", names=["zh", "en"]),
            "fr: x}",
        ),
        (
            'measure: {kind: flow, unit: x, years: {"24": 5}}',
            "year",
            Message("read.year", value="'24'"),
            '"24": 5}}',
        ),
        (
            "measure: {kind: parts, parts: [{target: a, weigth: 2}]}",
            "unknown-key",
            misspelt("weigth", "weight"),
            "weigth: 2}]}",
        ),
        (
            "issues: [{id: a, opened: 2022-01-01, cause: land, text: x, ownr: y}]",
            "unknown-key",
            misspelt("ownr", "owner"),
            "ownr: y}]",
        ),
        ("measure: 5", "type", Message("read.block", value="'5'"), "5"),
        (
            "measure: {unit: x}",
            "missing-key",
            Message("read.missing_kind", names=KINDS),
            "{unit: x}",
        ),
        (
            "measure: {kind: levle}",
            "choice",
            Message(
                "read.choice",
                names=list(KINDS),
                value="'levle'",
                suggestion=Message("value.did_you_mean", name="level"),
            ),
            "levle}",
        ),
        (
            "measure: {kind: }",
            "choice",
            Message(
                "read.choice",
                names=list(KINDS),
                value=Message("value.nothing"),
                suggestion="",
            ),
            "}",
        ),
        (
            "measure: {kind: [level]}",
            "choice",
            Message(
                "read.choice",
                names=list(KINDS),
                value=Message("value.list"),
                suggestion=Message("value.did_you_mean", name="level"),
            ),
            "[level]}",
        ),
        (
            "measure: {kind: cumulative, unit: x, target: 5, basline: 3}",
            "unknown-key",
            misspelt("basline", "baseline"),
            "basline: 3}",
        ),
        (
            "measure: {kind: floor, unit: x}",
            "missing-key",
            Message("read.missing_key", key="floor"),
            "{kind: floor, unit: x}",
        ),
        (
            "measure: {kind: floor, unit: x, floor: high}",
            "number",
            Message("read.number", value="'high'"),
            "high}",
        ),
        (
            "measure: {kind: floor, unit: x, floor: {a: b}}",
            "number",
            Message("read.number", value=Message("value.block")),
            "{a: b}}",
        ),
        (
            "measure: {kind: range, unit: x, range: [1, x]}",
            "number",
            Message("read.number", value="'x'"),
            "x]}",
        ),
        (
            "measure: {kind: range, unit: x, range: 6-8}",
            "type",
            Message("read.list", value="'6-8'"),
            "6-8}",
        ),
        (
            "measure: {kind: range, unit: x, range: [1, 2, 3]}",
            "type",
            Message("read.too_long", count=2),
            "[1, 2, 3]}",
        ),
        (
            "due: 2022-02-30",
            "date",
            Message(
                "read.no_such_day",
                reason=Message("read.day", value="'2022-02-30'"),
                last="2022-02-28",
            ),
            "2022-02-30",
        ),
        ("due: 2022", "date", Message("read.day", value="'2022'"), "2022"),
        ("budget: {}", "missing-key", Message("read.missing_key", key="approved"), "{}"),
        (
            "budget: {approved: 5 yuan}",
            "amount",
            Message("read.amount", value="'5 yuan'"),
            "5 yuan}",
        ),
        ("source: {}", "missing-key", Message("read.missing_key", key="document"), "{}"),
        (
            "report: {every: week}",
            "choice",
            Message(
                "read.choice",
                names=["month", "quarter", "half_year", "year", "never"],
                value="'week'",
                suggestion="",
            ),
            "week}",
        ),
        ("updates: none", "type", Message("read.list", value="'none'"), "none"),
        ("updates: [1]", "type", Message("read.block", value="'1'"), "1]"),
        (
            "updates: [{date: 2022-01-01, vlaue: 1}]",
            "unknown-key",
            misspelt("vlaue", "value"),
            "vlaue: 1}]",
        ),
        (
            "updates: [{date: 2022-01-01, evidence: {grade: a}}]",
            "choice",
            Message(
                "read.choice",
                names=["A", "B", "C"],
                value="'a'",
                suggestion=Message("value.did_you_mean", name="A"),
            ),
            "a}}]",
        ),
        (
            "updates: [{date: 2022-01-01, evidence: {titel: a}}]",
            "unknown-key",
            misspelt("titel", "title"),
            "titel: a}}]",
        ),
        (
            "milestones: [{id: a, title: A, weight: 0}]",
            "type",
            Message("read.greater", bound=0.0, value="'0'"),
            "0}]",
        ),
        (
            "revisions: [{date: 2022-01-01, field: lead, from: 1, to: 2, reason: x}]",
            "choice",
            Message(
                "read.choice",
                names=["target", "floor", "ceiling", "range", "start", "due", "budget"],
                value="'lead'",
                suggestion="",
            ),
            "lead, from: 1, to: 2, reason: x}]",
        ),
        (
            "assumed: {start: [1]}",
            "type",
            Message("read.text", value=Message("value.list")),
            "[1]}",
        ),
    ],
)
def test_each_error_is_reported_at_its_position(fields, rule, message, position):
    """A problem has its rule, a message with what was expected and found, and the position of the error."""
    ((reported_rule, reported, rest),) = problems_of(samples.portfolio_text(samples.target(fields)))
    assert reported_rule == rule
    assert reported == message
    assert rest == position


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        ("portfolio: {titel: x, title: z}\n", "unknown-key", misspelt("titel", "title")),
        (
            "portfolio: {title: x, thresholds: {ambre: 1}}\n",
            "unknown-key",
            misspelt("ambre", "amber"),
        ),
        (
            "portfolio: {title: x, report: {evry: month}}\n",
            "unknown-key",
            misspelt("evry", "every"),
        ),
        ("portfolio: {title: x}\ntargts: []\n", "unknown-key", misspelt("targts", "targets")),
        (
            "portfolio: {title: x}\nthemes: [a]\n",
            "type",
            Message("read.block", value=Message("value.list")),
        ),
        (
            "portfolio: {title: x}\nthemes: {a: }\n",
            "type",
            Message("read.text", value=Message("value.nothing")),
        ),
        ("portfolio: {title: x}\ndocuments: {a: b}\n", "type", Message("read.block", value="'b'")),
        (
            "portfolio: {title: x}\ndocuments: {report: {title: a, titel: b}}\n",
            "unknown-key",
            misspelt("titel", "title"),
        ),
        (
            "portfolio: {title: x}\ntargets: {}\n",
            "type",
            Message("read.list", value=Message("value.block")),
        ),
        (
            "portfolio: {title: x, money: yuan}\n",
            "unit",
            Message("read.money_unit", value="'yuan'"),
        ),
        ("portfolio:\n", "type", Message("read.block", value=Message("value.nothing"))),
        ("[a]\n", "type", Message("read.not_a_portfolio", value=Message("value.list"))),
        ("", "type", Message("read.not_a_portfolio", value=Message("value.nothing"))),
    ],
)
def test_errors_outside_of_targets_are_reported_alike(text, rule, message):
    """Errors in the blocks of the file have the same messages as those in targets."""
    ((reported_rule, reported, _),) = problems_of(text)
    assert reported_rule == rule
    assert reported == message


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
    assert message.key == "read.unknown_key"


def test_a_missing_item_is_reported_by_its_number():
    """A range with one bound lacks its second item."""
    text = samples.portfolio_text(samples.target("measure: {kind: range, unit: x, range: [1]}"))
    (problem,) = validate_document(parse_document(text)).problems
    assert problem.message == Message("read.missing_item", number=2)


def test_long_values_are_shortened():
    """A message quotes the beginning of a long text."""
    ((_, message, _),) = problems_of(samples.portfolio_text(samples.target("due: " + "x" * 500)))
    assert len(str(message)) < 150


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
