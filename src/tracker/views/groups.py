"""All targets counted by bucket, and the names of the groups that targets are in."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Final

from tracker.analysis import rollup
from tracker.numbers import percent
from tracker.views.context import PageContext

BUCKET_KEYS: Final[Mapping[str, str]] = {
    "finished": "bucket.finished",
    "ahead": "bucket.ahead",
    "on_plan": "bucket.on_plan",
    "behind": "bucket.behind",
    "other": "bucket.other",
}
"""By bucket of `rollup`."""


def progress_summary(view: PageContext) -> str:
    """All targets by bucket, as inspection reports count them, and their mean completion."""
    t, lang = view.t, view.lang
    total = rollup.overall(view.snapshot)
    summary = " · ".join(f"{t(key)} {getattr(total, name)}" for name, key in BUCKET_KEYS.items())
    summary += "".join(
        f" · {t(key)} {count}"
        for key, count in (
            ("bucket.to_verify", total.to_verify),
            ("bucket.ended", total.ended),
        )
        if count
    )
    if not isnan(total.completion_reported):
        summary += t("pace.reported", share=percent(total.completion_reported, lang, 1))
    if not isnan(total.completion_known):
        summary += t("pace.known", share=percent(total.completion_known, lang, 1))
    return summary


def group_name(view: PageContext, by: rollup.GroupBy, key: str) -> str:
    """The name of a group of `rollup`, whose key is "" for targets without the field."""
    match by:
        case "lead":
            return view.lead(key or None)
        case "theme":
            return view.theme(key)
        case "plan":
            return view.plan(key) if key else view.t("group.no_plan")
        case "year":
            return key or view.t("row.no_due")
