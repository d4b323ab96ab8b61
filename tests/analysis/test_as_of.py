import numpy as np
import pytest
from support.judging import day, rows, tables_of

from tracker.analysis.as_of import known_figures, known_updates, latest_per_target, steps_done

FIRST = "{date: 2022-03-31, value: 210, spent: 2, done: [a]}"


def _known(updates: list[str], as_of: str) -> list[tuple]:
    """(date, value, spent, steps) of what is known."""
    text = "updates:\n" + "".join(f"  - {update}\n" for update in updates)
    known = rows(known_updates(tables_of(text), day(as_of)))
    return [tuple(row[name] for name in ("date", "value", "spent", "steps")) for row in known]


def test_a_past_day_sees_only_what_was_reported_by_then():
    """A figure published in July is unknown in June, known on the very day it became known."""
    late = "{date: 2022-06-30, reported: 2022-07-15, value: 300}"
    assert _known([FIRST, late], "2022-07-14") == [("2022-03-31", 210, 2, True)]
    assert _known([FIRST, late], "2022-07-15")[1:] == [("2022-06-30", 300, None, False)]


def test_a_figure_for_a_day_to_come_waits():
    """What is reported ahead of its day counts from its day on."""
    early = ["{date: 2022-06-30, reported: 2022-06-01, value: 300}"]
    assert _known(early, "2022-06-29") == []
    assert len(_known(early, "2022-06-30")) == 1


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ("value: 201", (None, 2, True)),
        ("spent: 3", (210, None, True)),
        ("done: [b]", (210, 2, False)),
        ("done: []", (210, 2, False)),
        ("value: 201, spent: 3", (None, None, True)),
        ("value: 201, note: counted twice", (None, 2, True)),
        ("note: a mistake", (None, None, False)),
        ('evidence: {title: Gazette}, by: "区房管局"', (None, None, False)),
    ],
)
def test_a_correction_takes_out_what_it_gives(fields, left):
    """The field a correction gives is void in what it corrects; one that gives none voids all three."""
    by = f"{{date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, {fields}}}"
    assert _known([FIRST, by], "2022-05-01")[0] == ("2022-03-31", *left)


def test_spending_in_another_currency_voids_no_value():
    """A correction of the money leaves the value alone, even if its amount cannot be converted."""
    by = "{date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, spent: 3 EUR}"
    assert _known([FIRST, by], "2022-05-01")[0][:2] == ("2022-03-31", 210)


def test_a_withdrawal_is_no_figure_itself():
    """A correction that gives nothing speaks of nothing, not of the steps either."""
    by = "{date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, note: a mistake}"
    assert _known([FIRST, by], "2022-05-01")[1] == ("2022-03-31", None, None, False)


def test_a_correction_counts_from_the_day_it_is_known():
    """Before the correction became known the first figure stands."""
    by = "{date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, value: 201}"
    assert _known([FIRST, by], "2022-04-30") == [("2022-03-31", 210, 2, True)]
    assert [row[1] for row in _known([FIRST, by], "2022-05-01")] == [None, 201]


def test_a_correction_of_the_same_day_counts():
    """A figure and its correction may become known on one day: what stands below corrects what stands above."""
    by = "{date: 2022-03-31, corrects: 2022-03-31, value: 201}"
    assert [row[1] for row in _known([FIRST, by], "2022-03-31")] == [None, 201]
    assert [row[1] for row in _known([by, FIRST], "2022-03-31")] == [201, 210]


def test_a_correction_is_corrected_in_turn():
    """Of three the last stands: a second correction voids the first one too."""
    by = [
        f"{{date: 2022-03-31, reported: {on}, corrects: 2022-03-31, value: {value}}}"
        for on, value in (("2022-05-01", 201), ("2022-06-01", 202))
    ]
    assert [row[1] for row in _known([FIRST, *by], "2022-05-31")] == [None, 201]
    assert [row[1] for row in _known([FIRST, *by], "2022-06-01")] == [None, None, 202]


def test_of_two_corrections_of_one_day_the_lower_one_stands():
    """Updates are only ever added, so of what became known on one day the lower one came later."""
    by = [
        f"{{date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, value: {value}}}"
        for value in (201, 202)
    ]
    assert [row[1] for row in _known([FIRST, *by], "2022-05-01")] == [None, None, 202]


def test_what_is_reported_again_after_it_was_taken_back_counts():
    """A figure, its withdrawal and the right figure may all be of one day."""
    back = "{date: 2022-03-31, corrects: 2022-03-31, note: a mistake}"
    again = "{date: 2022-03-31, value: 205}"
    assert [row[1] for row in _known([FIRST, back, again], "2022-03-31")] == [None, None, 205]


def test_a_correction_may_move_a_figure_to_another_day():
    """A correction dated otherwise voids the day it names and counts for its own."""
    by = "{date: 2022-03-30, reported: 2022-05-01, corrects: 2022-03-31, value: 210}"
    updates = _known([FIRST, by], "2022-05-01")
    assert [row[:2] for row in updates] == [("2022-03-31", None), ("2022-03-30", 210)]


