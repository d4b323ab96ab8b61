"""Files of charts and tables: what is in them, what they are called, and that they do no harm."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from functools import cache
from math import fsum
from typing import Any

import openpyxl
import pytest
from support.looking import (
    HOSTILE,
    demonstration,
    empty,
    hostile,
    look,
    new_zealand,
    portfolio,
    query,
    real,
)
from support.samples import updates

from tracker.analysis.details import details_of
from tracker.charts.labels import text_width
from tracker.i18n import languages
from tracker.portfolio.load import Portfolio
from tracker.site.context import SiteContext
from tracker.views import chart_files, download_tables, downloads, overview, target_tables, targets
from tracker.views.context import PageContext
from tracker.views.download_links import FORMATS, QUERY, download_links
from tracker.views.spreadsheet import FORMULA_PREFIXES
from tracker.views.svg_file import Caption, Line, many_drawings, svg_height

FILES = [f"{name}.{extension}" for name, formats in FORMATS.items() for extension in formats]
TABLES = [name for name in FILES if name.endswith(".csv")]
DRAWINGS = [name for name in FILES if name.endswith((".svg", ".png"))]
PORTFOLIOS = {"demo": demonstration, "real": real, "nz": new_zealand, "hostile": hostile}
SVG = "{http://www.w3.org/2000/svg}"


@cache
def seen(name: str, lang: str = "en", target_id: str = "") -> PageContext:
    at: Portfolio = PORTFOLIOS[name]()
    return look(at, lang, query={"id": target_id or at.targets[0].id})


def csv_of(view: PageContext, name: str) -> list[list[str]]:
    raw = downloads.build(view, f"{name}.csv").content
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def sheet_of(view: PageContext, name: str) -> list[list[Any]]:
    raw = downloads.build(view, f"{name}.xlsx").content
    (sheet,) = openpyxl.load_workbook(io.BytesIO(raw)).worksheets
    return [[cell.value for cell in row] for row in sheet.rows]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("file", TABLES)
def test_csv_and_workbook_have_the_same_rows(file, lang):
    """A header in the reader's language, numbers as numbers, days as days."""
    name = file.partition(".")[0]
    view = seen("demo", lang, "housing-repair")
    lines, rows = csv_of(view, name), sheet_of(view, name)
    assert len(lines) == len(rows) > 1
    assert lines[0] == rows[0]
    assert len(set(lines[0])) == len(lines[0])
    assert not [label for label in lines[0] if re.search(r"[a-z]\.[a-z]", label)]
    for line, row in zip(lines[1:], rows[1:], strict=True):
        for text, value in zip(line, row, strict=True):
            if isinstance(value, float | int):
                assert float(text) == pytest.approx(value)
            elif value is None:
                assert text == ""
            else:
                assert text == (value if isinstance(value, str) else value.date().isoformat())


def test_the_list_is_that_of_the_page():
    """Filters, search and order are those of the query."""
    asked = {"status": "off_track", "sort": "-due", "id": "x"}
    view = look(demonstration(), query=asked)
    ids = [line[0] for line in csv_of(view, "targets")[1:]]
    assert ids == targets.list_ids(view)
    assert 1 < len(ids) < len(view.by_id)


def test_what_happened_to_a_target_is_listed_latest_first():
    view = replace(seen("demo", "en"), query={"id": "lifts"})
    days = [row[0] for row in target_tables.events_table(view).rows]
    assert days == sorted(days, reverse=True)
    assert days[0] > days[-1]


def test_only_computed_numbers_may_be_rounded_by_a_spreadsheet():
    """What somebody wrote keeps every digit."""
    view = seen("demo", "en")
    table = download_tables.targets_table(view)
    computed = {
        name for name, is_computed in zip(table.head, table.computed, strict=True) if is_computed
    }
    assert computed == {"Completion (%)", "Planned completion (%)", view.t("download.column.gap")}
    budgets = download_tables.budgets_table(view)
    written = dict(zip(budgets.head, budgets.computed, strict=True))
    assert not any(
        written[name] for name in written if name.startswith(("Approved", "Spent (billion"))
    )


