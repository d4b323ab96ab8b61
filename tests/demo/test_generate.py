"""The demonstration: realistic, valid, clearly marked, and never written over real data."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tracker.analysis.assessment import STATUSES, assess
from tracker.analysis.tables import tables
from tracker.checks.run import check
from tracker.demo import generate
from tracker.portfolio import model
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.measures import KINDS, LevelMeasure
from tracker.portfolio.money import Amount, convert_amount
from tracker.portfolio.problems import errors_only
from tracker.portfolio.texts import Bilingual

TODAY = dt.date(2026, 11, 23)
DAYS = (TODAY, dt.date(2024, 2, 29), dt.date(2025, 1, 1))
# the days around which the figures of a quarter are published, and ends of months and years
TURNS = tuple(
    dt.date(2027, month, day)
    for month, day in ((1, 20), (1, 21), (1, 31), (3, 31), (4, 20), (4, 21), (10, 20), (12, 31))
)


@cache
def demo_of(today: dt.date) -> Portfolio:
    """The demonstration of a day, written and read once."""
    with tempfile.TemporaryDirectory() as folder:
        return load(generate.write_portfolio(Path(folder), today))


@pytest.fixture
def portfolio() -> Portfolio:
    return demo_of(TODAY)


@pytest.mark.parametrize("today", DAYS + TURNS, ids=str)
def test_loads_and_checks_clean(today):
    """On any day it has no errors and three warnings."""
    portfolio = demo_of(today)
    assert portfolio.problems == ()
    problems = check(portfolio, today)
    assert errors_only(problems) == []
    assert Counter(problem.rule for problem in problems) == {"no-lead": 2, "no-due": 1}


@pytest.mark.parametrize("today", DAYS + TURNS, ids=str)
def test_every_status_occurs(today):
    """On any day every status occurs, in the proportions of a district that mostly does well."""
    judged = assess(tables(demo_of(today)), today)
    assert Counter(judged["status"]) == {
        "achieved": 12,
        "to_verify": 2,
        "on_track": 25,
        "at_risk": 5,
        "off_track": 6,
        "missed": 2,
        "not_started": 2,
        "not_judged": 3,
        "unreported": 9,
        "ended": 1,
    }
    assert set(judged["status"]) == set(STATUSES)
    assert set(judged["rule"]) >= {"reached", "reached_late", "statement", "no_due", "stale"}
    assert "no_update" in set(judged["rule"])


def test_size_and_spread(portfolio):
    """About sixty-five targets; every theme, organisation and plan is used."""
    assert 60 <= len(portfolio.targets) <= 70
    targets = portfolio.targets
    assert {target.theme for target in targets} == set(portfolio.themes)
    assert {target.lead for target in targets} - {None} == set(portfolio.organisations)
    assert {target.plan for target in targets} - {None} == set(portfolio.plans)
    assert (len(portfolio.themes), len(portfolio.organisations)) == (8, 10)


def test_every_kind(portfolio):
    """Every kind of measure occurs, with rising and falling levels."""
    measures = [target.measure for target in portfolio.targets]
    assert {measure.kind for measure in measures} == set(KINDS)
    levels = [measure for measure in measures if isinstance(measure, LevelMeasure)]
    assert {level.target > level.baseline for level in levels} == {True, False}


def test_every_block(portfolio):
    """Every field of a record occurs in some target, but those that name files beside the data."""
    targets = portfolio.targets
    for name in set(model.Target.model_fields) - {"images", "place"}:
        assert any(getattr(target, name) for target in targets), name
    assert any(t.milestones for t in targets if t.measure.kind == "cumulative")
    updates = [update for target in targets for update in target.updates]
    for name in ("reported", "value", "done", "spent", "note", "by", "corrects", "declared"):
        assert any(getattr(update, name) for update in updates), name
    assert any(isinstance(update.spent, Amount) for update in updates)
    assert {update.evidence.grade for update in updates} == {"A", "B", "C"}
    assert {target.report.every for target in targets if target.report} >= {"year", "month"}
    assert {r.field for t in targets for r in t.revisions} >= {"target", "due", "budget", "range"}


def test_sources_disagree(portfolio):
    """On some date two sources of different grades give different figures."""
    for target in portfolio.targets:
        figures: dict[dt.date, set[tuple[float, str]]] = {}
        for update in target.updates:
            if update.value is not None and update.corrects is None:
                figures.setdefault(update.date, set()).add((update.value, update.evidence.grade))
        if any(len({grade for _, grade in both}) > 1 for both in figures.values()):
            return
    pytest.fail("no two sources disagree")


def test_revisions_are_consistent(portfolio):
    """The last revision of a field leads to its current value, and changes it."""
    getters = {"budget": lambda t: t.budget.approved, "due": lambda t: t.due}
    for target in portfolio.targets:
        for revision in target.revisions:
            if (get := getters.get(revision.field)) is not None:
                assert revision.to == get(target)
            else:
                assert revision.to == getattr(target.measure, revision.field)
            assert revision.to != revision.from_


def test_counts_and_spending_grow(portfolio):
    """Counts and spending never decrease, apart from corrections and other sources."""
    for target in portfolio.targets:
        corrected = {update.corrects for update in target.updates}
        official = [
            u for u in target.updates if u.by and u.date not in corrected and not u.corrects
        ]
        if target.measure.kind == "cumulative":
            values = [update.value for update in official]
            assert values == sorted(values), target.id
        spent = [convert_amount(u.spent, portfolio.money) for u in official if u.spent is not None]
        assert spent == sorted(spent), target.id


def test_spending_runs_ahead_somewhere(portfolio):
    """Some targets have spent a far larger share of their budget than they have completed."""
    judged = assess(tables(portfolio), TODAY).set_index("id")["actual"]
    ahead = 0
    for target in portfolio.targets:
        spent = [u.spent for u in target.updates if u.spent is not None]
        if target.budget and spent:
            share = convert_amount(spent[-1], "亿元") / convert_amount(
                target.budget.approved, "亿元"
            )
            ahead += share > judged[target.id] + 0.15
    assert ahead >= 3


def test_updates_are_recent_and_go_back_three_years(portfolio):
    """Updates end with the last quarter with published figures and begin three years earlier."""
    dates = [update.date for target in portfolio.targets for update in target.updates]
    assert dt.date(2026, 9, 30) in dates
    assert (min(dates), max(dates)) == (dt.date(2023, 3, 31), dt.date(2026, 10, 31))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bilingual(portfolio, lang):
    """Every title, promise and note exists in Chinese and in English, each in its own script."""
    texts = [target.title for target in portfolio.targets]
    texts += [target.promise for target in portfolio.targets]
    texts += [u.note for target in portfolio.targets for u in target.updates if u.note]
    for text in texts:
        assert isinstance(text, Bilingual)
        has_chinese = re.search("[\u4e00-\u9fff]", getattr(text, lang)) is not None
        assert has_chinese == (lang == "zh"), text


def test_deterministic():
    """The same seed and day give the same text; another seed or day gives another text."""
    text = generate.portfolio_text(TODAY)
    assert text == generate.portfolio_text(TODAY)
    assert text == generate.portfolio_text(TODAY, seed=135)
    assert text != generate.portfolio_text(TODAY, seed=136)
    assert text != generate.portfolio_text(TODAY + dt.timedelta(days=120))


@pytest.mark.parametrize("seed", [1, 2, 3, 2024])
def test_other_seeds(tmp_path, seed):
    """Any seed gives a valid portfolio with the same statuses."""
    portfolio = load(generate.write_portfolio(tmp_path, TODAY, seed=seed))
    assert errors_only(check(portfolio, TODAY)) == []
    assert set(assess(tables(portfolio), TODAY)["status"]) == set(STATUSES)


def test_is_marked_as_invented(portfolio):
    """The file is marked as a demonstration; its title and first lines say so in both languages."""
    assert portfolio.header.demonstration is True
    assert "演示数据" in portfolio.header.title.zh
    assert "demonstration" in portfolio.header.title.en
    comment = generate.portfolio_text(TODAY).split("portfolio:")[0]
    assert "编造" in comment
    assert "made up" in comment
    assert "135" in comment


def test_links_lead_to_example_org():
    """No link leads to a real host."""
    hosts = re.findall(r"https?://([^/\s},]+)", generate.portfolio_text(TODAY))
    assert set(hosts) == {"example.org"}


def test_write_makes_the_folder_and_nothing_else(tmp_path):
    """Writing creates FOLDER/targets.yaml with its parent folders, and leaves no other file."""
    folder = tmp_path / "new" / "demo"
    file = generate.write_portfolio(folder, TODAY)
    assert file == folder / "targets.yaml"
    assert file.read_bytes() == generate.portfolio_text(TODAY).encode()
    assert list(folder.iterdir()) == [file]


def test_write_replaces_a_demonstration(tmp_path):
    """A demonstration may be replaced by a newer one."""
    generate.write_portfolio(tmp_path, dt.date(2025, 1, 1))
    file = generate.write_portfolio(tmp_path, TODAY)
    assert file.read_text(encoding="utf-8") == generate.portfolio_text(TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "portfolio: {title: Real}\n",
        "portfolio: {title: Real, demonstration: false}\n",
        "",
        "a: [\n",
    ],
    ids=["real", "marked as real", "empty", "broken"],
)
def test_write_refuses_to_replace_other_files(tmp_path, text):
    """A file that is not marked as a demonstration stays as it is, and the error names it."""
    file = tmp_path / "targets.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(
        generate.NoDemonstrationError, match=r"targets\.yaml exists and is not a dem"
    ):
        generate.write_portfolio(tmp_path, TODAY)
    assert file.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [file]


def test_write_is_atomic(tmp_path, monkeypatch):
    """If writing fails, the old file stays as it is and no other file is left behind."""
    file = generate.write_portfolio(tmp_path, dt.date(2025, 1, 1))
    before = file.read_bytes()

    def fail(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("tracker.demo.generate.os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        generate.write_portfolio(tmp_path, TODAY)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
