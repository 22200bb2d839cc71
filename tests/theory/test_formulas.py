"""The formulas against known answers, against each other, and at the edges where they must meet.

Three kinds of test. Exact cases: every stored value that a formula can give, at ten digits. Other tools:
their test numbers, at the digits they print. Properties: a general formula must turn into a special one in
the limit, two roads to the same figure must end at the same place, and more agents must serve better.
"""

import json
import math
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sim import theory
from sim.theory import Measures, PriorityClass

DATA = Path(__file__).parent / "data"
HOUR = 3600.0

CLOSED_FORM = 1e-8
INTEGRATED = 1e-6

Case = Mapping[str, Any]
Survival = Callable[[float], float]


def _load(name: str) -> dict[str, Case]:
    return {case["id"]: case for case in json.loads((DATA / name).read_text(encoding="utf-8"))["cases"]}


EXACT = _load("exact.json")
PEERS = _load("peers.json")
PUBLISHED = _load("published.json")


def of_family(*families: str) -> pytest.MarkDecorator:
    """Run the test once for each exact case of these families."""
    chosen = [case for case in EXACT.values() if case["family"] in families]
    assert chosen, f"no exact case in {families}"
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in chosen])


def near(value: float, relative: float = CLOSED_FORM) -> Any:
    return pytest.approx(value, rel=relative, abs=1e-15)


def printed(value: float, decimals: int) -> Any:
    """Equal to a number printed with so many decimals."""
    return pytest.approx(value, rel=0.0, abs=0.5000001 * 10.0**-decimals)


# ---- the exact cases ----

STORED_AS = {
    "p_wait": "p_wait",
    "p_abandon": "p_abandon",
    "p_block": "p_block",
    "p_balk": "p_balk",
    "mean_wait_all": "mean_wait",
    "asa": "asa",
    "lq": "mean_queue",
    "occupancy": "occupancy",
}
SERVICE_LEVELS = {
    "sl": "sl_offered",
    "sl_offered": "sl_offered",
    "sl_answered": "sl_answered",
    "sl_excl_short_ab": "sl_early_abandon_out",
}


def stored_figures(measures: Measures, expected: Case, threshold_s: float | None) -> dict[str, float]:
    """Our value of every figure that the case stores under a name the formulas know."""
    ours = {key: getattr(measures, name) for key, name in STORED_AS.items() if key in expected}
    for key, method in SERVICE_LEVELS.items():
        if key in expected:
            assert threshold_s is not None
            ours[key] = getattr(measures, method)(threshold_s)
    return ours


def check(measures: Measures, expected: Case, threshold_s: float | None, relative: float, least: int) -> None:
    """Compare all stored figures; at least `least` of them, so that a renamed key cannot empty the test."""
    ours = stored_figures(measures, expected, threshold_s)
    assert len(ours) >= least
    assert ours == {key: near(expected[key], relative) for key in ours}


def survival_of(patience: Case) -> Survival:
    """P(patience > t) of a stored law."""
    match patience:
        case {"law": "zero"}:
            return lambda t: 0.0
        case {"law": "deterministic", "value": value}:
            return lambda t: 1.0 if t < value else 0.0
        case {"law": "exponential", "mean": mean}:
            return lambda t: math.exp(-t / mean)
        case {"law": "weibull", "scale": scale, "shape": shape}:
            return lambda t: math.exp(-((t / scale) ** shape))
        case {"law": "lognormal", "mean": mean, "sd": sd}:
            variance = math.log1p((sd / mean) ** 2)
            log_median = math.log(mean) - variance / 2.0
            spread = math.sqrt(2.0 * variance)
            return lambda t: 0.5 * math.erfc((math.log(t) - log_median) / spread) if t > 0.0 else 1.0
        case {"law": "mixture", "weights": weights, "parts": parts}:
            survivals = [survival_of(part) for part in parts]
            return lambda t: sum(w * s(t) for w, s in zip(weights, survivals, strict=True))
    raise AssertionError(f"unknown law {patience}")


def handle_sd(service: Case) -> float:
    match service:
        case {"law": "deterministic"}:
            return 0.0
        case {"law": "exponential", "mean": mean}:
            return float(mean)
        case {"law": "gamma", "mean": mean, "shape": shape}:
            return float(mean / math.sqrt(shape))
        case {"law": "lognormal", "sd": sd}:
            return float(sd)
    raise AssertionError(f"unknown law {service}")


@of_family("erlang_b")
def test_erlang_b(case: Case) -> None:
    """B(n, a) = (a^n / n!) / sum of a^k / k!, k = 0..n."""
    i = case["inputs"]
    measures = theory.erlang_b(i["calls_per_hour"] / HOUR * i["aht_s"], i["agents_or_lines"])
    check(measures, case["expected"], None, CLOSED_FORM, least=2)


@of_family("erlang_c")
def test_erlang_c(case: Case) -> None:
    """P(wait > t) = C exp(-(n/h - lambda) t), C = B / (1 - rho (1 - B))."""
    i, expected = case["inputs"], case["expected"]
    centre = i["calls_per_hour"] / HOUR, i["aht_s"], i["agents"]
    measures = theory.erlang_c(*centre)
    check(measures, expected, i["sl_threshold_s"], CLOSED_FORM, least=5)
    assert measures.mean_wait == measures.asa
    assert measures.asa / measures.p_wait == near(expected["mean_wait_if_wait"])
    assert theory.erlang_c_wait_quantile(*centre, 0.9) == near(expected["wait_p90"])


