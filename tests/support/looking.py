"""HTML of pages parsed strictly, with its texts and links; page contexts of portfolios."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from support.judging import loaded, snapshot_at
from support.samples import portfolio_text, target

from tracker.demo import generate
from tracker.i18n import Lang
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.redaction import redact
from tracker.views.context import PageContext
from tracker.views.target import target_page

ROOT = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 23)
NEWEST_DAY = dt.date(2026, 11, 28)
"""The day on which the newest of the real portfolios was begun."""
REAL_DATA = {"real": ROOT / "targets.yaml", "nz": ROOT / "examples" / "nz-government-targets"}
"""The portfolios of real commitments: a file and a folder."""

VOID = {"col", "input", "img", "br", "hr", "meta", "link"}
SPOKEN = ("aria-label", "title", "alt", "placeholder")
# What a browser would close early, or move elsewhere, on its own.
_INLINE_ONLY = {"p", "h1", "h2", "summary", "dt"}
_BLOCKS = {
    "div",
    "p",
    "ul",
    "dl",
    "table",
    "section",
    "article",
    "form",
    "nav",
    "h1",
    "h2",
    "details",
}
_PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"div", "dl"},
    "dd": {"div", "dl"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "caption": {"table"},
    "summary": {"details"},
}


@dataclass
class Element:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """This element and its descendants in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    def all(self, name: str = "", class_: str = "") -> list[Element]:
        """The descendants with a tag name, a class or both."""
        return [
            one for one in self if name in ("", one.name) and (not class_ or class_ in one.classes)
        ]

    def one(self, name: str = "", class_: str = "") -> Element:
        (element,) = self.all(name, class_)
        return element

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """The visible text."""
        return "".join(one if isinstance(one, str) else one.text for one in self.children)

    @property
    def spoken(self) -> str:
        """The visible text and the texts of a screen reader and of hovering."""
        added = [one.attributes[name] for one in self for name in SPOKEN if name in one.attributes]
        return "\n".join([self.text, *added])

    @property
    def links(self) -> dict[str, str]:
        """The targets of links by their text."""
        return {link.text: link.attributes["href"] for link in self.all("a")}


class _Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"an attribute twice: {self.get_starttag_text()}"
        open_names = [one.name for one in self.stack]
        assert not (tag == "a" and "a" in open_names), "a link within a link"
        if tag in _BLOCKS:
            assert not _INLINE_ONLY & set(open_names), f"{tag} within {open_names}"
        if tag in _PARENTS:
            assert open_names[-1] in _PARENTS[tag], f"{tag} within {open_names[-1]}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].children.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack[-1].name == tag, f"</{tag}> closes <{self.stack[-1].name}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)

    def refuse(self, what: str) -> None:
        raise AssertionError(f"neither tag nor text: {what}")

    handle_comment = handle_decl = handle_pi = unknown_decl = refuse


def parsed(html: str) -> Element:
    """``html`` as a tree; AssertionError for a tag that is unclosed, closed twice or misplaced."""
    parser = _Strict()
    parser.feed(html)
    parser.close()
    assert len(parser.stack) == 1, f"<{parser.stack[-1].name}> is left open"
    return parser.stack[0]


_PACKED_DRAWING = re.compile(r"<i data-drawing='([^']*)'></i>")


def unpacked(html: str) -> str:
    """``html`` with the drawings that `app.drawings` packed, as the page's script shows them."""

    def drawing(packed: re.Match[str]) -> str:
        return unescape(packed[1]).replace("⟨", "<").replace("⟩", ">")

    return _PACKED_DRAWING.sub(drawing, html)


def facts(page: str | Element) -> dict[str, str]:
    """Names and values of a page's definition lists."""
    tree = parsed(page) if isinstance(page, str) else page
    names, values = tree.all("dt"), tree.all("dd")
    return {
        name.text: " ".join(value.text.split()) for name, value in zip(names, values, strict=True)
    }


def card(view: PageContext, target_id: str, class_: str) -> Element:
    """A card of the page of a target."""
    return parsed(target_page(view, target_id)).one("section", class_)


_HOLES = re.compile(
    r"[{}]|</(?:span|time)>|<NA>|\ufffd|(?<![A-Za-z])(?:nan|NaN|NaT|None|True|False|inf|pd\.NA)(?![A-Za-z])|"
    r"(?<![a-z])(?![a-z.]+\.(?:nz|cn|com)\b)[a-z]+\.[a-z_]+\.[a-z]|00:00"
)


def holes(element: Element) -> list[str]:
    """Parts of ``text`` that look like a missing value or wording."""
    return _HOLES.findall(element.spoken)


def query(href: str) -> dict[str, str]:
    """The parameters of a link."""
    return dict(parse_qsl(urlsplit(href).query, strict_parsing=bool(urlsplit(href).query)))


@cache
def real() -> Portfolio:
    return load(REAL_DATA["real"])


@cache
def new_zealand() -> Portfolio:
    return load(REAL_DATA["nz"])


@cache
def demonstration() -> Portfolio:
    with tempfile.TemporaryDirectory() as folder:
        return load(generate.write_portfolio(Path(folder), TODAY))


