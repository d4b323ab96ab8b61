"""Only what a change brought in counts against it."""

from support import samples, saving

from tracker.checks.regressions import new_problems
from tracker.portfolio.load import load


def portfolio(folder, *targets, before=""):
    path = samples.write(folder, *targets)
    path.write_text(before + path.read_text("utf-8"), encoding="utf-8")
    return load(path)


def rules(before, after):
    return [problem.rule for problem in new_problems(before, after, saving.TODAY)]


def test_lines_may_move(tmp_path):
    """A problem that stands on another line now, or names another line, is an old one."""
    twice = samples.TARGET, samples.TARGET
    before, after = portfolio(tmp_path, *twice), portfolio(tmp_path, *twice, before="# x\n" * 7)
    assert [p.rule for p in before.problems] == [p.rule for p in after.problems]
    assert rules(before, after) == []


def test_a_second_one_of_a_kind_is_new(tmp_path):
    """Two of the same where one was: one is new. One where two were: none is."""
    bad = samples.target("theme: housng")
    one = portfolio(tmp_path, bad)
    two = portfolio(tmp_path, bad, bad.replace("homes", "trees"))
    assert rules(one, two) == ["reference"]
    assert rules(two, one) == []


def test_the_day_counts(tmp_path):
    """Both are judged on the day given."""
    sound = portfolio(tmp_path, samples.TARGET)
    future = portfolio(tmp_path, samples.target(samples.updates(("2022-12-01", 5))))
    assert rules(sound, future)
    assert not [
        p
        for p in new_problems(sound, future, saving.TODAY.replace(year=2023))
        if p.level == "error"
    ]
