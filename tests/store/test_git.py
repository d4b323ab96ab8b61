"""git: one save is one commit by its person, whatever the names; what git refuses is recorded later."""

import datetime as dt
import shutil
import subprocess

import psutil
import pytest
from support import samples, saving
from support.waiting import wait_until

from tracker.portfolio.edit import SetValue
from tracker.store import git as store_git
from tracker.store.access import Person
from tracker.store.changes import TargetChange
from tracker.store.errors import StoreError
from tracker.store.history import history
from tracker.store.intent_log import INTENT_FILE
from tracker.store.scaffold import scaffold

REPORT = saving.change("homes", "2022-06-30", 240)
NEXT = saving.change("homes", "2022-07-01", 250)


@pytest.fixture(scope="module", autouse=True)
def bare():
    with pytest.MonkeyPatch.context() as patch:
        saving.bare_git(patch)
        yield


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A portfolio in a repository of its own that records each save."""
    folder = tmp_path_factory.mktemp("original")
    path = samples.write(
        folder, samples.target("updates: []"), samples.target("id: trees"), commit="true"
    )
    scaffold(folder, saving.WANG, now=saving.NOW, title="")
    return path


@pytest.fixture
def file(tmp_path, original):
    """A copy of it."""
    shutil.copytree(original.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / original.name


def git(file, *arguments):
    command = ["git", "-C", str(file.parent), *arguments]
    return subprocess.check_output(command, text=True, encoding="utf-8").strip("\n")


def hook(file, name, text):
    path = file.parent / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n" + text, encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_save_is_a_commit_by_its_person(file):
    """Author, time with its zone, a first line with the change, one added line, a clean working tree."""
    done = saving.save(file, REPORT)
    assert git(file, "log", "-1", "--format=%H %an <%ae> %aI %s") == (
        f"{done.commit} 王芳 <wang@example.org> 2022-07-01T09:00:00+08:00 homes: 2022-06-30 value 240"
    )
    assert git(file, "log", "-1", "--format=%cn <%ce>") == "tracker <tracker@localhost>"
    assert "\nTarget: homes\nSave: " in git(file, "log", "-1", "--format=%B")
    assert git(file, "diff", "--numstat", "HEAD~1") == "2\t1\ttargets.yaml"  # `updates: []` opened
    saving.save(file, NEXT)
    assert git(file, "diff", "--numstat", "HEAD~1") == "1\t0\ttargets.yaml"
    assert git(file, "status", "--porcelain", "--untracked-files=all") == ""
    assert not list(file.parent.glob("*.jsonl"))


def test_the_configured_committer_is_kept(file):
    """The author is the person all the same."""
    git(file, "config", "user.name", "Server")
    git(file, "config", "user.email", "server@example.org")
    saving.save(file, REPORT)
    assert git(file, "log", "-1", "--format=%cn %ce %an") == "Server server@example.org 王芳"


@pytest.mark.parametrize(
    ("name", "email", "author"),
    [
        ("-x --amend", "-a@x.cn", "-x --amend <-a@x.cn>"),
        ("A <b@c.d>\nX", "e@f>g\n", "A b@c.d X <e@f g>"),
        ("", "", "unknown <unknown@localhost>"),
        ("<>", "li@x.cn", "li <li@x.cn>"),
        ("张\u3000三 😀", "z@x.cn", "张 三 😀 <z@x.cn>"),
    ],
)
def test_no_name_is_anything_else(file, name, email, author):
    """A name is never an option, a second line or another address."""
    done = saving.save(file, REPORT, person=Person(name, email))
    assert (bool(done.commit), done.notes) == (True, ())
    assert git(file, "log", "-1", "--format=%an <%ae>") == author
    assert git(file, "rev-list", "--count", "HEAD") == "2"


def test_no_message_is_anything_else(file):
    """A message that looks like an option, a comment or a trailer stays one first line."""
    message = "--amend\n# no comment\n\nTarget: trees"
    saving.save(file, REPORT, message=message)
    assert git(file, "log", "-1", "--format=%s") == "--amend # no comment Target: trees"
    assert history(file, "trees") == []
    assert history(file, "homes")[0].message == "--amend # no comment Target: trees"


@pytest.mark.parametrize(
    "name", ["-f.yaml", "*.yaml", ":(top)x.yaml", "目标 表.yaml", "a'\"$b.yaml"]
)
def test_no_file_name_is_an_option_or_pattern(tmp_path, name):
    """git gets every name literally."""
    other = samples.write(tmp_path, samples.target("id: trees"), name="other.yaml", commit="true")
    file = samples.write(tmp_path, samples.target(), name=name, commit="true")
    scaffold(tmp_path, saving.WANG, now=saving.NOW, title="")
    other.write_text(other.read_text("utf-8") + "# by hand\n", encoding="utf-8")
    done = saving.save(file, REPORT)
    assert done.notes == ()
    assert git(file, "diff", "--name-only", "-z", "HEAD~1", "HEAD") == f"{name}\0"
    assert [entry.commit for entry in history(file, "homes")] == [done.commit]


def test_edits_by_hand_are_committed_separately(file):
    """Lines written without the tracker are committed before the save, by nobody in particular."""
    file.write_text("# by hand\n" + file.read_text("utf-8"), encoding="utf-8")
    saving.save(file, REPORT)
    assert git(file, "log", "-2", "--format=%an|%s").splitlines() == [
        "王芳|homes: 2022-06-30 value 240",
        "edited outside the tracker|Edited outside the tracker: targets.yaml",
    ]
    assert "by hand" not in git(file, "show", "--format=", "HEAD")


@pytest.fixture
def folder(tmp_path):
    """A portfolio of three files in a repository that records each save."""
    files = {"a": ("homes", "parks"), "b": ("trees",), "c": ("roads",)}
    for name, ids in files.items():
        targets = [samples.target(f"id: {id_}") for id_ in ids]
        samples.write(tmp_path, *targets, name=f"{name}.yaml", commit="true")
    scaffold(tmp_path, saving.WANG, now=saving.NOW, title="")
    return tmp_path


def take_out(path, id_):
    """The lines of a target that somebody cuts out of a file."""
    text = path.read_text("utf-8")
    start = text.index(f"  - id: {id_}\n")
    end = text.find("  - id: ", start + 1)
    end = len(text) if end < 0 else end
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    return text[start:end]


def paste(path, lines):
    path.write_text(path.read_text("utf-8") + lines, encoding="utf-8")


def by_hand(folder):
    """The files of the commit of edits by hand, which is the last but one."""
    words = git(
        folder / "a.yaml", "show", "--format=%an", "--name-only", "--no-renames", "HEAD~1"
    ).split()
    assert words[:4] == ["edited", "outside", "the", "tracker"]
    return words[4:]


@pytest.mark.parametrize("saved", ["homes", "parks"])
def test_a_record_moved_by_hand_is_committed_with_both_files(folder, saved):
    """Whichever of them the save changes; neither a third file nor one of the folder's other edits."""
    lines = take_out(folder / "a.yaml", "homes")
    paste(folder / "b.yaml", lines)
    paste(folder / "c.yaml", "# not finished\n")
    saving.save(folder, saving.change(saved, "2022-06-30", 3))
    assert by_hand(folder) == ["a.yaml", "b.yaml"]
    assert git(folder / "a.yaml", "status", "--porcelain") == " M c.yaml"
    changed = {"homes": "b.yaml", "parks": "a.yaml"}[saved]
    assert git(folder / "a.yaml", "show", "--format=", "--name-only", "HEAD") == changed


