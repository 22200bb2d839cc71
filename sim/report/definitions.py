"""What an indicator means, in words made from its formula.

The formulas are data: sums of tallies with names such as `in_time`. A board reads "answered within the target ÷
offered". The one surprising decision: the words are put together from the formula that was computed, sum by sum,
so a definition on the page cannot differ from the figure beside it.
"""

from __future__ import annotations

from sim.kpis import Kpi, Terms
from sim.report.words import LANGUAGES, phrase

TERMS: dict[str, tuple[str, str]] = {
    "attempts": ("received", "reçus"),
    "requests": ("first attempts", "premières tentatives"),
    "offered": ("offered", "présentés"),
    "answered": ("answered", "traités"),
    "abandoned": ("abandoned", "abandonnés"),
    "blocked": ("blocked", "dissuadés"),
    "left": ("turned out at closing", "renvoyés à la fermeture"),
    "waiting_end": ("still waiting at the end", "en attente à la fin"),
    "delayed": ("had to wait", "mis en attente"),
    "in_time": ("answered within the target", "traités dans le délai"),
    "short": ("short abandonments", "abandons courts"),
    "quick": ("abandoned within the target", "abandonnés dans le délai"),
    "wait_answered": ("waiting time of those answered", "attente des traités"),
    "wait_abandoned": ("waiting time of those who gave up", "attente des abandons"),
    "wait_left": ("waiting time of those turned out", "attente des renvoyés"),
    "talk": ("talk time", "temps de conversation"),
    "wrap_up": ("wrap-up time", "temps de clôture"),
    "finished": ("conversations finished", "conversations terminées"),
    "engaged_s": ("time with a contact in hand", "temps avec un contact en cours"),
    "idle_s": ("time free", "temps disponible"),
    "scheduled_s": ("scheduled time", "temps planifié"),
    "overtime_s": ("overtime", "temps supplémentaire"),
    "reply_s": ("time to reply", "temps de réponse"),
    "replies": ("replies", "réponses"),
    "reply_in_time": ("replied within the target", "réponses dans le délai"),
    "email_offered": ("e-mails received", "e-mails reçus"),
    "backlog": ("contacts in line at each sample", "contacts en attente à chaque relevé"),
    "samples": ("samples", "relevés"),
    "resolved": ("requests resolved", "demandes résolues"),
    "first_resolved": ("resolved at the first answer", "résolues à la première réponse"),
    "firsts": ("first answers", "premières réponses"),
    "first_quiet": ("first answers without a repeat", "premières réponses sans réitération"),
    "repeated": ("repeats after an answer", "réitérations après une réponse"),
    "retried": ("retries", "rappels"),
    "by_partner": ("answered by partners", "traités par les partenaires"),
    "cost": ("cost", "coût"),
}

NOTES_FR: dict[str, str] = {
    "retries and repeats included": "rappels et réitérations compris",
    "first attempts only": "premières tentatives seulement",
    "received less blocked": "reçus moins dissuadés",
    "outside opening hours": "hors des heures d'ouverture",
    "still in line when the doors closed": "encore en attente à la fermeture",
    "without a time limit; see sl_offered for the rate within the target": (
        "sans limite de temps ; la qualité de service sur présentés donne le taux dans le délai"
    ),
    "answered over all attempts, a shut door included": "traités sur toutes les tentatives, porte close comprise",
    "no agent free at once": "aucun agent libre tout de suite",
    "the strict definition; contracts often mean this one": "la définition stricte, souvent celle des contrats",
    "flatters a bad day": "flatte les mauvais jours",
    "for a contact type; the target's share and delay are the file's": (
        "pour un type de contact ; la part et le délai de l'objectif sont ceux du fichier"
    ),
    "ringing included": "sonnerie comprise",
    "of all who stopped waiting, zeros included": "de tous ceux qui ont cessé d'attendre, attentes nulles comprises",
    "not the patience: those answered would have waited longer": (
        "ce n'est pas la patience : ceux qui ont été servis auraient attendu plus longtemps"
    ),
    "conversation and wrap-up": "conversation et clôture",
    "time with at least one contact in hand, over time on the floor": (
        "temps avec au moins un contact en cours, sur le temps en poste"
    ),
    "of paid time": "du temps payé",
    "paid and not on the floor": "payé et hors poste",
    "agents who finish the contact in hand after the end of the shift": (
        "agents qui terminent le contact en cours après la fin du service"
    ),
    "e-mails; from reception to the end of writing": "e-mails ; de la réception à la fin de la rédaction",
    "e-mails; opened hours; over all received": "e-mails ; heures ouvrées ; sur tous les reçus",
    "contacts in line at the starts of the intervals": "contacts en attente au début de chaque intervalle",
    "of requests answered at least once": "des demandes qui ont eu au moins une réponse",
    "no repeat within 7 days; customers who give up hope look resolved": (
        "aucune réitération sous 7 jours ; les clients découragés paraissent résolus"
    ),
    "contacts of a request that was answered before": "contacts d'une demande qui avait déjà eu une réponse",
    "contacts of a request that was never answered, after an abandonment or a shut door": (
        "contacts d'une demande restée sans réponse, après un abandon ou une porte close"
    ),
    "wages of paid hours and partners' invoices": "salaires des heures payées et factures des partenaires",
}


def definition(kpi: Kpi, language: str) -> str:
    """The formula of an indicator in words."""
    if kpi.kind == "quantile":
        return phrase("f_quantile", language, share=f"{100 * kpi.quantile:.0f} %")
    if kpi.kind == "chance":
        return phrase("f_chance", language)
    above = _sum(kpi.numerator, language)
    if not kpi.denominator:
        return phrase("per_replication", language, sum=above)
    return _bracketed(kpi.numerator, above) + phrase("over", language) + _denominator(kpi.denominator, language)


def note(kpi: Kpi, language: str, live_total: bool = False) -> str:
    """The remark on an indicator, in English where no translation is known.

    `live_total` says that e-mails are left out of the totals of an indicator about customers on the line.
    """
    told = NOTES_FR.get(kpi.note, kpi.note) if language == "fr" else kpi.note
    scope = phrase("live_total", language) if live_total and kpi.live else ""
    return (" ; " if language == "fr" else "; ").join(part for part in (told, scope) if part)


def _denominator(terms: Terms, language: str) -> str:
    return _bracketed(terms, _sum(terms, language))


def _sum(terms: Terms, language: str) -> str:
    text = ""
    for name, factor in terms.items():
        sign = " \u2212 " if factor < 0 else (" + " if text else "")
        text += sign + TERMS.get(name, (name, name))[LANGUAGES.index(language)]
    return text


def _bracketed(terms: Terms, text: str) -> str:
    return f"({text})" if len(terms) > 1 else text
