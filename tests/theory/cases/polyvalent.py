"""Specialists and polyvalent agents, solved exactly: V, N and W models with a pace for each pair of type and group.

V: one group, two types. N: specialists of one type, and a group that can do both. W: specialists of each, and
generalists to whom both overflow. Types give up; each pair of type and group has its own mean. Some groups keep agents
in reserve: they take a type only while more agents than so many are free.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.theory.cases import chains
from tests.theory.cases.figures import Case, Family, made
from tests.theory.cases.floors import HOUR
from tests.theory.cases.skills import of_skills, skill_based

State = tuple[int, ...]

# ---- what it should be -----------------------------------------------------------------------


class Floor:
    """The chain of (numbers in line by type, numbers in hand by pair of type and group)."""

    def __init__(self, case: Case) -> None:
        i = case["inputs"]
        self.agents: list[int] = i["agents_by_group"]
        self.types, self.groups = len(i["calls_per_hour_by_type"]), len(self.agents)
        self.arrives = [rate / HOUR for rate in i["calls_per_hour_by_type"]]
        self.quits = [1.0 / mean for mean in i["patience_mean_s_by_type"]]
        self.aht = i["aht_s_by_type_and_group"]
        self.route, self.pull = i["route_groups_in_order_by_type"], i["pull_types_in_order_by_group"]
        none = [[0] * self.groups for _ in range(self.types)]
        self.reserve: list[list[int]] = i.get("reserve_by_type_and_group", none)
        self.room = i["room"]

    def hands(self, state: State, kind: int, group: int) -> int:
        """How many of the group hold a contact of this type."""
        return state[self.types + kind * self.groups + group]

    def free(self, state: State, group: int) -> int:
        """How many of the group hold nothing."""
        return self.agents[group] - sum(self.hands(state, kind, group) for kind in range(self.types))

    def takes(self, state: State, kind: int, group: int) -> bool:
        """Whether the group may take one more of the type."""
        return self.free(state, group) > self.reserve[kind][group]

    def who(self, state: State, kind: int) -> int | None:
        """The group that takes an arrival at once."""
        return next((group for group in self.route[kind] if self.takes(state, kind, group)), None)

    def changed(self, state: State, line: int | None = None, by: int = 0, pair: Any = None, hands: int = 0) -> State:
        """The state with so many more in a line, and so many more in the hands of a pair."""
        after = list(state)
        if line is not None:
            after[line] += by
        if pair is not None:
            after[self.types + pair[0] * self.groups + pair[1]] += hands
        return tuple(after)

    def moves(self, state: State) -> Iterator[tuple[float, State]]:
        """Arrivals, those who give up, ends of conversations."""
        for kind in range(self.types):
            group = self.who(state, kind)
            if group is not None:
                yield self.arrives[kind], self.changed(state, pair=(kind, group), hands=1)
            elif state[kind] < self.room:
                yield self.arrives[kind], self.changed(state, line=kind, by=1)
            if state[kind]:
                yield state[kind] * self.quits[kind], self.changed(state, line=kind, by=-1)
            for group in self.route[kind]:
                if held := self.hands(state, kind, group):
                    yield held / self.aht[kind][group], self.freed(state, kind, group)

    def freed(self, state: State, kind: int, group: int) -> State:
        """A conversation ends, and the group takes the first type in its order that waits and that it may take."""
        after = self.changed(state, pair=(kind, group), hands=-1)
        for other in self.pull[group]:
            if after[other] and self.takes(after, other, group):
                return self.changed(after, line=other, by=-1, pair=(other, group), hands=1)
        return after


def solved(case: Case) -> dict[str, float]:
    """The usual figures by type and group."""
    floor = Floor(case)
    empty = (0,) * (floor.types * (1 + floor.groups))
    chain = chains.solved(empty, floor.moves)
    found: dict[str, float] = {}
    for kind in range(floor.types):
        rate = floor.arrives[kind]
        line = chain.mean(lambda state, kind=kind: state[kind])
        here = {
            "p_wait": chain.chance(lambda state, kind=kind: floor.who(state, kind) is None),
            "p_abandon": line * floor.quits[kind] / rate,
            "mean_wait_all": line / rate,
        }
        for group in floor.route[kind]:
            held = chain.mean(lambda state, kind=kind, group=group: floor.hands(state, kind, group))
            here[f"served_share_by_group[{group}]"] = held / floor.aht[kind][group] / rate
        found |= {f"by_type[{kind}].{name}": value for name, value in here.items()}
    for group, agents in enumerate(floor.agents):
        busy = agents - chain.mean(lambda state, group=group: floor.free(state, group))
        found[f"by_group[{group}].occupancy"] = busy / agents if agents else 0.0
    return found


# ---- the cases -------------------------------------------------------------------------------

ONE_GROUP = {"route_groups_in_order_by_type": [[0], [0]], "sl_threshold_s": 20}
N_SHAPE = {
    "route_groups_in_order_by_type": [[0, 1], [1]], "pull_types_in_order_by_group": [[0], [1, 0]], "sl_threshold_s": 20,
}  # fmt: skip
W_SHAPE = {
    "route_groups_in_order_by_type": [[0, 2], [1, 2]], "pull_types_in_order_by_group": [[0], [1], [0, 1]],
    "sl_threshold_s": 20,
}  # fmt: skip

CASES = made(
    "polyvalent",
    v_two_paces=ONE_GROUP | {
        "calls_per_hour_by_type": [60, 45], "patience_mean_s_by_type": [120, 240], "agents_by_group": [7],
        "aht_s_by_type_and_group": [[180], [330]], "pull_types_in_order_by_group": [[0, 1]], "room": 40,
    },
    v_second_first=ONE_GROUP | {
        "calls_per_hour_by_type": [90, 30], "patience_mean_s_by_type": [90, 60], "agents_by_group": [5],
        "aht_s_by_type_and_group": [[150], [240]], "pull_types_in_order_by_group": [[1, 0]], "room": 40,
    },
    n_slower_generalists=N_SHAPE | {
        "calls_per_hour_by_type": [80, 30], "patience_mean_s_by_type": [90, 150], "agents_by_group": [4, 4],
        "aht_s_by_type_and_group": [[200, 260], [None, 300]], "room": 25,
    },
    n_quick_generalists=N_SHAPE | {
        "calls_per_hour_by_type": [60, 60], "patience_mean_s_by_type": [180, 60], "agents_by_group": [3, 5],
        "aht_s_by_type_and_group": [[240, 180], [None, 240]], "room": 25,
    },
    w_overflow_to_generalists=W_SHAPE | {
        "calls_per_hour_by_type": [60, 50], "patience_mean_s_by_type": [90, 120], "agents_by_group": [3, 3, 2],
        "aht_s_by_type_and_group": [[200, None, 250], [None, 220, 280]], "room": 18,
    },
    n_reserve_1=N_SHAPE | {
        "calls_per_hour_by_type": [80, 30], "patience_mean_s_by_type": [90, 150], "agents_by_group": [4, 4],
        "aht_s_by_type_and_group": [[200, 260], [None, 300]], "room": 25, "reserve_by_type_and_group": [[0, 1], [0, 0]],
    },
    n_reserve_2=N_SHAPE | {
        "calls_per_hour_by_type": [60, 60], "patience_mean_s_by_type": [180, 60], "agents_by_group": [3, 5],
        "aht_s_by_type_and_group": [[240, 180], [None, 240]], "room": 25, "reserve_by_type_and_group": [[0, 2], [0, 0]],
    },
)  # fmt: skip
FAMILIES = {"polyvalent": Family(skill_based, of_skills, solved)}