FEW = (
    *("scattered-renewal", "housing-repair", "flat-rebuilding", "lifts", "rental-homes"),
    *("homes-without-toilets", "decent-homes", "neighbourhood-centres", "home-adaptation"),
    *("ageing-at-home", "science-park", "graduate-jobs", "revenue-outlook", "gdp-outlook"),
    *("debt-ratio", "cycle-paths", "shared-bikes", "paths-next"),
)


@cache
def few() -> Portfolio:
    """Some targets of the demonstration: every status and kind, a composite with its parts, one that went on in another."""
    whole = demonstration()
    return replace(whole, targets=tuple(whole.by_id[key] for key in FEW))


@cache
def empty() -> Portfolio:
    return loaded(portfolio_text())


def portfolio(*fields: str, **header: str | None) -> Portfolio:
    """Targets, each `samples.TARGET` with these fields."""
    return loaded(portfolio_text(*map(target, fields), **header))


def look(
    at: Portfolio, lang: Lang = "en", as_of: dt.date = TODAY, today: dt.date = TODAY, **fields: Any
) -> PageContext:
    """The context of a page."""
    return PageContext(snapshot_at(at, as_of), today, lang, **fields)


def public(at: Portfolio) -> Portfolio:
    """The public part of a portfolio: the same one each time, so that `look` assesses it once a day."""
    if id(at) not in _PUBLIC:
        _PUBLIC[id(at)] = at, redact(at)  # kept, so that its id stays
    return _PUBLIC[id(at)][1]


_PUBLIC: dict[int, tuple[Portfolio, Portfolio]] = {}

# Text that would do harm wherever it were not taken for text.
HOSTILE = """"><script>alert(1)</script><img src=x onerror="alert('2')"> & &lt;b&gt; </div></p> {x} ${y}"""


def hostile() -> Portfolio:
    """A valid portfolio with `HOSTILE` as every text in both languages."""
    word = json.dumps(HOSTILE)
    both = f"{{zh: {word}, en: {word}}}"
    evidence = f"{{title: {both}, publisher: {both}, caveat: {both}, grade: B}}"
    fields = f"""
title: {both}
promise: {both}
owner: {both}
plan: programme
place: {{name: {both}, lat: 31.2, lon: 121.4}}
measure: {{kind: cumulative, unit: {both}, target: 1000}}
assumed: {{start: {both}, measure: {both}}}
milestones: [{{id: signed, title: {both}, due: 2022-12-01}}, {{id: moved, title: {both}}}]
budget: {{approved: 12, note: {both}}}
updates:
  - {{date: 2022-03-31, value: 10, done: [signed], spent: 3, declared: fine, note: {both}, by: {both}, evidence: {evidence}}}
context:
  - {{date: 2022-03-31, text: {both}, evidence: {evidence}}}
revisions:
  - {{date: 2022-02-01, field: target, from: 900, to: 1000, reason: {both}, evidence: {evidence}}}
issues:
  - {{id: open, opened: 2022-02-01, cause: storm, text: {both}, owner: {both}, raised_to: {both}, note: {both}, evidence: {evidence}, public: true}}
  - {{id: closed, opened: 2022-02-01, closed: 2022-10-10, cause: storm, text: {both}, note: {both}, public: true}}
"""
    ended = f"""
id: gone
title: {both}
ended: {{on: 2022-10-01, as: withdrawn, reason: {both}}}
"""
    decision = f"text: {both}, owner: {both}, due: 2022-04-01, note: {both}, public: true"
    decisions = (
        f"[{{id: act, target: homes, {decision}}}, {{id: done, closed: 2022-10-05, {decision}}}]"
    )
    text = portfolio_text(
        target(fields),
        target(f"id: undated\nstart: null\ndue: null\ntitle: {both}"),
        target(ended),
        causes=f"{{storm: {both}}}",
        ratings=f"{{fine: {{title: {both}, status: on_track}}}}",
        reviews=f"[{{date: 2022-03-01, title: {both}, decisions: {decisions}}}]",
    )
    blocks: Mapping[str, str] = {
        "title: Homes": f"title: {both}",
        "{housing: Housing}": f"{{housing: {both}}}\nplans: {{programme: {both}}}",
        "{bureau: Housing Bureau}": f"{{bureau: {both}}}",
        "{title: Morning Paper}": f"{{title: {both}, publisher: {both}, url: 'http://paper/a?b&c'}}",
    }
    for sound, replaced in blocks.items():
        assert sound in text
        text = text.replace(sound, replaced, 1)
    return loaded(text)


def harm(element: Element) -> list[str]:
    """Elements, attributes and links that data must never become."""
    unsafe = [one.name for one in element if one.name in ("script", "img", "style", "iframe")]
    unsafe += [name for one in element for name in one.attributes if name.startswith("on")]
    links = [one.attributes["href"] for one in element.all("a")]
    return unsafe + [href for href in links if urlsplit(href).scheme not in ("", "http", "https")]


PORTFOLIOS = {
    "real": real,
    "nz": new_zealand,
    "demo": demonstration,
    "empty": empty,
    "hostile": cache(hostile),
}
DAYS = {"today": TODAY, "year-end 2022": dt.date(2022, 12, 31), "long ago": dt.date(1990, 1, 1)}


@cache
def seen(name: str, lang: str, on: str = "today") -> PageContext:
    """`look` at one of `PORTFOLIOS` on one of `DAYS`."""
    return look(PORTFOLIOS[name](), lang, DAYS[on])
