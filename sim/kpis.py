"""The dictionary of indicators: every number carries its definition, in English and in French.

"Our service level is 85 %." Of what? Answered in time over offered, over answered, over offered less those who
hung up at once? On a bad day the three differ by twenty points. So each indicator is an entry of a table:
its name, unit, formula, labels, and what kind of estimate it is. The formulas are data: a numerator and a
denominator, each a sum of the engines' tallies. So the printed definition *is* the computation.

The one surprising decision: a ratio over many replications is always the ratio of the sums, never the mean of
the daily ratios, and its interval is the ratio estimator's (see `experiments.statistics`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["mean", "ratio", "quantile", "chance", "deviation"]
Distribution = Literal["waits", "answered", "replies", "ages"]
Terms = dict[str, float]


@dataclass(frozen=True)
class Kpi:
    """One indicator. `numerator` and `denominator` are sums of tallies with their coefficients."""

    id: str
    unit: str
    kind: Kind
    english: str
    french: str
    numerator: Terms = field(default_factory=dict)
    denominator: Terms = field(default_factory=dict)
    better: int = 0
    """1: more is better; -1: less is better; 0: neither."""
    by_interval: bool = True
    note: str = ""
    quantile: float = 0.0
    of: Distribution = "waits"
    """Of a quantile: what is spread."""
    first_moment: Terms = field(default_factory=dict)
    """Of a standard deviation: the sum of the values; the numerator is that of their squares."""
    live: bool = False
    """In totals over several channels, calls and chats only: an e-mail that waits a night would drown them."""

    @property
    def definition(self) -> str:
        """The formula, and what must be known beside it."""
        scope = "in totals: calls and chats, if there are any" if self.live else ""
        return "; ".join(part for part in (self.formula, self.note, scope) if part)

    @property
    def formula(self) -> str:
        """The definition as text."""
        if self.kind == "quantile":
            return _QUANTILES[self.of].format(share=f"{self.quantile:.0%}")
        if self.kind == "deviation":
            below = _terms(self.denominator)
            return f"root of {_terms(self.numerator)} / ({below}) - (({_terms(self.first_moment)}) / ({below}))^2"
        if self.kind == "chance":
            return "share of replications in which in_time / offered reaches the target"
        if not self.denominator:
            return f"{_terms(self.numerator)}, per replication"
        return f"({_terms(self.numerator)}) / ({_terms(self.denominator)})".replace("(1)", "1")

    def label(self, language: str = "en") -> str:
        """Name in a report."""
        return self.french if language == "fr" else self.english


_QUANTILES: dict[Distribution, str] = {
    "waits": "the wait not exceeded by {share} of all whose wait is over, answered or not, zeros included",
    "answered": "the wait not exceeded by {share} of those answered, zeros included",
    "replies": "the reply time not exceeded by {share} of the replies",
    "ages": "the age not exceeded by {share} of the contacts in line at the starts of the intervals",
}


def _terms(terms: Terms) -> str:
    text = ""
    for name, factor in terms.items():
        sign = " - " if factor < 0 else (" + " if text else "")
        text += f"{sign}{name}"
    return text


def _sum(*names: str, less: str = "") -> Terms:
    terms = dict.fromkeys(names, 1.0)
    if less:
        terms[less] = -1.0
    return terms


_WAITED = _sum("waited")
_WAIT = _sum("wait_answered", "wait_abandoned", "wait_left")
_OFFERED = _sum("offered")
_ANSWERED = _sum("answered")
_RESOLVED = _sum("resolved", "helped")
_TIME = _sum("in_time")
_PAID = _sum("scheduled_s", "overtime_s")
_ROSTERED = {"idle_s": 1.0, "engaged_s": 1.0, "overtime_s": -1.0} | _sum(
    "break_s", "off_floor_s", "training_s", "pause_s", "absence_s"
)

_BINS = "call-backs apart; to 1.6 %, the width of a bin"
_AGES = "e-mails, tasks, messages; by the clock; to 1.6 %, the width of a bin"
_REPLIES = "opened hours unless the file says otherwise; to 1.6 %, the width of a bin"

_ENTRIES = (
    Kpi("attempts", "contacts", "mean", "Contacts received", "Contacts reçus", _sum("attempts"),
        note="retries and repeats included"),
    Kpi("requests", "requests", "mean", "Requests", "Demandes", _sum("requests"), note="first attempts only",
        by_interval=False),
    Kpi("offered", "contacts", "mean", "Contacts offered", "Contacts présentés", _OFFERED,
        note="let in and asking for an agent; a call-back is the same customer"),
    Kpi("answered", "contacts", "mean", "Contacts answered", "Contacts traités", _ANSWERED),
    Kpi("abandoned", "contacts", "mean", "Contacts abandoned", "Contacts abandonnés", _sum("abandoned"), better=-1),
    Kpi("blocked", "contacts", "mean", "Contacts blocked", "Contacts dissuadés", _sum("blocked"), better=-1,
        note="outside opening hours, or a busy signal"),
    Kpi("left", "contacts", "mean", "Contacts that left the line otherwise", "Contacts sortis de la file autrement",
        _sum("left"), better=-1,
        note="the doors closed, nobody picked up a call-back, the contact was taken back",
        by_interval=False),
    Kpi("waiting_end", "contacts", "mean", "Still waiting at the end", "En attente à la fin", _sum("waiting_end"),
        better=-1,
        by_interval=False),
    Kpi("answer_rate", "share", "ratio", "Answer rate", "Taux de décroché", _ANSWERED, _OFFERED, better=1,
        note="without a time limit; see sl_offered for the rate within the target", live=True),
    Kpi("accessibility", "share", "ratio", "Accessibility", "Taux d'accessibilité", _ANSWERED,
        _sum("attempts", "handed_in"), better=1, live=True, by_interval=False,
        note="answered over all that came, a shut door included"),
    Kpi("blocked_rate", "share", "ratio", "Share blocked", "Taux de dissuasion", _sum("blocked"),
        _sum("attempts", "handed_in"), better=-1, live=True,
        note="over all that came: a shut door or a busy signal"),
    Kpi("abandonment_rate", "share", "ratio", "Abandonment rate", "Taux d'abandon", _sum("abandoned"), _OFFERED,
        better=-1, live=True),
    Kpi("abandonment_without_short", "share", "ratio", "Abandonment rate, short ones apart",
        "Taux d'abandon, hors abandons courts", _sum("abandoned", less="short"), _sum("offered", less="short"),
        better=-1, live=True, note="short: within short_abandon; taken out above and below"),
    Kpi("abandoned_in_time", "share", "ratio", "Abandoned within the target", "Abandons dans le délai",
        _sum("quick"), _OFFERED, better=-1, live=True, by_interval=False,
        note="with abandoned_late, the abandonment rate"),
    Kpi("abandoned_late", "share", "ratio", "Abandoned after the target", "Abandons au-delà du délai",
        _sum("abandoned", less="quick"), _OFFERED, better=-1, live=True, by_interval=False,
        note="with abandoned_in_time, the abandonment rate"),
    Kpi("p_wait", "share", "ratio", "Share that has to wait", "Part mise en attente", _sum("delayed"), _OFFERED,
        better=-1, note="no agent free at once", live=True),
    Kpi("sl_offered", "share", "ratio", "Service level, of offered", "Qualité de service, sur présentés",
        _TIME, _OFFERED, better=1, note="the strict definition; contracts often mean this one", live=True),
    Kpi("sl_answered", "share", "ratio", "Service level, of answered", "Qualité de service, sur traités",
        _TIME, _ANSWERED, better=1, note="flatters a bad day", live=True),
    Kpi("sl_answered_abandoned", "share", "ratio", "Service level, of answered and abandoned",
        "Qualité de service, sur traités et abandonnés", _TIME, _sum("answered", "abandoned"), better=1, live=True),
    Kpi("sl_without_short", "share", "ratio", "Service level, short abandonments apart",
        "Qualité de service, hors abandons courts", _TIME, _sum("answered", "abandoned", less="short"), better=1,
        live=True),
    Kpi("sl_early_abandon_out", "share", "ratio", "Service level, early abandonments taken out",
        "Qualité de service, abandons dans le délai exclus", _TIME, _sum("offered", less="quick"), better=1, live=True),
    Kpi("sl_early_abandon_ok", "share", "ratio", "Service level, early abandonments counted as served",
        "Qualité de service, abandons dans le délai comptés bons", _sum("in_time", "quick"), _OFFERED, better=1,
        live=True),
    Kpi("sl_with_flowouts", "share", "ratio", "Service level, all who left the line counted",
        "Qualité de service, sorties de file comptées", _TIME, _sum("waited", "accepted"), better=1, live=True,
        note="answered, abandoned, turned out, taken back, or promised a call-back; each customer once"),
    Kpi("target_met", "share", "chance", "Chance that the target is met", "Probabilité d'atteindre l'objectif",
        better=1,
        by_interval=False, note="for a contact type; the target's share and delay are the file's"),
    Kpi("asa", "s", "ratio", "Average speed of answer", "Délai moyen de réponse",
        _sum("wait_answered"), _sum("answered", less="reached_back"),
        better=-1, note="ringing included; call-backs apart", live=True),
    Kpi("mean_wait", "s", "ratio", "Mean wait", "Attente moyenne", _WAIT, _WAITED, better=-1,
        note="of all who stopped waiting, zeros included; call-backs apart", live=True),
    Kpi("mean_wait_of_delayed", "s", "ratio", "Mean wait of those who waited",
        "Attente moyenne de ceux qui ont attendu", _WAIT, _sum("waited", less="no_wait"), better=-1, live=True,
        by_interval=False,
        note="waits of 0 s left out; ringing is a wait; call-backs apart"),
    Kpi("wait_sd", "s", "deviation", "Wait, standard deviation", "Attente, écart type", _sum("wait_squared_s"), _WAITED,
        better=-1, live=True, by_interval=False, first_moment=_WAIT,
        note="from contact to contact, over all replications; zeros included; call-backs apart"),
    Kpi("excess_wait", "s", "ratio", "Mean wait beyond the target", "Attente moyenne au-delà du délai",
        _sum("excess_s"), _WAITED, better=-1, live=True, by_interval=False,
        note="0 for those who waited no longer than the target's delay, by the clock; call-backs apart"),
    Kpi("longest_wait", "s", "mean", "Longest wait", "Attente la plus longue", _sum("longest_s"), better=-1, live=True,
        by_interval=False,
        note="mean over the replications of the longest in each; of waits that are over, answered or not"),
    Kpi("wait_p50", "s", "quantile", "Median wait, of all", "Attente médiane, de tous", better=-1, by_interval=False,
        quantile=0.5, live=True, note=_BINS),
    Kpi("wait_p90", "s", "quantile", "Wait of all, 90 % quantile", "Attente de tous, quantile 90 %", better=-1,
        by_interval=False, quantile=0.9, live=True, note=_BINS),
    Kpi("wait_p95", "s", "quantile", "Wait of all, 95 % quantile", "Attente de tous, quantile 95 %", better=-1,
        by_interval=False, quantile=0.95, live=True, note=_BINS),
    Kpi("answered_wait_p50", "s", "quantile", "Median wait, of those answered", "Attente médiane, des traités",
        better=-1, by_interval=False, quantile=0.5, live=True, of="answered", note=_BINS),
    Kpi("answered_wait_p90", "s", "quantile", "Wait of those answered, 90 % quantile",
        "Attente des traités, quantile 90 %", better=-1, by_interval=False, quantile=0.9, live=True, of="answered",
        note=_BINS),
    Kpi("answered_wait_p95", "s", "quantile", "Wait of those answered, 95 % quantile",
        "Attente des traités, quantile 95 %", better=-1, by_interval=False, quantile=0.95, live=True, of="answered",
        note=_BINS),
    Kpi("time_to_abandon", "s", "ratio", "Time to abandon", "Durée moyenne avant abandon", _sum("wait_abandoned"),
        _sum("abandoned"), note="not the patience: those answered would have waited longer", live=True),
    Kpi("aht", "s", "ratio", "Average handling time", "Durée moyenne de traitement (DMT)", _sum("talk", "wrap_up"),
        _sum("finished"), note="conversation and wrap-up"),
    Kpi("talk_time", "s", "ratio", "Average talk time", "Durée moyenne de conversation (DMC)", _sum("talk"),
        _sum("finished"),
        by_interval=False),
    Kpi("acw", "s", "ratio", "Average after-call work (wrap-up)", "Durée moyenne de post-appel (ACW)",
        _sum("wrap_up"), _sum("finished"), by_interval=False, note="with talk_time, the aht"),
    Kpi("occupancy", "share", "ratio", "Occupancy", "Taux d'occupation", _sum("engaged_s"), _sum("engaged_s", "idle_s"),
        note="time with at least one contact in hand, over time on the floor"),
    Kpi("utilisation", "share", "ratio", "Utilisation", "Taux d'utilisation", _sum("engaged_s"), _PAID,
        note="of paid time",
        by_interval=False),
    Kpi("utilisation_productive", "share", "ratio", "Utilisation, other productive work included",
        "Taux d'utilisation, autres travaux productifs compris", _sum("engaged_s", "off_floor_s", "training_s"), _PAID,
        by_interval=False, note="contacts, meetings, dedicated time, training and coaching, of paid time; of rosters"),
    Kpi("shrinkage", "share", "ratio", "Shrinkage", "Taux d'indisponibilité (shrinkage)",
        {"scheduled_s": 1.0, "overtime_s": 1.0, "engaged_s": -1.0, "idle_s": -1.0}, _PAID,
        note="paid and not on the floor",
        by_interval=False),
    Kpi("shrinkage_inside", "share", "ratio", "Shrinkage, inside", "Indisponibilité interne",
        _sum("break_s", "off_floor_s", "training_s", "pause_s"), _ROSTERED, by_interval=False,
        note="at work and off the floor, paid or not: breaks, meetings, training, pauses; of rostered time"),
    Kpi("shrinkage_outside", "share", "ratio", "Shrinkage, outside", "Indisponibilité externe",
        _sum("absence_s"), _ROSTERED, better=-1, by_interval=False,
        note="not at work: absence and late starts; of rostered time, as absence_rate"),
    Kpi("adherence", "share", "ratio", "Adherence", "Respect du planning (adhérence)",
        {"planned_s": 1.0, "unplanned_s": -1.0}, _sum("planned_s"), better=1, by_interval=False,
        note="on the floor, over what the roster plans there: less free pauses, late starts and absence"),
    Kpi("absence_rate", "share", "ratio", "Absence", "Taux d'absentéisme", _sum("absence_s"), _ROSTERED, better=-1,
        note="of rostered time, late starts included"),
    Kpi("break_hours", "h", "mean", "Breaks", "Heures de pause planifiée", {"break_s": 1 / 3600}, by_interval=False),
    Kpi("pause_hours", "h", "mean", "Free pauses", "Heures de pause libre", {"pause_s": 1 / 3600}, by_interval=False),
    Kpi("training_hours", "h", "mean", "Training and coaching", "Heures de formation", {"training_s": 1 / 3600},
        by_interval=False),
    Kpi("off_floor_hours", "h", "mean", "Meetings and dedicated time", "Heures de réunion et de temps dédié",
        {"off_floor_s": 1 / 3600}, by_interval=False),
    Kpi("absence_hours", "h", "mean", "Hours absent", "Heures d'absence", {"absence_s": 1 / 3600}, better=-1,
        by_interval=False),
    Kpi("occupancy_spread", "share", "ratio", "Unevenness of the load", "Inégalité de charge entre conseillers",
        _sum("occupancy_spread"), _sum("one"), better=-1, by_interval=False,
        note="standard deviation of occupancy between the people of a roster"),
    Kpi("overtime", "h", "mean", "Overtime", "Heures supplémentaires", {"overtime_s": 1 / 3600}, better=-1,
        note="agents who finish the contact in hand after the end of the shift",
        by_interval=False),
    Kpi("paid_hours", "h", "mean", "Paid hours", "Heures payées", {"scheduled_s": 1 / 3600, "overtime_s": 1 / 3600},
        by_interval=False),
    Kpi("reply_time", "s", "ratio", "Mean reply time", "Délai moyen de première réponse",
        _sum("reply_s"), _sum("replies"), better=-1,
        note="e-mails, tasks, messages; to the end of the first answer; opened hours unless the file says otherwise"),
    Kpi("reply_time_p50", "s", "quantile", "Median reply time", "Délai médian de première réponse", better=-1,
        by_interval=False, quantile=0.5, of="replies", note=_REPLIES),
    Kpi("reply_time_p90", "s", "quantile", "Reply time, 90 % quantile", "Délai de première réponse, quantile 90 %",
        better=-1, by_interval=False, quantile=0.9, of="replies", note=_REPLIES),
    Kpi("reply_time_p95", "s", "quantile", "Reply time, 95 % quantile", "Délai de première réponse, quantile 95 %",
        better=-1, by_interval=False, quantile=0.95, of="replies", note=_REPLIES),
    Kpi("reply_within", "share", "ratio", "Replied within the target", "Taux de réponse dans le délai",
        _sum("reply_in_time"), _sum("deferred_offered"), better=1,
        note="e-mails, tasks, messages; opened hours unless the file says otherwise; over all received"),
    Kpi("clearing", "share", "ratio", "Clearing ratio", "Taux de couverture (dépilage)", _sum("finished"), _OFFERED,
        better=1, by_interval=False, note="closed over received; below 1 the backlog grows"),
    Kpi("backlog", "contacts", "ratio", "Mean backlog", "Stock moyen", _sum("backlog"), _sum("samples"), better=-1,
        by_interval=False, note="contacts in line at the starts of the intervals"),
    Kpi("backlog_age", "s", "ratio", "Mean age of the backlog", "Ancienneté moyenne du stock", _sum("ages_s"),
        _sum("backlog"), better=-1, by_interval=False, note="contacts in line at the starts of the intervals"),
    Kpi("backlog_age_p50", "s", "quantile", "Median age of the backlog", "Ancienneté médiane du stock", better=-1,
        by_interval=False, quantile=0.5, of="ages", note=_AGES),
    Kpi("backlog_age_p90", "s", "quantile", "Age of the backlog, 90 % quantile", "Ancienneté du stock, quantile 90 %",
        better=-1, by_interval=False, quantile=0.9, of="ages", note=_AGES),
    Kpi("backlog_overdue", "share", "ratio", "Backlog beyond the target", "Part du stock hors délai", _sum("overdue"),
        _sum("deferred_backlog"), better=-1, by_interval=False,
        note="e-mails, tasks, messages in line at the starts of the intervals; opened hours unless the file says "
        "otherwise"),
    Kpi("days_of_work", "d", "ratio", "Days of work in the backlog", "Jours de stock", _sum("work_s"),
        _sum("capacity_s"), better=-1, by_interval=False,
        note="work in line over what a day of the run leaves for it: time spent on such contacts, and the free time of "
        "those who can take them"),
    Kpi("queue", "contacts", "ratio", "Mean queue", "File moyenne", _sum("queue_s"), _sum("counted_s"), better=-1,
        by_interval=False, note="average over time of the contacts in line, later turns and call-backs included"),
    Kpi("busy", "contacts", "mean", "Busy signals", "Appels dissuadés, lignes occupées", _sum("busy"), better=-1,
        note="no line or no place left; a part of blocked"),
    Kpi("balked", "contacts", "mean", "Hung up at once", "Raccrochés d'emblée", _sum("balked"), better=-1,
        note="on hearing of the wait; a part of abandoned", by_interval=False),
    Kpi("contained", "contacts", "mean", "Contained by self-service", "Contacts absorbés par le selfcare",
        _sum("contained")),
    Kpi("containment", "share", "ratio", "Containment", "Taux de selfcare", _sum("contained"), _sum("entries"),
        note="of those through with the self-service; some were not helped and come back"),
    Kpi("escaped", "contacts", "mean", "Back from self-service", "Revenus du selfcare", _sum("escaped"), better=-1,
        by_interval=False, note="wrongly contained before"),
    Kpi("call_backs", "contacts", "mean", "Call-backs accepted", "Rappels acceptés", _sum("accepted"),
        by_interval=False, note="they left the line; the call-back is a contact of its own"),
    Kpi("call_backs_kept", "share", "ratio", "Call-backs within the promise", "Rappels dans le délai promis",
        _sum("kept_promises"), _sum("called_back"), better=1, by_interval=False),
    Kpi("unreached", "contacts", "mean", "Call-backs nobody answered", "Rappels sans réponse", _sum("unreached"),
        better=-1, by_interval=False, note="after the last attempt"),
    Kpi("transfer_rate", "share", "ratio", "Transfer rate", "Taux de transfert", _sum("handed_on"), _ANSWERED,
        note="answered contacts that went on to a second level"),
    Kpi("chased", "contacts", "mean", "Asked again elsewhere", "Relances par un autre canal", _sum("chased"), better=-1,
        by_interval=False, note="because an earlier contact was left unanswered"),
    Kpi("interrupted", "contacts", "mean", "Put aside", "Interruptions", _sum("interrupted"), by_interval=False,
        note="for something more urgent"),
    Kpi("slot_occupancy", "share", "ratio", "Occupancy, slots", "Taux d'occupation des places", _sum("loaded_s"),
        _sum("slots_s"), note="conversations held, over those the people on the floor can hold"),
    Kpi("broken_off", "share", "ratio", "Chats broken off", "Conversations rompues", _sum("broken"),
        _sum("chats_answered"), better=-1, by_interval=False, note="the customer left in the middle"),
    Kpi("turns", "turns", "ratio", "Answers per conversation", "Réponses par conversation",
        _sum("conversation_turns"), _sum("conversations"), by_interval=False, note="messages"),
    Kpi("turn_wait", "s", "ratio", "Wait for the next answer", "Attente de la réponse suivante", _sum("turn_wait"),
        _sum("turn_waits"), better=-1, by_interval=False, note="from the customer's message to the agent's next turn"),
    Kpi("expired", "share", "ratio", "Conversations gone silent", "Conversations expirées", _sum("expired"),
        _sum("conversations"), by_interval=False, note="messages"),
    Kpi("visit_time", "s", "ratio", "Time in the service", "Temps total du client", _sum("visit_s"), _sum("visits"),
        better=-1, live=True, by_interval=False,
        note="from the arrival to the end of the last conversation, transfers included"),
    Kpi("requests_answered", "share", "ratio", "Requests answered", "Demandes traitées", _sum("firsts"),
        _sum("requests"), better=1, by_interval=False,
        note="at least once, at whatever attempt; of a type: answered as such, over those that began as such"),
    Kpi("requests_resolved", "share", "ratio", "Requests resolved, share", "Part des demandes résolues",
        _RESOLVED, _sum("requests"), better=1, by_interval=False,
        note="by an answer, or by the self-service; of a type: resolved as such, over those that began as such"),
    Kpi("requests_resolved_by_people", "share", "ratio", "Requests resolved by people, share",
        "Part des demandes résolues par un conseiller", _sum("resolved"), _sum("requests"), better=1,
        by_interval=False, note="by an answer only; what is missing to requests_resolved is the self-service's part"),
    Kpi("resolved", "requests", "mean", "Requests resolved", "Demandes résolues", _RESOLVED, better=1,
        by_interval=False, note="by an answer, or by the self-service"),
    Kpi("resolved_by_people", "requests", "mean", "Requests resolved by people", "Demandes résolues par un conseiller",
        _sum("resolved"), better=1, by_interval=False, note="by an answer only"),
    Kpi("fcr_true", "share", "ratio", "First-contact resolution, true", "Résolution au premier contact, réelle",
        _sum("first_resolved"), _sum("firsts"), better=1,
        note="of requests answered at least once; those that the self-service settled are not among them",
        by_interval=False),
    Kpi("fcr_observed", "share", "ratio", "First-contact resolution, observed",
        "Résolution au premier contact, observée", _sum("first_quiet"), _sum("firsts"), better=1,
        note="no repeat within 7 days; customers who give up hope look resolved",
        by_interval=False),
    Kpi("fcr_requests", "share", "ratio", "First-contact resolution, of all requests",
        "Résolution au premier contact, sur toutes les demandes", _sum("at_first"), _sum("requests"), better=1,
        by_interval=False,
        note="solved at the first attempt, by an answer or by the self-service, over all requests; fcr_true is over "
        "those that had an answer, at whatever attempt"),
    Kpi("repeat_rate", "share", "ratio", "Repeat rate", "Taux de réitération", _sum("repeated"), _sum("attempts"),
        better=-1, note="contacts of a request that was answered before",
        by_interval=False),
    Kpi("retry_rate", "share", "ratio", "Retry rate", "Taux de rappel après abandon", _sum("retried"), _sum("attempts"),
        better=-1, note="contacts of a request that was never answered, after an abandonment or a shut door",
        by_interval=False),
    Kpi("contacts_per_request", "contacts", "ratio", "Contacts per request", "Contacts par demande", _sum("attempts"),
        _sum("requests"), better=-1,
        by_interval=False),
    Kpi("group_share", "share", "ratio", "Share of the type's answers", "Part des contacts traités du type", _ANSWERED,
        _sum("of_type"), by_interval=False, note="of a group that can take the type; in scope type-group"),
    Kpi("partner_share", "share", "ratio", "Answered by partners", "Part externalisée", _sum("by_partner"), _ANSWERED,
        by_interval=False, note="after abandonment: of those answered"),
    Kpi("partner_share_offered", "share", "ratio", "Answered by partners, of offered",
        "Part externalisée, sur présentés", _sum("by_partner"), _OFFERED, by_interval=False,
        note="after abandonment, over all offered"),
    Kpi("sent_to_partners", "share", "ratio", "Sent to partners", "Part orientée vers les prestataires",
        _sum("to_partner"), _OFFERED, by_interval=False,
        note="before abandonment; known where no line is answered both in-house and by partners"),
    Kpi("overflow_share", "share", "ratio", "Overflow", "Taux de débordement", _sum("overflowed"), _ANSWERED,
        by_interval=False,
        note="after abandonment: answered by a group of a later rank, or one that opens after a wait or above a limit"),
    Kpi("cost_total", "money", "mean", "Total cost", "Coût total", _sum("cost"), better=-1, by_interval=False,
        note="wages of paid hours, partners' invoices, fixed costs"),
    Kpi("wages", "money", "mean", "Wages", "Salaires", _sum("wages_paid"), better=-1, by_interval=False,
        note="of paid hours, overtime at its own rate"),
    Kpi("invoices", "money", "mean", "Partners' invoices", "Factures des prestataires", _sum("invoices"), better=-1,
        by_interval=False, note="bonuses and penalties included"),
    Kpi("fixed_costs", "money", "mean", "Fixed costs", "Coûts fixes", _sum("fixed"), better=-1, by_interval=False,
        note="of the service and of its own sites, by the month; those of partners are on their invoices"),
    Kpi("cost_per_contact", "money", "ratio", "Cost per contact", "Coût par contact traité", _sum("cost"), _ANSWERED,
        better=-1, by_interval=False),
    Kpi("cost_per_minute", "money", "ratio", "Cost per handled minute", "Coût par minute traitée", _sum("cost"),
        {"talk": 1 / 60, "wrap_up": 1 / 60}, better=-1, by_interval=False, note="conversation and wrap-up"),
    Kpi("cost_per_order", "money", "ratio", "Cost per order", "Coût par commande", _sum("cost"), _sum("orders"),
        better=-1, by_interval=False, note="orders as the file's volumes expect them"),
    Kpi("cost_per_resolved", "money", "ratio", "Cost per resolved request", "Coût par demande résolue", _sum("cost"),
        _RESOLVED, better=-1, by_interval=False, note="by an answer, or by the self-service"),
    Kpi("revenue", "money", "mean", "Expected revenue", "Chiffre d'affaires attendu", _sum("revenue"), better=1,
        by_interval=False, note="answered x conversion x value of a sale, and those who buy again"),
    Kpi("revenue_lost", "money", "mean", "Value of those who gave up", "Valeur perdue par abandon",
        _sum("revenue_lost"), better=-1, by_interval=False, note="abandoned x value of an abandonment"),
    Kpi("net_result", "money", "mean", "Revenue less cost", "Résultat (revenus moins coûts)",
        {"revenue": 1.0, "cost": -1.0}, better=1, by_interval=False),
)  # fmt: skip

KPIS: dict[str, Kpi] = {entry.id: entry for entry in _ENTRIES}

SCOPES = ("total", "channel", "type", "group", "site", "type-group")

UNITS = {
    "share": {"en": "share of 1", "fr": "part de 1"},
    "s": {"en": "seconds", "fr": "secondes"},
    "h": {"en": "hours", "fr": "heures"},
    "d": {"en": "days", "fr": "jours"},
    "contacts": {"en": "contacts", "fr": "contacts"},
    "requests": {"en": "requests", "fr": "demandes"},
    "turns": {"en": "answers", "fr": "réponses"},
    "money": {"en": "the file's currency", "fr": "devise du fichier"},
}
