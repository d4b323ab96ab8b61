"""Settings of all tests."""

import atexit
import gc
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

# Commands print in the language of the environment: English here, wherever the tests run.
os.environ["LANG"] = "en_GB.UTF-8"
for variable in ("LC_ALL", "LC_MESSAGES"):
    os.environ.pop(variable, None)

# What the tracker stores beside the data, in the processes that tests start too.
_STATE: Final = tempfile.mkdtemp(prefix="tracker-state-")
os.environ["XDG_STATE_HOME"] = _STATE
atexit.register(shutil.rmtree, _STATE, ignore_errors=True)

# What the processes of one run share, such as published sites: the first one makes the folder and outlives the others.
if "TESTS_SHARED_FOLDER" not in os.environ:
    os.environ["TESTS_SHARED_FOLDER"] = tempfile.mkdtemp(prefix="tests-shared-")
    atexit.register(shutil.rmtree, os.environ["TESTS_SHARED_FOLDER"], ignore_errors=True)

# An example may take any time: benchmarks/ measures, no test asserts a duration. Seeds are new in every run.
settings.register_profile("ordinary", deadline=None, max_examples=25)
settings.register_profile("soak", deadline=None, max_examples=100)  # chosen by `make soak`
settings.load_profile("ordinary")

# Modules and collected tests stay to the end: searching them for garbage again and again costs a sixth of the time.
gc.set_threshold(50_000, 20, 50)

TESTS: Final = Path(__file__).parent
MARKERS: Final = {"browser": "browser", "deploy": "server", "kills": "kill"}
"""The marker of every test in a folder."""


LONG: Final = (
    "test_dashboard.py::test_[a-z_]*\\[real-",  # the pages of the demonstration say more
    "test_screen.py::test_all_can_be_read_and_every_scene_is_full\\[(?:real|nz|long)-",
    "test_print.py::test_a_published_page_prints_whole",
    "test_published.py::test_a_page_is_accessible_and_fits\\[.*real",
    "test_laws.py::test_order_does_not_matter",
)
"""Patterns of tests that are marked as long."""


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        if re.search("|".join(LONG), item.nodeid):
            item.add_marker("long")
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in MARKERS:
            item.add_marker(MARKERS[folder])
    yield  # tests are deselected here
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = longest_first(items, workers)


def longest_first(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """The items in the order in which ``workers`` processes, each with a section of equal size, end together.

    Each section begins with whole files of tests that open browsers, start servers or kill processes, and
    ends with short tests, which a process that has finished takes over.
    """
    files: dict[Path, list[pytest.Item]] = {}
    short = []
    for item in items:
        is_long = any(item.get_closest_marker(marker) for marker in MARKERS.values())
        (files.setdefault(item.path, []) if is_long else short).append(item)
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for file_items in sorted(files.values(), key=len, reverse=True):
        min(shares, key=len).extend(file_items)
    ordered: list[pytest.Item] = []
    for number, share in enumerate(shares):
        size = (len(items) - len(ordered)) // (workers - number)
        fill = max(size - len(share), 0)
        ordered += [*share, *short[:fill]]
        del short[:fill]
    return ordered + short
