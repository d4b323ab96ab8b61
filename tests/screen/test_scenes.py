"""What the public screen shows: its scenes as data."""

import datetime as dt
import math
import re

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from support.judging import as_ofs, portfolio_of, records
from support.looking import TODAY, Element, demonstration, empty, holes, look, portfolio, real
from support.samples import updates
from support.wording import catalogue

from tracker.i18n import languages
from tracker.portfolio.model import SCENE_NAMES, Screen
from tracker.portfolio.redaction import redact
from tracker.screen.cards import MAX_TITLE_WIDTH, screen_card, shorten, size_step, width
from tracker.screen.projects import MAX_STEPS
from tracker.screen.scene_html import scene_section
from tracker.screen.scenes import (
    CARDS_PER_PAGE,
    MAX_PAGES,
    CardsBody,
    EmptyBody,
    OverviewBody,
    ProjectsBody,
    build_scenes,
)
from tracker.screen.settings import ScreenSettings
from tracker.screen.timeline import TimelineBody

DAY = dt.date(2022, 7, 1)
HALF = "measure: {kind: cumulative, unit: 户, target: 1000}\n"


def settings(**params) -> ScreenSettings:
    return ScreenSettings.from_query(Screen(), params)


def made(at, lang="zh", as_of=TODAY, **params):
    return build_scenes(look(redact(at), lang, as_of, as_of), settings(**params))


