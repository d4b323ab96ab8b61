"""Pages as Chromium prints them: the text and the colours of each sheet, and what the page has to print."""

from __future__ import annotations

import io
import re
import unicodedata
from itertools import pairwise
from typing import Any, Final, NamedTuple

from playwright.sync_api import Page
from pypdf import PdfReader

PAPER: Final = {"portrait": 688, "landscape": 1017}
"""Pixels between the margins of A4."""

# Noto has one glyph for an ideograph and its radical, and the PDF names the radical; those that NFKC leaves alone
_RADICALS: Final = str.maketrans(
    "∕戶‒⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻰⺠", "/户–西见角贝车长门青页风飞食马鱼鸟麦黄齐龙民"
)


class Printed(NamedTuple):
    """What is on paper: for each sheet its text without blanks, and the colours of all fills and strokes."""

    sheets: list[str]
    colours: set[tuple[int, ...]]


def bare(text: str) -> str:
    """``text`` without blanks, in the characters that it is read in; a mark drawn with its edge counts once."""
    plain = unicodedata.normalize("NFKC", text).translate(_RADICALS)
    return re.sub(r"[\s\u200b\u00ad]+|(?<=▲)▲", "", plain)


def printed(page: Page, orientation: str) -> Printed:
    """``page`` on A4, as a reader who changes nothing in the dialog of the browser prints it."""
    raw = page.pdf(
        format="A4",
        landscape=orientation == "landscape",
        prefer_css_page_size=True,
        print_background=False,
    )
    reader = PdfReader(io.BytesIO(raw))
    contents = [sheet.get_contents() for sheet in reader.pages]
    streams = "\n".join(one.get_data().decode("latin-1") for one in contents if one is not None)
    colours = {
        tuple(round(255 * float(part)) for part in match)
        for match in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", streams)
    }
    return Printed([bare(sheet.extract_text()) for sheet in reader.pages], colours)


class Content(NamedTuple):
    """What a page has to print."""

    rows: list[list[str]]  # the texts of each block that stays whole
    others: list[str]  # all other texts
    loose: list[str]  # rows of tables and lists that may be split
    cut: list[str]  # elements that are wider than the paper or clip their content
    controls: list[str]  # what can be pressed or filled in
    marks: set[tuple[int, ...]]  # the colours of marks of statuses


_CONTENT: Final = """() => {
  const shown = (element) => element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
    && !element.closest('.unseen, title, desc, style, script, template');
  const whole = (element) => {
    let found = null;
    for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).breakInside === 'avoid') found = at;
    return found;
  };
  const rows = new Map(), others = [], beyond = [], main = [...document.querySelectorAll('.tracker')];
  for (const place of main.filter(one => !one.parentElement.closest('.tracker'))) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.nodeValue.trim(), element = walker.currentNode.parentElement;
      if (!text || !shown(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      if (range.getBoundingClientRect().right > innerWidth + 1) beyond.push(text);
      const row = whole(element);
      if (!row) others.push(text);
      else rows.set(row, [...(rows.get(row) ?? []), text]);
    }
  }
  const all = main.flatMap(place => [...place.querySelectorAll('*')]).filter(shown);
  const clips = (element) => !element.closest('svg') && getComputedStyle(element).overflow !== 'visible'
    && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
  const marks = all.filter(one => one.matches('.status i, svg.bar rect:not([class]), svg.strip rect:not(.gap)'));
  return {
    rows: [...rows.values()], others,
    loose: all.filter(one => one.matches('tr, li, .row, .entry') && !whole(one)).map(one => one.outerHTML.slice(0, 200)),
    cut: beyond.concat(all.filter(one => one.getBoundingClientRect().right > innerWidth + 1 || clips(one)).map(one => one.outerHTML.slice(0, 200))),
    controls: [...document.querySelectorAll('button, input, select, textarea, form, nav, a[download], a[href*="explore="], [data-testid=stSidebar]')]
      .filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 200)),
    marks: marks.map(one => getComputedStyle(one)[one.matches('i') ? 'color' : 'fill']),
  };
}"""


def content(page: Page, orientation: str) -> Content:
    """What ``page`` has to print on A4; its window is as wide as the paper afterwards."""
    page.set_viewport_size({"width": PAPER[orientation], "height": 900})
    page.emulate_media(media="print")
    found: dict[str, Any] = page.evaluate(_CONTENT)
    page.emulate_media(media="null")
    marks = {
        tuple(int(part) for part in re.findall(r"\d+", colour)[:3])
        for colour in found["marks"]
        if colour != "none"
    }
    rows = [[bare(text) for text in texts] for texts in found["rows"]]
    others = [bare(text) for text in found["others"]]
    return Content(rows, others, found["loose"], found["cut"], found["controls"], marks)


def missing(content: Content, paper: Printed) -> list[str]:
    """The rows that are on no sheet as a whole, and the other texts that are on none."""
    split = [
        " ".join(row)
        for row in content.rows
        if not any(all(text in sheet for text in row) for sheet in paper.sheets)
    ]
    return split + [text for text in content.others if not _is_printed(text, paper.sheets)]


def _is_printed(text: str, sheets: list[str]) -> bool:
    """Whether ``text`` is on a sheet, or begins at the end of one and goes on below the header of the next."""
    return any(text in sheet for sheet in sheets) or any(
        sheet.endswith(text[:cut]) and text[cut:] in following
        for sheet, following in pairwise(sheets)
        for cut in range(1, len(text))
    )
