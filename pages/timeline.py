"""Timeline: every dated target from start to due, with its steps, its progress and its lamp."""

from tracker import show_charts, show_timeline, ui

view = ui.start("timeline")
ui.heading(view, "timeline", *show_timeline.answer(view))
ui.chart(view, show_charts.timeline)
ui.html(view, show_timeline.undated)
