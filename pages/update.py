"""Report: who owes a figure, the form for one target, the sheet for many; a gate before all of it."""

from tracker.app import form, form_sheet, form_target, page, report_html, signin

view = page.as_of_today(page.start("update"))
page.heading(view, "update", *report_html.headline(view), choices=False)
person = signin.require_editor(view)
if person is not None:
    chosen = form_target.choose_target(view, person)
    if chosen is not None:
        form.report_form(view, person, chosen)
    form_sheet.sheet_section(view, person)
