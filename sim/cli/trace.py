"""The command `polyvalence trace`: the contact log of one replication."""

from __future__ import annotations

from typing import Any

import click

from sim.cli.options import (
    engine_option,
    force_option,
    policy_of_option,
    policy_option,
    print_message,
    seed_option,
)
from sim.errors import as_warning


@click.command()
@click.argument("file", type=click.Path())
@click.option("--design", "-d", metavar="D", help="Design to trace; default: the first.")
@click.option("--replication", "-r", type=click.IntRange(0), default=0, help="Number of the replication.")
@seed_option
@engine_option
@policy_option
@force_option
def trace(file: str, design: str | None, engine: str | None, policy: str | None, **options: Any) -> None:
    """Print the contact log of one replication as CSV; both engines give the same bytes."""
    from sim.engines.run import known_engine
    from sim.experiments.contact_log import trace as log_lines
    from sim.experiments.results import known_design
    from sim.notices import notices_to
    from sim.scenario import arguments
    from sim.scenario.loading import load

    scenario = load(file)
    chosen = design or next(iter(scenario.designs))
    try:
        known_design(scenario, chosen)
        chosen_engine = known_engine(engine)
        arguments.replication(options["replication"])
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    for warning in scenario.warnings:
        print_message(as_warning(warning))
    with notices_to(print_message):
        for line in log_lines(scenario, chosen, engine=chosen_engine, policy=policy_of_option(policy), **options):
            click.echo(line)
