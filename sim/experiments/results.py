"""`sim.run`: replications of one or all designs, as tidy frames with their provenance."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engines.own_policy import OwnPolicy, Score, policy_of, prepare, with_policy
from sim.engines.run import known_engine
from sim.experiments import indicator_estimates, money_tables, result_tables
from sim.experiments.backlog_table import backlog_table
from sim.experiments.column_table import Table
from sim.experiments.interval_table import interval_table
from sim.experiments.replications import Runner, Sample
from sim.experiments.resource_estimate import require_feasible_study
from sim.experiments.site_shares import SiteShare, site_shares
from sim.experiments.wait_quantiles import wait_edges
from sim.figures.sheets import SheetRow
from sim.figures.summing import WAITS
from sim.kpis.dictionary import KPIS
from sim.model.layout import AGENT_TIMES
from sim.notices import notify
from sim.plan.build import plan_design
from sim.scenario import arguments
from sim.scenario.loading import load
from sim.scenario.scenario import Scenario, Study
from sim.version import __version__

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiments.lost_outside_hours import LostOutsideHours
    from sim.experiments.overnight_waits import OvernightWait
    from sim.experiments.stability import GrowingQueue

Policy = str | os.PathLike[str] | Score | Sequence[Score] | OwnPolicy | None
Tell = Callable[[str, int, int], None]
"""Called as tell(design, done, wanted) while replications run."""


@dataclass(frozen=True)
class Options:
    """How to run: what the file's study says, unless the caller says otherwise."""

    replications: int
    precision: float | None
    max_replications: int
    confidence: float
    seed: int
    engine: str
    jobs: int
    decide_on: str
    decide_for: SheetRow


@dataclass(frozen=True)
class Result:
    """The replications of one or several designs of a scenario, as tables.

    `kpis` and `intervals` are tidy frames (columns `result_tables.KPI_COLUMNS`): shares as fractions of 1, times in
    seconds, money in the file's currency.
    """

    scenario: Scenario
    samples: dict[str, Sample]
    options: Options
    precision_reached: bool | None = field(default=None)
    policy: OwnPolicy | None = None

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """Indicators over the whole horizon."""
        return self._frame(self.rows(intervals=False))

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """Indicators by interval of the week (or of the run where it is shorter)."""
        return self.interval_table.frame()

    @cached_property
    def interval_table(self) -> Table:
        """The same column by column, for files of many rows."""
        return interval_table(list(self.samples.values()), self.options.confidence)

    @cached_property
    def backlog(self) -> pd.DataFrame:
        """Mean queue length at the start of each interval of the run: design, type, time_s, waiting, low, high."""
        return self.backlog_table.frame()

    @cached_property
    def backlog_table(self) -> Table:
        """The same column by column."""
        return backlog_table(list(self.samples.values()), self.options.confidence)

    @cached_property
    def waits(self) -> pd.DataFrame:
        """Distribution of waits: design, type, wait_s (upper edge of the bin), share (of those who stopped waiting)."""
        import pandas as pd

        return pd.DataFrame(_wait_rows(self.samples), columns=["design", "type", "wait_s", "share"])

    @cached_property
    def invoices(self) -> pd.DataFrame:
        """Invoices of the partners, line by line: means over the replications (columns
        `money_tables.INVOICE_COLUMNS`)."""
        import pandas as pd

        return pd.DataFrame(self.invoice_rows(), columns=list(money_tables.INVOICE_COLUMNS))

    @cached_property
    def invoice_lines(self) -> pd.DataFrame:
        """Every line of every replication's invoices (columns `money_tables.LINE_COLUMNS`)."""
        import pandas as pd

        found = [row for sample in self.samples.values() for row in money_tables.line_rows(sample)]
        return pd.DataFrame(found, columns=list(money_tables.LINE_COLUMNS))

    @cached_property
    def money(self) -> pd.DataFrame:
        """Distribution over the replications of costs, invoices and margins (columns `money_tables.MONEY_COLUMNS`)."""
        import pandas as pd

        return pd.DataFrame(self.money_rows(), columns=list(money_tables.MONEY_COLUMNS))

    @cached_property
    def agents(self) -> pd.DataFrame:
        """Time by agent: design, group, agent, hours a replication by activity, and occupancy.

        Rostered + overtime = idle + engaged + break + off the floor + training + pause + absence, to the second.
        Without a roster the agents of a head count are no persons, and only idle and engaged time is known.
        """
        import pandas as pd

        return pd.DataFrame(_agent_rows(self.samples), columns=list(AGENT_COLUMNS))

    @property
    def has_rosters(self) -> bool:
        """Whether people of any design have a roster."""
        groups = [subgroup.rules for sample in self.samples.values() for subgroup in sample.planned.subgroups]
        return any(group.has_roster for group in groups)

    @cached_property
    def sites(self) -> pd.DataFrame:
        """The agreed and the received share of each site by type: design, site, type, wanted, received, low, high,
        contacts (per replication), differs (beyond chance)."""
        import pandas as pd

        return pd.DataFrame(self.site_shares, columns=list(SiteShare._fields))

    @cached_property
    def site_shares(self) -> list[SiteShare]:
        """The rows of `sites`."""
        return site_shares(self.samples, self.options.confidence)

    @cached_property
    def unstable(self) -> list[GrowingQueue]:
        """Queues that grow without end; figures that depend on them have no mean."""
        from sim.experiments.stability import growing_queues

        return growing_queues(self.samples)

    @cached_property
    def lost_outside_hours(self) -> list[LostOutsideHours]:
        """Types of which more than one contact in a hundred comes outside the opening hours and is lost."""
        from sim.experiments.lost_outside_hours import lost_outside_hours

        return lost_outside_hours(self.samples)

    @cached_property
    def overnight_waits(self) -> list[OvernightWait]:
        """Types of which contacts wait past closing until somebody is back at work."""
        from sim.experiments.overnight_waits import overnight_waits

        return overnight_waits(self.samples)

    def rows(self, intervals: bool = True) -> list[dict[str, Any]]:
        """The KPI rows of every design, as plain dicts; after those of the whole horizon those by interval."""
        found = []
        for design, sample in self.samples.items():
            found += self._kpi_rows[design]
            if intervals:
                found += interval_table([sample], self.options.confidence).rows()
        return found

    @cached_property
    def _kpi_rows(self) -> dict[str, list[dict[str, Any]]]:
        """The KPI rows over the whole horizon by design."""
        return {name: result_tables.kpi_rows(one, self.options.confidence) for name, one in self.samples.items()}

    def invoice_rows(self) -> list[dict[str, Any]]:
        """The rows of `invoices`, as plain dicts."""
        return [row for one in self.samples.values() for row in money_tables.invoice_rows(one, self.options.confidence)]

    def money_rows(self) -> list[dict[str, Any]]:
        """The rows of `money`, as plain dicts."""
        return [row for one in self.samples.values() for row in money_tables.money_rows(one, self.options.confidence)]

    @property
    def provenance(self) -> dict[str, Any]:
        """What is needed to reproduce this result: version, scenario digest, seed, engine, replications."""
        return {
            "program": "polyvalence", "version": __version__, "scenario": self.scenario.name,
            "scenario_digest": self.scenario.digest, "seed": self.options.seed, "engine": self.options.engine,
            "replications": {name: sample.count for name, sample in self.samples.items()},
            "confidence": self.options.confidence, "precision_wanted": self.options.precision,
            "precision_reached": self.precision_reached, "currency": self.scenario.currency,
            **({"policy": self.policy.provenance()} if self.policy is not None else {}),
        }  # fmt: skip

    def _frame(self, rows: list[dict[str, Any]]) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(rows, columns=list(result_tables.KPI_COLUMNS))

    def _repr_html_(self) -> str:
        shown = self.kpis[(self.kpis["scope"] == "total") & (self.kpis["interval"] == "")]
        table: Any = shown.pivot_table(index="kpi", columns="design", values="estimate", sort=False)
        return str(table._repr_html_())


