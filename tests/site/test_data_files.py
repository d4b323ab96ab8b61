"""Data, feed and calendar: read by the programs that others read them with."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import math

import feedparser
import icalendar
import pandas as pd
import pytest
from frictionless import Package, Resource, Schema
from support.looking import HOSTILE, TODAY, demonstration, look, portfolio
from support.published import put, read, site, texts
from support.samples import updates

from tracker.analysis.assessment import status_table
from tracker.i18n import Translator, languages
from tracker.site.atom import MAX_ENTRIES
from tracker.site.data_schema import TABLES

NAMES = ("demo", "real", "hostile")


@pytest.mark.parametrize("name", NAMES)
def test_the_data_package_is_valid(name):
    """Every CSV file fits its schema, its size and its checksum; ids lead to targets."""
    package = Package(str(site(name) / "data" / "datapackage.json"))
    assert {resource.name for resource in package.resources} == {
        f"{table}-{form}" for table in TABLES for form in ("csv", "json")
    }
    for resource in list(package.resources):
        if resource.format == "json":  # read by an optional part of the library; see below
            package.remove_resource(resource.name)
    report = package.validate()
    assert report.valid, report.to_summary()
    assert len(report.tasks) == len(TABLES)


@pytest.mark.parametrize("name", NAMES)
def test_json_fits_the_schema_of_the_package(name):
    """Its rows are of the types that the schema says; size and checksum are those of the file."""
    found = texts(name)
    for resource in json.loads(found["data/datapackage.json"])["resources"]:
        if resource["format"] != "json":
            continue
        text = found[f"data/{resource['path']}"]
        assert resource["bytes"] == len(text.encode())
        assert resource["hash"] == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
        rows = json.loads(text)["data"]
        schema = Schema.from_descriptor(resource["schema"] | {"foreignKeys": []})
        report = Resource(data=rows, schema=schema).validate() if rows else None
        assert report is None or report.valid, report.to_summary()


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_json_hold_the_same(name):
    """Read by pandas, cell by cell; in CSV alone a text that looks like a formula has an apostrophe."""
    found = texts(name)
    for table, columns in TABLES.items():
        lines = list(
            csv.reader(io.StringIO(found[f"data/{table}.csv"].removeprefix("\ufeff"), newline=""))
        )
        objects = json.loads(found[f"data/{table}.json"])["data"]
        assert lines[0] == [column.name for column in columns]
        for line, row in zip(lines[1:], objects, strict=True):
            for cell, column in zip(line, columns, strict=True):
                value = row[column.name]
                if value is None:
                    assert cell == ""
                elif column.type == "number":
                    assert float(cell) == value
                elif column.type == "boolean":
                    assert cell == json.dumps(value)
                else:
                    assert cell.removeprefix("'") == str(value).removeprefix("'")
        read_back = pd.read_csv(site(name) / "data" / f"{table}.csv")
        assert len(read_back) == len(objects)
        assert list(read_back.columns) == lines[0]


def test_the_targets_table_is_the_judgement():
    """Status, figure and gap as `tracker status` has them."""
    view = look(demonstration())
    judged = status_table(view.tables, TODAY).set_index("id")
    rows = json.loads(texts("demo")["data/targets.json"])["data"]
    assert [row["id"] for row in rows] == list(judged.index)
    for row in rows:
        expected = judged.loc[row["id"]]
        assert (row["status"], row["rule"], row["why_zh"]) == (
            expected["status"],
            expected["rule"],
            expected["why_zh"],
        )
        for name in ("planned", "actual", "gap_pp"):
            assert (math.isnan(expected[name]) and row[name] is None) or row[name] == pytest.approx(
                expected[name]
            )


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\\t=1"])
def test_a_formula_stays_text_in_a_spreadsheet(tmp_path, start):
    """Whoever opens the CSV runs nothing that somebody typed into a note; a number stays a number."""
    title = f'title: "{start}"'
    found = read(put(portfolio(f"{title}\n" + updates(("2022-03-31", -5))), tmp_path / "site"))
    (row,) = csv.DictReader(
        io.StringIO(found["data/targets.csv"].removeprefix("\ufeff"), newline="")
    )
    said = json.loads(f'"{start}"').strip()
    assert row["title_zh"] == f"'{said}" if not said.startswith("1") else said
    (update,) = csv.DictReader(
        io.StringIO(found["data/updates.csv"].removeprefix("\ufeff"), newline="")
    )
    assert update["value"] == "-5"
    assert json.loads(found["data/targets.json"])["data"][0]["title_zh"] == said


def test_csv_opens_in_a_spreadsheet_as_it_is():
    """It begins with the byte order mark that Excel needs for Chinese, once, and ends lines as CSV does."""
    raw = (site("demo") / "data" / "targets.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,")
    assert raw.count(b"\xef\xbb\xbf") == 1
    assert raw.endswith(b"\r\n")


def test_licence_and_sources_are_named(tmp_path):
    """Under which the data may be used, where the file says so; nothing where it does not."""
    licence = "{name: CC-BY-4.0, url: 'https://creativecommons.org/licenses/by/4.0/'}"
    found = read(put(portfolio(updates(("2022-03-31", 5)), licence=licence), tmp_path / "site"))
    package = json.loads(found["data/datapackage.json"])
    assert package["licenses"] == [
        {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    ]
    assert package["sources"] == [{"title": "Morning Paper"}]
    assert "CC-BY-4.0" in found["index.html"]
    assert "licenses" not in json.loads(texts("demo")["data/datapackage.json"])


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", NAMES)
def test_the_feed_is_atom_that_readers_read(name, lang):
    """The newest first, each with an id of its own, a day and a page that is there."""
    own = "en/" if lang == "en" else ""
    found = feedparser.parse(texts(name)[f"{own}feed.xml"].encode())
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    days = [entry.updated for entry in found.entries]
    assert days == sorted(days, reverse=True)
    assert 0 < len(days) <= MAX_ENTRIES
    assert found.feed.updated == days[0]
    ids = [entry.id for entry in found.entries]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("tag:tracker.invalid,2022:") for one in ids)
    for entry in found.entries:
        assert entry.link in texts(name)
        assert entry.title


def test_ids_of_the_feed_stay_as_the_file_grows(tmp_path):
    """A later report adds an entry and changes none, so that no reader sees old news as new."""
    first = updates(("2022-03-31", 5), ("2022-03-31", 6))
    revision = "revisions: [{date: 2022-02-01, field: target, from: 900, to: 1000, reason: More}]\n"
    later = first + "  - {date: 2022-06-30, value: 7}\n" + revision
    before, after = (
        feedparser.parse(read(put(portfolio(fields), tmp_path / name))["feed.xml"].encode())
        for name, fields in (("a", first), ("b", later))
    )
    known = {entry.id: (entry.updated, entry.title) for entry in after.entries}
    assert len(before.entries) == 2
    assert len(known) == 4
    for entry in before.entries:
        assert known[entry.id] == (entry.updated, entry.title)


def test_hostile_words_stay_words_in_the_feed():
    """As plain text, escaped once."""
    found = feedparser.parse(texts("hostile")["feed.xml"].encode(), sanitize_html=False)
    assert any(HOSTILE.strip() in entry.title for entry in found.entries)
    assert {entry.title_detail.type for entry in found.entries} == {"text/plain"}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", NAMES)
def test_the_calendar_is_read_by_the_library(name, lang):
    """Every due day and dated step once, as a whole day, with an id that stays and folded lines."""
    own = "en/" if lang == "en" else ""
    raw = (site(name) / f"{own}calendar.ics").read_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert raw.count(b"\n") == raw.count(b"\r\n")
    calendar = icalendar.Calendar.from_ical(raw)
    events = calendar.walk("VEVENT")
    found = {str(event["uid"]): event for event in events}
    assert len(found) == len(events)
    rows = json.loads(texts(name)["data/targets.json"])["data"]
    steps = json.loads(texts(name)["data/milestones.json"])["data"]
    assert len(events) == sum(bool(row["due"]) for row in [*rows, *steps])
    for row in rows:
        if row["due"]:
            event = found[f"due-{row['id']}@tracker.invalid"]
            assert event.decoded("dtstart").isoformat() == row["due"]
            assert event.decoded("dtstart") + dt.timedelta(days=1) == event.decoded("dtend")
            assert event.decoded("dtstamp").date() == TODAY
            assert str(event["summary"]) == Translator(lang)(
                "calendar.due", target=row[f"title_{lang}"]
            )
