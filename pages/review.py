"""Review: what happened between two days, what needs a decision, and how the record stands."""

from tracker.app import form_entries, meeting

view, review = meeting.start()
meeting.show(view, review, form_entries.entry_links(view))
form_entries.entry_forms(view)
