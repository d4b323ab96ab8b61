"""Targets: a list to filter, and one target opened with all there is to know of it."""

from tracker import form, show_charts, show_list, show_money, show_target, ui

view = ui.start("targets")
opened = ui.opened(view)
if opened is None:
    ui.heading(view, "targets", *show_list.answer(view))
    wanted, search = ui.filters(view)
    ui.html(view, show_list.listing, wanted, search)
else:
    ui.heading(view, "targets", *show_target.answer(view, opened))
    form.way_in(view, opened)
    ui.html(view, show_target.summary, opened)
    ui.chart(view, show_charts.path, opened)
    ui.html(view, show_target.steps, opened)
    ui.html(view, show_money.of_target, opened)
    ui.html(view, show_target.record, opened)
    ui.history(view, opened)
