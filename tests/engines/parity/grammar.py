"""Scenarios at random, drawn from the whole grammar of the file.

A real floor is tidy; the engines must agree on untidy ones too: nobody on duty, doors that open for five
minutes, talks that all end in the very second everybody gives up. So each draw is a file as an analyst could
write it, small enough to run in a blink, and full of instants at which several things happen at once.

The one surprising decision: times are multiples of one *tick* of the scenario. In half of the scenarios nothing
else is drawn, so nearly every event collides with another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml
from hypothesis import strategies as st

from tests.engines.parity.money import ENDS, draw_money, draw_revenue
from tests.engines.parity.plain import MORE, leave_out
from tests.engines.parity.rosters import give_roster
from tests.engines.parity.routing_words import add_routing, is_some

Draw = Callable[[st.SearchStrategy[Any]], Any]
Words = dict[str, Any]

DAY = 86400
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES = ("sales", "claims", "été", "a b", "mail.box")
FLAVOURS = (
    "anything", "ties", "chats", "closing", "partners", "returns", "front", "writing", "levels", "people", "contracts",
    "routing", "rules", "plain", "nearly plain",
)  # fmt: skip
TICKS = (1, 5, 10, 15, 30, 60, 120, 300, 600, 900)
CLOSES = ("serve", "leave")
CHANNELS = {
    "anything": ("call", "call", "chat", "email", "task", "message"),
    "chats": ("call", "chat", "chat", "email"),
    "front": ("call", "call", "chat"),
    "writing": ("call", "email", "message", "message", "task"),
    "plain": ("call", "call", "email", "task"),
    "nearly plain": ("call", "call", "chat", "email", "message"),
}
"""Channels to draw from, by flavour."""
CLOCK_CHANGES = ("2024-03-30", "2024-03-31", "2024-10-27", "2024-03-09", "2024-11-03")
"""Days on which clocks change in Paris or New York, or the day before."""
ZONES = ("Africa/Dakar", "America/New_York", "Asia/Kathmandu", "Europe/Madrid", "Pacific/Kiritimati")
LANGUAGES = ("fr", "de", "en")
BATCHES = ("fixed", "geometric")
MOST_CONTACTS = 200
"""Customers of a scenario, returns not counted; about, for chance has its say."""


@dataclass(frozen=True)
class Case:
    """A scenario as files, and which replication of it to run."""

    text: str
    tables: dict[str, str]
    seed: int
    replication: int

    def __repr__(self) -> str:
        tables = "".join(f"\n--- {name}\n{table}" for name, table in self.tables.items())
        return f"seed {self.seed}, replication {self.replication}\n{self.text}{tables}"


class Frame(NamedTuple):
    """What every part of one scenario has to respect."""

    run_s: int
    tick_s: int
    step_s: int
    """Edges of opening hours and of table rows are multiples of this."""
    scripted: bool
    """No random durations: everything collides."""
    flavour: str
    start: str
    holidays: bool
    """Whether the run knows public holidays."""
    zoned: bool
    """Whether the run knows its time zone."""
    tables: dict[str, str]
    """CSV files, filled on the way."""
    orders: Words
    """Orders that bring contacts about, filled on the way."""


@st.composite
def cases(draw: Draw, flavour: str = "anything") -> Case:
    """A scenario file with its tables, a seed and a replication."""
    frame, calendar = _calendar(draw, flavour)
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, 4))]
    pick_up = (
        draw(_law(frame, 1, min(4, 1200 // frame.tick_s))) if frame.tick_s <= 900 and draw(st.booleans()) else "0 s"
    )
    contacts = {name: _contact(draw, frame, len(names)) for name in names}
    for name in names:
        if flavour == "contracts" and draw(st.booleans()):
            contacts[name] |= draw_revenue(draw)
        _link(draw, frame, name, contacts)
    sites, homes = _sites(draw, frame)
    groups = _groups(draw, frame, contacts, homes)
    _transfers(draw, frame, contacts, groups)
    _positions(draw, frame, contacts, sites)
    _shares(draw, frame, sites, groups, contacts)
    _languages(draw, contacts, groups, sites)
    _hubs(draw, sites, groups)
    routing = add_routing(draw, flavour, frame.tick_s, contacts, groups, sites) | {"pick_up": pick_up}
    words: Words = {
        "name": "drawn",
        "calendar": calendar,
        "channels": _channels(draw, contacts),
        "orders": frame.orders,
        "busyness": _busyness(draw, contacts),
        "contacts": contacts,
        "groups": groups,
        "sites": sites,
        "routing": routing,
        "study": {"warm_up": _warm_up(draw, frame)},
    }
    if flavour == "contracts":
        draw_money(draw, words)
    if flavour == "plain":
        leave_out(words, frame.run_s)
    if flavour == "nearly plain":
        leave_out(words, frame.run_s, draw(st.sampled_from(MORE)))
    text = yaml.safe_dump(words, sort_keys=False, allow_unicode=True, width=200)
    seed = draw(st.sampled_from((1, 2, 2**32 + 1, 2**63 - 1)))
    return Case(text, frame.tables, seed, draw(st.integers(0, 3)))


# ---- time ---------------------------------------------------------------------------------------------------


def _calendar(draw: Draw, flavour: str) -> tuple[Frame, Words]:
    whole_days = draw(st.booleans())
    if whole_days:
        days = draw(st.integers(1, 3))
        run_s, length = days * DAY, {"days": days}
    else:
        run_s = draw(st.sampled_from((30, 60, 90, 240, 450, 600, 1445, 2000))) * 60
        length = {"length": f"{run_s // 60} min"}
    step_s = draw(st.sampled_from((5, 15, 15, 30, 30, 60))) * 60
    busy = run_s / draw(st.sampled_from((400, 1200, 150)))
    tick_s = max(tick for tick in TICKS if tick <= max(busy, 1))
    scripted = flavour == "ties" or draw(st.booleans())
    start = draw(st.sampled_from(ENDS)) if flavour == "contracts" else f"2024-01-{draw(st.integers(1, 7)):02d}"
    known = draw(st.sampled_from(({}, {}, {"country": "FR"}, {"holidays": [start]}, {"holidays": ["2024-01-05"]})))
    zone = draw(st.sampled_from(({}, {"time_zone": "Europe/Paris"}))) if flavour == "partners" else {}
    if zone and draw(st.booleans()):
        start = draw(st.sampled_from(CLOCK_CHANGES))
    step_s = min(step_s, run_s // 4 // 60 * 60)
    zoned = bool(zone) or "country" in known
    frame = Frame(run_s, tick_s, step_s, scripted, flavour, start, bool(known), zoned, {}, {})
    widths = [w for w in (1, 5, 15, 30, 60, 240, 1440) if w * 60 <= run_s and run_s / (w * 60) <= 600]
    calendar = {
        "start": start,
        **length,
        **known,
        **zone,
        "opening": draw(_opening(frame)),
        "interval": f"{draw(st.sampled_from(widths))} min",
    }
    return frame, calendar


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


@st.composite
def _windows(draw: Draw, frame: Frame) -> str:
    """One to three windows of a day, where the run is; or closed."""
    edges_in_a_day = min(frame.run_s, DAY) // frame.step_s
    many = draw(st.sampled_from((1, 1, 1, 2, 3) if frame.flavour == "closing" else (0, 1, 1, 1, 2)))
    many = min(many, (edges_in_a_day + 1) // 2)
    inner = st.lists(st.integers(1, edges_in_a_day - 1), min_size=2 * many - 2, max_size=2 * many - 2, unique=True)
    begin, end = draw(st.sampled_from((0, 0, 1))), edges_in_a_day - draw(st.sampled_from((0, 0, 1)))
    edges = sorted({begin, end, *draw(inner)}) if many else []
    times = [_clock(edge * frame.step_s) for edge in edges]
    return ", ".join(f"{a}-{b}" for a, b in zip(times[::2], times[1::2], strict=False)) or "closed"


@st.composite
def _opening(draw: Draw, frame: Frame) -> Any:
    """Opening hours in every way the file knows; where shifts are drawn, they shall never be outside them."""
    if frame.flavour == "people":
        return "always"
    kind = draw(st.sampled_from(("windows", "days") if frame.flavour == "closing" else ("always", "windows", "days")))
    if kind == "always":
        return kind
    if kind == "windows":
        windows = draw(_windows(frame))
        return windows if windows != "closed" else {"mon-sun": "closed"}
    first = draw(st.integers(1, 6))
    days = [f"mon-{DAYS[first - 1]}", f"{DAYS[first]}-sun"]
    if frame.holidays and draw(st.booleans()):
        days.append("holidays")
    return {day: draw(st.one_of(_windows(frame), st.just("always"))) for day in days}


def _warm_up(draw: Draw, frame: Frame) -> str:
    return draw(st.sampled_from(("0 s", "0 s", f"{frame.run_s // 3} s", f"{frame.run_s // 120} min")))


# ---- laws ---------------------------------------------------------------------------------------------------


@st.composite
def _law(draw: Draw, frame: Frame, least: int, most: int) -> str:
    """A law with a mean of some ticks, few in a scenario of ties; deterministic where the scenario is scripted."""
    mean_s = draw(st.integers(least, max(least, min(most, 3 if frame.flavour == "ties" else most)))) * frame.tick_s
    kind = 0 if frame.scripted or mean_s == 0 else draw(st.integers(0, 9))
    shapes = ("50 %", "100 %", "250 %")
    return (
        f"{mean_s} s",
        f"exponential({mean_s} s)",
        f"weibull({mean_s} s, shape {draw(st.sampled_from((0.6, 1.2, 3)))})",
        f"lognormal({mean_s} s, cv {draw(st.sampled_from(shapes))})",
        f"gamma({mean_s} s, cv {draw(st.sampled_from(shapes))})",
        f"uniform(0 s, {2 * mean_s} s)",
        f"quantiles(0 s, {mean_s} s, {mean_s} s, {4 * mean_s} s)",
        f"triangular(0 s, {mean_s} s, {2 * mean_s} s)",
        f"mixture(30 % {mean_s} s, 45 % exponential({mean_s} s), 25 % uniform(0 s, {2 * mean_s} s))",
        f"empirical({_sample(frame, mean_s) if kind == 9 else ''})",
    )[kind]


def _sample(frame: Frame, mean_s: int) -> str:
    """A CSV of times with this mean."""
    name = f"times{mean_s}.csv"
    frame.tables[name] = f"seconds,weight\n0,1\n{mean_s},2\n{2 * mean_s},1\n"
    return name


def _chance(one_in: int) -> st.SearchStrategy[bool]:
    return st.integers(1, one_in).map(lambda k: k == one_in)


def _share() -> st.SearchStrategy[str]:
    return st.sampled_from(("60 %", "30 %", "100 %", "0 %"))


# ---- the customers' side --------------------------------------------------------------------------------------


def _contact(draw: Draw, frame: Frame, types: int) -> Words:
    channel = draw(st.sampled_from(CHANNELS.get(frame.flavour, CHANNELS["anything"])))
    returns = _returns(draw, frame)
    many = MOST_CONTACTS // types // (2 if returns else 1)
    words: Words = {
        "channel": channel,
        "volume": _volume(draw, frame, many),
        "handling": _handling(draw, frame),
        "patience": "never" if draw(_chance(3)) else draw(_law(frame, 0, 12)),
        "returns": returns,
        "outside_hours": draw(st.sampled_from(("blocked", "next_opening"))),
        "at_close": draw(st.sampled_from(("leave", "leave", "serve") if frame.flavour == "closing" else CLOSES)),
        "short_abandon": f"{draw(st.integers(0, 2)) * frame.tick_s} s",
        "unstaffed": "accept",
        "order": draw(st.sampled_from(("first-in", "first-in", "due-date"))),
        "target_hours": draw(st.sampled_from(("opened", "clock"))),
        "priority": _priority(draw, frame),
    }
    if channel in ("call", "chat"):
        words |= _before_the_line(draw, frame, channel)
        if words["patience"] == "never" and "announcement" in words:
            words["announcement"]["leave_if_longer"] = False
    if channel == "chat" and draw(_chance(2)):
        words["turn_patience"] = draw(_law(frame, 0, 6))
    if channel == "message":
        words["turns"] = _turns(draw, frame)
    if channel == "call" and draw(_chance(3)):
        words["call_back"] = _call_back(draw, frame)
    if draw(_chance(5)):
        words["backlog"] = {"contacts": draw(st.sampled_from((1, 3, 20))), "age": draw(_law(frame, 0, 9))}
    if draw(_chance(5)):
        words["by_hour"] = _hourly(draw, frame, words["patience"] != "never")
    if draw(_chance(5)):
        words["by_wait"] = {"per_minute": draw(st.sampled_from(("5 %", "50 %"))), "at_most": "80 %"}
    if draw(st.booleans()):
        words["target"] = f"{draw(st.sampled_from((80, 100)))} % in {draw(st.integers(0, 5)) * frame.tick_s} s"
    if draw(_chance(2 if frame.flavour == "closing" else 4)):
        words["opening"] = draw(_opening(frame))
    return words


def _hourly(draw: Draw, frame: Frame, patience: bool) -> Words:
    """Longer and shorter, more and less patient, by the hour or the day."""
    middle = _clock(min(frame.run_s, DAY) // 2 // 60 * 60)
    words: Words = {}
    for what in ("handling", "patience") if patience else ("handling",):
        when = draw(st.sampled_from((f"00:00-{middle}", f"mon-thu {middle}-24:00", "fri-sun", "else")))
        words[what] = {when: draw(st.sampled_from(("50 %", "200 %", "1000 %")))}
    return words


def _likely(frame: Frame, flavour: str) -> int:
    """One in how many scenarios has something that a flavour is about."""
    return 1 if frame.flavour == flavour else 4


def _before_the_line(draw: Draw, frame: Frame, channel: str) -> Words:
    """What a customer of a live channel meets: too few places, a wait that deters."""
    words: Words = {}
    one_in = 2 if frame.flavour == "front" else 5
    if draw(_chance(one_in)):
        words["places"] = draw(st.integers(0, 4))
    if draw(_chance(one_in)):
        kind = draw(st.sampled_from(("share", "queue", "wait")))
        shares = [draw(_share()), draw(_share())]
        steps = {f"{draw(st.integers(0, 3)) * frame.tick_s} s": shares[0], f"{5 * frame.tick_s} s": shares[1]}
        words["balking"] = {
            "share": {"share": shares[0]},
            "queue": {"queue": {0: shares[0], draw(st.integers(1, 4)): shares[1]}},
            "wait": {"wait": steps},
        }[kind]
    if draw(_chance(one_in)):
        words["announcement"] = {
            "by": draw(st.sampled_from(("queue", "last"))),
            "leave_if_longer": draw(st.booleans()),
            "patience": draw(st.sampled_from(("50 %", "100 %", "250 %"))),
        }
    return words


def _self_service(draw: Draw, frame: Frame, others: list[str]) -> Words:
    front: Words = {
        "kind": draw(st.sampled_from(("faq", "menu", "voicebot", "chatbot"))),
        "contains": draw(_share()),
        "takes": draw(_law(frame, 0, 4)),
        "harder": draw(st.sampled_from(("0 %", "50 %", "-20 %"))),
    }
    if draw(st.booleans()):
        front["wrongly"] = _return(draw, frame, others)
    return front


def _priority(draw: Draw, frame: Frame) -> Words:
    words: Words = {}
    if draw(_chance(5)):
        words["weight"] = draw(st.sampled_from((0.5, 2, 3)))
    if draw(_chance(5)):
        words["head_start"] = f"{draw(st.integers(0, 5)) * frame.tick_s} s"
    if draw(_chance(5)):
        words["urgent_after"] = f"{draw(st.integers(0, 9)) * frame.tick_s} s"
    if draw(_chance(4)):
        words["vip"] = {"share": draw(_share()), "head_start": f"{draw(st.integers(0, 9)) * frame.tick_s} s"}
    return words


def _call_back(draw: Draw, frame: Frame) -> Words:
    return {
        "above": f"{draw(st.integers(0, 6)) * frame.tick_s} s",
        "accept": draw(_share()),
        "promise": f"{draw(st.integers(1, 30)) * frame.tick_s} s",
        "urgent": f"{draw(st.integers(0, 10)) * frame.tick_s} s",
        "keep_place": draw(st.booleans()),
        "reached": draw(_share()),
        "dialling": draw(_law(frame, 1, 3)),
        "attempts": draw(st.integers(1, 3)),
        "again_after": draw(_law(frame, 1, 12)),
    }


def _turns(draw: Draw, frame: Frame) -> Words:
    return {
        "mean": draw(st.sampled_from((1, 1.5, 2, 3, 4))),
        "law": draw(st.sampled_from(("fixed", "geometric"))),
        "gap": draw(_law(frame, 1, 20)),
        "expires": f"{draw(st.integers(1, 40)) * frame.tick_s} s",
        "kept_by": draw(st.sampled_from(("pool", "agent"))),
    }


def _link(draw: Draw, frame: Frame, name: str, contacts: Words) -> None:
    """What ties a type to others: change of channel, interruptions, asking again elsewhere."""
    words, others = contacts[name], [other for other in contacts if other != name]
    returns = words["returns"]
    for reason in returns:
        if others and reason != "most_attempts" and draw(_chance(3)):
            returns[reason]["becomes"] = {draw(st.sampled_from(others)): draw(_share())}
    if draw(_chance(_likely(frame, "front"))):
        words["self_service"] = _self_service(draw, frame, others)
    if others and words["channel"] != "chat" and draw(_chance(2 if frame.flavour == "writing" else 5)):
        words["interrupted_by"] = sorted(draw(st.sets(st.sampled_from(others), min_size=1)))
        words["resume"] = draw(st.sampled_from(("resume", "restart")))
        words["resuming"] = f"{draw(st.integers(0, 2)) * frame.tick_s} s"
    if others and words["channel"] not in ("call", "chat") and draw(_chance(2 if frame.flavour == "writing" else 4)):
        words["chase"] = {
            "after": draw(_law(frame, 1, 15)),
            "share": draw(_share()),
            "becomes": draw(st.sampled_from(others)),
            "withdraws": draw(st.booleans()),
        }


def _transfers(draw: Draw, frame: Frame, contacts: Words, groups: Words) -> None:
    """Some groups hand contacts on to a type further down the list, so that nobody waits in a circle."""
    names = list(contacts)
    for group in groups.values():
        for name, skill in group["skills"].items():
            later = names[names.index(name) + 1 :]
            if later and draw(_chance(2 if frame.flavour == "levels" else 5)):
                to = draw(st.permutations(later))[: draw(st.integers(1, 2))]
                apart = all(not {name, one} <= set(other["skills"]) for one in to for other in groups.values())
                warm = apart and not any(_waits_for(groups, one, group) for one in to) and draw(st.booleans())
                split = to[0] if len(to) == 1 else {to[0]: "60 %", to[1]: "40 %"}
                skill["transfer"] = {"to": split, "share": draw(_share()), "kind": "warm" if warm else "cold"}
                if warm:
                    skill["transfer"]["handover"] = draw(_law(frame, 0, 3))


def _waits_for(groups: Words, to: str, group: Words) -> bool:
    """Whether somebody of the second level hands on warmly themselves, or is of the first."""
    second = [one for one in groups.values() if to in one["skills"]]
    warm = [s.get("transfer", {}).get("kind") == "warm" for one in second for s in one["skills"].values()]
    return any(warm) or any(one is group for one in second)


def _channels(draw: Draw, contacts: Words) -> Words:
    """Lines of the live channels, held in the self-service or not."""
    words: Words = {c: {"lines": draw(st.integers(1, 8))} for c in ("call", "chat") if draw(_chance(6))}
    for channel, rules in words.items():
        if any(one["channel"] == channel and "self_service" in one for one in contacts.values()):
            rules["lines_from"] = draw(st.sampled_from(("arrival", "arrival", "queue")))
    return words


def _handling(draw: Draw, frame: Frame) -> Words:
    return {"talk": draw(_law(frame, 0, 15)), "wrap_up": draw(st.one_of(st.just("0 s"), _law(frame, 0, 4)))}


def _volume(draw: Draw, frame: Frame, many: int) -> Words:
    """About `many` contacts at the most, in any of the ways the file knows; sometimes none at all."""
    kinds = ("every", "per_hour") if frame.scripted else ("every", "per_hour", "per_day", "per_week", "per_month")
    kind = draw(st.sampled_from((*kinds, *kinds, "per_order", "recorded", "counts", "rates")))
    if kind in ("recorded", "counts"):
        return {kind: _records(draw, frame, many, kind == "counts")}
    volume: Words = {}
    if draw(_chance(4)):
        volume |= {"batch": draw(st.sampled_from((2, 3.4, 7))), "batch_law": draw(st.sampled_from(BATCHES))}
    if kind == "per_order":
        order = {"of": _order(draw, frame, many), "contacts": draw(st.sampled_from((0.5, 1, 1)))}
        return volume | {"per_order": order | {"after": draw(_law(frame, 0, 30))}}
    return volume | _rate(draw, frame, many, kind, volume.get("batch", 1))


def _rate(draw: Draw, frame: Frame, many: int, kind: str, batch: float = 1, order: bool = False) -> Words:
    """About so many by a rate, on some days and hours more than on others."""
    count = draw(st.sampled_from((many, many // 2, many // 4, 1, 0) if kind != "every" else (many, many // 3, 1)))
    volume: Words = {}
    if kind == "every":
        ticks = max(1, round(frame.run_s * batch / count / frame.tick_s))
        volume["every"] = f"{ticks * frame.tick_s} s"
    elif kind == "rates":
        instants = sorted(draw(st.sets(st.integers(0, frame.run_s // frame.tick_s), min_size=1, max_size=4)))
        steps = {f"{at * frame.tick_s} s": draw(st.sampled_from((count, 2 * count, 0))) for at in instants}
        return {"rates": {at: f"{one * 3600 / frame.run_s:.3f} per h" for at, one in steps.items()}}
    elif kind == "per_hour":
        volume["per_hour"] = round(count * 3600 / frame.run_s, 3)
    else:
        days = max(1, frame.run_s // DAY)
        parts = {"per_day": 1 / days, "per_week": 1 if days > 1 else 3, "per_month": 28 / days}
        volume[kind] = count * parts[kind]
        if draw(st.booleans()):
            volume["profile"] = _table(draw, frame, st.integers(0, 5), some=True)
    if draw(_chance(4)):
        volume["weekdays"] = {"mon-thu": 1, "fri": draw(st.sampled_from((0, 0.5, 3))), "sat-sun": 0.5}
    if draw(_chance(3)):
        volume["hours"] = draw(_opening(frame))
    if kind != "every" and batch == 1 and not order and draw(_chance(5)):
        return volume | {"spread": "exactly"}
    return volume | (_busy_days(draw, frame) if kind != "every" else {})


def _busy_days(draw: Draw, frame: Frame) -> Words:
    """What makes a day, or a part of it, busier than another: by its date, and by chance."""
    words: Words = {}
    if draw(st.booleans()):
        words["day_factor_cv"] = draw(st.sampled_from(("20 %", "80 %")))
    if draw(_chance(5)):
        words["months"] = {"dec-jan": draw(st.sampled_from((0.5, 1.5))), "jul": 3}
    if draw(_chance(5)):
        words["peaks"] = {"epiphany": 2, "epiphany -3 to epiphany -1": 0.5, frame.start: draw(st.sampled_from((0, 2)))}
    if frame.holidays and draw(_chance(3)):
        words["holidays"] = draw(st.sampled_from((0, 0.3, 2)))
    if draw(_chance(4)):
        like, width = draw(_share()), draw(st.sampled_from(("15 min", "1 h", "1 day")))
        words["intraday"] = {"cv": draw(st.sampled_from(("30 %", "90 %"))), "correlation": like, "width": width}
    if draw(_chance(4)):
        error = {"cv": draw(st.sampled_from(("0 %", "40 %"))), "bias": draw(st.sampled_from(("0 %", "-30 %", "30 %")))}
        words["forecast_error"] = error | {"every": draw(st.sampled_from(("day", "week")))}
    return words


def _order(draw: Draw, frame: Frame, many: int) -> str:
    """Orders that there are already, or new ones."""
    if frame.orders and draw(st.booleans()):
        return next(iter(frame.orders))
    name = f"orders {len(frame.orders)}"
    kind = draw(st.sampled_from(("per_hour", "per_day")))
    frame.orders[name] = {"volume": _rate(draw, frame, many, kind, order=True)}
    return name


def _records(draw: Draw, frame: Frame, many: int, counted: bool) -> str:
    """A CSV of contacts one by one, or of counts by interval, the first of them at the start of the run."""
    step = frame.step_s if counted else frame.tick_s
    places = draw(st.sets(st.integers(1, frame.run_s // step + 3), min_size=1, max_size=20))
    talks = not counted and draw(st.booleans())
    lines = ["from,contacts" if counted else "at,talk" if talks else "at"]
    by_day = counted and frame.run_s >= 86400 and draw(st.booleans())
    for place in sorted({0, *places})[: frame.run_s // 86400 + 2 if by_day else None]:
        instant = dt.datetime.fromisoformat(frame.start) + dt.timedelta(seconds=place * step)
        if f"{instant:%m-%d %H}" == "03-31 02":  # an hour that the clocks of Paris skip
            continue
        when = f"{_date(frame, len(lines) - 1)}" if by_day else f"{instant}"
        if counted:
            lines.append(f"{when},{draw(st.integers(0, many // 20))}{draw(st.sampled_from(('', '.25')))}")
        else:
            lines.append(f"{when},{draw(st.integers(0, 9)) * frame.tick_s}" if talks else when)
    name = f"table{len(frame.tables)}.csv"
    frame.tables[name] = "\n".join(lines) + "\n"
    return name


def _busyness(draw: Draw, contacts: Words) -> Words:
    """Two types whose days vary go along with each other."""
    vary = [name for name, contact in contacts.items() if "day_factor_cv" in contact["volume"]]
    if len(vary) < 2 or draw(st.booleans()):
        return {}
    return {"correlation": {vary[0]: {vary[1]: draw(st.sampled_from(("100 %", "60 %", "-40 %")))}}}


def _returns(draw: Draw, frame: Frame) -> Words:
    likely = 1 if frame.flavour == "returns" else 3
    returns: Words = {}
    for reason in ("abandoned", "busy", "unresolved"):
        if draw(_chance(likely)):
            returns[reason] = _return(draw, frame, [])
    if returns:
        returns["most_attempts"] = draw(st.integers(1, 9))
    return returns


def _return(draw: Draw, frame: Frame, others: list[str]) -> Words:
    share = draw(_share())
    soonest = max(1, frame.run_s // frame.tick_s // 8)
    if share == "100 %":
        after = f"{draw(st.integers(soonest, 2 * soonest)) * frame.tick_s} s"
    else:
        after = draw(_law(frame, 1, soonest))
    words: Words = {"share": share, "after": after}
    if draw(_chance(3)):
        words["later"] = draw(_share())
    if draw(_chance(3)):
        words["as_before"] = True
    if others and draw(st.booleans()):
        words["becomes"] = {draw(st.sampled_from(others)): draw(_share())}
    return words


# ---- tables -------------------------------------------------------------------------------------------------


def _table(draw: Draw, frame: Frame, cells: st.SearchStrategy[int], unit: str = "", some: bool = False) -> str:
    """A CSV of the week under a new name: rows of one step, a column for all days or two."""
    rows_in_a_day = min(frame.run_s, DAY) // frame.step_s
    stretch = max(1, rows_in_a_day // 12)
    rows = draw(st.integers(2, max(2, rows_in_a_day // stretch)))
    first = draw(st.integers(0, max(0, rows_in_a_day - rows * stretch))) * frame.step_s
    head = draw(st.sampled_from((("all",), ("mon-wed", "thu-sun"), ("tue-sun",), ("mon-fri", "sat"))))
    if frame.holidays and draw(st.booleans()):
        head = (*head, "holidays")
    lines = ["from," + ",".join(head)]
    for row in range(rows):
        values = [draw(cells) for _ in head]
        if some and row == 0:
            values = [max(1, value) for value in values]
        time = _clock(first + row * stretch * frame.step_s)
        lines.append(time + "," + ",".join(f"{value}{unit}" for value in values))
    name = f"table{len(frame.tables)}.csv"
    frame.tables[name] = "\n".join(lines) + "\n"
    return name


# ---- the people's side ----------------------------------------------------------------------------------------


def _sites(draw: Draw, frame: Frame) -> tuple[Words, list[str]]:
    """The sites of the file, and the names a group may work at."""
    names = ["lille", "nantes"][: draw(st.integers(1 if frame.flavour in ("partners", "contracts") else 0, 2))]
    sites: Words = {}
    for name in (["in-house"] if draw(_chance(4)) else []) + names:
        sites[name] = {"hours": draw(_opening(frame))} if draw(st.booleans()) else {}
        if frame.flavour == "partners":
            sites[name] |= _life_of_site(draw, frame)
    return sites, ["in-house", *names]


def _life_of_site(draw: Draw, frame: Frame) -> Words:
    """A clock of its own, days off, days with more people, an outage."""
    words: Words = {"when_closed": draw(st.sampled_from(("in-house", "others", "stay")))}
    if frame.zoned:
        places = ({"time_zone": draw(st.sampled_from(ZONES))}, {"country": "SN"}, {"country": "ES"}, {}, {})
        words |= draw(st.sampled_from(places))
    if draw(_chance(4)):
        words["holidays"] = [_date(frame, draw(st.integers(0, 2)))]
    if draw(_chance(2)):
        half = min(frame.run_s, DAY) // 2 // 60 * 60
        hours = f"{frame.start} {_clock(half // 2)} to {_clock(half)}"
        words["outages"] = draw(st.sampled_from(([_date(frame, 1)], [hours], [hours, _date(frame, 2)])))
    if draw(_chance(2)):
        factors = st.sampled_from(("150 %", "130 %", "70 %", "0 %", "300 %"))
        ramp = {"factor": draw(factors), "over": draw(st.sampled_from(("0 s", "2 days", "5 days")))}
        words["ramp_up"] = {f"{frame.start} to {_date(frame, draw(st.integers(0, 2)))}": ramp}
        if draw(st.booleans()):
            words["ramp_up"][_date(frame, 0)] = {"factor": draw(factors)}
    return words


def _date(frame: Frame, days: int) -> str:
    """So many days after the start."""
    return str(dt.date.fromisoformat(frame.start) + dt.timedelta(days=days))


def _positions(draw: Draw, frame: Frame, contacts: Words, sites: Words) -> None:
    """A site that is a number of positions, or a curve of them."""
    if frame.flavour != "partners" or draw(_chance(2)):
        return
    names = sorted(draw(st.sets(st.sampled_from(sorted(contacts)), min_size=1)))
    skills = {name: _skill(draw, frame) for name in names}
    for name, skill in skills.items():
        if "unresolved" not in contacts[name]["returns"]:
            skill.pop("repeats", None)
    curve = draw(st.booleans())
    sites["dakar"] = {
        "capacity": _table(draw, frame, st.sampled_from((0, 1, 2))) if curve else draw(st.integers(0, 3)),
        "skills": skills,
        "hours": draw(_opening(frame)),
        **_life_of_site(draw, frame),
    }
    if any(contacts[name]["channel"] == "chat" for name in names):
        sites["dakar"]["chats"] = _chats(draw)


def _languages(draw: Draw, contacts: Words, groups: Words, sites: Words) -> None:
    """Some contacts want a language, and whoever serves them speaks it."""
    for contact in contacts.values():
        if draw(_chance(4)):
            contact["language"] = draw(st.sampled_from(LANGUAGES))
    for one in (*groups.values(), *(site for site in sites.values() if "skills" in site)):
        wanted = {contacts[name]["language"] for name in one["skills"] if "language" in contacts[name]}
        if wanted and draw(st.booleans()):
            one["languages"] = sorted(wanted | {draw(st.sampled_from(LANGUAGES))})


def _groups(draw: Draw, frame: Frame, contacts: Words, homes: list[str]) -> Words:
    """One to four groups that together serve every type."""
    many = draw(st.integers(1, 4))
    takers: list[set[str]] = [set() for _ in range(many)]
    for name in contacts:
        for g in draw(st.sets(st.integers(0, many - 1), min_size=1)):
            takers[g].add(name)
    groups: Words = {}
    for g, able in enumerate(takers):
        skills = {name: _skill(draw, frame) for name in sorted(able or set(contacts))}
        for name, skill in skills.items():
            if "unresolved" not in contacts[name]["returns"]:
                skill.pop("repeats", None)
        group: Words = {"site": draw(st.sampled_from(homes)), "skills": skills, **_heads(draw, frame)}
        if frame.flavour == "partners" and draw(_chance(4)):
            group["period"] = draw(st.sampled_from(("from", "until"))) + " " + _date(frame, draw(st.integers(0, 1)))
        if draw(_chance(3)):
            group["shrinkage"] = draw(st.sampled_from(("10 %", "35 %", "35 %", "100 %")))
        if any(contacts[name]["channel"] == "chat" for name in skills):
            group["chats"] = _chats(draw)
        if frame.flavour == "people" and draw(_chance(2)):
            give_roster(draw, frame, group, _law)
        groups[f"group {g}"] = group
    return groups


def _heads(draw: Draw, frame: Frame) -> Words:
    kind = draw(st.sampled_from(("agents", "heads", "heads", "per cent")))
    if kind == "agents":
        return {"agents": draw(st.sampled_from((2, 1, 3, 5, 1, 0)))}
    if kind == "heads":
        return {"schedule": _table(draw, frame, st.sampled_from((0, 1, 1, 2, 3, 5)))}
    table = _table(draw, frame, st.sampled_from((100, 50, 20, 0)), unit=" %")
    return {"agents": draw(st.sampled_from((4, 6, 2, 0))), "schedule": table}


def _skill(draw: Draw, frame: Frame) -> Words:
    skill: Words = {}
    if draw(st.booleans()):
        skill["resolves"] = draw(_share())
    if draw(_chance(4)):
        skill["repeats"] = draw(_share())
    if draw(_chance(3)):
        skill["slower"] = draw(st.sampled_from(("-20 %", "50 %", "100 %")))
    for rank in ("agent_rank", "contact_rank"):
        if draw(_chance(3)):
            skill[rank] = draw(st.integers(1, 3))
    if draw(_chance(5)):
        skill["handling"] = {"talk": draw(_law(frame, 1, 15)), "wrap_up": draw(_law(frame, 0, 4))}
    return skill


def _chats(draw: Draw) -> Words:
    at_once = draw(st.integers(1, 4))
    chats: Words = {"at_once": at_once, "pace": draw(st.sampled_from(("shared", "fixed_at_start")))}
    if draw(st.booleans()):
        steps = ("0 %", "25 %", "50 %", "100 %", "-50 %")
        chats["slower"] = [draw(st.sampled_from(steps)) for _ in range(at_once)]
    if draw(_chance(3)):
        chats["together"] = draw(st.integers(1, 6))
    if draw(_chance(3)):
        chats["fill_to"] = draw(st.integers(0, at_once))
    return chats


def _shares(draw: Draw, frame: Frame, sites: Words, groups: Words, contacts: Words) -> None:
    """Partners get a share of what their people can do; together never more than the whole."""
    able = {site: _able(groups, site) | set(sites.get(site, {}).get("skills", ())) for site in (*sites, "in-house")}
    left = dict.fromkeys(contacts, 100)
    for site in sites:
        share = {}
        for skill in sorted(able[site]) if site != "in-house" else ():
            parts = (0, 30, 50, 100) if skill in able["in-house"] else (0, 100)
            part = min(left[skill], draw(st.sampled_from(parts)))
            left[skill] -= part
            share[skill] = f"{part} %"
            if frame.flavour == "partners" and skill in able["in-house"] and draw(_chance(3)):
                share[skill] = _by_hours(draw, frame, part)
        if share and set(share) == set(contacts) and len(set(map(str, share.values()))) == 1 and draw(st.booleans()):
            share = {"all": next(iter(share.values()))}
        sites[site]["share"] = share


def _by_hours(draw: Draw, frame: Frame, most: int) -> Words:
    """A share of at most so much, that changes with the clock."""
    middle = min(frame.run_s, DAY) // 2 // 60 * 60
    whens = (f"00:00-{_clock(middle)}", f"mon-wed {_clock(middle // 2)}-{_clock(middle)}", f"from {_date(frame, 1)}")
    words = {draw(st.sampled_from(whens)): f"{draw(st.sampled_from((0, most, most // 2)))} %"}
    if draw(st.booleans()):
        words["else"] = f"{draw(st.sampled_from((0, most, most // 2)))} %"
    return words


def _hubs(draw: Draw, sites: Words, groups: Words) -> None:
    """Some sites are small teams; a house without partners may be, too."""
    some = [name for name, site in sites.items() if any(is_some(part) for part in site.get("share", {}).values())]
    everywhere = {group["site"] for group in groups.values()}
    if everywhere == {"in-house"}:
        some.append("in-house")
    for name in some:
        few = [g for g in groups.values() if g["site"] == name and 0 < g.get("agents", 9) < 3]
        if not few and "capacity" not in sites.get(name, {}) and draw(_chance(4)):
            hubs = {"count": draw(st.integers(2, 3)), "helps_after": draw(st.sampled_from((None, "0 s", "1 min")))}
            sites.setdefault(name, {"share": {}})["hubs"] = hubs


def _able(groups: Words, site: str) -> set[str]:
    """What the groups of a site can do together."""
    return {skill for group in groups.values() if group["site"] == site for skill in group["skills"]}
