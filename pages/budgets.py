"""Budgets: approved, spent, and three clocks side by side: time, physical progress, money."""

from tracker.app import page
from tracker.views import budget_rails, budgets, figures

view = page.start("budgets")
if page.is_explored(view, "budgets"):
    page.heading(view, "budgets", *budgets.headline(view))
    page.show_figures(view, "budgets", (figures.budget_status_figure, figures.budgets_figure))
else:
    page.show_page(view, "budgets", budgets.headline, budget_rails.drawing)
