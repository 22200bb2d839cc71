"""The pictures of a report: which there are, the title and the caption of each.

A report shows what there is to see: no costs without wages, no e-mail backlog without e-mails. Decision: a picture is
chosen, titled and explained here, before anything is drawn, so the page can print title and caption as text and draw
the same picture twice, for a page and for a phone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.kpis.dictionary import KPIS
from sim.report import curve_charts, day_chart, dot_chart, hourly_figures, picture_titles
from sim.report.axis_scales import Scale, value_scale
from sim.report.drawing import WIDE, Board, MarkStyle, Picture, draw_in_own_style, mark_styles
from sim.report.view import View


class PictureSpec(NamedTuple):
    """A picture to be drawn, with its title and its caption; `draw(width, titled)` draws it."""

    name: str
    message: str
    caption: str
    draw: Callable[[float, bool], Board]

    def picture(self, width: float = WIDE, titled: bool = True) -> Picture:
        """The picture drawn, with its title or without."""
        return draw_in_own_style(lambda: self.draw(width, titled))


def picture_specs(view: View) -> list[PictureSpec]:
    """Every picture that has something to show."""
    several = len(view.designs) > 1
    kpi = view.deciding[0]
    found = [
        side_by_side(view, kpi) if several or len(_scopes(view, kpi)) > 1 else None,
        side_by_side(view, "answer_rate") if several and view.live and kpi != "answer_rate" else None,
        by_hour(view),
        waits(view),
        backlog(view),
        costs(view) if several else None,
        differences(view, kpi) if _differ(view, kpi) else None,
    ]
    return [spec for spec in found if spec is not None]


def _differ(view: View, kpi: str) -> bool:
    """Whether the interval of any design's difference from the baseline leaves out zero."""
    gaps = [view.gap(design, kpi, *scope) for design in view.others for scope in _scopes(view, kpi)]
    return any(gap is not None and gap.difference != 0.0 for gap in gaps)


# ---- dots --------------------------------------------------------------------------------------------


def side_by_side(view: View, kpi: str) -> PictureSpec | None:
    """An indicator of every design: for all contacts and for each type."""
    scopes = _scopes(view, kpi)
    if not scopes:
        return None
    styles = mark_styles(view.designs, view.baseline)
    bands = tuple(
        dot_chart.Band(
            view.about(kpi, scope, name) if len(scopes) > 1 else "",
            tuple(_mark(view, design, kpi, scope, name, styles) for design in view.designs),
            *_target(view, kpi, name),
        )
        for scope, name in scopes
    )
    chart = dot_chart.Chart(bands, _scale(view, kpi, bands), _axis_label(view, kpi))
    message = picture_titles.side_by_side(view, kpi, *_scope_of_title(view, kpi, scopes))
    caption = view.say("c_side", confidence=view.percent(view.result.options.confidence)) if view.count > 1 else ""
    if any(band.target is not None for band in bands):
        caption += view.say("c_side_target")
    return PictureSpec(
        kpi, message, caption, lambda width, titled: dot_chart.dot_chart([chart], message, width, titled)
    )


def costs(view: View) -> PictureSpec | None:
    """Total cost and cost of a resolved request; None where the file names no wage and no price."""
    if not view.has_costs:
        return None
    styles = mark_styles(view.designs, view.baseline)
    charts = []
    for kpi in ("cost_total", "cost_per_resolved"):
        if view.values(kpi):
            marks = tuple(_mark(view, design, kpi, "total", "total", styles) for design in view.designs)
            band = dot_chart.Band(view.kpi_label(kpi), marks)
            scale = _scale(view, kpi, (band,), from_zero=True)
            charts.append(dot_chart.Chart((band,), scale, view.scenario.currency, stems=True))
    message = picture_titles.costs(view)
    return PictureSpec(
        "costs", message, view.say("c_costs"), lambda width, titled: dot_chart.dot_chart(charts, message, width, titled)
    )


def differences(view: View, kpi: str) -> PictureSpec | None:
    """Paired differences from the baseline with their intervals; None outside a comparison."""
    scopes = [
        (scope, name)
        for scope, name in _scopes(view, kpi)
        if any(view.gap(design, kpi, scope, name) for design in view.others)
    ]
    if not scopes or view.baseline is None:
        return None
    styles = mark_styles(view.designs, view.baseline)
    bands = tuple(
        dot_chart.Band(
            view.about(kpi, scope, name) if len(scopes) > 1 else "",
            tuple(_gap_mark(view, design, kpi, scope, name, styles) for design in view.others),
        )
        for scope, name in scopes
    )
    values = [number for band in bands for mark in band.marks for number in (mark.value, mark.low, mark.high)]
    scale = value_scale([0.0, *values], KPIS[kpi].unit, view.write, signed=True)
    heads = (view.say("a_difference"), view.say("a_p_better")) if KPIS[kpi].better else (view.say("a_difference"),)
    chart = dot_chart.Chart(bands, scale, _gap_label(view, kpi), heads, zero=True)
    message = picture_titles.differences(view, kpi, *_scope_of_title(view, kpi, scopes))
    caption = view.say(
        "c_forest", baseline=view.label(view.baseline), confidence=view.percent(view.result.options.confidence)
    )
    return PictureSpec(
        "differences", message, caption, lambda width, titled: dot_chart.dot_chart([chart], message, width, titled)
    )


