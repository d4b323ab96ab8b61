"""Edits of a text: a report is one added line, and everything around it stays."""

import datetime as dt

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support.looking import REAL_DATA

from tracker.i18n import Translator, languages
from tracker.portfolio.characters import hidden_positions
from tracker.portfolio.edit import (
    AppendDecision,
    AppendIssue,
    AppendRevision,
    AppendUpdate,
    Remove,
    SetValue,
    apply_edits,
)
from tracker.portfolio.emitter import to_plain
from tracker.portfolio.money import Amount
from tracker.portfolio.paths import EditError
from tracker.portfolio.reader import parse_document

REAL = [
    path.read_bytes().decode()
    for data in REAL_DATA.values()
    for path in (sorted(data.glob("*.yaml")) if data.is_dir() else [data])
]
DAY = dt.date(2022, 6, 30)
UPDATE = {"date": DAY, "value": 240}
LINE = "{date: 2022-06-30, value: 240}"


def edited(text, *edits):
    return apply_edits(text, edits)[0]


# Text before -> text after, with @ for the new item.
APPENDED = {
    "behind the last": (
        "targets:\n  - id: a\n    updates:\n      - {date: 2022-03-31}\n",
        "targets:\n  - id: a\n    updates:\n      - {date: 2022-03-31}\n      - @\n",
    ),
    "where a late one belongs": (
        "targets:\n- id: a\n  updates:\n  - {date: 2022-03-31}\n  - {date: 2022-09-30}\n",
        "targets:\n- id: a\n  updates:\n  - {date: 2022-03-31}\n  - @\n  - {date: 2022-09-30}\n",
    ),
    "behind the others of its day": (
        "targets:\n- id: a\n  updates:\n  - {date: 2022-06-30}\n  - {date: 2022-06-30, value: 1}\n",
        "targets:\n- id: a\n  updates:\n  - {date: 2022-06-30}\n  - {date: 2022-06-30, value: 1}\n  - @\n",
    ),
    "before all, above the comment of the first": (
        "targets:\n- id: a\n  updates:  # ours\n\n  # checked\n  - {date: 2023-03-31}\n",
        "targets:\n- id: a\n  updates:  # ours\n  - @\n\n  # checked\n  - {date: 2023-03-31}\n",
    ),
    "between comments": (
        (
            "targets:\n- id: a\n  updates:\n  - date: 2022-03-31  # x\n    value: 1  # y\n\n  # next\n"
            "  - date: 2022-09-30\n  # end\n\n# far\n"
        ),
        (
            "targets:\n- id: a\n  updates:\n  - date: 2022-03-31  # x\n    value: 1  # y\n  - @\n\n  # next\n"
            "  - date: 2022-09-30\n  # end\n\n# far\n"
        ),
    ),
    "in an unsorted list behind the last that is not later": (
        "targets:\n- id: a\n  updates:\n  - {date: 2022-09-30}\n  - {date: 2022-03-31}\n  - {date: 2022-12-31}\n",
        "targets:\n- id: a\n  updates:\n  - {date: 2022-09-30}\n  - {date: 2022-03-31}\n  - @\n  - {date: 2022-12-31}\n",
    ),
    "no list yet": (
        "targets:\n  - id: a\n    source: x  # s\n\n    # about context\n    context: []\n  - id: b\n",
        "targets:\n  - id: a\n    source: x  # s\n    updates:\n      - @\n\n    # about context\n    context: []\n  - id: b\n",
    ),
    "no list yet, lists not indented": (
        "targets:\n- id: a\n  due: 2022-12-31\n",
        "targets:\n- id: a\n  due: 2022-12-31\n  updates:\n  - @\n",
    ),
    "no list yet, as the target's other lists": (
        "targets:\n- id: a\n  milestones:\n      - {id: x}\n",
        "targets:\n- id: a\n  milestones:\n      - {id: x}\n  updates:\n      - @\n",
    ),
    "nothing behind the key": (
        "targets:\n  - id: a\n    updates:   # none\n    due: 1\n",
        "targets:\n  - id: a\n    updates:   # none\n      - @\n    due: 1\n",
    ),
    "null": (
        "targets:\n  - id: a\n    updates: ~  # none\n",
        "targets:\n  - id: a\n    updates:  # none\n      - @\n",
    ),
    "empty brackets": (
        "targets:\n  - id: a\n    updates: []\n    context: [ ]\n",
        "targets:\n  - id: a\n    updates:\n      - @\n    context: [ ]\n",
    ),
    "empty brackets with a comment": (
        "targets:\n  - id: a\n    updates: [ # none yet\n    ]\n",
        "targets:\n  - id: a\n    updates: [@ # none yet\n    ]\n",
    ),
    "brackets": (
        "targets:\n  - id: a\n    updates: [{date: 2022-03-31}, {date: 2022-09-30}]  # two\n",
        "targets:\n  - id: a\n    updates: [{date: 2022-03-31}, @, {date: 2022-09-30}]  # two\n",
    ),
    "brackets, last": (
        "targets:\n  - id: a\n    updates: [ {date: 2022-03-31} ]\n",
        "targets:\n  - id: a\n    updates: [ {date: 2022-03-31}, @ ]\n",
    ),
    "brackets over lines": (
        "targets:\n- id: a\n  updates: [\n    {date: 2022-03-31},  # x\n    {date: 2022-09-30}\n  ]\n",
        "targets:\n- id: a\n  updates: [\n    {date: 2022-03-31},  # x\n    @,\n    {date: 2022-09-30}\n  ]\n",
    ),
    "brackets over lines, last": (
        "targets:\n- id: a\n  updates: [\n    {date: 2022-03-31}  # x\n  ]\n",
        "targets:\n- id: a\n  updates: [\n    {date: 2022-03-31},  # x\n    @\n  ]\n",
    ),
    "brackets over lines, a comma behind the last": (
        "targets:\n- id: a\n  updates: [\n    {date: 2022-03-31},  # x\n  ]\n",
        "targets:\n- id: a\n  updates: [\n    {date: 2022-03-31},  # x\n    @,\n  ]\n",
    ),
    "a target in brackets": (
        "targets: [{id: a}, {id: b, updates: []}]",
        "targets: [{id: a, updates: [@]}, {id: b, updates: []}]",
    ),
    "a target in brackets with an empty list": (
        "targets:\n  - {id: a, updates: , due: 1}\n",
        "targets:\n  - {id: a, updates: [@], due: 1}\n",
    ),
    "a last line without an end": (
        "targets:\n- id: a\n  updates:\n  - {date: 2022-03-31}  # x",
        "targets:\n- id: a\n  updates:\n  - {date: 2022-03-31}  # x\n  - @",
    ),
    "behind a text over several lines without an end": (
        "targets:\n- id: a\n  promise: |\n    one\n    two",
        "targets:\n- id: a\n  promise: |\n    one\n    two\n  updates:\n  - @",
    ),
    "Windows line ends and a byte order mark": (
        "\ufefftargets:\r\n- id: a\r\n  updates:\r\n  - {date: 2022-03-31}\r\n\r\n# end\r\n",
        "\ufefftargets:\r\n- id: a\r\n  updates:\r\n  - {date: 2022-03-31}\r\n  - @\r\n\r\n# end\r\n",
    ),
    "behind a text over several lines": (
        "targets:\n- id: a\n  promise: |\n    one\n    two\n\n- id: b\n",
        "targets:\n- id: a\n  promise: |\n    one\n    two\n  updates:\n  - @\n\n- id: b\n",
    ),
    "behind a text whose blank lines are its own": (
        "targets:\n- id: a\n  promise: |+\n    one\n\n- id: b\n",
        "targets:\n- id: a\n  promise: |+\n    one\n\n  updates:\n  - @\n- id: b\n",
    ),
    "a wide gap behind the hyphen": (
        "targets:\n-   id: a\n    updates:\n    -   {date: 2022-03-31}\n",
        "targets:\n-   id: a\n    updates:\n    -   {date: 2022-03-31}\n    -   @\n",
    ),
    "Chinese and emoji before it": (
        "标题: 😀 住房  # 😀\ntargets:\n- id: a\n  title: '“零星”：旧改 😀'\n  updates:\n  - {date: 2022-03-31, note: 😀}\n",
        "标题: 😀 住房  # 😀\ntargets:\n- id: a\n  title: '“零星”：旧改 😀'\n  updates:\n  - {date: 2022-03-31, note: 😀}\n  - @\n",
    ),
}


