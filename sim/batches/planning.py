"""From files and axes to the variants of a batch: each is loaded and checked before anything runs.

A researcher starts two hundred variants in the evening. That the 137th has a group without people must be known now,
not at three in the morning. What is run is not a variant but a piece of work: a design with all that decides its sums;
variants and designs with equal work share it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from sim.batches.settings import Settings, with_settings
from sim.batches.tasks import Task, Work, program, work_of
from sim.errors import Problem, ScenarioError
from sim.experiments.resource_estimate import PROGRAM_BYTES, ResourceEstimate, Size, size_of
from sim.experiments.results import known_design
from sim.scenario.arguments import cores
from sim.scenario.checks.run_length import run_seconds
from sim.scenario.loading import of_tree, tree_of
from sim.scenario.scenario import Scenario
from sim.scenario.units import DAY_SECONDS
from sim.scenario.yaml_positions import Node

BLOCK_DAYS = 280
LARGEST_BLOCK = 50
TASK_BYTES, VARIANT_BYTES = 1000, 6000
"""Memory of a task and of a variant while the batch runs."""
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class BatchOptions:
    """Options of all variants; None stands for the value in each variant's study."""

    designs: tuple[str, ...]
    """Designs to run; empty: all."""
    replications: int | None
    seed: int | None
    engine: str
    block: int | None


@dataclass(frozen=True)
class Case:
    """A design of a variant, to be run."""

    design: str
    work: Work
    replications: int
    seed: int
    confidence: float
    block: int

    @property
    def run(self) -> tuple[str, int]:
        """Identifies what is run: the digest of the work, and the seed."""
        return self.work.digest, self.seed

    def tasks(self, engine: str) -> Iterator[Task]:
        """Tasks for its blocks of replications, in order."""
        for first in range(0, self.replications, self.block):
            count = min(self.block, self.replications - first)
            yield Task(self.work, first, count, self.seed, engine, program())


@dataclass(frozen=True)
class Variant:
    """A file with the values set in it."""

    number: int
    file: str
    settings: Settings
    digest: str
    cases: tuple[Case, ...]
    problems: tuple[Problem, ...] = ()
    """Why it cannot run; then it has no cases."""


@dataclass
class BatchPlan:
    """All variants of a batch, in order."""

    variants: list[Variant] = field(default_factory=list)
    sizes: dict[str, Size] = field(default_factory=dict)
    """Size of each piece of work, by its digest."""

    def resource_estimate(self, jobs: int) -> ResourceEstimate:
        """Estimate for the whole batch on this machine."""
        runs = {case.run: case for variant in self.variants for case in variant.cases}.values()
        tasks = sum(ceil(case.replications / case.block) for case in runs)
        workers = min(jobs or cores(), max(tasks, 1))
        sizes = self.sizes.values()
        return ResourceEstimate(
            max((one.contacts for one in sizes), default=0.0), max((one.at_once for one in sizes), default=0.0),
            PROGRAM_BYTES + TASK_BYTES * tasks + VARIANT_BYTES * len(self.variants)
            + workers * max((3 * one.sums_bytes + one.floor_bytes + one.plan_bytes for one in sizes), default=0.0),
            sum(self.sizes[case.work.digest].run_s * case.replications for case in runs) / min(workers, cores())
            + sum(one.plan_s for one in sizes),
        )  # fmt: skip

    def tasks(self, engine: str) -> Iterator[Task]:
        """All tasks, without duplicates."""
        seen = set()
        for variant in self.variants:
            for case in variant.cases:
                for task in case.tasks(engine):
                    if task.key not in seen:
                        seen.add(task.key)
                        yield task

    def unaffected_designs(self) -> list[tuple[str, str]]:
        """(file, design) that are equal in all of several variants: the values set do not affect them."""
        runs: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for variant in self.variants:
            for case in variant.cases:
                runs.setdefault((variant.file, case.design), []).append(case.run)
        return [which for which, found in runs.items() if len(found) > 1 and len(set(found)) == 1]


