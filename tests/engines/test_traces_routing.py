"""Tiny stories of the router, worked by hand: doors that open after a while, overflow, agents kept free, scores.

How a story is told and read is in `stories`. Every policy of `sim.scenario.policies` that is a score or a door has one
here.
"""

from __future__ import annotations

from typing import Any

from tests.stories import STAYS, everybody, lines, once, told, told_in_full


def two_groups(contacts: dict, *, first: dict | None = None, second: dict | None = None, **more: Any) -> dict:
    """One agent each, who can do everything; the first group is asked first. `more` is said of all skills of the
    second."""
    return {
        "first": {"agents": 1, "skills": {name: {"agent_rank": 1} for name in contacts}, **(first or {})},
        "second": {"agents": 1, "skills": {name: {"agent_rank": 2, **more} for name in contacts}, **(second or {})},
    }


# ---- delays ---------------------------------------------------------------------------------------------------


def test_a_second_group_after_a_while(tell):
    """Nobody but the first group may take a call that has waited less than two minutes."""
    contacts = {"a": once("00:00", 10), "b": once("00:01", 5), "c": once("00:02", 1), "d": once("00:09", 1)}
    story = tell(contacts, two_groups(contacts, after="2 min"))
    assert told(story) == lines("""
        0 a 1 - answered 0 0 0 10 0
        1 b 1 - answered 1 1 3  8 0
        2 c 1 - answered 1 2 8  9 0
        3 d 1 - answered 0 9 10 11 0
    """)


def test_the_first_group_may_be_quicker(tell):
    """Whoever waits for the second group is taken by the first one if it comes free before."""
    contacts = {"a": once("00:00", 2), "b": once("00:01", 5)}
    story = tell(contacts, two_groups(contacts, after="2 min"))
    assert told(story) == lines("""
        0 a 1 - answered 0 0 0 2 0
        1 b 1 - answered 0 1 2 7 0
    """)


def test_patience_ends_before_a_door_opens(tell):
    """In the very second at which a second group may take it, the customer has gone."""
    contacts = {
        "a": once("00:00", 10),
        "b": once("00:01", 5, patience="2 min"),
        "c": once("00:01", 5, patience="121 s"),
    }
    story = tell(contacts, two_groups(contacts, after="2 min"))
    assert told(story) == lines("""
        0 a 1 - answered  0 0 0 10 0
        1 b 1 - abandoned - 1 - 3  -
        2 c 1 - answered  1 1 3 8  0
    """)


def test_the_door_is_for_those_who_have_waited(tell):
    """A freed agent of the second group passes by whoever has not waited long enough, also of a better rank."""
    contacts = {
        "a": once("00:00", 20),
        "b": once("00:00", 4, **STAYS),
        "late": once("00:03", 1),
        "mail": once("00:01", 2, "email"),
    }
    groups = two_groups(contacts)
    groups["second"]["skills"]["late"]["after"] = "4 min"
    story = tell(contacts, groups)
    assert told(story) == lines("""
        0 a    1 - answered 0 0 0 20 0
        1 b    1 - answered 1 0 0 4  0
        2 mail 1 - answered 1 1 4 6  0
        3 late 1 - answered 1 3 7 8  0
    """)


def test_a_pause_of_a_conversation_counts_anew(tell):
    """The wait for the second answer begins when the customer is back."""
    turns = {"mean": 2, "law": "fixed", "gap": "5 min"}
    contacts = {"chat": once("00:00", 2, "message", turns=turns), "busy": once("00:06", 20)}
    groups = two_groups(contacts, after="3 min")
    story = tell(contacts, groups)
    assert told_in_full(story) == lines("""
        0 chat request 1 - answered 1 0 0 0 12 4 0
        1 busy request 1 - answered 0 6 6 6 26 20 0
    """)


# ---- steps of skill -------------------------------------------------------------------------------------------


def test_skill_is_relaxed_in_steps(tell):
    """First experts, after one minute the trained, after three anybody."""
    levels = [{"level": 3}, {"level": 2, "after": "1 min"}, {"level": 0, "after": "3 min"}]
    contacts = {name: once(f"00:0{at}", 10, levels=levels) for at, name in enumerate("abcd")}
    groups = {
        name: {"agents": 1, "skills": {kind: {"level": level, "agent_rank": 1} for kind in contacts}}
        for name, level in (("anybody", 1), ("expert", 3), ("trained", 2))
    }
    story = tell(contacts, groups)
    assert told(story) == lines("""
        0 a 1 - answered 1 0 0 10 0
        1 b 1 - answered 2 1 2 12 0
        2 c 1 - answered 0 2 5 15 0
        3 d 1 - answered 1 3 10 20 0
    """)


