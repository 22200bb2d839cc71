"""What an indicator means, in words made from its formula, in English and French.

The formulas are data: sums of tallies with names such as `in_time`. The reader gets "answered within the target ÷
offered". Decision: the words are composed from the formula that was computed, sum by sum, so a definition on the page
cannot differ from the figure beside it.
"""

from __future__ import annotations

from sim.kpis.dictionary import Kpi, Terms
from sim.report.phrases import LANGUAGES, phrase

TERMS: dict[str, tuple[str, str]] = {
    "attempts": ("received", "reçus"),
    "requests": ("first attempts", "premières tentatives"),
    "offered": ("offered", "présentés"),
    "answered": ("answered", "traités"),
    "abandoned": ("abandoned", "abandonnés"),
    "blocked": ("blocked", "dissuadés"),
    "left": ("left the queue otherwise", "sortis de la file autrement"),
    "waiting_end": ("still waiting at the end", "en attente à la fin"),
    "delayed": ("had to wait", "mis en attente"),
    "in_time": ("answered within the target", "traités dans le délai"),
    "short": ("short abandonments", "abandons courts"),
    "quick": ("abandoned within the target", "abandonnés dans le délai"),
    "wait_answered": ("waiting time of those answered", "attente des traités"),
    "wait_abandoned": ("waiting time of those who gave up", "attente des abandons"),
    "wait_squared_s": ("squares of the waits", "carrés des attentes"),
    "excess_s": ("waiting time beyond the target", "attente au-delà du délai"),
    "no_wait": ("those who did not wait", "ceux qui n'ont pas attendu"),
    "longest_s": ("longest wait", "attente la plus longue"),
    "queue_s": ("contacts in the queue, over the time", "contacts en attente, sur la durée"),
    "counted_s": ("time counted", "durée comptée"),
    "deferred_backlog": (
        "e-mails, tasks and messages in the queue at each sample",
        "e-mails, tâches et messages en attente à chaque relevé",
    ),
    "overdue": ("of these, beyond their target", "dont hors délai"),
    "work_s": ("work in the queue", "travail en attente"),
    "capacity_s": ("time for it a day", "temps disponible par jour"),
    "at_first": ("solved at the first attempt", "résolues à la première tentative"),
    "of_type": ("contacts of the type answered by all groups", "contacts du type traités par tous les groupes"),
    "wait_left": ("waiting time of those who left otherwise", "attente des sortis autrement"),
    "talk": ("talk time", "temps de conversation"),
    "wrap_up": ("wrap-up time", "temps de clôture"),
    "finished": ("conversations finished", "conversations terminées"),
    "engaged_s": ("time with a contact in hand", "temps avec un contact en cours"),
    "idle_s": ("time free", "temps disponible"),
    "scheduled_s": ("scheduled time", "temps planifié"),
    "overtime_s": ("overtime", "temps supplémentaire"),
    "break_s": ("planned breaks", "pauses planifiées"),
    "off_floor_s": ("meetings and dedicated time", "réunions et temps dédié"),
    "training_s": ("training and coaching", "formation et coaching"),
    "pause_s": ("free pauses", "pauses libres"),
    "absence_s": ("absence and late starts", "absences et retards"),
    "planned_s": ("time the roster plans on the floor", "temps planifié en poste"),
    "unplanned_s": ("free pauses, late starts and absence", "pauses libres, retards et absences"),
    "occupancy_spread": (
        "standard deviation of occupancy between people",
        "écart type du taux d'occupation entre conseillers",
    ),
    "one": ("1", "1"),
    "reply_s": ("time to reply", "temps de réponse"),
    "replies": ("replies", "réponses"),
    "reply_in_time": ("replied within the target", "réponses dans le délai"),
    "waited": ("those who waited in the queue, call-backs apart", "ceux qui ont attendu en file, rappels à part"),
    "helped": ("settled by the self-service", "résolues par le selfcare"),
    "reached_back": ("call-backs reached", "rappels aboutis"),
    "chats_answered": ("chats answered", "chats traités"),
    "conversations": ("conversations by message", "conversations par message"),
    "conversation_turns": ("answers in conversations by message", "réponses dans les conversations par message"),
    "deferred_offered": ("e-mails, tasks and messages received", "e-mails, tâches et messages reçus"),
    "backlog": ("contacts in the queue at each sample", "contacts en attente à chaque relevé"),
    "ages_s": ("ages of the contacts in the queue at each sample", "âges des contacts en attente à chaque relevé"),
    "samples": ("samples", "relevés"),
    "busy": ("busy signals", "lignes occupées"),
    "balked": ("hung up at once", "raccrochés d'emblée"),
    "entries": ("through with the self-service", "passés par le selfcare"),
    "contained": ("contained", "absorbés"),
    "escaped": ("back after a wrong containment", "revenus après une absorption à tort"),
    "accepted": ("call-backs accepted", "rappels acceptés"),
    "called_back": ("call-backs that came up", "rappels à passer"),
    "kept_promises": ("called within the promise", "rappelés dans le délai promis"),
    "unreached": ("never picked up", "jamais décrochés"),
    "handed_in": ("handed on to this level", "arrivés par transfert"),
    "handed_on": ("handed on to a second level", "transférés à un second niveau"),
    "chased": ("asked again elsewhere", "relances par un autre canal"),
    "interrupted": ("interruptions", "interruptions"),
    "broken": ("left in the middle", "partis au milieu"),
    "turns": ("answers given in conversations", "réponses données dans les conversations"),
    "turn_waits": ("returns to a conversation that were answered", "retours dans une conversation suivis de réponse"),
    "turn_wait": ("waiting time of those returns", "attente de ces retours"),
    "expired": ("gone silent", "restés sans suite"),
    "visits": ("visits ended by an answer", "visites terminées par une réponse"),
    "visit_s": (
        "time from arrival to the end of the last conversation",
        "temps de l'arrivée à la fin de la dernière conversation",
    ),
    "loaded_s": ("conversations held, each for its time", "conversations tenues, chacune pour sa durée"),
    "slots_s": (
        "conversations that could be held, over the time on the floor",
        "conversations qui pourraient être tenues, sur le temps en poste",
    ),
    "resolved": ("requests resolved by an answer", "demandes résolues par une réponse"),
    "first_resolved": ("resolved at the first answer", "résolues à la première réponse"),
    "firsts": ("first answers", "premières réponses"),
    "first_quiet": ("first answers without a repeat", "premières réponses sans réitération"),
    "repeated": ("repeats after an answer", "réitérations après une réponse"),
    "retried": ("retries", "rappels"),
    "by_partner": ("answered by partners", "traités par les partenaires"),
    "to_partner": ("offered in the queues of partners", "présentés dans les files des partenaires"),
    "overflowed": ("answered by groups asked later", "traités par des groupes de débordement"),
    "cost": ("cost", "coût"),
    "wages_paid": ("wages", "salaires"),
    "invoices": ("partners' invoices", "factures des prestataires"),
    "fixed": ("fixed costs", "coûts fixes"),
    "orders": ("orders expected", "commandes attendues"),
    "revenue": ("expected revenue", "chiffre d'affaires attendu"),
    "revenue_lost": ("value of those who gave up", "valeur perdue par abandon"),
}

