"""The page of one target: status, chart, outlook, all that happened, promise, money, milestones, edits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Literal, NamedTuple

from tracker.analysis.details import TargetDetails, details_of
from tracker.analysis.rows import AssessedTarget
from tracker.html import Html
from tracker.templates import Markup, render
from tracker.views.context import PageContext
from tracker.views.links import ToolLink, explore_link
from tracker.views.target_activity import events
from tracker.views.target_budget import money
from tracker.views.target_chart import chart
from tracker.views.target_issues import issues_card
from tracker.views.target_outlook import outlook_card
from tracker.views.target_promise import promise
from tracker.views.target_row import due_text
from tracker.views.target_steps import steps
from tracker.views.target_verdict import verdict

Part = Literal["all", "above", "below", "first", "between", "last"]
"""The page as a whole; what is above and below its chart; and both again up to the issues and after them, where a
form stands between."""
_SHOWN: Final[Mapping[Part, Collection[str]]] = {
    "all": ("verdict", "chart", "issues", "record"),
    "above": ("verdict",),
    "below": ("issues", "record"),
    "first": ("verdict", "chart", "issues"),
    "between": ("issues",),
    "last": ("record",),
}


class Additions(NamedTuple):
    """What only some pages of a target have."""

    tools: tuple[ToolLink, ...] = ()  # beside the chart
    below: Html = ""  # after everything else


_NONE: Final = Additions()


def headline(view: PageContext, target_id: str) -> tuple[str, str]:
    """The heading of the page, which is the title, and the line below: theme, plan, lead, due date."""
    return target_headline(view, view.row(target_id))


def target_headline(view: PageContext, row: AssessedTarget) -> tuple[str, str]:
    """`headline` of an assessed target."""
    parts = [view.theme(row.theme)]
    if row.plan is not None:
        parts.append(view.plan(row.plan))
    parts.append(view.lead(row.lead))
    parts.append(due_text(view, row))
    return view.t.localized(row, "title"), " · ".join(parts)


def target_page(view: PageContext, target_id: str, below: Html = "") -> Html:
    """The page on the dashboard, below its heading; ``below`` is what comes after everything else."""
    tools = (explore_link(view, "progress", id=target_id),)
    return page_of(view, details_of(view.snapshot, target_id), Additions(tools, below))


def first_part(view: PageContext, target_id: str) -> Html:
    """The page as far as its issues, below which a form stands."""
    tools = (explore_link(view, "progress", id=target_id),)
    return page_of(view, details_of(view.snapshot, target_id), Additions(tools), "first")


def between_chart_and_form(view: PageContext, target_id: str) -> Html:
    """What is below the interactive chart as far as the issues: see `above_chart`."""
    return page_of(view, details_of(view.snapshot, target_id), part="between")


def last_part(view: PageContext, target_id: str, below: Html = "") -> Html:
    """The rest of the page: see `first_part`."""
    return page_of(view, details_of(view.snapshot, target_id), Additions(below=below), "last")


def above_chart(view: PageContext, target_id: str) -> Html:
    """The page as far as its chart, where the interactive one takes the place of the drawing."""
    return page_of(view, details_of(view.snapshot, target_id), part="above")


def below_chart(view: PageContext, target_id: str, below: Html = "") -> Html:
    """The rest of the page: see `above_chart`."""
    return page_of(view, details_of(view.snapshot, target_id), Additions(below=below), "below")


def page_of(
    view: PageContext, details: TargetDetails, additions: Additions = _NONE, part: Part = "all"
) -> Html:
    """The page of a target with its details, on dashboard and published site alike."""
    return render(
        "views",
        "target.html",
        shown=_SHOWN[part],
        verdict=verdict(view, details),
        chart=chart(view, details, additions.tools),
        outlook=outlook_card(view, details),
        issues=issues_card(view, details),
        events=events(view, details),
        promise=promise(view, details),
        money=money(view, details),
        steps=steps(view, details),
        below=Markup(additions.below),
    )
