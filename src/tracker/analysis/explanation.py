"""The sentence beside a status: what was reported, what was planned, which rule fired.

Sentences are put together by group (rule and kind), a whole column at a time, in arrays of Python's
own strings: for a few dozen targets these are much quicker than columns of pandas.
"""

from __future__ import annotations

from string import Formatter
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker.portfolio.model import RATE_KINDS

Floats = npt.NDArray[np.float64]
AnyArray = npt.NDArray[Any]

# The colour a status had before its report fell due, in words.
_LAST_STATUS_TEXTS: Final = {
    "zh": {"on_track": "正常", "at_risk": "滞后", "off_track": "严重滞后"},
    "en": {"on_track": "on track", "at_risk": "behind", "off_track": "far behind"},
}
_FIGURE_TEMPLATES: Final = {
    "zh": {
        "cumulative": "{value} / {goal}{unit}",
        "level": "{value}{unit}，目标 {goal}{unit}",
        "floor": "{value}{unit}，要求不低于 {goal}{unit}",
        "ceiling": "{value}{unit}，要求不高于 {goal}{unit}",
        "range": "{value}{unit}，要求 {goal}–{high}{unit}",
        "milestones": "节点完成 {steps_done} / {steps}",
        "statement": "",
    },
    "en": {
        "cumulative": "{value} of {goal}{unit}",
        "level": "{value}{unit}, goal {goal}{unit}",
        "floor": "{value}{unit}, at least {goal}{unit} promised",
        "ceiling": "{value}{unit}, at most {goal}{unit} promised",
        "range": "{value}{unit}, {goal}–{high}{unit} promised",
        "milestones": "{steps_done} of {steps} steps done",
        "statement": "",
    },
}
_RULE_TEMPLATES: Final = {
    "zh": {
        "statement": "没有数量、节点或期限，不作考核",
        "reached": "{figure}，{reached_on} 达到目标",
        "reached/rate": "{figure}，期满达到",
        "reached_late": "{figure}，{reached_on} 达到，晚于期限 {due}",
        "before_start": "{start} 开始，尚未启动",
        "no_due": "没有期限，无从对照计划",
        "no_due/figure": "{figure}；没有期限，无从对照计划",
        "not_reached": "{figure}；期限 {due} 已到，{judged_on} 的数据表明未达到，差 {gap} 个百分点",
        "not_reached/rate": "{figure}；期限 {due} 已到，未达到，差目标的 {gap}%",
        "not_reached/no_way": "{figure}；期限 {due} 已到，{judged_on} 的数据表明未达到",
        "no_update": "启动以来没有填报",
        "no_update/due": "启动以来没有填报，首次填报期限 {next_report}",
        "no_update/late": "启动以来没有填报，首次填报期限 {next_report}，已逾期 {late} 天",
        "stale": "最近数据 {judged_on}（当时{last}），下次填报期限 {next_report}，已逾期 {late} 天",
        "stale/unplanned": "最近数据 {judged_on}，下次填报期限 {next_report}，已逾期 {late} 天",
        "stale/over": "期限 {due} 已过，没有到期后的数据；最近数据 {judged_on}（当时{last}），已逾期 {late} 天",
        "stale/over/unplanned": "期限 {due} 已过，没有到期后的数据；最近数据 {judged_on}，已逾期 {late} 天",
        "no_plan": "{figure}；没有起始日，到期前无从对照计划",
        "no_plan/no_way": "{figure}；没有可对照的计划",
        "ahead": "{figure}；应达 {planned}%，实际 {actual}%，超前 {ahead} 个百分点",
        "even": "{figure}；应达 {planned}%，实际 {actual}%，与计划持平",
        "gap_small": "{figure}；应达 {planned}%，实际 {actual}%，差 {gap} 个百分点，在 {amber} 以内",
        "gap_amber": "{figure}；应达 {planned}%，实际 {actual}%，差 {gap} 个百分点，超过 {amber}",
        "gap_red": "{figure}；应达 {planned}%，实际 {actual}%，差 {gap} 个百分点，超过 {red}",
        "even/rate": "{figure}，目前达到",
        "gap_small/rate": "{figure}；差目标的 {gap}%，在 {amber}% 以内",
        "gap_amber/rate": "{figure}；差目标的 {gap}%，超过 {amber}%",
        "gap_red/rate": "{figure}；差目标的 {gap}%，超过 {red}%",
        "grade": "（{grade} 级佐证）",
        "others": "；同日另有不同数据",
    },
    "en": {
        "statement": "No number, step or deadline: not judged",
        "reached": "{figure}, goal reached on {reached_on}",
        "reached/rate": "{figure}, held over the period",
        "reached_late": "{figure}, reached on {reached_on}, after the due date {due}",
        "before_start": "Starts on {start}",
        "no_due": "No deadline: nothing to judge against",
        "no_due/figure": "{figure}; no deadline: nothing to judge against",
        "not_reached": "{figure}; due {due}, the figure of {judged_on} says not reached, {gap} points short",
        "not_reached/rate": "{figure}; due {due}, not reached, short by {gap}% of the bound",
        "not_reached/no_way": "{figure}; due {due}, the figure of {judged_on} says not reached",
        "no_update": "Nothing reported since the start",
        "no_update/due": "Nothing reported since the start; first report due by {next_report}",
        "no_update/late": "Nothing reported since the start; first report due by {next_report}, {late} days late",
        "stale": "Latest figure of {judged_on} (then {last}); next report due by {next_report}, {late} days late",
        "stale/unplanned": "Latest figure of {judged_on}; next report due by {next_report}, {late} days late",
        "stale/over": "Due {due}, no figure from then or after; latest of {judged_on} (then {last}), {late} days late",
        "stale/over/unplanned": "Due {due}, no figure from then or after; latest of {judged_on}, {late} days late",
        "no_plan": "{figure}; no start date, so no plan to judge against before it is due",
        "no_plan/no_way": "{figure}; no plan to judge against",
        "ahead": "{figure}; planned {planned}%, actual {actual}%, {ahead} points ahead",
        "even": "{figure}; planned {planned}%, actual {actual}%, as planned",
        "gap_small": "{figure}; planned {planned}%, actual {actual}%, {gap} points behind, within {amber}",
        "gap_amber": "{figure}; planned {planned}%, actual {actual}%, {gap} points behind, more than {amber}",
        "gap_red": "{figure}; planned {planned}%, actual {actual}%, {gap} points behind, more than {red}",
        "even/rate": "{figure}, holds so far",
        "gap_small/rate": "{figure}; short by {gap}% of the bound, within {amber}%",
        "gap_amber/rate": "{figure}; short by {gap}% of the bound, more than {amber}%",
        "gap_red/rate": "{figure}; short by {gap}% of the bound, more than {red}%",
        "grade": " (grade {grade} evidence)",
        "others": "; other figures stand for the same day",
    },
}
_TEMPLATE_FIELDS: Final = (
    "value",
    "goal",
    "high",
    "planned",
    "actual",
    "steps_done",
    "steps",
    "start",
    "due",
    "judged_on",
    "reached_on",
    "next_report",
    "grade",
)
_UNROUNDED_FIELDS: Final = ("value", "goal", "high", "gap", "ahead", "amber", "red")
"""Shown with all their digits; other numbers with one decimal."""


