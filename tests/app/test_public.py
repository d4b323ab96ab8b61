"""`tracker serve --public`: every byte that it sends, searched for what is hidden."""

from __future__ import annotations

import io
import re
import subprocess
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from support.documents import ROOT
from support.samples import target, write
from support.served import TRACKER, Served, get, serving
from support.wire import messages_of_run, websocket

from tracker.app.page import PAGES
from tracker.views.download_links import BRIEF_FORMATS, FORMATS

pytestmark = pytest.mark.server

SECRET: Final = "Geheim"
"""Part of every hidden text, and of the folder of the data."""
EVIDENCE = "{title: Gazette, grade: A}"
PUBLIC = target(
    f"""\
title: Seen
updates:
  - {{date: 2022-06-30, value: 480, evidence: {EVIDENCE}}}
  - {{date: 2022-09-30, value: 490, note: {SECRET}-update, by: {SECRET.lower()}-bureau, public: false, evidence: {{title: {SECRET}-gazette, grade: A}}}}
context:
  - {{date: 2022-03-01, text: {SECRET}-fact, evidence: {EVIDENCE}, public: false}}
revisions:
  - {{date: 2022-02-01, field: due, from: 2022-06-30, to: 2022-12-31, reason: {SECRET}-reason, public: false}}
issues:
  - {{id: {SECRET.lower()}-issue, opened: 2022-05-01, cause: other, text: {SECRET}-issue, raised_to: {SECRET}-post}}
"""
)
HIDDEN = target(
    f"""\
id: {SECRET.lower()}-target
title: {SECRET}-title
promise: {SECRET}-promise
public: false
theme: {SECRET.lower()}-theme
lead: {SECRET.lower()}-bureau
plan: {SECRET.lower()}-plan
source: {{document: {SECRET.lower()}-paper, article: 31337}}
budget: {{approved: 77777, note: {SECRET}-note}}
milestones:
  - {{id: {SECRET.lower()}-step, title: {SECRET}-milestone, due: 2022-10-01}}
updates:
  - {{date: 2022-06-30, value: 31337, evidence: {EVIDENCE}}}
"""
)


REVIEWS = f"""[{{date: 2022-07-01, title: Review, decisions: [
  {{id: {SECRET.lower()}-decision, text: {SECRET}-decision, target: homes, due: 2022-09-30}}]}}]"""


