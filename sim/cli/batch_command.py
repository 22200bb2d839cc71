"""The command `polyvalence batch`: its words, its progress, its exit codes.

It is started in the evening and read in the morning, perhaps after a power cut. So it says before it runs what has
changed and what is kept, and at the end where the table is. The one surprising decision: after an interrupt the process
neither waits for a thread that is deep in a replication nor tidies up its memory, which takes a second. What is
finished is on the disk, so it may go at once.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from sim.cli.output_paths import need_folder
from sim.errors import ScenarioError, TooLargeError, harmless

if TYPE_CHECKING:
    from sim.batches import Batch

FAILED, BROKEN, INTERRUPTED = 3, 1, 130
UNITS = {"checked": ("checking", "variant"), "run": ("running", "rep"), "written": ("writing", "variant")}


@click.command()
@click.argument("paths", metavar="DIR|FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--set", "settings", metavar="KEY=V1,V2", multiple=True, help="Values of a key; several are crossed.")
@click.option(
    "--grid", metavar="KEY=V1,V2", multiple=True, help="Values crossed also with a sample; A..B/STEP for steps."
)
@click.option("--sample", metavar="lhs:N[:SEED]", help="Draw N points from the values and ranges (A..B) of --set.")
@click.option("--store", required=True, type=click.Path(file_okay=False), help="Folder of the batch; it goes on there.")
@click.option("-d", "--design", "designs", metavar="D", multiple=True, help="Design to run; default: all.")
@click.option("-n", "--replications", type=click.IntRange(1), help="Replications; default: the file's.")
@click.option("-s", "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed; default: the file's.")
@click.option("--engine", type=click.Choice(["core", "reference"]), help="Default: core where Numba is.")
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Workers; 0: all cores.")
@click.option(
    "--block", type=click.IntRange(1), help="Replications in a task; default: some 280 simulated days, 50 at most."
)
@click.option("--cluster", metavar="ADDRESS", help="Run on a Dask cluster: tcp://HOST:PORT, or a scheduler file.")
@click.option("--prune", is_flag=True, help="Remove shards that this batch does not need.")
@click.option("--force", is_flag=True, help="Try it even if the estimate says that this machine can hardly do it.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def batch(quiet: bool, **how: Any) -> None:
    """Run scenario files with many values of their keys; one tidy table, in DIR/results.parquet.

    Killed at any instant, the same command goes on where it was. Exit codes: 0 done, 2 bad input, 3 done but for some
    failures, 130 interrupted.
    """
    from sim.batches import StoreError
    from sim.batches import batch as run_batch
    from sim.batches.rollcall import ClusterError
    from sim.batches.running import WorkersLostError
    from sim.batches.tasks import WrongProgramError

    need_folder(how["store"])
    words = {**how, "settings": list(how["settings"]), "grid": list(how["grid"])}
    with Progress(quiet) as progress:
        try:
            done = run_batch(words.pop("paths"), **words, tell=progress.tell, say=progress.say)
        except (ScenarioError, TooLargeError):
            raise
        except ValueError as error:
            raise click.UsageError(harmless(str(error))) from None
        except (StoreError, WorkersLostError, ClusterError, WrongProgramError) as error:
            progress.say(str(error))
            raise click.exceptions.Exit(BROKEN) from None
        except KeyboardInterrupt:
            progress.say(f"interrupted; {progress.so_far()}the same command goes on from there")
            if how["engine"] != "reference":  # its processes were ended already, and are tidied up
                _gone(INTERRUPTED)
            raise click.exceptions.Exit(INTERRUPTED) from None
    _report(done)
    if done.failures:
        raise click.exceptions.Exit(FAILED)


def _gone(code: int) -> None:
    """End the process without waiting for its threads, and without taking its memory apart."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _report(done: Batch) -> None:
    cases = [case for variant in done.plan.variants for case in variant.cases]
    different = len({(case.work.digest, case.seed) for case in cases})
    shared = f" ({different} different)" if different < len(cases) else ""
    click.echo(f"{_counted(len(done.plan.variants), 'variant')}, {_counted(len(cases), 'design')} to run{shared}")
    for file, design in done.plan.unmoved():
        click.echo(
            harmless(f"the design '{design}' of {file} is the same in all of them: what is set does not reach it")
        )
    click.echo(f"replications: {done.ran} run now, {done.kept} kept from before")
    if done.spare:
        click.echo(f"shards that this batch does not need: {done.spare}; --prune removes them")
    if done.failures:
        from sim.batches.listing import FAILURES

        variants = len({failure.variant for failure in done.failures})
        click.echo(
            f"{_counted(variants, 'variant')} failed, see {harmless(str(done.store / FAILURES))}; the first:", err=True
        )
        first = done.failures[0]
        click.echo(harmless(f"  variant {first.variant} {first.design}: {first.reason}"), err=True)
    path = harmless(done.path.as_posix())
    click.echo(f"table: {path}")
    click.echo(f"  pandas: pandas.read_parquet('{path}')")
    click.echo(f"  DuckDB: SELECT * FROM '{path}' WHERE kpi = 'answer_rate' AND scope = 'total'")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


class Progress:
    """Bars with the time left on standard error, silent where nobody looks; sentences are told in any case."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.open = ExitStack()
        self.bar: Any = None
        self.what = ""
        self.replications = (0, 0)

    def __enter__(self) -> Progress:
        from sim.jit.compiler import told_to

        if not self.quiet:
            self.open.enter_context(told_to(self.say))
        return self

    def __exit__(self, *_: object) -> None:
        self.open.close()
        self.close()

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()
        self.bar, self.what = None, ""

    def tell(self, what: str, done: int, wanted: int) -> None:
        """So much of something is done; what was done before this run does not count for the time left."""
        if what == "run":
            self.replications = (done, wanted)
        if what != self.what:
            self.begin(what, done, wanted)
        elif self.bar is not None:
            self.bar.update(done - self.bar.n)

    def begin(self, what: str, done: int, wanted: int) -> None:
        """Another bar."""
        self.close()
        self.what = what
        if self.quiet:
            return
        if what == "run" and 0 < done < wanted:
            self.say(f"{done} of {wanted} replications are there already")
        from tqdm import tqdm

        said, unit = UNITS[what]
        self.bar = tqdm(
            total=wanted, initial=done, desc=said, unit=unit, disable=None, leave=False, smoothing=0.05, file=sys.stderr
        )

    def say(self, sentence: str) -> None:
        """A sentence for the reader."""
        if self.bar is not None:
            self.bar.clear()
        click.echo(harmless(sentence), err=True)

    def so_far(self) -> str:
        """How much is kept."""
        done, wanted = self.replications
        return f"{done} of {wanted} replications are kept; " if wanted else ""
