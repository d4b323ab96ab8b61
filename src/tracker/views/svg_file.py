"""A drawing of a page as a file of its own: title, drawings, source; colours as on a light page (`svg_styles`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import ceil, gcd
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from tracker.charts.labels import FONT_SIZE, text_width
from tracker.html import Html, without_forbidden
from tracker.i18n import shorten
from tracker.i18n import width as display_width
from tracker.views.svg_styles import rules_for

WIDTH: Final = 1000
_PICTURE_WIDTH: Final = (
    1200  # pixels of a PNG, in whose height typst leaves out a row where it is no whole number
)
MARGIN: Final = 24
_TOP: Final = 76  # below title and subtitle, which mostly has one line
_FOOT: Final = 40
_LINE: Final = 18  # from one line of a text to the next
_MAX_LINES: Final = 3  # of the subtitle, and of the source
_LABEL_WIDTH, _NOTE_WIDTH, _ROW_HEIGHT, _STRIP_HEIGHT = 290, 220, 26, 14
_USUAL: Final = 0.9  # of the widest that a text can be, which is for bold letters
_MARK: Final = 16.0  # height of a mark in the legend, and its width where it gives none
_RIGHT: Final = 20  # room for the last date on an axis
_DRAWING_WIDTH: Final = WIDTH - 2 * MARGIN - _LABEL_WIDTH - _NOTE_WIDTH - 14
_ACROSS: Final = WIDTH - 2 * MARGIN
_PARTS: Final = re.compile(r"[\x21-\u2e7f]+[^\w\s\x21-\x7f]*\s*|\S[^\w\s]*\s*|\s+")
"""What stays on one line: a word, or a wide character, with the punctuation and space behind it."""
_NAMESPACE: Final = "http://www.w3.org/2000/svg"


class Caption(NamedTuple):
    """What surrounds the drawing."""

    title: str
    subtitle: str
    description: str  # the text alternative
    source: str  # where the data is from and of which day
    legend: Sequence[tuple[Html, str]] = ()  # marks with what they mean


class Line(NamedTuple):
    """A row of drawings; without a drawing the heading of those below."""

    label: str
    drawing: Html = ""
    note: str = ""


def one_drawing(drawing: Html, caption: Caption, class_: str, left: float) -> str:
    """The file of one drawing; on the page its container has the class ``class_`` and ``left`` pixels of room at the left."""
    part = _parsed(drawing)
    top = _top(caption)
    height = float(part.attrib["height"])
    across = _ACROSS - left - _RIGHT
    group = ET.Element("g", {"class": class_})
    group.append(_placed(part, MARGIN + left, top, across, height))
    return _document([group], top + height, caption)


def bare_drawing(drawing: Html, caption: Caption, class_: str, left: float, width: int) -> str:
    """The drawing with its legend alone, for a text that says the rest; ``width`` pixels wide."""
    part = _parsed(drawing)
    legend, top = _legend(caption.legend, 0, 0, width)
    height = top + float(part.attrib["height"])
    group = ET.Element("g", {"class": class_})
    across = width - left - _RIGHT
    group.append(_placed(part, left, top, across, float(part.attrib["height"])))
    root, style = _empty(width, height, caption)
    root.extend([*legend, group])
    return _finished(root, style)


def many_drawings(lines: Iterable[Line], caption: Caption, behind: Html = "") -> str:
    """Drawings below each other, each between its label and its note; ``behind`` is as high as all of them."""
    parts: list[ET.Element] = []
    y = _top(caption)
    for line in lines:
        height = float(_ROW_HEIGHT)
        if line.drawing:
            drawing = _parsed(line.drawing)
            tall = _height(drawing)
            height = max(height, tall + 4)
            parts += [
                _text(line.label, MARGIN, y + 17, _LABEL_WIDTH - 12),
                _placed(
                    drawing, MARGIN + _LABEL_WIDTH, y + (height - tall) / 2, _DRAWING_WIDTH, tall
                ),
                _text(line.note, WIDTH - MARGIN - _NOTE_WIDTH, y + 17, _NOTE_WIDTH, "quiet small"),
            ]
        else:
            parts.append(_text(line.label, MARGIN, y + 17, WIDTH - 2 * MARGIN, "heading"))
        y += height
        ends = {"x1": f"{MARGIN}", "x2": f"{WIDTH - MARGIN}", "y1": f"{y:g}", "y2": f"{y:g}"}
        parts.append(ET.Element("line", {"class": "rule", **ends}))
    if behind:
        top = _top(caption)
        grid = _placed(_parsed(behind), MARGIN + _LABEL_WIDTH, top, _DRAWING_WIDTH, y - top)
        parts.insert(0, grid)
    return _document(parts, y, caption)


def svg_height(file: str) -> float:
    """The height of a file in pixels."""
    found = _HEIGHT.search(file)
    return float(found[1]) if found else 0.0


_HEIGHT: Final = re.compile(r'^<svg [^>]*?\bheight="([\d.]+)"')


def _height(drawing: ET.Element) -> float:
    """The height of a drawing in a row, that of a strip where it gives none."""
    box = drawing.get("viewBox", f"0 0 0 {_STRIP_HEIGHT}")
    return float(drawing.get("height", box.split()[-1]))


def _document(parts: Sequence[ET.Element], bottom: float, caption: Caption) -> str:
    source = _paragraph(caption.source, bottom + 24, "quiet small", size=12)
    root, style = _empty(WIDTH, bottom + _FOOT + _LINE * (len(source) - 1), caption)
    is_long = _USUAL * text_width(caption.title, 20) > _ACROSS
    title_class, size = ("long title", 15) if is_long else ("title", 20)
    root.append(_text(caption.title, MARGIN, 36, _ACROSS, title_class, size=size))
    subtitle = _paragraph(caption.subtitle, 58, "quiet")
    legend, _ = _legend(caption.legend, MARGIN, _below_subtitle(caption) - 2, _ACROSS)
    root.extend([*subtitle, *legend, *parts, *source])
    return _finished(root, style)


def _below_subtitle(caption: Caption) -> float:
    return _TOP + _LINE * (len(_wrapped(caption.subtitle, _ACROSS)) - 1)


def _top(caption: Caption) -> float:
    """Where the drawings begin, below title, subtitle and legend."""
    _, height = _legend(caption.legend, MARGIN, 0, _ACROSS)
    return _below_subtitle(caption) + height


def _empty(width: int, height: float, caption: Caption) -> tuple[ET.Element, ET.Element]:
    """A white file with its text alternative, and the place of its style sheet; some pixels higher for its PNG."""
    step = width // gcd(width, _PICTURE_WIDTH)
    height = step * ceil(height / step)
    root = ET.Element(
        "svg",
        {
            "xmlns": _NAMESPACE,
            "width": f"{width:g}",
            "height": f"{height:g}",
            "viewBox": f"0 0 {width:g} {height:g}",
            "role": "img",
            "aria-labelledby": "title description",
        },
    )
    ET.SubElement(root, "title", {"id": "title"}).text = without_forbidden(caption.title)
    ET.SubElement(root, "desc", {"id": "description"}).text = without_forbidden(caption.description)
    style = ET.SubElement(root, "style")
    definitions = ET.SubElement(root, "defs")
    definitions.append(_hatch())
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    return root, style


def _finished(root: ET.Element, style: ET.Element) -> str:
    style.text = rules_for({name for part in root.iter() for name in part.get("class", "").split()})
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _legend(
    entries: Iterable[tuple[Html, str]], left: float, top: float, width: float
) -> tuple[list[ET.Element], float]:
    """Marks with their meaning, side by side in as many rows as they need, and the height of these."""
    parts: list[ET.Element] = []
    x, height = left, 0.0
    for mark, label in entries:
        drawing = _parsed(mark)
        size = float(drawing.get("width", _MARK))
        taken = size + 6 + _USUAL * text_width(label, 12)
        if not parts:
            height = _ROW_HEIGHT
        elif x + taken > left + width:
            x, height = left, height + _ROW_HEIGHT
        y = top + height - _ROW_HEIGHT
        parts += [
            _placed(drawing, x, y, size, _MARK),
            _text(label, x + size + 6, y + 13, width - size - 6, "small", size=12),
        ]
        x += taken + 20
    return parts, height


def _hatch() -> ET.Element:
    pattern = ET.Element(
        "pattern",
        {
            "id": "hatch",
            "width": "8",
            "height": "8",
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        },
    )
    ET.SubElement(pattern, "path", {"class": "hatch", "d": "M2 0V8"})
    return pattern


def _text(
    words: str, x: float, y: float, width: float, class_: str = "", *, size: float = 13
) -> ET.Element:
    attributes = {"x": f"{x:g}", "y": f"{y:g}"} | ({"class": class_} if class_ else {})
    part = ET.Element("text", attributes)
    part.text = _fitted(without_forbidden(words), width * FONT_SIZE / size)
    return part


def _paragraph(words: str, y: float, class_: str, *, size: float = 13) -> list[ET.Element]:
    """A text in lines below each other, the first of them at ``y``."""
    lines = _wrapped(words, _ACROSS * FONT_SIZE / size)
    return [
        _text(line, MARGIN, y + _LINE * nth, _ACROSS, class_, size=size)
        for nth, line in enumerate(lines)
    ]


def _wrapped(words: str, room: float) -> list[str]:
    """``words`` in lines of at most ``room`` at `FONT_SIZE`; the last of `_MAX_LINES` has all the rest."""
    lines = [""]
    for part in _PARTS.findall(without_forbidden(words)):
        is_full = _USUAL * text_width((lines[-1] + part).rstrip()) > room
        if is_full and lines[-1] and len(lines) < _MAX_LINES:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += part
    return lines


def _fitted(words: str, room: float) -> str:
    """``words`` cut so that they take no more than ``room`` at `FONT_SIZE`."""
    columns = display_width(words)
    shown = words
    while (taken := _USUAL * text_width(shown)) > room and columns > 1:
        columns = min(columns - 1, int(columns * room / taken))
        shown = shorten(words, columns)
    return shown


def _parsed(drawing: Html) -> ET.Element:
    """A drawing without links, which lead nowhere outside of the page."""
    root = ET.fromstring(without_forbidden(drawing))  # noqa: S314 -- our own drawing
    for part in root.iter():
        if part.tag == "a":
            part.tag, part.attrib = "g", {"class": part.get("class", "")}
    return root


def _placed(drawing: ET.Element, x: float, y: float, width: float, height: float) -> ET.Element:
    """The drawing within a box, in a group that has its classes: rules for the whole drawing size it on a page."""
    group = ET.Element("g", {"class": drawing.attrib.pop("class", "")})
    box = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}"}
    drawing.attrib.update(box, overflow="visible")
    for name in ("role", "aria-label", "aria-labelledby", "aria-hidden"):
        drawing.attrib.pop(name, None)
    for part in drawing:  # of a strip, whose sizes are rules of the page
        if part.tag == "rect":
            part.attrib.setdefault("height", "100%")
            part.attrib.setdefault("width", "2")
    group.append(drawing)
    return group
