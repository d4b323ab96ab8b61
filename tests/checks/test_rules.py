"""Every rule with the examples of its docstring, with further cases, and in whole files."""

import datetime as dt
import pkgutil
import re
import textwrap
from importlib import import_module

import pytest
from support import samples

from tracker import checks
from tracker.checks.rule import PortfolioRule, Rule
from tracker.checks.run import PORTFOLIO_RULES, RULES, CleanTargets, check, errors
from tracker.i18n import Message, Translator, languages
from tracker.portfolio.load import load, load_texts, with_parts
from tracker.portfolio.model import PortfolioFile
from tracker.portfolio.problems import errors_only

TODAY = dt.date(2026, 1, 1)
WARNINGS = {
    "trajectory-values",
    "trajectory-kind",
    "corrects-date",
    "revision-same",
    "accepted-early",
    "no-licence",
    "assumed",
    "blank",
    "by",
    "corrects-nothing",
    "doubtful-spent",
    "doubtful-value",
    "milestone-due",
    "no-due",
    "no-evidence",
    "no-grade",
    "no-lead",
    "no-start",
    "overspent",
    "plus",
    "revision-order",
    "source-figure",
    "source-text",
    "spent-falling",
    "two-figures",
    "update-order",
    "value-kind",
}
CLEAN = CleanTargets()
EVERY_RULE = (*PORTFOLIO_RULES, *RULES)


def file_of(example: str, *, first: bool) -> str:
    """An example -> a whole file: its parts replace those of a valid target and file."""
    parts = samples.blocks(example)
    fields = {name: part for name, part in parts.items() if name not in PortfolioFile.model_fields}
    blocks = {name: part for name, part in parts.items() if name in PortfolioFile.model_fields}
    base = samples.blocks(samples.portfolio_text()) if first else {}
    targets = (samples.target("".join(fields.values())),) if fields or first else ()
    return "".join((base | blocks).values()) + samples.as_list(targets)


def problems_of(tmp_path, example: str):
    """The problems of an example (see the docstring of `tracker.checks.run`), the errors as `errors` has them."""
    sources = None
    for name, text in re.findall(r"(?m)^# (\S+\.txt): (.*)$", example):
        sources = tmp_path / "sources"
        sources.mkdir(exist_ok=True)
        (sources / name).write_text(text, encoding="utf-8")
    for number, part in enumerate(re.sub(r"(?m)^# .*\n", "", example).split("---\n")):
        path = tmp_path / f"{number}.yaml"
        path.write_text(file_of(part, first=number == 0), encoding="utf-8")
    portfolio = load(tmp_path)
    problems = check(portfolio, TODAY, sources=sources)
    for clean in (None, CLEAN, CLEAN):  # whatever was checked before
        assert errors(portfolio, TODAY, clean) == tuple(errors_only(problems))
    return problems


def examples(rule) -> dict[str, str]:
    """The passing and the failing example in a rule's docstring."""
    text = textwrap.dedent(rule.find.__doc__.partition("\n")[2])
    parts = re.split(r"(?m)^(Passes|Fails):\n", text)[1:]
    return {
        name: textwrap.dedent(part).strip("\n") + "\n"
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


def summarized(problems):
    return [(problem.line, problem.level, problem.rule) for problem in problems]


def rules_of(tmp_path, fields, *more, **header):
    targets = (samples.target(fields), *more)
    return [p.rule for p in check(load(samples.write(tmp_path, *targets, **header)), TODAY)]


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.find.__name__)
def test_the_passing_example_of_a_rule_has_no_problem(tmp_path, rule):
    """No rule reports a problem in the passing example of a rule's docstring."""
    assert problems_of(tmp_path, examples(rule)["Passes"]) == ()


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.find.__name__)
def test_the_failing_example_of_a_rule_has_that_problem_alone(tmp_path, rule):
    """The failing example of a rule's docstring has one problem, that rule's."""
    (problem,) = problems_of(tmp_path, examples(rule)["Fails"])
    assert problem.rule == rule.name
    assert problem.level == ("warning" if rule.name in WARNINGS else "error")


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.find.__name__)
def test_a_rule_says_in_every_language_what_was_expected(tmp_path, rule):
    """The message of a rule is in the catalogue of every language and names what was expected."""
    (problem,) = problems_of(tmp_path, examples(rule)["Fails"])
    texts = [Translator(lang).message(problem.message) for lang in languages()]
    assert len(set(texts)) == len(texts)
    assert re.search(r"\bexpected\b", str(problem.message))
    assert re.search("应", Translator("zh").message(problem.message))


