"""The pictures of a report: which there are, what each says in a sentence, and how to read it.

A board remembers the title of a picture, so the title is the message: "Specialised: answer rate 95.1 %, against
60.2 % for Today", not "Answer rate by design". The one surprising decision: a message never claims more than the
intervals allow; where chance may explain the difference, the title says that there is no clear one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.kpis import KPIS
from sim.report import curves, days, dots, hours
from sim.report.drawing import WIDE, Board, Picture, built, looks
from sim.report.scales import value_scale
from sim.report.view import Value, View
from sim.report.words import DAYS_IN_FULL

WAITS = ("asa", "mean_wait", "wait_p50", "wait_p90", "wait_p95", "p_wait")
EMAILS = ("reply_time", "reply_within")


class Exhibit(NamedTuple):
    """A picture with its message and its caption. `draw(width, titled)` makes it."""

    name: str
    message: str
    caption: str
    draw: Callable[[float, bool], Board]

    def picture(self, width: float = WIDE, titled: bool = True) -> Picture:
        """The picture, its message as its title or not."""
        return built(lambda: self.draw(width, titled))


def exhibits(view: View) -> list[Exhibit]:
    """Every picture that has something to show."""
    several = len(view.designs) > 1
    kpi = view.deciding[0]
    found = [
        side_by_side(view, kpi) if several or len(_scopes(view, kpi)) > 1 else None,
        by_hour(view),
        waits(view),
        backlog(view),
        costs(view) if several else None,
        differences(view, kpi) if _differ(view, kpi) else None,
    ]
    return [exhibit for exhibit in found if exhibit is not None]


def _differ(view: View, kpi: str) -> bool:
    """Whether any design differs from the baseline at all."""
    gaps = [view.gap(design, kpi, *scope) for design in view.others for scope in _scopes(view, kpi)]
    return any(gap is not None and any((gap.difference, gap.low, gap.high)) for gap in gaps)


# ---- dots --------------------------------------------------------------------------------------------


def side_by_side(view: View, kpi: str) -> Exhibit | None:
    """An indicator of every design: for all contacts and for each type."""
    scopes = _scopes(view, kpi)
    if not scopes:
        return None
    styles = looks(view.designs, view.baseline)
    bands = tuple(
        dots.Band(
            view.about(scope, name) if len(scopes) > 1 else "",
            tuple(_mark(view, design, kpi, scope, name, styles) for design in view.designs),
            *_target(view, kpi, name),
        )
        for scope, name in scopes
    )
    chart = dots.Chart(bands, _scale(view, kpi, bands), _axis_label(view, kpi))
    message = _side_message(view, kpi, *_scope_told(view, kpi, scopes))
    caption = view.say("c_side", confidence=view.percent(view.result.options.confidence)) if view.count > 1 else ""
    if any(band.target is not None for band in bands):
        caption += view.say("c_side_target")
    return Exhibit(
        "designs", message, caption, lambda width, titled: dots.dot_chart([chart], message, width, titled)
    )


def costs(view: View) -> Exhibit | None:
    """Total cost and cost of a resolved request; None where the file names no wage and no price."""
    if not view.has_costs:
        return None
    styles = looks(view.designs, view.baseline)
    charts = []
    for kpi in ("cost_total", "cost_per_resolved"):
        if view.values(kpi):
            marks = tuple(_mark(view, design, kpi, "total", "total", styles) for design in view.designs)
            band = dots.Band(view.kpi_label(kpi), marks)
            scale = _scale(view, kpi, (band,), from_zero=True)
            charts.append(dots.Chart((band,), scale, view.scenario.currency, stems=True))
    message = _cost_message(view)
    return Exhibit(
        "costs", message, view.say("c_costs"), lambda width, titled: dots.dot_chart(charts, message, width, titled)
    )


def differences(view: View, kpi: str) -> Exhibit | None:
    """Paired differences from the baseline with their intervals; None outside a comparison."""
    scopes = [
        (scope, name)
        for scope, name in _scopes(view, kpi)
        if any(view.gap(design, kpi, scope, name) for design in view.others)
    ]
    if not scopes or view.baseline is None:
        return None
    styles = looks(view.designs, view.baseline)
    bands = tuple(
        dots.Band(
            view.about(scope, name) if len(scopes) > 1 else "",
            tuple(_gap_mark(view, design, kpi, scope, name, styles) for design in view.others),
        )
        for scope, name in scopes
    )
    values = [number for band in bands for mark in band.marks for number in (mark.value, mark.low, mark.high)]
    scale = value_scale([0.0, *values], KPIS[kpi].unit, view.write, signed=True)
    heads = (view.say("a_difference"), view.say("a_p_better")) if KPIS[kpi].better else (view.say("a_difference"),)
    chart = dots.Chart(bands, scale, _gap_label(view, kpi), heads, zero=True)
    message = _gap_message(view, kpi, *_scope_told(view, kpi, scopes))
    caption = view.say(
        "c_forest", baseline=view.label(view.baseline), confidence=view.percent(view.result.options.confidence)
    )
    return Exhibit(
        "differences", message, caption, lambda width, titled: dots.dot_chart([chart], message, width, titled)
    )


def _scopes(view: View, kpi: str) -> list[tuple[str, str]]:
    """Total and types that have the indicator; no total that would mix waits of minutes with waits of days."""
    mixed = bool(view.live) and bool(view.types_of("email"))
    waiting = kpi.startswith("sl_") or kpi in WAITS
    types = view.live if waiting and mixed else list(view.contacts)
    types = view.types_of("email") if kpi in EMAILS else types
    found = [("type", name) for name in types if view.values(kpi, "type", name)]
    told_alone = len(found) == 1 and len(view.contacts) == 1
    if view.values(kpi) and not (waiting and mixed) and not (kpi in EMAILS and found):
        found = [("total", "total")] if told_alone else [("total", "total"), *found]
    return found


def _scope_told(view: View, kpi: str, scopes: list[tuple[str, str]]) -> tuple[str, str]:
    """The scope the message is about: that of the verdict where the indicator is the deciding one."""
    _, scope, name = view.deciding
    return (scope, name) if kpi == view.deciding[0] and (scope, name) in scopes else scopes[0]


def _mark(
    view: View, design: str, kpi: str, scope: str, name: str, styles: dict[str, dots.Look]
) -> dots.Mark:
    value = view.value(design, kpi, scope, name)
    if value is None:
        nan = float("nan")
        return dots.Mark(view.label(design), styles[design], nan, nan, nan, ("\u2013",))
    unit = KPIS[kpi].unit
    low = max(value.low, 0.0) if value.low == value.low else value.low
    high = min(value.high, 1.0) if unit == "share" and value.high == value.high else value.high
    figure = view.amount(value.estimate, unit)
    return dots.Mark(view.label(design), styles[design], value.estimate, low, high, (figure,))


def _gap_mark(
    view: View, design: str, kpi: str, scope: str, name: str, styles: dict[str, dots.Look]
) -> dots.Mark:
    gap = view.gap(design, kpi, scope, name)
    figures = 2 if KPIS[kpi].better else 1
    if gap is None:
        nan = float("nan")
        return dots.Mark(view.label(design), styles[design], nan, nan, nan, ("\u2013",) * figures)
    texts = (view.write.gap(gap.difference, KPIS[kpi].unit), _won(view, gap.p_better))[:figures]
    return dots.Mark(view.label(design), styles[design], gap.difference, gap.low, gap.high, texts)


def _won(view: View, p_better: float) -> str:
    return f"{view.write.number(100 * p_better)} %" if p_better == p_better else "\u2013"


def _target(view: View, kpi: str, name: str) -> tuple[float | None, str]:
    if name not in view.contacts or not (kpi.startswith("sl_") or kpi == "reply_within"):
        return None, ""
    share = view.target(name).share
    return share, view.say("target_mark", share=view.percent(share))


def _scale(view: View, kpi: str, bands: tuple[dots.Band, ...], from_zero: bool = False) -> dots.Scale:
    values = [number for band in bands for mark in band.marks for number in (mark.value, mark.low, mark.high)]
    values += [band.target for band in bands if band.target is not None]
    return value_scale(values, KPIS[kpi].unit, view.write, from_zero=from_zero)


def _axis_label(view: View, kpi: str) -> str:
    label = view.kpi_label(kpi)
    return f"{label}, {view.scenario.currency}" if KPIS[kpi].unit == "money" else label


def _gap_label(view: View, kpi: str) -> str:
    if KPIS[kpi].unit == "share":
        return view.say("a_points")
    return f"{view.say('a_gap')}, {view.scenario.currency}" if KPIS[kpi].unit == "money" else view.say("a_gap")


# ---- curves ------------------------------------------------------------------------------------------


def by_hour(view: View) -> Exhibit | None:
    """Answer rate through the day or the week over load and staffing; None without calls or chats."""
    week = hours.week_of(view)
    if week is None:
        return None
    message = _hour_message(view, week)
    pace = view.write.number(week.pace, 0 if week.pace >= 10 else 1)
    return Exhibit(
        "hours",
        message,
        view.say("c_days", pace=pace),
        lambda width, titled: days.day_chart(view, week, message, width, titled),
    )


def waits(view: View) -> Exhibit | None:
    """How long customers wait, for each type and design; None where nobody waits."""
    found = {name: one for name in view.live if (one := curves.waits_of(view, name)) is not None}
    for name in view.types_of("email"):
        one = curves.waits_of(view, name)
        if one is not None:
            found[name] = one
    if not found:
        return None
    message = _wait_message(view, list(found))
    return Exhibit(
        "waits",
        message,
        view.say("c_waits"),
        lambda width, titled: curves.wait_chart(view, found, message, width, titled),
    )


def backlog(view: View) -> Exhibit | None:
    """Contacts in line over the run, for the types that queue; None where no line ever forms."""
    found = curves.lines_of(view)
    if not found:
        return None
    message = _backlog_message(view, next(iter(found)))
    caption = view.say("c_backlog_one")
    if view.count > 1:
        caption = view.say("c_backlog", confidence=view.percent(view.result.options.confidence))
    return Exhibit(
        "backlog",
        message,
        caption,
        lambda width, titled: curves.backlog_chart(view, found, message, width, titled),
    )


# ---- messages ----------------------------------------------------------------------------------------


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _label_of(view: View, kpi: str, scope: str, name: str) -> str:
    """ "answer rate", or "answer rate, Sales calls"."""
    label = view.kpi_label(kpi, within=True)
    return label if scope == "total" or len(view.contacts) == 1 else f"{label}, {view.about(scope, name)}"


def _extremes(values: dict[str, Value], better: int) -> tuple[str, str]:
    """(best, worst) designs; for an indicator without a direction, (highest, lowest)."""
    sign = better or 1
    return (
        max(values, key=lambda design: sign * values[design].estimate),
        min(values, key=lambda design: sign * values[design].estimate),
    )


def _side_message(view: View, kpi: str, scope: str, name: str) -> str:
    values, better, unit = view.values(kpi, scope, name), KPIS[kpi].better, KPIS[kpi].unit
    label = _label_of(view, kpi, scope, name)
    best, worst = _extremes(values, better)
    if len(values) == 1:
        return _start(view.say("m_side_one", kpi=label, value=view.amount(values[best].estimate, unit)))
    if view.baseline is None or not better or view.baseline not in values:
        return _ranged(view, "m_side_range", values, (best, worst), unit, kpi=_start(label))
    base, baseline = view.amount(values[view.baseline].estimate, unit), view.label(view.baseline)
    if best == view.baseline:
        return view.say("m_side_baseline", kpi=_start(label), base=base, baseline=baseline)
    gap = view.gap(best, kpi, scope, name)
    if gap is None or not gap.clear:
        if gap is None and KPIS[kpi].kind == "quantile":
            return _ranged(view, "m_side_range", values, (best, worst), unit, kpi=_start(label))
        return view.say("m_side_unclear", kpi=_start(label), base=base, baseline=baseline)
    value = view.amount(values[best].estimate, unit)
    text = view.say("m_side_clear", best=view.label(best), kpi=label, value=value, base=base, baseline=baseline)
    return _start(text)


def _ranged(
    view: View, key: str, values: dict[str, Value], ends: tuple[str, str], unit: str, **more: str
) -> str:
    """A message that names the best and the worst design; {low} is the smaller figure's place in the text."""
    one, other = sorted(ends, key=lambda design: values[design].estimate)
    low, high = view.amount(values[one].estimate, unit), view.amount(values[other].estimate, unit)
    return _start(view.say(key, low=low, high=high, worst=view.label(one), best=view.label(other), **more))


