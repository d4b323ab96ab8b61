"""Budgets: approved, spent, and three clocks side by side: time, physical progress, money."""

from tracker.app import page
from tracker.views import budgets, figures

view = page.start("budgets")
page.heading(view, "budgets", *budgets.answer(view))
page.html(view, budgets.sums)
page.chart(view, figures.budgets)
page.chart(view, figures.clocks)
page.html(view, budgets.by_theme)
page.html(view, budgets.per_target)
page.html(view, budgets.without)
