"""Adding one report to a large file, compared with a round trip by ruamel.yaml: time and changed lines."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

from bench_load import scan
from generate import big_text
from measure import Row, medians
from ruamel.yaml import YAML

from tracker.portfolio.edit import AppendUpdate, apply_edits
from tracker.portfolio.reader import parse_document

REPORT = {"date": dt.date(2024, 3, 31), "value": 240, "note": "第一季度"}
REAL = Path(__file__).parent.parent / "targets.yaml"


def ours(text: str, target_id: str) -> str:
    return apply_edits(text, [AppendUpdate(target_id, REPORT)])[0]


def round_trip(text: str, target_id: str) -> str:
    """What a user would do instead, with the settings that preserve most of the text."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(text)
    target = next(record for record in data["targets"] if record["id"] == target_id)
    target.setdefault("updates", []).append(dict(REPORT))
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def changed(before: str, after: str) -> int:
    """The number of removed, changed and added lines; a changed line counts once."""
    old, new = before.splitlines(), after.splitlines()
    start = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if min(len(old), len(new)) == 0:
        return max(len(old), len(new))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in codes if tag != "equal")


def timed(call: Callable[[str, str], str], text: str, target_id: str) -> tuple[float, str]:
    start = time.process_time()
    after = call(text, target_id)
    return time.process_time() - start, after


def rows() -> Iterator[Row]:
    text = big_text()
    target_id = parse_document(text).data["targets"][7_000]["id"]
    taken = medians(3, {"ours": lambda: ours(text, target_id), "scan": lambda: scan(text)})
    document = parse_document(text)
    edit = [AppendUpdate(target_id, REPORT)]
    known = medians(3, {"ours": lambda: apply_edits(text, edit, document=document)})
    theirs, after = timed(round_trip, text, target_id)  # takes minutes: one run is enough
    lines = f"lines changed: {changed(text, ours(text, target_id))} and {changed(text, after)}"
    size = f"10,000 targets, {len(text.encode()) / 1e6:.0f} MB"
    trip = "ruamel.yaml's round trip"
    yield Row(f"one report ({size}; {lines})", taken["ours"], trip, theirs, 1 / 20)
    yield Row("one report, file already parsed", known["ours"], trip, theirs, 1 / 20)
    yield Row("one report", taken["ours"], "libyaml's event scan", taken["scan"])
    real = REAL.read_bytes().decode()
    target_id = parse_document(real).data["targets"][0]["id"]
    ours_real, ours_after = timed(ours, real, target_id)
    theirs_real, after = timed(round_trip, real, target_id)
    lines = f"lines changed: {changed(real, ours_after)} and {changed(real, after)}"
    yield Row(f"the first report in targets.yaml ({lines})", ours_real, trip, theirs_real)