def _gap_message(view: View, kpi: str, scope: str, name: str) -> str:
    gaps = {design: gap for design in view.others if (gap := view.gap(design, kpi, scope, name)) is not None}
    baseline, label = view.label(view.baseline or ""), _label_of(view, kpi, scope, name)
    better = KPIS[kpi].better
    if not better:
        return view.say("m_forest_range", baseline=baseline, kpi=label)
    best = max(gaps, key=lambda design: better * gaps[design].difference)
    if not gaps[best].clear or better * gaps[best].difference <= 0:
        return view.say("m_forest_unclear", baseline=baseline, kpi=label)
    gap = view.write.gap(gaps[best].difference, KPIS[kpi].unit)
    return _start(view.say("m_forest_clear", baseline=baseline, best=view.label(best), gap=gap, kpi=label))


def _cost_message(view: View) -> str:
    values = view.values("cost_per_resolved")
    if not values:
        return view.say("m_cost_total")
    best, worst = _extremes(values, -1)
    texts = {design: view.amount(value.estimate, "money") for design, value in values.items()}
    if len(values) == 1 or texts[best] == texts[worst]:
        return view.say("m_cost_one", value=texts[best])
    return view.say(
        "m_cost_many", low=texts[best], high=texts[worst], best=view.label(best), worst=view.label(worst)
    )


