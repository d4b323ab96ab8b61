"""The contents of the public screen, scene by scene, and their order."""

import datetime as dt
import math
import re
from collections import Counter
from itertools import pairwise
from weakref import WeakKeyDictionary

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples
from support.judging import as_ofs, portfolio_of, records
from support.looking import (
    TODAY,
    Element,
    demonstration,
    empty,
    few,
    holes,
    look,
    new_zealand,
    parsed,
    portfolio,
    public,
    real,
)
from support.samples import updates

from tracker.analysis.details import details_of
from tracker.analysis.snapshot import Snapshot
from tracker.charts import large_progress
from tracker.html import NO_DATA
from tracker.i18n import Translator, languages, width
from tracker.numbers import percent
from tracker.portfolio.header import SCENE_NAMES, Screen
from tracker.portfolio.redaction import redact
from tracker.screen.cards import MAX_TITLE_WIDTH, ScreenCard, screen_card
from tracker.screen.order import ROUND, play_order
from tracker.screen.render import localized_screen
from tracker.screen.scene_html import scene_section
from tracker.screen.scenes import Scene, build_scenes
from tracker.screen.settings import ScreenSettings
from tracker.screen.shortfalls import SHORT_PER_PAGE
from tracker.screen.story import PER_DAY, story
from tracker.screen.theme_pages import CARDS_PER_PAGE
from tracker.screen.unknown import UNKNOWN_PER_PAGE

DAY = dt.date(2022, 7, 1)
HALF = "measure: {kind: cumulative, unit: 户, target: 1000}\n"


def settings(**params) -> ScreenSettings:
    return ScreenSettings.from_query(Screen(), params)


_SCENES: WeakKeyDictionary[Snapshot, dict[str, tuple[Scene, ...]]] = WeakKeyDictionary()


def scenes_of(at, name="", lang="zh", as_of=TODAY) -> list[Scene]:
    """The scenes of a portfolio's public part, built once for a day and language."""
    view = look(public(at), lang, as_of, as_of)
    by_lang = _SCENES.setdefault(view.snapshot, {})
    if lang not in by_lang:
        by_lang[lang] = build_scenes(view)
    return [scene for scene in by_lang[lang] if name in ("", scene.name)]


