"""The pages as Streamlit runs them: any data, both languages, whatever the address asks for."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from support.looking import HOSTILE, ROOT, Element, harm, holes, look, parsed, query
from support.samples import portfolio_text, target, updates, write
from support.waiting import PATIENCE

from tracker.app import page as app_page
from tracker.checks.run import check
from tracker.demo import generate
from tracker.i18n import Lang, Translator, languages
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.problems import errors_only
from tracker.store import config
from tracker.views import budgets, overview, target_summary, targets, timeline
from tracker.views.context import PageContext

REAL = ROOT / "targets.yaml"
ANSWERS = {
    "": overview.headline,
    "targets": targets.headline,
    "budgets": budgets.headline,
    "timeline": timeline.headline,
}
DATA = ("real", "demo", "empty", "broken", "missing", "folder")
SOUND = target(updates(("2022-06-30", 500)))
BROKEN = target("id: broken\ndue: someday")

each_lang = pytest.mark.parametrize("lang", languages())
each_page = pytest.mark.parametrize("page", ANSWERS)  # that for reporting: test_form.py


def today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 -- the calendar day here, as the pages take it


@pytest.fixture(autouse=True)
def _fresh_server():
    """Nothing is kept from one test to the next."""
    st.cache_data.clear()
    st.cache_resource.clear()


@cache
def demo_text() -> str:
    return generate.portfolio_text(today())


def data(name: str, folder: Path) -> Path:
    """A portfolio of each sort."""
    match name:
        case "real":
            return REAL
        case "demo":
            path = folder / "targets.yaml"
            path.write_text(demo_text(), encoding="utf-8")
            return path
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
def serve(monkeypatch, tmp_path):
    """Names the data that the pages show; gives its path."""

    def named(name: str) -> Path:
        path = data(name, tmp_path)
        monkeypatch.setenv(config.DATA_ENV, str(path))
        return path

    return named


def visit(page: str = "", **asked: str) -> AppTest:
    """A new session that opens a page's address."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=PATIENCE)
    if page:
        app.switch_page(app_page.PAGES[page])
    for name, value in asked.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> Element:
    """What a session shows beside its widgets and figures; no exception among it."""
    assert not app.exception
    bodies = [
        one.proto.body for one in app.main.get("html") if not one.proto.unsafe_allow_javascript
    ]
    return parsed("".join(bodies))


def heading(app: AppTest) -> tuple[str, str]:
    tree = shown(app)
    return tree.one("h1").text, tree.one("p", "sub").text


def ids(app: AppTest) -> list[str]:
    """The targets of the list, in order."""
    return [query(link.attributes["href"])["id"] for link in shown(app).all("a", "name")]


def view(at: Portfolio, lang: Lang, as_of: dt.date | None = None) -> PageContext:
    return look(at, lang, as_of or today(), today())


# every page, any data


@pytest.mark.parametrize(
    ("name", "lang"),
    [*((name, lang) for name in DATA[:-1] for lang in languages()), ("folder", "en")],
)
def test_every_page_stands_whatever_the_data(name, lang, serve):
    """One heading, which is the answer; what is wrong, with its line; and what is made up is marked."""
    path = serve(name)
    at = load(path)
    wrong = [str(problem) for problem in errors_only(check(at, today()))]
    assert bool(wrong) == (name in ("broken", "missing"))
    assert all(re.search(r"\.yaml:\d+:\d+: error: ", problem) for problem in wrong)
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
def test_texts_of_the_data_stay_texts(page, monkeypatch, tmp_path):
    """No element takes its words for markup: all data passes through escaped HTML, no Markdown."""
    word = json.dumps(HOSTILE)
    fields = f"title: {{zh: {word}, en: {word}}}\nbudget: {{approved: 5}}\n"
    text = portfolio_text(target(fields)).replace("{housing: Housing}", f"{{housing: {word}}}")
    path = tmp_path / "targets.yaml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(config.DATA_ENV, str(path))
    app = visit(page)
    assert harm(shown(app)) == []
    assert HOSTILE in shown(app).text
    assert [one.type for one in app.main if one.type in ("markdown", "iframe")] == []
    if page == "targets":
        assert harm(shown(visit(page, id="homes"))) == []


