"""What the pages say: every piece sound HTML, in both languages, for any portfolio."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache

import pandas as pd
import pytest
from support.looking import (
    HOSTILE,
    TODAY,
    Element,
    demonstration,
    empty,
    harm,
    holes,
    hostile,
    look,
    parsed,
    portfolio,
    query,
    real,
)
from support.samples import updates

from tracker.analysis import agenda
from tracker.analysis.assessment import STATUSES
from tracker.analysis.rollup import BUCKETS
from tracker.i18n import STATUS_SHAPES, Message, Translator, languages, number, percent
from tracker.portfolio.problems import Problem
from tracker.views import (
    budgets,
    figures,
    groups,
    layout,
    overview,
    target_row,
    target_summary,
    targets,
    timeline,
)
from tracker.views.context import PageContext

PORTFOLIOS = {
    "real": real,
    "demo": demonstration,
    "empty": empty,
    "hostile": cache(hostile),
}
DAYS = {"today": TODAY, "year-end 2022": dt.date(2022, 12, 31), "long ago": dt.date(1990, 1, 1)}


@cache
def seen(name: str, lang: str, on: str = "today") -> PageContext:
    return look(PORTFOLIOS[name](), lang, DAYS[on])


PIECES: dict[str, Callable[[PageContext], str]] = {
    "head": lambda view: layout.head(view, "targets", "First", "below"),
    "languages": lambda view: layout.language_links(view, ""),
    "brand": layout.brand,
    "overview": overview.overview,
    "listing": lambda view: targets.listing(view, (), ""),
    "sums": budgets.total_tiles,
    "by_theme": budgets.by_theme,
    "per_target": budgets.per_target,
    "without": budgets.targets_without_budget,
    "undated": timeline.undated,
}
TARGET_PIECES = (
    target_summary.summary,
    target_summary.milestones,
    budgets.target_budget,
    target_summary.activity,
)
ANSWERS = {
    "overview": overview.headline,
    "targets": targets.headline,
    "budgets": budgets.headline,
    "timeline": timeline.headline,
}
# both languages today, and one of them on the days before and within the updates
LOOKS = [("zh", "today"), ("en", "today"), ("en", "year-end 2022"), ("en", "long ago")]


def at_every_look(test: Callable[..., None]) -> Callable[..., None]:
    """Every portfolio, in both languages, as of days before, within and after its updates."""
    looks = pytest.mark.parametrize(("lang", "on"), LOOKS)
    return pytest.mark.parametrize("name", PORTFOLIOS)(looks(test))


@at_every_look
def test_every_piece_is_sound_and_says_what_it_means(name, lang, on):
    """Balanced tags, no harm from texts, and no hole where a value or a wording is missing."""
    view = seen(name, lang, on)
    for piece, build in PIECES.items():
        tree = parsed(build(view))
        assert harm(tree) == [], piece
        if name != "hostile":
            assert holes(tree) == [], piece


@at_every_look
def test_every_answer_is_a_sentence(name, lang, on):
    """The first line and the one below it are there, with all their gaps filled."""
    for page, answer in ANSWERS.items():
        for line in answer(seen(name, lang, on)):
            assert line.strip(), page
            assert holes(parsed(f"<p>{line}</p>")) == [], page


@pytest.mark.parametrize(
    ("name", "lang", "on"),
    [
        ("demo", "zh", "today"),
        ("demo", "en", "year-end 2022"),
        ("real", "en", "today"),
        ("real", "zh", "long ago"),
        ("hostile", "en", "today"),
    ],
)
def test_every_target_can_be_opened(name, lang, on):
    """Promise, reasons, reports, context: sound and whole for every target of every portfolio."""
    view = seen(name, lang, on)
    for target_id in view.rows.index:
        first, below = target_summary.headline(view, target_id)
        assert first
        assert below
        for build in TARGET_PIECES:
            tree = parsed(build(view, target_id))
            assert harm(tree) == [], target_id
            if name != "hostile":
                assert holes(tree) == [], target_id


@pytest.mark.parametrize("lang", languages())
def test_hostile_texts_are_shown_as_they_are(lang):
    """Every text of the data arrives on the page character by character."""
    view = seen("hostile", lang)
    tree = parsed("".join(build(view, "homes") for build in TARGET_PIECES))
    # promise, unit of goal and value, source, reasons for what is assumed, steps, money, note, by,
    # step done, context, revision and the evidence of three
    assert tree.text.count(HOSTILE) >= 20
    for build in (layout.brand, overview.overview, timeline.undated):
        assert HOSTILE in parsed(build(view)).text


# around every page


def problem(number: int, value: str = "x") -> Problem:
    message = Message("read.day", value=value)
    return Problem("/data/targets.yaml", number, 5, "error", message, "date")


@pytest.mark.parametrize("lang", languages())
def test_no_banner_without_problems(lang):
    """A sound file is not commented on."""
    assert layout.banner(look(portfolio(""), lang)) == ""


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("kept", [True, False])
def test_the_banner_tells_what_is_shown_and_what_is_wrong(lang, kept):
    """File, line and message as `tracker check` prints them, and which version the page shows."""
    view = look(portfolio(""), lang, problems=(problem(12),), stale=kept)
    banner = parsed(layout.banner(view)).one("div", "banner")
    assert banner.attributes["role"] == "alert"
    assert banner.one("strong").text == view.t(f"banner.{'kept' if kept else 'first'}", count=1)
    (line,) = [line.text for line in banner.all("li")]
    assert line == problem(12).text(view.t)
    assert line.startswith("/data/targets.yaml:12:5: ")


def test_a_long_banner_is_cut_and_says_so():
    """Twenty lines are enough on a page; how many more there are is told."""
    view = look(portfolio(""), problems=tuple(problem(number) for number in range(1, 31)))
    lines = [line.text for line in parsed(layout.banner(view)).all("li")]
    assert len(lines) == 21
    assert lines[-1] == "10 more: run tracker check"
    assert "30" in parsed(layout.banner(view)).one("strong").text
    exactly = look(portfolio(""), problems=tuple(problem(number) for number in range(1, 21)))
    assert len(parsed(layout.banner(exactly)).all("li")) == 20


def test_a_banner_quotes_the_file_as_text():
    """A complaint may quote what stands in the file; it does no harm on the page."""
    tree = parsed(layout.banner(look(portfolio(""), problems=(problem(1, HOSTILE),))))
    assert harm(tree) == []
    assert HOSTILE in tree.text


@pytest.mark.parametrize("lang", languages())
def test_only_a_demonstration_bears_the_ribbon(lang):
    """Made-up data says so on every page; real data never does."""
    view = seen("demo", lang)
    assert parsed(layout.ribbon(view)).text == view.t("demo.ribbon")
    assert view.t("demo.ribbon") in parsed(layout.head(view, "", "a", "b")).text
    assert layout.ribbon(seen("real", lang)) == ""


def test_the_head_is_the_answer():
    """One heading of the first rank: what the page found; a note about the link stands above."""
    tree = parsed(layout.head(look(portfolio(""), note=HOSTILE), "", HOSTILE, "below"))
    assert tree.one("h1").text == HOSTILE
    assert tree.one("p", "sub").text == "below"
    assert tree.one("div", "ribbon").text == HOSTILE
    assert parsed(layout.head(look(portfolio("")), "", "a", "b")).all("div", "ribbon") == []


PARAMS = {"lang": "en", "asof": "2026-09-30"}


def test_quick_days_are_links():
    """Today takes the day out of the address; the latest report and last year-end put theirs in."""
    view = look(portfolio(updates(("2026-06-30", 5))), as_of=dt.date(2026, 9, 30), params=PARAMS)
    links = parsed(layout.as_of_picker(view, "targets")).links
    assert list(links) == ["Today", "Latest report", "Last year-end"]
    assert [query(link).get("asof") for link in links.values()] == [
        None,
        "2026-06-30",
        "2025-12-31",
    ]
    assert all(query(link)["lang"] == "en" for link in links.values())
    assert all(link.startswith("targets") for link in links.values())


def test_the_day_shown_is_marked():
    """The chip of the day shown says so to the eye and to a screen reader."""
    for as_of, on in (
        (TODAY, ["Today"]),
        (dt.date(2025, 12, 31), ["Last year-end"]),
        (dt.date(2026, 1, 1), []),
    ):
        tree = parsed(layout.as_of_picker(look(portfolio(""), as_of=as_of), ""))
        assert [link.text for link in tree.all("a", "on")] == on
        assert [one.text for one in tree if one.attributes.get("aria-current") == "date"] == on


def test_no_link_to_a_latest_report_that_is_not_there():
    """Nothing reported: two days to choose from."""
    assert list(parsed(layout.as_of_picker(look(portfolio("")), "")).links) == [
        "Today",
        "Last year-end",
    ]


@pytest.mark.parametrize(("page", "action"), [("", "./"), ("budgets", "budgets")])
def test_any_day_can_be_asked_for(page, action):
    """A form of its own, which needs no script: it carries the language on and no second day."""
    view = look(portfolio(""), as_of=dt.date(2026, 9, 30), params=PARAMS)
    form = parsed(layout.as_of_picker(view, page)).one("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("get", action)
    day_field, *hidden = form.all("input")
    assert day_field.attributes["name"] == "asof"
    assert day_field.attributes["value"] == "2026-09-30"
    assert day_field.attributes["max"] == TODAY.isoformat()
    assert day_field.attributes["aria-label"]
    assert {one.attributes["name"]: one.attributes["value"] for one in hidden} == {
        "keep_lang": "en"
    }
    assert form.one("button").attributes["type"] == "submit"


@pytest.mark.parametrize(("lang", "other"), [("zh", "en"), ("en", "zh")])
def test_the_other_language_is_one_link_away(lang, other):
    """Each language is named in itself; the link keeps the day and names its language."""
    view = look(portfolio(""), lang, params={"asof": "2022-12-31"})
    tree = parsed(layout.language_links(view, "budgets"))
    assert tree.text == "中文 · English"
    link = tree.one("a")
    assert link.text == Translator(other)("lang.name")
    assert link.attributes["lang"] == {"zh": "zh-CN", "en": "en"}[other]
    assert link.attributes["href"].startswith("budgets?")
    assert query(link.attributes["href"]) == {"asof": "2022-12-31", "lang": other}


@pytest.mark.parametrize("lang", languages())
def test_an_unknown_target_is_told(lang):
    """What was asked for is named as text."""
    tree = parsed(layout.unknown_target(look(portfolio(""), lang), HOSTILE))
    assert harm(tree) == []
    assert HOSTILE in tree.text


def test_the_way_back_leads_where_it_is_told():
    """Its address is taken as it is."""
    tree = parsed(layout.back_link(look(portfolio("")), "targets?theme=a&lang=en"))
    assert tree.links == {"← Back to the list": "targets?theme=a&lang=en"}


# one target in a row


def row_of(view: PageContext, target_id: str = "homes", **carried: str | None):
    return parsed(target_row.progress_row(view, view.row(target_id), **carried))


def test_a_row_names_status_lead_due_and_why():
    """Everything to decide whether to open it, in one line."""
    view = look(portfolio(updates(("2022-06-30", 300))), as_of=dt.date(2022, 7, 1))
    row = row_of(view, theme="housing", q=None)
    assert row.one("a", "name").text == "Homes"
    assert query(row.one("a", "name").attributes["href"]) == {"id": "homes", "theme": "housing"}
    assert "Housing Bureau · due 2022-12-31" in row.text
    assert row.one("span", "status").text == "▲Behind"
    assert row.one("div", "bar").attributes["aria-label"] == "actual 30%, planned 49%"
    assert view.row("homes").why_en in row.text


def test_a_row_without_deadline_or_lead_says_so():
    """Neither is left blank."""
    row = row_of(look(portfolio("lead: null\ndue: null\nstart: null")))
    assert "Lead not named by the source · no deadline" in row.text


@pytest.mark.parametrize(
    ("fields", "as_of"),
    [("measure: {kind: statement}", TODAY), ("due: null", TODAY), ("", dt.date(2021, 12, 31))],
    ids=["statement", "no due date", "not started"],
)
def test_no_bar_where_nothing_is_judged(fields, as_of):
    """A bar would look like no progress where there is nothing to hold it against."""
    assert row_of(look(portfolio(fields), as_of=as_of)).all("div", "bar") == []


def test_a_bar_without_report_shows_the_plan_of_the_day():
    """Hatched, with the tick where the plan stands on the as-of date."""
    row = row_of(look(portfolio(""), as_of=dt.date(2022, 7, 2)))
    bar = row.one("div", "bar")
    assert "none" in bar.classes
    assert bar.attributes["aria-label"] == "actual –, planned 50%"


# Overview


@pytest.mark.parametrize(
    ("fields", "as_of", "expected"),
    [
        ([updates(("2022-06-30", 10))], "2022-07-01", "1 targets, 1 in need of attention"),
        ([updates(("2022-06-30", 500))], "2022-07-01", "1 targets, none behind"),
        (["measure: {kind: statement}"], "2022-07-01", "1 targets, none of them judged"),
        ([""], "2022-07-01", "1 targets, none of them judged, 1 not reported"),
        ([""], "2021-07-01", "1 targets, none of them judged"),
        (
            [updates(("2022-12-31", 10)), "id: silent", "id: other\nmeasure: {kind: statement}"],
            "2023-03-31",
            "3 targets, 1 in need of attention, 1 not reported",
        ),
        ([], "2022-07-01", "0 targets, none of them judged"),
    ],
)
def test_the_overview_answers_in_one_sentence(fields, as_of, expected):
    """How many, how many behind, how many silent; what cannot be judged is not called fine."""
    view = look(portfolio(*fields), as_of=dt.date.fromisoformat(as_of))
    assert overview.headline(view)[0] == expected


def test_the_overview_says_how_fresh_it_is():
    """The latest figure known on the day; nothing reported is said, and what grey means."""
    at = portfolio(updates(("2022-03-31", 10), ("2022-06-30", 20)))
    grey = " · Grey means no data, not no progress"

    def below(as_of: dt.date) -> str:
        return overview.headline(look(at, as_of=as_of))[1]

    assert below(TODAY) == "Latest figure 2022-06-30" + grey
    assert below(dt.date(2022, 6, 29)) == "Latest figure 2022-03-31" + grey
    assert below(dt.date(2022, 1, 1)) == "Nothing reported yet" + grey


@pytest.mark.parametrize("lang", languages())
def test_an_empty_portfolio_says_what_to_do_next(lang):
    """No table of zeros."""
    view = seen("empty", lang)
    assert parsed(overview.overview(view)).text == view.t("empty.portfolio")


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_counts_add_up_and_lead_to_the_list(name, lang):
    """Every status has a card with its number, shape and word; the card opens that selection."""
    view = seen(name, lang)
    tree = parsed(overview.status_counts(view))
    cards = tree.all("a", "count")
    assert [query(card.attributes["href"])["status"] for card in cards] == list(STATUSES)
    numbers = [int(card.one("span", "number").text) for card in cards]
    assert sum(numbers) == len(view.portfolio.targets)
    for status, count, card in zip(STATUSES, numbers, cards, strict=True):
        assert card.one("span", "status").text == STATUS_SHAPES[status] + view.t(f"status.{status}")
        assert ("none" in card.classes) == (count == 0)
        assert len(targets.filter_targets(view, {"status": status}, "")) == count
        spoken = f"{view.t(f'status.{status}')} {count}"
        assert (spoken in tree.one("div", "strip").attributes["aria-label"]) == (count > 0)


def test_the_worst_come_first_and_the_rest_are_folded():
    """Eight are shown, in the order of `agenda`; the others wait behind a line that counts them."""
    view = seen("demo", "en")
    wanted = list(agenda.worst_first(view.assessed)["id"])
    tree = parsed(overview.worst_first(view))

    def ids(rows) -> list[str]:
        return [query(row.one("a", "name").attributes["href"])["id"] for row in rows]

    folded = tree.one("details").all("article", "row")
    assert len(wanted) > overview.WORST_ROWS
    assert ids(tree.all("article", "row")) == wanted
    assert ids(folded) == wanted[overview.WORST_ROWS :]
    assert tree.one("summary").text == f"{len(folded)} more"


def test_nothing_to_worry_about_is_said():
    """Each card stays, with a word in place of rows."""
    view = look(portfolio(updates(("2022-06-30", 500))), as_of=dt.date(2022, 7, 1))
    text = parsed(overview.overview(view)).text
    assert "Nothing needs attention." in text
    assert "No target or step falls due in the next 90 days." in text
    assert "Every report that is due is in." in text


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_themes_lead_to_their_targets(name, lang):
    """A line a theme, whose number is what the list then shows."""
    view = seen(name, lang)
    lines = parsed(groups.themes(view)).all("a", "theme")
    assert [query(line.attributes["href"])["theme"] for line in lines] == list(
        dict.fromkeys(target.theme for target in view.portfolio.targets)
    )
    for line in lines:
        theme = query(line.attributes["href"])["theme"]
        assert line.all("span")[0].text == view.theme(theme)
        count = len(targets.filter_targets(view, {"theme": theme}, ""))
        assert line.one("span", "n").text == view.t("count.targets", count=count)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_buckets_add_up(name, lang):
    """Finished, ahead, on plan, behind and the rest are all targets; means are over those with figures."""
    view = seen(name, lang)
    said = groups.progress_summary(view)
    assert holes(parsed(f"<p>{said}</p>")) == []
    words = [view.t(f"bucket.{bucket}") for bucket in BUCKETS]
    found = re.match(" · ".join(rf"{word} (\d+)" for word in words), said)
    assert sum(map(int, found.groups())) == len(view.portfolio.targets)


def test_no_mean_of_nothing():
    """Where nothing was reported no share is told."""
    assert "%" not in groups.progress_summary(look(portfolio("", "id: two")))
    assert "%" in groups.progress_summary(look(portfolio(updates(("2022-12-31", 900)))))


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_other_groups_hold_every_target(name, lang):
    """By programme, lead and year of the due date: each a folded table that counts all targets."""
    view = seen(name, lang)
    tree = parsed(groups.other_groupings(view))
    assert [one.text for one in tree.all("summary")] == [
        view.t(f"group.{by}") for by in ("plan", "lead", "year")
    ]
    for table in tree.all("table"):
        rows = [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]
        assert sum(int(row[1]) for row in rows) == len(view.portfolio.targets)
        assert all(int(row[1]) == sum(map(int, row[2:7])) for row in rows)
        assert all(row[0].strip() for row in rows)


def test_what_falls_due_is_listed_by_day():
    """A line a day; a step is named behind its target; what is done or later is left out."""
    steps = (
        "milestones: [{id: a, title: Signed, due: 2022-12-01}, {id: b, title: Moved, due: 2022-12-31},"
        " {id: c, title: Planned, due: 2022-11-30}]\n"
        "updates: [{date: 2022-10-15, done: [c]}]\n"
    )
    view = look(
        portfolio(steps, "id: later\ntitle: Later\ndue: 2023-03-01"), as_of=dt.date(2022, 11, 1)
    )
    tree = parsed(overview.due_soon(view))

    def step(name: str) -> str:
        return view.t("due.step", target="Homes", step=name)

    assert [line.text for line in tree.all("div", "due")] == [
        "2022-12-01" + step("Signed"),
        "2022-12-31Homes, " + step("Moved"),
    ]
    assert {query(link.attributes["href"])["id"] for link in tree.all("a")} == {"homes"}


def test_the_silent_are_named_by_organisation():
    """Who owes most comes first, targets without a lead stand together and are said to be that."""
    at = portfolio("lead: null", "id: two\ntitle: Two", "id: three\ntitle: Three")
    tree = parsed(overview.overdue_reports(look(at)))
    assert [line.text for line in tree.all("div", "due")] == [
        "Housing BureauTwo, Three",
        "Lead not named by the sourceHomes",
    ]


# the list


def ids(view: PageContext, search: str = "", **wanted: str | None) -> list[str]:
    return list(targets.filter_targets(view, wanted, search)["id"])


def test_filters_narrow_the_list_together():
    """Each filter takes away what does not fit; none asked for keeps all."""
    view = seen("real", "en")
    assert len(ids(view)) == len(view.portfolio.targets)
    assert ids(view, theme="housing") == ids(view, plan="135")
    assert ids(view, plan="135") == [
        "scattered-renewal",
        "housing-repair",
        "self-contained-conversion",
    ]
    assert ids(view, lead="party-standing-committee") == ["party-rectification"]
    assert ids(view, status="missed") == ["gdp-growth"]
    assert ids(view, theme="economy", status="achieved") == ["revenue-growth"]
    assert ids(view, theme="housing", status="achieved") == []
    assert ids(view, theme=None, plan=None) == ids(view)


def test_targets_without_a_lead_can_be_asked_for():
    """`none` in the address means that the source names nobody."""
    view = seen("real", "en")
    unled = ids(view, lead="none")
    assert unled == [target.id for target in view.portfolio.targets if target.lead is None]
    assert len(unled) + len(ids(view, lead="party-standing-committee")) == len(ids(view))


@pytest.mark.parametrize("name", ["theme", "plan", "lead", "status"])
def test_an_unknown_value_fits_nothing(name):
    """A value that is not there shows no target, rather than all."""
    assert ids(seen("real", "en"), **{name: "nowhere"}) == []


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("零星旧改", ["scattered-renewal"]),
        ("SCATTERED", ["scattered-renewal"]),
        ("scattered-renewal", ["scattered-renewal"]),
        ("1,000 households", ["scattered-renewal"]),
        ("households 1,000", ["scattered-renewal"]),
        ("零星 renewal", ["scattered-renewal"]),
        ("  ", None),
        ("", None),
        ("scattered nowhere", []),
        (".*", []),
        ("[a-z]", []),
        ("5.5 %", ["gdp-growth"]),
        ("Standing Committee", ["party-rectification"]),
        ("Stormwater started", ["stormwater-start"]),
    ],
)
def test_search_finds_words_in_both_languages(search, expected):
    """Every word has to stand in id, title, promise or a name the page shows; none is a pattern."""
    view = seen("real", "en")
    assert ids(view, search) == (ids(view) if expected is None else expected)
    if re.search("[\u4e00-\u9fff]", search):
        assert ids(seen("real", "zh"), search) == expected


def test_searching_and_filtering_narrow_together():
    """The words are looked for among what the filters left."""
    view = seen("real", "en")
    assert "housing-repair" in ids(view, "住房")
    assert ids(view, "住房", theme="economy") == []
    assert ids(seen("empty", "en"), "住房") == []


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", PORTFOLIOS)
def test_only_what_occurs_can_be_chosen(name, lang):
    """Each choice has words, and leads to at least one target."""
    view = seen(name, lang)
    options = targets.filter_options(view)
    assert tuple(options) == targets.FILTERS
    for filter_, choices in options.items():
        for value, words in choices.items():
            assert words.strip()
            assert ids(view, **{filter_: value}), (filter_, value)
    assert (targets.NO_LEAD in options["lead"]) == view.rows["lead"].isna().any()


def test_statuses_to_choose_from_stand_in_their_order():
    """Shape and word, the best first, whatever the order of the file."""
    statuses = targets.filter_options(seen("demo", "en"))["status"]
    assert list(statuses) == list(STATUSES)
    assert statuses["off_track"] == "■ Far behind"


def test_the_list_shows_what_fits_by_theme():
    """A card a theme, and a row for every target that fits."""
    view = seen("real", "zh")
    tree = parsed(targets.listing(view, (), ""))
    assert [head.text for head in tree.all("h2")] == [
        view.theme(theme) for theme in dict.fromkeys(view.rows["theme"])
    ]
    shown = [query(link.attributes["href"])["id"] for link in tree.all("a", "name")]
    assert sorted(shown) == sorted(ids(view))


def test_rows_of_the_list_carry_the_filters_on():
    """So that the way back leads to the same selection."""
    view = look(real(), params={"lang": "en"})
    tree = parsed(targets.listing(view, (("theme", "economy"),), "growth"))
    (gdp, revenue) = (query(link.attributes["href"]) for link in tree.all("a", "name"))
    assert gdp == {"lang": "en", "id": "gdp-growth", "theme": "economy", "q": "growth"}
    assert revenue["id"] == "revenue-growth"


@pytest.mark.parametrize("lang", languages())
def test_a_selection_says_how_many_of_how_many(lang):
    """Told to a screen reader as well; the whole list needs no such line."""
    view = seen("real", lang)
    tree = parsed(targets.listing(view, (("theme", "economy"),), ""))
    (status,) = (one for one in tree if one.attributes.get("role") == "status")
    assert status.text == view.t("list.found", count=2, total=27)
    whole = parsed(targets.listing(view, (), ""))
    assert not [one for one in whole if one.attributes.get("role") == "status"]


@pytest.mark.parametrize("lang", languages())
def test_a_list_without_a_match_says_so(lang):
    """An empty page would look broken."""
    view = seen("real", lang)
    assert parsed(targets.listing(view, (), "nowhere")).text == view.t("list.none")


# one target opened


def facts(html: str) -> dict[str, str]:
    """Names and values of a page's definition lists."""
    tree = parsed(html)
    names, values = tree.all("dt"), tree.all("dd")
    return {name.text: value.text for name, value in zip(names, values, strict=True)}


