"""The filters above the list of the published site, and the index that they search where the list is on several pages.

`site.js` runs the filters.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.i18n import STATUS_SHAPES
from tracker.site.list_row import ListRow
from tracker.views.context import PageContext

SEARCH_INDEX: Final = "search.json"
MAX_MATCHES: Final = 100
"""Targets of the index that `site.js` shows at a time; the form says so."""


def search_index(view: PageContext, rows: Sequence[ListRow]) -> str:
    """Every target of the list in one file: id, title, further words, due date, and the positions of its keys.

    The keys are those of theme, plan, lead and status; -1 for none.
    """
    t = view.t
    keys = {
        "theme": list(dict.fromkeys(row.theme for row in rows)),
        "plan": list(dict.fromkeys(row.plan for row in rows if row.plan)),
        "lead": list(dict.fromkeys(row.lead for row in rows if row.lead)),
        "status": list(STATUSES),
    }
    positions = {
        name: {key: nth for nth, key in enumerate(listed)} for name, listed in keys.items()
    }
    about = {
        "keys": keys,
        "leads": [view.lead(key) for key in keys["lead"]],
        "no_lead": view.lead(None),
        "statuses": [
            (STATUS_SHAPES[status], t.status(status), html.status_class(status))
            for status in STATUSES
        ],
    }
    lines = [
        f"{row.search[view.lang]},{positions['theme'][row.theme]},"
        f"{positions['plan'].get(row.plan or '', -1)},{positions['lead'].get(row.lead or '', -1)},"
        f"{positions['status'][row.status]}]"
        for row in rows
    ]
    head = json.dumps(about, ensure_ascii=False, separators=(",", ":")).removesuffix("}")
    return head + ',"targets":[\n' + ",\n".join(lines) + "\n]}\n"


class Select(NamedTuple):
    """A filter: its name in the URL, its label, and the value and label of each choice."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]


def filters(view: PageContext, rows: Sequence[ListRow], *, is_paged: bool) -> dict[str, object]:
    """The values of `filters.html`. Where the list is on several pages, `site.js` loads the search index for it."""
    t = view.t
    themes = dict.fromkeys(row.theme for row in rows)
    plans = dict.fromkeys(row.plan for row in rows if row.plan is not None)
    leads = dict.fromkeys(row.lead or "" for row in rows)
    selects = [
        Select("theme", t("filter.theme"), [(key, view.theme(key)) for key in themes]),
        Select("plan", t("filter.plan"), [(key, view.plan(key)) for key in plans]),
        Select(
            "lead",
            t("filter.lead"),
            [(key or "none", view.lead(key or None)) for key in leads],
        ),
        Select(
            "status",
            t("filter.status"),
            [(status, t.status_label(status)) for status in STATUSES],
        ),
    ]
    paged = {
        "index": SEARCH_INDEX,
        "most": MAX_MATCHES,
        "first": t("site.list.first", count=MAX_MATCHES),
        "failed": t("site.list.failed"),
        "heading": t("site.list.all"),
    }
    return {
        "paged": paged if is_paged else {},
        "search": t("filter.search"),
        "hint": t("filter.search.hint"),
        "heading": t("site.filters"),
        "selects": [select for select in selects if select.name != "plan" or plans],
        "all": t("filter.all"),
        "reset": t("site.reset"),
        "count": t("list.found", count="{count}", total=len(rows)),
        "none": t("list.none"),
    }