def hidden_data(folder: Path) -> Path:
    """A record with hidden parts of every kind, in a git repository whose history names them."""
    data = folder / f"{SECRET}-folder"
    data.mkdir(parents=True)
    path = write(data, PUBLIC, HIDDEN, reviews=REVIEWS)
    text = path.read_text(encoding="utf-8")
    key = SECRET.lower()
    for block in ("themes", "organisations"):
        name = f"{key}-{'theme' if block == 'themes' else 'bureau'}"
        text = re.sub(rf"(?m)^({block}: {{)", rf"\g<1>{name}: {SECRET}-{block}, ", text)
    text = text.replace(
        "documents: {", f"documents: {{{key}-paper: {{title: {SECRET}-document}}, ", 1
    )
    text += f"plans: {{{key}-plan: {SECRET}-plan}}\n# {SECRET}-comment\n"
    path.write_text(text, encoding="utf-8")
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", f"{SECRET}-commit"],
    ):
        subprocess.run(["git", *command], cwd=data, check=True)
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    path = hidden_data(tmp_path_factory.mktemp("public"))
    checked = subprocess.run([str(TRACKER), "check", str(path)], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout
    return path


@pytest.fixture(scope="module")
def public(data, tmp_path_factory) -> Iterator[Served]:
    command = [str(TRACKER), "serve", str(data), "--public", "--port"]
    with serving(command, tmp_path_factory.mktemp("served")) as served:
        yield served


RANDOM_ID = rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def assert_nothing_hidden(sent: bytes) -> None:
    sent = re.sub(RANDOM_ID, b"", sent)  # one in many thousands has the digits of a hidden figure
    for word in (SECRET, SECRET.lower(), "31337", "31,337", "77777", str(ROOT)):
        assert word.encode() not in sent
        assert word.encode("utf-16-le") not in sent


def bytes_of_page(served: Served, page: str, query: str) -> bytes:
    """What one visit sends over the websocket, and every file that it refers to."""
    with websocket(served.url) as connection:
        sent = b"".join(messages_of_run(connection, page, query))
        for kind in ("load_git_info", "clear_cache"):
            connection.send(BackMsg(**{kind: True}).SerializeToString())
        sent += b"".join(messages_of_run(connection, page, query))
        for path in set(re.findall(rb"/media/[\w.-]+", sent)):
            with urllib.request.urlopen(served.url + path.decode()) as answer:
                sent += answer.read()
    return sent


QUERIES = ["lang=en", "lang=zh", "id=homes&lang=en", "asof=2022-10-31&lang=zh", "q=e&lang=en"]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("page", [*PAGES, "screen"])
def test_no_page_sends_anything_hidden(public, page, query):
    """All pages, in both languages, of a target, of a past day, of a search."""
    sent = bytes_of_page(public, page, query)
    assert_nothing_hidden(sent)
    if page in ("targets", "screen"):
        assert b"Seen" in sent


def test_a_hidden_target_is_as_unknown_as_any(public):
    """Its page is the page of an id that does not exist."""
    hidden, unknown = (
        bytes_of_page(public, "targets", f"id={name}&lang=en").replace(name.encode(), b"?")
        for name in (f"{SECRET.lower()}-target", "zzzzzz-target")
    )
    assert_nothing_hidden(hidden)
    assert hidden.count(b"?") == unknown.count(b"?")


def test_nothing_hidden_over_http(public):
    """Pages, routes of the framework, and files beside the data."""
    port = int(public.url.rpartition(":")[2])
    for path in (
        *(f"/{page}" for page in PAGES),
        "/screen",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/targets.yaml",
        "/app/static/targets.yaml",
        "/static/../targets.yaml",
        "/media/x",
        "/auth/login",
        *(
            f"/download/{name}.{extension}?id=homes"
            for name, formats in FORMATS.items()
            for extension in formats
        ),
        "/download/issues.csv",
        "/download/decisions.csv",
        *(
            f"/download/brief.{extension}?since=2022-01-31&pages=full"
            for extension in BRIEF_FORMATS
        ),
        "/download/brief.md?lead=nobody",
    ):
        _, headers, body = get(port, path)
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                body = b"".join(archive.read(name) for name in archive.namelist())
        assert_nothing_hidden(body + repr(headers).encode())


def test_the_public_cannot_report(public):
    """The Report page is not among the links and says why it is empty; uploads do not exist."""
    sent = bytes_of_page(public, "update", "lang=en")
    assert b"for the public and cannot report" in sent
    assert b"pages/update.py" not in bytes_of_page(public, "", "lang=en")
    for widget in (b"update_sheet", b"access_sign_in", b"tracker serve"):
        assert widget not in sent
    port = int(public.url.rpartition(":")[2])
    assert get(port, "/_stcore/upload_file/s/f", method="PUT")[0] == 404


@pytest.mark.parametrize(
    "damage",
    [
        f"  - {{id: x, title: {SECRET}-broken, theme: none}}\n",
        f"{SECRET}: [\n",
        f"plans: {{{SECRET.lower()}: 5}}\n",
    ],
    ids=["record", "syntax", "duplicate"],
)
def test_errors_in_the_file_show_nothing_hidden(data, public, damage):
    """Only that there are errors: a message quotes what it complains about, and names the file."""
    before = data.read_text(encoding="utf-8")
    bytes_of_page(public, "", "")
    data.write_text(before + damage, encoding="utf-8")
    try:
        for page in PAGES:
            sent = bytes_of_page(public, page, "lang=en")
            assert_nothing_hidden(sent)
            if page != "update":
                assert b"The data file has errors at present" in sent
        assert_nothing_hidden(bytes_of_page(public, "screen", ""))
    finally:
        data.write_text(before, encoding="utf-8")


def test_a_process_that_starts_on_a_broken_file_shows_nothing_hidden(tmp_path):
    """Without an earlier version the valid part is shown, redacted as well."""
    path = hidden_data(tmp_path)
    path.write_text(path.read_text("utf-8").replace("title: Homes", "titel: x", 1), "utf-8")
    command = [str(TRACKER), "serve", str(path), "--public", "--port"]
    with serving(
        command, tmp_path / "served", env={"TRACKER_STATE": str(tmp_path / "s")}
    ) as served:
        for page in (*PAGES, "screen"):
            assert_nothing_hidden(bytes_of_page(served, page, "lang=en"))


def test_the_search_finds_what_is_there(data, tmp_path):
    """The check of the check: a process that is not public sends hidden texts."""
    command = [str(TRACKER), "serve", str(data), "--port"]
    with serving(command, tmp_path) as served, pytest.raises(AssertionError):
        assert_nothing_hidden(bytes_of_page(served, "targets", "lang=en"))
