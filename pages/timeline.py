"""Timeline: every dated target from start to due, with its steps, its progress and its status."""

from tracker.app import page
from tracker.views import figures, timeline

view = page.start("timeline")
if page.is_explored(view, "timeline"):
    page.heading(view, "timeline", *timeline.headline(view))
    page.show_figures(view, "timeline", (figures.timeline_figure,))
else:
    page.show_page(view, "timeline", timeline.headline, timeline.drawing)
