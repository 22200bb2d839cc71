"""The floor as tables: what is planned, what is so right now, what is being summed, what happened.

Everything the two engines know stands here. A `Plan` never changes during a run; a `Floor` is the state of
this instant: who waits, who is free, who talks to whom; a `Tally` holds sums; a `Log` has one row for each
contact. A table's row is read as `floor.contact[c].queued_at` in both
engines. For the core the table is a NumPy record array, for the reference a list of small objects,
and the rules cannot tell the difference.

Times are seconds since the first midnight of the calendar, float64; indices start at 0; -1 is "none".
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.model.layout import (
    AGENDA,
    AGENT,
    AGENT_TIMES,
    AHEAD,
    CACHE_LINE,
    CONTACT,
    COUNTS,
    FLOW,
    LEVEL,
    PERSON,
    QUEUE_STATE,
    RECENT,
    SERVED,
    SOURCE,
    TEAM,
)
from sim.rules import read_only

# Channels, in the order of the file's word list. From EMAIL on they are deferred: always let in, answered when there
# is time.
CALL, CHAT, EMAIL, TASK, MESSAGE = 0, 1, 2, 3, 4

# What a contact is doing. IN_FRONT: of a self-service. PAUSING: a conversation between two turns, or a call-back
# between two attempts. HOLDING, HANDING: an agent waits with a customer for the second level, hands over. DIALLING:
# nobody picks up.
NOWHERE, IN_QUEUE, RINGING, TALKING, WRAPPING_UP, AWAY, IN_FRONT, PAUSING, HOLDING, HANDING, DIALLING = range(11)

# How a contact came about.
FRESH, RETRY, REPEAT, ESCAPE, CHASE, FORWARD, CALL_BACK = range(7)
VIAS = ("request", "retry", "repeat", "escape", "chase", "transfer", "call-back")

# How a contact ended. OPEN: not ended within the horizon (still in a queue, or in conversation).
OPEN, ANSWERED, ABANDONED, BLOCKED, LEFT, CONTAINED = range(6)
OUTCOMES = ("waiting", "answered", "abandoned", "blocked", "left", "contained")

# How the next customer is found: by the rates of the grid; evenly spaced; by rates that change at any instants.
ON_GRID, SPACED, AT_INSTANTS = range(3)

# Of `contact.draws_kept`: the length of the conversation is recorded in seconds; 1 are uniforms known beforehand.
RECORDED = 2

# How a wait is predicted.
NOT_AT_ALL, BY_QUEUE, BY_LAST = 0, 1, 2

# Staff changes.
HEADS, CLOSING, SHARES = 0, 1, 2

# Where somebody with a roster is: at home, on the floor, or off it for a while.
CUT_OFF = -2
"""In place of the kind of a day: the site is cut off."""
AT_HOME, ON_FLOOR, ON_BREAK, OFF_FLOOR, IN_TRAINING, ON_PAUSE, ABSENT = range(-1, 6)

# What happens to the contact in hand at the end of a shift.
FINISH, HAND_OVER, STAY = 0, 1, 2

# What a rule of the router looks at.
QUEUE_ABOVE, OLDEST_ABOVE, FREE_BELOW, BUSY_ABOVE, SERVICE_BELOW = range(5)

# When the router looks again at those who wait beside free agents: never, when a wait passes a limit, after each event.
NEVER_AGAIN, AT_LIMITS, ALWAYS = 0, 1, 2

SEEN_AHEAD = 16
"""Customers of a type whose random numbers are drawn together: so the processor works at several at once."""

RECENTLY = 12
"""Parts of the window over which service levels are looked at."""

# Columns of Tally.people; those of time off the floor in the order of ON_BREAK ... ABSENT.
IDLE, ENGAGED, OVERTIME, LOADED, BREAKS, MEETINGS, TRAINING, PAUSES, ABSENCE, PAID, WAGES = range(11)
PEOPLE_COLUMNS = 11

# Waits are counted in bins of about 1 %: SUB bins for each doubling from 2**FIRST_POWER seconds on.
SUB, FIRST_POWER, LAST_POWER = 64, -7, 27
WAIT_BINS = 1 + SUB * (LAST_POWER - FIRST_POWER)

# What is counted in such bins: waits of those answered and of those who left the queue otherwise; and where
# contacts may be answered hours later, reply times, and how long those had waited who are still in a queue at the end.
WAITS_ANSWERED, WAITS_OTHERS, REPLIES, WAITS_SO_FAR = range(4)


class Plain(NamedTuple):
    """What a field of the plan says for a plain service, see `sim.model.plain`."""

    value: float


@read_only
class Plan(NamedTuple):
    """What one design fixes, as numbers. Shapes: T types, L queues, G groups, S sites, C calendars, W slots."""

    horizon: float
    warm_up: float
    interval: float
    """Width of a reported interval, s."""
    bins: int
    """Reported intervals: those of a week, or of the run where it is shorter."""
    slot: float
    """Width of a slot of the plan's own grid, s; W slots are those of all kinds of day, from Monday 00:00."""
    slots_a_day: int
    weekday: int
    """Weekday of the first day, Monday 0."""
    by_score: Annotated[int, Plain(0)]
    """1 where the router needs more than ranks, the longest idle and the longest waiting."""
    looks: Annotated[int, Plain(0)]
    """When the router looks again: NEVER_AGAIN, AT_LIMITS or ALWAYS."""
    personal: Annotated[int, Plain(0)]
    """1 where the people of a group may not take the same: they keep customers, or a user's own score differs."""
    agent_score: int
    """Code of the score among agents, see `sim.model.router.scores`."""
    contact_score: int
    """Code of the score among contacts."""
    agent_call: int
    """A user's own score among agents: what `jit.called` knows it by, 0 without one."""
    contact_call: int
    window: Annotated[float, Plain(0.0)]
    """Time over which service levels are looked at, s; 0 where nobody does."""
    urgency: Annotated[int, Plain(0)]
    """1 where some contacts can go before every rank."""
    weighted: Annotated[int, Plain(0)]
    """1 where waits weigh differently by type, or some types are served as they are due."""
    keeping: Annotated[int, Plain(0)]
    """1 where agents keep conversations."""
    observed_s: float
    """Window of the observed first-contact resolution, s."""
    law: Any
    """[distributions] of LAW."""
    knot: Any
    """[knots, 2] shares and seconds of distributions given by quantiles."""
    type: Any
    """[T] of TYPE."""
    demand: Any
    """[T] of DEMAND: when customers of a type come."""
    back: Any
    """[returns] of BACK: who comes back, when, as what."""
    change: Any
    """[changes] of CHANGE: by which type those who come back do so."""
    step: Any
    """[steps] of STEP: who balks, by number waiting or by predicted wait."""
    factor: Any
    """[factors, W] by how much longer or shorter something lasts, by the slot in which a contact came."""
    interrupts: Any
    """[T, T] 1 where an arriving type (first) makes an agent put the other aside."""
    trunks: Annotated[Any, Plain(-1)]
    """[channels] trunk lines, -1 without limit."""
    mix: Any
    """Of MIX: the normal scores of which days make up the days of types that are busy together."""
    replay: Any
    """Of REPLAY: recorded contacts, and counts of intervals. Of a type that comes AT_INSTANTS: when each rate begins,
    and in the place of `to` the rate in contacts a second; the last row is the end of the run."""
    queue: Any
    """[L] of QUEUE: that of a type at a site, or at all sites."""
    group: Any
    """[G] of GROUP."""
    skill: Any
    """[L, G] of SKILL."""
    groups_of: Any
    """[L, G] group indices by agent_rank, -1 filled."""
    queues_of: Any
    """[G, L] queue indices by contact_rank, -1 filled."""
    door: Any
    """[L, G] of DOOR: when a group may take from a queue, and its points."""
    claim: Any
    """[T] of CLAIM: what the router knows of a type."""
    opening: Any
    """[openings] waits at which something changes for a contact, s; upwards for each type."""
    rule: Any
    """[R] of RULE: other ranks in other states of the floor; no row counts where `rules` is 0."""
    rules: Annotated[int, Plain(0)]
    condition: Any
    """[conditions] of CONDITION."""
    agent_ranks: Any
    """[R, L, G] agent_rank while a rule holds, -1 not at all."""
    contact_ranks: Any
    """[R, L, G] contact_rank while a rule holds, -1 not at all."""
    pace: Any
    """[G, k + 1] factor on the duration with j chats open."""
    rate: Any
    """[T, W] contacts (or batches of them) a second."""
    day_level: Any
    """[T, days] factor of the calendar on the rate of each day."""
    day_kind: Any
    """[days and some beyond] kind of each day: its weekday, Monday 0; of a public holiday 7 more."""
    open: Any
    """[C, W] 1 where open."""
    opened: Any
    """[C, W] opened seconds of the day before each slot."""
    opened_days: Any
    """[C, 7 + days] opened seconds before each day, from the Monday before the first week's on; 0 at the latter."""
    split: Any
    """Of SPLIT: to which queues the customers of a type go, up to which share; the last row of each set has share 1."""
    staff: Any
    """[changes] of STAFF, in order of time: heads of groups, doors of types, sets of rows of `split` by type."""
    month_ends: Any
    """[M] instants at which a month of the accounts ends, the last one the horizon; none where nobody pays by month."""
    crew: Any
    """[G] of CREW: what holds for the people of a group with a roster."""
    grade: Any
    """Of GRADE: the levels of the groups, one after the other."""
    seat: Any
    """[agents] of SEAT, where any group has a roster: whose place it is."""
    shift: Any
    """Of SHIFT: hours of one day, s after its midnight, and the row of the next shift of that day."""
    item: Any
    """Of ITEM: planned time off the floor within the shifts."""
    rota: Any
    """[agents, kinds of day] shift of an agent on a day of this kind, -1 for none."""
    local_kind: Any
    """[places, days + 4] kind of each day where people with a roster work, from two days before the run on; -1 where
    nobody begins a shift, CUT_OFF where the site is cut off."""
    local_clock: Any
    """[places, changes] of CLOCK: how far the clock there is ahead of the centre's, and since when."""
    agenda_items: int
    """Most items that can be on somebody's agenda of a day."""


