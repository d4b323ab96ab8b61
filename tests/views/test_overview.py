"""The overview, its rows of targets, its groups."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from support.looking import (
    TODAY,
    holes,
    look,
    new_zealand,
    parsed,
    portfolio,
    query,
    real,
    seen,
)
from support.samples import updates

from tracker.analysis import agenda
from tracker.analysis.assessment import STATUSES, UNASSESSED
from tracker.analysis.rollup import BUCKETS
from tracker.i18n import STATUS_SHAPES, languages
from tracker.views import (
    attention,
    group_table,
    groups,
    news,
    overview,
    target_row,
    targets,
)
from tracker.views.context import PageContext
from tracker.views.selections import DAYS_AHEAD


def row_of(view: PageContext, target_id: str = "homes", **carried: str | None):
    return parsed(
        target_row.progress_row(
            view, view.row(target_id), view.href("targets", id=target_id, **carried)
        )
    )


def test_a_row_names_status_lead_due_and_why():
    """Everything to decide whether to open it, in one line."""
    view = look(portfolio(updates(("2022-06-30", 300))), as_of=dt.date(2022, 7, 1))
    row = row_of(view, theme="housing", q=None)
    assert row.one("a").text == "Homes"
    assert query(row.one("a").attributes["href"]) == {"id": "homes", "theme": "housing"}
    assert "Housing Bureau · due 2022-12-31" in row.text
    assert row.one("span", "status").text == "▲Behind"
    assert row.one("svg", "bar").attributes["aria-label"] == "actual 30%, pro rata 49%"
    assert view.row("homes").why_en in row.text


def test_what_is_in_the_way_stands_below_the_reason():
    """The issue open for longest, and how many others; on a past day those known then."""
    issues = (
        "issues:\n  - {id: a, opened: 2022-06-15, cause: other, text: A pipe}\n"
        "  - {id: b, opened: 2022-06-01, cause: other, text: Two permits}\n"
        "  - {id: c, opened: 2022-01-15, closed: 2022-06-20, cause: other, text: Done}\n"
    )
    at = portfolio(updates(("2022-06-15", 100)) + issues)
    for day, expected in (
        (dt.date(2022, 7, 1), "In the way: Two permits (open 30 days); 1 more issue"),
        (dt.date(2022, 6, 15), "In the way: Done (open 151 days); 2 more issues"),
    ):
        tree = parsed(attention.attention(look(at, as_of=day)))
        assert tree.one("span", "issue").text == expected
    none = parsed(attention.attention(look(portfolio(updates(("2022-06-15", 100))), as_of=day)))
    assert none.all("span", "issue") == []


def test_a_row_without_deadline_or_lead_says_so():
    """Neither is left blank."""
    row = row_of(look(portfolio("lead: null\ndue: null\nstart: null")))
    assert "No lead named · no deadline" in row.text


@pytest.mark.parametrize(
    ("fields", "as_of"),
    [("measure: {kind: statement}", TODAY), ("due: null", TODAY), ("", dt.date(2021, 12, 31))],
    ids=["statement", "no due date", "not started"],
)
def test_no_bar_where_nothing_is_judged(fields, as_of):
    """A bar would look like no progress where there is nothing to hold it against."""
    assert row_of(look(portfolio(fields), as_of=as_of)).all("svg", "bar") == []


def test_a_bar_without_report_shows_the_plan_of_the_day():
    """Hatched, with the tick where the plan stands on the as-of date."""
    row = row_of(look(portfolio(""), as_of=dt.date(2022, 7, 2)))
    bar = row.one("svg", "bar")
    assert "none" in bar.classes
    assert bar.attributes["aria-label"] == "actual –, pro rata 50%"


@pytest.mark.parametrize(
    ("fields", "as_of", "expected"),
    [
        ([updates(("2022-06-30", 10))], "2022-07-01", "1 target, 1 needs attention"),
        ([updates(("2022-06-30", 500))], "2022-07-01", "1 target, none behind"),
        (["measure: {kind: statement}"], "2022-07-01", "1 target, none judged"),
        ([""], "2022-07-01", "1 target, none can be judged at present"),
        ([""], "2021-07-01", "1 target, none started yet"),
        (
            ["", "id: other\nmeasure: {kind: statement}"],
            "2021-07-01",
            "2 targets, none can be judged at present",
        ),
        (
            [updates(("2022-06-30", 500)), "id: other\nmeasure: {kind: statement}"],
            "2022-07-01",
            "2 targets, the only one that can be judged is not behind",
        ),
        (
            [updates(("2022-12-31", 10)), "id: silent", "id: other\nmeasure: {kind: statement}"],
            "2023-03-31",
            "3 targets, only 1 can be judged, 1 needs attention, as many as on 2022-12-31",
        ),
        (
            [updates(("2022-06-30", 500)), "id: two\n" + updates(("2022-06-30", 10)), "id: other"],
            "2022-07-01",
            "3 targets, 1 needs attention",
        ),
        (
            [
                updates(("2022-12-31", 1000)),
                "id: done\n" + updates(("2022-12-31", 1000)),
                *(f"id: silent{n}" for n in range(8)),
            ],
            "2023-02-01",
            "10 targets, only 2 can be judged, none of them behind",
        ),
        ([], "2022-07-01", "No targets yet"),
    ],
)
def test_the_overview_answers_in_one_sentence(fields, as_of, expected):
    """How many, how many behind; where most cannot be judged, that is said and nothing is called fine."""
    view = look(portfolio(*fields), as_of=dt.date.fromisoformat(as_of))
    assert overview.headline(view)[0] == expected


def test_reports_that_no_longer_come_read_as_no_progress():
    """Fewer targets are behind only because fewer can be judged."""
    stale = [f"id: t{n}\n" + updates(("2022-06-30", 100)) for n in range(3)]
    view = look(portfolio(*stale), as_of=dt.date(2022, 12, 20))
    assert overview.headline(view)[0] == "3 targets, none can be judged at present"
    reported = "id: reported\n" + updates(("2022-09-30", 100))
    view = look(portfolio(*stale, reported), as_of=dt.date(2022, 12, 20))
    assert overview.headline(view)[0] == "4 targets, only 1 can be judged, 1 needs attention"


def test_a_record_that_has_just_been_begun_reads_as_no_decline():
    """In the real file a figure was recorded after the comparison day: more is known, and nothing got worse."""
    first, _ = overview.headline(look(real(), as_of=dt.date(2026, 11, 28)))
    assert first == "27 targets, only 2 can be judged, 1 needs attention"


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ([100, 500], [100, 100], "2 targets, 2 need attention, 1 more than on 2022-06-30"),
        ([100, 100], [100, 900], "2 targets, 1 needs attention, 1 fewer than on 2022-06-30"),
        ([100, 500], [900, 100], "2 targets, 1 needs attention, as many as on 2022-06-30"),
        ([100, 500], [900, 900], "2 targets, none behind, 1 fewer than on 2022-06-30"),
        ([500, 500], [900, 900], "2 targets, none behind"),
    ],
)
def test_the_answer_says_how_many_more_or_fewer_than_on_the_comparison_day(then, now, expected):
    """The counts beside the strip have their changes too, each with the day it is against."""
    fields = [
        f"id: t{n}\n" + updates(("2022-06-30", before), ("2022-09-30", value))
        for n, (before, value) in enumerate(zip(then, now, strict=True))
    ]
    view = look(portfolio(*fields), as_of=dt.date(2022, 10, 20))
    assert overview.headline(view)[0] == expected
    changed = {
        query(one.attributes["href"])["status"]: one.one("span", "delta")
        for one in parsed(overview.status_counts(view)).all("a", "count")
        if one.all("span", "delta")
    }
    before, after = (
        {
            status: sum(row.status == status for row in snapshot.by_id.values())
            for status in STATUSES
        }
        for snapshot in (view.snapshot.previous, view.snapshot)
    )
    assert {status: int(one.text.replace("−", "-")) for status, one in changed.items()} == {
        status: after[status] - before[status]
        for status in STATUSES
        if after[status] != before[status]
    }
    assert {one.attributes["title"] for one in changed.values()} <= {
        "compared with what was known on 2022-06-30"
    }


def test_the_second_line_says_what_is_not_known():
    """Reports overdue and not due yet, targets not judged, the day of the data, and what grey means."""
    fields = updates(("2022-03-31", 300), ("2022-06-30", 500))
    at = portfolio(fields, "id: silent", "id: other\nmeasure: {kind: statement}")
    grey = " · Grey means no data, not no progress"

    def below(as_of: dt.date) -> str:
        return overview.headline(look(at, as_of=as_of))[1]

    waiting = "1 not reported yet · 1 not judged · Latest report "
    assert below(dt.date(2022, 4, 15)) == waiting + "2022-03-31" + grey
    late = "1 report overdue · 1 not judged · Latest report 2022-06-30"
    assert below(dt.date(2022, 7, 15)) == late + grey
    assert below(dt.date(2022, 1, 1)) == (
        "2 not reported yet · 1 not judged · Nothing reported yet" + grey
    )
    outdated = overview.headline(look(new_zealand(), as_of=dt.date(2026, 11, 28)))
    assert outdated[0] == "17 targets, only 2 can be judged, none of them behind"
    assert outdated[1].startswith("12 without a newer report · 3 not reported yet · Latest report")
    alone = look(portfolio(fields), as_of=dt.date(2022, 7, 15))
    assert overview.headline(alone)[1] == "Latest report 2022-06-30"


@pytest.mark.parametrize("lang", languages())
def test_an_empty_portfolio_says_what_to_do_next(lang):
    """No table of zeros."""
    view = seen("empty", lang)
    assert parsed(overview.overview(view)).text == view.t("empty.portfolio")


def test_a_portfolio_of_one_target_shows_it():
    """In a row, behind or not; a table of groups would say the same again."""
    for value, heading in ((500, "Targets"), (100, "Needs attention")):
        view = look(portfolio(updates(("2022-06-30", value))), as_of=dt.date(2022, 7, 1))
        tree = parsed(overview.overview(view))
        (row,) = tree.one("table", "lines").one("tbody").all("tr")
        assert row.one("a").text == "Homes"
        assert [one.text.split("first")[0].strip() for one in tree.all("h2")] == [
            heading,
            "Due in the next 90 days",
            "Latest reports and facts",
        ]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_counts_add_up_and_lead_to_the_list(name, lang):
    """Every status that a target has is counted with shape and word; the count opens that selection."""
    view = seen(name, lang)
    tree = parsed(overview.status_counts(view))
    counts = {}
    for link in tree.all("a", "count"):
        status = query(link.attributes["href"])["status"]
        counts[status] = int(link.one("span", "number").text)
        assert link.one("span", "status").text == STATUS_SHAPES[status] + view.t(f"status.{status}")
        assert len(targets.list_ids(replace(view, query={"status": status}))) == counts[status]
    assert list(counts) == [status for status in STATUSES if status in counts]
    assert sum(counts.values()) == len(view.portfolio.targets)
    spoken = tree.one("svg", "strip").attributes["aria-label"]
    for status, count in counts.items():
        assert f"{view.t(f'status.{status}')} {count}" in spoken


def due_in(days: int, value: int, name: str) -> str:
    """A target that was half way through its time when it reached ``value`` of 1,000."""
    due = dt.date(2022, 8, 1) + dt.timedelta(days=days)
    start = dt.date(2022, 6, 30) - (due - dt.date(2022, 6, 30))
    return f"id: {name}\ntitle: {name}\nstart: {start}\ndue: {due}\n" + updates(
        ("2022-06-30", value)
    )


def test_what_can_still_be_changed_comes_first():
    """Far behind before behind, then the time left, then the gap; overdue reports; what ended long ago last."""
    view = look(
        portfolio(
            "id: ended\ntitle: ended\ndue: 2022-03-31\n" + updates(("2022-03-31", 10)),
            "id: long-ended\ntitle: long-ended\ndue: 2022-01-31\n" + updates(("2022-01-31", 10)),
            "id: silent\ntitle: silent",
            "id: more-silent\ntitle: more-silent\nreport: {every: month}",
            due_in(400, 10, "far-later"),
            due_in(200, 110, "far-this-year"),
            due_in(60, 100, "far-soon"),
            due_in(80, 50, "farther-soon"),
            due_in(60, 300, "behind-soon"),
            due_in(60, 500, "fine"),
        ),
        as_of=dt.date(2022, 8, 1),
    )
    assert [row.id for row in agenda.needing_attention(view.by_id.values(), view.as_of)] == [
        "farther-soon",
        "far-soon",
        "far-this-year",
        "far-later",
        "behind-soon",
        "more-silent",
        "silent",
        "ended",
        "long-ended",
    ]
    rows = parsed(attention.attention(view)).one("tbody").all("tr")
    assert rows[0].one("a", "name").text == "farther-soon"
    assert "Housing Bureau · 80 days left" in rows[0].one("th").text
    assert [link.text for link in rows[5].all("a")] == ["more-silent", "silent"]
    assert "2 never reported, overdue" in rows[5].text
    assert "Housing Bureau, 93 days late" in rows[5].text


def test_a_row_has_the_previous_status_and_mark():
    """An arrow whose meaning a screen reader gets in words, and the bar's mark of the comparison day."""
    at = portfolio(updates(("2022-06-30", 300), ("2022-09-30", 350)))
    view = look(at, as_of=dt.date(2022, 10, 20))
    row = parsed(attention.attention(view)).one("tbody").one("tr")
    was = row.one("span", "was")
    assert was.one("span", "unseen").text == "worse: "
    assert was.text.endswith("was ▲ Behind")
    assert row.one("rect", "before").attributes["x"] == "30%"
    assert "+5 pp" in row.text


