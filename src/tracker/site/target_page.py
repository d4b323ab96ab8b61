"""The files of one target on the published site: its page, a card to embed, a badge."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple
from urllib.parse import quote

from tracker import html
from tracker.analysis.details import TargetDetails
from tracker.analysis.status_words import status_label
from tracker.html import Html, text
from tracker.i18n import day, languages, shorten
from tracker.i18n import width as display_width
from tracker.site import target_dataset
from tracker.site.context import SiteContext
from tracker.site.layout import (
    PageText,
    Site,
    as_of_text,
    demonstration_words,
    lang_folder,
    relative_root,
    render_document,
    render_page,
)
from tracker.templates import Markup, render
from tracker.views import target as views_target
from tracker.views.chart_files import progress_chart
from tracker.views.context import PageContext
from tracker.views.downloads import Picture
from tracker.views.links import ToolLink
from tracker.views.svg_file import one_drawing
from tracker.views.target_promise import goal_changes_text
from tracker.views.target_row import progress_bar, status_lamp


def paths(site: Site, details: TargetDetails) -> list[str]:
    """The paths of the files in every language."""
    name = details.row.id
    listed = [f"targets/{name}.html", f"embed/{name}.html", f"badge/{name}.svg"]
    if has_chart(site, details):
        listed.append(f"charts/{name}.svg")
        listed += [f"charts/{name}.png"] if site.drawn else []
    return [lang_folder(lang) + path for lang in languages() for path in listed]


def has_chart(site: Site, details: TargetDetails) -> bool:
    """Whether the chart of the target is a file too."""
    return site.charts and not details.series.empty


def files(
    site: Site, view: SiteContext, details: TargetDetails, picture: Picture | None
) -> dict[str, str | bytes]:
    """The files in one language, by path; ``picture`` is needed where the site is drawn."""
    folder, name = lang_folder(view.lang), details.row.id
    of_target: dict[str, str | bytes] = {
        f"{folder}targets/{name}.html": target_html(site, view, details),
        f"{folder}embed/{name}.html": embed_card(site, view, details),
        f"{folder}badge/{name}.svg": badge(site, view, details),
    }
    chart = progress_chart(view, details) if has_chart(site, details) else None
    if chart is not None:
        of_target[f"{folder}charts/{name}.svg"] = drawing = one_drawing(*chart)
        if site.drawn and picture is not None:
            of_target[f"{folder}charts/{name}.png"] = picture(drawing)
    return of_target


def target_html(site: Site, view: SiteContext, details: TargetDetails) -> Html:
    """The commitment, its source, the chart, all updates, and the explanation of the status."""
    t, row = view.t, details.row
    charts = has_chart(site, details)
    view = replace(view, prefix="../", charts=charts, drawn=charts and site.drawn)
    chart = f"{lang_folder(view.lang)}charts/{row.id}.png" if view.drawn else ""
    title, below = views_target.target_headline(view, row)
    changes = goal_changes_text(view, details.revisions)
    answer = " · ".join(filter(None, (status_label(row, t), view.explanation(row), changes)))
    additions = views_target.Additions(below=_elsewhere(site, view, details))
    dataset = target_dataset.script(site, view, details, answer)
    return render_page(
        site,
        t,
        f"{lang_folder(view.lang)}targets/{row.id}.html",
        PageText(title, title, below, answer),
        views_target.page_of(view, details, additions) + dataset,
        picture=chart,
    )


class ContactLink(NamedTuple):
    """The link to report an error, and to whom."""

    label: str
    href: str
    lead: str


def _elsewhere(site: Site, view: SiteContext, details: TargetDetails) -> Html:
    """Badge and card for other sites, and the link to report an error."""
    t, name = view.t, details.row.id
    links = [ToolLink(f"../embed/{name}.html", t("site.embed.card"))]
    if site.drawn and has_chart(site, details):
        links.append(ToolLink(f"../charts/{name}.png", t("site.embed.picture")))
    frame = ""
    if site.base:
        folder = f"{site.base}{lang_folder(view.lang)}"
        frame = f'<iframe src="{folder}embed/{name}.html" width="360" height="240"></iframe>'
    return render(
        "site",
        "target_elsewhere.html",
        heading=t("site.embed"),
        badge=ToolLink(f"../badge/{name}.svg", _title_and_status(view, details)),
        links=links,
        frame=frame,
        contact=_contact(site, view, details),
    )


def _contact(site: Site, view: PageContext, details: TargetDetails) -> ContactLink | None:
    """None where the responsible organisation has no address for errors."""
    t, row = view.t, details.row
    contact = view.portfolio.contacts.get(row.lead or "")
    if contact is None:
        return None
    if contact.startswith("mailto:"):
        page = f"{site.base}{lang_folder(view.lang)}targets/{row.id}.html" if site.base else row.id
        subject = f"{t.localized(row, 'title')} · {view.title}"
        contact += f"?subject={quote(subject)}&body={quote(page)}"
    return ContactLink(t("site.error.report"), contact, view.lead(row.lead))


def _title_and_status(view: PageContext, details: TargetDetails) -> str:
    t, row = view.t, details.row
    return f"{t.localized(row, 'title')} {status_label(row, t)}"


def embed_card(site: Site, view: PageContext, details: TargetDetails) -> Html:
    """A small page for a frame on another site: title, status, progress, reason, grade and day, and a link to the target."""
    t, row = view.t, details.row
    graded = t("evidence.grade", grade=row.grade) if row.grade else ""
    parts = (view.title, graded, as_of_text(site, t))
    return render_document(
        "embed.html",
        t,
        t.localized(row, "title"),
        root=relative_root(f"{lang_folder(view.lang)}embed/"),
        demonstration=demonstration_words(site, t),
        href=f"../targets/{row.id}.html",
        status=Markup(status_lamp(row, t)),
        bar=Markup(progress_bar(view, row)),
        explanation=view.explanation(row),
        grey=t("sub.grey") if row.status in html.NO_DATA else "",
        foot=[part for part in parts if part],
    )


_COLUMN_WIDTH: Final = 7.2  # of a badge, in pixels at 13 pixels of type
# White text has a contrast of at least 4.5:1 on each.
_BADGE_COLOURS: Final = {
    "achieved": "#2264CD",
    "to_verify": "#2F6398",
    "on_track": "#167A4A",
    "at_risk": "#876604",
    "off_track": "#9C1F07",
    "missed": "#3C0214",
    **dict.fromkeys(html.NO_DATA, "#545D6F"),
}


def badge(site: Site, view: PageContext, details: TargetDetails) -> str:
    """Title, status, grade of the evidence and day in one line, as an SVG image with its own colours."""
    t, row = view.t, details.row
    title = shorten(t.localized(row, "title"), 36)
    grade = t("latest.grade", grade=row.grade) if row.grade else ""
    status = " · ".join(part for part in (status_label(row, t), grade, day(view.as_of)) if part)
    left, right = (_COLUMN_WIDTH * display_width(part) + 16 for part in (title, status))
    parts = (_title_and_status(view, details), grade, view.title)
    as_of = t("chart.as_of", day=day(view.as_of))
    label = " · ".join(part for part in (*parts, as_of) if part)
    if site.demonstration:
        label = f"{t('demo.ribbon')} · {label}"
    width = left + right
    font = "font-family=\"'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif\""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="24" '
        f'viewBox="0 0 {width:.0f} 24" role="img" aria-label="{text(label)}">'
        f"<title>{text(label)}</title>"
        f'<rect width="{width:.0f}" height="24" rx="4" fill="#27344A"/>'
        f'<path d="M{left:.1f} 0h{right - 4:.1f}a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4h-{right - 4:.1f}z" '
        f'fill="{_BADGE_COLOURS[row.status]}"/>'
        f'<g fill="#fff" font-size="13" text-anchor="middle" {font}>'
        f'<text x="{left / 2:.1f}" y="16.5">{text(title)}</text>'
        f'<text x="{left + right / 2:.1f}" y="16.5">{text(status)}</text></g></svg>\n'
    )
