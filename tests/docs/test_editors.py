"""What stands beside a text editor: the hook before a commit, and the check on a server."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support.samples import TARGET, portfolio_text

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SOUND = portfolio_text(TARGET)
FAULTY = SOUND.replace("due: 2022-12-31", "due: 2022-13-31")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Ours, with the command on the path and nobody's git settings."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "TRACKER_"))}
    return known | {
        "PATH": f"{BIN}{os.pathsep}{known['PATH']}",
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "en",
        **more,
    }


def run(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=folder,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path):
    """A git repository with a sound portfolio, committed."""
    folder = tmp_path / "data"
    folder.mkdir()
    for words in (
        ("git", "init", "--quiet", "--initial-branch", "main"),
        ("git", "config", "user.name", "Tester"),
        ("git", "config", "user.email", "tester@example.org"),
    ):
        assert run(folder, *words).returncode == 0
    (folder / "targets.yaml").write_text(SOUND, encoding="utf-8")
    commit(folder)
    return folder


def commit(folder: Path) -> subprocess.CompletedProcess[str]:
    assert run(folder, "git", "add", "--all").returncode == 0
    return run(folder, "git", "commit", "--quiet", "--message", "Change")


def test_the_script_stops_a_commit_with_errors_and_no_other(repository):
    """What is committed is what is checked, not what lies in the folder."""
    shutil.copy(ROOT / "docs" / "hooks" / "pre-commit", repository / ".git" / "hooks")
    data = repository / "targets.yaml"
    data.write_text(FAULTY, encoding="utf-8")
    stopped = commit(repository)
    assert stopped.returncode == 1
    assert re.search(r"targets\.yaml:\d+:\d+: error: .*\(date\)", stopped.stdout + stopped.stderr)
    data.write_text(SOUND.replace("Homes", "Houses"), encoding="utf-8")
    assert commit(repository).returncode == 0
    data.write_text(SOUND.replace("Homes", "Flats"), encoding="utf-8")
    run(repository, "git", "add", "--all")
    data.write_text(FAULTY, encoding="utf-8")  # not added, so not of this commit
    assert run(repository, "git", "commit", "--quiet", "--message", "Change").returncode == 0
    assert "Flats" in run(repository, "git", "show", "HEAD:targets.yaml").stdout


def test_the_script_says_where_it_looks(repository):
    """A repository whose data lie elsewhere gets instructions for naming them."""
    shutil.copy(ROOT / "docs" / "hooks" / "pre-commit", repository / ".git" / "hooks")
    (repository / "targets.yaml").rename(repository / "goals.yaml")
    stopped = commit(repository)
    assert "set TRACKER_DATA" in stopped.stderr
    again = run(repository, "git", "commit", "--quiet", "-m", "Move", TRACKER_DATA="goals.yaml")
    assert again.returncode == 0


def test_the_hook_of_the_docs_runs_under_pre_commit(repository):
    """The configuration that the docs show stops a commit with errors and lets a sound one through."""
    (config,) = {
        shown
        for document in ("editing.md", "editing.zh-CN.md")
        for shown in re.findall(
            r"(?ms)^```yaml\n(repos:.*?)^```$", (ROOT / "docs" / document).read_text("utf-8")
        )
    }
    (repository / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    command = [str(BIN / "pre-commit"), "run", "--all-files"]
    assert commit(repository).returncode == 0
    assert run(repository, *command).returncode == 0
    (repository / "targets.yaml").write_text(FAULTY, encoding="utf-8")
    commit(repository)
    stopped = run(repository, *command)
    assert stopped.returncode == 1
    assert "expected a calendar day" in stopped.stdout


def test_the_hook_offered_to_others_is_the_one_of_the_docs():
    """`.pre-commit-hooks.yaml` and the local hook shown differ in nothing that runs."""
    (offered,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    text = (ROOT / "docs" / "editing.md").read_text(encoding="utf-8")
    (config,) = re.findall(r"(?ms)^```yaml\n(repos:.*?)^```$", text)
    (shown,) = yaml.safe_load(config)["repos"][0]["hooks"]
    assert shown == {key: offered[key] for key in shown}


@pytest.mark.parametrize(("text", "code"), [(SOUND, 0), (FAULTY, 1)])
def test_the_workflow_checks(repository, text, code):
    """Its commands run here as a runner would run them, and its exit code tells."""
    workflow = yaml.safe_load((ROOT / "docs/workflows/check-targets.yml").read_text("utf-8"))
    steps = [step for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert [step["name"] for step in steps] == ["Install", "Check"]
    (repository / "targets.yaml").write_text(text, encoding="utf-8")
    done = run(repository, "bash", "-e", "-c", steps[1]["run"], TRACKER_DATA="targets.yaml")
    assert done.returncode == code
    assert ("::error file=targets.yaml,line=" in done.stdout) == bool(code)
