"""One target: its promise and source, the basis of its status, its milestones."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Final

from tracker import html
from tracker.analysis.details import TargetDetails, details_of
from tracker.analysis.rows import AssessedTarget
from tracker.html import Html, prose, tag, text
from tracker.i18n import day
from tracker.numbers import number, percent, percents, points
from tracker.portfolio import model
from tracker.views import target_activity
from tracker.views.context import PageContext, reporting_rule
from tracker.views.target_activity import field_label, revised_value
from tracker.views.target_row import (
    due_text,
    is_assumed,
    measure_scale,
    progress_bar,
    rate_gap,
    status_lamp,
)

GOAL_KEYS: Final[Mapping[str, str]] = {
    "cumulative": "goal.cumulative",
    "level": "goal.level",
    "floor": "goal.floor",
    "ceiling": "goal.ceiling",
    "range": "goal.range",
    "milestones": "goal.milestones",
    "statement": "goal.statement",
}
"""By kind of measure."""
RULE_KEYS: Final[Mapping[str, str]] = {
    "statement": "rule.statement",
    "reached": "rule.reached",
    "reached_late": "rule.reached_late",
    "before_start": "rule.before_start",
    "no_due": "rule.no_due",
    "no_plan": "rule.no_plan",
    "not_reached": "rule.not_reached",
    "no_update": "rule.no_update",
    "stale": "rule.stale",
    "gap_small": "rule.gap_small",
    "gap_amber": "rule.gap_amber",
    "gap_red": "rule.gap_red",
    "holds": "rule.holds",
    "short": "rule.short",
    "far_short": "rule.far_short",
}
"""By rule of `assessment`."""


def headline(view: PageContext, target_id: str) -> tuple[str, str]:
    """The heading of the page, which is the title, and the line below: theme, plan, lead, due date."""
    return target_headline(view, view.row(target_id))


def target_headline(view: PageContext, row: AssessedTarget) -> tuple[str, str]:
    """`headline` of a target that is there already."""
    parts = [view.theme(row.theme)]
    if row.plan is not None:
        parts.append(view.plan(row.plan))
    parts.append(view.lead(row.lead))
    parts.append(due_text(view, row))
    return view.t.localized(row, "title"), " · ".join(parts)


def summary(view: PageContext, target_id: str) -> Html:
    """The promise beside the basis of the status."""
    details = details_of(view.snapshot, target_id)
    bar = progress_bar(view, details.row)
    cards = promise_card(view, details), explanation_card(view, details.row, bar)
    return html.page(tag("div", *cards, class_="half"))


def milestones(view: PageContext, target_id: str) -> Html:
    """The milestones with their state; nothing for a target without."""
    card = milestones_card(view, details_of(view.snapshot, target_id))
    return html.page(card) if card else ""


def activity(view: PageContext, target_id: str) -> Html:
    """Updates, context and revisions, the latest first."""
    cards = target_activity.cards(view, details_of(view.snapshot, target_id))
    return html.page(tag("div", *cards, class_="stack"))


def promise_card(view: PageContext, details: TargetDetails) -> Html:
    """The commitment as published, its measure, period, lead and source."""
    t, row, target = view.t, details.row, details.target
    pairs = [
        (t("promise.what"), text(t.localized(row, "promise") or t.localized(row, "title"))),
        (t("promise.measure"), text(goal_text(view, row))),
        (t("promise.period"), prose(_period(row))),
        (t("promise.lead"), text(view.lead(row.lead))),
        (t("promise.source"), _source(view, target.source)),
    ]
    if row.original_status is not None:
        pairs.append((t("promise.revised"), prose(_revisions(view, details))))
    pairs += [
        (
            t(
                "promise.assumed",
                field=t("field.pro_rata")
                if name == "trajectory" and row.pro_rata
                else field_label(view.t, name),
            ),
            text(model.localize(reason, view.lang)),
        )
        for name, reason in target.assumed.items()
    ]
    return html.card(html.definition_list(pairs), heading=t("promise.heading"))


def _period(row: AssessedTarget) -> str:
    """The first and the last day; a dash where neither is known."""
    if row.start is None and row.due is None:
        return day(None)
    return f"{day(row.start)} – {day(row.due)}"


def _revisions(view: PageContext, details: TargetDetails) -> str:
    """What was changed since the promise: it differs from measure and period in these."""
    t = view.t
    return t("list.semicolon").join(
        t(
            "promise.revision",
            field=field_label(view.t, change.field),
            before=revised_value(view, change, "from"),
            after=revised_value(view, change, "to"),
            day=day(change.date),
        )
        for change in reversed(details.revisions)
        if change.field != "budget"
    )


def _source(view: PageContext, source: model.Source) -> Html:
    """The document, linked where it has an address, and the place in it."""
    t, document = view.t, view.portfolio.documents.get(source.document)
    if document is None:
        named = text(source.document)
    else:
        title = model.localize(document.title, view.lang)
        named = html.external_link(title, document.url)
        for more in (document.publisher, document.published):
            if more and model.localize(more, view.lang) != title:
                named += text(f" · {model.localize(more, view.lang)}")
    if source.article is not None:
        named += text(f" · {t('source.article', number=source.article)}")
    if source.paragraph is not None:
        named += text(f" · {t('source.paragraph', number=source.paragraph)}")
    return named


def goal_text(view: PageContext, row: AssessedTarget) -> str:
    """The goal in force in words: kind, number, unit."""
    t, lang = view.t, view.lang
    about = t("goal.about") if row.approximate else ""
    scale = measure_scale(t, row)
    return t(
        GOAL_KEYS[row.kind],
        goal=about + number(row.goal, lang, scale.shift),
        baseline=number(row.baseline, lang, scale.shift),
        high=number(row.high, lang, scale.shift),
        unit=scale.unit,
    )


def _gap_key(gap: float) -> str:
    if gap == 0:
        return "why.points"
    return "chart.gap.ahead" if gap < 0 else "chart.gap.behind"


def explanation_card(view: PageContext, row: AssessedTarget, bar: Html) -> Html:
    """The status with the figures and the rule it is based on; ``bar`` draws actual and planned."""
    t, lang = view.t, view.lang
    pairs = [
        (t("why.as_of"), prose(day(view.as_of))),
        (t("why.judged_on"), prose(day(row.judged_on))),
    ]
    if not isnan(row.value):
        graded = f" · {t('evidence.grade', grade=row.grade)}" if row.grade else ""
        scale = measure_scale(t, row)
        value = f"{number(row.value, lang, scale.shift)} {scale.unit}{graded}"
        pairs.append((t("why.value"), text(value)))
    if row.kind == "milestones":
        pairs.append((t("why.steps"), text(f"{row.steps_done} / {row.steps}")))
    if not isnan(row.shortfall):
        amber = number(row.amber, lang)
        pairs += [
            (t("why.gap"), text(rate_gap(view, row) or t("shortfall.none"))),
            (t("why.limits"), text(t("why.rate_bands", amber=amber))),
        ]
    elif not isnan(row.gap_pp):
        planned, actual = percents((row.planned, row.actual), lang, 1)
        gap = points(abs(row.gap_pp), lang, (row.amber, row.red))
        pairs += [
            (t("why.pro_rata" if row.pro_rata else "why.planned"), text(planned)),
            (t("why.actual"), text(actual)),
            (t("why.gap"), text(t(_gap_key(row.gap_pp), gap=gap))),
            (
                t("why.limits"),
                text(t("why.bands", amber=number(row.amber, lang), red=number(row.red, lang))),
            ),
        ]
    elif not isnan(row.planned_now):
        key = "why.pro_rata_now" if row.pro_rata else "why.planned_now"
        pairs.append((t(key), text(percent(row.planned_now, lang, 1))))
    next_report = ""
    if row.next_report is not None and row.status not in ("achieved", "missed", "not_judged"):
        pairs.append((t("why.next_report"), prose(day(row.next_report))))
        next_report = tag("p", prose(reporting_rule(t, view.portfolio)), class_="quiet")
    pairs.append((t("why.rule"), text(t(RULE_KEYS[row.rule]))))
    return html.card(
        tag("p", status_lamp(row, t)),
        tag("p", prose(view.explanation(row))),
        bar,
        html.definition_list(pairs),
        next_report,
        heading=t("why.heading"),
    )


def milestones_card(view: PageContext, details: TargetDetails) -> Html:
    """The milestones, each with its state; nothing for a target without."""
    t, done = view.t, details.done
    assumed = is_assumed(view, details.target.id, "milestones")
    rows = [
        (
            text(t.localized(step, "title")),
            prose(t("step.assumed", day=day(step.due)) if assumed and step.due else day(step.due)),
            prose(t("step.done", day=day(done[step.milestone])))
            if step.milestone in done
            else text(t("step.open")),
            text(number(step.weight, view.lang)),
        )
        for step in details.steps
    ]
    if not rows:
        return ""
    head = [t(key) for key in ("step.title", "step.due", "step.state", "step.weight")]
    caption = t("step.judged" if details.row.kind == "milestones" else "step.note")
    return html.card(html.table(head, rows, caption, numbers=(3,)), heading=t("step.heading"))
