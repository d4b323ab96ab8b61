"""A process killed at every step of a save: no data lost, no partial file, no lock left."""

import subprocess
from pathlib import Path

import pytest
from support import samples, saving
from support.waiting import PATIENCE

from tracker.portfolio.edit import AppendUpdate, apply_edits
from tracker.portfolio.load import load
from tracker.store.history import history
from tracker.store.journal import journal_path
from tracker.store.scaffold import scaffold

KILLED, NEXT = ("homes", "2022-03-31", 100), ("homes", "2022-06-30", 240)
OTHER = ("trees", "2022-03-31", 7)
MINE = {"targets.yaml", "targets.schema.json", ".gitignore", ".git", ".tracker.lock"}


@pytest.fixture(autouse=True)
def git(monkeypatch):
    """A git without a configured identity."""
    saving.bare_git(monkeypatch)


@pytest.fixture
def worker():
    with saving.Worker() as one:
        yield one


def with_line(text, target, day, value):
    evidence = {"title": "G", "grade": "A"}
    return apply_edits(
        text, [AppendUpdate(target, {"date": day, "value": value, "evidence": evidence})]
    )[0]


def kills(worker, before, folder, changes, data):
    """Kills a save before every system call and in the middle of every write."""
    job = {"copy": str(before), "folder": str(folder), "data": str(data), "changes": changes}
    whole = worker.do(**job)
    assert whole["saved"]
    assert not whole["notes"]
    for step, name in enumerate(whole["names"], 1):
        for half in (False, True) if name == "os.write" else (False,):
            assert worker.do(**job, step=step, half=half)["killed"]
            yield f"{step} {name}{' half' * half}"


def left(folder):
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("mode", ["journal", "git"])
def test_killed_at_every_step(tmp_path, worker, mode):
    """The file is the old text or the new one; the next save comes through, keeps what was saved, and
    who saved what is recorded exactly once for every report on disk."""
    before, folder = tmp_path / "before", tmp_path / "now"
    before.mkdir()
    file = samples.write(before, samples.target(), samples.target("id: trees"))
    if mode == "git":
        file = samples.write(before, samples.target(), samples.target("id: trees"), commit="true")
        scaffold(before, saving.WANG, now=saving.NOW, title="")
    old = file.read_text(encoding="utf-8")
    new = with_line(old, *KILLED)
    data = folder / "targets.yaml"
    seen = []
    for step in kills(worker, before, folder, [KILLED], data):
        text = data.read_bytes().decode()
        assert text in (old, new), step
        done = saving.save(data, saving.change(*NEXT), wait=PATIENCE)
        assert not done.notes, step
        assert data.read_bytes().decode() == with_line(text, *NEXT), step
        days = saving.reported(data, "homes")
        assert saving.recorded(data, "homes") == days, step
        if mode == "git":
            assert left(folder) == MINE, step
            log = subprocess.check_output(["git", "-C", folder, "log", "--format=%an"], text=True)
            assert log.splitlines() == ["王芳"] * (1 + len(days)), step
            status = ["git", "-C", folder, "status", "--porcelain"]
            assert not subprocess.check_output(status), step
        else:
            assert left(folder) == {data.name, journal_path(data).name, ".tracker.lock"}, step
        seen.append(len(days))
    assert set(seen) == {1, 2}
    assert seen == sorted(seen)  # once it is on disk it stays
    assert len(seen) > 15


def test_two_files_killed_at_every_step(tmp_path, worker):
    """Files in two folders change together or not at all."""
    before, folder = tmp_path / "before", tmp_path / "now"
    (before / "parks").mkdir(parents=True)
    samples.write(before, samples.target(), name="a.yaml")
    samples.write(before / "parks", samples.target("id: trees"), name="b.yaml")
    old = {name: (before / name).read_text(encoding="utf-8") for name in ("a.yaml", "parks/b.yaml")}
    new = {
        "a.yaml": with_line(old["a.yaml"], *KILLED),
        "parks/b.yaml": with_line(old["parks/b.yaml"], *OTHER),
    }
    seen, mixed = [], 0
    for step in kills(worker, before, folder, [KILLED, OTHER], folder):
        texts = {name: (folder / name).read_bytes().decode() for name in old}
        assert all(texts[name] in (old[name], new[name]) for name in old), step
        mixed += len({texts[name] == new[name] for name in old}) == 2
        done = saving.save(folder, saving.change("trees", "2022-06-30", 9), wait=PATIENCE)
        assert not done.notes, step
        days = saving.reported(folder, "trees")
        assert saving.reported(folder, "homes") == days[:-1], step
        for target in ("homes", "trees"):
            assert saving.recorded(folder, target) == saving.reported(folder, target), step
        saving.save(folder, saving.change("homes", "2022-06-30", 240), wait=PATIENCE)
        assert left(folder) | left(folder / "parks") <= {
            "a.yaml",
            "b.yaml",
            "a.yaml.journal.jsonl",
            "b.yaml.journal.jsonl",
            "parks",
            ".tracker.lock",
        }, step
        seen.append(len(days))
    assert set(seen) == {1, 2}
    assert mixed  # one of them was caught between the files


