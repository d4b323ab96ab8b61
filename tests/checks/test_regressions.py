"""The problems that a change adds, without those that were there before."""

from PIL import Image
from support import samples, saving

from tracker.checks.regressions import new_problems
from tracker.portfolio.load import load


def portfolio(folder, *targets, before=""):
    path = samples.write(folder, *targets)
    path.write_text(before + path.read_text("utf-8"), encoding="utf-8")
    return load(path)


def rules(before, after):
    return [problem.rule for problem in new_problems(before, after, saving.TODAY)]


def test_a_problem_on_another_line_is_not_new(tmp_path):
    """Line numbers do not count, neither the problem's own nor one in its message."""
    twice = samples.TARGET, samples.TARGET
    before, after = portfolio(tmp_path, *twice), portfolio(tmp_path, *twice, before="# x\n" * 7)
    assert [p.rule for p in before.problems] == [p.rule for p in after.problems]
    assert rules(before, after) == []


def test_a_second_problem_of_a_kind_is_new(tmp_path):
    """One of two equal problems is new where one was; none is new where two were."""
    bad = samples.target("theme: housng")
    one = portfolio(tmp_path, bad)
    two = portfolio(tmp_path, bad, bad.replace("homes", "trees"))
    assert rules(one, two) == ["reference"]
    assert rules(two, one) == []


def test_a_problem_with_other_parameters_is_new(tmp_path):
    """A rule that reports another value at the same place is a new problem."""
    before = portfolio(tmp_path, samples.target("theme: housng"))
    after = portfolio(tmp_path, samples.target("theme: hosing"))
    assert rules(before, after) == ["reference"]


def test_a_photo_that_is_gone_is_no_new_problem(tmp_path):
    """Both versions are checked against the files as they are now."""
    images = "images: [{file: homes.jpg, alt: Homes}]"
    Image.new("RGB", (9, 6)).save(tmp_path / "homes.jpg")
    before = portfolio(tmp_path, samples.target(images))
    assert rules(before, before) == []
    (tmp_path / "homes.jpg").unlink()
    after = portfolio(tmp_path, samples.target(f"{images}\ntitle: Other"))
    assert rules(before, after) == []


def test_both_are_checked_on_one_day(tmp_path):
    """The day of the check decides which dates are in the future."""
    sound = portfolio(tmp_path, samples.TARGET)
    future = portfolio(tmp_path, samples.target(samples.updates(("2022-12-01", 5))))
    assert rules(sound, future)
    assert not [
        p
        for p in new_problems(sound, future, saving.TODAY.replace(year=2023))
        if p.level == "error"
    ]