def test_computed_numbers_are_as_the_page_shows_them():
    """One decimal, unless that reads 0, 100 or a threshold; a goal that was changed stands beside the first one,
    and an assumed due date is marked."""
    moved = (
        "revisions: [{date: 2022-07-01, field: target, from: 1200, to: 1000, reason: Cut},\n"
        "  {date: 2022-08-01, field: due, from: 2022-10-31, to: 2022-12-31, reason: Late}]\n"
    )
    view = look(
        portfolio(
            moved + updates(("2022-06-30", 333.3333)),
            "id: almost\nassumed: {due: usual}\n" + updates(("2022-06-30", 999.999)),
            "id: done\n" + updates(("2022-06-30", 1000)),
        ),
        as_of=dt.date(2022, 9, 1),
    )
    head, *lines = csv_of(view, "targets")
    rows = {line[0]: dict(zip(head, line, strict=True)) for line in lines}
    reached = view.t("download.with_unit", label=view.t("download.column.actual"), unit="%")
    assert {key: row[reached] for key, row in rows.items()} == {
        "homes": "33.3",
        "almost": "99.9999",
        "done": "100",
    }
    gap, next_report = (view.t(f"download.column.{name}") for name in ("gap", "next_report"))
    assert re.fullmatch(r"\d+\.\d", rows["homes"][gap])
    assert rows["homes"][next_report]
    assert rows["done"][next_report] == ""
    note = view.t("download.column.due_note")
    assert [rows[key][note] for key in ("almost", "done")] == ["assumed date", ""]
    original = [view.t(f"download.column.original_{name}") for name in ("goal", "due")]
    columns = *original, view.t("download.column.revised_on")
    assert [rows["homes"][name] for name in columns] == ["1200", "2022-10-31", "2022-08-01"]
    assert [rows["done"][name] for name in columns] == ["", "", ""]


def test_a_file_has_no_present_figure_of_an_unreported_target():
    """Its completion and its gap are empty, in the list as in the timeline; an approximate goal is marked."""
    view = seen("real")
    head, *rows = csv_of(view, "targets")
    by_id = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    stale = by_id["legal-education-8"]
    shares = "Completion (%)", "Planned completion (%)", view.t("download.column.gap")
    assert [stale[name] for name in (*shares, "Date of the figure")] == ["", "", "", "2022-01-20"]
    about = {key: row["Goal is approximate"] for key, row in by_id.items()}
    assert (about["scattered-renewal"], about["gdp-growth"]) == ("about", "")
    head, *rows = csv_of(view, "timeline")
    shown = [dict(zip(head, row, strict=True)) for row in rows if stale["Title"] in row]
    assert [row["Progress (%)"] for row in shown if not row["Milestone"]] == [""]


def test_totals_are_those_of_the_rows():
    """The totals of themes, of leads and of all are the sums of the budgets."""
    table = download_tables.budget_totals_table(seen("demo"))
    budgets = download_tables.budgets_table(seen("demo"))
    labels = [label for label in table.head if label.startswith(("Approved (1", "Spent (1"))]
    at = [table.head.index(label) for label in labels]
    sums: list[float] = [
        fsum([float(row[budgets.head.index(label)]) for row in budgets.rows]) for label in labels
    ]
    assert len(sums) == 2
    for group in {row[0] for row in table.rows}:
        rows = [row for row in table.rows if row[0] == group]
        assert [fsum([float(row[place]) for row in rows]) for place in at] == pytest.approx(sums)


def test_all_that_happened_to_a_target_is_in_its_file():
    """Reports, revisions and facts, as many as the page lists."""
    tables = seen("real").tables
    for view, target_id in (
        (seen("real"), tables.context["id"].iloc[0]),
        (seen("demo"), seen("demo").tables.revisions["id"].iloc[0]),
    ):
        asked = replace(view, query={"id": target_id})
        details = details_of(view.snapshot, target_id)
        head, *lines = csv_of(asked, "events")
        kinds = Counter(line[head.index("Kind")] for line in lines)
        assert (kinds["Revision"], kinds["Related fact"]) == (
            len(details.revisions),
            len(details.context),
        )
        assert kinds["Revision"] + kinds["Related fact"] > 0
        others = kinds.total() - kinds["Revision"] - kinds["Related fact"]
        assert others == len(details.updates)


