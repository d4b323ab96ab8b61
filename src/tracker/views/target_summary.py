"""One target opened: its rows gathered for `tracker.show_record`, which puts them into words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from tracker import html
from tracker.html import Html, tag
from tracker.views import target as views_target
from tracker.views.context import PageContext, iter_rows
from tracker.views.target_row import progress_bar

goal_text = views_target.goal_text


def summary(view: PageContext, target_id: str) -> Html:
    """The promise beside the reasons for its status."""
    return html.page(
        tag("div", promise(view, target_id), explanation(view, target_id), class_="half"),
    )


def activity(view: PageContext, target_id: str) -> Html:
    """All that was reported on it and all that was changed, newest first."""
    parts = (
        updates(view, target_id),
        context(view, target_id),
        revisions(view, target_id),
    )
    return html.page(tag("div", *parts, class_="stack"))


def headline(view: PageContext, target_id: str) -> tuple[str, str]:
    """The first line of the page, its title, and the one below it: theme, plan, lead, due."""
    return views_target.target_headline(view, view.row(target_id))


def promise(view: PageContext, target_id: str) -> Html:
    target = next(target for target in view.portfolio.targets if target.id == target_id)
    return views_target.promise_card(view, view.row(target_id), target)


def explanation(view: PageContext, target_id: str) -> Html:
    """Inputs, the rule that fired, the day it was judged at."""
    row = view.row(target_id)
    return views_target.explanation_card(view, row, progress_bar(view, row))


def milestones(view: PageContext, target_id: str) -> Html:
    own = view.tables.milestones
    own = own[own["id"] == target_id]
    if own.empty:
        return ""
    done = view.steps_done(target_id)
    return html.page(views_target.milestones_card(view, view.row(target_id), iter_rows(own), done))


def updates(view: PageContext, target_id: str) -> Html:
    reported = view.tables.updates
    reported = reported[
        (reported["id"] == target_id) & (reported["reported"] <= pd.Timestamp(view.as_of))
    ].sort_values(["date", "rank", "reported"], ascending=False, kind="stable")
    return views_target.updates_card(view, view.row(target_id), _with_steps(view, reported))


def _with_steps(view: PageContext, reported: pd.DataFrame) -> Iterator[tuple[Any, Sequence[str]]]:
    done, names = view.tables.done, view.tables.milestones
    for update in iter_rows(reported):
        steps = done[(done["id"] == update.id) & (done["number"] == update.number)]["milestone"]
        of_target = names[names["id"] == update.id].set_index("milestone")[f"title_{view.lang}"]
        yield update, list(of_target.reindex(steps).fillna(""))


def context(view: PageContext, target_id: str) -> Html:
    known = view.tables.context
    known = known[(known["id"] == target_id) & (known["reported"] <= pd.Timestamp(view.as_of))]
    newest_first = known.sort_values("date", ascending=False, kind="stable")
    return views_target.context_card(view, iter_rows(newest_first))


def revisions(view: PageContext, target_id: str) -> Html:
    changed = view.tables.revisions
    changed = changed[(changed["id"] == target_id) & (changed["date"] <= pd.Timestamp(view.as_of))]
    newest_first = changed.sort_values("date", ascending=False, kind="stable")
    return views_target.revisions_card(view, iter_rows(newest_first))
