"""The exact solutions of `cases/`, each reached a second way: a known formula, a stored value, a case that is easy.

They are compared with the simulator only in `test_simulated.py`; here nothing is simulated.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim import theory
from tests.theory.cases import (
    calling_back,
    chains,
    chatting,
    joining,
    networks,
    orbit,
    polyvalent,
    precedence,
    published,
    registry,
    returning,
)
from tests.theory.cases.registry import COMPUTED, EXACT, PUBLISHED

HOUR = 3600.0


def changed(name: str, **inputs: Any) -> dict[str, float]:
    """The solution of a case with other inputs."""
    case = dict(COMPUTED[name])
    solve = registry.family_of(case).solve
    assert solve
    return solve(case | {"inputs": {**case["inputs"], **inputs}})


def agree(found: dict[str, float], wanted: dict[str, float], rel: float = 1e-8) -> None:
    """The figures that are wanted."""
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, rel=rel, abs=1e-9)


def stored(name: str, *figures: str) -> dict[str, float]:
    return {figure: EXACT[name]["expected"][figure] for figure in figures}


@pytest.mark.parametrize("name", COMPUTED)
def test_shares_are_shares_and_nothing_is_negative(name: str) -> None:
    for place, value in changed(name).items():
        assert value >= 0.0, place
        if registry.name_of(place).startswith(registry.PROBABILITIES):
            assert value <= 1.0, place


# ---- joining ---------------------------------------------------------------------------------

LINE = ("p_wait", "p_abandon", "mean_wait_all", "asa", "sl_offered", "occupancy")


@pytest.mark.parametrize("name", ["mmnk_n12_q5", "mmnk_n30_q10", "mmnk_n10_q20"])
def test_rooms_are_the_stored_ones(name: str) -> None:
    i = EXACT[name]["inputs"]
    found = joining.thinned(i | {"patience_left_s": i["patience_mean_s"]}, lambda ahead: i["balk_probability"])
    agree(found, stored(name, *LINE, "p_block", "p_balk", "lq"))


def test_a_share_that_balks_is_a_share_without_patience() -> None:
    found = changed("mmn_g_balk10_by_words")
    agree(found, stored("mmn_g_balk10_exp", "p_wait", "mean_wait_all", "asa", "sl_offered", "occupancy", "lq"))
    gone = found["p_abandon"] + found["p_balk"]
    assert gone == pytest.approx(EXACT["mmn_g_balk10_exp"]["expected"]["p_abandon"], rel=1e-8)


def test_one_step_is_a_share() -> None:
    i = COMPUTED["balk_steps_n8_impatient"]["inputs"]
    found = changed("balk_steps_n8_impatient", by_queue={0: 0.2})
    exact = theory.erlang_finite_room(
        i["calls_per_hour"] / HOUR, i["aht_s"], i["agents"], i["queue_places"], 100.0, 0.2
    )
    agree(found, {"p_balk": exact.p_balk, "p_block": exact.p_block, "asa": exact.asa, "p_abandon": exact.p_abandon})


def test_steps_by_the_wait_are_steps_by_the_queue() -> None:
    """(ahead + 1) × 35 s reaches 60 s with one ahead, 130 s with three."""
    agree(changed("balk_wait_n6", by_queue={1: 0.2, 3: 0.6}), changed("balk_wait_n6"))


def test_a_line_whose_length_decides_who_stays() -> None:
    """With a patience so long that nobody minds the announcement, Erlang C; the chance to stay is a product."""
    i = COMPUTED["announced_n4"]["inputs"]
    exact = theory.erlang_c(50 / HOUR, i["aht_s"], i["agents"])
    unmoved = changed("announced_n4", patience_mean_s=1e12, calls_per_hour=50)
    agree(unmoved, {"p_wait": exact.p_wait, "asa": exact.asa}, 1e-6)
    load, stay = i["calls_per_hour"] / HOUR * i["aht_s"], math.exp(-i["aht_s"] / i["agents"] / i["patience_mean_s"])
    below = [load**k / math.factorial(k) for k in range(i["agents"])]
    above = [below[-1] * (load / i["agents"]) ** (k + 1) * stay ** (k * (k + 1) / 2) for k in range(60)]
    assert sum(above) / (sum(below) + sum(above)) == pytest.approx(changed("announced_n4")["p_wait"], rel=1e-10)


@pytest.mark.parametrize("name", ["mmn_g_quantiles", "mmn_g_uniform"])
def test_patience_by_knots_is_that_of_the_formulas(name: str) -> None:
    i = COMPUTED[name]["inputs"]
    rate, limit = i["calls_per_hour"] / HOUR, i["sl_threshold_s"]
    exact = theory.erlang_g(rate, i["aht_s"], i["agents"], lambda x: float(joining.survival(i["patience"], x)))
    wanted = {"p_wait": exact.p_wait, "p_abandon": exact.p_abandon, "mean_wait_all": exact.mean_wait, "asa": exact.asa}
    agree(changed(name), wanted | {"sl_offered": exact.sl_offered(limit), "occupancy": exact.occupancy}, 1e-7)
    agree(changed(name), {"sl_excl_short_ab": exact.sl_early_abandon_out(limit)}, 1e-7)


def test_one_caller_in_line() -> None:
    """Nobody gives up: behind k others k + 1 steps, a gamma time. Nobody passes: the same."""
    behind = np.array([0.5, 0.3, 0.2])
    plain, passed = chains.fate_in_line(behind, 0.1, 0.0, 15.0), chains.overtaken(behind, 0.1, 0.0, 15.0)
    wait = sum(share * (k + 1) / 0.1 for k, share in enumerate(behind))
    poisson = [math.exp(-1.5) * 1.5**k / math.factorial(k) for k in range(3)]
    in_time = sum(share * (1.0 - sum(poisson[: k + 1])) for k, share in enumerate(behind))
    assert plain == pytest.approx((1.0, in_time, wait), rel=1e-10)
    assert passed == pytest.approx((1.0, in_time, wait), rel=1e-8)


# ---- coming back -----------------------------------------------------------------------------


def test_redials_alike_at_every_attempt() -> None:
    """Then nobody need be told apart, and the chain of orbit and system knows the answer."""
    i = COMPUTED["redial_later_n2"]["inputs"]
    again = {"redial_probability_after_abandon": 0.5, "sl_threshold_s": 20.0}
    exact = orbit.figures({"inputs": {**i, **again}}, orbit=40, line=40)
    found = changed("redial_later_n2", redial_first=0.5, redial_later=0.5)
    names = ("orbit_mean", "attempts_per_hour", "occupancy", "lq", "p_abandon_per_attempt", "first_attempt.p_served")
    agree(found, {name: exact[name] for name in names}, 2e-5)  # a line of 9 is not endless


def test_the_room_for_redials_is_large_enough() -> None:
    agree(changed("redial_later_n2", room=8, orbit=13), changed("redial_later_n2"), 3e-5)


def test_three_attempts_without_a_line() -> None:
    """No redials: Erlang B. And with very long pauses redials meet the floor as strangers: a fixed point."""
    i = COMPUTED["redial_busy_capped_n3"]["inputs"]
    fresh, aht, agents = i["fresh_calls_per_hour"] / HOUR, i["aht_s"], i["agents"]
    none = changed("redial_busy_capped_n3", redial_first=0.0, redial_later=0.0)
    assert none["p_served"] == pytest.approx(1.0 - theory.erlang_b(fresh * aht, agents).p_block, rel=1e-9)
    first, later, lost = i["redial_first"], i["redial_later"], 0.3
    for _ in range(200):
        attempts = fresh * (1.0 + lost * first * (1.0 + lost * later))
        lost = theory.erlang_b(attempts * aht, agents).p_block
    slow = changed("redial_busy_capped_n3", redial_pause_mean_s=3000, orbit=60)
    assert slow["attempts_per_hour"] == pytest.approx(attempts * HOUR, rel=0.02)


def test_two_ways_to_be_lost_are_one_chain() -> None:
    agree(changed("redial_hasty_capped_n3", how="busy"), changed("redial_hasty_capped_n3"))


def test_flows_of_two_qualities() -> None:
    """Requests are resolved or given up: 1 = resolved + contacts × (unresolved and not insisting)."""
    i, found = COMPUTED["repeats_two_sites"]["inputs"], changed("repeats_two_sites")
    lost = sum(
        share * (1.0 - good) * (1.0 - back)
        for share, good, back in zip(i["shares"], i["resolves"], returning.insisting(i), strict=True)
    )
    assert found["p_resolved"] + found["contacts_per_request"] * lost == pytest.approx(1.0)
    same = changed("repeats_two_sites", resolves=[0.8, 0.8], repeats=[1.0, 1.0])
    assert same["contacts_per_request"] == pytest.approx(1.25)


def test_a_bot_whose_failures_are_no_harder() -> None:
    i = COMPUTED["voicebot_n6"]["inputs"]
    rate = i["calls_per_hour"] * (1.0 - i["contains"] * (1.0 - i["wrongly"])) / HOUR
    exact = theory.erlang_a(rate, i["aht_s"], i["agents"], i["patience_mean_s"])
    wanted = {"p_wait": exact.p_wait, "p_abandon": exact.p_abandon, "mean_wait_all": exact.mean_wait}
    agree(changed("voicebot_n6", harder=0.0), wanted | {"occupancy": exact.occupancy})


def test_mails_taken_back_are_impatient() -> None:
    exact = theory.erlang_a(60 / HOUR, 240.0, 4, 300.0)
    agree(changed("chase_withdraws_n4"), {"calls_per_mail": exact.p_abandon, "asa": exact.asa, "p_wait": exact.p_wait})
    late = theory.erlang_c(45 / HOUR, 240.0, 4)
    shares = [late.sl_offered(-300.0 * math.log(1.0 - (k + 0.5) / 20_000)) for k in range(20_000)]
    assert changed("chase_n4")["calls_per_mail"] == pytest.approx(0.6 * (1.0 - sum(shares) / 20_000), rel=1e-4)


# ---- specialists and polyvalent agents ---------------------------------------------------------

SKILLED = [name for name, case in EXACT.items() if case.get("family") in ("skill_V", "skill_N")]


@pytest.mark.parametrize("name", SKILLED)
def test_polyvalent_agents_are_the_stored_ones(name: str) -> None:
    """The same chain written by others."""
    ours = polyvalent.solved({"inputs": EXACT[name]["inputs"] | {"room": 60}})
    theirs = registry.stored_figures(EXACT[name])
    agree(ours, {place: value for place, value in theirs.items() if place in ours and value}, 1e-6)
    assert len(set(ours) & set(theirs)) >= 6


def test_generalists_who_are_not_there() -> None:
    """W without generalists is two lines, and so is N whose generalists keep everybody in reserve."""
    lines = (60.0, 200.0, 3, 90.0), (50.0, 220.0, 3, 120.0)
    w = changed("w_overflow_to_generalists", agents_by_group=[3, 3, 0], room=60)
    n = changed("n_reserve_1", reserve_by_type_and_group=[[0, 9], [0, 0]], room=60)
    for found, (rate, aht, agents, patience), place in (
        (w, lines[0], "by_type[0]"), (w, lines[1], "by_type[1]"),
        (n, (80.0, 200.0, 4, 90.0), "by_type[0]"), (n, (30.0, 300.0, 4, 150.0), "by_type[1]"),
    ):  # fmt: skip
        exact = theory.erlang_a(rate / HOUR, aht, agents, patience)
        wanted = {"p_wait": exact.p_wait, "p_abandon": exact.p_abandon, "mean_wait_all": exact.mean_wait}
        agree(found, {f"{place}.{name}": value for name, value in wanted.items()}, 1e-7)


def test_types_alike_are_one_type() -> None:
    """V at one pace and with one patience, whoever goes first: together an Erlang A."""
    alike = {"patience_mean_s_by_type": [120, 120], "aht_s_by_type_and_group": [[180], [180]]}
    found = changed("v_two_paces", **alike)
    exact = theory.erlang_a(105 / HOUR, 180.0, 7, 120.0)
    agree(found, {"by_type[0].p_wait": exact.p_wait, "by_group[0].occupancy": exact.occupancy}, 1e-7)
    waits = (60 * found["by_type[0].mean_wait_all"] + 45 * found["by_type[1].mean_wait_all"]) / 105
    assert waits == pytest.approx(exact.mean_wait, rel=1e-7)


@pytest.mark.parametrize("reserve", [0, 1, 3])
def test_a_reserve_without_lines_is_trunk_reservation(reserve: int) -> None:
    """Nobody waits: the ordinary type is let in while more than the reserve are free (birth and death by products)."""
    agents, aht, rates = 8, 200.0, (90 / HOUR, 60 / HOUR)
    up = [sum(rates) if agents - busy > reserve else rates[1] for busy in range(agents)]
    law = chains.birth_death(up, [(busy + 1) / aht for busy in range(agents)])
    wanted = {"by_type[0].p_wait": float(law[agents - reserve :].sum()), "by_type[1].p_wait": float(law[agents])}
    found = changed(
        "v_two_paces", calls_per_hour_by_type=[90, 60], agents_by_group=[agents], room=0,
        aht_s_by_type_and_group=[[aht], [aht]], reserve_by_type_and_group=[[reserve], [0]],
    )  # fmt: skip
    agree(found, wanted, 1e-9)


def test_a_reserve_helps_the_type_it_is_for() -> None:
    none = changed("n_reserve_1", reserve_by_type_and_group=[[0, 0], [0, 0]])
    agree(none, changed("n_slower_generalists"), 1e-12)
    by_reserve = [none, changed("n_reserve_1"), changed("n_reserve_1", reserve_by_type_and_group=[[0, 2], [0, 0]])]
    assert np.all(np.diff([one["by_type[1].p_wait"] for one in by_reserve]) < 0)
    assert np.all(np.diff([one["by_type[0].p_wait"] for one in by_reserve]) > 0)


# ---- chats -----------------------------------------------------------------------------------

CHATS = ("p_wait", "p_abandon", "mean_wait_all", "mean_chat_duration", "agent_active")


@pytest.mark.parametrize("name", ["chat_ps_n2k3", "chat_ps_n4k2", "chat_ps_n3k4_patient"])
def test_chats_are_the_stored_ones(name: str) -> None:
    """To the agent with the fewest; a group's limit of all places, and a patience without end, change nothing."""
    i = EXACT[name]["inputs"]
    agree(chatting.by_loads(EXACT[name]), stored(name, *CHATS))
    endless = {**i, "together": i["agents"] * i["max_concurrent"], "lost_patience_mean_s": 1e15, "fill_to": 1}
    agree(chatting.by_loads({"inputs": endless}), stored(name, *CHATS))