def test_a_day_stays_in_one_line():
    """A phone broke the line of a deadline that has passed within the day."""
    view = look(portfolio(updates(("2022-12-31", 300))), as_of=dt.date(2023, 1, 20))
    row = parsed(attention.attention(view)).one("tbody").one("tr")
    assert [one.text for one in row.one("th").all("time")] == ["2022-12-31"]


def test_a_row_says_where_money_runs_ahead():
    """Beside the reason, where the budget page flags it."""
    spent = "budget: {approved: 12}\nupdates: [{date: 2022-06-30, value: 100, spent: 6}]\n"
    view = look(portfolio(spent), as_of=dt.date(2022, 7, 1))
    table = parsed(attention.attention(view)).one("table")
    assert len(table.one("thead").all("th")) == 4
    row = table.one("tbody").one("tr")
    assert row.one("span", "flag").text == "⚑ Spending ahead of progress by 40 points"


def test_targets_with_one_reason_share_a_line():
    """Their sentence once, a link to each, and beyond some a link to all of them; no heads of columns that none has."""
    same = [f"id: t{n}\ntitle: T{n}\n" + updates(("2022-06-30", 100)) for n in range(14)]
    view = look(portfolio(*same), as_of=dt.date(2022, 7, 1))
    table = parsed(attention.attention(view)).one("table")
    assert table.all("thead") == []
    (line,) = table.one("tbody").all("tr")
    assert line.text.count(view.row("t0").why_en) == 1
    *named, rest = line.all("a")
    assert [query(link.attributes["href"])["id"] for link in named] == [f"t{n}" for n in range(14)]
    assert len(line.all("span", "beyond")) == 2
    assert (rest.text, query(rest.attributes["href"])) == ("2 more", {"status": "off_track"})


