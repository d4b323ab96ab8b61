"""Compares speed with the possible minimum and with what a user would do instead: `make bench`.

    python benchmarks/run.py [load|edit|judge|list|pages|server|publish|screen|backtest ...] [--write]

``--write`` also writes the tables to benchmarks/RESULTS.md, those of ``backtest``, which measures how good the
outlook is and not how quick, to benchmarks/BACKTEST.md. Ratios are comparable between runs, times only
on the same machine.
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
    "list": "bench_list",
    "pages": "bench_pages",
    "server": "bench_server",
    "publish": "bench_publish",
    "screen": "bench_screen",
}
sys.path[:0] = [
    str(HERE),
    str(HERE.parent / "tests"),
]  # for tests/support: the plain loop and the servers

INTRO = """\
# Benchmark results

`make bench` prints these tables; `benchmarks/run.py [PART …] --write` writes them here. Each table is from one run.
Pages and screens are measured until everything is drawn in Chromium, publishing in elapsed time (it takes several
processes) and in CPU time, the rest in CPU time; all figures are medians of
alternating repeats. The ratio is the first time divided by the second.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Run benchmarks; see the docstring of this file.")
    parser.add_argument(
        "parts", nargs="*", help=f"any of {', '.join(PARTS)}, backtest; default: all"
    )
    parser.add_argument("--write", action="store_true", help="also write RESULTS.md")
    arguments = parser.parse_args()
    measure = import_module("measure")
    for part in arguments.parts or (*PARTS, "backtest"):
        if part == "backtest":
            document = import_module("bench_backtest").document()
            print(document)
            if arguments.write:
                (HERE / "BACKTEST.md").write_text(document, encoding="utf-8")
            continue
        print(f"measuring {part} …", file=sys.stderr)
        rows = []
        for row in import_module(PARTS[part]).rows():
            print("  ".join(row.cells()), file=sys.stderr)
            rows.append(row)
        section = f"{machine()}\n\n{measure.table(rows)}\n"
        print(f"## {part}\n\n{section}")
        if arguments.write:
            write(part, section)


def write(part: str, section: str) -> None:
    """Replace the table of one part in RESULTS.md."""
    path = HERE / "RESULTS.md"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    sections = dict(re.findall(r"(?ms)^## (\w+)\n\n(.*?)(?=^## |\Z)", text)) | {part: section}
    tables = [f"## {name}\n\n{sections[name].strip()}\n" for name in PARTS if name in sections]
    path.write_text("\n".join([INTRO, *tables]), encoding="utf-8")


def machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pandas", "streamlit", "plotly"))
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {libraries}"
    )


if __name__ == "__main__":
    main()