def test_a_file_that_was_split_or_renamed_by_hand_is_committed_whole(folder):
    """The file that is gone, and the new ones with its records, by way of one another."""
    header, old = (folder / "b.yaml").read_text("utf-8").partition("targets:")[0], folder / "a.yaml"
    for name, id_ in (("x", "homes"), ("y", "parks")):
        (folder / f"{name}.yaml").write_text(
            header + "targets:\n" + take_out(old, id_), encoding="utf-8"
        )
    old.unlink()
    saving.save(folder, saving.change("homes", "2022-06-30", 3))
    assert by_hand(folder) == ["a.yaml", "x.yaml", "y.yaml"]
    assert git(folder / "b.yaml", "status", "--porcelain") == ""


def test_a_record_whose_move_was_half_committed_is_committed_by_the_next_save(folder):
    """The file that has it was committed alone."""
    paste(folder / "b.yaml", take_out(folder / "a.yaml", "homes"))
    for name, value in (("name", "Server"), ("email", "server@example.org")):
        git(folder / "a.yaml", "config", f"user.{name}", value)
    git(folder / "a.yaml", "commit", "--quiet", "--only", "--message", "x", "--", "b.yaml")
    saving.save(folder, saving.change("homes", "2022-06-30", 3))
    assert by_hand(folder) == ["a.yaml"]


def test_staged_files_stay_staged(file):
    """The save's commit does not include them."""
    (file.parent / "draft.txt").write_text("x")
    git(file, "add", "draft.txt")
    saving.save(file, REPORT)
    assert git(file, "status", "--porcelain") == "A  draft.txt"
    assert git(file, "show", "--format=", "--name-only", "HEAD") == "targets.yaml"