def _scopes(view: View, kpi: str) -> list[tuple[str, str]]:
    """Total and types that have the indicator; a type that is all of the total stands for it."""
    types = view.live if KPIS[kpi].live and view.live else list(view.contacts)
    found = [("type", name) for name in types if view.values(kpi, "type", name)]
    if view.values(kpi) and len(found) != 1:
        found.insert(0, ("total", "total"))
    return found


def _scope_of_title(view: View, kpi: str, scopes: list[tuple[str, str]]) -> tuple[str, str]:
    """The scope that the title is about: that of the verdict where the indicator is the deciding one."""
    _, scope, name = view.deciding
    return (scope, name) if kpi == view.deciding[0] and (scope, name) in scopes else scopes[0]


def _mark(view: View, design: str, kpi: str, scope: str, name: str, styles: dict[str, MarkStyle]) -> dot_chart.Mark:
    value = view.value(design, kpi, scope, name)
    if value is None:
        nan = float("nan")
        return dot_chart.Mark(view.label(design), styles[design], nan, nan, nan, ("\u2013",))
    unit = KPIS[kpi].unit
    figure = view.amount(value.estimate, unit)
    return dot_chart.Mark(view.label(design), styles[design], *value, (figure,))


def _gap_mark(view: View, design: str, kpi: str, scope: str, name: str, styles: dict[str, MarkStyle]) -> dot_chart.Mark:
    gap = view.gap(design, kpi, scope, name)
    figures = 2 if KPIS[kpi].better else 1
    if gap is None:
        nan = float("nan")
        return dot_chart.Mark(view.label(design), styles[design], nan, nan, nan, ("\u2013",) * figures)
    texts = (view.write.gap(gap.difference, KPIS[kpi].unit), _won(view, gap.p_better))[:figures]
    return dot_chart.Mark(view.label(design), styles[design], gap.difference, gap.low, gap.high, texts)


def _won(view: View, p_better: float) -> str:
    return f"{view.write.number(100 * p_better)} %" if p_better == p_better else "\u2013"


def _target(view: View, kpi: str, name: str) -> tuple[float | None, str]:
    if name not in view.contacts or not (kpi.startswith("sl_") or kpi == "reply_within"):
        return None, ""
    share = view.target(name).share
    return share, view.say("target_mark", share=view.percent(share))


def _scale(view: View, kpi: str, bands: tuple[dot_chart.Band, ...], from_zero: bool = False) -> Scale:
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


def by_hour(view: View) -> PictureSpec | None:
    """Answer rate through the day or the week over load and staffing; None without calls or chats."""
    week = hourly_figures.week_of(view)
    if week is None:
        return None
    message = picture_titles.by_hour(view, week)
    pace = view.write.number(week.pace, 0 if week.pace >= 10 else 1)
    return PictureSpec(
        "hours",
        message,
        view.say("c_days", pace=pace),
        lambda width, titled: day_chart.day_chart(view, week, message, width, titled),
    )


def waits(view: View) -> PictureSpec | None:
    """How long customers wait, for each type and design; None where nobody waits."""
    found = {name: one for name in view.live if (one := curve_charts.waits_of(view, name)) is not None}
    for name in view.deferred:
        one = curve_charts.waits_of(view, name)
        if one is not None:
            found[name] = one
    if not found:
        return None
    message = picture_titles.waits(view, list(found))
    return PictureSpec(
        "waits",
        message,
        view.say("c_waits"),
        lambda width, titled: curve_charts.wait_chart(view, found, message, width, titled),
    )


def backlog(view: View) -> PictureSpec | None:
    """Queue lengths over the run, of the types that queue; None where nobody ever waits."""
    found = curve_charts.queue_lengths(view)
    if not found:
        return None
    message = picture_titles.backlog(view, next(iter(found)))
    caption = view.say("c_backlog_one")
    if view.count > 1:
        caption = view.say("c_backlog", confidence=view.percent(view.result.options.confidence))
    return PictureSpec(
        "backlog",
        message,
        caption,
        lambda width, titled: curve_charts.backlog_chart(view, found, message, width, titled),
    )
