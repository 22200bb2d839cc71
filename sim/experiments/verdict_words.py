"""The sentences of the verdict, in English and French. Whole sentences with placeholders, as in the reports."""

from __future__ import annotations

WORDS = {
    "en": {
        "better": "{design} beats {baseline} on {kpi}{where}: {value} against {base}, {gap} "
        "({low} to {high}), better in {won} of {n} replications{sure}.",
        "sure": " ({low} – {high} in the long run)",
        "ahead": " It is {gap} ahead of the next, {second} ({low} to {high}).",
        "alike": " Practically as good, for the difference is below {matters}: {names}.",
        "about": " It is ahead of {second} by about what matters, {matters} ({low} to {high}).",
        "beside": " It cannot yet be distinguished from {second} ({low} to {high}); about {needed} replications would "
        "tell.",
        "worse": "No design beats {baseline} on {kpi}{where}: the nearest, {design}, has {value} against {base}, {gap} "
        "({low} to {high}).",
        "equal": "{design} and {baseline} are practically equal on {kpi}{where}: {value} against {base}; the "
        "difference ({low} to {high}) is below {matters}.",
        "same": "{design} and {baseline} give the same {kpi}{where}: {value}.",
        "different": "{design} and {baseline} differ on {kpi}{where}: {value} against {base}, {gap} ({low} to {high}).",
        "open": "{design} and {baseline} are too close to call on {kpi}{where}: {value} against {base}, {gap} "
        "({low} to {high}) after {n} replications, where a difference matters from {matters} on.",
        "better open": "{design} does better than {baseline} on {kpi}{where}, but whether by as much as matters, "
        "{matters}, is too close to call: {value} against {base}, {gap} ({low} to {high}) after {n} replications.",
        "worse open": "{design} does worse than {baseline} on {kpi}{where}, but whether by as much as matters, "
        "{matters}, is too close to call: {value} against {base}, {gap} ({low} to {high}) after {n} replications.",
        "needed": " About {needed} replications would decide.",
        "near": "{design} and {baseline} are too close to call on {kpi}{where}: {value} against {base}, {gap} "
        "({low} to {high}), which is about what matters, {matters}. More replications would hardly change that.",
        "unseen": "{design} and {baseline} are too close to call on {kpi}{where}: {value} in all {n} replications, no "
        "difference. Rare events that none of them saw may still make one of {low} to {far}, and {matters} "
        "would matter.",
        "one": "No verdict: one replication gives figures, but only from two on can be seen how far chance moves them.",
        "quantile": "No verdict: {kpi} is a quantile, and designs are compared on means, shares and sums only. Another "
        "indicator under study.decide_on gives one.",
        "nothing": "No verdict: the designs have no value of {kpi}{where} to compare.",
        "where": " for {name}",
        "cheaper": "{share} cheaper",
        "dearer": "{share} dearer",
        "also": " It does better on {kpi} too: {change} ({value} against {base}).",
        "price": " The price: {kpi}, {change} ({value} against {base}).",
        "return": " In return: {kpi}, {change} ({value} against {base}).",
        "moreover": " It does worse on {kpi} too: {change} ({value} against {base}).",
        "beside it": " Beside it: {kpi}, {change} ({value} against {base}).",
        "no change": " Practically the same: {kpi} ({value} against {base}).",
        "unclear": " No clear difference: {kpi} ({value} against {base}).",
        "dominated": " Dominated, for another design is better on one of these indicators and worse on none: {names}.",
        "dominates all": " It is better than each other design on one of these indicators at least, and worse on none.",
        "and": " and ",
        "others": "{n} others",
        "of other": "{share} of the other design's value",
        "clear": "Stopped after {n} replications of each design, of {most} allowed: the answer is clear.",
        "clear at last": "{n} replications of each design, all that the study allows: the answer is clear.",
        "fine": "Stopped after {n} replications of each design, of {most} allowed: the difference is known to a "
        "quarter of what matters.",
        "limit": "Stopped after {n} replications of each design, the most that the study allows (study.replications).",
        "precision": "{n} replications of each design, for the precision wanted.",
        "fixed": "{n} replications of each design, as asked for.",
        "together": " The ranges of these differences hold together with {confidence} confidence ({over}).",
        "alone": " The range of this difference holds with {confidence} confidence.",
        "pairs": "{n} pairs of designs",
        "looks": "{n} planned looks",
        "matters": " A difference matters from {matters} on.",
    },
    "fr": {
        "better": "{design} fait mieux que {baseline} sur l'indicateur « {kpi} »{where} : {value} contre {base}, "
        "soit {gap} (de {low} à {high}), mieux dans {won} des {n} réplications{sure}.",
        "sure": " ({low} – {high} à la longue)",
        "ahead": " Elle devance la suivante, {second}, de {gap} (de {low} à {high}).",
        "alike": " Pratiquement aussi bien, avec un écart inférieur à {matters} : {names}.",
        "about": " L'avance sur {second} est à peu près celle qui compte, {matters} (de {low} à {high}).",
        "beside": " Rien ne la distingue encore de {second} (de {low} à {high}) ; il faudrait environ {needed} "
        "réplications.",
        "worse": "Aucune organisation ne fait mieux que {baseline} sur l'indicateur « {kpi} »{where} : "
        "la plus proche, {design}, est à {value} contre {base}, soit {gap} (de {low} à {high}).",
        "equal": "{design} et {baseline} se valent sur l'indicateur « {kpi} »{where} : {value} contre {base} ; l'écart "
        "(de {low} à {high}) est inférieur à {matters}.",
        "same": "{design} et {baseline} donnent la même valeur de l'indicateur « {kpi} »{where} : {value}.",
        "different": "{design} et {baseline} diffèrent sur l'indicateur « {kpi} »{where} : {value} contre {base}, soit "
        "{gap} (de {low} à {high}).",
        "open": "{design} et {baseline} sont trop proches pour trancher sur l'indicateur « {kpi} »{where} : {value} "
        "contre {base}, soit {gap} (de {low} à {high}) après {n} réplications, alors qu'un écart compte à partir de "
        "{matters}.",
        "better open": "{design} fait mieux que {baseline} sur l'indicateur « {kpi} »{where}, mais on ne peut pas "
        "encore dire si l'écart atteint celui qui compte, {matters} : {value} contre {base}, soit {gap} (de {low} à "
        "{high}) après {n} réplications.",
        "worse open": "{design} fait moins bien que {baseline} sur l'indicateur « {kpi} »{where}, mais on ne peut pas "
        "encore dire si l'écart atteint celui qui compte, {matters} : {value} contre {base}, soit {gap} (de {low} à "
        "{high}) après {n} réplications.",
        "needed": " Il en faudrait environ {needed} pour trancher.",
        "near": "{design} et {baseline} sont trop proches pour trancher sur l'indicateur « {kpi} »{where} : {value} "
        "contre {base}, soit {gap} (de {low} à {high}), à peu près l'écart qui compte, {matters}. Davantage de "
        "réplications n'y changerait guère.",
        "unseen": "{design} et {baseline} sont trop proches pour trancher sur l'indicateur « {kpi} »{where} : {value} "
        "dans chacune des {n} réplications, sans écart. Des événements rares qu'aucune n'a vus peuvent encore en faire "
        "un de {low} à {far}, et un écart compte à partir de {matters}.",
        "one": "Pas de verdict : une réplication donne des chiffres, mais il en faut au moins deux pour voir de "
        "combien le hasard les fait bouger.",
        "quantile": "Pas de verdict : « {kpi} » est un quantile, et les organisations se comparent seulement sur des "
        "moyennes, des parts et des sommes. Un autre indicateur sous study.decide_on en donne un.",
        "nothing": "Pas de verdict : aucune valeur de l'indicateur « {kpi} »{where} à comparer.",
        "where": " pour {name}",
        "cheaper": "{share} moins cher",
        "dearer": "{share} plus cher",
        "also": " Mieux aussi : {kpi}, {change} ({value} contre {base}).",
        "price": " En contrepartie : {kpi}, {change} ({value} contre {base}).",
        "return": " En échange : {kpi}, {change} ({value} contre {base}).",
        "moreover": " Moins bien aussi : {kpi}, {change} ({value} contre {base}).",
        "beside it": " À côté : {kpi}, {change} ({value} contre {base}).",
        "no change": " Pratiquement inchangé : {kpi} ({value} contre {base}).",
        "unclear": " Pas d'écart net : {kpi} ({value} contre {base}).",
        "dominated": " Dominées, car une autre organisation fait mieux sur l'un de ces indicateurs et moins bien sur "
        "aucun : {names}.",
        "dominates all": " Elle fait mieux que chacune des autres sur l'un au moins de ces indicateurs, et moins bien "
        "sur aucun.",
        "and": " et ",
        "others": "{n} autres",
        "of other": "{share} de la valeur de l'autre organisation",
        "clear": "Arrêt après {n} réplications par organisation, sur {most} au plus : la réponse est nette.",
        "clear at last": "{n} réplications par organisation, le maximum de l'étude : la réponse est nette.",
        "fine": "Arrêt après {n} réplications par organisation, sur {most} au plus : l'écart est connu au quart de ce "
        "qui compte.",
        "limit": "Arrêt après {n} réplications par organisation, le maximum fixé par l'étude (study.replications).",
        "precision": "{n} réplications par organisation, pour la précision demandée.",
        "fixed": "{n} réplications par organisation, comme demandé.",
        "together": " Les intervalles de ces écarts valent ensemble avec {confidence} de confiance ({over}).",
        "alone": " L'intervalle de cet écart vaut avec {confidence} de confiance.",
        "pairs": "{n} paires d'organisations",
        "looks": "{n} examens prévus",
        "matters": " Un écart compte à partir de {matters}.",
    },
}  # fmt: skip
