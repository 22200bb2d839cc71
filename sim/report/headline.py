"""Which figures stand in the headline table, and in what order.

It follows the reader's questions: do we answer, in time, after what wait; what about the e-mails; are the people
overloaded; is the question settled; what does it cost. What a service does not have, such as self-service or
call-backs, is left out. Decision: three definitions of the service level always stand side by side, for on a bad day
they differ by twenty points, and whoever quotes one of them should see the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.kpis.dictionary import KPIS
from sim.report.view import View

SERVICE_LEVELS = ("sl_offered", "sl_answered", "sl_early_abandon_out")
MANY_TYPES = 3


class HeadlineRow(NamedTuple):
    """A row of the table: an indicator and its scope."""

    kpi: str
    scope: str = "total"
    name: str = "total"
    detail: str = ""
    """An addition to the label, such as the agreed service level."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Indicator, scope and name."""
        return self.kpi, self.scope, self.name


class Section(NamedTuple):
    """Rows that answer one question of the reader; `title` is a key of `phrases`."""

    title: str
    rows: tuple[HeadlineRow, ...]


def sections(view: View) -> list[Section]:
    """The full headline table: every row has a value in at least one design."""
    plan = {
        "part_answer": _answer(view),
        "part_service_level": _service_levels(view),
        "part_wait": _waits(view),
        "part_self_service": _self_service(view),
        "part_call_back": _call_backs(view),
        "part_email" if view.deferred == view.types_of("email") else "part_deferred": _deferred(view),
        "part_transfer": _transfers(view),
        "part_people": _people(view),
        "part_quality": _quality(view),
        "part_cost": _costs(view),
        "part_demand": _demand(view),
    }
    found = [Section(title, _rows_with_values(view, rows)) for title, rows in plan.items()]
    found = [section for section in found if section.rows]
    if not any(_is_deciding(view, row) for section in found for row in section.rows):
        found.insert(0, Section("part_deciding", _rows_with_values(view, iter([_deciding(view)]))))
    return [section for section in found if section.rows]


def terminal_sections(view: View) -> list[Section]:
    """The few rows for a terminal."""
    wanted = {
        "answer_rate", "blocked_rate", "sl_offered", "asa", "busy", "containment", "call_backs_kept", "reply_time",
        "reply_within", "backlog", "transfer_rate", "occupancy", "slot_occupancy", "fcr_true", "cost_total",
        "cost_per_resolved", view.deciding[0],
    }  # fmt: skip
    found = []
    for section in sections(view):
        kept = tuple(row for row in section.rows if row.kpi in wanted and _is_brief(view, row))
        if kept:
            found.append(Section(section.title, kept))
    return found


def _is_brief(view: View, row: HeadlineRow) -> bool:
    """With many types, the service level of each of them is left to the page."""
    by_type = row.kpi == "sl_offered" and row.scope == "type"
    return not (by_type and len(view.live) > MANY_TYPES) or _is_deciding(view, row)


def difference_sections(view: View) -> list[Section]:
    """The rows of the table of differences: those in which any design differs significantly from the baseline."""
    found = []
    for section in sections(view):
        rows = tuple(row for row in section.rows if any(_differs(view, design, row) for design in view.others))
        if rows:
            found.append(Section(section.title, rows))
    return found


def _differs(view: View, design: str, row: HeadlineRow) -> bool:
    gap = view.gap(design, *row.key)
    return gap is not None and gap.difference != 0.0


def shown_kpis(view: View) -> list[str]:
    """Every indicator of the report, in the order of the dictionary."""
    used = {row.kpi for section in sections(view) for row in section.rows} | {view.deciding[0]}
    return [kpi for kpi in KPIS if kpi in used]


def _rows_with_values(view: View, rows: Iterator[HeadlineRow]) -> tuple[HeadlineRow, ...]:
    return tuple(row for row in rows if view.values(*row.key))


def _is_deciding(view: View, row: HeadlineRow) -> bool:
    """Whether a row is the deciding one, or that of the only type it is about."""
    same = row.kpi == view.deciding[0] and view.deciding[1] == "total" and view.is_whole_total(*row.key)
    return row.key == view.deciding or same


def _deciding(view: View) -> HeadlineRow:
    kpi, scope, name = view.deciding
    return HeadlineRow(kpi, scope, name)


def _is_above_zero(view: View, row: HeadlineRow) -> bool:
    """Whether the figure is above zero in some design."""
    return any(value.estimate > 0 for value in view.values(*row.key).values())


def _by_type(view: View, *kpis: str) -> Iterator[HeadlineRow]:
    """The indicators of every type in which the first of them is above zero in some design."""
    for name in view.contacts:
        if _is_above_zero(view, HeadlineRow(kpis[0], "type", name)):
            yield from (HeadlineRow(kpi, "type", name) for kpi in kpis)


def _answer(view: View) -> Iterator[HeadlineRow]:
    if len(view.live) != 1:
        yield HeadlineRow("answer_rate")
    for name in view.live:
        yield HeadlineRow("answer_rate", "type", name)
    if len(view.live) != 1 and _is_above_zero(view, HeadlineRow("blocked_rate")):
        yield HeadlineRow("blocked_rate")
    for kpi in ("blocked_rate", "busy", "balked", "broken_off"):
        yield from _by_type(view, kpi)