def test_chats_at_one_pace_do_not_care_who_takes_them() -> None:
    """Nine places at one pace are nine agents with one chat each."""
    i = COMPUTED["chat_fill_2_n3"]["inputs"]
    exact = theory.erlang_a(i["chats_per_hour"] / HOUR, 300.0, 9, i["patience_mean_s"])
    for fill_to in (0, 1, 2, 3):
        found = changed("chat_fill_2_n3", mean_duration_s_by_load=[300, 300, 300], fill_to=fill_to)
        agree(found, {"p_wait": exact.p_wait, "p_abandon": exact.p_abandon, "occupancy_of_places": exact.occupancy})


def test_one_chat_each_is_a_limit_of_three() -> None:
    i = COMPUTED["chat_together_7_n3"]["inputs"]
    exact = theory.erlang_a(i["chats_per_hour"] / HOUR, 260.0, 3, i["patience_mean_s"])
    agree(changed("chat_together_7_n3", together=3), {"p_wait": exact.p_wait, "agent_active": exact.occupancy})


def test_two_chats_of_one_agent_by_hand() -> None:
    """One agent, two places, nobody waits long: p1 = a p0, p2 = a p1 / (2 (1 / d2 + leaving))."""
    found = changed(
        "chat_broken_off_n2k3", agents=1, mean_duration_s_by_load=[240, 360], patience_mean_s=1e-9, chats_per_hour=15
    )
    rate, leaving = 15 / HOUR, (1.0 - 240 / 360) / 200
    one, two = rate * 240, rate * 240 * rate / (2.0 * (1.0 / 360 + leaving))
    empty = 1.0 / (1.0 + one + two)
    agree(found, {"dist_agent_load[0]": empty, "dist_agent_load[2]": two * empty}, 1e-6)
    assert found["p_broken_off"] == pytest.approx(2.0 * leaving * two / (rate * (1.0 + one)), rel=1e-6)


