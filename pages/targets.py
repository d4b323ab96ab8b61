"""Targets: a list to filter, and one target opened with all there is to know of it."""

from tracker.app import form_entries, form_target, page
from tracker.views import figures, target, target_list, target_walk, targets

view = page.start("targets")
opened = page.opened_target(view)
if opened is None:
    page.show_page(view, "targets", targets.headline, target_list.listing)
else:
    links = form_target.report_links(view, opened) + form_entries.entry_links(view, opened)
    above = target_walk.walk(view, opened, links)
    history = page.history(view, opened)
    has_form = form_entries.is_offered(view, opened)
    if page.is_explored(view, "progress"):
        page.heading(view, "targets", *target.headline(view, opened), above=above)
        page.show_html(view, target.above_chart, opened)
        page.show_figures(view, "progress", (figures.progress_figure,), opened)
        if not has_form:
            page.show_html(view, target.below_chart, opened, history)
        else:
            page.show_html(view, target.between_chart_and_form, opened)
    else:
        page.show_page(
            view,
            "targets",
            lambda view, target_id=opened: target.headline(view, target_id),
            target.first_part if has_form else target.target_page,
            opened,
            *(() if has_form else (history,)),
            above=above,
        )
    if has_form:
        form_entries.entry_forms(view, opened)
        page.show_html(view, target.last_part, opened, history)
