"""The examples of every rule, what examples are too short for, and whole files."""

import datetime as dt
import re
import textwrap

import pytest
from support import samples

from tracker.checks import rule as checks_rule
from tracker.checks import run
from tracker.checks.run import PORTFOLIO_RULES, RULES, check
from tracker.portfolio.load import load
from tracker.portfolio.model import PortfolioFile

TODAY = dt.date(2026, 1, 1)
WARNINGS = {
    "assumed",
    "corrects-nothing",
    "milestone-due",
    "no-due",
    "no-evidence",
    "no-grade",
    "no-lead",
    "no-start",
    "overspent",
    "revision-order",
    "source-figure",
    "source-text",
    "spent-falling",
    "update-order",
    "value-kind",
}
EVERY_RULE = (*PORTFOLIO_RULES, *RULES)


def file_of(example: str, *, first: bool) -> str:
    """An example -> a whole file: its parts stand in for those of a sound target and file."""
    parts = samples.blocks(example)
    fields = {name: part for name, part in parts.items() if name not in PortfolioFile.model_fields}
    own = {name: part for name, part in parts.items() if name in PortfolioFile.model_fields}
    base = samples.blocks(samples.portfolio_text()) if first else {}
    targets = (samples.target("".join(fields.values())),) if fields or first else ()
    return "".join((base | own).values()) + samples.as_list(targets)


def found(tmp_path, example: str):
    """The problems of an example; see the docstring of `tracker.checks`."""
    sources = None
    for name, text in re.findall(r"(?m)^# (\S+\.txt): (.*)$", example):
        sources = tmp_path / "sources"
        sources.mkdir(exist_ok=True)
        (sources / name).write_text(text, encoding="utf-8")
    for number, part in enumerate(re.sub(r"(?m)^# .*\n", "", example).split("---\n")):
        path = tmp_path / f"{number}.yaml"
        path.write_text(file_of(part, first=number == 0), encoding="utf-8")
    return check(load(tmp_path), TODAY, sources=sources)


def examples(rule) -> dict[str, str]:
    """The passing and the failing example in a rule's docstring."""
    text = textwrap.dedent(rule.find.__doc__.partition("\n")[2])
    parts = re.split(r"(?m)^(Passes|Fails):\n", text)[1:]
    return {
        name: textwrap.dedent(part).strip("\n") + "\n"
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


def in_words(problems):
    return [(problem.line, problem.level, problem.rule) for problem in problems]


def rules_of(tmp_path, fields, *more, **header):
    targets = (samples.target(fields), *more)
    return [p.rule for p in check(load(samples.write(tmp_path, *targets, **header)), TODAY)]


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.find.__name__)
def test_the_passing_example_of_a_rule_has_no_problem(tmp_path, rule):
    """What a rule's docstring shows as right is right to all rules."""
    assert found(tmp_path, examples(rule)["Passes"]) == ()


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.find.__name__)
def test_the_failing_example_of_a_rule_has_that_problem_alone(tmp_path, rule):
    """What a rule's docstring shows as wrong is told by that rule once, and by no other."""
    (problem,) = found(tmp_path, examples(rule)["Fails"])
    assert problem.rule == rule.name
    assert problem.level == ("warning" if rule.name in WARNINGS else "error")
    assert re.search(r"\bexpected\b", problem.message)


def test_every_rule_is_run():
    """A rule that is written is registered, once."""
    modules = [value for value in vars(run).values() if hasattr(value, "RULES")]
    written = {
        id(value)
        for module in modules
        for value in vars(module).values()
        if isinstance(value, (checks_rule.Rule, checks_rule.PortfolioRule))
    }
    assert len(modules) == 7
    assert written == set(map(id, EVERY_RULE))
    assert len(EVERY_RULE) == len(written)


def test_a_sound_file_has_no_problem(tmp_path):
    """The smallest file that checks clean does."""
    assert rules_of(tmp_path, "") == []