# ---- networks --------------------------------------------------------------------------------


def test_conversations_of_one_turn_are_calls() -> None:
    i = COMPUTED["messages_n6"]["inputs"]
    exact = theory.erlang_c(i["conversations_per_hour"] / HOUR, i["aht_s"], i["agents"])
    agree(changed("messages_n6", turns_mean=1.0), {"mean_wait_all": exact.mean_wait, "occupancy": exact.occupancy})


def test_conversations_as_a_chain() -> None:
    """(at the agents, away) with room for so many of each, against the product form."""
    rate, aht, gap, again, agents = 30 / HOUR, 150.0, 300.0, 0.5, 4

    def moves(state: tuple[int, int]) -> list[tuple[float, tuple[int, int]]]:
        here, away = state
        ends = min(here, agents) / aht
        found = [(ends * (1.0 - again), (here - 1, away)), (away / gap, (here + 1, away - 1))]
        found += [(rate, (here + 1, away))] if here + away < 70 else []
        return [*found, (ends * again, (here - 1, away + 1))]

    chain = chains.solved((0, 0), moves)
    case = {"inputs": {"conversations_per_hour": 30, "turns_mean": 2.0, "aht_s": aht, "gap_mean_s": gap}}
    case["inputs"] |= {"agents": agents, "sl_threshold_s": 60}
    line = chain.mean(lambda state: max(state[0] - agents, 0))
    assert line / (2.0 * rate) == pytest.approx(networks.by_turns(case)["mean_wait_all"], rel=1e-6)


