"""An estimate of the contacts, memory and time of a study, before either is spent.

A slip of the pen, `per_day: 1e9`, or ten years by the minute with fifty types: the program would be busy for minutes
and then run out of memory. So the size is estimated from the scenario alone, before its tables are made, and a study
that this machine can hardly run is refused with a sentence, unless `force` is given. The estimate is rough, within a
factor of three or so, and the limits are generous: four fifths of the memory, a day (a month for a batch, which can be
resumed). A study of an hour is announced, never refused.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sim.engines.clock import NUMBER_BITS, SLOT_BITS
from sim.errors import TooLargeError
from sim.model import layout
from sim.model.arrays import PEOPLE_COLUMNS, WAIT_BINS
from sim.plan.demand import expected_in_run, opening_of
from sim.plan.grid import Grid
from sim.plan.queues import Queue, queues_of
from sim.plan.subgroups import Subgroup, subgroups_of
from sim.scenario.arguments import cores
from sim.scenario.contracts import months_of
from sim.scenario.scenario import Centre, Contact, Scenario

DAY, MONTH = 86400.0, 30 * 86400.0
WORTH_TELLING_S = 60.0
SHARE_OF_MEMORY = 0.8
CONTACT_S = {"core": 1.2e-6, "reference": 1.2e-4}
"""Time of a contact, s, by engine; each queue or group that is searched adds `SCAN_S`."""
SCAN_S = {"core": 5e-9, "reference": 4e-7}
AGENT_DAY_S = {"core": 1e-5, "reference": 1e-3}
BEGINNING_S = 2e-4
SLOT_S = 1.5e-7
"""Time of a slot of the run for each queue and group while the plan is made, s."""
AT_ONCE_BYTES = {"core": 2 * (layout.CONTACT.itemsize + 88), "reference": 8000}
"""Memory of a contact in the system; the core doubles its tables when they are full."""
SLOT_BYTES, SITE_BYTES, GROUP_BYTES = 75, 24, 12
"""Memory of a slot of the run while the plan is made: once, and for each site and group."""
COLUMNS_KEPT = 50
"""Columns of a row of sums that differ from one replication to the next, on average."""
PROGRAM_BYTES = 260e6
SECTIONS = 40


class Size(NamedTuple):
    """Contacts, memory and time of one design on one engine."""

    contacts: float
    """A replication; returning customers are not counted."""
    at_once: float
    """Contacts in the system at a time."""
    plan_bytes: float
    plan_s: float
    floor_bytes: float
    """Of one worker."""
    sums_bytes: float
    """Of one replication under way."""
    kept_bytes: float
    """Of each replication that is over."""
    run_s: float
    """A replication."""


class ResourceEstimate(NamedTuple):
    """Contacts, memory and time of a whole study."""

    contacts: float
    at_once: float
    bytes: float
    seconds: float


# ---- a design ---------------------------------------------------------------------------------------------------


def size_of(scenario: Scenario, design: str, engine: str) -> Size:
    """About how large one design of a checked scenario is."""
    centre = scenario.designs[design]
    grid, queues, subgroups = Grid(scenario, centre), queues_of(centre), subgroups_of(centre)
    agents = sum(_agents(scenario, subgroup) for subgroup in subgroups)
    tables = _tables(grid, centre, queues, subgroups)
    months = len(months_of(grid.start, grid.warm_up, grid.horizon))
    by_month = months if any(site.contract is not None for site in centre.sites.values()) else 0
    samples = grid.horizon // grid.interval + 1
    by_queue, by_group = len(queues) * layout.FLOW.itemsize, 8.0 * len(subgroups) * PEOPLE_COLUMNS
    served = len(queues) * len(subgroups) * layout.SERVED.itemsize
    waits = 2 if all(contact.channel in ("call", "chat") for contact in centre.contacts.values()) else 4
    sums = (
        (by_queue + by_group) * (grid.bins + by_month) + served * (1 + by_month)
        + 16.0 * len(queues) * samples + 8.0 * len(centre.contacts) * waits * WAIT_BINS + 80.0 * agents
    )  # fmt: skip
    rows = 3 + len(centre.contacts) + len(centre.groups) + len(centre.sites)
    contacts, at_once = (0.0, 0.0) if tables > 1e10 else _contacts(grid, agents)
    rostered = sum(_agents(scenario, subgroup) for subgroup in subgroups if subgroup.rules.has_roster)
    looked_at = len(queues) + len(subgroups)
    return Size(
        contacts, at_once, tables, grid.count * looked_at * (1 + by_month) * SLOT_S,
        at_once * AT_ONCE_BYTES[engine] + 1000.0 * agents, sums, 8.0 * COLUMNS_KEPT * rows,
        BEGINNING_S + contacts * (CONTACT_S[engine] + looked_at * SCAN_S[engine])
        + rostered * grid.days * AGENT_DAY_S[engine] + len(queues) * samples * SCAN_S[engine],
    )  # fmt: skip


def _tables(grid: Grid, centre: Centre, queues: list[Queue], subgroups: list[Subgroup]) -> float:
    """Bytes of the tables of a plan, and of what it is made from."""
    week = grid.slots * grid.kinds * 8.0 * (3 * len(centre.contacts) + 2)
    each = SLOT_BYTES + SITE_BYTES * len(centre.sites) + GROUP_BYTES * len(subgroups)
    lines_and_groups = len(queues) * len(subgroups) * (layout.SKILL.itemsize + layout.DOOR.itemsize + 16.0)
    return float(grid.count) * each + week + lines_and_groups


def _agents(scenario: Scenario, subgroup: Subgroup) -> float:
    """About how many people of a subgroup are on duty at a time."""
    group = subgroup.rules
    if subgroup.person_name is not None:
        return 1.0
    heads = float(group.agents or 0)
    if group.schedule is not None:
        table = scenario.tables[group.schedule]
        most = max((max(day, default=0.0) for day in table.values), default=0.0)
        heads = heads * min(most, 1.0) if table.per_cent else most
    return max(heads, float(sum(shift.people or 0 for shift in group.shifts.values())))


def _contacts(grid: Grid, agents: float) -> tuple[float, float]:
    """Contacts of the whole run, and in the system at a time."""
    whole, at_once, work, patient = 0.0, 0.0, 0.0, 0.0
    for contact in grid.centre.contacts.values():
        many, most = _arrivals(grid, contact)
        many += contact.backlog.contacts if contact.backlog is not None else 0
        whole += many
        handling = contact.handling.talk.mean_s + contact.handling.wrap_up.mean_s
        returns = contact.returns.abandoned
        away = returns.after.mean_s * returns.share if returns is not None else 0.0
        if math.isfinite(contact.patience.mean_s):
            at_once += min(many, most * (contact.patience.mean_s + away) + min(most * handling, agents))
        else:
            patient, work = patient + many, work + many * handling
            at_once += min(many, most * handling, agents)
    hands = agents * grid.horizon
    return whole, at_once + (patient * (1.0 - hands / work) if work > hands else 0.0)


def _arrivals(grid: Grid, contact: Contact) -> tuple[float, float]:
    """New customers of a type in the whole run, and the most in a second."""
    centre, order = grid.centre, contact.volume.per_order
    if order is None:
        return expected_in_run(grid, contact.volume, opening_of(centre, contact))
    many, most = expected_in_run(grid, centre.orders[order.of].volume, centre.calendar.opening)
    return many * order.contacts, most * order.contacts


# ---- a study ----------------------------------------------------------------------------------------------------


def resource_estimate(sizes: Iterable[Size], replications: int, jobs: int, log: bool = False) -> ResourceEstimate:
    """The estimate for so many replications of each design on so many workers (0: all cores)."""
    all_of_them = list(sizes)
    workers = min(jobs or cores(), max(replications, 1))
    kept = min(replications, SECTIONS)
    under_way = max(workers * one.floor_bytes + (2 * workers + 3) * one.sums_bytes for one in all_of_them)
    standing = sum(
        one.plan_bytes + kept * one.sums_bytes * (replications > 1) + replications * one.kept_bytes
        for one in all_of_them
    )
    rows = max(2.0 * layout.RECORD.itemsize * one.contacts for one in all_of_them) if log else 0.0
    seconds = sum(one.plan_s + replications * one.run_s / min(workers, cores()) for one in all_of_them)
    return ResourceEstimate(
        max(one.contacts for one in all_of_them), max(one.at_once for one in all_of_them),
        PROGRAM_BYTES + under_way + standing + rows, seconds,
    )  # fmt: skip


def is_too_large(estimate: ResourceEstimate, most_s: float) -> bool:
    """Whether this machine can hardly run it, or the numbers exceed what the core can count."""
    return (
        estimate.bytes > SHARE_OF_MEMORY * memory() or estimate.seconds > most_s
        or estimate.at_once > 1 << SLOT_BITS or estimate.contacts > 1 << (NUMBER_BITS - 1)
    )  # fmt: skip


def require_feasible(what: str, estimate: ResourceEstimate, most_s: float = DAY, force: bool = False) -> str:
    """A sentence that announces a long run, empty for a short one; TooLargeError where it is too large."""
    if is_too_large(estimate, most_s) and not force:
        raise TooLargeError(f"{what}: {estimate_text(estimate)} on this machine ({_bytes(memory())}); {INSIST}")
    return f"{estimate_text(estimate)} in all" if estimate.seconds > WORTH_TELLING_S else ""


INSIST = "--force (in Python force=True) tries it all the same"


def why_too_large(scenario: Scenario) -> str:
    """Why a comparison of all designs as the file has it would be refused; empty where it would not."""
    sizes = [size_of(scenario, name, "core") for name in scenario.designs]
    estimate = resource_estimate(sizes, scenario.study.replications, 0)
    return (
        f"{estimate_text(estimate)}: too large for this machine ({_bytes(memory())})"
        if is_too_large(estimate, DAY)
        else ""
    )


def require_feasible_study(
    scenario: Scenario, names: list[str], replications: int, engine: str, jobs: int, force: bool, log: bool = False
) -> str:
    """`require_feasible` for designs of a scenario; the error says whether one worker would do."""
    sizes = [size_of(scenario, name, engine) for name in names]
    estimate = resource_estimate(sizes, replications, jobs, log)
    alone = resource_estimate(sizes, replications, 1, log)
    if is_too_large(estimate, DAY) and not is_too_large(alone, DAY) and not force:
        raise TooLargeError(
            f"{scenario.path or scenario.name}: {estimate_text(estimate)} on this machine ({_bytes(memory())}); "
            f"with one worker (--jobs 1) {_bytes(alone.bytes)}; {INSIST}"
        )
    return require_feasible(scenario.path or scenario.name, estimate, DAY, force)


def estimate_text(estimate: ResourceEstimate) -> str:
    """The estimate as part of a sentence."""
    contacts = f"about {_counted(estimate.contacts)} contacts a replication, " if estimate.contacts else "about "
    return f"{contacts}{_bytes(estimate.bytes)}, some {rough_duration(estimate.seconds)}"


def _counted(number: float) -> str:
    for size, word in ((1e12, " million million"), (1e9, " thousand million"), (1e6, " million")):
        if number >= size:
            return f"{number / size:.3g}{word}" if number < 1000 * size else f"{number / size:.0f}{word}"
    return f"{number:,.0f}".replace(",", " ")


def _bytes(number: float) -> str:
    for size, word in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if number >= size:
            return f"{number / size:.{1 if number < 10 * size else 0}f} {word}"
    return "1 MB"


def rough_duration(seconds: float) -> str:
    """A duration as a reader takes it in: some seconds, 3 minutes, 14 days."""
    for size, word in ((365.25 * DAY, "year"), (DAY, "day"), (3600.0, "hour"), (60.0, "minute")):
        if seconds >= 1.5 * size:
            return f"{_counted(round(seconds / size))} {word}s"
    return "a minute" if seconds >= 45.0 else "seconds"


# ---- the machine ------------------------------------------------------------------------------------------------

LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""Files in which a container finds its limit of memory."""


def memory() -> float:
    """Bytes of memory that this process may use."""
    found = [math.inf]
    with suppress(ValueError, OSError, AttributeError):
        found.append(float(os.sysconf("SC_PAGE_SIZE")) * os.sysconf("SC_PHYS_PAGES"))
    for name in LIMITS:
        with suppress(ValueError, OSError):
            found.append(float(Path(name).read_text(encoding="ascii")))
    with suppress(ImportError, ValueError, OSError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[0]
        found += [float(most)] if most != resource.RLIM_INFINITY else []
    return min(found)
