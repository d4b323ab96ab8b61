"""A group of commands, each imported when it is called, that prints errors in the language of the line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from tracker.cli.base import LocalizedCommand
from tracker.cli.errors import print_error
from tracker.cli.language import requested_language, translator
from tracker.i18n import LocalizedError, Translator


class LazyCommand(NamedTuple):
    """A command that is imported when it is called: ``module:name``; the key of its help."""

    path: str
    help: str


class LazyGroup(LocalizedCommand, click.Group):
    """A group that imports a command's module only when that command is called or asked for help."""

    def __init__(self, *args: Any, lazy: Mapping[str, LazyCommand], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- as click calls it
        return sorted(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- as above
        if cmd_name not in self.lazy:
            return None
        module, name = self.lazy[cmd_name].path.split(":")
        loaded: click.Command = getattr(import_module(module), name)
        return loaded

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            names = self.list_commands(ctx)
            raise click.NoSuchCommand(error.command_name, possibilities=names, ctx=ctx) from error

    def _summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Each command with the first paragraph of its help."""
        t = translator(ctx)
        return [
            (name, t(self.lazy[name].help).partition("\n\n")[0]) for name in self.list_commands(ctx)
        ]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), translator(ctx)("cli.metavar.command")]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(translator(ctx)("cli.help.commands")):
            formatter.write_dl(self._summaries(ctx))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        names = [
            CompletionItem(name, help=summary)
            for name, summary in self._summaries(ctx)
            if name.startswith(incomplete)
        ]
        return [*names, *super().shell_complete(ctx, incomplete)]

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """As click's; in standalone mode errors are printed in the language of the command line."""
        line = sys.argv[1:] if args is None else args
        t = Translator(requested_language(line, os.environ))
        try:
            code = super().main(args, prog_name, complete_var, False, obj=t, **extra)
        except (click.ClickException, click.Abort, LocalizedError, OSError) as error:
            if not standalone_mode:
                raise
            print_error(error, t)
            sys.exit(error.exit_code if isinstance(error, click.ClickException) else 1)
        return sys.exit(code) if standalone_mode else code