@each_lang
@each_page
def test_the_only_script_is_our_own(page, lang, serve):
    """One constant, which tells the browser the language; data is never handed over as a script."""
    serve("real")
    scripts = [
        one.proto.body
        for one in visit(page, lang=lang).get("html")
        if one.proto.unsafe_allow_javascript
    ]
    assert scripts == [
        {
            "zh": '<script>document.documentElement.lang="zh-CN"</script>',
            "en": '<script>document.documentElement.lang="en"</script>',
        }[lang]
    ]


def test_the_data_is_targets_yaml_unless_named(monkeypatch, tmp_path):
    """Without the variable a page reads targets.yaml of the folder it is started in."""
    monkeypatch.delenv(config.DATA_ENV, raising=False)
    monkeypatch.chdir(tmp_path)
    write(tmp_path, SOUND)
    assert ids(visit("targets")) == ["homes"]


# the file changes beneath a running server


@each_page
def test_the_last_good_version_stays_on_screen(page, serve, tmp_path):
    """A file that breaks between two looks keeps what was shown, told in a banner, until mended."""
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
    assert f"{path}:" in banner.text
    assert "someday" in banner.text

    newcomer = visit(page, lang="en")
    assert heading(newcomer) == before
    assert newcomer is not app
    assert shown(newcomer).one("div", "banner").text == banner.text

    write(tmp_path, SOUND, name=path.name)
    app.run()
    assert shown(app).all("div", "banner") == []
    assert heading(app) == ANSWERS[page](view(load(path), "en"))


@pytest.mark.parametrize("broken", ["a: [\n", "", "\t", "targets: 5\n", None], ids=repr)
def test_nothing_that_befalls_the_file_takes_the_page_away(broken, serve, tmp_path):
    """Cut off, emptied, of another kind, or deleted: the last good version stays."""
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


def test_a_new_figure_is_shown_with_the_next_look(serve, tmp_path):
    """No restart and no waiting: what is saved is shown."""
    serve("empty")
    write(tmp_path, SOUND)
    app = visit("targets", id="homes", lang="en", asof="2022-07-01")
    assert "500 户" in shown(app).text
    write(tmp_path, target(updates(("2022-06-30", 501))))
    assert "501 户" in shown(app.run()).text


# what the address asks for


@each_page
def test_a_past_day_shows_what_was_known_then(page, serve):
    """The day of the address is the day the page is judged at, and it says no more about it."""
    serve("real")
    app = visit(page, lang="en", asof="2022-12-31")
    expected = ANSWERS[page](view(load(REAL), "en", dt.date(2022, 12, 31)))
    assert heading(app) == expected
    assert shown(app).all("div", "ribbon") == []
    assert shown(app).one("form").all("input")[0].attributes["value"] == "2022-12-31"


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ((today() + dt.timedelta(days=1)).isoformat(), "asof.beyond"),
        ("9999-12-31", "asof.beyond"),
        ("1899-12-31", "asof.beyond"),
        ("yesterday", "asof.unreadable"),
        ("2022-02-30", "asof.unreadable"),
        ("", "asof.unreadable"),
        (HOSTILE, "asof.unreadable"),
    ],
    ids=["tomorrow", "far ahead", "long ago", "a word", "no such day", "empty", "hostile"],
)
def test_a_day_that_cannot_be_shown_is_told(asked, key, serve):
    """The page stands as of today and quotes what was asked for; its links forget it."""
    serve("broken")
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
def test_the_address_names_the_language(asked, lang, serve):
    """?lang= counts; anything else is Chinese, as nothing is known of the browser here."""
    serve("empty")
    app = visit("budgets", **({"lang": asked} if asked else {}))
    assert heading(app)[0] == Translator(lang)("budget.answer.none")