class Floor(NamedTuple):
    """The state of this instant."""

    contact: Any
    """[slots] of CONTACT."""
    free: Any
    """[slots] stack of unused slots."""
    agent: Any
    """[agents] of AGENT."""
    hand: Any
    """[agents, k] slots of the contacts an agent holds."""
    team: Any
    """[G] of TEAM."""
    level: Any
    """[G, k] of LEVEL: available agents with j contacts in hand, longest available first."""
    soft: Any
    """[G] of LEVEL: agents whose work may be interrupted, the last to begin it last."""
    queue: Any
    """[L] of QUEUE_STATE: waiting contacts, those who go first first."""
    own: Any
    """[agents] of QUEUE_STATE: conversations that wait for the agent who keeps them."""
    split: Any
    """[T] the first row of `plan.split` that holds now."""
    trunk: Any
    """[channels] trunk lines taken."""
    source: Any
    """[T] of SOURCE: the next customer of each type."""
    ahead: Any
    """[T, SEEN_AHEAD] of AHEAD: what is known of the customers who may follow, looked up several at a time."""
    recent: Any
    """[T, RECENTLY] of RECENT: who was answered in time lately."""
    counts: Any
    """[1] of COUNTS."""
    person: Any
    """[agents] of PERSON, where any group has a roster."""
    agenda: Any
    """[agents, agenda_items] of AGENDA: what is planned today, in order of time."""
    spent: Any
    """[agents, 6] seconds off the floor by kind, ON_BREAK ... ABSENT."""
    practice: Any
    """[agents, T] when somebody last had a contact of a type, where skills are forgotten."""
    grade_count: Any
    """[grades] people at each level."""


