"""What customers of each type do, as numbers."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Any

import numpy as np

from sim.model import arrays, layout
from sim.plan.demand import opening_of
from sim.plan.distributions import Laws
from sim.plan.grid import Grid
from sim.plan.queues import Queue
from sim.scenario import units
from sim.scenario.distributions import Law
from sim.scenario.nouns.customers import Announcement, CallBack, Chase, Return, Turns
from sim.scenario.scenario import CHANNELS, DEFERRED, TARGETS, Centre, Contact
from sim.scenario.units import Week

NEVER = Law("never", math.inf)
NOTHING = Law("deterministic", 0.0)
NO_CALL_BACK = CallBack(above="0 s", accept=0.0)
UNLIMITED = 2**31


class Calendars:
    """Opening hours, each written once."""

    def __init__(self) -> None:
        self.weeks: list[Week] = []

    def number(self, week: Week) -> int:
        """Index of these hours."""
        if week not in self.weeks:
            self.weeks.append(week)
        return self.weeks.index(week)


class CustomerTables:
    """The tables of the customers' side; each is filled type by type."""

    def __init__(self, grid: Grid, queues: list[Queue], laws: Laws, calendars: Calendars) -> None:
        self.grid, self.queues, self.laws, self.calendars = grid, queues, laws, calendars
        self.centre = grid.centre
        self.names = list(self.centre.contacts)
        self.backs: list[tuple[float, float, int, int, int, float, bool]] = []
        self.changes: list[tuple[float, int]] = []
        self.handed_on: dict[tuple[tuple[int, float], ...], int] = {}
        self.steps: list[tuple[float, float]] = []
        self.factors: list[np.ndarray] = []
        self.types = np.zeros(len(self.names), layout.TYPE)
        for row, (name, contact) in zip(self.types, self.centre.contacts.items(), strict=True):
            self._fill(row, self._row(name, contact))

    def _fill(self, row: np.void, values: dict[str, Any]) -> None:
        for key, value in values.items():
            row[key] = value
        missing = set(layout.TYPE.names or ()) - set(values)
        assert not missing, f"columns without a value: {missing}"

    def _row(self, name: str, contact: Contact) -> dict[str, Any]:
        mine = [i for i, queue in enumerate(self.queues) if queue.type == name and not queue.call_back]
        target = contact.target or TARGETS[contact.channel]
        pick_up = self.centre.routing.pick_up
        rings = contact.channel == "call" and pick_up != NOTHING
        longer = contact.by_wait.per_minute if contact.by_wait and contact.by_wait.at_most else 0.0
        return {
            "channel": CHANNELS.index(contact.channel),
            "calendar": self.calendars.number(opening_of(self.centre, contact)),
            "patience": self.laws.number(contact.patience),
            "pick_up": self.laws.number(pick_up) if rings else -1,
            "at_close": contact.at_close == "leave",
            "outside": contact.outside_hours == "next_opening",
            "target_s": target.within_s,
            "clock_target": contact.target_hours == "clock",
            "short_s": contact.short_abandon,
            "first_queue": mine[0],
            "queues": len(mine),
            "turn_patience": self._law(contact.turn_patience if contact.channel == "chat" else NEVER),
            **self._self_service(contact),
            **self._waiting(contact),
            **self._call_back(contact.call_back),
            **self._priority(contact),
            **self._interruptions(name, contact),
            **self._turns(contact.turns),
            **self._chase(contact.chase),
            **self._returns(contact),
            "by_hour": bool(contact.by_hour.handling or contact.by_hour.patience or longer),
            "handling_by": self._by_hour(contact.by_hour.handling),
            "patience_by": self._by_hour(contact.by_hour.patience),
            "longer": longer / 60.0,
            "longest": contact.by_wait.at_most if contact.by_wait else 0.0,
        }

    def _law(self, law: Law) -> int:
        """Index of the law, -1 for never."""
        return -1 if law == NEVER else self.laws.number(law)

    def _by_hour(self, factors: dict[str, float]) -> int:
        """Row of the factors, -1 where there are none."""
        if not factors:
            return -1
        self.factors.append(self.grid.by_hour(factors))
        return len(self.factors) - 1

    def _self_service(self, contact: Contact) -> dict[str, Any]:
        front = contact.self_service
        if front is None:
            return {"front_takes": -1, "contains": 0.0, "escape": -1}
        escape = self._back(front.wrongly, 1.0 + front.harder)
        return {"front_takes": self.laws.number(front.takes), "contains": front.contains, "escape": escape}

    def _waiting(self, contact: Contact) -> dict[str, Any]:
        announcement = contact.announcement or Announcement()
        balking, first = contact.balking, len(self.steps)
        by_wait = False
        if balking is not None:
            by_wait = bool(balking.wait)
            steps = {units.duration(at): share for at, share in balking.wait.items()}
            steps |= {float(at): share for at, share in balking.queue.items()}
            if balking.share is not None:
                steps[0.0] = balking.share
            self.steps += sorted(steps.items())
        wanted = contact.announcement or balking or contact.call_back
        method = arrays.BY_LAST if announcement.by == "last" else arrays.BY_QUEUE
        rules, has_lines = self.centre.channels.get(contact.channel), self._has_lines(contact)
        early = has_lines and contact.self_service is not None and rules is not None and rules.lines_from == "arrival"
        return {
            "limited": contact.places is not None or has_lines,
            "trunk_early": early,
            "places": contact.places if contact.places is not None else -1,
            "predicts": method if wanted else arrays.NOT_AT_ALL,
            "balk_first": first,
            "balk_many": len(self.steps) - first,
            "balk_by_wait": by_wait,
            "leave_longer": announcement.leave_if_longer,
            "patience_factor": announcement.patience,
        }

    def _has_lines(self, contact: Contact) -> bool:
        """Whether the lines of the channel are counted."""
        return bool(trunk_limits(self.centre)[CHANNELS.index(contact.channel)] >= 0)

    def _call_back(self, offer: CallBack | None) -> dict[str, Any]:
        how = offer or NO_CALL_BACK
        return {
            "offer_above": how.above if offer else math.inf,
            "accepts": how.accept,
            "promise": how.promise,
            "urgent_before": how.urgent,
            "keep_place": how.keep_place,
            "reached": how.reached,
            "dialling": self.laws.number(how.dialling) if offer else -1,
            "tries": how.attempts,
            "again_after": self.laws.number(how.again_after) if offer else -1,
        }

    def _priority(self, contact: Contact) -> dict[str, Any]:
        priority, by_due_date = contact.priority, contact.order == "due-date"
        return {
            "favoured": by_due_date or priority.head_start > 0.0 or priority.vip is not None,
            "weight": priority.weight,
            "head_start": priority.head_start,
            "vip_share": priority.vip.share if priority.vip else 0.0,
            "vip_head_start": priority.vip.head_start if priority.vip else 0.0,
            "urgent_after": priority.urgent_after if priority.urgent_after is not None else math.inf,
            "due_order": by_due_date,
        }

    def _interruptions(self, name: str, contact: Contact) -> dict[str, Any]:
        return {
            "interrupts": any(name in other.interrupted_by for other in self.centre.contacts.values()),
            "soft": bool(contact.interrupted_by) and contact.channel != "chat",
            "restart": contact.resume == "restart",
            "resuming": contact.resuming,
        }

    def _turns(self, turns: Turns | None) -> dict[str, Any]:
        return {
            "turns": turns.mean if turns else 1.0,
            "fixed_turns": turns is None or turns.law == "fixed",
            "gap": self.laws.number(turns.gap) if turns else -1,
            "expires": turns.expires if turns else math.inf,
            "kept": turns is not None and turns.kept_by == "agent",
        }

    def _chase(self, chase: Chase | None) -> dict[str, Any]:
        return {
            "chase_after": self.laws.number(chase.after) if chase else -1,
            "chase_share": chase.share if chase else 0.0,
            "chase_kind": self.names.index(chase.becomes) if chase else -1,
            "chase_withdraws": chase is not None and chase.withdraws,
        }

    def _returns(self, contact: Contact) -> dict[str, Any]:
        returns = contact.returns
        retry = self._back(returns.abandoned)
        return {
            "retry": retry,
            "busy": self._back(returns.busy) if returns.busy else retry,
            "repeat": self._back(returns.unresolved),
            "most_attempts": returns.most_attempts or UNLIMITED,
        }

    def _back(self, back: Return | None, harder: float = 1.0) -> int:
        """Index of a row of `layout.BACK`, -1 where nobody comes back."""
        if back is None:
            return -1
        first, reached = len(self.changes), 0.0
        for name, share in back.becomes.items():
            reached += share
            self.changes.append((reached if reached < 1.0 - 1e-12 else 1.0, self.names.index(name)))
        later = back.share if back.later is None else back.later
        many = len(self.changes) - first
        self.backs.append((back.share, later, self.laws.number(back.after), first, many, harder, back.as_before))
        return len(self.backs) - 1

    def second_level(self, targets: dict[str, float]) -> int:
        """By what number `returning.type_of_second_level` knows these types: one, or several with their shares."""
        some = {self.names.index(name): share for name, share in targets.items() if share > 0.0}
        if len(some) == 1:
            return next(iter(some))
        key = tuple(some.items())
        if key not in self.handed_on:
            self.handed_on[key] = -1 - len(self.changes)
            ends = list(accumulate(some.values()))
            self.changes += zip([*ends[:-1], 1.0], some, strict=True)  # nobody is lost to rounding
        return self.handed_on[key]

    def tables(self) -> dict[str, Any]:
        """The tables of the plan by name; where there are no rows, one that nobody reads."""
        return {
            "type": self.types,
            "back": np.array(self.backs or [(0.0, 0.0, 0, 0, 0, 1.0, False)], layout.BACK),
            "factor": np.array(self.factors or [np.ones(1)]),
            "change": np.array(self.changes or [(0.0, 0)], layout.CHANGE),
            "step": np.array(self.steps or [(0.0, 0.0)], layout.STEP),
            "interrupts": interruptions(self.centre),
            "trunks": trunk_limits(self.centre),
        }


