"""Saving: permissions, changes by others, refusals; no report is lost."""

import datetime as dt
import difflib
import multiprocessing
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock
from support import samples, saving
from support.waiting import PATIENCE

from tracker.i18n import Translator
from tracker.portfolio.edit import AppendRevision, AppendUpdate, SetValue
from tracker.portfolio.load import load
from tracker.store import atomic, save
from tracker.store.access import Person
from tracker.store.changes import TargetChange
from tracker.store.errors import (
    BusyError,
    ConflictError,
    ForbiddenError,
    InvalidChangeError,
    StoreError,
)
from tracker.store.history import history
from tracker.store.intent_log import INTENT_FILE
from tracker.store.lock import LOCK_FILE
from tracker.store.recovery import recover
from tracker.store.scaffold import scaffold
from tracker.store.targets import fingerprint

LI = Person("李明", "li@example.org", frozenset({"bureau"}))
REPORT = saving.change("homes", "2022-06-30", 240)
LINE = "      - {date: 2022-06-30, value: 240, evidence: {title: G, grade: A}}\n"


@pytest.fixture
def file(tmp_path):
    """A portfolio of two targets, without git."""
    return samples.write(tmp_path, samples.target("updates: []"), samples.target("id: trees"))


def names(folder):
    """What lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_a_report_is_one_added_line(file):
    """The result has the line with its number and the digest; the rest of the file is unchanged."""
    before = file.read_text(encoding="utf-8")
    done = saving.save(file, REPORT)
    text = file.read_text(encoding="utf-8")
    assert text == before.replace("    updates: []\n", "    updates:\n" + LINE)
    assert done.lines[-1] == (str(file), 17, LINE.rstrip("\n"))
    assert text.splitlines()[16] == done.lines[-1][2]
    assert done.digest == load(file).digest
    assert (done.warnings, done.commit, done.notes) == ((), None, ())


def test_a_report_in_the_real_file(tmp_path):
    """It adds one line to a copy of the project's portfolio and changes nothing else."""
    real = Path(__file__).parents[2] / "targets.yaml"
    file = tmp_path / real.name
    file.write_bytes(real.read_bytes())
    target = next(target for target in load(file).targets if target.updates)
    saving.save(
        file,
        TargetChange(target.id, (AppendUpdate(target.id, {"date": "2026-11-20", "note": "核对"}),)),
        today=dt.date(2026, 11, 23),
    )
    before, after = (path.read_text("utf-8").splitlines() for path in (real, file))
    changed = [line for line in difflib.ndiff(before, after) if not line.startswith("  ")]
    assert [line.strip() for line in changed] == ["+       - {date: 2026-11-20, note: 核对}"]


def test_a_preview_shows_the_result_and_writes_nothing(file):
    """Lines, digest and warnings are those of the save."""
    before = names(file.parent), file.read_bytes()
    shown = save.preview(file, [REPORT], saving.WANG, today=saving.TODAY)
    assert (names(file.parent), file.read_bytes()) == before
    assert not any(change.new for change in shown.files)
    done = saving.save(file, REPORT)
    assert (done.lines, done.digest, done.warnings) == (shown.lines, shown.digest, shown.warnings)


def test_edits_of_several_targets_are_one_save(file):
    """All kinds of edits go together: a report, a revised goal and its revision."""
    revision = {"date": "2022-06-01", "field": "target", "from": 1000, "to": 900, "reason": "fewer"}
    change = TargetChange(
        "trees",
        (
            SetValue("targets[trees].measure.target", 900),
            AppendRevision("trees", revision | {"evidence": {"title": "G", "grade": "A"}}),
        ),
    )
    saving.save(file, REPORT, change)
    portfolio = load(file)
    homes, trees = portfolio.targets
    assert homes.updates[0].value == 240
    assert (trees.measure.target, trees.revisions[0].to) == (900, 900)
    entry = history(file, "trees")[0]
    assert entry.message == "trees: measure.target = 900; target from 1000 to 900"
    assert '"target": "1000"' in entry.before
    assert '"target": "900"' in entry.after


def test_an_edit_without_effect_is_not_saved(file):
    """Setting the present value leaves the file, its time and its history unchanged."""
    before = file.stat().st_mtime_ns
    saving.save(file, TargetChange("homes", (SetValue("targets[homes].lead", "bureau"),)))
    assert file.stat().st_mtime_ns == before
    assert history(file, "homes") == []


