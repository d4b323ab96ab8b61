"""Timeline: every dated target from start to due, with its steps, its progress and its status."""

from tracker.app import page
from tracker.views import figures, timeline

view = page.start("timeline")
page.heading(view, "timeline", *timeline.headline(view))
page.show_chart(view, "timeline", timeline.drawing, (figures.timeline_figure,))
