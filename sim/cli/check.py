"""The command `polyvalence check`: reports every mistake of scenario files at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sim.cli.exit_codes import BAD_INPUT
from sim.errors import ScenarioError, as_warning, harmless

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
def check(files: tuple[str, ...]) -> None:
    """Say every mistake in scenario files, with its line, or "ok"."""
    from sim.cli.short_process import short_process

    with short_process():
        valid = [_report_file(file) for file in files]
    if not all(valid):
        sys.exit(BAD_INPUT)


def _report_file(file: str) -> bool:
    """Print the mistakes of a file, or its warnings and a summary; return whether it has no mistake."""
    from sim.cli.size_warning import size_warning
    from sim.scenario.loading import load

    try:
        scenario = load(file)
        for warning in scenario.warnings:
            click.echo(as_warning(warning), err=True)
        if too_large := size_warning(scenario):
            click.echo(harmless(f"{file}: warning: {too_large}"), err=True)
        click.echo(f"{harmless(file)}: ok ({_summary(scenario)})")
    except ScenarioError as error:
        click.echo(str(error), err=True)
        return False
    return True


def _summary(scenario: Scenario) -> str:
    """How many designs, contact types, groups … a scenario has."""
    from sim.scenario.scenario import IN_HOUSE

    centres = scenario.designs.values()
    parts = [
        (len(scenario.designs), "design"),
        (len({name for centre in centres for name in centre.contacts}), "contact type"),
        (len({name for centre in centres for name in centre.groups}), "group"),
        (len({name for centre in centres for name in centre.sites if name != IN_HOUSE}), "partner site"),
        (len(scenario.tables) + len(scenario.records), "table"),
    ]
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in parts if count)