def texts(value):
    """Every text within scenes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from texts(one)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("data", [demonstration, real])
def test_every_scene_has_its_title_and_at_most_six_items(data, lang):
    """Six items a scene; pages are numbered; no wording is missing."""
    found = made(data(), lang)
    assert [name for name in SCENE_NAMES if name in {scene.name for scene in found}] == list(
        dict.fromkeys(scene.name for scene in found)
    )
    for scene in found:
        assert scene.title
        assert 1 <= scene.page <= scene.pages <= max(MAX_PAGES.values())
        count = {
            CardsBody: lambda body: len(body.items),
            TimelineBody: lambda body: len(body.bars),
            ProjectsBody: lambda body: len(body.projects),
            OverviewBody: lambda body: len(body.figures),
        }[type(scene.body)](scene.body)
        assert 0 < count <= CARDS_PER_PAGE
    assert not holes(Element("", {}, list(texts(found))))


def test_both_languages_have_the_same_scenes():
    """Languages take turns scene by scene, so each must have its like in the other."""
    zh, en = (
        [scene._replace(title="", subtitle="", body=None) for scene in made(demonstration(), lang)]
        for lang in languages()
    )
    assert zh == en


def test_every_target_stands_in_its_themes_scenes():
    """No target of a portfolio of ordinary size is left out."""
    at = demonstration()
    shown = [one.id for scene in made(at, scenes="themes") for one in scene.body.items]
    assert sorted(shown) == sorted(target.id for target in at.targets)


def test_scenes_come_in_the_order_asked_for():
    """The order of the settings is that of the rotation."""
    names = [scene.name for scene in made(demonstration(), scenes="short,whole")]
    assert names[-1] == "whole"
    assert set(names) == {"short", "whole"}


def test_themes_chosen_are_the_only_ones():
    """A screen of one department shows its theme."""
    found = made(demonstration(), scenes="themes", themes="housing")
    assert {scene.theme for scene in found} == {"housing"}


def test_what_falls_short_is_said_worst_first():
    """Missed before far behind before behind before silent; nobody is spared."""
    at = demonstration()
    found = [one.status for scene in made(at, scenes="short") for one in scene.body.items]
    order = ["missed", "off_track", "at_risk", "unreported"]
    assert found == sorted(found, key=order.index)
    statuses = look(at).assessed["status"]
    assert len(found) == statuses.isin(order).sum()


def test_recently_completed_comes_first():
    """The latest day first; what does not fit is counted aloud."""
    found = made(demonstration(), "en", scenes="done")
    said = [one.explanation for scene in found for one in scene.body.items]
    days = [day[0] for why in said if (day := re.search(r"20\d\d-\d\d-\d\d", why))]
    assert days == sorted(days, reverse=True)
    assert len(days) >= 8
    assert "2 more not on this screen" in found[0].subtitle


@pytest.mark.parametrize("lang", languages())
def test_an_empty_portfolio_says_so_kindly(lang):
    """A screen is never blank."""
    (scene,) = made(empty(), lang)
    assert scene.body == EmptyBody()
    assert scene.subtitle


def test_scenes_with_nothing_to_say_are_left_out():
    """No empty page about nothing completed; where nothing else was asked for, it says so."""
    at = portfolio(HALF)
    assert "done" not in {scene.name for scene in made(at, as_of=DAY)}
    (scene,) = made(at, as_of=DAY, scenes="done")
    assert scene.body == EmptyBody()


WHY = {
    "id: a\nmeasure: {kind: statement}": "not_judged",
    "id: b\n" + updates(("2022-06-30", 1000)): "achieved",
    "id: c\n" + updates(("2022-06-30", 500)): "on_track",
    "id: d\n" + updates(("2022-06-30", 300)): "at_risk",
    "id: e\n" + updates(("2022-06-30", 10)): "off_track",
    "id: f\ndue: 2022-06-30\n" + updates(("2022-06-30", 10)): "missed",
    "id: g\nstart: 2022-08-01": "not_started",
    "id: h": "unreported",
    "id: i\nstart: 2021-01-01\n" + updates(("2021-03-31", 10)): "unreported",
    'id: j\nmeasure: {kind: floor, unit: "%", floor: 5}\n' + updates(("2022-06-30", 6)): "on_track",
    'id: k\nmeasure: {kind: floor, unit: "%", floor: 5}\n' + updates(("2022-06-30", 4)): "at_risk",
    'id: l\nmeasure: {kind: range, unit: "%", range: [1, 2]}\ndue: 2022-06-30\n'
    + updates(("2022-06-30", 9)): "missed",
    'id: m\nmeasure: {kind: ceiling, unit: "%", ceiling: 5}\ndue: 2022-06-30\n'
    + updates(("2022-06-30", 4)): "achieved",
    "id: n\ndue: null\n" + updates(("2022-06-30", 4)): "not_judged",
    "id: o\nstart: null\n" + updates(("2022-06-30", 4)): "not_judged",
    "id: p\nmeasure: {kind: milestones}\nmilestones: [{id: x, title: X}]": "unreported",
    "id: q\ndue: 2021-12-31\nstart: 2021-01-01\n" + updates(("2021-09-30", 4)): "unreported",
    "id: r\ndue: 2022-05-31\n" + updates(("2022-06-30", 1000)): "achieved",
}


@pytest.mark.parametrize("lang", languages())
def test_every_status_says_why_in_a_few_words(lang):
    """One short line a target, for each rule there is, with nothing left unfilled."""
    view = look(portfolio(*WHY), lang, DAY, DAY)
    for fields, status in zip(WHY, view.assessed["status"], strict=True):
        assert status == WHY[fields]
    for row in view.by_id.values():
        found = screen_card(view, row)
        assert 3 < width(found.explanation) <= 64, found
        assert not holes(Element("", {}, [found.title, found.value, found.goal, found.explanation]))


def test_every_word_of_the_screen_is_said_by_something():
    """The catalogue's reasons are those the rules can give."""
    rules = set(look(portfolio(*WHY), as_of=DAY, today=DAY).assessed["rule"])
    own = {"early", "held", "share", "holding", "failing", "not_held", "not_done", "stale_over"}
    reasons = {
        key.removeprefix("screen.why.") for key in catalogue("zh") if key.startswith("screen.why.")
    }
    assert reasons - own <= rules | {"reached", "not_reached"}


def test_a_rate_has_no_bar_and_a_silent_target_keeps_its_last_figure():
    """A rate holds or does not; the last figure of who fell silent is shown as old."""
    view = look(portfolio(*WHY), "en", DAY, DAY)
    rate, silent = screen_card(view, view.by_id["j"]), screen_card(view, view.by_id["i"])
    assert math.isnan(rate.completion)
    assert math.isnan(rate.planned)
    assert rate.goal == "at least 5% promised"
    assert silent.is_stale
    assert (silent.value, silent.goal) == ("10", "of 1,000 户")


def test_a_project_shows_the_steps_around_the_next_one():
    """Of a long project six steps are shown, the next among them, and how many are not."""
    steps = ", ".join(
        f"{{id: s{n}, title: Step {n}, due: 2022-0{n % 9 + 1}-01}}" for n in range(12)
    )
    done = ", ".join(f"s{n}" for n in range(7))
    at = portfolio(
        f"measure: {{kind: milestones}}\nmilestones: [{steps}]\nupdates:\n"
        f"  - {{date: 2022-06-30, done: [{done}], evidence: {{title: Gazette, grade: A}}}}\n"
    )
    (scene,) = made(at, "en", DAY, scenes="projects")
    (project,) = scene.body.projects
    assert len(project.steps) == MAX_STEPS
    assert project.hidden_before + project.hidden_after == 12 - MAX_STEPS
    assert [step.state for step in project.steps].count("next") == 1
    assert {step.title: step.state for step in project.steps}["Step 7"] == "next"