class Tally(NamedTuple):
    """Sums over the counted part of a run. Shapes as in Plan; B intervals."""

    flow: Any
    """[L, B] of FLOW, by interval of arrival."""
    served: Any
    """[L, G] of SERVED."""
    people: Any
    """[G, B, PEOPLE_COLUMNS] by interval of the clock: seconds idle, engaged, overtime, conversations held times
    seconds; with a roster also seconds off the floor by kind, paid seconds but for overtime, and wages."""
    waits: Any
    """[T, 2 or 4, WAIT_BINS] contacts by wait, WAITS_ANSWERED and WAITS_OTHERS; where any channel is deferred, also its
    contacts by reply time, and those still in a queue by WAITS_SO_FAR."""
    longest: Any
    """[L] longest wait in the queue, s."""
    queue_s: Any
    """[L] time average of the contacts in the queue times the counted part, s, filled when the run is over."""
    overdue: Any
    """[L] e-mails, tasks and messages in the queue beyond their target at the starts of intervals, added up."""
    backlog: Any
    """[L, samples] waiting contacts at the start of each interval of the run."""
    ages: Any
    """[L, samples] sum of the ages of the waiting contacts at those instants, s."""
    month_flow: Any
    """[M, L] of FLOW, from the start of the counted part to the end of each month, all intervals together."""
    month_served: Any
    """[M, L, G] of SERVED, likewise."""
    month_people: Any
    """[M, G, PEOPLE_COLUMNS] as `people`, likewise."""
    agents: Any
    """[agents, AGENT_TIMES] seconds of everybody over the whole run, filled when it is over."""


