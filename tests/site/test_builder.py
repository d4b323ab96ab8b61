"""The published pages: valid, complete without a script, accessible, and safe to host."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import replace
from urllib.parse import urlsplit

import html5lib
import pytest
from support.looking import HOSTILE, TODAY, demonstration, few, holes, look, parsed, portfolio
from support.published import inside, links, pages, put, read, texts
from support.samples import updates

from tracker.analysis.assessment import STATUSES
from tracker.i18n import STATUS_SHAPES, Translator, languages
from tracker.portfolio.load import with_parts
from tracker.site import index_page
from tracker.site.layout import CONTENT_SECURITY_POLICY, lang_folder
from tracker.views import budget_rails, overview
from tracker.views.download_links import PNG_OF_SVG

LARGER = ("demo", "real", "nz")
NAMES = (*LARGER, "hostile")
SCREEN, MISSING = "screen.html", "404.html"


@pytest.mark.parametrize(
    "name", ["few", "hostile", *(pytest.param(name, marks=pytest.mark.long) for name in LARGER)]
)
def test_every_page_is_valid_html(name):
    """A strict parser finds no error on any page."""
    for path, page in pages(name).items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(page)
        assert [(path, error) for error in parser.errors] == []


_NOT_READ = re.compile("(?is)^<!doctype html>|<script[ >].*?</script>")


@pytest.mark.parametrize("name", ["few", "real", "nz"])
def test_no_page_has_a_hole(name):
    """No value is missing within a sentence, and no wording: neither on a page nor in its alternative texts."""
    found = {path: holes(parsed(_NOT_READ.sub("", page))) for path, page in pages(name).items()}
    assert {path: each for path, each in found.items() if each} == {}


def test_chinese_texts_are_punctuated_as_in_print():
    """Sentences put together of names, words and figures: on pages and drawings, in what a screen reader reads as well."""
    found = {}
    for path, text in texts("few").items():
        is_chinese = not path.startswith("en/") and path not in (SCREEN, MISSING, "data.html")
        if is_chinese and path.endswith((".html", ".svg")):
            page = _NOT_READ.sub("", text)
            labels = re.findall('aria-label="([^"]*)"', page)
            lines = re.split(
                "<[^>]*>", re.sub("</?(?:a|b|i|small|span|strong)(?: [^>]*)?>", "", page)
            )
            read = "\n".join([*labels, *lines])
            halves = re.findall(
                ".{0,9}[\u4e00-\u9fff][:;,] .{0,9}|.{0,9}。 [\u4e00-\u9fff].{0,9}", read
            )
            found |= {path: halves} if halves else {}
    assert found == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_has_a_target(name):
    """Links within the site are relative and lead to an existing file and anchor; those of 404.html start at the root."""
    files = texts(name)
    for path, page in pages(name).items():
        for href in links(page):
            if not inside(href):
                assert urlsplit(href).scheme in ("http", "https", "data"), href
                continue
            place, anchor = urlsplit(href).path, urlsplit(href).fragment
            assert place.startswith("/") == (path == MISSING and bool(place)), f"{path}: {href}"
            place = place.removeprefix("/")
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), place))
                if place
                else path
            )
            assert target in files, f"{path}: {href}"
            if anchor and f"#{anchor}" != PNG_OF_SVG:
                assert f'id="{anchor}"' in files[target], f"{path}: {href}"


@pytest.mark.parametrize("name", NAMES)
def test_pages_load_files_of_the_site_only(name):
    """Scripts and styles are files of the site; the content security policy forbids all others."""
    for path, page in pages(name).items():
        assert (
            page.count(
                f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">'
            )
            == 1
        )
        head, _, body = page.partition("</title>")
        assert "<script" not in head
        for loaded in re.findall(
            r'<(?:script|img|link rel="stylesheet")[^>]*?(?:src|href)="([^"]*)"', body
        ):
            assert inside(loaded) or loaded.startswith("data:image/"), f"{path}: {loaded}"
        bare = re.sub(r'"[^"]*"', '""', page)  # quoted text is a value, not a name
        assert not re.search(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", bare), path
        assert not re.search(r"<style|<script>|<iframe|<object|<base", bare), path
        assert not [href for href in links(page) if href.lower().strip().startswith("javascript")]


def test_hostile_text_is_escaped():
    """On every page, in the feed and in the badges it is shown unchanged."""
    files = texts("hostile")
    for path, text in files.items():
        if path.endswith((".html", ".svg", ".xml")) and not path.startswith("assets/"):
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
    page = files["targets/homes.html"]
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert tree.find(".//h1").text == HOSTILE.strip()
    for svg in (text for path, text in files.items() if path.startswith("badge/")):
        html5lib.parse(svg)
        assert "alert(1)" in svg


def test_forbidden_characters_are_replaced(tmp_path):
    """Characters that pages may not contain become U+FFFD, also in records that no file was read for."""
    title = "a\x01b\x85c\ufffe"
    clean = portfolio("title: Homes\n" + updates(("2022-03-31", 5)))
    (part,) = clean.parts
    (entry,) = part.entries
    changed = replace(
        part, entries=(replace(entry, target=entry.target.model_copy(update={"title": title})),)
    )
    files = read(put(with_parts(clean, [changed]), tmp_path / "site"))
    assert "a\ufffdb\ufffdc\ufffd" in files["targets/homes.html"]
    for path, text in files.items():
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", text), path


@pytest.mark.parametrize("lang", languages())
def test_every_page_has_date_legend_and_language_link(lang):
    """Every page shows its as-of date, the legend, the demonstration mark and the other language."""
    t, folder = Translator(lang), lang_folder(lang)
    for path, page in pages("demo").items():
        if path.startswith("en/") is not (lang == "en") or path in (SCREEN, MISSING):
            continue
        assert t("demo.ribbon") in page
        assert t("chart.as_of", day=TODAY) in page
        if path.startswith(f"{folder}embed/"):
            continue
        assert t("sub.grey") in page
        for status in STATUSES:
            assert f"{STATUS_SHAPES[status]}</i>{t.status(status)}" in page, path
        other = path.removeprefix("en/") if lang == "en" else f"en/{path}"
        href = "../" * path.count("/") + other
        assert f'href="{href}"' in page, path


def test_the_demonstration_is_marked_in_every_file():
    """No figure of it can be mistaken for a real one in any file."""
    files = texts("demo")
    notice = Translator("zh")("demo.ribbon")
    for path in (
        "feed.xml",
        "en/feed.xml",
        "calendar.ics",
        "screen.html",
        "data/datapackage.json",
        "data/tables.xlsx",
    ):
        mark = notice if not path.startswith("en/") else Translator("en")("demo.ribbon")
        assert mark in files[path].replace("\r\n ", ""), path
    for path, text in files.items():
        if path.endswith(".json") and path != "version.json":
            assert '"demonstration": true' in text, path
        if path.startswith("badge/"):
            assert notice in text
            assert f"{TODAY.isoformat()}</text>" in text
    assert (
        "demo" not in texts("real")["data/datapackage.json"].partition('"demonstration": false')[0]
    )


@pytest.mark.parametrize("lang", languages())
def test_embeds_and_badges_state_grade_and_day(lang):
    """Where the latest figure has a grade, whatever the reason for the status mentions."""
    t, folder = Translator(lang), lang_folder(lang)
    grades = set()
    for row in look(demonstration(), lang).by_id.values():
        embed, badge = (
            parsed(re.search(f"<{tag}.*</{tag}>", texts("demo")[f"{folder}{path}"], re.DOTALL)[0])
            for tag, path in (("main", f"embed/{row.id}.html"), ("svg", f"badge/{row.id}.svg"))
        )
        grades.add(row.grade)
        if row.grade:
            assert t("evidence.grade", grade=row.grade) in embed.all("p")[-1].text, row.id
            assert t("latest.grade", grade=row.grade) in badge.all("text")[-1].text, row.id
            assert t("latest.grade", grade=row.grade) in badge.one("title").text, row.id
        for one in (embed, badge):
            assert TODAY.isoformat() in one.text, row.id
    assert {"A", "B", None} <= grades


def test_the_list_is_complete_without_a_script():
    """Every target is on the index page with a link to its own page."""
    for folder in ("", "en/"):
        page = texts("demo")[f"{folder}index.html"]
        for target in demonstration().targets:
            assert f'href="targets/{target.id}.html"' in page
        assert page.count("<article") == len(demonstration().targets)
        assert '<form class="filters" hidden>' in page
    assert page.index('id="list"') < page.index('class="filters"')


def test_a_long_list_is_on_pages(tmp_path, monkeypatch):
    """Each target is once on one of the pages, which are linked from each other, and once in the search index."""
    monkeypatch.setattr(index_page, "PAGE_SIZE", 7)
    ids = [target.id for target in few().targets]
    files = read(put(few(), tmp_path / "site"))
    for folder in ("", "en/"):
        paths = [folder + index_page.page_name(number) for number in (1, 2, 3)]
        listed = [
            re.findall('<article .*?href="targets/(.*?).html"', files[path]) for path in paths
        ]
        assert [len(of_page) for of_page in listed] == [7, 7, len(ids) - 14]
        assert sorted(name for of_page in listed for name in of_page) == sorted(ids)
        for path in paths:
            assert {"list-2.html", "list-3.html"} <= set(re.findall('href="([^"]*)"', files[path]))
        index = json.loads(files[f"{folder}search.json"])
        assert [row[0] for row in index["targets"]] == [
            name for of_page in listed for name in of_page
        ]
        by_id = {row[0]: row for row in index["targets"]}
        for target in few().targets:
            theme, _, lead, _ = by_id[target.id][-4:]
            assert index["keys"]["theme"][theme] == target.theme
            assert (index["keys"]["lead"][lead] if lead >= 0 else None) == target.lead


def test_a_target_page_is_complete():
    """It has the same sections as the dashboard, in the same words."""
    page = texts("demo")["targets/cycle-paths.html"]
    t = Translator("zh")
    for key in (
        "promise.heading",
        "why.heading",
        "site.chart",
        "chart.data_table",
        "events.heading",
        "budget.heading",
        "promise.source",
        "why.rule",
        "step.heading",
    ):
        assert t(key) in page, key
    assert "<desc" in page
    assert '<img src="../badge/cycle-paths.svg"' in page


def test_the_url_of_the_site_is_used_if_it_is_known(tmp_path):
    """In embed code, canonical links, feed ids and on 404.html; without one these are left out or reserved."""
    one_target = portfolio(updates(("2022-03-31", 5)))
    known = read(put(one_target, tmp_path / "a", base="https://targets.example.org/x"))
    page = known["targets/homes.html"]
    assert '<link rel="canonical" href="https://targets.example.org/x/targets/homes.html">' in page
    assert "https://targets.example.org/x/embed/homes.html" in page
    assert "tag:targets.example.org,2022:" in known["feed.xml"]
    assert 'href="/x/en/index.html"' in known["404.html"]
    assert 'href="/x/assets/site.css"' in known["404.html"]
    unknown = texts("hostile")
    assert "canonical" not in unknown["targets/homes.html"]
    assert "tag:tracker.invalid,2022:" in unknown["feed.xml"]


def test_updated_is_the_day_of_the_latest_report(tmp_path):
    """On every page, the screen, the dashboard and in the data: neither the day of the figure nor today."""
    late = "updates: [{date: 2022-03-31, reported: 2022-04-20, value: 5}]"
    at = portfolio(late + "\nbudget: {approved: 1}")
    files = read(put(at, tmp_path / "site"))
    screen = re.sub("<[^>]+>", "", files["screen.html"])
    for lang in languages():
        t, folder = Translator(lang), lang_folder(lang)
        words = t("sub.latest", day="2022-04-20")
        assert words in overview.headline(look(at, lang))[1]
        for name in ("index", "timeline", "budgets", "data"):
            page = re.sub("<[^>]+>", "", files[f"{folder}{name}.html"])
            assert words in page, name
        assert words in screen
        assert t("screen.beat", updated="2022-04-20", time="{time}") in files["screen.html"]
        assert "<updated>2022-04-20T00:00:00Z</updated>" in files[f"{folder}feed.xml"]
    assert json.loads(files["data/targets.json"])["updated"] == "2022-04-20"
    assert json.loads(files["data/datapackage.json"])["updated"] == "2022-04-20"
    assert ">2022-04-20<" in files["data/tables.xlsx"]
    assert "updated" not in json.loads(
        read(put(portfolio(""), tmp_path / "b"))["data/targets.json"]
    )


@pytest.mark.parametrize("lang", languages())
def test_the_published_budgets_are_those_of_the_dashboard(lang):
    """Every row with its amounts, its rail and what is remarked on it, in words for screen readers as well."""

    def rails(page: str) -> str:
        table = re.search(r'(?s)<table class="rails linked">.*?</table>', page)
        assert table is not None
        return parsed(table[0]).spoken

    shown = rails(texts("few")[f"{lang_folder(lang)}budgets.html"])
    assert shown == rails(budget_rails.drawing(look(few(), lang)))
    assert "2026-09-30" in shown  # the days of the marks


def test_an_empty_portfolio_has_a_site(tmp_path):
    """Without targets there are pages that say so."""
    files = read(put(portfolio(), tmp_path / "site"))
    assert Translator("zh")("site.empty") in files["index.html"]
    assert Translator("zh")("budget.answer.none") in files["budgets.html"]