def test_a_second_level_that_gives_up() -> None:
    i = COMPUTED["transfer_cold_impatient_back"]["inputs"]
    exact = theory.erlang_a(32 / HOUR, i["aht_s"][1], i["agents"][1], i["patience_mean_s"][1])
    wanted = {"p_abandon": exact.p_abandon, "mean_wait_all": exact.mean_wait, "p_wait": exact.p_wait}
    found = changed("transfer_cold_impatient_back")
    agree(found, {f"by_level[1].{name}": value for name, value in wanted.items()})


def test_a_warm_transfer_that_costs_nothing() -> None:
    """A handover and a second level without duration leave Erlang A; nobody handed on does so too."""
    i = COMPUTED["transfer_warm_2_1"]["inputs"]
    exact = theory.erlang_a(i["calls_per_hour"] / HOUR, i["aht_s"][0], i["agents"][0], i["patience_mean_s"][0])
    wanted = {"by_level[0].p_abandon": exact.p_abandon, "by_level[0].occupancy": exact.occupancy}
    agree(changed("transfer_warm_2_1", handover_mean_s=1e-7, aht_s=[180, 1e-7]), wanted, 1e-6)
    agree(changed("transfer_warm_2_1", share=1e-12), wanted, 1e-6)


def test_a_warm_transfer_balances() -> None:
    """The back is busy with what it gets: handover and talk."""
    i, found = COMPUTED["transfer_warm_2_1"]["inputs"], changed("transfer_warm_2_1")
    busy = found["by_level[1].per_hour"] / HOUR * (i["handover_mean_s"] + i["aht_s"][1])
    assert found["by_level[1].occupancy"] == pytest.approx(busy)
    served = (1.0 - found["by_level[0].p_abandon"]) * i["calls_per_hour"] * i["share"]
    assert found["by_level[1].per_hour"] == pytest.approx(served)


