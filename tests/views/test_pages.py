"""Every piece of every page: sound HTML in every language, for any portfolio."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.judging import snapshot_at
from support.looking import (
    HOSTILE,
    PORTFOLIOS,
    harm,
    holes,
    parsed,
    seen,
)

from tracker.analysis.review import review
from tracker.i18n import languages
from tracker.views import (
    budget_rails,
    budgets,
    layout,
    overview,
    target,
    target_list,
    target_walk,
    targets,
    timeline,
)
from tracker.views.context import PageContext
from tracker.views.review import review_page, since_of


def whole_review(view: PageContext) -> str:
    then = snapshot_at(view.portfolio, since_of(view)[0])
    return review_page(view, review(then, view.snapshot))


PIECES: dict[str, Callable[[PageContext], str]] = {
    "head": lambda view: layout.head(view, "targets", "First", "below"),
    "navigation": lambda view: layout.navigation(view, "", {"": "Overview", "targets": "Targets"}),
    "overview": overview.overview,
    "listing": target_list.listing,
    "budgets": budget_rails.drawing,
    "timeline": timeline.drawing,
    "review": whole_review,
}
TARGET_PIECES = (target.target_page, target_walk.walk)
CUT_PAGE = (target.above_chart, target.below_chart)
"""The same page in two parts."""
ANSWERS = {
    "overview": overview.headline,
    "targets": targets.headline,
    "budgets": budgets.headline,
    "timeline": timeline.headline,
}
# both languages today, and one of them on the days before and within the updates
LOOKS = [("zh", "today"), ("en", "today"), ("en", "year-end 2022"), ("en", "long ago")]


def at_every_look(test: Callable[..., None]) -> Callable[..., None]:
    """Every portfolio, in both languages, as of days before, within and after its updates."""
    looks = pytest.mark.parametrize(("lang", "on"), LOOKS)
    return pytest.mark.parametrize("name", PORTFOLIOS)(looks(test))


@at_every_look
def test_every_piece_is_sound_and_says_what_it_means(name, lang, on):
    """Balanced tags, no harm from texts, and no hole where a value or a wording is missing."""
    view = seen(name, lang, on)
    for piece, build in PIECES.items():
        tree = parsed(build(view))
        assert harm(tree) == [], piece
        if name != "hostile":
            assert holes(tree) == [], piece


@at_every_look
def test_every_answer_is_a_sentence(name, lang, on):
    """The first line and the one below it are there, with all their gaps filled."""
    for page, answer in ANSWERS.items():
        for line in answer(seen(name, lang, on)):
            assert line.strip(), page
            assert holes(parsed(f"<p>{line}</p>")) == [], page


@pytest.mark.parametrize(
    ("name", "lang", "on"),
    [
        ("demo", "zh", "today"),
        ("demo", "en", "year-end 2022"),
        ("real", "en", "today"),
        ("real", "zh", "long ago"),
        ("hostile", "en", "today"),
    ],
)
def test_every_target_can_be_opened(name, lang, on):
    """Promise, reasons, reports, context: sound and whole for every target of every portfolio."""
    view = seen(name, lang, on)
    for target_id in view.by_id:
        first, below = target.headline(view, target_id)
        assert first
        assert below
        # whether each part of a page is whole by itself does not depend on the language
        for build in (*TARGET_PIECES, *(CUT_PAGE if lang == "zh" else ())):
            tree = parsed(build(view, target_id))
            assert harm(tree) == [], target_id
            if name != "hostile":
                assert holes(tree) == [], target_id


@pytest.mark.parametrize("lang", languages())
def test_hostile_texts_are_shown_as_they_are(lang):
    """Every text of the data arrives on the page character by character."""
    view = seen("hostile", lang)
    tree = parsed(target.target_page(view, "homes"))
    # promise, unit of goal and value, source, reasons for what is assumed, steps, money, note, by,
    # step done, context, revision and the evidence of three
    assert tree.text.count(HOSTILE) >= 20
    for build in (PIECES["navigation"], overview.overview, timeline.drawing):
        assert HOSTILE in parsed(build(view)).text
    # turned, decisions, issues with owner and cause, declared, ended
    assert parsed(whole_review(view)).text.count(HOSTILE) >= 15
