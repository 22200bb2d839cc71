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
        sim.engines.core.timers: sends
        sim.engines.core.working: pick_up
        sim.model.chance.draws: normal_quantile gamma_share
        sim.model.customers.arrivals: looks_further
        sim.model.customers.returning: follows
        sim.model.people.duty: book book_load
        sim.model.people.rosters: hands_are_empty
        sim.model.router.choosing: agent_by_score best_of_group contact_by_score best_of_line
            has_something_to_do
        sim.model.router.eligibility: kept_for first_for
        sim.model.router.order: rank_now
        sim.model.router.scores: score_of_agent
    """,
    # Long: compiled once and never expanded, though a service that has what it is about calls it often.
    CALLED_ONLY: """
        sim.agents: personal_work hands_on
        sim.channels: time_in_front is_contained chase_instant
        sim.engines.core.coming: get_through
        sim.engines.core.working: after_the_shift
        sim.model.backlog: count_overdue
        sim.model.chance.draws: gamma_rest gamma_quantile
        sim.model.counting: count_entry count_contained
        sim.model.customers.arrivals: is_foreseen delay_of
        sim.model.customers.returning: escape_delay another_kind delay_at_shut_door
        sim.model.hours: next_opening due_instant
        sim.model.people.concurrency: changes_pace
        sim.model.people.day_plan: makes_agenda plans
        sim.model.people.duty: everybody_is_away close_the_books may_be_interrupted is_let_alone book_overtime
            set_heads
        sim.model.people.rosters: moves_on
        sim.model.people.time_accounting: pays books_presence books_time_off books_overtime
        sim.model.queues: finds_lines_taken finds_no_place counts_line finds_no_line_in_front favoured_place
        sim.model.router.eligibility: next_opening
        sim.model.router.order: chat_level
        sim.model.router.scores: score_of_contact
        sim.routing: whoever_picks_up is_taken
    """,
    # Seldom called: compiled once, never expanded, and kept out of the loop's way.
    RARELY: """
        sim.agents: lasts_longer unusual_work picks_up dials holds_for_transfer pauses can_hand_over
            puts_aside closes_ranks
        sim.channels: is_of_its_hour hears_of_wait begins_conversation gap_before_next_turn takes_turn
            next_try
        sim.engines.core.coming: is_on_the_way is_known_beforehand go_home_contained turn_away stay_away go_on
            chase change_staff turn_out
        sim.engines.core.heap: clear first_of_equals
        sim.engines.core.loop: begin end
        sim.engines.core.timers: set_duty_timer will_open let_guide_go
        sim.engines.core.working: take_rarely note_answer hand_over put_aside_for goes_back_in_line
            hand_work_over move_on look_rarely group_looks_for_work look_around settle_rarely break_off
            nobody_picked_up hand_on finish_first_level conversation_is_over pause give_to_others
        sim.model.backlog: interval_begins count_backlog close_the_lines count_still_here
        sim.model.chance.draws: normal_share drawn_rarely between_knots measured triangular
        sim.model.chance.streams: of_line of_agent
        sim.model.contact_log: fill_row
        sim.model.counting: count_reached_back count_turn_wait count_pause count_handed_on count_broken
            count_expired count_interrupted count_dialled count_balked count_left count_accepted
            count_unreached count_withdrawn
        sim.model.customers.arrivals: looks_ahead begin_day chance_of_day begin_part by_other_ways at_instants
            spaced begin_batch from_stock age_of replayed contacts_of among_parts
        sim.model.customers.returning: has_waited brings_guide brings_question is_as_before handed_on_as
        sim.model.hours: next_slot
        sim.model.people.careers: holds_place morning feels_strain leaves_today leaves_job begins_job may_rise
            is_coached takes_stock is_absent grows_tired personal_touch changes_hats
        sim.model.people.concurrency: can_lose_patience
        sim.model.people.rosters: everybody_is_at_home begins_shift takes_no_more goes_where_due
            takes_what_is_due is_back joins_floor next_pause leaves_floor is_on_the_way_out ends_shift goes_on
            goes_home_idle goes_home close_the_books
        sim.model.people.shifts: instant_of awaits_shift first_shift plans_shift awaits_next_shift next_begins
        sim.model.queues: nobody_is_here keeps one_before
        sim.model.router.choosing: whoever_is_there best_of_all or_own_by_score
        sim.model.router.eligibility: free_near free_in_group has_to_help predicted_without_help
            first_that_holds condition_holds note_wait lately
        sim.model.router.order: claim_of
        sim.routing: whom_to_interrupt may_interrupt or_own ahead_of predicted_wait
    """,
}
"""By how they get into their callers, the rules of each module."""


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
