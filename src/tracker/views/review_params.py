"""The parameters of the review page's address."""

from __future__ import annotations

from typing import Final

SINCE_PARAM: Final = "since"
SCENARIO_PARAMS: Final = ("amber", "red", "grace")
REVIEW_PARAMS: Final = (SINCE_PARAM, *SCENARIO_PARAMS)
