"""What makes the figures of a report doubtful, one warning after the other.

File warnings, queues that grow without end, customers lost outside the opening hours, calls that wait overnight,
partners whose share is not the agreed one. Decision: a warning that holds for several designs is printed once, with
the range of its figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import nan
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from sim.report.phrases import DAYS
from sim.report.view import Value, View
from sim.scenario import units
from sim.scenario.scenario import IN_HOUSE

if TYPE_CHECKING:
    from sim.experiments.lost_outside_hours import LostOutsideHours
    from sim.experiments.overnight_waits import OvernightWait
    from sim.experiments.stability import GrowingQueue


class ResultWarning(NamedTuple):
    """A warning: the design (empty where it is about several), the type, since when (NaN where it has no beginning),
    and the sentence."""

    design: str
    type: str
    interval: str
    week: int | None
    time_s: float
    text: str


def warnings(view: View) -> list[ResultWarning]:
    """All warnings about a result or comparison."""
    unstable = (_growing_queue(view, one) for one in view.result.unstable)
    return [*_of_file(view), *unstable, *_lost_outside_hours(view), *_overnight_waits(view), *_other_shares(view)]


def _lost_outside_hours(view: View) -> Iterator[ResultWarning]:
    """Customers lost outside the opening hours, whom no answer rate counts."""
    return _by_type(view, "shut", view.result.lost_outside_hours, 0)


def _overnight_waits(view: View) -> Iterator[ResultWarning]:
    """Customers in the queue at closing who are answered the next morning, if at all."""
    return _by_type(view, "held", view.result.overnight_waits, 1)


def _by_type(
    view: View, key: str, found: Sequence[LostOutsideHours | OvernightWait], decimals: int
) -> Iterator[ResultWarning]:
    """One warning for each type, with the least and the greatest figure of its designs."""
    for type_name in dict.fromkeys(one.type for one in found):
        mine = [one for one in found if one.type == type_name]
        shares = sorted(one.share for one in mine)
        ends = [view.write.number(count, decimals) for count in sorted(one.contacts for one in mine)]
        least, most = (view.amount(share, "share") for share in (shares[0], shares[-1]))
        span = view.span(Value(shares[0], shares[0], shares[-1]), "share")
        said = {
            "share": least if least == most else span,
            "contacts": " \u2013 ".join(dict.fromkeys((ends[0], ends[-1]))),
            "type": view.type_label(type_name), "where": _where(view, [one.design for one in mine]),
        }  # fmt: skip
        yield ResultWarning(mine[0].design if len(mine) == 1 else "", type_name, "", None, nan, view.say(key, **said))


def _where(view: View, designs: list[str]) -> str:
    """Which designs a warning is about, where there are several."""
    if len(view.designs) == 1:
        return ""
    if len(designs) == len(view.designs):
        return view.say("in_every_design")
    if len(designs) == 1:
        return view.say("in_design", design=view.label(designs[0]))
    return view.say("in_designs", designs=", ".join(view.say("quoted", text=view.label(design)) for design in designs))


def _of_file(view: View) -> Iterator[ResultWarning]:
    """The warnings of the check of the file, in English; files by their name without folder."""
    for one in view.scenario.warnings:
        text = str(one._replace(file=PurePath(one.file).name))
        yield ResultWarning("", "", "", None, nan, view.say("of_file", text=text))


def _other_shares(view: View) -> Iterator[ResultWarning]:
    """One warning for each partner and design: the type whose share is farthest from the agreed one."""
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
        yield ResultWarning(design, worst.type, "", None, nan, view.say("other_share", more=more, **said))


def _growing_queue(view: View, one: GrowingQueue) -> ResultWarning:
    day, _, clock = one.interval.partition(" ")
    when = f"{DAYS[view.language][units.DAYS.index(day)]} {clock}"
    if one.week is not None:
        when = view.say("in_week", when=when, week=one.week)
    text = view.say("grows", type=view.type_label(one.type), design=view.label(one.design), when=when)
    return ResultWarning(one.design, one.type, one.interval, one.week, one.time_s, text)
