"""Who may edit: the options of `tracker serve`, and the identity that a page sees."""

from __future__ import annotations

import os
import re
import shlex
import tomllib

import pytest
import streamlit as st
from click.testing import CliRunner
from support import oidc
from support.documents import ROOT, blocks
from support.samples import TARGET, write
from support.served import Served

from tracker.app import signin as app_signin
from tracker.cli import main
from tracker.store import access, auth_config, config
from tracker.store.access import AccessDenial, Person

# the command


@pytest.fixture
def become(tmp_path, monkeypatch) -> dict[str, list[str]]:
    """The command that `serve` would execute, recorded instead; with its own home folder."""
    values: dict[str, list[str]] = {}
    for name in (config.DATA_ENV, access.EDIT_ENV):
        monkeypatch.setenv(name, "as it was")  # so that it is put back afterwards
    monkeypatch.delenv(config.DATA_ENV)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "chdir", lambda _: None)
    monkeypatch.setattr(os, "execv", lambda _, command: values.update(command=command))
    write(tmp_path, TARGET)
    return values


def serve(*args: str):
    return CliRunner().invoke(main.main, ["serve", *args])


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "10.0.0.1", "tracker.x.cn", ""])
def test_editing_without_sign_in_stays_on_this_machine(become, address):
    """Editing without sign-in on a public address is a usage error that says what to do."""
    result = serve("--edit", "--address", address)
    assert result.exit_code == 2
    assert "[auth]" in result.stderr
    assert become == {}


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_editing_on_this_machine_answers_to_its_names_alone(become, address):
    """The environment turns editing on; the server accepts only the names of this machine."""
    assert serve("--edit", "--address", address).exit_code == 0
    assert os.environ[access.EDIT_ENV] == "local"
    hosts = [word for word in become["command"] if word.startswith("--server.allowedHosts=")]
    assert hosts == [f"--server.allowedHosts={name}" for name in ("localhost", "127.0.0.1", "::1")]
    assert "--server.enableCORS=true" in become["command"]
    assert "--server.enableXsrfProtection=true" in become["command"]


@pytest.mark.usefixtures("become")
def test_only_the_option_turns_editing_on():
    """A variable in the environment of `serve` is removed."""
    os.environ[access.EDIT_ENV] = "local"
    assert serve().exit_code == 0
    assert access.EDIT_ENV not in os.environ


def test_with_sign_in_any_address_will_do_and_nobody_goes_round_it(become, tmp_path):
    """The secrets are found in the working directory and passed by full path."""
    oidc.secrets(tmp_path, Served("http://127.0.0.1:9", None, tmp_path))
    result = serve("--edit", "--address", "0.0.0.0", "--secrets", "secrets.toml")
    assert result.exit_code == 0, result.output
    assert f"--secrets.files={tmp_path / 'secrets.toml'}" in become["command"]
    assert access.EDIT_ENV not in os.environ
    folder = tmp_path / ".streamlit"
    folder.mkdir()
    (tmp_path / "secrets.toml").rename(folder / "secrets.toml")
    assert serve("--edit", "--address", "0.0.0.0").exit_code == 0
    assert f"--secrets.files={folder / 'secrets.toml'}" in become["command"]


def test_secrets_that_do_not_hold_are_told_at_the_start(become, tmp_path):
    """Invalid secrets stop the server if they were asked for; otherwise they are a warning."""
    path = tmp_path / auth_config.SECRETS_FILE
    path.parent.mkdir()
    path.write_text("[auth]\n", encoding="utf-8")
    for args in (["--edit"], ["--secrets", str(path)]):
        result = serve(*args)
        assert result.exit_code == 1
        assert "redirect_uri" in result.stderr
    assert become == {}
    result = serve()
    assert result.exit_code == 0
    assert "redirect_uri" in result.stderr


def test_secrets_that_are_not_there_are_wrong_usage(become):
    """A missing secrets file is a usage error."""
    assert serve("--edit", "--secrets", "gone.toml").exit_code == 2
    assert become == {}


# the documents

DOCS = [ROOT / "docs" / name for name in ("sign-in.md", "sign-in.zh-CN.md")]


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_what_the_documents_show_works(become, tmp_path, document):
    """The example is valid once the secret is filled in, and every command starts the server."""
    (text,) = blocks(document, "toml")
    weak = tomllib.loads(text.replace("…", "x"))
    with pytest.raises(access.AccessError, match="cookie_secret"):
        auth_config.parse_config(weak)
    (tmp_path / "secrets.toml").write_text(text.replace("…", "0" * 32), encoding="utf-8")
    lines = [line for block in blocks(document, "sh") for line in block.splitlines()]
    run = [line.partition("tracker serve ")[2] for line in lines if "tracker serve " in line]
    assert len(run) == 4
    for args in run:
        become.clear()
        assert serve(*shlex.split(args)).exit_code == 0
        assert become
        os.environ.pop(access.PUBLIC_ENV, None)
    for name in (
        access.READONLY_ENV,
        "TRACKER_SECRETS",
        "email_verified",
        f"hours = {access.DEFAULT_HOURS:g}",
    ):
        assert name in document.read_text(encoding="utf-8")


def test_both_languages_show_the_same_commands():
    """Commands and settings are the same apart from comments."""
    for language in ("sh", "toml"):
        first, second = (
            [re.sub(r"\s*#.*", "", block) for block in blocks(document, language)]
            for document in DOCS
        )
        assert first == second


# identity


def test_who_asks_the_environment_then_the_secrets_then_the_connection(tmp_path, monkeypatch):
    """Read-only first, then sign-in, then local use: only on a server and from a browser of this machine."""
    options = {"secrets.files": [str(tmp_path / "s.toml")], "server.address": "127.0.0.1"}
    monkeypatch.setattr(st, "get_option", options.get)
    for name in (access.EDIT_ENV, access.READONLY_ENV):
        monkeypatch.delenv(name, raising=False)
    assert app_signin.current_identity() == AccessDenial("off")
    monkeypatch.setenv(access.EDIT_ENV, "local")
    assert app_signin.current_identity() == AccessDenial(
        "elsewhere"
    )  # no connection at all: a page that nobody looks at
    headers = {"Host": "localhost", "Origin": "http://localhost", "Cookie": "_streamlit_xsrf=2"}
    monkeypatch.setattr(type(st.context), "headers", headers)
    monkeypatch.setattr(app_signin, "local_person", Person)
    assert (
        app_signin.current_identity() == app_signin.current_editor() == Person(config.data_path())
    )
    for bound in (None, "", "0.0.0.0", "10.0.0.1"):
        options["server.address"] = bound
        assert app_signin.current_identity() == AccessDenial("elsewhere")
    options["server.address"] = "::1"
    monkeypatch.setenv(access.READONLY_ENV, "1")
    assert app_signin.current_identity() == AccessDenial("readonly")
    monkeypatch.delenv(access.READONLY_ENV)
    (tmp_path / "s.toml").write_text("[auth]", encoding="utf-8")
    assert app_signin.current_identity() == AccessDenial("settings")
    assert app_signin.current_editor() is None
