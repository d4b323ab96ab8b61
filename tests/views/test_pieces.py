"""Pieces of pages are kept while their targets and inputs stay the same."""

from tracker.views.pieces import NOTHING_KEPT, KeptPieces

NAME = ("card", "en")


def test_a_piece_is_kept_for_the_same_targets_and_inputs():
    """Another input, another target, or a target that has changed since means that it is built again."""
    stores = {"a": {}, "b": {}}
    assert KeptPieces(stores).put(NAME, ["a", "b"], "text", 1) == "text"
    assert KeptPieces(stores).get(NAME, ["a", "b"], 1) == "text"
    for targets, inputs in ((["a", "b"], 2), (["a"], 1), (["b", "a"], 1), (["a", "c"], 1)):
        assert KeptPieces(stores).get(NAME, targets, inputs) is None
    assert KeptPieces({**stores, "b": {}}).get(NAME, ["a", "b"], 1) is None
    assert KeptPieces({**stores, "a": {}}).get(NAME, ["a", "b"], 1) is None


def test_nothing_is_kept_of_targets_without_a_store():
    """A page of a server keeps nothing."""
    assert NOTHING_KEPT.put(NAME, ["a"], "text") == "text"
    assert NOTHING_KEPT.get(NAME, ["a"]) is None
