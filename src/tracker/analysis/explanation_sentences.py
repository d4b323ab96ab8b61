"""Which sentence explains a status: by the rule that decided, and its variants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from tracker.analysis.columns import AnyArray, Columns, is_missing
from tracker.portfolio.measures import RATE_KINDS

SENTENCE_KEYS: Final[Mapping[str, str]] = {
    "statement": "explanation.statement",
    "ended/withdrawn": "explanation.ended.withdrawn",
    "ended/merged": "explanation.ended.merged",
    "ended/superseded": "explanation.ended.superseded",
    "ended/unnamed": "explanation.ended.unnamed",
    "to_verify": "explanation.to_verify",
    "to_verify/rate": "explanation.to_verify.rate",
    "to_verify/flow": "explanation.to_verify.flow",
    "to_verify/parts": "explanation.to_verify.parts",
    "reached": "explanation.reached",
    "reached/rate": "explanation.reached.rate",
    "reached/flow": "explanation.reached.flow",
    "reached/parts": "explanation.reached.parts",
    "reached_late": "explanation.reached_late",
    "reached_late/flow": "explanation.reached_late.flow",
    "reached_late/parts": "explanation.reached_late.parts",
    "before_start": "explanation.before_start",
    "no_due": "explanation.no_due",
    "no_due/figure": "explanation.no_due.figure",
    "not_reached": "explanation.not_reached",
    "not_reached/rate": "explanation.not_reached.rate",
    "not_reached/no_gap": "explanation.not_reached.no_gap",
    "not_reached/flow": "explanation.not_reached.flow",
    "not_reached/parts": "explanation.not_reached.parts",
    "year_open": "explanation.year_open",
    "parts_unreported": "explanation.parts_unreported",
    "parts_unjudged": "explanation.parts_unjudged",
    "no_update": "explanation.no_update",
    "no_update/due": "explanation.no_update.due",
    "no_update/late": "explanation.no_update.late",
    "no_update/withdrawn": "explanation.no_update.withdrawn",
    "no_update/withdrawn/due": "explanation.no_update.withdrawn.due",
    "no_update/withdrawn/late": "explanation.no_update.withdrawn.late",
    "stale": "explanation.stale",
    "stale/unplanned": "explanation.stale.unplanned",
    "stale/over": "explanation.stale.over",
    "stale/over/unplanned": "explanation.stale.over.unplanned",
    "awaited": "explanation.awaited",
    "awaited/unplanned": "explanation.awaited.unplanned",
    "awaited/over": "explanation.awaited.over",
    "awaited/over/unplanned": "explanation.awaited.over.unplanned",
    "no_baseline": "explanation.no_baseline",
    "no_plan": "explanation.no_plan",
    "no_plan/no_path": "explanation.no_plan.no_path",
    "ahead": "explanation.ahead",
    "even": "explanation.even",
    "gap_small": "explanation.gap_small",
    "gap_amber": "explanation.gap_amber",
    "gap_red": "explanation.gap_red",
    "holds": "explanation.holds",
    "short": "explanation.short",
    "far_short": "explanation.far_short",
}
"""By rule of `assessment` and variant."""
_SPECIAL_SENTENCES: Final = {
    suffix: [name.removesuffix(suffix) for name in SENTENCE_KEYS if name.endswith(suffix)]
    for suffix in ("/rate", "/flow", "/parts")
}
"""By kind of measure, the rules whose sentence is another one for it."""


def sentence_names(assessed: Columns) -> AnyArray:
    """Each row's key in `SENTENCE_KEYS`."""
    rule, kind, gap = assessed["rule"].copy(), assessed["kind"], assessed["gap_pp"]
    rule[(rule == "gap_small") & (gap == 0)] = "even"
    rule[(rule == "gap_small") & (gap < 0)] = "ahead"
    for suffix, of_kind in (
        ("/rate", np.isin(kind, RATE_KINDS)),
        ("/flow", kind == "flow"),
        ("/parts", kind == "parts"),
    ):
        rule[of_kind & np.isin(rule, _SPECIAL_SENTENCES[suffix])] += suffix
    ended = np.flatnonzero(rule == "ended")
    has_successor = ~is_missing(assessed["successor_en"][ended])
    how = assessed["ended_how"][ended]
    rule[ended] = "ended/" + np.where(has_successor | (how == "withdrawn"), how, "unnamed")
    rule[(rule == "not_reached") & np.isnan(gap)] += "/no_gap"
    lacks_start = np.isnat(assessed["start"]) & (kind != "milestones")
    rule[(rule == "no_plan") & ~lacks_start] += "/no_path"
    rule[(rule == "no_due") & ~np.isnat(assessed["judged_on"])] += "/figure"
    no_update = rule == "no_update"
    late = assessed["reported_late_days"] > 0
    rule[no_update & ~np.isnat(assessed["withdrawn_on"])] += "/withdrawn"
    rule[no_update & late] += "/late"
    rule[no_update & ~late & ~np.isnat(assessed["next_report"])] += "/due"
    stale = rule == "stale"
    rule[stale & assessed["past_due"]] += "/over"
    rule[stale & is_missing(assessed["last_status"])] += "/unplanned"
    awaited = stale & ~late  # no report was owed before `report.from`
    rule[awaited] = [key.replace("stale", "awaited", 1) for key in rule[awaited]]
    return rule