AGENT_COLUMNS = (
    "design", "group", "agent", *(name.removesuffix("_s") + "_h" for name in AGENT_TIMES), "occupancy",
)  # fmt: skip
IDLE_AND_ENGAGED = [AGENT_TIMES.index("idle_s"), AGENT_TIMES.index("engaged_s")]


def run(
    scenario: Scenario | str | os.PathLike[str],
    design: str | None = None,
    *,
    replications: int | None = None,
    precision: float | None = None,
    seed: int | None = None,
    engine: str | None = None,
    jobs: int = 0,
    tell: Tell | None = None,
    policy: Policy = None,
    force: bool = False,
) -> Result:
    """Run one design (default: all) and return its indicators.

    `precision` runs on until the interval of the deciding indicator lies within this share of its value. `jobs` 0 is
    all cores. `tell` is called as replications finish. `policy` is a routing of your own: a function, or the name of a
    Python file with one. Raises ScenarioError for a file with problems, ValueError for an unknown design or engine,
    TooLargeError (a ValueError) for what this machine can hardly do: it would take more than four fifths of its memory,
    or more than a day; `force` tries it all the same.
    """
    checked = scenario if isinstance(scenario, Scenario) else load(scenario)
    names = list(checked.designs) if design is None else [known_design(checked, design)]
    options = options_for(checked.study, replications, precision, seed, engine, jobs)
    return run_designs(checked, names, options, tell, policy_of(policy), force)


