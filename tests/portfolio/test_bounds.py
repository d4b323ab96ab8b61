"""Bounds of texts, and links read strictly."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from support.samples import TARGET, portfolio_text, target, updates

from tracker.checks.run import check
from tracker.i18n import Message, Translator, shorten
from tracker.portfolio.load import load_texts
from tracker.portfolio.problems import Problem, as_json
from tracker.portfolio.scalars import MAX_TEXT_LENGTH, MAX_TITLE_LENGTH


def problems(text: str) -> tuple[Problem, ...]:
    return load_texts({"targets.yaml": text}).problems


TITLES = {
    "target": portfolio_text(target("title: ?")),
    "both languages": portfolio_text(target('title: {zh: "?", en: ok}')),
    "portfolio": portfolio_text(TARGET, title="?"),
    "milestone": portfolio_text(target("milestones: [{id: a, title: ?}]")),
    "document": portfolio_text(TARGET).replace("Morning Paper", "?"),
    "theme": portfolio_text(TARGET).replace("{housing: Housing}", "{housing: ?}"),
    "key": portfolio_text(TARGET).replace("{housing: Housing}", "{housing: H, ?: X}"),
}
TEXTS = {
    "evidence": portfolio_text(TARGET + updates(("2022-06-30", 5))).replace("Gazette", "?"),
    "promise": portfolio_text(target("promise: ?")),
    "both languages": portfolio_text(target('promise: {zh: ok, en: "?"}')),
    "assumed": portfolio_text(target("assumed: {due: ?}")),
    "note": portfolio_text(TARGET + "updates: [{date: 2022-06-30, value: 5, note: ?}]\n"),
    "context": portfolio_text(TARGET + "context: [{date: 2022-06-30, text: ?}]\n"),
}


@pytest.mark.parametrize(
    ("text", "limit"),
    [(text, MAX_TITLE_LENGTH) for text in TITLES.values()]
    + [(text, MAX_TEXT_LENGTH) for text in TEXTS.values()],
    ids=[*(f"title of {name}" for name in TITLES), *TEXTS],
)
def test_texts_have_a_bound(text, limit):
    """Titles 300 characters, other texts 10,000, Chinese ones too; the message says both numbers."""
    for character in "x宅":
        assert problems(text.replace("?", character * limit)) == ()
        (problem,) = problems(text.replace("?", character * (limit + 1)))
        expected = Message("read.long_text", length=f"{limit + 1:,}", limit=f"{limit:,}")
        assert problem.message == expected
        assert "?" in text.splitlines()[problem.line - 1]


def with_header(line: str) -> str:
    return portfolio_text(TARGET).replace("portfolio:\n", f"portfolio:\n  {line}\n", 1)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (with_header(f"licence: {{name: {'a' * 301}}}"), "read.long_text"),
        (with_header(f"licence: {{name: a, url: 'http://a/{'a' * 2000}'}}"), "read.long_text"),
        (with_header("screen: {seconds: 2}"), "read.at_least"),
        (with_header("screen: {seconds: 3601}"), "read.at_most"),
        (with_header("report: {grace_days: 3661}"), "read.at_most"),
        (with_header(f"screen: {{scenes: [{'whole, ' * 101}]}}"), "read.too_long"),
        (with_header(f"screen: {{lang: [{'zh, ' * 101}]}}"), "read.too_long"),
        (with_header(f"screen: {{themes: [{'housing, ' * 101}]}}"), "read.too_long"),
        (
            portfolio_text(target(f"measure: {{kind: floor, unit: x, floor: 1.{'0' * 200}}}")),
            "read.number",
        ),
        (portfolio_text(target(f"budget: {{approved: 1.{'0' * 200} 万元}}")), "read.amount"),
    ],
    ids=[
        "licence",
        "link",
        "short scene",
        "long scene",
        "grace",
        "scenes",
        "languages",
        "themes",
        "number",
        "amount",
    ],
)
def test_names_links_lists_and_figures_have_a_bound(text, key):
    """Nothing that a record holds can be of any size; the message names what is too long."""
    (problem,) = problems(text)
    assert problem.message.key == key


HUGE = 100_000


@pytest.mark.parametrize(
    "text",
    [
        target(f"due: {'0' * HUGE}"),
        target(f"{'k' * 900}: 1"),
        target(f"promise: !{'t' * HUGE} x"),
        target(f"promise: &{'a' * HUGE} x"),
        target(f"measure: {{target: {'0' * HUGE}5}}"),
        target(f"theme: {'t' * 299}"),
    ],
)
def test_a_message_quotes_the_beginning_of_a_long_value(text):
    """In the text and in JSON; a problem stays a few lines."""
    found = check(load_texts({"targets.yaml": portfolio_text(text)}), dt.date(2026, 1, 1))
    assert found
    for problem in found:
        assert len(str(problem)) < 3000
        (row,) = json.loads(as_json([problem], Translator("zh")))
        assert len(row["message"]) < 3000


CORRECTIONS = range(5, 3_000, 5)


def test_many_reports_of_one_day_are_checked_one_by_one():
    """Equal, contradicting and corrected ones: no rule compares all pairs."""
    lines = "".join(
        f"  - {{date: 2022-06-30, value: {n % 3}, {'corrects: 2022-06-30, ' if n in CORRECTIONS else ''}"
        "evidence: {title: G, grade: A}}\n"
        for n in range(6_000)
    )
    found = check(
        load_texts({"targets.yaml": portfolio_text(TARGET + f"updates:\n{lines}")}),
        dt.date(2026, 1, 1),
    )
    assert {problem.rule for problem in found} >= {"same-update", "two-figures"}


def test_a_block_of_many_keys_has_each_problem_at_its_key():
    """The place of a key is looked up, not searched for."""
    keys = ", ".join(f"k{n}: x" for n in range(30_000))
    text = portfolio_text(target(f"assumed: {{{keys}}}"))
    document = load_texts({"targets.yaml": text}).parts[0].document
    line, column = document.at(("targets", 0, "assumed", "k29999"), key=True)
    assert text.splitlines()[line - 1][column - 1 :].startswith("k29999: x}")
    for n in range(30_000):
        document.at(("targets", 0, "assumed", f"k{n}"))


def test_a_megabyte_is_refused_and_shortened():
    """A title of 1 MiB is an error; shortening one reads it once."""
    huge = "标" * (1024 * 1024 // 3)
    (problem,) = problems(portfolio_text(target(f"title: {huge}")))
    assert problem.message.key == "read.long_text"
    assert len(str(problem)) < 500
    assert shorten(huge, 40) == "标" * 19 + "…"
    assert shorten(huge, 2 * len(huge)) == huge


LINK = portfolio_text(
    TARGET + "updates: [{date: 2022-06-30, value: 5, evidence: {title: T, grade: A, url: ?}}]\n"
)
GOOD_LINKS = [
    "http://example.org",
    "https://example.org/a/b.html?x=1&y=%20#part",
    "https://example.org:8443/",
    "http://localhost/x",
    "http://10.0.0.1/x",
    "http://[2001:db8::1]:80/x",
    "https://www.sz.gov.cn/数据/2022.pdf",
    "https://政务.example/",
    "https://пример.example/",
    "https://example.org/%E6%94%BF?q=a%20b",
    "https://12306.example.cn/",
    "https://example.org./",
    "https://example.org/@user",
    "HTTPS://EXAMPLE.ORG/",
]
BAD_LINKS = [
    "https://user@example.org/",
    "https://user:secret@example.org/",
    "https://www.sz.gov.cn@evil.example/",
    "https://example.org\\\\@evil.example/",
    "https:\\\\\\\\example.org",
    "https://example.org/a\\\\b",
    "https://example.org/\\0",
    "https://example.org/\\x01",
    "https://example.org/\\x7f",
    "https://example.org/\\u200b",
    "https://example.org/\\u202egp.html",
    "https://exa\\u00admple.org/",
    "https://example.org/\\n",
    "https://example.org/\\t",
    "https://example.org/a b",
    "https:///example.org",
    "https:example.org",
    "https://",
    "https://?x",
    "https://.example.org",
    "https://example..org",
    "https://-example.org",
    "https://exam%70le.org",
    "https://example.org:99999/",
    "https://example.org:port/",
    "https://[::1",
    "https://[zz]/",
    "https://[::1]x/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://1.2.3/",
    "https://１２７.0.0.1/",
    "https://ｅxample.org/",
    "https://example。org/",
    "https://exаmple.org/",
    "https://gοogle.example/",
    "https://example.org/%00",
    "https://example.org/a%0d%0aX",
    "https://example.org/%7f",
    f"https://{'.'.join(['a' * 60] * 5)}.org/",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.org/",
    "//example.org/",
    "example.org",
    "",
]


@pytest.mark.parametrize("link", GOOD_LINKS)
def test_links_to_web_pages(link):
    assert problems(LINK.replace("?", f'"{link}"', 1)) == ()


@pytest.mark.parametrize("link", BAD_LINKS)
def test_links_that_browsers_may_read_otherwise_are_errors(link):
    """User part, backslash, control and invisible characters, no host: in the record and of any kind."""
    (problem,) = problems(LINK.replace("?", f'"{link}"', 1))
    assert problem.rule in ("url", "character", "syntax"), problem
