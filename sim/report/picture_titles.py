"""The title of each picture: a sentence that says what the picture shows.

A board remembers the title, so it is the message: "Specialised: answer rate 95.1 %, against 60.2 % for Today", not
"Answer rate by design". Decision: a title never claims more than the intervals allow; where the difference is not
significant, it says that there is no clear one.
"""

from __future__ import annotations

from sim.kpis.dictionary import KPIS
from sim.report import hourly_figures
from sim.report.phrases import DAYS_IN_FULL
from sim.report.view import Value, View


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _label_of(view: View, kpi: str, scope: str, name: str) -> str:
    """ "answer rate", or "answer rate, Sales calls"."""
    label = view.kpi_label(kpi, within=True)
    if scope == "total" or view.is_whole_total(kpi, scope, name):
        return label
    return f"{label}, {view.about(kpi, scope, name)}"


def _do_not_overlap(one: Value, other: Value) -> bool:
    """Whether two intervals do not overlap; False without intervals."""
    return one.high < other.low or other.high < one.low


def _extremes(values: dict[str, Value], better: int) -> tuple[str, str]:
    """(best, worst) designs; for an indicator without a direction, (highest, lowest)."""
    sign = better or 1
    return (
        max(values, key=lambda design: sign * values[design].estimate),
        min(values, key=lambda design: sign * values[design].estimate),
    )


# ---- dots --------------------------------------------------------------------------------------------


def side_by_side(view: View, kpi: str, scope: str, name: str) -> str:
    """The best design against the baseline; without one, the range."""
    values, unit = view.values(kpi, scope, name), KPIS[kpi].unit
    label = _label_of(view, kpi, scope, name)
    best, worst_interval = _extremes(values, KPIS[kpi].better)
    texts = {design: view.amount(value.estimate, unit) for design, value in values.items()}
    if len(values) == 1:
        return _start(view.say("m_side_one", kpi=label, value=texts[best]))
    key = _side_case(view, kpi, scope, name, best)
    if key == "m_side_range":
        low, high = sorted((best, worst_interval), key=lambda design: values[design].estimate)
        names = {"worst": view.label(low), "best": view.label(high)}
        return _start(view.say(key, kpi=label, low=texts[low], high=texts[high], **names))
    baseline = view.baseline or ""
    names = {"best": view.label(best), "baseline": view.label(baseline)}
    return _start(view.say(key, kpi=label, value=texts[best], base=texts[baseline], **names))


def _side_case(view: View, kpi: str, scope: str, name: str, best: str) -> str:
    if not KPIS[kpi].better or view.baseline not in view.values(kpi, scope, name) or KPIS[kpi].kind == "quantile":
        return "m_side_range"
    if best == view.baseline:
        return "m_side_baseline"
    if _is_clearly_better(view, best, kpi, scope, name):
        return "m_side_clear"
    return "m_side_unclear" if len(view.others) > 1 else "m_side_equal"


def _is_clearly_better(view: View, design: str, kpi: str, scope: str, name: str) -> bool:
    """Whether a design beats the baseline: of the deciding indicator, as the verdict has it."""
    if view.comparison is not None and (kpi, scope, name) == view.deciding:
        return any(gap.design == design and gap.state == "better" for gap in view.comparison.decision.gaps)
    gap = view.gap(design, kpi, scope, name)
    return gap is not None and gap.clear and KPIS[kpi].better * gap.difference > 0


def differences(view: View, kpi: str, scope: str, name: str) -> str:
    """The greatest gain on the baseline, if any is clear."""
    gaps = {design: gap for design in view.others if (gap := view.gap(design, kpi, scope, name)) is not None}
    baseline, label = view.label(view.baseline or ""), _label_of(view, kpi, scope, name)
    better = KPIS[kpi].better
    if not better:
        return view.say("m_forest_range", baseline=baseline, kpi=label)
    best = max(gaps, key=lambda design: better * gaps[design].difference)
    if not _is_clearly_better(view, best, kpi, scope, name):
        return view.say("m_forest_unclear", baseline=baseline, kpi=label)
    gain = view.write.gap(gaps[best].difference, KPIS[kpi].unit)
    return _start(view.say("m_forest_clear", baseline=baseline, best=view.label(best), gap=gain, kpi=label))


