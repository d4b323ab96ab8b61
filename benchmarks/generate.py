"""Generates a large, realistic portfolio for benchmarks, the same every time."""

from __future__ import annotations

import datetime as dt
import random

# theme, its name, organisation, its name, unit, title
_TOPICS = (
    (
        "housing",
        "{zh: 住房, en: Housing}",
        "hb",
        "{zh: 区房管局, en: Housing Bureau}",
        "户",
        "旧房修缮",
    ),
    ("care", "{zh: 社区服务, en: Care}", "cb", "{zh: 区民政局, en: Civil Affairs}", "处", "服务点"),
    ("trade", "{zh: 产业, en: Trade}", "ib", "{zh: 区投促办, en: Investment}", "家", "引进企业"),
    ("water", "{zh: 水务, en: Water}", "wb", "{zh: 区水务局, en: Water Bureau}", "米", "管网改造"),
    ("roads", "{zh: 交通, en: Roads}", "tb", "{zh: 区交通办, en: Transport}", "个", "停车泊位"),
)


def big_text(targets: int = 10_000, updates: int = 12) -> str:
    """A portfolio of so many targets with so many quarterly updates each; 11 MB with the defaults.

    Figures grow towards the goal and all have graded evidence; half of the targets have a budget and
    report spending, and one update in three names the reporting organisation.
    """
    rng = random.Random(135)
    first = 2021 * 4
    days = [_quarter_end(first + number) for number in range(updates)]
    due = _quarter_end(first + max(updates + 3, 19))
    lines = [
        "# 生成的测试数据，不涉及任何真实地方。 / Generated for measuring; about no real place.",
        "portfolio:",
        "  title: {zh: 测量用目标, en: Targets for measuring}",
        "  money: 万元",
        "themes:",
        *(f"  {theme}: {name}" for theme, name, *_ in _TOPICS),
        "organisations:",
        *(f"  {office}: {name}" for _, _, office, name, *_ in _TOPICS),
        "documents:",
        "  p: {title: {zh: 五年计划, en: Five-year plan}, published: 2021}",
        "  q: {title: {zh: 季度报表, en: Quarterly returns}}",
        "targets:",
    ]
    for number in range(targets):
        theme, _, office, _, unit, title = _TOPICS[number % len(_TOPICS)]
        goal, approved = rng.randint(20, 900), rng.randint(20, 900)
        lines += [
            f"- id: {theme}-{number}",
            f"  title: {title} {number}",
            f"  theme: {theme}",
            f"  lead: {office}",
            f"  measure: {{kind: cumulative, unit: {unit}, target: {goal}}}",
            "  start: 2021-01-01",
            f"  due: {due}",
            "  source: {document: p}",
        ]
        lines += [f"  budget: {{approved: {approved}}}"] if number % 2 else []
        lines.append("  updates:")
        share = 0.0
        for position, day in enumerate(days):
            share += rng.uniform(0.2, 1.4) / (1.4 * (updates + 3))
            spent = f"spent: {round(approved * share)}, " if number % 2 else ""
            by = f"by: {office}, " if position % 3 == 0 else ""
            lines.append(
                f"  - {{date: {day}, value: {round(goal * share)}, {spent}{by}"
                f"evidence: {{document: q, grade: {rng.choice('AAAAB')}}}}}"
            )
    return "\n".join(lines) + "\n"


def _quarter_end(number: int) -> dt.date:
    """The last day of a quarter; quarters are counted from the first one of the year 0."""
    year, quarter = divmod(number + 1, 4)
    return dt.date(year, quarter * 3 + 1, 1) - dt.timedelta(days=1)


if __name__ == "__main__":
    print(big_text(), end="")
