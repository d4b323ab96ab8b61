"""Publishing: atomic, reproducible, incremental, and limited to public data."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Self

import pandas as pd
import pytest
from click.testing import CliRunner
from PIL import Image
from support.looking import TODAY, few, portfolio
from support.published import put, read, texts
from support.samples import TARGET, portfolio_text, target, updates
from support.waiting import PATIENCE, wait_until

from tracker.analysis import tables
from tracker.cli.main import main
from tracker.i18n import Translator
from tracker.portfolio.load import load
from tracker.site import publish as publishing
from tracker.site import release, tables_cache
from tracker.site.builder import SiteBuilder
from tracker.site.publish import InvalidDataError, publish, watch
from tracker.site.release import PublishError, PublishResult

SECRET = "nobody-may-read-this"
PUBLIC = updates(("2022-03-31", 100))


def data(folder: Path, *targets: str, **header: str) -> Path:
    """Write a portfolio file to publish."""
    folder.mkdir(exist_ok=True)
    path = folder / "targets.yaml"
    fresh = folder / ".new"
    fresh.write_text(portfolio_text(*targets, **header), encoding="utf-8")
    fresh.replace(path)
    return path


def times(site: Path) -> dict[str, tuple[int, int]]:
    """Inode and modification time of every published file by path; the publisher's own state is left out."""
    files = (path for path in site.rglob("*") if path.is_file() and path.name != "state.json")
    stats = ((path, path.stat()) for path in files)
    return {str(path.relative_to(site)): (stat.st_ino, stat.st_mtime_ns) for path, stat in stats}


def test_private_data_is_published_nowhere(tmp_path):
    """Neither in files nor in their names; names that only private targets use are left out too."""
    private = target(
        f"id: {SECRET}\npublic: false\ntheme: umbra\ntitle: {SECRET}-title\nlead: agency-7\n"
        f"source: {{document: protocol-7}}\nplan: covert-7\nmilestones: [{{id: {SECRET}-step, title: {SECRET}}}]\n"
    )
    fields = (
        "updates:\n"
        "  - {date: 2022-03-31, value: 100, evidence: {title: Gazette, grade: A}}\n"
        f"  - {{date: 2022-06-30, value: 777777777777, spent: 55555555555, note: {SECRET}, by: agency-7, public: false, "
        f"evidence: {{document: protocol-7}}}}\n"
        f"context: [{{date: 2022-03-31, text: {SECRET}, public: false}}]\n"
        "revisions: [{date: 2022-02-01, field: target, from: 888888888888, to: 1000, "
        f"reason: {SECRET}, public: false}}]\n"
        f"issues: [{{id: {SECRET}-issue, opened: 2022-03-01, cause: other, text: {SECRET}, owner: agency-7}}]\n"
    )
    decision = f"{{id: {SECRET}-decision, text: {SECRET}, owner: agency-7, due: 2022-09-30}}"
    on_private = f"{{id: on-private, text: {SECRET}, target: {SECRET}, public: true}}"
    reviews = f"[{{date: 2022-03-31, title: {SECRET}, decisions: [{decision}, {on_private}]}}]"
    text = portfolio_text(
        target(fields), private, screen="{themes: [housing, umbra]}", reviews=reviews
    )
    for block, name in (
        ("housing: Housing", f"umbra: {SECRET}"),
        ("bureau: Housing Bureau", f"agency-7: {SECRET}"),
        (
            "paper: {title: Morning Paper}",
            f"protocol-7: {{title: {SECRET}, url: 'http://{SECRET}/'}}",
        ),
    ):
        text = text.replace(f"{{{block}}}", f"{{{block}, {name}}}")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "targets.yaml").write_text(
        f"{text}plans: {{covert-7: {SECRET}}}\n", encoding="utf-8"
    )
    at = load(tmp_path / "data")
    assert not at.problems
    assert len(at.targets) == 2
    put(at, tmp_path / "site", base="https://targets.example.org/")
    everything = tmp_path.rglob("*")  # including both slots and their manifests
    paths = [path for path in everything if path.relative_to(tmp_path).parts[0] != "data"]
    assert len(paths) > 30
    for path in paths:
        assert SECRET not in str(path.relative_to(tmp_path))
        if path.is_file():
            raw = path.read_bytes()
            for word in (
                SECRET,
                "777777777777",
                "777,777,777,777",
                "888888888888",
                "55555555555",  # long enough that no digest has it by chance
                "umbra",
                "agency-7",
                "covert-7",
                "protocol-7",
            ):
                assert word.encode() not in raw, path


