"""Wording: both languages say everything, with the same gaps to fill."""

from __future__ import annotations

import ast
import datetime as dt
import re
import string
from pathlib import Path

import pandas as pd
import pytest
from support.wording import catalogue

from tracker.analysis.assessment import STATUSES
from tracker.i18n import (
    STATUS_SHAPES,
    Translator,
    choose_language,
    day,
    languages,
    number,
    percent,
)
from tracker.portfolio.model import KINDS

SOURCE = Path(__file__).parent.parent / "src" / "tracker"
KEY = re.compile(r"[a-z_]+(\.[\w-]+)+")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys():
    """Nothing is said in one language only."""
    assert set(catalogue("zh")) == set(catalogue("en"))


def test_both_languages_fill_the_same_gaps():
    """A translation that forgets a number, or names it differently, is found here."""
    for key, text in catalogue("zh").items():
        assert fields(text) == fields(catalogue("en")[key]), key


@pytest.mark.parametrize("lang", languages())
def test_no_wording_is_empty(lang):
    """A key without words would leave a hole on a page."""
    assert all(text.strip() for text in catalogue(lang).values())


def test_chinese_is_punctuated_as_in_print():
    """No half-width comma, semicolon or bracket between Chinese characters."""
    for key, text in catalogue("zh").items():
        assert not re.search(r"[\u4e00-\u9fff}][,;()]|[,;()][\u4e00-\u9fff]", text), (
            f"{key}: {text}"
        )


def test_every_key_in_the_code_is_in_the_catalogue():
    """A page never stumbles over a missing key: every literal key that is said exists."""
    known = catalogue("zh")
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _says(node.func):
                key = node.args[0]
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    assert key.value in known, f"{path.name}: {key.value}"


def _says(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "say"


def test_every_status_kind_rule_and_page_has_its_words():
    """Keys put together at run time exist for every value they are put together from."""
    rules = re.findall(
        r'"(\w+)": "\w+"', (SOURCE / "analysis" / "assessment.py").read_text(encoding="utf-8")
    )
    known = catalogue("zh")
    keys = [f"status.{status}" for status in STATUSES] + [f"goal.{kind}" for kind in KINDS]
    keys += [f"rule.{rule}" for rule in rules if f"rule.{rule}" in known or "gap" in rule]
    assert len(rules) >= 12
    assert not [key for key in keys if key not in known]
    assert set(STATUS_SHAPES) == set(STATUSES)


def test_every_key_of_the_catalogue_is_used():
    """Wording that nothing says any more is taken out."""
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    prefixes = set(re.findall(r"""f["']([a-z.]+\.)\{""", code))
    for key in catalogue("zh"):
        said = f'"{key}"' in code or f"'{key}'" in code
        assert said or any(key.startswith(prefix) for prefix in prefixes), key


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


@pytest.mark.parametrize("lang", languages())
def test_numbers_read_as_in_print(lang):
    """Thousands are grouped, decimals kept short, and what is unknown is a dash, never 0."""
    assert number(1012, lang) == "1,012"
    assert number(12.5, lang) == "12.5"
    assert number(float("nan"), lang) == "–"
    assert number(None, lang) == "–"
    assert [percent(share, lang) for share in (0.584, 0.586, 1.0)] == ["58%", "59%", "100%"]
    assert percent(float("nan"), lang) == "–"


def test_days_are_written_as_in_the_file():
    """2022-06-30 in both languages; no day is a dash."""
    assert day(dt.date(2022, 6, 30)) == "2022-06-30"
    assert day(pd.NaT) == "–"
    assert day(None) == "–"


def test_a_missing_key_is_an_error():
    """A typo in a key fails loudly in the tests rather than quietly on a page."""
    with pytest.raises(KeyError):
        Translator("zh")("no.such.key")