def test_every_rule_is_run():
    """Every rule that a module of the package defines is run, once."""
    names = [module.name for module in pkgutil.iter_modules(checks.__path__, "tracker.checks.")]
    defined = [
        value
        for name in names
        for value in vars(import_module(name)).values()
        if isinstance(value, (Rule, PortfolioRule))
    ]
    assert sorted(map(id, defined)) == sorted(map(id, EVERY_RULE))
    assert len(names) > 10


def test_a_valid_file_has_no_problem(tmp_path):
    """The smallest valid file has no problem."""
    assert rules_of(tmp_path, "") == []


def test_ten_mistakes_are_reported_with_their_lines(tmp_path):
    """Ten different mistakes in one file are reported at once, each with its line."""
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
    assert summarized(check(load(path), TODAY)) == [
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


def test_problems_of_reading_and_of_rules_are_sorted_together(tmp_path):
    """All problems are in one list, sorted by position; a second check returns the same."""
    path = samples.write(tmp_path, samples.target("lead: null\ndue: x\ntheme: none"))
    portfolio = load(path)
    problems = check(portfolio, TODAY)
    assert [problem.rule for problem in problems] == ["reference", "no-lead", "date"]
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)
    assert problems == check(portfolio, TODAY)


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
def test_an_invalid_part_is_reported_once(tmp_path, fields):
    """No rule reports a part as missing that reading has reported as invalid."""
    path = samples.write(tmp_path, samples.target(fields))
    portfolio = load(path)
    more = set(check(portfolio, TODAY)) - set(portfolio.problems)
    assert portfolio.problems
    assert {problem.rule for problem in more} <= {"no-evidence", "no-due"}


def test_today_is_not_the_future(tmp_path):
    """An update may be reported today, not tomorrow."""
    fields = samples.updates(("2026-01-01", 1))
    assert rules_of(tmp_path, fields) == []
    late = "updates: [{date: 2022-01-31, reported: 2026-01-02, note: x, evidence: {title: z, grade: A}}]"
    assert rules_of(tmp_path, late) == ["future"]


def test_a_duplicate_id_names_the_position_of_the_first(tmp_path):
    """The message on a duplicate id names file and line of the first."""
    samples.write(tmp_path, samples.TARGET, name="a.yaml")
    samples.write(tmp_path, samples.target("id: roads"), samples.TARGET, name="b.yaml")
    (problem,) = check(load(tmp_path), TODAY)
    assert problem.file.endswith("b.yaml")
    assert problem.message == Message("check.id", id="homes", file=str(tmp_path / "a.yaml"), line=8)


@pytest.mark.parametrize(
    ("fields", "key", "block", "near"),
    [
        ("theme: hosing", "hosing", "themes", "housing"),
        ("lead: bureaux", "bureaux", "organisations", "bureau"),
        ("source: {document: papers}", "papers", "documents", "paper"),
        ("source: {document: xyz}", "xyz", "documents", None),
        (
            "updates: [{date: 2022-01-31, evidence: {document: papr, grade: A}}]",
            "papr",
            "documents",
            "paper",
        ),
        (
            "context: [{date: 2022-01-31, text: x, evidence: {document: papr, grade: A}}]",
            "papr",
            "documents",
            "paper",
        ),
        (
            (
                "revisions: [{date: 2022-01-31, field: target, from: 1, to: 1000, reason: x, "
                "evidence: {document: papr}}]"
            ),
            "papr",
            "documents",
            "paper",
        ),
    ],
)
def test_every_reference_is_followed(tmp_path, fields, key, block, near):
    """An undefined key is reported with the nearest defined one, wherever it is used."""
    (problem,) = check(load(samples.write(tmp_path, samples.target(fields))), TODAY)
    assert problem.rule == "reference"
    suggestion = Message("value.did_you_mean", name=near) if near else ""
    assert problem.message == Message(
        "check.reference", key=key, block=block, suggestion=suggestion
    )