def test_publishing_is_reproducible(tmp_path):
    """The same data gives the same bytes in another folder."""
    at = portfolio(PUBLIC, "id: b")
    assert read(put(at, tmp_path / "a")) == read(put(at, tmp_path / "b"))


def test_the_cache_does_not_change_the_output(tmp_path):
    """A site published again and again is the same as one published for the first time, with every scene."""
    site_builder = SiteBuilder("engine")
    reported = f"start: 2026-01-01\ndue: 2026-12-31\n{updates(('2026-09-30', 100))}"
    behind = [f"id: behind-{n}\n{reported}" for n in range(4)]
    first, *others = behind
    issue = "issues: [{id: a, opened: 2026-04-01, cause: land, text: No land yet., public: true}]\n"
    versions = [
        portfolio(PUBLIC, "id: b", *behind),
        portfolio("title: Other", "id: c", *behind, "id: b"),
        portfolio("id: b", f"{first}{issue}", *others, PUBLIC),
        portfolio("id: b", *others, PUBLIC, first.replace("value: 100", "value: 990")),
        portfolio("id: b", *others, PUBLIC, first),
        portfolio("id: b", *others, PUBLIC, first.replace("value: 100", "value: 90")),
    ]
    for at in (*versions, versions[0], versions[-1]):
        publish(tmp_path / "site", at, TODAY, site_builder=site_builder)
    publish(tmp_path / "fresh", versions[-1], TODAY, site_builder=SiteBuilder("engine"))
    assert read(tmp_path / "site") == read(tmp_path / "fresh")
    screen = (tmp_path / "site" / "screen.html").read_text("utf-8")
    assert {"theme", "short"} <= set(re.findall('class="scene ([a-z]+)"', screen))


def test_chunks_do_not_change_the_output(tmp_path, monkeypatch):
    """Tables and site are the same for every chunk size."""
    at, whole_site = few(), texts("few")
    monkeypatch.setattr(tables_cache, "PART_SIZE", 4)
    parts = tables_cache.TablesCache()
    for _ in range(2):
        joined, whole = parts.tables(at), tables.tables(at)
        assert joined.money == whole.money
        for name in tables.FRAMES:
            pd.testing.assert_frame_equal(getattr(joined, name), getattr(whole, name))
    monkeypatch.setattr("tracker.site.fragments.CHUNK_SIZE", 4)
    assert read(put(at, tmp_path / "site")) == whole_site


def test_processes_do_not_change_the_output(tmp_path, monkeypatch):
    """A large site is built in several; nothing is written twice, and an error of one is an error of all."""
    at = few()
    monkeypatch.setattr("tracker.site.fragments.MIN_FORKED", 2)
    monkeypatch.setattr("tracker.site.fragments.FORKED_CHUNK_SIZE", 3)
    monkeypatch.setattr("tracker.site.processes.processors", lambda: 2)
    site = put(at, tmp_path / "site")
    assert read(site) == texts("few")
    assert publish(site, at, TODAY).written == 0
    monkeypatch.setattr("tracker.site.target_page.badge", lambda *_: 1 / 0)
    monkeypatch.setattr("tracker.site.publish.code_digest", lambda: "another")
    with pytest.raises(ZeroDivisionError):
        publish(site, at, TODAY)
    assert read(site) == texts("few")


def test_unchanged_files_keep_their_time(tmp_path):
    """Only files that changed are new, over many publications, so that caches stay valid."""
    site, at = (
        tmp_path / "site",
        [portfolio(PUBLIC, "id: b"), portfolio(PUBLIC, "id: b\ntitle: New")],
    )
    site_builder = SiteBuilder("engine")
    publish(site, at[0], TODAY, site_builder=site_builder)
    seen = times(site)
    assert publish(site, at[0], TODAY, site_builder=site_builder)[1:] == (0, 0)
    assert times(site) == seen
    for turn in range(1, 5):
        before = read(site)
        publish(
            site,
            at[turn % 2],
            TODAY,
            site_builder=SiteBuilder("engine") if turn > 2 else site_builder,
        )
        now, after = times(site), read(site)
        for path in before.keys() & after.keys():
            assert (now[path] == seen[path]) is (before[path] == after[path]), path
        assert now["targets/homes.html"] == seen["targets/homes.html"]
        assert now["targets/b.html"] != seen["targets/b.html"]
        seen = now