@of_family("erlang_a")
def test_erlang_a(case: Case) -> None:
    """Birth-death chain: up at lambda, down at min(i, n)/h + max(i - n, 0)/patience."""
    i = case["inputs"]
    measures = theory.erlang_a(i["calls_per_hour"] / HOUR, i["aht_s"], i["agents"], i["patience_mean_s"])
    check(measures, case["expected"], i["sl_threshold_s"], CLOSED_FORM, least=9)


@of_family("erlang_a")
def test_any_patience_with_an_exponential_one(case: Case) -> None:
    """The integrals over the virtual wait reach the same values without the chain."""
    i = case["inputs"]
    survival = survival_of({"law": "exponential", "mean": i["patience_mean_s"]})
    measures = theory.erlang_g(i["calls_per_hour"] / HOUR, i["aht_s"], i["agents"], survival)
    check(measures, case["expected"], i["sl_threshold_s"], 1e-7, least=9)


@of_family("mmn_g_patience")
def test_any_patience(case: Case) -> None:
    """Density of the virtual wait: proportional to exp(lambda H(x) - n x / h), H the integral of survival."""
    i = case["inputs"]
    survival = survival_of(i["patience"])
    measures = theory.erlang_g(i["calls_per_hour"] / HOUR, i["aht_s"], i["agents"], survival)
    check(measures, case["expected"], i["sl_threshold_s"], INTEGRATED, least=9)


@of_family("fifo_pooled_types")
def test_two_types_in_one_line_have_the_mixed_patience(case: Case) -> None:
    """Types that differ in patience alone are one type with the mixture of their laws."""
    i = case["inputs"]
    rates = i["calls_per_hour_by_type"]
    weights = [rate / sum(rates) for rate in rates]
    survival = survival_of({"law": "mixture", "weights": weights, "parts": i["patience_by_type"]})
    measures = theory.erlang_g(sum(rates) / HOUR, i["aht_s"], i["agents"], survival)
    check(measures, case["expected"], i["sl_threshold_s"], INTEGRATED, least=8)


@of_family("finite_room")
def test_finite_room(case: Case) -> None:
    """The same chain, cut off at n + K."""
    i = case["inputs"]
    measures = theory.erlang_finite_room(
        i["calls_per_hour"] / HOUR,
        i["aht_s"],
        i["agents"],
        i["queue_places"],
        i["patience_mean_s"],
        i["balk_probability"],
    )
    check(measures, case["expected"], i["sl_threshold_s"], CLOSED_FORM, least=11)


@of_family("mg1")
def test_pollaczek_khinchine(case: Case) -> None:
    """E[W] = lambda E[S^2] / (2 (1 - rho))."""
    i, expected = case["inputs"], case["expected"]
    service = i["service"]
    mean = service.get("mean", service.get("value"))
    measures = theory.pollaczek_khinchine(i["calls_per_hour"] / HOUR, mean, handle_sd(service))
    ours = {key: getattr(measures, STORED_AS[key]) for key in ("p_wait", "asa", "lq", "occupancy")}
    assert ours == {key: near(expected[key]) for key in ours}


@of_family("priority_nonpreemptive")
def test_cobham(case: Case) -> None:
    """W_k = W_0 / ((1 - sigma_(k-1)) (1 - sigma_k)), sigma the occupancy by the first classes."""
    i, expected = case["inputs"], case["expected"]
    if i["agents"] == 1:
        measures = theory.cobham(
            [
                PriorityClass(c["calls_per_hour"] / HOUR, c["service"]["mean"], handle_sd(c["service"]))
                for c in i["classes"]
            ]
        )
    else:
        rates = [rate / HOUR for rate in i["calls_per_hour_by_class"]]
        measures = theory.cobham_agents(rates, i["aht_s"], i["agents"])
    assert measures.occupancy == near(expected["occupancy"])
    assert list(measures.mean_wait) == [near(one["mean_wait_all"]) for one in expected["by_class"]]
    for one in expected["by_class"]:
        assert measures.p_wait == near(one.get("p_wait", expected["occupancy"]))


@of_family("priority_preemptive")
def test_urgent_work_that_interrupts_does_not_see_the_rest(case: Case) -> None:
    """Preemptive resume, equal means: the first k classes together are an M/M/n of their own."""
    i = case["inputs"]
    rates = [rate / HOUR for rate in i["calls_per_hour_by_class"]]
    present = [0.0]
    for k in range(1, len(rates) + 1):
        pooled = theory.erlang_c(sum(rates[:k]), i["aht_s"], i["agents"])
        present.append(sum(rates[:k]) * (pooled.mean_wait + i["aht_s"]))
    ours = [(present[k + 1] - present[k]) / rate for k, rate in enumerate(rates)]
    assert ours == [near(one["mean_sojourn"]) for one in case["expected"]["by_class"]]


@of_family("blending_preemptive")
def test_calls_that_interrupt_mail_do_not_see_it(case: Case) -> None:
    i = case["inputs"]
    centre = i["calls_per_hour"] / HOUR, i["call_aht_s"], i["agents"]
    patience = i["call_patience_mean_s"]
    measures = theory.erlang_c(*centre) if patience is None else theory.erlang_a(*centre, patience)
    check(measures, case["expected"]["call"], None, CLOSED_FORM, least=3)


@of_family("overflow")
def test_overflow_without_a_line_is_erlang_b_twice(case: Case) -> None:
    """The first group alone is a loss system, and so are both together."""
    i, expected = case["inputs"], case["expected"]
    load, (first, second) = i["calls_per_hour"] / HOUR * i["aht_s"], i["agents_by_group"]
    alone, both = theory.erlang_b(load, first), theory.erlang_b(load, first + second)
    assert alone.p_block == near(expected["p_overflow_from_A"])
    assert both.p_block == near(expected["p_block"])
    assert alone.occupancy == near(expected["occupancy_A"])
    rest = (both.occupancy * (first + second) - alone.occupancy * first) / second
    assert rest == near(expected["occupancy_B"])


