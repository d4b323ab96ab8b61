"""Report: who owes a figure, the form for one target, the sheet for many; a gate before all of it."""

from tracker.app import form, form_sheet, page, report_html, signin

view = page.now(page.start("update"))
page.heading(view, "update", *report_html.answer(view), choices=False)
person = signin.gate(view)
if person is not None:
    chosen = form.choose(view, person)
    if chosen is not None:
        form.fill(view, person, chosen)
    form_sheet.sheets(view, person)
