"""Targets: a list to filter, and one target opened with all there is to know of it."""

from tracker.app import form_target, page
from tracker.views import figures, target, target_list, target_walk, targets

view = page.start("targets")
opened = page.opened_target(view)
if opened is None:
    page.heading(view, "targets", *targets.headline(view))
    page.show_html(view, target_list.listing)
else:
    above = target_walk.walk(view, opened, form_target.report_links(view, opened))
    page.heading(view, "targets", *target.headline(view, opened), above=above)
    history = page.history(view, opened)
    if page.is_explored(view, "progress"):
        page.show_html(view, target.above_chart, opened)
        page.show_figures(view, "progress", (figures.progress_figure,), opened)
        page.show_html(view, target.below_chart, opened, history)
    else:
        page.show_html(view, target.target_page, opened, history)
