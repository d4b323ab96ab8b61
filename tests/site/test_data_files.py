"""Data files, feed and calendar, read with the libraries that others would use."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import math
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import feedparser
import icalendar
import openpyxl
import pandas as pd
import pytest
from frictionless import Package, Resource, Schema
from support.looking import (
    HOSTILE,
    REAL_DATA,
    TODAY,
    demonstration,
    look,
    new_zealand,
    portfolio,
    real,
)
from support.published import DAYS, put, read, site, texts
from support.samples import updates

from tracker.analysis.assessment import assess
from tracker.i18n import Translator, languages
from tracker.numbers import plain_number
from tracker.reporting.number_formats import shown_number
from tracker.site import data_workbook, first_seen
from tracker.site.atom import MAX_ENTRIES
from tracker.site.data_schema import TABLES
from tracker.site.last_results import LastResults
from tracker.site.layout import lang_folder

LARGER = ("demo", "real", "nz")
NAMES = (*LARGER, "hostile")


@pytest.mark.parametrize(
    "name", ["hostile", *(pytest.param(name, marks=pytest.mark.long) for name in LARGER)]
)
def test_the_data_package_is_valid(name):
    """frictionless accepts every file: schema and ids of CSV and workbooks, size and checksum of all."""
    package = Package(str(site(name) / "data" / "datapackage.json"))
    assert {resource.name for resource in package.resources} == {
        f"{table}-{form}" for table in TABLES for form in ("csv", "json", "xlsx")
    }
    report = package.validate()
    assert report.valid, report.to_summary()
    tasks = {task.name: task for task in report.tasks}
    assert len(tasks) == 3 * len(TABLES)
    for table in TABLES:
        kinds = [tasks[f"{table}-{form}"].type for form in ("csv", "json", "xlsx")]
        assert kinds == ["table", "json", "table"]
        assert tasks[f"{table}-xlsx"].stats.get("rows") == tasks[f"{table}-csv"].stats.get("rows")
    assert all(task.stats["bytes"] > 0 for task in tasks.values())


def test_a_changed_data_file_is_no_longer_valid(tmp_path):
    """Size and checksum of every file are checked, so that accepting the package means something."""
    folder = tmp_path / "data"
    shutil.copytree(site("hostile") / "data", folder)
    for file in (f"{table}.{form}" for table in TABLES for form in ("csv", "json", "xlsx")):
        with (folder / file).open("ab") as changed:
            changed.write(b"\n")
    report = Package(str(folder / "datapackage.json")).validate()
    assert len(report.tasks) == 3 * len(TABLES)
    assert [task.name for task in report.tasks if task.valid] == []


def test_the_tables_hold_the_whole_record():
    """Assumptions, related facts, changed goals and planned points, as many as the file has."""
    for name, record in (("real", real()), ("nz", new_zealand()), ("demo", demonstration())):
        rows = {
            table: json.loads(texts(name)[f"data/{table}.json"])["data"]
            for table in ("assumed", "context", "revisions", "trajectory")
        }
        for table, found in rows.items():
            expected = [
                (target.id, item) for target in record.targets for item in getattr(target, table)
            ]
            assert [row["id"] for row in found] == [target_id for target_id, _ in expected], table
    assert len(json.loads(texts("real")["data/context.json"])["data"]) > 80
    revised = json.loads(texts("demo")["data/revisions.json"])["data"]
    by_id = {row["id"]: row for row in json.loads(texts("demo")["data/targets.json"])["data"]}
    money = {"budget": ("亿元", "100 million yuan"), "due": (None, None)}
    for row in revised:
        of_target = by_id[row["id"]]
        assert (row["title_zh"], row["title_en"]) == (of_target["title_zh"], of_target["title_en"])
        units = money.get(row["field"], (of_target["unit_zh"], of_target["unit_en"]))
        assert (row["unit_zh"], row["unit_en"]) == units
    assert {row["field"] for row in revised} >= {"target", "floor", "due", "budget"}
    (assumed,) = [
        row
        for row in json.loads(texts("real")["data/assumed.json"])["data"]
        if (row["id"], row["field"]) == ("stormwater-start", "due")
    ]
    assert assumed["reason_zh"].startswith("页面只说“节前”")
    assert assumed["reason_en"].startswith("The page says only")


PUBLIC_MEETING = """
owner: Head of housing
ended: {as: withdrawn, on: 2022-06-30, reason: Not needed}
accepted: {on: 2022-06-29, by: Audit office}
updates: [{date: 2022-03-31, value: 5, declared: fine, evidence: {title: Gazette, grade: A}}]
issues:
  - {id: pipes, opened: 2022-03-01, cause: other, text: A gas pipe, owner: bureau, public: true}
  - {id: hidden, opened: 2022-03-02, cause: other, text: Hidden}