@pytest.mark.parametrize("name", APPENDED)
def test_a_report_goes_where_a_careful_person_would_write_it(name):
    """A report is one more line, sorted by date, in the style of its list; comments stay in place."""
    before, after = APPENDED[name]
    assert edited(before, AppendUpdate("a", UPDATE)) == after.replace("@", LINE)


@pytest.mark.parametrize(
    ("target_id", "before"),
    [
        pytest.param(item["id"], text, id=item["id"])
        for text in REAL
        for item in parse_document(text).data.get("targets", ())
    ],
)
def test_a_report_to_each_real_target_only_adds_lines(target_id, before):
    """In the real files a report adds its line, and the key of the list if it is the first."""
    text, _, lines = apply_edits(before, [AppendUpdate(target_id, UPDATE)])
    old, new = before.splitlines(keepends=True), text.splitlines(keepends=True)
    numbers = [number for number, _ in lines]
    assert [line for n, line in enumerate(new, 1) if n not in numbers] == old
    assert [new[number - 1].rstrip("\n") for number in numbers] == [line for _, line in lines]
    assert lines[-1][1].strip() == f"- {LINE}"
    assert len(numbers) == 1 or (len(numbers) == 2 and lines[0][1].strip() == "updates:")


def test_several_edits_are_applied_as_one():
    """A revision, the goal it changes and reports of several targets are made in one change."""
    text, document, lines = apply_edits(
        "targets:\n- id: a\n  due: 2022-12-31\n  updates:\n  - {date: 2022-09-30}\n- id: b\n",
        [
            AppendUpdate("a", {"date": dt.date(2022, 12, 31), "value": 3}),
            SetValue("targets[a].due", dt.date(2023, 6, 30)),
            AppendUpdate("a", UPDATE),
            AppendRevision(
                "a", {"date": DAY, "field": "due", "from": "2022-12-31", "to": "2023-06-30"}
            ),
            AppendUpdate("b", UPDATE),
            AppendUpdate("b", {"date": "2022-03-31", "value": "1"}),
        ],
    )
    assert text == (
        "targets:\n- id: a\n  due: 2023-06-30\n  updates:\n  - {date: 2022-06-30, value: 240}\n"
        "  - {date: 2022-09-30}\n  - {date: 2022-12-31, value: 3}\n  revisions:\n"
        "  - {date: 2022-06-30, field: due, from: 2022-12-31, to: 2023-06-30}\n"
        "- id: b\n  updates:\n  - {date: 2022-03-31, value: 1}\n  - {date: 2022-06-30, value: 240}\n"
    )
    assert [number for number, _ in lines] == [3, 5, 7, 8, 9, 11, 12, 13]
    assert document.data == parse_document(text).data