@of_family("feedback_fcr")
def test_returning_customers_raise_the_arrival_rate(case: Case) -> None:
    """Jackson: an M/M/n at rate lambda / (1 - p), wherever the returning ones pause."""
    i, expected = case["inputs"], case["expected"]
    rate = i["fresh_calls_per_hour"] / HOUR / (1.0 - i["repeat_probability"])
    check(theory.erlang_c(rate, i["aht_s"], i["agents"]), expected, i["sl_threshold_s"], CLOSED_FORM, least=5)
    quantile = theory.erlang_c_wait_quantile(rate, i["aht_s"], i["agents"], 0.9)
    assert quantile == near(expected["wait_p90"])


@of_family("percent_allocation")
def test_sites_fed_at_random_are_independent(case: Case) -> None:
    i, expected = case["inputs"], case["expected"]
    sites = [
        theory.erlang_a(share * i["calls_per_hour"] / HOUR, aht, agents, i["patience_mean_s"])
        for share, aht, agents in zip(i["shares"], i["aht_s_by_site"], i["agents_by_site"], strict=True)
    ]
    for site, stored in zip(sites, expected["by_site"], strict=True):
        check(site, stored, i["sl_threshold_s"], CLOSED_FORM, least=9)


def test_every_exact_family_is_used_or_beyond_a_formula() -> None:
    """A family added to the data must be tested above or be named here."""
    tested = {
        "erlang_b erlang_c erlang_a mmn_g_patience fifo_pooled_types finite_room mg1 priority_nonpreemptive",
        "priority_preemptive blending_preemptive overflow feedback_fcr percent_allocation",
    }
    need_a_simulator = {
        "gi_m_n skill_V skill_N blending_nonpreemptive mt_g_inf transient_schedule retrial",
        "chat_speed_changes chat_rate_fixed_at_start after_call_work arrival_counts",
    }
    known = {family for line in tested | need_a_simulator for family in line.split()}
    assert known == {case["family"] for case in EXACT.values()}


# ---- other tools ----


@pytest.mark.parametrize("name", ["pyworkforce_erlang_c_14", "pyworkforce_erlang_c_15"])
def test_pyworkforce_erlang_c(name: str) -> None:
    i, expected = PEERS[name]["inputs"], PEERS[name]["expected"]
    measures = theory.erlang_c(i["calls_per_30_min"] / 1800.0, i["aht_min"] * 60.0, i["agents"])
    assert measures.sl_offered(i["target_min"] * 60.0) == printed(expected["service_level"], 3)
    assert measures.p_wait == printed(expected["p_wait"], 3)
    assert measures.occupancy == printed(expected["occupancy"], 3)


def test_pyworkforce_smallest_team() -> None:
    """14 agents are the fewest for 80 % in 19.8 s at no more than 85 % occupancy."""
    i = PEERS["pyworkforce_erlang_c_14"]["inputs"]
    rate, handle_s, threshold_s = i["calls_per_30_min"] / 1800.0, i["aht_min"] * 60.0, i["target_min"] * 60.0
    assert theory.erlang_c_agents(rate, handle_s, 0.8, threshold_s, max_occupancy=0.85) == i["agents"]


def test_pyworkforce_erlang_a() -> None:
    """Its average speed of answer is our mean wait of all offered."""
    i, expected = PEERS["pyworkforce_erlang_a_14"]["inputs"], PEERS["pyworkforce_erlang_a_14"]["expected"]
    rate, handle_s = i["calls_per_30_min"] / 1800.0, i["aht_min"] * 60.0
    measures = theory.erlang_a(rate, handle_s, i["agents"], i["patience_mean_min"] * 60.0)
    assert measures.p_wait == printed(expected["p_wait"], 6)
    assert measures.p_abandon == printed(expected["p_abandon"], 6)
    assert measures.occupancy == printed(expected["occupancy"], 6)
    assert measures.mean_wait / 60.0 == printed(expected["asa_min"], 6)
    assert measures.sl_offered(i["target_s"]) == printed(expected["service_level"], 6)


def test_pyworkforce_erlang_b_lines() -> None:
    case = PEERS["pyworkforce_erlang_b"]
    i = case["inputs"]
    assert theory.erlang_b_lines(i["offered_erlang"], i["max_blocking"]) == case["expected"]["lines"]


def test_herzog_erlang_c() -> None:
    case = PEERS["herzog_erlang_c"]
    i = case["inputs"]
    measures = theory.erlang_c(i["calls_per_min"] / 60.0, i["aht_min"] * 60.0, i["agents"])
    assert measures.mean_wait == printed(case["expected"]["mean_wait_s"], 2)


@pytest.mark.parametrize("name", ["herzog_erlang_c_ext", "herzog_erlang_c_ext_over"])
def test_herzog_erlang_c_with_patience(name: str) -> None:
    case = PEERS[name]
    i = case["inputs"]
    centre = i["calls_per_min"] / 60.0, i["aht_min"] * 60.0, i["agents"]
    patience_s = i["patience_mean_min"] * 60.0
    hundred_lines = theory.erlang_finite_room(*centre, i["lines"] - i["agents"], patience_s)
    for measures in (theory.erlang_a(*centre, patience_s), hundred_lines):
        assert measures.mean_wait == printed(case["expected"]["mean_wait_s"], 2)


