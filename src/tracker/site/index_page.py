"""The first page of the published site: where all targets stand, and each of them in a row.

The whole list is there without a script; `site.js` only narrows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker import html
from tracker.analysis.assessment import LAMPS
from tracker.charts import svg
from tracker.html import Html, prose, tag, text
from tracker.i18n import LANGS, SHAPES, day
from tracker.site.layout import FOLDERS, Site, page
from tracker.views.context import View
from tracker.views.details import Dossier
from tracker.views.target_row import progress_bar


class Listed(NamedTuple):
    """What the list needs of a target."""

    theme: str
    lead: str | None
    lamp: str
    row: Mapping[str, Html]  # by language


def row(view: View, dossier: Dossier) -> Html:
    """One target in a row: name, lamp, progress against plan, and why in a line.

    Words to be searched for that the row does not show stand in an attribute.
    """
    say, own = view.say, dossier.row
    due = say("row.no_due") if own.due is None else say("row.due", day=day(own.due))
    other = next(lang for lang in LANGS if lang != view.lang)
    more = (
        own.id,
        getattr(own, f"title_{other}"),
        say.pick(own, "promise"),
        own.plan and view.plan(own.plan),
    )
    name = tag(
        "div",
        tag("a", text(say.pick(own, "title")), href=f"targets/{own.id}.html", class_="name"),
        tag("div", prose(f"{view.lead(own.lead)} · {due}"), class_="quiet"),
    )
    why = tag(
        "div",
        progress_bar(view, own, svg.gauge),
        tag("div", prose(say.pick(own, "why")), class_="quiet"),
    )
    return tag(
        "article", name, html.lamp(own.lamp, say), why, class_="row", data_theme=own.theme,
        data_lead=own.lead or "", data_lamp=own.lamp,
        data_more=" ".join(part for part in more if part),
    )  # fmt: skip


def index(site: Site, view: View, listed: Sequence[Listed], latest: str) -> Html:
    """``latest`` is the day of the latest figure, empty where there is none."""
    say, lang = view.say, view.lang
    counts = Counter(one.lamp for one in listed)
    first = _answer(view, counts, len(listed))
    since = say("sub.latest", day=latest) if latest else say("sub.never")
    below = f"{say('chart.as_of', day=day(site.as_of))} · {since} · {say('sub.grey')}"
    themes: dict[str, list[Listed]] = {}
    for one in listed:
        themes.setdefault(one.theme, []).append(one)
    named = [
        (f"theme-{n}", view.theme(theme), found) for n, (theme, found) in enumerate(themes.items())
    ]
    return page(
        site, say, f"{FOLDERS[lang]}index.html", view.title,
        tag("h1", text(first)),
        tag("p", prose(below), class_="sub"),
        _counts(view, counts),
        _themes(view, named),
        _filters(view, listed, themes),
        *(_section(key, name, [one.row[lang] for one in found]) for key, name, found in named),
        "" if listed else html.card(tag("p", text(say("site.empty")))),
        f'\n<script src="{"../" if FOLDERS[lang] else ""}assets/site.js" defer></script>',
        description=first, active="index",
    )  # fmt: skip


def _answer(view: View, counts: Mapping[str, int], total: int) -> str:
    say = view.say
    attention = sum(counts[lamp] for lamp in ("missed", "off_track", "at_risk"))
    judged = total - sum(counts[lamp] for lamp in ("not_started", "not_judged", "unreported"))
    key = "answer.attention" if attention else "answer.fine" if judged else "answer.unjudged"
    said = say(key, total=total, attention=attention)
    if unreported := counts["unreported"]:
        said += say("answer.unreported", unreported=unreported)
    return said


def _counts(view: View, counts: Mapping[str, int]) -> Html:
    say = view.say
    spoken = ", ".join(f"{say(f'lamp.{lamp}')} {counts[lamp]}" for lamp in LAMPS if counts[lamp])
    cards = [
        tag(
            "a",
            tag("span", str(counts[lamp]), class_="number n"),
            html.lamp(lamp, say),
            href=f"?lamp={lamp}#list",
            class_="card count" + ("" if counts[lamp] else " none"),
        )
        for lamp in LAMPS
    ]
    strip = svg.strip(((lamp, counts[lamp]) for lamp in LAMPS), say("strip.label", counts=spoken))
    return strip + tag("div", *cards, class_="counts")


def _themes(view: View, named: Sequence[tuple[str, str, Sequence[Listed]]]) -> Html:
    """A line a theme: its name leads to its part of the list."""
    lines = []
    for key, name, found in named:
        counts = Counter(one.lamp for one in found)
        spoken = ", ".join(
            f"{view.say(f'lamp.{lamp}')} {counts[lamp]}" for lamp in LAMPS if counts[lamp]
        )
        lines.append(
            tag(
                "a",
                tag("span", text(name)),
                svg.strip(((lamp, counts[lamp]) for lamp in LAMPS), f"{name}: {spoken}"),
                tag("span", text(view.say("count.targets", count=len(found))), class_="quiet n"),
                href=f"#{key}",
                class_="theme",
            )
        )
    return html.card(*lines, heading=view.say("themes.heading"), class_="themes") if lines else ""


def _filters(view: View, listed: Sequence[Listed], themes: Iterable[str]) -> Html:
    """Hidden until the script that serves it runs."""
    say = view.say
    leads = dict.fromkeys(one.lead or "" for one in listed)
    present = {one.lamp for one in listed}
    choices: dict[str, list[tuple[str, str]]] = {
        "theme": [(key, view.theme(key)) for key in themes],
        "lead": [(key or "none", view.lead(key or None)) for key in leads],
        "lamp": [
            (lamp, f"{SHAPES[lamp]} {say(f'lamp.{lamp}')}") for lamp in LAMPS if lamp in present
        ],
    }
    selects = [
        tag(
            "label",
            tag("span", text(say(f"filter.{name}"))),
            tag(
                "select",
                tag("option", text(say("filter.all")), value=""),
                *(tag("option", text(said), value=key) for key, said in found),
                name=name,
            ),
        )
        for name, found in choices.items()
    ]
    search = tag(
        "label",
        tag("span", text(say("filter.search"))),
        tag("input", type="search", name="q", placeholder=say("filter.search.hint"), maxlength=100),
    )
    found = tag("p", class_="quiet found", role="status", data_found=say("list.found", count="{count}", total=len(listed)),
                data_none=say("list.none"))  # fmt: skip
    form = tag("form", search, *selects, tag("button", text(say("site.reset")), type="reset"),
               found, class_="filters", id="list", hidden="")  # fmt: skip
    return f"\n{form}\n"


def _section(key: str, name: str, rows: Iterable[Html]) -> Html:
    return (
        f'<section class="card list" id="{key}">\n{tag("h2", text(name))}\n'
        + "\n".join(rows)
        + "\n</section>\n"
    )