def test_steps_nobody_reported_on_are_unknown_not_next():
    """Silence about a project is not a project that has not begun; a report of nothing done is."""
    steps = "measure: {kind: milestones}\nmilestones: [{id: a, title: A}, {id: b, title: B}]\n"
    said = "updates: [{date: 2022-06-30, done: [], evidence: {title: Gazette, grade: A}}]\n"
    for fields, states in ((steps, ["unknown", "unknown"]), (steps + said, ["next", "open"])):
        (scene,) = made(portfolio(fields), "en", DAY, scenes="projects")
        assert [step.state for step in scene.body.projects[0].steps] == states


def test_what_nobody_reported_is_not_said_to_fall_short():
    """Silent targets have scenes of their own, with a title that does not judge them."""
    statuses = {}
    for scene in made(demonstration(), "en", scenes="short"):
        statuses.setdefault(scene.title, set()).update(one.status for one in scene.body.items)
    assert statuses == {
        "Where we fell short": {"missed", "off_track", "at_risk"},
        "Not reported": {"unreported"},
    }


def test_a_step_past_its_day_says_when_it_was_due():
    """The month beside a step not done is the one it was to be done in."""
    at = portfolio("measure: {kind: milestones}\nmilestones: [{id: a, title: A, due: 2022-03-01}]")
    (scene,) = made(at, "en", DAY, scenes="projects")
    assert scene.body.projects[0].steps[0].month == "was due 2022-03"


def test_the_timeline_keeps_everything_on_its_axis():
    """Dates far in the past or future stand at its ends, never outside; what is over comes last."""
    at = portfolio("id: a\nstart: 1990-01-01\ndue: 2060-01-01", "id: b\ndue: 2022-03-01", "id: c")
    (scene,) = made(at, as_of=DAY, scenes="timeline")
    places = [place for span in scene.body.bars for place in (span.start, span.due)]
    assert all(0 <= place <= 1 for place in places)
    assert all(span.start <= span.due for span in scene.body.bars)
    assert [(span.id, span.is_overdue) for span in scene.body.bars] == [
        ("c", False),
        ("a", False),
        ("b", True),
    ]
    assert len(scene.body.years) <= 7


def test_many_targets_page_on_and_the_rest_is_counted():
    """A theme of a hundred targets rotates through ten pages and says how many it leaves out."""
    at = portfolio(*(f"id: t{n}" for n in range(100)))
    found = made(at, "en", DAY, scenes="themes")
    assert len(found) == MAX_PAGES["themes"]
    assert "40 more not on this screen" in found[0].subtitle


def test_a_long_title_is_set_smaller_and_a_very_long_one_cut():
    """Titles have four sizes; beyond what a card holds the end is cut with a sign."""
    assert [size_step("字" * count) for count in (5, 14, 21, 30)] == [0, 1, 2, 3]
    assert width(shorten("字" * 300)) <= MAX_TITLE_WIDTH
    assert shorten("字" * 300).endswith("…")
    assert shorten(" one\n two ") == "one two"


def test_nothing_that_is_not_public_is_on_the_screen():
    """A target, a figure or a note marked so is in no scene."""
    at = portfolio(
        "id: secret\ntitle: Hidden\npublic: false",
        "updates:\n  - {date: 2022-06-30, value: 777, public: false, note: Hidden, "
        "evidence: {title: Hidden, grade: A}}\n",
    )
    said = "\n".join(texts(made(at, "en", DAY)))
    assert "Hidden" not in said
    assert "777" not in said
    assert "secret" not in said


@settings_of_hypothesis(max_examples=15, deadline=None)
@given(records(), as_ofs, st.sampled_from(languages()))
def test_no_portfolio_stops_the_screen(found, as_of, lang):
    """Whatever a sound file holds, on whatever day, there are scenes, and no place is off its axis."""
    view = look(redact(portfolio_of(found)), lang, as_of, as_of)
    shown = build_scenes(view, settings())
    assert shown
    assert not holes(Element("", {}, list(texts(shown))))
    for scene in shown:
        scene_section(view, scene, 0, None)
        if isinstance(scene.body, TimelineBody):
            for span in scene.body.bars:
                assert 0 <= span.start <= span.due <= 1
