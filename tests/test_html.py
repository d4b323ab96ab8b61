"""HTML elements: every value is escaped, every shape has a word, every tag is closed."""

from __future__ import annotations

import math

import pytest
from support.looking import HOSTILE, harm, parsed

from tracker import html as html_
from tracker.analysis.assessment import STATUSES
from tracker.i18n import STATUS_SHAPES, Translator, languages

NAN = math.nan


def test_text_stays_text():
    """Any value is read back unchanged and adds no tag."""
    for value in (HOSTILE, "<script>", "a & b", "'", '"', "&lt;", 5, None):
        tree = parsed(html_.text(value))
        assert tree.text == str(value)
        assert tree.all() == [tree]


def test_attributes_are_escaped():
    """A value stays within its quotes and adds neither attribute nor tag."""
    tree = parsed(html_.tag("div", html_.text("x"), title=HOSTILE, aria_label=HOSTILE))
    assert harm(tree) == []
    assert tree.one("div").attributes == {"title": HOSTILE, "aria-label": HOSTILE}


def test_an_attribute_of_none_is_left_out():
    """None omits the attribute; an empty value and 0 do not."""
    tag = parsed(html_.tag("div", title=None, class_="", tabindex=0)).one("div")
    assert tag.attributes == {"class": "", "tabindex": "0"}


def test_underscores_become_hyphens():
    """Python names become HTML names: class_, aria_label, for_."""
    tag = parsed(html_.tag("i", class_="a b", aria_hidden="true", for_="x")).one("i")
    assert tag.attributes == {"class": "a b", "aria-hidden": "true", "for": "x"}


def test_a_void_element_has_no_end_tag():
    """An input is written without an end tag, an empty inline element with one."""
    assert html_.tag("input", name="q") == '<input name="q">'
    assert html_.tag("u") == "<u></u>"


def test_the_dot_between_parts_of_a_line_is_an_element():
    """The style sheet hides it where a line ends; the text is the same."""
    tree = parsed(html_.prose("a · b·c · 2026-01-31"))
    assert tree.text == "a · b·c · 2026-01-31"
    assert [dot.text for dot in tree.all("span", "dot")] == [" · ", " · "]
    assert parsed(html_.DOT).text == " · "


def test_dates_do_not_break():
    """A date in a sentence is not broken at a line end; the sentence around it is escaped."""
    tree = parsed(html_.prose("<b>2022-06-30</b>, due 2022-12-31, 12-31, 2022-6-3"))
    assert [day.text for day in tree.all("time")] == ["2022-06-30", "2022-12-31"]
    assert tree.text == "<b>2022-06-30</b>, due 2022-12-31, 12-31, 2022-6-3"


def test_links_within_stay_in_the_window():
    """A link between pages opens no new tab, and its label is escaped."""
    link = parsed(html_.link(HOSTILE, "targets?id=a&lang=en", class_="name")).one("a")
    assert link.text == HOSTILE
    assert link.attributes == {"href": "targets?id=a&lang=en", "target": "_self", "class": "name"}


@pytest.mark.parametrize(
    "url", ["http://paper.example/a?b=c&d=e#f", "https://paper.example", "HTTPS://paper.example/"]
)
def test_evidence_links_open_a_new_tab_without_referrer(url):
    """A source opens in a new tab and receives neither referrer nor opener."""
    link = parsed(html_.external_link(HOSTILE, url)).one("a")
    assert link.text == HOSTILE
    assert link.attributes["href"] == url
    assert link.attributes["rel"] == "noopener noreferrer"
    assert link.attributes["target"] == "_blank"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//paper.example/",
        "paper.example",
        "/targets",
        "",
        None,
        NAN,
        5,
    ],
)
def test_other_schemes_are_not_linked(url):
    """Only http and https become links; anything else stays text."""
    tree = parsed(html_.external_link("Gazette", url))
    assert tree.all("a") == []
    assert tree.text == "Gazette"


