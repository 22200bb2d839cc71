"""The answer in one sentence, made from the deciding indicator's paired differences.

Among many designs one looks best by chance alone. So what the sentence claims holds for all comparisons at once: each
gets its share of the error probability (Bonferroni), and the best design is called better than the next only if it
would be so whichever of the others had been the next. The intervals shown are those of the tables, except where the
wider joint intervals allow no claim; then those are shown.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Protocol

from sim.kpis.dictionary import KPIS

if TYPE_CHECKING:
    from sim.experiments.results import Result
    from sim.experiments.statistics import Estimate
    from sim.figures.number_format import NumberFormat
    from sim.scenario.scenario import Scenario


class Compared(Protocol):
    """The part of a comparison that the verdict reads."""

    @property
    def result(self) -> Result: ...
    @property
    def scenario(self) -> Scenario: ...
    @property
    def baseline(self) -> str: ...
    @property
    def difference_rows(self) -> list[dict[str, Any]]: ...
    def deciding(self) -> list[dict[str, Any]]: ...
    def amounts(self, language: str) -> NumberFormat: ...


WORDS = {
    "en": {
        "better": "{design} beats {baseline} on {kpi}{where}: {value} against {base}, {gap} "
        "({low} to {high}), better in {won} of {n} replications{sure}.",
        "worse": "No design beats {baseline} on {kpi}{where}: the nearest, {design}, has {value} against {base}, {gap} "
        "({low} to {high}).",
        "higher": "{design} has the highest {kpi}{where}: {value} against {base} for {baseline}, {gap} "
        "({low} to {high}).",
        "sure": " ({low} – {high} in the long run)",
        "nearly": "{design} looks better than {baseline} on {kpi}{where}: {value} against {base}, {gap}; but the best "
        "of {many} comparisons may look so by chance ({low} to {high}, all of them taken together). About {needed} "
        "replications would decide.",
        "unseen": "{design} and {baseline} show no difference on {kpi}{where}: {value} in all {n} replications. "
        "Rare events that none of them saw may still make a difference of {low} to {far}.",
        "open": "{design} and {baseline} are not distinguishable yet on {kpi}{where}: {value} against {base}, "
        "{gap} ({low} to {high}) after {n} replications; about {needed} replications would decide.",
        "equal": "{design} and {baseline} give the same {kpi}{where}: {value}.",
        "nothing": "No design has a value of {kpi}{where} to compare.",
        "where": " for {name}",
        "companion": " {kpi}: {value} against {base}.",
        "ahead": " It is {gap} ahead of the next, {second} ({low} to {high}).",
        "beside": " It cannot yet be told apart from the next, {second} ({low} to {high}).",
    },
    "fr": {
        "better": "{design} fait mieux que {baseline} sur l'indicateur « {kpi} »{where} : {value} contre {base}, "
        "soit {gap} (de {low} à {high}), mieux dans {won} des {n} réplications{sure}.",
        "worse": "Aucune organisation ne fait mieux que {baseline} sur l'indicateur « {kpi} »{where} : "
        "la plus proche, {design}, est à {value} contre {base}, soit {gap} (de {low} à {high}).",
        "higher": "{design} a la valeur la plus haute de l'indicateur « {kpi} »{where} : {value} contre {base} "
        "pour {baseline}, soit {gap} (de {low} à {high}).",
        "sure": " ({low} – {high} à la longue)",
        "nearly": "{design} semble faire mieux que {baseline} sur l'indicateur « {kpi} »{where} : {value} contre "
        "{base}, soit {gap} ; mais la meilleure de {many} comparaisons peut le sembler par hasard (de {low} à {high}, "
        "toutes prises ensemble). Il faudrait environ {needed} réplications pour trancher.",
        "unseen": "{design} et {baseline} ne montrent aucun écart sur l'indicateur « {kpi} »{where} : {value} dans "
        "chacune des {n} réplications. Des événements rares qu'aucune n'a vus peuvent encore faire un écart de {low} à "
        "{far}.",
        "open": "{design} et {baseline} ne se distinguent pas encore sur l'indicateur « {kpi} »{where} : {value} "
        "contre {base}, soit {gap} (de {low} à {high}) après {n} réplications ; "
        "il en faudrait environ {needed} pour trancher.",
        "equal": "{design} et {baseline} donnent la même valeur de l'indicateur « {kpi} »{where} : {value}.",
        "nothing": "Aucune valeur de l'indicateur « {kpi} »{where} à comparer.",
        "where": " pour {name}",
        "companion": " {kpi} : {value} contre {base}.",
        "ahead": " La suivante, {second}, est à {gap} (de {low} à {high}).",
        "beside": " Rien ne la distingue encore de la suivante, {second} (de {low} à {high}).",
    },
}


def verdict(comparison: Compared, language: str = "en") -> str:
    """One sentence on the deciding indicator, one on the next best design, one on what it costs."""
    words = WORDS[language]
    options = comparison.result.options
    kpi = KPIS[options.decide_on]
    label = kpi.label(language)
    name = label[0].lower() + label[1:] if language == "en" else label
    where = "" if options.decide_for.scope == "total" else words["where"].format(name=_type_label(comparison))
    rows = comparison.deciding()
    if not rows:
        return words["nothing"].format(kpi=name, where=where)
    # a design that gives exactly the baseline's figures is no answer, unless all do
    rows = [row for row in rows if _case(row, kpi.better) != "equal"] or rows
    best = max(rows, key=lambda row: (kpi.better or 1) * row["difference"])
    case = _case(best, kpi.better)
    joint = _joint(comparison, best, best["baseline"])
    if case in ("better", "higher") and joint is not None and joint.low <= 0 <= joint.high:
        case, best = "nearly", {**best, "low": joint.low, "high": joint.high, "needed": _needed(joint, best["n"])}
    figures = _figures(comparison, best, language)
    answer = words[case].format(kpi=name, where=where, **figures)
    if case == "better":
        answer += _next_best(comparison, rows, best, language)
    return answer + _companion(comparison, best, language)


def _type_label(comparison: Compared) -> str:
    """The contact type the verdict looks at, as reports call it."""
    name = comparison.result.options.decide_for.name
    contact = comparison.scenario.designs[comparison.baseline].contacts[name]
    return contact.label or name


def _next_best(comparison: Compared, rows: list[dict[str, Any]], best: dict[str, Any], language: str) -> str:
    """How far the best design is ahead of the second, on the same customers."""
    kpi = KPIS[comparison.result.options.decide_on]
    others = [row for row in rows if row is not best]
    if not others or kpi.kind == "quantile":
        return ""
    second = max(others, key=lambda row: kpi.better * row["difference"])
    gap, joint = _between(comparison, best, second["design"]), _joint(comparison, best, second["design"])
    if gap is None or joint is None:
        return ""
    if kpi.better * (joint.low if kpi.better > 0 else joint.high) <= 0:
        gap = joint
    low, high = sorted((kpi.better * gap.low, kpi.better * gap.high))
    write = comparison.amounts(language)
    return WORDS[language]["ahead" if low > 0 else "beside"].format(
        gap=write.gap(kpi.better * gap.value, kpi.unit).lstrip("+"),
        second=comparison.scenario.labels.get(second["design"]) or second["design"],
        low=write.bare_gap(low, kpi.unit),
        high=write.bare_gap(high, kpi.unit),
    )


def _between(comparison: Compared, row: dict[str, Any], other: str, comparisons: int = 1) -> Estimate | None:
    """The paired difference of a row's design from another, at the Bonferroni level of so many comparisons."""
    from sim.experiments import result_tables

    options, samples = comparison.result.options, comparison.result.samples
    confidence = 1.0 - (1.0 - options.confidence) / comparisons
    kpi = KPIS[options.decide_on]
    if kpi.kind == "quantile":
        return None
    found = result_tables.gaps(samples[row["design"]], samples[other], [kpi], options.decide_for, confidence)
    return found[0].difference if found else None


