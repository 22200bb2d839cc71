"""The contact log of one replication as CSV: a row for each contact, in the order of arrival; the same bytes from
either engine.

Times are seconds from the first midnight, written so that they read back to the last bit; what did not happen is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

import numpy as np

from sim.engines.own_policy import OwnPolicy, prepare, with_policy
from sim.engines.run import engine_for, replicate
from sim.experiments.resource_estimate import require_feasible_study
from sim.figures.csv_escaping import escaped
from sim.model.arrays import OUTCOMES, VIAS
from sim.notices import notify
from sim.plan.build import PlannedDesign, plan_design
from sim.scenario import arguments
from sim.scenario.scenario import Scenario

TRACE_COLUMNS = (
    "contact", "parent", "attempt", "type", "channel", "arrived", "queued", "answered", "ended", "outcome", "group",
    "agent", "site", "waited", "handled", "talk", "wrap_up", "request", "via", "turns", "resolved",
)  # fmt: skip
FIRST_GUESS = 4096


def trace(
    scenario: Scenario,
    design: str,
    replication: int = 0,
    seed: int | None = None,
    engine: str = "core",
    policy: OwnPolicy | None = None,
    force: bool = False,
) -> Iterator[str]:
    """Rows of CSV without line ends, the header first."""
    if long := require_feasible_study(scenario, [design], 1, engine, 1, force, log=True):
        notify(long)
    planned = plan_design(scenario, design)
    engine = prepare(policy, planned, engine)
    planned = with_policy(planned, policy)
    chosen = scenario.study.seed if seed is None else arguments.seed(seed)
    replication = arguments.replication(replication)
    _, log = replicate(engine_for(planned, engine), planned, chosen, replication, FIRST_GUESS)
    yield ",".join(TRACE_COLUMNS)
    for number, row in enumerate(log):
        yield ",".join(_cells(planned, number, row))


def _cells(planned: PlannedDesign, number: int, row: np.void) -> Iterator[str]:
    type_name = planned.types[row["type"]]
    queue, group = planned.queues[row["queue"]], ""
    site, agent = queue.site or "", ""
    if row["agent"] >= 0:
        g = int(np.searchsorted(planned.plan.group["first"], row["agent"], side="right")) - 1
        subgroup = planned.subgroups[g]
        group, agent = subgroup.group, subgroup.person_name or str(row["agent"] - planned.plan.group[g]["first"] + 1)
        site = planned.centre.groups[group].site
    handled = row["talk"] + row["wrap_up"]
    yield str(number)
    yield str(row["parent"]) if row["parent"] >= 0 else ""
    yield str(row["attempt"])
    yield _quoted(type_name)
    yield planned.centre.contacts[type_name].channel
    yield from (_time(row[name]) for name in ("arrived", "queued", "answered", "ended"))
    yield OUTCOMES[row["outcome"]]
    yield _quoted(group)
    yield _quoted(agent)
    yield _quoted(site)
    yield from (_time(value) for value in (row["waited"], handled, row["talk"], row["wrap_up"]))
    yield str(row["request"])
    yield VIAS[row["via"]]
    yield str(row["turns"])
    yield ("", "0", "1")[row["resolved"] + 1]


def _time(value: float) -> str:
    return repr(float(value)) if isfinite(value) else ""


def _quoted(name: str) -> str:
    text = escaped(name)
    if any(sign in text for sign in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
