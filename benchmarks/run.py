"""How fast, beside the floor and beside what a user would do instead: `make bench`.

    python benchmarks/run.py [load|edit|judge|pages|server|publish ...] [--write]

``--write`` puts the table into benchmarks/RESULTS.md, too. Ratios of one run can be compared with
those of another; times only with those of the same machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PARTS = {
    "load": "bench_load",
    "edit": "bench_edit",
    "judge": "bench_judge",
    "pages": "bench_pages",
    "server": "bench_server",
    "publish": "bench_publish",
    "screen": "bench_screen",
}
sys.path[:0] = [
    str(HERE),
    str(HERE.parent / "tests"),
]  # the plain loop and the server are the tests'

INTRO = """\
# What was measured

`make bench` prints this table; `benchmarks/run.py --write` writes it here. Every row is of one run on {machine}.
Loading, checking and judging are CPU time, pages the time until everything is drawn in Chromium; medians of
alternating repeats. A ratio is ours / beside.

"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures; see the top of this file.")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md, too")
    asked = parser.parse_args()
    measure = import_module("measure")
    rows = []
    for part in asked.parts or PARTS:
        print(f"measuring {part} …", file=sys.stderr)
        for row in import_module(PARTS[part]).rows():
            print("  ".join(row.cells()), file=sys.stderr)
            rows.append(row)
    table = measure.table(rows)
    print(f"{machine()}\n\n{table}")
    if asked.write:
        text = INTRO.format(machine=machine()) + table + "\n"
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")


def machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pandas", "streamlit", "plotly"))
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {libraries}"
    )


if __name__ == "__main__":
    main()
