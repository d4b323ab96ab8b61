"""The data of the timeline: periods, completion and milestones of all dated targets."""

from support.judging import snapshot_of

from tracker.analysis.timeline import timeline_data, timeline_table
from tracker.i18n import Translator

STEPS = """
milestones: [{id: a, title: A, due: 2022-03-31}, {id: b, title: B}]
updates: [{date: 2022-06-30, reported: 2022-07-10, done: [a]}]
"""


def timeline_of(*fields, as_of="2022-07-02"):
    return timeline_data(snapshot_of(*fields, as_of=as_of))


def test_themes_stand_in_file_order_and_targets_by_due_day():
    """A target without a due day comes last in its theme, one without any day on no row at all."""
    data = timeline_of(
        "id: late",
        "id: water\ntheme: water",
        "id: soon\ndue: 2022-06-30",
        "id: open\ndue: null",
        "id: ends\nstart: null\ndue: 2022-03-31",
        "id: never\nstart: null\ndue: null",
    )
    assert data.bars["id"].tolist() == ["ends", "soon", "late", "open", "water"]
    assert data.bars["theme_en"].unique().tolist() == ["Housing", "water"]


def test_a_completion_is_exact_and_missing_where_it_means_nothing():
    """A count may exceed its goal; a rate has no completion."""
    rate = "measure: {kind: floor, unit: '%', floor: 5}"
    figure = "updates: [{{date: {}, value: {}}}]"
    data = timeline_of(
        "id: over\n" + figure.format("2022-06-30", 1100),
        "id: silent",
        f"id: runs\n{rate}\n" + figure.format("2022-06-30", 6),
        f"id: held\ndue: 2022-03-31\n{rate}\n" + figure.format("2022-03-31", 6),
    )
    bars = data.bars.set_index("id")
    assert bars["actual"].fillna(-1).to_dict() == {
        "over": 1.1,
        "silent": -1,
        "runs": -1,
        "held": -1,
    }
    assert bars["has_figure"].to_dict() == {
        "over": True,
        "silent": False,
        "runs": True,
        "held": True,
    }


def test_steps_are_done_as_known_on_the_day():
    """A step without a day of its own stands on its target's due day."""
    data = timeline_of(STEPS, as_of="2022-07-09")
    assert [(f"{row.date:%F}", row.title_en, row.done) for row in data.milestones.itertuples()] == [
        ("2022-03-31", "A", False),
        ("2022-12-31", "B", False),
    ]
    assert timeline_of(STEPS, as_of="2022-07-10").milestones["done"].tolist() == [
        True,
        False,
    ]


def test_a_selection_of_targets_is_all_there_is():
    """The page's filter decides what is drawn."""
    snapshot = snapshot_of("id: one\n" + STEPS, "id: two", as_of="2022-07-02")
    data = timeline_data(snapshot.select(snapshot.assessed["id"] == "two"))
    assert data.bars["id"].tolist() == ["two"]
    assert data.milestones.empty


def test_the_table_says_the_same():
    """Each target's steps stand below it, in words; a day that the source does not give is marked."""
    assumed = "assumed: {due: the usual period}"
    data = timeline_of(f"{STEPS}{assumed}", as_of="2022-07-10")
    table = timeline_table(data, Translator("en"))
    assert table["due_note"].tolist() == ["assumed date", "", "assumed date"]
    assert table["step"].tolist() == ["", "A", "B"]
    assert table["status"].tolist() == [
        "？ Report overdue",
        "Milestone done",
        "Milestone not reported as done",
    ]
