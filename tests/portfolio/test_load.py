import os
from collections import Counter
from pathlib import Path

import pytest
from support import samples

from tracker.i18n import Message
from tracker.portfolio import load as loading
from tracker.portfolio.file_cache import FileCache
from tracker.portfolio.load import load
from tracker.portfolio.money import Amount


@pytest.fixture(autouse=True)
def cache(monkeypatch):
    """An empty cache for each test."""
    monkeypatch.setattr(loading, "file_cache", FileCache())


@pytest.fixture
def reads(monkeypatch):
    """The number of reads by file; a file just written may be cached."""
    counted = Counter()
    read_bytes = Path.read_bytes

    def counting(path):
        counted[path.name] += 1
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", counting)
    monkeypatch.setattr(FileCache, "SETTLED_NS", -1)
    return counted


def rules(portfolio):
    return [problem.rule for problem in portfolio.problems]


def homes(name, fields=""):
    return samples.target(f"id: {name}\n{fields}")


def test_one_file(tmp_path):
    """A portfolio may be one file, named by a text or a path."""
    path = samples.write(tmp_path, samples.TARGET)
    for argument in (path, str(path), [path], [str(path)]):
        portfolio = load(argument)
        assert portfolio.problems == ()
        assert [target.id for target in portfolio.targets] == ["homes"]
        assert portfolio.money == "亿元"


def test_the_ending_may_be_in_capitals(tmp_path):
    """A file that a system without such a difference names `B.YAML` is not left out."""
    samples.write(tmp_path, homes("a"), name="a.yaml")
    samples.write(tmp_path, homes("b"), name="B.YAML")
    assert set(load(tmp_path).by_id) == {"a", "b"}


def test_a_link_in_a_folder_that_leads_to_no_file_is_an_error(tmp_path):
    """The targets behind it are missing, so that it is named; a hidden one is a lock of an editor."""
    samples.write(tmp_path, homes("a"), name="a.yaml")
    (tmp_path / "b.yaml").symlink_to("../gone/b.yaml")
    (tmp_path / ".#a.yaml").symlink_to("somebody@host")
    (tmp_path / "notes.txt").symlink_to("../gone/notes.txt")
    (problem,) = load(tmp_path).problems
    assert (problem.file, problem.level) == (str(tmp_path / "b.yaml"), "error")
    assert problem.message == Message("read.broken_link", leads_to="../gone/b.yaml")


def test_a_link_to_a_folder_with_data_is_named(tmp_path):
    """Such links are not followed; one within the folder, or without data behind it, hides nothing."""
    data, other, photos = (tmp_path / name for name in ("data", "other", "photos"))
    for folder in (data, other, photos, data / "sub"):
        folder.mkdir()
    samples.write(data / "sub", homes("a"), name="a.yaml")
    samples.write(other, homes("b"), name="b.yaml")
    (data / "again").symlink_to("sub")
    (data / "pictures").symlink_to(photos)
    (data / "linked").symlink_to(other)
    portfolio = load(data)
    assert list(portfolio.by_id) == ["a"]
    (problem,) = portfolio.problems
    assert (problem.file, problem.level) == (str(data / "linked"), "warning")
    assert problem.message == Message("read.linked_folder", leads_to=str(other))


def test_the_files_of_a_folder_are_read_in_the_order_of_names(tmp_path):
    """The YAML files of a folder and its subfolders are one portfolio; hidden ones are ignored."""
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    samples.write(tmp_path, homes("b"), name="b.yml")
    samples.write(tmp_path, homes("a"), name="a.yaml", title="First")
    samples.write(tmp_path / "sub", homes("c"), name="c.yaml")
    samples.write(tmp_path / ".git", homes("hidden"), name="x.yaml")
    samples.write(tmp_path, homes("draft"), name=".draft.yaml")
    (tmp_path / "notes.txt").write_text("no portfolio")
    portfolio = load(tmp_path)
    assert portfolio.problems == ()
    assert [target.id for target in portfolio.targets] == ["a", "b", "c"]
    assert portfolio.header.title == "First"


