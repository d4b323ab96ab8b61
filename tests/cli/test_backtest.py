"""`tracker backtest`: table and JSON, several portfolios, languages and exit codes."""

from __future__ import annotations

import json

from support.commands import run, run_ok
from support.samples import target, updates, write

MISSED = updates(("2022-03-31", 210), ("2022-06-30", 330), ("2022-09-30", 520), ("2022-12-31", 700))


def test_the_table_has_every_rule(tmp_path):
    """Counts, the six rules with their verdicts and errors, and the coverage of the range."""
    path = write(tmp_path, target(MISSED))
    output = run_ok("backtest", path, "--as-of", "2023-02-01", "--lang", "en").stdout
    lines = [" ".join(line.split()) for line in output.splitlines()]
    assert (
        "4 reports of counts and levels under way: 2 too early, 1 without a later figure, 1 tried"
        in lines
    )
    assert "Outlook: both must agree 1 0 0 0.86" in lines
    assert "Last value stays 1 0 0 18" in lines
    assert "Between the slowest and the fastest pace: 100% of the figures" in lines
    assert "数值不变" in run_ok("backtest", path, "--lang", "zh").stdout


def test_json_has_a_result_for_each_portfolio(tmp_path):
    """Each PATH is tried by itself; what does not exist is null."""
    paths = [
        write(tmp_path, target(fields), name=name)
        for fields, name in ((MISSED, "a.yaml"), ("", "b.yaml"))
    ]
    first, second = json.loads(
        run_ok("backtest", *paths, "--as-of", "2023-02-01", "--format", "json").stdout
    )
    assert first["results"][0]["trials"] == 1
    assert first["results"][0]["scores"][0]["rule"] == "outlook"
    assert second["results"][0]["coverage"] is None
    assert second["past_errors"] is None


def test_errors_in_the_data_set_the_exit_code(tmp_path):
    """Valid targets are tried all the same."""
    path = write(tmp_path, target(MISSED), target("id: broken\ndue: someday"))
    result = run("backtest", path, "--as-of", "2023-02-01", "--lang", "en")
    assert result.exit_code == 1
    assert "1 tried" in result.stdout
