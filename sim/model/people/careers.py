"""People over months: learning and forgetting, levels, coaching, tiredness, leaving, being replaced.

Each working day begins with its *morning*: does the person who holds this place still work here, are they promoted,
in training, ill today? What changes from day to day (tenure, level, coaching) is settled there, and so is a pace for
the whole day; what changes within the day (tiredness, a skill not used for long) when a conversation begins.

Random numbers belong to the place, not to the person who holds it. Two designs see the
same places empty on the same days, whoever would have sat there.
"""

from __future__ import annotations

import math

from sim.model.chance import streams
from sim.model.chance.draws import normal_quantile, quantile
from sim.model.chance.logarithms import exp, ln
from sim.rules import rule

VACANT, LEARNING, AWAY_TODAY, AT_WORK = range(4)
"""What a morning may bring."""

DAY_S = 86400.0
MONTH_DAYS = 30.4375
STRAIN_KEPT = 0.95
"""Share of the old strain that a working day leaves: tiredness is felt over about 20 of them."""
LN_2 = 0.69314718055994530942
ALL = streams.WORD
"""The number under which the random numbers of a whole group's day are drawn."""


@rule
def half_left(time, half_life):
    """Share that is left after a time, where half is left after the half-life."""
    if half_life <= 0.0 or time >= 60.0 * half_life:
        return 0.0
    if time <= 0.0:
        return 1.0
    return exp(-LN_2 * time / half_life)


@rule
def fill_place(plan, floor, stream, a):
    """The start of the run: who holds the place, and for how long they have."""
    seat = plan.seat[a]
    crew = plan.crew[seat.group]
    person = floor.person[a]
    u, _ = streams.of_agent(stream, seat.word, seat.number, 0, streams.TENURE)
    person.hired = -quantile(plan, seat.tenure, u)
    person.grade = seat.grade
    person.grade_since = person.hired
    if person.hired == -math.inf:  # nobody knows since when: the time at the level begins with the run
        person.grade_since = 0.0
    if crew.grades > 0:
        floor.grade_count[seat.grade] = floor.grade_count[seat.grade] + 1
    person.vacant_until = -1.0
    person.training_left = 0
    person.seen = 0
    person.coaching_owed = 0.0
    person.coached_s = 0.0
    person.fatigue = 0.0
    person.strain = 0.0
    person.engaged_seen = 0.0
    person.present_seen = 0.0
    person.last_type = -1
    set_daily_form(plan, floor, a, 0.0)


@rule
def start_working_day(plan, floor, stream, a, now):
    """What the morning of a working day brings to a place: nobody, a day of training, an absence, or work."""
    seat = plan.seat[a]
    crew = plan.crew[seat.group]
    person = floor.person[a]
    add_strain(floor.agent[a], person)
    if person.vacant_until >= 0.0:
        if now < person.vacant_until:
            return VACANT
        fill_vacancy(plan, floor, a)
    elif crew.leaves > 0.0 and has_left(plan, stream, a, person):
        vacate_place(crew, floor, person, now)
        return VACANT
    days = person.day - person.seen
    person.seen = person.day
    if person.training_left > 0:
        person.training_left = person.training_left - 1
        person.hired = now + DAY_S
        person.grade_since = person.hired
        set_daily_form(plan, floor, a, now)
        return LEARNING
    if crew.grades > 0:
        promote_if_due(plan, floor, crew, person, now)
    apply_coaching(crew, person, days)
    set_daily_form(plan, floor, a, now)
    if crew.absence > 0.0 and is_absent(crew, stream, seat, person):
        return AWAY_TODAY
    return AT_WORK


@rule
def add_strain(agent, person):
    """Yesterday's occupancy goes into the strain of the last weeks."""
    present = agent.present_s - person.present_seen
    if present > 0.0:
        occupancy = (agent.engaged_s - person.engaged_seen) / present
        person.strain = STRAIN_KEPT * person.strain + (1.0 - STRAIN_KEPT) * occupancy
    person.present_seen = agent.present_s
    person.engaged_seen = agent.engaged_s


@rule
def beyond(level, above):
    """How far an occupancy lies between a bound (0) and 100 % (1)."""
    return max(0.0, level - above) / (1.0 - above)


# ---- leaving and beginning ---------------------------------------------------------------------------------------


@rule
def has_left(plan, stream, a, person):
    """Whether the person has left since their last working day: the monthly share, for the days that have passed."""
    seat = plan.seat[a]
    crew = plan.crew[seat.group]
    share = crew.leaves * (1.0 + (crew.leaves_tired - 1.0) * beyond(person.strain, crew.leaves_above))
    stays = exp(ln(1.0 - min(share, 0.999)) * (person.day - person.seen) / MONTH_DAYS)
    u, _ = streams.of_agent(stream, seat.word, seat.number, person.day, streams.LEAVING)
    return u > stays


@rule
def vacate_place(crew, floor, person, now):
    """The place is empty until somebody else takes it."""
    person.vacant_until = now + crew.replaced_after
    if crew.grades > 0:
        floor.grade_count[person.grade] = floor.grade_count[person.grade] - 1


