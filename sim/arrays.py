"""The floor as tables: what is planned, what is so right now, what is being summed, what happened.

Everything the two engines know stands here. A `Plan` never changes during a run; a `Floor` is the state of
this instant: who waits, who is free, who talks to whom; a `Tally` holds sums; a `Log` has one row for each
contact. The one surprising decision: a table's row is read as `floor.contact[c].queued_at` in both
engines. For the core the table is a NumPy record array, for the reference a list of small objects,
and the rules cannot tell the difference.

Times are seconds since the first midnight of the calendar, float64; indices start at 0; -1 is "none".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

# Channels, in the order of the file's word list. From EMAIL on they are deferred: always let in, answered when there
# is time.
CALL, CHAT, EMAIL, TASK, MESSAGE = 0, 1, 2, 3, 4

# What a contact is doing. IN_FRONT: of a self-service. PAUSING: a conversation between two turns, or a call-back
# between two attempts. HOLDING, HANDING: an agent waits with a customer for the second level, hands over. DIALLING:
# nobody picks up.
NOWHERE, IN_LINE, RINGING, TALKING, WRAPPING_UP, AWAY, IN_FRONT, PAUSING, HOLDING, HANDING, DIALLING = range(11)

# How a contact came about.
FRESH, RETRY, REPEAT, ESCAPE, CHASE, FORWARD, CALL_BACK = range(7)
VIAS = ("request", "retry", "repeat", "escape", "chase", "transfer", "call-back")

# How a contact ended. OPEN: not ended within the horizon (still in line, or in conversation).
OPEN, ANSWERED, ABANDONED, BLOCKED, LEFT, CONTAINED = range(6)
OUTCOMES = ("waiting", "answered", "abandoned", "blocked", "left", "contained")

# How a wait is predicted.
NOT_AT_ALL, BY_QUEUE, BY_LAST = 0, 1, 2

# Staff changes.
HEADS, CLOSING, SHARES = 0, 1, 2

# Where somebody with a roster is: at home, on the floor, or off it for a while.
AT_HOME, ON_FLOOR, ON_BREAK, OFF_FLOOR, IN_TRAINING, ON_PAUSE, ABSENT = range(-1, 6)

# What happens to the contact in hand at the end of a shift.
FINISH, HAND_OVER, STAY = 0, 1, 2

# What a rule of the router looks at.
QUEUE_ABOVE, OLDEST_ABOVE, FREE_BELOW, BUSY_ABOVE, SERVICE_BELOW = range(5)

# When the router looks again at those who wait beside free agents: never, when a wait passes a limit, after each event.
NEVER_AGAIN, AT_LIMITS, ALWAYS = 0, 1, 2

RECENTLY = 12
"""Parts of the window over which service levels are looked at."""

# Columns of Tally.people; those of time off the floor in the order of ON_BREAK ... ABSENT.
IDLE, ENGAGED, OVERTIME, LOADED, BREAKS, MEETINGS, TRAINING, PAUSES, ABSENCE, PAID, WAGES = range(11)
PEOPLE_COLUMNS = 11

# Waits are counted in bins of about 1 %: SUB bins for each doubling from 2**FIRST_POWER seconds on.
SUB, FIRST_POWER, LAST_POWER = 64, -7, 27
WAIT_BINS = 1 + SUB * (LAST_POWER - FIRST_POWER)


def _row(**fields: str) -> np.dtype[Any]:
    return np.dtype(list(fields.items()), align=True)


LAW = _row(code="i8", a="f8", b="f8", c="f8")
TYPE = _row(
    channel="i8", calendar="i8", patience="i8", pick_up="i8", at_close="i8", outside="i8", target_s="f8",
    clock_target="i8", short_s="f8", first_lane="i8", lanes="i8",
    front_takes="i8", contains="f8", escape="i8",
    places="i8", predicts="i8", balk_first="i8", balk_many="i8", balk_by_wait="i8", leave_longer="i8",
    patience_factor="f8", offer_above="f8", accepts="f8", promise="f8", urgent_before="f8", keep_place="i8",
    reached="f8", dialling="i8",
    tries="i8", again_after="i8",
    weight="f8", head_start="f8", vip_share="f8", vip_head_start="f8", urgent_after="f8", due_order="i8",
    interrupts="i8", soft="i8", restart="i8", resuming="f8",
    turns="f8", fixed_turns="i8", gap="i8", expires="f8", kept="i8", turn_patience="i8",
    chase_after="i8", chase_share="f8", chase_kind="i8", chase_withdraws="i8",
    retry="i8", busy="i8", repeat="i8", most_attempts="i8", handling_by="i8", patience_by="i8",
)  # fmt: skip
BACK = _row(share="f8", later="f8", after="i8", first="i8", many="i8", harder="f8", as_before="i8")
CHANGE = _row(share_to="f8", kind="i8")
STEP = _row(at="f8", share="f8")
DEMAND = _row(
    word="i8", days_word="i8", day_factor="i8", first_mix="i8", mixes="i8", error="i8", error_weekly="i8",
    part="i8", part_slots="i8", part_like="f8", part_new="f8",
    spacing="f8", batch="f8", batch_ln="f8", after="i8", first_row="i8", rows="i8", stock="i8", age="i8",
)  # fmt: skip
MIX = _row(word="i8", weight="f8")
REPLAY = _row(at="f8", width="f8", contacts="i8")
LANE = _row(type="i8", site="i8", call_back="i8", mean_s="f8")
SPLIT = _row(share_to="f8", lane="i8")
GROUP = _row(
    site="i8", first="i8", size="i8", at_once="i8", fixed_pace="i8", several="i8", together="i8", fill_to="i8",
    rostered="i8", personal="i8", first_cell="i8", last_cell="i8",
)  # fmt: skip
CREW = _row(
    end_rule="i8", stay_s="f8", late="i8", absence="f8", together="f8", absence_paid="i8",
    pause_every="f8", pause="i8", pause_paid="i8", hats_s="f8", wage="f8", overtime_pays="f8",
    learn_pace="f8", learn_errors="f8", learn_half="f8",
    forget_after="f8", forget_pace="f8", forget_errors="f8", forget_half="f8",
    tired_above="f8", tired_over="f8", tired_pace="f8", tired_absence="f8",
    coach_s="f8", coach_block="f8", coach_pace="f8", coach_errors="f8", coach_half="f8", coach_fades="f8",
    first_grade="i8", grades="i8", leaves="f8", leaves_tired="f8", leaves_above="f8", replaced_after="f8",
    training_days="i8",
)  # fmt: skip
GRADE = _row(wage="f8", pace="f8", errors="f8", off_floor="f8", after="f8", at_most="i8")
SEAT = _row(group="i8", word="i8", number="i8", spread="f8", tenure="i8", grade="i8", wage="f8", place="i8")
SHIFT = _row(begin="f8", end="f8", first_item="i8", items="i8")
ITEM = _row(at="f8", window="f8", length="f8", kind="i8", paid="i8", fixed="i8")
SKILL = _row(
    able="i8", agent_rank="i8", contact_rank="i8", pace="f8", resolves="f8", talk="i8", wrap_up="i8", repeats="f8",
    transfers="f8", transfer_to="i8", warm="i8", handover="i8",
)  # fmt: skip
STAFF = _row(at="f8", what="i8", who="i8", heads="i8")
DOOR = _row(
    after="f8", reserve="i8", conditional="i8", queue_above="i8", oldest_above="f8", predicted_above="f8",
    speed="f8", base="f8", per_wait="f8", per_idle="f8",
)  # fmt: skip
CLAIM = _row(
    preferred_s="f8", in_order="i8", first_opening="i8", openings="i8", cost="f8", power="i8", stays_s="f8",
    queue_share="f8", target="f8",
)  # fmt: skip
RULE = _row(first="i8", many="i8")
CONDITION = _row(what="i8", who="i8", limit="f8")
RECENT = _row(part="i8", counted="f8", in_time="f8")

CONTACT = _row(
    id="i8", parent="i8", attempt="i8", answers="i8", type="i8", lane="i8", key_0="i8", key_1="i8",
    state="i8", bin="i8", agent="i8", next_in_line="i8", previous_in_line="i8",
    arrived="f8", queued="f8", place="f8", gives_up="f8", answered="f8", began="f8", ended="f8",
    talk_luck="f8", patience_luck="f8", due="f8", timer="f8", left="f8", paced_at="f8", first_pace="f8",
    worked="f8", pieces="i8", done="f8", put_aside="i8", overhead="f8", harder="f8", quits="f8",
    quit_timer="f8", lag="f8",
    request="i8", via="i8", beside="i8", since="f8", in_front="i8", holds_line="i8", own="i8", guide="i8",
    resolved="i8", turn="i8", turns="i8", turn_at="f8", tries="i8", promised="f8", patience_factor="f8", chases="f8",
    pace="f8", errors="f8", prefers="i8", opens="f8", luck_kept="i8", hourly="f8",
)  # fmt: skip
AGENT = _row(
    group="i8", open="i8", level="i8", next="i8", previous="i8", present="i8", soft="i8",
    since="f8", idle_since="f8", engaged_since="f8", came="f8", idle_s="f8", engaged_s="f8", present_s="f8",
    loaded_since="f8", pace="f8", errors="f8", taken="i8",
)  # fmt: skip
PERSON = _row(
    at="f8", timer="f8", off="i8", off_since="f8", until="f8", off_paid="i8", off_coached="i8",
    day="i8", midnight="f8", began="f8", ends="f8", item="i8", items="i8", wants="i8", leaving="i8", paid_since="f8",
    pause_at="f8", pause_s="f8", pauses="i8",
    rostered_s="f8", overtime_s="f8", paid_s="f8",
    hired="f8", grade="i8", grade_since="f8", wage="f8", vacant_until="f8", training_left="i8", seen="i8",
    coaching_owed="f8", coached_s="f8", fatigue="f8", strain="f8", engaged_seen="f8", present_seen="f8",
    last_type="i8",
)  # fmt: skip
AGENDA = _row(at="f8", length="f8", kind="i8", paid="i8", fixed="i8", coaching="i8")
TEAM = _row(
    heads="i8", present="i8", away="i8", chats="i8", over_since="f8", over_s="f8", heads_s="f8", heads_since="f8",
)  # fmt: skip
LEVEL = _row(first="i8", last="i8", count="i8")
LINE = _row(first="i8", last="i8", length="i8", last_wait="f8", arrivals="f8", last_agent="i8")
SOURCE = _row(
    at="f8", day="i8", number="i8", slot="i8", clock="f8", factor="f8", key_0="i8", key_1="i8",
    part="i8", score="f8", part_factor="f8", row="i8", stock="i8", is_stock="i8",
    left="i8", member="i8", head_0="i8", head_1="i8",
)  # fmt: skip
COUNTS = _row(
    contacts="i8", free="i8", full="i8", journeys="i8", begun="i8", next_change="i8", next_sample="i8", coming="i8",
)  # fmt: skip

FLOW = _row(
    attempts="f8", requests="f8", blocked="f8", offered="f8", answered="f8", abandoned="f8", short="f8",
    left="f8", waiting_end="f8", delayed="f8", in_time="f8", quick="f8",
    waited="f8", wait_answered="f8", wait_abandoned="f8", wait_left="f8", retried="f8", repeated="f8",
    finished="f8", talk="f8", wrap_up="f8", ring="f8", replies="f8", reply_s="f8", reply_in_time="f8",
    resolved="f8", firsts="f8", first_resolved="f8", first_quiet="f8",
    busy="f8", balked="f8", entries="f8", contained="f8", helped="f8", escaped="f8", in_front_end="f8",
    chased="f8", withdrawn="f8",
    handed_in="f8", handed_on="f8", accepted="f8", called_back="f8", reached_back="f8", kept_promises="f8",
    unreached="f8",
    broken="f8", expired="f8", turns="f8", turn_waits="f8", turn_wait="f8", interrupted="f8", visits="f8", visit_s="f8",
)  # fmt: skip
SERVED = _row(
    answered="f8", in_time="f8", wait_answered="f8", finished="f8", talk="f8", wrap_up="f8", ring="f8", resolved="f8",
    handed_on="f8", reached_back="f8",
)  # fmt: skip
RECORD = _row(
    parent="i8", request="i8", attempt="i8", via="i8", type="i8", lane="i8", outcome="i8", resolved="i8", turns="i8",
    agent="i8", arrived="f8", queued="f8", answered="f8", ended="f8", waited="f8", talk="f8", wrap_up="f8",
)  # fmt: skip

AGENT_BOOKS = (
    "rostered_s", "overtime_s", "paid_s", "idle_s", "engaged_s", "break_s", "off_floor_s", "training_s", "pause_s",
    "absence_s",
)  # fmt: skip
"""Columns of `Tally.agents`; without a roster there are idle and engaged seconds alone."""


class Plan(NamedTuple):
    """What one design fixes, as numbers. Shapes: T types, L lanes, G groups, S sites, C calendars, W slots."""

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
    pick_random: int
    by_score: int
    """1 where the router needs more than ranks, the longest idle and the longest waiting."""
    looks: int
    """When the router looks again: NEVER_AGAIN, AT_LIMITS or ALWAYS."""
    personal: int
    """1 where the people of a group may not take the same: they keep customers, or a user's own score differs."""
    agent_score: int
    """Number of the score among agents, see `sim.policies`."""
    contact_score: int
    agent_call: int
    """A user's own score among agents: what `jit.called` knows it by, 0 without one."""
    contact_call: int
    window: float
    """Time over which service levels are looked at, s; 0 where nobody does."""
    urgency: int
    """1 where some contacts can go before every rank."""
    weighted: int
    """1 where waits weigh differently by type, or some types are served as they are due."""
    keeping: int
    """1 where agents keep conversations."""
    observed_s: float
    """Window of the observed first-contact resolution, s."""
    law: Any
    """[laws] of LAW."""
    knot: Any
    """[knots, 2] shares and seconds of laws given by quantiles."""
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
    lines: Any
    """[channels] lines, -1 without limit."""
    mix: Any
    """Of MIX: which days' chances make the days of types that are busy together."""
    replay: Any
    """Of REPLAY: recorded contacts, and counts of intervals."""
    lane: Any
    """[L] of LANE: the line of a type at a site, or at all sites."""
    group: Any
    """[G] of GROUP."""
    skill: Any
    """[L, G] of SKILL."""
    groups_of: Any
    """[L, G] group indices by agent_rank, -1 filled."""
    lanes_of: Any
    """[G, L] lane indices by contact_rank, -1 filled."""
    door: Any
    """[L, G] of DOOR: when a group may take from a lane, and its points."""
    claim: Any
    """[T] of CLAIM: what the router knows of a type."""
    opening: Any
    """[openings] waits at which something changes for a contact, s; upwards for each type."""
    rule: Any
    """[R] of RULE: other ranks in other states of the floor; no row counts where `rules` is 0."""
    rules: int
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
    """Of SPLIT: to which lanes the customers of a type go, up to which share; the last row of a line has share 1."""
    staff: Any
    """[changes] of STAFF, in order of time: heads of groups, doors of types, lines of `split` by type."""
    month_ends: Any
    """[M] instants at which a month of the books ends, the last one the horizon; none where nobody pays by month."""
    crew: Any
    """[G] of CREW: what holds for the people of a group with a roster."""
    grade: Any
    """Of GRADE: the levels of the groups, one after the other."""
    seat: Any
    """[agents] of SEAT, where any group has a roster: whose place it is."""
    shift: Any
    """Of SHIFT: hours of one day, s after midnight."""
    item: Any
    """Of ITEM: planned time off the floor within the shifts."""
    rota: Any
    """[agents, kinds of day] shift of an agent on a day of this kind, -1 for none."""
    local_kind: Any
    """[places, days + 2] kind of each day where people with a roster work, from the day before the run on; -1 where
    nobody does."""
    local_ahead: Any
    """[places, days + 2] s by which the clock there is ahead of the centre's."""
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
    line: Any
    """[L] of LINE: waiting contacts, those who go first first."""
    own: Any
    """[agents] of LINE: conversations that wait for the agent who keeps them."""
    split: Any
    """[T] the first row of `plan.split` that holds now."""
    trunk: Any
    """[channels] lines taken."""
    source: Any
    """[T] of SOURCE: the next customer of each type."""
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
    """[T, WAIT_BINS] contacts by wait."""
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
    """[agents, AGENT_BOOKS] seconds of everybody over the whole run, filled when it is over."""


