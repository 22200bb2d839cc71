"""The commands that list what the program offers: kpis (indicators) and policies (of routing)."""

from __future__ import annotations

import json
from textwrap import fill

import click

WIDTH = 100


@click.command()
@click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="Language of the labels.")
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
def kpis(lang: str, as_json: bool) -> None:
    """List the indicators with unit, formula and definition."""
    from sim.kpis.dictionary import KPIS

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
    room = max(len(key) for key in KPIS) + 1
    for entry in KPIS.values():
        click.echo(f"{entry.id:{room}}{entry.label(lang)} [{entry.unit}]")
        click.echo(_hanging(f"{'':{room}}  = ", entry.definition))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
def policies(as_json: bool) -> None:
    """List the policies of routing with their words, a sentence and a source."""
    from sim.scenario.policies import POLICIES

    if as_json:
        click.echo(json.dumps([policy._asdict() for policy in POLICIES], ensure_ascii=False, indent=2))
        return
    for policy in POLICIES:
        click.echo(_hanging(f"{policy.name:18} ", f"[{policy.side}] {policy.sentence}"))
        click.echo(f"{'':18} file:   {policy.written}")
        click.echo(_hanging(f"{'':18} source: ", policy.source))


def _hanging(head: str, text: str) -> str:
    """A paragraph whose first line begins with `head` and whose other lines are indented as far."""
    return fill(text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_long_words=False)