def test_ciw_states_of_an_mm3() -> None:
    """Nine states of an M/M/3; normalised among themselves they are an M/M/3 with five places."""
    case = PEERS["ciw_mm3_distribution"]
    i, listed = case["inputs"], case["expected"]["p"]
    rate, handle_s, n = i["arrival_rate"], 1.0 / i["service_rate"], i["servers"]
    assert theory.erlang_c(rate, handle_s, n).p_wait == near(1.0 - sum(listed[:n]))
    p = [one / sum(listed) for one in listed]
    measures = theory.erlang_finite_room(rate, handle_s, n, len(p) - 1 - n)
    assert measures.p_block == near(p[-1])
    assert measures.p_wait == near(sum(p[n:]))
    assert measures.mean_queue == near(sum((k - n) * p[k] for k in range(n, len(p))))
    assert measures.occupancy == near(sum(min(k, n) * p_k for k, p_k in enumerate(p)) / n)


@pytest.mark.parametrize(("arrivals", "services", "sojourn"), [(3, 5, 0.5), (4, 5, 1.0), (3, 6, 1.0 / 3.0)])
def test_ciw_mm1_sojourn(arrivals: int, services: int, sojourn: float) -> None:
    """1 / (mu - lambda); the first pair is the stored case, the others stand in its notes."""
    measures = theory.erlang_c(arrivals, 1.0 / services, 1)
    assert measures.mean_wait + 1.0 / services == near(sojourn)
    assert PEERS["ciw_mm1_ps"]["expected"]["mean_sojourn"] == 0.5


def test_simmer_mm23() -> None:
    case = PEERS["simmer_mm23"]
    i, expected = case["inputs"], case["expected"]
    n = i["servers"]
    measures = theory.erlang_finite_room(i["arrival_rate"], 1.0 / i["service_rate"], n, i["queue_places"])
    assert measures.p_block == printed(expected["p_reject"], 10)
    assert measures.mean_queue + n * measures.occupancy == printed(expected["mean_in_system"], 10)


def test_palm_table() -> None:
    """50 agents, 48 calls a minute of one minute each: what a patience of two minutes changes."""
    case = PUBLISHED["palm_erlang_a_table"]
    i, without, with_patience = case["inputs"], case["expected"]["erlang_c"], case["expected"]["erlang_a"]
    centre = i["calls_per_minute"] / 60.0, i["aht_min"] * 60.0, i["agents"]
    c = theory.erlang_c(*centre)
    assert c.mean_wait == printed(without["mean_wait_s"], 1)
    assert theory.erlang_c_wait_quantile(*centre, 0.9) == printed(without["wait_p90_s"], 1)
    assert c.mean_queue == printed(without["mean_queue"], 0)
    assert c.occupancy == printed(without["utilisation"], 2)
    a = theory.erlang_a(*centre, i["patience_mean_min"] * 60.0)
    assert a.p_abandon == printed(with_patience["p_abandon"], 3)
    assert a.mean_wait == printed(with_patience["mean_wait_s"], 1)
    assert a.mean_queue == printed(with_patience["mean_queue"], 0)
    assert a.occupancy == printed(with_patience["utilisation"], 2)


# ---- where formulas meet ----

FIGURES = ("p_wait", "p_abandon", "p_block", "mean_wait", "asa", "occupancy", "mean_queue")
THRESHOLDS = (0.0, 5.0, 20.0, 120.0, 900.0)


def same(one: Measures, other: Measures, relative: float, absolute: float = 0.0) -> None:
    """The two agree in every figure and in every service level."""
    for name in FIGURES:
        expected = pytest.approx(getattr(other, name), rel=relative, abs=absolute)
        assert getattr(one, name) == expected, name
    for threshold_s in THRESHOLDS:
        for definition in ("sl_offered", "sl_answered", "sl_early_abandon_out"):
            expected = pytest.approx(getattr(other, definition)(threshold_s), rel=relative, abs=absolute)
            assert getattr(one, definition)(threshold_s) == expected, (definition, threshold_s)


def exponential(mean: float) -> Survival:
    return lambda t: math.exp(-t / mean)


@pytest.mark.parametrize(("load", "agents"), [(0.5, 1), (3.0, 4), (18.0, 20), (270.0, 300)])
def test_endless_patience_leads_from_a_to_c(load: float, agents: int) -> None:
    c = theory.erlang_c(load / 240.0, 240.0, agents)
    same(theory.erlang_a(load / 240.0, 240.0, agents, 1e13), c, relative=1e-7, absolute=1e-10)
    same(theory.erlang_g(load / 240.0, 240.0, agents, lambda t: 1.0), c, relative=1e-8, absolute=1e-12)


@pytest.mark.parametrize(("load", "agents"), [(0.5, 1), (3.0, 4), (25.0, 20), (270.0, 300)])
def test_no_patience_leads_from_a_to_b(load: float, agents: int) -> None:
    """Losing at once: what Erlang B calls blocked has abandoned here."""
    b = theory.erlang_b(load, agents)
    for measures in (
        theory.erlang_a(load / 240.0, 240.0, agents, 1e-9),
        theory.erlang_g(load / 240.0, 240.0, agents, lambda t: 0.0),
        theory.erlang_finite_room(load / 240.0, 240.0, agents, 10, balk_probability=1.0),
    ):
        assert measures.p_abandon + measures.p_balk == pytest.approx(b.p_block, rel=1e-7)
        assert measures.p_wait == pytest.approx(b.p_wait, rel=1e-7)
        assert measures.occupancy == pytest.approx(b.occupancy, rel=1e-7)
        assert measures.asa == pytest.approx(0.0, abs=1e-8)
        assert measures.sl_answered(0.0) == pytest.approx(1.0, rel=1e-7)
        assert measures.sl_early_abandon_out(1.0) == pytest.approx(1.0, rel=1e-7)