def test_who_never_has_the_skill_takes_nothing(tell):
    """The level is wanted for good: the second call waits for the expert, although somebody else is free."""
    contacts = {name: once(f"00:0{at}", 10, levels=[{"level": 2}]) for at, name in enumerate("ab")}
    groups = two_groups(contacts, level=2)
    assert told(tell(contacts, groups)) == lines("""
        0 a 1 - answered 1 0 0  10 0
        1 b 1 - answered 1 1 10 20 0
    """)


# ---- overflow -------------------------------------------------------------------------------------------------


def every_minute(many: int, talk: float, channel: str = "call", begin: int = 0, **more: Any) -> dict:
    """A type with so many customers, one a minute from this minute on."""
    hours = f"00:{begin:02d}-00:{begin + many:02d}"
    volume = {"every": "1 min", "hours": {"mon": hours}}
    return {"channel": channel, "volume": volume, "handling": {"talk": f"{talk} min"}, **more}


def test_overflow_by_the_queue(tell):
    """The second group helps while more than one waits; it takes who has waited longest, not who came last."""
    contacts = {"calls": every_minute(4, 4)}
    story = tell(contacts, two_groups(contacts, when={"queue_above": 1}))
    assert told(story) == lines("""
        0 calls 1 - answered 0 0 0 4  0
        1 calls 1 - answered 1 1 2 6  0
        2 calls 1 - answered 0 2 4 8  0
        3 calls 1 - answered 0 3 8 12 0
    """)


def test_overflow_by_the_oldest_wait(tell):
    """The second group helps as soon as the first in line has waited two minutes; the next one counts anew."""
    contacts = {"calls": every_minute(4, 10)}
    story = tell(contacts, two_groups(contacts, when={"oldest_wait_above": "2 min"}, second={"agents": 2}))
    assert told(story) == lines("""
        0 calls 1 - answered 0 0 0  10 0
        1 calls 1 - answered 1 1 3  13 0
        2 calls 1 - answered 2 2 4  14 0
        3 calls 1 - answered 0 3 10 20 0
    """)


def test_overflow_by_the_predicted_wait(tell):
    """One agent always answers, in 4 minutes on average: of two in line the second waits 8 minutes."""
    contacts = {"calls": every_minute(4, 4)}
    story = tell(contacts, two_groups(contacts, when={"predicted_wait_above": "8 min"}, second={"agents": 9}))
    assert told(story) == lines("""
        0 calls 1 - answered 0 0 0 4  0
        1 calls 1 - answered 1 1 2 6  0
        2 calls 1 - answered 2 2 3 7  0
        3 calls 1 - answered 0 3 4 8  0
    """)


def test_the_predicted_wait_is_that_of_the_newcomer(tell):
    """Two agents, 4 minutes: the first in line is told 2 minutes and the second 4. A limit of 2 min is passed by the
    first, 3 min by the second (and then the first is taken), 5 min by nobody here."""
    contacts = {"calls": every_minute(4, 10) | {"handling": {"talk": "4 min"}}}

    def helped(limit: str) -> list[tuple[float, float]]:
        groups = two_groups(contacts, first={"agents": 2}, second={"agents": 9}, when={"predicted_wait_above": limit})
        log = tell(contacts, groups).log
        return [(row["arrived"] / 60, row["answered"] / 60) for row in log if row["agent"] >= 2]

    assert helped("2 min") == [(2, 2), (3, 3)]
    assert helped("3 min") == [(2, 3)]
    assert helped("5 min") == []


def test_overflow_after_a_while(tell):
    """A delay and a limit: both must be passed."""
    contacts = {"calls": every_minute(3, 10)}
    story = tell(contacts, two_groups(contacts, when={"queue_above": 1}, after="3 min"))
    assert told(story) == lines("""
        0 calls 1 - answered 0 0 0  10 0
        1 calls 1 - answered 1 1 4  14 0
        2 calls 1 - answered 0 2 10 20 0
    """)


