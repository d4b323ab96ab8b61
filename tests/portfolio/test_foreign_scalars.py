"""Scalars that other YAML readers take for another value: a warning where they are read, quotes where written."""

import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support import samples
from support.looking import REAL_DATA

from tracker.portfolio.emitter import emit
from tracker.portfolio.load import load
from tracker.portfolio.reader import parse_document
from tracker.portfolio.records import validate_document

ROOT = Path(__file__).parents[2]
TEXT = samples.portfolio_text(
    samples.target(
        "title: {zh: 旧房改造, en: Old homes}\n"
        "milestones: [{id: plan, title: Plan}]\n"
        "updates:\n"
        "  - {date: 2022-03-31, value: 210, done: [plan], note: x, evidence: {title: Q1, grade: A}}\n"
    )
)


def warnings(text):
    problems = validate_document(parse_document(text)).problems
    return [(p.line, p.column) for p in problems if p.rule == "foreign-scalar"]


@pytest.mark.parametrize("value", ["1e400", "1e-320", "12345678901234567e3"])
def test_what_its_field_refuses_is_not_offered_in_other_words(tmp_path, value):
    """One problem says that it is no figure of the record; none offers `Infinity`."""
    path = samples.write(tmp_path, samples.TARGET + samples.updates(("2022-03-31", value)))
    assert [problem.rule for problem in load(path).problems] == ["number"]


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("id: homes", "id: no", "no"),
        ("id: homes", "id: 2026-06-30", "2026-06-30"),
        ("id: homes", "id: 0210", "0210"),
        ("id: homes", "id: 1e3", "1e3"),
        ("en: Old homes", "en: Yes", "Yes"),
        ("en: Old homes", "en: 12:30", "12:30"),
        ("en: Old homes", "en: 1_000", "1_000"),
        ("en: Old homes", "en: 0x1F", "0x1F"),
        ("en: Old homes", "en: 2026", "2026"),
        ("en: Old homes", "en: .5", ".5"),
        ("note: x", "note: on", "on"),
        ("note: x", "note: off", "off"),
        ("note: x", "note: true", "true"),
        ("note: x", "note: 1.5", "1.5"),
        ("note: x", "note: 2022-03-31 10:00:00", "2022-03-31 10:00:00"),
        ("value: 210", "value: 0210", "0210"),
        ("value: 210", "value: 1e3", "1e3"),
        ("value: 210", "value: -007", "-007"),
        ("unit: 户", "unit: y", "y"),
        ("unit: 户", "unit: 户, basis: no", "no"),
        ("due: 2022-12-31", "due: 2022-12-31\n    budget: {announced: 0210}", "0210"),
        ("done: [plan]", "done: [off]", "off"),
        ("done: [plan]", "done: [plan, 2022]", "2022"),
        ("{housing: Housing}", "{housing: No}", "No"),
        ("{bureau: Housing Bureau}", "{bureau: B, 2022-01-01: C}", "2022-01-01"),
        ("{bureau: Housing Bureau}", "{bureau: B, on: C}", "on"),
    ],
)
def test_a_value_that_others_read_otherwise_is_a_warning_at_its_place(old, new, value):
    """Octal numbers, exponents, base 60, booleans, dates and numbers in place of texts."""
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    index = text.index(new) + new.rindex(value)
    before = text[:index]
    assert warnings(text) == [(before.count("\n") + 1, index - before.rfind("\n"))]
    quoted = text[:index] + f'"{value}"' + text[index + len(value) :]
    assert warnings(quoted) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 210", "value: 0"),
        ("value: 210", "value: -0.5"),
        ("value: 210", "value: 0.50"),
        ("value: 210", "value: 1.5e+3"),
        ("note: x", "note: ~"),
        ("note: x", "note: 0210 homes"),
        ("note: x", "note: yes and no"),
        ("note: x", "note: 'a, no, id: no'"),
        ("source: {document: paper}", "source: {document: paper, article: 12}"),
        ("due: 2022-12-31", "due: 2022-12-31  # id: no, value: 0210"),
        (
            "due: 2022-12-31",
            "due: 2022-12-31\n    promise: |\n      id: no\n      - yes\n      value: 0210",
        ),
        ("due: 2022-12-31", "due: 2022-12-31\n    promise: 50,000 fewer"),
        ("due: 2022-12-31", "due: 2022-12-31\n    promise: 2026, or later"),
        ("due: 2022-12-31", "due: 2022-12-31\n    public: false"),
        ("{title: Morning Paper}", "{title: P, published: 2022}"),
    ],
)
def test_values_that_all_read_alike_are_no_warning(old, new):
    """Typed values in their normal form, quoted texts, block texts and comments."""
    assert old in TEXT
    assert warnings(TEXT.replace(old, new, 1)) == []


@pytest.mark.parametrize("name", REAL_DATA)
def test_the_real_files_have_none(name):
    """The commitments are read alike by every tool."""
    assert not any(p.rule == "foreign-scalar" for p in load(REAL_DATA[name]).problems)


@pytest.mark.parametrize(
    ("value", "field", "written"),
    [
        ("no", "id", '"no"'),
        ("2026-06-30", "id", '"2026-06-30"'),
        ("2026-06-30", "date", "2026-06-30"),
        ("0210", "value", '"0210"'),
        ("1e3", "value", '"1e3"'),
        ("210", "value", "210"),
        ("on", "note", '"on"'),
        ("1_000", "note", '"1_000"'),
        ("0x1F", "title", '"0x1F"'),
        ("12:30", "title", '"12:30"'),
        ("~", "title", '"~"'),
        ("null", "by", '"null"'),
    ],
)
def test_what_we_write_is_read_alike(value, field, written):
    """Quoted where others would read another value; plain where the type is theirs, too."""
    assert emit(value, field=field) == written


@given(st.from_regex(re.compile(r"[-+]?[0-9_:.eExXoa-fA-FynoYNt-]{1,12}"), fullmatch=True))
def test_any_text_is_the_same_text_to_pyyaml(text):
    """PyYAML reads as text whatever is written as text."""
    assert yaml.safe_load(f"a: {emit(text, field='title')}\n") == {"a": text}
    assert yaml.safe_load(f"{{{emit(text, field='title')}: 1}}\n") == {text: 1}


def test_a_large_file_is_read_in_little_more_time():
    """Candidates are looked up by their position, not by a walk over all values."""
    item = samples.target("note: no\n").replace("note: no\n", "")
    text = samples.portfolio_text(
        *[item.replace("id: homes", f"id: homes-{n}") for n in range(2000)]
    )
    document = parse_document(text.replace("title: Homes", "title: 2022"))
    begin = time.perf_counter()
    assert (
        len([p for p in validate_document(document).problems if p.rule == "foreign-scalar"]) >= 2000
    )
    assert time.perf_counter() - begin < 10
