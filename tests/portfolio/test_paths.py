"""Ids and paths resolve to one position, or the error names what is there."""

import pytest

from tracker.portfolio.paths import EditError, resolve, target_position
from tracker.portfolio.reader import parse_document

TEXT = """\
portfolio: {title: {zh: 一, en: One}}
documents: {"a.b": {title: x}}
targets:
  - id: homes
    measure: {range: [6, 8]}
    milestones: [{id: "7"}, {id: signed}, {id: built}]
  - id: water
"""


@pytest.mark.parametrize(
    ("path", "resolved"),
    [
        ("portfolio.title.en", ("portfolio", "title", "en")),
        ("targets[water]", ("targets", 1)),
        ("targets[0].measure.range[1]", ("targets", 0, "measure", "range", 1)),
        ("targets[homes].milestones[built].due", ("targets", 0, "milestones", 2, "due")),
        ("targets[homes].milestones[7]", ("targets", 0, "milestones", 0)),
        ("targets[water].due", ("targets", 1, "due")),
        ('documents."a.b".title', ("documents", "a.b", "title")),
    ],
)
def test_a_path_leads_to_its_value(path, resolved):
    """A path has names, ids and positions; the last name may be new, an id takes precedence."""
    assert resolve(parse_document(TEXT), path) == resolved


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "is not a path"),
        ("targets[homes]due", "is not a path"),
        ("targets[home].due", "did you mean homes"),
        ("targets[9].due", "no item has the id 9"),
        ("portfolio[0]", "no list before"),
        ("targets[water].measure.target", "there is no measure; found id"),
        ("portfolio.title.zh.x", "there is no x; found no block"),
    ],
)
def test_a_path_without_a_value_is_an_error(path, message):
    """The message names the part of the path that does not resolve, and what is there."""
    with pytest.raises(EditError, match=message):
        resolve(parse_document(TEXT, "x.yaml"), path)


def test_a_target_is_found_by_its_id():
    """An id that no target has, or more than one, is an error."""
    assert target_position(parse_document(TEXT), "water") == 1
    with pytest.raises(EditError, match=r"x\.yaml: no target .* did you mean water"):
        target_position(parse_document(TEXT, "x.yaml"), "waters")
    with pytest.raises(EditError, match="2 targets have the id a"):
        target_position(parse_document("targets: [{id: a}, {id: a}]"), "a")