def test_the_promise_stands_beside_its_source():
    """What, how much, when, who, where it was said, and what the curator added."""
    found = facts(target_summary.promise(seen("real", "en"), "scattered-renewal"))
    assert found["Promised"].startswith("Complete the scattered renewal")
    assert found["Measure"] == "about 1,000 households in total (baseline 0)"
    assert found["Period"] == "2022-01-01 – 2022-12-31"
    assert found["Lead"] == "Lead not named by the source"
    assert found["Source"].startswith("Xuhui News, four reports of January 2022")
    assert found["Source"].endswith("2022-01 · article 2 · paragraph 1")
    assert "1 year" in found["Assumed: start"]
    assert "Assumed: due date" in found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "measure: {kind: cumulative, unit: 户, baseline: 200, target: 1000}",
            "1,000 户 in total (baseline 200)",
        ),
        ("measure: {kind: level, unit: days, baseline: 40, target: 25}", "from 40 to 25 days"),
        ('measure: {kind: floor, unit: "%", floor: 5.5}', "at least 5.5 %"),
        ('measure: {kind: ceiling, unit: "%", ceiling: 3, approximate: true}', "at most about 3 %"),
        ('measure: {kind: range, unit: "%", range: [6, 8]}', "6–8 %"),
        ("measure: {kind: milestones}\nmilestones: [{id: a, title: A}]", "judged by its steps"),
        ("measure: {kind: statement}", "no number, step or deadline"),
    ],
)
def test_every_kind_of_goal_is_said_in_words(fields, expected):
    """With its number, unit and where it starts from; an about stays an about."""
    view = look(portfolio(fields))
    assert target_summary.goal_text(view, view.row("homes")) == expected


