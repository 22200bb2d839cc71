"""Work put aside for something more urgent, and taken up again where it stopped."""

from __future__ import annotations

import numpy as np

from sim.compiling import Compiled
from tests.theory.cases import figures
from tests.theory.cases.estimates import Estimate
from tests.theory.cases.figures import Case, Family, Figures, warm_up, warm_up_of_patient
from tests.theory.cases.floors import Runs, Setup, contact, lanes_of

# ---- how a case is written -------------------------------------------------------------------


def priorities(case: Case) -> Setup:
    """Two classes; agents put the second one aside for the first."""
    i = case["inputs"]
    first, second = i["calls_per_hour_by_class"]
    contacts = {
        "class1": contact(first, i["aht_s"]),
        "class2": contact(second, i["aht_s"], channel="task", interrupted_by=["class1"]),
    }
    words = {"contacts": contacts, "groups": {"all": {"agents": i["agents"], "skills": {"class1": {}, "class2": {}}}}}
    long = warm_up_of_patient(i["agents"], first + second, i["aht_s"])
    return Setup(words, first + second, long, digest=digest_of_presence)


def blending(case: Case) -> Setup:
    """Calls before e-mails, and in their midst."""
    i = case["inputs"]
    contacts = {
        "call": contact(i["calls_per_hour"], i["call_aht_s"], i["call_patience_mean_s"]),
        "email": contact(i["emails_per_hour"], i["email_aht_s"], channel="email", interrupted_by=["call"]),
    }
    words = {"contacts": contacts, "groups": {"all": {"agents": i["agents"], "skills": {"call": {}, "email": {}}}}}
    long = warm_up(i["email_aht_s"]) / (1.0 - case["expected"]["occupancy"]) ** 2
    return Setup(words, i["calls_per_hour"] + i["emails_per_hour"], long, digest=digest_of_presence)


# ---- what is read off ------------------------------------------------------------------------


def digest_of_presence(compiled: Compiled, log: np.ndarray) -> dict[str, float]:
    """By type: seconds that contacts were in the system, from coming to the end of their handling."""
    plan = compiled.plan
    ended = np.where(np.isnan(log["ended"]), plan.horizon, log["ended"])
    present = np.maximum(ended, plan.warm_up) - np.maximum(log["arrived"], plan.warm_up)
    return {f"present_{name}": float(present[log["type"] == t].sum()) for t, name in enumerate(compiled.types)}


def number_of(runs: Runs, name: str) -> Estimate:
    """The mean number in the system."""
    return runs.log(f"present_{name}") / runs.counted_s


def sojourn_of(runs: Runs, name: str) -> Estimate:
    """The mean time from coming to the end of the handling, by Little's law."""
    arrivals = runs.flow("attempts", lanes_of(runs.compiled, [name]))
    return runs.log(f"present_{name}") / arrivals


def of_priorities(case: Case, runs: Runs) -> Figures:
    """Each class."""
    return {f"by_class[{k}].mean_sojourn": sojourn_of(runs, f"class{k + 1}") for k in range(2)}


def of_blending(case: Case, runs: Runs) -> Figures:
    """The usual figures of calls, the presence of e-mails."""
    calls, mails = (lanes_of(runs.compiled, [name]) for name in ("call", "email"))
    email = {
        "mean_sojourn": sojourn_of(runs, "email"),
        "mean_number": number_of(runs, "email"),
        "p_no_server_at_arrival": runs.flow("delayed", mails) / runs.flow("offered", mails),
    }
    found: Figures = {"occupancy": runs.occupancy()}
    return found | figures.under("call", figures.of_contacts(runs, calls)) | figures.under("email", email)


FAMILIES = {
    "priority_preemptive": Family(priorities, of_priorities),
    "blending_preemptive": Family(blending, of_blending),
}