def texts(value):
    """Every text in nested scenes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts(item)


def targets_shown(scene: Scene) -> int:
    """How many targets a scene shows."""
    match scene.name:
        case "theme":
            return len(scene.body.cards)
        case "unknown":
            return len(scene.body.targets)
        case "short":
            return len(scene.body.items)
    return 1


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("data", [demonstration, real, new_zealand])
def test_every_scene_has_a_title_and_few_items(data, lang):
    """No wording is missing, and no scene has more than can be read from afar."""
    scenes = scenes_of(data(), lang=lang)
    assert {scene.name for scene in scenes} <= set(SCENE_NAMES)
    for scene in scenes:
        assert scene.title
        most = {"theme": CARDS_PER_PAGE, "unknown": UNKNOWN_PER_PAGE}.get(scene.name, 4)
        assert 0 < targets_shown(scene) <= most
        assert not holes(parsed_texts(scene))


def parsed_texts(scene: Scene) -> Element:
    return Element("", {}, list(texts(scene._replace(themes=(), target=""))))


def test_both_languages_have_the_same_scenes():
    """Languages alternate scene by scene, so each scene exists in both."""
    zh, en = (
        [
            (scene.name, scene.themes, scene.target)
            for scene in scenes_of(demonstration(), lang=lang)
        ]
        for lang in languages()
    )
    assert zh == en


@pytest.mark.parametrize("data", [demonstration, real, new_zealand])
def test_every_public_target_is_shown(data):
    """In the scene of its theme, or among those of which nothing is known yet; once."""
    view = look(public(data()))
    shown = Counter(
        card.card.id for scene in scenes_of(data(), "theme") for card in scene.body.cards
    )
    unknown = sum(targets_shown(scene) for scene in scenes_of(data(), "unknown"))
    pursued = [row for row in view.by_id.values() if row.status != "ended"]
    assert unknown == sum(row.status in NO_DATA for row in pursued)
    assert shown == Counter(row.id for row in pursued if row.status not in NO_DATA)


def test_200_targets_of_one_theme_are_shown_within_a_day():
    """In two languages, at the default speed; and the headline returns in every round."""
    at = portfolio(*(f"id: t{n}\n{updates(('2022-06-30', 400))}" for n in range(200)))
    view = look(redact(at), "en", DAY, DAY)
    screen = localized_screen(view, settings())
    scenes = [screen.scenes[place] for place in screen.order]
    shown = {card.card.id for scene in scenes if scene.name == "theme" for card in scene.body.cards}
    assert len(shown) == 200
    assert 2 * len(scenes) * Screen().seconds < 24 * 3600
    starts = [place for place, scene in enumerate(scenes) if scene.name == "headline"]
    assert max(after - before for before, after in pairwise(starts)) <= len(ROUND)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_targets_beyond_a_day_are_counted(monkeypatch, lang):
    """On the pages of a theme with more than fit, on those of the themes after it, and on those of what fell short."""
    at = portfolio(
        *(f"id: t{n}\n{updates(('2022-06-30', 0))}" for n in range(20)),
        *(f"id: u{n}\ntheme: water\n{updates(('2022-06-30', 0))}" for n in range(2)),
    )
    monkeypatch.setattr("tracker.screen.scenes.MAX_PAGES", 4)
    built = build_scenes(look(redact(at), lang, DAY, DAY))
    for name, per_page in (("theme", CARDS_PER_PAGE), ("short", SHORT_PER_PAGE)):
        pages = [scene for scene in built if scene.name == name]
        left = Translator(lang)("screen.rest", count=22 - 4 * per_page)
        assert len(pages) == 4
        assert all(left in page.subtitle for page in pages)
        assert not any(page.subtitle.startswith(left) for page in pages)


@given(
    st.lists(st.sampled_from(SCENE_NAMES), max_size=60),
)
def test_whatever_is_longest_unseen_comes_next(names):
    """Every scene is shown; of one kind none comes again before all others of its kind have come."""
    scenes = [Scene(name, "", "", None) for name in names]
    order = play_order(scenes)
    assert set(order) == set(range(len(scenes)))
    for kind in set(names):
        own = [place for place in order if scenes[place].name == kind]
        count = names.count(kind)
        for start in range(0, len(own) - count + 1, count):
            assert len(set(own[start : start + count])) == count


def test_the_order_depends_on_record_and_day_alone():
    """A screen that starts again goes on where it was."""
    one, other = (localized_screen(look(redact(few())), settings()) for _ in range(2))
    assert one.order == other.order
    assert [scene.target for scene in one.scenes] == [scene.target for scene in other.scenes]


def test_only_what_is_asked_for_is_shown():
    """Scenes by name, and those of a theme; without two equal ones in a row."""
    view = look(public(few()))
    screen = localized_screen(view, settings(scenes="theme,short", themes="housing"))
    assert {scene.name for scene in screen.scenes} == {"theme", "short"}
    assert {scene.themes for scene in screen.scenes} == {("housing",), ()}
    assert all(a != b for a, b in pairwise(screen.order))


def test_stories_take_turns_day_by_day():
    """Some of many targets have a story today; those with news every day, each of the others in time."""
    at = portfolio(*(f"id: t{n}\n{updates(('2022-06-30', 400))}" for n in range(40)))
    by_day = []
    for day in range(10):
        as_of = DAY + dt.timedelta(days=day)
        stories = scenes_of(at, "story", as_of=as_of)
        assert len(stories) == PER_DAY
        by_day.append({scene.target for scene in stories})
    assert len(set.union(*by_day)) == 40
    assert set.intersection(*by_day)


def test_a_story_has_number_promise_events_source_and_grade():
    """What a passer-by needs, and what it is based on; an outlook only with a verdict."""
    figures = updates(("2022-03-31", 100), ("2022-05-31", 300), ("2022-06-30", 400))
    at = portfolio(f"{figures}promise: {{zh: 一年 1000 户, en: A thousand homes in a year}}")
    (scene,) = scenes_of(at, "story", "en", DAY)
    story = scene.body
    assert (story.card.value, story.card.goal) == ("400", "of 1,000 户")
    assert story.promise == "A thousand homes in a year"
    assert [event.date for event in story.events] == ["2022-06-30", "2022-05-31", "2022-03-31"]
    assert story.source == "Source: Gazette, grade A"
    assert story.outlook_words.startswith("If the figures go on")
    (early,) = scenes_of(portfolio(updates(("2022-06-30", 400))), "story", "en", DAY)
    assert (early.body.outlook, early.body.outlook_words) == (None, "")


def test_lately_counts_and_names_what_grew():
    """Completed, started and reported since the comparison day, with the growth of counts."""
    at = portfolio(
        "id: grown-less\n" + updates(("2022-03-31", 100), ("2022-06-30", 140)),
        "id: grown\n" + updates(("2022-03-31", 100), ("2022-06-30", 340)),
        "id: done\n" + updates(("2022-06-15", 1000)),
        "id: begun\nstart: 2022-06-01",
    )
    (scene,) = scenes_of(at, "lately", "en", dt.date(2022, 7, 20))
    assert [(each.targets, each.caption) for each in scene.body.counts] == [
        (1, "completed"),
        (1, "started"),
        (3, "with new figures"),
    ]
    assert [(each.amount, each.figure, each.date) for each in scene.body.news] == [
        ("+240 户", "340 / 1,000 户", "2022-06-30"),
        ("+40 户", "140 / 1,000 户", "2022-06-30"),
        ("1,000 户", "", "2022-06-15"),
    ]


def test_what_is_counted_and_not_listed_is_named():
    """As many targets as have new figures are listed or named, or told in number."""
    at = portfolio(
        *(f"id: t{n}\ntitle: T{n}\n" + updates(("2022-06-15", 100 + n)) for n in range(9))
    )
    (scene,) = scenes_of(at, "lately", "en", dt.date(2022, 7, 20))
    body = scene.body
    assert body.counts[-1][:2] == (9, "with new figures")
    assert len(body.news) + len(body.others) + body.more == 9
    section = scene_section(look(at, "en", dt.date(2022, 7, 20)), scene, 0, "")
    told = [place.text for place in parsed(section).all(class_="others")]
    assert told == ["5 more not listed", "Also: T4, T5, and 3 more"]


def test_a_late_report_that_does_not_count_is_no_news_of_its_target():
    """Two sources disagree on a day; the one found lately has the lower grade. The status says that they do."""
    figures = (
        "updates:\n"
        "  - {date: 2022-03-31, value: 340, evidence: {title: Gazette, grade: A}}\n"
        "  - {date: 2022-03-31, value: 90, reported: 2022-07-10,"
        " evidence: {title: A blog, publisher: A citizen, grade: C}}\n"
    )
    at = portfolio(figures)
    (lately,) = scenes_of(at, "lately", "en", dt.date(2022, 7, 20))
    assert [(each.targets, each.caption) for each in lately.body.counts] == [
        (1, "with new figures")
    ]
    assert lately.body.news == ()
    section = scene_section(look(at, "en", dt.date(2022, 7, 20)), lately, 0, "")
    assert parsed(section).one("p", "others").text == "Homes"
    (story,) = scenes_of(at, "story", "en", dt.date(2022, 7, 20))
    assert story.body.card.explanation.endswith("; sources disagree")
    assert story.body.source == "Source: Gazette, grade A"
    alone = portfolio(
        figures.replace("value: 340", "note: Nothing").replace("03-31, value", "06-30, value")
    )
    (story,) = scenes_of(alone, "story", "en", dt.date(2022, 7, 20))
    assert story.body.source == "Source: A blog, A citizen, grade C"


def test_the_next_dates_are_counted_down():
    """The next day first; what falls due on one day stands together."""
    promise = "promise: Promised, in full"
    at = portfolio(
        f"id: a\ndue: 2022-07-31\n{promise}",
        "id: b\ntitle: Beta\ndue: 2022-07-31",
        f"id: c\ndue: 2022-12-31\n{promise}\n{updates(('2022-06-30', 10))}",
    )
    (scene,) = scenes_of(at, "coming", "en", DAY)
    assert [
        (each.days, each.more, each.others, each.promise, each.status) for each in scene.body.dates
    ] == [
        (30, "and 1 more that day", ("Beta",), "", "unreported"),
        (183, "", (), "Promised, in full", "off_track"),
    ]


ISSUE = "{id: i, opened: 2022-05-01, cause: land, text: Two blocks are not cleared"
WHY_SHORT = {
    f"issues: [{ISSUE}, public: true}}]": "Reason, since 2022-05-01: Land. Two blocks are not cleared",
    f"issues: [{ISSUE}}}]": "No reason is on the public record",
    f"issues: [{ISSUE}, closed: 2022-06-10, public: true}}]": "Resolved 2022-06-10: Land. Two blocks are not cleared",
    "revisions: [{date: 2022-03-01, field: target, from: 1200, to: 1000, reason: As the city., evidence: {title: T, caveat: A draft.}}]": "Goal revised 2022-03-01: As the city. A draft.",
}


@pytest.mark.parametrize(
    ("fields", "legend"),
    [
        (HALF, "Tick: by time elapsed"),
        (HALF + "trajectory: [{date: 2022-06-30, value: 400}]\n", "Tick: plan"),
        ('measure: {kind: floor, unit: "%", floor: 5}\n', ""),
    ],
)
def test_what_comes_next_says_what_its_ticks_are(fields, legend):
    """A bar has a tick where the plan, or the time elapsed, stands; a rate has no bar."""
    at = portfolio(fields + updates(("2022-06-30", 500)))
    (scene,) = scenes_of(at, "coming", "en", DAY)
    assert scene.subtitle == legend


@pytest.mark.parametrize(("fields", "reason"), WHY_SHORT.items())
def test_what_falls_short_has_the_reason_that_the_record_has(fields, reason):
    """With its day, on the story too; that there is none where none is public. And the next date."""
    at = portfolio(f"id: a\n{updates(('2022-06-30', 10))}{fields}")
    (scene,), (story,) = (scenes_of(at, name, "en", DAY) for name in ("short", "story"))
    (item,) = scene.body.items
    assert item.reason == story.body.reason
    assert item.reason.removesuffix(".") == reason.removesuffix(".")
    assert item.next == story.body.next == "Next report by 2022-10-30"


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("Term 4 of 2025.", "No reason is on the public record"),
        ("2025 年第四学期。", "No reason is on the public record"),
        ("The year 2024 began late.", "Note of 2022-06-30: The year 2024 began late."),
        ("年底未开工。", "Note of 2022-06-30: 年底未开工。"),
    ],
)
def test_a_note_that_only_names_a_period_is_no_reason(note, reason):
    """One that says anything besides is shown."""
    noted = f"updates: [{{date: 2022-06-30, value: 10, note: {note}}}]"
    (scene,) = scenes_of(portfolio(f"id: a\n{noted}"), "short", "en", DAY)
    assert scene.body.items[0].reason == reason


def test_a_story_names_the_goal_first_promised():
    """Until its first revision, with its unit; the due date likewise."""
    revised = "{date: 2022-0%d-01, field: %s, from: %s, to: %s, reason: R, evidence: {title: T}}"
    changes = (
        (3, "target", 1200, 1100),
        (4, "due", "2022-11-30", "2022-12-31"),
        (5, "target", 1100, 1000),
    )
    listed = ", ".join(revised % each for each in changes)
    at = portfolio(f"id: a\n{updates(('2022-06-30', 10))}revisions: [{listed}]")
    (story,) = scenes_of(at, "story", "en", DAY)
    assert story.body.former == (
        "Goal was 1,200 户 until 2022-03-01 · Until 2022-04-01 the due date was 2022-11-30"
    )


def test_a_reason_has_a_brief_form_for_walls():
    """The same source and day, its text shortened."""
    noted = "updates: [{date: 2022-06-30, value: 10, note: Two of the five firms left for another district.}]"
    (story,) = scenes_of(portfolio(f"id: a\n{noted}"), "story", "en", DAY)
    assert story.body.brief_reason == "Note of 2022-06-30: Two of the five firms left for…"
    assert story.body.reason.endswith(" for another district.")


def test_a_note_of_the_last_report_is_no_event_as_well():
    """It is shown as a note, not as a reason; a decided action to come is among the next dates."""
    noted = "updates: [{date: 2022-03-31, value: 5, note: Old.}, {date: 2022-06-30, value: 10, note: Two firms left.}]"
    reviews = "[{date: 2022-06-20, title: R, decisions: [{id: d, text: T, target: a, due: 2022-08-01, public: true}]}]"
    at = portfolio(f"id: a\n{noted}", reviews=reviews)
    (story,) = scenes_of(at, "story", "en", DAY)
    assert story.body.reason == "Note of 2022-06-30: Two firms left."
    assert story.body.next == "Decided action due by 2022-08-01 · Next report by 2022-10-30"
    assert story.body.events == ()


def test_what_falls_short_comes_worst_first():
    """Every target behind or missed, once."""
    order = ["missed", "off_track", "at_risk"]
    shown = [
        item.card.status
        for scene in scenes_of(demonstration(), "short")
        for item in scene.body.items
    ]
    assert shown == sorted(shown, key=order.index)
    assert len(shown) == look(demonstration()).assessed["status"].isin(order).sum()


@pytest.mark.parametrize("lang", languages())
def test_an_empty_portfolio_has_a_scene(lang):
    """A screen is never blank."""
    (scene,) = scenes_of(empty(), lang=lang)
    assert scene.body is None
    assert scene.subtitle


def test_scenes_without_content_are_left_out():
    """An empty scene is skipped; if no scene is left, a notice is shown."""
    at = portfolio(HALF)
    assert {scene.name for scene in scenes_of(at, as_of=DAY)} == {"headline", "coming", "unknown"}
    screen = localized_screen(look(at, "en", DAY, DAY), settings(scenes="lately"))
    assert [scene.body for scene in screen.scenes] == [None]


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
    "id: s\nmeasure: {kind: level, unit: x, baseline: 50, target: 20}\n"
    + updates(("2022-06-30", 60)): "off_track",
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


def test_an_assumed_day_is_one_word_of_a_chinese_line():
    """No space behind a full-width bracket, and no line that ends within 推定."""
    at = portfolio("id: a\nassumed: {due: Counted}\n" + updates(("2022-06-15", 1000)))
    view = look(at, "zh", DAY, DAY)
    assert screen_card(view, view.by_id["a"]).explanation.endswith("，2022-12-31（推定）到期")
    (scene,) = scenes_of(at, "story", "zh", DAY)
    assert "\u2060".join("（推定）") in scene_section(view, scene, 0, "")


def card_of(fields: str, lang: str = "en", **header: str) -> ScreenCard:
    view = look(portfolio(fields, **header), lang, DAY, DAY)
    return screen_card(view, view.by_id["homes"])


GOALS = {
    f"measure: {{kind: cumulative, unit: 户, target: 1000}}\n{updates(('2022-06-30', 400))}": (
        "共 1,000 户",
        "of 1,000 户",
    ),
    f"measure: {{kind: cumulative, unit: 户, baseline: 300, target: 1000}}\n{updates(('2022-06-30', 400))}": (
        "由 300 增至 1,000 户",
        "from 300 to 1,000 户",
    ),
    f"measure: {{kind: cumulative, unit: 户, target: 1000, approximate: true}}\n{updates(('2022-06-30', 400))}": (
        "共约 1,000 户",
        "of about 1,000 户",
    ),
    f"measure: {{kind: cumulative, unit: 户, baseline: 300, target: 1000, approximate: true}}\n{updates(('2022-06-30', 400))}": (
        "由 300 增至约 1,000 户",
        "from 300 to about 1,000 户",
    ),
    f"measure: {{kind: flow, unit: 户, years: {{'2022': 1000}}, approximate: true}}\n{updates(('2022-06-30', 400))}": (
        "2022 年目标约 1,000 户",
        "of about 1,000 户 in 2022",
    ),
    f"measure: {{kind: flow, unit: 户, years: {{'2022': 1000}}}}\n{updates(('2022-06-30', 400))}": (
        "2022 年目标 1,000 户",
        "of 1,000 户 in 2022",
    ),
}


@pytest.mark.parametrize(("fields", "goals"), GOALS.items())
def test_a_goal_says_what_its_share_is_of(fields, goals):
    """A count of 400 from 300 to 1,000 is not done to 40 %; the goal of a year names it and begins with no slash."""
    assert tuple(card_of(fields, lang).goal for lang in ("zh", "en")) == goals


@pytest.mark.parametrize(
    ("due", "value", "expected"),
    [
        ("2022-05-31", 7, "Met over the period to 2022-05-31"),
        ("2022-05-31", 9, "Above the range to 2022-05-31, which counts as met"),
        ("2022-12-31", 7, "Met so far"),
        ("2022-12-31", 9, "Above the range so far, which counts as met"),
    ],
)
def test_a_figure_above_its_range_is_not_left_unexplained(due, value, expected):
    """Beside "6–8%" alone it reads as if it did not hold. What held has the day on which its period was over."""
    measure = "measure: {kind: range, unit: '%', range: [6, 8], above: met}"
    fields = f"{measure}\ndue: {due}\n{updates(('2022-05-31', value))}"
    assert card_of(fields).explanation == expected


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("zh", "2022-05-31 到期，完成 40%"), ("en", "Due 2022-05-31, 40% done")],
)
def test_what_was_missed_is_stated_without_a_judgement(lang, expected):
    """How much was done, not that it was "only" so much."""
    assert card_of(f"due: 2022-05-31\n{updates(('2022-05-31', 400))}", lang).explanation == expected


TICKS = {
    ("", ""): "Tick: by time elapsed",
    ("trajectory: [{date: 2022-03-31, value: 100}]\n",) * 2: "Tick: plan",
    ("trajectory: [{date: 2022-03-31, value: 100}]\n", ""): "Tick: plan, or by time elapsed",
}


@pytest.mark.parametrize(("plans", "expected"), TICKS.items())
def test_what_is_due_by_the_time_elapsed_is_not_called_a_plan(plans, expected):
    """Nor in the line that says what the marks of bars stand for."""
    figures = updates(("2022-06-30", 400))
    at = portfolio(*(f"id: t{n}\n{figures}{plan}" for n, plan in enumerate(plans)))
    (scene,) = scenes_of(at, "theme", "en", DAY)
    assert scene.subtitle.partition(" · ")[0] == expected


def test_passers_by_read_no_technical_term():
    """What the pages of officials call pro rata is said in plain words on every scene: texts, legends, marks of a curve."""
    view = look(public(demonstration()), "en")
    sections = (scene_section(view, scene, 0, "") for scene in build_scenes(view))
    words = " ".join(parsed(section).text for section in sections)
    assert "pro rata" not in words.lower()
    assert words.count("By time elapsed") > 3
    assert words.count("done, by time elapsed ") > 10


@pytest.mark.parametrize(
    ("name", "place"), [("theme", "name"), ("short", "name"), ("story", "figure-line")]
)
def test_each_figure_has_its_day(name, place):
    """The date of the screen is not that of its figures."""
    at = portfolio(updates(("2022-05-31", 100)))
    (scene,) = scenes_of(at, name, "en", DAY)
    section = scene_section(look(at, "en", DAY), scene, 0, "")
    assert "2022-05-31" in parsed(section).one(class_=place).text


def test_the_source_of_the_promise_is_not_given_as_that_of_a_figure():
    """A figure without a source of its own, such as that of a composite, has where the target was promised."""
    without = "updates: [{date: 2022-05-31, value: 100}]"
    for fields, words in (
        (without, "Promised in: Morning Paper"),
        (updates(("2022-05-31", 100)), "Source: Gazette, grade A"),
    ):
        at = portfolio(fields)
        (scene,) = scenes_of(at, "story", "en", DAY)
        section = parsed(scene_section(look(at, "en", DAY), scene, 0, ""))
        assert section.one(class_="source").text == words


def test_the_badge_of_a_demonstration_is_not_repeated_by_its_title():
    """The remark in the title is left out beside it."""
    for lang, title in (("zh", "示例区政策目标"), ("en", "Sample District policy targets")):
        view = look(few(), lang)
        place = parsed(scene_section(view, build_scenes(view)[0], 0, "")).one(class_="where")
        assert place.text == f"{title} {view.t('demo.badge')}"
        assert view.title == title + " " * (lang == "en") + view.t("demo.in_title")


def test_steps_that_are_done_are_told_from_other_numbers():
    """Among what is not known the last figure stands alone: "1 / 2" would say nothing."""
    steps = "milestones: [{id: a, title: A}, {id: b, title: B}]"
    done = "updates: [{date: 2021-03-31, done: [a], evidence: {title: Gazette, grade: A}}]"
    fields = f"measure: {{kind: milestones}}\nstart: 2021-01-01\n{steps}\n{done}"
    at = portfolio(fields, report="{every: quarter, grace_days: 30}")
    (scene,) = scenes_of(at, "unknown", "en", DAY)
    assert [each.last for each in scene.body.targets] == ["2021-03-31\u20021 / 2 milestones"]


def test_a_rate_has_no_completion():
    """A rate is met or not met, so it has a goal and no bar; the legend of its dashed line calls it so."""
    at = portfolio(*WHY)
    view = look(at, "en", DAY, DAY)
    card = screen_card(view, view.by_id["j"])
    explanations = {screen_card(view, row).explanation for row in view.by_id.values()}
    assert {"Met so far", "Not met: 1 point below the floor"} <= explanations, explanations
    legends = {scene.subtitle for scene in scenes_of(at, "theme", "en", DAY)}
    assert any("ashed line: goal" in legend for legend in legends), legends
    assert math.isnan(card.completion)
    assert math.isnan(card.planned)
    assert card.goal == "goal at least 5%"


def test_labels_of_a_curve_keep_clear_of_its_lines():
    """A figure just below its rising plan has its label below its mark, another above; the axis has its value."""
    drawn = {
        scene.target: large_progress.draw(scene.body.series, "on_track", Translator("en"))
        for scene in scenes_of(demonstration(), "story", "en")
    }
    for target, is_below in (("housing-repair", True), ("green-space", False)):
        mark = re.search(r'<circle[^>]* cy="([\d.]+)%', drawn[target])
        label = re.search(
            r'<text class="value"[^>]* y="([\d.]+)%"[^>]* dy="([-\d.]+)em"', drawn[target]
        )
        assert label[1] == mark[1]
        assert (float(label[2]) > 1) == is_below
        assert re.search(r'<text class="tick"[^>]*>0<', drawn[target])


def test_the_goal_of_a_plan_that_falls_is_at_its_end():
    """Above the line, which passes where the label of a plan that rises has its place."""
    fields = "measure: {kind: level, unit: 户, baseline: 3141, target: 785}\n"
    at = portfolio(fields + updates(("2022-03-31", 2500), ("2022-06-30", 1900)))
    (scene,) = scenes_of(at, "story", "en", DAY)
    drawn = large_progress.draw(scene.body.series, "on_track", Translator("en"))
    goal = re.search(r'<text class="goal"[^>]* y="([\d.]+)%"[^>]*>785<', drawn)
    ends = re.findall(r"<path class=\"plan\"[^>]*L\d+ (\d+)", drawn)
    assert goal is not None
    assert float(goal[1]) < int(ends[-1]) / 10


def test_the_bound_before_a_revision_is_in_the_legend():
    """It is drawn dotted; it was no plan."""
    revision = "revisions: [{date: 2022-03-01, field: floor, from: 5, to: 4, reason: R, evidence: {title: T}}]"
    measure = "measure: {kind: floor, unit: '%', floor: 4}"
    at = portfolio(f"{measure}\n{updates(('2022-03-31', 4.5), ('2022-06-30', 4.6))}{revision}")
    (scene,) = scenes_of(at, "story", "en", DAY)
    t, series = Translator("en"), scene.body.series
    assert 'class="first"' in large_progress.draw(series, "on_track", t)
    assert ("first", "Original bound") in large_progress.legend(series, t, None)


def test_the_axis_of_figures_above_zero_is_not_below_it():
    """Room below the figures would be cut to the next round value."""
    rate = 'measure: {kind: floor, unit: "%", floor: 5.5}\n'
    at = portfolio(rate + updates(("2022-12-31", 0.5)))
    (scene,) = scenes_of(at, "story", "en")
    drawn = large_progress.draw(scene.body.series, "missed", Translator("en"))
    assert re.search(r'<text class="tick"[^>]*>0%<', drawn)


def test_a_composite_leads_with_its_completion():
    """How many of its parts are reached is beside it: none need be while it is on track."""
    view = look(demonstration(), "en")
    composites = [row for row in view.by_id.values() if row.kind == "parts"]
    assert composites
    for row in composites:
        card = screen_card(view, row)
        assert card.value == percent(row.actual, "en")
        assert card.goal == f"{row.parts_reached} of {row.parts} parts reached"
        told = story(view, details_of(view.snapshot, row.id))
        assert len(told.parts) == told.parts_in_all == row.parts
        assert all(part.figure for part in told.parts)


def test_a_target_whose_reports_stopped_is_among_the_unknown_alone():
    """With its last figure and the day of it; it has no story, which would show the figure as that of today."""
    at = portfolio(*WHY)
    (scene,) = scenes_of(at, "unknown", "en", DAY)
    count = sum(status in NO_DATA for status in WHY.values())
    last = [each.last for each in scene.body.targets]
    assert last.count("2021-03-31\u200210 户") == 1
    assert last.count("") == count - 2
    assert (scene.body.first, scene.body.total) == (1, count)
    view = look(at, "en", DAY, DAY)
    told = {one.target for one in scenes_of(at, "story", "en", DAY)}
    assert told
    assert not [key for key in told if view.by_id[key].status in NO_DATA]
    # figure and plan are of one day: 89 days of 729 by 2021-03-31
    card = screen_card(view, view.by_id["i"])
    assert card.planned == view.by_id["i"].planned == pytest.approx(89 / 729)


def test_the_headline_names_targets_where_there_are_few_statuses():
    """Up to two of each status; none where there are many statuses."""
    late = (f"id: t{n}\ntitle: Late {n}\n{updates(('2022-06-30', 10))}" for n in range(5))
    (scene,) = scenes_of(portfolio(*late), "headline", "en", DAY)
    assert scene.body.names == {"off_track": ("Late 0", "Late 1")}
    (scene,) = scenes_of(portfolio(*WHY), "headline", "en", DAY)
    assert scene.body.names == {}


@pytest.mark.parametrize(("steps", "expected"), [(1, "of 1 milestone"), (2, "of 2 milestones")])
def test_steps_are_counted_in_the_plural(steps, expected):
    """One step, two steps."""
    ids = ", ".join(f"{{id: s{n}, title: S}}" for n in range(steps))
    view = look(portfolio(f"measure: {{kind: milestones}}\nmilestones: [{ids}]"), "en", DAY, DAY)
    assert screen_card(view, view.by_id["homes"]).goal == expected


def test_an_overdue_report_is_called_so_wherever_its_target_is_shown():
    """Among what falls due and what is not known; the count of all that are not reported has the wider word."""
    late = "due: 2022-12-31\n" + updates(("2022-01-31", 100))
    view_day = dt.date(2022, 11, 15)
    (coming,) = scenes_of(portfolio(late), "coming", "en", view_day)
    assert [each.word for each in coming.body.dates] == ["Report overdue"]
    (unknown,) = scenes_of(portfolio(late), "unknown", "en", view_day)
    assert [each.word for each in unknown.body.targets] == ["Report overdue"]
    assert "Not reported 1" in unknown.subtitle


def test_the_share_spent_is_that_of_the_amounts_beside_it():
    """Of targets with both amounts; spending without an approved amount is no part of it."""
    both = "budget: {approved: 5}\nupdates: [{date: 2022-06-30, spent: 2}]"
    other = "id: other\nupdates: [{date: 2022-06-30, spent: 4}]"
    (scene,) = scenes_of(portfolio(both, other), "headline", "en", DAY)
    assert ("40%", "200 of 500 million yuan spent") in scene.body.figures


@pytest.mark.parametrize(
    ("amounts", "zh", "en"),
    [
        ([(12.45, 5)], "已支出 5 亿元，批复 12.45 亿元", "0.5 of 1.245 billion yuan"),
        (
            [(20.04, 5), (8.47, 9.12)],
            "已支出 14.1 亿元，批复 28.5 亿元",
            "1.41 of 2.85 billion yuan",
        ),
    ],
)
def test_the_sums_spent_are_those_of_the_other_language(amounts, zh, en):
    """The amounts of one target have all their digits; a sum ends at the same place in both languages."""
    targets = [
        f"id: t{n}\nbudget: {{approved: {approved}}}\nupdates: [{{date: 2022-06-30, spent: {spent}}}]"
        for n, (approved, spent) in enumerate(amounts)
    ]
    for lang, text in (("zh", zh), ("en", en)):
        (scene,) = scenes_of(portfolio(*targets), "headline", lang, DAY)
        assert text in scene.body.figures[-1].caption


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
    text = "\n".join(texts(scenes_of(at, lang="en", as_of=DAY)))
    assert "Hidden" not in text
    assert "777" not in text
    assert "secret" not in text


@examples(0.4)
@given(records(), as_ofs, st.sampled_from(languages()))
def test_every_valid_portfolio_has_scenes(target_records, as_of, lang):
    """Any valid file has scenes on any day, and each can be drawn."""
    view = look(redact(portfolio_of(target_records)), lang, as_of, as_of)
    scenes = build_scenes(view)
    assert scenes
    for scene in scenes:
        assert not holes(parsed_texts(scene))
        assert "NaN" not in scene_section(view, scene, 0, "")