ENTRIES = """
issues:
  - {id: done, opened: 2022-03-01, closed: 2022-05-01, cause: land, text: Land, note: Bought}
  - {id: later, opened: 2022-12-02, cause: land, text: Not known yet}
  - {id: pipes, opened: 2022-04-01, cause: other, text: A gas pipe, raised_to: Mayor}
"""
REVIEWS = """[{date: 2022-06-30, title: Second, decisions: [
  {id: ask, text: Ask, target: homes, due: 2022-07-31, closed: 2022-12-02}, {id: write, text: Write}]},
  {date: 2022-12-31, title: Later, decisions: [{id: sign, text: Sign, target: homes}]}]"""


def test_issues_and_decisions_are_those_known_on_the_day():
    """Of all targets, or of one; a decision on none in particular is only among all of them."""
    at = portfolio(
        ENTRIES,
        "id: road\nissues: [{id: x, opened: 2022-03-02, cause: land, text: Road}]",
        reviews=REVIEWS,
    )
    view = look(at, as_of=dt.date(2022, 12, 1))
    head, *lines = csv_of(view, "issues")
    issues = [dict(zip(head, line, strict=True)) for line in lines]
    assert [one["Issue ID"] for one in issues] == ["x", "pipes", "done"]
    assert (issues[1]["Raised to"], issues[2]["Closed on"]) == ("Mayor", "2022-05-01")
    head, *lines = csv_of(view, "decisions")
    decisions = {
        one["Decision ID"]: one for one in (dict(zip(head, line, strict=True)) for line in lines)
    }
    assert list(decisions) == ["ask", "write"]
    assert (decisions["ask"]["Title"], decisions["write"]["Title"]) == ("Homes", "")
    assert decisions["ask"]["Closed on"] == ""
    assert "overdue" in decisions["ask"]["State"]
    of_road, of_homes = (replace(view, query={"id": name}) for name in ("road", "homes"))
    assert [line[0] for line in csv_of(of_road, "issues")[1:]] == ["road"]
    assert csv_of(of_road, "decisions")[1:] == []
    assert [line[0] for line in csv_of(of_homes, "decisions")[1:]] == ["homes"]


def test_the_declared_status_stands_beside_the_computed_one():
    """The latest in the list, with its day; each in what happened."""
    reports = (
        "updates:\n  - {date: 2022-03-31, declared: on_track}\n"
        "  - {date: 2022-06-30, value: 1, declared: slow}\n  - {date: 2022-09-30, value: 2}\n"
    )
    at = portfolio(reports, ratings="{slow: {title: {zh: 迟缓, en: Slow}}}")
    view = look(at, query={"id": "homes"})
    head, *lines = csv_of(view, "targets")
    row = dict(zip(head, lines[0], strict=True))
    assert (row["Declared by the reporter"], row["Declared for"]) == ("Slow", "2022-06-30")
    head, *lines = csv_of(view, "events")
    declared = [line[head.index("Declared by the reporter")] for line in lines]
    assert declared == ["", "Slow", view.t.status("on_track")]


