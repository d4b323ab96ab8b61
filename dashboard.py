"""Overview: where do we stand, what is worst, what is next, what is new, and what is not known."""

from tracker.app import page
from tracker.views.overview import headline, overview

view = page.start("")
page.show_page(view, "", headline, overview)
