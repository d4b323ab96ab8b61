"""Reports that are due, as rows and as a calendar."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from support.samples import target, updates, write

from tracker.analysis.agenda import REPORTS_DUE_COLUMNS, reports_due
from tracker.analysis.snapshot import Snapshot
from tracker.i18n import languages
from tracker.portfolio.load import load
from tracker.site.ical import reports_calendar

AS_OF = dt.date(2022, 8, 15)
FRESH = target("id: fresh\n" + updates(("2022-06-30", 500)))
LATE = target(
    "id: late\ntitle: {zh: 旧改；一期, en: 'Late, first'}\nlead: null\n"
    + updates(("2022-03-31", 210))
)
SILENT = target("id: silent")
REACHED = target("id: reached\n" + updates(("2022-06-30", 1000)))
LATER = target("id: later\nstart: 2023-01-01\ndue: 2023-12-31")
VOW = target("id: vow\nmeasure: {kind: statement}")
NEVER = target("id: never\nreport: {every: never}")
MONTHLY = target(
    "id: monthly\nreport: {every: month, grace_days: 0}\n" + updates(("2022-06-30", 500))
)


def rows(folder, *targets, as_of=AS_OF):
    return reports_due(Snapshot.at(load(write(folder, *targets)), as_of))


def test_overdue_reports_come_first(tmp_path):
    """By days late, then by the last day of grace; targets that need no report are left out."""
    table = rows(tmp_path, FRESH, LATE, SILENT, REACHED, LATER, VOW, NEVER, MONTHLY)
    assert list(table.columns) == list(REPORTS_DUE_COLUMNS)
    assert list(table["id"]) == ["silent", "late", "monthly", "fresh"]


@pytest.mark.parametrize(
    ("text", "period_end", "last_day", "days_late"),
    [
        (FRESH, "2022-09-30", "2022-10-30", 0),
        (LATE, "2022-06-30", "2022-07-30", 16),
        (SILENT, "2022-03-31", "2022-04-30", 107),
        (MONTHLY, "2022-07-31", "2022-07-31", 15),
    ],
)
def test_the_next_report_covers_the_end_of_its_period(
    tmp_path, text, period_end, last_day, days_late
):
    """One period after the latest figure, or after the eve of the start; then grace; then it is late."""
    (row,) = rows(tmp_path, text).itertuples()
    assert (f"{row.period_end:%F}", f"{row.last_day:%F}", row.days_late) == (
        period_end,
        last_day,
        days_late,
    )


def test_on_the_last_day_of_grace_a_report_is_not_late(tmp_path):
    """It is overdue on the next."""
    for as_of, late in ((dt.date(2022, 7, 30), 0), (dt.date(2022, 7, 31), 1)):
        assert list(rows(tmp_path, LATE, as_of=as_of)["days_late"]) == [late]


def test_a_target_without_a_lead_is_listed(tmp_path):
    """Its lead is missing."""
    assert rows(tmp_path, LATE)["lead"].isna().all()
    assert list(rows(tmp_path, FRESH)["lead"]) == ["bureau"]


def test_nothing_due_is_no_rows(tmp_path):
    """The columns remain."""
    table = rows(tmp_path, VOW)
    assert (len(table), list(table.columns)) == (0, list(REPORTS_DUE_COLUMNS))


def calendar(folder, lang="zh", as_of=AS_OF):
    table = rows(folder, FRESH, LATE, SILENT, as_of=as_of)
    return reports_calendar(table, "政策目标, 全部", {"bureau": "区房管局"}, as_of, lang)


def test_each_report_is_an_event_of_one_day(tmp_path):
    """On its last day, with a title, a reason, and without blocking the day."""
    events = icalendar.Calendar.from_ical(calendar(tmp_path)).walk("VEVENT")
    by_id = {str(event["uid"]).split("-2022")[0]: event for event in events}
    assert set(by_id) == {"fresh", "late", "silent"}
    late = by_id["late"]
    assert late["dtstart"].dt == dt.date(2022, 7, 30)
    assert late["dtend"].dt == dt.date(2022, 7, 31)
    assert late["summary"] == "填报：旧改；一期（来源未写明责任单位）"
    assert "逾期 16 天" in late["description"]
    assert "区房管局" in by_id["fresh"]["summary"]
    assert late["transp"] == "TRANSPARENT"
    for event in events:
        assert all(event.get(name) for name in ("uid", "dtstamp", "summary"))


@pytest.mark.parametrize("lang", languages())
def test_the_calendar_is_well_formed(tmp_path, lang):
    """Lines end with CRLF and have at most 75 bytes (RFC 5545); the same input gives the same bytes."""
    text = calendar(tmp_path, lang)
    assert text == calendar(tmp_path, lang)
    assert text.endswith(b"END:VCALENDAR\r\n")
    lines = text.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


def test_an_event_keeps_its_uid_while_the_same_report_is_due(tmp_path):
    """Programs that read the calendar again replace the event; the next report is another event."""
    uids = [
        [
            str(event["uid"])
            for event in icalendar.Calendar.from_ical(calendar(tmp_path, as_of=day)).walk("VEVENT")
        ]
        for day in (AS_OF, AS_OF + dt.timedelta(days=1))
    ]
    assert sorted(uids[0]) == sorted(uids[1])
    assert len(set(uids[0])) == 3