# ---- call-backs ------------------------------------------------------------------------------


def test_a_call_back_that_reaches_everybody() -> None:
    i = COMPUTED["call_back_once_n5"]["inputs"]
    exact = theory.erlang_c(i["calls_per_hour"] / HOUR, i["aht_s"], i["agents"])
    agree(changed("call_back_once_n5", reached=1.0), {"p_wait": exact.p_wait, "lq": exact.mean_queue})
    agree(changed("call_back_once_n5", dialling_mean_s=240), {"p_wait": exact.p_wait, "lq": exact.mean_queue})


def test_a_mixture_of_patient_and_impatient() -> None:
    i = COMPUTED["call_back_n6_impatient"]["inputs"]
    rate, patience = i["calls_per_hour"] / HOUR, i["patience_mean_s"]
    exact = theory.erlang_g(rate, i["aht_s"], i["agents"], lambda x: 0.4 + 0.6 * math.exp(-x / patience))
    wanted = {"p_wait": exact.p_wait, "p_abandon": exact.p_abandon, "mean_wait_all": exact.mean_wait, "asa": exact.asa}
    agree(changed("call_back_n6_impatient"), wanted | {"sl_offered": exact.sl_offered(20.0)}, 1e-6)


def test_dials_until_somebody_picks_up() -> None:
    i = COMPUTED["call_back_again_n5"]["inputs"]
    chance, vain = 1.0, 0.0
    for _ in range(i["attempts"]):
        chance *= 1.0 - i["reached"]
        vain += chance
    wanted = {"dialled_s_per_accepted": 40.0 * vain, "given_up_of_accepted": chance}
    agree(calling_back.several_attempts({"inputs": i}), wanted)