def test_the_first_rows_are_shown_and_the_others_a_link_away(monkeypatch):
    """Eight rows, and the link to all that are behind or missed; the others are on paper, up to a number of rows."""
    view = seen("demo", "en")
    wanted = [
        row.id
        for row in agenda.needing_attention(view.by_id.values(), view.as_of)
        if row.status != "unreported"
    ]
    tree = parsed(attention.attention(view))
    shown = [query(one.attributes["href"])["id"] for one in tree.all("a", "name")]
    assert shown == wanted
    rows = tree.one("tbody").all("tr")
    (at,) = (at for at, row in enumerate(rows) if "others" in row.attributes.get("class", ""))
    assert rows[at - 1].one("a", "name").text == view.row(wanted[attention.MAX_ROWS - 1]).title_en
    beyond = tree.all("tr", "beyond")
    assert [query(row.one("a").attributes["href"])["id"] for row in beyond] == (
        wanted[attention.MAX_ROWS :]
    )
    more = rows[at].one("a", "rest")
    assert more.text == f"{len(beyond)} more need attention"
    assert not rows[at].all("span", "beyond")
    monkeypatch.setattr(attention, "MAX_PRINTED", len(wanted) - 1)
    cut = parsed(attention.attention(view)).one("tr", "others")
    assert cut.one("span", "beyond").text == "1 more needs attention"
    selected = query(more.attributes["href"])["show"]
    assert set(targets.list_ids(replace(view, query={"show": selected}))) == set(wanted)