def test_a_plan_must_be_defined_where_the_portfolio_defines_plans(tmp_path):
    """A plan is free text until the portfolio lists its plans."""
    path = samples.write(tmp_path, samples.target('plan: "135"'))
    assert check(load(path), TODAY) == ()
    path.write_text('plans: {"136": x}\n' + path.read_text("utf-8"), encoding="utf-8")
    (problem,) = check(load(path), TODAY)
    assert problem.rule == "reference"
    assert problem.message.params["suggestion"] == Message("value.did_you_mean", name="136")


def test_references_into_another_file_resolve(tmp_path):
    """A file may use what another file defines."""
    samples.write(tmp_path, name="a.yaml")
    (tmp_path / "b.yaml").write_text(samples.as_list((samples.TARGET,)), encoding="utf-8")
    assert check(load(tmp_path), TODAY) == ()


@pytest.mark.parametrize(
    "text", ["themes: {roads: [}\n", "- a\n", "themes: [a]\ndocuments: [a]\norganisations: [a]\n"]
)
def test_references_wait_until_definitions_can_be_read(tmp_path, text):
    """Where an error hides definitions, no reference is reported as undefined."""
    targets = samples.as_list((samples.TARGET,))
    (tmp_path / "a.yaml").write_text("portfolio: {title: x}\n" + targets, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    portfolio = load(tmp_path)
    assert portfolio.problems
    assert check(portfolio, TODAY) == portfolio.problems


def test_a_misspelt_block_is_one_mistake(tmp_path):
    """A block with a misspelt name is one problem, not one for every target that refers to it."""
    path = samples.write(tmp_path, samples.TARGET)
    path.write_text(path.read_text("utf-8").replace("documents:", "document:"), encoding="utf-8")
    assert [problem.rule for problem in check(load(path), TODAY)] == ["unknown-key"]


def test_a_misspelt_block_does_not_hide_references_into_the_others(tmp_path):
    """Undefined keys of a block with the right name are still reported."""
    path = samples.write(tmp_path, samples.target("theme: roads"))
    path.write_text(path.read_text("utf-8") + "document: {}\n", encoding="utf-8")
    assert sorted(p.rule for p in check(load(path), TODAY)) == ["reference", "unknown-key"]


def test_a_missing_block_defines_nothing(tmp_path):
    """Without the block documents, a document that a target names is undefined."""
    path = samples.write(tmp_path, samples.TARGET)
    text = "".join(
        part
        for name, part in samples.blocks(path.read_text("utf-8")).items()
        if name != "documents"
    )
    path.write_text(text, encoding="utf-8")
    assert [problem.rule for problem in check(load(path), TODAY)] == ["reference"]


def test_suggestions_are_limited(tmp_path):
    """A suggestion is searched once per key, for 50 keys at most: every problem is still reported."""
    other = [samples.target(f"id: t{n}\ntheme: housing{n}") for n in range(200)]
    problems = check(load(samples.write(tmp_path, *other, samples.target("theme: hous"))), TODAY)
    assert len(problems) == 201
    assert {problem.rule for problem in problems} == {"reference"}
    suggested = [problem for problem in problems if problem.message.params["suggestion"]]
    assert len(suggested) == 50


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
        ("context: [{date: 2022-01-31, text: x, evidence: {title: z}}]", "no-grade"),
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
def test_further_failing_cases(tmp_path, fields, rule):
    """Failing cases beside the examples of the docstrings."""
    reported = rules_of(tmp_path, fields)
    assert rule in reported
    assert set(reported) <= {rule, "no-lead"}


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
def test_further_passing_cases(tmp_path, fields):
    """Values at a bound pass, and so does free text."""
    assert rules_of(tmp_path, fields) == []


@pytest.mark.parametrize(
    ("updates", "rules"),
    [
        (
            "{date: 2022-03-31, value: 1, EV}, {date: 2022-03-31, value: 1, reported: 2022-05-01, EV}",
            ["same-update"],
        ),
        ("{date: 2022-03-31, value: 1, by: a, EV}, {date: 2022-03-31, value: 1, by: b, EV}", []),
        (
            "{date: 2022-03-31, value: 1, EV}, {date: 2022-03-31, corrects: 2022-03-31, value: 2, EV}",
            [],
        ),
        ("{date: 2022-03-31, value: 1, EV}, {date: 2022-03-31, spent: 2, EV}", []),
        ("{date: 2022-03-31, spent: 1, EV}, {date: 2022-03-31, spent: 1 亿元, EV}", []),
        (
            "{date: 2022-03-31, spent: 1, EV}, {date: 2022-03-31, spent: 1 万元, EV}",
            ["two-figures"],
        ),
        ("{date: 2022-03-31, value: , note: x, EV}", ["blank"]),
        ("{date: 2022-03-31, value: null, note: ~, done: , EV}", ["blank"] * 3),
        ("{date: 2022-03-31, value: 1, done: [], EV}", []),
        ("{date: 2022-03-31, spent: -3 万元, EV}", ["negative-spent"]),
        ("{date: 2022-03-31, spent: -3, EV}", ["negative-spent"]),
        ("{date: 2022-03-31, value: 1, by: Bureau, EV}", ["by"]),
        ("{date: 2022-03-31, value: 1, by: bureua, EV}", ["by"]),
        ("{date: 2022-03-31, value: 1, by: housing  bureau, EV}", ["by"]),
        ("{date: 2022-03-31, value: 1, by: ｂureau, EV}", ["by"]),
        ("{date: 2022-03-31, value: 1, by: {zh: 甲局, en: HousingBureau}, EV}", ["by"]),
        ("{date: 2022-03-31, value: 1, by: Housing Bureau, EV}", []),
        ("{date: 2022-03-31, value: 1, by: 住房局, EV}", []),
    ],
)
def test_reports_that_repeat_or_contradict_others(tmp_path, updates, rules):
    """The rules for reports hold for a file that was edited by hand, too."""
    text = updates.replace("EV", "evidence: {title: x, grade: A}")
    assert rules_of(tmp_path, f"updates: [{text}]\n") == rules


FLOW = 'measure: {kind: flow, unit: x, years: {"2022": 400, "2023": 400}}\nstart: 2022-01-01\ndue: 2023-12-31\n'
SEASONAL = "measure: {kind: level, unit: x, baseline: 1, target: 300, season: quarter}\n"
LEVEL = "measure: {kind: level, unit: x, baseline: 1, target: 300}\n"


@pytest.mark.parametrize(
    ("measure", "corrected", "on", "rules"),
    [
        (FLOW, "2022-12-31", "2023-02-15", ["corrects-date"]),
        (FLOW, "2022-11-30", "2022-12-31", []),
        (SEASONAL, "2022-03-31", "2022-07-15", ["corrects-date"]),
        (SEASONAL, "2022-03-31", "2022-04-15", []),
        (LEVEL, "2022-03-31", "2022-07-15", []),
        (LEVEL, "2022-03-31", "2022-03-31, reported: 2022-07-15", []),
    ],
)
def test_a_correction_is_of_the_period_that_it_corrects(tmp_path, measure, corrected, on, rules):
    """Of a flow within the year, of a seasonal figure within the season; else any later day without a figure between."""
    evidence = "evidence: {title: x, grade: A}"
    fields = (
        f"{measure}updates:\n  - {{date: {corrected}, value: 100, {evidence}}}\n"
        f"  - {{date: {on}, corrects: {corrected}, value: 95, {evidence}}}\n"
    )
    assert rules_of(tmp_path, fields) == rules
    between = fields.replace(
        "  - {date: 2022-07",
        f"  - {{date: 2022-06-30, value: 99, {evidence}}}\n  - {{date: 2022-07",
    )
    if measure == LEVEL and between != fields:
        assert rules_of(tmp_path, between) == ["corrects-date"]


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
        ("measure: {kind: floor, unit: x, floor: 100}\n" + samples.updates(*FALLS), []),
        (
            "measure: {kind: level, unit: x, baseline: 100, target: 300}\n"
            + samples.updates(*FALLS),
            [],
        ),
        (samples.updates(("2022-06-30", 120), ("2022-03-31", 210)), ["update-order", "falling"]),
        (samples.updates(("2022-06-30", 210), ("2022-03-31", 120)), ["update-order"]),
        (samples.updates(("2022-03-31", 210), ("2022-03-31", 120)), ["two-figures"]),
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
        # a correction replaces the figure that it corrects
        (
            graded(
                ("2022-03-31", 210, "A", ""),
                ("2022-06-30", 220, "A", ""),
                ("2022-03-31", 205, "A", "reported: 2022-08-01, corrects: 2022-03-31, "),
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
        # a correction without figures withdraws the value; one of spending alone leaves it
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
        # one wrong figure is one problem
        (samples.updates(("2022-03-31", 210), ("2022-06-30", 2), ("2022-09-30", 230)), ["falling"]),
        (samples.updates(("2022-03-31", 210), ("2022-06-30", 210), ("2022-09-30", 2)), ["falling"]),
    ],
)
def test_a_running_total_falls_or_not(tmp_path, fields, rules):
    """Effective figures are compared by day, whatever their order in the file."""
    assert sorted(rules_of(tmp_path, fields)) == sorted(rules)


def test_a_fall_names_both_days_and_values(tmp_path):
    """The message names the figures that disagree, with their days."""
    (problem,) = check(
        load(samples.write(tmp_path, samples.target(samples.updates(*FALLS)))), TODAY
    )
    for word in ("210", "2022-03-31", "120", "2022-06-30"):
        assert word in str(problem)


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
        (spent(("2022-03-31", "1 EUR", ""), ("2022-06-30", "0.5", "")), ["currency"]),
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


def test_a_missing_unit_of_money_is_one_problem_per_file(tmp_path):
    """Amounts without a unit and without `portfolio.money` are reported once, with their number."""
    fields = "budget: {approved: 5}\n" + spent(("2022-03-31", 2, ""), ("2022-06-30", "3 万元", ""))
    path = samples.write(tmp_path, samples.target(fields), money=None)
    (problem,) = check(load(path), TODAY)
    assert problem.rule == "money-unit"
    assert problem.message == Message("check.money-unit.more", amount=5.0, count=1)
    assert rules_of(tmp_path, "budget: {approved: 5 万元}", money=None) == []
    assert rules_of(tmp_path, "budget: {approved: 5 EUR}", money=None) == ["currency"]


def test_an_invalid_header_is_the_only_problem(tmp_path):
    """An error in the header, which may hide the unit, is not reported for every amount."""
    fields = "budget: {approved: 5}\n" + spent(("2022-03-31", "2 USD", ""))
    assert rules_of(tmp_path, fields, titel="x") == ["unknown-key"]


def test_files_may_count_in_units_of_their_own(tmp_path):
    """A file in 万元 beside one in 亿元 is valid; its amounts are read in its unit."""
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
        (revised("target", ("2022-01-31", 1000, 1000)), ["revision-same"]),
        (revised("due", ("2022-01-31", "2022-12-31", "2022-12-31")), ["revision-same"]),
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
def test_revisions_lead_to_the_current_goal(tmp_path, fields, rules):
    """Revisions of a field are of its type, each starts from the last one, and the record has the result."""
    assert rules_of(tmp_path, fields) == rules


def test_a_field_that_cannot_be_revised_names_those_that_can(tmp_path):
    """The message lists the fields that this kind of target has."""
    path = samples.write(tmp_path, samples.target(revised("floor", ("2022-01-31", 1, 2))))
    (problem,) = check(load(path), TODAY)
    fields = ["target", "start", "due", "budget"]
    assert problem.message == Message(
        "check.revision-field.kind", kind="cumulative", field="floor", fields=fields
    )


def test_revisions_out_of_order_are_still_joined_by_date(tmp_path):
    """A revision out of order is one warning; the chain follows the dates."""
    fields = revised("target", ("2022-03-31", 1100, 1000), ("2022-01-31", 1200, 1100))
    assert rules_of(tmp_path, fields) == ["revision-order"]


def test_headers_without_settings_agree(tmp_path):
    """A second header without thresholds or money uses those of the first."""
    samples.write(tmp_path, samples.TARGET, name="a.yaml", thresholds="{amber: 5, red: 20}")
    samples.write(tmp_path, name="b.yaml", money=None)
    assert check(load(tmp_path), TODAY) == ()


def test_thresholds_may_change_together(tmp_path):
    """Thresholds may be zero, and equal."""
    assert rules_of(tmp_path, "", thresholds="{amber: 0, red: 0}") == []


def test_a_second_definition_is_reported_at_its_key(tmp_path):
    """A definition that differs is reported at its key, with file and line of the first one."""
    samples.write(tmp_path, samples.TARGET, name="a.yaml")
    (tmp_path / "b.yaml").write_text("themes: {housing: Homes}\n", encoding="utf-8")
    (problem,) = check(load(tmp_path), TODAY)
    assert (problem.line, problem.column) == (1, 10)
    assert problem.message == Message(
        "check.definition", key="housing", block="themes", file=str(tmp_path / "a.yaml"), line=4
    )


def test_thresholds_below_zero_are_refused(tmp_path):
    """Thresholds are points behind plan: none is negative."""
    assert rules_of(tmp_path, "", thresholds="{amber: -5, red: 20}") == ["thresholds-order"]


def test_definitions_are_compared_as_they_are_meant(tmp_path):
    """Definitions are compared by content, not by style; an invalid definition is reported once."""
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


@pytest.mark.parametrize(
    "others", ["themes: {roads: Roads}\n", "", "portfolio: {title: A, money: CNY}\n"]
)
def test_a_target_is_checked_again_where_what_it_refers_to_has_changed(others):
    """Definitions, parts, units and the day are part of what a target without errors was checked with."""
    part = samples.target("id: part")
    fields = "id: all\nmeasure: {kind: parts, parts: [{target: part}, {target: homes}]}\n"
    updates = samples.updates(("2022-03-31", 100))
    first = samples.portfolio_text(
        samples.target(f"theme: roads\nbudget: {{approved: 1}}\n{updates}"), samples.target(fields)
    )
    before = load_texts(
        {"a.yaml": first, "b.yaml": "themes: {roads: Roads}\n" + samples.as_list((part,))}
    )
    clean = CleanTargets()
    assert errors(before, TODAY, clean) == ()
    after = with_parts(before, load_texts({"b.yaml": others}).parts)
    assert before.targets[0] is after.targets[0]
    for day in (TODAY, dt.date(2022, 1, 1), TODAY):
        expected = errors(after, day)
        assert expected
        assert errors(after, day, clean) == expected


def test_an_acceptance_by_the_lead_is_named_in_the_readers_language():
    """The bureau by its name, not by its key."""
    text = samples.portfolio_text(samples.target("accepted: {on: 2022-12-31, by: bureau}"))
    text = text.replace("bureau: Housing Bureau", "bureau: {zh: 区房管局, en: Housing Bureau}")
    (problem,) = [
        one for one in check(load_texts({"t.yaml": text}), TODAY) if one.rule == "accepted-by"
    ]
    for lang, name in (("zh", "核验单位为 区房管局"), ("en", "accepted by Housing Bureau, who")):
        assert name in Translator(lang).message(problem.message)


def test_a_plus_is_found_however_the_update_is_written():
    """In a line or a block, quoted, in spending, after a record that cannot be read; not in a note."""
    text = samples.portfolio_text(
        samples.target(
            "updates:\n"
            "  - {date: 2022-03-30, value: many}\n"
            "  - {date: 2022-03-31, 'value': +100, note: 'value: +1'}\n"
            "  - date: 2022-06-30\n    value: 200\n    spent: '+3 万元'\n"
            "  - {date: 2022-09-30, value: 300, note: 'spent: +1'}\n"
        )
    )
    found = [one for one in check(load_texts({"t.yaml": text}), TODAY) if one.rule == "plus"]
    assert [one.message.params["found"] for one in found] == ["+100", "+3 万元"]
    lines = text.splitlines()
    assert [lines[one.line - 1][one.column - 1 :][:4] for one in found] == ["+100", "'+3 "]


@pytest.mark.parametrize(
    ("points", "revised_from", "rules"),
    [
        ([("2022-03-31", 300), ("2022-06-30", 200)], None, ["trajectory-values"]),
        ([("2022-03-31", 3000)], None, ["trajectory-values"]),
        ([("2022-03-31", -1)], None, ["trajectory-values"]),
        ([("2022-03-31", 0), ("2022-06-30", 0), ("2022-09-30", 1000)], None, []),
        ([("2022-03-31", 1100)], 1200, []),
        ([("2022-03-31", 1300)], 1200, ["trajectory-values"]),
    ],
)
def test_planned_totals_lead_from_the_baseline_to_the_goal(tmp_path, points, revised_from, rules):
    """A plan of the goal before a revision may exceed the lowered one."""
    fields = "trajectory:\n" + "".join(
        f"  - {{date: {day}, value: {value}}}\n" for day, value in points
    )
    if revised_from:
        fields += revised("target", ("2022-07-31", revised_from, 1000))
    assert rules_of(tmp_path, fields) == rules
