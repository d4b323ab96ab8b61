"""Settings of all tests."""

import atexit
import os
import shutil
import tempfile
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

# An example may take any time: benchmarks/ measures, no test asserts a duration.
settings.register_profile("tracker", deadline=None)
settings.load_profile("tracker")

TESTS: Final = Path(__file__).parent
MARKERS: Final = {"browser": "browser", "deploy": "server", "kills": "kill"}
"""The marker of every test in a folder."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in MARKERS:
            item.add_marker(MARKERS[folder])
