"""Where the data is, unless a command or a page is told otherwise."""

from __future__ import annotations

import os
from typing import Final

DATA: Final = "TRACKER_DATA"  # the environment variable that names a file or a folder
DEFAULT: Final = "targets.yaml"


def data() -> str:
    return os.environ.get(DATA) or DEFAULT