"""
PUBLIC_REVIEWS = """[{date: 2022-03-31, title: First, decisions: [
  {id: ask, text: Ask, target: homes, owner: bureau, due: 2022-12-31, public: true},
  {id: all, text: Write, due: 2022-11-30, public: true}, {id: hide, text: Hidden, due: 2022-11-30}]}]"""


def test_public_issues_and_decisions_are_in_files_calendar_and_pages(tmp_path):
    """Those marked public, also a decision on no target; with them post, end, acceptance and declared status."""
    at = portfolio(PUBLIC_MEETING, reviews=PUBLIC_REVIEWS, ratings="{fine: {title: Fine}}")
    files = read(put(at, tmp_path / "site"))
    issues, decisions, targets, reports = (
        json.loads(files[f"data/{table}.json"])["data"]
        for table in ("issues", "decisions", "targets", "updates")
    )
    assert [(row["issue"], row["owner_en"]) for row in issues] == [("pipes", "Housing Bureau")]
    assert [(row["id"], row["decision"]) for row in decisions] == [("homes", "ask"), (None, "all")]
    assert targets[0]["owner_en"] == "Head of housing"
    assert (targets[0]["ended_as"], targets[0]["accepted_by_en"]) == ("withdrawn", "Audit office")
    assert (reports[0]["declared"], reports[0]["declared_en"]) == ("fine", "Fine")
    events = icalendar.Calendar.from_ical(files["en/calendar.ics"]).walk("VEVENT")
    summaries = [str(event["summary"]) for event in events]
    assert "Ask (decision, Housing Bureau)" in summaries
    assert "Write (decision)" in summaries
    assert "A gas pipe" in files["en/targets/homes.html"]
    assert not [path for path, text in files.items() if "Hidden" in text]


@pytest.mark.parametrize("name", NAMES)
def test_json_matches_the_schema_of_the_package(name):
    """Every JSON file matches its schema, size and checksum."""
    files = texts(name)
    for resource in json.loads(files["data/datapackage.json"])["resources"]:
        if resource["format"] != "json":
            continue
        text = files[f"data/{resource['path']}"]
        assert resource["bytes"] == len(text.encode())
        assert resource["hash"] == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
        rows = json.loads(text)["data"]
        schema = Schema.from_descriptor(resource["schema"] | {"foreignKeys": []})
        report = Resource(data=rows, schema=schema).validate() if rows else None
        assert report is None or report.valid, report.to_summary()


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_json_contain_the_same(name):
    """Cell by cell, apart from the apostrophe before formulas in CSV; pandas reads the CSV."""
    files = texts(name)
    for table, columns in TABLES.items():
        lines = list(
            csv.reader(io.StringIO(files[f"data/{table}.csv"].removeprefix("\ufeff"), newline=""))
        )
        objects = json.loads(files[f"data/{table}.json"])["data"]
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


@pytest.mark.parametrize("name", NAMES)
def test_the_workbook_contains_the_same_as_json(name):
    """Cell by cell: dates are dates, numbers show the digits they were written with, texts are texts.

    The workbook of a table has the same sheet as that of all tables.
    """
    folder = site(name) / "data"
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == ["about", *TABLES]
    with zipfile.ZipFile(folder / "tables.xlsx") as archive:
        parts = [archive.read(f"xl/worksheets/sheet{n}.xml") for n in range(1, len(TABLES) + 2)]
    for nth, table in enumerate(TABLES, 1):
        assert openpyxl.load_workbook(folder / f"{table}.xlsx").sheetnames == [table, "about"]
        with zipfile.ZipFile(folder / f"{table}.xlsx") as archive:
            sheets = [archive.read(f"xl/worksheets/sheet{n}.xml") for n in (1, 2)]
        assert sheets == [parts[nth], parts[0]]
    for table, columns in TABLES.items():
        sheet = book[table]
        names, descriptions, *rows = sheet.iter_rows(max_col=len(columns))
        assert [cell.value for cell in names] == [column.name for column in columns]
        assert [cell.value for cell in descriptions] == [column.description for column in columns]
        assert sheet.freeze_panes == "B3"
        assert sheet.auto_filter.ref == f"A2:{sheet.dimensions.partition(':')[2]}"
        objects = json.loads(texts(name)[f"data/{table}.json"])["data"]
        for row, item in zip(rows, objects, strict=True):
            for cell, column in zip(row, columns, strict=True):
                value = item[column.name]
                if value is None:
                    assert cell.value is None
                elif column.type == "date":
                    assert cell.is_date
                    assert cell.value.date().isoformat() == value
                    assert cell.number_format == r"yyyy\-mm\-dd"
                else:
                    assert cell.value == value
                    assert type(cell.value) is type(value)
                    assert cell.data_type == {str: "s", bool: "b"}.get(type(value), "n")
                if column.type == "number" and value is not None:
                    shown = shown_number(value, cell.number_format)
                    assert column.computed or shown == plain_number(value)
                    assert column.computed == (cell.number_format == "General")


def test_unusual_values_in_the_workbook():
    """Tiny, long and negative numbers, days before 1900-03-01, and texts that look like an escape or a formula."""
    values = [2e-9, 1e-40, -123456789012345.0, 0.0, dt.date(1900, 3, 1), dt.date(1900, 2, 28)]
    special = ["_x0041_", "=1+1", "\t=1", " a\r\n<b> ", "＝1"]
    row = (*values, *special, *([None] * (len(TABLES["revisions"]) - len(values) - len(special))))
    rows = [data_workbook.row_xml("revisions", [row])] * 2
    raw = dict(data_workbook.workbooks({}, {"revisions": rows}, LastResults()))["tables.xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["revisions"]
    for number in (3, 4):
        cells = list(sheet[number])
        assert [cell.value for cell in cells[:4]] == values[:4]
        assert shown_number(2e-9, cells[0].number_format) == "0.000000002"
        assert cells[1].number_format.endswith("E+00")  # more decimals than a format may have
        assert cells[4].value == dt.datetime(1900, 3, 1)  # noqa: DTZ001 -- as openpyxl reads a date
        assert cells[5].value == "1900-02-28"
        assert [cell.value for cell in cells[6:11]] == ["_x005F_x0041_", *special[1:]]
        assert [cell.data_type for cell in cells[6:11]] == ["s"] * 5
        assert [bool(cell.quotePrefix) for cell in cells[6:11]] == [False, True, True, False, True]
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_targets_table_has_the_assessment():
    """Status, figure and gap are those of `tracker status`."""
    view = look(demonstration())
    judged = assess(view.tables, TODAY).set_index("id")
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


def test_a_formula_stays_text_in_a_spreadsheet(tmp_path):
    """Text that a spreadsheet would evaluate is prefixed with an apostrophe; negative numbers are not."""
    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\\t=1"]
    titles = [*formulas, "1"]
    at = portfolio(
        *(
            f'id: t{n}\ntitle: "{title}"\n' + updates(("2022-03-31", -5))
            for n, title in enumerate(titles)
        )
    )
    files = read(put(at, tmp_path / "site"))
    rows, reports = (
        list(
            csv.DictReader(
                io.StringIO(files[f"data/{table}.csv"].removeprefix("\ufeff"), newline="")
            )
        )
        for table in ("targets", "updates")
    )
    sheet = openpyxl.load_workbook(tmp_path / "site/data/tables.xlsx")["targets"]
    objects = json.loads(files["data/targets.json"])["data"]
    for n, written in enumerate(titles):
        title = json.loads(f'"{written}"').strip()
        assert objects[n]["title_zh"] == title
        assert rows[n]["title_zh"] == (f"'{title}" if written in formulas else title)
        cell = sheet[f"B{n + 3}"]
        assert (cell.value, cell.data_type) == (title, "s")
        assert cell.quotePrefix == (written in formulas)
    assert [report["value"] for report in reports] == ["-5"] * len(titles)


def test_csv_opens_in_a_spreadsheet():
    """It starts with the byte order mark that Excel needs for Chinese, and has CSV line ends."""
    raw = (site("demo") / "data" / "targets.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,")
    assert raw.count(b"\xef\xbb\xbf") == 1
    assert raw.endswith(b"\r\n")


def test_licence_and_sources_are_named(tmp_path):
    """The licence of the portfolio file is published; without one there is none."""
    licence = "{name: CC-BY-4.0, url: 'https://creativecommons.org/licenses/by/4.0/'}"
    files = read(put(portfolio(updates(("2022-03-31", 5)), licence=licence), tmp_path / "site"))
    package = json.loads(files["data/datapackage.json"])
    assert package["licenses"] == [
        {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    ]
    assert package["sources"] == [{"title": "Morning Paper"}]
    assert "CC-BY-4.0" in files["index.html"]
    assert "licenses" not in json.loads(texts("demo")["data/datapackage.json"])


ATOM = "{http://www.w3.org/2005/Atom}"


def assert_follows_rfc_4287(root: ET.Element) -> None:
    """What sections 4.1.1 and 4.1.2 require and recommend, without a library that is lenient."""
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert root.findtext(f"{ATOM}author/{ATOM}name")  # of every entry without one
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert re.fullmatch(r"tag:[a-z.]+,\d{4}:\S+", element.findtext(f"{ATOM}id"))
        time = element.findtext(f"{ATOM}updated")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", time)
        assert time <= root.findtext(f"{ATOM}updated")
        links = [(one.get("rel"), one.get("type")) for one in element.findall(f"{ATOM}link")]
        own = [("self", "application/atom+xml")] if element is root else []
        assert links == [*own, ("alternate", "text/html")]
    ids = [element.findtext(f"{ATOM}id") for element in (root, *entries)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", NAMES)
def test_the_feed_is_valid_atom(name, lang):
    """Newest first; each entry has an id of its own, a date and an existing page."""
    assert_follows_rfc_4287(ET.fromstring(texts(name)[f"{lang_folder(lang)}feed.xml"]))
    feed = feedparser.parse(texts(name)[f"{lang_folder(lang)}feed.xml"].encode())
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    dates = [entry.updated for entry in feed.entries]
    assert dates == sorted(dates, reverse=True)
    assert 0 < len(dates) <= MAX_ENTRIES
    assert feed.feed.updated == dates[0]
    ids = [entry.id for entry in feed.entries]
    assert len(set(ids)) == len(ids)
    assert all(entry_id.startswith("tag:tracker.invalid,2022:") for entry_id in ids)
    for entry in feed.entries:
        assert f"{lang_folder(lang)}{entry.link}" in texts(name)  # relative to the feed
        assert entry.title


def published_feed(folder, fields, day):
    """The feed of a target, published on a day."""
    return feedparser.parse(read(put(portfolio(fields), folder / "site", day))["feed.xml"].encode())


def feed_dates(folder, fields, day):
    """The dates of its entries."""
    return [entry.updated[:10] for entry in published_feed(folder, fields, day).entries]


def late_updates(*dates: str) -> str:
    return updates(*((date, 4 + n) for n, date in enumerate(dates)))


@pytest.fixture(scope="module")
def late_entry(tmp_path_factory):
    """A site of two entries, one of them published for the first time a day after the other."""
    folder = tmp_path_factory.mktemp("late")
    first, second = TODAY, TODAY + dt.timedelta(days=1)
    assert feed_dates(folder, late_updates("2022-03-31"), first) == ["2022-03-31"]
    two = late_updates("2022-02-28", "2022-03-31")
    assert feed_dates(folder, two, second) == [str(second), "2022-03-31"]
    return folder


@pytest.mark.parametrize("lost", ["nothing", "missing", "unreadable"])
def test_a_late_entry_is_dated_by_the_day_it_was_first_published(tmp_path, late_entry, lost):
    """A figure of the past that is entered today is new today and keeps that day, also where its list is lost."""
    subprocess.run(["cp", "-a", f"{late_entry}/.", tmp_path], check=True)  # with hard links
    second, third = (TODAY + dt.timedelta(days=n) for n in (1, 2))
    store = tmp_path / ".site.tracker" / first_seen.FILE
    if lost == "missing":
        store.unlink()
    elif lost == "unreadable":
        store.write_text('{"homes/update": "soon"}', encoding="utf-8")
    three = late_updates("2022-01-31", "2022-02-28", "2022-03-31")
    expected = [str(third), str(second), "2022-03-31"]
    assert feed_dates(tmp_path, three, third) == expected
    assert feed_dates(tmp_path, three, third) == expected


def test_entries_that_are_gone_for_a_while_are_not_new_again(tmp_path):
    """A site published as of a day in the past does not date the later entries anew, nor itself further back."""
    both = late_updates("2022-03-31", "2022-06-30")
    expected = ["2022-06-30", "2022-03-31"]
    assert feed_dates(tmp_path, both, TODAY) == expected
    earlier = published_feed(tmp_path, both, dt.date(2022, 4, 1))
    assert [entry.updated[:10] for entry in earlier.entries] == ["2022-03-31"]
    assert earlier.feed.updated == "2022-06-30T00:00:00Z"
    assert feed_dates(tmp_path, both, TODAY) == expected


def test_a_lost_list_is_recovered_whole(tmp_path):
    """Also of entries that are too old for the feed, of two entries of one day, and of revisions."""
    days = [dt.date(2022, 1, 1) + dt.timedelta(days=n) for n in range(MAX_ENTRIES + 50)]
    fields = updates(*((str(day), n) for n, day in enumerate([days[0], *days])))
    fields += "revisions: [{date: 2022-02-01, field: target, from: 900, to: 1000, reason: More}]"
    feed_dates(tmp_path, fields, TODAY)
    kept = first_seen.read(tmp_path / ".site.tracker", None)
    assert len(kept) == MAX_ENTRIES + 52
    assert first_seen.recovered(tmp_path / "site") == kept
    assert first_seen.recovered(tmp_path) is None


@pytest.mark.parametrize("lang", languages())
def test_links_of_the_feed_lead_to_the_site(lang):
    """Without a URL of the site they are relative to the feed, in the folder of its language."""
    path = f"{lang_folder(lang)}feed.xml"
    feed = feedparser.parse(texts("demo")[path].encode(), response_headers={})
    links = [link.href for link in (*feed.feed.links, *(entry.links[0] for entry in feed.entries))]
    resolved = {urljoin(f"https://a.example/x/{path}", link) for link in links}
    assert f"https://a.example/x/{path}" in resolved
    for address in resolved:
        assert address.removeprefix("https://a.example/x/") in texts("demo"), address


YEARLY = (
    "id: trained\nmeasure: {kind: flow, unit: people, years: {'2022': 350, '2023': 500}}\ndue: 2023-12-31\n"
    "revisions:\n"
    "  - {date: 2022-02-01, field: target, year: 2022, from: 400, to: 350, reason: Less}\n"
    "  - {date: 2022-03-01, field: target, year: 2023, from: 450, to: 500, reason: More}\n"
    "  - {date: 2022-04-01, field: due, from: 2022-12-31, to: 2023-12-31, reason: Later}\n"
)


def test_a_revised_yearly_goal_has_its_year(tmp_path):
    """In the data files, in the feed and on the page; a revision of anything else has none."""
    site = put(portfolio(YEARLY), tmp_path / "site")
    rows = json.loads(read(site)["data/revisions.json"])["data"]
    assert [(row["field"], row["year"]) for row in rows] == [
        ("target", 2022),
        ("target", 2023),
        ("due", None),
    ]
    feed = feedparser.parse(read(site)["feed.xml"].encode())
    titles = [entry.title for entry in feed.entries]
    assert sum("2022 年目标" in title or "2023 年目标" in title for title in titles) == 2
    page = read(site)["en/targets/trained.html"]
    assert "target of 2022: 400 → 350 (2022-02-01); target of 2023: 450 → 500" in page


def test_ids_of_the_feed_are_stable(tmp_path):
    """A later update adds an entry and changes none, so that feed readers show no old entry as new."""
    first = updates(("2022-03-31", 5), ("2022-03-31", 6))
    revision = "revisions: [{date: 2022-02-01, field: target, from: 900, to: 1000, reason: More}]\n"
    later = first + "  - {date: 2022-06-30, value: 7}\n" + revision
    before, after = (
        feedparser.parse(read(put(portfolio(fields), tmp_path / name))["feed.xml"].encode())
        for name, fields in (("a", first), ("b", later))
    )
    entries = {entry.id: (entry.updated, entry.title) for entry in after.entries}
    assert len(before.entries) == 2
    assert len(entries) == 4
    for entry in before.entries:
        assert entries[entry.id] == (entry.updated, entry.title)


def test_hostile_text_is_escaped_in_the_feed():
    """Titles are plain text, escaped once."""
    feed = feedparser.parse(texts("hostile")["feed.xml"].encode(), sanitize_html=False)
    assert any(HOSTILE.strip() in entry.title for entry in feed.entries)
    assert {entry.title_detail.type for entry in feed.entries} == {"text/plain"}


def calendar_events(raw: bytes) -> list[dict[str, str]]:
    """Names and values of each event's lines, unfolded by hand, as another program reads them."""
    lines = raw.decode("utf-8").replace("\r\n ", "").split("\r\n")
    events: list[dict[str, str]] = []
    for line in lines[lines.index("BEGIN:VEVENT") : -2]:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            events.append({})
        assert name not in events[-1], f"{name} twice in an event"
        events[-1][name] = value
    return events