def _hour_message(view: View, week: hours.Week) -> str:
    low = {design: at for design in view.designs if (at := hours.worst(week.designs[design])) is not None}
    if not low:
        return view.say("a_answer_rate")
    rates = {design: float(week.designs[design].rate[at]) for design, at in low.items()}
    worst, best = min(rates, key=lambda design: rates[design]), max(rates, key=lambda design: rates[design])
    if rates[worst] > 0.985:
        return view.say("m_day_full")
    if len(rates) == 1 or rates[best] - rates[worst] < 0.02:
        return view.say("m_day_one", when=_when(view, week, low[worst]), value=view.amount(rates[worst], "share"))
    return view.say(
        "m_day_many",
        low=view.amount(rates[worst], "share"), high=view.amount(rates[best], "share"),
        worst=view.label(worst), best=view.label(best),
        when_low=_when(view, week, low[worst]), when_high=_when(view, week, low[best]),
    )  # fmt: skip


def _when(view: View, week: hours.Week, interval: int) -> str:
    day = DAYS_IN_FULL[view.language][(week.weekday + int(week.day[interval])) % 7]
    clock = int(week.clock[interval])
    hour, minute = clock // 3600, clock % 3600 // 60
    time = f"{hour}:{minute:02d}" if view.language == "en" else f"{hour} h" + (f" {minute:02d}" if minute else "")
    return view.say("at_time", day=day, time=time) if len(week.shown) > 1 and week.interval < 86400 else day


