"""The commands about the scenario file itself: new, show, schema."""

from __future__ import annotations

import json

import click


@click.command()
@click.argument("file", type=click.Path())
@click.option("--design", "-d", metavar="D", help="Design to show; default: the first.")
def show(file: str, design: str | None) -> None:
    """Show a design whole, with every default written out."""
    from sim.scenario.loading import load
    from sim.scenario.show import resolved_text

    scenario = load(file)
    click.echo(resolved_text(scenario, design or next(iter(scenario.designs))), nl=False)


@click.command()
@click.argument("name")
def new(name: str) -> None:
    """Write NAME.yaml, a commented scenario to start from; never overwrites."""
    from sim.scenario.new_file import write_starter

    path = write_starter(name)
    click.echo(f"{path} is written; try: polyvalence check {path}")


@click.command()
@click.option("--designs", is_flag=True, help="The schema of one design, which may leave anything out.")
def schema(designs: bool) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.scenario.schema import design_schema, file_schema

    click.echo(json.dumps(design_schema() if designs else file_schema(), indent=2, ensure_ascii=False))
