"""The status of each target as a plain loop, which `tracker.assess` must agree with."""

import calendar
import datetime as dt
from typing import Any, NamedTuple

from tracker.portfolio.entries import Update
from tracker.portfolio.header import MONTHS_PER_PERIOD, Header
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target

RANK = {"A": 3, "B": 2, "C": 1, None: 0}
ONE_DAY = dt.timedelta(days=1)


class Verdict(NamedTuple):
    status: str
    planned: float | None = None
    actual: float | None = None
    gap_pp: float | None = None
    judged_on: dt.date | None = None
    shortfall: float | None = None
    start: dt.date | None = None
    due: dt.date | None = None


class Standing(NamedTuple):
    """The fields of an update that no later correction supersedes."""

    update: Update
    value: float | None
    done: tuple[str, ...] | None  # None: it does not speak of steps


class Figure(NamedTuple):
    date: dt.date
    share: float | None
    reached: bool
    value: float | None = None
    baseline: float | None = None  # of its season


def judge(portfolio: Portfolio, as_of: dt.date) -> dict[str, Verdict]:
    """The verdicts of all targets by id, composites included."""
    verdicts: dict[str, Verdict] = {}
    for target in portfolio.targets:
        verdicts[target.id] = judge_whole(target, portfolio, as_of, ())
    return verdicts


def judge_whole(
    target: Target, portfolio: Portfolio, as_of: dt.date, above: tuple[str, ...]
) -> Verdict:
    """A composite by its parts; ``above`` are the composites on the way down to it."""
    header = portfolio.header
    if target.measure.kind != "parts" or is_ended(target, as_of):
        return judge_one(target, header, as_of)
    dates = Goal(target, as_of)
    verdicts: list[tuple[Verdict, float]] = []
    for part in target.measure.parts:
        other = portfolio.by_id.get(part.target)
        if other is None or part.target in (*above, target.id):
            return Verdict("not_judged")
        verdict = judge_whole(other, portfolio, as_of, (*above, target.id))
        if other.measure.kind in ("floor", "ceiling", "range") and verdict.status != "ended":
            return Verdict("not_judged")
        verdicts.append((verdict, part.weight))
    alive = [(verdict, weight) for verdict, weight in verdicts if verdict.status != "ended"]
    if not alive or any(verdict.status == "not_judged" for verdict, _ in alive):
        return Verdict("not_judged")
    statuses = {verdict.status for verdict, _ in alive}
    due = dates.due or max((v.due for v, _ in alive if v.due), default=None)
    start = dates.start or min((v.start for v, _ in alive if v.start), default=None)
    bounds = {"start": start, "due": due}
    if statuses == {"not_started"} or (start is not None and as_of < start):
        if not statuses <= {"achieved", "to_verify"}:
            return Verdict("not_started", **bounds)
    elif "unreported" in statuses:
        return Verdict("unreported", **bounds)
    weight = sum(weight for _, weight in alive)
    planned = actual = gap = None
    means = [[of_part(v, name) for v, _ in alive] for name in ("planned", "actual")]
    if None not in (*means[0], *means[1]):
        planned, actual = (
            sum(share * each for share, (_, each) in zip(shares, alive, strict=True)) / weight
            for shares in means
        )
        gap = round(100 * (planned - actual), 9)
    final = ("achieved", "to_verify", "missed")
    still = [v.judged_on for v, _ in alive if v.status not in final and v.judged_on]
    ended = [v.judged_on for v, _ in alive if v.judged_on]
    day = min(still) if still else max(ended, default=None)
    if statuses <= {"achieved", "to_verify"}:
        status = "to_verify" if "to_verify" in statuses else "achieved"
    elif due is not None and as_of > due and statuses <= set(final):
        status = "missed"
    elif gap is None:
        return Verdict("not_judged", **bounds)
    elif gap <= header.thresholds.amber:
        status = "on_track"
    else:
        status = "at_risk" if gap <= header.thresholds.red else "off_track"
    if gap is None:
        day = None
    return Verdict(status, planned, actual, gap, day, **bounds)


def of_part(verdict: Verdict, name: str) -> float | None:
    """What a part contributes: all where it is done, nothing before it starts, never more than 0..1."""
    if verdict.status in ("achieved", "to_verify"):
        return 1.0
    if verdict.status == "not_started":
        return 0.0
    share = getattr(verdict, name)
    return None if share is None else min(max(share, 0.0), 1.0)


def is_ended(target: Target, as_of: dt.date) -> bool:
    return target.ended is not None and target.ended.on <= as_of


