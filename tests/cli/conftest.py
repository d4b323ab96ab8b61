"""Each test of a command starts in an empty folder, with no data configured."""

import shutil
from pathlib import Path

import pytest

from tracker.store import access, config

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.DATA_ENV, raising=False)
    monkeypatch.delenv(access.READONLY_ENV, raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


@pytest.fixture
def data(tmp_path) -> Path:
    """A copy of the real file in the test's folder."""
    return Path(shutil.copy(ROOT / "targets.yaml", tmp_path))