def test_why_names_inputs_rule_and_day():
    """Whoever asks why the status is red can check it with a pencil."""
    view = look(portfolio(updates(("2022-06-30", 100))), as_of=dt.date(2022, 7, 15))
    html = target_summary.explanation(view, "homes")
    found = facts(html)
    assert found["As of"] == "2022-07-15"
    assert found["Figure of"] == "2022-06-30"
    assert found["Value"] == "100 户 · Grade A"
    assert found["Planned"] == "49.5%"
    assert found["Actual"] == "10%"
    assert found["Gap"] == "39.5 points"
    assert found["Limits"] == "behind above 10, far behind above 30"
    assert found["Next report due"] == "2022-10-30"
    assert found["Rule"] == "The gap is above the second limit: far behind"
    assert parsed(html).one("span", "status").text == "■Far behind"


def test_why_says_the_plan_where_nothing_was_reported():
    """No value is made up; the plan of the day stands for what was expected."""
    found = facts(
        target_summary.explanation(look(portfolio(""), as_of=dt.date(2022, 7, 2)), "homes")
    )
    assert found["Figure of"] == "–"
    assert found["Planned by then"] == "50%"
    assert not {"Value", "Actual", "Gap"} & set(found)
    assert found["Next report due"] == "2022-04-30"