def judge_one(target: Target, header: Header, as_of: dt.date) -> Verdict:
    """The verdict of a target that is not composed of others."""
    goal = Goal(target, as_of)
    verdict = judge_kind(target, header, as_of)._replace(start=goal.start, due=goal.due)
    if is_ended(target, as_of):
        return verdict._replace(status="ended", planned=None, gap_pp=None, shortfall=None)
    is_accepted = target.accepted is not None and target.accepted.on <= as_of
    if verdict.status == "achieved" and header.acceptance and not is_accepted:
        return verdict._replace(status="to_verify")
    return verdict


def judge_kind(target: Target, header: Header, as_of: dt.date) -> Verdict:
    kind = target.measure.kind
    if kind in ("statement", "parts"):
        return Verdict("not_judged")
    goal = Goal(target, as_of)
    standing = known(target.updates, as_of)
    if kind == "flow":
        return judge_flow(target, header, goal, standing, as_of)
    figure = latest_step(target, goal, standing) if kind == "milestones" else None
    clock = None
    if kind != "milestones":
        figure, clock = latest_value(goal, standing)
    is_rate = kind in ("floor", "ceiling", "range")
    over = goal.due is not None and as_of > goal.due
    final = over and figure is not None and figure.date >= goal.due

    plan = actual = gap = day = short = percent = None
    if figure is not None:
        day, actual = figure.date, figure.share
        if figure.baseline is not None:
            goal.baseline = figure.baseline
        plan = planned(target, goal, day)
        if plan is not None and actual is not None:
            gap = round(100 * (plan - actual), 9)
        if is_rate:
            short, percent = goal.shortfall(figure.value)

    if figure is not None and figure.reached and (final or not is_rate):
        status = "achieved"
    elif goal.start is not None and as_of < goal.start:
        status = "not_started"
    elif goal.due is None:
        status = "not_judged"
    elif final:
        status = "missed"
    elif figure is None and clock is not None:
        status = "not_judged"
    elif figure is None or is_overdue(target, header, goal, clock or day, as_of):
        status = "unreported"
    elif is_rate:
        amber = header.thresholds.amber
        status = "on_track" if short == 0 else "at_risk" if percent <= amber else "off_track"
    elif gap is None:
        status = "not_judged"
    elif gap <= header.thresholds.amber:
        status = "on_track"
    elif gap <= header.thresholds.red:
        status = "at_risk"
    else:
        status = "off_track"
    if status == "not_started" or goal.due is None:
        plan = gap = short = None
    return Verdict(status, plan, actual, gap, day, short)


def judge_flow(
    target: Target, header: Header, goal: "Goal", standing: list[Standing], as_of: dt.date
) -> Verdict:
    """Year by year: each starts at zero and has its own goal, its own plan and its own end."""
    first = goal.start.year if goal.start else min(goal.years)
    last = goal.due.year if goal.due else max(goal.years)
    years = [year for year in sorted(goal.years) if first <= year <= last]
    finals: dict[int, Figure] = {}
    reached_days: dict[int, dt.date] = {}
    for year in years:
        of_year = [each for each in standing if each.update.date.year == year]
        of_year = [each for each in of_year if goal.start is None or each.update.date >= goal.start]
        wanted = goal.years[year]
        while of_year:  # backwards through the days of the year
            figure = latest_of_year(of_year, wanted)
            if figure is None:
                break
            finals.setdefault(year, figure)
            if figure.reached:
                reached_days[year] = figure.date
            of_year = [each for each in of_year if each.update.date < figure.date]
    latest = finals[max(finals)] if finals else None

    def year_end(year: int) -> dt.date:
        end = dt.date(year, 12, 31)
        return end if goal.due is None else min(end, goal.due)

    reached = [year for year in years if year in finals and finals[year].reached]
    short = [
        year
        for year in years
        if year in finals and year not in reached and finals[year].date >= year_end(year)
    ]
    over = goal.due is not None and as_of > goal.due
    plan = actual = gap = day = None
    if latest is not None:
        day, year, actual = latest.date, latest.date.year, latest.share
        begin = dt.date(year, 1, 1)
        begin = begin if goal.start is None else max(begin, goal.start)
        plan = planned_in_year(target, goal.years[year], begin, year_end(year), day)
        gap = round(100 * (plan - actual), 9)
    closed = bool(years) and years[-1] in (*reached, *short)
    if over and latest is not None and len(reached) == len(years):
        status = "achieved"
    elif goal.start is not None and as_of < goal.start:
        status = "not_started"
    elif goal.due is None:
        status = "not_judged"
    elif over and latest is not None and closed:
        status = "missed" if short else "unreported"
    elif latest is None or is_overdue(target, header, goal, day, as_of):
        status = "unreported"
    elif gap <= header.thresholds.amber:
        status = "on_track"
    elif gap <= header.thresholds.red:
        status = "at_risk"
    else:
        status = "off_track"
    if status == "not_started" or goal.due is None:
        plan = gap = None
    return Verdict(status, plan, actual, gap, day)


