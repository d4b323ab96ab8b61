"""Review: what happened between two days, what needs a decision, and how the record stands."""

from tracker.app import meeting

view, review = meeting.start()
meeting.show(view, review)