def test_a_final_status_expects_no_report():
    """Who has reached the goal owes no further report."""
    at = portfolio(updates(("2022-06-30", 1000)))
    assert "Next report due" not in facts(target_summary.explanation(look(at), "homes"))


def test_evidence_without_a_grade_is_called_ungraded():
    """Beside a target with a grade, one without has none made up."""
    ungraded = "id: two\nupdates: [{date: 2022-03-31, value: 10, evidence: {title: Letter}}]"
    view = look(portfolio(updates(("2022-03-31", 10)), ungraded), as_of=dt.date(2022, 4, 1))
    assert facts(target_summary.explanation(view, "two"))["Value"] == "10 户"
    tree = parsed(target_summary.updates(view, "two"))
    assert "Ungraded" in [badge.text.strip() for badge in tree.all("span", "badge")]
    assert "Letter" in tree.text
    assert holes(tree) == []


def test_a_report_without_evidence_says_so():
    """It is shown, and that nothing backs it."""
    view = look(portfolio("updates: [{date: 2022-03-31, value: 10}]"))
    assert "No evidence given" in parsed(target_summary.updates(view, "homes")).text


def entries(html: str) -> list[Element]:
    return parsed(html).all("div", "entry")


def badges(entry: Element) -> list[str]:
    return [badge.text.strip() for badge in entry.all("span", "badge")]