# ---- precedence ------------------------------------------------------------------------------


def test_a_head_start_of_a_week_is_a_priority() -> None:
    wanted = [one["mean_wait_all"] for one in EXACT["prio_np_mmn_n8_k2"]["expected"]["by_class"]]
    agree(changed("head_start_n8"), {f"by_class[{k}].mean_wait_all": wait for k, wait in enumerate(wanted)})


def test_weights_between_equality_and_priority() -> None:
    i = COMPUTED["weights_n1"]["inputs"]
    flows = zip(i["calls_per_hour_by_class"], i["aht_s_by_class"], strict=True)
    classes = [theory.PriorityClass(rate / HOUR, talk, talk) for rate, talk in flows]
    exact = theory.cobham(classes).mean_wait
    agree(changed("weights_n1", weights=[1e12, 1.0]), {f"by_class[{k}].mean_wait_all": w for k, w in enumerate(exact)})
    equal = changed("weights_n1", weights=[2.0, 2.0])
    assert equal["by_class[0].mean_wait_all"] == pytest.approx(equal["by_class[1].mean_wait_all"])


@pytest.mark.parametrize("name", ["weights_n1", "weights_n5_three"])
def test_what_one_class_gains_another_loses(name: str) -> None:
    """The sum of load × wait is the same in every order (Kleinrock's conservation law)."""
    i, found = COMPUTED[name]["inputs"], changed(name)
    equal = changed(name, weights=[1.0] * len(i["weights"]))
    sums = [
        sum(load * one[f"by_class[{k}].mean_wait_all"] for k, load in enumerate(precedence.loads(COMPUTED[name])))
        for one in (found, equal)
    ]
    assert sums[0] == pytest.approx(sums[1])


def test_vip_all_or_none() -> None:
    i = COMPUTED["vip_n6"]["inputs"]
    line = theory.erlang_c(i["calls_per_hour"] / HOUR, i["aht_s"], i["agents"])
    spare = i["agents"] / i["aht_s"] - i["calls_per_hour"] / HOUR
    wanted = {"sl_offered": line.sl_offered(20.0), "square_wait": line.p_wait * 2.0 / spare**2}
    agree(changed("vip_n6", share=0.0), wanted, 1e-7)
    agree(changed("vip_n6", share=1.0), wanted, 1e-7)


def test_who_is_passed_waits_as_cobham_says() -> None:
    """The mean of the chain of those ahead, and the second moment by busy periods against the chain's own."""
    answers, passing, load = 0.025, 0.006, 0.8
    behind = (1.0 - load) * load ** np.arange(300)
    mean = chains.overtaken(behind, answers, passing, 20.0).wait_of_answered
    assert mean == pytest.approx(1.0 / (1.0 - load) / (answers - passing), rel=1e-8)
    step = 20.0
    waits = [1.0 - chains.overtaken(behind, answers, passing, step * k).in_time for k in range(400)]
    square = 2.0 * sum(step * k * step * tail for k, tail in enumerate(waits))
    assert precedence.square_of_passed(load, answers, passing) == pytest.approx(square, rel=2e-3)


# ---- days ------------------------------------------------------------------------------------


def test_a_day_with_few_lines_is_the_printed_one() -> None:
    case = PUBLISHED["cc_mmc_blocked"]
    exact = published.mmc_of_few_lines(case)
    for place, one in published.printed(case).items():
        assert abs(exact[place] - one.mean) <= 3.0 * one.error + one.rounding, place


