"""An outlook in words: a sentence, and a few words for lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracker.analysis.amounts import amount, computed_amounts, computed_difference
from tracker.analysis.outlook import Outlook, Reason
from tracker.analysis.rows import AssessedTarget
from tracker.i18n import Translator, day

_NONE_KEYS: Final[Mapping[Reason, str]] = {
    "rate": "outlook.none.rate",
    "statement": "outlook.none.statement",
    "milestones": "outlook.none.milestones",
    "flow": "outlook.none.flow",
    "parts": "outlook.none.parts",
    "achieved": "outlook.none.achieved",
    "missed": "outlook.none.missed",
    "not_started": "outlook.none.not_started",
    "not_judged": "outlook.none.not_judged",
    "unreported": "outlook.none.unreported",
    "over": "outlook.none.over",
    "ended": "outlook.none.ended",
}


def outlook_sentence(outlook: Outlook, row: AssessedTarget, t: Translator) -> str:
    """The outlook as a sentence, with what is missing for one or why there is none."""
    match outlook.verdict:
        case "reached":
            return t("outlook.reached", month=month(outlook))
        case "missed":
            short = shortfall(outlook, row, t)
            if _is_never(outlook):
                return t("outlook.missed.never", short=short, due=day(outlook.due))
            return t("outlook.missed", short=short, due=day(outlook.due))
        case "open":
            first, second = projected(outlook, row, t)
            goal = amount(t, row, outlook.goal)
            return t("outlook.open", first=first, second=second, goal=goal, due=day(outlook.due))
        case "too_early":
            return _too_early(outlook, t)
    return t(_NONE_KEYS[outlook.reason])


def outlook_short(outlook: Outlook, row: AssessedTarget, t: Translator) -> str:
    """The verdict in a few words; "" where there is no outlook."""
    match outlook.verdict:
        case "reached":
            return t("outlook.short.reached", month=month(outlook))
        case "missed":
            return t("outlook.short.missed", short=shortfall(outlook, row, t))
        case "open":
            return t("outlook.short.open")
        case "too_early":
            return t("outlook.short.too_early")
    return ""


def month(outlook: Outlook) -> str:
    """The month by which the goal will be reached: 2027-11."""
    return day(outlook.reached_by)[: len("2027-11")]


def shortfall(outlook: Outlook, row: AssessedTarget, t: Translator) -> str:
    """What will be missing on the due date: "about 304–313 households", "about 5.6 points" where both projections read the same.

    Never more than is left to do: of a target whose figures move away from the goal, that "or more".
    """
    left = abs(outlook.goal - outlook.value)
    if outlook.shortfall > left:
        least = computed_difference(t, row, (min(outlook.least_shortfall, left),), left)
        return t("outlook.shortfall.more", amount=least)
    ends = outlook.least_shortfall, outlook.shortfall
    return t("outlook.shortfall", amount=computed_difference(t, row, ends, left))


def projected(outlook: Outlook, row: AssessedTarget, t: Translator) -> tuple[str, str]:
    """The values of the due date after Destatis and after Theil-Sen, with the unit."""
    if outlook.destatis is None or outlook.theil_sen is None:
        return "", ""
    values = (outlook.destatis.at_due, outlook.theil_sen.at_due)
    first, second = computed_amounts(t, row, values)
    return first, second


def _is_never(outlook: Outlook) -> bool:
    return (
        outlook.destatis is not None
        and outlook.theil_sen is not None
        and outlook.destatis.reached_on is None
        and outlook.theil_sen.reached_on is None
    )


def _too_early(outlook: Outlook, t: Translator) -> str:
    if outlook.reason == "figures":
        return t(
            "outlook.too_early.figures",
            count=outlook.missing_figures,
            day=day(outlook.not_before),
        )
    if outlook.reason == "span":
        return t("outlook.too_early.span", day=day(outlook.not_before))
    return t("outlook.too_early.season")