def test_reports_at_one_position_in_brackets_are_sorted():
    """Two reports between the same items of a bracketed list are both inserted, sorted by date."""
    before = "targets: [{id: a, updates: [\n  {date: 2021-01-01}  # x\n]}]\n"
    edits = [AppendUpdate("a", {"date": day}) for day in ("2022-06-30", "2022-03-31")]
    assert apply_edits(before, edits)[0] == (
        "targets: [{id: a, updates: [\n  {date: 2021-01-01},  # x\n  {date: 2022-03-31},\n"
        "  {date: 2022-06-30}\n]}]\n"
    )


def test_a_revision_starts_its_own_list():
    """The first revision of a target starts a list after its other keys."""
    after = edited(
        "targets:\n- id: a\n  due: 1\n\n- id: b\n",
        AppendRevision("a", {"date": DAY, "field": "due"}),
    )
    assert after == (
        "targets:\n- id: a\n  due: 1\n  revisions:\n  - {date: 2022-06-30, field: due}\n\n- id: b\n"
    )


MEETING = dt.date(2022, 6, 30)
# Text before -> text after, with @ for the new decision of the meeting called Second.
DECIDED = {
    "behind the others": (
        "portfolio:\n  reviews:\n    - date: 2022-06-30\n      decisions:\n        - {id: x}  # x\n\n# t\ntargets: []\n",
        "portfolio:\n  reviews:\n    - date: 2022-06-30\n      decisions:\n        - {id: x}  # x\n        - @\n\n# t\ntargets: []\n",
    ),
    "the first of its review": (
        "portfolio:\n  reviews:\n  - date: 2022-06-30  # m\n    title: S\n  - date: 2022-09-30\ntargets:\n- id: a\n",
        "portfolio:\n  reviews:\n  - date: 2022-06-30  # m\n    title: S\n    decisions:\n    - @\n  - date: 2022-09-30\ntargets:\n- id: a\n",
    ),
    "a review in brackets": (
        "portfolio: {reviews: [{date: 2022-06-30, title: S}]}\n",
        "portfolio: {reviews: [{date: 2022-06-30, title: S, decisions: [@]}]}\n",
    ),
    "decisions in brackets over lines": (
        "portfolio:\n  reviews:\n    - {date: 2022-06-30, decisions: [\n      {id: x},  # x\n    ]}\n",
        "portfolio:\n  reviews:\n    - {date: 2022-06-30, decisions: [\n      {id: x},  # x\n      @,\n    ]}\n",
    ),
    "no decision yet": (
        "portfolio:\n  reviews:\n    - date: 2022-06-30\n      decisions: []  # none\n",
        "portfolio:\n  reviews:\n    - date: 2022-06-30\n      decisions:  # none\n        - @\n",
    ),
    "a new review between others": (
        "portfolio:\n  reviews:\n    - {date: 2022-03-31, title: A}  # a\n    # next\n    - {date: 2022-09-30, title: B}\n",
        "portfolio:\n  reviews:\n    - {date: 2022-03-31, title: A}  # a\n    - date: 2022-06-30\n      title: Second\n      decisions:\n        - @\n    # next\n    - {date: 2022-09-30, title: B}\n",
    ),
    "no review yet": (
        "portfolio:\n  reviews: []\n  screen: {}\n",
        "portfolio:\n  reviews:\n    - date: 2022-06-30\n      title: Second\n      decisions:\n        - @\n  screen: {}\n",
    ),
    "no list yet, before what the schema has later": (
        "\ufeffportfolio:\r\n  title: T\r\n  # screens\r\n  screen: {}\r\n# t\r\ntargets:\r\n- id: a\r\n",
        "\ufeffportfolio:\r\n  title: T\r\n  reviews:\r\n  - date: 2022-06-30\r\n    title: Second\r\n    decisions:\r\n      - @\r\n  # screens\r\n  screen: {}\r\n# t\r\ntargets:\r\n- id: a\r\n",
    ),
    "a header in brackets": (
        "portfolio: {title: T}",
        "portfolio: {title: T, reviews: [{date: 2022-06-30, title: Second, decisions: [@]}]}",
    ),
}


