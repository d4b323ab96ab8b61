"""The figures of one target over time beside their plan, as a drawing and as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tracker.analysis.details import TargetDetails
from tracker.charts import progress_table, svg_progress
from tracker.i18n import day
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.download_links import download_links
from tracker.views.links import ToolLink


def chart(
    view: PageContext, details: TargetDetails, tools: Sequence[ToolLink]
) -> dict[str, object]:
    """The values of `target_chart.html`; no drawing for a target that has neither plan nor figure."""
    series, t = details.series, view.t
    return {
        "heading": t("site.chart"),
        "legend": [key._replace(mark=Markup(key.mark)) for key in svg_progress.legend(series, t)],
        "tools": tools,
        "files": download_links(view, "progress", id=details.row.id),
        "drawing": Markup(svg_progress.draw(series, t, report_anchor)),
        "table": Markup(progress_table.data_table(series, t)),
    }


def report_anchor(kind: str, on: dt.date) -> str:
    """The link from a mark of the chart to the entry below, whose id it is: ``report`` or ``revision``."""
    return f"#{kind}-{day(on)}"
