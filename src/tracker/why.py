"""The sentence beside a lamp: what was reported, what was planned, which rule fired.

Sentences are put together by group (rule and kind), a whole column at a time.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

# The colour a lamp had before its report fell due, in words.
_LAST: Final = {
    "zh": {"on_track": "正常", "at_risk": "滞后", "off_track": "严重滞后"},
    "en": {"on_track": "on track", "at_risk": "behind", "off_track": "far behind"},
}
_FIGURE: Final = {
    "zh": {
        "counted": "{value} / {goal}{unit}",
        "floor": "{value}{unit},要求不低于 {goal}{unit}",
        "ceiling": "{value}{unit},要求不高于 {goal}{unit}",
        "range": "{value}{unit},要求 {goal}–{high}{unit}",
        "milestones": "节点完成 {steps_done} / {steps}",
        "statement": "",
    },
    "en": {
        "counted": "{value} of {goal}{unit}",
        "floor": "{value}{unit}, at least {goal}{unit} promised",
        "ceiling": "{value}{unit}, at most {goal}{unit} promised",
        "range": "{value}{unit}, {goal}–{high}{unit} promised",
        "milestones": "{steps_done} of {steps} steps done",
        "statement": "",
    },
}
_RULE: Final = {
    "zh": {
        "statement": "没有数量、节点或期限,不作考核",
        "reached": "{figure},{reached_on} 达到目标",
        "reached/rate": "{figure},期满达到",
        "reached_late": "{figure},{reached_on} 达到,晚于期限 {due}",
        "before_start": "{start} 开始,尚未启动",
        "no_due": "没有期限,无从对照计划",
        "no_due/figure": "{figure};没有期限,无从对照计划",
        "not_reached": "{figure};期限 {due} 已到,{judged_on} 的数据表明未达到,差 {gap} 个百分点",
        "not_reached/rate": "{figure};期限 {due} 已到,未达到,差目标的 {gap}%",
        "no_update": "启动以来没有填报",
        "no_update/due": "启动以来没有填报,首次填报期限 {next_report}",
        "no_update/late": "启动以来没有填报,首次填报期限 {next_report},已逾期 {late} 天",
        "stale": "最近数据 {judged_on}(当时{last}),下次填报期限 {next_report},已逾期 {late} 天",
        "stale/over": "期限 {due} 已过,没有到期后的数据;最近数据 {judged_on}(当时{last}),已逾期 {late} 天",
        "no_plan": "{figure};没有起始日,到期前无从对照计划",
        "ahead": "{figure};应达 {planned}%,实际 {actual}%,超前 {ahead} 个百分点",
        "even": "{figure};应达 {planned}%,实际 {actual}%,与计划持平",
        "gap_small": "{figure};应达 {planned}%,实际 {actual}%,差 {gap} 个百分点,在 {amber} 以内",
        "gap_amber": "{figure};应达 {planned}%,实际 {actual}%,差 {gap} 个百分点,超过 {amber}",
        "gap_red": "{figure};应达 {planned}%,实际 {actual}%,差 {gap} 个百分点,超过 {red}",
        "even/rate": "{figure},目前达到",
        "gap_small/rate": "{figure};差目标的 {gap}%,在 {amber}% 以内",
        "gap_amber/rate": "{figure};差目标的 {gap}%,超过 {amber}%",
        "gap_red/rate": "{figure};差目标的 {gap}%,超过 {red}%",
        "grade": "({grade} 级佐证)",
        "others": ";同日另有不同数据",
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
        "no_update": "Nothing reported since the start",
        "no_update/due": "Nothing reported since the start; first report due by {next_report}",
        "no_update/late": "Nothing reported since the start; first report due by {next_report}, {late} days late",
        "stale": "Latest figure of {judged_on} (then {last}); next report due by {next_report}, {late} days late",
        "stale/over": "Due {due}, no figure from then or after; latest of {judged_on} (then {last}), {late} days late",
        "no_plan": "{figure}; no start date, so no plan to judge against before it is due",
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
}  # fmt: skip
_GROUP: Final = {"cumulative": "counted", "level": "counted"}
_RATES: Final = ("floor", "ceiling", "range")


def why(judged: pd.DataFrame, targets: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Chinese and English sentences for the rows of `progress.assess`, before they have any."""
    variant = _variants(judged)
    group = judged["kind"].replace(_GROUP)
    about = judged.assign(
        amber=targets["amber"], red=targets["red"],
        planned=100 * judged["planned"], actual=100 * judged["actual"], gap=judged["gap_pp"],
        ahead=-judged["gap_pp"], late=judged["reported_late_days"], last=judged["last_lamp"],
    )  # fmt: skip
    keys = (variant + " " + group).to_numpy(dtype=object)
    members = pd.Series(range(len(judged))).groupby(keys).indices
    sentences = []
    for lang in ("zh", "en"):
        unit = targets[f"unit_{lang}"].fillna("")
        about["unit"] = unit.where(unit == "%", " " + unit)  # 5.5%, but 39 家
        said = pd.Series("", index=judged.index, dtype="str")
        for key, rows in members.items():
            rule, kind = str(key).split(" ")
            template = _RULE[lang][rule].replace("{figure}", _FIGURE[lang][kind])
            said.iloc[rows] = _filled(template, about.iloc[rows], lang)
        for part, where in (
            ("grade", judged["grade"].notna() & judged["value"].notna()),
            ("others", judged["others"] > 0),
        ):
            if where.any():
                said[where] += _filled(_RULE[lang][part], about[where], lang)
        sentences.append(said)
    return sentences[0], sentences[1]


def _variants(judged: pd.DataFrame) -> pd.Series[Any]:
    """Each row's key in `_RULE`."""
    rule = judged["rule"].copy()
    rate = judged["kind"].isin(_RATES)
    gap = judged["gap_pp"]
    rule[(rule == "gap_small") & (gap == 0)] = "even"
    rule[(rule == "gap_small") & (gap < 0)] = "ahead"
    own_words = rule.isin(["reached", "not_reached", "even", "gap_small", "gap_amber", "gap_red"])
    rule[rate & own_words] += "/rate"
    rule[(rule == "no_due") & judged["judged_on"].notna()] += "/figure"
    silent = rule == "no_update"
    late = judged["reported_late_days"].fillna(0) > 0
    rule[silent & late] += "/late"
    rule[silent & ~late & judged["next_report"].notna()] += "/due"
    rule[(rule == "stale") & judged["past_due"]] += "/over"
    return rule


def _filled(template: str, rows: pd.DataFrame, lang: str) -> pd.Series[Any]:
    """``template`` with its ``{fields}`` taken from the columns of ``rows``."""
    said = pd.Series("", index=rows.index, dtype="str")
    rest = template
    while rest:
        literal, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        said += literal
        if name:
            said += _words(rows[name], name, lang)
    return said


def _words(column: pd.Series[Any], name: str, lang: str) -> pd.Series[Any]:
    if name == "last":
        return column.map(_LAST[lang]).astype("str")
    if column.dtype.kind == "M":
        dates: pd.Series[Any] = column.dt.strftime("%Y-%m-%d").astype("str")
        return dates
    if column.dtype.kind == "f":
        places = 4 if name in ("value", "goal", "high") else 1
        text = column.round(places).add(0.0).astype("str").str.removesuffix(".0")
        filled: pd.Series[Any] = text.fillna("–")
        return filled
    words: pd.Series[Any] = column.astype("str").fillna("")
    return words