@pytest.mark.parametrize("file", TABLES)
@pytest.mark.parametrize("word", ["=HYPERLINK(1)", "-1"])
def test_no_text_is_a_formula(file, word):
    """Every text that a spreadsheet would evaluate is escaped, a negative number is not."""
    quoted = f'"{word}"'
    at = portfolio(
        f"title: {quoted}\npromise: {quoted}\nbudget: {{approved: 5}}\n"
        f"issues: [{{id: x, opened: 2022-03-01, cause: land, text: {quoted}}}]\n"
        + updates(("2022-03-31", -5)).replace(
            "value: -5", f"value: -5, note: {quoted}, by: {quoted}"
        )
    )
    view = look(at, query={"id": at.targets[0].id})
    name = file.partition(".")[0]
    cells = [cell for line in csv_of(view, name) for cell in line]
    harmful = [cell for cell in cells if cell.startswith(FORMULA_PREFIXES)]
    assert all(re.fullmatch(r"-[\d.]+", cell) for cell in harmful)
    rows = sheet_of(view, name)
    if name in ("targets", "events", "timeline", "budgets", "issues"):
        assert f"'{word}" in cells
        assert word in [value for row in rows for value in row]
    if name in ("targets", "events", "progress"):
        assert "-5" in cells


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("portfolio_name", PORTFOLIOS)
@pytest.mark.parametrize("file", DRAWINGS)
def test_a_drawing_is_a_file_of_its_own(file, portfolio_name, lang):
    """Valid XML with title, description, source and day, and colours that need no page; a PNG is drawn from it."""
    view = seen(portfolio_name, lang)
    try:
        made = downloads.build(view, file, str.encode)
    except downloads.DownloadError:
        assert portfolio_name != "demo"
        return
    assert made.media_type == f"image/{'png' if file.endswith('.png') else 'svg+xml'}"
    text = made.content.decode()
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    title, description, *_ = root
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text
    assert description.text
    assert view.as_of.isoformat() in "".join(root.itertext())
    assert int(root.get("height")) * 1200 % int(root.get("width")) == 0  # whole pixels of a PNG
    texts = root.findall(f"{SVG}text")
    assert (
        max(float(part.get("x")) + 0.9 * text_width(part.text or "", 12) for part in texts) < 1000
    )
    assert not re.search(r"var\(|light-dark|currentcolor\)|@media|:hover", text)
    styled = "".join(root.find(f"{SVG}style").itertext())
    for name in {name for part in root.iter() for name in part.get("class", "").split()} & {
        "off_track"
    }:
        assert f".{name}{{color: #" in styled
    assert not [part for part in root.iter() if part.tag in (f"{SVG}a", f"{SVG}script")]
    assert not [
        key for part in root.iter() for key in part.attrib if key == "style" or key.startswith("on")
    ]


def test_the_chart_of_a_target_names_the_evidence_of_its_figure():
    """Publisher and grade, of the figure that counts where sources disagree."""
    for target_id, evidence in (
        ("revenue-growth", "figure of 2022-12-31: Xuhui District Finance Bureau, grade B"),
        ("housing-repair", ""),
    ):
        view = seen("real", target_id=target_id)
        drawing = downloads.build(view, "progress.svg").content.decode()
        shown = "".join(ET.fromstring(drawing).itertext())
        assert evidence in shown
        assert ("Evidence for the" in shown) == bool(evidence)


@pytest.mark.parametrize("lang", languages())
def test_the_picture_of_a_site_has_its_name_the_whole_answer_and_every_status(lang):
    """Title and subtitle are not cut, and the legend is within the picture."""
    view = seen("demo", lang)
    root = ET.fromstring(chart_files.site_card(view))
    shown = [part.text for part in root.findall(f"{SVG}text")]
    assert shown[0] == view.title
    assert not [text for text in shown if text.endswith("…")]
    answer = " · ".join(overview.headline(view))
    assert "".join(answer.split()) in "".join("".join(shown).split())
    counts = Counter(view.assessed["status"])
    assert counts.pop("ended")  # it has no part in a strip
    assert {f"{view.t.status(status)} {count}" for status, count in counts.items()} <= set(shown)


def test_hostile_words_stay_words_in_a_drawing():
    """Titles with tags, quotes, and characters that XML forbids."""
    caption = Caption(f"{HOSTILE}\x0b", "\ufffe", HOSTILE, HOSTILE, [("<svg/>", HOSTILE)])
    root = ET.fromstring(
        many_drawings([Line(f"{HOSTILE}\x00", "<svg/>", HOSTILE), Line("\x1b")], caption)
    )
    assert root.find(f"{SVG}title").text == f"{HOSTILE}\ufffd"
    assert not [part for part in root.iter() if part.tag in (f"{SVG}script", f"{SVG}img")]


