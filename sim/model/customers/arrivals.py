"""Demand: when the next customer of each type comes.

Each type has a *source*. It begins every day afresh: its own count of customers, its own random factor. So a change
of one day's volume moves no customer of another day. What nobody knew beforehand, the busy day and the error of the
forecast, multiplies the rate here and is known nowhere else. A source always knows its
next customer, and only that one (random numbers of a few more are drawn, for speed); nothing else is drawn ahead, so
memory does not grow with the horizon.
"""

from __future__ import annotations

import math

from sim.model.arrays import ON_GRID, SEEN_AHEAD, SPACED
from sim.model.chance import streams
from sim.model.chance.draws import normal_quantile, normal_share, quantile
from sim.model.chance.logarithms import exp, ln
from sim.model.hours import DAY
from sim.rules import rule

IN_STOCK, WITH_TALK = 1, 2
"""What is out of the way about the next customer of a source: they wait already; their conversation is recorded."""


@rule
def start_sources(plan, floor, stream):
    """The start: every source looks for its first customer."""
    for kind in range(plan.type.shape[0]):
        source = floor.source[kind]
        source.stock = plan.demand[kind].stock
        source.ahead = -1
        source.is_stock = 0
        source.talk_s = -1.0
        source.left = 0
        source.row = 0
        source.ahead_day = -1
        begin_day(plan, source, stream, kind, 0)
        find_next_customer(plan, floor, stream, kind)


@rule
def find_next_customer(plan, floor, stream, kind):
    """Move a source to its next customer: the instant, and the key from which the customer's random numbers derive.

    First those who wait already, then those of the batch in hand, then the process of the type.
    """
    t = plan.demand[kind]
    source = floor.source[kind]
    source.is_stock = 0
    source.ahead = -1
    if t.foreseen == 1 and take_foreseen(plan, source, stream, kind):
        return
    while True:
        if source.clock >= plan.horizon:
            source.at = math.inf
            return
        if source.day != source.ahead_day or source.number >= source.ahead_from + SEEN_AHEAD:
            draw_ahead(floor, stream, kind, t.word)
        number = source.number - source.ahead_from
        ahead = floor.ahead[kind, number]
        if t.way != ON_GRID:
            found = advance_otherwise(plan, source, kind, ahead.gap)
        else:
            found = advance_on_grid(plan, source, stream, kind, ahead.gap)
        if found:
            source.ahead = number
            source.key_0 = ahead.key_0
            source.key_1 = ahead.key_1
            source.number = source.number + 1
            if t.foreseen == 1 and t.batch > 1.0:
                begin_batch(plan, source, stream, kind)
            return
        begin_day(plan, source, stream, kind, source.day + 1)


@rule
def take_foreseen(plan, source, stream, kind):
    """The next customer, if known without drawing: who waits already, of the batch in hand, recorded. False if none."""
    t = plan.demand[kind]
    if source.stock > 0:
        take_from_stock(source, stream, t.word)
        return True
    if source.left > 0:
        take_from_batch(source, stream)
        return True
    if t.rows > 0:
        take_from_records(plan, source, stream, kind)
        return True
    return False


@rule
def draw_ahead(floor, stream, kind, word):
    """Draws of the customers from here on: the gap before each (of a process of rate 1), key, uniforms."""
    source = floor.source[kind]
    source.ahead_day = source.day
    source.ahead_from = source.number
    for i in range(SEEN_AHEAD):
        ahead = floor.ahead[kind, i]
        u, ahead.key_0, ahead.key_1 = streams.arrival(stream, word, source.ahead_day, source.ahead_from + i)
        v, w = streams.uniforms(stream, (ahead.key_0, ahead.key_1), streams.TALK_AND_PATIENCE)
        ahead.gap = -ln(u)
        ahead.talk_uniform = v
        ahead.patience_uniform = w
        ahead.talk_unit = -ln(v)
        ahead.patience_unit = -ln(w)


# ---- a day --------------------------------------------------------------------------------------------