NOTES_FR: dict[str, str] = {
    "let in and asking for an agent; a call-back is the same customer": (
        "admis et demandant un agent ; un rappel est le même client"
    ),
    "the doors closed, nobody picked up a call-back, the contact was taken back": (
        "fermeture des lignes, rappel resté sans réponse, contact retiré"
    ),
    "ringing included; call-backs apart": "sonnerie comprise ; rappels à part",
    "of all who stopped waiting, zeros included; call-backs apart": (
        "de tous ceux qui ont cessé d'attendre, attentes nulles comprises ; rappels à part"
    ),
    "e-mails, tasks, messages; to the end of the first answer; opened hours unless the file says otherwise": (
        "e-mails, tâches, messages ; jusqu'à la fin de la première réponse ; heures ouvrées sauf indication du fichier"
    ),
    "messages": "messages",
    "by an answer, or by the self-service": "par une réponse ou par le selfcare",
    "retries and repeats included": "rappels et réitérations compris",
    "first attempts only": "premières tentatives seulement",
    "received, handed on or to be called back, less blocked and contained": (
        "reçus, transférés ou à rappeler, moins dissuadés et absorbés"
    ),
    "outside opening hours, or a busy signal": "hors des heures d'ouverture, ou ligne occupée",
    "the doors closed, a call-back was accepted or failed, the contact was taken back": (
        "fermeture, rappel accepté ou resté sans réponse, contact repris par le client"
    ),
    "without a time limit; see sl_offered for the rate within the target": (
        "sans limite de temps ; la qualité de service sur présentés donne le taux dans le délai"
    ),
    "answered over all that came, a shut door included": "traités sur tous les arrivés, porte close comprise",
    "over all that came: a shut door or a busy signal": "sur tous les arrivés : porte close ou ligne occupée",
    "short: within short_abandon; taken out above and below": (
        "courts : dans le délai short_abandon ; retirés du numérateur et du dénominateur"
    ),
    "with abandoned_late, the abandonment rate": "avec les abandons au-delà du délai : le taux d'abandon",
    "with abandoned_in_time, the abandonment rate": "avec les abandons dans le délai : le taux d'abandon",
    "with talk_time, the aht": "avec la durée moyenne de conversation : la DMT",
    "contacts, meetings, dedicated time, training and coaching, of paid time; of rosters": (
        "contacts, réunions, temps dédié, formation et coaching, du temps payé ; pour les plannings nominatifs"
    ),
    "at work and off the floor, paid or not: breaks, meetings, training, pauses; of rostered time": (
        "présent mais hors poste, payé ou non : pauses, réunions, formation ; du temps planifié"
    ),
    "not at work: absence and late starts; of rostered time, as absence_rate": (
        "pas au travail : absences et retards ; du temps planifié, comme le taux d'absentéisme"
    ),
    "closed over received; below 1 the backlog grows": "clos sur reçus ; en dessous de 1 le stock augmente",
    "waits of 0 s left out; ringing is a wait; call-backs apart": (
        "sans les attentes nulles ; la sonnerie est une attente ; rappels à part"
    ),
    "from contact to contact, over all replications; zeros included; call-backs apart": (
        "d'un contact à l'autre, toutes réplications ensemble ; attentes nulles comprises ; rappels à part"
    ),
    "0 for those who waited no longer than the target's delay, by the clock; call-backs apart": (
        "0 pour ceux qui n'ont pas dépassé le délai de l'objectif, en heures d'horloge ; rappels à part"
    ),
    "mean over the replications of the longest in each; of waits that are over, answered or not": (
        "moyenne sur les réplications de la plus longue de chacune ; parmi les attentes terminées, traitées ou non"
    ),
    "call-backs apart; to 1.6 %, the width of a bin": "rappels à part ; à 1,6 % près, la largeur d'une classe",
    "e-mails, tasks, messages that nobody has begun with; by the clock; to 1.6 %, the width of a bin": (
        "e-mails, tâches, messages que personne n'a commencés ; en heures d'horloge ; à 1,6 % près, la largeur d'une "
        "classe"
    ),
    "opened hours unless the file says otherwise; to 1.6 %, the width of a bin": (
        "heures ouvrées sauf mention contraire du fichier ; à 1,6 % près, la largeur d'une classe"
    ),
    "e-mails, tasks, messages in the queue at the starts of the intervals; overdue in opened hours unless the file "
    "says otherwise": (
        "e-mails, tâches, messages en attente au début des intervalles ; délai en heures ouvrées sauf mention "
        "contraire du fichier"
    ),
    "work in the queue over what a day of the run leaves for it: time spent on such contacts, and the free time of "
    "those who can take them": (
        "travail en attente, sur ce qu'un jour simulé lui laisse : temps passé sur ces contacts et temps disponible de "
        "ceux qui peuvent les prendre"
    ),
    "average over time of the contacts in the queue, later turns and call-backs included": (
        "moyenne dans le temps des contacts en attente, réponses suivantes et rappels compris"
    ),
    "solved at the first attempt, by an answer or by the self-service, over all requests; fcr_true is over those that "
    "had an answer, at whatever attempt": (
        "résolues à la première tentative, par une réponse ou par le selfcare, sur toutes les demandes ; fcr_true "
        "porte sur celles qui ont eu une réponse, à quelque tentative que ce soit"
    ),
    "of a group that can take the type; in scope type-group": (
        "d'un groupe qui peut prendre le type ; au niveau type-group"
    ),
    "no agent free at once": "aucun agent libre tout de suite",
    "after abandonment: of those answered": "après abandon : parmi les traités",
    "after abandonment, over all offered": "après abandon, sur tous les présentés",
    "before abandonment; known where no queue is answered both in-house and by partners": (
        "avant abandon ; connu si aucune file n'est traitée à la fois en interne et par des prestataires"
    ),
    "after abandonment: answered by a group of a later rank, or one that opens after a wait or above a limit": (
        "après abandon : traités par un groupe de rang suivant, ou qui ne s'ouvre qu'après une attente ou un seuil"
    ),
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
    "on the floor, over what the roster plans there: less free pauses, late starts and absence": (
        "en poste, sur ce que le planning y prévoit : moins les pauses libres, les retards et les absences"
    ),
    "of rostered time, late starts included": "du temps planifié, retards compris",
    "standard deviation of occupancy between the people of a roster": (
        "écart type du taux d'occupation entre les personnes d'un planning"
    ),
    "agents who finish the contact in hand after the end of the shift": (
        "agents qui terminent le contact en cours après la fin du service"
    ),
    "e-mails, tasks, messages; from reception to the end of the first answer": (
        "e-mails, tâches, messages ; de la réception à la fin de la première réponse"
    ),
    "e-mails, tasks, messages; opened hours unless the file says otherwise; over all received": (
        "e-mails, tâches, messages ; heures ouvrées sauf mention contraire du fichier ; sur tous les reçus"
    ),
    "no trunk line or no place left; a part of blocked": "plus de ligne ou plus de place ; une partie des dissuadés",
    "on hearing of the wait; a part of abandoned": "en apprenant l'attente ; une partie des abandons",
    "of those through with the self-service; some were not helped and come back": (
        "de ceux qui sont passés par le selfcare ; certains n'ont pas été aidés et reviennent"
    ),
    "wrongly contained before": "absorbés à tort auparavant",
    "they left the queue; the call-back is a contact of its own": (
        "ils ont quitté la file ; le rappel est un contact à part"
    ),
    "after the last attempt": "après le dernier essai",
    "answered contacts that went on to a second level": "contacts traités puis passés à un second niveau",
    "because an earlier contact was left unanswered": "parce qu'un contact précédent est resté sans réponse",
    "for something more urgent": "pour quelque chose de plus urgent",
    "conversations held, over those the people on the floor can hold": (
        "conversations tenues, sur celles que les personnes en poste peuvent tenir"
    ),
    "the customer left in the middle": "le client est parti au milieu",
    "from the customer's message to the agent's next turn": ("du message du client à la réponse suivante de l'agent"),
    "from the arrival to the end of the last conversation, transfers included": (
        "de l'arrivée à la fin de la dernière conversation, transferts compris"
    ),
    "at least once, at whatever attempt; of a type: answered as such, over those that began as such": (
        "au moins une fois, quelle que soit la tentative ; par type : traitées comme telles, sur celles nées ainsi"
    ),
    "by an answer, or by the self-service; of a type: resolved as such, over those that began as such": (
        "par une réponse ou par le selfcare ; pour un type : résolues comme telles, sur celles qui ont commencé ainsi"
    ),
    "by an answer only; what is missing to requests_resolved is the self-service's part": (
        "par une réponse seulement ; le reste de la part des demandes résolues revient au selfcare"
    ),
    "by an answer only": "par une réponse seulement",
    "answered, abandoned, turned out, taken back, or promised a call-back; each customer once": (
        "traités, abandonnés, renvoyés, retirés ou rappelés plus tard ; chaque client une fois"
    ),
    "contacts in the queue at the starts of the intervals": "contacts en attente au début de chaque intervalle",
    "of requests answered at least once; those that the self-service settled are not among them": (
        "des demandes qui ont eu au moins une réponse ; celles que le selfcare a résolues n'en sont pas"
    ),
    "no repeat within 7 days; customers who give up hope look resolved": (
        "aucune réitération sous 7 jours ; les clients découragés paraissent résolus"
    ),
    "contacts of a request that was answered before": "contacts d'une demande qui avait déjà eu une réponse",
    "contacts of a request that was never answered, after an abandonment or a shut door": (
        "contacts d'une demande restée sans réponse, après un abandon ou une porte close"
    ),
    "wages of paid hours, partners' invoices, fixed costs": (
        "salaires des heures payées, factures des prestataires, coûts fixes"
    ),
    "of paid hours, overtime at its own rate": "des heures payées, les heures supplémentaires à leur taux",
    "bonuses and penalties included": "bonus et malus compris",
    "of the service and of its own sites, by the month; those of partners are on their invoices": (
        "du service et de ses propres sites, par mois ; ceux des prestataires sont sur leurs factures"
    ),
    "orders as the file's volumes expect them": "commandes attendues d'après les volumes du fichier",
    "answered x conversion x value of a sale, and those who buy again": (
        "traités x conversion x valeur d'une vente, et ceux qui rachètent"
    ),
    "abandoned x value of an abandonment": "abandons x valeur d'un abandon",
}


