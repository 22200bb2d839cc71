"""How the question of a scenario is asked: what is compared, on what, from which difference on, and how often it is
run."""

from typing import Annotated, Any

from pydantic import Field

from sim.errors import shown
from sim.scenario import thresholds
from sim.scenario.nouns.annotations import Before, Instead, Written
from sim.scenario.nouns.value_types import Duration, Noun, Share, Whole, either


def _indicators(value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"a list of indicators is wanted, e.g. [cost_per_resolved, reply_time], not {shown(value)}")
    return tuple(value)


Matters = Annotated[
    thresholds.Threshold,
    Instead(thresholds.read_threshold),
    Written(thresholds.written_threshold),
    either(
        {"type": "string", "pattern": r"^\s*[0-9]+([.,][0-9]+)?\s*(points?|%|[a-zA-Z]+.*)$"},
        {"type": "number", "minimum": 0},
        examples=["0.5 points", "5 s", "2 %", 0.05],
    ),
]
Indicators = Annotated[tuple[str, ...], Before(_indicators)]


class Study(Noun):
    """How the question is asked."""

    baseline: str | None = None
    """Design the others are compared with; default: the first."""
    decide_on: str = "answer_rate"
    """Indicator of the verdict (see `polyvalence kpis`)."""
    decide_for: str = "total"
    """Contact type the verdict looks at, or total."""
    matters: Matters | None = None
    """Least difference of the indicator that matters, e.g. 0.5 points, 5 s, 2 %; default: 0.5 points of a
    share, 5 % of a wait or delay, 1 % of anything else."""
    watch: Indicators | None = None
    """Indicators shown beside the verdict; default: cost_per_resolved, or answer_rate where money decides."""
    replications: Whole = Field(default=100, ge=2, le=1_000_000)
    """Replications of each design; `compare` stops earlier once its verdict is clear."""
    precision: Share | None = Field(default=None, gt=0)
    """Run on until the interval of the deciding indicator is within this share of its value, for every
    design."""
    max_replications: Whole = Field(default=10_000, ge=2, le=1_000_000)
    """Where a wanted precision stops in any case."""
    confidence: Share = Field(default=0.95, ge=0.5, le=0.9999)
    """Confidence of every interval."""
    seed: Whole = Field(default=1, ge=0, le=2**63 - 1)
    """Seed of all random numbers."""
    warm_up: Duration = Field(default="0 s", validate_default=True)
    """Time from the start that is simulated but not counted."""
    fcr_window: Duration = Field(default="7 days", validate_default=True)
    """A first contact without another one within this time is observed as resolved."""
