"""In the middle of a rebase, merge and the like a save is not committed; it is said before, and made up for after."""

import json
import shutil
import subprocess

import pytest
from support import samples, saving

from tracker.i18n import Translator, languages
from tracker.store import save as store_save
from tracker.store.access import Person
from tracker.store.errors import StoreError
from tracker.store.intent_log import INTENT_FILE
from tracker.store.scaffold import scaffold

REPORT = saving.change("homes", "2022-06-30", 240)
NEXT = saving.change("homes", "2022-07-01", 250)


@pytest.fixture(scope="module", autouse=True)
def bare():
    with pytest.MonkeyPatch.context() as patch:
        saving.bare_git(patch)
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Editor")
            patch.setenv(f"GIT_{role}_EMAIL", "editor@example.org")
        yield


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A repository with a portfolio, and a branch ``side`` that conflicts in another file."""
    folder = tmp_path_factory.mktemp("original")
    path = samples.write(
        folder, samples.target("updates: []"), samples.target("id: trees"), commit="true"
    )
    scaffold(folder, saving.WANG, now=saving.NOW, title="")
    git(path, "branch", "-M", "main")
    commit_notes(path, "base")
    git(path, "branch", "side")
    commit_notes(path, "ours")
    git(path, "checkout", "--quiet", "side")
    commit_notes(path, "theirs")
    commit_notes(path, "theirs twice")
    git(path, "checkout", "--quiet", "main")
    return path


@pytest.fixture
def file(tmp_path, original):
    """A copy of it."""
    shutil.copytree(original.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / original.name


def git(file, *arguments, check=True):
    command = ["git", "-C", str(file.parent), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout.strip("\n")


def commit_notes(file, text):
    (file.parent / "notes.txt").write_text(text + "\n", encoding="utf-8")
    git(file, "add", "notes.txt")
    git(file, "commit", "--quiet", "--message", text)


def resolve(file):
    (file.parent / "notes.txt").write_text("resolved\n", encoding="utf-8")
    git(file, "add", "notes.txt")


def detach(file):
    git(file, "checkout", "--quiet", "--detach")


def rebase(file, *options):
    git(file, "rebase", *options, "side", check=False)


def rebase_apply(file):
    rebase(file, "--apply")


def merge(file):
    git(file, "merge", "side", check=False)


def cherry_pick(file):
    git(file, "cherry-pick", "side", check=False)


def cherry_pick_between_two(file):
    """The conflict of the first of two is committed by hand; the second one has not begun."""
    git(file, "cherry-pick", "side~1", "side", check=False)
    resolve(file)
    git(file, "commit", "--quiet", "--message", "picked")


def revert(file):
    git(file, "revert", "--no-edit", "HEAD~1", check=False)


def bisect(file):
    git(file, "bisect", "start", "HEAD", "HEAD~2", check=False)


def bisect_on_the_branch(file):
    """Begun, but no revision is named yet: HEAD is still on its branch."""
    git(file, "bisect", "start")


def am(file):
    patch = git(file, "format-patch", "--stdout", "-1", "side") + "\n"
    (file.parent.parent / "patch").write_text(patch, encoding="utf-8")
    git(file, "am", "../patch", check=False)


STATES = {
    detach: ("detached", ["checkout", "main"]),
    rebase: ("rebase", ["rebase", "--continue"]),
    rebase_apply: ("rebase", ["rebase", "--continue"]),
    merge: ("merge", ["commit", "--quiet", "--no-edit"]),
    cherry_pick: ("cherry_pick", ["cherry-pick", "--continue"]),
    cherry_pick_between_two: ("sequence", ["cherry-pick", "--quit"]),
    revert: ("revert", ["revert", "--continue"]),
    bisect: ("bisect", ["bisect", "reset"]),
    bisect_on_the_branch: ("bisect", ["bisect", "reset"]),
    am: ("am", ["am", "--continue"]),
}


@pytest.mark.parametrize("begin", STATES, ids=lambda begin: begin.__name__)
def test_a_save_in_the_middle_of_something_else_waits(file, begin, monkeypatch):
    """Nothing is committed or staged until it is over; then each report is, once, by its person."""
    monkeypatch.setenv("GIT_EDITOR", "true")
    key, finish = STATES[begin]
    begin(file)
    head, staged = git(file, "rev-parse", "HEAD"), git(file, "diff", "--cached", "--name-only")
    proposed = store_save.preview(file, [REPORT], saving.WANG, today=saving.TODAY)
    (before,) = proposed.notes
    assert (before.key, before.params["reason"].key) == ("store.note.will_wait", f"git.state.{key}")
    for change, person in ((REPORT, saving.WANG), (NEXT, Person("李明", "li@example.org"))):
        done = saving.save(file, change, person=person)
        (after,) = done.notes
        assert (after.key, after.params["reason"].key) == ("store.note.waits", f"git.state.{key}")
        assert done.commit is None
        assert git(file, "rev-parse", "HEAD") == head
        assert git(file, "diff", "--cached", "--name-only") == staged
    assert saving.reported(file, "homes") == ["2022-06-30", "2022-07-01"]
    assert saving.recorded(file, "homes") == ["2022-06-30", "2022-07-01"]
    resolve(file) if begin not in (
        detach,
        bisect,
        bisect_on_the_branch,
        cherry_pick_between_two,
    ) else None
    if begin in (rebase, rebase_apply):  # it goes on only without other changes in the working tree
        git(file, "stash", "push", "--", file.name)
    git(file, *finish)
    if begin in (rebase, rebase_apply):
        git(file, "stash", "pop")
    done = saving.save(file, saving.change("trees", "2022-06-30", 1))
    assert done.notes == ()
    assert done.commit
    assert saving.recorded(file, "homes") == ["2022-06-30", "2022-07-01"]
    assert saving.recorded(file, "trees") == ["2022-06-30"]
    assert git(file, "symbolic-ref", "--short", "HEAD") == "main"
    assert git(file, "status", "--porcelain") == ""
    assert not list(file.parent.glob("*.jsonl"))
    message = git(file, "log", "-1", "--skip=1", "--format=%B")
    assert message.count("\nSave: ") == 2
    assert "Co-authored-by: 王芳 <wang@example.org>" in message
    assert "outside the tracker" not in message


def test_a_save_that_was_committed_by_hand_is_recorded_once(file, monkeypatch):
    """Whoever finishes the merge with all files commits the report with it: the journal has its person."""
    monkeypatch.setenv("GIT_EDITOR", "true")
    merge(file)
    saving.save(file, REPORT)
    resolve(file)
    git(file, "commit", "--quiet", "--all", "--no-edit")
    saving.save(file, NEXT)
    assert saving.recorded(file, "homes") == ["2022-06-30", "2022-07-01"]
    (line,) = (file.parent / f"{file.name}.journal.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["person"] == "王芳"


def test_edits_by_hand_during_a_merge_are_not_committed_either(file):
    """They become part of the save's commit, which says so."""
    merge(file)
    file.write_text(file.read_text("utf-8") + "# by hand\n", encoding="utf-8")
    head = git(file, "rev-parse", "HEAD")
    saving.save(file, REPORT)
    assert git(file, "rev-parse", "HEAD") == head
    git(file, "merge", "--abort", check=False)
    git(file, "reset", "--quiet", "--merge", check=False)
    saving.save(file, NEXT)
    assert "Together with edits made outside the tracker." in git(file, "log", "-2", "--format=%B")