@rule
def begin_day(plan, source, stream, kind, day):
    """A source starts a day: its own count of customers; how busy it is by the calendar, and its random factor."""
    t = plan.demand[kind]
    source.day = day
    source.number = 0
    source.slot = 0
    source.clock = day * DAY
    source.factor = 1.0
    source.part = -1
    source.part_factor = 1.0
    if t.day_factor >= 0:
        source.factor = quantile(plan, t.day_factor, uniform_of_day(plan, stream, kind, day))
    if day < plan.day_level.shape[1]:
        source.factor = source.factor * plan.day_level[kind, day]
    if t.error >= 0:
        number = (plan.weekday + day) // 7 if t.error_weekly == 1 else day
        error = quantile(plan, t.error, streams.of_forecast(stream, t.days_word, number))
        source.factor = source.factor * error


@rule
def uniform_of_day(plan, stream, kind, day):
    """The uniform of a day: its own, or mixed (as normal scores) from the days of types it is busy together with."""
    t = plan.demand[kind]
    if t.mixes == 0:
        return streams.of_day(stream, t.days_word, day)
    score = 0.0
    for i in range(t.first_mix, t.first_mix + t.mixes):
        score = score + plan.mix[i].weight * normal_quantile(streams.of_day(stream, plan.mix[i].word, day))
    return normal_share(score)


@rule
def begin_part(plan, source, stream, kind):
    """A part of the day begins: its normal score resembles that of the part before; its factor is not drawn yet."""
    t = plan.demand[kind]
    source.part = source.part + 1
    fresh = normal_quantile(streams.of_part(stream, t.days_word, source.day, source.part))
    source.score = fresh if source.part == 0 else t.part_like * source.score + t.part_new * fresh
    source.part_factor = -1.0


@rule
def rate_now(plan, source, stream, kind):
    """Contacts a second in the source's slot."""
    t = plan.demand[kind]
    rate = plan.rate[kind, plan.day_kind[source.day] * plan.slots_a_day + source.slot]
    if t.part_slots > 0:
        if source.slot // t.part_slots != source.part:
            begin_part(plan, source, stream, kind)
        if source.part_factor < 0.0 and rate > 0.0:
            source.part_factor = quantile(plan, t.part, normal_share(source.score))
        rate = rate * max(source.part_factor, 0.0)
    return rate * source.factor


@rule
def advance_on_grid(plan, source, stream, kind, patience_of_process):
    """Use up the exponential along the rest of the day; False if the day ends first.

    A Poisson process whose rate is constant within a slot: a unit exponential is used up by rate times time.
    """
    todo = patience_of_process
    while source.slot < plan.slots_a_day:
        rate = rate_now(plan, source, stream, kind)
        end = source.day * DAY + (source.slot + 1) * plan.slot
        exposure = rate * (end - source.clock)
        if exposure > todo:
            source.clock = min(source.clock + todo / rate, end)
            source.at = source.clock
            return source.at < plan.horizon or end_source(source)
        todo = todo - exposure
        source.clock = end
        source.slot = source.slot + 1
    return False


@rule
def end_source(source):
    """The next customer would come after the horizon: there is none."""
    source.at = math.inf
    source.clock = math.inf
    return True


@rule
def advance_otherwise(plan, source, kind, patience_of_process):
    """The next customer today where the rates of the grid do not say it; False if there is none."""
    if plan.demand[kind].way == SPACED:
        return advance_spaced(plan, source, kind)
    return advance_at_instants(plan, source, kind, patience_of_process)


@rule
def advance_at_instants(plan, source, kind, patience_of_process):
    """As `poisson`, along rates that change at instants of their own and not with the slots."""
    t = plan.demand[kind]
    todo = patience_of_process
    midnight = (source.day + 1) * DAY
    while source.row < t.steps:
        step = t.first_row + source.row
        end = min(plan.replay[step + 1].at, midnight)
        if source.clock < end:
            rate = plan.replay[step].to * source.factor
            exposure = rate * (end - source.clock)
            if exposure > todo:
                source.clock = min(source.clock + todo / rate, end)
                source.at = source.clock
                return source.at < plan.horizon or end_source(source)
            todo = todo - exposure
            source.clock = end
        if end == midnight:
            return False
        source.row = source.row + 1
    source.clock = midnight
    return False