def test_ten_mistakes_are_told_with_their_lines(tmp_path):
    """Ten different mistakes in one file are all told at once, each on its line."""
    path = tmp_path / "targets.yaml"
    path.write_text(
        """\
portfolio: {title: Homes, money: yuan}
themes: {housing: Housing}
organisations: {bureau: Bureau}
documents: {paper: {title: Paper, url: paper.html}}
targets:
  - id: homes
    title: Homes
    theme: hosing
    lead: bureau
    measure: {kind: cumulative, unit: 户, target: many}
    start: 2022-01-01
    due: 2021-12-31
    source: {document: paper}
  - id: homes
    title: More homes
    theme: housing
    lead: bureau
    mesure: {kind: statement}
    measure: {kind: range, unit: "%", range: [8, 6]}
    start: 2022-01-01
    due: 2022-02-30
    source: {document: paper}
    updates:
      - {date: 2022-03-31, value: 5, evidence: {title: Gazette, grade: A}}
      - {date: 2026-03-31, value: 6, evidence: {title: Gazette, grade: A}}
""",
        encoding="utf-8",
    )
    assert in_words(check(load(path), TODAY)) == [
        (1, "error", "unit"),
        (4, "error", "url"),
        (8, "error", "reference"),
        (10, "error", "number"),
        (12, "error", "start-due"),
        (14, "error", "id"),
        (18, "error", "unknown-key"),
        (19, "error", "range"),
        (21, "error", "date"),
        (25, "error", "future"),
    ]


def test_problems_of_reading_and_of_rules_stand_together_in_order(tmp_path):
    """One list has it all, by place, and asking again gives the same."""
    path = samples.write(tmp_path, samples.target("lead: null\ndue: x\ntheme: none"))
    portfolio = load(path)
    problems = check(portfolio, TODAY)
    assert [problem.rule for problem in problems] == ["reference", "no-lead", "date"]
    assert problems == tuple(sorted(problems)) == check(portfolio, TODAY)


@pytest.mark.parametrize(
    "fields",
    [
        "measure: {kind: floor}\nupdates: [{date: 2022-01-31, value: 3}]",
        "measure: {kind: milestones}\nmilestones: [{id: a}]",
        (
            "budget: {aproved: 3}\nrevisions: [{date: 2022-01-31, field: budget, from: 1, to: 3, "
            "reason: x}]"
        ),
        "milestones: [{id: a}]\nupdates: [{date: 2022-01-31, done: [a]}]",
        "due: x\nassumed: {due: y}",
        "due:\nassumed: {start: y}\nstart: x",
        "source: {}\ntheme:",
        "updates: [{date: x}, {date: 2022-06-30, value: 3, corrects: 2022-03-31}]",
        (
            "updates: [{date: 2022-01-31, value: 5}, {date: 2022-04-30, value: 3},"
            " {date: 2022-05-31, value: x, corrects: 2022-01-31}]"
        ),
    ],
)
def test_what_was_faulty_is_not_told_twice(tmp_path, fields):
    """Rules do not complain of what is missing because reading already refused it."""
    path = samples.write(tmp_path, samples.target(fields))
    portfolio = load(path)
    more = set(check(portfolio, TODAY)) - set(portfolio.problems)
    assert portfolio.problems
    assert {problem.rule for problem in more} <= {"no-evidence", "no-due"}


def test_today_is_not_the_future(tmp_path):
    """What is reported today is fine; what will be tomorrow is not."""
    fields = samples.updates(("2026-01-01", 1))
    assert rules_of(tmp_path, fields) == []
    late = "updates: [{date: 2022-01-31, reported: 2026-01-02, note: x, evidence: {title: y, grade: A}}]"
    assert rules_of(tmp_path, late) == ["future"]


def test_the_same_id_in_another_file_names_its_place(tmp_path):
    """A double id says where the first one stands."""
    samples.write(tmp_path, samples.TARGET, name="a.yaml")
    samples.write(tmp_path, samples.target("id: roads"), samples.TARGET, name="b.yaml")
    (problem,) = check(load(tmp_path), TODAY)
    assert problem.file.endswith("b.yaml")
    assert f"{tmp_path / 'a.yaml'}:8;" in problem.message


