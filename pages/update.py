"""Report: who owes a figure, the form for one target, the sheet for many; a gate before all of it."""

from tracker import form, form_sheet, login, show_update, ui

view = ui.now(ui.start("update"))
ui.heading(view, "update", *show_update.answer(view), choices=False)
person = login.gate(view)
if person is not None:
    chosen = form.choose(view, person)
    if chosen is not None:
        form.fill(view, person, chosen)
    form_sheet.sheets(view, person)
