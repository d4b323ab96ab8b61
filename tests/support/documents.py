"""The Markdown documents of the repository: code blocks, headings, links and tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CHINESE = ".zh-CN.md"
FENCE = re.compile(r"(?ms)^```(\w*)\n(.*?)^```$")


def documents() -> list[Path]:
    """Every Markdown document in the root folder and in docs/."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    """The fenced code blocks of a language."""
    text = path.read_text(encoding="utf-8")
    return [code for tag, code in FENCE.findall(text) if tag == language]


def prose(path: Path) -> str:
    """The text without its fenced code blocks."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def headings(path: Path) -> list[tuple[int, str]]:
    """Level and text of each heading."""
    matches = re.findall(r"(?m)^(#+) (.+)$", prose(path))
    return [(len(marks), text) for marks, text in matches]


def anchors(path: Path) -> set[str]:
    """The fragments that lead to a heading, as GitHub, Gitea and Forgejo form them."""
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for _, text in headings(path)}


def links(path: Path) -> list[str]:
    """The targets of all links and images."""
    return re.findall(r"\]\(([^)\s]+)\)", prose(path))


def tables(path: Path) -> list[list[list[str]]]:
    """Each table as rows of cells, without its head."""
    blocks: list[list[list[str]]] = []
    inside = False
    for line in prose(path).splitlines():
        if re.fullmatch(r"[|: -]+", line) and "-" in line:
            blocks.append([])
            inside = True
        elif inside and line.startswith("|"):
            blocks[-1].append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        else:
            inside = False
    return blocks


class Outline(NamedTuple):
    """What the two languages of a document have in common."""

    headings: list[int]  # levels
    code: list[str]  # languages of the code blocks
    tables: list[tuple[int, int]]  # rows, columns
    links: list[str]  # files, without language and fragment; web addresses


def outline(path: Path) -> Outline:
    text = path.read_text(encoding="utf-8")
    files = sorted(
        neutral(link.partition("#")[0], path) for link in links(path) if not link.startswith("#")
    )
    sizes = [(len(rows), len(rows[0]) if rows else 0) for rows in tables(path)]
    levels = [level for level, _ in headings(path)]
    return Outline(levels, [language for language, _ in FENCE.findall(text)], sizes, files)


def neutral(link: str, path: Path) -> str:
    """A link without the mark of a language; the link to the other language as ``other language``."""
    same = re.sub(r"-zh\.png$", "-en.png", link.replace(CHINESE, ".md"))
    return "other language" if same == path.name.replace(CHINESE, ".md") else same