@pytest.mark.parametrize("lang", languages())
def test_three_sources_stand_side_by_side(lang):
    """All figures for one day are shown with grade and caveat; the one that counts is marked."""
    view = seen("real", lang)
    t = view.t
    found = entries(target_summary.updates(view, "revenue-growth"))
    assert [entry.one("span", "figure").text for entry in found] == ["6.25 %", "6 %", "2.6 %"]
    grades = [t("evidence.grade", grade=grade) for grade in "ABC"]
    assert [badges(entry) for entry in found] == [
        [t("update.counts"), grades[0]],
        [grades[1]],
        [grades[2]],
    ]
    caveat = t("evidence.caveat", caveat="")
    assert all(caveat in entry.text for entry in found)
    assert t("update.reported", day="2023-07-20") in found[0].text


def test_a_past_day_sees_only_what_was_known():
    """Reports, context and revisions of later days are not on the page."""
    fields = (
        updates(("2022-03-31", 100), ("2022-06-30", 200))
        + "context: [{date: 2022-05-01, text: A fact}]\n"
        + "revisions: [{date: 2022-05-01, field: target, from: 1200, to: 1000, reason: Cut}]\n"
    )
    early, late = (look(portfolio(fields), as_of=dt.date(2022, month, 30)) for month in (4, 6))
    assert len(entries(target_summary.updates(early, "homes"))) == 1
    assert target_summary.context(early, "homes") == target_summary.revisions(early, "homes") == ""
    assert len(entries(target_summary.updates(late, "homes"))) == 2
    assert entries(target_summary.context(late, "homes"))[0].text.startswith("A fact2022-05-01")
    assert "1,200 → 1,000" in entries(target_summary.revisions(late, "homes"))[0].text