def test_a_file_named_twice_is_read_once(tmp_path):
    """A file named beside its folder is part of the portfolio once."""
    path = samples.write(tmp_path, samples.TARGET)
    assert len(load([tmp_path, path, str(path)]).parts) == 1


def test_files_add_up(tmp_path):
    """A portfolio has the definitions and targets of all files, and the header of the first."""
    samples.write(tmp_path, homes("a"), name="a.yaml", title="District")
    (tmp_path / "b.yaml").write_text(
        "themes: {roads: Roads}\n" + samples.as_list((homes("b", "theme: roads"),)),
        encoding="utf-8",
    )
    portfolio = load(tmp_path)
    assert portfolio.problems == ()
    assert set(portfolio.themes) == {"housing", "roads"}
    assert portfolio.header.title == "District"
    assert [target.id for target in portfolio.targets] == ["a", "b"]


def test_the_first_header_with_money_gives_the_unit(tmp_path):
    """Where the first file names no unit of money, that of the next is used."""
    samples.write(tmp_path, name="a.yaml", money=None, title="District")
    samples.write(tmp_path, name="b.yaml", money="万元", title="Bureau")
    assert (load(tmp_path).money, load(tmp_path).header.title) == ("万元", "District")


def test_money_without_any_header_is_in_yuan(tmp_path):
    """Tables need a unit; where no file states one it is 元."""
    assert load(samples.write(tmp_path, money=None)).money == "元"


def test_the_unit_and_period_of_a_file_apply_to_its_targets(tmp_path):
    """Unit and reporting period in a file's header take precedence over the portfolio's header."""
    fields = (
        "budget: {approved: 5}\n"
        "updates: [{date: 2022-03-31, spent: 2}, {date: 2022-06-30, spent: 1 亿元}]\n"
        "revisions:\n"
        "  - {date: 2022-04-01, field: budget, from: 4, to: 5, reason: x}\n"
        "  - {date: 2022-04-01, field: target, from: 4, to: 1000, reason: x}\n"
    )
    samples.write(tmp_path, homes("a", fields), name="a.yaml", report="{every: month}")
    samples.write(
        tmp_path,
        homes("b", fields),
        name="b.yaml",
        money="万元",
        report="{every: year, grace_days: 90}",
    )
    first, second = load(tmp_path).targets
    assert first.report is None
    assert first.budget.approved == 5
    assert (second.report.every, second.report.grace_days) == ("year", 90)
    assert second.budget.approved == Amount(5, "万元")
    assert [update.spent for update in second.updates] == [Amount(2, "万元"), Amount(1, "亿元")]
    assert [revision.to for revision in second.revisions] == [Amount(5, "万元"), 1000]


def test_a_header_without_a_reporting_period_changes_nothing(tmp_path):
    """A second file without `report` has the portfolio's reporting period."""
    samples.write(tmp_path, homes("a"), name="a.yaml", report="{every: month}")
    samples.write(tmp_path, homes("b"), name="b.yaml", title="Bureau")
    portfolio = load(tmp_path)
    assert portfolio.header.report.every == "month"
    assert portfolio.targets[1].report is None


def test_a_missing_file_is_a_problem_not_an_exception(tmp_path):
    """A missing file is reported, and the other files are read."""
    path = samples.write(tmp_path, samples.TARGET)
    portfolio = load([tmp_path / "nowhere.yaml", path])
    assert [target.id for target in portfolio.targets] == ["homes"]
    assert [(p.file, p.line, p.rule) for p in portfolio.problems] == [
        (str(tmp_path / "nowhere.yaml"), 1, "no-file")
    ]