def test_a_report_that_is_not_due_needs_no_attention():
    """A target without a report is named with the rule that asks for it, and needs attention only once it is late."""
    silent = portfolio("", report="{every: quarter, from: 2022-06-01}")
    view = look(silent, as_of=dt.date(2022, 7, 1))
    assert agenda.needing_attention(view.by_id.values(), view.as_of) == []
    text = parsed(attention.attention(view)).text
    assert "1 not reported since the start, first report not due yet" in text
    assert "own, from 2022-06-01 on" in text
    earlier = portfolio("report: {from: 2022-05-01}", report="{every: quarter, from: 2022-06-01}")
    assert "from 2022-05-01 on" in parsed(attention.attention(look(earlier))).text
    stale = portfolio(
        "due: 2024-12-31\n" + updates(("2022-01-31", 50)), report="{from: 2022-12-01}"
    )
    text = parsed(attention.attention(look(stale, as_of=dt.date(2022, 12, 20)))).text
    assert "1 without a newer report, which is not due yet" in text
    late = look(silent, as_of=dt.date(2022, 12, 1))
    assert [row.id for row in agenda.needing_attention(late.by_id.values(), late.as_of)] == [
        "homes"
    ]


def test_nothing_to_worry_about_is_said():
    """Each card stays, with a word in place of rows."""
    fine = updates(("2022-06-30", 500))
    view = look(portfolio(*(f"id: t{n}\n{fine}" for n in range(5))), as_of=dt.date(2022, 7, 1))
    text = parsed(overview.overview(view)).text
    assert "Nothing needs attention." in text
    assert "No target or milestone falls due in the next 90 days." in text


