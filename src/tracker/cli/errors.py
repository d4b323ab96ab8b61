"""Errors of the command line in the reader's language; the exit codes are click's."""

from __future__ import annotations

from typing import Final

import click
from click.exceptions import NoArgsIsHelpError

from tracker.cli.terminal import escape_controls
from tracker.i18n import LocalizedError, Message, Translator
from tracker.portfolio.problems import suggest
from tracker.portfolio.system_errors import system_reason

_WITH_ADVICE: Final = {
    "system.missing": "cli.system.missing",
    "system.denied": "cli.system.denied",
    "system.read_only": "cli.system.denied",
    "system.full": "cli.system.full",
    "system.quota": "cli.system.full",
}
"""By the key of a `system_reason`, the reason with what to do about it."""


def print_error(error: Exception, t: Translator) -> None:
    """An error on standard error; a usage error with the usage of its command."""
    if isinstance(error, NoArgsIsHelpError):
        click.echo(error.message, err=True)
        return
    if isinstance(error, click.UsageError) and error.ctx:
        click.echo(error.ctx.get_usage(), err=True)
        hint = t("cli.usage.help", command=f"{error.ctx.command_path} --help")
        click.echo(f"{hint}\n", err=True)
    text = t("cli.error", text=error_text(error, t))
    click.echo(escape_controls(text), err=True)


def error_text(error: Exception, t: Translator) -> str:
    """What went wrong and what to do."""
    match error:
        case LocalizedError():
            return error.text(t)
        case click.Abort():
            return t("cli.aborted")
        case OSError():
            return _system_error(error, t)
        case click.NoSuchOption():
            name, names = error.option_name, error.possibilities or ()
            return t.message(Message("cli.usage.no_option", name=name, hint=suggest(name, names)))
        case click.NoSuchCommand():
            name, names = error.command_name, error.possibilities or ()
            return t.message(Message("cli.usage.no_command", name=name, hint=suggest(name, names)))
        case click.MissingParameter(
            param=click.Parameter() as parameter, ctx=click.Context() as ctx
        ):
            if isinstance(parameter, click.Argument):
                return t("cli.usage.missing_argument", name=parameter.make_metavar(ctx))
            name = f"{_names(parameter)} {parameter.make_metavar(ctx)}"
            return t("cli.usage.missing_option", name=name)
        case click.BadOptionUsage():
            return _option_usage(error, t)
        case click.BadParameter(param=click.Parameter() as parameter, ctx=click.Context() as ctx):
            name = _names(parameter)
            if isinstance(parameter, click.Argument):
                name = parameter.make_metavar(ctx)
            return t("cli.usage.bad_value", name=name, reason=error.message)
        case click.ClickException():
            return error.message
    return str(error)


def _names(parameter: click.Parameter) -> str:
    return "/".join(parameter.opts)


def _option_usage(error: click.BadOptionUsage, t: Translator) -> str:
    """An option without the value it takes, or with a value although it takes none."""
    parameters = error.ctx.command.params if error.ctx else []
    option = next(
        (p for p in parameters if error.option_name in (*p.opts, *p.secondary_opts)), None
    )
    if isinstance(option, click.Option) and option.is_flag:
        return t("cli.usage.no_value", name=error.option_name)
    return t("cli.usage.needs_value", name=error.option_name)


def _system_error(error: OSError, t: Translator) -> str:
    """The path and the reason, with what to do where it is a common one."""
    reason = system_reason(error)
    key = _WITH_ADVICE.get(reason.key)
    words = t(key) if key else t.message(reason)
    return t("cli.system.error", path=error.filename, reason=words) if error.filename else words