def test_other_sites_help_after_a_while(tell):
    """Each site takes its own share first; after 90 seconds the other one may."""
    contacts = {"calls": every_minute(3, 10), "local": every_minute(1, 1, begin=12)}
    skills = {name: {} for name in contacts}
    groups = {
        "here": {"agents": 2, "skills": skills},
        "there": {"agents": 1, "site": "lille", "skills": skills},
    }
    sites = {"lille": {"share": {"calls": "100 %"}}}
    story = tell(contacts, groups, sites=sites, routing={"sites": {"others_after": "90 s"}})
    assert told(story) == lines("""
        0 calls@lille 1 - answered 2  0  0   10   0
        1 calls@lille 1 - answered 0  1  2.5 12.5 0
        2 calls@lille 1 - answered 1  2  3.5 13.5 0
        3 local       1 - answered 2 12 12   13   0
    """)


# ---- agents kept free -----------------------------------------------------------------------------------------


def test_agents_kept_free_for_calls(tell):
    """E-mails are written only while more than one agent is free."""
    contacts = {
        "mail": every_minute(3, 3, "email"),
        "call": once("00:01", 6, **STAYS),
        "call 2": once("00:02", 9, **STAYS),
    }
    groups = everybody(contacts, 2)
    groups["all"]["skills"]["mail"]["reserve"] = 1
    assert told(tell(contacts, groups)) == lines("""
        0 mail   1 - answered 0 0  0  3  0
        1 mail   1 - answered 0 1  12 15 0
        2 call   1 - answered 1 1  1  7  0
        3 mail   1 - answered 0 2  15 18 0
        4 call 2 1 - answered 0 2  3  12 0
    """)


# ---- a preferred agent ----------------------------------------------------------------------------------------


def returning(talk: float, **more: Any) -> dict:
    """Who is not helped the first time comes back after 5 minutes."""
    returns = {"unresolved": {"share": "100 %", "after": "5 min"}, "most_attempts": 2}
    return once("00:00", talk, returns=returns, **more)


def test_the_same_adviser_again(tell):
    """Whoever comes back is answered by the adviser of the first time, though another has been free for longer."""
    contacts = {"again": returning(2, preferred_agent="3 min")}
    groups = everybody(contacts, 2)
    groups["all"]["skills"]["again"]["resolves"] = "0 %"
    assert told(tell(contacts, groups)) == lines("""
        0 again 1 - answered 0 0 0 2 0
        1 again 2 0 answered 0 7 7 9 0
    """)


def test_the_same_adviser_is_waited_for(tell):
    """Busy, the adviser is waited for; after three minutes anybody takes the customer."""
    contacts = {"again": returning(2, preferred_agent="3 min"), "x": once("00:03", 1), "y": once("00:06", 9)}
    groups = everybody(contacts, 2)
    groups["all"]["skills"]["again"]["resolves"] = "0 %"
    assert told(tell(contacts, groups)) == lines("""
        0 again 1 - answered 0 0 0  2  0
        1 x     1 - answered 1 3 3  4  0
        2 y     1 - answered 0 6 6  15 0
        3 again 2 0 answered 1 7 10 12 0
    """)


def test_the_adviser_who_has_gone_home_is_not_waited_for(tell):
    """Nobody waits for somebody off duty, and a wait ends when the adviser leaves."""
    contacts = {"again": returning(2, preferred_agent="30 min"), "y": once("00:06", 4)}
    skills = {"again": {"resolves": "0 %"}, "y": {}}
    groups = {
        "early": {"schedule": "early.csv", "skills": skills},
        "late": {"agents": 1, "skills": {name: {**skill, "agent_rank": 9} for name, skill in skills.items()}},
    }
    early = "from,all\n00:00,1\n00:08,0\n00:16,0"
    assert told(tell(contacts, groups, tables={"early": early})) == lines("""
        0 again 1 - answered 0 0 0 2  0
        1 y     1 - answered 0 6 6 10 0
        2 again 2 0 answered 1 7 8 10 0
    """)


# ---- scores among agents --------------------------------------------------------------------------------------


def agents_of(run: Any) -> list[int]:
    """Who answered, contact by contact."""
    return run.log["agent"].tolist()


