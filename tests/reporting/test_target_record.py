"""The owner, the acceptance and the end of a target: one line of its record, and taken back."""

import datetime as dt

import pytest
from support import samples, saving

from tracker.i18n import Translator, languages
from tracker.portfolio.load import load
from tracker.reporting.target_record import DecidedError, decide_target, restored, set_owner
from tracker.store.access import Person
from tracker.store.errors import ConflictError, ForbiddenError, InvalidChangeError
from tracker.store.history import history
from tracker.store.history_words import change_words

LI = Person("李明", "li@example.org", frozenset({"bureau"}))
ACCEPTED = {"on": dt.date(2022, 7, 1), "by": "Audit office", "how": " ", "evidence": {}}
ENDED = {"as": "withdrawn", "on": dt.date(2022, 6, 30), "reason": "The bridge is not needed"}
WORDS = {  # taken back, and entered
    "owner": ("删除责任人", "责任人：Deputy mayor"),
    "accepted": ("撤回核验", "2022-07-01 由 Audit office 核验"),
    "ended": ("撤回终止", "2022-06-30 撤销：The bridge is not needed"),
}


@pytest.fixture
def file(tmp_path):
    return samples.write(tmp_path, samples.target())


def changes(portfolio):
    """By field, a change of the only target of ``portfolio`` and the line that it adds."""
    return {
        "owner": (set_owner(portfolio, "homes", " Deputy mayor "), "owner: Deputy mayor"),
        "accepted": (
            decide_target(portfolio, "homes", "accepted", ACCEPTED),
            "accepted: {on: 2022-07-01, by: Audit office}",
        ),
        "ended": (
            decide_target(portfolio, "homes", "ended", ENDED),
            "ended: {as: withdrawn, on: 2022-06-30, reason: The bridge is not needed}",
        ),
    }


@pytest.mark.parametrize("field", ["owner", "accepted", "ended"])
def test_each_is_one_line_and_is_taken_back(file, field):
    """Empty fields are left out; taken back, every byte is as before; the history has both."""
    text, before = file.read_bytes(), load(file)
    change, line = changes(before)[field]
    result = saving.save(file, change)
    assert [added.strip() for _, _, added in result.lines] == [line]
    after = load(file)
    saving.save(file, restored(before, after, "homes", field))
    assert file.read_bytes() == text
    assert [entry.message for entry in history(file, "homes")] == [
        f"homes: {field} taken back",
        f"homes: {line.replace(': ', ' = ', 1)}",
    ]
    words = [change_words(entry, Translator("zh"), before) for entry in history(file, "homes")]
    assert words == list(WORDS[field])


@pytest.mark.parametrize(
    "owner",
    [
        "Deputy mayor",
        "{zh: 分管副区长, en: Deputy mayor}",
        '\n  en: "Deputy mayor: of # housing"\n  zh: 分管副区长',
    ],
)
def test_an_owner_is_replaced_and_restored(tmp_path, owner):
    """In one language or two; an empty name removes the owner."""
    file = samples.write(tmp_path, samples.target(f"owner: {owner}"))
    before = load(file)
    saving.save(file, set_owner(before, "homes", "Chief engineer"))
    assert load(file).by_id["homes"].owner == "Chief engineer"
    saving.save(file, restored(before, load(file), "homes", "owner"))
    assert load(file).by_id["homes"].owner == before.by_id["homes"].owner
    saving.save(file, set_owner(load(file), "homes", ""))
    assert load(file).by_id["homes"].owner is None


def test_what_was_decided_is_not_decided_again(file):
    """Nor saved over what somebody else decided meanwhile."""
    before = load(file)
    for field in ("accepted", "ended"):
        seen = changes(before)
        saving.save(file, seen[field][0])
        with pytest.raises(DecidedError) as caught:
            changes(load(file))
        for lang in languages():
            assert "homes" in caught.value.text(Translator(lang))
        with pytest.raises(ConflictError):
            saving.save(file, seen["owner"][0])
        saving.save(file, restored(before, load(file), "homes", field))


@pytest.mark.parametrize("field", ["accepted", "ended"])
def test_a_department_does_not_judge_its_own_targets(file, field):
    """It may name its owner; the acceptance and the end need somebody who reports for all."""
    before = file.read_bytes()
    with pytest.raises(ForbiddenError, match=field):
        saving.save(file, changes(load(file))[field][0], person=LI)
    assert file.read_bytes() == before
    saving.save(file, changes(load(file))["owner"][0], person=LI)


def test_what_the_rules_refuse_is_not_saved(file):
    """The lead does not accept its own work; what was merged names the target that goes on."""
    before, portfolio = file.read_bytes(), load(file)
    for field, fields in (
        ("accepted", {**ACCEPTED, "by": "bureau"}),
        ("ended", {**ENDED, "as": "merged"}),
        ("ended", {**ENDED, "reason": ""}),
    ):
        with pytest.raises(InvalidChangeError):
            saving.save(file, decide_target(portfolio, "homes", field, fields))
    assert file.read_bytes() == before