def test_no_target_that_can_be_judged_is_no_all_clear():
    """A statement alone may need attention; nobody knows."""
    unknown = portfolio(
        "measure: {kind: statement}\n", "id: later\nstart: 2023-06-01\ndue: 2023-12-31\n"
    )
    text = parsed(attention.attention(look(unknown, as_of=dt.date(2022, 7, 1)))).text
    assert "No target can be judged at present." in text
    assert "Nothing needs attention" not in text


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(("name", "kinds"), [("real", 4), ("nz", 2)])
def test_what_is_missing_is_counted_where_most_is_grey(name, kinds, lang):
    """Each count opens just those targets, and all are counted; a portfolio mostly judged has no such card."""
    view = seen(name, lang)
    counted: set[str] = set()
    counts = []
    for link in parsed(overview.missing(view)).one("ul").all("a"):
        wanted = query(link.attributes["href"])
        wanted.pop("lang", None)
        counts.append(int(link.one("span", "number").text))
        ids = targets.list_ids(replace(view, query=wanted))
        assert len(ids) == counts[-1]
        assert {view.row(key).status for key in ids} <= set(UNASSESSED)
        counted |= set(ids)
    assert len(counts) == kinds
    assert all(counts)
    assert counted == {key for key, row in view.by_id.items() if row.status in UNASSESSED}
    apart = parsed(overview.missing(view)).one("p").one("a")
    without_lead = targets.list_ids(replace(view, query={"lead": "none"}))
    assert query(apart.attributes["href"])["lead"] == "none"
    assert f" {len(without_lead)} " in apart.text
    assert overview.missing(seen("demo", lang)) == ""


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_buckets_add_up(name, lang):
    """Finished, ahead, on plan, behind and the rest are all targets; means are over those with figures."""
    view = seen(name, lang)
    summary = groups.progress_summary(view)
    assert holes(parsed(f"<p>{summary}</p>")) == []
    words = [view.t(f"bucket.{bucket}") for bucket in BUCKETS]
    beside = [view.t(f"bucket.{name}") for name in ("to_verify", "ended")]
    counts = {word: re.search(rf"{word} (\d+)", summary) for word in (*words, *beside)}
    assert [word for word in words if counts[word] is None] == []
    assert [word for word in beside if counts[word]] == (beside if name == "demo" else [])
    assert sum(int(count[1]) for count in counts.values() if count) == len(view.portfolio.targets)