@each_lang
def test_links_of_the_sidebar_keep_language_and_day(lang, serve):
    """Every page is one click away, in this language and on this day, and so is the other language."""
    serve("real")
    app = visit("budgets", lang=lang, asof="2022-12-31")
    links = [one.proto for one in app.sidebar.get("page_link")]
    assert [link.label for link in links] == [
        Translator(lang)(f"page.{page or 'overview'}") for page in app_page.PAGES
    ]
    assert {link.query_string for link in links} == {f"lang={lang}&asof=2022-12-31"}
    languages = parsed("".join(one.proto.body for one in app.sidebar.get("html")))
    (href,) = languages.links.values()
    assert query(href) == {"lang": "en" if lang == "zh" else "zh", "asof": "2022-12-31"}


def test_every_commitment_can_be_opened(serve):
    """Its address opens it: title, promise, source, reasons and reports, and no list around it."""
    serve("real")
    expected = view(load(REAL), "en")
    for target_id in expected.rows.index:
        app = visit("targets", id=target_id, lang="en")
        tree = shown(app)
        assert heading(app) == target_summary.headline(expected, target_id)
        assert "Xuhui News, four reports of January 2022" in tree.text
        assert expected.row(target_id).why_en in tree.text
        assert expected.t("updates.heading") in [head.text for head in tree.all("h2")]
        assert tree.all("a", "name") == []
        assert list(app.selectbox) == []
        assert holes(tree) == []


def test_an_opened_commitment_is_as_of_the_day_too(serve):
    """Revenue was reported in 2023: a page as of 2022 shows no figure."""
    serve("real")
    then = shown(visit("targets", id="revenue-growth", lang="en", asof="2022-12-31"))
    now = shown(visit("targets", id="revenue-growth", lang="en"))
    assert "Nothing had been reported by the as-of date" in then.text
    assert "6.25 %" not in then.text
    assert "6.25 %" in now.text


@each_lang
def test_an_unknown_target_is_told_and_the_list_shown(lang, serve):
    """An old or mistyped link leads to the list, with a word about it."""
    serve("real")
    app = visit("targets", id=HOSTILE, lang=lang)
    assert shown(app).one("div", "ribbon").text == Translator(lang)("target.unknown", id=HOSTILE)
    assert len(ids(app)) == len(load(REAL).targets)


ASKED = {"lang": "en", "asof": "2025-12-31", "theme": "economy", "status": "missed", "q": "growth"}


def test_the_way_back_leads_to_the_same_list(serve):
    """Language, day, filters and words searched for are those the target was opened from."""
    serve("real")
    opened = shown(visit("targets", id="gdp-growth", **ASKED))
    assert query(opened.one("a", "back").attributes["href"]) == ASKED


@pytest.mark.parametrize("asked", [{**ASKED, "id": "gdp-growth"}, ASKED], ids=["opened", "list"])
def test_another_day_or_language_stays_where_one_is(asked, serve):
    """Changing the day or the language closes no target and drops no filter."""
    serve("real")
    app = visit("targets", **asked)
    place = {name: value for name, value in asked.items() if name not in ("lang", "asof")}
    tree = shown(app)
    for link in tree.one("nav", "asof").links.values():
        assert {**query(link), "asof": ""} == {**place, "lang": "en", "asof": ""}
    form = {
        one.attributes["name"]: one.attributes["value"] for one in tree.one("form").all("input")
    }
    assert shown(visit("targets", **form)).one("nav", "asof").links == tree.one("nav", "asof").links
    (href,) = parsed("".join(one.proto.body for one in app.sidebar.get("html"))).links.values()
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
def test_filters_stand_in_the_address(asked, expected, serve):
    """A selection can be sent as a link: the list shows it and the fields say it."""
    serve("real")
    app = visit("targets", lang="en", **asked)
    assert ids(app) == expected
    for name, value in asked.items():
        field = app.text_input if name == "q" else app.selectbox
        assert field(key=f"filter_{name}").value == value
    if not expected:
        assert Translator("en")("list.none") in shown(app).text


