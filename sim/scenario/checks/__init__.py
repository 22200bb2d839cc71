"""What must fit together in a scenario, beyond each value by itself.

A file is read by somebody who trusts it; so before the first contact arrives, every question below is asked
of every design, and every answer that is "no" becomes a problem with its remedy. The
questions are a list of plain functions, so the list itself can be read.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.scenario.checks import (
    closed_hours,
    customers,
    dated_schedules,
    days,
    durations,
    idle,
    immediate_returns,
    loops,
    money,
    outside_the_run,
    people,
    replayed_records,
    rosters,
    routing,
    run_length,
    sites,
    staffing,
    volumes,
)
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.study import check_study

__all__ = ["CHECKS", "DesignCheck", "check_floor", "check_study"]

CHECKS: tuple[Callable[[DesignCheck], None], ...] = (
    run_length.calendar_has_one_length,
    run_length.calendar_has_whole_intervals,
    days.the_country_is_known,
    days.holidays_are_known,
    days.correlated_days_are_of_types,
    days.correlations_are_possible,
    volumes.volumes_have_one_rate,
    volumes.words_fit_the_rate,
    volumes.orders_are_known,
    volumes.weekdays_are_days,
    volumes.months_are_months,
    volumes.peaks_are_days,
    volumes.profiles_have_weight,
    volumes.random_factors_can_be_drawn,
    outside_the_run.words_of_the_year_meet_the_run,
    outside_the_run.volumes_have_hours,
    volumes.rates_meet_the_run,
    replayed_records.records_meet_the_run,
    replayed_records.records_cover_the_run,
    replayed_records.records_fit_the_clock,
    closed_hours.doors_are_open_to_demand,
    durations.laws_fit_their_place,
    durations.customers_take_time,
    customers.types_named_are_known,
    customers.types_named_are_others,
    customers.shares_of_returns_fit,
    customers.shares_of_transfers_fit,
    customers.balking_is_said_in_one_way,
    customers.balking_has_steps,
    customers.words_have_a_meaning,
    people.names_can_be_printed,
    people.skills_are_of_known_types,
    people.types_are_served,
    people.groups_are_at_known_sites,
    people.groups_have_people,
    people.chats_fit_the_group,
    people.skills_have_a_meaning,
    sites.shares_name_types,
    sites.shares_can_be_served,
    sites.shares_fit_the_flow,
    sites.the_rest_is_served_in_house,
    sites.capacities_stand_for_people,
    sites.languages_are_spoken,
    sites.clocks_are_known,
    sites.days_of_sites_are_days,
    sites.hubs_have_people_and_lines,
    rosters.rosters_are_said_in_one_way,
    rosters.people_with_a_roster_are_whole,
    rosters.outages_are_of_whole_days,
    rosters.shifts_have_their_people,
    rosters.breaks_fit_their_shift,
    rosters.shifts_are_in_opening_hours,
    rosters.people_fit_their_group,
    rosters.levels_fit_the_group,
    rosters.careers_have_a_meaning,
    dated_schedules.dates_stand_in_schedules,
    dated_schedules.dates_meet_the_run,
    staffing.opened_hours_are_staffed,
    money.prices_are_of_known_types,
    money.contracts_have_a_price,
    money.bands_have_two_ends,
    money.bands_do_not_overlap,
    money.ladders_have_an_indicator,
    money.forecasts_have_a_flow,
    money.wages_have_a_meaning,
    money.revenues_have_a_value,
    immediate_returns.nobody_goes_round_for_ever,
    loops.requests_come_to_an_end,
    loops.agents_do_not_wait_for_each_other,
    *routing.CHECKS,
    *idle.CHECKS,
)


def check_floor(check: DesignCheck) -> None:
    """Every question about one design."""
    for examine in CHECKS:
        examine(check)