@rule
def fill_vacancy(plan, floor, a):
    """Somebody new, at the lowest level, with everything to learn."""
    seat = plan.seat[a]
    crew = plan.crew[seat.group]
    person = floor.person[a]
    person.vacant_until = -1.0
    person.training_left = crew.training_days
    person.grade = crew.first_grade
    if crew.grades > 0:
        floor.grade_count[person.grade] = floor.grade_count[person.grade] + 1
    person.hired = person.began
    person.grade_since = person.began
    person.seen = person.day
    person.coaching_owed = 0.0
    person.coached_s = 0.0
    person.fatigue = 0.0
    person.strain = 0.0
    person.last_type = -1
    if crew.forget_half > 0.0:
        for k in range(plan.type.shape[0]):
            floor.practice[a, k] = person.began


# ---- getting better ----------------------------------------------------------------------------------------------


@rule
def promote_if_due(plan, floor, crew, person, now):
    """Promotion to the next level, after the time at this one, while there is room."""
    above = person.grade + 1
    if above >= crew.first_grade + crew.grades:
        return
    if now - person.grade_since < plan.grade[above].after or floor.grade_count[above] >= plan.grade[above].at_most:
        return
    floor.grade_count[person.grade] = floor.grade_count[person.grade] - 1
    floor.grade_count[above] = floor.grade_count[above] + 1
    person.grade = above
    person.grade_since = now


@rule
def apply_coaching(crew, person, days):
    """Coaching that falls due as days pass, and what is lost of the coaching of before."""
    if crew.coach_s > 0.0:
        person.coaching_owed = person.coaching_owed + crew.coach_s * days / MONTH_DAYS
        if crew.coach_fades > 0.0:
            person.coached_s = person.coached_s * half_left(days * DAY_S, crew.coach_fades)


@rule
def set_daily_form(plan, floor, a, now):
    """Pace, quality and wage of the day: of the level, of what is still to be learned, of the coaching so far."""
    seat = plan.seat[a]
    crew = plan.crew[seat.group]
    person = floor.person[a]
    agent = floor.agent[a]
    pace = 1.0
    errors = 1.0
    person.wage = crew.wage
    if crew.grades > 0:
        grade = plan.grade[person.grade]
        pace = grade.pace
        errors = grade.errors
        person.wage = grade.wage
    if seat.wage >= 0.0:
        person.wage = seat.wage
    if crew.learn_half > 0.0:
        lacks = half_left(now - person.hired, crew.learn_half)
        pace = pace * (1.0 + (crew.learn_pace - 1.0) * lacks)
        errors = errors * (1.0 + (crew.learn_errors - 1.0) * lacks)
    if crew.coach_s > 0.0:
        has = 1.0 - half_left(person.coached_s, crew.coach_half)
        pace = pace * (1.0 + (crew.coach_pace - 1.0) * has)
        errors = errors * (1.0 + (crew.coach_errors - 1.0) * has)
    agent.pace = pace
    agent.errors = errors


@rule
def is_absent(crew, stream, seat, person):
    """Whether the person does not come today: a Gaussian copula between the people of a group."""
    share = crew.absence * (1.0 + (crew.tired_absence - 1.0) * beyond(person.strain, crew.tired_above))
    u, _ = streams.of_agent(stream, seat.word, seat.number, person.day, streams.ABSENCE_AND_LATE)
    if share >= 1.0:
        return True
    if crew.together == 0.0:
        return u < share
    common, _ = streams.of_agent(stream, seat.word, ALL, person.day, streams.ALL_TOGETHER)
    mine = math.sqrt(1.0 - crew.together) * normal_quantile(u)
    return math.sqrt(crew.together) * normal_quantile(common) + mine < normal_quantile(share)


# ---- within the day ----------------------------------------------------------------------------------------------


@rule
def add_fatigue(plan, floor, a, engaged, lasted):
    """A time with hands full (1) or empty (0) goes into the occupancy that is felt."""
    crew = plan.crew[floor.agent[a].group]
    if crew.tired_over <= 0.0:
        return
    person = floor.person[a]
    kept = exp(-min(lasted / crew.tired_over, 600.0))
    person.fatigue = kept * person.fatigue + (1.0 - kept) * engaged


@rule
def apply_personal_factors(plan, floor, contact, now):
    """What a conversation that begins owes to who holds it: tiredness, a skill long unused."""
    a = contact.agent
    crew = plan.crew[floor.agent[a].group]
    person = floor.person[a]
    if crew.tired_over > 0.0:
        contact.pace = contact.pace * (1.0 + (crew.tired_pace - 1.0) * beyond(person.fatigue, crew.tired_above))
    if crew.forget_half > 0.0:
        unused = now - floor.practice[a, contact.type] - crew.forget_after
        lost = 1.0 - half_left(unused, crew.forget_half)
        contact.pace = contact.pace * (1.0 + (crew.forget_pace - 1.0) * lost)
        contact.errors = contact.errors * (1.0 + (crew.forget_errors - 1.0) * lost)
        floor.practice[a, contact.type] = now


@rule
def switch_type(plan, floor, contact):
    """Seconds to switch to the type of this contact from another one, which it is from now on."""
    crew = plan.crew[floor.agent[contact.agent].group]
    person = floor.person[contact.agent]
    before = person.last_type
    person.last_type = contact.type
    if crew.switch_s > 0.0 and before >= 0 and before != contact.type:
        return crew.switch_s
    return 0.0