@pytest.mark.parametrize("name", DECIDED)
def test_a_decision_goes_into_its_review(name):
    """A decision is one more line of its review, which is added in the order of dates where it is new."""
    before, after = DECIDED[name]
    edit = AppendDecision(MEETING, {"id": "pipes", "text": "Move: now", "due": DAY}, "Second")
    line = '{id: pipes, text: "Move: now", due: 2022-06-30}'
    assert edited(before, edit) == after.replace("@", line)


ISSUE = {"id": "pipes", "opened": DAY, "cause": "other", "text": "Pipe #3: gas # water"}
CLOSED = {
    "in a line": (
        "targets:\n- id: a\n  issues:\n  - {id: x, opened: 2022-01-01}\n  - {id: pipes, text: A}  # gas\n",
        "targets:\n- id: a\n  issues:\n  - {id: x, opened: 2022-01-01}\n  - {id: pipes, text: A, closed: 2022-06-30}  # gas\n",
    ),
    "in a block, before its evidence": (
        "targets:\n- id: a\n  issues:\n  - id: pipes\n    text: A  # gas\n    evidence: {title: T}\n",
        "targets:\n- id: a\n  issues:\n  - id: pipes\n    text: A  # gas\n    closed: 2022-06-30\n    evidence: {title: T}\n",
    ),
}


@pytest.mark.parametrize("name", CLOSED)
def test_an_issue_is_closed_in_its_own_line(name):
    """The day of closing joins the issue; taking it out again gives the text as it was."""
    before, after = CLOSED[name]
    assert edited(before, SetValue("targets[a].issues[pipes].closed", DAY)) == after
    text, _, lines = apply_edits(after, [Remove("targets[a].issues[pipes].closed")])
    assert text == before
    assert [line.strip() for _, line in lines] in ([], ["- {id: pipes, text: A}  # gas"])


def test_what_is_not_there_cannot_be_taken_out():
    """The error names the key; nothing is guessed."""
    with pytest.raises(EditError, match="note"):
        apply_edits(CLOSED[next(iter(CLOSED))][0], [Remove("targets[a].issues[pipes].note")])