def latest_of_year(standing: list[Standing], goal: float) -> Figure | None:
    figure, best = None, None
    for update, value, _ in standing:
        if value is None:
            continue
        grade = update.evidence.grade if update.evidence else None
        order = (update.date, RANK[grade], update.known_on, -value)
        if best is None or order > best:
            best, figure = order, Figure(update.date, value / goal, value >= goal, value)
    return figure


def planned_in_year(
    target: Target, goal: float, begin: dt.date, end: dt.date, day: dt.date
) -> float:
    points = {p.date: p.value / goal for p in target.trajectory if begin <= p.date <= end}
    if not points:
        return 1.0 if day >= end else (day - begin).days / (end - begin).days
    points = {begin: 0.0, end: 1.0} | points
    if day > end:
        return points[end]
    before = max(date for date in points if date <= day)
    if before == day:
        return points[day]
    after = min(date for date in points if date > day)
    way = (day - before).days / (after - before).days
    return points[before] + way * (points[after] - points[before])


class Goal:
    """The goal in force on a day: the ``from`` value of the first later revision."""

    def __init__(self, target: Target, as_of: dt.date) -> None:
        measure = target.measure
        self.kind = measure.kind
        self.above_met = getattr(measure, "above", None) == "met"
        self.baseline = getattr(measure, "baseline", None)
        self.is_seasonal = self.kind == "level" and measure.season is not None
        before: dict[str, Any] = {}
        for revision in sorted(target.revisions, key=lambda item: item.date):
            if revision.date > as_of:
                before.setdefault(revision.field + (revision.year or ""), revision.from_)
        self.start = before.get("start", target.start)
        self.due = before.get("due", target.due)
        self.low, self.high = None, None
        if self.kind == "range":
            self.low, self.high = before.get("range", measure.range)
        elif self.kind in ("floor", "ceiling"):
            bound = before.get(self.kind, getattr(measure, self.kind))
            self.low, self.high = (bound, None) if self.kind == "floor" else (None, bound)
        elif self.kind in ("cumulative", "level"):
            self.target = before.get("target", measure.target)
        if self.above_met:
            self.high = None
        if self.kind == "flow":
            self.years = {
                int(year): before.get("target" + year, goal) for year, goal in measure.years.items()
            }

    def share(self, value: float) -> float | None:
        if self.kind in ("cumulative", "level"):
            width = self.target - self.baseline
            return (value - self.baseline) / width if width else None
        return None

    def shortfall(self, value: float) -> tuple[float, float]:
        """The distance from the bound, and the same in % of it."""
        for bound, short in ((self.low, -1), (self.high, 1)):
            if bound is not None and short * (value - bound) > 0:
                distance = abs(value - bound)
                percent = round(100 * distance / abs(bound), 9) if bound else float("inf")
                return distance, percent
        return 0.0, 0.0

    def is_reached(self, value: float) -> bool:
        if self.kind in ("cumulative", "level"):
            is_up = self.target >= self.baseline
            return value >= self.target if is_up else value <= self.target
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def known(updates: tuple[Update, ...], as_of: dt.date) -> list[Standing]:
    visible = [update for update in updates if max(update.date, update.known_on) <= as_of]
    standing = []
    for number, update in enumerate(visible):
        value, spent, done = update.value, update.spent, update.done
        empty = value is None and spent is None and done is None
        if empty and update.corrects is None:
            done = ()  # a note alone: nothing new is done
        for place, by in enumerate(visible):
            if by is update or by.corrects != update.date:
                continue
            if by.known_on < update.known_on or (by.known_on == update.known_on and place < number):
                continue
            takes_all = (by.value, by.spent, by.done, by.declared) == (None, None, None, None)
            if by.value is not None or takes_all:
                value = None
            if by.done is not None or takes_all:
                done = None
        standing.append(Standing(update, value, done))
    return standing


