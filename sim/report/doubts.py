"""What a report says where figures are doubtful, in English and in French; see `words`.

The one surprising decision: each sentence ends with the words of the file that would change it, for a warning without
a remedy is only a worry.
"""

DOUBTS: dict[str, tuple[str, str]] = {
    "grows": (
        "the line of '{type}' grows without end from {when} on in design '{design}'; more people, or fewer contacts",
        "la file de « {type} » s'allonge sans fin à partir de {when} dans l'organisation « {design} » ; il faut plus "
        "de monde, ou moins de contacts",
    ),
    "shut": (
        "{share} of '{type}' ({contacts} contacts) come outside the opening hours in design '{design}' and are lost at "
        "a shut door; no answer rate has them, see opening, hours and outside_hours",
        "{share} de « {type} » ({contacts} contacts) arrivent hors des horaires d'ouverture dans l'organisation "
        "« {design} » et sont perdus, porte close ; aucun taux de décroché ne les compte, voir opening, hours et "
        "outside_hours",
    ),
    "held": (
        "{contacts} contacts of '{type}' in a run ({share} of those offered) wait past closing, until somebody is back "
        "at work, in design '{design}'; each of them weighs on every mean wait, see at_close: leave, and patience",
        "{contacts} contacts de « {type} » par simulation ({share} des présentés) attendent au-delà de la fermeture, "
        "jusqu'au retour d'un conseiller, dans l'organisation « {design} » ; chacun pèse sur les attentes moyennes, "
        "voir at_close: leave et patience",
    ),
    "other_share": (
        "{site} was to get {wanted} of '{type}' and received {received} in design '{design}'{more}; see hours, "
        "outages and when_closed",
        "{site} devait recevoir {wanted} de « {type} » et en a reçu {received} dans l'organisation « {design} »{more}"
        " ; voir horaires, pannes et when_closed",
    ),
    "more_types": (" (and {n} more types)", " (et {n} autres types)"),
    "in_week": ("{when} of week {week}", "{when}, semaine {week}"),
}  # fmt: skip
