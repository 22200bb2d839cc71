"""The pictures as functions, for notebooks and scripts.

Each returns a matplotlib figure, to be saved or shown as it is; its title is a sentence made from the results. Where
there is nothing to show, a ValueError says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kpis.dictionary import KPIS
from sim.report.view import View, view_of

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison
    from sim.experiments.results import Result
    from sim.report.drawing import Picture
    from sim.report.pictures import PictureSpec

WIDE, NARROW = 548.0, 282.0
"""Widths in points: for a page or a screen, and for a phone."""


def designs_side_by_side(
    results: Comparison | Result, kpi: str | None = None, language: str = "en", *, width: float = WIDE,
    title: bool = True,
) -> Picture:  # fmt: skip
    """An indicator (default: the deciding one) of every design, for all contacts and for each type."""
    from sim.report import pictures

    view = view_of(results, language)
    chosen = _known_kpi(kpi or view.deciding[0])
    return _picture(pictures.side_by_side(view, chosen), f"no design has a value of '{chosen}'", width, title)


def answer_rate_by_hour(
    results: Comparison | Result, language: str = "en", *, width: float = WIDE, title: bool = True
) -> Picture:
    """The answer rate of calls and chats through the day or the week, over contacts offered and people there."""
    from sim.report import pictures

    spec = pictures.by_hour(view_of(results, language))
    return _picture(spec, "no call and no chat was offered", width, title)


def waits(results: Comparison | Result, language: str = "en", *, width: float = WIDE, title: bool = True) -> Picture:
    """How long customers wait, as the share whose wait is over within a time."""
    from sim.report import pictures

    return _picture(pictures.waits(view_of(results, language)), "nobody waits", width, title)


def backlog(results: Comparison | Result, language: str = "en", *, width: float = WIDE, title: bool = True) -> Picture:
    """Contacts in line over the run, e-mails first."""
    from sim.report import pictures

    return _picture(pictures.backlog(view_of(results, language)), "no line ever forms", width, title)


def costs(results: Comparison | Result, language: str = "en", *, width: float = WIDE, title: bool = True) -> Picture:
    """Total cost and cost of a resolved request of every design."""
    from sim.report import pictures

    spec = pictures.costs(view_of(results, language))
    return _picture(spec, "the scenario names no wages and no prices", width, title)


def differences_from_baseline(
    comparison: Comparison, kpi: str | None = None, language: str = "en", *, width: float = WIDE, title: bool = True
) -> Picture:
    """Paired differences of an indicator (default: the deciding one), and how often a design does better."""
    from sim.report import pictures

    view: View = view_of(comparison, language)
    chosen = _known_kpi(kpi or view.deciding[0])
    return _picture(pictures.differences(view, chosen), f"no difference of '{chosen}' is known", width, title)


def _known_kpi(kpi: str) -> str:
    from sim.scenario.units import nearest

    if kpi not in KPIS:
        raise ValueError(f"'{kpi}' is no indicator; `polyvalence kpis` lists them{nearest(kpi, KPIS)}")
    return kpi


def _picture(spec: PictureSpec | None, why_not: str, width: float, titled: bool) -> Picture:
    if spec is None:
        raise ValueError(f"there is nothing to draw: {why_not}")
    return spec.picture(width, titled)