def test_a_very_long_search_breaks_nothing(serve):
    """A link may hold more than the field takes."""
    serve("real")
    assert (
        Translator("en")("list.none")
        in shown(visit("targets", lang="en", q="growth " * 200 + "x?")).text
    )


def test_a_filter_that_is_not_there_is_left_out(serve):
    """A theme that the file no longer has does not empty the list."""
    serve("real")
    app = visit("targets", theme="gone", status=HOSTILE)
    assert len(ids(app)) == len(load(REAL).targets)
    assert app.selectbox(key="filter_theme").value is None


def test_what_is_chosen_goes_into_the_address(serve):
    """A selection narrows the list and stands in the address; taking it back takes it out."""
    serve("real")
    app = visit("targets", lang="en")
    app.selectbox(key="filter_theme").select("economy").run()
    assert app.query_params == {"lang": "en", "theme": "economy"}
    assert ids(app) == ["gdp-growth", "revenue-growth"]
    app.text_input(key="filter_q").input("revenue").run()
    assert app.query_params == {"lang": "en", "theme": "economy", "q": "revenue"}
    assert ids(app) == ["revenue-growth"]
    app.selectbox(key="filter_theme").set_value(None).run()
    app.text_input(key="filter_q").input("").run()
    assert app.query_params == {"lang": "en"}
    assert len(ids(app)) == len(load(REAL).targets)


@each_lang
def test_choices_are_in_words(lang, serve):
    """Labels and options are in the language of the page; statuses with their shapes."""
    serve("real")
    app = visit("targets", lang=lang)
    t = Translator(lang)
    assert [box.label for box in app.selectbox] == [t(f"filter.{name}") for name in targets.FILTERS]
    expected = targets.filter_options(view(load(REAL), lang))
    assert [box.options for box in app.selectbox] == [
        list(one.values()) for one in expected.values()
    ]
    assert app.text_input[0].label == t("filter.search")


# figures


def charts(app: AppTest) -> list:
    assert not app.exception
    return [one.proto for one in app.get("plotly_chart")]


@each_lang
def test_every_figure_has_words_and_a_table(lang, serve):
    """Whoever sees no picture has its alternative text and the same numbers as a table."""
    serve("demo")
    t = Translator(lang)
    for page, asked, count, caption in (
        ("targets", {"id": "scattered-renewal"}, 1, t("chart.twin")),
        ("timeline", {}, 1, t("chart.twin")),
        ("budgets", {}, 2, t("budget.per_target", unit=t.money_unit("亿元"))),
    ):
        app = visit(page, lang=lang, **asked)
        found = charts(app)
        assert len(found) == count, page
        for chart in found:
            assert len(chart.alt) > 20
            assert holes(parsed(f"<p>{chart.alt.replace('<', '')}</p>")) == []
            assert json.loads(chart.spec)["data"]
            # no button bar, so no way to somebody's server; and the page scrolls over the figure
            settings = json.loads(chart.config)
            assert (settings["displayModeBar"], settings["scrollZoom"]) == (False, False)
        captions = {table.one("caption").text: table for table in shown(app).all("table")}
        assert captions[caption].one("tbody").all("tr"), page


def test_the_overview_has_no_figure(serve):
    """It says everything in HTML, which costs a second less."""
    serve("demo")
    assert charts(visit()) == []


@each_page
def test_no_empty_figures(page, serve):
    """A portfolio without targets shows words, never an empty frame."""
    serve("empty")
    assert charts(visit(page)) == []


def test_a_long_timeline_grows(serve):
    """Sixty targets each keep a row that can be read; the figure is as high as that takes."""
    path = serve("demo")
    dated = [one for one in load(path).targets if one.start or one.due]
    assert len(dated) > 40
    (chart,) = charts(visit("timeline"))
    height = json.loads(chart.spec)["layout"]["height"]
    assert 20 * len(dated) < height < 80 * len(dated)