# --- who may --------------------------------------------------------------------------------------


def test_a_person_saves_for_their_organisations_only(file):
    """Not for another organisation, nor for a target without a lead."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("{bureau: ", "{parks: Parks, bureau: "), encoding="utf-8")
    saving.save(file, REPORT, person=LI)
    for lead in ("parks", None):
        saving.save(
            file, TargetChange("homes", (SetValue("targets[homes].lead", lead),)), commit=False
        )
        before = file.read_bytes()
        for ask in (
            saving.save,
            lambda *args, **more: save.preview(args[0], args[1:], **more, today=saving.TODAY),
        ):
            with pytest.raises(ForbiddenError, match="李明 may not report for homes"):
                ask(file, saving.change("homes", "2022-07-01", 250), person=LI)
        assert file.read_bytes() == before
        saving.save(file, TargetChange("homes", (SetValue("targets[homes].lead", "bureau"),)))


def test_the_lead_is_read_from_the_present_file(file):
    """A target that was given to another organisation meanwhile is refused."""
    portfolio = load(file)
    seen = fingerprint(portfolio, "homes")
    file.write_text(file.read_text().replace("lead: bureau", "lead: parks", 1), encoding="utf-8")
    with pytest.raises(ForbiddenError):
        saving.save(file, TargetChange("homes", REPORT.edits, seen), person=LI)


def test_a_refusal_names_the_organisation_that_leads(file):
    """By its name in the reader's language."""
    text, parks = file.read_text("utf-8"), "parks: {zh: 区绿化局, en: Parks Office}"
    file.write_text(text.replace("{bureau: ", f"{{{parks}, bureau: "), encoding="utf-8")
    edit = SetValue("targets[homes].lead", "parks")
    with pytest.raises(ForbiddenError) as caught:
        saving.save(file, TargetChange("homes", (edit,)), person=LI)
    for lang, name in (("zh", "责任单位 区绿化局"), ("en", "whose lead is Parks Office")):
        assert name in caught.value.text(Translator(lang))


def test_changing_the_lead_needs_permission_for_both_organisations(file):
    """A target cannot be given to an organisation the person may not report for."""
    with pytest.raises(ForbiddenError, match="whose lead is parks"):
        saving.save(
            file, TargetChange("homes", (SetValue("targets[homes].lead", "parks"),)), person=LI
        )


@pytest.mark.parametrize(
    "edit",
    [
        AppendUpdate("trees", {"date": "2022-06-30", "value": 1}),
        AppendRevision("trees", {"date": "2022-06-30"}),
        SetValue("targets[trees].lead", "bureau"),
        SetValue("targets[1].lead", "bureau"),
        SetValue("portfolio.title", "Mine"),
        SetValue("targets[homes].id", "houses"),
        SetValue("targets", "x"),
        SetValue("nonsense[", "x"),
    ],
)
def test_an_edit_stays_within_its_target(file, edit):
    """Permission for one target is none for another, for the file's header, or for an id."""
    before = file.read_bytes()
    with pytest.raises(StoreError):
        saving.save(file, TargetChange("homes", (edit,)))
    assert file.read_bytes() == before


def test_a_read_only_process_writes_nothing(file, monkeypatch):
    """TRACKER_READONLY applies to every person and every function that writes."""
    monkeypatch.setenv("TRACKER_READONLY", "1")
    there = names(file.parent)
    with pytest.raises(ForbiddenError, match="TRACKER_READONLY"):
        saving.save(file, REPORT)
    with pytest.raises(ForbiddenError, match="TRACKER_READONLY"):
        recover(file, now=saving.NOW)
    with pytest.raises(ForbiddenError, match="TRACKER_READONLY"):
        scaffold(file.parent / "new", saving.WANG, now=saving.NOW, title="T")
    assert names(file.parent) == there


# --- what others did meanwhile --------------------------------------------------------------------