def test_time_in_states_of_a_long_day_is_stationary() -> None:
    up, down = np.full(6, 0.02), np.minimum(np.arange(1, 7), 3) / 100.0
    shares = chains.time_in_states(up, down, 1e7) / 1e7
    assert shares == pytest.approx(chains.birth_death(list(up), list(down)), abs=1e-5)


# ---- interruptions ---------------------------------------------------------------------------


def test_hardly_any_calls_leave_a_line_of_tasks() -> None:
    """M/D/1: s + b s² / 2 / (1 - b s)."""
    b, s = COMPUTED["restart_n1"]["inputs"]["tasks_per_hour"] / HOUR, 300.0
    wanted = {"task.mean_sojourn": s + b * s**2 / (2.0 * (1.0 - b * s)), "occupancy": b * s}
    agree(changed("restart_n1", calls_per_hour=1e-4), wanted, 1e-4)


def test_hardly_any_tasks_are_alone_with_the_calls() -> None:
    """The mean of C, and the rest of a busy period of calls at any time: r / (1 - r) × h / (1 - r)."""
    i = COMPUTED["restart_n1"]["inputs"]
    a, h, s = i["calls_per_hour"] / HOUR, i["call_aht_s"], 300.0
    calls, again = a * h, math.expm1(a * s) / a
    wanted = again * (1.0 + calls / (1.0 - calls)) + calls / (1.0 - calls) ** 2 * h
    assert changed("restart_n1", tasks_per_hour=1e-4)["task.mean_sojourn"] == pytest.approx(wanted, rel=1e-3)


def test_getting_back_at_once_is_no_loss() -> None:
    """Preemptive resume M/G/1: h2 / (1 - r1) + R / ((1 - r1) (1 - r1 - r2)), R the mean work in hand (Cobham's W0)."""
    i = COMPUTED["resuming_n1"]["inputs"]
    a, b, h, s = i["calls_per_hour"] / HOUR, i["tasks_per_hour"] / HOUR, i["call_aht_s"], 300.0
    first, second, rest = a * h, b * s, a * h**2 + 0.5 * b * s**2
    wanted = s / (1.0 - first) + rest / (1.0 - first) / (1.0 - first - second)
    agree(changed("resuming_n1", resuming_s=1e-9), {"task.mean_sojourn": wanted, "occupancy": first + second})


def test_nested_classes_are_the_stored_ones() -> None:
    i = EXACT["prio_pr_mmn_n6"]["inputs"]
    wanted = [one["mean_sojourn"] for one in EXACT["prio_pr_mmn_n6"]["expected"]["by_class"]]
    agree(changed("interrupt_three_n3", **i), {f"by_class[{k}].mean_sojourn": wait for k, wait in enumerate(wanted)})


# ---- lines and second levels -----------------------------------------------------------------


def test_more_lines_than_anybody_needs() -> None:
    i, found = COMPUTED["lines_10_shared"]["inputs"], changed("lines_10_shared", lines=90)
    for number in (0, 1):
        rate, patience = i["calls_per_hour"][number] / HOUR, i["patience_mean_s"][number]
        exact = theory.erlang_a(rate, i["aht_s"][number], i["agents"][number], patience)
        wanted = {"p_abandon": exact.p_abandon, "occupancy": exact.occupancy, "p_block": 0.0}
        agree(found, {f"by_type[{number}].{name}": value for name, value in wanted.items()})


def test_shared_lines_without_places_as_a_chain() -> None:
    """(present of the one, present of the other), state by state."""
    i = COMPUTED["lines_10_shared"]["inputs"]

    def moves(state: tuple[int, int]) -> list[tuple[float, tuple[int, int]]]:
        found = []
        for k, present in enumerate(state):
            more, fewer = list(state), list(state)
            more[k], fewer[k] = present + 1, present - 1
            agents, waiting = i["agents"][k], max(present - i["agents"][k], 0)
            ends = (present - waiting) / i["aht_s"][k] + waiting / i["patience_mean_s"][k]
            found.append((ends, (fewer[0], fewer[1])))
            if sum(state) < i["lines"]:
                found.append((i["calls_per_hour"][k] / HOUR, (more[0], more[1])))
            assert agents > 0
        return found

    chain = chains.solved((0, 0), moves)
    full = chain.chance(lambda state: sum(state) == i["lines"])
    assert changed("lines_10_shared")["by_type[0].p_block"] == pytest.approx(full, rel=1e-9)


