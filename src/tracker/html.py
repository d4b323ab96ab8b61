"""The HTML elements that every page uses: status, card, table, link.

Every value is escaped here: callers pass plain text and combine elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import Final

from tracker.i18n import STATUS_SHAPES, Translator

Html = str
NO_DATA: Final = ("not_started", "not_judged", "unreported", "ended")
"""Statuses without a figure to judge."""
_SPECIAL_CHARACTERS = re.compile("[&<>\"']")
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
    )
    + "]"
)


def without_forbidden(text: str) -> str:
    """``text`` with U+FFFD in place of each character that XML forbids or HTML treats as an error: the loss is visible."""
    return _FORBIDDEN.sub("\ufffd", text) if _FORBIDDEN.search(text) else text


def tag(name: str, /, *inner: Html, **attributes: object) -> Html:
    """One element. ``inner`` is HTML; ``class_`` becomes class, ``aria_label`` aria-label; None is left out."""
    pairs = ""
    for key, value in attributes.items():
        if value is not None:
            pairs += f' {_attribute_name(key)}="{text(value)}"'
    if name in ("input", "img"):  # void elements have no end tag
        return f"<{name}{pairs}>"
    return f"<{name}{pairs}>{''.join(inner)}</{name}>"


@cache
def _attribute_name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def text(value: object) -> Html:
    """Skip escaping when there is nothing to escape."""
    words = str(value)
    return escape(words) if _SPECIAL_CHARACTERS.search(words) else words


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DOT: Final = '<span class="dot"><i> ·</i> </span>'
"""The separator " · " of parts of a line, which is not seen where a line ends or begins with it.

The style sheet draws the dot on the last space, which has no width at the end of a line, and hides the letter;
copied text and what is read out have the letter.
"""


def prose(value: object) -> Html:
    """Text whose dates do not break at the end of a line, and whose lines neither begin nor end with " · "."""
    return _ISO_DATE.sub(_in_one_line, text(value)).replace(" · ", DOT)


def _in_one_line(date: re.Match[str]) -> Html:
    return f"<time>{date[0]}</time>"


_BEFORE_UNIT: Final = re.compile(r"(?<=\d)(?<!-\d\d) (?=\(?[^\W\d_]|%)")  # not behind a date
_BEHIND_POWER: Final = re.compile(r"(?<=illion) (?=\S)")  # million, billion, trillion
_BETWEEN_FIGURES: Final = re.compile(r"(?<=\d) / (?=\d)")
_IN_RANGE: Final = re.compile(r"(?<=\d)–(?=\d)")


def bound(words: str) -> str:
    """Text whose numbers do not break from their unit, nor a range at its dash: 5.5 %, 6.4 million m², 551–635."""
    words = _BEFORE_UNIT.sub("\u00a0", words)
    words = _BEHIND_POWER.sub("\u00a0", words)
    words = _BETWEEN_FIGURES.sub("\u00a0/\u00a0", words)
    return _IN_RANGE.sub("–\u2060", words)


def link(label: str, href: str, **attributes: object) -> Html:
    """A link within the dashboard."""
    return tag("a", text(label), href=href, target="_self", **attributes)


_HTTP_SCHEME = re.compile("https?://", re.IGNORECASE)


def external_link(label: str, url: object) -> Html:
    """A link to evidence; any other scheme than http and https stays text."""
    if not isinstance(url, str) or not _HTTP_SCHEME.match(url):
        return text(label)
    return tag("a", text(label), href=url, target="_blank", rel="noopener noreferrer")


def status_lamp(status: str, t: Translator, *, word: str = "", marks: str = "") -> Html:
    """Shape and word, in the colour of the status; ``marks`` are small print behind the word."""
    label = text(word or t.status(status))
    if marks:
        label = tag("span", label, tag("small", text(marks)))
    return tag("span", status_mark(status), label, class_=f"status {status_class(status)}")


def status_mark(status: str) -> Html:
    """The shape of a status, coloured within an element of its class; the word is beside it for screen readers.

    A letter, not a drawing: it is copied and printed with its word, and a page shows hundreds of them.
    """
    return tag("i", STATUS_SHAPES[status], aria_hidden="true")


def status_class(status: str) -> str:
    """The CSS classes that colour a status; those without data are ``grey`` as well."""
    return f"grey {status}" if status in NO_DATA else status


def card(*inner: Html, heading: str | None = None, class_: str = "") -> Html:
    head = tag("h2", text(heading)) if heading else ""
    return tag("section", head, *inner, class_=f"card {class_}".strip())


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[Html]],
    caption: str,
    *,
    numbers: Sequence[int] = (),
) -> Html:
    """A plain table; cells are HTML, the columns in ``numbers`` are right-aligned."""
    classes = ["n" if column in numbers else None for column in range(len(head))]
    head_cells = [
        tag("th", text(name), scope="col", class_=class_)
        for name, class_ in zip(head, classes, strict=True)
    ]
    opened = [f'<td class="{class_}">' if class_ else "<td>" for class_ in classes]
    body_rows = [
        tag("tr", *(f"{start}{cell}</td>" for start, cell in zip(opened, row, strict=True)))
        for row in rows
    ]
    return tag(
        "div",
        tag(
            "table",
            tag("caption", text(caption)),
            tag("thead", tag("tr", *head_cells)),
            tag("tbody", *body_rows),
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def collapsible(summary: str, *inner: Html) -> Html:
    """Content shown on demand."""
    return tag("details", tag("summary", text(summary)), *inner)


def definition_list(pairs: Iterable[tuple[str, Html]]) -> Html:
    """Names, each with its value."""
    return tag(
        "dl", *(tag("div", tag("dt", text(name)), tag("dd", value)) for name, value in pairs)
    )


def page(*inner: Html) -> Html:
    return tag("div", *inner, class_="tracker")