def test_changes_of_different_targets_are_both_kept(file):
    """Someone else saved another target and added a comment: both stay."""
    seen = fingerprint(load(file), "homes")
    saving.save(file, saving.change("trees", "2022-06-30", 3))
    file.write_text("# by hand\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    saving.save(file, TargetChange("homes", REPORT.edits, seen))
    assert saving.reported(file, "homes") == saving.reported(file, "trees") == ["2022-06-30"]
    assert file.read_text(encoding="utf-8").startswith("# by hand\n")


def test_a_change_of_the_same_target_is_a_conflict(file):
    """The error has the current record, nothing is written; with the new fingerprint it is saved."""
    seen = fingerprint(load(file), "homes")
    saving.save(file, saving.change("homes", "2022-03-31", 100))
    before = file.read_bytes()
    mine = TargetChange("homes", REPORT.edits, seen)
    with pytest.raises(ConflictError, match="homes") as caught:
        saving.save(file, mine, saving.change("trees", "2022-06-30", 3))
    (conflict,) = caught.value.conflicts
    assert conflict.target == "homes"
    assert [update["date"] for update in conflict.current["updates"]] == ["2022-03-31"]
    assert file.read_bytes() == before
    saving.save(file, TargetChange("homes", REPORT.edits, fingerprint(load(file), "homes")))
    assert saving.reported(file, "homes") == ["2022-03-31", "2022-06-30"]


def test_a_target_that_was_removed_is_a_conflict(file):
    """The current record is empty."""
    seen = fingerprint(load(file), "homes")
    file.write_text(file.read_text().replace("id: homes", "id: houses"), encoding="utf-8")
    with pytest.raises(ConflictError) as caught:
        saving.save(file, TargetChange("homes", REPORT.edits, seen))
    assert caught.value.conflicts[0].current == {}
    with pytest.raises(StoreError, match="no target has the id homes"):
        saving.save(file, REPORT)


def test_a_fingerprint_depends_on_data_only(file):
    """Comments, quotes and the order of keys do not change it; a value of this target does."""
    mark = fingerprint(load(file), "homes")
    text = file.read_text(encoding="utf-8")
    same = text.replace(
        "    theme: housing\n    lead: bureau\n",
        '    # x\n    lead: "bureau"\n    theme: housing\n',
        1,
    )
    assert same != text
    for changed, alike in (
        (same, True),
        (text.replace("due: 2022-12-31", "due: 2022-12-30", 1), False),
        (text.replace("id: trees", "id: bushes"), True),
    ):
        file.write_text(changed, encoding="utf-8")
        assert (fingerprint(load(file), "homes") == mark) is alike
    assert fingerprint(load(file), "nobody") == ""


def test_an_editor_that_saves_during_a_save(file, monkeypatch):
    """What the editor, which uses no lock, wrote is kept, and our line is added to it."""
    put, times = atomic.write_temp, []

    def slow(path, raw, name):
        temporary = put(path, raw, name)
        if len(times) < 2:
            times.append(1)
            new = file.with_suffix(".new")
            new.write_text(f"# hand {len(times)}\n" + file.read_text("utf-8"), encoding="utf-8")
            new.replace(file)
        return temporary

    monkeypatch.setattr(save, "write_temp", slow)
    saving.save(file, REPORT)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# hand 2\n# hand 1\n")
    assert LINE in text
    assert saving.recorded(file, "homes") == ["2022-06-30"]


def test_an_editor_that_keeps_saving(file, monkeypatch):
    """After some attempts the save fails and leaves nothing behind."""
    put = atomic.write_temp

    def slow(path, raw, name):
        file.write_text("# x\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
        return put(path, raw, name)

    monkeypatch.setattr(save, "write_temp", slow)
    with pytest.raises(StoreError, match="keeps changing"):
        saving.save(file, REPORT)
    assert saving.reported(file, "homes") == []
    assert names(file.parent) == sorted([file.name, LOCK_FILE])


def test_an_editor_that_saves_between_two_files(tmp_path, monkeypatch):
    """All or none: the file that was replaced already is restored before the next attempt."""
    a = samples.write(tmp_path, samples.target(), name="a.yaml")
    b = samples.write(tmp_path, samples.target("id: trees"), name="b.yaml")
    replace, done = os.replace, []

    def slow(source, target):
        replace(source, target)
        if str(target).endswith("a.yaml") and not done:
            done.append(1)
            b.write_text("# hand\n" + b.read_text(encoding="utf-8"), encoding="utf-8")

    monkeypatch.setattr(os, "replace", slow)
    saving.save(tmp_path, REPORT, saving.change("trees", "2022-06-30", 3))
    assert done
    assert b.read_text(encoding="utf-8").startswith("# hand\n")
    for name in ("homes", "trees"):
        assert saving.reported(tmp_path, name) == ["2022-06-30"]
        assert saving.recorded(tmp_path, name) == ["2022-06-30"]
    assert LINE in a.read_text(encoding="utf-8")


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (saving.change("homes", "2022-06-31", 1), "2022-06-31"),
        (TargetChange("homes", (SetValue("targets[homes].theme", "housng"),)), "housng"),
        (TargetChange("homes", (SetValue("targets[homes].due", "2021-12-31"),)), "due"),
    ],
)
def test_new_errors_are_refused(file, change, words):
    """The problems are those of the file as it would be; nothing is written."""
    before = file.read_bytes()
    for ask in (
        saving.save,
        lambda data, *changes: save.preview(data, changes, saving.WANG, today=saving.TODAY),
    ):
        with pytest.raises(InvalidChangeError) as caught:
            ask(file, change)
        assert any(words in str(problem) for problem in caught.value.problems)
        assert words in str(caught.value)
    assert file.read_bytes() == before