def test_round_robin(tell):
    """The next by number after the last one who got a contact of this line, whoever has been free longest."""
    contacts = {"calls": every_minute(6, 1.5), "other": once("00:10", 1)}
    # 0 takes the first; 1 the second while 0 talks; 2 the third; then 0 again, and so on; the other line begins anew
    story = tell(contacts, everybody(contacts, 3), routing={"agent": "round-robin"})
    assert agents_of(story) == [0, 1, 2, 0, 1, 2, 0]
    busy = {"long": once("00:00", 9), "calls": every_minute(4, 0.5, begin=1)}
    story = tell(busy, everybody(busy, 3), routing={"agent": "round-robin"})
    assert agents_of(story) == [0, 1, 2, 1, 2]


def test_fewest_contacts(tell):
    """Who has taken fewer contacts goes first, though free for a shorter time; among equals the longest idle."""
    contacts = {"a": once("00:00", 1), "b": once("00:00", 6), "c": once("00:02", 2), "d": once("00:07", 1)}
    # a: 0, b: 1, c: 0 again; at 7 agent 0 has been free since 4 with two contacts, agent 1 since 6 with one
    story = tell(contacts, everybody(contacts, 2), routing={"agent": "fewest-contacts"})
    assert agents_of(story) == [0, 1, 0, 1]
    assert agents_of(tell(contacts, everybody(contacts, 2))) == [0, 1, 0, 0]


def test_the_one_who_has_been_idle_most(tell):
    """At minute 10 agent 0 was idle 7 of 10 minutes, agent 1 only 2 of 10, though free for longer just now."""
    contacts = {"a": once("00:00", 1), "b": once("00:00", 8), "c": once("00:07", 2), "d": once("00:10", 1)}
    story = tell(contacts, everybody(contacts, 2), routing={"agent": "idle-fair"})
    assert agents_of(story) == [0, 1, 0, 0]
    assert agents_of(tell(contacts, everybody(contacts, 2))) == [0, 1, 0, 1]


def by_pace(contacts: dict, *skills: dict) -> dict:
    """One agent a group, each with these words for every skill, all of one rank."""
    return {
        f"g{number}": {"agents": 1, "skills": {name: {"agent_rank": 1, **skill} for name in contacts}}
        for number, skill in enumerate(skills)
    }


def test_the_fastest_group(tell):
    """Of the free groups the one with the shortest handling time."""
    contacts = {"calls": every_minute(3, 10)}
    groups = by_pace(contacts, {}, {"slower": "-20 %"}, {"slower": "50 %"})
    assert agents_of(tell(contacts, groups, routing={"agent": "fastest"})) == [1, 0, 2]


def test_the_group_that_resolves_most(tell):
    """Resolved an hour: 6 × 90 % = 5.4; 7.5 × 60 % = 4.5; 5 × 100 % = 5."""
    contacts = {"calls": every_minute(3, 10)}
    groups = by_pace(contacts, {"resolves": "90 %"}, {"slower": "-20 %", "resolves": "60 %"}, {"slower": "20 %"})
    assert agents_of(tell(contacts, groups, routing={"agent": "resolves-fastest"})) == [0, 2, 1]


def test_points_of_agents(tell):
    """100 points from the start, or one for each second free: the balance tips after 100 seconds."""
    contacts = {"a": once("00:00", 1), "b": once("00:01", 1), "c": once("00:03", 1)}
    groups = by_pace(contacts, {"affine": {"base": 100}}, {"affine": {"per_idle": 1}})
    # a: 100 against 0; b at minute 1: 100 against 60; c at minute 3: 100 against 180
    assert agents_of(tell(contacts, groups, routing={"agent": "affine"})) == [0, 0, 1]


# ---- scores among contacts ------------------------------------------------------------------------------------


def order_of(run: Any) -> str:
    """The first letters of the types in the order in which they were answered."""
    rows = sorted(run.log, key=lambda row: row["answered"])
    return "".join(run.planned.types[row["type"]][0] for row in rows)


def test_longest_queue(tell):
    """At minute 5 two a and three b wait, at 6 two each, and so on; among equals the longest waiting."""
    contacts = {"x": once("00:00", 5), "a": every_minute(2, 1), "b": every_minute(3, 1, begin=1)}
    assert order_of(tell(contacts, everybody(contacts))) == "xaabbb"
    assert order_of(tell(contacts, everybody(contacts), routing={"contact": "longest-queue"})) == "xbabab"


