"""Overview: where do we stand, what is worst, what is next, who has not reported."""

from tracker.app import page
from tracker.views.overview import headline, overview

view = page.start("")
page.heading(view, "", *headline(view))
page.show_drawing(view, overview)