def test_no_mean_of_nothing():
    """No mean is shown where fewer than five targets reported."""
    assert "%" not in groups.progress_summary(look(portfolio("", "id: two")))
    half = updates(("2022-12-31", 900))
    assert "%" not in groups.progress_summary(look(portfolio(half)))
    many = (f"id: homes{number}\n{half}" for number in range(5))
    assert "%" in groups.progress_summary(look(portfolio(*many)))


@pytest.mark.parametrize("by", group_table.GROUPING_KEYS)
@pytest.mark.parametrize("name", ["real", "demo"])
def test_every_grouping_holds_every_target(name, by):
    """Every number in a line is that of the list it opens; the statuses add up to the total."""
    view = replace(seen(name, "en"), query={"by": by})
    tree = parsed(group_table.group_table(view))
    chosen = [one for one in tree.one("nav").all("a") if "aria-current" in one.attributes]
    assert [query(one.attributes["href"])["by"] for one in chosen] == [by]
    total = 0
    for line in tree.one("tbody").all("tr"):
        head, mix, number, _, late, money, _ = (line.one("th"), *line.all("td"))
        parts, counted = mix.all("a"), [*mix.all("a"), *number.all("a"), *late.all("a")]
        for link in (*counted, *head.all("a"), *money.all("a")):
            listed = targets.list_ids(replace(view, query=query(link.attributes["href"])))
            assert listed
            if link in counted:
                assert len(listed) == int(re.search(r"\d+$", link.text)[0])
        assert all(part.attributes["aria-label"].startswith(head.text) for part in parts)
        assert int(number.text) == sum(int(part.one("b").text) for part in parts)
        total += int(number.text)
    assert total == len(view.portfolio.targets)


def test_a_line_says_what_is_worst_late_spent_and_latest():
    """The worst that can still be changed before one that is over; money with the amount it is of."""
    spent = "budget: {approved: 12}\nupdates: [{date: 2022-06-30, value: 100, spent: 6}]\n"
    over = "id: over\ntitle: Over\ndue: 2022-03-31\nupdates: [{date: 2022-03-31, value: 1}]\n"
    view = look(
        portfolio(spent, over, "id: silent\ntitle: Silent", "id: none\nlead: null"),
        as_of=dt.date(2022, 8, 15),
    )
    tree = parsed(group_table.group_table(view))
    housing, nobody = (row.all("td") for row in tree.one("tbody").all("tr"))
    assert [cell.text.strip() for cell in housing[1:]] == [
        "3",
        "■HomesFar behind",
        "1",
        "50%1.2 billion yuan",
        "2022-06-30",
    ]
    assert [cell.text.strip() for cell in nobody[1:]] == [
        "1",
        "？HomesReport overdue",
        "1",
        "–",
        "–",
    ]
    assert housing[4].one("svg").attributes["aria-label"] == "50% spent of 1.2 billion yuan"
    assert query(housing[5].one("a").attributes["href"]) == {"id": "homes"}