@rule
def advance_spaced(plan, source, kind):
    """Evenly spaced customers: the first when the hours of demand begin, then one each spacing while they last."""
    base = plan.day_kind[source.day] * plan.slots_a_day
    while source.slot < plan.slots_a_day:
        end = source.day * DAY + (source.slot + 1) * plan.slot
        if plan.rate[kind, base + source.slot] > 0.0:
            if source.clock < end:
                source.at = source.clock
                source.clock = source.clock + plan.demand[kind].spacing
                return source.at < plan.horizon or end_source(source)
        else:
            source.clock = end
        source.slot = source.slot + 1
    return False


# ---- who comes together, who is there already -----------------------------------------------------------


@rule
def begin_batch(plan, source, stream, kind):
    """The customer just found is the head of a batch: how many come with them is drawn."""
    t = plan.demand[kind]
    source.head_0 = source.key_0
    source.head_1 = source.key_1
    source.member = 0
    if t.batch_ln < 0.0:
        u, _ = streams.uniforms(stream, (source.key_0, source.key_1), streams.BATCH)
        source.left = int(ln(u) / t.batch_ln)
    else:
        source.left = int(t.batch) - 1


@rule
def take_from_batch(source, stream):
    """The next contact of the batch, at the same instant and with random numbers of its own."""
    source.left = source.left - 1
    source.member = source.member + 1
    source.key_0, source.key_1 = streams.member_key(stream, (source.head_0, source.head_1), source.member)


@rule
def take_from_stock(source, stream, word):
    """A contact that waits already when the run begins."""
    source.at = 0.0
    source.is_stock = IN_STOCK
    source.key_0, source.key_1 = streams.stock_key(stream, word, source.stock)
    source.stock = source.stock - 1


@rule
def age_of(plan, stream, contact):
    """How long a contact that is there from the start has waited; 0 for types without such contacts."""
    t = plan.demand[contact.type]
    if t.age < 0:
        return 0.0
    _, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.ORDER_AND_AGE)
    return quantile(plan, t.age, v)


# ---- records --------------------------------------------------------------------------------------------


@rule
def take_from_records(plan, source, stream, kind):
    """The next contact of the records: at its instant, or within its interval as the next of so many at random.

    Of n instants still to come in what is left of the interval the first is at the share 1 - u^(1/n) of it. A total
    that is spread over parts of its time is drawn in the same way along their weight.
    """
    t = plan.demand[kind]
    while source.row < t.rows:
        first = t.first_row + source.row
        row = plan.replay[first]
        if source.number == 0:
            source.clock = row.at if row.parts == 0 else 0.0
        many = contacts_of(row, stream, t.word)
        if source.number < many:
            u, source.key_0, source.key_1 = streams.arrival(stream, t.word, row.line, source.number)
            end = row.at + row.width if row.parts == 0 else row.width
            part = 1.0 - exp(ln(u) / (many - source.number))
            source.clock = min(source.clock + (end - source.clock) * part, end)
            source.number = source.number + 1
            at = source.clock if row.parts == 0 else among_parts(plan, first + 1, row.parts, source.clock)
            if at >= 0.0:
                source.at = at if at < plan.horizon else math.inf
                if row.talk >= 0.0:
                    source.is_stock = WITH_TALK
                    source.talk_s = row.talk
                return
        else:
            source.row = source.row + 1 + row.parts
            source.number = 0
    source.at = math.inf


@rule
def contacts_of(row, stream, word):
    """Contacts of a row of the records: of a forecast of 31.4 there are 32 in 40 % of the replications, else 31."""
    if row.more > 0.0 and streams.of_record(stream, word, row.line) < row.more:
        return row.contacts + 1
    return row.contacts


@rule
def among_parts(plan, first, parts, weight):
    """The instant at which so much of a total's weight has passed, along the parts of its time."""
    before = 0.0
    last = first + parts - 1
    for i in range(first, last):
        if weight >= plan.replay[i].to:
            before = plan.replay[i].to
            continue
        last = i
        break
    part = plan.replay[last]
    return part.at + part.width * min((weight - before) / (part.to - before), 1.0)


# ---- orders ---------------------------------------------------------------------------------------------


@rule
def is_still_to_come(plan, source, kind):
    """Whether the source's customer has only ordered now, and their contact is still to come."""
    return plan.demand[kind].after >= 0 and source.is_stock == 0


@rule
def delay_of(plan, stream, contact):
    """Seconds from an order to the contact it brings about."""
    u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.ORDER_AND_AGE)
    return quantile(plan, plan.demand[contact.type].after, u)
