"""Several types, several groups, several sites: priorities, skills, overflow, blending, shares."""

from __future__ import annotations

from tests.theory.cases import figures
from tests.theory.cases.figures import Case, Family, Figures, warm_up, warm_up_of_patient
from tests.theory.cases.floors import Runs, Setup, Words, contact, law, per_cent, queues_of

# ---- how a case is written -------------------------------------------------------------------


def priorities(case: Case) -> Setup:
    """Classes that wait for ever; a free agent takes the first class first."""
    i = case["inputs"]
    if "classes" in i:
        rates = [one["calls_per_hour"] for one in i["classes"]]
        talks = [one["service"]["mean"] for one in i["classes"]]
    else:
        rates = i["calls_per_hour_by_class"]
        talks = [i["aht_s"]] * len(rates)
    contacts = {f"class{k}": contact(rate, talk) for k, (rate, talk) in enumerate(zip(rates, talks, strict=True))}
    skills = {name: {"contact_rank": k} for k, name in enumerate(contacts, 1)}
    words = {"contacts": contacts, "groups": {"all": {"agents": i["agents"], "skills": skills}}}
    mean = sum(rate * talk for rate, talk in zip(rates, talks, strict=True)) / sum(rates)
    return Setup(words, sum(rates), warm_up_of_patient(i["agents"], sum(rates), mean))


def skill_based(case: Case) -> Setup:
    """Each type asks its groups in order, each group looks at its types in order."""
    i = case["inputs"]
    flows = zip(i["calls_per_hour_by_type"], i["patience_mean_s_by_type"], strict=True)
    mail = case["family"] == "blending_nonpreemptive"
    contacts = {}
    for number, (rate, patience) in enumerate(flows):
        norm = next(aht for aht in i["aht_s_by_type_and_group"][number] if aht is not None)
        channel = "email" if mail and number == 1 else "call"
        contacts[f"type{number}"] = contact(rate, norm, patience, i["sl_threshold_s"], channel=channel)
    groups = {
        f"group{number}": {"agents": agents, "skills": skills_of(case, number)}
        for number, agents in enumerate(i["agents_by_group"])
    }
    longest = [aht for row in i["aht_s_by_type_and_group"] for aht in row]
    long = warm_up(*longest, *i["patience_mean_s_by_type"])
    return Setup({"contacts": contacts, "groups": groups}, sum(i["calls_per_hour_by_type"]), long)


def skills_of(case: Case, group: int) -> Words:
    """The skills of a group, each with its own handling time and its two ranks."""
    i = case["inputs"]
    skills = {}
    kept = i.get("reserve_by_type_and_group")
    for rank, number in enumerate(i["pull_types_in_order_by_group"][group], 1):
        skills[f"type{number}"] = {
            "contact_rank": rank,
            "agent_rank": 1 + i["route_groups_in_order_by_type"][number].index(group),
            "handling": {"talk": law(i["aht_s_by_type_and_group"][number][group])},
            "reserve": kept[number][group] if kept else 0,
        }
    return skills


def overflow(case: Case) -> Setup:
    """Group A, then group B, else lost."""
    i = case["inputs"]
    calls = contact(i["calls_per_hour"], i["aht_s"], {"law": "zero"})
    groups = {
        f"group{number}": {"agents": agents, "skills": {"calls": {"agent_rank": 1 + number}}}
        for number, agents in enumerate(i["agents_by_group"])
    }
    return Setup({"contacts": {"calls": calls}, "groups": groups}, i["calls_per_hour"], warm_up(i["aht_s"]))


def two_sites(case: Case) -> Setup:
    """Each call goes to a site at random; site 0 is in-house, site 1 a partner."""
    i = case["inputs"]
    calls = contact(i["calls_per_hour"], i["aht_s_by_site"][0], i["patience_mean_s"], i["sl_threshold_s"])
    groups = {
        f"at_{site}": {
            "site": site,
            "agents": agents,
            "skills": {"calls": {"handling": {"talk": law(aht)}}},
        }
        for site, agents, aht in zip(SITES, i["agents_by_site"], i["aht_s_by_site"], strict=True)
    }
    sites = {SITES[1]: {"share": {"calls": per_cent(i["shares"][1])}}}
    long = warm_up(*i["aht_s_by_site"], i["patience_mean_s"])
    return Setup({"contacts": {"calls": calls}, "groups": groups, "sites": sites}, i["calls_per_hour"], long)


SITES = ("in-house", "partner")


# ---- what is read off ------------------------------------------------------------------------


def of_priorities(case: Case, runs: Runs) -> Figures:
    """Each class, and the agents."""
    found: Figures = {"occupancy": runs.occupancy()}
    for number, name in enumerate(runs.planned.types):
        queues = queues_of(runs.planned, [name])
        found |= figures.under(f"by_class[{number}]", figures.of_contacts(runs, queues))
    return found


def of_skills(case: Case, runs: Runs) -> Figures:
    """Each type, with the share of its contacts that each group answers, and each group."""
    found: Figures = {}
    groups = range(len(runs.planned.groups))
    for number, name in enumerate(runs.planned.types):
        (queue,) = queues_of(runs.planned, [name])
        settled = runs.flow("offered", [queue]) - runs.flow("waiting_end", [queue])
        share = "served_share_by_group"
        shares = {f"{share}[{group}]": runs.served("answered", queue, group) / settled for group in groups}
        found |= figures.under(f"by_type[{number}]", figures.of_contacts(runs, [queue]) | shares)
    return found | {f"by_group[{group}].occupancy": runs.occupancy([group]) for group in groups}


def of_overflow(case: Case, runs: Runs) -> Figures:
    """Overflow from A: what A does not answer, lost calls included."""
    answered_by_a = runs.served("answered", 0, 0) / runs.flow("offered")
    return {
        "p_overflow_from_A": -answered_by_a + 1.0,
        "p_block": figures.of_contacts(runs)["p_abandon"],
        "occupancy_A": runs.occupancy([0]),
        "occupancy_B": runs.occupancy([1]),
    }


def of_sites(case: Case, runs: Runs) -> Figures:
    """Each site by its own queue and group; `lq` counts the waiting of that queue alone."""
    found = figures.under("total", figures.of_contacts(runs))
    for number, site in enumerate(SITES):
        queues = queues_of(runs.planned, ["calls"], site)
        at_site = figures.of_contacts(runs, queues) | {"occupancy": runs.occupancy([number])}
        found |= figures.under(f"by_site[{number}]", at_site)
    return found


FAMILIES = {
    "priority_nonpreemptive": Family(priorities, of_priorities),
    "skill_V": Family(skill_based, of_skills),
    "skill_N": Family(skill_based, of_skills),
    "blending_nonpreemptive": Family(skill_based, of_skills),
    "overflow": Family(overflow, of_overflow),
    "percent_allocation": Family(two_sites, of_sites),
}
