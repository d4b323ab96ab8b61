import datetime as dt
from pathlib import Path

import pytest
from support import samples

from tracker.checks.run import check
from tracker.checks.source_texts import extract_numbers, number_reader
from tracker.i18n import Message
from tracker.portfolio.load import load

TODAY = dt.date(2026, 1, 1)


def problems_of(tmp_path, fields, text):
    """Level and rule of every problem of a target whose source has this text."""
    sources = tmp_path / "sources"
    sources.mkdir()
    if text is not None:
        (sources / "paper.txt").write_text(text, encoding="utf-8")
    portfolio = load(samples.write(tmp_path, samples.target(fields)))
    return [(p.level, p.rule) for p in check(portfolio, TODAY, sources=sources)]


def figure(value, unit="户"):
    return f"measure: {{kind: cumulative, unit: {unit}, target: {value}}}"


RANGE = 'measure: {kind: range, unit: "%", range: [6, 8]}'


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (figure(1000), "零星旧改约 1000 户"),
        (figure(1000), "零星旧改约1000户全部完成"),
        (figure(1000), "about 1,000 households"),
        (figure(1000), "约１０００户"),
        (figure(1000), "约１，０００户"),
        (figure(1000), "约 1 000 户"),
        (figure(1000), "约 10 00 户"),
        (figure(1234567), "共 1,234,567 户"),
        (figure(150.7, "亿元"), "资金 150.7 亿元"),
        (figure(150.7, "亿元"), "资金 150 .7 亿元"),
        (figure(150.7, "亿元"), "资金１５０．７亿元"),
        (figure(39), "邻里汇 39 家,因地制宜"),
        (figure(39), "2022,39 家"),
        (figure(39), "共39。"),
        (figure(39), "in total 39."),
        (figure(39), "row 1: 2021 39 145 200"),
        (figure(900, "万平方米"), "约 900 万平方米"),
        (figure(9000000, "平方米"), "约900万平方米"),
        (figure(900, "万平方米"), "9,000,000 平方米"),
        (figure(900, "万平方米"), "900余万平方米"),
        (figure(9, "million m²"), "约900万平方米"),
        (figure(900, '"×10,000 m²"'), "约900万平方米"),
        (figure(150.7, "100 Million yuan"), "资金 150.7 亿元"),
        (figure(9000000, "m²"), "9 Million square metres"),
        (figure(6000000, "m²"), "600-900 万平方米"),
        (figure(1.2, "万亿元"), "1.2 万亿元"),
        (figure(1000, "{zh: 户, en: homes}"), "1000 户"),
        (RANGE, "收入增长 6-8%。"),
        (RANGE, "收入增长6%～8%"),
        ('measure: {kind: floor, unit: "%", floor: 5.5}', "生产总值增长 5.5% 以上"),
        ('measure: {kind: ceiling, unit: "%", ceiling: 5.50}', "不高于5.5%"),
        ('measure: {kind: floor, unit: "%", floor: -3}', "降幅不超过 3%"),
        (figure(1000) + "\nbudget: {approved: 12.5}", "1000 户,12.5 亿元"),
        (figure(1000) + "\nbudget: {approved: 12.5}", "1000 户,125,000 万元"),
        (figure(1000) + "\nbudget: {approved: 125000 万元}", "1000 户,12.5 亿元"),
        ("measure: {kind: statement}", "没有数字"),
        (figure(1000) + "\ntrajectory: [{date: 2022-06-30, value: 77}]", "1000 户"),
        ("measure: {kind: level, unit: 天, baseline: 30, target: 20}", "缩短到 20 天"),
        # a goal that was changed since stands in its source as first promised
        (
            figure(1000)
            + "\nrevisions: [{date: 2022-01-31, field: target, from: 1200, to: 1000, reason: x}]",
            "约 1200 户",
        ),
    ],
)
def test_a_figure_in_its_source_is_no_problem(tmp_path, fields, text):
    """A figure is recognised with spaces, groups, full-width digits or a multiple."""
    assert problems_of(tmp_path, fields, text) == []


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (figure(39), "1390 户"),
        (figure(39), "39.5 户"),
        (figure(39), "0.39 户"),
        (figure(39), "1,039 户"),
        (figure(39), "39,000 户"),
        (figure(5), "5.5"),
        (figure(39), "３９０ 户"),
        (figure(1000), "零星旧改约 100 户"),
        (figure(900), "约 900 万户"),
        (figure(900, "万平方米"), "约 900 平方米"),
        (figure(900, "万平方米"), "约 900 亿平方米"),
        (figure(39), ""),
        (figure(1000) + "\nbudget: {approved: 12.5}", "1000 户,12.6 亿元"),
        (figure(1000) + "\nbudget: {approved: 12.5}", "1000 户,12.5 万元"),
        ('measure: {kind: range, unit: "%", range: [6, 9]}', "增长 6-8%"),
    ],
)
def test_a_figure_that_is_not_in_its_source_is_a_warning(tmp_path, fields, text):
    """A part of another number, or another multiple, is not the figure."""
    assert problems_of(tmp_path, fields, text) == [("warning", "source-figure")]


