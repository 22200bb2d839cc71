"""The commands that simulate a scenario's designs: run, compare, invoice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.options import policy_of_option, study_options
from sim.cli.progress import StudyProgress
from sim.errors import ScenarioError, TooLargeError, harmless


@click.command()
@click.argument("file", type=click.Path())
@click.option("--design", "-d", metavar="D", help="Design to run; default: all.")
@study_options
def run(file: str, design: str | None, **options: Any) -> None:
    """Run the designs of a scenario and print their indicators."""
    from sim.cli import study_output as output
    from sim.experiments import run as run_scenario

    result = _simulate(lambda arguments: run_scenario(file, design, **arguments), options)
    warnings = output.print_warnings(result, options["lang"])
    if options["as_json"]:
        click.echo(output.result_json(result, result.provenance, [], warnings, options["intervals"]))
    else:
        from sim.report.console import result_text

        click.echo(result_text(result, options["lang"]))
    output.write_files(result, options)


@click.command()
@click.argument("file", type=click.Path())
@click.option("--baseline", "-b", metavar="D", help="Design the others are compared with; default: the file's.")
@study_options
def compare(file: str, baseline: str | None, **options: Any) -> None:
    """Compare the designs of a scenario on the same customers, and say which is better.

    Without -n or -p it stops as soon as the verdict is clear, at the file's replications at the latest.
    """
    from sim.cli import study_output as output
    from sim.experiments import compare as compare_scenario

    options["out"] = options["out"] or (None if options["as_json"] else str(Path("results") / Path(file).stem))
    comparison = _simulate(lambda arguments: compare_scenario(file, baseline=baseline, **arguments), options)
    warnings = output.print_warnings(comparison, options["lang"])
    if options["as_json"]:
        facts, rows = comparison.provenance, comparison.difference_rows
        words = {"text": comparison.verdict_in(options["lang"]), "basis": comparison.basis_in(options["lang"])}
        answer = comparison.decision.as_json() | words
        found = output.result_json(comparison.result, facts, rows, warnings, options["intervals"], answer)
        click.echo(found)
    else:
        from sim.report.console import comparison_text

        click.echo(comparison_text(comparison, options["lang"]))
    output.write_files(comparison, options)


@click.command()
@click.argument("file", type=click.Path())
@click.option("--design", "-d", metavar="D", help="Design to invoice; default: all.")
@click.option("--replication", "-r", type=click.IntRange(0), help="The invoices of this replication, not the means.")
@study_options
def invoice(file: str, design: str | None, replication: int | None, **options: Any) -> None:
    """Print the partners' invoices, month by month, line by line, and who bears the risk."""
    from sim.cli import study_output as output
    from sim.experiments import run as run_scenario

    if replication is not None and (options["replications"] or 0) <= replication:
        options["replications"] = replication + 1
    result = _simulate(lambda arguments: run_scenario(file, design, **arguments), options)
    output.print_warnings(result, options["lang"])
    if options["as_json"]:
        click.echo(output.invoice_json(result))
    else:
        from sim.report.invoices import invoice_text

        click.echo(invoice_text(result, options["lang"], replication))
    output.write_files(result, options)


def _simulate(study: Any, options: dict[str, Any]) -> Any:
    """Call `study` with the arguments that the options give, under a progress bar.

    Raises a usage error for an option that cannot be.
    """
    from sim.cli.output_folder import require_writable_folder
    from sim.scenario.units import share

    require_writable_folder(options["out"])
    arguments = {key: options[key] for key in ("replications", "seed", "engine", "jobs", "force")}
    try:
        arguments["precision"] = share(options["precision"]) if options["precision"] is not None else None
        arguments["policy"] = policy_of_option(options["policy"])
        with StudyProgress(options["quiet"]) as progress:
            return study({**arguments, "tell": progress.tell})
    except (ScenarioError, TooLargeError):
        raise
    except ValueError as error:
        raise click.UsageError(harmless(str(error))) from None