@pytest.mark.parametrize(("load", "agents"), [(0.5, 1), (25.0, 20), (900.0, 1000)])
def test_a_room_without_places_is_erlang_b(load: float, agents: int) -> None:
    room = theory.erlang_finite_room(load / 240.0, 240.0, agents, 0, 60.0)
    same(room, theory.erlang_b(load, agents), relative=1e-12)


@pytest.mark.parametrize("patience_s", [30.0, 600.0])
@pytest.mark.parametrize("agents", [3, 40])
def test_a_room_without_walls_is_erlang_a(agents: int, patience_s: float) -> None:
    rate = 1.05 * agents / 300.0
    room = theory.erlang_finite_room(rate, 300.0, agents, 2000, patience_s)
    same(room, theory.erlang_a(rate, 300.0, agents, patience_s), relative=1e-10)


def test_a_large_room_with_patient_callers_is_erlang_c() -> None:
    room = theory.erlang_finite_room(0.075, 240.0, 20, 5000)
    same(room, theory.erlang_c(0.075, 240.0, 20), relative=1e-10, absolute=1e-14)


def test_balking_in_a_large_room_is_a_share_without_patience() -> None:
    """Hanging up at once, as a share or as a patience of zero, differs in name only."""
    room = theory.erlang_finite_room(0.075, 250.0, 18, 3000, 150.0, 0.2)
    line = theory.erlang_g(0.075, 250.0, 18, lambda t: 0.8 * math.exp(-t / 150.0))
    assert room.p_abandon + room.p_balk == pytest.approx(line.p_abandon, rel=1e-8)
    assert room.asa == pytest.approx(line.asa, rel=1e-8)
    assert room.mean_wait == pytest.approx(line.mean_wait, rel=1e-8)
    assert room.sl_early_abandon_out(20.0) == pytest.approx(line.sl_early_abandon_out(20.0), rel=1e-8)


@pytest.mark.parametrize("patience_s", [0.5, 45.0, 400.0, 7200.0])
@pytest.mark.parametrize("occupancy", [0.3, 0.9, 1.0, 1.3, 2.0])
@pytest.mark.parametrize("agents", [1, 7, 150, 2500])
def test_the_chain_and_the_integrals_agree(agents: int, occupancy: float, patience_s: float) -> None:
    """Erlang A by states and tagged callers, and by the virtual wait: nothing in common but Erlang B."""
    rate = occupancy * agents / 270.0
    chain = theory.erlang_a(rate, 270.0, agents, patience_s)
    integrals = theory.erlang_g(rate, 270.0, agents, exponential(patience_s))
    same(integrals, chain, relative=1e-7, absolute=1e-10)


@pytest.mark.parametrize("at", [3.0, 60.0, 1234.5])
@pytest.mark.parametrize("occupancy", [0.8, 1.0, 1.2, 2.0])
def test_a_common_deadline_in_closed_form(at: float, occupancy: float) -> None:
    """Everybody hangs up after exactly d: the integrals of M/M/n+D are elementary.

    With g = lambda - n/h: J = int_0^d exp(g x) dx + exp(g d) h/n, and those who meet a wait beyond d abandon.
    """
    n, handle_s = 12, 200.0
    rate = occupancy * n / handle_s
    growth = rate - n / handle_s
    within = at if growth == 0.0 else math.expm1(growth * at) / growth
    beyond = math.exp(growth * at) * handle_s / n
    weight = rate * theory.erlang_b(rate * handle_s, n - 1).p_block
    total = 1.0 + weight * (within + beyond)
    measures = theory.erlang_g(rate, handle_s, n, lambda t: 1.0 if t < at else 0.0)
    assert measures.p_wait == pytest.approx(weight * (within + beyond) / total, rel=1e-9)
    assert measures.p_abandon == pytest.approx(weight * beyond / total, rel=1e-8)
    assert measures.sl_offered(2.0 * at) == pytest.approx((1.0 + weight * within) / total, rel=1e-9)
    assert measures.sl_early_abandon_out(2.0 * at) == pytest.approx(1.0, rel=1e-9)
    below = math.nextafter(at, 0.0)
    assert measures.sl_early_abandon_out(below) == pytest.approx(measures.sl_offered(below), rel=1e-9)


def test_some_wait_for_ever() -> None:
    """Those who never give up are answered: only the others can abandon, and the line stays finite."""
    rate, handle_s, n = 22.0 / 240.0, 240.0, 20
    measures = theory.erlang_g(rate, handle_s, n, lambda t: 0.7 + 0.3 * math.exp(-t / 60.0))
    assert 2.0 / 22.0 < measures.p_abandon < 0.3
    assert measures.occupancy == pytest.approx(22.0 * (1.0 - measures.p_abandon) / 20.0)
    assert measures.sl_offered(1e6) == pytest.approx(1.0 - measures.p_abandon, rel=1e-8)


LAWS = {
    "exponential": exponential(80.0),
    "weibull, singular at 0": survival_of({"law": "weibull", "scale": 90.0, "shape": 0.4}),
    "weibull, steep": survival_of({"law": "weibull", "scale": 90.0, "shape": 8.0}),
    "uniform": lambda t: max(0.0, 1.0 - t / 100.0),
    "two jumps": lambda t: 0.9 if t < 10.0 else 0.6 if t < 75.0 else 0.0,
}


@pytest.mark.parametrize("agents", [2, 25, 400])
@pytest.mark.parametrize("occupancy", [0.7, 1.0, 1.15])
@pytest.mark.parametrize("law", LAWS)
def test_flows_balance_whatever_the_patience(law: str, occupancy: float, agents: int) -> None:
    """What is answered keeps agents busy: answered = agents busy / load, counted from the states.

    While somebody must wait all n are busy; else the busy ones are those of a loss system of n - 1 lines.
    """
    rate = occupancy * agents / 180.0
    measures = theory.erlang_g(rate, 180.0, agents, LAWS[law])
    load = rate * 180.0
    below = load * (1.0 - theory.erlang_b(load, agents - 1).p_block) if agents > 1 else 0.0
    busy = (1.0 - measures.p_wait) * below + measures.p_wait * agents
    assert measures.occupancy * agents == pytest.approx(busy, rel=1e-8)


