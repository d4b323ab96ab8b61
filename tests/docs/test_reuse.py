"""The example of the documentation answers its question from the published data alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.looking import few, new_zealand
from support.published import site

from tracker.portfolio.texts import localize

PAGES = ("docs/publishing.md", "docs/publishing.zh-CN.md")


def example(page: str) -> str:
    (code,) = re.findall(r"(?s)```python\n(.*?)```", Path(page).read_text("utf-8"))
    return str(code)


@pytest.mark.parametrize(("name", "portfolio"), [("few", few), ("nz", new_zealand)])
def test_which_goals_were_revised_by_how_much_on_what_evidence(name, portfolio, capsys):
    """Ten lines of pandas list every revision of the record with its change, reason and evidence."""
    code = example(PAGES[0])
    assert len([line for line in code.splitlines() if line]) <= 10
    assert example(PAGES[1]) == code
    names: dict[str, Any] = {}
    exec(code.replace("https://targets.example.org/data/", f"{site(name)}/data/"), names)
    changes = names["changes"]
    expected = [
        (target.id, change)
        for target in portfolio().targets
        for change in target.revisions
        if change.public
    ]
    assert len(changes) == len(expected)
    assert bool(expected) == (name == "few")
    by_key = {(row.id, row.date, row.field): row for row in changes.itertuples()}
    for target_id, change in expected:
        row = by_key[target_id, change.date.isoformat(), change.field]
        assert row.reason_en == localize(change.reason, "en")
        assert isinstance(row.evidence_en, str) == (change.evidence is not None)
        if change.field in ("due", "start"):
            assert row.days == (change.to - change.from_).days
        elif isinstance(change.to, float):
            assert row.percent == pytest.approx(100 * (change.to / change.from_ - 1))
        else:
            assert pd.isna(row.days)
    printed = capsys.readouterr().out
    assert all(localize(change.reason, "en") in printed for _, change in expected)
