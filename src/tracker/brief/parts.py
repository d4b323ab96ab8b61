"""The parts of a brief with lists: what turned, what needs a decision, money, goals, reports, decisions.

Each takes the limits of its lists; a heading says how many of how many are in a list that is cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tracker.analysis.decisions_needed import Need
from tracker.analysis.review import Review, ReviewedDecision
from tracker.analysis.revised_goals import RevisedGoal
from tracker.analysis.status_words import short_label
from tracker.analysis.turns import Turn
from tracker.brief import words
from tracker.brief.document import Block, Heading, Paragraph, Table
from tracker.i18n import Translator, plural_count, shorten, written_day
from tracker.numbers import percents, points
from tracker.views.budgets import budgets_of, totals_sentence
from tracker.views.context import PageContext
from tracker.views.review_need_words import ask_text, primary_reason
from tracker.views.review_words import decision_state_text, revised_field, slip_text
from tracker.views.target_words import revised_value

_LEADS: Final = 3
"""Departments take so little room that so many are listed for one item of another list."""


class Brief(NamedTuple):
    """What a brief is made from."""

    view: PageContext  # of the later day
    review: Review
    scope: str = ""  # the names of lead, theme or plan whose targets are in it; "" for all


class Limits(NamedTuple):
    """How much of each list is in a brief."""

    turned: int
    asked: int
    listed: int  # of money, goals, reports and decisions each
    columns: int  # of a title
    text: int  # columns of a text of the record


def is_cut(review: Review, limits: Limits) -> bool:
    """Whether some list has more than the limits."""
    spending = review.spending
    listed = (
        *(spending.ahead, spending.behind, spending.unspent, review.revised),
        _still_open(review),
    )
    return (
        len(_judged_turns(review)) > limits.turned
        or len(review.needs) > limits.asked
        or any(len(items) > limits.listed for items in listed)
        or len({report.lead for report in review.missing}) > _LEADS * limits.listed
    )


def _judged_turns(review: Review) -> list[Turn]:
    """Without those that were judged on neither day."""
    return [turn for turn in review.turns if turn.way != "other"]


def _still_open(review: Review) -> list[ReviewedDecision]:
    return [one for one in review.decisions if one.state in ("open", "overdue")]


def turned(brief: Brief, limits: Limits) -> Iterator[Block]:
    view, t = brief.view, brief.view.t
    turned = _judged_turns(brief.review)
    if not turned:
        return
    yield _heading(brief, "brief.turned.heading", len(turned), limits.turned)
    has_leads = words.has_leads(brief.view)
    heads = [t(key) for key in _TURN_KEYS]
    rows = [
        [
            words.title(view, turn.id, limits.columns),
            words.whose(view, turn.now, limits.columns),
            t(
                "brief.from_to",
                before=short_label(turn.before, t),
                now=short_label(turn.now, t),
            ),
            words.reason(view, turn),
        ]
        for turn in turned[: limits.turned]
    ]
    if has_leads:
        yield Table(heads, rows, (21, 14, 27, 38) if t.lang == "zh" else (21, 19, 25, 35))
    else:
        yield Table(
            [heads[0], *heads[2:]], [[first, *rest] for first, _, *rest in rows], (30, 27, 43)
        )


_TURN_KEYS: Final = (
    "brief.column.target",
    "brief.column.lead",
    "brief.column.turn",
    "brief.column.why",
)


def asked(brief: Brief, limits: Limits) -> Iterator[Block]:
    needs = brief.review.needs
    if not needs:
        return
    yield _heading(brief, "brief.asked.heading", len(needs), limits.asked)
    for need in needs[: limits.asked]:
        yield _item(brief, need, limits)


def _item(brief: Brief, need: Need, limits: Limits) -> Paragraph:
    """One target: where it stands, what is expected, what is in the way, and what is to be decided."""
    view, t = brief.view, brief.view.t
    row = view.row(need.id)
    title = words.title(view, row.id, limits.columns)
    if words.has_leads(brief.view):
        lead = t("brief.item", title=title, lead=words.whose(view, row, limits.columns))
    else:
        lead = t("brief.item.plain", title=title)
    reason = primary_reason(need)
    standing = words.last_figure(view, row) if reason == "report" else words.standing(view, row)
    now = [standing, words.time_left(view, row), words.expected(view, need)]
    others = need.issues if reason != "issue" else ()
    sentences = [
        t("list.semicolon").join(filter(None, now)),
        *(words.issue_words(view, issue, limits.text) for issue in others[:1]),
        words.spoken(ask_text(t, words.cut(need, limits.text), row, view.as_of), t),
    ]
    return Paragraph(words.sentences(view, sentences), lead, 3)


def money(brief: Brief, limits: Limits) -> Iterator[Block]:
    view, t, spending = brief.view, brief.view.t, brief.review.spending
    budgets = budgets_of(view)
    if budgets.frame.empty:
        return
    yield Heading(1, t("brief.money.heading"))
    sentences = [totals_sentence(view, budgets)]
    if (clocks := spending.clocks).targets:
        elapsed, physical, spent = percents((clocks.elapsed, clocks.physical, clocks.spent), t.lang)
        sentences.append(t("brief.clocks", elapsed=elapsed, physical=physical, spent=spent))
    for key, rows in (("brief.ahead", spending.ahead), ("brief.behind", spending.behind)):
        if rows:
            items = [
                _by_points(t, words.title(view, row.id, limits.columns), row.ahead_pp)
                for row in rows[: limits.listed]
            ]
            sentences.append(t(key, count=len(rows), items=_listed(brief, items, len(rows))))
    if rows := spending.unspent:
        items = [words.title(view, row.id, limits.columns) for row in rows[: limits.listed]]
        listed = _listed(brief, items, len(rows))
        sentences.append(t("brief.unspent", count=len(rows), items=listed))
    yield Paragraph(words.sentences(brief.view, sentences))


def _by_points(t: Translator, title: str, ahead_pp: float) -> str:
    apart = points(abs(ahead_pp), t.lang)
    return t("brief.by_points", title=title, points=apart, count=plural_count(apart))


def revised(brief: Brief, limits: Limits) -> Iterator[Block]:
    revised = brief.review.revised
    if not revised:
        return
    yield _heading(brief, "brief.revised.heading", len(revised), limits.listed)
    for goal in revised[: limits.listed]:
        yield Paragraph(revised_words(brief, goal, limits), level=3)


def revised_words(brief: Brief, goal: RevisedGoal, limits: Limits) -> str:
    """What was changed, how far it has moved since the first promise, and why."""
    view, t = brief.view, brief.view.t
    latest = goal.revisions[-1]
    text = t(
        "brief.revised",
        title=words.title(view, goal.id, limits.columns),
        day=written_day(latest.date, t),
        field=revised_field(t, goal),
        before=words.spoken(revised_value(view, goal.revisions[0], "from"), t),
        after=words.spoken(revised_value(view, latest, "to"), t),
    )
    if slip := slip_text(t, goal):
        text += t("chart.comma") + slip
    if why := t.localized(latest, "reason"):
        text += t("brief.revised.why", reason=words.clause(why, limits.text))
    return text + t("brief.stop").rstrip()


def missing(brief: Brief, limits: Limits) -> Iterator[Block]:
    """How many of which department, and the longest of them: each by name is in the workbook."""
    view, t, missing = brief.view, brief.view.t, brief.review.missing
    if not missing:
        return
    yield Heading(1, t("brief.missing.heading"))
    by_lead = Counter(report.lead for report in missing).most_common()
    shown = _LEADS * limits.listed
    items = [
        t("brief.missing.lead", lead=shorten(view.lead(lead), limits.columns), count=count)
        for lead, count in by_lead[:shown]
    ]
    items += _more(brief, len(missing), sum(count for _, count in by_lead[:shown]))
    longest = max(missing, key=lambda report: report.days_late)
    sentences = [
        t("brief.missing", count=len(missing), items=t("list.comma").join(items)),
        t(
            "brief.missing.longest",
            title=words.title(view, longest.id, limits.columns),
            count=longest.days_late,
        ),
    ]
    yield Paragraph(words.sentences(view, sentences))


def decided(brief: Brief, limits: Limits) -> Iterator[Block]:
    t, found = brief.view.t, brief.review.decisions
    if not found:
        return
    yield Heading(1, t("brief.decided.heading"))
    counts = Counter(one.state for one in found)
    done = counts["kept"] + counts["kept_late"]
    yield Paragraph(t("brief.decided", done=done, open=counts["open"], overdue=counts["overdue"]))
    for one in _still_open(brief.review)[: limits.listed]:
        yield Paragraph(decision_words(brief, one, limits), level=3)


def decision_words(brief: Brief, one: ReviewedDecision, limits: Limits) -> str:
    """What was decided, who acts, and how it stands."""
    t, decision = brief.view.t, one.decision
    state = words.spoken(decision_state_text(t, one, brief.view.as_of), t)
    owner = shorten(t.localized(decision, "owner"), limits.columns)
    return t(
        "brief.decided.item",
        text=words.clause(t.localized(decision, "text"), 2 * limits.text),
        details=t("list.comma").join(filter(None, (owner, state))),
    )


def _more(brief: Brief, total: int, shown: int) -> list[str]:
    """Of a list that is cut: how many more there are."""
    return [brief.view.t("brief.more", count=total - shown)] if total > shown else []


def _heading(brief: Brief, key: str, total: int, shown: int) -> Heading:
    """The heading of a list, with how many of how many are in it where it is cut."""
    t = brief.view.t
    if total <= shown:
        return Heading(1, t(key))
    return Heading(1, t("brief.cut", heading=t(key), shown=shown, count=total))


def _listed(brief: Brief, items: Sequence[str], total: int) -> str:
    """Items in a sentence, and how many more."""
    return brief.view.t("list.semicolon").join([*items, *_more(brief, total, len(items))])