@pytest.mark.parametrize(
    ("fields", "hint"),
    [
        ("theme: hosing", "themes; did you mean housing?"),
        ("lead: bureaux", "organisations; did you mean bureau?"),
        ("source: {document: papers}", "documents; did you mean paper?"),
        ("source: {document: xyz}", "a key of documents: correct it"),
        (
            "updates: [{date: 2022-01-31, evidence: {document: papr, grade: A}}]",
            "documents; did you mean paper?",
        ),
        (
            "context: [{date: 2022-01-31, text: x, evidence: {document: papr, grade: A}}]",
            "documents; did you mean paper?",
        ),
        (
            (
                "revisions: [{date: 2022-01-31, field: target, from: 1, to: 1000, reason: x, "
                "evidence: {document: papr}}]"
            ),
            "documents; did you mean paper?",
        ),
    ],
)
def test_every_reference_is_followed(tmp_path, fields, hint):
    """A key that is not defined is told with the nearest one, wherever it is named."""
    (problem,) = check(load(samples.write(tmp_path, samples.target(fields))), TODAY)
    assert problem.rule == "reference"
    assert hint in problem.message


def test_plans_are_held_against_plans_where_there_are_any(tmp_path):
    """A plan is free text until the portfolio lists its plans."""
    path = samples.write(tmp_path, samples.target('plan: "135"'))
    assert check(load(path), TODAY) == ()
    path.write_text('plans: {"136": x}\n' + path.read_text("utf-8"), encoding="utf-8")
    (problem,) = check(load(path), TODAY)
    assert (problem.rule, "did you mean 136?" in problem.message) == ("reference", True)


def test_references_into_another_file_hold(tmp_path):
    """What one file defines the other may name."""
    samples.write(tmp_path, name="a.yaml")
    (tmp_path / "b.yaml").write_text(samples.as_list((samples.TARGET,)), encoding="utf-8")
    assert check(load(tmp_path), TODAY) == ()


@pytest.mark.parametrize(
    "text",
    ["themes: {roads: [}\n", "- a\n", "themes: [a]\ndocuments: [a]\norganisations: [a]\n"],
)
def test_references_wait_until_definitions_can_be_read(tmp_path, text):
    """Where a fault hides definitions, nothing is called undefined."""
    targets = samples.as_list((samples.TARGET,))
    (tmp_path / "a.yaml").write_text("portfolio: {title: x}\n" + targets, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    portfolio = load(tmp_path)
    assert portfolio.problems
    assert check(portfolio, TODAY) == portfolio.problems


def test_a_misspelt_block_is_one_mistake(tmp_path):
    """A block under a wrong name does not make every target that needs it wrong."""
    path = samples.write(tmp_path, samples.TARGET)
    path.write_text(path.read_text("utf-8").replace("documents:", "document:"), encoding="utf-8")
    assert [problem.rule for problem in check(load(path), TODAY)] == ["unknown-key"]


def test_a_misspelt_block_does_not_hide_references_into_the_others(tmp_path):
    """Where a block is there under its own name, what it lacks is told."""
    path = samples.write(tmp_path, samples.target("theme: roads"))
    path.write_text(path.read_text("utf-8") + "document: {}\n", encoding="utf-8")
    assert sorted(p.rule for p in check(load(path), TODAY)) == ["reference", "unknown-key"]


def test_a_block_that_is_not_there_defines_nothing(tmp_path):
    """Without any documents a named document is not defined."""
    path = samples.write(tmp_path, samples.TARGET)
    text = "".join(
        part
        for name, part in samples.blocks(path.read_text("utf-8")).items()
        if name != "documents"
    )
    path.write_text(text, encoding="utf-8")
    assert [problem.rule for problem in check(load(path), TODAY)] == ["reference"]


def test_many_unknown_keys_are_told_quickly(tmp_path):
    """A suggestion is looked up once a key, and not for hundreds of them."""
    other = [samples.target(f"id: t{n}\ntheme: thema{n}") for n in range(200)]
    problems = check(load(samples.write(tmp_path, *other, samples.target("theme: hous"))), TODAY)
    assert len(problems) == 201
    assert {problem.rule for problem in problems} == {"reference"}


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ("measure: {kind: cumulative, unit: x, baseline: -1, target: 5}", "cumulative"),
        ("measure: {kind: cumulative, unit: x, target: -5}", "cumulative"),
        ("measure: {kind: cumulative, unit: x, target: 0}", "cumulative"),
        ("measure: {kind: level, unit: x, baseline: -5, target: -5}", "level"),
        ("trajectory: [{date: 2021-06-30, value: 3}]", "trajectory-dates"),
        (
            "trajectory: [{date: 2022-06-30, value: 3}, {date: 2022-06-30, value: 4}]",
            "trajectory-order",
        ),
        ("assumed: {lead: x}\nlead: null", "assumed"),
        ("assumed: {budget: x}", "assumed"),
        ("assumed: {model_fields: x}", "assumed"),
        ("measure: {kind: floor, unit: x, floor: 1}\nassumed: {target: x}", "assumed"),
        ("context: [{date: 2022-01-31, text: x, evidence: {title: y}}]", "no-grade"),
        ("updates: [{date: 2022-01-31, note: x}]", "no-evidence"),
        ("context: [{date: 2022-01-31, text: x, evidence: {grade: A}}]", "evidence"),
        (
            (
                "revisions: [{date: 2022-01-31, field: target, from: 1, to: 1000, reason: x, "
                "evidence: {grade: A}}]"
            ),
            "evidence",
        ),
        ("measure: {kind: statement}\n" + samples.updates(("2022-01-31", 1)), "value-kind"),
    ],
)
def test_more_that_is_wrong(tmp_path, fields, rule):
    """Cases beside a rule's own example."""
    found_rules = rules_of(tmp_path, fields)
    assert rule in found_rules
    assert set(found_rules) <= {rule, "no-lead"}


