"""Every fixed phrase of the reports, in English and in French, side by side.

Decision: sentences are kept whole, with placeholders for names and figures, never composed of pieces, because the two
languages differ in word order.
"""

from __future__ import annotations

import re

from sim.report.formula_words import FORMULAS
from sim.report.warning_texts import WARNING_TEXTS

LANGUAGES = ("en", "fr")

WORDS: dict[str, tuple[str, str]] = {
    # ---- scopes and targets
    "all_contacts": ("All contacts", "Tous les contacts"),
    "all_call": ("All calls", "Tous les appels"),
    "all_chat": ("All chats", "Tous les chats"),
    "all_live": ("All calls and chats", "Tous les appels et chats"),
    "live_total": ("in totals: calls and chats", "dans les totaux : appels et chats"),
    "channel_call": ("Calls", "Appels"),
    "channel_chat": ("Chats", "Chats"),
    "channel_email": ("E-mails", "E-mails"),
    "channel_task": ("Tasks", "Tâches"),
    "channel_message": ("Messages", "Messages"),
    "target": ("{share} in {time}", "{share} en {time}"),
    "target_mark": ("target {share}", "objectif {share}"),
    "target_delay": ("target {time}", "objectif {time}"),
    # ---- parts of the headline table
    "part_deciding": ("The deciding figure", "L'indicateur qui décide"),
    "part_answer": ("Are contacts answered?", "Répond-on ?"),
    "part_service_level": ("Are they answered in time?", "Répond-on à temps ?"),
    "part_wait": ("How long do customers wait?", "Combien de temps attend-on ?"),
    "part_self_service": ("Does the self-service help?", "Le selfcare aide-t-il ?"),
    "part_call_back": ("Are customers called back?", "Rappelle-t-on les clients ?"),
    "part_deferred": ("What happens to what can wait?", "Que devient ce qui peut attendre ?"),
    "part_transfer": ("How far does the customer have to go?", "Quel est le parcours du client ?"),
    "part_email": ("What happens to the e-mails?", "Que deviennent les e-mails ?"),
    "part_people": ("Are the people busy?", "Les équipes sont-elles chargées ?"),
    "part_quality": ("Is the question settled?", "La demande est-elle résolue ?"),
    "part_cost": ("What does it cost?", "Combien cela coûte-t-il ?"),
    "part_sites": ("What do the partners receive?", "Que reçoivent les prestataires ?"),
    "received_by": ("Share received by {site}", "Part reçue par {site}"),
    "to_get": ("to get {wanted}", "prévu {wanted}"),
    "part_demand": ("How much comes in?", "Combien de contacts arrivent ?"),
    # ---- the page
    "eyebrow": ("Contact centre simulation", "Simulation d'un centre de contacts"),
    "question": ("The question", "La question"),
    "answer": ("The answer", "La réponse"),
    "warning": ("Warning", "Attention"),
    "written": ("report: {page}", "rapport : {page}"),
    "warned": ("warning: {text}", "attention : {text}"),
    "warning_note": (
        "Every mean of waits, delays and backlog then depends on how long the run lasts.",
        "Toute moyenne des attentes, des délais et des files dépend alors de la durée simulée.",
    ),
    "headline": ("The figures", "Les chiffres"),
    "headline_note": (
        "Mean of {n} replications, independent simulated runs of each design. In small print, the range that holds "
        "the true mean with {confidence} confidence.",
        "Moyenne de {n} réplications, c'est-à-dire de passages simulés indépendants de chaque organisation. En "
        "petit, l'intervalle qui contient la vraie moyenne avec {confidence} de confiance.",
    ),
    "headline_note_one": (
        "One replication only: the figures have no interval.",
        "Une seule réplication : les chiffres n'ont pas d'intervalle.",
    ),
    "arrows_note": (
        "▲ better, ▼ worse than {baseline}, beyond chance.",
        "▲ mieux, ▼ moins bien que {baseline}, au-delà du hasard.",
    ),
    "better": ("better", "mieux"),
    "worse": ("worse", "moins bien"),
    "indicator": ("Indicator", "Indicateur"),
    "design": ("Design", "Organisation"),
    "baseline_tag": ("baseline", "référence"),
    "pictures": ("In pictures", "En images"),
    "differences": ("Differences from {baseline}", "Écarts avec {baseline}"),
    "differences_note": (
        "All designs meet the same customers, minute by minute, so what differs is the organisation. Each figure "
        "is the mean difference from {baseline}; then its range at {confidence} confidence, and the share of the {n} "
        "replications in which the design does better. Bold where the range leaves zero out. Each range stands by "
        "itself; those of the answer hold together and are wider.",
        "Toutes les organisations reçoivent les mêmes clients, minute par minute : ce qui diffère vient de "
        "l'organisation. Chaque chiffre est l'écart moyen avec {baseline}, suivi de son intervalle à {confidence} "
        "de confiance et de la part des {n} réplications où l'organisation fait mieux. En gras quand l'intervalle "
        "exclut zéro. Chaque intervalle vaut pour lui seul ; ceux de la réponse valent ensemble et sont plus larges.",
    ),
    "better_in": ("better in {share}", "mieux dans {share}"),
    "changes": ("What differs between the designs", "Ce qui distingue les organisations"),
    "changes_note": (
        "The lines that each design changes in the scenario file, in the design it starts from or in the base.",
        "Les lignes que chaque organisation change dans le fichier, par rapport à celle dont elle part ou à la base.",
    ),
    "as_base": ("The base, unchanged.", "La base, sans changement."),
    "taken_away": ("taken away", "supprimé"),
    "key": ("Line of the file", "Ligne du fichier"),
    "value": ("Value", "Valeur"),
    "assumptions": ("Assumptions", "Hypothèses"),
    "assumptions_note": (
        "Values nobody has measured, and why they were chosen. If one looks wrong, change it in the file and run "
        "again: the answer may change with it.",
        "Valeurs que personne n'a mesurées, et la raison de leur choix. Si l'une paraît fausse, changez-la dans le "
        "fichier et relancez : la réponse peut changer avec elle.",
    ),
    "reason": ("Reason", "Raison"),
    "no_assumptions": (
        "The scenario file lists no assumptions. That does not mean that there are none.",
        "Le fichier n'énumère aucune hypothèse. Cela ne veut pas dire qu'il n'y en a pas.",
    ),
    "published": ("Figures from a source", "Chiffres issus d'une source"),
    "source": ("Source", "Source"),
    "figure": ("Figure", "Chiffre"),
    "definitions": ("How each figure is defined", "Définition de chaque indicateur"),
    "definitions_note": (
        "Sums over all replications, then the ratio: never the mean of daily ratios.",
        "Sommes sur toutes les réplications, puis le rapport : jamais la moyenne des rapports quotidiens.",
    ),
    "definition": ("Definition", "Définition"),
    "provenance": ("Where these figures come from", "D'où viennent ces chiffres"),
    "again": ("The same figures again", "Refaire les mêmes chiffres"),
    "again_page": ("and this page, in Python:", "et cette page, en Python :"),
    "p_program": ("Program", "Programme"),
    "p_scenario": ("Scenario", "Scénario"),
    "p_digest": ("Digest of the scenario", "Empreinte du scénario"),
    "p_period": ("Period simulated", "Période simulée"),
    "p_seed": ("Seed", "Graine"),
    "p_engine": ("Engine", "Moteur"),
    "p_replications": ("Replications of each design", "Réplications par organisation"),
    "p_confidence": ("Confidence of the intervals", "Confiance des intervalles"),
    "p_precision": ("Precision wanted", "Précision demandée"),
    "yes": ("reached", "atteinte"),
    "no": ("not reached", "non atteinte"),
    "period_days": ("{days} from {start}", "{days} à partir du {start}"),
    "day_one": ("1 day", "1 jour"),
    "day_many": ("{n} days", "{n} jours"),
    # ---- sentences about a plain result
    "result_one": ("{design}: {kpi} {value}{span}.", "{design} : {kpi} {value}{span}."),
    "result_many": (
        "{kpi}, from {low} ({worst}) to {high} ({best}).",
        "{kpi} : de {low} ({worst}) à {high} ({best}).",
    ),
    "result_same": ("{kpi}: {value} in every design.", "{kpi} : {value} dans toutes les organisations."),
    "result_none": ("{kpi}: no value.", "{kpi} : aucune valeur."),
    "span": (" ({low} to {high})", " (de {low} à {high})"),
    "from_to": ("{low} to {high}", "de {low} à {high}"),
    # ---- messages of the pictures: what is to be seen, as a sentence
    "m_side_clear": (
        "{best}: {kpi} {value}, against {base} for {baseline}",
        "{best} : {kpi} {value}, contre {base} pour {baseline}",
    ),
    "m_side_unclear": (
        "{kpi}: no design is clearly better than {baseline} ({base})",
        "{kpi} : aucune organisation n'est nettement meilleure que {baseline} ({base})",
    ),
    "m_side_equal": (
        "{kpi}: no clear difference between {best} ({value}) and {baseline} ({base})",
        "{kpi} : pas d'écart net entre {best} ({value}) et {baseline} ({base})",
    ),
    "m_side_baseline": (
        "{kpi}: no design beats {baseline} ({base})",
        "{kpi} : aucune organisation ne fait mieux que {baseline} ({base})",
    ),
    "m_side_range": (
        "{kpi}: from {low} ({worst}) to {high} ({best})",
        "{kpi} : de {low} ({worst}) à {high} ({best})",
    ),
    "m_side_one": ("{kpi}: {value}", "{kpi} : {value}"),
    "m_day_one": (
        "The answer rate is lowest {when}: {value}",
        "Le taux de décroché est au plus bas {when} : {value}",
    ),
    "m_day_many": (
        "At its lowest the answer rate is {low} with {worst} ({when_low}) and {high} with {best} ({when_high})",
        "Au plus bas, le taux de décroché est de {low} avec {worst} ({when_low}) et de {high} avec {best} "
        "({when_high})",
    ),
    "at_time": ("{day} at {time}", "{day} à {time}"),
    "m_day_full": (
        "Hardly a contact is lost at any hour",
        "Presque aucun contact n'est perdu, à quelque heure que ce soit",
    ),
    "m_waits_many": (
        "{type}: nine waits in ten are over within {low} with {best}, {high} with {worst}",
        "{type} : neuf attentes sur dix finissent en {low} au plus avec {best}, {high} avec {worst}",
    ),
    "m_waits_one": (
        "{type}: nine waits in ten are over within {value}",
        "{type} : neuf attentes sur dix finissent en {value} au plus",
    ),
    "m_waits_near": (
        "{type}: nine waits in ten are over within {low} to {high}, depending on the design",
        "{type} : neuf attentes sur dix finissent en {low} à {high} au plus selon l'organisation",
    ),
    "m_backlog_near": (
        "{type}: {low} to {high} in the queue on average, depending on the design",
        "{type} : de {low} à {high} en attente en moyenne selon l'organisation",
    ),
    "m_cost_near": (
        "A resolved request costs {low} to {high}, depending on the design",
        "Une demande résolue coûte de {low} à {high} selon l'organisation",
    ),
    "m_backlog_many": (
        "{type}: {low} in the queue on average with {best}, {high} with {worst}",
        "{type} : {low} en attente en moyenne avec {best}, {high} avec {worst}",
    ),
    "m_backlog_one": ("{type}: {value} in the queue on average", "{type} : {value} en attente en moyenne"),
    "m_cost_many": (
        "A resolved request costs {low} with {best}, {high} with {worst}",
        "Une demande résolue coûte {low} avec {best}, {high} avec {worst}",
    ),
    "m_cost_one": ("A resolved request costs {value}", "Une demande résolue coûte {value}"),
    "m_cost_total": ("What each design costs", "Ce que coûte chaque organisation"),
    "m_forest_clear": (
        "{best} against {baseline}: {gap} ({kpi})",
        "{best} par rapport à {baseline} : {gap} ({kpi})",
    ),
    "m_forest_unclear": (
        "No design is clearly better than {baseline} ({kpi})",
        "Aucune organisation n'est nettement meilleure que {baseline} ({kpi})",
    ),
    "m_forest_range": (
        "How far each design is from {baseline} ({kpi})",
        "À quelle distance chaque organisation est de {baseline} ({kpi})",
    ),
    # ---- what a picture shows, as its caption
    "c_side": (
        "The dot is the mean, the bar its range at {confidence} confidence; where no bar shows, it is narrower "
        "than the dot.",
        "Le point est la moyenne, la barre son intervalle à {confidence} de confiance ; sans barre visible, "
        "l'intervalle est plus étroit que le point.",
    ),
    "c_side_target": (" The dashed line is the target.", " Le trait pointillé est l'objectif."),
    "c_days": (
        "Above, the share of calls and chats answered, by the time of their arrival. Below, in grey, the contacts "
        "offered per hour; the line is the people on the floor. The two scales agree: where the line runs below "
        "the grey, more comes in than the people there can take (about {pace} contacts an hour each).",
        "En haut, la part des appels et chats traités, selon l'heure d'arrivée. En bas, en gris, les contacts "
        "présentés par heure ; le trait montre les personnes en poste. Les deux échelles se correspondent : là où "
        "le trait passe sous le gris, il arrive plus que les présents ne peuvent traiter (environ {pace} contacts "
        "par heure et par personne).",
    ),
    "c_waits": (
        "Share of the customers who had been answered, or had gone, within the time on the axis: the sooner a "
        "curve rises, the shorter the wait.",
        "Part des clients déjà pris en charge, ou déjà partis, dans le temps lu sur l'axe : plus la courbe monte "
        "tôt, plus l'attente est courte.",
    ),
    "c_backlog_one": (
        "Contacts in the queue as time goes by. A curve that keeps climbing is work that is never caught up.",
        "Contacts en attente au fil du temps. Une courbe qui monte sans cesse est un retard jamais rattrapé.",
    ),
    "c_backlog": (
        "Contacts in the queue as time goes by: mean of the replications, with its range at {confidence} confidence. A "
        "curve that keeps climbing is work that is never caught up.",
        "Contacts en attente au fil du temps : moyenne des réplications et intervalle à {confidence} de confiance. "
        "Une courbe qui monte sans cesse est un retard jamais rattrapé.",
    ),
    "c_costs": (
        "Wages of the paid hours and partners' invoices, over the period simulated and for each request that was "
        "resolved.",
        "Salaires des heures payées et factures des partenaires, sur la période simulée et par demande résolue.",
    ),
    "c_forest": (
        "Difference from {baseline} on the same customers, with its range at {confidence} confidence. Where the "
        "bar crosses zero, chance alone may explain it. On the right, the share of replications in which the "
        "design does better.",
        "Écart avec {baseline} sur les mêmes clients, avec son intervalle à {confidence} de confiance. Si la barre "
        "croise zéro, le hasard peut suffire à l'expliquer. À droite, la part des réplications où l'organisation "
        "fait mieux.",
    ),
    # ---- axes
    "a_answer_rate": ("Answer rate", "Taux de décroché"),
    "a_offered": ("Contacts offered per hour", "Contacts présentés par heure"),
    "a_people": ("People on the floor", "Personnes en poste"),
    "a_waited": ("Time waited", "Temps d'attente"),
    "a_share_done": ("Answered or gone", "Traités ou partis"),
    "a_in_queue": ("in the queue", "en attente"),
    "a_average_week": ("average week", "semaine moyenne"),
    "a_points": ("Difference, points", "Écart, points"),
    "a_gap": ("Difference", "Écart"),
    "a_difference": ("Difference", "Écart"),
    "a_p_better": ("Better in", "Mieux dans"),
    # ---- the terminal
    "t_designs": ("Designs {first} to {last} of {count}", "Organisations {first} à {last} sur {count}"),
    "t_uncertainty": (
        "Means of {n} replications (independent simulated runs). After ±, or as a range in brackets, the uncertainty "
        "of the mean: the true value lies within it with {confidence} confidence.",
        "Moyennes de {n} réplications (passages simulés indépendants). Après ±, ou sous forme d'intervalle entre "
        "parenthèses, l'incertitude de la moyenne : la vraie valeur s'y trouve avec {confidence} de confiance.",
    ),
    "t_differences": ("{kpi}: difference from {baseline}", "{kpi} : écart avec {baseline}"),
    "t_gap": ("{gap} ({low} to {high})", "{gap} (de {low} à {high})"),
    "t_won": (", better in {share} of replications", ", mieux dans {share} des réplications"),
    "t_equal": (", practically equal", ", pratiquement égal"),
    "t_near": (", about what matters", ", à peu près ce qui compte"),
    "t_open": (", too close to call", ", trop proche pour trancher"),
    "t_question": ("Question:", "Question :"),
    "t_answer": ("Answer:", "Réponse :"),
    "t_in_brackets": ("{label} ({about})", "{label} ({about})"),
    # ---- invoices
    "invoices": ("What the partners invoice", "Ce que facturent les prestataires"),
    "invoices_note": (
        "Means over the replications, to the cent, from the lines of every month's invoice; the files hold them all. "
        "The standard deviation says who bears the risk: how much an amount moves when the customers come differently.",
        "Moyennes des réplications, au centime, d'après les lignes des factures mensuelles ; les fichiers les "
        "contiennent toutes. L'écart type dit qui porte le risque : de combien un montant varie quand les clients "
        "viennent autrement.",
    ),
    "i_title": ("Invoice of {site}, {month} ({design})", "Facture de {site}, {month} ({design})"),
    "i_of": ("{site}, in design {design}", "{site}, dans l'organisation {design}"),
    "i_none": ("no partner sends invoices in this scenario", "aucun prestataire ne facture dans ce scénario"),
    "i_contacts": ("Contacts answered", "Contacts traités"),
    "i_surplus": ("Contacts above the maximum", "Contacts au-delà du maximum"),
    "i_shortfall": ("Contacts missing to the minimum", "Contacts manquants au minimum"),
    "i_minutes": ("Minutes of handling", "Minutes de traitement"),
    "i_hours": ("Hours of agents", "Heures de conseillers"),
    "i_fixed": ("Fixed costs", "Coûts fixes"),
    "i_ladder": ("Bonus or penalty", "Bonus ou malus"),
    "i_total": ("Total", "Total"),
    "i_clause": ("Line", "Ligne"),
    "i_price": ("Unit price", "Prix unit."),
    "i_quantity": ("Quantity", "Quantité"),
    "i_amount": ("Amount", "Montant"),
    "i_share": ("Share", "Part"),
    "i_month": ("Month", "Mois"),
    "i_interval": ("Interval of the mean", "Intervalle de la moyenne"),
    "i_risk": ("Who bears the risk", "Qui porte le risque"),
    "i_mean": ("Mean", "Moyenne"),
    "i_sd": ("Std. deviation", "Écart type"),
    "i_p5": ("5 % below", "5 % sous"),
    "i_p50": ("Median", "Médiane"),
    "i_p95": ("95 % below", "95 % sous"),
    "money_cost_total": ("Total cost of the service", "Coût total du service"),
    "money_cost_per_contact": ("Cost per contact", "Coût par contact"),
    "money_net_result": ("Revenue less cost", "Résultat (revenus moins coûts)"),
    "money_invoice": ("The client pays", "Le client paie"),
    "money_invoice_per_contact": ("The client pays per contact", "Le client paie par contact"),
    "money_invoice_per_hour": ("The client pays per hour", "Le client paie par heure"),
    "money_margin": ("The partner keeps", "Il reste au prestataire"),
    "money_margin_per_contact": ("The partner keeps per contact", "Il reste au prestataire par contact"),
    "money_margin_per_hour": ("The partner keeps per hour", "Il reste au prestataire par heure"),
    **FORMULAS,
    **WARNING_TEXTS,
}  # fmt: skip

DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
}
DAYS_IN_FULL = {
    "en": ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday"),
    "fr": ("le lundi", "le mardi", "le mercredi", "le jeudi", "le vendredi", "le samedi", "le dimanche"),
}
MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
}


def phrase(key: str, language: str, **values: object) -> str:
    """A fixed phrase with its placeholders filled in."""
    text = WORDS[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text


_UNIT = re.compile(r"(?<=min) (?=\d\d s)|(?<=\d) (?=(?:%|s|min|h|d|j|points?|EUR|USD|GBP|CHF)(?![a-zà-ÿ]))")
_FRENCH = re.compile(r" (?=[:;?!»])|(?<=«) ")


def with_no_break_spaces(text: str) -> str:
    """The text with no-break spaces between figures and units, and before French punctuation."""
    return _FRENCH.sub("\u00a0", _UNIT.sub("\u00a0", text))
