"""The first midnight and the horizon."""

from __future__ import annotations

from sim.engines.moments.verbs import set_duty_timer
from sim.model import backlog, queues
from sim.model.customers import arrivals
from sim.model.people import duty, rosters
from sim.rules import rule


@rule
def open_floor(world):
    """The first midnight: an empty floor, and the first customer of each type on the way."""
    plan, floor = world.plan, world.floor
    queues.clear_queues(plan, floor)
    arrivals.start_sources(plan, floor, world.stream)
    duty.reset_teams(plan, floor)
    rosters.reset_people(world)
    for a in range(plan.seat.shape[0]):
        if plan.group[plan.seat[a].group].rostered == 1:
            set_duty_timer(world, a)


@rule
def count_the_rest(world):
    """The horizon: what is left of the queues is read, and whoever is still here is counted."""
    plan, floor, tally = world.plan, world.floor, world.tally
    for sample in range(floor.counts[0].next_sample, tally.backlog.shape[1]):
        backlog.count_backlog(plan, floor, tally, sample, sample * plan.interval)
    backlog.close_queues(plan, floor, tally)
    for c in range(floor.contact.shape[0]):
        backlog.count_still_here(plan, tally, world.log, floor.contact[c])
