"""A contact comes to the service: the self-service, the door, the trunk lines, then an agent or the queue."""

from __future__ import annotations

from sim import channels, routing
from sim.engines.moments.answering import release_guide, start
from sim.engines.moments.following import come_back, send_follower
from sim.engines.moments.interrupting import put_aside_for
from sim.engines.moments.resuming import go_on
from sim.engines.moments.verbs import come_at, end_contact, new_contact, start_patience
from sim.engines.moments.waiting import wait
from sim.model import counting, hours, queues
from sim.model.arrays import CALL_BACK, ESCAPE, IN_FRONT, PAUSING, RETRY, RINGING
from sim.model.customers import arrivals, returning
from sim.rules import rule

# ---- a new customer ---------------------------------------------------------------------------------------


@rule
def new_customer(world, kind):
    """The next customer of this type; returns the contact, or -1 if it is an order that makes somebody come later."""
    plan, floor = world.plan, world.floor
    source = floor.source[kind]
    comes_later = arrivals.is_still_to_come(plan, source, kind)
    c = new_contact(world)
    returning.fill_contact(plan, floor.contact[c], kind, source.key_0, source.key_1)
    if source.ahead >= 0:
        returning.set_draws(floor.contact[c], floor.ahead[kind, source.ahead])
    if source.is_stock != 0:
        set_what_is_known(world, source, c)
    arrivals.find_next_customer(plan, floor, world.stream, kind)
    if comes_later:
        come_later(world, c)
        return -1
    return c


@rule
def set_what_is_known(world, source, c):
    """What is known of a customer beforehand: since when they wait, or how long their conversation lasts."""
    contact = world.floor.contact[c]
    if source.is_stock == arrivals.WITH_TALK:
        returning.set_recorded_talk(world.stream, contact, source.talk_s)
    else:
        returning.set_waiting_since(contact, world.now - arrivals.age_of(world.plan, world.stream, contact))


@rule
def come_later(world, c):
    """The contact that an order brings about comes later, or after the end of the run."""
    at = world.now + arrivals.delay_of(world.plan, world.stream, world.floor.contact[c])
    if at < world.plan.horizon:
        come_at(world, c, at)
    else:
        end_contact(world, c)


# ---- coming to the service --------------------------------------------------------------------------------


@rule
def come(world, c):
    """A contact comes: for the first time, out of the self-service, or back to a conversation or a call-back."""
    contact = world.floor.contact[c]
    if contact.state == PAUSING:
        go_on(world, c)
        return
    if contact.state != IN_FRONT:
        channels.register_arrival(world.plan, world.floor, world.stream, c, world.now)
        counting.count_attempt(world.plan, world.tally, contact)
    if contact.in_front == 1 and not get_through(world, c):
        return
    knock(world, c)


@rule
def get_through(world, c):
    """The self-service, before it and after it. Returns whether the customer asks for an agent now."""
    plan, floor, now = world.plan, world.floor, world.now
    contact = floor.contact[c]
    if contact.state != IN_FRONT:
        if not queues.take_trunk_in_front(plan, floor, contact):
            turn_away(world, c, True)
            return False
        delay = channels.time_in_front(plan, world.stream, contact)
        if delay > 0.0:
            contact.state = IN_FRONT
            come_at(world, c, now + delay)
            return False
    contact.in_front = 0
    counting.count_entry(world.tally, contact)
    if channels.is_contained(plan, world.stream, contact):
        leave_contained(world, c)
        return False
    contact.queued = now
    return True


@rule
def leave_contained(world, c):
    """The self-service has sent the customer home; some were not helped and will be back."""
    plan = world.plan
    contact = world.floor.contact[c]
    queues.free_trunk(plan, world.floor, contact)
    delay = returning.escape_delay(plan, world.stream, contact)
    counting.count_contained(world, contact, delay < 0.0)
    come_back(world, c, plan.type[contact.type].escape, ESCAPE, delay)
    end_contact(world, c)


@rule
def knock(world, c):
    """A contact asks for an agent: a shut door, a busy signal, an agent at once, or the queue."""
    plan, floor, now = world.plan, world.floor, world.now
    contact = floor.contact[c]
    if contact.via != CALL_BACK and not hours.is_type_open(plan, floor, contact.type, now):
        turn_away(world, c, False)
        return
    a = -1
    busy = queues.is_without_trunk(plan, floor, contact)
    if not busy:
        a = routing.agent_for(world, c)
        if a < 0 and plan.type[contact.type].interrupts == 1:
            a = routing.whom_to_interrupt(world, c)
        busy = a < 0 and queues.is_without_room(plan, floor, contact)
    if busy:
        turn_away(world, c, True)
        return
    counting.count_offered(plan, world.tally, contact)
    queues.take_trunk(plan, floor, contact)
    if a < 0:
        wait(world, c)
        return
    if floor.agent[a].level < 0:
        put_aside_for(world, a, c)
    else:
        start(world, a, c)
    if contact.state == RINGING:
        channels.start_waiting(plan, world.stream, contact, now)
        if contact.gives_up < contact.due:
            start_patience(world, c)


@rule
def turn_away(world, c, busy):
    """A shut door or a busy signal; some come back."""
    plan = world.plan
    contact = world.floor.contact[c]
    t = plan.type[contact.type]
    queues.free_trunk(plan, world.floor, contact)
    counting.count_blocked(world, contact, busy)
    release_guide(world, c)
    if busy:
        come_back(world, c, t.busy, RETRY, returning.busy_delay(plan, world.stream, contact))
    else:
        delay = returning.delay_at_shut_door(plan, world.stream, contact, world.now)
        if t.outside == 1:
            send_follower(world, c, RETRY, contact.type, delay)
        else:
            come_back(world, c, t.retry, RETRY, delay)
    end_contact(world, c)
