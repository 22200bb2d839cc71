"""O2's figures in the pages: run, written into the marked places, and drawn.

A place in a page is what stands between `<!-- o2: NAME -->` and `<!-- end -->`. The designs of the what-if table are
those of the YAML block in `guides/o2.md`, so the page shows the very lines that were run. The one surprising
decision: the marks carry the scenario's digest, so the quick tests notice when the scenario has moved on and
these figures have not.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

import sim
from sim.experiments.comparison import Comparison
from sim.figures.number_format import NumberFormat

DOCS = Path(__file__).parent
ROOT = DOCS.parent
O2 = ROOT / "scenarios" / "o2.yaml"
STORY = DOCS / "guides" / "o2.md"
PLACES = (ROOT / "README.md", STORY)
PICTURE = DOCS / "pictures" / "o2.svg"
HOURS = DOCS / "pictures" / "o2-hours.svg"
WHAT_IF_REPLICATIONS = 20
PLACE = re.compile(r"(<!-- o2: ([a-z-]+)[^>]*-->\n)(.*?)(<!-- end -->)", re.DOTALL)
WRITE = NumberFormat("en")

COLUMNS = {
    "All calls": ("answer_rate", "total", "total"),
    "Sales calls": ("answer_rate", "type", "sales"),
    "Service calls": ("answer_rate", "type", "service"),
    "E-mails in 24 h": ("reply_within", "type", "claims"),
    "Occupancy": ("occupancy", "total", "total"),
    "Resolved at first answer": ("fcr_true", "total", "total"),
    "Cost per resolved request": ("cost_per_resolved", "total", "total"),
}
SHORT = ("All calls", "Sales calls", "Service calls", "Cost per resolved request")


def renew(places: tuple[Path, ...] = PLACES) -> None:
    """Run, write the places of the pages, draw the pictures."""
    found = blocks()
    for page in places:
        text = page.read_text(encoding="utf-8")
        page.write_text(PLACE.sub(lambda match: _filled(match, found), text), encoding="utf-8")


def _filled(match: re.Match[str], found: dict[str, str]) -> str:
    name = match.group(2)
    return f"<!-- o2: {name} {found['digest']} -->\n{found[name]}\n<!-- end -->"


def blocks(draw: bool = True) -> dict[str, str]:
    """Every table and sentence by its name; draws the pictures on the way."""
    file = sim.load(O2)
    comparison = sim.compare(file, replications=file.study.replications)  # all of them, for figures to quote
    if draw:
        draw_pictures(comparison)
    varied = sim.compare(sim.load(O2, designs=what_if_designs()), replications=WHAT_IF_REPLICATIONS)
    return {
        "digest": comparison.scenario.digest[:12],
        "verdict": f"> {comparison.verdict}",
        "ladder": ladder(comparison, tuple(COLUMNS)),
        "ladder-short": ladder(comparison, SHORT),
        "specialising": specialising(comparison),
        "steps": steps(varied),
        "what-if": what_if(varied),
    }


def draw_pictures(comparison: Comparison) -> None:
    """The designs side by side, and the hours of the first and of the last step."""
    from sim.report.drawing import svg_of
    from sim.report.plots import answer_rate_by_hour, designs_side_by_side

    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(svg_of(designs_side_by_side(comparison)), encoding="utf-8")
    two = {name: comparison.result.samples[name] for name in ("today", "forecast")}
    first_and_last = Comparison(replace(comparison.result, samples=two), "today")
    HOURS.write_text(svg_of(answer_rate_by_hour(first_and_last)), encoding="utf-8")


def ladder(comparison: Comparison, columns: tuple[str, ...]) -> str:
    """Every design with its indicators."""
    values = {
        (row["design"], row["kpi"], row["scope"], row["name"]): row for row in comparison.result.rows(intervals=False)
    }
    lines = [_row("Design", *columns), _row("---", *("---:" for _ in columns))]
    for design in comparison.scenario.designs:
        rows = [values[design, *COLUMNS[column]] for column in columns]
        lines.append(_row(_label(comparison, design), *(WRITE.amount(row["estimate"], row["unit"]) for row in rows)))
    return "\n".join(lines)


def specialising(comparison: Comparison) -> str:
    """The specialised organisation against the polyvalent one with the same people, hours and telephone."""
    by_key = {(row["design"], row["kpi"], row["scope"], row["name"]): row for row in comparison.difference_rows}
    both = (_label(comparison, design) for design in (comparison.baseline, "forecast"))
    lines = [
        _row("", *both, "Difference", "95 % interval"),
        _row("---", "---:", "---:", "---:", "---:"),
    ]
    for name, key in COLUMNS.items():
        row = by_key["forecast", *key]
        unit = row["unit"]
        values = [WRITE.amount(row[field], unit) for field in ("baseline_estimate", "estimate")]
        gaps = [WRITE.gap(row[field], unit) for field in ("difference", "low", "high")]
        lines.append(_row(name, *values, gaps[0], f"{gaps[1]} to {gaps[2]}"))
    return "\n".join(lines)


LADDERS = {
    "Schedules first": (
        ("today", "calls distributed", "calls go to one adviser, who picks up in 3 s instead of 12 s"),
        ("calls distributed", "new schedules", "people are there when customers call"),
        ("new schedules", "polyvalent", "training: 20 % of the time off the floor instead of 15 %"),
        ("polyvalent", "forecast", "two pools instead of one"),
    ),
    "Pools first": (
        ("today", "specialised", "two pools, 55 people for sales; calls distributed as above"),
        ("specialised", "variable, no training", "people are there when customers call; 32 of them for sales"),
        ("variable, no training", "variable", "training: 20 % of the time off the floor instead of 15 %"),
        ("variable", "forecast", "hours follow the weekdays too"),
    ),
}
"""Two ways from `today` to `forecast`: what each step changes."""


def steps(comparison: Comparison) -> str:
    """What each step of a ladder adds to the answer rate of all calls, on the same customers."""
    lines = [_row("Order", "Step", "Before", "After", "Difference"), _row("---", "---", "---:", "---:", "---:")]
    for order, ladder_steps in LADDERS.items():
        for number, (before, after, words) in enumerate(ladder_steps):
            paired = Comparison(comparison.result, before).difference_rows
            row = next(one for one in paired if one["design"] == after and one["kpi"] == "answer_rate")
            values = [WRITE.amount(row[field], "share") for field in ("baseline_estimate", "estimate")]
            lines.append(_row("" if number else order, words, *values, WRITE.gap(row["difference"], "share")))
    return "\n".join(lines)


WHAT_IF_COLUMNS = ("All calls", "Sales calls", "Cost per resolved request")


def what_if(comparison: Comparison) -> str:
    """The variations of `polyvalent` in the page's YAML block, each against `forecast`."""
    paired = Comparison(comparison.result, "forecast").difference_rows
    by_key = {(row["design"], row["kpi"], row["scope"], row["name"]): row for row in paired}
    heads = [head for column in WHAT_IF_COLUMNS for head in (column, "against the pools")]
    lines = [_row("Everybody polyvalent", *heads), _row("---", *("---:" for _ in heads))]
    steps_told = {before for told in LADDERS.values() for before, _, _ in told}
    names = [name for name in what_if_designs() if name not in steps_told]
    for design in ("polyvalent", *names):
        cells = []
        for column in WHAT_IF_COLUMNS:
            row = by_key[design, *COLUMNS[column]]
            cells += [WRITE.amount(row["estimate"], row["unit"]), WRITE.gap(row["difference"], row["unit"])]
        lines.append(_row("as in the file" if design == "polyvalent" else design, *cells))
    return "\n".join(lines)


def what_if_designs() -> dict[str, Any]:
    """The first YAML block of the story: designs, as they would stand in the file."""
    match = re.search(r"```yaml\n(.*?)```", STORY.read_text(encoding="utf-8"), re.DOTALL)
    assert match is not None, "guides/o2.md has lost its YAML block"
    designs: dict[str, Any] = yaml.safe_load(match.group(1))
    return designs


def _label(comparison: Comparison, design: str) -> str:
    return comparison.scenario.labels.get(design) or design


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