def test_a_removed_target_is_removed_from_the_site(tmp_path):
    """With its page, chart, card and badge in every language; when it is added again, they are back."""
    site, site_builder = tmp_path / "site", SiteBuilder("engine")
    publish(site, portfolio(PUBLIC, "id: b"), TODAY, site_builder=site_builder)
    publish(site, portfolio(PUBLIC), TODAY, site_builder=site_builder)
    assert not [path for path in read(site) if "/b." in path]
    publish(site, portfolio(PUBLIC, "id: b"), TODAY, site_builder=site_builder)
    assert len([path for path in read(site) if "/b." in path]) == 9


def test_a_renamed_organisation_changes_every_page_that_names_it(tmp_path):
    """And leaves the other pages as they are."""
    text = portfolio_text(target(PUBLIC), target("id: b\ntheme: housing\nlead: null"))
    site, site_builder = tmp_path / "site", SiteBuilder("engine")
    for name in ("Housing Bureau", "Bureau of Homes"):
        path = tmp_path / "targets.yaml"
        path.write_text(text.replace("Housing Bureau", name), encoding="utf-8")
        outcome = publish(site, load(path), TODAY, site_builder=site_builder)
    files = read(site)
    assert "Bureau of Homes" in files["targets/homes.html"]
    assert not [path for path, page in files.items() if "Housing Bureau" in page]
    assert outcome.written < len(files) / 2


def test_a_reader_never_sees_a_mixture(tmp_path):
    """While the site is published again and again, every reader finds one release."""
    site, site_builder = tmp_path / "site", SiteBuilder("engine")
    versions_of = [
        portfolio(PUBLIC, *(f"id: t{n}\ntitle: Version{v}" for n in range(3))) for v in (1, 2)
    ]
    publish(site, versions_of[0], TODAY, site_builder=site_builder)
    mixed, looks, ended = [], 0, threading.Event()

    def look() -> None:
        nonlocal looks
        while not ended.wait(0.002):  # without a pause publishing would wait for this thread
            now = os.open(site, os.O_RDONLY)  # as a server does that resolves the link once a page
            try:
                headings = set()
                for n in range(3):
                    page = os.open(f"targets/t{n}.html", os.O_RDONLY, dir_fd=now)
                    with os.fdopen(page, encoding="utf-8") as file:
                        headings.add(re.search(r"<h1>(\w+)</h1>", file.read())[1])
                    looks += 1
            finally:
                os.close(now)
            if len(headings) != 1:
                mixed.append(headings)

    def has_looked(often: int) -> bool:
        return looks > often

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for turn in range(1, 5):
            publish(site, versions_of[turn % 2], TODAY, site_builder=site_builder)
            wait_until(partial(has_looked, looks + 3))
    finally:
        ended.set()
        reader.join()
    assert looks
    assert not mixed


KILLED = """
import os, sys, datetime as dt
from functools import partial
from pathlib import Path
from tracker.site import release
from tracker.portfolio.load import load
from tracker.site.publish import publish
count = 0
write = release.Release._write
def some(*args):
    global count
    count += 1
    if count > 8:
        os.kill(os.getpid(), 9)
    return write(*args)
release.Release._write = some
publish(Path(sys.argv[1]), load(sys.argv[2]), dt.date(2026, 11, 23))
"""


class Died(BaseException):
    """Not an Exception, so that nothing catches it, as with a kill."""


@pytest.fixture(scope="module")
def published_twice(tmp_path_factory) -> Path:
    """A folder with ``site``, of which both slots are filled, and the next version of its ``data``, as ``fresh`` too."""
    folder = tmp_path_factory.mktemp("twice")
    for too in ("b", "Too"):
        path = data(folder / "data", TARGET, target(f"id: b\ntitle: {too}"))
        publish(folder / "site", load(path), TODAY)
    data(folder / "data", target("title: Changed"), target("id: b\ntitle: Too"), target("id: c"))
    publish(folder / "fresh", load(path), TODAY)
    return folder


@pytest.mark.kill
@pytest.mark.parametrize("step", ["kill -9", "_link_files", "_write_manifest", "_switch_link"])
def test_a_killed_publication_leaves_the_old_site(tmp_path, published_twice, step, monkeypatch):
    """Whenever it is killed; the next publication succeeds, with the same files as in a new folder."""
    subprocess.run(["cp", "-a", f"{published_twice}/.", tmp_path], check=True)  # with hard links
    site, path = tmp_path / "site", tmp_path / "data" / "targets.yaml"
    before, seen = read(site), times(site)
    if step == "kill -9":
        command = [sys.executable, "-c", KILLED, str(site), str(path)]
        result = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
        assert result.returncode == -signal.SIGKILL, result.stderr
    else:
        with monkeypatch.context() as patched:

            def dies(*_):
                raise Died

            patched.setattr(release, step, dies)
            with pytest.raises(Died):
                publish(site, load(path), TODAY)
    assert read(site) == before
    assert times(site) == seen
    publish(site, load(path), TODAY)
    after = read(site)
    assert "Changed" in after["targets/homes.html"]
    assert after == read(tmp_path / "fresh")


