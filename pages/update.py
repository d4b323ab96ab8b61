"""Report: who owes a figure, the form for one target, the sheet for many; a gate before all of it."""

from tracker.app import form, form_sheet, form_target, page, report_html, request, signin
from tracker.views import reports_due

view = request.as_of_today(page.start("update"))
may_report = signin.current_editor() is not None
lines = report_html.headline(view, may_report=may_report)
page.heading(view, "update", *lines, choices=False)
person = signin.require_editor(view)
if person is None:
    page.show_html(view, reports_due.reports_due_table)
    page.show_html(view, reports_due.open_entries_table)
    signin.show_setup(view)
else:
    chosen = form_target.choose_target(view, person)
    if chosen is not None:
        form.report_form(view, person, chosen)
    else:
        page.show_html(view, reports_due.open_entries_table)
    form_sheet.sheet_section(view, person)
