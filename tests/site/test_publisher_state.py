"""What the publisher says about itself."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest
from support.commands import run
from support.samples import TARGET, target, write

from tracker.portfolio.load import load
from tracker.site import publish as publishing
from tracker.site import publisher_state
from tracker.site.release import STATE_FILE, PublishError

DAY = dt.date(2026, 11, 28)


def state(site: Path) -> dict[str, Any]:
    return json.loads((site / STATE_FILE).read_text("utf-8"))


def watch(site: Path, data: Path, rounds: int) -> list[object]:
    """Results of a watcher that looks so many times."""
    results: list[object] = []
    left = iter(range(rounds))
    publishing.watch(
        site, data, lambda: DAY, results.append, ended=lambda: next(left, None) is None
    )
    return results


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(publishing, "POLL_SECONDS", 0.0)


def test_a_watcher_says_that_it_runs(tmp_path, monkeypatch):
    """After publishing, and again and again while nothing changes."""
    data, site = write(tmp_path, TARGET), tmp_path / "site"
    watch(site, data, 3)
    said = state(site)
    assert (said["watch"], said["problem"], said["since"]) == (True, None, "")
    assert abs(said["time"] - time.time()) < 60
    monkeypatch.setattr(publisher_state, "HEARTBEAT_SECONDS", 0.0)
    (site / STATE_FILE).unlink()
    watch(site, data, 5)
    assert state(site)["watch"] is True


def test_broken_data_are_reported_without_a_word_of_them(tmp_path):
    """The site stays; its screen learns since when the data have errors, and nothing else."""
    data, site = write(tmp_path, TARGET), tmp_path / "site"
    watch(site, data, 3)
    write(tmp_path, target("due: Geheim"))
    watch(site, data, 3)
    said = state(site)
    assert said["problem"] == "text"
    assert dt.datetime.strptime(said["since"], "%Y-%m-%d %H:%M")  # noqa: DTZ007 -- local time
    assert set(said) == {"time", "watch", "problem", "since"}
    assert "Homes" in (site / "en" / "index.html").read_text("utf-8") + (
        site / "index.html"
    ).read_text("utf-8")
    write(tmp_path, TARGET)
    watch(site, data, 3)
    assert state(site)["problem"] is None


def test_a_failure_to_publish_is_reported(tmp_path, monkeypatch):
    data, site = write(tmp_path, TARGET), tmp_path / "site"
    watch(site, data, 3)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "publish", fail)
    watch(site, data, 3)
    assert state(site)["problem"] == "failed"


def test_publishing_once_says_that_nobody_watches(tmp_path):
    """Its screen misses no publisher; errors of the data are said all the same."""
    data, site = write(tmp_path, TARGET), tmp_path / "site"
    assert run("publish", str(site), "--data", str(data)).exit_code == 0
    assert (state(site)["watch"], state(site)["problem"]) == (False, None)
    write(tmp_path, target("due: soon"))
    assert run("publish", str(site), "--data", str(data)).exit_code == 1
    assert (state(site)["watch"], state(site)["problem"]) == (False, "text")


def test_the_state_is_no_part_of_a_release(tmp_path):
    """The next release is built on the last one, and a folder of others is left alone."""
    data, site = write(tmp_path, TARGET), tmp_path / "site"
    watch(site, data, 3)
    assert publishing.publish(site, load(data), DAY)[1:] == (0, 0)
    other = tmp_path / "other"
    other.mkdir()
    publisher_state.write_publisher_state(other, publisher_state.PublisherState(0.0, watch=True))
    assert list(other.iterdir()) == []
    with pytest.raises(PublishError):
        publishing.publish(other, load(data), DAY)
