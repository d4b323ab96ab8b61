"""What holds of every portfolio of real commitments: whole, sourced, in both languages, fair to the reporters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import BaseModel
from support.editors import as_editors_read, validator
from support.judging import snapshot_at
from support.looking import NEWEST_DAY, REAL_DATA, new_zealand, real

from tracker.analysis.review import review
from tracker.analysis.snapshot import Snapshot
from tracker.checks.run import check
from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import QUANTITY_KINDS
from tracker.portfolio.problems import errors_only
from tracker.portfolio.texts import Bilingual

CHINESE = re.compile("[\u4e00-\u9fff]")
RECORDS = {"real": real(), "nz": new_zealand()}
SIZES = {"real": 27, "nz": 17}
FILES = [
    pytest.param(path, id=path.name)
    for data in REAL_DATA.values()
    for path in (sorted(data.glob("*.yaml")) if data.is_dir() else [data])
]

each_portfolio = pytest.mark.parametrize("name", REAL_DATA)
TARGETS = [target for at in RECORDS.values() for target in at.targets]
each_target = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
each_target_of_its_record = pytest.mark.parametrize(
    ("at", "target"),
    [pytest.param(at, target, id=target.id) for at in RECORDS.values() for target in at.targets],
)


def texts(record: object) -> Iterator[object]:
    """Every text of a record that has a language, wherever in it: both, or a plain one."""
    if isinstance(record, Bilingual):
        yield record
    elif isinstance(record, BaseModel):
        for name in type(record).model_fields:
            if name in (
                "title",
                "promise",
                "note",
                "reason",
                "caveat",
                "text",
                "unit",
                "publisher",
            ):
                if getattr(record, name) is not None:
                    yield getattr(record, name)
            else:
                yield from texts(getattr(record, name))
    elif isinstance(record, tuple):
        for item in record:
            yield from texts(item)
    elif isinstance(record, dict):
        for item in record.values():
            yield from texts(item)


@each_portfolio
def test_it_checks_without_an_error(name):
    """Nothing is wrong with the data; what is warned of is what the sources leave open."""
    problems = check(RECORDS[name], NEWEST_DAY)
    assert errors_only(problems) == []
    assert {problem.rule for problem in problems} <= {"no-lead", "no-start", "no-due"}
    assert len(RECORDS[name].targets) == SIZES[name]


@pytest.mark.parametrize("path", FILES)
def test_editors_find_nothing_wrong(path):
    """The first line gives completion and hover help by the published schema, which accepts the file."""
    text = path.read_text(encoding="utf-8")
    schema = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", text.splitlines()[0])
    assert schema is not None
    assert (path.parent / schema[1]).resolve() == Path(
        REAL_DATA["real"].with_name("targets.schema.json")
    )
    assert [error.message for error in validator().iter_errors(as_editors_read(text))] == []


@each_target_of_its_record
def test_every_promise_has_its_source_and_its_words(at, target):
    """The document is one of the record, and the commitment is written out."""
    assert target.source.document in at.documents
    assert target.promise


@each_target
def test_every_text_is_in_both_languages(target):
    """Chinese where Chinese is read, English where English is: no plain text serves both."""
    bilingual = list(texts(target))
    assert len(bilingual) >= 2
    for text in bilingual:
        if text == "%":
            continue
        assert isinstance(text, Bilingual), text
        assert CHINESE.search(text.zh), text.zh
        assert not CHINESE.search(text.en), text.en


@each_portfolio
def test_names_and_documents_are_in_both_languages(name):
    """The same holds for themes, plans, organisations, documents and ratings."""
    at = RECORDS[name]
    blocks = (at.themes, at.plans, at.organisations, at.documents, at.header.ratings)
    bilingual = [text for block in blocks for text in texts(dict(block))]
    assert len(bilingual) > 80
    for text in bilingual:
        assert isinstance(text, Bilingual), text
        assert CHINESE.search(text.zh), text.zh
        assert not CHINESE.search(text.en), text.en


@each_target_of_its_record
def test_every_figure_and_fact_has_its_evidence(at, target):
    """Graded, and with a document or a title: nothing stands for itself."""
    for item in (*target.updates, *target.context, *target.revisions):
        assert item.evidence is not None
        assert item.evidence.grade in ("A", "B", "C")
        assert item.evidence.document in at.documents or item.evidence.title


@each_target
def test_what_was_added_has_its_reason(target):
    """What the curator may add to a goal; everything else is the source's."""
    allowed = {"start", "due", "measure", "milestones", "trajectory", "baseline", "target"}
    assert set(target.assumed) <= allowed
    for name in ("start", "due"):
        assert name not in target.assumed or getattr(target, name) is not None