@pytest.mark.parametrize(
    "fields",
    [
        "start: 2022-01-01\ndue: 2022-01-01",
        "measure: {kind: level, unit: x, baseline: 5, target: -5}",
        "measure: {kind: range, unit: x, range: [6, 6]}",
        "measure: {kind: floor, unit: x, floor: -3}\n" + samples.updates(("2022-01-31", -5)),
        "measure: {kind: statement}\nstart:\ndue:",
        "assumed: {unit: x, measure: y, baseline: z, source: q}",
        "milestones: [{id: a, title: A, due: 2022-12-31}]",
        "trajectory: [{date: 2022-01-01, value: 0}, {date: 2022-12-31, value: 1000}]",
        "start:\ndue:\nmeasure: {kind: statement}\ntrajectory: [{date: 2022-01-01, value: 0}]",
        "updates: [{date: 2022-01-31, by: somebody, done: [], evidence: {title: x, grade: A}}]",
        (
            "budget: {approved: 5}\n"
            "updates: [{date: 2022-01-31, spent: 5, evidence: {title: x, grade: A}}]"
        ),
    ],
)
def test_more_that_is_right(tmp_path, fields):
    """Bounds that count as kept, and words that are free."""
    assert rules_of(tmp_path, fields) == []


FALLS = [("2022-03-31", 210), ("2022-06-30", 120)]