def test_a_decision_is_closed_by_the_day_of_its_review():
    """A review has no id: its date addresses it. A note joins the day in the same line, and both go again."""
    before = "portfolio: {reviews: [{date: 2022-03-31}, {date: 2022-06-30, decisions: [{id: x}]}]}"
    path = "portfolio.reviews[2022-06-30].decisions[x]"
    after = edited(before, SetValue(f"{path}.closed", DAY), SetValue(f"{path}.note", "Done: all"))
    assert after == before.replace("{id: x}", '{id: x, closed: 2022-06-30, note: "Done: all"}')
    assert edited(after, Remove(f"{path}.closed"), Remove(f"{path}.note")) == before


@pytest.mark.parametrize(
    ("before", "path"),
    [
        ("targets:\n- id: a\n  due: 1\n\n- id: b\n", "targets[a].issues"),
        (
            "targets:\n- id: a\n  issues:\n  - {id: x, opened: 2022-01-01} # x\n- id: b\n",
            "targets[a].issues[pipes]",
        ),
        (
            "targets:\r\n- id: a\r\n  issues:\r\n  - {id: x, opened: 2022-01-01}",
            "targets[a].issues[pipes]",
        ),
        ("targets: [{id: a, issues: [{id: x, opened: 2022-12-31}]}]", "targets[a].issues[pipes]"),
        ("targets: [{id: a, issues: []}]", "targets[a].issues[pipes]"),
        ("targets: [{id: a}]", "targets[a].issues"),
    ],
)
def test_an_issue_just_added_can_be_taken_out_again(before, path):
    """The undo of an entry leaves every byte as it was before."""
    after = edited(before, AppendIssue("a", ISSUE))
    assert '{id: pipes, opened: 2022-06-30, cause: other, text: "Pipe #3: gas # water"}' in after
    assert edited(after, Remove(path)) == before


SET = {
    "a plain value": (
        "targets[a].due",
        dt.date(2023, 1, 1),
        "due: 2022-12-31 # d",
        "due: 2023-01-01 # d",
    ),
    "double quotes are kept": ("targets[a].lead", "water", 'lead: "b"  # l', 'lead: "water"  # l'),
    "single quotes are kept": ("targets[a].lead", "it's", "lead: 'b'", "lead: 'it''s'"),
    "nothing": ("targets[a].lead", "water", "lead:   # who?", "lead: water   # who?"),
    "null": ("targets[a].lead", "water", "lead: null", "lead: water"),
    "to null": ("targets[a].lead", None, "lead: 'b'", "lead: null"),
    "in brackets": (
        "targets[a].budget.approved",
        Amount(1.5, "亿元"),
        "budget: {approved: 1, on: x}",
        "budget: {approved: 1.5 亿元, on: x}",
    ),
    "a key that brackets lack": (
        "targets[a].budget.on",
        DAY,
        "budget: {approved: 1}",
        "budget: {approved: 1, on: 2022-06-30}",
    ),
    "a key for empty brackets": (
        "targets[a].assumed.due",
        "guess",
        "assumed: {}",
        "assumed: {due: guess}",
    ),
    "an item by position": (
        "targets[a].measure.range[1]",
        8.5,
        "measure: {range: [6, 8]}",
        "measure: {range: [6, 8.5]}",
    ),
    "an item by id": (
        "targets[a].milestones[s].due",
        DAY,
        "milestones: [{id: r}, {id: s, due: 1}]",
        "milestones: [{id: r}, {id: s, due: 2022-06-30}]",
    ),
    "a key in quotes": (
        'targets[a].assumed."a.b"',
        "x",
        'assumed: {"a.b": y}',
        'assumed: {"a.b": x}',
    ),
    "text over several lines": (
        "targets[a].promise",
        "short",
        "promise: |\n    long\n    text\n",
        "promise: short\n",
    ),
    "a missing key, in the schema's order": (
        "targets[a].due",
        DAY,
        "start: 1  # s\n  context: []",
        "start: 1  # s\n  due: 2022-06-30\n  context: []",
    ),
    "text that looks like a number": ("targets[a].plan", "135", "plan: x", 'plan: "135"'),
}


@pytest.mark.parametrize("name", SET)
def test_a_value_is_set_in_place(name):
    """A scalar is replaced in place with its quotes; a missing key is added to its block."""
    path, value, before, after = SET[name]
    text = "# head\ntargets:\n- id: a\n  {}\n\n- id: b\n  due: 2022-12-31\n"
    assert edited(text.format(before), SetValue(path, value)) == text.format(after)


