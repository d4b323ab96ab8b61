"""Ids and paths resolve to one position, or the error names what is there."""

import pytest

from tracker.i18n import Message
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
    ("path", "key", "params"),
    [
        ("", "edit.not_a_path", {"path": "''"}),
        ("targets[homes]due", "edit.not_a_path", {"path": "'targets[homes]due'"}),
        (
            "targets[home].due",
            "edit.no_item",
            {"id": "home", "suggestion": Message("value.did_you_mean", name="homes")},
        ),
        ("targets[9].due", "edit.no_item", {"id": "9", "suggestion": ""}),
        ("portfolio[0]", "edit.no_list", {"part": "[0]"}),
        ("targets[water].measure.target", "edit.no_key", {"key": "measure", "names": ["id"]}),
        ("portfolio.title.zh.x", "edit.no_key", {"key": "x", "names": Message("value.no_block")}),
    ],
)
def test_a_path_without_a_value_is_an_error(path, key, params):
    """The message names the part of the path that does not resolve, and what is there."""
    with pytest.raises(EditError) as caught:
        resolve(parse_document(TEXT, "x.yaml"), path)
    message = caught.value.message
    where = {} if key == "edit.not_a_path" else {"file": "x.yaml", "path": path}
    assert message == Message(key, **where, **params)


def test_a_target_is_found_by_its_id():
    """An id that no target has, or more than one, is an error."""
    assert target_position(parse_document(TEXT), "water") == 1
    with pytest.raises(EditError, match=r"x\.yaml: no target .* did you mean water"):
        target_position(parse_document(TEXT, "x.yaml"), "waters")
    with pytest.raises(EditError, match="2 targets have the id a"):
        target_position(parse_document("targets: [{id: a}, {id: a}]"), "a")
