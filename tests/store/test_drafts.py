"""Drafts on disk: private, whole, shared by tabs, over after a save or seven days."""

import datetime as dt
import json
import os
import stat
import threading
import time
from dataclasses import replace

import pytest
from support import samples, saving

from tracker.store import atomic, drafts, state
from tracker.store.access import READONLY_ENV
from tracker.store.drafts import DraftPlace, StoredDraft
from tracker.store.errors import ForbiddenError
from tracker.store.rename import rename

BEGUN = StoredDraft(fingerprint="f", original={"id": "homes"})
DAY = dt.date(2022, 6, 30)


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    """The state folder, which does not exist yet."""
    for name in (state.STATE_ENV, "STATE_DIRECTORY", READONLY_ENV):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "tracker"


@pytest.fixture
def place(tmp_path):
    return DraftPlace(str(tmp_path / "targets.yaml"), "login li@x.cn", "homes")


def now():
    return dt.datetime.now(dt.UTC)


def sync(place, mine, typed):
    return drafts.sync(place, mine, typed, now())


def end(place, mine):
    drafts.end(place, mine, now())


def drafted_targets(data, person):
    return drafts.drafted_targets(data, person, now())


def values(draft):
    return {name: entry.value for name, entry in draft.entries.items()}


def tab(place, **typed):
    """A new tab that types; what it then shows."""
    return sync(place, BEGUN, typed).draft


def age(place, days):
    """Make a draft as old as if it had been typed so many days ago."""
    content = json.loads(place.path.read_text())
    for entry in content["entries"].values():
        entry["time"] -= int(days * 86400 * 1e9)
    place.path.write_text(json.dumps(content))
    then = time.time() - days * 86400
    os.utime(place.path, (then, then))


def test_a_draft_is_read_back_in_another_process(place):
    """Texts of any characters, ticks, days and empty fields; with the record seen at first."""
    typed = {"note": '一\n"二"🏠\u2028\ud800', "step:x": True, "date": DAY, "grade": None, "by": ""}
    tab(place, **typed)
    again = sync(place, StoredDraft(fingerprint="g"), {}).draft
    assert values(again) == typed
    assert (again.fingerprint, again.original) == ("f", {"id": "homes"})


def test_files_and_folders_are_private(place, folder, tmp_path):
    """Whatever the umask; names tell neither person nor target; nothing is beside the data."""
    before = os.umask(0)
    try:
        tab(place, note="x")
    finally:
        os.umask(before)
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
        assert not {"li", "homes"} & set(path.stem.split("."))
    assert {path.name for path in tmp_path.iterdir()} == {"state"}


@pytest.mark.parametrize(
    "other",
    [
        {"person": "login wang@x.cn"},
        {"person": "local 0 li@x.cn"},
        {"target": "trees"},
        {"data": "b"},
    ],
)
def test_another_person_target_or_data_has_another_draft(place, other):
    """Nothing of a draft is seen from there."""
    tab(place, note="mine")
    assert values(sync(place._replace(**other), BEGUN, {}).draft) == {}


def test_links_lead_to_the_same_draft(place, tmp_path, monkeypatch):
    """A link to the file or to its folder, and a relative path, are the same data."""
    file = samples.write(tmp_path, samples.target("updates: []"))
    (tmp_path / "other.yaml").symlink_to(file)
    (tmp_path / "folder").symlink_to(tmp_path)
    tab(place, note="li")
    monkeypatch.chdir(tmp_path)
    for data in ("other.yaml", "folder/targets.yaml", "./targets.yaml"):
        assert values(sync(place._replace(data=data), BEGUN, {}).draft) == {"note": "li"}
    rename("folder/other.yaml", "homes", "flats", saving.WANG, today=saving.TODAY, now=now())
    assert drafted_targets(place.data, place.person) == ["flats"]


def test_an_untouched_form_stores_nothing(place, folder):
    sync(place, BEGUN, {})
    assert not folder.exists()


def test_tabs_share_a_draft(place):
    """Each keeps what the other typed; of one field the later keystroke counts, and the earlier text is named."""
    one = tab(place, note="one", value="4")
    two = tab(place, title="two")
    assert values(two) == {"note": "one", "value": "4", "title": "two"}
    later = sync(place, one, {"note": "newer"})
    assert values(later.draft) == {"note": "newer", "value": "4", "title": "two"}
    assert later.replaced == {}
    blind = sync(place, two, {"note": "blind"})
    assert values(blind.draft)["note"] == "blind"
    assert blind.replaced == {"note": "newer"}
    assert values(sync(place, one, {}).draft) == values(blind.draft)


def test_an_emptied_field_stays_empty(place):
    """To delete a text is a keystroke as well."""
    one = tab(place, note="one")
    tab(place, note="")
    assert values(sync(place, one, {}).draft) == {"note": ""}


def test_the_later_keystroke_counts_though_the_clock_was_set_back(place):
    tab(place, note="one")
    earlier = now() - dt.timedelta(hours=1)
    drafts.sync(place, BEGUN, {"note": "two"}, earlier)
    assert values(sync(place, BEGUN, {}).draft) == {"note": "two"}


