"""Budgets: approved, spent, and three clocks side by side: time, physical progress, money."""

from tracker.app import page
from tracker.views import budget_rails, budgets, figures

view = page.start("budgets")
page.heading(view, "budgets", *budgets.headline(view))
page.show_chart(
    view,
    "budgets",
    budget_rails.drawing,
    (figures.budget_status_figure, figures.budgets_figure),
)