def test_no_share_stands_beside_an_amount_that_it_is_not_of():
    """Where a target of the group reported no spending, the approved amount stands alone."""
    spent = "budget: {approved: 12}\nupdates: [{date: 2022-06-30, value: 100, spent: 6}]\n"
    view = look(portfolio(spent, "id: two\nbudget: {approved: 8}"), as_of=dt.date(2022, 7, 1))
    (line,) = parsed(group_table.group_table(view)).one("tbody").all("tr")
    assert line.one("td", "money").text.strip() == "2 billion yuan"


def test_the_grouping_is_that_of_most_targets():
    """By lead where the file names leads, else by theme."""
    for fields, expected in (("", "lead"), ("lead: null", "theme")):
        tree = parsed(group_table.group_table(look(portfolio(fields))))
        (chosen,) = (one for one in tree.one("nav").all("a") if "aria-current" in one.attributes)
        assert query(chosen.attributes["href"])["by"] == expected


def test_groups_with_most_behind_come_first():
    """Which of them is behind is the question; years stay in their order, and what has no group is last."""
    behind, fine = updates(("2022-06-30", 10)), updates(("2022-06-30", 500))
    view = look(
        portfolio(
            f"id: none\nlead: null\n{behind}",
            f"id: a\nplan: fine\n{fine}",
            f"id: b\nplan: behind\ndue: 2023-12-31\n{behind}",
        ),
        as_of=dt.date(2022, 7, 1),
    )

    def names(by: str) -> list[str]:
        tree = parsed(group_table.group_table(replace(view, query={"by": by})))
        return [line.one("th").text for line in tree.one("tbody").all("tr")]

    assert names("plan") == ["behind", "fine", "No plan"]
    assert names("lead") == ["Housing Bureau", "No lead named"]
    assert names("year") == ["2022", "2023"]


def test_of_very_many_groups_the_first_are_shown():
    """A page of ten thousand targets stays light; the other groups are named as a number."""
    plans = [f"id: t{n}\nplan: p{n}" for n in range(group_table.MAX_GROUPS + 3)]
    view = replace(look(portfolio(*plans)), query={"by": "plan"})
    tree = parsed(group_table.group_table(view))
    assert len(tree.one("tbody").all("tr")) == group_table.MAX_GROUPS
    assert tree.one("a", "rest").text.startswith("3 more groups")


def test_a_worst_target_on_grade_c_evidence_alone_says_so():
    """Beside its shape, as on every card."""
    update = "updates: [{date: 2022-06-30, value: 10, evidence: {title: Blog, grade: C}}]"
    view = look(portfolio(update), as_of=dt.date(2022, 7, 1))
    assert "grade C" in parsed(group_table.group_table(view)).one("td", "worst").text


def days_of(tree) -> list[tuple[str, list[str]]]:
    return [
        (day.one("p").text, [" ".join(item.text.split()) for item in day.one("ul").all("li")])
        for day in tree.one("ol").children
        if not isinstance(day, str)
    ]


def test_what_falls_due_is_listed_by_day():
    """With the days left, and whether the day is assumed; a milestone stands behind its target; what is done or later is left out."""
    steps = (
        "milestones: [{id: a, title: Signed, due: 2022-12-01}, {id: b, title: Moved, due: 2022-12-31},"
        " {id: c, title: Planned, due: 2022-11-30}]\n"
        "updates: [{date: 2022-10-15, done: [c]}]\n"
    )
    view = look(
        portfolio(steps, "id: later\ntitle: Later\ndue: 2023-03-01"), as_of=dt.date(2022, 11, 1)
    )
    due = agenda.due_within(view.snapshot, DAYS_AHEAD)
    tree = parsed(news.coming(view, due))
    assert days_of(tree) == [
        ("2022-12-01 30 days left", ["Homes Signed milestone Housing Bureau"]),
        (
            "2022-12-31 60 days left",
            ["Homes Housing Bureau", "Homes Moved milestone Housing Bureau"],
        ),
    ]
    assert {query(link.attributes["href"])["id"] for link in tree.all("a")} == {"homes"}
    assumed = look(portfolio(f"{steps}assumed: {{due: usual}}"), as_of=dt.date(2022, 11, 1))
    assert days_of(parsed(news.coming(assumed, due))) == [
        ("2022-12-01 30 days left", ["Homes Signed milestone Housing Bureau"]),
        (
            "2022-12-31 60 days left",
            [
                "Homes assumed date Housing Bureau",
                "Homes Moved milestone, assumed date Housing Bureau",
            ],
        ),
    ]
    decided = look(
        portfolio(
            steps,
            reviews="[{date: 2022-10-01, title: First, decisions: [{id: late, text: Late, due: 2022-10-15},"
            " {id: ask, text: Ask, target: homes, owner: Mayor, due: 2022-12-01}, {id: all, text: Write, due: 2022-12-02}]}]",
        ),
        as_of=dt.date(2022, 11, 1),
    )
    tree = parsed(news.coming(decided, due))
    assert days_of(tree)[:2] == [
        (
            "2022-12-01 30 days left",
            ["Homes Signed milestone Housing Bureau", "Ask Homes decision Mayor"],
        ),
        ("2022-12-02 31 days left", ["Write decision"]),
    ]
    many = parsed(news.coming(view, due * 5))
    assert len(many.one("ol").all("a")) == news.MAX_ITEMS
    assert query(many.one("a", "rest").attributes["href"]) == {"show": "coming"}


