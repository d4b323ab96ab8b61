"""Outlooks of targets: the verdict, what is missing for one, and what was known on a past day."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from support.judging import day, loaded, snapshot_at, snapshot_of
from support.looking import TODAY, demonstration, new_zealand
from support.samples import portfolio_text, target, updates

from tracker.analysis.amounts import computed_difference, computed_paces, measure_scale
from tracker.analysis.assessment import assess
from tracker.analysis.details import reported_values
from tracker.analysis.outlook import Outlook, outlook, past_outlooks
from tracker.analysis.outlook_words import outlook_sentence, outlook_short, shortfall
from tracker.analysis.replay import UNDER_WAY, standing_on
from tracker.analysis.snapshot import Snapshot
from tracker.i18n import Translator
from tracker.portfolio.measures import KINDS, QUANTITY_KINDS

HOMES = updates(("2022-03-31", 210), ("2022-06-30", 330), ("2022-09-30", 520))
ED = (
    "measure: {kind: level, unit: '%', baseline: 68, target: 95}\n"
    "start: 2023-09-30\ndue: 2030-12-31\n"
)
ED_REPORTED = updates(
    ("2024-12-31", 67.5),
    ("2025-03-31", 72.1),
    ("2025-06-30", 74.2),
    ("2025-09-30", 73.9),
    ("2025-12-31", 68.9),
)


@pytest.mark.parametrize(
    ("lang", "words", "pace"),
    [
        ("zh", "174–195 万平方米", "每年 210.4 万平方米"),
        ("en", "1.74–1.95 million m²", "2.104 million m² a year"),
    ],
)
def test_computed_figures_end_at_the_same_place_in_both_languages(lang, words, pace):
    """In millions as in 万: "1.7–2 million" would be other figures than those of the Chinese page."""
    unit = "{zh: 万平方米, en: '×10,000 m²'}"
    fields = f"measure: {{kind: cumulative, unit: {unit}, target: 640}}\ndue: 2026-12-31\n"
    row = snapshot_of(fields, as_of="2022-07-01").by_id["homes"]
    t = Translator(lang)
    assert computed_difference(t, row, (174.3, 195.2)) == words
    assert computed_paces(t, row, [210.4 / 365.25]) == [pace]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "1.2–5.2 万平方米"), ("en", "12,000–52,000 m²")]
)
def test_computed_figures_of_a_small_goal_end_at_the_same_place(lang, words):
    """A language without a unit for ten thousands has no more digits for it: not 11,769 where the other has 1.2 万."""
    unit = "{zh: 万平方米, en: '×10,000 m²'}"
    row = snapshot_of(
        f"measure: {{kind: cumulative, unit: {unit}, target: 30}}\n", as_of="2022-07-01"
    ).by_id["homes"]
    assert computed_difference(Translator(lang), row, (1.1769, 5.1598)) == words


def outlook_of(fields: str, as_of: str, **header: str | None) -> Outlook:
    return snapshot_of(fields, as_of=as_of, **header).outlook("homes")


def sentences(fields: str, as_of: str) -> list[str]:
    snapshot = snapshot_of(fields, as_of=as_of)
    row, outlook, t = snapshot.by_id["homes"], snapshot.outlook("homes"), Translator("en")
    return [outlook_sentence(outlook, row, t), outlook_short(outlook, row, t)]


def test_homes_that_will_be_missed():
    """1,000 homes with 520 after nine months: 696 and 687 on the due date, and a pace never reached is needed."""
    outlook = outlook_of(HOMES, "2022-10-15")
    assert outlook.verdict == "missed"
    assert outlook.destatis.at_due == pytest.approx(520 + 520 / 272 * 92)
    assert outlook.theil_sen.at_due == pytest.approx(686.94, abs=0.1)
    assert outlook.shortfall == pytest.approx(1000 - 686.94, abs=0.1)
    assert outlook.least_shortfall == pytest.approx(480 - 520 / 272 * 92)
    assert outlook.band == "cloud"
    assert outlook.paces.so_far == pytest.approx(520 / 272)
    assert outlook.paces.latest == pytest.approx(190 / 92)
    assert outlook.paces.needed == pytest.approx(480 / 92)
    assert outlook.paces.best == pytest.approx(210 / 89)
    assert outlook.paces.is_needed_above_best
    assert outlook.slowest == pytest.approx(520 + 120 / 91 * 92)
    assert outlook.fastest == pytest.approx(520 + 210 / 89 * 92)
    assert sentences(HOMES, "2022-10-15") == [
        "If the figures go on as reported, the goal will be missed by about 304–313 户 on 2022-12-31",
        "missed by about 304–313 户",
    ]


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [("2025-06-30", "too_early"), ("2025-09-30", "missed"), ("2025-12-31", "missed")],
)
def test_emergency_departments(as_of, verdict):
    """In June the figures cover 639 of 2,649 days, less than a quarter; in September both rules say missed."""
    outlook = outlook_of(ED + ED_REPORTED, as_of)
    assert outlook.verdict == verdict
    past = snapshot_of(ED + ED_REPORTED, as_of="2025-12-31").past_outlooks("homes")
    assert {each.as_of: each.verdict for each in past}[day(as_of)] == verdict


def test_the_rules_on_either_side_of_a_goal():
    """An open outlook names both numbers and the goal."""
    shorter = ED.replace("start: 2023-09-30", "start: 2023-09-30\nassumed: {due: the year alone}")
    shorter = shorter.replace("2030-12-31", "2029-12-31")
    assert sentences(shorter + ED_REPORTED, "2025-06-30")[0] == (
        "Open: on 2029-12-31 one calculation gives 90%, the other 101%, and the goal is 95%"
    )


@pytest.mark.parametrize(
    ("goal", "values", "expected"),
    [
        (60, (15, 29, 44), "missed by about 1–2 户"),
        (60, (14, 28, 43), "missed by about 2–3 户"),
        (60, (14, 28, 42.5), "missed by about 3.1–3.2 户"),
        (130, (31, 62, 94), "missed by about 4–5 户"),
    ],
)
def test_what_comes_in_ones_is_missing_in_whole_numbers(goal, values, expected):
    """The least rounded down, but never to nothing, and the most up; of figures with decimals, decimals."""
    few = f"measure: {{kind: cumulative, unit: 户, target: {goal}}}\n"
    days = ("2022-03-31", "2022-06-30", "2022-09-30")
    assert sentences(few + updates(*zip(days, values, strict=True)), "2022-10-15")[1] == expected


def test_an_assumed_start_is_marked():
    """The baseline on an assumed start counts as it does for the status, and the outlook says so."""
    assumed = outlook_of("assumed: {start: a guess}\n" + HOMES, "2022-10-15")
    assert assumed == outlook_of(HOMES, "2022-10-15")._replace(is_start_assumed=True)
    on_start = updates(("2022-01-01", 0)) + HOMES.removeprefix("updates:\n")
    assert not outlook_of("assumed: {start: a guess}\n" + on_start, "2022-10-15").is_start_assumed


FASTER = updates(("2022-03-31", 280), ("2022-06-30", 560), ("2022-09-30", 850))


def test_homes_that_will_be_reached():
    """The later of the two days counts, and no month that is over."""
    outlook = outlook_of(FASTER, "2022-10-15")
    days = (outlook.destatis.reached_on, outlook.theil_sen.reached_on)
    assert outlook.verdict == "reached"
    assert outlook.reached_by == max(days)
    assert not outlook.paces.is_needed_above_best
    assert sentences(FASTER, "2022-10-15")[1] == "reached by about 2022-11"
    assert outlook_of(FASTER, "2022-12-20", report="{every: half_year}").reached_by == day(
        "2022-12-20"
    )


FALLING = "measure: {kind: level, unit: 处, baseline: 900, target: 100}\n"


def test_less_is_more():
    """Towards a goal below the baseline all signs turn, paces included."""
    values = (("2022-03-31", 720), ("2022-06-30", 500), ("2022-09-30", 310))
    outlook = outlook_of(FALLING + updates(*values), "2022-10-01")
    assert outlook.verdict == "missed"
    assert outlook.slowest > outlook.fastest
    assert outlook.paces.best == pytest.approx(-220 / 91)
    assert outlook.paces.needed == pytest.approx(-210 / 92)
    assert not outlook.paces.is_needed_above_best


@pytest.mark.parametrize("values", [(0, 0, 0), (300, 200, 100), (300, 300, 300)])
def test_a_series_that_stands_still_or_falls_is_never_reached(values):
    """No day on which the goal is reached; the sentence says so, and nothing divides by zero."""
    dates = ("2022-03-31", "2022-06-30", "2022-09-30")
    outlook = outlook_of(
        "start: 2022-03-01\n" + updates(*zip(dates, values, strict=True)), "2022-10-01"
    )
    assert outlook.verdict == "missed"
    assert outlook.paces.latest <= 0
    assert outlook.paces.is_needed_above_best == (outlook.paces.best == 0)


def test_never_in_words():
    """Standing still is named, in place of a calculation that looks like progress."""
    assert sentences(updates(*((f"2022-0{m}-28", 100) for m in (1, 3, 5, 7, 9))), "2022-10-01")[
        0
    ].startswith("If the figures go on")
    falling = "measure: {kind: level, unit: 户, baseline: 50, target: 1000}\n"
    values = (("2022-03-31", 40), ("2022-06-30", 30), ("2022-09-30", 20))
    assert sentences(falling + updates(*values), "2022-10-01")[0].startswith(
        "The figures stand still or move away from the goal"
    )


TOO_EARLY = [
    ("", "figures", 3, "2022-04-02"),
    (updates(("2022-03-31", 210)), "figures", 2, "2022-04-02"),
    (updates(("2022-01-15", 10), ("2022-01-31", 20), ("2022-02-28", 30)), "span", 0, "2022-04-02"),
]


@pytest.mark.parametrize(("fields", "reason", "missing", "not_before"), TOO_EARLY)
def test_too_early(fields, reason, missing, not_before):
    """Below four figures, the baseline on the start included, or a quarter of the term: what is missing."""
    outlook = outlook_of(fields, "2022-03-31")
    assert (outlook.verdict, outlook.reason) == ("too_early", reason)
    assert outlook.missing_figures == missing
    assert outlook.not_before == day(not_before)
    assert not outlook.is_answered


def test_a_seasonal_level_waits_for_the_same_season():
    """Four figures of one year cannot be compared with each other; a year later they can."""
    season = "measure: {kind: level, unit: '%', baseline: 50, target: 80, season: term}\nstart: 2022-01-01\ndue: 2024-12-31\nassumed: {baseline: unknown}\n"
    first = (("2022-03-31", 60), ("2022-06-30", 50), ("2022-09-30", 55), ("2022-12-31", 58))
    assert outlook_of(season + updates(*first), "2022-12-31").reason == "season"
    second = (*first, ("2023-03-31", 64))
    outlook = outlook_of(season + updates(*second), "2023-03-31")
    assert outlook.verdict == "missed"
    assert outlook.paces.latest == pytest.approx(4 / 365)


NONE = [
    ("measure: {kind: floor, unit: '%', floor: 5}\n" + HOMES, "2022-10-01", "rate"),
    ("measure: {kind: statement}\n", "2022-10-01", "statement"),
    ("measure: {kind: flow, unit: 户, years: {'2022': 500}}\n", "2021-10-01", "not_started"),
    (
        "measure: {kind: milestones}\nmilestones: [{id: a, title: A}]\nupdates: [{date: 2022-09-30, done: []}]\n",
        "2022-10-01",
        "milestones",
    ),
    (updates(("2022-03-31", 1000)), "2022-10-01", "achieved"),
    (updates(("2022-12-31", 900)), "2023-01-01", "missed"),
    (HOMES, "2021-12-01", "not_started"),
    ("due: null\n" + HOMES, "2022-10-01", "not_judged"),
    (HOMES, "2022-12-01", "unreported"),
    (HOMES, "2023-01-15", "over"),
]


@pytest.mark.parametrize(("fields", "as_of", "reason"), NONE)
def test_no_outlook(fields, as_of, reason):
    """What has no goal to reach on a day, or is decided, or not known, has no outlook and says why."""
    rules = {"over": "{every: half_year}", "unreported": "{every: month}"}
    header = {"report": rules[reason]} if reason in rules else {}
    outlook = outlook_of(fields, as_of, **header)
    assert (outlook.verdict, outlook.reason) == ("none", reason)
    if not header:
        sentence, short = sentences(fields, as_of)
        assert sentence.startswith("No outlook: ")
        assert short == ""


def test_every_kind_has_an_outlook_or_says_why_not():
    """A new kind of measure needs one or the other."""
    kinds = snapshot_of(HOMES, as_of="2022-10-15")
    row, record = kinds.by_id["homes"], kinds.portfolio.by_id["homes"]
    for kind in KINDS:
        reason = outlook(row._replace(kind=kind), record, kinds.as_of).reason
        assert (reason == "") == (kind in QUANTITY_KINDS), kind


PLANNED = "trajectory: [{date: 2022-06-30, value: 400}, {date: 2022-09-30, value: 800}]\n"


def test_days_behind_a_plan():
    """520 homes were planned for 27 July: 65 days behind on 30 September."""
    delay = outlook_of(PLANNED + HOMES, "2022-10-15").delay
    assert delay.days == pytest.approx(272 - (180 + 92 * 120 / 400))
    assert delay.spi == pytest.approx((272 - delay.days) / 272)
    assert delay.finish == dt.date(2022, 1, 1) + dt.timedelta(days=-(-364 // delay.spi))
    assert delay.earliest is None
    assert outlook_of(HOMES, "2022-10-15").delay is None


def test_days_behind_of_milestones():
    """A milestone that is done is on time until the next one was due; without days there is no plan."""
    fields = (
        "measure: {kind: milestones}\nmilestones: [{id: a, title: A, due: 2022-03-31}, {id: b, title: B, due: 2022-06-30}]\n"
        "updates: [{date: 2022-06-15, done: [a]}, {date: 2022-07-30, done: []}]\n"
    )
    assert outlook_of(fields, "2022-06-20").delay.days == 0
    assert outlook_of(fields, "2022-07-30").delay.days == 30
    assert (
        outlook_of(
            fields.replace(", due: 2022-03-31", "").replace(", due: 2022-06-30", ""), "2022-07-30"
        ).delay
        is None
    )


def test_an_outlook_never_changes_a_status():
    """The statuses of a snapshot are the same before and after its outlooks were asked for."""
    snapshot = snapshot_at(demonstration(), TODAY)
    before = assess(snapshot.tables, snapshot.as_of)
    assert any(each.is_answered for each in snapshot.outlooks.values())
    assert before.equals(snapshot.assessed)


DAYS = [dt.date(2024, 3, 1) + dt.timedelta(days=89 * n) for n in range(12)]


@pytest.mark.parametrize("as_of", DAYS[::2])
def test_a_past_outlook_needs_no_later_updates(as_of):
    """Replay of the demonstration: without what became known later every outlook of the day is the same."""
    whole = demonstration()
    then = replace(
        whole,
        targets=tuple(
            each.model_copy(
                update={
                    "updates": tuple(u for u in each.updates if max(u.date, u.known_on) <= as_of)
                }
            )
            for each in whole.targets
        ),
    )
    now, before = snapshot_at(whole, as_of), Snapshot.at(then, as_of)
    assert {key: now.outlook(key) for key in now.by_id} == {
        key: before.outlook(key) for key in before.by_id
    }


@pytest.mark.parametrize("as_of", DAYS)
def test_the_record_alone_gives_the_standing_that_was_assessed(as_of):
    """State, goal and figures of a past outlook are those of the status of that day."""
    snapshot = snapshot_at(demonstration(), as_of)
    counting = reported_values(snapshot, list(snapshot.by_id))
    for key, row in snapshot.by_id.items():
        standing = standing_on(demonstration().by_id[key], demonstration().header, as_of)
        if standing is None:
            continue
        state = "achieved" if row.status == "to_verify" else row.status
        assert standing.state == ("under_way" if row.status in UNDER_WAY else state), key
        assert (standing.start, standing.due) == (row.start, row.due)
        assert [tuple(figure) for figure in standing.figures] == [
            (on, value) for on, value in counting[key] if row.start is None or on >= row.start
        ]


SAME_DAY = (
    "updates:\n"
    "  - {date: 2022-09-30, value: 600}\n"
    "  - {date: 2022-09-30, value: 500}\n"
    "  - {date: 2022-12-31, reported: 2023-01-20, value: 700, evidence: {title: T, grade: C}}\n"
    "  - {date: 2022-12-31, reported: 2023-01-25, value: 650}\n"
)


AT_DUE = HOMES + "  - {date: 2022-12-31, value: 900}\n"
DECLARED = HOMES + "  - {date: 2022-10-01, corrects: 2022-09-30, declared: off_track}\n"
BY_TERM = "measure: {kind: level, unit: '%', baseline: 10, target: 50, season: term}\n"
SEASONS = [  # with figures of the year before: of the same season, of another one, beyond the goal
    BY_TERM + updates(*values)
    for values in (
        (("2021-09-25", 20), ("2022-06-30", 60), ("2022-09-30", 40)),
        (("2021-12-20", 20), ("2022-06-30", 60)),
        (("2021-12-20", 20), ("2022-06-30", 60), ("2022-12-31", 30)),
        (("2021-09-25", 60), ("2022-09-30", 30)),
        (("2021-07-01", 20), ("2022-12-31", 55)),
    )
]


EVERY_STATE = [
    HOMES,
    SAME_DAY,
    "",
    AT_DUE,
    "start: null\n" + AT_DUE,
    DECLARED,
    "report: {every: never}\n" + HOMES,
    *SEASONS,
]


@pytest.mark.parametrize("after", [0, 1, 2, *range(20, 34)])
def test_day_by_day_the_record_stands_as_it_was_assessed(after):
    """On every day around the due date and the end of grace, where one day more or less decides."""
    as_of = dt.date(2022, 12, 30) + dt.timedelta(days=after)
    fields = [f"id: t{number}\n{each}" for number, each in enumerate(EVERY_STATE)]
    portfolio = loaded(portfolio_text(*map(target, fields)))
    rows = snapshot_at(portfolio, as_of).by_id
    assert len(rows) == len(EVERY_STATE)
    for key, row in rows.items():
        standing = standing_on(portfolio.by_id[key], portfolio.header, as_of)
        assert standing.state == ("under_way" if row.status in UNDER_WAY else row.status), key
        is_compared = row.unjudged_on is None and row.rule != "no_baseline"
        if is_compared:  # else the status leaves out the latest figure
            assert standing.figures[-1:] == (((row.judged_on, row.value),) if row.judged_on else ())


def test_past_outlooks_are_those_of_their_days():
    """Each entry equals the outlook of a page opened on that day, apart from the delay."""
    header = demonstration().header
    compared = 0
    for key in ("housing-repair", "green-space", "flat-rebuilding"):
        for past in past_outlooks(demonstration().by_id[key], header, TODAY)[::3]:
            assert (
                snapshot_at(demonstration(), past.as_of).outlook(key)._replace(delay=None) == past
            )
            compared += past.is_answered
    assert compared > 6


def test_a_correction_counts_from_its_own_date_on():
    """The outlook of 15 October stays what it was although 520 was corrected to 900 on 1 November."""
    correction = "  - {date: 2022-09-30, reported: 2022-11-01, corrects: 2022-09-30, value: 900}\n"
    assert outlook_of(HOMES + correction, "2022-10-31") == outlook_of(HOMES, "2022-10-31")
    assert outlook_of(HOMES + correction, "2022-11-01").verdict == "reached"
    past = snapshot_of(HOMES + correction, as_of="2022-11-05").past_outlooks("homes")
    assert [(each.as_of.isoformat(), each.verdict) for each in past] == [
        ("2022-03-31", "too_early"),
        ("2022-06-30", "too_early"),
        ("2022-09-30", "missed"),
        ("2022-11-01", "reached"),
    ]


def test_a_revised_goal_counts_from_its_date_on():
    """Until the goal was lowered the outlook is of the goal first promised."""
    revised = "measure: {kind: cumulative, unit: 户, target: 600}\nrevisions: [{date: 2022-10-10, field: target, from: 1000, to: 600, reason: Fewer}]\n"
    assert outlook_of(revised + HOMES, "2022-10-09").verdict == "missed"
    assert outlook_of(revised + HOMES, "2022-10-10").verdict == "reached"
    past = snapshot_of(revised + HOMES, as_of="2022-10-15").past_outlooks("homes")
    assert [(each.goal, each.verdict) for each in past[-2:]] == [(1000, "missed"), (600, "reached")]


def test_an_ended_target_has_no_later_outlook():
    """From its end on; the outlooks before it stay."""
    ended = "ended: {as: withdrawn, on: 2022-09-15, reason: No site}\n"
    record = loaded(portfolio_text(target(ended + HOMES)))
    past = past_outlooks(record.targets[0], record.header, day("2022-10-15"))
    assert [(each.verdict, each.reason) for each in past] == [
        ("too_early", "figures"),
        ("too_early", "figures"),
        ("none", "ended"),
    ]


def test_what_is_done_is_not_undone():
    """A series that speeds up ends far above the line of slopes; the goal is missed by no more than is left at the slowest pace."""
    values = (("2022-03-31", 10), ("2022-06-30", 30), ("2022-09-30", 100), ("2022-12-01", 520))
    outlook = outlook_of(updates(*values), "2022-12-01")
    assert outlook.verdict == "missed"
    assert outlook.theil_sen.at_due < 520
    assert outlook.shortfall == pytest.approx(1000 - outlook.slowest)


@pytest.mark.parametrize(
    ("data", "as_of", "away"), [(demonstration, "2026-11-23", 0), (new_zealand, "2026-03-31", 2)]
)
def test_no_more_is_missing_than_is_left_to_do(data, as_of, away):
    """Whatever the words say, no number in them is above what is left; one that is capped says "or more"."""
    snapshot, t = snapshot_at(data(), day(as_of)), Translator("en")
    missed = {key: one for key, one in snapshot.outlooks.items() if one.verdict == "missed"}
    assert sum(one.shortfall > abs(one.goal - one.value) for one in missed.values()) == away
    for key, found in missed.items():
        row, left = snapshot.by_id[key], abs(found.goal - found.value)
        words = shortfall(found, row, t)
        scale = 10.0 ** -measure_scale(t, row).shift
        numbers = [float(each.replace(",", "")) for each in re.findall(r"\d[\d,.]*", words)]
        assert max(numbers) * scale <= left * (1 + 1e-9)
        assert words.endswith(" or more") == (found.shortfall > left)
        assert found.least_shortfall <= found.shortfall