def new_floor(plan: Plan, slots: int) -> Floor:
    """An empty floor with room for `slots` contacts at a time."""
    groups, lanes = len(plan.group), len(plan.lane)
    agents = int(plan.group["size"].sum())
    at_once = int(plan.group["at_once"].max())
    return Floor(
        contact=np.zeros(slots, CONTACT), free=np.zeros(slots, np.int64), agent=np.zeros(max(agents, 1), AGENT),
        hand=np.full((max(agents, 1), at_once), -1), team=np.zeros(groups, TEAM),
        level=np.zeros((groups, at_once), LEVEL), soft=np.zeros(groups, LEVEL), line=np.zeros(lanes, LINE),
        own=np.zeros(max(agents, 1) if plan.keeping else 1, LINE), trunk=np.zeros(len(plan.lines), np.int64),
        split=np.zeros(len(plan.type), np.int64), source=np.zeros(len(plan.type), SOURCE),
        recent=np.zeros((len(plan.type), RECENTLY if plan.window > 0.0 else 1), RECENT), counts=np.zeros(1, COUNTS),
        **_roster(plan, max(agents, 1)),
    )  # fmt: skip


def _roster(plan: Plan, agents: int) -> dict[str, Any]:
    """The tables of people with a roster; a row each where nobody has one."""
    rostered = bool(plan.group["rostered"].any())
    people = agents if rostered else 1
    forgets = rostered and bool((plan.crew["forget_half"] > 0.0).any())
    return {
        "person": np.zeros(people, PERSON),
        "agenda": np.zeros((people, max(plan.agenda_items, 1)), AGENDA),
        "spent": np.zeros((people, ABSENT + 1)),
        "practice": np.zeros((people if forgets else 1, len(plan.type))),
        "grade_count": np.zeros(len(plan.grade), np.int64),
    }


def new_tally(plan: Plan) -> Tally:
    """All sums at zero."""
    groups, lanes, months = len(plan.group), len(plan.lane), len(plan.month_ends)
    samples = int(plan.horizon // plan.interval) + 1
    return Tally(
        flow=np.zeros((lanes, plan.bins), FLOW), served=np.zeros((lanes, groups), SERVED),
        people=np.zeros((groups, plan.bins, PEOPLE_COLUMNS)), waits=np.zeros((len(plan.type), WAIT_BINS)),
        backlog=np.zeros((lanes, samples), np.int64), ages=np.zeros((lanes, samples)),
        month_flow=np.zeros((months, lanes), FLOW), month_served=np.zeros((months, lanes, groups), SERVED),
        month_people=np.zeros((months, groups, PEOPLE_COLUMNS)),
        agents=np.zeros((int(plan.group["size"].sum()), len(AGENT_BOOKS))),
    )  # fmt: skip
