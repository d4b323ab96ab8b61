import math
import re

import pytest

from tracker.analysis.changes import Change
from tracker.i18n import Translator
from tracker.views.changes import completion_gain, previous_status


@pytest.mark.parametrize(
    ("lang", "trend", "seen", "read_out"),
    [
        ("zh", -1, "↘ 原为 ▲ 滞后", "变差，"),
        ("en", 1, "↗ was ▲ Behind", "better: "),
        ("en", 0, "→ was ▲ Behind", "changed: "),
    ],
)
def test_an_arrow_has_its_meaning_in_words(lang, trend, seen, read_out):
    """What is seen, and what a screen reader says in place of the arrow."""
    html = previous_status(Translator(lang), Change("at_risk", trend, math.nan))
    arrow, meaning, was = re.fullmatch(
        r'<span class="was"><span aria-hidden="true">(.)</span>'
        r'<span class="unseen">(.+?)</span>(.+)</span>',
        html,
    ).groups()
    assert f"{arrow}{was}" == seen
    assert meaning == read_out


def test_an_unchanged_status_is_not_repeated():
    assert previous_status(Translator("en"), Change(None, 0, 0.2)) == ""


@pytest.mark.parametrize(
    ("gain", "words"),
    [(0.06, "+6 pp"), (-0.025, "−2.5 pp"), (0.0, ""), (math.nan, ""), (0.0004, "+0.04 pp")],
)
def test_a_gain_in_completion(gain, words):
    assert completion_gain(Translator("en"), Change(None, 0, gain)) == words
