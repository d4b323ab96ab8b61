"""`tracker serve`: the server that it starts."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest
from support.commands import run
from support.samples import target, updates, write

import tracker
from tracker.cli import listening
from tracker.store import config

HALF_WAY = target(updates(("2022-06-30", 500)))


@pytest.fixture
def served(monkeypatch) -> dict[str, object]:
    """The process that `tracker serve` would become: folder, program, command and data."""
    process: dict[str, object] = {}
    monkeypatch.setattr(listening, "obstacle", lambda *_: None)  # of this machine, now
    monkeypatch.setenv(config.DATA_ENV, "as it was")  # so that it is put back afterwards
    monkeypatch.delenv(config.DATA_ENV)
    monkeypatch.setenv(config.OPEN_ENV, "as it was")
    monkeypatch.setattr(os, "chdir", lambda folder: process.update(folder=Path(folder)))
    monkeypatch.setattr(
        os,
        "execv",
        lambda program, command: process.update(
            program=program,
            command=command,
            data=os.environ[config.DATA_ENV],
            open=os.environ.get(config.OPEN_ENV),
        ),
    )
    return process


def test_serve_runs_the_dashboard_on_the_data(tmp_path, served):
    """The running interpreter starts Streamlit in the folder of the pages; the data by its full path."""
    write(tmp_path, HALF_WAY, name="data.yaml")
    result = run("serve", "data.yaml")
    assert result.exit_code == 0
    assert served["program"] == sys.executable
    assert served["command"][:5] == [sys.executable, "-m", "tracker.app", "run", "server.py"]
    assert (served["folder"] / "server.py").is_file()
    assert (served["folder"] / ".streamlit" / "config.toml").is_file()
    assert served["data"] == str(tmp_path.resolve() / "data.yaml")
    assert str(tmp_path.resolve() / "data.yaml") in result.stdout


def test_serve_is_for_this_machine_by_default(tmp_path, served):
    """It listens on 127.0.0.1 and opens no browser; --address and --open change that."""
    write(tmp_path, HALF_WAY)
    result = run("serve")
    assert served["open"] is None
    assert served["command"][5:8] == [
        "--server.port=8501",
        "--server.address=127.0.0.1",
        "--server.headless=true",
    ]
    assert result.stdout.startswith("http://localhost:8501  ")
    result = run("serve", "--port", "8600", "--address", "0.0.0.0", "--open")
    assert served["command"][5:8] == [
        "--server.port=8600",
        "--server.address=0.0.0.0",
        "--server.headless=true",
    ]
    assert served["open"] == "http://0.0.0.0:8600"
    assert result.stdout.startswith("http://0.0.0.0:8600  ")


def test_serve_takes_a_folder_from_the_environment(tmp_path, served, monkeypatch):
    """The data may be a folder, given by $TRACKER_DATA or --data."""
    write(tmp_path, HALF_WAY)
    monkeypatch.setenv(config.DATA_ENV, ".")
    run("serve")
    assert served["data"] == str(tmp_path.resolve())
    run("serve", "--data", "targets.yaml")
    assert served["data"] == str(tmp_path.resolve() / "targets.yaml")


def test_serve_prefers_the_pages_of_an_installed_package(tmp_path, served, monkeypatch):
    """The pages of the package come first, then those of a checkout; without pages the exit code is 1."""
    write(tmp_path, HALF_WAY)
    package = tmp_path / "lib" / "src" / "tracker"
    monkeypatch.setattr(tracker, "__file__", str(package / "__init__.py"))
    lost = run("serve", "targets.yaml")
    assert (lost.exit_code, served) == (1, {})
    assert "server.py" in lost.stderr
    for folder in (tmp_path / "lib", package / "_pages"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "server.py").touch()
        run("serve", "targets.yaml")
        assert served["folder"] == folder


@pytest.mark.parametrize("address", ["127.1", "0x7f000001", "::ffff:127.0.0.1", "office.example"])
def test_other_names_of_this_machine_refuse_other_host_names_too(
    tmp_path, served, monkeypatch, address
):
    """A short form, or a name that the machine's own table has."""
    known = {"office.example": [(2, 1, 6, "", ("127.0.1.1", 0))]}
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port: known.get(host) or resolve(host, port)
    )
    write(tmp_path, HALF_WAY)
    run("serve", "--address", address)
    names = [word.partition("=")[2] for word in served["command"] if "allowedHosts" in word]
    assert address in names


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "LOCALHOST", "::1", "127.0.0.2"])
def test_serve_on_this_machine_refuses_other_host_names(tmp_path, served, address):
    """A site whose name resolves to this machine cannot read the dashboard, with or without editing."""
    write(tmp_path, HALF_WAY)
    expected = {"localhost", "127.0.0.1", "::1", address.lower()}
    for options in ([], ["--edit"]):
        run("serve", "--address", address, *options)
        names = [word.partition("=")[2] for word in served["command"] if "allowedHosts" in word]
        assert set(names) == expected
    run("serve", "--address", "0.0.0.0")
    assert not [word for word in served["command"] if "allowedHosts" in word]
