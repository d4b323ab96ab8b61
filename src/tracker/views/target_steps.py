"""The milestones of one target with their dates and states."""

from __future__ import annotations

from typing import NamedTuple

from tracker.analysis.details import TargetDetails
from tracker.html import prose
from tracker.i18n import day
from tracker.numbers import number
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.target_row import is_assumed_step


class Step(NamedTuple):
    """One milestone."""

    title: str
    class_: str  # done, overdue or open
    state: Markup
    notes: list[Markup]  # when it is due, what it weighs


def steps(view: PageContext, details: TargetDetails) -> dict[str, object]:
    """The values of `target_steps.html`; without milestones its list is empty."""
    t, done = view.t, details.done
    weighted = len({step.weight for step in details.steps}) > 1
    listed = []
    for step in details.steps:
        notes = []
        assumed = is_assumed_step(view, details.target.id, step.due)
        if step.due:
            notes.append(t("step.assumed" if assumed else "step.planned", day=day(step.due)))
        if weighted:
            notes.append(t("step.weighs", weight=number(step.weight, view.lang)))
        if step.milestone in done:
            class_, state = "done", t("step.done", day=day(done[step.milestone]))
        elif step.due and step.due < view.as_of and not assumed:
            class_, state = "overdue", t("step.overdue")
        else:
            class_, state = "open", t("step.open")
        title = t.localized(step, "title")
        listed.append(
            Step(title, class_, Markup(prose(state)), [Markup(prose(note)) for note in notes])
        )
    judged = details.row.kind == "milestones"
    return {
        "heading": t("step.heading"),
        "caption": t("step.judged" if judged else "step.note"),
        "steps": listed,
    }