def latest_value(goal: Goal, standing: list[Standing]) -> tuple[Figure | None, dt.date | None]:
    """The figure that counts, and the day of the latest one, judged or not."""
    figure_that_counts, best, clock = None, None, None
    before = figures_before(goal, standing) if goal.is_seasonal else {}
    for update, value, _ in standing:
        if value is None or (goal.start is not None and update.date < goal.start):
            continue
        clock = max(clock or update.date, update.date)
        share, baseline = goal.share(value), None
        if before:
            baseline = of_same_season(before, update.date)
            if baseline is None:
                if goal.due is None or update.date < goal.due:
                    continue
                share = None
            else:
                way = goal.target - baseline
                is_onward = way * (goal.target - goal.baseline) >= 0
                share = (value - baseline) / way if way and is_onward else None
        grade = update.evidence.grade if update.evidence else None
        favourable = share or 0.0
        if share is None and goal.is_seasonal:
            favourable = float("inf")
        if goal.kind in ("floor", "ceiling", "range"):
            favourable = -goal.shortfall(value)[1]
        order = (update.date, RANK[grade], update.known_on, -favourable, -value)
        if best is None or order > best:
            best = order
            is_reached = goal.is_reached(value)
            figure_that_counts = Figure(update.date, share, is_reached, value, baseline)
    return figure_that_counts, clock


def figures_before(goal: Goal, standing: list[Standing]) -> dict[dt.date, float]:
    """The figures before the start: of each day that with the best evidence."""
    best: dict[dt.date, tuple[Any, float]] = {}
    for update, value, _ in standing:
        if value is None or goal.start is None or update.date >= goal.start:
            continue
        grade = update.evidence.grade if update.evidence else None
        favourable = value if goal.target >= goal.baseline else -value
        order = (RANK[grade], update.known_on, -favourable)
        if update.date not in best or order > best[update.date][0]:
            best[update.date] = order, value
    return {day: value for day, (_, value) in best.items()}


def of_same_season(figures: dict[dt.date, float], day: dt.date) -> float | None:
    """The figure nearest to the day some whole years earlier, the fewest years first."""
    for years in range(1, 10):
        feb = (day.month, day.day) == (2, 29)
        wanted = day.replace(year=day.year - years, day=28 if feb else day.day)
        distances = {abs((each - wanted).days): each for each in sorted(figures)}
        nearest = min(distances)
        if nearest <= 45:
            return figures[distances[nearest]]
    return None


def latest_step(target: Target, goal: Goal, standing: list[Standing]) -> Figure | None:
    day, done = None, set()
    for update, _, steps in standing:
        if steps is None:
            continue
        done.update(steps)
        if goal.start is None or update.date >= goal.start:
            day = update.date if day is None else max(day, update.date)
    if day is None:
        return None
    total = sum(step.weight for step in target.milestones)
    weight = sum(step.weight for step in target.milestones if step.id in done)
    reached = bool(target.milestones) and all(step.id in done for step in target.milestones)
    return Figure(day, (1.0 if reached else weight / total) if total else None, reached)


def planned(target: Target, goal: Goal, day: dt.date) -> float | None:
    if goal.kind in ("floor", "ceiling", "range"):
        return None
    if goal.kind == "milestones":
        total = sum(step.weight for step in target.milestones)
        weight = 0.0
        for step in target.milestones:
            due = step.due or goal.due
            if due is not None and due <= day:
                weight += step.weight
        return weight / total if total else None
    if target.trajectory:
        return along_points(target, goal, day)
    if goal.due is not None and day >= goal.due:
        return 1.0
    if goal.start is None or goal.due is None:
        return None
    return (day - goal.start).days / (goal.due - goal.start).days


def along_points(target: Target, goal: Goal, day: dt.date) -> float | None:
    points = {point.date: goal.share(point.value) for point in target.trajectory}
    if goal.start is not None:
        points.setdefault(goal.start, 0.0)
    if goal.due is not None:
        points.setdefault(goal.due, 1.0)
    before = max((date for date in points if date <= day), default=None)
    after = min((date for date in points if date > day), default=None)
    if before is None:
        return 0.0
    if after is None:
        return points[before]
    low, high = points[before], points[after]
    if low is None or high is None:
        return None
    return low + (day - before).days / (after - before).days * (high - low)


def is_overdue(
    target: Target, header: Header, goal: Goal, latest: dt.date | None, as_of: dt.date
) -> bool:
    every, grace = header.report.every, header.report.grace_days
    if target.report is not None:
        every = target.report.every or every
        grace = grace if target.report.grace_days is None else target.report.grace_days
    since = latest or (goal.start - ONE_DAY if goal.start else None)
    if MONTHS_PER_PERIOD[every] and since is not None:
        end = add_months(since, MONTHS_PER_PERIOD[every])
    elif as_of > goal.due:
        end = goal.due
    else:
        return False
    return as_of > end + dt.timedelta(days=grace)


def add_months(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    was_last = (day + ONE_DAY).day == 1
    return dt.date(year, month + 1, last if was_last else min(day.day, last))
