"""Above the heading of one target: the way back to its list, its place there, and its neighbours."""

from __future__ import annotations

from dataclasses import replace

from tracker.html import Html
from tracker.templates import render
from tracker.views.context import PageContext
from tracker.views.links import ToolLink
from tracker.views.targets import (
    SEARCH_PARAM,
    back_href,
    filter_options,
    filters_of,
    list_ids,
    target_href,
)


def walk(view: PageContext, target_id: str, actions: tuple[ToolLink, ...] = ()) -> Html:
    """The list is that of the URL, in its order. If this target is not in it, as after a change of the day or a
    save, the neighbours are those among all targets; the way back still leads to the list that was asked for.

    ``actions`` are links at the end of the line.
    """
    t, ids = view.t, list_ids(view)
    back = ToolLink(back_href(view, target_id), t("target.back"))
    if target_id not in ids:
        view = replace(view, query={})
        ids = list_ids(view)
    words, at = _asked(view), ids.index(target_id)
    return render(
        "views",
        "target_walk.html",
        label=t("walk.label"),
        back=back,
        place=t(
            "walk.place.of" if words else "walk.place", place=at + 1, count=len(ids), asked=words
        ),
        previous=_neighbour(view, ids[at - 1] if at else None),
        following=_neighbour(view, ids[at + 1] if at + 1 < len(ids) else None),
        previous_label=t("walk.previous"),
        following_label=t("walk.next"),
        actions=actions,
    )


def _neighbour(view: PageContext, target_id: str | None) -> ToolLink | None:
    if target_id is None:
        return None
    return ToolLink(target_href(view, target_id), view.t.localized(view.row(target_id), "title"))


def _asked(view: PageContext) -> str:
    """The filters and the search of the list in words."""
    options = filter_options(view)
    asked = [options[name][value] for name, value in filters_of(view).items()]
    if search := view.query.get(SEARCH_PARAM):
        asked.append(view.t("walk.search", words=search))
    return view.t("list.comma").join(asked)
