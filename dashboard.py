"""Overview: where do we stand, what is worst, what is next, who has not reported."""

from tracker import ui
from tracker.show_overview import answer, overview

view = ui.start("")
ui.heading(view, "", *answer(view))
ui.html(view, overview)
