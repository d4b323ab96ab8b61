"""Timeline: every dated target from start to due, with its steps, its progress and its lamp."""

from tracker.app import page
from tracker.views import figures, timeline

view = page.start("timeline")
page.heading(view, "timeline", *timeline.answer(view))
page.chart(view, figures.timeline)
page.html(view, timeline.undated)
