"""Progress bars on standard error; none where standard error is no terminal."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Any, Self

from sim.cli.options import print_message

BATCH_STEPS = {"checked": ("checking", "variant"), "run": ("running", "rep"), "written": ("writing", "variant")}
"""For each step of a batch, the title of its bar and the unit it counts."""


class Progress:
    """One bar at a time, and sentences beside it; sentences are printed even where `quiet` leaves out the bars.

    Used as a context manager, it also prints that the core has to be compiled (not where `quiet`).
    """

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.bar: Any = None
        self.compiling = False
        self._context = ExitStack()

    def __enter__(self) -> Self:
        from sim.notices import compilation_shown_by, notices_to

        if not self.quiet:
            self._context.enter_context(notices_to(self.say))
            self._context.enter_context(compilation_shown_by(self.show_compilation))
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()
        self.close()

    def open(self, title: str, unit: str, done: int, wanted: int, **more: Any) -> None:
        """Replace the bar by one that begins with `done` of `wanted`; `more` are options of tqdm."""
        self.close()
        if self.quiet:
            return
        from tqdm import tqdm

        self.bar = tqdm(total=wanted, initial=done, desc=title, unit=unit, disable=None, leave=False, **more)

    def show_compilation(self, elapsed_s: float, expected_s: float) -> None:
        """Show for how long the core has been compiled, and how long it still takes."""
        if self.bar is None or not self.compiling:
            self.open("compiling", "s", 0, round(expected_s), bar_format="{desc} |{bar}|")
            self.compiling = True
        if self.bar is not None and elapsed_s - self.bar.n >= 0.2:
            self.bar.n = elapsed_s
            left = f"about {expected_s - elapsed_s:.0f} s left" if elapsed_s < expected_s else "not much longer"
            self.bar.set_description_str(f"compiling, {left}")

    def close(self) -> None:
        """Remove the bar."""
        self.compiling = False
        if self.bar is not None:
            self.bar.close()
        self.bar = None

    def say(self, sentence: str) -> None:
        """Print a sentence beside the bar."""
        if self.bar is not None:
            self.bar.clear()
        print_message(sentence)


class StudyProgress(Progress):
    """The progress of run, compare and invoice: one bar for each design."""

    shown: tuple[str, int] | None = None

    def tell(self, design: str, done: int, wanted: int) -> None:
        """Count one more finished replication of a design."""
        if self.shown != (design, wanted):
            self.shown = (design, wanted)
            self.open(design, "rep", done - 1, wanted)
        if self.bar is not None:
            self.bar.update(1)


class BatchProgress(Progress):
    """The progress of a batch: one bar for each of its three steps, with the time left."""

    step = ""
    replications = (0, 0)

    def tell(self, step: str, done: int, wanted: int) -> None:
        """Report how much of a step is done."""
        if step == "run":
            self.replications = (done, wanted)
        if step != self.step:
            self._begin(step, done, wanted)
        elif self.bar is not None:
            self.bar.update(done - self.bar.n)

    def _begin(self, step: str, done: int, wanted: int) -> None:
        self.step = step
        title, unit = BATCH_STEPS[step]
        self.close()
        if step == "run" and 0 < done < wanted and not self.quiet:
            self.say(f"{done} of {wanted} replications are there already")
        # what was done before this run does not count for the time left
        self.open(title, unit, done, wanted, smoothing=0.05, file=sys.stderr)

    def so_far(self) -> str:
        """How many replications are in the store, as the beginning of a sentence."""
        done, wanted = self.replications
        return f"{done} of {wanted} replications are kept; " if wanted else ""
