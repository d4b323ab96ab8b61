"""The timeline pages of the published site: every target with a date, on one axis, a page for each grouping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tracker.analysis.rollup import GroupBy
from tracker.analysis.timeline import ScheduledTarget
from tracker.charts.time_axis import TimeAxis
from tracker.html import Html
from tracker.site.layout import PageText, Site, as_of_words, lang_folder, render_page
from tracker.views.context import PageContext
from tracker.views.overview import updated_text
from tracker.views.timeline import chart, headline_text


def timeline(
    site: Site,
    view: PageContext,
    targets: Sequence[ScheduledTarget],
    by: GroupBy,
    updated: dt.date | None,
    *,
    axis: TimeAxis,
) -> Html:
    """The dashboard's timeline as a file: the browser folds the groups. All pages have one ``axis``."""
    t = view.t
    headline = headline_text(t, targets)
    path = view.href("timeline", by=by)
    return render_page(
        site,
        t,
        lang_folder(view.lang) + path,
        PageText(
            t("page.timeline"), headline, as_of_words(site, t, updated_text(t, updated)), headline
        ),
        chart(view, targets, by, is_interactive=False, axis=axis),
        active="timeline",
    )