def _service_levels(view: View) -> Iterator[HeadlineRow]:
    """Three definitions for each type; with many types, three for each channel and the strict one for each type."""
    promised = {name: view.target_words(name) for name in view.live}
    if len(view.live) <= MANY_TYPES:
        for name in view.live:
            for kpi in SERVICE_LEVELS:
                yield HeadlineRow(kpi, "type", name, promised[name])
        return
    for kpi in SERVICE_LEVELS:
        for channel in _live_channels(view):
            yield HeadlineRow(kpi, "channel", channel)
    for name in view.live:
        yield HeadlineRow("sl_offered", "type", name, promised[name])


def _waits(view: View) -> Iterator[HeadlineRow]:
    few = len(view.live) <= MANY_TYPES
    scopes = [("type", name) for name in view.live] if few else [("channel", c) for c in _live_channels(view)]
    for scope, name in scopes:
        yield HeadlineRow("asa", scope, name)
        yield HeadlineRow("answered_wait_p90", scope, name)
        if _is_above_zero(
            view, HeadlineRow("abandonment_rate", scope, name)
        ):  # otherwise all were answered, and both are the same
            yield HeadlineRow("wait_p90", scope, name)


def _self_service(view: View) -> Iterator[HeadlineRow]:
    yield from _by_type(view, "containment", "contained")
    yield from _by_type(view, "escaped")


def _call_backs(view: View) -> Iterator[HeadlineRow]:
    yield from _by_type(view, "call_backs", "call_backs_kept", "unreached")


def _deferred(view: View) -> Iterator[HeadlineRow]:
    """E-mails; and where there are tasks and messages, how old the backlog is and how conversations go on."""
    for name in view.deferred:
        yield HeadlineRow("reply_time", "type", name)
        yield HeadlineRow("reply_within", "type", name, view.target_words(name))
        yield HeadlineRow("backlog", "type", name)
        yield from (row for row in [HeadlineRow("backlog_overdue", "type", name)] if _is_above_zero(view, row))
        if view.contacts[name].channel != "email":
            yield HeadlineRow("backlog_age", "type", name)
        if _is_above_zero(view, HeadlineRow("turn_wait", "type", name)):
            yield from (HeadlineRow(kpi, "type", name) for kpi in ("turns", "turn_wait", "expired"))
    yield from _by_type(view, "chased")


def _transfers(view: View) -> Iterator[HeadlineRow]:
    """Transfers, and the time of the whole visit: self-service, one level and the next."""
    handed_on = list(_by_type(view, "transfer_rate"))
    yield from handed_on
    if handed_on or any(True for _ in _by_type(view, "contained")):
        yield HeadlineRow("visit_time")


def _people(view: View) -> Iterator[HeadlineRow]:
    yield HeadlineRow("occupancy")
    if _holds_several(view):
        yield HeadlineRow("slot_occupancy")
    yield from _by_type(view, "interrupted")
    yield HeadlineRow("paid_hours")
    for kpi in ("partner_share", "overflow_share"):
        if _is_above_zero(view, HeadlineRow(kpi)):
            yield HeadlineRow(kpi)


def _holds_several(view: View) -> bool:
    """Whether anybody holds several conversations at a time."""
    groups = (group for sample in view.samples.values() for group in sample.planned.centre.groups.values())
    chats = set(view.types_of("chat"))
    return any(group.chats.at_once > 1 and chats & set(group.skills) for group in groups)


def _quality(view: View) -> Iterator[HeadlineRow]:
    if any(value.estimate < 1 for value in view.values("fcr_true").values()):
        yield HeadlineRow("fcr_true")
        yield HeadlineRow("fcr_observed")
        yield HeadlineRow("repeat_rate")
    if any(True for kpi in ("contained", "call_backs", "transfer_rate", "chased") for _ in _by_type(view, kpi)):
        yield HeadlineRow("requests_answered")
        yield HeadlineRow("requests_resolved")
        if any(True for _ in _by_type(view, "contained")):
            yield HeadlineRow("requests_resolved_by_people")


def _costs(view: View) -> Iterator[HeadlineRow]:
    if view.has_costs:
        yield HeadlineRow("cost_total")
        if view.has_cost_details:
            yield from (HeadlineRow(kpi) for kpi in ("wages", "invoices", "fixed_costs"))
        yield HeadlineRow("cost_per_contact")
        yield HeadlineRow("cost_per_order")
        yield HeadlineRow("cost_per_resolved")
        yield HeadlineRow("revenue")
        yield HeadlineRow("net_result")


def _demand(view: View) -> Iterator[HeadlineRow]:
    yield HeadlineRow("requests")
    yield HeadlineRow("attempts")
    yield HeadlineRow("contacts_per_request")


def _live_channels(view: View) -> list[str]:
    return list(dict.fromkeys(view.contacts[name].channel for name in view.live))
