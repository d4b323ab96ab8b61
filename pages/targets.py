"""Targets: a list to filter, and one target opened with all there is to know of it."""

from tracker.app import form_target, page
from tracker.views import figures, target, target_budget, target_list, targets

view = page.start("targets")
opened = page.opened_target(view)
if opened is None:
    page.heading(view, "targets", *targets.headline(view))
    page.show_html(view, target_list.listing)
else:
    page.heading(view, "targets", *target.headline(view, opened))
    form_target.report_link(view, opened)
    page.show_drawing(view, target.summary, opened)
    page.show_chart(view, "progress", figures.progress_drawing, (figures.progress_figure,), opened)
    page.show_html(view, target.milestones, opened)
    page.show_drawing(view, target_budget.target_budget, opened)
    page.show_html(view, target.activity, opened)
    page.show_history(view, opened)
