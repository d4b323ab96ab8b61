"""The pages as Streamlit runs them: any data, both languages, any URL."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from support.clock import today
from support.looking import (
    HOSTILE,
    REAL_DATA,
    ROOT,
    Element,
    harm,
    holes,
    look,
    parsed,
    query,
    unpacked,
)
from support.meetings import review_headline
from support.samples import portfolio_text, target, updates, write
from support.waiting import PATIENCE

from tracker.app import page as app_page
from tracker.app.current import without_folder
from tracker.checks.run import check
from tracker.demo import generate
from tracker.i18n import Lang, Translator, languages, shorten
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.problems import errors_only
from tracker.portfolio.texts import localize
from tracker.store import config
from tracker.views import budgets, overview, targets, timeline
from tracker.views import target as target_view
from tracker.views.context import PageContext
from tracker.views.links import MAX_QUOTED

REAL = REAL_DATA["real"]

ANSWERS = {
    "": overview.headline,
    "targets": targets.headline,
    "budgets": budgets.headline,
    "timeline": timeline.headline,
    "review": review_headline,
}
DATA = ("real", "nz", "demo", "empty", "broken", "missing", "folder")
SOUND = target(updates(("2022-06-30", 500)))
BROKEN = target("id: broken\ndue: someday")

MONEY_UNITS = {"zh": "亿元", "en": "billion yuan"}  # of the demonstration's amounts
each_lang = pytest.mark.parametrize("lang", languages())
each_page = pytest.mark.parametrize("page", ANSWERS)  # the Report page: test_form.py


@pytest.fixture(scope="module", autouse=True)
def _fresh_server():
    """The server keeps from one test to the next what it computed of the same data."""
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "targets.yaml"
    path.write_text(generate.portfolio_text(today()), encoding="utf-8")
    return path


def data(name: str, folder: Path) -> Path:
    """A portfolio of each kind."""
    match name:
        case "real" | "nz":
            return REAL_DATA[name]
        case "empty":
            return write(folder)
        case "broken":
            return write(folder, SOUND, BROKEN)
        case "folder":
            write(folder, SOUND, name="a.yaml")
            (folder / "b.yaml").write_text(f"targets:\n  - {{id: b, {_REST}}}\n", encoding="utf-8")
            return folder
    return folder / "gone.yaml"


_REST = (
    "title: B, theme: housing, lead: bureau, measure: {kind: statement}, source: {document: paper}"
)


@pytest.fixture
def serve(monkeypatch, tmp_path, demo):
    """Selects the data that the pages show; returns its path."""

    def named(name: str) -> Path:
        path = demo if name == "demo" else data(name, tmp_path)
        monkeypatch.setenv(config.DATA_ENV, str(path))
        return path

    return named


def visit(page: str = "", /, **asked: str) -> AppTest:
    """A new session that opens the URL of a page."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=PATIENCE)
    if page:
        app.switch_page(f"pages/{page}.py")
    for name, value in asked.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> Element:
    """The HTML of a session; fails if the page raised an exception."""
    assert not app.exception
    bodies = [
        element.proto.body
        for element in app.main.get("html")
        if not element.proto.unsafe_allow_javascript
    ]
    return parsed(unpacked("".join(bodies)))


def heading(app: AppTest) -> tuple[str, str]:
    tree = shown(app)
    return tree.one("h1").text, tree.one("p", "sub").text


def ids(app: AppTest) -> list[str]:
    """The ids of the listed targets, in order."""
    return [query(link.attributes["href"])["id"] for link in shown(app).all("a", "name")]


def view(at: Portfolio, lang: Lang, as_of: dt.date | None = None) -> PageContext:
    return look(at, lang, as_of or today(), today())


# every page, any data