def test_an_update_says_all_that_it_reports():
    """Value, steps, money, when it was published, what it corrects, who reports, and a note."""
    fields = """
milestones: [{id: signed, title: Signed}, {id: moved, title: Moved}]
budget: {approved: 12}
updates:
  - {date: 2022-03-31, value: 99, evidence: {title: Letter, grade: C}}
  - {date: 2022-03-31, reported: 2022-05-01, value: 1234.5, done: [signed, moved], spent: 3000 万元,
     corrects: 2022-03-31, by: bureau, note: A note, evidence: {title: Gazette, grade: A}}
"""
    view = look(portfolio(fields))
    t = view.t
    found = entries(target_summary.updates(view, "homes"))
    (second,) = (entry.text for entry in found if "Gazette" in entry.text)
    for part in (
        "1,234.5 户",
        t("update.done", steps="Signed, Moved"),
        t("update.spent", amount=f"0.3 {t.money_unit('亿元')}"),
        t("update.counts"),
        t("update.reported", day="2022-05-01"),
        t("update.corrects", day="2022-03-31"),
        "Housing Bureau",
        "A note",
        t("evidence.grade", grade="A"),
    ):
        assert part in second
    assert len(found) == 2


def test_revisions_of_every_field_are_shown():
    """Numbers, days, ranges and money, from and to."""
    fields = """
measure: {kind: range, unit: "%", range: [6, 8]}
budget: {approved: 15}
revisions:
  - {date: 2022-02-01, field: range, from: [5, 7], to: [6, 8], reason: a}
  - {date: 2022-03-01, field: due, from: 2022-11-30, to: 2022-12-31, reason: b}
  - {date: 2022-04-01, field: budget, from: 12, to: 15, reason: c}
  - {date: 2022-05-01, field: start, from: null, to: 2022-01-01, reason: d}
"""
    found = [
        entry.text for entry in entries(target_summary.revisions(look(portfolio(fields)), "homes"))
    ]
    for entry, change in zip(
        found,
        (
            "start – → 2022-01-01",
            "budget 12 ×100 million yuan → 15 ×100 million yuan",
            "due date 2022-11-30 → 2022-12-31",
            "range 5–7 → 6–8",
        ),
        strict=True,
    ):
        assert entry.startswith(change)