def test_a_linked_worktree_has_its_own_state(file, tmp_path_factory):
    """A rebase elsewhere does not concern it, its own does."""
    other = tmp_path_factory.mktemp("linked") / "tree"
    git(file, "worktree", "add", "--quiet", "-b", "third", str(other))
    rebase(file)
    assert saving.save(other / file.name, REPORT).commit
    git(other / file.name, "checkout", "--quiet", "--detach")
    (note,) = saving.save(other / file.name, NEXT).notes
    assert note.params["reason"].key == "git.state.detached"


def test_without_commits_nothing_is_said(file):
    """Where the journal records, git's state does not matter; `commit` decides as in a save."""
    merge(file)
    quiet = store_save.preview(file, [REPORT], saving.WANG, today=saving.TODAY, commit=False)
    assert quiet.notes == ()
    assert saving.save(file, REPORT, commit=False).notes == ()


def test_before_the_first_commit_a_save_is_committed(tmp_path):
    """HEAD names a branch that does not exist yet: that is no detached HEAD."""
    path = samples.write(tmp_path, samples.target("updates: []"), commit="true")
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    assert saving.save(path, REPORT).commit


def test_a_new_portfolio_is_not_committed_into_a_merge(file):
    """`tracker init` says so."""
    merge(file)
    folder = file.parent / "new"
    with pytest.raises(StoreError, match="a merge is in progress"):
        scaffold(folder, saving.WANG, now=saving.NOW, title="T")


@pytest.mark.parametrize("lang", languages())
def test_every_state_has_a_wording(lang):
    t = Translator(lang)
    for key, _ in STATES.values():
        assert t(f"git.state.{key}") != f"git.state.{key}"


def test_the_record_waits_in_the_intent_log(file):
    """So that it survives the end of the process; the history shows it already."""
    merge(file)
    saving.save(file, REPORT)
    assert (file.parent / INTENT_FILE).exists()
    assert saving.recorded(file, "homes") == ["2022-06-30"]