def test_a_value_outside_the_targets_is_set_too():
    """Scalars of other blocks of the file have paths, too."""
    before = "portfolio:\n  title: {zh: 一, en: One}  # t\nthemes: {housing: Housing}\n"
    assert edited(before, SetValue("portfolio.title.en", "Two: 2")) == before.replace(
        "One", '"Two: 2"'
    )
    assert edited(before, SetValue("portfolio.commit", True)) == before.replace(
        "# t\n", "# t\n  commit: true\n"
    )


FAULTY = {
    "an unknown target": ("targets: [{id: ab}]", AppendUpdate("abc", UPDATE), "edit.no_target"),
    "no targets": ("portfolio: {title: x}", AppendUpdate("a", UPDATE), "edit.no_target"),
    "a duplicate id": (
        "targets: [{id: a}, {id: a}]",
        AppendUpdate("a", UPDATE),
        "edit.ids",
    ),
    "a list that is none": (
        "targets: [{id: a, updates: 3}]",
        AppendUpdate("a", UPDATE),
        "edit.not_a_list",
    ),
    "a file with a syntax error": (
        "targets: [{id: a}",
        AppendUpdate("a", UPDATE),
        "edit.unreadable",
    ),
    "an empty file": ("", AppendUpdate("a", UPDATE), "edit.unreadable"),
    "a list for a report": ("targets: [{id: a}]", AppendUpdate("a", [1]), "edit.nothing_to_add"),
    "bytes": ("targets: [{id: a}]", AppendUpdate("a", {"note": b"x"}), "edit.bytes"),
    "bytes for a value": (
        "targets: [{id: a}]",
        SetValue("targets[a].due", b"x"),
        "edit.not_scalar",
    ),
    "an id that is no text": (
        "targets: [{id: a}]",
        AppendUpdate(1, UPDATE),
        "edit.no_target",
    ),
    "a path that is no text": ("targets: [{id: a}]", SetValue(None, 1), "edit.not_a_path"),
    "nothing to add": ("targets: [{id: a}]", AppendUpdate("a", {}), "edit.nothing_to_add"),
    "not a number": (
        "targets: [{id: a}]",
        AppendUpdate("a", {"value": float("nan")}),
        "edit.not_finite",
    ),
    "a time of day": (
        "targets: [{id: a}]",
        AppendUpdate("a", {"date": dt.datetime(2022, 1, 1, 8)}),  # noqa: DTZ001 -- what a spreadsheet may hand over
        "edit.time",
    ),
    "half a character": (
        "targets: [{id: a}]",
        AppendUpdate("a", {"note": "\ud800"}),
        "edit.surrogate",
    ),
    "a path that is none": ("targets: [{id: a}]", SetValue("targets..due", 1), "edit.not_a_path"),
    "a path to nowhere": (
        "targets: [{id: a}]",
        SetValue("targets[a].budget.approved", 1),
        "edit.no_key",
    ),
    "a path to an unknown item": (
        "targets: [{id: a}]",
        SetValue("targets[b].due", 1),
        "edit.no_item",
    ),
    "a path to a block": (
        "targets: [{id: a, budget: {approved: 1}}]",
        SetValue("targets[a].budget", 1),
        "edit.is_a_block",
    ),
    "a text with a comment that would go with it": (
        "targets:\n- id: a\n  owner:\n    zh: 甲  # acting\n    en: A\n",
        SetValue("targets[a].owner", "B"),
        "edit.is_a_block",
    ),
    "a review without a title": (
        "portfolio: {title: T}\ntargets: []",
        AppendDecision(DAY, {"id": "x"}),
        "edit.no_review",
    ),
    "an item whose comment would go with it": (
        "targets:\n- id: a\n  issues:\n  - {id: x}\n  - {id: y}  # checked\n",
        Remove("targets[a].issues[y]"),
        "edit.remove_by_hand",
    ),
    "a list that would be left empty": (
        "targets:\n- id: a\n  issues:\n  - {id: x}\n",
        Remove("targets[a].issues[x]"),
        "edit.remove_by_hand",
    ),
    "a block for a value": (
        "targets: [{id: a}]",
        SetValue("targets[a].due", [1]),
        "edit.not_scalar",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_an_edit_that_cannot_be_made_says_why(name):
    """The error names the file, what was expected and what to do, in every language."""
    text, edit, key = FAULTY[name]
    with pytest.raises(EditError) as caught:
        apply_edits(text, [edit], file="x.yaml")
    message = caught.value.message
    reason = message.params["reason"] if message.key == "edit.located" else message
    assert reason.key == key
    for lang in languages():
        assert Translator(lang).message(message).startswith("x.yaml")


def test_one_value_is_not_set_twice():
    """Two edits of one value have no order: they are an error."""
    with pytest.raises(EditError, match="set twice"):
        apply_edits("targets: [{id: a, due: 1}]", [SetValue("targets[a].due", n) for n in (2, 3)])


def test_a_change_that_would_alter_something_else_is_refused(monkeypatch):
    """The new text must read as the expected data, whatever the splices were."""
    text = "targets:\n- id: a\n  due: 1\n- id: b\n"
    monkeypatch.setattr("tracker.portfolio.splices.emit", lambda *_, **__: "1\n  lead: x")
    with pytest.raises(EditError, match="would read as other data"):
        edited(text, SetValue("targets[a].due", 1))
    monkeypatch.setattr("tracker.portfolio.splices.emit", lambda *_, **__: "[")
    with pytest.raises(EditError, match="reading it again found"):
        edited(text, SetValue("targets[a].due", 1))


def test_existing_problems_do_not_prevent_an_edit():
    """A report can be added to a file with a duplicate key elsewhere."""
    before = "targets:\n- {id: a, due: 1}\n- {id: b, due: 1, due: 2}\n"
    assert edited(before, AppendUpdate("a", UPDATE)) == before.replace(
        "due: 1}\n- {id: b", f"due: 1, updates: [{LINE}]}}\n- {{id: b"
    )


# --- properties -----------------------------------------------------------------------------------

# The content of a text box: any characters but lone surrogates, also line breaks and blanks at the ends.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(
    lambda text: not hidden_positions(text)
)
AWKWARD = st.sampled_from(
    [
        "NO",
        "012",
        "135",
        "1e3",
        "2022-01-01",
        "~",
        "null",
        "- x",
        "a: b",
        "a #b",
        "#b",
        "“好”：完成",
        "😀",
        "it's",
        '"quoted"',
        "C:\\new",
        "{a}",
        "[x",
        "x]",
        "a, b",
        "?",
        "-",
        "--- x",
        "...",
        "@x",
        "`x`",
        "%x",
        "=HYPERLINK(1)",
        "<script>",
        "![x](y)",
        " blank ",
        "two\nlines",
        "tab\there",
        "x:",
        ":x",
        "1:30",
        "y",
        "a\u3000b",
        "“a”：b",
        "長" * 3000,
        "<<",
        "0x1F",
        ".5",
        "+1",
        "1_000",
    ]
)
NOTES = ANY_TEXT | AWKWARD
DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2023, 12, 31))
REPORTS = st.fixed_dictionaries(
    {"date": DAYS},
    optional={
        "value": st.integers(-(10**9), 10**12) | st.floats(-1e9, 1e9),
        "done": st.lists(st.sampled_from(["signed", "built", "012"]), max_size=2),
        "spent": st.builds(Amount, st.floats(0, 1e6), st.just("万元")),
        "note": NOTES,
        "by": NOTES | st.fixed_dictionaries({"zh": NOTES, "en": NOTES}),
        "evidence": st.fixed_dictionaries(
            {"title": NOTES}, optional={"grade": st.sampled_from("ABC")}
        ),
    },
)


