"""HTML from the Jinja2 templates of a room: texts are escaped, and a value that nobody passes is an error.

A template has what a designer changes: elements, their order and classes. What they show is computed by the
module that renders it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from markupsafe import Markup, escape

from tracker.html import SPECIAL_CHARACTERS, Html

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


class _CodeGenerator(CodeGenerator):
    """Has an output of a template escaped by `_Environment.escaped`."""

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Environment(Environment):
    code_generator_class = _CodeGenerator

    @staticmethod
    def escaped(value: object) -> str:
        """`markupsafe.escape` of a value, without a new `Markup` for what needs no escaping.

        Outputs are joined as plain text, and a site has millions of them.
        """
        if type(value) is Markup or (type(value) is str and not SPECIAL_CHARACTERS.search(value)):
            return value
        return escape(value)


@cache
def _environment(room: str) -> Environment:
    return _Environment(
        loader=PackageLoader("tracker", f"{room}/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # templates change with the code, and a site has thousands of pages
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_WithoutIndentation],
    )