def test_a_decision_killed_at_every_step(tmp_path, worker):
    """It is in its review or not at all; it is recorded once, though its target is in another file."""
    before, folder = tmp_path / "before", tmp_path / "now"
    (before / "parks").mkdir(parents=True)
    file = samples.write(before, samples.target(), name="a.yaml")
    samples.write(before / "parks", samples.target("id: trees"), name="b.yaml")
    old = file.read_text(encoding="utf-8")
    seen = []
    for step in kills(worker, before, folder, [("trees", "Plant")], folder):
        text = (folder / "a.yaml").read_bytes().decode()
        assert text == old or "text: Plant, target: trees}" in text, step
        assert not saving.save(folder, saving.decision("trees", "Water"), wait=PATIENCE).notes, step
        (review,) = load(folder).header.reviews
        texts = [one.text for one in review.decisions]
        assert len({one.id for one in review.decisions}) == len(texts), step
        assert len(history(folder, "trees")) == len(texts), step
        seen.append(texts)
    assert sorted(seen, key=len) == seen
    assert {tuple(texts) for texts in seen} == {("Water",), ("Plant", "Water")}


def test_killed_while_finishing_a_killed_save(tmp_path, worker):
    """A save killed while it recovers an earlier one leaves the recovery to the next save."""
    before, half, folder = (tmp_path / name for name in ("before", "half", "now"))
    (before / "parks").mkdir(parents=True)
    samples.write(before, samples.target(), name="a.yaml")
    samples.write(before / "parks", samples.target("id: trees"), name="b.yaml")
    job = {"copy": str(before), "folder": str(half), "data": str(half)}
    job["changes"] = [KILLED, OTHER]
    names = worker.do(**job)["names"]
    between = [step for step, name in enumerate(names, 1) if name == "os.replace"][-1]
    assert worker.do(**job, step=between)["killed"]  # pending is there, one file is in place
    assert [len(saving.reported(half, name)) for name in ("homes", "trees")] == [1, 0]
    for step in kills(worker, half, folder, [("homes", "2022-06-30", 240)], folder):
        saving.save(folder, saving.change("trees", "2022-06-30", 9), wait=PATIENCE)
        assert saving.reported(folder, "trees") == ["2022-03-31", "2022-06-30"], step
        assert saving.reported(folder, "homes")[0] == "2022-03-31", step
        for target in ("homes", "trees"):
            assert saving.recorded(folder, target) == saving.reported(folder, target), step


def test_git_killed_with_the_save(tmp_path, monkeypatch):
    """A lock left by a killed git is reported; the save is on disk and is recorded later."""
    file = samples.write(tmp_path, samples.target(), commit="true")
    scaffold(tmp_path, saving.WANG, now=saving.NOW, title="")
    lock = tmp_path / ".git" / "index.lock"
    lock.touch()
    monkeypatch.setattr("tracker.store.git.LOCK_TIMEOUT", 0.2)
    done = saving.save(file, saving.change(*KILLED))
    assert done.commit is None
    assert "index.lock" in str(done.notes[0])
    assert saving.reported(file, "homes") == saving.recorded(file, "homes") == ["2022-03-31"]
    lock.unlink()
    done = saving.save(file, saving.change(*NEXT))
    assert (bool(done.commit), done.notes) == (True, ())
    assert saving.recorded(file, "homes") == ["2022-03-31", "2022-06-30"]
    log = subprocess.check_output(["git", "-C", tmp_path, "log", "--format=%s"], text=True)
    assert log.splitlines()[:2] == ["homes: 2022-06-30 value 240", "homes: 2022-03-31 value 100"]
    assert Path(tmp_path / ".tracker.pending").exists() is False
