"""The processes that build a large site."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from support.waiting import PATIENCE, wait_until

from tracker.site import processes
from tracker.site.release import PublishError

SLEEPING = """
import os, signal, time
from tracker.site import processes
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what runs in its background without
def build(_):
    os.write(1, f"{os.getpid()}\\n".encode())  # at once: the lines of two processes do not mix
    time.sleep(600)
list(processes.in_processes(build, range(2), 2))
"""


def test_every_part_is_built_in_another_process():
    """Each once, in their order, however many there are."""
    built = processes.in_processes(lambda number: (number * number, os.getpid()), range(20), 2)
    squares, pids = zip(*built, strict=True)
    assert squares == tuple(number * number for number in range(20))
    assert os.getpid() not in pids
    assert list(processes.in_processes(abs, [], 2)) == []


def test_an_error_of_a_process_is_raised_by_the_publisher():
    with pytest.raises(ZeroDivisionError):
        list(processes.in_processes(lambda number: 1 // number, range(5), 2))


def test_a_process_that_was_killed_is_named():
    """By the system, which does so for want of memory; the other one ends, whatever the publisher does when asked to."""

    def build(number: int) -> None:
        if number == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(PATIENCE)

    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with pytest.raises(PublishError, match="want of memory"):
            list(processes.in_processes(build, range(5), 2))
    finally:
        signal.signal(signal.SIGTERM, before)


def test_no_process_outlives_a_killed_publisher():
    """One that did would hold the lock of the site, and nobody could publish again."""
    publisher = subprocess.Popen(
        [sys.executable, "-c", SLEEPING], stdout=subprocess.PIPE, text=True
    )
    workers = [int(publisher.stdout.readline()) for _ in range(2)]
    publisher.kill()
    publisher.wait()
    publisher.stdout.close()
    wait_until(lambda: not any(map(runs, workers)))


def test_no_process_outlives_an_interrupted_publisher():
    """The interrupt key reaches all of them; the publisher alone says so."""
    publisher = subprocess.Popen(
        [sys.executable, "-c", SLEEPING],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    workers = [int(publisher.stdout.readline()) for _ in range(2)]
    os.killpg(publisher.pid, signal.SIGINT)
    _, errors = publisher.communicate(timeout=PATIENCE)
    assert errors.count("Traceback") == 1
    wait_until(lambda: not any(map(runs, workers)))


def runs(pid: int) -> bool:
    """Whether it runs; a process that has ended may wait for its new parent to notice."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
