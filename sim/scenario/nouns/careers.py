"""What months do to people: learning and forgetting, levels, coaching, tiredness, leaving and being replaced.

Quality is given by the share of requests that stay *unresolved*, and everything that
makes people better or worse is a factor on that share. 150 % of 10 % is 15 %; two factors multiply; and nobody ever
resolves more than all.
"""

from pydantic import Field

from sim.scenario.nouns.value_types import Duration, Factor, Noun, Number, Share, Slowdown, Whole


class Effect(Noun):
    """A change of pace and of quality."""

    slower: Slowdown = 0.0
    """How much longer conversations and wrap-ups last."""
    unresolved: Factor = 1.0
    """Factor on the share of requests that stay unresolved."""


class Breadth(Effect):
    """The price of polyvalence: for each skill beyond the first, added up."""


class Hats(Noun):
    """The price of changing hats: when the next contact is of another type than the last."""

    time: Duration
    """Time to get into it, at the start of the conversation."""


class Fatigue(Noun):
    """What a high occupancy does, if it lasts."""

    above: Share = Field(default=0.85, lt=1.0)
    """Occupancy up to which nothing happens; the effects grow in proportion up to 100 %."""
    over: Duration = Field(default="2 h", validate_default=True, ge=60)
    """Time on the floor over which occupancy is felt (exponentially weighted)."""
    slower: Slowdown = 0.0
    """How much longer work lasts at an occupancy of 100 %."""
    absence: Factor = 1.0
    """Factor on the share of absent days at 100 %, felt over about 20 working days."""


class Learning(Effect):
    """What a beginner lacks on the first day on the floor."""

    half_life: Duration = Field(ge=3600)
    """Time after which half of it is made up."""


class Forgetting(Effect):
    """What somebody has lost who never uses a skill any more."""

    after: Duration
    """Time without a contact of the type before forgetting begins; the next contact brings everything back."""
    half_life: Duration = Field(ge=3600)
    """Time after that in which half of it is lost."""


class Coaching(Effect):
    """Time with a coach, off the floor and paid: what it costs now, and what it brings in the end."""

    hours_per_month: Number = Field(gt=0, le=150)
    """Hours off the floor for each person."""
    in_blocks_of: Duration = Field(default="1 h", validate_default=True, ge=300, le=86400)
    """Length of one session."""
    half_life: Number = Field(gt=0, le=10000)
    """Hours of coaching that bring half of the effect."""
    fades: Duration | None = Field(default=None, ge=86400)
    """Time in which half of it is lost again without coaching; default: nothing is lost."""


class Level(Effect):
    """A step of the ladder: beginner, confirmed, expert."""

    people: Whole = Field(default=0, ge=0, le=20000)
    """How many start at this level."""
    wage_per_hour: Number | None = Field(default=None, ge=0, le=10000)
    """Wage at this level; default: the group's."""
    off_floor: Share = Field(default=0.0, le=0.9)
    """Dedicated time off the floor, as a share of each shift."""
    after: Duration | None = None
    """Time at the level below after which somebody is promoted; default: never. It is counted from `tenure`, and where
    that is never from the start of the run."""
    at_most: Share = 1.0
    """Share of the group that may be at this level."""


class Turnover(Noun):
    """People leave, places are vacant, beginners are trained."""

    leaves_per_month: Share
    """Share of the people who leave in a month."""
    tired: Factor = 1.0
    """Factor on that share at an occupancy of 100 %, felt over about 20 working days."""
    above: Share = Field(default=0.85, lt=1.0)
    """Occupancy up to which nobody leaves for being tired."""
    replaced_after: Duration | None = Field(default="30 days", validate_default=True)
    """How long a place is vacant; null: for good."""
    training_days: Whole = Field(default=0, ge=0, le=365)
    """Working days of training, paid and off the floor, before a beginner takes contacts."""


class Support(Effect):
    """People around the floor who take no contacts: team leaders, trainers."""

    one_per: Number | None = Field(default=None, ge=1, le=10000)
    """One for so many agents of the group, in whole people."""
    people: Number | None = Field(default=None, gt=0, le=10000)
    """Or so many in all."""
    hours_per_week: Number = Field(default=35.0, gt=0, le=168)
    """Paid hours of each."""
    wage_per_hour: Number = Field(default=0.0, ge=0, le=10000)
    """Cost of an hour."""
