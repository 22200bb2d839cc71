"""One HTML page: question, answer, figures, pictures, assumptions, definitions, provenance.

A consultant mails a file; somebody opens it on a train, prints it, forwards it. So it is one file that loads nothing:
no script, no font, no picture from anywhere. Decision: every picture stands in the page twice, drawn for a page and
drawn for a phone, and the style sheet shows the one that fits; a picture that is merely shrunk cannot be read.
"""

from __future__ import annotations

import os
import re
import shlex
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.kpis.dictionary import KPIS
from sim.report import assumptions, invoices, result_warnings
from sim.report.atomic_files import atomic_file
from sim.report.definitions import definition, note
from sim.report.headline import HeadlineRow, Section, difference_sections, sections, shown_kpis
from sim.report.phrases import with_no_break_spaces
from sim.report.view import Value, View, view_of
from sim.scenario.scenario import IN_HOUSE

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison
    from sim.experiments.results import Result

TEMPLATE = "report.html.j2"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class FigureCell(NamedTuple):
    """A figure of a table: its value, its interval, and a remark (an arrow, or how often it is better)."""

    value: str
    span: str = ""
    arrow: str = ""
    meaning: str = ""
    clear: bool = False


class TableRow(NamedTuple):
    """An indicator with a cell for each design."""

    label: str
    about: str
    cells: dict[str, FigureCell]


class TablePart(NamedTuple):
    """Rows under a common question."""

    title: str
    rows: list[TableRow]


class PagePicture(NamedTuple):
    """A picture of the page, drawn for a wide and for a narrow screen."""

    message: str
    caption: str
    wide: Any
    narrow: Any