def test_a_second_level_nobody_waits_for() -> None:
    """Whoever does not find it free is gone at once: a share of the handed on, and the first level hardly holds any."""
    found = changed("transfer_warm_impatient_3_1", patience_mean_s=[200, 1e-6])
    assert found["by_level[1].mean_wait_all"] < 1e-6
    answered = found["by_level[1].per_hour"] / HOUR * (1.0 - found["by_level[1].p_abandon"])
    assert found["by_level[1].occupancy"] == pytest.approx(answered * (30 + 240), rel=1e-6)


def test_redials_after_busy_signals_balance() -> None:
    """Attempts are served, abandoned or blocked; of the lost a share comes back."""
    i, found = COMPUTED["redial_later_places_n2"]["inputs"], changed("redial_later_places_n2")
    fresh = i["fresh_calls_per_hour"]
    lost = found["attempts_per_hour"] * (1.0 - found["p_served"])
    lost_at_first = fresh * (1.0 - found["first_attempt.p_served"])
    again = i["redial_first"] * lost_at_first + i["redial_later"] * (lost - lost_at_first)
    assert found["attempts_per_hour"] - fresh == pytest.approx(again, rel=1e-6)


def test_call_backs_offered_to_the_few_who_wait_long() -> None:
    """(k + 1) × 240 s / 7 reaches 100 s with two ahead."""
    found = changed("call_back_above_n7")
    assert found["accepted_of_delayed"] == pytest.approx(0.6 * found["occupancy"] ** 2)
    assert changed("call_back_above_n7", above_s=0)["accepted_of_delayed"] == pytest.approx(0.6)


# ---- doors and scores ------------------------------------------------------------------------


def test_a_door_that_never_opens() -> None:
    """Erlang A of the first group alone; and with a door always open, of both together."""
    i = COMPUTED["overflow_above_n4_2"]["inputs"]
    alone = theory.erlang_a(i["calls_per_hour"] / HOUR, i["aht_s"], 4, i["patience_mean_s"])
    never = changed("overflow_above_n4_2", limit=10**6)
    wanted = {"p_wait": alone.p_wait, "p_abandon": alone.p_abandon, "occupancy[0]": alone.occupancy}
    agree(never, wanted, 1e-4)
    assert never["occupancy[1]"] == 0.0
    both = theory.erlang_a(60 / HOUR, 240.0, 5, 120.0)
    agree(changed("overflow_above_at_once"), {"p_abandon": both.p_abandon, "mean_wait_all": both.mean_wait}, 1e-6)


def test_all_kept_free_are_two_services() -> None:
    i = COMPUTED["reserve_N_n2_4"]["inputs"]
    found = changed("reserve_N_n2_4", reserve=4)
    for k, agents in enumerate(i["agents_by_group"]):
        flow, talk = i["calls_per_hour_by_class"][k] / HOUR, i["aht_s_by_class"][k]
        exact = theory.erlang_a(flow, talk, agents, i["patience_mean_s_by_class"][k])
        wanted = {"p_wait": exact.p_wait, "p_abandon": exact.p_abandon, "mean_wait_all": exact.mean_wait}
        agree({name: found[f"by_class[{k}].{name}"] for name in wanted}, wanted, 1e-3)  # a line of 14 is not endless


def test_types_of_one_patience_are_one_line() -> None:
    """Whoever goes first, as many are busy and as many wait; only their types differ."""
    i = COMPUTED["queue_shares_n4"]["inputs"]
    found = changed("queue_shares_n4", patience_mean_s_by_class=[200, 200])
    exact = theory.erlang_a(sum(i["calls_per_hour_by_class"]) / HOUR, 220.0, 4, 200.0)
    flows = [rate / sum(i["calls_per_hour_by_class"]) for rate in i["calls_per_hour_by_class"]]
    wait = sum(flow * found[f"by_class[{k}].mean_wait_all"] for k, flow in enumerate(flows))
    assert (wait, found["occupancy"]) == pytest.approx((exact.mean_wait, exact.occupancy), rel=1e-6)
    one, other = (found[f"by_class[{k}].mean_wait_all"] * flow for k, flow in enumerate(flows))
    assert 0.29 < one / (one + other) < flows[0]