def _wait_message(view: View, names: list[str]) -> str:
    asked = view.deciding[2]
    name = asked if asked in names else names[0]
    values = view.values("wait_p90", "type", name)
    best, worst = _extremes(values, -1)
    texts = {design: _wait(view, value.estimate) for design, value in values.items()}
    kind = view.type_label(name)
    if texts[best] == texts[worst]:
        return _start(view.say("m_waits_one", type=kind, value=texts[best]))
    return _start(
        view.say(
            "m_waits_many", type=kind, low=texts[best], high=texts[worst],
            best=view.label(best), worst=view.label(worst),
        )
    )  # fmt: skip


def _wait(view: View, seconds: float) -> str:
    return view.amount(seconds, "s") if seconds >= 0.05 else "0 s"


def _backlog_message(view: View, name: str) -> str:
    values = view.values("backlog", "type", name)
    best, worst = _extremes(values, -1)
    texts = {design: view.amount(value.estimate, "contacts") for design, value in values.items()}
    kind = view.type_label(name)
    if texts[best] == texts[worst]:
        return _start(view.say("m_backlog_one", type=kind, value=texts[best]))
    return _start(
        view.say(
            "m_backlog_many", type=kind, low=texts[best], high=texts[worst],
            best=view.label(best), worst=view.label(worst),
        )
    )  # fmt: skip