@pytest.mark.parametrize(
    ("name", "lang"),
    [*((name, lang) for name in DATA[:-1] for lang in languages()), ("folder", "en")],
)
def test_every_page_shows_any_data(name, lang, serve):
    """Each page has its heading, the errors of the file with their lines, and the demonstration mark."""
    path = serve(name)
    at = load(path)
    t = Translator(lang)
    errors = errors_only(check(at, today()))
    wrong = [without_folder(problem, str(path)).text(t) for problem in errors]
    assert bool(wrong) == (name in ("broken", "missing"))
    assert all(re.match(r"\w+\.yaml:\d+:\d+: ", problem) for problem in wrong)
    for page, answer in ANSWERS.items():
        app = visit(page, lang=lang)
        tree = shown(app)
        assert heading(app) == answer(view(at, lang)), page
        assert holes(tree) == [], page
        assert harm(tree) == [], page
        banners = [line.text for one in tree.all("div", "banner") for line in one.all("li")]
        assert banners == wrong, page
        ribbons = [one.text for one in tree.all("div", "ribbon")]
        assert ribbons == ([Translator(lang)("demo.ribbon")] if name == "demo" else []), page


@each_page
def test_texts_of_the_data_are_escaped(page, monkeypatch, tmp_path):
    """All data is shown as escaped HTML, never as Markdown: a drawing is one line, which is one block of HTML."""
    text = f"{HOSTILE}\n\n![x](http://evil.cn/x.png)\n\n# x"
    word = json.dumps(text)
    fields = f"title: {{zh: {word}, en: {word}}}\nbudget: {{approved: 5}}\n"
    fields += f"measure: {{kind: cumulative, unit: {word}, target: 5}}\n"
    text = portfolio_text(target(fields)).replace("{housing: Housing}", f"{{housing: {word}}}")
    path = tmp_path / "targets.yaml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(config.DATA_ENV, str(path))
    app = visit(page)
    assert harm(shown(app)) == []
    assert HOSTILE in shown(app).text
    assert app.main.get("iframe") == []
    if page == "targets":
        assert harm(shown(visit(page, id="homes"))) == []


@each_lang
@each_page
def test_the_only_script_is_a_constant(page, lang, serve):
    """It differs between languages alone; data never becomes a script."""
    scripts = set()
    for name in ("real", "hostile"):
        serve(name)
        scripts |= {
            element.proto.body
            for element in visit(page, lang=lang).get("html")
            if element.proto.unsafe_allow_javascript
        }
    (script,) = scripts
    code = {"zh": "zh-CN", "en": "en"}[lang]
    assert f'<script>document.documentElement.lang="{code}";' in script


def test_the_default_data_is_targets_yaml(monkeypatch, tmp_path):
    """Without the variable a page reads targets.yaml in the current folder."""
    monkeypatch.delenv(config.DATA_ENV, raising=False)
    monkeypatch.chdir(tmp_path)
    write(tmp_path, SOUND)
    assert ids(visit("targets")) == ["homes"]


# the file changes while the server runs


@each_page
def test_the_last_valid_version_stays_on_screen(page, serve, tmp_path):
    """While the file has errors, the last valid version stays, with a banner that lists the errors."""
    path = serve("empty")
    path = write(tmp_path, SOUND, target("id: two\ntitle: Two"), name=path.name)
    app = visit(page, lang="en")
    before = heading(app)
    assert shown(app).all("div", "banner") == []

    write(tmp_path, SOUND, BROKEN, name=path.name)
    app.run()
    banner = shown(app).one("div", "banner")
    assert heading(app) == before
    assert banner.one("strong").text == Translator("en")("banner.kept", count=1)
    assert f"{path.name}:" in banner.text
    assert str(path.parent) not in banner.text
    assert "someday" in banner.text

    newcomer = visit(page, lang="en")
    assert heading(newcomer) == before
    assert shown(newcomer).one("div", "banner").text == banner.text

    write(tmp_path, SOUND, name=path.name)
    app.run()
    assert shown(app).all("div", "banner") == []
    assert heading(app) == ANSWERS[page](view(load(path), "en"))


@pytest.mark.parametrize("broken", ["a: [\n", "", "\t", "targets: 5\n", None], ids=repr)
def test_no_damage_to_the_file_removes_the_page(broken, serve, tmp_path):
    """Truncated, emptied, of another kind, or deleted: the last valid version stays."""
    serve("empty")
    path = write(tmp_path, SOUND)
    app = visit()
    before = heading(app)
    if broken is None:
        path.unlink()
    else:
        path.write_text(broken, encoding="utf-8")
    app.run()
    assert heading(app) == before
    assert shown(app).one("div", "banner").all("li")


