"""The processes that build a large site."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest
from support.waiting import wait_until

from tracker.site import processes

SLEEPING = """
import os, time
from tracker.site import processes
def build(_):
    print(os.getpid(), flush=True)
    time.sleep(60)
list(processes.in_processes(build, range(2), 2))
"""


def test_every_part_is_built_in_another_process():
    """Each once; an error is raised by the publisher."""
    assert sorted(processes.in_processes(lambda number: number * number, range(5), 2)) == [
        0,
        1,
        4,
        9,
        16,
    ]
    with pytest.raises(ZeroDivisionError):
        list(processes.in_processes(lambda number: 1 // number, range(5), 2))


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


def runs(pid: int) -> bool:
    """Whether it runs; a process that has ended may wait for its new parent to notice."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
