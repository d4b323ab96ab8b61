"""A small portfolio between two meetings; each of its numbers is easily computed by hand."""

from support.judging import day, snapshot_at

from tracker.analysis.review import review
from tracker.views.context import PageContext
from tracker.views.review import headline, since_of

HEAD = """
portfolio:
  title: District
  money: 亿元
  reviews:
    - date: 2022-04-15
      title: {zh: 一季度督查会, en: First meeting}
      decisions:
        - {id: kept, text: Sign the contracts, target: worse, owner: bureau, due: 2022-06-30, closed: 2022-06-30}
        - {id: late, text: Name a site, target: better, due: 2022-05-31, closed: 2022-06-10}
        - {id: overdue, text: Settle the permits., target: worse, owner: bureau, due: 2022-06-30}
        - {id: open, text: One definition for all, owner: Secretary}
        - {id: before, text: Done at once, closed: 2022-04-15}
    - {date: 2022-08-01, title: Second meeting}
themes: {housing: Housing}
organisations: {bureau: Housing Bureau, office: Works Office}
documents: {paper: {title: Paper, published: 2022-01}, later: {title: Later, published: 2022-06}}
targets:
"""
SINCE, AS_OF = day("2022-04-15"), day("2022-07-20")


def target(target_id, *updates, kind="cumulative", more="", lead="bureau", document="paper"):
    """A count from 0 to 365 over the days of 2022, so that the plan of a day is its number."""
    measure = {
        "cumulative": "{kind: cumulative, unit: homes, target: 365}",
        "level": "{kind: level, unit: homes, baseline: 0, target: 365}",
        "floor": '{kind: floor, unit: "%", floor: 80}',
        "statement": "{kind: statement}",
    }[kind]
    lines = "".join(f"\n      - {{{update}}}" for update in updates)
    return f"""
  - id: {target_id}
    title: {{zh: 目标{target_id}, en: Target {target_id}}}
    theme: housing
    lead: {lead}
    measure: {measure}
    start: 2021-12-31
    due: 2022-12-31
    source: {{document: {document}}}{more}
    updates:{lines or " []"}
"""


Q1, Q2 = "date: 2022-03-31, reported: 2022-04-10, ", "date: 2022-06-30, reported: 2022-07-10, "
"""The plan is 90 on 31 March and 181 on 30 June: 24.66 % and 49.59 %."""
ISSUES = """
    issues:
      - {id: pipes, opened: 2022-05-01, cause: approvals, text: A gas pipe, owner: bureau, raised_to: Mayor}
      - {id: land, opened: 2022-02-01, closed: 2022-05-10, cause: land, text: Two plots}
      - {id: staff, opened: 2022-02-15, cause: staff, text: Two posts}"""
WORSE = target("worse", Q1 + "value: 90", Q2 + "value: 100, declared: on_track", more=ISSUES)
BETTER = target("better", Q1 + "value: 40", Q2 + "value: 181, declared: on_track")
FALLEN = target("fallen", Q1 + "value: 90, spent: 1", Q2 + "value: 0, spent: 2", kind="level")
SILENT = target("silent", "date: 2021-12-31, value: 0", lead="office")
FIRST = target("first", Q2 + "value: 0")
SAME = target("same", Q1 + "value: 90", Q2 + "value: 181")
RATE = target("rate", Q1 + "value: 81", Q2 + "value: 79", kind="floor")
REVISED = """
    revisions:
      - {date: 2022-02-01, field: due, from: 2022-10-01, to: 2022-12-01, reason: Rain}
      - {date: 2022-05-01, field: due, from: 2022-12-01, to: 2022-12-31, reason: More rain}
      - {date: 2022-06-01, field: target, from: 400, to: 365, reason: One estate left}
      - {date: 2022-07-21, field: start, from: 2022-01-01, to: 2021-12-31, reason: Not yet in force}"""
MOVED = target("moved", Q1 + "value: 90", more=REVISED)
MEETING = HEAD + WORSE + BETTER + FALLEN + SILENT + FIRST + SAME + RATE + MOVED


def review_headline(view: PageContext) -> tuple[str, str]:
    """The first two lines of the review page, since the day that it chooses itself."""
    then = snapshot_at(view.portfolio, since_of(view)[0])
    return headline(view, review(then, view.snapshot))
