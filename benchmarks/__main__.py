"""`python -m benchmarks`: measure, print, store.

Measures the speed of the core, of a C program, of a plain SimPy model and of the reference, in turn, with their
answers; a set of days on one core and on two; the cost of a contact on bigger floors; whole services; memory; cold and
warm starts. Ends with 1 if a fast answer was wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.changes import changes
from benchmarks.compare_commits import against
from benchmarks.measurement import FULL, QUICK, Json, measure, wrong
from benchmarks.page import PAGE, write_page
from benchmarks.table_format import Table, as_text, count, times
from benchmarks.tables import machine_line, tables

PUBLISHED = Path(__file__).parent / "results" / "latest.json"
DEFAULT = Path("results") / "benchmarks.json"


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """The arguments of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n\n")[2])
    parser.add_argument("--quick", action="store_true", help="shorter runs: about two minutes")
    parser.add_argument("--repeat", type=int, metavar="K", help="turns of which the median counts")
    parser.add_argument("--out", type=Path, default=DEFAULT, metavar="FILE", help=f"result as JSON; default: {DEFAULT}")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="publish: replace benchmarks/results/latest.json and the tables of docs/performance.md",
    )
    parser.add_argument(
        "--against", metavar="COMMIT", help="measure only the core against that of an earlier commit, in turn"
    )
    parser.add_argument(
        "--write-docs",
        action="store_true",
        help="measure nothing, renew those tables",
    )
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Measure what the arguments name; returns the exit code."""
    asked = arguments(words)
    if asked.write_docs:
        write_page(read(PUBLISHED))
        print(f"{PAGE.name} is up to date")
        return 0
    size = QUICK if asked.quick else FULL
    if asked.against:
        return show_against(asked.against, asked.repeat or size.repetitions)
    if asked.repeat:
        size = replace(size, repetitions=asked.repeat, day_turns=asked.repeat)
    result = measure(size, lambda what: print(f"... {what}", file=sys.stderr, flush=True))
    show(result)
    write(result, asked.out)
    if asked.keep:
        write(result, PUBLISHED)
        write_page(result)
    for fault in wrong(result):
        print(f"WRONG: {fault}: the figures do not agree with what is known", file=sys.stderr)
    return 1 if wrong(result) else 0


def show(result: Json) -> None:
    """Print everything, and the changes against the published result."""
    print(machine_line(result))
    for table in tables(result):
        print(f"\n{as_text(table)}")
    if PUBLISHED.exists():
        print("\nAgainst the published result")
        print("\n".join(f"  {line}" for line in changes(result, read(PUBLISHED))))


def show_against(commit: str, repetitions: int) -> int:
    """Print the core's speed beside that of a commit; returns the exit code."""
    try:
        found = against(commit, repetitions)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    rows = [[name, count(then), count(now), times(ratio)] for name, (then, now, ratio) in found.items()]
    print(as_text(Table("Contacts/s of one core", ["workload", commit, "today", "today : then"], rows)))
    return 0


def read(path: Path) -> Json:
    """Read a result from its file."""
    result: Json = json.loads(path.read_text(encoding="utf-8"))
    return result


def write(result: Json, path: Path) -> None:
    """Write a result into its file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