def row_by_row(plan: Plan) -> Plan:
    """The plan with every table lying in memory as the core reads it."""
    tables: dict[str, Any] = {name: part for name, part in plan._asdict().items() if isinstance(part, np.ndarray)}
    tables = {name: np.ascontiguousarray(table) for name, table in tables.items()}
    return plan._replace(**tables)


def zeros(shape: int | tuple[int, ...], kind: Any = np.float64) -> np.ndarray[Any, Any]:
    """A table of zeros that begins where a cache line does."""
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    memory = np.zeros(size + CACHE_LINE, np.uint8)
    begin = -memory.ctypes.data % CACHE_LINE
    return memory[begin : begin + size].view(kind).reshape(shape)


def new_floor(plan: Plan, slots: int) -> Floor:
    """An empty floor with room for `slots` contacts at a time."""
    groups, queues = len(plan.group), len(plan.queue)
    agents = int(plan.group["size"].sum())
    at_once = int(plan.group["at_once"].max())
    return Floor(
        contact=zeros(slots, CONTACT), free=zeros(slots, np.int64), agent=zeros(max(agents, 1), AGENT),
        hand=np.full((max(agents, 1), at_once), -1), team=zeros(groups, TEAM),
        level=zeros((groups, at_once), LEVEL), soft=zeros(groups, LEVEL), queue=zeros(queues, QUEUE_STATE),
        own=zeros(max(agents, 1) if plan.keeping else 1, QUEUE_STATE), trunk=zeros(len(plan.trunks), np.int64),
        split=zeros(len(plan.type), np.int64), source=zeros(len(plan.type), SOURCE),
        ahead=zeros((len(plan.type), SEEN_AHEAD), AHEAD),
        recent=zeros((len(plan.type), RECENTLY if plan.window > 0.0 else 1), RECENT), counts=zeros(1, COUNTS),
        **_roster(plan, max(agents, 1)),
    )  # fmt: skip


def _roster(plan: Plan, agents: int) -> dict[str, Any]:
    """The tables of people with a roster; a row each where nobody has one."""
    rostered = bool(plan.group["rostered"].any())
    people = agents if rostered else 1
    forgets = rostered and bool((plan.crew["forget_half"] > 0.0).any())
    return {
        "person": zeros(people, PERSON),
        "agenda": zeros((people, max(plan.agenda_items, 1)), AGENDA),
        "spent": zeros((people, ABSENT + 1)),
        "practice": zeros((people if forgets else 1, len(plan.type))),
        "grade_count": zeros(len(plan.grade), np.int64),
    }


class ZeroTables:
    """Tables of zeros of the same shapes, made again and again, all in one piece of memory."""

    def __init__(self, example: Any) -> None:
        """`example`: a named tuple of such tables."""
        self.make = type(example)
        self.tables: list[tuple[tuple[int, ...], np.dtype[Any], int]] = []
        self.size = CACHE_LINE
        for table in example:
            self.tables.append((table.shape, table.dtype, self.size - CACHE_LINE))
            self.size += -(-table.nbytes // CACHE_LINE) * CACHE_LINE

    def __call__(self) -> Any:
        """A named tuple of tables of zeros, each beginning where a cache line does."""
        memory = np.zeros(self.size, np.uint8)
        begin = -memory.ctypes.data % CACHE_LINE
        return self.make(*(np.ndarray(shape, kind, memory, begin + at) for shape, kind, at in self.tables))


def new_tally(plan: Plan) -> Tally:
    """All sums at zero."""
    groups, queues, months = len(plan.group), len(plan.queue), len(plan.month_ends)
    samples = int(plan.horizon // plan.interval) + 1
    distributions = 4 if (plan.type["channel"] >= EMAIL).any() else 2
    return Tally(
        flow=zeros((queues, plan.bins), FLOW), served=zeros((queues, groups), SERVED),
        people=zeros((groups, plan.bins, PEOPLE_COLUMNS)), waits=zeros((len(plan.type), distributions, WAIT_BINS)),
        longest=zeros(queues), queue_s=zeros(queues), overdue=zeros(queues),
        backlog=zeros((queues, samples), np.int64), ages=zeros((queues, samples)),
        month_flow=zeros((months, queues), FLOW), month_served=zeros((months, queues, groups), SERVED),
        month_people=zeros((months, groups, PEOPLE_COLUMNS)),
        agents=zeros((int(plan.group["size"].sum()), len(AGENT_TIMES))),
    )  # fmt: skip
