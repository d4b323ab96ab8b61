"""The budgets page of the published site: totals, and the amounts of every target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from tracker.analysis.earned_value import BudgetStatus, table_of_rows
from tracker.analysis.rows import AssessedTarget
from tracker.html import Html
from tracker.site.layout import PageText, Site, as_of_words, lang_folder, render_page
from tracker.views.budget_rails import chart
from tracker.views.budgets import Budgets, heading
from tracker.views.context import PageContext
from tracker.views.overview import updated_text


class TargetBudget(NamedTuple):
    """A target, and its amounts where it has any."""

    target: AssessedTarget
    budget: BudgetStatus | None


def budgets(
    site: Site, view: PageContext, targets: Sequence[TargetBudget], updated: dt.date | None
) -> Html:
    """The dashboard's budgets as a file."""
    t = view.t
    known = [one.budget for one in targets if one.budget is not None]
    page = Budgets(table_of_rows(known), {one.target.id: one.target for one in targets})
    first, below = heading(view, page)
    return render_page(
        site,
        t,
        f"{lang_folder(view.lang)}budgets.html",
        PageText(
            t("page.budgets"), first, as_of_words(site, t, updated_text(t, updated), below), first
        ),
        chart(view, page, is_interactive=False),
        active="budgets",
    )
