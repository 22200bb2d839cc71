"""What the user waits for beside the simulation: a comparison's answer, its files, a variant of a sweep, a small day.

The commands are the real ones, each a fresh process with caches of its own that are warm. Only the function that runs
replications is watched, so that the time of the simulation is known, and the one that prints, for the instant of the
answer. `python -m benchmarks.waiting WORDS` is that watched command; it prints its seconds as the last line on standard
error.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from unittest.mock import patch

from benchmarks.expected_figures import significant
from benchmarks.start_times import O2, ROOT, process

Json = dict[str, Any]
TWO_DESIGNS = str(ROOT / "benchmarks/workloads/two-designs.yaml")
COMPARE = ("compare", O2, "-n", "10", "--quiet")
ANSWER, FILES, JSON = "O2 -n 10: the verdict on the screen", "O2 -n 10: all files", "O2 -n 10: --json --no-intervals"
VARIANT, SMALL_DAY = "a variant of a sweep, two designs of ten small days", "a small day"
VARIANTS, DAYS = 50, 1000


def rows(repetitions: int, ns_of_w2: float | None, tell: Callable[[str], None]) -> list[Json]:
    """A row for each wait: its seconds beside the simulation; `ns_of_w2` is what a contact of W2 costs."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as cache:
        watched(cache, *COMPARE)
        for repetition in range(repetitions):
            tell(f"answers, turn {repetition + 1} of {repetitions}")
            whole = watched(cache, *COMPARE, "--out", f"{cache}/answers")
            found.setdefault(ANSWER, []).append(whole["answer"] - whole["simulation"])
            found.setdefault(FILES, []).append(whole["end"] - whole["answer"])
            short = watched(cache, *COMPARE, "--json", "--no-intervals")
            found.setdefault(JSON, []).append(short["end"] - short["simulation"])
            found.setdefault(VARIANT, []).append(variant(f"{cache}/store{repetition}"))
    table = [{"wait": name, "beside_s": significant(median(some)), "times_w2": None} for name, some in found.items()]
    seconds, contacts = small_day()
    ratio = None if ns_of_w2 is None else significant(seconds / contacts / (ns_of_w2 * 1e-9))
    return [*table, {"wait": SMALL_DAY, "beside_s": significant(seconds), "times_w2": ratio}]


def watched(cache: str, *words: str) -> dict[str, float]:
    """Run the command with this cache: seconds from its birth to the answer and to the end, and those simulated."""
    took, said, born = process(words, cache, module="benchmarks.waiting")
    found = json.loads(said.splitlines()[-1])
    return {"answer": found["answer"] - born, "end": took.wall_s, "simulation": found["simulation"]}


def watched_command(words: list[str]) -> None:
    """Run the command here; note how long replications run, and when the first text is printed."""
    import click

    from sim.cli import main
    from sim.experiments.replications import Runner

    found = {"simulation": 0.0, "answer": 0.0}
    extend, echo = Runner.extend, click.echo

    def watched_extend(*arguments: Any) -> None:
        begun = time.monotonic()
        extend(*arguments)
        found["simulation"] += time.monotonic() - begun

    def watched_echo(*arguments: Any, **options: Any) -> None:
        echo(*arguments, **options)
        if not options.get("err") and not found["answer"]:
            found["answer"] = time.monotonic()

    with patch.object(Runner, "extend", watched_extend), patch.object(click, "echo", watched_echo):
        main(words, prog_name="polyvalence", standalone_mode=False)
    print(json.dumps(found), file=sys.stderr)


def variant(store: str, variants: int = VARIANTS) -> float:
    """Seconds of computing of one more variant of a sweep, beside its replications."""
    from sim.batches import tasks
    from sim.batches.batching import batch

    simulated, run = [0.0], tasks.run_unchecked

    def watched_run(*arguments: Any) -> Any:
        begun = time.thread_time()
        found = run(*arguments)
        simulated[0] += time.thread_time() - begun
        return found

    def beside(many: int) -> float:
        simulated[0], begun = 0.0, time.process_time()
        values = [f"exponential({60 + number} s)" for number in range(many)]
        batch([TWO_DESIGNS], store=f"{store}-{many}", grid={"contacts.calls.patience": values}, jobs=1)
        return time.process_time() - begun - simulated[0]

    with patch.object(tasks, "run_unchecked", watched_run):
        few = beside(2)
        return (beside(2 + variants) - few) / variants


def small_day(days: int = DAYS) -> tuple[float, float]:
    """Seconds of computing of a day of some three hundred contacts with all its sums, and how many contacts it has."""
    from sim.engines.run import engine_for
    from sim.experiments.indicator_estimates import estimate
    from sim.experiments.replications import Runner, Sample
    from sim.figures.sheets import SheetRow
    from sim.kpis.dictionary import KPIS
    from sim.plan.build import plan_design
    from sim.scenario.loading import load

    sample = Sample(plan_design(load(TWO_DESIGNS), "apart"))
    engine_for(sample.planned, "core")  # the code is loaded before the clock starts
    with Runner("core", 1, 1) as runner:
        runner.extend(sample, 1)
        begun = time.process_time()
        runner.extend(sample, 1 + days)
        took = time.process_time() - begun
    return took / days, estimate(sample, KPIS["attempts"], SheetRow("total", "total"), 0.95).value


if __name__ == "__main__":
    watched_command(sys.argv[1:])
