"""Typst, the compiler of the PDF files and of the pictures in Word files.

A source is one of our files; what it shows reaches it as data in ``sys.inputs``. It can read no file: the root
is an empty folder, as are those of the packages.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from tracker.i18n import LocalizedError, Message

_NO_GLYPH: Final = re.compile(r"the text `(\".*\")` could not be displayed", re.DOTALL)
_STANDARDS: Final[list[Any]] = ["a-2b", "ua-1"]
_PPI: Final = 200
_AT_A_TIME: Final = 16  # pictures of one source
GETA: Final = "〓"
"""Stands for a character that no font has, as Chinese printers have it."""
PLAIN: Final = "?"
"""Where no font has even that."""


class TypesettingError(LocalizedError):
    """A PDF cannot be made on this machine."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


@cache
def installed_families() -> frozenset[str]:
    """The families of all fonts of this machine, and of those that typst brings."""
    return frozenset(_fonts().families())


def compile_pdf(source: str, inputs: dict[str, str], day: dt.date) -> bytes:
    """The PDF/A-2b and PDF/UA-1 file of a source, dated ``day``: the same bytes each time.

    Raises `TypesettingError` where a character has no glyph.
    """
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    with tempfile.TemporaryDirectory() as empty:
        try:
            made = _compiler(source, inputs, empty).compile(
                format="pdf", pdf_standards=_STANDARDS, timestamp=noon
            )
        except typst.TypstError as error:
            raise TypesettingError(Message("brief.typesetting", reason=error.message)) from error
    return _one(made)


def compile_png(source: str, inputs: dict[str, str], ppi: float) -> list[bytes]:
    """A picture of each page."""
    with tempfile.TemporaryDirectory() as empty:
        made = _compiler(source, inputs, empty).compile(format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made or ())


def picture(drawing: str) -> bytes:
    """A drawing as PNG: see `pictures`."""
    return next(pictures([drawing]))


def pictures(drawings: Sequence[str]) -> Iterator[bytes]:
    """Each drawing as PNG, 1200 pixels wide, which is fine enough for print.

    Six inches: where width or height is no whole number of pixels, typst may leave out a row of them.
    Some at a time: each alone takes twice as long, and all together the memory of as many large pictures.
    """
    source = (
        "#set page(width: 6in, height: auto, margin: 0pt)\n"
        "#for svg in json(bytes(sys.inputs.drawings)) {\n"
        '  page(image(bytes(svg), format: "svg", width: 6in))\n'
        "}"
    )
    for first in range(0, len(drawings), _AT_A_TIME):
        some = drawings[first : first + _AT_A_TIME]
        yield from compile_png(source, {"drawings": json.dumps(some)}, _PPI)


def query(source: str, inputs: dict[str, str], label: str) -> Any:
    """The value of the one ``metadata`` with that label."""
    with tempfile.TemporaryDirectory() as empty:
        found = _compiler(source, inputs, empty).query(f"<{label}>", field="value", one=True)
    return json.loads(found)


def without_glyph(characters: Collection[str], families: Collection[str]) -> set[str]:
    """Those of ``characters`` that none of the families has."""
    source = (
        "#set text(font: json(bytes(sys.inputs.families)))\n"
        "#set document(title: [-])\n"
        "#for one in json(bytes(sys.inputs.characters)) [#one #parbreak()]"
    )
    missing: set[str] = set()
    left = {one for one in characters if not one.isspace()}
    listed = json.dumps(list(families))
    with tempfile.TemporaryDirectory() as empty:
        while left:
            inputs = {"families": listed, "characters": json.dumps(sorted(left))}
            try:
                _compiler(source, inputs, empty).compile(format="pdf", pdf_standards=_STANDARDS)
            except typst.TypstError as error:
                found = {one for one in left if one in _unshown(error.message)}
                if not found:
                    raise
                missing |= found
                left -= found
            else:
                break
    return missing


def _unshown(message: str) -> str:
    quoted = _NO_GLYPH.search(message)
    if quoted is None:
        return ""
    escaped = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), quoted[1][1:-1])
    return escaped.replace('\\"', '"').replace("\\\\", "\\")


def _compiler(source: str, inputs: dict[str, str], empty: str) -> typst.Compiler:
    folder = Path(empty)
    return typst.Compiler(
        source.encode(),
        root=folder,
        font_paths=_fonts(),
        sys_inputs=inputs,
        package_path=folder,
        package_cache_path=folder,
    )


def _one(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made
