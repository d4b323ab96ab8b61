"""A drawing of a page as a file of its own: title, drawings, source; colours as on a light page (`svg_styles`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from tracker.charts.labels import FONT_SIZE, text_width
from tracker.html import Html, without_forbidden
from tracker.i18n import shorten
from tracker.i18n import width as display_width
from tracker.views.svg_styles import rules_for

WIDTH: Final = 1000
MARGIN: Final = 24
_TOP: Final = 76  # below title and subtitle
_FOOT: Final = 40
_LABEL_WIDTH, _NOTE_WIDTH, _ROW_HEIGHT, _STRIP_HEIGHT = 290, 220, 26, 14
_USUAL: Final = 0.9  # of the widest that a text can be, which is for bold letters
_MARK: Final = 16.0  # height of a mark in the legend, and its width where it gives none
_RIGHT: Final = 20  # room for the last date on an axis
_DRAWING_WIDTH: Final = WIDTH - 2 * MARGIN - _LABEL_WIDTH - _NOTE_WIDTH - 14
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
    top = _TOP + _legend_height(caption)
    height = float(part.attrib["height"])
    across = WIDTH - 2 * MARGIN - left - _RIGHT
    group = ET.Element("g", {"class": class_})
    group.append(_placed(part, MARGIN + left, top, across, height))
    return _document([group], top + height, caption)


def bare_drawing(drawing: Html, caption: Caption, class_: str, left: float, width: float) -> str:
    """The drawing with its legend alone, for a text that says the rest; ``width`` pixels wide."""
    part = _parsed(drawing)
    legend = _legend(caption.legend, 0, 0)
    top = _legend_height(caption)
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
    y = _TOP + _legend_height(caption)
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
        top = _TOP + _legend_height(caption)
        grid = _placed(_parsed(behind), MARGIN + _LABEL_WIDTH, top, _DRAWING_WIDTH, y - top)
        parts.insert(0, grid)
    return _document(parts, y, caption)


def _height(drawing: ET.Element) -> float:
    """The height of a drawing in a row, that of a strip where it gives none."""
    box = drawing.get("viewBox", f"0 0 0 {_STRIP_HEIGHT}")
    return float(drawing.get("height", box.split()[-1]))


def _document(parts: Sequence[ET.Element], bottom: float, caption: Caption) -> str:
    root, style = _empty(WIDTH, bottom + _FOOT, caption)
    across = WIDTH - 2 * MARGIN
    is_long = _USUAL * text_width(caption.title, 20) > across
    title_class, size = ("long title", 15) if is_long else ("title", 20)
    root.append(_text(caption.title, MARGIN, 36, across, title_class, size=size))
    root.append(_text(caption.subtitle, MARGIN, 58, across, "quiet"))
    root.extend(_legend(caption.legend, MARGIN, _TOP - 2))
    root.extend(parts)
    root.append(_text(caption.source, MARGIN, bottom + 24, across, "quiet small"))
    return _finished(root, style)


def _empty(width: float, height: float, caption: Caption) -> tuple[ET.Element, ET.Element]:
    """A white file with its text alternative, and the place of its style sheet."""
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


def _legend_height(caption: Caption) -> float:
    return _ROW_HEIGHT if caption.legend else 0.0


def _legend(entries: Iterable[tuple[Html, str]], x: float, top: float) -> list[ET.Element]:
    """Marks with their meaning, side by side."""
    parts = []
    for mark, label in entries:
        drawing = _parsed(mark)
        size = float(drawing.get("width", _MARK))
        parts += [
            _placed(drawing, x, top, size, _MARK),
            _text(label, x + size + 6, top + 13, WIDTH, "small"),
        ]
        x += size + 6 + _USUAL * text_width(label) * 12 / FONT_SIZE + 20
    return parts


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
