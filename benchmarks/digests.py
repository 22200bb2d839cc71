"""Digests of what the engines leave: a change that must move no figure is checked in a minute.

    python -m benchmarks.digests             # print them, and say which differ from those that are kept
    python -m benchmarks.digests --write     # keep today's: a change that is meant to move figures
    python -m benchmarks.digests o2 W1       # some services only

A line is a design on an engine: a digest of the sums of every replication (byte by byte, in the order of the tables),
and one of the indicators as `sim.run` gives them. The sums may be arranged anew and keep their figures, hence two. The
reference, a thousand times slower, runs shorter pieces of the same services, and must leave what the core leaves. The
command ends with 1 if anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import sim
from benchmarks import cases
from benchmarks.studies import SCENARIOS, with_days
from sim.engines import run as engines

STORED = Path(__file__).parent / "results" / "digests.json"
SEED = 1606
Digests = tuple[str, str]
"""Digest of the sums and of the figures; "" for figures where only sums are asked for."""


@dataclass(frozen=True)
class Piece:
    """Designs of a file, so many days of each (0: as the file says), so many replications."""

    name: str
    file: Path
    designs: tuple[str, ...]
    days: int
    replications: int
    engine: str = "core"


def pieces() -> list[Piece]:
    """Everything but W1 and W2, whose length is given in minutes."""
    everything = cases.FOLDER / "everything.yaml"
    found = [
        _whole("o2", 0, 2),
        _whole("retailer", 0, 2),
        _whole("channels", 0, 2),
        _whole("demand", 7, 2),
        _whole("vente-privee", 14, 2),
        _whole("interflora-experts", 0, 1),
        Piece("everything", everything, ("today",), 0, 2),
        replace(_whole("o2", 1, 1), engine="reference"),
        replace(_whole("retailer", 2, 1), engine="reference"),
        replace(_whole("channels", 1, 1), engine="reference"),
        Piece("everything", everything, ("today",), 1, 1, "reference"),
    ]
    # what the reference runs, the core runs too
    return found + [replace(piece, engine="core") for piece in found if piece.engine == "reference"]


def _whole(name: str, days: int, replications: int) -> Piece:
    file = SCENARIOS / f"{name}.yaml"
    return Piece(name, file, tuple(sim.load(file).designs), days, replications)


def all_digests(names: list[str]) -> Iterator[tuple[str, Digests]]:
    """What is run, and its digests; of all services if none is named."""
    for case in cases.CASES:
        if is_selected(case.name.split()[0], names):
            yield f"{case.name}, 600 min, core", (minutes_of(case, 600.0, "core"), "")
            for engine in cases.PROGRAMS[:2]:
                yield f"{case.name}, 30 min, {engine}", (minutes_of(case, 30.0, engine), "")
    for piece in pieces():
        if is_selected(piece.name, names):
            for design in piece.designs:
                length = f", {piece.days} days" if piece.days else ""
                yield f"{piece.name}, {design}{length}, {piece.engine}", of_piece(piece, design)


def is_selected(name: str, names: list[str]) -> bool:
    """Whether a service is one of those named."""
    return not names or name in names


def minutes_of(case: cases.Case, minutes: float, engine: str) -> str:
    """Digest of the sums of one replication of a workload."""
    return of_sums(cases.plan_of(case, minutes), engine, 1)


def of_piece(piece: Piece, design: str) -> Digests:
    """Digests of a design: its sums, its figures."""
    scenario = with_days(sim.load(piece.file), design, piece.days)
    result = sim.run(scenario, design, replications=piece.replications, seed=SEED, engine=piece.engine, jobs=1)
    figures = digest(result.kpis.to_csv(index=False).encode())
    return of_sums(cases.plan_design(scenario, design), piece.engine, piece.replications), figures


def of_sums(planned: cases.PlannedDesign, engine: str, replications: int) -> str:
    """Digest of the tables of sums of some replications."""
    runs = engines.engine_for(planned, engine)
    tallies = [engines.replicate(runs, planned, SEED, number)[0] for number in range(replications)]
    return digest(b"".join(table.tobytes() for tally in tallies for table in tally))


def digest(content: bytes) -> str:
    """A short fingerprint."""
    return hashlib.sha256(content).hexdigest()[:16]


def main(words: list[str] | None = None) -> int:
    """Print, compare or keep; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digests", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("services", nargs="*", help="W1, W2, o2, retailer ...; all if none is named")
    parser.add_argument("--write", action="store_true", help=f"keep them in {STORED.name}")
    asked = parser.parse_args(words)
    kept: dict[str, list[str]] = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    found: dict[str, list[str]] = {}
    for what, digests in all_digests(asked.services):
        found[what] = list(digests)
        note = "" if asked.write or kept.get(what) == [*digests] else "   differs" if what in kept else "   is new"
        print(f"{what:45} {digests[0]} {digests[1]}{note}", flush=True)
    if asked.write:
        STORED.write_text(json.dumps(kept | found, indent=1) + "\n", encoding="utf-8")
        return 0
    moved = [what for what, digests in found.items() if kept.get(what) != digests]
    print(f"{len(moved)} of {len(found)} differ from those that are kept", file=sys.stderr)
    return 1 if moved else 0


if __name__ == "__main__":
    sys.exit(main())
