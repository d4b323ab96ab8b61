"""The real file, one report about it, and the lines that a command changed in a copy of it."""

from __future__ import annotations

import difflib
from pathlib import Path

REAL = Path(__file__).parents[2] / "targets.yaml"
LINE = "      - {date: 2022-06-30, value: 240, evidence: {title: 季度报表, grade: A}}"
REPORT = (
    "report",
    "scattered-renewal",
    "--value",
    "240",
    "--date",
    "2022-06-30",
    "--evidence-title",
    "季度报表",
    "--grade",
    "A",
)


def changed_lines(path: Path, before: str | None = None) -> list[str]:
    """The lines that differ from the real file, as a diff shows them."""
    old = (REAL.read_text(encoding="utf-8") if before is None else before).splitlines()
    lines = difflib.unified_diff(
        old, path.read_text(encoding="utf-8").splitlines(), n=0, lineterm=""
    )
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
