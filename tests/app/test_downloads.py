"""The addresses of the files of charts and tables: headers, languages, refusals."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from support.samples import TARGET, updates, write

from tracker.app.downloads import MAX_QUERY_LENGTH, Downloads
from tracker.brief.download import MEDIA_TYPES
from tracker.store import access, config
from tracker.views.download_links import BRIEF_FORMATS

ISSUES = """
issues:
  - {id: pipes, opened: 2022-05-01, cause: other, text: A gas pipe}
  - {id: walls, opened: 2022-05-02, cause: other, text: A listed wall, public: true}
"""
REVIEWS = """[{date: 2022-07-01, title: Review, decisions: [
  {id: ask, text: Ask}, {id: write, text: Write, target: homes, public: true}]}]"""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8-sig")


def ask(
    path: str, query: str = "", method: str = "GET", language: str = "zh-CN,zh;q=0.9"
) -> Answer:
    """What the middleware answers; ``b"beyond"`` from the application behind it."""
    sent: list[dict] = []

    async def beyond(*channels) -> None:
        _, _, send = channels
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b"beyond"})

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    headers = [(b"accept-language", language.encode())]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
    }
    asyncio.run(Downloads(beyond)(scope, receive, send))
    start, *rest = sent
    named = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], named, b"".join(part["body"] for part in rest))


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    hidden = TARGET.replace("id: homes", "id: hidden-one") + "public: false\n"
    path = write(
        tmp_path,
        TARGET + updates(("2022-06-30", 480)) + ISSUES,
        hidden,
        title="{zh: 旧改, en: Renewal}",
        reviews=REVIEWS,
    )
    monkeypatch.setenv(config.DATA_ENV, str(path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_a_file_comes_with_its_name_and_is_not_kept():
    """A name for every system and one in the reader's language; no cache keeps it, no browser guesses its type."""
    answer = ask("/download/targets.csv", "asof=2022-12-01")
    assert answer.status == 200
    assert "\nhomes,Homes," in answer.text.replace("\r", "")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    kind, plain, other = answer.headers["content-disposition"].split("; ")
    assert (kind, plain) == ("attachment", 'filename="targets-2022-12-01.csv"')
    assert unquote(other) == "filename*=UTF-8''旧改-目标-2022-12-01.csv"


@pytest.mark.parametrize(
    ("query", "browser", "first"),
    [
        ("", "en-GB,en;q=0.8", "Id"),
        ("", "fr", "编号"),
        ("lang=en", "zh-CN", "Id"),
        ("", "", "编号"),
    ],
)
def test_the_language_is_that_of_the_link_else_of_the_browser(query, browser, first):
    """As on the pages."""
    assert ask("/download/targets.csv", query, language=browser).text.partition(",")[0] == first


@pytest.mark.parametrize(
    ("file", "query", "status", "words"),
    [
        ("nope.csv", "", 404, "targets.csv"),
        ("../targets.yaml", "", 404, "targets.csv"),
        ("events.csv", "id=%3Cb%3E", 404, "<b>"),
        ("progress.svg", "", 404, "目标"),
        ("groups.svg", "asof=2022-02-31", 400, "2022-02-31"),
        ("groups.csv", "asof=2999-01-01", 400, "2999-01-01"),
        ("brief.pptx", "", 404, "brief.docx"),
        ("brief.md", "since=2999-01-01", 404, "2999-01-01"),
        ("brief.md", "since=soon", 404, "soon"),
        ("brief.md", "lead=nobody", 404, "nobody"),
        ("targets.csv", "q=" + "x" * MAX_QUERY_LENGTH, 414, ""),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(file, query, status, words):
    """As plain text in the reader's language."""
    answer = ask(f"/download/{file}", query)
    assert answer.status == status
    assert words in answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-disposition" not in answer.headers


@pytest.mark.parametrize("extension", BRIEF_FORMATS)
def test_a_brief_is_of_the_two_days_and_has_its_name(extension):
    """As the link on the page asks for it."""
    answer = ask(f"/download/brief.{extension}", "since=2022-06-30&asof=2022-12-01&lang=zh")
    assert answer.status == 200
    assert answer.headers["content-type"].split(";")[0] == MEDIA_TYPES[extension].split(";")[0]
    _, plain, other = answer.headers["content-disposition"].split("; ")
    assert plain == f'filename="brief-2022-06-30-2022-12-01.{extension}"'
    assert unquote(other) == f"filename*=UTF-8''旧改-进展简报-2022-06-30-2022-12-01.{extension}"
    if extension == "md":
        assert "共2项目标" in answer.text


def test_other_requests_pass():
    """Pages and files of the framework; only reading is possible."""
    for path in ("/", "/targets", "/downloads", "/x/download/targets.csv", "/download"):
        assert ask(path).body == b"beyond"
    assert ask("/download/targets.csv", method="POST").status == 405
    assert ask("/download/targets.csv", method="HEAD").status == 200


def test_files_are_below_the_base_path(monkeypatch):
    """Where the server has one."""
    monkeypatch.setattr(
        "streamlit.get_option", lambda name: "x" if name == "server.baseUrlPath" else None
    )
    assert ask("/x/download/groups.csv").status == 200


def test_the_public_gets_the_public_part(monkeypatch):
    """A hidden target is as unknown as any."""
    assert "hidden-one" in ask("/download/targets.csv").text
    monkeypatch.setenv(access.PUBLIC_ENV, "1")
    assert "hidden-one" not in ask("/download/targets.csv").text
    assert ask("/download/events.csv", "id=hidden-one").status == 404


@pytest.mark.parametrize(
    ("file", "private", "public"),
    [("issues.csv", "A gas pipe", "A listed wall"), ("decisions.csv", "Ask", "Write")],
)
def test_the_public_gets_the_issues_and_decisions_marked_public(monkeypatch, file, private, public):
    """A read-only dashboard shows all, in its pages and its files: it is the internal one."""
    monkeypatch.setenv(access.READONLY_ENV, "1")
    answer = ask(f"/download/{file}", "lang=en").text
    assert private in answer
    assert public in answer
    monkeypatch.setenv(access.PUBLIC_ENV, "1")
    for query in ("lang=en", "lang=zh&id=homes"):
        answer = ask(f"/download/{file}", query).text
        assert private not in answer
        assert public in answer
    assert ask(f"/download/{file}", "id=hidden-one").status == 404


def test_a_file_of_today_is_named_after_today():
    """A link without a day follows the calendar."""
    today = dt.date.today().isoformat()  # noqa: DTZ011 -- as the server
    assert f'-{today}.xlsx"' in ask("/download/groups.xlsx").headers["content-disposition"]