def costs(view: View) -> str:
    """The cheapest and the dearest resolved request."""
    values = view.values("cost_per_resolved")
    if not values:
        return view.say("m_cost_total")
    return _compared(view, "cost", values, {k: view.amount(v.estimate, "money") for k, v in values.items()})


# ---- curves ------------------------------------------------------------------------------------------


def by_hour(view: View, week: hourly_figures.Week) -> str:
    """When the answer rate is lowest, in the worst design and in the best."""
    low = {
        design: at for design in view.designs if (at := hourly_figures.worst_interval(week.designs[design])) is not None
    }
    if not low:
        return view.say("a_answer_rate")
    spots = {design: _answer_rate_at(week.designs[design], at) for design, at in low.items()}
    best, worst_interval = _extremes(spots, 1)
    texts = {design: view.amount(spot.estimate, "share") for design, spot in spots.items()}
    if spots[worst_interval].estimate > 0.985:
        return view.say("m_day_full")
    if len(spots) == 1 or not _do_not_overlap(spots[best], spots[worst_interval]):
        return view.say("m_day_one", when=_when(view, week, low[worst_interval]), value=texts[worst_interval])
    names = {"worst": view.label(worst_interval), "best": view.label(best)}
    when = {"when_low": _when(view, week, low[worst_interval]), "when_high": _when(view, week, low[best])}
    return view.say("m_day_many", low=texts[worst_interval], high=texts[best], **names, **when)


def _answer_rate_at(one: hourly_figures.Hours, at: int) -> Value:
    return Value(float(one.rate[at]), float(one.low[at]), float(one.high[at]))


def _when(view: View, week: hourly_figures.Week, interval: int) -> str:
    day = DAYS_IN_FULL[view.language][(week.weekday + int(week.day[interval])) % 7]
    if len(week.shown) == 1 or week.interval >= 86400:
        return day
    hour, minute = divmod(int(week.clock[interval]) // 60, 60)
    time = f"{hour}:{minute:02d}" if view.language == "en" else f"{hour} h" + (f" {minute:02d}" if minute else "")
    return view.say("at_time", day=day, time=time)


def waits(view: View, names: list[str]) -> str:
    """Within what time nine waits in ten are over: of the deciding type, or of the first."""
    name = view.deciding[2] if view.deciding[2] in names else names[0]
    values = view.values("wait_p90", "type", name)
    texts = {design: _wait(view, value.estimate) for design, value in values.items()}
    return _compared(view, "waits", values, texts, type=view.type_label(name))


def _wait(view: View, seconds: float) -> str:
    return view.amount(seconds, "s") if seconds >= 0.05 else "0 s"


def backlog(view: View, name: str) -> str:
    """The mean queue length of a type."""
    values = view.values("backlog", "type", name)
    texts = {design: view.amount(value.estimate, "contacts") for design, value in values.items()}
    return _compared(view, "backlog", values, texts, type=view.type_label(name))


def _compared(view: View, what: str, values: dict[str, Value], texts: dict[str, str], **more: str) -> str:
    """The least and the greatest of figures of which less is better, with the designs' names if their intervals
    differ."""
    best, worst_interval = _extremes(values, -1)
    if len(values) == 1 or texts[best] == texts[worst_interval]:
        return _start(view.say(f"m_{what}_one", value=texts[best], **more))
    if not _do_not_overlap(values[best], values[worst_interval]):
        return _start(view.say(f"m_{what}_near", low=texts[best], high=texts[worst_interval], **more))
    names = {"best": view.label(best), "worst": view.label(worst_interval)}
    return _start(view.say(f"m_{what}_many", low=texts[best], high=texts[worst_interval], **names, **more))