def graded(*rows):
    items = [
        f"  - {{date: {date}, value: {value}, {more}evidence: {{title: x, grade: {grade}}}}}\n"
        for date, value, grade, more in rows
    ]
    return "updates:\n" + "".join(items)


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        (samples.updates(*FALLS), ["falling"]),
        ("measure: {kind: floor, unit: x, floor: 1}\n" + samples.updates(*FALLS), []),
        ("measure: {kind: level, unit: x, baseline: 1, target: 2}\n" + samples.updates(*FALLS), []),
        (samples.updates(("2022-06-30", 120), ("2022-03-31", 210)), ["update-order", "falling"]),
        (samples.updates(("2022-06-30", 210), ("2022-03-31", 120)), ["update-order"]),
        (samples.updates(("2022-03-31", 210), ("2022-03-31", 120)), []),
        # the better grade counts, on either day
        (
            graded(
                ("2022-03-31", 210, "C", ""),
                ("2022-03-31", 100, "A", ""),
                ("2022-06-30", 120, "A", ""),
            ),
            [],
        ),
        (
            graded(
                ("2022-03-31", 100, "C", ""),
                ("2022-03-31", 210, "A", ""),
                ("2022-06-30", 120, "A", ""),
            ),
            ["falling"],
        ),
        (
            graded(
                ("2022-03-31", 210, "A", ""),
                ("2022-06-30", 120, "B", ""),
                ("2022-06-30", 220, "A", ""),
            ),
            [],
        ),
        # a correction is a word of its own, and takes out what it corrects
        (
            graded(
                ("2022-03-31", 210, "A", ""),
                ("2022-06-30", 220, "A", ""),
                ("2022-03-31", 21, "A", "reported: 2022-08-01, corrects: 2022-03-31, "),
            ),
            [],
        ),
        (
            graded(
                ("2022-03-31", 2100, "A", ""),
                ("2022-06-30", 220, "A", ""),
                ("2022-03-31", 210, "B", "reported: 2022-08-01, corrects: 2022-03-31, "),
            ),
            [],
        ),
        (
            graded(
                ("2022-03-31", 100, "A", ""),
                ("2022-06-30", 220, "A", ""),
                ("2022-09-30", 90, "A", "corrects: 2022-06-30, "),
            ),
            [],
        ),
        (
            graded(
                ("2022-03-31", 2100, "A", "reported: 2022-04-15, "),
                ("2022-03-31", 210, "A", "reported: 2022-04-15, corrects: 2022-03-31, "),
                ("2022-06-30", 220, "A", ""),
            ),
            [],
        ),
        (
            graded(
                ("2022-03-31", 2100, "A", ""),
                ("2022-03-31", 210, "A", "reported: 2022-08-01, corrects: 2022-03-31, "),
                ("2022-03-31", 200, "A", "reported: 2022-08-01, corrects: 2022-03-31, "),
                ("2022-06-30", 20, "A", ""),
            ),
            ["falling"],
        ),
        # a correction that gives nothing takes the figure back; one of money leaves it
        (
            samples.updates(("2022-03-31", 210), ("2022-06-30", 120))
            + "  - {date: 2022-07-31, corrects: 2022-03-31, evidence: {title: x, grade: A}}\n",
            [],
        ),
        (
            samples.updates(("2022-03-31", 210), ("2022-06-30", 120))
            + "  - {date: 2022-07-31, spent: 1, corrects: 2022-03-31, "
            "evidence: {title: x, grade: A}}\n",
            ["falling"],
        ),
        # one wrong figure is one mistake
        (samples.updates(("2022-03-31", 210), ("2022-06-30", 2), ("2022-09-30", 230)), ["falling"]),
        (samples.updates(("2022-03-31", 210), ("2022-06-30", 210), ("2022-09-30", 2)), ["falling"]),
    ],
)
def test_a_running_total_falls_or_not(tmp_path, fields, rules):
    """Figures that count are compared by day, whatever their order in the file."""
    assert sorted(rules_of(tmp_path, fields)) == sorted(rules)


def test_a_fall_names_both_days_and_values(tmp_path):
    """Who reads the complaint sees which figures disagree."""
    (problem,) = check(
        load(samples.write(tmp_path, samples.target(samples.updates(*FALLS)))), TODAY
    )
    for word in ("210", "2022-03-31", "120", "2022-06-30"):
        assert word in problem.message


def test_a_correction_does_not_correct_itself(tmp_path):
    """`corrects` needs another update on that day, not its own."""
    alone = "updates: [{date: 2022-01-31, corrects: 2022-01-31, evidence: {title: x, grade: A}}]"
    assert rules_of(tmp_path, alone) == ["corrects"]


def spent(*rows):
    items = [
        f"  - {{date: {date}, spent: {amount}, {more}evidence: {{title: x, grade: A}}}}\n"
        for date, amount, more in rows
    ]
    return "updates:\n" + "".join(items)


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ("budget: {approved: 1 亿元}\n" + spent(("2022-03-31", "10001 万元", "")), ["overspent"]),
        ("budget: {approved: 1 亿元}\n" + spent(("2022-03-31", "1", "")), []),
        ("budget: {approved: 1 亿元}\n" + samples.updates(("2022-03-31", 1)), []),
        (
            "budget: {approved: 1}\n" + spent(("2022-03-31", 2, ""), ("2022-06-30", 3, "")),
            ["overspent"],
        ),
        (
            "budget: {approved: 1}\n"
            + spent(
                ("2022-03-31", 10, ""),
                ("2022-03-31", 1, "reported: 2022-06-30, corrects: 2022-03-31, "),
            ),
            [],
        ),
        (spent(("2022-03-31", "1 亿元", ""), ("2022-06-30", "9999 万元", "")), ["spent-falling"]),
        (spent(("2022-03-31", "1 亿元", ""), ("2022-06-30", "10000 万元", "")), []),
        (
            spent(
                ("2022-03-31", 1, ""),
                ("2022-06-30", 2, ""),
                ("2022-09-30", 0.5, "corrects: 2022-06-30, "),
            ),
            [],
        ),
        (
            spent(("2022-03-31", "1 EUR", ""), ("2022-06-30", "0.5", "")),
            ["currency"],
        ),
        ("budget: {approved: 1 EUR}\n" + spent(("2022-03-31", 2, "")), ["currency"]),
        (
            (
                "budget: {approved: 1}\nrevisions: "
                "[{date: 2022-01-31, field: budget, from: 2 USD, to: 1, reason: x}]"
            ),
            ["currency"],
        ),
    ],
)
def test_money_is_compared_in_one_unit(tmp_path, fields, rules):
    """Amounts are held against one another in one unit, and never across currencies."""
    assert rules_of(tmp_path, fields) == rules


