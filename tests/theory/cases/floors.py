"""From the words of a scenario file to replications on an engine.

A case is written down as a manager would write it, as the text of a scenario file with its tables beside
it, and goes the whole way: file, checks, plan, engine. What comes back are the sums of every replication,
side by side.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

import sim
from sim.engines.run import engine_for, replicate
from sim.model import arrays
from sim.plan.build import PlannedDesign, plan_design
from tests.theory.cases.estimates import Estimate

HOUR, DAY = 3600.0, 86400.0
Words = dict[str, Any]
Digest = Callable[[PlannedDesign, np.ndarray], dict[str, float]]


@dataclass(frozen=True)
class Setup:
    """How a case is put on the floor.

    `words` are contacts, groups, sites and routing as in the file. A stationary case runs for as long as the
    wanted number of contacts takes at `contacts_per_hour`; a case of days (`by_days`) is lived on every day
    of whole weeks, each from empty to empty. `digest` reads further sums from the log of a replication.
    """

    words: Words
    contacts_per_hour: float
    warm_up_s: float = 0.0
    by_days: bool = False
    interval_s: float = 0.5 * HOUR
    tables: dict[str, str] = field(default_factory=dict)
    digest: Digest | None = None


# ---- words -----------------------------------------------------------------------------------


def seconds(value: float) -> str:
    """A duration as a file writes it."""
    return f"{value:.12f}".rstrip("0").rstrip(".") + " s"


def per_cent(value: float) -> str:
    """A share as a file writes it."""
    return f"{100.0 * value:.10g} %"


def law(stored: Any) -> str:
    """The words for a stored law: a mean of an exponential law, null for never, or a law by name."""
    match stored:
        case None:
            return "never"
        case int() | float():
            return f"exponential({seconds(stored)})"
        case {"law": "zero"}:
            return "0 s"
        case {"law": "deterministic", "value": value}:
            return seconds(value)
        case {"law": "exponential", "mean": mean}:
            return f"exponential({seconds(mean)})"
        case {"law": "weibull", "scale": scale, "shape": shape}:
            return f"weibull(scale {seconds(scale)}, shape {shape:g})"
        case {"law": "lognormal", "mean": mean, "sd": sd}:
            return f"lognormal({seconds(mean)}, sd {seconds(sd)})"
        case {"law": "gamma", "mean": mean, "shape": shape}:
            return f"gamma({seconds(mean)}, cv {per_cent(shape**-0.5)})"
        case {"law": "uniform", "low": low, "high": high}:
            return f"uniform({seconds(low)}, {seconds(high)})"
        case {"law": "quantiles", "knots": knots}:
            return f"quantiles({', '.join(f'{per_cent(part)}: {seconds(time)}' for part, time in knots)})"
    raise AssertionError(f"no words for the law {stored}")


def contact(volume: Any, talk: Any, patience: Any = None, target_s: float | None = None, **more: Any) -> Words:
    """A contact type; `volume` is a rate per hour or the words of one, `talk` and `patience` as for `law`."""
    words: Words = {
        "channel": "call",
        "volume": volume if isinstance(volume, dict) else {"per_hour": volume},
        "handling": {"talk": law(talk)},
        "patience": law(patience),
    }
    if target_s is not None:
        words["target"] = f"80 % in {seconds(target_s)}"
    return words | more


def from_elsewhere(talk: Any, patience: Any = None, target_s: float | None = None, **more: Any) -> Words:
    """A contact type without a volume: its contacts come out of others."""
    words = contact(0.0, talk, patience, target_s, **more)
    del words["volume"]
    return words


def one_line(agents: int, calls: Words) -> Words:
    """One type, one group."""
    return {"contacts": {"calls": calls}, "groups": {"all": {"agents": agents, "skills": {"calls": {}}}}}


def table(values: Sequence[float], step_s: float, until_s: float = 0.0) -> str:
    """A CSV of every day: these values from midnight on, the last one held until `until_s`."""
    held = max(0, round(until_s / step_s) - len(values))
    rows = [*values, *[values[-1]] * held]
    clocks = [f"{int(i * step_s) // 3600:02d}:{int(i * step_s) % 3600 // 60:02d}" for i in range(len(rows))]
    return "from,all\n" + "".join(f"{clock},{value:g}\n" for clock, value in zip(clocks, rows, strict=True))


# ---- runs ------------------------------------------------------------------------------------


class Runs:
    """Sums of independent replications: every field has the replications as its first axis."""

    def __init__(self, planned: PlannedDesign, setup: Setup, sums: dict[str, np.ndarray]) -> None:
        self.planned = planned
        self.setup = setup
        self._sums = sums
        self.counted_s = planned.counted_s
        self.days = planned.plan.horizon / DAY

    @property
    def many(self) -> int:
        """Number of replications."""
        return len(self._sums["flow"])

    def flow(self, name: str, queues: Any = None, bins: Any = None) -> Estimate:
        """Mean over replications of a sum of `layout.FLOW`, of some queues and reported intervals."""
        chosen = self._sums["flow"][name][:, _some(queues)][:, :, _some(bins)]
        return Estimate.mean(chosen.sum(axis=(1, 2)))

    def served(self, name: str, queue: int, group: int) -> Estimate:
        """Mean of a sum of `layout.SERVED`."""
        return Estimate.mean(self._sums["served"][name][:, queue, group])

    def people(self, column: int, groups: Any = None, bins: Any = None) -> Estimate:
        """Mean of seconds idle, engaged or overtime."""
        chosen = self._sums["people"][:, _some(groups)][:, :, _some(bins), column]
        return Estimate.mean(chosen.sum(axis=(1, 2)))

    def occupancy(self, groups: Any = None) -> Estimate:
        """Engaged time / time on the floor."""
        engaged = self.people(arrays.ENGAGED, groups)
        return engaged / (engaged + self.people(arrays.IDLE, groups))

    def log(self, name: str) -> Estimate:
        """Mean of a figure read from the log."""
        return Estimate.mean(self._sums[f"log.{name}"])

    def lines_at(self, samples: Any) -> Estimate:
        """Mean number waiting at these starts of intervals."""
        return Estimate.mean(self._sums["backlog"][:, :, samples].sum(axis=1).mean(axis=1))

    def waits_below(self, kind: int, limit: float) -> Estimate:
        """Share of the waits of a type below a limit, read between the edges of their bins."""
        low, width = wait_bins()
        parts = np.clip((limit - low) / width, 0.0, 1.0)
        counts = self._waits(kind)
        return Estimate.mean(counts @ parts) / Estimate.mean(counts.sum(axis=1))

    def square_wait(self, kind: int) -> Estimate:
        """Mean square of the waits of a type: (middle² + width²/12) of each bin."""
        low, width = wait_bins()
        squares = (low + 0.5 * width) ** 2 + width**2 / 12.0
        squares[0] = 0.0
        counts = self._waits(kind)
        return Estimate.mean(counts @ squares) / Estimate.mean(counts.sum(axis=1))

    def _waits(self, kind: int) -> np.ndarray:
        """[R, bins] waits of a type, of those answered and of all others who stopped waiting."""
        return np.asarray(self._sums["waits"][:, kind, [arrays.WAITS_ANSWERED, arrays.WAITS_OTHERS]].sum(axis=1))

    def by_day(self, name: str, bins: Sequence[int]) -> np.ndarray:
        """[R, 7, bins of a day] a sum of `layout.FLOW` for every day of a run of seven days."""
        days = self._sums["flow"][name].sum(axis=1).reshape(self.many, 7, -1)
        return days[:, :, list(bins)]


def _some(chosen: Any) -> Any:
    return slice(None) if chosen is None else list(chosen)


def wait_bins() -> tuple[np.ndarray, np.ndarray]:
    """Lower edges and widths of the bins of waits; bin 0 holds those who did not wait at all."""
    at = np.arange(arrays.WAIT_BINS - 1)
    power = 2.0 ** (arrays.FIRST_POWER + at // arrays.SUB)
    low = power * (0.5 + at % arrays.SUB / (2.0 * arrays.SUB))
    tiny = 1e-12
    return np.append(-tiny, low), np.append(tiny, power / (2.0 * arrays.SUB))


def written(setup: Setup, length_s: float, seed: int) -> str:
    """The text of the scenario file."""
    words = {
        "name": "a known answer",
        "calendar": {"length": seconds(length_s), "interval": seconds(setup.interval_s)},
        "study": {"seed": seed, "warm_up": seconds(setup.warm_up_s)},
    }
    return str(yaml.safe_dump(words | setup.words, sort_keys=False))


def length_of(setup: Setup, contacts: float, replications: int) -> float:
    """Seconds that one replication lasts: warm-up and its part of the contacts, or whole weeks."""
    counted = contacts / replications / setup.contacts_per_hour * HOUR
    if setup.by_days:
        return 7.0 * DAY * max(1, round(counted / (7.0 * DAY)))
    return math.ceil(setup.warm_up_s + counted)


def simulate(setup: Setup, folder: Path, contacts: float, replications: int, seed: int, engine: str = "core") -> Runs:
    """Write the files, load them, run the replications."""
    for name, text in setup.tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "scenario.yaml"
    path.write_text(written(setup, length_of(setup, contacts, replications), seed), encoding="utf-8")
    scenario = sim.load(path)
    planned = plan_design(scenario, next(iter(scenario.designs)))
    one = engine_for(planned, engine)
    expected = length_of(setup, contacts, replications) * setup.contacts_per_hour / HOUR
    log_rows = int(1.2 * expected) + 1000 if setup.digest else 0
    found: dict[str, list[Any]] = {}
    for number in range(replications):
        tally, log = replicate(one, planned, scenario.study.seed, number, log_rows)
        digest = setup.digest(planned, log) if setup.digest else {}
        sums = tally._asdict() | {f"log.{name}": value for name, value in digest.items()}
        for name, value in sums.items():
            found.setdefault(name, []).append(value)
    return Runs(planned, setup, {name: np.stack(values) for name, values in found.items()})


def queues_of(planned: PlannedDesign, types: Iterable[str], site: str | None = None) -> list[int]:
    """Numbers of the queues of these types, of one site or of all."""
    wanted = set(types)
    queues = enumerate(planned.queues)
    return [i for i, queue in queues if queue.type in wanted and (site is None or queue.site == site)]
