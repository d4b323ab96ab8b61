"""The filters above the list of the published site, and the index that they search where the list is on several pages.

`site.js` runs the filters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.html import Html, tag, text
from tracker.i18n import STATUS_SHAPES, Translator
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


def filters(view: PageContext, rows: Sequence[ListRow], *, is_paged: bool) -> Html:
    """The filter form, hidden until `site.js` runs; folded on a phone.

    Where the list is on several pages, `site.js` loads the search index for it.
    """
    t = view.t
    themes = dict.fromkeys(row.theme for row in rows)
    plans = dict.fromkeys(row.plan for row in rows if row.plan is not None)
    leads = dict.fromkeys(row.lead or "" for row in rows)
    selects = [
        _select(t, "theme", t("filter.theme"), [(key, view.theme(key)) for key in themes]),
        *(
            [_select(t, "plan", t("filter.plan"), [(key, view.plan(key)) for key in plans])]
            if plans
            else []
        ),
        _select(
            t,
            "lead",
            t("filter.lead"),
            [(key or "none", view.lead(key or None)) for key in leads],
        ),
        _select(
            t,
            "status",
            t("filter.status"),
            [(status, t.status_label(status)) for status in STATUSES],
        ),
    ]
    search = tag(
        "label",
        tag("span", text(t("filter.search"))),
        tag("input", type="search", name="q", placeholder=t("filter.search.hint"), maxlength=100),
    )
    result = tag(
        "p",
        class_="quiet found",
        role="status",
        data_found=t("list.found", count="{count}", total=len(rows)),
        data_none=t("list.none"),
    )
    narrow = tag(
        "details",
        tag("summary", text(t("site.filters"))),
        tag("div", *selects),
        class_="narrow",
        open="",
    )
    form = tag(
        "form",
        search,
        narrow,
        tag("button", text(t("site.reset")), type="reset"),
        result,
        class_="filters",
        hidden="",
        data_index=SEARCH_INDEX if is_paged else None,
        data_most=MAX_MATCHES if is_paged else None,
        data_first=t("site.list.first", count=MAX_MATCHES) if is_paged else None,
        data_failed=t("site.list.failed") if is_paged else None,
        data_heading=t("site.list.all") if is_paged else None,
    )
    return f"\n{form}\n"


def _select(t: Translator, name: str, label: str, options: Iterable[tuple[str, str]]) -> Html:
    return tag(
        "label",
        tag("span", text(label)),
        tag(
            "select",
            tag("option", text(t("filter.all")), value=""),
            *(tag("option", text(option), value=value) for value, option in options),
            name=name,
        ),
    )