@pytest.mark.parametrize("law", LAWS)
def test_the_service_level_ends_at_the_answered(law: str) -> None:
    measures = theory.erlang_g(0.11, 180.0, 20, LAWS[law])
    levels = [measures.sl_offered(t) for t in (0.0, 1.0, 10.0, 30.0, 74.0, 76.0, 1e3, 1e5)]
    assert all(later > sooner - 1e-12 for sooner, later in pairwise(levels))
    assert levels[0] == pytest.approx(1.0 - measures.p_wait, rel=1e-9)
    assert levels[-1] == pytest.approx(1.0 - measures.p_abandon, rel=1e-9)
    assert measures.sl_answered(1e5) == pytest.approx(1.0, rel=1e-9)
    assert measures.sl_early_abandon_out(1e5) == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize("patience_s", [20.0, 300.0])
def test_erlang_a_service_level_ends_at_the_answered(patience_s: float) -> None:
    measures = theory.erlang_a(0.11, 180.0, 20, patience_s)
    levels = [measures.sl_offered(t) for t in (0.0, 1e-6, 1.0, 10.0, 30.0, 100.0, 1e3, 1e5)]
    assert levels == sorted(levels)
    assert levels[0] == pytest.approx(1.0 - measures.p_wait, rel=1e-12)
    assert levels[-1] == pytest.approx(1.0 - measures.p_abandon, rel=1e-12)
    assert measures.mean_wait == pytest.approx(measures.p_abandon * patience_s, rel=1e-12)


def test_mean_answered_wait_is_the_area_above_the_service_level() -> None:
    """asa = integral over t of P(answered after t) / P(answered), by Simpson's rule."""
    for measures in (
        theory.erlang_a(0.11, 180.0, 20, 60.0),
        theory.erlang_g(0.11, 180.0, 20, LAWS["uniform"]),
        theory.erlang_finite_room(0.11, 180.0, 20, 9, 60.0, 0.1),
    ):
        slower = [1.0 - measures.sl_answered(2.0 * k) for k in range(201)]
        area = 2.0 / 3.0 * (slower[0] + 4.0 * sum(slower[1::2]) + 2.0 * sum(slower[2:-1:2]) + slower[-1])
        assert area == pytest.approx(measures.asa, rel=1e-5)


def test_one_exponential_agent_by_five_roads() -> None:
    """M/M/1: Erlang C, Pollaczek-Khinchine, Cobham in both forms, and rho h / (1 - rho)."""
    rate, handle_s = 0.004, 200.0
    rho = rate * handle_s
    waits = (
        theory.erlang_c(rate, handle_s, 1).mean_wait,
        theory.pollaczek_khinchine(rate, handle_s, handle_s).mean_wait,
        theory.cobham([PriorityClass(rate, handle_s, handle_s)]).mean_wait[0],
        theory.cobham_agents([rate], handle_s, 1).mean_wait[0],
    )
    assert waits == pytest.approx((rho * handle_s / (1.0 - rho),) * 4)


def test_priorities_only_share_out_the_wait() -> None:
    """Kleinrock: with equal means the wait, weighted by the arrivals, is that of one line."""
    rates = [0.01, 0.03, 0.02]
    ranked = theory.cobham_agents(rates, 300.0, 20)
    pooled = theory.erlang_c(sum(rates), 300.0, 20)
    shared = sum(rate * wait for rate, wait in zip(rates, ranked.mean_wait, strict=True)) / sum(rates)
    assert shared == pytest.approx(pooled.mean_wait)
    assert list(ranked.mean_wait) == sorted(ranked.mean_wait)


def test_steady_handle_times_halve_the_wait() -> None:
    steady = theory.pollaczek_khinchine(0.004, 200.0, 0.0)
    random = theory.pollaczek_khinchine(0.004, 200.0, 200.0)
    assert random.mean_wait == pytest.approx(2.0 * steady.mean_wait)


def test_the_line_obeys_little() -> None:
    """Mean number waiting = arrival rate × mean wait of all offered."""
    for measures in (
        theory.erlang_c(0.1, 180.0, 20),
        theory.erlang_a(0.1, 180.0, 20, 60.0),
        theory.erlang_finite_room(0.1, 180.0, 20, 5, 60.0, 0.1),
        theory.erlang_g(0.1, 180.0, 20, LAWS["uniform"]),
    ):
        assert measures.mean_queue == pytest.approx(0.1 * measures.mean_wait, rel=1e-12)


# ---- staffing ----


@pytest.mark.parametrize("definition", ["sl_offered", "sl_answered", "sl_early_abandon_out"])
def test_more_agents_serve_better(definition: str) -> None:
    rate, handle_s = 0.1, 240.0
    roads: list[list[Measures]] = [
        [theory.erlang_c(rate, handle_s, n) for n in range(25, 45)],
        [theory.erlang_a(rate, handle_s, n, 90.0) for n in range(5, 45)],
        [theory.erlang_g(rate, handle_s, n, LAWS["weibull, steep"]) for n in range(5, 45, 3)],
    ]
    for teams in roads:
        levels = [getattr(team, definition)(20.0) for team in teams]
        assert levels == sorted(levels)
        assert levels[0] < 0.7 < 0.99 < levels[-1]