def assert_follows_rfc_5545(raw: bytes) -> None:
    """Line ends, folding (section 3.1), text (3.3.11), and what an event must have (3.6.1)."""
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert not [line for line in lines if b"\n" in line or b"\r" in line or len(line) > 75]
    assert [line.decode("utf-8") for line in lines]  # no character is cut by a fold
    assert (lines[0], lines[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR")
    assert {b"VERSION:2.0", b"METHOD:PUBLISH"} < set(lines)
    for event in calendar_events(raw):
        assert re.fullmatch(r"\S+@\S+", event["UID"])
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
        assert re.fullmatch(r"\d{8}", event["DTSTART;VALUE=DATE"])
        assert event["SEQUENCE"].isdigit()
        for name in ("SUMMARY", "DESCRIPTION"):
            assert not re.search(r"[;,]", re.sub(r"\\[\\;,nN]", "", event[name]))


def test_an_event_whose_day_changes_has_a_higher_sequence(tmp_path):
    """By a revision, or without one, as of a step; in every language; else it stays, also at its latest day."""
    step = "milestones: [{{id: signed, title: Signed, due: {}}}]\n"
    revised = (
        "revisions: [{date: 2022-07-01, field: due, from: 2022-12-31, to: 2023-12-31, reason: x}]\n"
    )
    later = f"due: 2023-12-31\n{revised}"
    seen = []
    for fields in (
        step.format("2022-06-30"),
        step.format("2022-06-30") + "title: Others",
        step.format("2022-07-31") + later,
        step.format("2022-07-31") + later,
        step.format("2022-06-30") + later,
    ):
        files = put(portfolio(fields), tmp_path / "site")
        by_lang = [
            {
                event["UID"].partition("-")[0]: (
                    int(event["SEQUENCE"]),
                    event["DTSTART;VALUE=DATE"],
                )
                for event in calendar_events(
                    (files / lang_folder(lang) / "calendar.ics").read_bytes()
                )
            }
            for lang in languages()
        ]
        assert by_lang == [by_lang[0]] * len(by_lang)
        seen.append(by_lang[0])
    assert [events["step"] for events in seen] == [
        (0, "20220630"),
        (0, "20220630"),
        (1, "20220731"),
        (1, "20220731"),
        (2, "20220630"),
    ]
    assert [events["due"] for events in seen] == [(0, "20221231")] * 2 + [(1, "20231231")] * 3


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", NAMES)
def test_the_calendar_is_valid_icalendar(name, lang):
    """One all-day event per due date and dated milestone, with a stable id and folded lines; an assumed day says so."""
    raw = (site(name) / f"{lang_folder(lang)}calendar.ics").read_bytes()
    assert_follows_rfc_5545(raw)
    calendar = icalendar.Calendar.from_ical(raw)
    events = calendar.walk("VEVENT")
    by_uid = {str(event["uid"]): event for event in events}
    assert len(by_uid) == len(events)
    changes = json.loads(texts(name)["data/revisions.json"])["data"]
    moved = Counter(change["id"] for change in changes if change["field"] == "due")
    assert bool(moved) == (name == "demo")
    rows = json.loads(texts(name)["data/targets.json"])["data"]
    steps = json.loads(texts(name)["data/milestones.json"])["data"]
    added = json.loads(texts(name)["data/assumed.json"])["data"]
    assumed = {row["id"] for row in added if row["field"] == "due"}
    assert bool(assumed) == (name in REAL_DATA)
    ended = {row["id"] for row in rows if row["status"] == "ended"}
    assert bool(ended) == (name in ("demo", "hostile"))
    pursued = [row for row in [*rows, *steps] if row["id"] not in ended]
    decisions = json.loads(texts(name)["data/decisions.json"])["data"]
    assert len(events) == sum(bool(row["due"]) for row in [*pursued, *decisions])
    for row in rows:
        if row["due"] and row["id"] not in ended:
            event = by_uid[f"due-{row['id']}@tracker.invalid"]
            assert event.decoded("dtstart").isoformat() == row["due"]
            assert event.decoded("dtstart") + dt.timedelta(days=1) == event.decoded("dtend")
            assert event.decoded("dtstamp").date() == DAYS.get(name, TODAY)
            assert event["sequence"] == moved[row["id"]]
            key = "calendar.due.assumed" if row["id"] in assumed else "calendar.due"
            assert str(event["summary"]) == Translator(lang)(key, target=row[f"title_{lang}"])
