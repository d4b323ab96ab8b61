"""Budgets: approved, spent, and three clocks side by side: time, physical progress, money."""

from tracker import show_charts, show_money, ui

view = ui.start("budgets")
ui.heading(view, "budgets", *show_money.answer(view))
ui.html(view, show_money.sums)
ui.chart(view, show_charts.budgets)
ui.chart(view, show_charts.clocks)
ui.html(view, show_money.by_theme)
ui.html(view, show_money.per_target)
ui.html(view, show_money.without)
