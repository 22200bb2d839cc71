"""The sentences around the formulas of indicators, in English and in French: ratios, means, deviations, quantiles.

The words of the sums themselves are in `sim.report.definitions`.
"""

from __future__ import annotations

FORMULAS: dict[str, tuple[str, str]] = {
    "over": (" ÷ ", " ÷ "),
    "per_replication": ("{sum}, per replication", "{sum}, par réplication"),
    "f_quantile_waits": (
        "the wait that {share} of those answered, gone or turned out did not exceed",
        "l'attente que {share} des contacts traités, abandonnés ou renvoyés n'ont pas dépassée",
    ),
    "f_quantile_answered": (
        "the wait that {share} of those answered did not exceed",
        "l'attente que {share} des contacts traités n'ont pas dépassée",
    ),
    "f_quantile_replies": (
        "the time within which {share} of the replies were given",
        "le délai dans lequel {share} des réponses ont été données",
    ),
    "f_quantile_ages": (
        "the age that {share} of the contacts in the queue do not exceed, averaged over time",
        "l'âge que {share} des contacts en attente n'ont pas dépassé, en moyenne dans le temps",
    ),
    "f_deviation": (
        "square root of: {squares} ÷ {count}, less the square of {sum} ÷ {count}",
        "racine carrée de : {squares} ÷ {count}, moins le carré de {sum} ÷ {count}",
    ),
    "f_chance": (
        "share of replications in which the service level reaches the target",
        "part des réplications où la qualité de service atteint l'objectif",
    ),
}
