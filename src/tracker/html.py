"""The small pieces every page is made of, as HTML: status, progress row, strip, card, table, link.

Every value is escaped here; callers hand over plain text and put pieces together, nothing else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape as escaped

from tracker.i18n import STATUS_SHAPES, Translator

Html = str
_SPECIAL_CHARACTERS = re.compile("[&<>\"']")


def escape(value: str) -> Html:
    """Most texts hold no mark, and one look is quicker than five replacements."""
    return escaped(value) if _SPECIAL_CHARACTERS.search(value) else value


def tag(name: str, /, *inner: Html, **attributes: object) -> Html:
    """One element; ``class_`` stands for class, ``aria_label`` for aria-label. ``inner`` is markup."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in ("input", "img"):  # holds nothing, so HTML gives it no end
        return f"<{name}{said}>"
    return f"<{name}{said}>{''.join(inner)}</{name}>"


def text(value: object) -> Html:
    return escape(str(value))


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def prose(value: object) -> Html:
    """Text whose days do not break at the end of a line."""
    return _ISO_DATE.sub(lambda day: f'<span class="day">{day[0]}</span>', text(value))


def link(label: str, href: str, **attributes: object) -> Html:
    """A link within the dashboard."""
    return tag("a", text(label), href=href, target="_self", **attributes)


_HTTP_SCHEME = re.compile("https?://", re.IGNORECASE)


def external_link(label: str, url: object) -> Html:
    """A link to evidence; anything but http and https stays text."""
    if not isinstance(url, str) or not _HTTP_SCHEME.match(url):
        return text(label)
    return tag("a", text(label), href=url, target="_blank", rel="noopener noreferrer")


def status_lamp(name: str, t: Translator) -> Html:
    """Shape and word, in the status's colour."""
    shape = tag("i", STATUS_SHAPES[name], aria_hidden="true")
    return tag("span", shape, text(t(f"status.{name}")), class_=f"status {status_class(name)}")


def status_class(name: str) -> str:
    """The class that colours a status; the three that say no data share one grey."""
    return "grey" if name in ("not_started", "not_judged", "unreported") else name


def bar(name: str, actual: float, planned: float, label: str) -> Html:
    """A progress row: filled to ``actual``, a tick at ``planned`` (shares of 1), hatched without."""
    if math.isnan(actual):
        tick = _tick(planned)
        return tag(
            "div", tick, class_=f"bar none {status_class(name)}", role="img", aria_label=label
        )
    fill = tag("b", style=f"width:{_fill_percent(actual):.1f}%")
    return tag(
        "div",
        fill,
        _tick(planned),
        class_=f"bar {status_class(name)}",
        role="img",
        aria_label=label,
    )


def _tick(planned: float) -> Html:
    return "" if math.isnan(planned) else tag("u", style=f"left:{_fill_percent(planned):.1f}%")


def _fill_percent(value: float) -> float:
    return 100 * min(max(value, 0.0), 1.0)


def strip(counts: Mapping[str, int], label: str) -> Html:
    """How many stand where, as one line of colours."""
    parts = [
        tag("div", class_=f"{status_class(name)} {name}", style=f"flex:{count}")
        for name, count in counts.items()
        if count
    ]
    return tag("div", *parts, class_="strip", role="img", aria_label=label)


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
    """A plain table; cells are markup, the columns in ``numbers`` are set flush right."""
    cells = [
        tag("th", text(name), scope="col", class_="n" if place in numbers else None)
        for place, name in enumerate(head)
    ]
    lines = [
        tag(
            "tr",
            *(tag("td", cell, class_="n" if n in numbers else None) for n, cell in enumerate(row)),
        )
        for row in rows
    ]
    return tag(
        "div",
        tag(
            "table",
            tag("caption", text(caption)),
            tag("thead", tag("tr", *cells)),
            tag("tbody", *lines),
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def collapsible(summary: str, *inner: Html) -> Html:
    """More of the same, shown on demand."""
    return tag("details", tag("summary", text(summary)), *inner)


def definition_list(pairs: Iterable[tuple[str, Html]]) -> Html:
    """Names and values beneath each other."""
    return tag(
        "dl", *(tag("div", tag("dt", text(name)), tag("dd", value)) for name, value in pairs)
    )


def page(*inner: Html) -> Html:
    return tag("div", *inner, class_="tracker")
