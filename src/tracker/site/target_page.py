"""One target's own files on the published site: its page, a card for other sites, a badge."""

from __future__ import annotations

from typing import Final

from tracker import html
from tracker.charts import svg, svg_progress
from tracker.html import Html, prose, tag, text
from tracker.i18n import SHAPES, day
from tracker.site.layout import CODES, FOLDERS, POLICY, Site, page, to_root
from tracker.views import budgets
from tracker.views import target as views_target
from tracker.views.context import View
from tracker.views.details import Dossier
from tracker.views.target_row import progress_bar


def files(site: Site, view: View, dossier: Dossier) -> dict[str, str]:
    """In one language, by their paths."""
    own, name = FOLDERS[view.lang], dossier.row.id
    return {
        f"{own}targets/{name}.html": target(site, view, dossier),
        f"{own}embed/{name}.html": card(site, view, dossier),
        f"{own}badge/{name}.svg": badge(site, view, dossier),
    }


def target(site: Site, view: View, dossier: Dossier) -> Html:
    """The promise, its source, the chart, everything reported, and why this lamp."""
    say, row, lang = view.say, dossier.row, view.lang
    title, below = views_target.answer(view, row)
    names = {step.milestone: say.pick(step, "title") for step in dossier.steps}
    drawn = svg_progress.figure(dossier.curve, say)
    if drawn:
        drawn = html.card(
            drawn, svg_progress.twin(dossier.curve, say), heading=say("site.chart"), class_="drawn"
        )
    note = dossier.note if lang == "zh" else dossier.note_en
    bar = progress_bar(view, row, svg.gauge)
    updates = (
        (update, [names.get(step, "") for step in dossier.said.get(update.Index, ())])
        for update in dossier.updates
    )
    return page(
        site, say, f"{FOLDERS[lang]}targets/{row.id}.html", title,
        tag("h1", text(title)),
        tag("p", prose(below), class_="sub"),
        tag(
            "div",
            views_target.promise(view, row, dossier.target),
            views_target.why(view, row, bar),
            class_="half",
        ),
        tag(
            "div",
            drawn,
            views_target.steps(view, row, dossier.steps, dossier.done),
            budgets.one(view, dossier.clock, note, svg.gauge),
            views_target.updates(view, row, updates),
            views_target.context(view, dossier.context),
            views_target.revisions(view, dossier.revisions),
            _elsewhere(site, view, dossier),
            class_="stack",
        ),
        description=say.pick(row, "why"),
    )  # fmt: skip


def _elsewhere(site: Site, view: View, dossier: Dossier) -> Html:
    """Badge and card for other sites."""
    say, name, base = view.say, dossier.row.id, site.base
    shown = tag(
        "p",
        f'<img src="../badge/{name}.svg" alt="{text(_status(view, dossier))}" height="24">',
        " ",
        html.link(say("site.embed.card"), f"../embed/{name}.html"),
    )
    code = ""
    if base:
        at = f"{base}{FOLDERS[view.lang]}"
        frame = f'<iframe src="{at}embed/{name}.html" width="360" height="240"></iframe>'
        code = tag("pre", tag("code", text(frame)), tabindex="0")
    return html.card(shown, code, heading=say("site.embed"), class_="elsewhere")


def _status(view: View, dossier: Dossier) -> str:
    row = dossier.row
    return f"{view.say.pick(row, 'title')} {SHAPES[row.lamp]} {view.say(f'lamp.{row.lamp}')}"


def card(site: Site, view: View, dossier: Dossier) -> Html:
    """Small enough for a frame on another site: title, lamp, bar, why, and the way to the whole."""
    say, row = view.say, dossier.row
    path = f"{FOLDERS[view.lang]}embed/{row.id}.html"
    root, title = to_root(path), say.pick(row, "title")
    link = tag("a", text(title), href=f"../targets/{row.id}.html", target="_top", class_="name")
    demo = ""
    if site.demonstration:
        demo = tag("p", text(say("demo.ribbon")), class_="ribbon", role="note")
    foot = f"{view.title} · {say('chart.as_of', day=day(view.as_of))}"
    grey = tag("p", text(say("sub.grey")), class_="quiet") if _is_grey(row.lamp) else ""
    return "".join(
        (
            f'<!doctype html>\n<html lang="{CODES[view.lang]}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{text(title)}</title>\n",
            f'<link rel="stylesheet" href="{root}assets/look.css">\n',
            f'<link rel="stylesheet" href="{root}assets/site.css">\n',
            f'<link rel="icon" href="{root}assets/icon.svg" type="image/svg+xml">\n',
            '</head>\n<body class="tracker embed">\n<main>\n',
            demo,
            tag("h1", link),
            tag("p", html.lamp(row.lamp, say)),
            progress_bar(view, row, svg.gauge),
            tag("p", prose(say.pick(row, "why"))),
            grey,
            tag("p", text(foot), class_="quiet"),
            "\n</main>\n</body>\n</html>\n",
        )
    )


def _is_grey(lamp: str) -> bool:
    return html.colour(lamp) == "grey"


# White stands out at least 4.5:1 against each.
_BADGE: Final = {
    "achieved": "#2264CD", "on_track": "#167A4A", "at_risk": "#876604", "off_track": "#9C1F07",
    "missed": "#3C0214", "grey": "#545D6F",
}  # fmt: skip


def badge(site: Site, view: View, dossier: Dossier) -> str:
    """Title and lamp in one line, as a picture that brings its own colours."""
    say, row = view.say, dossier.row
    title = svg.shortened(say.pick(row, "title"), 36)
    lamp = f"{SHAPES[row.lamp]} {say(f'lamp.{row.lamp}')}"
    left, right = (7.2 * svg.width_of(said) + 16 for said in (title, lamp))
    said = f"{_status(view, dossier)} · {view.title} · {say('chart.as_of', day=day(view.as_of))}"
    if site.demonstration:
        said = f"{say('demo.ribbon')} · {said}"
    width = left + right
    font = "font-family=\"'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif\""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="24" '
        f'viewBox="0 0 {width:.0f} 24" role="img" aria-label="{text(said)}">'
        f"<title>{text(said)}</title>"
        f'<rect width="{width:.0f}" height="24" rx="4" fill="#27344A"/>'
        f'<path d="M{left:.1f} 0h{right - 4:.1f}a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4h-{right - 4:.1f}z" '
        f'fill="{_BADGE[html.colour(row.lamp)]}"/>'
        f'<g fill="#fff" font-size="13" text-anchor="middle" {font}>'
        f'<text x="{left / 2:.1f}" y="16.5">{text(title)}</text>'
        f'<text x="{left + right / 2:.1f}" y="16.5">{text(lamp)}</text></g></svg>\n'
    )