def _joint(comparison: Compared, row: dict[str, Any], other: str) -> Estimate | None:
    """The same, at the level of as many comparisons as the best design had to win."""
    return _between(comparison, row, other, max(1, len(comparison.deciding())))


def _needed(gap: Estimate, count: int) -> int:
    from sim.experiments.paired import replications_to_decide

    return replications_to_decide(gap, count)


def _case(row: dict[str, Any], better: int) -> str:
    if row["difference"] == 0 and row["low"] == 0 and row["high"] == 0:
        return "equal"
    if not (row["low"] > 0 or row["high"] < 0):
        return "unseen" if row["difference"] == 0 else "open"
    if better == 0:
        return "higher"
    return "better" if better * row["difference"] > 0 else "worse"


def _figures(comparison: Compared, row: dict[str, Any], language: str) -> dict[str, str]:
    write = comparison.amounts(language)
    labels = comparison.scenario.labels
    unit = row["unit"]
    needed = max(row["needed"], row["n"] + 1)
    sure = ""
    if isfinite(row["p_better_low"]):
        ends = {"low": f"{100 * row['p_better_low']:.0f}", "high": f"{100 * row['p_better_high']:.0f} %"}
        sure = WORDS[language]["sure"].format(**ends)
    return {
        "design": _start(labels.get(row["design"]) or row["design"]),
        "baseline": labels.get(row["baseline"]) or row["baseline"],
        "value": write.amount(row["estimate"], unit),
        "base": write.amount(row["baseline_estimate"], unit),
        "gap": write.gap(row["difference"], unit),
        "low": write.bare_gap(row["low"], unit),
        "high": write.bare_gap(row["high"], unit),
        "far": write.gap(row["high"], unit),
        "won": f"{100 * row['p_better']:.0f} %", "n": write.number(row["n"]), "needed": write.number(needed),
        "sure": sure, "many": write.number(len(comparison.deciding())),
    }  # fmt: skip


def _companion(comparison: Compared, best: dict[str, Any], language: str) -> str:
    """The counterpart: what the requests cost, or where cost decides, how many contacts are answered."""
    shown = "answer_rate" if KPIS[best["kpi"]].unit == "money" else "cost_per_resolved"
    write = comparison.amounts(language)
    for row in comparison.difference_rows:
        if (row["design"], row["kpi"], row["scope"]) == (best["design"], shown, "total"):
            if row["estimate"] == 0 and row["baseline_estimate"] == 0:
                return ""
            return WORDS[language]["companion"].format(
                kpi=KPIS[shown].label(language),
                value=write.amount(row["estimate"], row["unit"]),
                base=write.amount(row["baseline_estimate"], row["unit"]),
            )
    return ""


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