def write_report(results: Comparison | Result, path: str | os.PathLike[str], language: str = "en") -> Path:
    """Write the page to `path` and return it. The file is whole or, if anything fails, not there.

    Raises ValueError for a language other than "en" and "fr".
    """
    text = report_html(results, language)
    with atomic_file(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
    return Path(path)


def report_html(results: Comparison | Result, language: str = "en") -> str:
    """The page as text; the same results give the same text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    view = view_of(results, language)
    folder = Path(__file__).parent
    pages = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_without_controls,
    )  # fmt: skip
    pages.filters["tied"] = with_no_break_spaces
    return pages.get_template(TEMPLATE).render(_content(view))


def _without_controls(value: Any) -> Any:
    """A text of the page without control characters: escapes, bells, marks that change the reading direction.

    Pictures are markup, which goes through here before it is marked as such.
    """
    return _CONTROLS.sub(" ", value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _content(view: View) -> dict[str, Any]:
    """The variables of the template."""
    from sim.report.drawing import mark_styles

    styles = mark_styles(view.designs, view.baseline)
    confidence = view.percent(view.result.options.confidence)
    count = view.write.number(view.count)
    baseline = view.label(view.baseline) if view.baseline else ""
    return {
        "language": view.language,
        "say": view.say,
        "scenario": view.scenario,
        "designs": {design: view.label(design) for design in view.designs},
        "others": {design: view.label(design) for design in view.others},
        "colours": {design: style.colour for design, style in styles.items()},
        "baseline": view.baseline,
        "baseline_label": baseline,
        "answer": answer(view),
        "basis": view.comparison.basis_in(view.language) if view.comparison is not None else "",
        "warnings": result_warnings.warnings(view),
        "grows": bool(view.result.unstable),
        "figures": [*(_figures(view, section) for section in sections(view)), *_site_shares(view)],
        "figures_note": _figures_note(view, count, confidence),
        "arrows": bool(view.others) and view.count > 1,
        "pictures": _pictures(view),
        "gaps": [_gap_part(view, section) for section in difference_sections(view)],
        "gaps_note": view.say("differences_note", baseline=baseline, confidence=confidence, n=count),
        "invoices": invoices.tables(view),
        "changes": assumptions.changes(view),
        "assumptions": assumptions.assumptions(view),
        "published": assumptions.published(view),
        "definitions": _definitions(view),
        "provenance": _provenance(view),
        "commands": [command_line(view), *python_lines(view)],
    }


def answer(view: View) -> str:
    """The verdict of a comparison; of a plain result, its deciding figure."""
    if view.comparison is not None:
        return view.comparison.verdict_in(view.language)
    kpi, scope, name = view.deciding
    values, unit = view.values(kpi, scope, name), KPIS[kpi].unit
    about = f" ({view.about(kpi, scope, name)})" if scope != "total" else ""
    label = view.kpi_label(kpi) + about
    if not values:
        return view.say("result_none", kpi=label)
    best = max(values, key=lambda design: values[design].estimate)
    worst = min(values, key=lambda design: values[design].estimate)
    high, low = (view.amount(values[design].estimate, unit) for design in (best, worst))
    if len(values) > 1:
        if high == low:
            return view.say("result_same", kpi=label, value=high)
        return view.say("result_many", kpi=label, low=low, high=high, worst=view.label(worst), best=view.label(best))
    value, span = values[best], ""
    if isfinite(value.low) and value.low < value.high:
        span = view.say("span", low=view.amount(value.low, unit), high=view.amount(value.high, unit))
    label = view.kpi_label(kpi, within=True) + about
    return view.say("result_one", design=view.label(best), kpi=label, value=high, span=span)


# ---- tables ------------------------------------------------------------------------------------------


def _figures(view: View, section: Section) -> TablePart:
    rows = [
        TableRow(_row_label(view, line), _row_about(view, line), {d: _cell(view, d, line) for d in view.designs})
        for line in section.rows
    ]
    return TablePart(view.say(section.title), rows)


def _site_shares(view: View) -> list[TablePart]:
    """The received share of each partner by type, beside the agreed one."""
    found: dict[tuple[str, str], dict[str, FigureCell]] = {}
    for one in view.result.site_shares:
        if one.site != IN_HOUSE:
            span = view.span(Value(one.received, one.low, one.high), "share")
            wanted = view.say("to_get", wanted=view.amount(one.wanted, "share"))
            cell = FigureCell(view.amount(one.received, "share"), "; ".join(part for part in (span, wanted) if part))
            found.setdefault((one.site, one.type), dict.fromkeys(view.designs, FigureCell("\u2013")))[one.design] = cell
    rows = [
        TableRow(view.say("received_by", site=view.site_label(site)), view.type_label(name), cells)
        for (site, name), cells in found.items()
    ]
    return [TablePart(view.say("part_sites"), rows)] if rows else []


def _row_label(view: View, line: HeadlineRow) -> str:
    return view.kpi_label(line.kpi)


def _row_about(view: View, line: HeadlineRow) -> str:
    """Which contacts a row is about, and the target, where that is not obvious."""
    about = view.about_where_unclear(line.kpi, line.scope, line.name)
    return ", ".join(part for part in (about, line.detail) if part)


def _cell(view: View, design: str, line: HeadlineRow) -> FigureCell:
    value, unit = view.value(design, *line.key), KPIS[line.kpi].unit
    if value is None:
        return FigureCell("\u2013")
    gap, better = view.gap(design, *line.key), KPIS[line.kpi].better
    arrow = ""
    if gap is not None and better and gap.clear:
        arrow = "▲" if better * gap.difference > 0 else "▼"
    meaning = view.say("better" if arrow == "▲" else "worse") if arrow else ""
    return FigureCell(view.amount(value.estimate, unit), view.span(value, unit), arrow, meaning)


def _gap_part(view: View, section: Section) -> TablePart:
    rows = [
        TableRow(_row_label(view, line), _row_about(view, line), {d: _gap_cell(view, d, line) for d in view.others})
        for line in section.rows
    ]
    return TablePart(view.say(section.title), rows)


def _gap_cell(view: View, design: str, line: HeadlineRow) -> FigureCell:
    gap, unit = view.gap(design, *line.key), KPIS[line.kpi].unit
    if gap is None:
        return FigureCell("\u2013")
    span = ""
    if isfinite(gap.low) and gap.low < gap.high:
        span = view.say("from_to", low=view.bare_gap(gap.low, unit), high=view.bare_gap(gap.high, unit))
    won = ""
    if isfinite(gap.p_better):
        won = view.say("better_in", share=view.won(gap))
    return FigureCell(view.write.gap(gap.difference, unit), span, "", won, gap.clear)


def _figures_note(view: View, count: str, confidence: str) -> str:
    if view.count < 2:
        return view.say("headline_note_one")
    return view.say("headline_note", n=count, confidence=confidence)


# ---- pictures ----------------------------------------------------------------------------------------


def _pictures(view: View) -> list[PagePicture]:
    from markupsafe import Markup

    from sim.report.drawing import NARROW, WIDE
    from sim.report.inline_svg import inline_svg
    from sim.report.pictures import picture_specs

    return [
        PagePicture(
            spec.message,
            spec.caption,
            Markup(_without_controls(inline_svg(spec.picture(WIDE, titled=False)))),
            Markup(_without_controls(inline_svg(spec.picture(NARROW, titled=False)))),
        )
        for spec in picture_specs(view)
    ]


# ---- definitions and provenance ----------------------------------------------------------------------


def _definitions(view: View) -> list[tuple[str, str, str, str]]:
    """(identifier, label, definition, remark) of every indicator shown."""
    mixed = bool(view.live) and bool(view.deferred)
    return [
        (kpi, view.kpi_label(kpi), definition(KPIS[kpi], view.language), note(KPIS[kpi], view.language, mixed))
        for kpi in shown_kpis(view)
    ]


def _provenance(view: View) -> list[tuple[str, str]]:
    from sim.report.axis_scales import long_date

    facts, options = view.result.provenance, view.result.options
    calendar = next(iter(view.samples.values())).planned.centre.calendar
    length = next(iter(view.samples.values())).planned.plan.horizon
    days = length / 86400
    words = (
        view.say("day_one") if days == 1 else view.say("day_many", n=view.write.number(days, 0 if days % 1 == 0 else 1))
    )
    found = [
        ("p_program", f"{facts['program']} {facts['version']}"),
        ("p_scenario", f"{facts['scenario']} ({file_name(view)})"),
        ("p_digest", facts["scenario_digest"]),
        ("p_period", view.say("period_days", days=words, start=long_date(calendar.start, view.language))),
        ("p_seed", str(facts["seed"])),
        ("p_engine", facts["engine"]),
        ("p_replications", view.write.number(view.count)),
        ("p_confidence", view.percent(options.confidence)),
    ]
    if options.precision is not None:
        reached = view.say("yes" if facts["precision_reached"] else "no")
        found.append(("p_precision", f"{view.percent(options.precision)} ({reached})"))
    return [(view.say(key), value) for key, value in found]


def file_name(view: View) -> str:
    """Name of the scenario file without its folder."""
    return Path(view.scenario.path).name or "scenario.yaml"


def command_line(view: View) -> str:
    """The command that reproduces the figures, in the folder of the scenario file."""
    words = ["polyvalence", "compare" if view.comparison else "run", file_name(view)]
    if view.baseline is not None:
        words += ["--baseline", view.baseline]
    elif len(view.designs) == 1 and len(view.scenario.designs) > 1:
        words += ["--design", view.designs[0]]
    if not _stopped_by_itself(view):
        words += ["-n", str(view.count)]
    words += ["--seed", str(view.result.options.seed)]
    return shlex.join([*words, *(["--lang", view.language] if view.language != "en" else []), "--out", "results"])


def _stopped_by_itself(view: View) -> bool:
    """Whether the same file stops at the same number of replications, with the same verdict, if none is given."""
    return view.comparison is not None and view.comparison.decision.looks.stopped in ("clear", "fine", "limit")


def python_lines(view: View) -> list[str]:
    """The lines of Python that reproduce this page."""
    what = [repr(file_name(view))]
    if view.baseline is not None:
        what.append(f"baseline={view.baseline!r}")
    elif len(view.designs) == 1 and len(view.scenario.designs) > 1:
        what.append(f"design={view.designs[0]!r}")
    if not _stopped_by_itself(view):
        what.append(f"replications={view.count}")
    what.append(f"seed={view.result.options.seed}")
    verb = "compare" if view.comparison else "run"
    return [
        "import sim",
        "from sim.report import write_report",
        f"results = sim.{verb}({', '.join(what)})",
        f"write_report(results, 'report.html', language={view.language!r})",
    ]
