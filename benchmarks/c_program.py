"""The C programs (`event_heap.c`), compiled for this machine into a temporary folder and run as processes.

They simulate the three workloads and nothing else, so they show what a machine can do at best. There are three: `C` is
what a good programmer writes; `C tuned` has the same events on a heap without branches; `C fewest` has fewer events, as
no simulator with rules about waiting customers can. A ratio to `C` is the price of generality, the other two show what
could still be gained. Where there is no C compiler, nothing is compared with them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.cases import Case
from benchmarks.timing import Run, Took, timed

SOURCE = Path(__file__).with_name("event_heap.c")
PROGRAMS = {"C": ("plain", "events"), "C tuned": ("tuned", "events"), "C fewest": ("tuned", "lazy")}
"""For each program: which of the two compiled files, and which loop of it."""
FLAGS = {"plain": (), "tuned": ("-DTUNED",)}
NO_COMPILER = "no C compiler: ratio not measured"


@dataclass(frozen=True)
class CPrograms:
    """The compiled files, by name."""

    files: dict[str, Path]

    def run(self, program: str, case: Case, minutes: float, seed: int) -> Run:
        """One run of a workload of so many minutes, in the batches of `Run`."""
        what = ("w1", f"{case.agents}") if case.file == "w1.yaml" else ("w2",)
        return self._timed(program, *what, f"{minutes:.0f}", str(seed))

    def days(self, program: str, count: int, seed: int) -> Run:
        """So many days of W3; each is a batch."""
        return self._timed(program, "w3", str(count), str(seed))

    def _timed(self, program: str, *words: str) -> Run:
        file, loop = PROGRAMS[program]
        command = [str(self.files[file]), loop, *words]
        done, took = timed(lambda: subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True))
        found = json.loads(done.stdout)
        return Run(found["contacts"], Took(took.wall_s, found["cpu_s"]), np.array(found["parts"], float))


def compiler() -> str | None:
    """The system's C compiler: what CC names, else cc; None if there is none."""
    return shutil.which(os.environ.get("CC") or "cc")


def compiled_into(folder: Path) -> CPrograms | None:
    """The C program compiled into a folder; None where there is no compiler, or it cannot compile this."""
    cc = compiler()
    if cc is None:
        return None
    files = {name: folder / f"event_heap-{name}" for name in FLAGS}
    for name, file in files.items():
        command = [cc, "-O3", "-march=native", *FLAGS[name], str(SOURCE), "-lm", "-o", str(file)]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            return None
    return CPrograms(files)