def test_a_save_that_a_hook_refuses_to_commit(file):
    """The save stands with a note that it is not recorded; a later one records it with its person."""
    refusing = hook(file, "pre-commit", "echo not today; exit 1\n")
    li = Person("李明", "li@example.org")
    for change, person in ((REPORT, li), (NEXT, saving.WANG)):
        done = saving.save(file, change, person=person)
        assert done.commit is None
        assert "not today" in str(done.notes[0])
        assert "the next save records it" in str(done.notes[0])
    assert (file.parent / INTENT_FILE).exists()
    assert saving.recorded(file, "homes") == ["2022-06-30", "2022-07-01"]
    refusing.unlink()
    done = saving.save(file, saving.change("trees", "2022-07-01", 1))
    assert done.notes == ()
    assert not (file.parent / INTENT_FILE).exists()
    assert saving.recorded(file, "homes") == ["2022-06-30", "2022-07-01"]
    assert [entry.person for entry in history(file, "homes")] == ["王芳", "李明"]
    assert git(file, "log", "-2", "--format=%an|%s").splitlines() == [
        "王芳|trees: 2022-07-01 value 1",
        "王芳|2 saves: homes: 2022-06-30 value 240; homes: 2022-07-01 value 250",
    ]
    assert "Co-authored-by: 李明 <li@example.org>" in git(
        file, "log", "-1", "--format=%B", "HEAD~1"
    )


def test_edits_by_hand_that_a_hook_refuses_to_commit(file):
    """Where they cannot be separated from the save, its commit says so."""
    refusing = hook(file, "pre-commit", "exit 1\n")
    file.write_text("# by hand\n" + file.read_text("utf-8"), encoding="utf-8")
    saving.save(file, REPORT)
    refusing.unlink()
    saving.save(file, NEXT)
    assert "Together with edits made outside" in git(file, "log", "-1", "--format=%B", "HEAD~1")
    assert "Together with edits made outside" not in git(file, "log", "-1", "--format=%B")


def test_git_never_waits_for_input(file, monkeypatch):
    """Signing, an editor, a prompt, a hook that leaves a process behind: the save returns."""
    monkeypatch.setenv("GIT_EDITOR", "sleep 60")
    git(file, "config", "commit.gpgSign", "true")
    git(file, "config", "gpg.program", "sleep")
    git(file, "config", "commit.template", "/nowhere")
    left = file.parent / "left"
    hook(file, "post-commit", f"sleep 600 &\necho $! > {left}\n")
    hook(file, "prepare-commit-msg", "cat; read answer || true\n")
    assert saving.save(file, REPORT).notes == ()  # no "took more than ... seconds"
    behind = psutil.Process(int(left.read_text()))
    assert behind.is_running()
    behind.kill()


@pytest.mark.process
def test_a_git_that_hangs(file, monkeypatch):
    """After `TIMEOUT` the save stands unrecorded, and git has ended with its hooks."""
    hanging = file.parent / "hanging"
    slow = hook(file, "pre-commit", f"echo $$ > {hanging}; sleep 600\n")
    monkeypatch.setattr(store_git, "TIMEOUT", 2)
    done = saving.save(file, REPORT)
    assert "took more than 2 seconds" in str(done.notes[0])
    hook_process = int(hanging.read_text())
    wait_until(lambda: _has_ended(hook_process))
    monkeypatch.undo()
    slow.unlink()
    (file.parent / ".git" / "index.lock").unlink(missing_ok=True)
    assert saving.save(file, NEXT).notes == ()
    assert saving.recorded(file, "homes") == ["2022-06-30", "2022-07-01"]


