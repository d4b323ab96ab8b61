"""Commands, options and arguments that take their help from the wording catalogue.

``help`` and ``metavar`` are keys of the catalogue. Help and usage errors follow ``--lang``, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import click
from click.shell_completion import CompletionItem

from tracker.cli.help_format import HelpFormatter
from tracker.cli.language import translator
from tracker.cli.parameters import Choice
from tracker.i18n import languages

Function = TypeVar("Function", bound=Callable[..., Any])


class Decorator(Protocol):
    """Returns the function that it decorates."""

    def __call__(self, function: Function, /) -> Function: ...


class Context(click.Context):
    formatter_class = HelpFormatter


class Option(click.Option):
    def make_metavar(self, ctx: click.Context) -> str:
        if self.metavar is not None:
            return translator(ctx)(self.metavar)
        if self.type is click.STRING:
            return translator(ctx)("cli.metavar.text")
        return super().make_metavar(ctx)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        if record is None or self.help is None:
            return None
        t = translator(ctx)
        extra = self.get_help_extra(ctx)
        notes = [t("cli.help.variable", name=name) for name in extra.get("envvars", ())]
        if "default" in extra:
            notes.append(t("cli.help.default", value=extra["default"]))
        if self.required:
            notes.append(t("cli.help.required"))
        return record[0], " ".join([t(self.help), *(f"[{note}]" for note in notes)])


class Argument(click.Argument):
    def make_metavar(self, ctx: click.Context) -> str:
        name = translator(ctx)(self.metavar or "cli.metavar.text")
        return (name if self.required else f"[{name}]") + ("..." if self.nargs != 1 else "")

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return self.make_metavar(ctx), translator(ctx)(self.help or "")


def option(*names: str, **settings: Any) -> Decorator:
    """`click.option` with ``help`` and ``metavar`` from the catalogue."""
    return click.option(*names, cls=Option, **settings)


def argument(name: str, **settings: Any) -> Decorator:
    """`click.argument` with ``help`` and ``metavar`` from the catalogue."""
    return click.argument(name, cls=Argument, **settings)


def _print_help(ctx: click.Context, _: click.Parameter, value: object) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


class LocalizedCommand(click.Command):
    """``--lang`` and ``--help`` come with every command."""

    context_class = Context

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **(settings | {"add_help_option": False}))
        lang = Option(
            ["--lang"], type=Choice(languages()), expose_value=False, help="cli.option.lang"
        )
        help_ = Option(
            ["-h", "--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_help,
            help="cli.option.help",
        )
        self.params += [lang, help_]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click's parser leaves it out of some errors
            raise

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = [translator(ctx)("cli.metavar.options")]
        for parameter in self.get_params(ctx):
            pieces += parameter.get_usage_pieces(ctx)
        return pieces

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, translator(ctx)("cli.help.usage"))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(translator(ctx)(self.help or ""))

    def _format_parameters(
        self, ctx: click.Context, formatter: click.HelpFormatter, heading: str, kind: type
    ) -> None:
        records = [p.get_help_record(ctx) for p in self.get_params(ctx) if isinstance(p, kind)]
        if rows := [record for record in records if record]:
            with formatter.section(heading):
                formatter.write_dl(rows)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        heading = translator(ctx)("cli.help.arguments")
        self._format_parameters(ctx, formatter, heading, click.Argument)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        heading = translator(ctx)("cli.help.options")
        self._format_parameters(ctx, formatter, heading, click.Option)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        t = translator(ctx)
        return [
            CompletionItem(item.value, item.type, t(item.help) if item.help else None)
            for item in click.Command.shell_complete(self, ctx, incomplete)
        ]


class Command(LocalizedCommand):
    allow_extra_args = True  # so that the message about them is ours

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        extra = super().parse_args(ctx, args)
        if extra and not ctx.resilient_parsing:
            text = " ".join(extra)
            ctx.fail(translator(ctx)("cli.usage.extra", count=len(extra), arguments=text))
        return extra


def command(name: str, *, help: str) -> Callable[[Callable[..., Any]], Command]:  # noqa: A002 -- click's name for it
    """`click.command` with ``help`` from the catalogue."""
    return click.command(name, cls=Command, help=help)