@pytest.mark.parametrize("url", ["http://[half-an-address/", "https://a]b/", "http://a:b:c/"])
def test_a_malformed_url_is_no_error(url):
    """A URL that no browser opens does not fail the page."""
    assert parsed(html_.external_link("Gazette", url)).text == "Gazette"


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", STATUSES)
def test_a_status_is_a_shape_and_a_word(name, lang):
    """The word carries the meaning without the colour; screen readers skip the shape."""
    t = Translator(lang)
    status = parsed(html_.status_lamp(name, t)).one("span", "status")
    shape = status.one("i")
    assert (shape.text, shape.attributes["aria-hidden"]) == (STATUS_SHAPES[name], "true")
    assert status.text == STATUS_SHAPES[name] + t.status(name)
    assert name in status.classes


def test_shapes_differ():
    """Each status can be distinguished without its colour."""
    assert len(set(STATUS_SHAPES.values())) == len(STATUSES)


def test_no_data_is_grey():
    """Each status has a class of its own; the three without data are grey as well."""
    classes = {name: html_.status_class(name).split() for name in STATUSES}
    assert all(name in classes[name] for name in STATUSES)
    grey = {name for name in STATUSES if "grey" in classes[name]}
    assert grey == {"not_started", "not_judged", "unreported", "ended"}


def test_the_heading_of_a_card_is_optional():
    """A heading is an escaped h2; without one there is no h2."""
    card = parsed(html_.card(html_.text("x"), heading=HOSTILE, class_="wide"))
    assert card.one("h2").text == HOSTILE
    assert card.one("section").classes == ["card", "wide"]
    bare = parsed(html_.card(html_.text("x"))).one("section")
    assert (bare.all("h2"), bare.classes, bare.text) == ([], ["card"], "x")


def test_a_table_is_accessible():
    """It has a caption and column scopes, and scrolls by keyboard when it is wide."""
    rows = [[html_.text("a"), html_.text("1")], [html_.text("b"), html_.text("2")]]
    tree = parsed(html_.table([HOSTILE, "n"], rows, "All of it", numbers=[1]))
    assert tree.one("caption").text == "All of it"
    assert [head.text for head in tree.all("th")] == [HOSTILE, "n"]
    assert {head.attributes["scope"] for head in tree.all("th")} == {"col"}
    assert [[cell.text for cell in row.all("td")] for row in tree.one("tbody").all("tr")] == [
        ["a", "1"],
        ["b", "2"],
    ]
    assert [cell.classes for cell in tree.all("td")] == [[], ["n"]] * 2
    assert [head.classes for head in tree.all("th")] == [[], ["n"]]
    region = tree.one("div", "scroll")
    assert region.attributes["aria-label"] == "All of it"
    assert (region.attributes["role"], region.attributes["tabindex"]) == ("region", "0")


def test_a_definition_list_pairs_names_with_values():
    """Names are escaped, values are HTML."""
    tree = parsed(html_.definition_list([(HOSTILE, html_.tag("i")), ("b", html_.text("c"))]))
    assert [name.text for name in tree.all("dt")] == [HOSTILE, "b"]
    assert len(tree.all("dd")) == 2
    assert tree.all("i")


def test_collapsible_content_follows_its_summary():
    """The summary is escaped and comes before the content."""
    tree = parsed(html_.collapsible(HOSTILE, html_.tag("p"), html_.tag("p")))
    summary, *rest = tree.one("details").children
    assert summary.text == HOSTILE
    assert [part.name for part in rest] == ["p", "p"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("GDP growth of at least 5.5 % in 2022.", "GDP growth of at least 5.5~% in 2022."),
        ("about 2.2–2.4 million m² on it", "about 2.2–_2.4~million~m² on it"),
        ("约差 220–237 万平方米", "约差 220–_237~万平方米"),
        ("2026-09-30 172 / 240 lifts", "2026-09-30 172~/~240~lifts"),
        ("due 2022-12-31 at last", "due 2022-12-31 at last"),
        ("1 (lifts) below", "1~(lifts) below"),
        ("due 2022-12-31 (assumed)", "due 2022-12-31 (assumed)"),
    ],
)
def test_an_amount_stays_in_one_line(words, expected):
    """A number with its unit, both figures of a share, a range; a date has no unit."""
    assert html_.bound(words) == expected.replace("~", "\u00a0").replace("_", "\u2060")
