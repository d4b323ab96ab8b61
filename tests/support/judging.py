"""Targets as text or records -> tables and assessed rows."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd
from hypothesis import strategies as st
from support.samples import portfolio_text, target

from tracker.analysis.assessment import assess
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import Tables, tables
from tracker.portfolio import model
from tracker.portfolio.header import MONTHS_PER_PERIOD, Header
from tracker.portfolio.load import Portfolio, load_texts
from tracker.portfolio.measures import KINDS


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@lru_cache(maxsize=64)
def loaded(*texts: str) -> Portfolio:
    """Files as one portfolio; an error if they are not valid."""
    portfolio = load_texts({f"{number}.yaml": text for number, text in enumerate(texts)})
    assert not portfolio.problems
    return portfolio


@lru_cache(maxsize=64)
def tables_of(*fields: str, **header: str | None) -> Tables:
    """Tables of targets, each `samples.TARGET` with these fields; ``header`` fields are YAML."""
    return tables(loaded(portfolio_text(*map(target, fields), **header)))


def snapshot_of(*fields: str, as_of: str, **header: str | None) -> Snapshot:
    """`tables_of` the same targets, assessed on a day."""
    return snapshot_at(loaded(portfolio_text(*map(target, fields), **header)), day(as_of))


def snapshot_at(portfolio: Portfolio, as_of: dt.date) -> Snapshot:
    """A portfolio as known on a day, assessed once for the same one."""
    key = (id(portfolio), as_of)
    if key not in _SNAPSHOTS:
        if len(_SNAPSHOTS) == _SNAPSHOTS_KEPT:
            del _SNAPSHOTS[next(iter(_SNAPSHOTS))]
        # a snapshot refers to its portfolio, so that the id stays; its tables are those of any day
        same = next((one for one in _SNAPSHOTS.values() if one.portfolio is portfolio), None)
        _SNAPSHOTS[key] = Snapshot.at(portfolio, as_of, None if same is None else same.tables)
    return _SNAPSHOTS[key]


_SNAPSHOTS_KEPT = 64
_SNAPSHOTS: dict[tuple[int, dt.date], Snapshot] = {}


@lru_cache(maxsize=128)
def judged(fields: str, as_of: str, **header: str | None) -> dict[str, Any]:
    """The row of `assess` for one target as plain values: None for missing ones, ISO text for days."""
    return rows(assess(tables_of(fields, **header), day(as_of)))[0]


def status(fields: str, as_of: str, **header: str | None) -> str:
    return judged(fields, as_of, **header)["status"]


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.date().isoformat() if isinstance(value, dt.datetime) else value


EMPTY = Portfolio((), Header(title="Homes", money="亿元"), {}, {}, {}, {}, (), (), "")


def portfolio_of(
    records: Iterable[Mapping[str, Any]], header: Mapping[str, Any] | None = None
) -> Portfolio:
    """Records validated as the reader does."""
    return replace(
        EMPTY,
        header=Header.model_validate({"title": "Homes", "money": "亿元", **(header or {})}),
        targets=tuple(model.Target.model_validate(record) for record in records),
    )


# Generated portfolios. Days and values come from small sets, so that much falls on one boundary.

FIRST = dt.date(2021, 12, 1)
STEPS = ("a", "b", "c", "d")
_CORNERS = (  # ends of months and periods, where targets start and are due
    dt.date(2022, 1, 1),
    dt.date(2021, 12, 31),
    dt.date(2022, 3, 31),
    dt.date(2022, 6, 29),
    dt.date(2022, 6, 30),
    dt.date(2022, 12, 30),
    dt.date(2022, 12, 31),
    dt.date(2023, 1, 1),
)
_FIELD_OF = {"cumulative": "target", "level": "target", "flow": "target"}


def _days(low: int, high: int) -> st.SearchStrategy[dt.date]:
    return st.integers(low, high).map(lambda number: FIRST + dt.timedelta(days=number))


def _numbers(scale: float) -> st.SearchStrategy[float]:
    tenths = st.one_of(st.integers(0, 10), st.sampled_from([6, 7, 8, 9]), st.integers(-3, 14))
    return tenths.map(lambda number: round(number * scale, 9))


def _measures(kind: str, scale: float) -> st.SearchStrategy[dict[str, Any]]:
    number = _numbers(scale)
    numeric = {"kind": st.just(kind), "unit": st.sampled_from(["户", "%"])}
    ten = st.sampled_from([round(10 * scale, 9), round(3 * scale, 9), 0.0])
    match kind:
        case "cumulative":
            return st.fixed_dictionaries({**numeric, "target": ten})
        case "level":
            season = st.sampled_from([None, None, "term"])
            fields = {**numeric, "baseline": number, "target": ten, "season": season}
            return st.fixed_dictionaries(fields)
        case "floor" | "ceiling":
            return st.fixed_dictionaries({**numeric, kind: ten})
        case "range":
            bounds = st.tuples(number, number).map(lambda pair: [min(pair), max(pair)])
            above = st.sampled_from([None, "met"])
            return st.fixed_dictionaries({**numeric, "range": bounds, "above": above})
        case "parts":
            return st.just({"kind": kind, "parts": []})
        case "flow":
            goals = st.sampled_from([round(10 * scale, 9), round(3 * scale, 9)])
            years = st.fixed_dictionaries({"2021": goals, "2022": goals, "2023": goals})
            return st.fixed_dictionaries({**numeric, "years": years})
    return st.just({"kind": kind})


@st.composite
def updates(draw: st.DrawFn, kind: str, scale: float) -> dict[str, Any]:
    on = draw(st.one_of(_days(20, 420), st.sampled_from(_CORNERS)))
    update: dict[str, Any] = {"date": on}
    field = "done" if kind == "milestones" else "value"
    names = draw(st.sampled_from([{field}] * 7 + [{field, "spent"}, {"value", "done"}, {"note"}]))
    if "value" in names:
        update["value"] = draw(_numbers(scale))
    if "done" in names:
        update["done"] = draw(st.lists(st.sampled_from(STEPS), max_size=3, unique=True))
    if "spent" in names:
        update["spent"] = 1.0
    if "note" in names:
        update["note"] = "a note"
    if draw(st.booleans()):
        update["reported"] = on + dt.timedelta(days=draw(st.sampled_from([0, 1, 40])))
    if grade := draw(st.sampled_from([None, "A", "B", "C"])):
        update["evidence"] = {"title": "Gazette", "grade": grade}
    return update


@st.composite
def targets(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS) -> dict[str, Any]:
    """One record as plain values."""
    kind = draw(st.sampled_from(kinds))
    scale = draw(st.sampled_from([0.1, 1.0, 7.0, 0.07]))
    start = draw(st.sampled_from(_CORNERS[:2]))
    length = draw(st.sampled_from([180, 364, 100, 364, 30, 1, 0]))
    due = start + dt.timedelta(days=length)
    record: dict[str, Any] = {
        "title": "Homes",
        "theme": "housing",
        "source": {"document": "paper"},
        "measure": draw(_measures(kind, scale)),
        "start": start,
        "due": due,
        "updates": draw(
            st.lists(updates(kind, scale), min_size=draw(st.integers(0, 2)), max_size=5)
        ),
    }
    for name in draw(st.sampled_from([()] * 6 + [("start",), ("start",), ("due",)])):
        del record[name]
    for update in record["updates"]:
        if draw(st.integers(0, 3)) == 0:
            update["corrects"] = draw(st.sampled_from(record["updates"]))["date"]
            if draw(st.booleans()):
                update["date"] = update["corrects"]
                update["reported"] = update["date"] + dt.timedelta(days=50)
            if draw(st.integers(0, 3)) == 0:
                for name in ("value", "done", "spent"):
                    update.pop(name, None)
    if kind in ("cumulative", "level", "flow") and length and draw(st.booleans()):
        numbers = draw(st.sets(st.integers(0, length), min_size=1, max_size=3))
        record["trajectory"] = [
            {"date": start + dt.timedelta(days=number), "value": draw(_numbers(scale))}
            for number in sorted(numbers)
        ]
    if kind == "milestones":
        record["milestones"] = [
            {"id": step, "title": step, "weight": draw(st.sampled_from([1, 2, 0.1, 0.7]))}
            | ({"due": draw(_days(30, 400))} if draw(st.booleans()) else {})
            for step in STEPS[: draw(st.integers(0, 4))]
        ]
    if draw(st.booleans()):
        record["report"] = {
            "every": draw(st.sampled_from([None, *MONTHS_PER_PERIOD])),
            "grace_days": draw(st.sampled_from([None, 0, 15])),
        }
    if draw(st.integers(0, 7)) == 0:
        record["ended"] = {"as": "withdrawn", "on": draw(_days(100, 480)), "reason": "…"}
    if draw(st.integers(0, 3)) == 0:
        record["accepted"] = {"on": draw(_days(100, 480)), "by": "Audit office"}
    record["revisions"] = draw(st.lists(_revisions(record["measure"], scale), max_size=2))
    return record


@st.composite
def _revisions(draw: st.DrawFn, measure: dict[str, Any], scale: float) -> dict[str, Any]:
    kind = measure["kind"]
    has_goal = kind not in ("milestones", "statement", "parts")
    fields = [_FIELD_OF.get(kind, kind)] if has_goal else []
    year = draw(st.sampled_from(["2022", "2023"])) if kind == "flow" else None
    field = draw(st.sampled_from(["start", "due", "budget", *fields]))
    before: Any = draw(_numbers(scale))
    if field in ("start", "due"):
        before = draw(_days(25, 400))
    elif field == "range":
        before = [before, before + scale]
    revision = {"date": draw(_days(30, 500)), "field": field, "from": before, "to": None}
    if kind == "flow" and field == "target":
        revision |= {"year": year, "from": abs(before) or scale}
    return revision | {"reason": "…"}


@st.composite
def records(
    draw: st.DrawFn, kinds: tuple[str, ...] = KINDS, max_size: int = 8
) -> list[dict[str, Any]]:
    """Records with unique ids; the parts of composites are among them, also in circles."""
    records = draw(st.lists(targets(kinds), min_size=1, max_size=max_size))
    ids = [f"t{number}" for number in range(len(records))]
    for record in records:
        if record["measure"]["kind"] == "parts":
            chosen = draw(
                st.lists(st.sampled_from([*ids, *ids, "unknown"]), max_size=4, unique=True)
            )
            record["measure"]["parts"] = [
                {"target": part, "weight": draw(st.sampled_from([1, 2, 0.5]))} for part in chosen
            ]
            for name in draw(st.sampled_from([(), ("start",), ("due",), ("start", "due")])):
                record.pop(name, None)
    return [{"id": key, **record} for key, record in zip(ids, records, strict=True)]


headers = st.fixed_dictionaries(
    {},
    optional={
        "acceptance": st.just(True),
        "thresholds": st.sampled_from([{"amber": 5, "red": 20.5}, {"amber": 0, "red": 10}]),
        "report": st.fixed_dictionaries(
            {
                "every": st.sampled_from(list(MONTHS_PER_PERIOD)),
                "grace_days": st.sampled_from([0, 30]),
            }
        ),
    },
)
as_ofs = st.one_of(st.sampled_from(_CORNERS[2:]), _days(200, 480), _days(430, 560), _days(30, 200))
