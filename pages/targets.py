"""Targets: a list to filter, and one target opened with all there is to know of it."""

from tracker.app import form, page
from tracker.views import budgets, figures, target_summary, targets

view = page.start("targets")
opened = page.opened(view)
if opened is None:
    page.heading(view, "targets", *targets.answer(view))
    wanted, search = page.filters(view)
    page.html(view, targets.listing, wanted, search)
else:
    page.heading(view, "targets", *target_summary.answer(view, opened))
    form.way_in(view, opened)
    page.html(view, target_summary.summary, opened)
    page.chart(view, figures.path, opened)
    page.html(view, target_summary.steps, opened)
    page.html(view, budgets.of_target, opened)
    page.html(view, target_summary.record, opened)
    page.history(view, opened)