def test_a_new_figure_is_shown_at_the_next_run(serve, tmp_path):
    """A saved figure needs neither a restart nor waiting."""
    serve("empty")
    write(tmp_path, SOUND)
    app = visit("targets", id="homes", lang="en", asof="2022-07-01")
    assert "500 户" in shown(app).text
    write(tmp_path, target(updates(("2022-06-30", 501))))
    assert "501 户" in shown(app.run()).text


# parameters of the URL


@each_page
def test_a_past_as_of_date_shows_what_was_known_then(page, serve):
    """Everything on the page is as of the date in the URL, without a notice."""
    serve("real")
    app = visit(page, lang="en", asof="2022-12-31")
    expected = ANSWERS[page](view(load(REAL), "en", dt.date(2022, 12, 31)))
    assert heading(app) == expected
    assert shown(app).all("div", "ribbon") == []
    assert shown(app).all("form")[0].all("input")[0].attributes["value"] == "2022-12-31"


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("tomorrow", "asof.beyond"),
        ("9999-12-31", "asof.beyond"),
        ("1899-12-31", "asof.beyond"),
        ("yesterday", "asof.unreadable"),
        ("2022-02-30", "asof.unreadable"),
        ("", "asof.unreadable"),
        (HOSTILE, "asof.unreadable"),
    ],
    ids=["tomorrow", "far ahead", "long ago", "a word", "no such day", "empty", "hostile"],
)
def test_an_invalid_as_of_date_is_noted(asked, key, serve):
    """The page is as of today and quotes the invalid date; its links drop it."""
    serve("broken")
    if asked == "tomorrow":
        asked = (today() + dt.timedelta(days=1)).isoformat()
    tree = shown(visit("", lang="en", asof=asked))
    assert tree.one("div", "ribbon").text == Translator("en")(key, asked=asked)
    assert [chip.text for chip in tree.all("a", "on")] == ["Today"]
    cards = tree.all("a", "count")
    assert cards
    assert not any("asof" in query(card.attributes["href"]) for card in cards)


@pytest.mark.parametrize(
    ("asked", "lang"),
    [("en", "en"), ("zh", "zh"), ("EN", "en"), ("zh-TW", "zh"), ("xx", "zh"), (None, "zh")],
)
def test_the_url_sets_the_language(asked, lang, serve):
    """?lang= sets it; anything else is Chinese, as the language of the browser is not known here."""
    serve("empty")
    app = visit("budgets", **({"lang": asked} if asked else {}))
    assert heading(app)[0] == Translator(lang)("budget.answer.none")


@each_lang
def test_links_of_the_sidebar_keep_language_and_date(lang, serve):
    """Links to pages keep the language and the as-of date; the language link keeps the date."""
    serve("real")
    app = visit("budgets", lang=lang, asof="2022-12-31")
    sidebar = parsed("".join(element.proto.body for element in app.sidebar.get("html")))
    pages = sidebar.one("nav", "pages")
    assert list(pages.links) == [Translator(lang)(label) for label in app_page.PAGES.values()]
    for path, href in zip(app_page.PAGES, pages.links.values(), strict=True):
        assert urlsplit(href).path == (path or "./")
        assert query(href) == {"lang": lang, "asof": "2022-12-31"}
    assert [link.attributes.get("aria-current") for link in pages.all("a")] == [
        "page" if path == "budgets" else None for path in app_page.PAGES
    ]
    (href,) = sidebar.one("p", "languages").links.values()
    assert query(href) == {"lang": "en" if lang == "zh" else "zh", "asof": "2022-12-31"}