@pytest.mark.parametrize("lang", languages())
def test_steps_are_listed_with_their_state(lang):
    """Every step, when it is planned, whether and when it was done, and what it weighs."""
    fields = (
        "measure: {kind: milestones}\n"
        "milestones: [{id: a, title: A, due: 2022-03-01}, {id: b, title: B, weight: 2.5}]\n"
        "updates: [{date: 2022-03-31, done: [a]}]\n"
    )
    view = look(portfolio(fields), lang, as_of=dt.date(2022, 4, 1))
    t = view.t
    rows = parsed(target_summary.milestones(view, "homes")).one("tbody").all("tr")
    assert [[cell.text for cell in row.all("td")] for row in rows] == [
        ["A", "2022-03-01", t("step.done", day="2022-03-31"), "1"],
        ["B", "–", t("step.open"), "2.5"],
    ]
    assert facts(target_summary.explanation(view, "homes"))[t("why.steps")] == "1 / 2"


def test_a_target_without_records_says_so():
    """Nothing reported is said in words; what has no entries has no card."""
    tree = parsed(target_summary.activity(look(portfolio("")), "homes"))
    assert [head.text for head in tree.all("h2")] == ["Reported progress"]
    assert "Grey means no data" in tree.text


def test_sources_are_links_where_there_is_an_address():
    """A figure leads to where it was published, outside the dashboard."""
    tree = parsed(target_summary.updates(seen("real", "en"), "revenue-growth"))
    links = [link.attributes["href"] for link in tree.all("a")]
    assert links == [
        "http://rd.xh.sh.cn/rdweb_rdcwhhk/rdweb_17_11/2023-07-20/1764924989976956930.html"
    ]


# Budgets

MONEY = "budget: {approved: 12, on: 2022-01-20}\n"
SPENDING = "updates: [{{date: 2022-06-30, value: {value}, spent: {spent}}}]\n"


def money(*fields: str, as_of: str = "2022-07-02") -> PageContext:
    return look(portfolio(*fields), as_of=dt.date.fromisoformat(as_of))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([""], "No target gives an amount"),
        ([MONEY], "12 approved (×100 million yuan, targets: 1), no spending reported"),
        (
            [MONEY + SPENDING.format(value=500, spent=6)],
            "12 approved, 6 spent (×100 million yuan), execution rate 50%",
        ),
        (
            [MONEY + SPENDING.format(value=100, spent=6)],
            "12 approved, 6 spent (×100 million yuan), execution rate 50%, 1 spending ahead of progress",
        ),
    ],
)
def test_budgets_answer_in_one_sentence(fields, expected):
    """The sums, the rate, and who spends faster than the work goes."""
    assert budgets.headline(money(*fields))[0] == expected


def test_without_amounts_budgets_show_no_zeros():
    """No card and no table; every target is named as giving none."""
    view = money("", "id: two\ntitle: Two")
    assert budgets.total_tiles(view) == budgets.by_theme(view) == budgets.per_target(view) == ""
    tree = parsed(budgets.targets_without_budget(view))
    assert [link.text for link in tree.all("a")] == ["Homes", "Two"]


def test_sums_are_those_of_earned_value():
    """Six cards, each with its note; the line below says what they cover."""
    view = money(MONEY + SPENDING.format(value=250, spent=6), "id: two\n" + MONEY)
    tree = parsed(budgets.total_tiles(view))
    cards = [
        (card.one("span", "number").text, card.one("span", "quiet").text)
        for card in tree.all("div", "card")
    ]
    assert cards == [
        ("24", "Approved"),
        ("6", "Spent"),
        ("50%", "Execution"),
        ("0.51", "SPI"),
        ("0.5", "CPI"),
        ("24", "EAC"),
    ]
    assert "with amounts: 2, with spending: 1" in tree.text
    assert all(card.attributes["title"] for card in tree.all("div", "card"))


def cells(html: str) -> list[list[str]]:
    """The rows of a page's one table."""
    return [[cell.text for cell in row.all("td")] for row in parsed(html).one("tbody").all("tr")]


def test_three_clocks_a_target():
    """Sums, rate, time and progress side by side, earned value, and a flag where money runs ahead."""
    view = money(MONEY + SPENDING.format(value=250, spent=6), "id: two\ntitle: Two\n" + MONEY)
    t = view.t
    assert cells(budgets.per_target(view)) == [
        [
            "Homes",
            "▲Behind",
            "12",
            "6",
            "50%",
            "50%",
            "25%",
            "0.51",
            "0.5",
            "24",
            t("budget.flag", points=25),
        ],
        ["Two", "？Not reported", "12", t("budget.unreported"), "–", "50%", "–", "–", "–", "–", ""],
    ]


@pytest.mark.parametrize("lang", languages())
def test_the_money_of_one_target(lang):
    """Its amounts with their days, its earned value, and three clocks as bars with their percentage."""
    fields = MONEY.replace("}", ", note: Agreed}") + SPENDING.format(value=250, spent=6)
    view = look(portfolio(fields), lang, as_of=dt.date(2022, 7, 2))
    t = view.t
    html = budgets.target_budget(view, "homes")
    tree = parsed(html)
    unit = t.money_unit("亿元")
    assert facts(html) == {
        t("budget.approved"): f"12 {unit} · 2022-01-20",
        t("budget.spent"): f"6 {unit} · 2022-06-30",
        t("budget.note"): "Agreed",
        t("budget.indices"): t("budget.three", spi="0.51", cpi="0.5", eac="24"),
    }
    clocks_ = [
        f"{t(f'budget.{name}')} {share}"
        for name, share in (("time", "50%"), ("physical", "25%"), ("execution", "50%"))
    ]
    assert [bar.attributes["aria-label"] for bar in tree.all("div", "bar")] == clocks_
    told = [
        clock.text for clock in tree.all("div", "clock") if clock.text
    ]  # the bars have no words
    assert told == [one.replace(" ", "") for one in clocks_]
    assert tree.one("", "flag").text == t("budget.flag", points=25)


