"""Budgets: approved, spent, and three clocks side by side: time, physical progress, money."""

from tracker.app import page
from tracker.views import budget_rails, budgets, figures

view = page.start("budgets")
page.heading(view, "budgets", *budgets.headline(view))
page.show_html(view, budgets.total_tiles)
page.show_chart(
    view,
    "budgets",
    budget_rails.rails,
    (figures.budget_status_figure, figures.budgets_figure),
)
page.show_drawing(view, budget_rails.totals_tables)
page.show_html(view, budgets.targets_without_budget)
