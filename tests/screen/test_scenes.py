"""The contents of the public screen, scene by scene."""

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

from tracker.i18n import languages, width
from tracker.portfolio.model import SCENE_NAMES, Screen
from tracker.portfolio.redaction import redact
from tracker.screen.cards import MAX_TITLE_WIDTH, screen_card, size_step
from tracker.screen.projects import MAX_STEPS
from tracker.screen.scene_html import scene_section
from tracker.screen.scenes import (
    CARDS_PER_PAGE,
    MAX_PAGES,
    CardsBody,
    OverviewBody,
    ProjectsBody,
    build_scenes,
    play_order,
)
from tracker.screen.settings import ScreenSettings
from tracker.screen.timeline import TimelineBody

DAY = dt.date(2022, 7, 1)
HALF = "measure: {kind: cumulative, unit: 户, target: 1000}\n"


def settings(**params) -> ScreenSettings:
    return ScreenSettings.from_query(Screen(), params)


def scenes_of(at, lang="zh", as_of=TODAY, **params):
    return build_scenes(look(redact(at), lang, as_of, as_of), settings(**params))


def texts(value):
    """Every text in nested scenes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts(item)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("data", [demonstration, real])
def test_every_scene_has_its_title_and_at_most_six_items(data, lang):
    """At most six items per page; pages are numbered; no wording is missing."""
    scenes = scenes_of(data(), lang)
    names = list(dict.fromkeys(scene.name for scene in scenes))
    assert names == [name for name in SCENE_NAMES if name in names]
    for scene in scenes:
        assert scene.title
        assert 1 <= scene.page <= scene.pages <= MAX_PAGES
        count = {
            CardsBody: lambda body: len(body.items),
            TimelineBody: lambda body: len(body.bars),
            ProjectsBody: lambda body: len(body.projects),
            OverviewBody: lambda body: len(body.figures),
        }[type(scene.body)](scene.body)
        assert 0 < count <= CARDS_PER_PAGE
    assert not holes(Element("", {}, list(texts(scenes))))


def test_both_languages_have_the_same_scenes():
    """Languages alternate scene by scene, so each scene exists in both."""
    zh, en = (
        [
            scene._replace(title="", subtitle="", body=None)
            for scene in scenes_of(demonstration(), lang)
        ]
        for lang in languages()
    )
    assert zh == en


def test_every_target_is_in_the_scenes_of_its_theme():
    """No target of a portfolio of ordinary size is left out."""
    at = demonstration()
    shown = [card.id for scene in scenes_of(at, scenes="themes") for card in scene.body.items]
    assert sorted(shown) == sorted(target.id for target in at.targets)


def test_scenes_come_in_the_order_asked_for():
    """The order of the settings is that of the rotation."""
    names = [scene.name for scene in scenes_of(demonstration(), scenes="short,whole")]
    assert names[-1] == "whole"
    assert set(names) == {"short", "whole"}


def test_only_selected_themes_are_shown():
    """A screen of one department shows its theme."""
    scenes = scenes_of(demonstration(), scenes="themes", themes="housing")
    assert {scene.theme for scene in scenes} == {"housing"}


def test_targets_that_fall_short_come_worst_first():
    """Missed, far behind, behind, not reported: in this order and complete."""
    at = demonstration()
    cards = [card for scene in scenes_of(at, scenes="short") for card in scene.body.items]
    shown = [card.status for card in cards]
    order = ["missed", "off_track", "at_risk", "unreported"]
    assert shown == sorted(shown, key=order.index)
    assert len(shown) == look(at).assessed["status"].isin(order).sum()


def test_recently_completed_comes_first():
    """Newest first, on as many pages as it takes."""
    scenes = scenes_of(demonstration(), "en", scenes="done")
    explanations = [card.explanation for scene in scenes for card in scene.body.items]
    dates = [date[0] for text in explanations if (date := re.search(r"20\d\d-\d\d-\d\d", text))]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) >= 8
    assert not any("more not on this screen" in scene.subtitle for scene in scenes)


@pytest.mark.parametrize("lang", languages())
def test_an_empty_portfolio_has_a_scene(lang):
    """A screen is never blank."""
    (scene,) = scenes_of(empty(), lang)
    assert scene.body is None
    assert scene.subtitle


def test_scenes_without_content_are_left_out():
    """An empty scene is skipped; if no scene is left, a notice is shown."""
    at = portfolio(HALF)
    assert "done" not in {scene.name for scene in scenes_of(at, as_of=DAY)}
    (scene,) = scenes_of(at, as_of=DAY, scenes="done")
    assert scene.body is None


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
    'id: k\nmeasure: {kind: floor, unit: "%", floor: 5}\n'
    + updates(("2022-06-30", 4)): "off_track",
    'id: l\nmeasure: {kind: range, unit: "%", range: [1, 2]}\ndue: 2022-06-30\n'
    + updates(("2022-06-30", 9)): "missed",
    'id: m\nmeasure: {kind: ceiling, unit: "%", ceiling: 5}\ndue: 2022-06-30\n'
    + updates(("2022-06-30", 4)): "achieved",
    "id: 'n'\ndue: null\n" + updates(("2022-06-30", 4)): "not_judged",
    "id: o\nstart: null\n" + updates(("2022-06-30", 4)): "not_judged",
    "id: p\nmeasure: {kind: milestones}\nmilestones: [{id: x, title: X}]": "unreported",
    "id: q\ndue: 2021-12-31\nstart: 2021-01-01\n" + updates(("2021-09-30", 4)): "unreported",
    "id: r\ndue: 2022-05-31\n" + updates(("2022-06-30", 1000)): "achieved",
}


@pytest.mark.parametrize("lang", languages())
def test_every_rule_has_a_short_explanation(lang):
    """One line of at most 64 columns for each rule, without unfilled parameters."""
    view = look(portfolio(*WHY), lang, DAY, DAY)
    for fields, status in zip(WHY, view.assessed["status"], strict=True):
        assert status == WHY[fields]
    for row in view.by_id.values():
        card = screen_card(view, row)
        assert 3 < width(card.explanation) <= 64, card
        assert not holes(Element("", {}, [card.title, card.value, card.goal, card.explanation]))


def test_a_rate_has_no_completion():
    """A rate is held or not held, so it has a bound and no bar."""
    view = look(portfolio(*WHY), "en", DAY, DAY)
    card = screen_card(view, view.by_id["j"])
    assert math.isnan(card.completion)
    assert math.isnan(card.planned)
    assert card.goal == "at least 5% promised"


def test_an_unreported_target_shows_its_last_figure_as_stale():
    """The last figure before reports stopped stays, marked as stale."""
    view = look(portfolio(*WHY), "en", DAY, DAY)
    card = screen_card(view, view.by_id["i"])
    assert card.is_stale
    assert (card.value, card.goal) == ("10", "of 1,000 户")
    # figure and plan are of one day: 89 days of 729 by 2021-03-31
    assert card.planned == view.by_id["i"].planned == pytest.approx(89 / 729)


@pytest.mark.parametrize(("steps", "expected"), [(1, "of 1 milestone"), (2, "of 2 milestones")])
def test_steps_are_counted_in_the_plural(steps, expected):
    """One step, two steps."""
    ids = ", ".join(f"{{id: s{n}, title: S}}" for n in range(steps))
    view = look(portfolio(f"measure: {{kind: milestones}}\nmilestones: [{ids}]"), "en", DAY, DAY)
    assert screen_card(view, view.by_id["homes"]).goal == expected


def test_a_long_project_shows_the_steps_around_the_next_one():
    """Six steps are shown, the next one among them, and the others are counted."""
    steps = ", ".join(
        f"{{id: s{n}, title: Step {n}, due: 2022-0{n % 9 + 1}-01}}" for n in range(12)
    )
    done = ", ".join(f"s{n}" for n in range(7))
    at = portfolio(
        f"measure: {{kind: milestones}}\nmilestones: [{steps}]\nupdates:\n"
        f"  - {{date: 2022-06-30, done: [{done}], evidence: {{title: Gazette, grade: A}}}}\n"
    )
    (scene,) = scenes_of(at, "en", DAY, scenes="projects")
    (project,) = scene.body.projects
    assert len(project.steps) == MAX_STEPS
    assert project.hidden_before + project.hidden_after == 12 - MAX_STEPS
    assert [step.state for step in project.steps].count("next") == 1
    assert {step.title: step.state for step in project.steps}["Step 7"] == "next"


def test_the_share_spent_is_that_of_the_amounts_beside_it():
    """Of targets with both amounts; spending without an approved amount is no part of it."""
    both = "budget: {approved: 5}\nupdates: [{date: 2022-06-30, spent: 2}]"
    other = "id: other\nupdates: [{date: 2022-06-30, spent: 4}]"
    (scene,) = scenes_of(portfolio(both, other), "en", DAY, scenes="whole")
    assert ("40%", "200 of 500 million yuan spent") in scene.body.figures


def test_steps_without_a_report_are_unknown():
    """Without a current report the state is unknown; after one of no steps done, the first one is next."""
    steps = "measure: {kind: milestones}\nmilestones: [{id: a, title: A}, {id: b, title: B}]\n"
    update = "updates: [{date: 2022-06-30, done: [], evidence: {title: Gazette, grade: A}}]\n"
    old = "start: 2021-01-01\n" + update.replace("2022-06-30", "2021-06-30")
    for fields, states in (
        (steps, ["unknown", "unknown"]),
        (steps + old, ["unknown", "unknown"]),
        (steps + update, ["next", "open"]),
    ):
        (scene,) = scenes_of(portfolio(fields), "en", DAY, scenes="projects")
        assert [step.state for step in scene.body.projects[0].steps] == states


def test_unreported_targets_are_not_said_to_fall_short():
    """Unreported targets have scenes of their own with a neutral title."""
    statuses = {}
    for scene in scenes_of(demonstration(), "en", scenes="short"):
        statuses.setdefault(scene.title, set()).update(card.status for card in scene.body.items)
    assert statuses == {
        "Behind or missed": {"missed", "off_track", "at_risk"},
        "Not reported": {"unreported"},
    }


def test_an_overdue_step_shows_when_it_was_due():
    """The month beside a step that is not done is its due date."""
    at = portfolio("measure: {kind: milestones}\nmilestones: [{id: a, title: A, due: 2022-03-01}]")
    (scene,) = scenes_of(at, "en", DAY, scenes="projects")
    assert scene.body.projects[0].steps[0].month == "was due 2022-03"


def test_the_timeline_stays_within_its_axis():
    """Dates beyond the axis are placed at its ends; overdue targets come last."""
    at = portfolio("id: a\nstart: 1990-01-01\ndue: 2060-01-01", "id: b\ndue: 2022-03-01", "id: c")
    (scene,) = scenes_of(at, as_of=DAY, scenes="timeline")
    positions = [position for span in scene.body.bars for position in (span.start, span.due)]
    assert all(0 <= position <= 1 for position in positions)
    assert all(span.start <= span.due for span in scene.body.bars)
    assert [(span.id, span.is_overdue) for span in scene.body.bars] == [
        ("c", False),
        ("a", False),
        ("b", True),
    ]
    assert len(scene.body.years) <= 7


def test_a_large_theme_is_shown_over_several_rotations():
    """All of 200 targets; ten pages in each rotation, other scenes in every one."""
    at = portfolio(*(f"id: t{n}" for n in range(200)))
    scenes = scenes_of(at, "en", DAY, scenes="whole,themes")
    order = play_order(scenes)
    ids = [card.id for scene in order if scene.name == "themes" for card in scene.body.items]
    assert sorted(ids) == sorted(f"t{n}" for n in range(200))
    starts = [place for place, scene in enumerate(order) if scene.name == "whole"]
    assert starts == [0, 11, 22, 33]
    assert not any("more not on this screen" in scene.subtitle for scene in scenes)


def test_a_theme_has_at_most_a_hundred_pages():
    """The targets beyond them are counted: a page of thousands of cards would not open."""
    at = portfolio(*(f"id: t{n}" for n in range(610)))
    scenes = scenes_of(at, "en", DAY, scenes="themes")
    assert len(scenes) == MAX_PAGES
    assert "10 more not on this screen" in scenes[0].subtitle


@pytest.mark.parametrize("pages", [0, 1, 9, 10, 11, 20, 21])
def test_every_page_is_in_the_order_of_play(pages):
    """Each once, in its order, unless another scene needs more rotations."""
    at = portfolio(*(f"id: t{n}" for n in range(6 * pages)))
    scenes = [
        scene for scene in scenes_of(at, "en", DAY, scenes="themes") if scene.name == "themes"
    ]
    assert play_order(scenes) == scenes


def test_a_long_title_is_set_smaller():
    """Titles have four sizes by their width."""
    assert [size_step("字" * count) for count in (5, 14, 21, 30)] == [0, 1, 2, 3]


def test_a_title_too_long_for_its_card_is_cut():
    """It ends with an ellipsis within the width of a card."""
    view = look(portfolio(f"title: {'字' * 300}"), as_of=DAY, today=DAY)
    title = screen_card(view, view.by_id["homes"]).title
    assert width(title) <= MAX_TITLE_WIDTH
    assert title.endswith("…")


def test_data_that_is_not_public_is_not_on_the_screen():
    """A target, a figure or a note with ``public: false`` is in no scene."""
    at = portfolio(
        "id: secret\ntitle: Hidden\npublic: false",
        "updates:\n  - {date: 2022-06-30, value: 777, public: false, note: Hidden, "
        "evidence: {title: Hidden, grade: A}}\n",
    )
    text = "\n".join(texts(scenes_of(at, "en", DAY)))
    assert "Hidden" not in text
    assert "777" not in text
    assert "secret" not in text


@pytest.mark.slow
@settings_of_hypothesis(max_examples=15, deadline=None)
@given(records(), as_ofs, st.sampled_from(languages()))
def test_every_valid_portfolio_has_scenes(target_records, as_of, lang):
    """Any valid file has scenes on any day, and every position is on its axis."""
    view = look(redact(portfolio_of(target_records)), lang, as_of, as_of)
    scenes = build_scenes(view, settings())
    assert scenes
    assert not holes(Element("", {}, list(texts(scenes))))
    for scene in scenes:
        scene_section(view, scene, 0, None)
        if isinstance(scene.body, TimelineBody):
            for span in scene.body.bars:
                assert 0 <= span.start <= span.due <= 1
