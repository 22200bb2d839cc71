"""What the pages name in the repository is there: files, folders, modules, functions."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, name_of

FILE = re.compile(r"`((?:sim|tests|benchmarks|docs|scenarios|notebooks)/[\w./*-]*)`")
DOTTED = re.compile(r"`(sim(?:\.\w+)+)`")
CONTRIBUTING = ROOT / "CONTRIBUTING.md"


def is_there(dotted: str) -> bool:
    """Whether a dotted name is a module of the package or something in one."""
    words = dotted.split(".")
    for known in range(len(words), 0, -1):
        try:
            found = importlib.import_module(".".join(words[:known]))
        except ModuleNotFoundError:
            continue
        for word in words[known:]:
            if not hasattr(found, word):
                return False
            found = getattr(found, word)
        return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_and_names_on_a_page_exist(page: Path) -> None:
    if page.name == "CHANGELOG.md":
        return  # it tells of names that were
    text = page.read_text(encoding="utf-8")
    assert [name for name in FILE.findall(text) if not any(ROOT.glob(name))] == []
    assert [name for name in DOTTED.findall(text) if not is_there(name)] == []


def test_the_map_has_every_folder() -> None:
    text = CONTRIBUTING.read_text(encoding="utf-8")
    folders = [path.parent.name for path in (ROOT / "sim").glob("*/__init__.py")]
    assert len(folders) >= 10
    assert [name for name in folders if f"`sim/{name}/`" not in text] == []
