"""The demonstration: the portfolio of a district that does not exist, generated from a seed and a day.

All dates are relative to ``today``, so that the demonstration is never out of date: more than three years
of reports, up to the last quarter with published figures. `demo.topics` lists the targets and their
outcomes, `demo.course` works out their figures, `demo.record` makes records of them, and this module writes
the records as YAML.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from pathlib import Path

from tracker.demo import topics
from tracker.demo.dates import DemoCalendar
from tracker.demo.record import RecordDict, TargetGenerator, bilingual, body
from tracker.i18n import LocalizedError, Message
from tracker.portfolio.emitter import emit
from tracker.portfolio.load import load
from tracker.portfolio.months import month_end


class NoDemonstrationError(LocalizedError):
    """The folder has data that is not a demonstration; it is left as it is."""


def portfolio_text(today: dt.date, *, seed: int = 135) -> str:
    """The demonstration as the text of a file; the same seed and day give the same text."""
    calendar = DemoCalendar.at(today)
    themes, plans, organisations = (
        {key: bilingual(zh, en) for key, zh, en in topics.parse_table(text)}
        for text in (topics.THEMES, topics.PLANS, topics.ORGANISATIONS)
    )
    reviews = "\n".join(f"    - {emit(review)}" for review in _reviews(calendar))
    header = topics.HEADER.format(today=today, seed=seed, latest=calendar.latest, reviews=reviews)
    lines = [header]
    for name, block in (("themes", themes), ("plans", plans), ("organisations", organisations)):
        lines += [f"{name}:", *(f"  {key}: {emit(value)}" for key, value in block.items()), ""]
    lines.append("documents:")
    for key, title, publisher, published in topics.documents(calendar.year, today.year):
        lines += [f"  {key}:", f"    title: {emit(bilingual(*title))}"]
        lines.append(f"    publisher: {emit(bilingual(*publisher))}")
        lines += [f"    published: {published}"] if published else []
        lines.append(f"    url: https://example.org/sample-district/{key}")
    lines.append("")
    lines.append("targets:")
    theme = ""
    for spec in topics.targets():
        if spec.theme != theme:
            theme = spec.theme
            lines += [f"  # ───── {themes[theme]['zh']} / {themes[theme]['en']} ─────", ""]
        lines += [*_block(TargetGenerator(spec, calendar, seed).record()), ""]
    return "\n".join(lines[:-1]) + "\n"


def write_portfolio(folder: Path, today: dt.date, *, seed: int = 135) -> Path:
    """Write ``folder/targets.yaml`` completely or not at all, in place of a demonstration or nothing.

    `NoDemonstrationError` for other data.
    """
    path = folder / "targets.yaml"
    if os.path.lexists(path) and not load(path).header.demonstration:
        raise NoDemonstrationError(Message("demo.other_data", path=str(path)))
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".targets.yaml.{secrets.token_hex(4)}.tmp"
    text = portfolio_text(today, seed=seed)
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _reviews(calendar: DemoCalendar) -> list[RecordDict]:
    """A review after each of the last four quarters, with its decisions."""
    rows = topics.parse_table(topics.DECISIONS)
    reviews = []
    for number in sorted({row[0] for row in rows}, reverse=True):
        quarter = month_end(calendar.latest.year, calendar.latest.month - 3 * (int(number) - 1))
        day = quarter + dt.timedelta(days=20)
        names = (text.format(n=quarter.month // 3) for text in topics.PHRASES["review"])
        decisions: list[RecordDict] = []
        for _, key, target, owner, due, closed, *words in (row for row in rows if row[0] == number):
            decision: RecordDict = {"id": key, "text": bilingual(*words)}
            decision |= {} if target == "-" else {"target": target}
            decision |= {"owner": body(owner)}
            for name, days in (("due", due), ("closed", closed)):
                decision |= {} if days == "-" else {name: day + dt.timedelta(days=int(days))}
            decisions.append(decision)
        reviews.append({"date": day, "title": bilingual(*names), "decisions": decisions})
    return reviews


# ── as text ──


def _block(record: RecordDict) -> list[str]:
    """A target as an editor would write it: one list item per line, the promise below its key."""
    lines = []
    for key, value in record.items():
        if key == "promise":
            lines += [f"{key}:", *(f"  {lang}: {emit(words)}" for lang, words in value.items())]
        elif isinstance(value, list):
            lines += [f"{key}:", *(f"  - {emit(item)}" for item in value)]
        else:
            lines.append(f"{key}: {emit(value, field=key)}")
    return [("  - " if n == 0 else "    ") + line for n, line in enumerate(lines)]