@pytest.mark.parametrize("name", REAL_DATA)
def test_every_target_can_be_opened(name, serve):
    """Its URL shows title, commitment, source, explanation and updates, without the list."""
    at = load(serve(name))
    expected = view(at, "en")
    for target_id, target_read in at.by_id.items():
        app = visit("targets", id=target_id, lang="en")
        tree = shown(app)
        assert heading(app) == target_view.headline(expected, target_id)
        assert localize(at.documents[target_read.source.document].title, "en") in tree.text
        assert expected.row(target_id).why_en in tree.text
        assert expected.t("events.heading") in [head.text for head in tree.all("h2")]
        assert tree.all("a", "name") == []
        assert list(app.selectbox) == []
        assert holes(tree) == []


def test_an_opened_target_is_as_of_the_date_too(serve):
    """Revenue was reported in 2023: a page as of 2022 shows no figure."""
    serve("real")
    then = shown(visit("targets", id="revenue-growth", lang="en", asof="2022-12-31"))
    now = shown(visit("targets", id="revenue-growth", lang="en"))
    assert "Nothing had been reported by the as-of date" in then.text
    assert "6.25%" not in then.text
    assert "6.25%" in now.text


@each_lang
def test_an_unknown_target_shows_the_list(lang, serve):
    """An outdated or mistyped link leads to the list, with a notice."""
    serve("real")
    app = visit("targets", id=HOSTILE, lang=lang)
    quoted = shorten(HOSTILE, MAX_QUOTED)
    assert shown(app).one("div", "ribbon").text == Translator(lang)("target.unknown", id=quoted)
    assert len(ids(app)) == len(load(REAL).targets)


ASKED = {"lang": "en", "asof": "2025-12-31", "theme": "economy", "status": "missed", "q": "growth"}


def test_the_way_back_leads_to_the_same_list(serve):
    """Language, date, filters and search words are those of the list that the target was opened from."""
    serve("real")
    opened = shown(visit("targets", id="gdp-growth", **ASKED))
    assert query(opened.one("a", "back").attributes["href"]) == ASKED


@pytest.mark.parametrize("asked", [{**ASKED, "id": "gdp-growth"}, ASKED], ids=["opened", "list"])
def test_changing_date_or_language_keeps_the_place(asked, serve):
    """The opened target and the filters stay."""
    serve("real")
    app = visit("targets", **asked)
    place = {name: value for name, value in asked.items() if name not in ("lang", "asof")}
    tree = shown(app)
    for link in tree.one("nav", "asof").links.values():
        assert {**query(link), "asof": ""} == {**place, "lang": "en", "asof": ""}
    form = {
        field.attributes["name"]: field.attributes["value"]
        for field in tree.all("form")[0].all("input")
    }
    assert shown(visit("targets", **form)).one("nav", "asof").links == tree.one("nav", "asof").links
    sidebar = parsed("".join(element.proto.body for element in app.sidebar.get("html")))
    (href,) = sidebar.one("p", "languages").links.values()
    assert query(href) == {**asked, "lang": "zh"}


# filters


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"theme": "economy"}, ["gdp-growth", "revenue-growth"]),
        ({"plan": "135"}, ["scattered-renewal", "housing-repair", "self-contained-conversion"]),
        ({"lead": "party-standing-committee"}, ["party-rectification"]),
        ({"status": "missed"}, ["gdp-growth"]),
        ({"q": "旧改"}, ["scattered-renewal"]),
        ({"q": "Growth GDP"}, ["gdp-growth"]),
        ({"theme": "economy", "status": "achieved"}, ["revenue-growth"]),
        ({"theme": "housing", "lead": "none", "q": "gdp"}, []),
    ],
    ids=str,
)
def test_filters_are_in_the_url(asked, expected, serve):
    """A filtered list can be shared as a link: list and widgets show the filters."""
    serve("real")
    app = visit("targets", lang="en", **asked)
    assert ids(app) == expected
    assert chosen(app) == asked
    if not expected:
        assert Translator("en")("list.none") in shown(app).text


def test_a_very_long_search_is_no_error(serve):
    """A link may contain more than the field accepts."""
    serve("real")
    assert (
        Translator("en")("list.none")
        in shown(visit("targets", lang="en", q="growth " * 200 + "x?")).text
    )