def definition(kpi: Kpi, language: str) -> str:
    """The formula of an indicator in words."""
    if kpi.kind == "quantile":
        return phrase(f"f_quantile_{kpi.of}", language, share=f"{100 * kpi.quantile:.0f} %")
    if kpi.kind == "deviation":
        below = _denominator(kpi.denominator, language)
        first = _bracketed(kpi.first_moment, _sum(kpi.first_moment, language))
        return phrase("f_deviation", language, squares=_sum(kpi.numerator, language), sum=first, count=below)
    if kpi.kind == "chance":
        return phrase("f_chance", language)
    above = _sum(kpi.numerator, language)
    if not kpi.denominator:
        return phrase("per_replication", language, sum=above)
    return _bracketed(kpi.numerator, above) + phrase("over", language) + _denominator(kpi.denominator, language)


def note(kpi: Kpi, language: str, live_total: bool = False) -> str:
    """The remark on an indicator, in English where no translation is known.

    `live_total`: whether e-mails are left out of the totals of an indicator about calls and chats.
    """
    remark = NOTES_FR.get(kpi.note, kpi.note) if language == "fr" else kpi.note
    scope = phrase("live_total", language) if live_total and kpi.live else ""
    return (" ; " if language == "fr" else "; ").join(part for part in (remark, scope) if part)


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
