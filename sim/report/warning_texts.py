"""The sentences of warnings about doubtful figures, in English and in French; see `phrases`.

Each sentence ends with the words of the scenario file that would change it, so the reader knows the remedy.
"""

WARNING_TEXTS: dict[str, tuple[str, str]] = {
    "grows": (
        "the queue of '{type}' grows without end from {when} on in design '{design}'; more people, or fewer contacts",
        "la file de « {type} » s'allonge sans fin à partir de {when} dans l'organisation « {design} » ; il faut plus "
        "de monde, ou moins de contacts",
    ),
    "shut": (
        "{share} of '{type}' ({contacts} contacts in a run) come outside the opening hours{where} and are lost at a "
        "shut door; no answer rate counts them. The words for it: opening, hours, outside_hours",
        "{share} de « {type} » ({contacts} contacts par simulation) arrivent hors des horaires d'ouverture{where} et "
        "sont perdus, porte close ; aucun taux de décroché ne les compte. Mots du fichier : opening, hours, "
        "outside_hours",
    ),
    "held": (
        "{contacts} contacts of '{type}' in a run ({share} of those offered) wait past closing, until somebody is back "
        "at work{where}; each of them weighs on every mean wait. The words for it: at_close: leave, patience",
        "{contacts} contacts de « {type} » par simulation ({share} des présentés) attendent au-delà de la fermeture, "
        "jusqu'au retour d'un conseiller{where} ; chacun pèse sur les attentes moyennes. Mots du fichier : "
        "at_close: leave, patience",
    ),
    "in_every_design": (" in every design", " dans toutes les organisations"),
    "in_design": (" in design '{design}'", " dans l'organisation « {design} »"),
    "in_designs": (" in the designs {designs}", " dans les organisations {designs}"),
    "quoted": ("'{text}'", "« {text} »"),
    "of_file": ("{text}", "contrôle du fichier, en anglais : {text}"),
    "other_share": (
        "{site} was to get {wanted} of '{type}' and received {received} in design '{design}'{more}; see hours, "
        "outages and when_closed",
        "{site} devait recevoir {wanted} de « {type} » et en a reçu {received} dans l'organisation « {design} »{more}"
        " ; voir horaires, pannes et when_closed",
    ),
    "more_types": (" (and {n} more types)", " (et {n} autres types)"),
    "in_week": ("{when} of week {week}", "{when}, semaine {week}"),
}  # fmt: skip