def test_a_saved_draft_is_over_in_every_tab(place):
    """Nothing of it is left on disk; a tab that typed on begins a new one."""
    one = tab(place, note="secret words")
    two = sync(place, BEGUN, {}).draft
    end(place, one)
    assert "secret" not in place.path.read_text()
    assert values(sync(place, BEGUN, {}).draft) == {}
    shown = sync(place, two, {"title": "new"})
    assert shown.has_ended
    assert values(shown.draft) == {"title": "new"}
    assert not sync(place, shown.draft, {}).has_ended


def test_what_another_tab_typed_meanwhile_survives_a_save(place):
    one = tab(place, note="one")
    tab(place, title="two")
    end(place, one)
    assert values(sync(place, BEGUN, {}).draft) == {"title": "two"}


def test_the_record_chosen_later_is_kept(place):
    """A person who goes on beside what others saved is not asked again."""
    one = tab(place, note="one")
    chosen = replace(one, fingerprint="g", record_time=time.time_ns())
    assert sync(place, chosen, {}).draft.fingerprint == "g"
    assert sync(place, BEGUN, {}).draft.fingerprint == "g"


@pytest.mark.parametrize(("days", "kept"), [(6.9, True), (7.1, False)])
def test_a_draft_expires_after_seven_days(place, days, kept):
    """Not shown any more, and deleted whoever comes next; a younger one is kept."""
    tab(place, note="one")
    age(place, days)
    assert values(sync(place, BEGUN, {}).draft) == ({"note": "one"} if kept else {})
    assert drafted_targets(place.data, place.person) == (["homes"] if kept else [])
    drafts.remove_expired(now())
    assert place.path.exists() == kept


def test_a_draft_copied_from_an_old_backup_has_expired(place):
    """Its keystrokes are old, though its file is new."""
    tab(place, note="one")
    age(place, 8)
    os.utime(place.path)
    assert values(sync(place, BEGUN, {}).draft) == {}


def test_the_drafts_of_a_person(place):
    """The latest keystroke first."""
    for target in ("a", "b", "c"):
        tab(place._replace(target=target), note="x")
    tab(place._replace(target="a"), note="y")
    end(place._replace(target="c"), sync(place._replace(target="c"), BEGUN, {}).draft)
    assert drafted_targets(place.data, place.person) == ["a", "b"]
    assert drafted_targets(place.data, "login wang@x.cn") == []


def test_drafts_follow_a_renamed_target(tmp_path, place):
    """Everybody's, whole; a draft on a target that had the new id before is not replaced."""
    samples.write(tmp_path, samples.target("updates: []"), samples.target("id: trees"))
    other = place._replace(person="login wang@x.cn")
    tab(place, note="li", date=DAY)
    tab(other, note="wang")
    tab(place._replace(target="trees"), note="trees")
    rename(place.data, "homes", "flats", saving.WANG, today=saving.TODAY, now=now())
    for one, typed in ((place, {"note": "li", "date": DAY}), (other, {"note": "wang"})):
        assert values(sync(one._replace(target="flats"), BEGUN, {}).draft) == typed
        assert values(sync(one, BEGUN, {}).draft) == {}
    assert drafted_targets(place.data, place.person) == ["trees", "flats"]


def test_a_read_only_process_stores_nothing(place, monkeypatch, folder):
    monkeypatch.setenv(READONLY_ENV, "1")
    with pytest.raises(ForbiddenError):
        tab(place, note="x")
    assert not folder.exists()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"format": 2}', '{"format": 1}', "\0", '{"format": 1, "entries": 3}'],
)
def test_a_damaged_file_is_no_draft(place, text):
    """It is replaced by the next keystroke."""
    tab(place, note="x")
    place.path.write_text(text)
    assert values(sync(place, BEGUN, {}).draft) == {}
    assert drafted_targets(place.data, place.person) == []
    assert values(tab(place, note="y")) == {"note": "y"}


def test_a_folder_that_cannot_be_written(place, folder):
    """OSError; the form then says so."""
    folder.parent.mkdir()
    folder.write_text("a file")
    with pytest.raises(OSError, match="tracker"):
        tab(place, note="x")
    drafts.remove_expired(now())
    assert drafted_targets(place.data, place.person) == []


def test_twenty_tabs_at_once(place):
    """Every keystroke of every field is kept."""
    threads = [
        threading.Thread(target=tab, args=(place,), kwargs={f"step:{number}": True})
        for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sync(place, BEGUN, {}).draft.entries) == 20


def test_a_failed_write_leaves_the_old_draft(place, monkeypatch):
    """The old file stays whole, and no other one is left."""
    tab(place, note="old")
    monkeypatch.setattr(atomic, "write_all", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        tab(place, note="new")
    assert values(sync(place, BEGUN, {}).draft) == {"note": "old"}
    assert len(list(place.path.parent.glob("*.json*"))) == 1
    assert not list(place.path.parent.glob(".*.tmp"))