@pytest.mark.parametrize("kind", ["folder", "empty folder", "file", "link", "store"])
def test_existing_files_are_neither_replaced_nor_changed(tmp_path, kind):
    """A path that `tracker publish` did not create is refused."""
    site = tmp_path / "site"
    if "folder" in kind:
        site.mkdir()
        if kind == "folder":
            (site / "precious.txt").write_text("mine")
    elif kind == "file":
        site.write_text("mine")
    elif kind == "link":
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "precious.txt").write_text("mine")
        site.symlink_to("elsewhere")
    else:
        (tmp_path / ".site.tracker").mkdir()
        (tmp_path / ".site.tracker" / "precious.txt").write_text("mine")
    before = {str(path): path.lstat().st_mtime_ns for path in tmp_path.rglob("*")}
    with pytest.raises(PublishError, match="was not created by `tracker publish`") as error:
        publish(site, portfolio(), TODAY)
    assert "不是由 `tracker publish` 创建" in Translator("zh").message(error.value.message)
    assert {str(path): path.lstat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("site_builder", [None, SiteBuilder("engine")], ids=["new", "watching"])
def test_a_damaged_release_is_written_again(tmp_path, site_builder):
    """A page that was deleted or changed is restored by the next publication, as are both slots."""
    site = tmp_path / "site"
    publish_again = partial(publish, site, portfolio(PUBLIC), TODAY, site_builder=site_builder)
    publish_again()
    before = read(site)
    (site / "targets" / "homes.html").unlink()
    publish_again()
    assert read(site) == before
    (site / "index.html").write_text("changed by hand", encoding="utf-8")
    publish_again()
    assert read(site) == before
    manifest = next((tmp_path / ".site.tracker").glob("?.json"))
    manifest.write_text("{}", encoding="utf-8")
    publish_again()
    assert read(site) == before
    (tmp_path / ".site.tracker").rename(tmp_path / "away")
    publish_again()
    assert read(site) == before


def test_two_publications_at_once_are_refused(tmp_path):
    """The second one is an error and may be tried again."""
    site = tmp_path / "site"
    with (
        release.new_release(site),
        pytest.raises(PublishError, match="another `tracker publish` is writing"),
    ):
        publish(site, portfolio(), TODAY)
    publish(site, portfolio(), TODAY)


def test_the_command_publishes(tmp_path):
    """It prints one line; date, URL and data are options."""
    path = data(tmp_path / "data", target(PUBLIC))
    args = [
        "publish",
        str(tmp_path / "site"),
        "--data",
        str(path),
        "--as-of",
        "2022-04-01",
        "--url",
        "https://targets.example.org",
    ]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.output
    assert re.search(r"site: \d+ files, \d+ written, 0 removed\n$", result.stdout)
    page = (tmp_path / "site" / "targets" / "homes.html").read_text(encoding="utf-8")
    assert "截至 2022-04-01" in page
    assert "https://targets.example.org/targets/homes.html" in page


def test_the_command_refuses_invalid_data_and_existing_folders(tmp_path):
    """It lists the errors, exits with 1 and leaves the site as it is; an existing folder is named."""
    path = data(tmp_path / "data", target(PUBLIC))
    publish(tmp_path / "site", load(path), TODAY)
    before = times(tmp_path / "site")
    path.write_text(portfolio_text(target("due: soon")), encoding="utf-8")
    result = CliRunner().invoke(main, ["publish", str(tmp_path / "site"), "--data", str(path)])
    assert result.exit_code == 1
    assert "targets.yaml:" in result.stderr
    assert "not published" in result.stderr
    assert times(tmp_path / "site") == before
    (tmp_path / "other").mkdir()
    path = data(tmp_path / "data", target(PUBLIC))
    result = CliRunner().invoke(main, ["publish", str(tmp_path / "other"), "--data", str(path)])
    assert result.exit_code == 1
    assert "Nothing was changed" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["--data", "nowhere.yaml"],
        ["--url", "ftp://x"],
        ["--as-of", "soon"],
        ["--as-of", "9999-12-31"],
    ],
)
def test_wrong_usage_is_an_error(tmp_path, args, monkeypatch):
    """Exit code 2, and nothing is published."""
    monkeypatch.chdir(tmp_path)
    data(tmp_path, TARGET)
    result = CliRunner().invoke(main, ["publish", "site", *args])
    assert result.exit_code == 2
    assert not (tmp_path / "site").exists()


