"""The command `polyvalence batch`: its options, its summary, its exit codes.

Decision: after an interrupt the process neither waits for a thread that is deep in a replication nor frees its memory,
which takes a second. What is finished is on the disk, so the process may end at once.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from sim.cli.exit_codes import BATCH_WITH_FAILURES, INTERRUPTED, UNEXPECTED
from sim.cli.options import (
    engine_option,
    force_option,
    jobs_option,
    quiet_option,
    replications_option,
    seed_option,
)
from sim.cli.output_folder import require_writable_folder
from sim.cli.progress import BatchProgress
from sim.errors import ScenarioError, TooLargeError, harmless

if TYPE_CHECKING:
    from sim.batches import Batch


@click.command()
@click.argument("paths", metavar="DIR|FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--set", "settings", metavar="KEY=V1,V2", multiple=True, help="Values of a key; several are crossed.")
@click.option(
    "--grid", metavar="KEY=V1,V2", multiple=True, help="Values crossed also with a sample; A..B/STEP for steps."
)
@click.option("--sample", metavar="lhs:N[:SEED]", help="Draw N points from the values and ranges (A..B) of --set.")
@click.option("--store", required=True, type=click.Path(file_okay=False), help="Folder of the batch; it goes on there.")
@click.option("-d", "--design", "designs", metavar="D", multiple=True, help="Design to run; default: all.")
@replications_option
@seed_option
@engine_option
@jobs_option
@click.option(
    "--block", type=click.IntRange(1), help="Replications in a task; default: some 280 simulated days, 50 at most."
)
@click.option("--cluster", metavar="ADDRESS", help="Run on a Dask cluster: tcp://HOST:PORT, or a scheduler file.")
@click.option("--prune", is_flag=True, help="Remove shards that this batch does not need.")
@force_option
@quiet_option
def batch(quiet: bool, **options: Any) -> None:
    """Run scenario files with many values of their keys; one tidy table, in DIR/results.parquet.

    Killed at any instant, the same command goes on where it was. Exit codes: 0 done, 2 bad input, 3 done but for some
    failures, 130 interrupted.
    """
    from sim.batches import StoreError
    from sim.batches import batch as run_batch
    from sim.batches.cluster_check import ClusterError
    from sim.batches.running import WorkersLostError
    from sim.batches.tasks import WrongProgramError

    require_writable_folder(options["store"])
    arguments = {**options, "settings": list(options["settings"]), "grid": list(options["grid"])}
    with BatchProgress(quiet) as progress:
        try:
            done = run_batch(arguments.pop("paths"), **arguments, tell=progress.tell, say=progress.say)
        except (ScenarioError, TooLargeError):
            raise
        except ValueError as error:
            raise click.UsageError(harmless(str(error))) from None
        except (StoreError, WorkersLostError, ClusterError, WrongProgramError) as error:
            progress.say(str(error))
            raise click.exceptions.Exit(UNEXPECTED) from None
        except KeyboardInterrupt:
            progress.say(f"interrupted; {progress.so_far()}the same command goes on from there")
            if options["engine"] != "reference":  # whose worker processes have ended already
                _end_process(INTERRUPTED)
            raise click.exceptions.Exit(INTERRUPTED) from None
    _print_summary(done)
    if done.failures:
        raise click.exceptions.Exit(BATCH_WITH_FAILURES)


def _end_process(code: int) -> None:
    """End the process without waiting for its threads, and without freeing its memory."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _print_summary(done: Batch) -> None:
    """Print what was run, what failed, and where the table is."""
    cases = [case for variant in done.plan.variants for case in variant.cases]
    different = len({(case.work.digest, case.seed) for case in cases})
    shared = f" ({different} different)" if different < len(cases) else ""
    click.echo(f"{_counted(len(done.plan.variants), 'variant')}, {_counted(len(cases), 'design')} to run{shared}")
    for file, design in done.plan.unaffected_designs():
        click.echo(
            harmless(f"the design '{design}' of {file} is the same in all of them: what is set does not reach it")
        )
    click.echo(f"replications: {done.ran} run now, {done.kept} kept from before")
    if done.spare:
        click.echo(f"shards that this batch does not need: {done.spare}; --prune removes them")
    if done.failures:
        from sim.batches.csv_lists import FAILURES

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
