"""The command `polyvalence`: one small function for each verb.

An analyst types `polyvalence check study.yaml` between two phone calls; the answer has to be there at once,
and in words. So every command imports what it needs when it runs, and a fault of the input never shows a
traceback. The one surprising decision: exit codes are part of the contract (0 done, 2 bad input, 130
interrupted, 1 anything else), and they are all decided in one place, `Desk.invoke`.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from sim import __version__
from sim.errors import ScenarioError, harmless

if TYPE_CHECKING:
    from sim.scenario import Scenario

BAD_INPUT, INTERRUPTED = 2, 130


class Desk(click.Group):
    """The group of commands, which turns whatever goes wrong into a line of text and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except ScenarioError as error:
            click.echo(str(error), err=True)
            ctx.exit(BAD_INPUT)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            reason = harmless(f"{type(error).__name__}: {error}")
            hint = "`polyvalence --debug ...` shows where"
            click.echo(f"polyvalence stopped on an unexpected {reason} ({hint})", err=True)
            ctx.exit(1)


@click.group(cls=Desk, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="polyvalence")
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
def main(debug: bool) -> None:
    """Specialise the advisers of a contact centre, or make them polyvalent? Simulate both and compare."""


# --- the scenario file: new, check, show, schema ---------------------------------------------------------


@main.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
def check(files: tuple[str, ...]) -> None:
    """Say every mistake in scenario files, with its line, or "ok"."""
    from sim.loading import load

    faulty = False
    for file in files:
        try:
            click.echo(f"{harmless(file)}: ok ({_summary(load(file))})")
        except ScenarioError as error:
            faulty = True
            click.echo(str(error), err=True)
    if faulty:
        sys.exit(BAD_INPUT)


def _summary(scenario: Scenario) -> str:
    centres = scenario.designs.values()
    parts = [
        (len(scenario.designs), "design"),
        (len({name for centre in centres for name in centre.contacts}), "contact type"),
        (len({name for centre in centres for name in centre.groups}), "group"),
        (len({name for centre in centres for name in centre.sites}), "partner site"),
        (len(scenario.tables), "table"),
    ]
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in parts if count)


@main.command()
@click.argument("file", type=click.Path())
@click.option("--design", "-d", metavar="D", help="Design to show; default: the first.")
def show(file: str, design: str | None) -> None:
    """Show a design whole, with every default written out."""
    from sim.loading import load
    from sim.resolving import resolved_text

    scenario = load(file)
    click.echo(resolved_text(scenario, design or next(iter(scenario.designs))), nl=False)


@main.command()
@click.argument("name")
def new(name: str) -> None:
    """Write NAME.yaml, a commented scenario to start from; never overwrites."""
    from sim.starting import write_starter

    path = write_starter(name)
    click.echo(f"{path} is written; try: polyvalence check {path}")


@main.command()
@click.option("--designs", is_flag=True, help="The schema of one design, which may leave anything out.")
def schema(designs: bool) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.schema import design_schema, file_schema

    click.echo(json.dumps(design_schema() if designs else file_schema(), indent=2, ensure_ascii=False))


# --- running and comparing ------------------------------------------------------------------------------
