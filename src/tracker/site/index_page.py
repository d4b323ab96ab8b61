"""The first page of the published site: where all targets stand, and each of them in a row.

The whole list is there without a script; `site.js` only narrows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.charts import svg
from tracker.html import Html, prose, tag, text
from tracker.i18n import STATUS_SHAPES, day, languages
from tracker.site.layout import Site, lang_folder, render_page
from tracker.views.context import PageContext
from tracker.views.details import TargetDetails
from tracker.views.target_row import progress_bar


class IndexRow(NamedTuple):
    """What the list needs of a target."""

    theme: str
    lead: str | None
    status: str
    html: Mapping[str, Html]  # by language


def row_html(view: PageContext, dossier: TargetDetails) -> Html:
    """One target in a row: name, status, progress against plan, and why in a line.

    Words to be searched for that the row does not show stand in an attribute.
    """
    t, own = view.t, dossier.row
    due = t("row.no_due") if own.due is None else t("row.due", day=day(own.due))
    other = next(lang for lang in languages() if lang != view.lang)
    more = (
        own.id,
        getattr(own, f"title_{other}"),
        t.localized(own, "promise"),
        own.plan and view.plan(own.plan),
    )
    name = tag(
        "div",
        tag("a", text(t.localized(own, "title")), href=f"targets/{own.id}.html", class_="name"),
        tag("div", prose(f"{view.lead(own.lead)} · {due}"), class_="quiet"),
    )
    why = tag(
        "div",
        progress_bar(view, own, svg.gauge),
        tag("div", prose(t.localized(own, "why")), class_="quiet"),
    )
    return tag(
        "article",
        name,
        html.status_lamp(own.status, t),
        why,
        class_="row",
        data_theme=own.theme,
        data_lead=own.lead or "",
        data_status=own.status,
        data_more=" ".join(part for part in more if part),
    )


def index(site: Site, view: PageContext, listed: Sequence[IndexRow], latest: str) -> Html:
    """``latest`` is the day of the latest figure, empty where there is none."""
    t, lang = view.t, view.lang
    counts = Counter(one.status for one in listed)
    first = _headline(view, counts, len(listed))
    since = t("sub.latest", day=latest) if latest else t("sub.never")
    below = f"{t('chart.as_of', day=day(site.as_of))} · {since} · {t('sub.grey')}"
    themes: dict[str, list[IndexRow]] = {}
    for one in listed:
        themes.setdefault(one.theme, []).append(one)
    named = [
        (f"theme-{n}", view.theme(theme), found) for n, (theme, found) in enumerate(themes.items())
    ]
    return render_page(
        site,
        t,
        f"{lang_folder(lang)}index.html",
        view.title,
        tag("h1", text(first)),
        tag("p", prose(below), class_="sub"),
        _status_counts(view, counts),
        _themes(view, named),
        _filters(view, listed, themes),
        *(_section(key, name, [one.html[lang] for one in found]) for key, name, found in named),
        "" if listed else html.card(tag("p", text(t("site.empty")))),
        f'\n<script src="{"../" if lang_folder(lang) else ""}assets/site.js" defer></script>',
        description=first,
        active="index",
    )


def _headline(view: PageContext, counts: Mapping[str, int], total: int) -> str:
    t = view.t
    attention = sum(counts[status] for status in ("missed", "off_track", "at_risk"))
    judged = total - sum(counts[status] for status in ("not_started", "not_judged", "unreported"))
    key = "answer.attention" if attention else "answer.fine" if judged else "answer.unjudged"
    said = t(key, total=total, attention=attention)
    if unreported := counts["unreported"]:
        said += t("answer.unreported", unreported=unreported)
    return said


def _status_counts(view: PageContext, counts: Mapping[str, int]) -> Html:
    t = view.t
    spoken = ", ".join(
        f"{t(f'status.{status}')} {counts[status]}" for status in STATUSES if counts[status]
    )
    cards = [
        tag(
            "a",
            tag("span", str(counts[status]), class_="number n"),
            html.status_lamp(status, t),
            href=f"?status={status}#list",
            class_="card count" + ("" if counts[status] else " none"),
        )
        for status in STATUSES
    ]
    strip = svg.strip(
        ((status, counts[status]) for status in STATUSES), t("strip.label", counts=spoken)
    )
    return strip + tag("div", *cards, class_="counts")


def _themes(view: PageContext, named: Sequence[tuple[str, str, Sequence[IndexRow]]]) -> Html:
    """A line a theme: its name leads to its part of the list."""
    lines = []
    for key, name, found in named:
        counts = Counter(one.status for one in found)
        spoken = ", ".join(
            f"{view.t(f'status.{status}')} {counts[status]}"
            for status in STATUSES
            if counts[status]
        )
        lines.append(
            tag(
                "a",
                tag("span", text(name)),
                svg.strip(((status, counts[status]) for status in STATUSES), f"{name}: {spoken}"),
                tag("span", text(view.t("count.targets", count=len(found))), class_="quiet n"),
                href=f"#{key}",
                class_="theme",
            )
        )
    return html.card(*lines, heading=view.t("themes.heading"), class_="themes") if lines else ""


def _filters(view: PageContext, listed: Sequence[IndexRow], themes: Iterable[str]) -> Html:
    """Hidden until the script that serves it runs."""
    t = view.t
    leads = dict.fromkeys(one.lead or "" for one in listed)
    present = {one.status for one in listed}
    choices: dict[str, list[tuple[str, str]]] = {
        "theme": [(key, view.theme(key)) for key in themes],
        "lead": [(key or "none", view.lead(key or None)) for key in leads],
        "status": [
            (status, f"{STATUS_SHAPES[status]} {t(f'status.{status}')}")
            for status in STATUSES
            if status in present
        ],
    }
    selects = [
        tag(
            "label",
            tag("span", text(t(f"filter.{name}"))),
            tag(
                "select",
                tag("option", text(t("filter.all")), value=""),
                *(tag("option", text(said), value=key) for key, said in found),
                name=name,
            ),
        )
        for name, found in choices.items()
    ]
    search = tag(
        "label",
        tag("span", text(t("filter.search"))),
        tag("input", type="search", name="q", placeholder=t("filter.search.hint"), maxlength=100),
    )
    found = tag(
        "p",
        class_="quiet found",
        role="status",
        data_found=t("list.found", count="{count}", total=len(listed)),
        data_none=t("list.none"),
    )
    form = tag(
        "form",
        search,
        *selects,
        tag("button", text(t("site.reset")), type="reset"),
        found,
        class_="filters",
        id="list",
        hidden="",
    )
    return f"\n{form}\n"


def _section(key: str, name: str, rows: Iterable[Html]) -> Html:
    return (
        f'<section class="card list" id="{key}">\n{tag("h2", text(name))}\n'
        + "\n".join(rows)
        + "\n</section>\n"
    )