@st.composite
def files(draw):
    """Portfolio files as people write them: block or flow style, with comments, indented in several ways."""
    indent, inner = draw(st.sampled_from([("", "  "), ("  ", "    "), ("    ", "      ")]))
    lists = inner + draw(st.sampled_from(["", "  "]))
    comment = st.sampled_from(["", "  # 说明: x", "   #😀"])
    blank = st.sampled_from(["", "\n", "# between\n", "      # deep\n\n"])
    text = draw(st.sampled_from(["", "# 头 😀\n", "portfolio: {title: 'x: y'}\n"])) + "targets:\n"
    for target_id in ("a", "b", "c"):
        title = draw(
            st.sampled_from(
                ["零星旧改", '"quoted: text"', "|\n" + inner + "  block\n" + inner + "  text"]
            )
        )
        text += f"{draw(blank)}{indent}- id: {target_id}{draw(comment)}\n{inner}title: {title}\n"
        style = draw(
            st.sampled_from(
                ["absent", "none", "null", "empty", "bracket", "lines", "block", "mixed"]
            )
        )
        days = sorted(draw(st.lists(DAYS, min_size=1, max_size=4)))
        if style in ("none", "null", "empty"):
            value = {"none": "", "null": " ~", "empty": " []"}[style]
            text += f"{inner}updates:{value}{draw(comment)}\n"
        elif style == "bracket":
            text += f"{inner}updates: [{', '.join(f'{{date: {day}}}' for day in days)}]{draw(comment)}\n"
        elif style == "lines":
            items = "".join(f"{inner}    {{date: {day}}},{draw(comment)}\n" for day in days)
            text += f"{inner}updates: [\n{items}{inner}  ]\n"
        elif style in ("block", "mixed"):
            text += f"{inner}updates:{draw(comment)}\n"
            for day in days:
                text += draw(blank)
                if style == "block" or draw(st.booleans()):
                    text += (
                        f"{lists}- date: {day}{draw(comment)}\n{lists}  note: 'x'{draw(comment)}\n"
                    )
                else:
                    text += f"{lists}- {{date: {day}, value: 1}}{draw(comment)}\n"
        text += draw(
            st.sampled_from(["", f"{inner}context: []\n", f"{inner}lead: null{draw(comment)}\n"])
        )
    text += draw(st.sampled_from(["", "\n\n# end", "documents: {x: {title: y}}\n"]))
    text = text.rstrip("\n") if draw(st.booleans()) else text
    text = draw(st.sampled_from(["", "\ufeff"])) + text
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def inserted(before: str, after: str) -> tuple[str, str]:
    """The one piece of ``before`` that was replaced, and its replacement in ``after``."""
    start = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return before[start : len(before) - end], after[start : len(after) - end]


