"""Budgets: approved, spent, and three clocks side by side: time, physical progress, money."""

from tracker.app import page
from tracker.views import budgets, figures

view = page.start("budgets")
page.heading(view, "budgets", *budgets.headline(view))
page.show_html(view, budgets.total_tiles)
page.show_chart(view, figures.budgets_figure)
page.show_chart(view, figures.budget_status_figure)
page.show_html(view, budgets.by_theme)
page.show_html(view, budgets.per_target)
page.show_html(view, budgets.targets_without_budget)
