"""People: what they can do, how well, how many at a time, and where they sit.

A group is a number of agents who are alike, by a head count or by a roster of people. The
simplest words stay the simplest. `agents: 12` is a head count without faces; shifts, names or careers turn the same
group into people, each with a day of their own.
"""

from typing import Literal

from pydantic import Field

from sim.scenario.nouns.careers import Breadth, Coaching, Fatigue, Forgetting, Hats, Learning, Level, Support, Turnover
from sim.scenario.nouns.rosters import Absence, AsShifts, Pauses, Person, Shift
from sim.scenario.nouns.skills import Skill
from sim.scenario.nouns.value_types import (
    Duration,
    Factor,
    Heads,
    Languages,
    Law,
    Noun,
    Number,
    Period,
    Share,
    Slowdown,
    Whole,
)

IN_HOUSE = "in-house"


class Chats(Noun):
    """Several conversations at a time."""

    at_once: Whole = Field(default=1, ge=1, le=12)
    """Conversations an agent of the group may hold at the same time."""
    slower: tuple[Slowdown, ...] = ()
    """How much slower each conversation goes with 1, 2, 3 ... open, e.g. [0 %, 20 %, 50 %]; one value each up
    to at_once."""
    pace: Literal["shared", "fixed_at_start"] = "shared"
    """shared: every open conversation changes pace whenever one begins or ends; fixed_at_start: each keeps
    its first pace."""
    together: Whole | None = Field(default=None, ge=1, le=100000)
    """Conversations the whole group may hold at the same time; default: at_once for each agent."""
    fill_to: Whole = Field(default=0, ge=0, le=12)
    """0: a new chat goes to the agent with the fewest; n: agents are filled up to n conversations one after the
    other, and only then beyond."""


class Group(Noun):
    """Agents who are alike: same site, skills and hours."""

    label: str | None = None
    site: str = IN_HOUSE
    """Site the group works at: in-house, or a name under `sites`."""
    agents: Heads | None = None
    """Head count while the site is open, also with a fraction: 12.5 are 12 and 13 by turns. With a schedule in per
    cent, the head count of which a share is on duty."""
    schedule: str | None = None
    """CSV beside the file: first column `from`, then heads (or % of `agents`) on duty for each day or range
    of days, perhaps for `holidays` and for dates (2025-01-20), or lines of date, from, heads; in the local time of the
    site."""
    period: Period | None = None
    """Days on which the group is there, e.g. "from 2025-03-01", "2025-03-01 to 2025-05-31"; default: all."""
    languages: Languages | None = None
    """Languages the group speaks, as two letters; default: those of its site."""
    shrinkage: Share = 0.0
    """Share of the scheduled time that is paid but not on the floor (training, meetings, breaks), spread
    evenly over the hours."""
    shifts: dict[str, Shift] = {}
    """Who works when, by name of the shift, in place of a schedule."""
    as_shifts: AsShifts | None = None
    """Turns the schedule, a head-count curve, into shifts of people."""
    people: dict[str, Person] = {}
    """Agents with a name, beside the others; {} for one who is like them."""
    late: Law = Field(default="0 s", validate_default=True)
    """How late people come to their shift; not paid."""
    absence: Absence | None = None
    """Days on which somebody does not come."""
    pauses: Pauses | None = None
    """Free pauses, when the agent wants."""
    end_of_shift: Literal["finish", "hand-over", "overtime"] = "finish"
    """finish: the contact in hand is done in paid overtime; hand-over: deferred work goes back at once, the rest is
    finished; overtime: as finish, and goes on while somebody waits. With a head count: finish."""
    overtime_up_to: Duration = Field(default="30 min", validate_default=True, ge=0, le=28800)
    """With end_of_shift overtime: no contact is begun later than this after the end of the shift."""
    breadth: Breadth = Breadth()
    """What each skill beyond the first costs in pace and quality."""
    hats: Hats | None = None
    """What changing from one type to another costs."""
    fatigue: Fatigue | None = None
    """What a high occupancy does, if it lasts."""
    tenure: Law = Field(default="never", validate_default=True)
    """Time since people began, at the start of the run; never: so long that nothing is left to learn."""
    learning: Learning | None = None
    """What beginners lack."""
    forgetting: Forgetting | None = None
    """What is lost of skills that are rarely used."""
    coaching: Coaching | None = None
    """Time with a coach."""
    levels: dict[str, Level] = {}
    """Steps of the ladder, the lowest first."""
    turnover: Turnover | None = None
    """People leave and are replaced."""
    support: dict[str, Support] = {}
    """Team leaders, trainers: what they cost and what they bring."""
    wage_per_hour: Number = Field(default=0.0, ge=0, le=10000)
    """Cost of a paid hour, in the currency of the file."""
    overtime_pays: Factor = 1.0
    """Wage of an hour of overtime, as a share of the wage."""
    chats: Chats = Chats()
    skills: dict[str, Skill]
    """Contact types the group can take."""

    @property
    def has_roster(self) -> bool:
        """Whether the group is people, each with a day of their own, and not a head count."""
        careers = (self.fatigue, self.learning, self.forgetting, self.coaching, self.turnover, self.absence, self.hats)
        return bool(
            self.shifts or self.as_shifts or self.people or self.levels or self.pauses
            or self.late.mean_s > 0.0 or self.end_of_shift != "finish" or any(one is not None for one in careers)
        )  # fmt: skip