def test_existing_problems_do_not_block(file):
    """Errors elsewhere, whose lines move, are not new; a second one of the same kind is."""
    text = file.read_text(encoding="utf-8")
    twice = samples.as_list((samples.target("id: homes2\ntheme: housng"),)).partition("\n")[2]
    file.write_text(text + twice + twice, encoding="utf-8")
    saving.save(file, REPORT)
    assert saving.reported(file, "homes") == ["2022-06-30"]
    with pytest.raises(InvalidChangeError):
        saving.save(file, TargetChange("trees", (SetValue("targets[trees].theme", "housng"),)))


def test_new_warnings_are_returned(file):
    """A report without evidence is saved, and the result has the warning."""
    done = saving.save(
        file, TargetChange("homes", (AppendUpdate("homes", {"date": "2022-06-30", "value": 1}),))
    )
    assert [problem.level for problem in done.warnings] == ["warning"]
    assert done.warnings[0].line == 17


def test_a_file_that_cannot_be_read_to_the_end_is_not_edited(file):
    """An unclosed bracket, bytes that are not UTF-8."""
    for broken in (b"\nx: [\n", b"\n# \xff\n"):
        sound = file.read_bytes()
        file.write_bytes(sound + broken)
        with pytest.raises(StoreError, match=r"targets\.yaml"):
            saving.save(file, REPORT)
        assert file.read_bytes() == sound + broken
        file.write_bytes(sound)


def test_missing_data(tmp_path):
    """The error names the path, and nothing is created."""
    with pytest.raises(StoreError, match="no such file"):
        saving.save(tmp_path / "nothing.yaml", REPORT)
    assert list(tmp_path.iterdir()) == []


# --- the turn -------------------------------------------------------------------------------------


def test_twenty_threads(file):
    """Every report of twenty threads that save at once is in the file and recorded once."""
    start = threading.Barrier(20)
    days = [f"2022-0{1 + number // 10}-1{number % 10}" for number in range(20)]

    def work(day):
        start.wait()
        return saving.save(file, saving.change("homes", day, 5), wait=PATIENCE)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(work, days))
    assert saving.reported(file, "homes") == days
    assert saving.recorded(file, "homes") == days


def _many(file, *reports):
    for target, day in reports:
        saving.save(file, saving.change(target, day, 5), wait=PATIENCE)


@pytest.mark.process
def test_two_processes(file):
    """Two processes that save the same and another target at once lose nothing."""
    days = [f"2022-0{month}-{day}" for month in range(1, 4) for day in (10, 20)]
    more = [day[:-1] + "5" for day in days]
    context = multiprocessing.get_context("spawn")
    one = [("homes", day) for day in days]
    another = [
        (name, day)
        for pair in zip(more, days, strict=True)
        for name, day in zip(("homes", "trees"), pair, strict=True)
    ]
    workers = [context.Process(target=_many, args=(file, *reports)) for reports in (one, another)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)
        assert worker.exitcode == 0
    assert saving.reported(file, "homes") == sorted(days + more)
    assert saving.recorded(file, "homes") == sorted(days + more)
    assert saving.reported(file, "trees") == days