def test_an_unknown_filter_value_is_named(serve):
    """A theme that no longer exists does not empty the list, and a note says that it was asked for."""
    serve("real")
    app = visit("targets", theme="gone", status=HOSTILE)
    assert "“gone”" in shown(app).one("div", "ribbon").text
    assert len(ids(app)) == len(load(REAL).targets)
    assert chosen(app) == {}


def test_an_address_that_does_not_exist_is_named_once(serve):
    """On the overview that it led to; its links, the one to copy among them, do not repeat it."""
    serve("real")
    tree = shown(visit(lang="en", page="nope"))
    assert tree.one("div", "ribbon").text == Translator("en")("link.page", asked="nope")
    assert tree.links
    assert all("page" not in query(link.attributes["href"]) for link in tree.all("a"))


@pytest.mark.parametrize("page", ["", "budgets", "timeline", "update"])
def test_a_page_without_filters_says_so(serve, page):
    """A link with a filter to it shows everything, and names the filter."""
    serve("real")
    t = Translator("en")
    note = t("link.unused", field=t("filter.theme"), asked="housing")
    app = visit(page, lang="en", theme="housing", utm_source="x")
    assert note in [ribbon.text for ribbon in shown(app).all("div", "ribbon")]
    assert app.query_params == {"lang": "en", "theme": "housing", "utm_source": "x"}


def chosen(app: AppTest) -> dict[str, str]:
    """The filters as the form shows them."""
    form = shown(app).one("form", "finder")
    values = {
        select.attributes["name"]: option.attributes["value"]
        for select in form.all("select")
        for option in select.all("option")
        if "selected" in option.attributes and select.attributes["name"] != "sort"
    }
    (search,) = (one for one in form.all("input") if one.attributes["name"] == "q")
    return values | ({"q": search.attributes["value"]} if search.attributes["value"] else {})


# charts


def charts(app: AppTest) -> list:
    assert not app.exception
    return [element.proto for element in app.get("plotly_chart")]


@each_lang
def test_every_figure_has_a_text_alternative(lang, serve):
    """And its data as a table, except the budgets, whose table is the page without the figures."""
    serve("demo")
    t = Translator(lang)
    for page, name, asked, count in (
        ("targets", "progress", {"id": "scattered-renewal"}, 1),
        ("timeline", "timeline", {}, 1),
        ("budgets", "budgets", {}, 2),
    ):
        assert charts(visit(page, lang=lang, **asked)) == []
        app = visit(page, lang=lang, explore=name, **asked)
        page_charts = charts(app)
        assert len(page_charts) == count, page
        for chart in page_charts:
            assert len(chart.alt) > 20
            assert holes(parsed(f"<p>{chart.alt.replace('<', '')}</p>")) == []
            assert json.loads(chart.spec)["data"]
            # no button sends data elsewhere, and the page scrolls over the chart
            settings = json.loads(chart.config)
            assert {"sendDataToCloud", "sendChartToCloud"} <= set(
                settings["modeBarButtonsToRemove"]
            )
            assert settings["scrollZoom"] is False
        tree = shown(app)
        captions = [caption.text for caption in tree.all("caption")]
        assert (t("chart.data_table") in captions) == (name != "budgets")
        assert "explore" not in tree.links[t("chart.explore.back")]
        assert charts(visit(page, lang=lang, explore="another", **asked)) == []


def test_a_page_has_plotly_only_where_it_is_asked_for(serve):
    """Drawings load a second faster."""
    serve("demo")
    for page in ("", "targets", "budgets", "timeline"):
        assert charts(visit(page)) == [], page


@each_page
def test_no_empty_charts(page, serve):
    """A portfolio without targets shows text instead of an empty chart."""
    serve("empty")
    assert charts(visit(page)) == []


def test_a_long_timeline_grows(serve):
    """Each of sixty targets has a readable row; the chart grows in height."""
    path = serve("demo")
    dated = [record for record in load(path).targets if record.start or record.due]
    assert len(dated) > 40
    (chart,) = charts(visit("timeline", explore="timeline"))
    height = json.loads(chart.spec)["layout"]["height"]
    assert 20 * len(dated) < height < 80 * len(dated)