def test_a_missing_unit_of_money_is_one_mistake_a_file(tmp_path):
    """Bare amounts without `portfolio.money` are told once, with how many they are."""
    fields = "budget: {approved: 5}\n" + spent(("2022-03-31", 2, ""), ("2022-06-30", "3 万元", ""))
    path = samples.write(tmp_path, samples.target(fields), money=None)
    (problem,) = check(load(path), TODAY)
    assert problem.rule == "money-unit"
    assert "5 and 1 more in this file" in problem.message
    assert rules_of(tmp_path, "budget: {approved: 5 万元}", money=None) == []
    assert rules_of(tmp_path, "budget: {approved: 5 EUR}", money=None) == ["currency"]


def test_a_header_that_cannot_be_read_is_the_only_mistake(tmp_path):
    """A fault in the header, which may have told the unit, is not a fault of every amount."""
    fields = "budget: {approved: 5}\n" + spent(("2022-03-31", "2 USD", ""))
    assert rules_of(tmp_path, fields, titel="x") == ["unknown-key"]


def test_files_may_count_in_units_of_their_own(tmp_path):
    """A file in 万元 beside one in 亿元 is fine, and its amounts are read in its unit."""
    fields = "budget: {approved: 20000}\nrevisions:\n"
    fields += "  - {date: 2022-01-31, field: budget, from: 1 亿元, to: 2 亿元, reason: x}"
    samples.write(tmp_path, samples.TARGET, name="a.yaml")
    samples.write(tmp_path, samples.target("id: b\n" + fields), name="b.yaml", money="万元")
    assert check(load(tmp_path), TODAY) == ()


def revised(field, *rows):
    items = [
        f"  - {{date: {date}, field: {field}, from: {before}, to: {after}, reason: x}}\n"
        for date, before, after in rows
    ]
    return "revisions:\n" + "".join(items)


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        (
            revised("target", ("2022-01-31", 1200, 1100), ("2022-03-31", 1050, 1000)),
            ["revision-chain"],
        ),
        (revised("target", ("2022-01-31", 1200, 900)), ["revision-chain"]),
        (revised("target", ("2022-01-31", "[1, 2]", 1000)), ["revision-type"]),
        (revised("target", ("2022-01-31", "null", 1000)), ["revision-type"]),
        (revised("due", ("2022-01-31", "null", "2022-12-31")), []),
        (revised("due", ("2022-01-31", "2022-06-30", "null")), ["revision-chain"]),
        ("due:\n" + revised("due", ("2022-01-31", "2022-06-30", "null")), ["no-due"]),
        (revised("start", ("2022-01-31", "2021-12-01", "2022-01-01")), []),
        (revised("start", ("2022-01-31", "2021-12-01", "2022-02-01")), ["revision-chain"]),
        (revised("floor", ("2022-01-31", 1, 2)), ["revision-field"]),
        (
            "measure: {kind: range, unit: x, range: [6, 8]}\n"
            + revised("range", ("2022-01-31", "[5, 6]", "[6, 8]")),
            [],
        ),
        (
            "measure: {kind: range, unit: x, range: [6, 8]}\n"
            + revised("range", ("2022-01-31", "[5, 6]", "[6, 7]")),
            ["revision-chain"],
        ),
        (
            "measure: {kind: range, unit: x, range: [6, 8]}\n"
            + revised("range", ("2022-01-31", "5 亿元", "[6, 8]")),
            ["revision-type"],
        ),
        (revised("budget", ("2022-01-31", 1, 2)), ["revision-field"]),
        (revised("budget", ("2022-01-31", 1, "null")), []),
        ("budget: {approved: 0.3}\n" + revised("budget", ("2022-01-31", "null", "3000 万元")), []),
        (
            "budget: {approved: 0.3}\n" + revised("budget", ("2022-01-31", 1, "3001 万元")),
            ["revision-chain"],
        ),
        (
            "budget: {approved: 0.3}\n" + revised("budget", ("2022-01-31", "2022-01-01", 0.3)),
            ["revision-type"],
        ),
        (
            "budget: {approved: 1}\n"
            + revised("budget", ("2022-01-31", 3, "20000 万元"), ("2022-03-31", 2, 1)),
            [],
        ),
        (
            "budget: {approved: 0.3}\n"
            + revised("budget", ("2022-01-31", 1, "null"), ("2022-03-31", 5, 0.3)),
            ["revision-chain"],
        ),
        # each field is a chain of its own
        (
            revised("target", ("2022-01-31", 1200, 1000))
            + revised("due", ("2022-01-31", "null", "2022-12-31")).partition("\n")[2],
            [],
        ),
    ],
)
def test_revisions_lead_to_the_goal_of_today(tmp_path, fields, rules):
    """Changes of a goal join up, in the type of the field, and end at what the record says."""
    assert rules_of(tmp_path, fields) == rules