def test_unreported_spending_is_said():
    """Not zero: not reported, and its bar is hatched."""
    view = money(MONEY)
    html = budgets.target_budget(view, "homes")
    assert facts(html)[view.t("budget.spent")] == view.t("budget.unreported")
    assert parsed(html).all("", "flag") == []
    assert ["none" in bar.classes for bar in parsed(html).all("div", "bar")] == [False, True, True]


@pytest.mark.parametrize("lang", languages())
def test_a_target_without_money_says_so(lang):
    """No amount is no amount of zero."""
    view = look(portfolio(""), lang)
    tree = parsed(budgets.target_budget(view, "homes"))
    assert tree.one("p").text == view.t("budget.none")
    assert tree.all("div", "bar") == []


@pytest.mark.parametrize("lang", languages())
def test_every_amount_of_the_budget_charts_is_in_words_too(lang):
    """The charts' table is the page's own: each target with its approved and spent sums."""
    view = seen("demo", lang)
    rows = view.budget_status
    told = cells(budgets.per_target(view))
    assert len(told) == len(rows) > 10
    for line, row in zip(told, rows.to_dict("records"), strict=True):
        assert line[0] == view.t.localized(view.row(row["id"]), "title")
        assert line[2] == number(row["approved"], lang)
        if not pd.isna(row["spent"]):
            assert line[3] == number(row["spent"], lang)
            assert line[4] == percent(row["execution"], lang)


@pytest.mark.parametrize("name", ["real", "demo"])
def test_no_target_is_missing_from_the_budgets(name):
    """Each either has its clocks or is named among those without."""
    view = seen(name, "en")
    have, none = (
        [query(link.attributes["href"])["id"] for link in parsed(build(view)).all("a")]
        for build in (budgets.per_target, budgets.targets_without_budget)
    )
    assert sorted(have + none) == sorted(view.rows.index)


def test_sums_by_theme():
    """A row a theme with amounts, under a caption that names the unit."""
    view = money(MONEY + SPENDING.format(value=250, spent=6))
    table = parsed(budgets.by_theme(view)).one("table")
    assert table.one("caption").text == "By theme (×100 million yuan)"
    assert [cell.text for cell in table.all("td")] == [
        "Housing",
        "12",
        "6",
        "50%",
        "0.51",
        "0.5",
        "24",
    ]


# Timeline


def test_the_timeline_answers_in_one_sentence():
    """How many have a date, how many are past it, and what comes next."""
    at = portfolio(
        "", "id: two\ndue: 2021-12-31\nstart: 2021-01-01", "id: three\nstart: null\ndue: null"
    )
    first, below = timeline.headline(look(at, as_of=dt.date(2022, 11, 1)))
    t = look(at).t
    assert first == t("timeline.answer", dated=2, over=1)
    assert below == t("timeline.next", count=1, day="2022-12-31")
    below = timeline.headline(look(at, as_of=dt.date(2022, 2, 1)))[1]
    assert below == t("timeline.quiet", days=90)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_no_target_is_missing_from_the_timeline(name, lang):
    """Each either has a bar or is named among those without a date, with its status."""
    view = seen(name, lang)
    html = timeline.undated(view)
    named = [query(link.attributes["href"])["id"] for link in parsed(html).all("a")] if html else []
    rows = view.rows
    assert named == list(rows[rows["start"].isna() & rows["due"].isna()].index)
    drawn = figures.timeline_figure(view)
    text = parsed(drawn.data_table).one("tbody")
    assert len(text.all("tr")) >= len(rows) - len(named)
    assert len(parsed(html).all("span", "status")) == len(named) if html else not named


def test_without_undated_targets_there_is_no_such_list():
    """A start or a due date alone is a place on the line."""
    assert timeline.undated(look(portfolio("", "id: two\nstart: null"))) == ""


# charts: what a reader who sees no picture gets


@pytest.mark.parametrize(("name", "lang"), [("demo", "en"), ("real", "zh"), ("hostile", "en")])
def test_every_chart_has_words_and_a_table(name, lang):
    """Alternative text without holes, and a folded table with heads, caption and rows."""
    view = seen(name, lang)
    some = view.rows.index[:: 4 if name == "demo" else 1]
    drawn = [figures.progress_figure(view, target_id) for target_id in some]
    drawn += [figures.timeline_figure(view)]
    drawn = [one for one in drawn if one is not None]
    assert len(drawn) > 1
    assert any(one.data_table for one in drawn)
    for one in drawn:
        assert one.alt.strip()
        if not one.data_table:  # a goal without plan or figure: the picture shows its line alone
            assert name == "hostile"
            continue
        tree = parsed(one.data_table)
        assert tree.one("details").one("table").one("caption").text
        assert harm(tree) == []
        if name != "hostile":
            assert tree.one("tbody").all("tr")
            assert holes(tree) == []
            assert holes(parsed(f"<p>{one.alt}</p>")) == []
    for one in (figures.budgets_figure(view), figures.budget_status_figure(view)):
        assert one is not None
        assert one.alt.strip()


@pytest.mark.parametrize("lang", languages())
def test_no_chart_of_nothing(lang):
    """Where there is no data there is no empty picture."""
    view = look(portfolio("measure: {kind: statement}\nstart: null\ndue: null"), lang)
    assert figures.progress_figure(view, "homes") is None
    for build in (figures.budgets_figure, figures.budget_status_figure, figures.timeline_figure):
        assert build(view) is None
        assert build(seen("empty", lang)) is None