def test_an_empty_folder_is_a_problem(tmp_path):
    """A folder without a portfolio file is reported."""
    portfolio = load(tmp_path)
    assert rules(portfolio) == ["no-file"]
    assert portfolio.targets == ()


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path, monkeypatch):
    """A file without read permission is reported with the reason."""
    path = samples.write(tmp_path, samples.TARGET)

    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (problem,) = load(path).problems
    assert (problem.file, problem.rule) == (str(path), "no-file")
    assert problem.message == Message("read.permission")


def test_a_missing_header_is_reported_once(tmp_path):
    """That no file has a header is one problem; an invalid header is no second one."""
    samples.write(tmp_path, homes("a"), name="a.yaml", title="[x]")
    assert rules(load(tmp_path)) == ["type"]
    (tmp_path / "a.yaml").write_text("themes: {a: A}\n")
    (tmp_path / "b.yaml").write_text("themes: {a: A}\n")
    assert rules(load(tmp_path)) == ["missing-key"]


def test_the_problems_of_every_file_are_reported(tmp_path):
    """A portfolio has the problems of all files, each with its file."""
    samples.write(tmp_path, homes("a", "due: x"), name="a.yaml")
    samples.write(tmp_path, homes("b", "due: y"), name="b.yaml")
    portfolio = load(tmp_path)
    assert [Path(problem.file).name for problem in portfolio.problems] == ["a.yaml", "b.yaml"]


def test_an_unchanged_file_is_not_read_again(tmp_path, reads):
    """Loading twice reads an unchanged file once and returns an equal portfolio."""
    samples.write(tmp_path, homes("a"), name="a.yaml")
    samples.write(tmp_path, homes("b"), name="b.yaml")
    first, second = load(tmp_path), load(tmp_path)
    assert reads == {"a.yaml": 1, "b.yaml": 1}
    assert first == second


def test_only_the_changed_file_is_read_again(tmp_path, reads):
    """After a change to one file of a folder only that file is read again."""
    samples.write(tmp_path, homes("a"), name="a.yaml")
    path = samples.write(tmp_path, homes("b"), name="b.yaml")
    before = load(tmp_path)
    path.write_text(samples.portfolio_text(homes("new")), encoding="utf-8")
    after = load(tmp_path)
    assert reads == {"a.yaml": 1, "b.yaml": 2}
    assert [target.id for target in after.targets] == ["a", "new"]
    assert before.digest != after.digest


def test_a_replaced_file_is_read_again(tmp_path, reads):
    """A file that replaces another is read, even with the same size and time."""
    path = samples.write(tmp_path, homes("aa"))
    load(path)
    old = path.stat()
    other = samples.write(tmp_path, homes("bb"), name="new.tmp")
    os.utime(other, ns=(old.st_atime_ns, old.st_mtime_ns))
    other.replace(path)
    assert path.stat().st_size == old.st_size
    assert [target.id for target in load(path).targets] == ["bb"]
    assert reads[path.name] == 2


def test_a_file_just_written_is_not_cached(tmp_path, reads, monkeypatch):
    """A second write within the resolution of the clock could leave the same stamp: the file is read again."""
    monkeypatch.setattr(FileCache, "SETTLED_NS", 10**15)
    path = samples.write(tmp_path, samples.TARGET)
    load(path)
    load(path)
    assert reads[path.name] == 2


def test_a_changed_file_keeps_the_targets_without_a_change(tmp_path, reads):
    """A report more in one target leaves the other targets of the file the objects that they were."""
    path = samples.write(tmp_path, homes("a"), homes("b"), homes("c"))
    before = load(path).targets
    path.write_text(path.read_text("utf-8").replace("id: b\n", "id: b\n    plan: x\n"), "utf-8")
    after = load(path).targets
    assert [one is other for one, other in zip(before, after, strict=True)] == [True, False, True]
    assert reads[path.name] == 2