def test_what_is_reported_after_a_correction_stands():
    """A correction voids what was known before it, not a later report of the same day."""
    by = "{date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, value: 201}"
    later = "{date: 2022-03-31, reported: 2022-06-01, value: 205}"
    assert [row[1] for row in _known([FIRST, by, later], "2022-07-01")] == [None, 201, 205]


def test_a_correction_stays_within_its_target_and_its_day():
    """Other days and other targets keep their figures."""
    text = (
        "updates:\n"
        "  - {date: 2022-03-31, value: 210}\n"
        "  - {date: 2022-04-30, value: 220}\n"
        "  - {date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, value: 201}\n"
    )
    other = "updates: [{date: 2022-03-31, value: 9}]"
    updates = known_updates(tables_of(f"id: a\n{text}", f"id: b\n{other}"), day("2022-06-01"))
    assert updates["value"].fillna(-1).tolist() == [-1, 220, 201, 9]
    assert updates["row"].tolist() == [0, 0, 0, 1]


def test_the_tables_stay_as_they_are():
    """Corrections are heeded in what is returned, never in the tables."""
    frames = tables_of(
        "updates:\n  - {date: 2022-03-31, value: 210}\n"
        "  - {date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31}"
    )
    known_updates(frames, day("2022-06-01"))
    assert frames.updates["value"].tolist()[0] == 210


# Steps and what counts


def test_a_step_is_done_on_the_first_day_it_was_said():
    """A step named again, or earlier in a later report, is done once, on its first day."""
    frames = tables_of(
        "updates:\n"
        "  - {date: 2022-06-30, done: [a, b]}\n"
        "  - {date: 2022-03-31, reported: 2022-07-31, done: [a]}\n"
    )

    def done(as_of):
        steps = steps_done(frames.columns, known_figures(frames.columns, day(as_of)))
        return {milestone: str(on) for (_, milestone), on in steps.items()}

    assert done("2022-07-30") == {"a": "2022-06-30", "b": "2022-06-30"}
    assert done("2022-07-31") == {"a": "2022-03-31", "b": "2022-06-30"}


def test_a_corrected_step_is_not_done():
    """A step of an update that a correction voids is done no longer, unless said again."""
    frames = tables_of(
        "updates:\n"
        "  - {date: 2022-03-31, done: [a, b]}\n"
        "  - {date: 2022-03-31, reported: 2022-05-01, corrects: 2022-03-31, done: [a]}\n"
    )
    steps = steps_done(frames.columns, known_figures(frames.columns, day("2022-06-01")))
    assert list(steps) == [(0, "a")]


def _last(updates: list[str], as_of: str = "2023-01-01", **lower: list[float]) -> list[float]:
    frames = tables_of("updates:\n" + "".join(f"  - {update}\n" for update in updates))
    known = known_figures(frames.columns, day(as_of))
    prefer = np.array(lower["lower"]) if lower else None
    has_figure, last = latest_per_target(known, len(frames.targets), prefer_lower=prefer)
    assert has_figure.tolist() == [0]
    return last["value"].tolist()


def test_the_latest_day_counts_before_the_grade():
    """A later day wins over a better grade of an earlier one."""
    assert _last(
        [
            "{date: 2022-06-30, value: 2}",
            "{date: 2022-03-31, value: 1, evidence: {title: G, grade: A}}",
        ]
    ) == [2]


def test_the_better_grade_counts_before_the_later_report():
    """Of two sources about one day the better grade counts, whenever it was reported."""
    assert _last(
        [
            "{date: 2022-06-30, value: 1, evidence: {title: G, grade: B}}",
            "{date: 2022-06-30, value: 2, reported: 2022-08-01, evidence: {title: G, grade: C}}",
        ]
    ) == [1]


def test_the_later_report_counts_among_equals():
    """Of equal grades the later report counts; nothing else said, the lower number."""
    same = ["{date: 2022-06-30, value: 1, reported: 2022-08-01}", "{date: 2022-06-30, value: 2}"]
    assert _last(same) == _last(same[::-1]) == [1]
    assert _last(["{date: 2022-06-30, value: 1}"] * 2, lower=[5, 4]) == [1]
    even = ["{date: 2022-06-30, value: 1}", "{date: 2022-06-30, value: 2}"]
    assert _last(even, lower=[5, 4]) == [2]
    assert _last(even, lower=[4, 5]) == [1]


def test_nothing_known_is_fine():
    """Before the first report no figure counts, and no target is found."""
    frames = tables_of("updates: [{date: 2022-06-30, value: 1}]", "id: b")
    known = known_figures(frames.columns, day("2022-01-01"))
    has_figure, last = latest_per_target(known, len(frames.targets))
    assert (has_figure.tolist(), len(last)) == ([], 0)
    assert steps_done(frames.columns, known) == {}


def test_rows_of_ids():
    """Each id leads to its target's row, an unknown one to none."""
    frames = tables_of("id: a", "id: b")
    assert frames.columns.row_numbers(["b", "a", "b", "c"]).tolist() == [1, 0, 1, -1]
