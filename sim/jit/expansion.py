"""How each rule gets into its callers: a measured table.

A rule that is not named here is expanded in place, wherever it is called. For those named here that would cost: they
swell the event loop, or keep it out of the processor's nearest memory, or take a third of the time of compilation.
"""

from __future__ import annotations

from collections.abc import Iterator

IN_PLACE, AS_IT_PAYS, CALLED_ONLY, RARELY = "in place", "as it pays", "called only", "rarely"

TABLE: dict[str, str] = {
    # Long, and called often: compiled once, and expanded only where the compiler finds that it pays.
    AS_IT_PAYS: """
        sim.engines.core.heap: sinks
        sim.engines.core.patience_heap: fills
        sim.engines.moments.answering: pick_up
        sim.engines.moments.following: send_follower
        sim.model.chance.draws: normal_quantile gamma_share
        sim.model.customers.arrivals: draw_ahead
        sim.model.customers.returning: fill_follower
        sim.model.people.duty: add_time add_load
        sim.model.people.rosters: free_person
        sim.model.router.eligibility: is_let_through keeper_of first_for
        sim.model.router.order: rank_now
        sim.model.router.scores: score_of_agent
        sim.routing: idle_agent_with_work agent_for contact_for
    """,
    # Long: compiled once and never expanded, though a service that has what it is about calls it often.
    CALLED_ONLY: """
        sim.agents: start_personal_work is_handed_on
        sim.channels: time_in_front is_contained chase_instant
        sim.engines.moments.arriving: get_through
        sim.engines.moments.working: after_the_shift
        sim.model.backlog: count_overdue
        sim.model.chance.draws: gamma_rest gamma_quantile
        sim.model.counting: count_entry count_contained
        sim.model.customers.arrivals: take_foreseen delay_of
        sim.model.customers.returning: escape_delay changed_type delay_at_shut_door
        sim.model.hours: next_opening due_instant
        sim.model.people.concurrency: change_pace
        sim.model.people.day_plan: make_agenda add_item
        sim.model.people.duty: reset_teams close_team_times make_interruptible make_uninterruptible
            add_team_overtime set_heads
        sim.model.people.rosters: reach_next_moment
        sim.model.people.time_accounting: add_paid_time add_presence add_time_off add_person_overtime
        sim.model.queues: has_no_trunk_left has_no_room_left count_trunk take_trunk_in_front favoured_place
        sim.model.router.eligibility: next_opening
        sim.model.router.order: chat_level
        sim.model.router.scores: score_of_contact
        sim.model.router.choosing: whoever_picks_up
        sim.routing: note_taken
    """,
    # Seldom called: compiled once, never expanded, and kept out of the loop's way.
    RARELY: """
        sim.agents: longer_factor start_unusual_work is_reached dial hold_for_transfer pause_work can_hand_over
            put_work_aside move_up_in_hand
        sim.channels: apply_hour_factors react_to_wait begin_conversation gap_before_next_turn begin_turn
            plan_next_try
        sim.engines.core.heap: clear first_of_equals
        sim.engines.core.loop: begin end
        sim.engines.core.timers: push_duty
        sim.engines.moments.answering: take note_answer end_joint_wait release_guide
        sim.engines.moments.arriving: come_later set_what_is_known leave_contained turn_away
        sim.engines.moments.ending: settle_nothing break_off pause_or_expire hand_on finish_first_level
        sim.engines.moments.horizon: open_floor count_the_rest
        sim.engines.moments.interrupting: put_aside_for hand_work_over put_aside return_to_queue
        sim.engines.moments.queueing: join_again open_further
        sim.engines.moments.resuming: finish_turn pause nobody_picked_up go_on
        sim.engines.moments.waiting: stay_away chase shut_door turn_out
        sim.engines.moments.working: turn_to_queues group_looks_for_work look_around move_on change_staff
            give_to_others
        sim.model.backlog: begin_interval count_backlog close_queues count_still_here
        sim.model.chance.draws: normal_share rare_quantile quantile_between_knots quantile_of_sample
            triangular_quantile
        sim.model.chance.streams: of_record of_agent
        sim.model.contact_log: fill_row
        sim.model.counting: count_reached_back count_turn_wait count_pause count_handed_on count_broken
            count_expired count_interrupted count_dialled count_balked count_left count_accepted count_unreached
            count_withdrawn
        sim.model.customers.arrivals: start_sources begin_day uniform_of_day begin_part advance_otherwise
            advance_at_instants advance_spaced begin_batch take_from_stock age_of take_from_records contacts_of
            among_parts
        sim.model.customers.returning: set_waiting_since set_guide set_recorded_talk copy_draws
            type_of_second_level
        sim.model.hours: move_to_slot
        sim.model.people.careers: fill_place start_working_day add_strain has_left vacate_place fill_vacancy
            promote_if_due apply_coaching set_daily_form is_absent add_fatigue apply_personal_factors
            switch_type
        sim.model.people.concurrency: start_losing_patience
        sim.model.people.rosters: reset_people begin_shift stop_taking go_where_due begin_what_is_due
            end_time_off join_floor plan_pause leave_floor is_person_leaving end_shift continue_shift
            go_home_idle go_home close_times
        sim.model.people.shifts: instant_of await_shift first_shift set_shift await_next_shift next_shift_start
        sim.model.queues: clear_queues add_kept one_before
        sim.model.router.choosing: is_available best_of_all choose_own
        sim.model.router.eligibility: free_near free_in_group has_to_help predicted_without_help
            first_that_holds is_met note_wait lately
        sim.model.router.order: claim_of
        sim.routing: whom_to_interrupt ahead_of predicted_wait
    """,
}


def rules_of(words: str) -> Iterator[str]:
    """The full names of the rules that a text lists by module."""
    module = ""
    for word in words.split():
        if word.endswith(":"):
            module = word.removesuffix(":")
        else:
            yield f"{module}.{word}"


EXPANSION = {name: how for how, words in TABLE.items() for name in rules_of(words)}
"""By the full name of a rule, how it gets into its callers, where that is not in place."""


def expansion_of(module: str, name: str) -> str:
    """How the rule of this name of a module gets into its callers."""
    return EXPANSION.get(f"{module}.{name}", IN_PLACE)