def test_a_lock_that_is_not_released(file):
    """After the wait the save fails, and nothing is written."""
    before = file.read_bytes()
    with (
        FileLock(file.parent / LOCK_FILE),
        ThreadPoolExecutor(1) as pool,
        pytest.raises(BusyError, match=r"0\.1 seconds"),
    ):
        pool.submit(saving.save, file, REPORT, wait=0.1).result()
    assert file.read_bytes() == before
    saving.save(file, REPORT, wait=0)


# --- the file as it was ---------------------------------------------------------------------------


def test_bytes_mode_owner_and_attributes_are_kept(file):
    """Line ends, byte order mark, a missing last newline, mode, owner, extended attributes."""
    raw = b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    file.write_bytes(raw)
    file.chmod(0o640)
    attribute = True
    try:
        os.setxattr(file, "user.note", b"x")
    except OSError:
        attribute = False  # a file system without them
    if os.geteuid() == 0:
        os.chown(file, 65534, 65534)
    old = file.stat()
    saving.save(file, REPORT)
    new, text = file.stat(), file.read_bytes()
    assert stat.S_IMODE(new.st_mode) == 0o640
    assert (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid)
    assert not attribute or os.getxattr(file, "user.note") == b"x"
    assert text == raw.replace(b"updates: []\r\n", b"updates:\r\n" + LINE.encode()[:-1] + b"\r\n")


def test_a_symlink_is_followed(tmp_path, file):
    """Its target is changed; lock and journal are beside that."""
    link = tmp_path / "links" / "here.yaml"
    link.parent.mkdir()
    link.symlink_to(file)
    saving.save(link, REPORT)
    assert link.is_symlink()
    assert saving.reported(file, "homes") == ["2022-06-30"]
    assert list(link.parent.iterdir()) == [link]
    assert saving.recorded(link, "homes") == saving.recorded(file, "homes") == ["2022-06-30"]


def test_in_a_folder_only_the_targets_file_is_written(tmp_path):
    """The other departments' files are not touched."""
    a = samples.write(tmp_path, samples.target(), name="a.yaml")
    b = samples.write(tmp_path, samples.target("id: trees"), name="b.yaml")
    before = a.read_bytes(), a.stat().st_mtime_ns
    done = saving.save(tmp_path, saving.change("trees", "2022-06-30", 3))
    assert (a.read_bytes(), a.stat().st_mtime_ns) == before
    assert {name for name, _, _ in done.lines} == {str(b)}
    assert done.digest == load(tmp_path).digest
    copy = samples.write(tmp_path, samples.target("id: trees"), name="0-copy.yaml")
    texts = b.read_bytes(), copy.read_bytes()
    with pytest.raises(StoreError, match=r"0-copy\.yaml, .*b\.yaml"):
        saving.save(tmp_path, saving.change("trees", "2022-09-30", 4))
    assert (b.read_bytes(), copy.read_bytes()) == texts


def test_a_clock_that_was_set_back(file):
    """The history is in the order of the saves."""
    for day, year in (("2022-01-31", 2022), ("2022-02-28", 1999), ("2022-03-31", 2030)):
        now = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
        saving.save(file, saving.change("homes", day, 5), now=now)
    assert [entry.message for entry in history(file, "homes")] == [
        f"homes: 2022-{day} value 5" for day in ("03-31", "02-28", "01-31")
    ]
    assert saving.reported(file, "homes") == ["2022-01-31", "2022-02-28", "2022-03-31"]


def test_recover_without_a_save(tmp_path, file):
    """`recover` finishes what a killed process left."""
    assert recover(file, now=saving.NOW) == ()
    sound, folder = tmp_path / "sound", tmp_path / "now"
    sound.mkdir()
    file.rename(sound / file.name)
    data = folder / file.name
    with saving.Worker() as worker:
        job = {"copy": str(sound), "folder": str(folder), "data": str(data)}
        job["changes"] = [["homes", "2022-06-30", 240]]
        names = worker.do(**job)["names"]
        last = len(names) - names[::-1].index("os.unlink")
        assert worker.do(**job, step=last)["killed"]
    assert (folder / INTENT_FILE).exists()
    assert recover(data, now=saving.NOW) == ()
    assert not (folder / INTENT_FILE).exists()
    assert saving.recorded(data, "homes") == ["2022-06-30"]
