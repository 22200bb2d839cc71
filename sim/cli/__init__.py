"""The command `polyvalence`: every subcommand has its own file in this folder.

Decision: a subcommand's file is imported only when that subcommand is asked for, and imports the libraries it needs
only when it runs. An analyst types `polyvalence check study.yaml` between two phone calls; the answer has to be there
at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from sim.cli.exit_codes import BAD_INPUT, INTERRUPTED, UNEXPECTED
from sim.errors import ScenarioError, TooLargeError, harmless
from sim.version import __version__

COMMANDS = {
    "batch": "batch",
    "check": "check",
    "compare": "study",
    "invoice": "study",
    "kpis": "catalogues",
    "new": "scenario_file",
    "policies": "catalogues",
    "run": "study",
    "schema": "scenario_file",
    "show": "scenario_file",
    "trace": "trace",
}
"""The file of this folder in which each subcommand is the function of that name."""


class CommandGroup(click.Group):
    """Imports a subcommand on demand; turns an exception into one line of text and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"sim.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (ScenarioError, TooLargeError) as error:
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
            ctx.exit(UNEXPECTED)


def print_version(ctx: click.Context, option: click.Parameter, asked: bool) -> None:
    """The version and, with `-v`, what it runs on; then end."""
    if not asked or ctx.resilient_parsing:
        return
    click.echo(f"polyvalence, version {__version__}")
    if ctx.params["verbose"]:
        from sim.cli.about import about

        click.echo("\n".join(about()))
    ctx.exit()


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, callback=print_version, help="Show the version and exit.")
@click.option("-v", "--verbose", is_flag=True, is_eager=True, help="With --version: libraries, and how it compiles.")
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
def main(debug: bool, verbose: bool) -> None:
    """Specialise the advisers of a contact centre, or make them polyvalent? Simulate both and compare."""
