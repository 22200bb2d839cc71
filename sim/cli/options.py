"""Options that several commands share, and the routing policy that one of them names."""

from __future__ import annotations

from typing import Any

import click

from sim.errors import harmless

LANGUAGES = ["en", "fr"]
policy_option = click.option(
    "--policy",
    metavar="FILE.py",
    help="A routing of your own: FILE.py, or FILE.py:NAME. It is a program and runs with all your rights.",
)
force_option = click.option(
    "--force", is_flag=True, help="Try it even if the estimate says that this machine can hardly do it."
)
seed_option = click.option("-s", "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed; default: the file's.")
engine_option = click.option("--engine", type=click.Choice(["core", "reference"]), help="Default: core where Numba is.")
replications_option = click.option(
    "-n",
    "--replications",
    type=click.IntRange(1),
    help="Replications; default: the file's, of which compare runs what its verdict needs.",
)
jobs_option = click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Workers; 0: all cores.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress.")


def study_options(command: Any) -> Any:
    """Decorate a command with the options of run, compare and invoice."""
    options = (
        replications_option,
        click.option("-p", "--precision", metavar="P", help="Run on until the interval is within e.g. '1 %'."),
        seed_option,
        engine_option,
        jobs_option,
        click.option("-o", "--out", type=click.Path(file_okay=False), help="Folder for tables and report."),
        click.option(
            "--format",
            "form",
            type=click.Choice(["csv", "parquet"]),
            help="Of the tables; default: intervals Parquet, the others CSV.",
        ),
        click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language of the output."),
        click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, nothing else."),
        click.option("--intervals/--no-intervals", default=True, help="Rows by interval in the JSON."),
        policy_option,
        force_option,
        quiet_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def policy_of_option(given: str | None) -> Any:
    """The routing policy that the option --policy names; its messages go to standard error."""
    from sim.engines.own_policy import policy_of

    policy = policy_of(given)
    if policy is not None:
        policy.tell = print_message
    return policy


def print_message(sentence: str) -> None:
    """Print a sentence that is no part of the answer, on standard error."""
    click.echo(harmless(sentence), err=True)