def test_each_bound_is_reported_at_its_position(tmp_path):
    """Each bound of a range is looked up in the source by itself."""
    (tmp_path / "paper.txt").write_text("增长 8%", encoding="utf-8")
    path = samples.write(tmp_path, samples.target(RANGE))
    (problem,) = check(load(path), TODAY, sources=tmp_path)
    line = path.read_text("utf-8").splitlines()[problem.line - 1]
    assert line[problem.column - 1 :] == "6, 8]}"
    assert problem.message == Message("check.source-figure", value=6.0, document="paper")


def test_without_a_folder_of_texts_no_figure_is_looked_up(tmp_path):
    """A missing text is reported only with a folder of texts."""
    portfolio = load(samples.write(tmp_path, samples.TARGET))
    assert check(portfolio, TODAY) == ()


def test_a_document_without_a_text_is_reported_once(tmp_path):
    """A missing text is one warning per document, at the first target from it."""
    targets = [samples.target(f"id: t{n}") for n in range(3)]
    portfolio = load(samples.write(tmp_path, *targets))
    (problem,) = check(portfolio, TODAY, sources=tmp_path / "nowhere")
    assert (problem.level, problem.rule) == ("warning", "source-text")
    line = samples.portfolio_text(*targets).splitlines()[problem.line - 1]
    assert line[problem.column - 1 :] == "paper}"


@pytest.mark.parametrize("key", ["../secret", "a/b", "..", "/etc/x", "a\\b", "x\0y"])
def test_a_key_is_never_a_path(tmp_path, key):
    """A document's key cannot lead out of the folder of texts."""
    (tmp_path / "secret.txt").write_text("1000", encoding="utf-8")
    sources = tmp_path / "sources"
    (sources / "a").mkdir(parents=True)
    (sources / "a" / "b.txt").write_text("1000", encoding="utf-8")
    assert number_reader(sources)(key) is None


def test_a_text_is_read_once(tmp_path, monkeypatch):
    """The text of a document is read once per check, however many targets are from it."""
    (tmp_path / "paper.txt").write_text("1000", encoding="utf-8")
    portfolio = load(samples.write(tmp_path, *(samples.target(f"id: t{n}") for n in range(9))))
    reads = []
    read_text = Path.read_text

    def counting(path, **options):
        reads.append(path.name)
        return read_text(path, **options)

    monkeypatch.setattr(Path, "read_text", counting)
    assert check(portfolio, TODAY, sources=str(tmp_path)) == ()
    assert reads == ["paper.txt"]


def test_texts_in_other_encodings_are_read(tmp_path):
    """The numbers of a text with a byte order mark, or with bytes that are not UTF-8, are found."""
    (tmp_path / "paper.txt").write_bytes(b"\xef\xbb\xbf1000 \xbb\xa7")
    portfolio = load(samples.write(tmp_path, samples.TARGET))
    assert check(portfolio, TODAY, sources=tmp_path) == ()


def test_long_runs_of_blanks_do_not_slow_it_down():
    """A text of digits and blanks alone takes linear time."""
    text = ("1" + " " * 20_000) * 20 + "1 " * 100_000 + "1," * 100_000
    assert "1" in extract_numbers(text)
