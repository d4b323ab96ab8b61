"""The default location of the data."""

from __future__ import annotations

import os
from typing import Final

DATA_ENV: Final = "TRACKER_DATA"  # the environment variable that names a file or a folder
OPEN_ENV: Final = (
    "TRACKER_OPEN"  # the URL that the server opens in a browser; `tracker serve` sets it
)
DEFAULT_DATA: Final = "targets.yaml"


def data_path() -> str:
    """The file or folder that ``TRACKER_DATA`` names, else `DEFAULT_DATA`."""
    return os.environ.get(DATA_ENV) or DEFAULT_DATA