def options_for(
    study: Study,
    replications: int | None,
    precision: float | None,
    seed: int | None,
    engine: str | None,
    jobs: int,
) -> Options:
    """The study's settings, with the caller's in their place where given."""
    chosen = known_engine(engine)
    scope = "total" if study.decide_for == "total" else "type"
    return Options(
        replications=study.replications if replications is None else arguments.replications(replications),
        precision=study.precision if precision is None else arguments.share_above_zero(precision, "precision", "0.01"),
        max_replications=study.max_replications, confidence=study.confidence,
        seed=study.seed if seed is None else arguments.seed(seed), engine=chosen, jobs=arguments.jobs(jobs),
        decide_on=study.decide_on, decide_for=SheetRow(scope, study.decide_for),
    )  # fmt: skip


def known_design(scenario: Scenario, name: str) -> str:
    """The name, if the scenario has such a design; ValueError with the nearest right name if not."""
    from sim.scenario.units import nearest

    if name not in scenario.designs:
        allowed = ", ".join(scenario.designs)
        raise ValueError(
            f"'{name}' is not a design of this scenario; allowed: {allowed}{nearest(name, scenario.designs)}"
        )
    return name


def run_designs(
    scenario: Scenario,
    names: list[str],
    options: Options,
    tell: Tell | None = None,
    policy: OwnPolicy | None = None,
    force: bool = False,
    looks: Sequence[int] = (),
    is_clear: Callable[[dict[str, Sample]], bool] | None = None,
) -> Result:
    """Run the named designs, each with equally many replications, until the wanted precision is reached.

    With `looks`, numbers of replications upwards, run from one to the next until `is_clear` says so of the samples.
    """
    if long := require_feasible_study(scenario, names, options.replications, options.engine, options.jobs, force):
        notify(f"{long}, unless the verdict is clear before" if len(looks) > 1 else long)
    plans = {name: plan_design(scenario, name) for name in names}
    options = replace(options, engine=prepare(policy, plans[names[0]], options.engine))
    samples = {name: Sample(with_policy(plan, policy)) for name, plan in plans.items()}
    # the reference's workers are processes, to which a policy cannot be sent
    jobs = 1 if policy is not None and options.engine == "reference" else options.jobs
    with Runner(options.engine, options.seed, jobs) as runner:

        def extend(wanted: int) -> None:
            for name, sample in samples.items():
                runner.extend(sample, wanted, _progress_of_design(tell, name, sample, wanted))

        for wanted in looks:
            extend(wanted)
            if is_clear is not None and is_clear(samples):
                break
        reached = None if looks else _run_until_precise(extend, samples, options)
    return Result(scenario, samples, options, reached, policy)


def _run_until_precise(extend: Callable[[int], None], samples: dict[str, Sample], options: Options) -> bool | None:
    """Run so many replications, and more until a wanted precision is reached; whether it is, None if none is wanted."""
    wanted = options.replications
    while True:
        extend(wanted)
        if options.precision is None:
            return None
        needed = max(_replications_needed(sample, options) for sample in samples.values())
        if needed <= wanted or wanted >= options.max_replications:
            return needed <= wanted
        wanted = min(options.max_replications, max(needed, wanted + 1), 4 * wanted)


def _progress_of_design(tell: Tell | None, name: str, sample: Sample, wanted: int) -> Callable[[int], None] | None:
    if tell is None:
        return None
    done = count(sample.count + 1)
    return lambda _: tell(name, next(done), wanted)


def _replications_needed(sample: Sample, options: Options) -> int:
    """Replications for the wanted precision of the deciding indicator, by the square-root law.

    Half of the whole interval counts where it is longer on one side than on the other.
    """
    one = indicator_estimates.estimate(sample, KPIS[options.decide_on], options.decide_for, options.confidence)
    half = (one.high - one.low) / 2
    if not isfinite(half) or one.value == 0.0 or options.precision is None:
        return sample.count if isfinite(half) else sample.count + 1
    if half <= options.precision * abs(one.value):
        return sample.count
    return ceil(sample.count * (half / (options.precision * abs(one.value))) ** 2 * 1.05)


def _agent_rows(samples: dict[str, Sample]) -> list[tuple[Any, ...]]:
    found = []
    for design, sample in samples.items():
        plan, hours = sample.planned.plan, sample.agents / sample.count / 3600.0
        for row, subgroup in zip(plan.group, sample.planned.subgroups, strict=True):
            for at in range(row["first"], row["first"] + row["size"]):
                name = subgroup.person_name or str(at - row["first"] + 1)
                idle, engaged = hours[at, IDLE_AND_ENGAGED]
                busy = engaged / (idle + engaged) if idle + engaged > 0 else np.nan
                found.append((design, subgroup.group, name, *hours[at], busy))
    return found


def _wait_rows(samples: dict[str, Sample]) -> list[tuple[Any, ...]]:
    edges = wait_edges()
    found = []
    for design, sample in samples.items():
        counts = np.array(sample.waits)[:, :, list(WAITS)].sum(axis=(0, 2))
        for k, name in enumerate(sample.planned.types):
            total = counts[k].sum()
            found += [(design, name, edges[b], counts[k, b] / total) for b in np.flatnonzero(counts[k])]
    return found
