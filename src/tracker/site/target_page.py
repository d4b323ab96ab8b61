"""One target's own files on the published site: its page, a card for other sites, a badge."""

from __future__ import annotations

from typing import Final

from tracker import html
from tracker.charts import svg, svg_progress
from tracker.html import Html, prose, tag, text
from tracker.i18n import STATUS_SHAPES, day
from tracker.site.layout import (
    CONTENT_SECURITY_POLICY,
    Site,
    lang_folder,
    relative_root,
    render_page,
)
from tracker.views import budgets
from tracker.views import target as views_target
from tracker.views.context import PageContext
from tracker.views.details import TargetDetails
from tracker.views.target_row import progress_bar


def files(site: Site, view: PageContext, dossier: TargetDetails) -> dict[str, str]:
    """In one language, by their paths."""
    own, name = lang_folder(view.lang), dossier.row.id
    return {
        f"{own}targets/{name}.html": target_html(site, view, dossier),
        f"{own}embed/{name}.html": embed_card(site, view, dossier),
        f"{own}badge/{name}.svg": badge(site, view, dossier),
    }


def target_html(site: Site, view: PageContext, dossier: TargetDetails) -> Html:
    """The promise, its source, the chart, everything reported, and why this status."""
    t, row, lang = view.t, dossier.row, view.lang
    title, below = views_target.target_headline(view, row)
    names = {step.milestone: t.localized(step, "title") for step in dossier.steps}
    drawn = svg_progress.draw(dossier.series, t)
    if drawn:
        drawn = html.card(
            drawn,
            svg_progress.data_table(dossier.series, t),
            heading=t("site.chart"),
            class_="drawn",
        )
    note = dossier.budget_note_zh if lang == "zh" else dossier.budget_note_en
    bar = progress_bar(view, row, svg.gauge)
    updates = (
        (update, [names.get(step, "") for step in dossier.steps_by_update.get(update.Index, ())])
        for update in dossier.updates
    )
    return render_page(
        site,
        t,
        f"{lang_folder(lang)}targets/{row.id}.html",
        title,
        tag("h1", text(title)),
        tag("p", prose(below), class_="sub"),
        tag(
            "div",
            views_target.promise_card(view, row, dossier.target),
            views_target.explanation_card(view, row, bar),
            class_="half",
        ),
        tag(
            "div",
            drawn,
            views_target.milestones_card(view, row, dossier.steps, dossier.done),
            budgets.budget_card(view, dossier.budget_status, note, svg.gauge),
            views_target.updates_card(view, row, updates),
            views_target.context_card(view, dossier.context),
            views_target.revisions_card(view, dossier.revisions),
            _embed_section(site, view, dossier),
            class_="stack",
        ),
        description=t.localized(row, "why"),
    )


def _embed_section(site: Site, view: PageContext, dossier: TargetDetails) -> Html:
    """Badge and card for other sites."""
    t, name, base = view.t, dossier.row.id, site.base
    shown = tag(
        "p",
        f'<img src="../badge/{name}.svg" alt="{text(_status(view, dossier))}" height="24">',
        " ",
        html.link(t("site.embed.card"), f"../embed/{name}.html"),
    )
    code = ""
    if base:
        at = f"{base}{lang_folder(view.lang)}"
        frame = f'<iframe src="{at}embed/{name}.html" width="360" height="240"></iframe>'
        code = tag("pre", tag("code", text(frame)), tabindex="0")
    return html.card(shown, code, heading=t("site.embed"), class_="elsewhere")


def _status(view: PageContext, dossier: TargetDetails) -> str:
    row = dossier.row
    return f"{view.t.localized(row, 'title')} {STATUS_SHAPES[row.status]} {view.t(f'status.{row.status}')}"


def embed_card(site: Site, view: PageContext, dossier: TargetDetails) -> Html:
    """Small enough for a frame on another site: title, status, bar, why, and the way to the whole."""
    t, row = view.t, dossier.row
    path = f"{lang_folder(view.lang)}embed/{row.id}.html"
    root, title = relative_root(path), t.localized(row, "title")
    link = tag("a", text(title), href=f"../targets/{row.id}.html", target="_top", class_="name")
    demo = ""
    if site.demonstration:
        demo = tag("p", text(t("demo.ribbon")), class_="ribbon", role="note")
    foot = f"{view.title} · {t('chart.as_of', day=day(view.as_of))}"
    grey = tag("p", text(t("sub.grey")), class_="quiet") if _is_grey(row.status) else ""
    return "".join(
        (
            f'<!doctype html>\n<html lang="{view.t("lang.code")}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{text(title)}</title>\n",
            f'<link rel="stylesheet" href="{root}assets/look.css">\n',
            f'<link rel="stylesheet" href="{root}assets/site.css">\n',
            f'<link rel="icon" href="{root}assets/icon.svg" type="image/svg+xml">\n',
            '</head>\n<body class="tracker embed">\n<main>\n',
            demo,
            tag("h1", link),
            tag("p", html.status_lamp(row.status, t)),
            progress_bar(view, row, svg.gauge),
            tag("p", prose(t.localized(row, "why"))),
            grey,
            tag("p", text(foot), class_="quiet"),
            "\n</main>\n</body>\n</html>\n",
        )
    )


def _is_grey(status: str) -> bool:
    return html.status_class(status) == "grey"


# White stands out at least 4.5:1 against each.
_BADGE_COLOURS: Final = {
    "achieved": "#2264CD",
    "on_track": "#167A4A",
    "at_risk": "#876604",
    "off_track": "#9C1F07",
    "missed": "#3C0214",
    "grey": "#545D6F",
}


def badge(site: Site, view: PageContext, dossier: TargetDetails) -> str:
    """Title and status in one line, as a picture that brings its own colours."""
    t, row = view.t, dossier.row
    title = svg.shorten(t.localized(row, "title"), 36)
    status = f"{STATUS_SHAPES[row.status]} {t(f'status.{row.status}')}"
    left, right = (7.2 * svg.display_width(said) + 16 for said in (title, status))
    said = f"{_status(view, dossier)} · {view.title} · {t('chart.as_of', day=day(view.as_of))}"
    if site.demonstration:
        said = f"{t('demo.ribbon')} · {said}"
    width = left + right
    font = "font-family=\"'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif\""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="24" '
        f'viewBox="0 0 {width:.0f} 24" role="img" aria-label="{text(said)}">'
        f"<title>{text(said)}</title>"
        f'<rect width="{width:.0f}" height="24" rx="4" fill="#27344A"/>'
        f'<path d="M{left:.1f} 0h{right - 4:.1f}a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4h-{right - 4:.1f}z" '
        f'fill="{_BADGE_COLOURS[html.status_class(row.status)]}"/>'
        f'<g fill="#fff" font-size="13" text-anchor="middle" {font}>'
        f'<text x="{left / 2:.1f}" y="16.5">{text(title)}</text>'
        f'<text x="{left + right / 2:.1f}" y="16.5">{text(status)}</text></g></svg>\n'
    )
