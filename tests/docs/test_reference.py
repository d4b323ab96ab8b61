"""docs/record.md and docs/status.md agree with the code, in both languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import yaml
from click.testing import CliRunner
from PIL import Image
from pydantic import BaseModel
from support.documents import ROOT, blocks, name, tables
from support.looking import demonstration, new_zealand, real

from tracker.analysis.assessment import STATUSES, assess
from tracker.analysis.tables import tables as data_tables
from tracker.cli import main
from tracker.i18n import LOCALE_DIR, STATUS_SHAPES, Translator, languages
from tracker.portfolio import model
from tracker.portfolio.entries import Grade, Revision
from tracker.portfolio.header import Frequency, Thresholds
from tracker.portfolio.load import load
from tracker.portfolio.measures import KINDS
from tracker.portfolio.problems import errors_only
from tracker.portfolio.texts import Bilingual

RECORDS = [ROOT / "docs" / file for file in ("record.md", "record.zh-CN.md")]
STATUS_PAGES = [ROOT / "docs" / file for file in ("status.md", "status.zh-CN.md")]
each_record = pytest.mark.parametrize("path", RECORDS, ids=name)
each_status_page = pytest.mark.parametrize("path", STATUS_PAGES, ids=name)
EXAMPLES = [
    pytest.param(code, id=f"{path.name} {number}")
    for path in RECORDS
    for number, code in enumerate(blocks(path, "yaml"), 1)
]


def models(kind: Any) -> Iterator[type[BaseModel]]:
    """A model and every model its fields contain."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from models(field.annotation)
            yield from (each for extra in field.metadata for each in models(extra))
        return
    for part in get_args(kind):
        yield from models(part)


FIELDS = sorted(
    {
        field.alias or key
        for kind in models(model.PortfolioFile)
        if kind is not Bilingual
        for key, field in kind.model_fields.items()
    }
)


def choices(kind: Any) -> set[str]:
    return set(get_args(kind))


@each_record
def test_every_field_of_the_record_is_described(path):
    """Each field of each block is named, as code."""
    text = path.read_text(encoding="utf-8")
    assert "from" in FIELDS
    assert "amber" in FIELDS
    assert [field for field in FIELDS if not re.search(rf"`{field}[`:]", text)] == []


@each_record
def test_every_choice_of_a_field_is_described(path):
    """Kinds of measure, reporting periods, evidence grades and revised fields are named."""
    text = path.read_text(encoding="utf-8")
    known = set(KINDS) | choices(Frequency) | choices(Grade)
    known |= choices(Revision.model_fields["field"].annotation)
    assert [word for word in sorted(known) if f"`{word}`" not in text] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_a_record_is_clean(example, tmp_path, monkeypatch):
    """An example copied from the page has neither errors nor warnings."""
    (tmp_path / "targets.yaml").write_text(example, encoding="utf-8")
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (4, 3)).save(tmp_path / "photos" / "renewal.jpg")
    monkeypatch.chdir(tmp_path)
    check = CliRunner().invoke(main.main, ["check", "targets.yaml", "--strict"])
    assert (check.exit_code, check.stdout) == (0, "")


@each_record
def test_the_smallest_file_has_no_line_to_spare(path, tmp_path):
    """Each line of the smallest file is needed: without it there is an error or a warning."""
    lines = blocks(path, "yaml")[0].splitlines(keepends=True)
    file = tmp_path / "targets.yaml"
    for number in range(len(lines)):
        file.write_text("".join(lines[:number] + lines[number + 1 :]), encoding="utf-8")
        assert CliRunner().invoke(main.main, ["check", str(file), "--strict"]).exit_code, lines[
            number
        ]


@each_record
def test_the_full_example_has_every_field_of_a_target(path, tmp_path):
    """The full example sets every field of a target, and its first figure is judged."""
    file = tmp_path / "targets.yaml"
    file.write_text(blocks(path, "yaml")[1], encoding="utf-8")
    portfolio = load(file)
    assert errors_only(portfolio.problems) == []
    fields = model.Target.model_fields
    assert [key for key in fields if not any(getattr(t, key) for t in portfolio.targets)] == []
    judged, *_ = assess(data_tables(portfolio), dt.date(2022, 4, 1)).itertuples()
    assert (judged.status, judged.value) == ("on_track", 210)


def _rows(path, columns: int, head: str) -> list[list[str]]:
    """The rows of the page's table that has a row whose second cell, or first, is ``head``."""
    (rows_of_table,) = [
        rows
        for rows in tables(path)
        if len(rows[0]) == columns and any(head in row[:2] for row in rows)
    ]
    return rows_of_table


@each_status_page
def test_every_status_is_in_the_table(path):
    """Each status with its shape, its English word and its Chinese word, in the order of the code."""
    rows = _rows(path, 3, "`unreported`")
    assert [row[1] for row in rows] == [f"`{status}`" for status in STATUSES]
    for row, status in zip(rows, STATUSES, strict=True):
        assert row[0].startswith(STATUS_SHAPES[status])
        for lang in languages():
            assert Translator(lang)(f"status.{status}") in row[0]


@each_status_page
def test_every_rule_is_in_the_table_with_its_status(path):
    """The table has every rule of the catalogue, each with the status it leads to."""
    rules = {row[0].strip("`"): row[2].strip("`") for row in _rows(path, 3, "`gap_red`")}
    catalogue = (LOCALE_DIR / "en.po").read_text(encoding="utf-8")
    assert set(rules) == set(re.findall(r'msgid "rule\.(\w+)"', catalogue))
    seen = set()
    for portfolio in (real(), new_zealand(), demonstration()):
        for day in (dt.date(2022, 6, 30), dt.date(2023, 3, 1), dt.date(2026, 3, 31)):
            for row in assess(data_tables(portfolio), day).itertuples():
                assert rules[row.rule] == row.status
                seen.add(row.rule)
    assert len(seen) > len(rules) / 2


@each_status_page
def test_the_thresholds_shown_are_the_defaults(path):
    """The example of thresholds shows the values that hold without it."""
    (example,) = blocks(path, "yaml")
    header = yaml.safe_load(example)["portfolio"]
    assert Thresholds.model_validate(header["thresholds"]) == Thresholds()
