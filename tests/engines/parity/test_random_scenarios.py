"""Both engines tell the same story to the last bit, on scenarios nobody would dare to write.

The reference is the specification and the core the fast copy of its machinery. Logs and sums are compared as
bytes: a contact answered one rounding error later is a difference. Each replication also passes the check of
conservation, in both engines, on the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings

from sim.engines.run import block_of
from sim.errors import ScenarioError
from sim.figures.money.invoices import invoices
from sim.model.arrays import ABSENCE, BREAKS, MEETINGS, OUTCOMES, OVERTIME, PAUSES, SHARES, TRAINING
from sim.model.plain import is_plain
from sim.scenario.loading import of_tree, tree_of
from tests.engines.parity.grammar import FLAVOURS, Case, cases
from tests.engines.parity.levels import levels_hold
from tests.twins import Run, run_both

ROUND = 10
"""Examples of one seed. Beyond ten Hypothesis varies what it has drawn, and its floors begin to look alike."""
DAILY, VERIFY = 8, 60
"""Rounds of each flavour."""
CORES = ("core: all services", "core: plain")
ALWAYS_SEEN = ("answered", "abandoned", "blocked", "waiting", "overtime", "rang", "shared instants")
ALSO_SEEN = {
    "closing": ("left",),
    "returns": ("retried", "repeated"),
    "chats": ("broken",),
    "front": ("contained", "escaped", "busy", "balked", "accepted", "called_back", "unreached"),
    "writing": ("interrupted", "chased", "withdrawn", "turn_waits", "expired"),
    "levels": ("handed_in", "handed_on"),
    "contracts": ("two months", "invoiced"),
    "people": ("breaks", "meetings", "training", "pauses", "absence", "interrupted"),
    "partners": ("shares changed",),
    "plain": ("retried", "repeated", "core: plain"),
    "nearly plain": CORES,
}
"""A suite that compares empty floors proves nothing: what must have happened in the floors of a flavour."""

BOOKS = {BREAKS: "breaks", MEETINGS: "meetings", TRAINING: "training", PAUSES: "pauses", ABSENCE: "absence"}


@contextmanager
def files_of(case: Case) -> Iterator[str]:
    """The scenario and its tables on the disk for a moment."""
    with TemporaryDirectory() as folder:
        for name, table in case.tables.items():
            Path(folder, name).write_text(table, encoding="utf-8")
        path = Path(folder, "drawn.yaml")
        path.write_text(case.text, encoding="utf-8")
        yield str(path)


def note_what_happened(seen: Counter[str], run: Run) -> None:
    """Count what a run showed, so that the suite can say it has not been comparing empty floors."""
    seen.update(OUTCOMES[code] for code in run.log["outcome"])
    seen["contacts"] += len(run.log)
    seen["runs"] += 1
    seen["runs with nobody"] += len(run.log) == 0
    seen["overtime"] += int(run.tally.people[..., OVERTIME].sum() > 0)
    for column in (BREAKS, MEETINGS, TRAINING, PAUSES, ABSENCE):
        seen[BOOKS[column]] += int(run.tally.people[..., column].sum() > 0)
    elsewhere = {
        "left",
        "shares changed",
        *CORES,
        *BOOKS.values(),
        *ALSO_SEEN["contracts"],
    }
    for field in {name for names in ALSO_SEEN.values() for name in names} - elsewhere:
        seen[field] += int(run.tally.flow[field].sum())
    seen[CORES[is_plain(run.planned.plan)]] += 1
    seen["two months"] += int(len(run.planned.plan.month_ends) > 1)
    seen["invoiced"] += sum(line.amount != 0 for _, line in invoices(run.planned, block_of(run.tally))[0])
    changes = run.planned.plan.staff["what"] == SHARES
    seen["shares changed"] += int(changes.sum()) - len(run.planned.types)
    seen["rang"] += int(run.tally.flow["ring"].sum() > 0)
    instants = Counter(run.log["ended"].tolist() + run.log["arrived"].tolist())
    seen["shared instants"] += sum(1 for many in instants.values() if many > 1)


def compare(flavour: str, rounds: int) -> Counter[str]:
    """Draw, run on both engines, compare; returns what was seen."""
    seen: Counter[str] = Counter()

    @settings(max_examples=ROUND, suppress_health_check=list(HealthCheck))
    @given(cases(flavour))
    def engines_agree(case: Case) -> None:
        seen["drawn"] += 1
        with files_of(case) as path:
            try:
                scenario = of_tree(tree_of(path), path, trial=True)  # idle words are let pass
            except ScenarioError:
                seen["refused"] += 1
                assume(False)
            run = run_both(scenario, case.seed, case.replication)
            levels_hold(run)
            note_what_happened(seen, run)

    for number in range(rounds):
        seed(number)(engines_agree)()
    assert seen["refused"] <= 0.05 * seen["drawn"], f"the grammar draws wrong files: {seen}"
    return seen


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_engines_agree(flavour):
    seen = compare(flavour, DAILY)
    assert seen["runs"] >= DAILY * ROUND
    assert all(seen[what] > 0 for what in (*ALWAYS_SEEN, *ALSO_SEEN.get(flavour, ()))), seen
    assert seen["runs with nobody"] < seen["runs"] / 4, seen
    assert flavour != "plain" or seen["core: plain"] == seen["runs"], seen
    assert flavour != "nearly plain" or seen["core: plain"] < 0.9 * seen["runs"], seen


@pytest.mark.slow
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_engines_agree_at_length(flavour):
    assert compare(flavour, VERIFY)["runs"] >= VERIFY * ROUND