def explain(judged: pd.DataFrame, targets: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Chinese and English sentences for the rows of `progress.assess`, before they have any."""
    about = _template_values(judged, targets)
    group = judged["kind"].to_numpy(dtype=object)
    last = judged["last_status"].fillna("").to_numpy(dtype=object)
    codes, keys = pd.factorize(_template_keys(judged) + " " + group + " " + last)
    said = {lang: np.full(len(judged), "", dtype=object) for lang in _RULE_TEMPLATES}
    for code, key in enumerate(keys):
        rows = np.flatnonzero(codes == code)
        rule, kind, status = str(key).split(" ")
        for lang, rules in _RULE_TEMPLATES.items():
            template = rules[rule].replace("{figure}", _FIGURE_TEMPLATES[lang][kind])
            template = template.replace("{last}", _LAST_STATUS_TEXTS[lang].get(status, ""))
            said[lang][rows] = _fill_template(template, rows, about, lang)
    for part, where in (
        ("grade", (judged["grade"].notna() & judged["value"].notna()).to_numpy()),
        ("others", judged["conflicting_figures"].to_numpy() > 0),
    ):
        rows = np.flatnonzero(where)
        for lang, rules in _RULE_TEMPLATES.items():
            said[lang][rows] += _fill_template(rules[part], rows, about, lang)
    zh, en = (pd.Series(said[lang], index=judged.index, dtype="str") for lang in ("zh", "en"))
    return zh, en


def _template_values(judged: pd.DataFrame, targets: pd.DataFrame) -> dict[str, AnyArray]:
    """What the sentences speak of, by field."""
    about = {name: judged[name].to_numpy() for name in _TEMPLATE_FIELDS}
    amber, red = targets["amber"].to_numpy(), targets["red"].to_numpy()
    gap = _round_gap(judged["gap_pp"].to_numpy(), amber, red)
    about |= {
        "amber": amber,
        "red": red,
        "gap": gap,
        "ahead": -gap,
        "planned": _to_percent(about["planned"]),
        "actual": _to_percent(about["actual"]),
        "late": judged["reported_late_days"].to_numpy(dtype="float64", na_value=np.nan),
    }
    for lang in _RULE_TEMPLATES:
        unit = targets[f"unit_{lang}"].fillna("").to_numpy(dtype=object)
        about[f"unit_{lang}"] = np.where(unit == "%", unit, " " + unit)  # 5.5%, but 39 家
    return about


def _to_percent(share: AnyArray) -> Floats:
    """Rounded like the gap, so that a half is one and all three fit together."""
    percent: Floats = np.round(100 * share, 9)
    return percent


def _round_gap(gap: Floats, amber: Floats, red: Floats) -> Floats:
    """One decimal, unless a gap of 10.04 would then read as 10 that is "more than 10"."""
    short = np.round(gap, 1)
    misleads = np.sign(gap) != np.sign(short)
    for limit in (amber, red):
        misleads |= (gap > limit) != (short > limit)
    shown: Floats = np.where(misleads, gap, short)
    return shown


def _template_keys(judged: pd.DataFrame) -> AnyArray:
    """Each row's key in `_RULE_TEMPLATES`."""
    rule: AnyArray = judged["rule"].to_numpy(dtype=object, copy=True)
    kind = judged["kind"].to_numpy(dtype=object)
    rate = np.isin(kind, RATE_KINDS)
    gap = judged["gap_pp"].to_numpy()
    rule[(rule == "gap_small") & (gap == 0)] = "even"
    rule[(rule == "gap_small") & (gap < 0)] = "ahead"
    words_of_rates = [
        name.removesuffix("/rate") for name in _RULE_TEMPLATES["en"] if name.endswith("/rate")
    ]
    rule[rate & np.isin(rule, words_of_rates)] += "/rate"
    rule[(rule == "not_reached") & np.isnan(gap)] += "/no_way"
    for_want_of_start = judged["start"].isna().to_numpy() & (kind != "milestones")
    rule[(rule == "no_plan") & ~for_want_of_start] += "/no_way"
    rule[(rule == "no_due") & judged["judged_on"].notna().to_numpy()] += "/figure"
    silent = rule == "no_update"
    late = judged["reported_late_days"].fillna(0).to_numpy() > 0
    rule[silent & late] += "/late"
    rule[silent & ~late & judged["next_report"].notna().to_numpy()] += "/due"
    stale = rule == "stale"
    rule[stale & judged["past_due"].to_numpy()] += "/over"
    rule[stale & judged["last_status"].isna().to_numpy()] += "/unplanned"
    return rule


def _fill_template(
    template: str, rows: npt.NDArray[np.intp], about: dict[str, AnyArray], lang: str
) -> AnyArray:
    """``template`` with its ``{fields}`` taken from ``rows`` of what is spoken of."""
    said: AnyArray = np.full(len(rows), "", dtype=object)
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            said += literal
        if name:
            column = about[f"{name}_{lang}"] if name == "unit" else about[name]
            said += _format_column(column[rows], exact=name in _UNROUNDED_FIELDS)
    return said


def _format_column(column: AnyArray, *, exact: bool) -> AnyArray:
    """A column as text."""
    if column.dtype.kind == "M":
        return column.astype("datetime64[D]").astype("str").astype(object)
    if column.dtype.kind != "f":
        words: AnyArray = column.astype("str").astype(object)
        return words
    number = column if exact else np.round(column, 1)
    text: AnyArray = number.astype("str").astype(object)
    whole = (number == np.trunc(number)) & (np.abs(number) < 1e15)
    text[whole] = number[whole].astype("int64").astype("str")
    text[np.isnan(number)] = "–"
    return text
