"""How fast, beside the floor and beside what a user would do instead: `make bench`.

    python benchmarks/run.py [load|edit|judge|pages|server|publish ...] [--write]

``--write`` puts the tables of the parts that ran into benchmarks/RESULTS.md, too. Ratios of one run can be
compared with those of another; times only with those of the same machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
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

`make bench` prints these tables; `benchmarks/run.py [PART …] --write` writes them here, each part of one run.
Pages and screens are the time until everything is drawn in Chromium, the rest is CPU time; medians of alternating
repeats. A ratio is ours / beside.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures; see the top of this file.")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md, too")
    asked = parser.parse_args()
    measure = import_module("measure")
    for part in asked.parts or PARTS:
        print(f"measuring {part} …", file=sys.stderr)
        rows = []
        for row in import_module(PARTS[part]).rows():
            print("  ".join(row.cells()), file=sys.stderr)
            rows.append(row)
        section = f"{machine()}\n\n{measure.table(rows)}\n"
        print(f"## {part}\n\n{section}")
        if asked.write:
            write(part, section)


def write(part: str, section: str) -> None:
    """One part's table in the place of its last one; the others stay."""
    path = HERE / "RESULTS.md"
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    found = dict(re.findall(r"(?ms)^## (\w+)\n\n(.*?)(?=^## |\Z)", known)) | {part: section}
    tables = [f"## {name}\n\n{found[name].strip()}\n" for name in PARTS if name in found]
    path.write_text("\n".join([INTRO, *tables]), encoding="utf-8")


def machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pandas", "streamlit", "plotly"))
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {libraries}"
    )


if __name__ == "__main__":
    main()
