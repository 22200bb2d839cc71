"""The times of a cold start, a warm start, `--help` and `check`.

Each is a fresh process, timed from outside as a user would time it, with caches of its own: cold, there is neither
compiled code nor Python's bytecode; warm, there are both. The command is the real one; only the function that runs a
replication is watched, so that the moment the first one begins and ends is known. `python -m benchmarks.start_times
WORDS` is that watched command; it prints its moments as the last line on standard error.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.timing import Took, median_took

ROOT = Path(__file__).parents[1]
O2, LONG = (str(ROOT / "scenarios" / name) for name in ("o2.yaml", "vente-privee.yaml"))
CACHE_SETTINGS = ("NUMBA_CACHE_DIR", "POLYVALENCE_CACHE_DIR", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")
HOW = ("--replications", "2", "--jobs", "1", "--json", "--no-intervals", "--quiet")
COMPARE = ("compare", O2, *HOW)
EVERYTHING = str(ROOT / "benchmarks/workloads/everything.yaml")
COLD, WHOLE = "cold", "cold, a service with everything"
WARM, HELP, CHECK = "warm", "--help", "check"
BEGINS, DONE = "first replication begins", "first replication done"


def cold_and_warm(repetitions: int, tell: Callable[[str], None]) -> dict[str, Took]:
    """Seconds to the first replication's beginning and end, cold (once) and warm, and of the small commands."""
    found: dict[str, list[Took]] = {}
    with tempfile.TemporaryDirectory() as cache:
        tell("start with nothing compiled")
        _note(found, COLD, compare(cache))
        _note(found, WHOLE, compare(cache, EVERYTHING))
        for repetition in range(repetitions):
            tell(f"starts, turn {repetition + 1} of {repetitions}")
            _note(found, WARM, compare(cache))
            commands = {HELP: (HELP,), CHECK: (CHECK, O2), f"{CHECK}, 500 lines": (CHECK, LONG)}
            _note(found, "", {name: process(words, cache)[0] for name, words in commands.items()})
    return {name: median_took(took) for name, took in found.items()}


def _note(found: dict[str, list[Took]], prefix: str, more: dict[str, Took]) -> None:
    for name, took in more.items():
        found.setdefault(f"{prefix}: {name}" if prefix else name, []).append(took)


def compare(cache: str, file: str = O2) -> dict[str, Took]:
    """`polyvalence compare` on a file with this cache: when the first replication begins, and when it is done."""
    _, said, born = process(("compare", file, *HOW), cache, "benchmarks.start_times")
    moments = json.loads(said.splitlines()[-1])
    return {
        name: Took(moments[word]["wall"] - born, moments[word]["cpu"])
        for name, word in ((BEGINS, "begins"), (DONE, "done"))
    }


def process(words: tuple[str, ...], cache: str, module: str = "sim") -> tuple[Took, str, float]:
    """Run the command in a fresh process: how long it took, what it said on standard error, when it was born.

    `module` is run as the command.
    """
    environment = {name: value for name, value in os.environ.items() if name not in CACHE_SETTINGS}
    environment |= {"POLYVALENCE_CACHE_DIR": cache, "PYTHONPYCACHEPREFIX": cache}
    before, born = _children_cpu(), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", module, *words], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    return Took(time.monotonic() - born, _children_cpu() - before), done.stderr, born


def _children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def watched_command(words: list[str]) -> None:
    """Run the command here, and note when the first replication begins and ends.

    The first call of a replication loads the compiled code, or compiles it; the second (same design) shows how
    long a replication itself is. So the first one *begins* that much before it ends.
    """
    from sim.cli import main
    from sim.engines.run import run_unchecked
    from sim.experiments import replications

    moments: list[tuple[float, float, float]] = []

    def watched(*arguments: Any) -> Any:
        begun = time.thread_time()
        found = run_unchecked(*arguments)
        moments.append((time.monotonic(), time.process_time() + _children_cpu(), time.thread_time() - begun))
        return found

    with patch.object(replications, "run_unchecked", watched):
        main(words, prog_name="polyvalence", standalone_mode=False)
    (wall, cpu, _), (_, _, length) = moments[:2]
    both = {"begins": {"wall": wall - length, "cpu": cpu - length}, "done": {"wall": wall, "cpu": cpu}}
    print(json.dumps(both), file=sys.stderr)


if __name__ == "__main__":
    watched_command(sys.argv[1:])