@pytest.mark.parametrize("target", [0.05, 0.8, 0.95, 0.999])
@pytest.mark.parametrize("load", [0.3, 24.0, 1800.0])
def test_the_smallest_team_meets_the_target_and_one_fewer_does_not(load: float, target: float) -> None:
    rate, handle_s, patience_s, threshold_s = load / 240.0, 240.0, 90.0, 20.0
    n = theory.erlang_c_agents(rate, handle_s, target, threshold_s)
    assert theory.erlang_c(rate, handle_s, n).sl_offered(threshold_s) >= target
    assert n == math.floor(load) + 1 or theory.erlang_c(rate, handle_s, n - 1).sl_offered(threshold_s) < target
    n = theory.erlang_a_agents(rate, handle_s, patience_s, target, threshold_s)
    assert theory.erlang_a(rate, handle_s, n, patience_s).sl_offered(threshold_s) >= target
    assert n == 1 or theory.erlang_a(rate, handle_s, n - 1, patience_s).sl_offered(threshold_s) < target


@pytest.mark.parametrize("load", [0.01, 10.0, 3000.0])
def test_the_smallest_number_of_lines(load: float) -> None:
    n = theory.erlang_b_lines(load, 0.02)
    assert theory.erlang_b(load, n).p_block <= 0.02
    assert n == 1 or theory.erlang_b(load, n - 1).p_block > 0.02


def test_an_occupancy_that_fits_exactly_needs_no_agent_more() -> None:
    """19.6 erlang at 70 % are 28 agents, though 19.6 / 0.7 is a little above 28 in binary."""
    assert theory.erlang_c_agents(19.6 / 240.0, 240.0, 0.5, 20.0, max_occupancy=0.7) == 28
    assert theory.erlang_c_agents(19.7 / 240.0, 240.0, 0.5, 20.0, max_occupancy=0.7) == 29


def test_nobody_waits_at_the_median_of_a_quiet_centre() -> None:
    assert theory.erlang_c_wait_quantile(0.01, 240.0, 10, 0.5) == 0.0


@pytest.mark.parametrize("share", [0.7, 0.9, 0.999])
def test_the_quantile_inverts_the_service_level(share: float) -> None:
    wait = theory.erlang_c_wait_quantile(0.095, 200.0, 20, share)
    assert theory.erlang_c(0.095, 200.0, 20).sl_offered(wait) == pytest.approx(share)


# ---- size ----


@pytest.mark.parametrize("occupancy", [0.02, 0.97, 0.9999])
def test_thousands_of_agents_without_overflow(occupancy: float) -> None:
    """The dozens of thousands of factors of a large team stay within the range of a float."""
    n, handle_s = 8000, 300.0
    rate = occupancy * n / handle_s
    for measures in (
        theory.erlang_b(rate * handle_s, n),
        theory.erlang_c(rate, handle_s, n),
        theory.erlang_a(rate, handle_s, n, 120.0),
        theory.erlang_finite_room(rate, handle_s, n, 500, 120.0, 0.1),
        theory.erlang_g(rate, handle_s, n, LAWS["uniform"]),
    ):
        assert all(math.isfinite(getattr(measures, name)) for name in FIGURES)
        assert 0.0 <= measures.p_wait <= 1.0
        assert 0.0 < measures.sl_offered(20.0) <= measures.sl_early_abandon_out(20.0) + 1e-12
        assert measures.occupancy <= occupancy


@pytest.mark.parametrize("agents", [10, 5000])
def test_a_jump_late_in_a_fast_centre_is_found(agents: int) -> None:
    """Everybody leaves after four days of waiting: the jump lies where floats are coarse against the rate."""
    at, handle_s = 1e6 / 3.0, 180.0
    measures = theory.erlang_g(1.5 * agents / handle_s, handle_s, agents, lambda t: 1.0 if t < at else 0.0)
    assert measures.p_abandon == pytest.approx(1.0 / 3.0, rel=1e-6)
    assert measures.asa == pytest.approx(at, rel=1e-3)


def test_large_teams_approach_halfin_and_whitt() -> None:
    """n = a + b sqrt(a) agents: P(wait) → 1 / (1 + b Phi(b) / phi(b)), with an error of order 1/sqrt(a)."""
    b = 0.8
    phi = math.exp(-b * b / 2.0) / math.sqrt(2.0 * math.pi)
    cdf = 0.5 * math.erfc(-b / math.sqrt(2.0))
    limit = 1.0 / (1.0 + b * cdf / phi)
    gaps = []
    for load in (100.0, 2500.0, 62500.0):
        n = round(load + b * math.sqrt(load))
        gaps.append(abs(theory.erlang_c(load, 1.0, n).p_wait / limit - 1.0) * math.sqrt(load))
    assert max(gaps) < 1.0


def test_a_heavy_overload_sends_away_the_excess() -> None:
    """Fluid limit: with far more callers than agents everybody works, and the surplus abandons."""
    measures = theory.erlang_a(3.0 * 2000 / 300.0, 300.0, 2000, 3600.0)
    assert measures.occupancy == pytest.approx(1.0)
    assert measures.p_abandon == pytest.approx(2.0 / 3.0)
    assert measures.asa == pytest.approx(3600.0 * math.log(3.0), rel=1e-3)


# ---- wrong questions ----

