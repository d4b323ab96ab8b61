"""HTML from the Jinja2 templates of a room: texts are escaped, and a value that nobody passes is an error.

A template has what a designer changes: elements, their order and classes. What they show is computed by the
module that renders it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from tracker.html import DOT, Html, bound, prose

__all__ = ["Markup", "render"]


def render(room: str, name: str, **values: object) -> Html:
    """The template ``name`` in the folder ``templates`` of a room; a value that is HTML is passed as `Markup`.

    Raises `jinja2.UndefinedError`.
    """
    return _environment(room).get_template(name).render(values)


_INDENTATION: Final = re.compile(r"^[ \t]+", re.MULTILINE)


class _WithoutIndentation(Extension):
    """Templates are indented for designers; a page would carry that in every row of a table.

    One space stays: after a line of tags of the template it is what separates two words.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return _INDENTATION.sub(" ", source)


@cache
def _environment(room: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("tracker", f"{room}/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # templates change with the code, and a site has thousands of pages
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_WithoutIndentation],
    )
    environment.globals["dot"] = Markup(DOT)  # noqa: S704 -- a constant
    environment.filters["bound"] = bound
    environment.filters["prose"] = _prose
    return environment


def _prose(words: str) -> Markup:
    """`html.prose` of a text; TypeError for HTML, whose tags the page would show."""
    if isinstance(words, Markup):
        raise TypeError(words)
    return Markup(prose(words))  # noqa: S704 -- it escapes
