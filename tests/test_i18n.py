"""Wording: every language has every key, every key renders, and the code names every key."""

from __future__ import annotations

import ast
import datetime as dt
import re
import string
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from support.wording import catalogue, forms

from tracker.i18n import Message, Translator, choose_language, day, languages, sentences, shorten
from tracker.portfolio.entries import Evidence

SOURCE = Path(__file__).parent.parent / "src" / "tracker"
ROOT = SOURCE.parents[1]
KEY = re.compile(r"[a-z_]+(\.[\w-]+)+")
FILLED_IN_BY_SCRIPT = {
    "screen.beat",
    "screen.stale",
    "screen.partial",
    "screen.failed",
    "screen.dead",
    "screen.note",
}
FILE_NAME = re.compile(r".*\.(css|js|html|xml|ics)")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class Found(NamedTuple):
    """What the code says: of the package and of the pages."""

    strings: frozenset[str]  # every string literal
    calls: tuple[tuple[str, frozenset[str | None]], ...]
    """Key and parameter names of every call that renders a literal key, or makes a message of it."""


@cache
def code() -> Found:
    strings, calls = set(), []
    for file in [*SOURCE.rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "dashboard.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value)
            elif isinstance(node, ast.Call) and (key := rendered_key(node)) is not None:
                names = frozenset(keyword.arg for keyword in node.keywords)
                if None not in names:
                    calls.append((key, names))
    return Found(frozenset(strings), tuple(calls))


def rendered_key(call: ast.Call) -> str | None:
    """The literal key that a call renders, or makes a message of."""
    function, key = call.func, call.args[0] if call.args else None
    name = function.attr if isinstance(function, ast.Attribute) else ""
    name = function.id if isinstance(function, ast.Name) else name
    if name in ("t", "Message") and isinstance(key, ast.Constant) and isinstance(key.value, str):
        return key.value
    return None


def test_every_language_has_the_same_keys():
    """A key of one catalogue is a key of all."""
    for lang in languages():
        assert set(catalogue(lang)) == set(catalogue("en")), lang


@pytest.mark.parametrize("lang", languages())
def test_every_key_renders_with_its_parameters(lang):
    """In every language a key takes the same parameters; plural keys render one and many."""
    t = Translator(lang)
    for key, english in forms("en").items():
        names = set().union(*map(fields, english))
        assert set().union(*map(fields, forms(lang)[key])) == names, key
        counts = (1, 2) if len(english) > 1 else (None,)
        for count in counts:
            values = {name: f"<{name}>" for name in names}
            if count is not None:
                values["count"] = count
            text = t(key, **values)
            assert text.strip(), key
            assert not re.search(r"[{}]", text), (key, text)
            for name in names - {"count"}:
                assert values[name] in text, (key, name)


@pytest.mark.parametrize(("lang", "other_word"), [("en", r"\bsteps?\b"), ("zh", "其他|步骤")])
def test_one_word_for_one_thing(lang, other_word):
    """A milestone is no step, 节点 no 步骤; 其它 is written one way, in the documents as well."""
    for key, texts in forms(lang).items():
        for text in texts:
            words = re.sub(r"\{\w+\}", "", text)
            assert not re.search(other_word, words, re.IGNORECASE), (key, text)
    for document in (*ROOT.glob("*.zh-CN.md"), *(ROOT / "docs").glob("*.zh-CN.md")):
        assert "其他" not in document.read_text(encoding="utf-8"), document


def test_counts_have_plural_forms():
    """An English sentence that counts things has a singular: never "1 targets"."""
    counted = re.compile(r"\{count\} (\w+ )?[a-z]+s\b")
    single = {key: texts[0] for key, texts in forms("en").items() if len(texts) == 1}
    assert [key for key, text in single.items() if counted.search(text)] == []


def test_plural_forms_differ():
    """A key with plural forms has an English singular that is not its plural."""
    assert [key for key, texts in forms("en").items() if len(texts) != len(set(texts))] == []


def test_chinese_is_punctuated_as_in_print():
    """No half-width comma, semicolon or bracket between Chinese characters."""
    for key, text in catalogue("zh").items():
        assert not re.search(r"[\u4e00-\u9fff}][,;()]|[,;()][\u4e00-\u9fff]", text), (
            f"{key}: {text}"
        )


def test_every_key_in_the_code_is_in_the_catalogue():
    """A string of the code that looks like a key of the catalogue is one, in calls and in tables."""
    areas = {key.partition(".")[0] for key in catalogue("en")}
    fields_of_evidence = {f"evidence.{name}" for name in Evidence.model_fields}
    keys = {
        text
        for text in code().strings
        if KEY.fullmatch(text) and text.partition(".")[0] in areas and not FILE_NAME.match(text)
    }
    assert keys - fields_of_evidence <= set(catalogue("en"))


def test_calls_pass_the_parameters_of_the_key():
    """A call with a literal key passes the parameters that its sentence has, and no others."""
    calls = [call for call in code().calls if call[0] not in FILLED_IN_BY_SCRIPT]
    assert len(calls) > 500
    for key, names in calls:
        texts = forms("en")[key]
        expected = set().union(*map(fields, texts)) | ({"count"} if len(texts) > 1 else set())
        assert names == expected, key


def test_every_key_of_the_catalogue_is_used():
    """The code names every key in full: unused wording is deleted."""
    assert set(catalogue("en")) <= code().strings


def test_a_message_renders_its_parameters():
    """Numbers keep their digits, dates are ISO, lists are joined, null is a word, messages are rendered."""
    message = Message(
        "read.choice",
        names=["a", dt.date(2022, 6, 30), 1e15, None],
        value=Message("value.nothing"),
        suggestion="",
    )
    english = "expected one of a, 2022-06-30, 1000000000000000, null; found nothing"
    assert str(message) == english
    chinese = "应为下列之一：a、2022-06-30、1000000000000000、null；实际为空值"
    assert Translator("zh").message(message) == chinese


@pytest.mark.parametrize(
    ("asked", "browser", "expected"),
    [
        ("en", "zh-CN", "en"),
        (None, "en-GB", "en"),
        (None, "zh-Hant-TW", "zh"),
        (None, "fr", "zh"),
        ("xx", "en_US", "en"),
        (None, None, "zh"),
    ],
)
def test_the_language_asked_for_then_the_browsers_then_chinese(asked, browser, expected):
    """A link's language counts first; a browser in a third language gets Chinese."""
    assert choose_language(asked, browser) == expected


def test_days_are_written_as_in_the_file():
    """2022-06-30 in both languages; no day is a dash."""
    assert day(dt.date(2022, 6, 30)) == "2022-06-30"
    assert day(pd.NaT) == "–"
    assert day(None) == "–"


@pytest.mark.parametrize("lang", languages())
def test_a_count_in_a_sentence_is_grouped_like_other_figures(lang):
    """1,120 days late on the overview as in the reason for the status; up to 999 there is nothing to group."""
    t = Translator(lang)
    assert "1,120" in t("row.days_late", count=1120)
    assert "999" in t("row.days_late", count=999)
    assert "1,200" in t("list.found", count=3, total=1200)


def test_sentences_stand_beside_each_other_as_in_print():
    """A blank follows an English full stop; a Chinese one has its space within. Empty ones leave none."""
    assert sentences("One.", "", "Two.") == "One. Two."
    assert sentences("第一句。", "第二句。") == "第一句。第二句。"
    assert sentences("", "") == ""


def test_a_missing_key_is_an_error():
    """A typo in a key fails loudly in the tests rather than quietly on a page."""
    with pytest.raises(KeyError):
        Translator("zh")("no.such.key")


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("the structure has not been begun", 14, "the structure…"),
        ("the structure has not been begun", 20, "the structure has…"),
        ("the structure", 8, "the…"),
        ("about 300,000 m² of housing", 10, "about…"),
        ("about 300,000 m² of housing", 14, "about…"),
        ("about 300,000 m² of housing", 17, "about 300,000 m²…"),
        ("saves NZ$604 million in all", 14, "saves…"),
        ("力争使约 30 万平方米的成套改造", 12, "力争使约…"),
        ("力争使约30万平方米的成套改造", 11, "力争使约…"),
        ("增长5.5%以上并保持", 9, "增长5.5%…"),
        ("a" * 45, 44, "a" * 43 + "…"),
    ],
)
def test_a_text_is_cut_within_no_word_and_no_figure(text, columns, expected):
    """ "about 30…" would read as another figure than 300,000, and "about 30…" than 30 万平方米."""
    assert shorten(text, columns, whole_words=True) == expected
    if any(map(str.isdecimal, text)):
        assert shorten(text, columns) == expected
