"""Overview: where do we stand, what is worst, what is next, who has not reported."""

from tracker.app import page
from tracker.views.overview import answer, overview

view = page.start("")
page.heading(view, "", *answer(view))
page.html(view, overview)