@pytest.mark.parametrize("file", FILES)
def test_an_empty_portfolio_has_tables_without_rows(file):
    """And no drawings, which say so."""
    view = look(empty(), query={"id": "x"})
    if QUERY.get(file.partition(".")[0]) == ("id",):
        with pytest.raises(downloads.DownloadError, match="x"):
            downloads.build(view, file, str.encode)
    elif file in DRAWINGS:
        with pytest.raises(downloads.DownloadError, match="no data"):
            downloads.build(view, file, str.encode)
    else:
        assert downloads.build(view, file).content


def test_a_chart_too_high_for_a_picture_is_refused(monkeypatch):
    """Ten thousand rows would take gigabytes to draw; the SVG file is there."""
    view = look(demonstration())
    height = svg_height(downloads.build(view, "timeline.svg").content.decode())
    monkeypatch.setattr(downloads, "MAX_PICTURE_HEIGHT", height)
    assert downloads.build(view, "timeline.png", str.encode).content
    monkeypatch.setattr(downloads, "MAX_PICTURE_HEIGHT", height - 1)
    with pytest.raises(downloads.DownloadError, match="too many rows"):
        downloads.build(view, "timeline.png", str.encode)


@pytest.mark.parametrize(
    "file",
    ["nope.csv", "targets.svg", "targets", "", "../targets.csv", "targets.csv.exe", "progress.png"],
)
def test_unknown_files_are_named(file):
    """The error names the files that exist; there is no PNG without somebody who draws it."""
    with pytest.raises(downloads.DownloadError, match=r"targets\.csv"):
        downloads.build(seen("demo"), file)


def test_the_name_of_a_file_tells_portfolio_page_and_day():
    """Without characters that a file system refuses; in ASCII too."""
    view = look(portfolio("id: a-b", title='"A/B\\\\: <x>?*|"'), query={"id": "a-b"})
    made = downloads.build(view, "events.csv")
    assert made.name == "A B x -What happened-a-b-2026-11-23.csv"
    assert made.plain_name == "events-a-b-2026-11-23.csv"


@pytest.mark.parametrize("name", FORMATS)
def test_links_ask_for_what_the_page_shows(name):
    """They carry language, day and the part of the query on which the file depends, each with what it is."""
    asked = dict.fromkeys((*targets.LIST_PARAMS, "by", "id", "explore", "page"), "v")
    view = look(demonstration(), "zh", query=asked, params={"asof": "2025-01-01"})
    links = download_links(view, name).links
    assert [link.label.lower().replace("excel", "xlsx") for link in links] == list(FORMATS[name])
    for link in links:
        assert link.href.startswith(f"download/{name}.")
        wanted = dict.fromkeys(QUERY.get(name, ()), "v") | {"lang": "zh", "asof": "2025-01-01"}
        assert query(link.href) == wanted
        assert link.title


def test_the_site_offers_only_files_that_it_has():
    """Whole tables, whose address is relative to the page."""
    view = seen("demo")
    for lang, prefix, root in (("zh", "", ""), ("en", "../", "../../")):
        site = SiteContext(view.snapshot, view.today, lang, prefix=prefix)
        assert [link.href for link in download_links(site, "targets").links] == [
            f"{root}data/targets.csv",
            f"{root}data/targets.xlsx",
        ]
        chart = replace(site, charts=True)
        for view_of, png in ((chart, "svg#png"), (replace(chart, drawn=True), "png")):
            links = download_links(view_of, "progress", id="lifts").links
            of_chart = f"{prefix}charts/lifts"
            assert [one.href for one in links] == [f"{of_chart}.svg", f"{of_chart}.{png}"]
            assert [one.needs_script for one in links] == [False, png != "png"]
            assert [one.href for one in download_links(view_of, "timeline", by="lead").links] == [
                f"{prefix}timeline-lead.svg",
                f"{prefix}timeline-lead.{png}",
            ]
        assert [len(download_links(site, name).links) for name in ("timeline", "progress")] == [
            0,
            0,
        ]
        assert [one.href for one in download_links(site, "groups", by="theme").links] == [
            f"{prefix}groups.svg",
            f"{prefix}groups.svg#png",
        ]