PHOTO = "images: [{file: homes.jpg, alt: Homes}]"


class Watched:
    """`watch` in a thread with a settable day; it counts how often it looks at the files."""

    def __init__(self, site: Path, path: Path) -> None:
        self.site, self.today, self.events, self.looks = site, TODAY, [], 0
        self.awaited = 0  # events when the last publication was waited for
        self._ended = threading.Event()
        self.thread = threading.Thread(
            target=watch,
            args=(site, path, self._day, self.events.append),
            kwargs={"ended": self._ended.is_set},
            daemon=True,
        )

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._ended.set()
        self.thread.join(PATIENCE)

    def _day(self) -> dt.date:
        self.looks += 1
        return self.today

    def until(self, condition) -> None:
        wait_until(condition, lambda: self.events)

    def until_published(self, words: str) -> None:
        """Waits until the page contains ``words`` and the publication is the latest event, and a new one."""
        self.until(
            lambda: (
                says(self.site, words)
                and len(self.events) > self.awaited
                and isinstance(self.events[-1], PublishResult)
            )
        )
        self.awaited = len(self.events)


def says(site: Path, words: str) -> bool:
    page = site / "targets" / "homes.html"
    return page.exists() and words in page.read_text(encoding="utf-8")


def test_watching_publishes_changes_and_survives_faults(tmp_path, monkeypatch):
    """A file replaced, written in place, broken, repaired, deleted, restored; a new day; a photo alone."""
    monkeypatch.setattr(publishing, "POLL_SECONDS", 0.05)
    folder, site = tmp_path / "data", tmp_path / "site"
    path = data(folder, target("title: First"))
    with Watched(site, path) as watched:
        watched.until_published("First")
        data(folder, target("title: Second"))
        watched.until_published("Second")
        path.write_text(portfolio_text(target("title: Third")), encoding="utf-8")
        watched.until_published("Third")
        good = times(site)
        path.write_text("portfolio: [", encoding="utf-8")
        watched.until(lambda: isinstance(watched.events[-1], InvalidDataError))
        path.unlink()
        watched.until(lambda: "read.no_file" in str(getattr(watched.events[-1], "problems", "")))
        assert times(site) == good
        data(folder, target("title: Fourth"))
        watched.until_published("Fourth")
        watched.today = TODAY + dt.timedelta(days=1)
        watched.until_published(str(watched.today))
        count, looks = len(watched.events), watched.looks
        watched.until(lambda: watched.looks > looks + 3)
        assert len(watched.events) == count  # nothing changed, nothing is done
        with monkeypatch.context() as broken:
            broken.setattr(publishing, "load", lambda *_: 1 / 0)
            data(folder, target("title: Fifth"))
            watched.until(lambda: isinstance(watched.events[-1], ZeroDivisionError))
        data(folder, target(f"title: Sixth\n{PHOTO}"))
        watched.until(lambda: isinstance(watched.events[-1], InvalidDataError))
        for colour in ("red", "blue"):  # a photo that was missing, then another one
            Image.new("RGB", (90, 60), colour).save(folder / "new.jpg")
            (folder / "new.jpg").replace(folder / "homes.jpg")
            watched.until_published("Sixth")
            shown = Image.open(site / "photos" / "homes.jpg").getpixel((45, 30))
            assert max(range(3), key=shown.__getitem__) == ("red", "green", "blue").index(colour)
    assert watched.thread.is_alive() is False


@pytest.mark.kill
def test_the_watching_command_ends_when_it_is_asked_to(tmp_path):
    """As a process it publishes a change and exits with 0 on SIGTERM."""
    path, site = data(tmp_path / "data", target("title: First")), tmp_path / "site"
    command = [
        str(Path(sys.executable).with_name("tracker")),
        "publish",
        str(site),
        "--data",
        str(path),
        "--watch",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def published(words: str) -> bool:
        assert process.poll() is None, process.stdout.read()
        return says(site, words)

    try:
        wait_until(lambda: published("First"))
        assert " written" in process.stdout.readline()
        data(tmp_path / "data", target("title: Second"))
        wait_until(lambda: published("Second"))
        assert " written" in process.stdout.readline()
        process.terminate()
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
    finally:
        process.kill()
