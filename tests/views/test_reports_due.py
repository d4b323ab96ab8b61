import datetime as dt

import pytest
from support.looking import empty, look, parsed, portfolio, query, real
from support.samples import updates

from tracker.i18n import languages
from tracker.views.reports_due import open_entries_table, reports_due_table


@pytest.mark.parametrize("lang", languages())
def test_the_real_file_says_who_must_report_until_when(lang):
    """Each target that awaits a report leads to its page; none is late before the file's own rule began."""
    view = look(real(), lang)
    tree = parsed(reports_due_table(view))
    rows = [row.all("td") for row in tree.one("tbody").all("tr")]
    assert len(rows) == 7
    assert {query(link)["id"] for link in tree.links.values()} <= set(view.by_id)
    assert tree.all("strong") == []
    assert "2026-11-23" in tree.one("caption").text


def test_an_overdue_report_comes_first_with_its_days():
    at = portfolio(
        "due: 2027-12-31\nreport: {every: quarter}\n" + updates(("2026-09-30", 5)),
        "id: late\ntitle: Late\ndue: 2027-12-31\nreport: {every: quarter}\n"
        + updates(("2026-03-31", 5)),
    )
    tree = parsed(reports_due_table(look(at, as_of=dt.date(2026, 11, 23))))
    first, second = tree.one("tbody").all("tr")
    assert first.one("a").text == "Late"
    assert first.one("strong").text == "116 days late"
    assert second.all("strong") == []
    assert "2026-09-30" in second.text


def test_nothing_is_shown_where_nobody_must_report():
    assert reports_due_table(look(empty())) == ""


def test_open_decisions_and_issues_are_listed_with_their_target():
    """Decisions by due day, then issues; nothing where none is open."""
    fields = "issues: [{id: a, opened: 2026-11-01, cause: other, text: A pipe, owner: bureau}]"
    reviews = (
        "[{date: 2026-10-01, title: First, decisions: [{id: b, text: Ask, target: homes, "
        "due: 2026-11-20}, {id: c, text: Write}]}]"
    )
    view = look(portfolio(fields, reviews=reviews), as_of=dt.date(2026, 11, 23))
    rows = parsed(open_entries_table(view)).one("tbody").all("tr")
    assert [[cell.text for cell in row.all("td")] for row in rows] == [
        ["Ask · Homes", "", "3 days overdue, due 2026-11-20"],
        ["Write", "", "open, no deadline"],
        ["A pipe · Homes", "Housing Bureau", "open 22 days"],
    ]
    assert open_entries_table(look(empty())) == ""
