"""Whole studies in processes of their own: how fast a real service is computed, and how much memory it takes.

`python -m benchmarks.studies FILE DESIGN DAYS REPLICATIONS` runs a design as `polyvalence run` does, on one core, works
out every indicator, and prints one JSON object. DAYS 0 leaves the file's calendar as it is. A process of its own,
because the most memory a process ever held is known of processes only. Each holds Python, numpy and the compiled
core, some 200 MB, so two of them differ by less than their studies do.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.cases import FOLDER
from benchmarks.expected_figures import significant
from benchmarks.programs import Tell
from benchmarks.start_times import ROOT
from benchmarks.timing import Took, median_took, timed
from benchmarks.w3_process import peak_mb
from sim import load
from sim.engines.run import engine_for
from sim.experiments.compact_tables import row_of_all
from sim.experiments.replications import SECTIONS, Runner, Sample
from sim.experiments.results import Result, options_for
from sim.figures.sheets import AT
from sim.plan.build import plan_design
from sim.scenario.scenario import Scenario

Json = dict[str, Any]
SEED = 5
SCENARIOS = ROOT / "scenarios"
SMALL = FOLDER / "small.yaml"
OF_DAYS = SECTIONS
"""As many replications as there are sections of sums by interval: more take no more memory."""


@dataclass(frozen=True)
class Study:
    """A design of a file, so many days (0: as the file says), so many replications."""

    name: str
    file: Path
    design: str
    days: int
    replications: int


NO_PEAK = {"peak_mb": None, "times": None}
LADDER = ("today", "specialised", "variable", "forecast", "polyvalent")
"""The designs of O2."""


def services(o2_replications: int) -> tuple[Study, ...]:
    """The services whose speed is a goal."""
    of_o2 = tuple(Study(f"O2, {design}", SCENARIOS / "o2.yaml", design, 0, o2_replications) for design in LADDER)
    return (*of_o2, Study("vente-privee, a year", SCENARIOS / "vente-privee.yaml", "shared", 0, 1))


def memory_of(longest: int, most: int) -> tuple[tuple[Study, ...], tuple[Study, ...]]:
    """The small service over more and more days, `OF_DAYS` replications each; over more replications of a day."""
    days = [days for days in (1, 7, 30, 365) if days <= longest]
    counts = [count for count in (10, 100, 1000, 10_000) if count <= most]
    return (
        tuple(Study(_counted(n, "day"), SMALL, "base", n, OF_DAYS) for n in days),
        tuple(Study(_counted(n, "replication"), SMALL, "base", 1, n) for n in counts),
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}"


def run_study(study: Study) -> Json:
    """Contacts offered and seconds of a replication, and the peak memory of the study in this process.

    The indicators are computed after the clock stops, for they are computed once and not for each replication; what
    memory they take is the study's.
    """
    scenario = with_days(load(study.file), study.design, study.days)
    options = options_for(scenario.study, study.replications, None, SEED, "core", 1)
    sample = Sample(plan_design(scenario, study.design))
    engine_for(sample.planned, "core")  # the code is loaded before the clock starts
    with Runner("core", options.seed, options.jobs) as runner:
        _, took = timed(lambda: runner.extend(sample, study.replications))
    rows = Result(scenario, {study.design: sample}, options).rows()
    offered = row_of_all(sample.sheets, 0)[:, AT["offered"]]
    return {
        "contacts": round(float(offered.mean())), "rows": len(rows), "cpu_s": took.cpu_s / study.replications,
        "wall_s": took.wall_s / study.replications, "peak_mb": peak_mb(),
    }  # fmt: skip


def with_days(scenario: Scenario, design: str, days: int) -> Scenario:
    """The scenario with another number of days; 0 leaves it as it is."""
    centre = scenario.designs[design]
    if days == 0:
        return scenario
    calendar = centre.calendar.model_copy(update={"days": days})
    return replace(scenario, designs={design: centre.model_copy(update={"calendar": calendar})})


def in_a_process(study: Study) -> Json:
    """The study in a fresh process."""
    words = [str(study.file), study.design, str(study.days), str(study.replications)]
    command = [sys.executable, "-m", "benchmarks.studies", *words]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: Json = json.loads(done.stdout)
    return found


def studies_in_turn(studies: tuple[Study, ...], repetitions: int, tell: Tell) -> list[list[Json]]:
    """Run all studies in turn, several times: for each study its runs."""
    found: list[list[Json]] = [[] for _ in studies]
    for repetition in range(repetitions):
        for study, runs in zip(studies, found, strict=True):
            tell(f"{study.name}, turn {repetition + 1} of {repetitions}")
            runs.append(in_a_process(study))
    return found


def speed_rows(o2_replications: int, repetitions: int, tell: Tell) -> list[Json]:
    """Contacts, seconds of a replication and the peak of the process for each service; medians of the turns."""
    chosen = services(o2_replications)
    found = studies_in_turn(chosen, repetitions, tell)
    return [speed_row(study, many) for study, many in zip(chosen, found, strict=True)]


def speed_row(study: Study, many: list[Json]) -> Json:
    """One service."""
    took = median_took([Took(one["wall_s"], one["cpu_s"]) for one in many])
    contacts = many[0]["contacts"]
    peaks = [one["peak_mb"] for one in many if one["peak_mb"] is not None]
    return {
        "study": study.name, "replications": study.replications, "contacts": contacts,
        "per_second": significant(contacts / took.cpu_s), "wall_s": significant(took.wall_s),
        "cpu_s": significant(took.cpu_s),
        "peak_mb": significant(max(peaks)) if peaks else None,
    }  # fmt: skip


def memory_rows(longest: int, most: int, tell: Tell) -> list[Json]:
    """Peak memory of the small service over more days, and over more replications; measured once each."""
    rows = []
    for what, chosen in zip(("days", "replications"), memory_of(longest, most), strict=True):
        found = [one for (one,) in studies_in_turn(chosen, 1, tell)]
        first = found[0]["peak_mb"]
        for study, one in zip(chosen, found, strict=True):
            peak = one["peak_mb"]
            known = {"peak_mb": significant(peak), "times": significant(peak / first)} if peak is not None else NO_PEAK
            rows.append({"what": what, "study": study.name, "contacts": one["contacts"] * study.replications, **known})
    return rows


if __name__ == "__main__":
    path, design, days, replications = sys.argv[1:]
    print(json.dumps(run_study(Study("", Path(path), design, int(days), int(replications)))))
