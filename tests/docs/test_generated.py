"""Pages written from the code say what the code says; O2's figures are those of the scenario as it is."""

from __future__ import annotations

import re

import pytest

import sim
from docs import generate, o2_figures
from docs.o2_figures import COLUMNS, O2, PLACE, PLACES, STORY
from sim.figures.sheets import MEANINGS
from tests.theory.cases.registry import CASES

AGAIN = "python -m docs.generate"


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_page_is_the_current_one(name: str) -> None:
    text = (generate.DOCS / name).read_text(encoding="utf-8")
    assert text == generate.PAGES[name](), f"{AGAIN} writes it anew"


def test_every_sum_of_a_formula_is_explained() -> None:
    assert generate.named_sums() <= set(MEANINGS)
    assert all(meaning.strip() for meaning in MEANINGS.values())


@pytest.mark.parametrize("page", ["README.md", "docs/guides/trusting-it.md"])
def test_the_number_of_known_answers_is_right(page: str) -> None:
    told = re.findall(r"(\d+) cases", (o2_figures.ROOT / page).read_text(encoding="utf-8"))
    assert told == [str(len(CASES))]


# ---- O2 ---------------------------------------------------------------------------------------------------


def test_the_figures_are_of_the_scenario_as_it_is() -> None:
    digest = sim.load(O2).digest[:12]
    marks = [mark for page in PLACES for mark in re.findall(r"<!-- o2: .*-->", page.read_text(encoding="utf-8"))]
    assert len(marks) >= 7
    assert all(mark.endswith(f" {digest} -->") for mark in marks), f"{AGAIN} --figures writes them anew"


def test_the_what_if_designs_are_designs() -> None:
    scenario = sim.load(O2, designs=o2_figures.what_if_designs())
    assert "not slower" in scenario.designs
    assert {before for told in o2_figures.LADDERS.values() for before, _, _ in told} <= set(scenario.designs)


def test_the_ladder_is_about_right() -> None:
    """Three replications land within two points of the fifty on the page."""
    comparison = sim.compare(O2, replications=3)
    shown = {row[0]: row[1:] for row in _table("ladder")}
    values = {
        (row["design"], row["kpi"], row["scope"], row["name"]): row["estimate"] for row in comparison.result.rows(False)
    }
    for design, label in comparison.scenario.labels.items():
        for told, key in zip(shown[label], COLUMNS.values(), strict=True):
            number, unit = told.split()
            value = values[design, *key] * (100.0 if unit == "%" else 1.0)
            assert abs(value - float(number)) <= (2.0 if unit == "%" else 0.1), (label, key)


def _table(name: str) -> list[list[str]]:
    block = next(match[3] for match in PLACE.finditer(STORY.read_text(encoding="utf-8")) if match[2] == name)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()[2:]]


@pytest.mark.slow
def test_every_figure_is_the_current_one() -> None:
    found = o2_figures.blocks(draw=False)
    for page in PLACES:
        for match in PLACE.finditer(page.read_text(encoding="utf-8")):
            assert match[3] == f"{found[match[2]]}\n", f"{page.name}: {AGAIN} --figures writes it anew"


def test_the_pictures_are_small() -> None:
    for picture in (generate.DOCS / "pictures").iterdir():
        assert picture.stat().st_size < 200_000, picture.name