def test_queue_ratio(tell):
    """b should be a quarter of all who wait; the line that is further above its share goes first."""
    contacts = {
        "x": once("00:00", 5),
        "a": every_minute(4, 1, queue_share="75 %"),
        "b": every_minute(2, 1, begin=1, queue_share="25 %"),
    }
    # excess of a, b: (4, 2): -0.5, 0.5; (4, 1): 0.25, -0.25; (3, 1): 0, 0 (a waits longer); (2, 1): -0.25, 0.25
    story = tell(contacts, everybody(contacts), routing={"contact": "queue-ratio"})
    assert order_of(story) == "xbaabaa"


def test_cost_times_speed(tell):
    """A minute of work saves a: 10 / 2 = 5 an hour, b: 12 / 3 = 4, c: 0.9 / 0.25 = 3.6."""
    contacts = {
        "x": once("00:00", 5),
        "b": once("00:01", 3, waiting_cost={"per_hour": 12}),
        "a": once("00:02", 2, waiting_cost={"per_hour": 10}),
        "c": once("00:03", 0.25, waiting_cost={"per_hour": 0.9}),
    }
    assert order_of(tell(contacts, everybody(contacts), routing={"contact": "cmu"})) == "xabc"


def test_who_will_not_stay_costs_little(tell):
    """b: 4 × 20 min of patience, a: 5 × 15 min."""
    contacts = {
        "x": once("00:00", 5),
        "b": once("00:02", 3, waiting_cost={"per_hour": 12}, patience="20 min"),
        "a": once("00:01", 2, waiting_cost={"per_hour": 10}, patience="15 min"),
    }
    assert order_of(tell(contacts, everybody(contacts), routing={"contact": "cmu-theta"})) == "xba"
    assert order_of(tell(contacts, everybody(contacts), routing={"contact": "cmu"})) == "xab"


def test_a_cost_that_grows(tell):
    """Per minute of work 2 × cost × wait: at minute 5 a: 2 × 3 × 4 = 24, b: 2 × 10 × 1 = 20; at 6 b: 2 × 10 × 2 = 40
    and c: 2 × 4 × 2 = 16."""
    contacts = {
        "x": once("00:00", 5),
        "a": once("00:01", 1, waiting_cost={"per_hour": 3, "power": 2}),
        "b": once("00:04", 1, waiting_cost={"per_hour": 10, "power": 2}),
        "c": once("00:04", 1, waiting_cost={"per_hour": 4, "power": 2}),
    }
    assert order_of(tell(contacts, everybody(contacts), routing={"contact": "generalised-cmu"})) == "xabc"
    for contact in contacts.values():
        contact.get("waiting_cost", {}).pop("power", None)
    assert order_of(tell(contacts, everybody(contacts), routing={"contact": "cmu"})) == "xbca"


def test_the_shortest_and_the_most_resolved(tell):
    """c lasts 1, b 2, a 4 minutes; an hour resolves 60 × 10 % = 6 of c, 30 × 30 % = 9 of b, 15 × 100 % of a."""
    contacts = {"x": once("00:00", 5), "a": once("00:03", 4), "b": once("00:02", 2), "c": once("00:01", 1)}
    groups = everybody(contacts)
    for name, resolves in (("b", "30 %"), ("c", "10 %")):
        groups["all"]["skills"][name]["resolves"] = resolves
    assert order_of(tell(contacts, groups, routing={"contact": "fastest"})) == "xcba"
    assert order_of(tell(contacts, groups, routing={"contact": "resolves-fastest"})) == "xabc"


def test_points_of_contacts(tell):
    """At minute 5 a has 60 points and b 240 s × 0.5 = 120; at minute 6 c has -100 + 60 s × 3 = 80 and a 60."""
    contacts = {"x": once("00:00", 5), "a": once("00:03", 1), "b": once("00:01", 1), "c": once("00:05", 1)}
    groups = everybody(contacts)
    points = {"a": {"base": 60}, "b": {"per_wait": 0.5}, "c": {"base": -100, "per_wait": 3}}
    for name, affine in points.items():
        groups["all"]["skills"][name]["affine"] = affine
    assert order_of(tell(contacts, groups, routing={"contact": "affine"})) == "xbca"