def _has_ended(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_within_a_hook_of_another_repository(file, monkeypatch, tmp_path_factory):
    """Its environment variables do not affect our commit."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setenv("GIT_DIR", str(elsewhere))
    monkeypatch.setenv("GIT_INDEX_FILE", str(elsewhere / "index"))
    done = saving.save(file, REPORT)
    assert done.notes == ()
    assert [entry.commit for entry in history(file, "homes")] == [done.commit]
    assert not list(elsewhere.iterdir())


def test_without_a_repository(tmp_path):
    """The journal records the save, with a note."""
    file = samples.write(tmp_path, samples.target(), commit="true")
    done = saving.save(file, REPORT)
    assert done.commit is None
    assert "not a git repository" in str(done.notes[0])
    assert "targets.yaml.journal.jsonl instead" in str(done.notes[0])
    assert saving.recorded(file, "homes") == ["2022-06-30"]


def test_without_git(file, monkeypatch, tmp_path):
    """The journal records the save, and the history is read from it."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    done = saving.save(file, REPORT)
    assert "git is not installed" in str(done.notes[0])
    assert saving.recorded(file, "homes") == ["2022-06-30"]
    with pytest.raises(StoreError, match="git is not installed"):
        scaffold(tmp_path / "new", saving.WANG, now=saving.NOW, title="T")


def test_an_ignored_file(tmp_path):
    """A file that git ignores is recorded in the journal."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("*.yaml\n")
    file = samples.write(tmp_path, samples.target(), commit="true")
    assert "set to ignore it" in str(saving.save(file, REPORT).notes[0])
    assert saving.recorded(file, "homes") == ["2022-06-30"]


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_a_file_whose_changes_git_overlooks(file, flag):
    """In a sparse checkout, say: recorded in the journal, and the note says so."""
    git(file, "update-index", flag, file.name)
    saved = saving.save(file, REPORT)
    assert saved.commit is None
    assert flag.removeprefix("--") in str(saved.notes[0])
    assert saving.recorded(file, "homes") == ["2022-06-30"]


def test_commits_follow_the_header_unless_the_caller_decides(file):
    """The history has both kinds of saves."""
    assert saving.save(file, REPORT, commit=False).commit is None
    assert saving.save(file, NEXT).commit
    assert saving.recorded(file, "homes") == ["2022-06-30", "2022-07-01"]


def test_a_save_committed_by_hand_before_it_was_recorded(file):
    """The person who saved is recorded although another person's commit has the line."""
    refusing = hook(file, "pre-commit", "exit 1\n")
    saving.save(file, REPORT)
    refusing.unlink()
    who = ["-c", "user.name=x", "-c", "user.email=x@x"]
    git(file, *who, "commit", "-aqm", "by hand")
    assert saving.save(file, NEXT).notes == ()
    assert saving.recorded(file, "homes") == ["2022-06-30", "2022-07-01"]


def test_a_clock_that_was_set_back(file):
    """The history follows the order of commits, not their dates."""
    for day, year in ((10, 2022), (11, 2001), (12, 2030)):
        now = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
        saving.save(file, saving.change("homes", f"2022-01-{day}", 5), now=now)
    assert [entry.message[-11:] for entry in history(file, "homes")] == [
        f"-{day} value 5" for day in (12, 11, 10)
    ]
    assert len(history(file, "homes", limit=2)) == 2


def test_an_id_that_is_the_start_of_another(tmp_path):
    """The history of `homes` has nothing of `homes-2`."""
    samples.write(tmp_path, samples.target(), samples.target("id: homes-2"), commit="true")
    scaffold(tmp_path, saving.WANG, now=saving.NOW, title="")
    saving.save(tmp_path, saving.change("homes-2", "2022-06-30", 1))
    assert history(tmp_path, "homes") == []
    assert len(history(tmp_path, "homes-2")) == 1


def test_windows_line_ends_before_the_first_commit(tmp_path):
    """With autocrlf in a repository without commits, the working tree is clean afterwards."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, "config", "core.autocrlf", "true"], check=True)
    file = samples.write(tmp_path, samples.target())
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    done = saving.save(file, REPORT, commit=True)
    assert (bool(done.commit), done.notes) == (True, ())
    assert git(file, "rev-list", "--count", "HEAD") == "2"
    assert git(file, "status", "--porcelain") == ""
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")


def test_a_save_in_two_repositories(tmp_path):
    """One commit in each, both named in the result."""
    for name, target in (("a", samples.target()), ("b", samples.target("id: trees"))):
        (tmp_path / name).mkdir()
        samples.write(tmp_path / name, target, commit="true")
        scaffold(tmp_path / name, saving.WANG, now=saving.NOW, title="")
    done = saving.save(tmp_path, REPORT, saving.change("trees", "2022-06-30", 3))
    assert len(done.commit.split()) == 2
    for name in ("homes", "trees"):
        assert saving.recorded(tmp_path, name) == ["2022-06-30"]


def test_the_record_of_a_changed_value(file):
    """It has the old and the new value."""
    saving.save(
        file, TargetChange("homes", (SetValue("targets[homes].due", dt.date(2023, 6, 30)),))
    )
    entry = history(file, "homes")[0]
    assert (entry.before, entry.after) == ('{"due": "2022-12-31"}', '{"due": "2023-06-30"}')
    assert entry.message == "homes: due = 2023-06-30"
    assert entry.time == saving.NOW
