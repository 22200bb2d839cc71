"""The small CSV tables beside the results: all variants, and the failures.

Values stand here as they were written ("2 min", "exponential(3 min)"), in the results as numbers. The table of failures
exists only if there are any.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sim.batches.planning import BatchPlan, Variant
from sim.batches.settings import Settings
from sim.batches.store import Store
from sim.batches.table import column_of
from sim.figures.csv_escaping import escaped

VARIANTS, FAILURES = "variants.csv", "failures.csv"


def write_lists(store: Store, plan: BatchPlan, failures: Sequence[tuple[int, str, Settings, str, str]]) -> None:
    """Write the list of variants, and that of failures (variant, file, settings, design, reason); without failures
    remove it."""
    paths = list(dict.fromkeys(setting.path for variant in plan.variants for setting in variant.settings))
    failed = {failure[0] for failure in failures}
    head = ["variant", "file", *map(column_of, paths), "scenario_digest", "designs", "replications", "seed", "state"]
    _write(store, VARIANTS, head, (_variant(one, one.number in failed) for one in plan.variants))
    if not failures:
        store.delete(FAILURES)
        return
    rows = ([number, file, " ".join(map(str, its)), *rest] for number, file, its, *rest in failures)
    _write(store, FAILURES, ["variant", "file", "settings", "design", "reason"], rows)


def _variant(variant: Variant, has_failed: bool) -> list[Any]:
    cases = variant.cases
    values = [setting.value.text for setting in variant.settings]
    how = [cases[0].replications, cases[0].seed] if cases else ["", ""]
    state = "failed" if has_failed else "done"
    return [variant.number, variant.file, *values, variant.digest, len(cases), *how, state]


def _write(store: Store, name: str, head: list[str], rows: Iterable[list[Any]]) -> None:
    def write(path: Path) -> None:
        with open(path, "w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(map(escaped, head))
            writer.writerows([escaped(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)

    with store.atomic_file(store.folder / name) as draft:
        write(draft)