REJECTED: dict[str, tuple[Callable[[], object], str]] = {
    "no steady state": (
        lambda: theory.erlang_c(0.125, 80.0, 10),
        "load = 10 erlang: must be below 10, the number of agents, because without abandonment the line "
        "grows without end (no steady state)",
    ),
    "no steady state by class": (
        lambda: theory.cobham_agents([0.1, 0.2], 50.0, 15),
        "load = 15 erlang: must be",
    ),
    "no steady state, one agent": (lambda: theory.pollaczek_khinchine(0.01, 120.0, 0.0), "load = 1.2 erlang"),
    "too many for ever": (
        lambda: theory.erlang_g(0.3, 100.0, 10, lambda t: 0.5),
        "survival leaves 0.15 contacts per second that never give up: must be below 0.1, what the agents",
    ),
    "exactly as many for ever": (lambda: theory.erlang_g(0.1, 100.0, 10, lambda t: 1.0), "no steady state"),
    "survival above 1": (
        lambda: theory.erlang_g(0.1, 100.0, 12, lambda t: 1.5 if 0.0 < t < 9.0 else 0.5),
        "= 1.5: must lie in [0, 1], because it is the share still patient",
    ),
    "survival that rises": (
        lambda: theory.erlang_g(0.1, 100.0, 12, lambda t: 0.5 if t < 5.0 else 0.6),
        "survival rises by 0.1 near",
    ),
    "no arrivals": (
        lambda: theory.erlang_c(0.0, 80.0, 10),
        "arrival_rate = 0.0: must be a finite number above 0, because without contacts there is nothing",
    ),
    "no handle time": (
        lambda: theory.erlang_a(1.0, -5.0, 10, 60.0),
        "handle_s = -5.0: must be a finite number above 0",
    ),
    "not a number": (lambda: theory.erlang_b(math.nan, 10), "load = nan: must be a finite number above 0"),
    "no patience": (
        lambda: theory.erlang_a(1.0, 80.0, 10, 0.0),
        "patience_s = 0.0: must be a finite number above 0, because no patience is for erlang_b",
    ),
    "endless patience": (
        lambda: theory.erlang_a(1.0, 80.0, 10, math.inf),
        "patience_s = inf: must be a finite",
    ),
    "a line of millions": (
        lambda: theory.erlang_a(20.0, 80.0, 10, 1e7),
        "patience_s = 1e+07 lets about 1.99e+08 contacts wait: at most 5000000, because each is a state",
    ),
    "a room of millions": (
        lambda: theory.erlang_finite_room(1.0, 80.0, 10, 10**8),
        "queue_places = 100000000: at most 5000000",
    ),
    "no agents": (
        lambda: theory.erlang_c(0.1, 80.0, 0),
        "agents = 0: must be a whole number from 1, because people and places are counted",
    ),
    "half an agent": (lambda: theory.erlang_a(0.1, 80.0, 9.5, 60.0), "agents = 9.5: must be a whole number"),  # type: ignore[arg-type]
    "negative places": (
        lambda: theory.erlang_finite_room(0.1, 80.0, 9, -1),
        "queue_places = -1: must be a whole number from 0",
    ),
    "balking twice": (
        lambda: theory.erlang_finite_room(0.1, 80.0, 9, 5, 60.0, 2.0),
        "balk_probability = 2.0: must lie in [0, 1]",
    ),
    "negative threshold": (
        lambda: theory.erlang_c(0.1, 80.0, 9).sl_offered(-1.0),
        "threshold_s = -1.0: must be a finite time from 0 s, because nobody is answered earlier",
    ),
    "endless threshold": (
        lambda: theory.erlang_b(5.0, 9).sl_answered(math.inf),
        "threshold_s = inf: must be",
    ),
    "everybody in time": (
        lambda: theory.erlang_c_agents(0.1, 80.0, 1.0, 20.0),
        "target = 1.0: must lie strictly between 0 and 1, because everybody in time would take",
    ),
    "everybody in time, impatient": (
        lambda: theory.erlang_a_agents(0.1, 80.0, 60.0, 1.0, 20.0),
        "target = 1.0",
    ),
    "busier than always": (
        lambda: theory.erlang_c_agents(0.1, 80.0, 0.8, 20.0, max_occupancy=1.2),
        "max_occupancy = 1.2: must lie in (0, 1], because nobody is more than always busy",
    ),
    "no blocking at all": (
        lambda: theory.erlang_b_lines(5.0, 0.0),
        "max_blocking = 0.0: must lie strictly between",
    ),
    "the longest wait": (
        lambda: theory.erlang_c_wait_quantile(0.1, 80.0, 9, 1.0),
        "share = 1.0: must lie in [0, 1), because the longest wait has no limit",
    ),
    "negative deviation": (
        lambda: theory.pollaczek_khinchine(0.001, 80.0, -1.0),
        "handle_sd_s = -1.0: must be at least 0",
    ),
    "no class": (lambda: theory.cobham([]), "classes = []: must hold at least 1 class"),
}


@pytest.mark.parametrize("question", REJECTED)
def test_a_wrong_question_is_answered_with_value_limit_and_reason(question: str) -> None:
    """One line that names the input, its value, what is allowed and why."""
    ask, words = REJECTED[question]
    with pytest.raises(ValueError) as caught:
        ask()
    message = str(caught.value)
    assert words in message
    assert "\n" not in message


# ---- the module itself ----


def test_measures_are_frozen_and_travel_between_processes() -> None:
    measures = theory.erlang_a(0.11, 180.0, 20, 60.0)
    with pytest.raises(AttributeError):
        measures.asa = 0.0  # type: ignore[misc]
    copy = pickle.loads(pickle.dumps(measures))
    assert copy == measures
    assert copy.sl_offered(20.0) == measures.sl_offered(20.0)


def test_importing_the_formulas_loads_no_numeric_library() -> None:
    words = "import sys, sim.theory; print(*sorted(m for m in sys.modules if '.' not in m))"
    root = Path(theory.__file__).parents[1]
    out = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, cwd=root)
    assert not {"numpy", "scipy", "pandas", "numba"} & set(out.stdout.split())