def interruptions(centre: Centre) -> np.ndarray:
    """[T, T] 1 where an arriving type (first) makes an agent put the other aside."""
    names = list(centre.contacts)
    found = np.zeros((len(names), len(names)), np.int64)
    for other, contact in enumerate(centre.contacts.values()):
        for name in contact.interrupted_by:
            found[names.index(name), other] = 1
    return found


def trunk_limits(centre: Centre) -> np.ndarray:
    """[channels] lines, -1 without limit."""
    rules = [centre.channels.get(channel) for channel in CHANNELS]
    limits = [rule.lines if rule is not None and rule.lines is not None else -1 for rule in rules]
    return np.array([-1 if name in DEFERRED else lines for name, lines in zip(CHANNELS, limits, strict=True)])


def open_slots(grid: Grid, calendars: Calendars) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[C, W] 1 where open; [C, W] opened seconds of the day before each slot; [C, 7 + days] opened seconds before
    each day, counted from the Monday of the first week, and from seven days before it on.

    The days before the run are of their plain weekday: contacts may have come then.
    """
    is_open = np.array([grid.mask(week) for week in calendars.weeks], np.int64)
    by_kind = is_open.reshape(len(is_open), grid.kinds, grid.slots) * float(grid.slot)
    before = np.cumsum(by_kind, axis=2) - by_kind
    kinds = np.concatenate([np.arange(7), np.arange(grid.weekday), grid.day_kinds()])
    a_day = np.take(by_kind.sum(axis=2), kinds, axis=1)  # rows one after the other: the core knows no other order
    before_day = np.cumsum(a_day, axis=1) - a_day
    return is_open, before.reshape(is_open.shape), before_day - before_day[:, 7:8]