def test_a_file_written_while_it_is_read_is_not_cached(tmp_path, reads, monkeypatch):
    """Content read during a write is not used for the file later."""
    path = samples.write(tmp_path, homes("a"))
    read_file = loading.read_file

    def read_and_write(file, last):
        part = read_file(file, last)
        path.write_text(samples.portfolio_text(homes("written-meanwhile")), encoding="utf-8")
        return part

    with monkeypatch.context() as patch:
        patch.setattr(loading, "read_file", read_and_write)
        assert [target.id for target in load(path).targets] == ["a"]
    assert [target.id for target in load(path).targets] == ["written-meanwhile"]
    assert reads[path.name] == 2


def test_a_deleted_file_leaves_the_portfolio(tmp_path, reads):
    """A file deleted from a folder leaves the portfolio; when it is back, it is read."""
    samples.write(tmp_path, homes("a"), name="a.yaml")
    path = samples.write(tmp_path, homes("b"), name="b.yaml")
    load(tmp_path)
    path.unlink()
    assert [target.id for target in load(tmp_path).targets] == ["a"]
    samples.write(tmp_path, homes("b2"), name="b.yaml")
    assert [target.id for target in load(tmp_path).targets] == ["a", "b2"]
    assert reads == {"a.yaml": 1, "b.yaml": 2}


def test_the_cache_has_a_limit(tmp_path, reads, monkeypatch):
    """The files that were read longest ago leave the cache first."""
    monkeypatch.setattr(FileCache, "SIZE", 2)
    for name in "abc":
        samples.write(tmp_path, homes(name), name=f"{name}.yaml")
    load(tmp_path)
    assert [Path(file).name for file in loading.file_cache.parts] == ["b.yaml", "c.yaml"]
    load(tmp_path / "c.yaml")
    assert reads["c.yaml"] == 1


def test_digest_is_that_of_the_bytes(tmp_path):
    """Equal files have equal digests, and any change of a byte changes it."""
    path = samples.write(tmp_path, samples.TARGET)
    digest = load(path).digest
    path.write_bytes(path.read_bytes())
    assert load(path).digest == digest
    path.write_bytes(path.read_bytes() + b"# a comment\n")
    assert load(path).digest != digest


def test_the_garbage_collector_is_left_as_it_was(tmp_path):
    """Reading turns the collector off and then restores its state."""
    import gc

    path = samples.write(tmp_path, samples.TARGET)
    load(path)
    assert gc.isenabled()
    gc.disable()
    try:
        loading.read_file(str(path))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_stamps_change_with_the_files(tmp_path):
    """Writing, replacing, adding or deleting a file changes the stamps; else they are equal."""
    path = samples.write(tmp_path, samples.TARGET)
    seen = [loading.file_stamps(tmp_path)]
    assert loading.file_stamps([str(tmp_path)]) == seen[0]

    def differs():
        seen.append(loading.file_stamps(tmp_path))
        assert seen[-1] not in seen[:-1]

    path.write_text("targets: []", encoding="utf-8")
    differs()
    samples.write(tmp_path, samples.TARGET, name="other").replace(path)
    differs()
    samples.write(tmp_path, homes("b"), name="b.yaml")
    differs()
    path.unlink()
    differs()
    (tmp_path / "b.yaml").unlink()
    assert loading.file_stamps(tmp_path) == ()


def test_reviews_of_all_files_are_one_list(tmp_path):
    """Reviews are sorted by date over all files; a cause defined twice has the first definition."""
    samples.write(
        tmp_path,
        name="a.yaml",
        reviews="[{date: 2022-06-30, title: Second}]",
        causes="{heritage: Heritage}",
    )
    samples.write(
        tmp_path,
        name="b.yaml",
        reviews="[{date: 2022-03-31, title: First}]",
        causes="{heritage: Other, archive: Archive}",
    )
    header = load(tmp_path).header
    assert [review.title for review in header.reviews] == ["First", "Second"]
    assert header.causes == {"heritage": "Heritage", "archive": "Archive"}