def test_the_type_furthest_below_its_target(tell):
    """b was answered late, a in time: b goes first though a waits longer. After four minutes that is forgotten."""

    def now_and_after(minutes: int) -> dict:
        volume = {"every": f"{minutes} min", "hours": {"mon": f"00:00-00:{minutes + 1:02d}"}}
        return {"channel": "call", "volume": volume, "handling": {"talk": "1 min"}, "target": "80 % in 30 s"}

    contacts = {"a": now_and_after(4), "b": now_and_after(5), "x": once("00:03", 3)}
    for window, order in (("10 min", "abxba"), ("4 min", "abxab")):
        routing = {"contact": "service-level", "window": window}
        assert order_of(tell(contacts, everybody(contacts), routing=routing)) == order


# ---- rules of state -------------------------------------------------------------------------------------------


def test_a_long_queue_changes_the_ranks(tell):
    """Calls before e-mails, but while more than two e-mails wait they go first."""
    contacts = {
        "x": once("00:00", 5),
        "calls": every_minute(2, 1, begin=1),
        "mail": every_minute(3, 1, "email", begin=1),
    }
    rules = [{"when": {"queue_above": {"mail": 2}}, "contact_ranks": {"all": {"mail": 1, "calls": 2}}}]
    assert order_of(tell(contacts, everybody(contacts))) == "xccmmm"
    assert order_of(tell(contacts, everybody(contacts), routing={"rules": rules})) == "xmccmm"


def test_a_type_is_left_alone_while_few_are_free(tell):
    """No task while fewer than two are free: also one that waits beside a free agent."""
    contacts = {"tasks": every_minute(2, 3, "task"), "call": once("00:02", 7)}
    rules = [{"when": {"free_agents_below": {"all": 2}}, "contact_ranks": {"all": {"tasks": "never"}}}]
    assert told(tell(contacts, everybody(contacts, 2), routing={"rules": rules})) == lines("""
        0 tasks 1 - answered 0 0 0 3  0
        1 tasks 1 - answered 1 1 9 12 0
        2 call  1 - answered 1 2 2 9  0
    """)


def test_a_busy_group_is_spared(tell):
    """From two fifths busy on the other group is asked first."""
    contacts = {"calls": every_minute(3, 10)}
    groups = two_groups(contacts, first={"agents": 2})
    ranks = {"calls": {"second": 1, "first": 2}}
    rules = [{"when": {"busy_share_above": {"first": "40 %"}}, "agent_ranks": ranks}]
    assert agents_of(tell(contacts, groups, routing={"rules": rules})) == [0, 2, 1]
    assert agents_of(tell(contacts, groups)) == [0, 1, 2]


def test_the_first_rule_that_holds_decides(tell):
    """The second group takes no calls, unless one has waited for three minutes; the engines look at that instant."""
    contacts = {"calls": every_minute(3, 10)}
    rules = [
        {"when": {"oldest_wait_above": {"calls": "3 min"}}, "contact_ranks": {"second": {"calls": 1}}},
        {"when": {"free_agents_below": {"second": 99}}, "contact_ranks": {"second": {"calls": "never"}}},
    ]
    assert told(tell(contacts, two_groups(contacts), routing={"rules": rules})) == lines("""
        0 calls 1 - answered 0 0 0  10 0
        1 calls 1 - answered 1 1 4  14 0
        2 calls 1 - answered 0 2 10 20 0
    """)


def test_a_bad_service_level_stops_the_mail(tell):
    """One of three calls was in time: no mail. What is forgotten in between is noticed at the next event."""
    contacts = {
        "calls": every_minute(3, 3, target="80 % in 20 s"),
        "mail": once("00:00", 1, "email"),
        "z": once("00:13", 1),
    }
    rules = [{"when": {"service_level_below": {"calls": "50 %"}}, "contact_ranks": {"all": {"mail": "never"}}}]
    routing = {"rules": rules, "window": "6 min"}
    assert told(tell(contacts, everybody(contacts), routing=routing)) == lines("""
        0 calls 1 - answered 0 0  0  3  0
        1 mail  1 - answered 0 0  14 15 0
        2 calls 1 - answered 0 1  3  6  0
        3 calls 1 - answered 0 2  6  9  0
        4 z     1 - answered 0 13 13 14 0
    """)