def files_of(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The scenario files that the paths name: files as they are, folders for the YAML files directly in them; each
    once.

    Raises ScenarioError for a folder without any.
    """
    found: dict[str, None] = {}
    problems = []
    for path in map(os.fsdecode, paths):
        if not os.path.isdir(path):
            found[path] = None
            continue
        inside = sorted(one.as_posix() for one in Path(path).iterdir() if one.suffix in ENDINGS and one.is_file())
        if not inside:
            problems.append(Problem(path, 0, 0, "", f"this folder has no scenario file (*{', *'.join(ENDINGS)})"))
        found.update(dict.fromkeys(inside))
    if problems:
        raise ScenarioError(problems)
    return list(found)


def plan_of(
    files: list[str],
    points: list[Settings],
    options: BatchOptions,
    listed: set[str],
    tell: Callable[[int, int], None] | None = None,
) -> BatchPlan:
    """Every file with every point of settings, loaded and checked.

    `listed` are the keys whose values were listed, not drawn from a range. A listed value with which nothing
    runs, or a file that never does, is bad input: ScenarioError with all problems. A point that cannot run although
    each of its values can in another point is in the plan with its problems.
    """
    plan, works = BatchPlan(), dict[str, Work]()
    problems: list[Problem] = []
    for file in files:
        try:
            top = tree_of(file)
        except ScenarioError as error:
            problems += error.problems
            continue
        for settings in points:
            plan.variants.append(_variant(len(plan.variants), file, settings, options, works, top, plan.sizes))
            if tell is not None:
                tell(len(plan.variants), len(files) * len(points))
    problems += _bad_input(plan, listed)
    if problems:
        raise ScenarioError(problems)
    return plan


def _variant(
    number: int,
    file: str,
    settings: Settings,
    options: BatchOptions,
    works: dict[str, Work],
    top: Node,
    sizes: dict[str, Size],
) -> Variant:
    problems: list[Problem] = []
    changed = with_settings(top, settings, problems)
    try:
        scenario = of_tree(changed, file, trial=bool(settings))
        if problems:
            raise ScenarioError(problems)
    except ScenarioError as error:
        return Variant(number, file, settings, "", (), ScenarioError({*problems, *error.problems}).problems)
    try:
        names = [known_design(scenario, name) for name in options.designs] or list(scenario.designs)
    except ValueError as error:
        return Variant(number, file, settings, "", (), (Problem(file, 0, 0, "designs", str(error)),))
    cases = tuple(_case(scenario, name, options, works) for name in names)
    for case in cases:
        if case.work.digest not in sizes:
            sizes[case.work.digest] = size_of(scenario, case.design, options.engine)
    return Variant(number, file, settings, scenario.digest, cases)


def _case(scenario: Scenario, design: str, options: BatchOptions, works: dict[str, Work]) -> Case:
    work, study = work_of(scenario, design), scenario.study
    days = (run_seconds(scenario.designs[design]) or 0.0) / DAY_SECONDS
    block = options.block or max(1, min(LARGEST_BLOCK, int(BLOCK_DAYS / max(days, 1.0))))
    return Case(
        design, works.setdefault(work.digest, work), options.replications or study.replications,
        study.seed if options.seed is None else options.seed, study.confidence, block,
    )  # fmt: skip


def _bad_input(plan: BatchPlan, listed: set[str]) -> list[Problem]:
    """The problems of files and listed values without any variant that can run."""
    groups: dict[tuple[str, str], list[Variant]] = {}
    for variant in plan.variants:
        values = [str(setting) for setting in variant.settings if setting.path in listed]
        for about in ("", *values):
            groups.setdefault((variant.file, about), []).append(variant)
    hopeless = [variants for variants in groups.values() if all(one.problems for one in variants)]
    return [problem for variants in hopeless for one in variants for problem in one.problems]