@each_target
def test_a_related_fact_says_why_it_does_not_count(target):
    """Every context item has its caveat, and so has every figure that is not the official one."""
    for fact in target.context:
        assert fact.evidence.caveat, fact.date
    for update in target.updates:
        assert update.evidence.grade == "A" or update.evidence.caveat, update.date


@each_target
def test_a_line_nobody_planned_is_marked_as_assumed(target):
    """Where no source gives interim figures, the straight line is the curator's."""
    if target.measure.kind in QUANTITY_KINDS:
        assert "trajectory" in target.assumed


@each_target_of_its_record
def test_no_figure_of_an_undated_page_is_known_on_its_own_day(at, target):
    """It became known later, and the record says since when it counts as known."""
    items: tuple[Any, ...] = (*target.updates, *target.context)
    for item in items:
        document = at.documents[item.evidence.document]
        if document.published is None:
            known = item.reported or item.date
            assert known > item.date or known == at.header.report.from_, item.date
            assert item.evidence.caveat


@each_portfolio
def test_every_document_and_name_is_used(name):
    """Nothing is kept that no record speaks of."""
    at = RECORDS[name]
    used = {target.source.document for target in at.targets}
    declared = set()
    for target in at.targets:
        items: tuple[Any, ...] = (*target.updates, *target.context)
        used |= {item.evidence.document for item in items}
        declared |= {update.declared for update in target.updates}
    assert used == set(at.documents)
    assert declared - {None} == set(at.header.ratings)
    assert {target.theme for target in at.targets} == set(at.themes)
    assert {target.plan for target in at.targets} - {None} == set(at.plans)
    named: set[object] = {target.lead for target in at.targets}
    named |= {update.by for target in at.targets for update in target.updates}
    assert named - {None} <= set(at.organisations)


@each_portfolio
def test_nobody_is_late_for_days_before_the_record_began(name):
    """The rule is the record's own, so no report of an earlier day was owed to it."""
    at = RECORDS[name]
    began = at.header.report.from_
    assert began is not None
    for day in (began.replace(year=began.year - 3), began.replace(year=began.year - 1), began):
        rows = snapshot_at(at, day).assessed
        assert not (rows["reported_late_days"] > 0).any()
        assert not rows["why_zh"].str.contains("逾期").any()
        assert not rows["why_en"].str.contains(r"\blate\b").any()


@each_portfolio
def test_a_past_day_knows_nothing_of_later_reports(name):
    """On every day on which something became known, the record cut off there judges and expects as the whole one does.

    So do the reviews from each third of these days to the next.
    """
    whole = RECORDS[name]
    days = {
        update.known_on
        for target in whole.targets
        for update in target.updates
        if update.known_on < NEWEST_DAY
    }
    assert len(days) > 3
    before = None
    for number, day in enumerate(sorted(days)):
        cut = _until(day, whole)
        then, as_cut = snapshot_at(whole, day), Snapshot.at(cut, day)
        pd.testing.assert_frame_equal(then.assessed, as_cut.assessed, check_dtype=False)
        for target in whole.targets:
            assert repr(then.outlook(target.id)) == repr(as_cut.outlook(target.id)), target.id
        if number % 3:
            continue
        if before is not None:
            parts = _review_parts(before, then)
            as_cut_parts = _review_parts(Snapshot.at(cut, before.as_of, as_cut.tables), as_cut)
            for part in parts:
                assert parts[part] == as_cut_parts[part], (part, before.as_of, day)
        before = then


def _review_parts(then: Snapshot, now: Snapshot) -> dict[str, str]:
    """What a review says, without the places of the reports in the file."""
    parts = review(then, now)._asdict()
    parts["figures"] = [row._replace(number=0) for row in parts["figures"]]
    return {name: repr(part) for name, part in parts.items() if name not in ("then", "now")}


def _until(day: dt.date, whole: Portfolio) -> Portfolio:
    """A portfolio without the updates that became known after the day."""
    return replace(
        whole,
        targets=tuple(
            target.model_copy(
                update={
                    "updates": tuple(
                        update
                        for update in target.updates
                        if (update.reported or update.date) <= day
                    )
                }
            )
            for target in whole.targets
        ),
    )