def test_the_latest_reports_and_facts_are_listed_by_day():
    """What was known on the day, without corrected figures; a fact is marked as one."""
    fields = (
        "milestones: [{id: a, title: Signed}]\n"
        "context: [{date: 2022-05-31, text: A bridge opened, evidence: {title: T, grade: B}},"
        " {date: 2022-03-31, reported: 2023-01-01, text: Later known, evidence: {title: T}}]\n"
        "updates:\n"
        "  - {date: 2022-03-31, value: 90, evidence: {title: T, grade: A}}\n"
        "  - {date: 2022-03-31, value: 100, done: [a], corrects: 2022-03-31, reported: 2022-04-30, by: Office}\n"
        "  - {date: 2022-06-30, reported: 2022-07-20, value: 200}\n"
    )
    tree = parsed(news.latest(look(portfolio(fields), as_of=dt.date(2022, 7, 1))))
    assert days_of(tree) == [
        ("2022-05-31", ["Homes A bridge opened related fact grade B"]),
        ("2022-03-31", ["Homes 100 户 · milestones done: Signed Office"]),
    ]
    nothing = parsed(news.latest(look(portfolio(""))))
    assert "No report and no related fact yet." in nothing.text


def test_statuses_that_turned_are_beside_what_came_last():
    """Without any, one line says so, above it and not beside it."""
    june = dt.date(2022, 6, 30)
    fields = updates(("2022-03-31", 300), ("2022-06-30", 310))
    page = parsed(news.changed(look(portfolio(fields), as_of=june)))
    assert "▲Behind" in page.one("div", "half").text
    still = parsed(news.changed(look(portfolio(updates(("2022-03-31", 10))), as_of=june)))
    assert "No status has changed" in still.one("div", "stack").text


def test_a_target_that_ended_has_changed():
    """Whatever its status was; one that ended before the comparison day has not."""
    for on, is_listed in (("2022-05-31", True), ("2022-02-28", False)):
        ended = f"ended: {{as: withdrawn, on: {on}, reason: Not needed}}\n"
        view = look(portfolio(updates(("2022-01-31", 100)) + ended), as_of=dt.date(2022, 6, 30))
        page = parsed(news.changed(view))
        card = page.one("section", "turned").text
        assert ("Homes" in card) == is_listed
        assert ("No status has changed" in card) != is_listed


def test_a_fact_dated_after_the_latest_report_is_no_contradiction():
    """The headline has the day of the latest report; the list says that its days are those of figures and facts."""
    fact = "context: [{date: 2022-06-20, text: Opened, evidence: {title: Gazette, grade: C}}]\n"
    view = look(portfolio(updates(("2022-03-31", 5)) + fact), "en", dt.date(2022, 7, 1))
    assert "Latest report 2022-03-31" in overview.headline(view)[1]
    page = parsed(overview.overview(view))
    assert "by the day that they are about, not that of the report; related" in page.text
