"""The style sheet of an SVG file: those rules of the pages that its parts need, with the values of the light page.

A file with literal values looks the same wherever it is opened or pasted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from tracker.views.stylesheet import CHARTS, LOOK

_STYLES: Final = """
text { font-family: var(--font); font-size: 13px; fill: var(--ink); } .title { font-size: 20px; font-weight: 650; } .long { font-size: 15px; }
.quiet { fill: var(--dim); } .small { font-size: 12px; } .heading { font-weight: 650; } .rule { stroke: var(--line); }
.strip rect { fill: currentColor; stroke: var(--edge); stroke-width: 1; } .strip .gap { fill: var(--card); stroke: none; }
.strip .unreported { fill: url(#hatch); } .hatch { stroke: var(--unreported); stroke-width: 4; }
"""
"""The rules of title and rows, and of strips, whose hatching is a background on a page."""
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_AT_RULE: Final = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_VARIABLE: Final = re.compile(r"var\((--[\w-]+)(?:,[^()]*)?\)")
_TOKEN: Final = re.compile(r"(--[\w-]+):\s*([^;}]+)")
_LIGHT_DARK: Final = re.compile(r"light-dark\(([^,()]+),[^()]+\)")
_CLASS: Final = re.compile(r"\.([A-Za-z][\w-]*)")
_STATUS: Final = re.compile(r"\.tracker \.(\w+) \{ color: ([^;]+); --edge: ([^;]+); \}")


class _Rule(NamedTuple):
    selectors: Sequence[str]
    declarations: str


def rules_for(classes: set[str]) -> str:
    """The rules that parts with ``classes`` need, with literal values."""
    kept = []
    for rule in (*_drawing_rules(), *_status_rules()):
        selectors = [one for one in rule.selectors if classes.issuperset(_CLASS.findall(one))]
        if selectors:
            kept.append(f"{','.join(selectors)}{{{rule.declarations}}}")
    return "".join(kept)


@cache
def _drawing_rules() -> tuple[_Rule, ...]:
    """The rules of the drawings, without those for media, pointers and the focus.

    Where the edge of a status is not its fill, a part with the class of that status has a rule of its own.
    """
    css = _COMMENT.sub("", CHARTS.read_text("utf-8"))
    rules = []
    for listed, text in _RULE.findall(_STYLES + _AT_RULE.sub("", css)):
        selectors = [one.strip().removeprefix(".tracker ") for one in listed.split(",")]
        selectors = [one for one in selectors if not re.search("[:()]", one)]
        declarations = " ".join(text.split())
        rules.append(
            _Rule(selectors, _literal(declarations.replace("var(--edge)", "currentColor")))
        )
        if "var(--edge)" in declarations:
            rules += [
                _Rule([f"{one}.{status}" for one in selectors], _literal(with_edge))
                for status, fill, edge in _statuses()
                if fill != edge
                for with_edge in (declarations.replace("var(--edge)", edge),)
            ]
    return tuple(rules)


@cache
def _status_rules() -> tuple[_Rule, ...]:
    return tuple(_Rule([f".{status}"], f"color: {fill}") for status, fill, _ in _statuses())


@cache
def _statuses() -> list[tuple[str, str, str]]:
    """Each status with the colour of its fill and of its edge."""
    found = _STATUS.findall(LOOK.read_text("utf-8"))
    return [(status, _literal(fill), _literal(edge)) for status, fill, edge in found]


def _literal(css: str) -> str:
    """``css`` with the values of the light page in place of variables."""
    tokens = _light_tokens()
    while (literal := _VARIABLE.sub(lambda found: tokens.get(found[1], found[0]), css)) != css:
        css = literal  # a token may be made of others
    return css


@cache
def _light_tokens() -> Mapping[str, str]:
    tokens: dict[str, str] = {}
    for name, value in _TOKEN.findall(_COMMENT.sub("", LOOK.read_text("utf-8"))):
        tokens.setdefault(name, _LIGHT_DARK.sub(r"\1", value.strip()))
    return tokens
