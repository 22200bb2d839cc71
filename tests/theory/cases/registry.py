"""Which known answers are simulated and at what expense, and which cannot be yet.

Some are stored with the exact values that others computed (`data/`), some have their exact solution beside them in
a module of this folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.theory.cases import (
    calling_back,
    chatting,
    days,
    doors,
    interrupting,
    joining,
    lines,
    networks,
    orbit,
    polyvalent,
    precedence,
    published,
    returning,
    sites,
    skills,
    trunks,
)
from tests.theory.cases.figures import Case, Family

DATA = Path(__file__).parents[1] / "data"


def stored(name: str) -> dict[str, Case]:
    """The cases of a data file by their id."""
    return {case["id"]: case for case in json.loads((DATA / name).read_text(encoding="utf-8"))["cases"]}


EXACT = stored("exact.json")
PUBLISHED = stored("published.json")

CUT_SHORT = "retrial_n12_always"
"""Stored with an orbit cut off at 160, up to 5 % wrong for it; computed anew without the cut."""

SOLVED_HERE = (
    interrupting, joining, returning, chatting, networks, calling_back, precedence, doors, sites, polyvalent,
    trunks,
)  # fmt: skip
COMPUTED: dict[str, Case] = {name: case for module in SOLVED_HERE for name, case in module.CASES.items()}
"""Cases whose exact values are computed here."""

NOT_YET: dict[str, str] = {}
"""Cases that a scenario file has no words for, and why."""

CASES: dict[str, Case] = {name: case for name, case in (EXACT | PUBLISHED | COMPUTED).items() if name not in NOT_YET}
_FAMILIES: dict[str, Family] = {
    name: family
    for module in (lines, skills, days, published, *SOLVED_HERE)
    for name, family in module.FAMILIES.items()
}


def family_of(case: Case) -> Family:
    """Published cases are families of their own."""
    return _FAMILIES[case.get("family", case["id"])]


# ---- what is stored --------------------------------------------------------------------------

NO_FIGURE = re.compile(r"(.*\.)?(truncation_mass|n_states|root|interval|start|length|agents|staffed_time|at_times_s)")
"""Stored beside the figures: inputs repeated, and marks of how they were computed. The staffed time knows no
chance; it has a test of its own."""


def stored_figures(case: Case) -> dict[str, float]:
    """Every stored figure of an exact case by its place, e.g. "by_type[0].asa"."""
    return {place: value for place, value in _leaves("", case["expected"]) if not _no_figure(place)}


def exact_figures(case: Case) -> dict[str, float]:
    """What the figures of a case should be."""
    solve = family_of(case).solve
    if solve:
        return solve(case)
    if "family" not in case:
        return published.computed(case)
    if case["id"] == CUT_SHORT:
        return orbit.figures(case, orbit=700)
    found = stored_figures(case)
    if "wait_p90" in found:
        found["wait_p90"] = 0.9  # read as the share of waits below the stored quantile
    return found


def _no_figure(place: str) -> bool:
    return NO_FIGURE.fullmatch(re.sub(r"\[\d+\]$", "", place)) is not None


def _leaves(place: str, value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(f"{place}.{key}" if place else key, one)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _leaves(f"{place}[{number}]", one)
    else:
        yield place, float(value)


def name_of(place: str) -> str:
    """The name of a figure without its place: "asa" for "by_type[0].asa"."""
    return re.sub(r"\[\d+\]$", "", place).rpartition(".")[2]


def slack(case: Case) -> float:
    """By how much an exact figure may be rounded: the single queue is stored in per cent with two decimals."""
    return 0.005 if case["id"] == "cc_singlequeue" else 0.0


# ---- how much is simulated -------------------------------------------------------------------


class Effort(NamedTuple):
    """Contacts to count, and the standard error that they must buy."""

    millions: float
    demand: float = 0.005
    """Standard error, as a share of the value."""
    replications: int = 60


PROBABILITIES = (
    "p_", "sl", "service_level", "occupancy", "utilisation", "talking", "agent_active", "served_share",
    "fresh_served", "dist_agent_load", "corr_", "wait_p90",
)  # fmt: skip
SECOND_MOMENTS = ("var_", "cov_")


def error_allowed(place: str, exact: float, demand: float) -> float:
    """So much of the value, or 0.002 of a probability; of a variance twice as much: as much of its root."""
    name = name_of(place)
    if name.startswith(SECOND_MOMENTS):
        return 2.0 * demand * abs(exact)
    if name.startswith(PROBABILITIES):
        per_cent = 100.0 if "percent" in name else 1.0
        return max(demand * abs(exact), 0.002 * per_cent)
    return demand * abs(exact)


WIDE = 0.02
QUICK = {
    "erlang_b_n5_a3": Effort(1.0),
    "erlang_b_n10_a8": Effort(1.0),
    "erlang_b_n30_a25": Effort(1.0),
    "erlang_b_n100_a90": Effort(1.0),
    "erlang_b_n12_a14.5": Effort(1.0),
    "erlang_c_n5_c60_aht240": Effort(1.6, WIDE),
    "erlang_c_n14_c200_aht180": Effort(2.4, WIDE),
    "erlang_c_n50_c2880_aht60": Effort(26.0, WIDE, replications=20),
    "erlang_c_n100_c1800_aht190": Effort(19.0, WIDE, replications=20),
    "erlang_c_n1_c12_aht240": Effort(1.0, WIDE),
    "erlang_a_n5_rho0.8_pat60": Effort(2.2),
    "erlang_a_n5_rho0.8_pat300": Effort(2.0),
    "erlang_a_n5_rho0.95_pat60": Effort(2.0),
    "erlang_a_n5_rho0.95_pat300": Effort(2.2),
    "erlang_a_n5_rho1.1_pat60": Effort(2.0),
    "erlang_a_n5_rho1.1_pat300": Effort(2.5),
    "erlang_a_n20_rho0.8_pat60": Effort(1.5, WIDE),
    "erlang_a_n20_rho0.8_pat300": Effort(1.5, WIDE),
    "erlang_a_n20_rho0.95_pat60": Effort(7.0),
    "erlang_a_n20_rho0.95_pat300": Effort(1.5, WIDE),
    "erlang_a_n20_rho1.1_pat60": Effort(4.0),
    "erlang_a_n20_rho1.1_pat300": Effort(4.5),
    "erlang_a_n60_rho0.8_pat60": Effort(7.0, WIDE),
    "erlang_a_n60_rho0.8_pat300": Effort(7.0, WIDE),
    "erlang_a_n60_rho0.95_pat60": Effort(2.0, WIDE),
    "erlang_a_n60_rho0.95_pat300": Effort(2.0, WIDE),
    "erlang_a_n60_rho1.1_pat60": Effort(6.5),
    "erlang_a_n60_rho1.1_pat300": Effort(1.5, WIDE),
    "erlang_a_n200_rho0.8_pat60": Effort(5.0, 0.2),
    "erlang_a_n200_rho0.8_pat300": Effort(6.0, 0.2),
    "erlang_a_n200_rho0.95_pat60": Effort(5.0, WIDE),
    "erlang_a_n200_rho0.95_pat300": Effort(9.0, WIDE),
    "erlang_a_n200_rho1.1_pat60": Effort(1.6, WIDE),
    "erlang_a_n200_rho1.1_pat300": Effort(5.0, WIDE),
    "mmn_g_det": Effort(6.0),
    "mmn_g_weibull0.7": Effort(7.0),
    "mmn_g_weibull2": Effort(4.5),
    "mmn_g_lognormal_cv1": Effort(3.2),
    "mmn_g_balk10_exp": Effort(9.0),
    "mg1_det": Effort(1.5, WIDE),
    "mg1_erlang4": Effort(0.8, WIDE),
    "mg1_lognormal_cv1.5": Effort(9.0, WIDE),
    "dmn_n6": Effort(2.0, WIDE),
    "prio_np_mg1_2exp": Effort(1.5, WIDE),
    "prio_np_mg1_exp_fast_slow": Effort(1.5, WIDE),
    "prio_np_mmn_n8_k2": Effort(2.0, WIDE),
    "prio_np_mmn_n20_k3": Effort(4.5, WIDE),
    "skill_v_prio_ab": Effort(6.0),
    "skill_n1": Effort(1.5, WIDE),
    "skill_n2": Effort(5.0),
    "skill_n3_slow_generalist": Effort(4.0),
    "blend_np_patient_mail": Effort(2.5, WIDE),
    "overflow_loss_6_3": Effort(1.0),
    "fifo_two_types_n15": Effort(4.2),
    "mmnk_n10_q20": Effort(4.5),
    "mt_g_inf_exp": Effort(5.5, 0.03),
    "mt_g_inf_det": Effort(2.6),
    "transient_halfhours": Effort(5.0, WIDE),
    "transient_overload_hour": Effort(10.0, 0.045),
    "retrial_n5": Effort(3.6),
    "retrial_n12_always": Effort(16.0, 0.03),
    "feedback_n10": Effort(9.5, WIDE),
    "feedback_n6": Effort(8.0, WIDE),
    "chat_ps_n2k3": Effort(3.6),
    "chat_ps_n4k2": Effort(4.6),
    "chat_ps_n3k4_patient": Effort(8.5, 0.03),
    "wrapup_n9": Effort(2.8),
    "sites_split_2": Effort(1.5, WIDE),
    "v_two_paces": Effort(2.0, WIDE),
    "v_second_first": Effort(2.0, WIDE),
    "n_slower_generalists": Effort(2.5, WIDE),
    "n_quick_generalists": Effort(2.5, WIDE),
    "n_reserve_1": Effort(2.5, WIDE),
    "n_reserve_2": Effort(2.5, WIDE),
    "w_overflow_to_generalists": Effort(2.5, WIDE),
    "outage_of_a_partner": Effort(4.0, WIDE),
    "evening_to_the_partner": Effort(4.0, WIDE),
    "counts_gamma_poisson_a20": Effort(3.5, 0.01, replications=1650),
    "cc_mmc": Effort(3.0, WIDE),
    "cc_mmc_abandon": Effort(3.0, WIDE),
    "cc_mmc_clear": Effort(5.0, 0.1),
    "cc_singlequeue": Effort(5.0, WIDE),
    "palm_erlang_a_table": Effort(3.0, WIDE),
    "prio_pr_mmn_n6": Effort(1.0, WIDE),
    "blend_preempt_n4": Effort(1.0, WIDE),
    "blend_preempt_n6_impatient": Effort(2.5, 0.05),
    "mmnk_n12_q5": Effort(6.5),
    "mmnk_n30_q10": Effort(2.8),
    "retrial_n4_blocked": Effort(3.2),
    "wrapup_n6_lines8": Effort(1.2),
    "restart_n1": Effort(1.6, 0.015),
    "resuming_n1": Effort(2.0, 0.015),
    "interrupt_three_n3": Effort(3.0, 0.01),
    "balk_steps_n5": Effort(1.3),
    "balk_steps_n8_impatient": Effort(1.1),
    "balk_wait_n6": Effort(1.2),
    "announced_n4": Effort(1.8),
    "announced_n15_overload": Effort(2.2),
    "lines_10_shared": Effort(2.4),
    "mmn_g_quantiles": Effort(1.4),
    "mmn_g_uniform": Effort(1.8),
    "mmn_g_balk10_by_words": Effort(1.8, 0.01),
    "redial_later_n2": Effort(2.2),
    "redial_later_places_n2": Effort(2.4),
    "redial_elsewhere_n5": Effort(1.4),
    "redial_busy_capped_n3": Effort(1.6),
    "redial_hasty_capped_n3": Effort(1.5),
    "repeats_two_sites": Effort(3.0, WIDE),
    "voicebot_n6": Effort(1.3),
    "chase_n4": Effort(3.2, 0.01),
    "chase_withdraws_n4": Effort(1.9),
    "chat_fill_2_n3": Effort(1.5, 0.01),
    "chat_fill_3_n3": Effort(2.0, 0.015),
    "chat_together_7_n3": Effort(2.6),
    "chat_broken_off_n2k3": Effort(1.3, 0.01),
    "chat_broken_off_n3k2_fill": Effort(1.4, 0.01),
    "messages_n6": Effort(3.5, WIDE, replications=20),
    "messages_expiring_n4": Effort(1.5, WIDE),
    "messages_fixed_n5": Effort(2.0, WIDE),
    "messages_kept_n1": Effort(1.0, WIDE),
    "transfer_cold_patient": Effort(1.8, WIDE),
    "transfer_cold_impatient_back": Effort(2.4, 0.015),
    "transfer_split_patient": Effort(1.2, 0.03),
    "transfer_warm_2_1": Effort(2.4),
    "transfer_warm_impatient_3_1": Effort(1.5),
    "call_back_n7": Effort(2.4, WIDE),
    "call_back_above_n7": Effort(3.0, WIDE),
    "call_back_last_n7": Effort(2.2, WIDE),
    "call_back_n6_impatient": Effort(2.4),
    "call_back_once_n5": Effort(5.0),
    "call_back_again_n5": Effort(2.2),
    "head_start_n8": Effort(2.0, WIDE),
    "urgent_n4": Effort(2.0, WIDE),
    "due_n1": Effort(1.0, WIDE),
    "costs_n1": Effort(1.0, WIDE),
    "vip_n6": Effort(4.0, WIDE),
    "weights_n1": Effort(6.0),
    "weights_n5_three": Effort(5.5, 0.01),
    "cc_mmc_blocked": Effort(3.0, WIDE),
    "cc_callcc": Effort(4.0),
    "cc_telethon": Effort(3.0),
    "cc_simplemsk": Effort(6.0),
    "cc_bilingual": Effort(7.3),
}
"""What the daily suite spends on a case; two millions where nothing is said."""

STRICT = {
    "erlang_c_n5_c60_aht240": Effort(18.0, replications=100),
    "erlang_c_n14_c200_aht180": Effort(44.0, replications=100),
    "erlang_c_n50_c2880_aht60": Effort(380.0, replications=100),
    "erlang_c_n100_c1800_aht190": Effort(320.0, replications=100),
    "erlang_c_n1_c12_aht240": Effort(8.0, replications=100),
    "erlang_a_n20_rho0.8_pat60": Effort(12.0, replications=100),
    "erlang_a_n20_rho0.8_pat300": Effort(20.0, replications=100),
    "erlang_a_n20_rho0.95_pat300": Effort(12.0, replications=100),
    "erlang_a_n60_rho0.8_pat60": Effort(105.0, replications=100),
    "erlang_a_n60_rho0.8_pat300": Effort(115.0, replications=100),
    "erlang_a_n60_rho0.95_pat60": Effort(22.0, replications=100),
    "erlang_a_n60_rho0.95_pat300": Effort(29.0, replications=100),
    "erlang_a_n60_rho1.1_pat300": Effort(15.0, replications=100),
    "erlang_a_n200_rho0.8_pat60": Effort(45.0, 0.05, replications=100),
    "erlang_a_n200_rho0.8_pat300": Effort(95.0, 0.05, replications=100),
    "erlang_a_n200_rho0.95_pat60": Effort(75.0, replications=100),
    "erlang_a_n200_rho0.95_pat300": Effort(120.0, replications=100),
    "erlang_a_n200_rho1.1_pat60": Effort(12.0, replications=100),
    "erlang_a_n200_rho1.1_pat300": Effort(40.0, replications=100),
    "mg1_det": Effort(12.0, replications=100),
    "mg1_erlang4": Effort(8.0, replications=100),
    "mg1_lognormal_cv1.5": Effort(190.0, replications=200),
    "dmn_n6": Effort(17.0, replications=100),
    "prio_np_mg1_2exp": Effort(14.0, replications=100),
    "prio_np_mg1_exp_fast_slow": Effort(16.0, replications=100),
    "prio_np_mmn_n8_k2": Effort(34.0, replications=100),
    "prio_np_mmn_n20_k3": Effort(90.0, replications=100),
    "skill_n1": Effort(13.0, replications=100),
    "blend_np_patient_mail": Effort(24.0, replications=100),
    "mt_g_inf_exp": Effort(190.0, replications=200),
    "transient_halfhours": Effort(65.0, replications=200),
    "transient_overload_hour": Effort(125.0, 0.0125, replications=200),
    "retrial_n12_always": Effort(200.0, 0.0075, replications=300),
    "feedback_n10": Effort(115.0, replications=100),
    "feedback_n6": Effort(78.0, replications=100),
    "prio_pr_mmn_n6": Effort(7.0, replications=100),
    "blend_preempt_n4": Effort(12.0, replications=100),
    "blend_preempt_n6_impatient": Effort(65.0, replications=100),
    "chat_ps_n3k4_patient": Effort(210.0, replications=200),
    "sites_split_2": Effort(12.0, replications=100),
    "counts_gamma_poisson_a20": Effort(14.0, replications=6600),
}
"""What the slow suite spends on the cases for which 0.5 % costs too much every day.

Not all can have it. In two of them waits are so rare (a mean of 0.005 s) that 0.5 % would take 10^9 contacts:
there it is 5 %. Where everybody redials the floor forgets in days what happened, and of a day from empty the
line at one instant is a few callers: there it is about 1 % for the worst of the figures.
"""
