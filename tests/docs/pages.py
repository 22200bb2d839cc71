"""The pages, and the fenced blocks in them.

A block opens with a language and perhaps the name of a file: "```yaml shop.yaml" is a file that the commands of
the page may use.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LANGUAGES = {"sh", "console", "python", "yaml", "csv", "text"}
FENCE = re.compile(r"^```(?P<language>\w*) ?(?P<name>\S*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


class Fence(NamedTuple):
    """A fenced block."""

    language: str
    name: str
    body: str
    line: int


def name_of(page: Path) -> str:
    """The page as a reader would call it."""
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def fences(page: Path) -> list[Fence]:
    """The blocks of a page, in order."""
    text = text_of(page)
    return [
        Fence(match["language"], match["name"], match["body"], text.count("\n", 0, match.start()) + 1)
        for match in FENCE.finditer(text)
    ]


def prose(page: Path) -> str:
    """A page without its blocks."""
    return FENCE.sub("", text_of(page))
