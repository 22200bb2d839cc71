"""The commands that list what the program knows: its indicators, its policies of routing."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="Language of the labels.")
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
def kpis(lang: str, as_json: bool) -> None:
    """List the indicators with unit, formula and definition."""
    from sim.kpis import KPIS

    if as_json:
        entries = [
            {
                "id": k.id,
                "unit": k.unit,
                "kind": k.kind,
                "definition": k.definition,
                "en": k.english,
                "fr": k.french,
                "note": k.note,
            }
            for k in KPIS.values()
        ]
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    for entry in KPIS.values():
        click.echo(f"{entry.id:22} {entry.label(lang)} [{entry.unit}]")
        click.echo(f"{'':22}   = {entry.definition}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
def policies(as_json: bool) -> None:
    """List the policies of routing with their words, a sentence and a source."""
    from sim.policies import POLICIES

    if as_json:
        click.echo(json.dumps([policy._asdict() for policy in POLICIES], ensure_ascii=False, indent=2))
        return
    for policy in POLICIES:
        click.echo(f"{policy.name:18} [{policy.side}] {policy.sentence}")
        click.echo(f"{'':18} file:   {policy.written}")
        click.echo(f"{'':18} source: {policy.source}")