def test_a_field_that_cannot_be_revised_names_those_that_can(tmp_path):
    """The complaint lists the fields of this kind of target."""
    path = samples.write(tmp_path, samples.target(revised("floor", ("2022-01-31", 1, 2))))
    (problem,) = check(load(path), TODAY)
    assert "kind cumulative has no floor; expected one of target, start, due, budget" in str(
        problem
    )


def test_revisions_out_of_order_are_still_joined_by_date(tmp_path):
    """A revision in the wrong place is one warning; the chain follows the dates."""
    fields = revised("target", ("2022-03-31", 1100, 1000), ("2022-01-31", 1200, 1100))
    assert rules_of(tmp_path, fields) == ["revision-order"]


def test_headers_that_say_nothing_agree(tmp_path):
    """A second header without thresholds or money leaves both to the first."""
    samples.write(tmp_path, samples.TARGET, name="a.yaml", thresholds="{amber: 5, red: 20}")
    samples.write(tmp_path, name="b.yaml", money=None)
    assert check(load(tmp_path), TODAY) == ()


def test_thresholds_may_change_together(tmp_path):
    """Bands that begin at nothing or coincide are a choice."""
    assert rules_of(tmp_path, "", thresholds="{amber: 0, red: 0}") == []


def test_a_double_definition_stands_at_its_key(tmp_path):
    """The place of a definition that differs is its key, and the other one's line is named."""
    samples.write(tmp_path, samples.TARGET, name="a.yaml")
    (tmp_path / "b.yaml").write_text("themes: {housing: Homes}\n", encoding="utf-8")
    (problem,) = check(load(tmp_path), TODAY)
    assert (problem.line, problem.column) == (1, 10)
    assert f"{tmp_path / 'a.yaml'}:4;" in problem.message


def test_thresholds_below_zero_are_refused(tmp_path):
    """Bands are points behind plan: none is negative."""
    assert rules_of(tmp_path, "", thresholds="{amber: -5, red: 20}") == ["thresholds-order"]


def test_definitions_are_compared_as_they_are_meant(tmp_path):
    """The same content in other clothes is the same; a faulty definition is told once."""
    samples.write(tmp_path, samples.TARGET, name="a.yaml")
    path = samples.write(tmp_path, name="b.yaml")
    text = path.read_text("utf-8")
    same = text.replace("{housing: Housing}", "\n  housing: 'Housing '")
    path.write_text(same, encoding="utf-8")
    assert check(load(tmp_path), TODAY) == ()
    path.write_text(text.replace("{title: Morning Paper}", "{titel: x}"), encoding="utf-8")
    assert {p.rule for p in check(load(tmp_path), TODAY)} == {"unknown-key", "missing-key"}
    path.write_text(text.replace("Morning Paper", "paper"), encoding="utf-8")
    assert [p.rule for p in check(load(tmp_path), TODAY)] == ["definition"]
