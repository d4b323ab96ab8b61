"""`tracker serve`: the dashboard in a Streamlit server."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Final

import click

import tracker
from tracker.cli import common, listening
from tracker.cli.base import command, option
from tracker.cli.errors import error_text
from tracker.cli.language import pass_translator
from tracker.cli.parameters import EXISTING_FILE, Value, whole_number
from tracker.cli.terminal import echo
from tracker.i18n import Translator
from tracker.store import access, auth_config, config, origins


def _parse_port(text: str) -> int | None:
    port = whole_number(text)
    return port if port and 1 <= port <= 65535 else None


_PORT: Final = Value(_parse_port, "cli.metavar.number", "cli.value.port")


@command("serve", help="cli.serve.help")
@common.data_argument
@option("--port", type=_PORT, default=8501, show_default=True, help="cli.serve.port")
@option(
    "--address",
    metavar="cli.metavar.address",
    default="127.0.0.1",
    show_default=True,
    help="cli.serve.address",
)
@option("--open/--no-open", "browser", default=False, help="cli.serve.open")
@option("--edit", is_flag=True, help="cli.serve.edit")
@option("--public", is_flag=True, help="cli.serve.public")
@option(
    "--secrets",
    type=EXISTING_FILE,
    envvar="TRACKER_SECRETS",
    show_envvar=True,
    help="cli.serve.secrets",
)
@pass_translator
def serve(
    t: Translator,
    /,
    *,
    path: Path | None,
    data: Path | None,
    port: int,
    address: str,
    browser: bool,
    edit: bool,
    public: bool,
    secrets: Path | None,
) -> None:
    if public and (edit or secrets):
        raise click.UsageError(t("cli.serve.public_alone"))
    data_path = common.resolve_data_path(path, data, t).resolve()
    script = _server_script(t)
    settings = [
        f"--server.port={port}",
        f"--server.address={address}",
        "--server.headless=true",  # otherwise Streamlit advertises on the pages
        *_host_settings(address),
        *_editing_settings(address, secrets, t, edit=edit),
    ]
    if reason := listening.obstacle(address, port):
        raise click.ClickException(t.message(reason))
    host = f"[{address}]" if ":" in address else address
    url = f"http://{'localhost' if address == '127.0.0.1' else host}:{port}"
    click.echo(f"{url}  {data_path}")
    os.environ.pop(config.OPEN_ENV, None)
    if browser:
        os.environ[config.OPEN_ENV] = url
    if public:
        os.environ[access.PUBLIC_ENV] = "1"
    os.environ[config.DATA_ENV] = str(data_path)
    sys.stdout.flush()
    os.chdir(script.parent)  # .streamlit/config.toml there closes the network
    arguments = [sys.executable, "-m", "tracker.app", "run", script.name, *settings]
    os.execv(sys.executable, arguments)  # noqa: S606 -- our own interpreter, no shell


def _editing_settings(
    address: str, secrets: Path | None, t: Translator, *, edit: bool
) -> list[str]:
    """Streamlit's settings for editing; sets the variable that the pages read.

    Editing without sign-in is for this machine alone: any other address needs ``[auth]``.
    """
    files = auth_config.secrets_files(secrets, Path.cwd(), Path.home())
    try:
        auth = auth_config.read_config(files)
    except access.AccessError as error:
        text = error_text(error, t)
        if edit or secrets:
            raise click.ClickException(text) from error
        echo(t("cli.warning", text=t("cli.serve.no_sign_in", reason=text)), err=True)
        auth = auth_config.AuthConfig()
    for warning in auth_config.security_warnings(files, auth):
        echo(t.message(warning), err=True)
    os.environ.pop(access.EDIT_ENV, None)
    settings = [f"--secrets.files={file}" for file in files]
    # regardless of the environment: other sites' pages open no connection, uploads bear a token
    settings += ["--server.enableCORS=true", "--server.enableXsrfProtection=true"]
    if edit and not auth.enabled:
        if not origins.is_loopback(address):
            text = t("cli.serve.edit_needs_sign_in", address=address, file=files[-1])
            raise click.UsageError(text)
        os.environ[access.EDIT_ENV] = "local"
    return settings


def _host_settings(address: str) -> list[str]:
    """On this machine alone, another name that resolves to it (DNS rebinding) is refused."""
    if not _is_this_machine(address):
        return []
    names = dict.fromkeys(["localhost", "127.0.0.1", "::1", address.lower()])
    return [f"--server.allowedHosts={name}" for name in names]


def _is_this_machine(address: str) -> bool:
    """Also for short forms and names of it, such as ``127.1`` and a name in ``/etc/hosts``."""
    try:
        found = socket.getaddrinfo(address, None) if address else []
    except (OSError, UnicodeError):  # the server will say so
        return False
    return bool(found) and all(origins.is_loopback(str(entry[4][0])) for entry in found)


def _server_script(t: Translator) -> Path:
    """The pages: inside an installed package, or beside ``src`` in a checkout."""
    package = Path(str(tracker.__file__)).parent
    for folder in (package / "_pages", package.parents[1]):
        if (folder / "server.py").is_file():
            return folder / "server.py"
    raise click.ClickException(t("cli.serve.no_pages"))
