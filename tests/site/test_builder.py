"""The published pages: sound, whole without a script, open to everybody, and safe to carry."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urlsplit

import html5lib
import pytest
from support.looking import HOSTILE, TODAY, demonstration, portfolio
from support.published import inside, links, pages, put, read, texts
from support.samples import updates

from tracker.analysis.assessment import STATUSES
from tracker.i18n import STATUS_SHAPES, Translator, languages
from tracker.site.layout import CONTENT_SECURITY_POLICY

NAMES = ("demo", "real", "hostile")
SCREEN = "screen.html"


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_html_without_a_fault(name):
    """A strict parser finds nothing to mend on any page."""
    for path, page in pages(name).items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(page)
        assert [(path, error) for error in parser.errors] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name):
    """Within the site every address is a file that is there, relative, and its anchor is on it."""
    found = texts(name)
    for path, page in pages(name).items():
        for href in links(page):
            if not inside(href):
                assert urlsplit(href).scheme in ("http", "https", "data"), href
                continue
            assert not href.startswith("/"), f"{path}: {href}"
            place, anchor = urlsplit(href).path, urlsplit(href).fragment
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), place))
                if place
                else path
            )
            assert target in found, f"{path}: {href}"
            if anchor:
                assert f'id="{anchor}"' in found[target], f"{path}: {href}"


@pytest.mark.parametrize("name", NAMES)
def test_no_page_asks_anybody_else_or_runs_what_stands_in_it(name):
    """Scripts and styles are files of the site; the page itself forbids all others."""
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
        bare = re.sub(r'"[^"]*"', '""', page)  # what stands in quotes is a value, not a name
        assert not re.search(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", bare), path
        assert not re.search(r"<style|<script>|<iframe|<object|<base", bare), path
        assert not [href for href in links(page) if href.lower().strip().startswith("javascript")]


def test_hostile_text_stays_text():
    """On every page, in the feed and in the pictures it is read, character by character."""
    found = texts("hostile")
    for path, text in found.items():
        if path.endswith((".html", ".svg", ".xml")) and not path.startswith("assets/"):
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
    page = found["targets/homes.html"]
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert tree.find(".//h1").text == HOSTILE.strip()
    for svg in (text for path, text in found.items() if path.startswith("badge/")):
        html5lib.parse(svg)
        assert "alert(1)" in svg


def test_characters_that_no_page_may_hold_are_marked(tmp_path):
    """A control character in a note is shown as lost; a mark that turns the writing round stays within."""
    title = r'title: "a\x01b\u202Ec\x85d\uFFFE"'
    found = read(put(portfolio(title + "\n" + updates(("2022-03-31", 5))), tmp_path / "site"))
    assert "a\ufffdb\u202ec\ufffdd\ufffd" in found["targets/homes.html"]
    for path, text in found.items():
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", text), path


@pytest.mark.parametrize("lang", languages())
def test_every_page_says_its_day_its_marks_and_the_other_language(lang):
    """Whoever lands on any page knows as of when it speaks, what grey means, and that data is made up."""
    t, own = Translator(lang), "en/" if lang == "en" else ""
    for path, page in pages("demo").items():
        if path.startswith("en/") is not (lang == "en") or path == SCREEN:
            continue
        assert t("demo.ribbon") in page
        assert t("chart.as_of", day=TODAY) in page
        if path.startswith(f"{own}embed/"):
            continue
        assert t("sub.grey") in page
        for status in STATUSES:
            assert f"{STATUS_SHAPES[status]}</i>{t(f'status.{status}')}" in page, path
        other = path.removeprefix("en/") if lang == "en" else f"en/{path}"
        back = "../" * path.count("/") + other
        assert f'href="{back}"' in page, path


def test_demonstration_is_said_in_every_data_file():
    """No figure of it can be taken for a real one, wherever it is read."""
    found = texts("demo")
    notice = Translator("zh")("demo.ribbon")
    for path in ("feed.xml", "en/feed.xml", "calendar.ics", "screen.html", "data/datapackage.json"):
        said = notice if not path.startswith("en/") else Translator("en")("demo.ribbon")
        assert said in found[path].replace("\r\n ", ""), path
    for path, text in found.items():
        if path.endswith(".json") and path != "version.json":
            assert '"demonstration": true' in text, path
        if path.startswith("badge/"):
            assert notice in text
    assert (
        "demo" not in texts("real")["data/datapackage.json"].partition('"demonstration": false')[0]
    )


def test_the_whole_list_is_there_without_a_script():
    """Every target stands on the first page with its status, its reason and a link to its own."""
    for own in ("", "en/"):
        page = texts("demo")[f"{own}index.html"]
        for target in demonstration().targets:
            assert f'href="targets/{target.id}.html"' in page
        assert page.count("<article") == len(demonstration().targets)
        assert 'class="filters" id="list" hidden=""' in page


def test_a_target_has_its_promise_source_chart_table_and_reports():
    """Everything that the dashboard says of it, by the same words."""
    page = texts("demo")["targets/cycle-paths.html"]
    t = Translator("zh")
    for key in (
        "promise.heading",
        "why.heading",
        "site.chart",
        "chart.twin",
        "updates.heading",
        "budget.heading",
        "promise.source",
        "why.rule",
        "step.heading",
    ):
        assert t(key) in page, key
    assert "<desc" in page
    assert '<img src="../badge/cycle-paths.svg"' in page


def test_the_address_is_used_where_it_is_known(tmp_path):
    """Cards to copy, canonical links, feed ids; without one nothing is made up."""
    at = portfolio(updates(("2022-03-31", 5)))
    known = read(put(at, tmp_path / "a", base="https://targets.example.org/x"))
    page = known["targets/homes.html"]
    assert '<link rel="canonical" href="https://targets.example.org/x/targets/homes.html">' in page
    assert "https://targets.example.org/x/embed/homes.html" in page
    assert "tag:targets.example.org,2022:" in known["feed.xml"]
    unknown = read(put(at, tmp_path / "b"))
    assert "canonical" not in unknown["targets/homes.html"]
    assert "tag:tracker.invalid,2022:" in unknown["feed.xml"]


def test_an_empty_portfolio_has_a_site(tmp_path):
    """Before the first target there are pages, and they say so."""
    found = read(put(portfolio(), tmp_path / "site"))
    assert Translator("zh")("site.empty") in found["index.html"]
    assert Translator("zh")("budget.answer.none") in found["budgets.html"]