def with_end(text: str) -> str:
    """``text`` with a line break at its end: one that an edit adds to a last block of text is no change of it."""
    return text if text.endswith("\n") else text + "\n"


@given(files(), st.sampled_from("abc"), REPORTS)
def test_everything_outside_the_report_is_byte_identical(text, target_id, report):
    """One piece is inserted, and at most the brackets of an empty list are removed; the data gain the report."""
    after = edited(text, AppendUpdate(target_id, report))
    removed, added = inserted(text, after)
    empty, _, comment = removed.partition("#")
    assert empty.strip() in ("", "[]", "~")
    assert comment in added
    old, new = parse_document(with_end(text)), parse_document(with_end(after))
    assert not new.problems
    records = {item["id"]: item for item in old.data["targets"]}
    existing = records[target_id].get("updates") or []
    day = report["date"].isoformat()
    expected = [update for update in existing if update["date"] <= day]
    expected += [to_plain(report), *(update for update in existing if update["date"] > day)]
    records[target_id]["updates"] = expected
    assert new.data == old.data
    assert after.count("\r\n") == after.count("\n") or "\r\n" not in text


@given(
    files(), st.sampled_from("abc"), st.sampled_from(["title", "lead", "plan"]), NOTES | st.none()
)
def test_setting_a_text_changes_that_text_alone(text, target_id, field, value):
    """The new text reads as the old data with this one value, for our reader and for PyYAML's."""
    after = edited(text, SetValue(f"targets[{target_id}].{field}", value))
    old, new = parse_document(with_end(text)), parse_document(with_end(after))
    assert not new.problems
    for item in old.data["targets"]:
        if item["id"] == target_id:
            item[field] = value
    assert new.data == old.data
    others = yaml.safe_load(after.removeprefix("\ufeff"))
    assert next(item for item in others["targets"] if item["id"] == target_id)[field] == value


@given(files(), st.lists(st.tuples(st.sampled_from("abc"), REPORTS), min_size=1, max_size=5))
def test_many_reports_at_once_are_those_reports_one_by_one(text, reports):
    """A sheet of reports results in the same data as reports entered one after the other."""
    at_once = apply_edits(text, [AppendUpdate(*report) for report in reports])[1].data
    one_by_one = text
    for target_id, report in reports:
        one_by_one = edited(one_by_one, AppendUpdate(target_id, report))
    assert at_once == parse_document(one_by_one).data
