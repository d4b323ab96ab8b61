"""Where a server cannot listen `tracker serve` says why before it starts one."""

from __future__ import annotations

import errno
import os
import socket

import pytest
from support.commands import run
from support.samples import target, write

from tracker.i18n import Translator, languages
from tracker.store import config


@pytest.fixture(autouse=True)
def started(monkeypatch) -> list[str]:
    """The programs that `tracker serve` became."""
    programs: list[str] = []
    monkeypatch.setattr(os, "chdir", lambda _: None)
    monkeypatch.setattr(os, "execv", lambda program, _: programs.append(program))
    monkeypatch.setenv(config.DATA_ENV, "as it was")  # so that it is put back afterwards
    monkeypatch.delenv(config.DATA_ENV)
    return programs


@pytest.mark.parametrize("lang", languages())
def test_a_taken_port_is_named(tmp_path, started, lang):
    """Until it is free again."""
    write(tmp_path, target())
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        options = ("serve", "--port", str(port), "--lang", lang)
        result = run(*options)
        assert (result.exit_code, started, result.stdout) == (1, [], "")
        assert Translator(lang)("cli.serve.port_taken", port=port) in result.stderr
    assert run(*options).exit_code == 0
    assert len(started) == 1


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "nowhere.invalid", "a..b"])
def test_an_address_of_another_machine_is_named(tmp_path, started, address):
    """Also a name that nobody knows (RFC 5737, 3849 and 2606 reserve these)."""
    write(tmp_path, target())
    result = run("serve", "--address", address, "--port", "8501")
    assert (result.exit_code, started) == (1, [])
    assert Translator("en")("cli.serve.no_address", address=address) in result.stderr


def test_a_port_of_administrators_is_named(tmp_path, started, monkeypatch):
    """Wherever the system refuses it; tests may run as an administrator."""

    def bind(*_: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", bind)
    write(tmp_path, target())
    result = run("serve", "--port", "80")
    assert (result.exit_code, started) == (1, [])
    assert Translator("en")("cli.serve.port_denied", port=80) in result.stderr
