"""Links between pages lead somewhere, and no page tells of the machine it was written on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, name_of, prose, text_of

LINK = re.compile(r"\]\(([^)\s]+)\)")
MACHINE = re.compile(r"/(?:home|root|work|tmp|Users|var|opt)/|[A-Z]:\\|localhost|127\.0\.0\.1")

BINDING = [ROOT / "docs" / "guides" / "clusters.md"]
"""Pages that say to listen on the loopback only, for safety; it is the same on every machine."""


def links(page: Path) -> list[str]:
    return LINK.findall(prose(page))


def anchors(page: Path) -> set[str]:
    """What a heading is called in a link: small letters, hyphens for spaces, nothing else."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_resolve(page: Path) -> None:
    for link in links(page):
        assert not link.startswith("http"), f"{link}: sources are named with their doi, in plain text"
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_nothing_of_a_machine(page: Path) -> None:
    text = text_of(page)
    if page in BINDING:
        text = text.replace("127.0.0.1", "")
    assert not MACHINE.search(text)


def test_every_page_is_on_the_map() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    missing = [name_of(page) for page in PAGES if page != index and page not in linked]
    assert not missing, "docs/index.md needs a row for each"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_one_title(page: Path) -> None:
    text = prose(page)
    assert text.startswith("# ")
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
