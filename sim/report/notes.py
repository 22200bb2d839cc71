"""What stands around the figures: the lines a design changes, the values assumed with their reasons, warnings.

"You assumed a patience of two minutes?" The page has to show the value that was really used, so it is looked up
in the checked scenario, not copied by hand. The one surprising decision: a key that is free text has no value,
and no value is invented for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import nan
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.report.view import Value, View
from sim.report.words import DAYS
from sim.scenario import units
from sim.scenario.scenario import IN_HOUSE, Centre, Scenario

if TYPE_CHECKING:
    from sim.experiments.lost_outside_hours import LostOutsideHours
    from sim.experiments.overnight_waits import OvernightWait
    from sim.experiments.stability import GrowingQueue

MOST_LINES = 8


class Note(NamedTuple):
    """An assumption or a published figure: its key, the value in the file as lines, and the reason or source."""

    key: str
    value: tuple[str, ...]
    reason: str


class Change(NamedTuple):
    """A line that a design changes; `gone` where it takes the key away."""

    key: str
    value: str
    gone: bool


class Warned(NamedTuple):
    """A warning: where it applies (no design where it is about several), since when (NaN where it has no beginning),
    and in words."""

    design: str
    type: str
    interval: str
    week: int | None
    time_s: float
    text: str


def assumptions(view: View) -> list[Note]:
    """Assumed values with their reasons, in the order of the file."""
    return _notes(view, view.scenario.assumptions)


def published(view: View) -> list[Note]:
    """Figures from a source, in the order of the file."""
    return _notes(view, view.scenario.published)


def changes(view: View) -> dict[str, list[Change]]:
    """By design, the lines it changes."""
    found = {}
    for design in view.designs:
        lines = view.scenario.differences.get(design, {})
        found[design] = [Change(key, as_written(value), value is None) for key, value in lines.items()]
    return found


def warnings(view: View) -> list[Warned]:
    """What makes the figures doubtful: what was odd in the file, lines that grow without end, doors that are shut,
    calls held over a night, partners that got another share."""
    unstable = (_warned(view, one) for one in view.result.unstable)
    return [*_of_file(view), *unstable, *_shut(view), *_held(view), *_other_shares(view)]


def _shut(view: View) -> Iterator[Warned]:
    """Customers whom no answer rate shows."""
    return _by_type(view, "shut", view.result.lost_outside_hours, 0)


def _held(view: View) -> Iterator[Warned]:
    """Customers in line at closing who are answered the next morning, if at all."""
    return _by_type(view, "held", view.result.overnight_waits, 1)


def _by_type(
    view: View, key: str, found: Sequence[LostOutsideHours | OvernightWait], decimals: int
) -> Iterator[Warned]:
    """One line for each type, with the least and the most of its designs; five designs are no five warnings."""
    for kind in dict.fromkeys(one.type for one in found):
        mine = [one for one in found if one.type == kind]
        shares = sorted(one.share for one in mine)
        ends = [view.write.number(count, decimals) for count in sorted(one.contacts for one in mine)]
        least, most = (view.amount(share, "share") for share in (shares[0], shares[-1]))
        span = view.span(Value(shares[0], shares[0], shares[-1]), "share")
        said = {
            "share": least if least == most else span,
            "contacts": " \u2013 ".join(dict.fromkeys((ends[0], ends[-1]))),
            "type": view.type_label(kind), "where": _where(view, [one.design for one in mine]),
        }  # fmt: skip
        yield Warned(mine[0].design if len(mine) == 1 else "", kind, "", None, nan, view.say(key, **said))


def _where(view: View, designs: list[str]) -> str:
    """Which designs a warning is about, where there are several."""
    if len(view.designs) == 1:
        return ""
    if len(designs) == len(view.designs):
        return view.say("in_every_design")
    if len(designs) == 1:
        return view.say("in_design", design=view.label(designs[0]))
    return view.say("in_designs", designs=", ".join(view.say("quoted", text=view.label(design)) for design in designs))


def _of_file(view: View) -> Iterator[Warned]:
    """What the check of the file warned of, in its words, which are English; files by their name alone."""
    for one in view.scenario.warnings:
        text = str(one._replace(file=PurePath(one.file).name))
        yield Warned("", "", "", None, nan, view.say("of_file", text=text))


def _other_shares(view: View) -> Iterator[Warned]:
    """One line for each partner and design: the type whose share came out farthest from what it was to be."""
    shares = [one for one in view.result.site_shares if one.differs and one.site != IN_HOUSE]
    for (design, site), rows in groupby(sorted(shares), key=lambda one: (one.design, one.site)):
        worst, *others = sorted(rows, key=lambda one: -abs(one.received - one.wanted))
        span = view.span(Value(worst.received, worst.low, worst.high), "share")
        said = {
            "site": view.site_label(site), "type": view.type_label(worst.type),
            "design": view.label(design), "wanted": view.amount(worst.wanted, "share"),
            "received": view.amount(worst.received, "share") + (f" ({span})" if span else ""),
        }  # fmt: skip
        more = view.say("more_types", n=len(others)) if others else ""
        yield Warned(design, worst.type, "", None, nan, view.say("other_share", more=more, **said))


def _warned(view: View, one: GrowingQueue) -> Warned:
    day, _, clock = one.interval.partition(" ")
    when = f"{DAYS[view.language][units.DAYS.index(day)]} {clock}"
    if one.week is not None:
        when = view.say("in_week", when=when, week=one.week)
    text = view.say("grows", type=view.type_label(one.type), design=view.label(one.design), when=when)
    return Warned(one.design, one.type, one.interval, one.week, one.time_s, text)


def _notes(view: View, notes: dict[str, str]) -> list[Note]:
    first = view.baseline or view.designs[0]
    return [Note(key, value_of(view.scenario, key, first), reason) for key, reason in notes.items()]


def value_of(scenario: Scenario, key: str, first: str) -> tuple[str, ...]:
    """The value of a dotted key in the design `first`, or in the first design that has it; empty for free text, and for
    a whole part of a design, whose lines stand among what differs."""
    head, *rest = key.split(".")
    if head == "designs":
        places = [{name: _words(centre) for name, centre in scenario.designs.items()}]
    elif head == "study":
        places = [scenario.study.model_dump(mode="json")]
    elif head in Centre.model_fields:
        names = [first, *(name for name in scenario.designs if name != first)]
        places, rest = [_words(scenario.designs[name]) for name in names], [head, *rest]
        places += [scenario.designs[name].model_dump(mode="json") for name in names]
    else:
        return ()
    for place in places:
        found, value = _at(place, rest)
        if found and value is not None:
            return () if head == "designs" and isinstance(value, dict) else _lines(value)
    return ()


def _words(centre: Centre) -> dict[str, Any]:
    """The floor in the words of the file, without what was left to a default."""
    return centre.model_dump(mode="json", exclude_unset=True)


def _at(value: Any, steps: list[str]) -> tuple[bool, Any]:
    """Whether the steps lead to a value, and which; a name may hold dots itself."""
    if not steps:
        return True, value
    if isinstance(value, dict):
        for length in range(len(steps), 0, -1):
            name = ".".join(steps[:length])
            if name in value:
                return _at(value[name], steps[length:])
    return False, None


def _lines(value: Any) -> tuple[str, ...]:
    lines = _flat("", value)
    return tuple(lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"])


def _flat(key: str, value: Any) -> list[str]:
    if isinstance(value, dict) and value:
        return [line for name, one in value.items() for line in _flat(f"{key}.{name}" if key else name, one)]
    return [f"{key}: {as_written(value)}" if key else as_written(value)]


def as_written(value: Any) -> str:
    """A value as a scenario file would have it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(as_written(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {as_written(one)}' for key, one in value.items())}}}"
    return "" if value is None else str(value)
