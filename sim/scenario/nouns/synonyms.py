"""What planners write, and the word of the file for it.

Every tool of the field has its own words: ACW, AHT, IVR, SLA; in French DMT, SVI, conseillers. None of them is taken in
place of the file's own, for one thing has one word here; but the message to whoever writes one says which it is, with
the whole way to it. A word of the file in the wrong place is treated like a foreign one.
"""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from sim.scenario.units import closest, plain

Path = tuple[str | int, ...]

_WRITTEN = {
    "contacts.*.handling.wrap_up": "wrapup, wrap, acw, after_call_work, after_contact_work, afterwork, "
    "wrapup_time, clerical_time, post_call, post_call_work, post_appel, travail_post_appel, temps_post_appel, "
    "tpa",
    "contacts.*.handling.talk": "aht, att, talk_time, handle_time, handling_time, average_handling_time, "
    "average_handle_time, average_talk_time, mean_handling_time, service_time, conversation_time, hold_time, "
    "dmt, dmc, duree_moyenne_de_traitement, duree_moyenne_de_communication, duree_de_conversation, "
    "temps_de_traitement",
    "contacts.*.handling": "handle, traitement, duration, duree",
    "contacts.*.self_service": "ivr, vru, svi, bot, voicebot, chatbot, selfservice, auto_attendant, "
    "serveur_vocal, menu_vocal",
    "contacts.*.self_service.contains": "containment, containment_rate, deflection, deflection_rate",
    "contacts.*.target": "sla, slo, service_level, service_level_target, tsf, grade_of_service, gos, "
    "niveau_de_service, taux_de_service, qualite_de_service, qs, objectif",
    "contacts.*.patience": "abandonment, abandon_time, abandonment_time, time_to_abandon, renege, reneging, "
    "patience_time, mean_patience, impatience, abandon",
    "contacts.*.volume": "arrivals, arrival, arrival_rate, arrival_process, demand, forecast, calls_offered, "
    "inflow, appels_recus, prevision, previsions, flux, demande",
    "contacts.*.volume.per_hour": "hourly, calls_per_hour, contacts_per_hour, par_heure, rate",
    "contacts.*.volume.per_day": "daily, calls_per_day, contacts_per_day, par_jour",
    "contacts.*.volume.per_week": "weekly, calls_per_week, contacts_per_week, par_semaine",
    "contacts.*.volume.per_month": "monthly, calls_per_month, contacts_per_month, par_mois, mensuel",
    "contacts.*.volume.profile": "distribution, intraday_profile, call_profile, profil, courbe",
    "contacts.*.returns": "retrials, redial, redials, redialling, recalls, reattempts, rappels_client, "
    "reiterations",
    "contacts.*.returns.abandoned": "retry, retries, retrial",
    "contacts.*.returns.unresolved": "repeat_calls, repeat_contacts, reiteration",
    "contacts.*.call_back": "callback, callbacks, virtual_hold, rappel, rappels",
    "contacts.*.balking": "balk, balks",
    "contacts.*.places": "queue_size, queue_limit, max_queue, queue_capacity, waiting_room, buffer",
    "contacts.*.channel": "canal, media, medium",
    "contacts.*.opening": "opening_hours, openings, business_hours, operating_hours, hours_of_operation, "
    "heures_d_ouverture, ouverture",
    "contacts": "calls, call_types, contact_types, queues, skillsets, types, appels, types_d_appels, files, "
    "files_d_attente, flux_entrants",
    "groups": "teams, staff, staffing, advisers, advisors, operators, agent_groups, resources, conseillers, "
    "equipes, teleconseillers, groupes, ressources",
    "groups.*.agents": "headcount, heads, fte, ftes, servers, number_of_agents, positions, seats, advisers, "
    "advisors, operators, conseillers, teleconseillers, effectif, effectifs, etp",
    "groups.*.schedule": "planning, staffing_plan, horaires, plan_de_charge, rota",
    "groups.*.shrinkage": "shrink, shrinkage_rate, unproductive, taux_d_absence, indisponibilite",
    "groups.*.absence": "absenteeism, sickness, sick_leave, absenteisme, absences",
    "groups.*.turnover": "attrition, churn, rotation",
    "groups.*.wage_per_hour": "wage, hourly_wage, hourly_cost, cost_per_hour, salary, salaire, cout_horaire, "
    "taux_horaire",
    "groups.*.skills": "competences, skill, skill_set, can_take",
    "groups.*.skills.*.resolves": "fcr, first_call_resolution, first_contact_resolution, resolution, "
    "resolution_rate, taux_de_resolution",
    "groups.*.skills.*.agent_rank": "priority_level, skill_priority, preference",
    "groups.*.chats.at_once": "concurrency, chat_concurrency, concurrent_chats, simultaneous_chats, simultaneous",
    "sites": "partners, outsourcers, vendors, bpo, partenaires, prestataires",
    "channels.*.lines": "trunks, trunk_lines, trunk_group, lignes",
    "calendar.start": "start_date, begin, debut, date_de_debut, from_date",
    "calendar.days": "horizon, number_of_days, nb_days, jours, nombre_de_jours",
    "calendar.interval": "interval_width, slot, granularity, step, intervalle, pas",
    "calendar.holidays": "bank_holidays, public_holidays, jours_feries, feries",
    "study.matters": "threshold, practical_threshold, indifference_zone, delta, tolerance, seuil, ecart_utile",
    "study.watch": "also_show, trade_off, secondary, other_indicators, surveiller",
    "study.replications": "runs, repetitions, simulations, iterations, number_of_runs",
    "study.seed": "random_seed, rng_seed, graine",
    "study.warm_up": "warmup, warm_up_time, warmup_period, burn_in, chauffe",
    "study.confidence": "confidence_level, niveau_de_confiance",
}  # fmt: skip
"""By the place in the file, where * is any name: what planners write for it."""


def place_of(key: str, allowed: Collection[str], holder: Path, top: Any) -> str:
    """Where the file says what an unknown key means, as written from its holder on if it lies below; "" if unknown.

    A word of the field comes first, then a word that resembles the key and is allowed here, then the same word where
    it belongs. `top` is the model of the whole file.
    """
    wanted = _alike(key)
    known = [place for place, words in _words().items() if wanted in words]
    here = [place.rsplit(".", 1)[-1] for place in known]
    close = next((word for word in here if word in allowed), None) if known else closest(key, tuple(allowed))
    if close:
        return close
    homes = _homes(top).get(wanted, []) if not known else []
    known = known or [home for home in homes if _shared(home, holder) or len(homes) == 1]
    nearest_first = sorted(known, key=lambda one: (-_shared(one, holder), one.count(".")))
    return _as_written(nearest_first[0], holder) if known else ""


def hint(key: str, allowed: Collection[str], holder: Path, top: Any) -> str:
    """ "; did you mean 'x'?" for an unknown key, or an empty text."""
    place = place_of(key, allowed, holder, top)
    return f"; did you mean '{place}'?" if place else ""


def _alike(word: str) -> str:
    return plain(word).replace(" ", "")


@cache
def _words() -> dict[str, frozenset[str]]:
    return {place: frozenset(_alike(word) for word in words.split(",")) for place, words in _WRITTEN.items()}


@cache
def _homes(top: Any) -> dict[str, list[str]]:
    """For every word of the file where it stands."""
    found: dict[str, list[str]] = {}
    for place in _places(top, (), ()):
        found.setdefault(_alike(place[-1]), []).append(".".join(place))
    return found


def _places(model: Any, at: tuple[str, ...], seen: tuple[Any, ...]) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        yield (*at, name)
        for noun, way in _nouns_in(field.annotation, ()):
            if noun not in seen:
                yield from _places(noun, (*at, name, *way), (*seen, noun))


def _nouns_in(kind: Any, way: tuple[str, ...]) -> Iterator[tuple[type[BaseModel], tuple[str, ...]]]:
    """The nouns that a field holds, each with a * where it stands under a name or in a list."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind, way
    deeper = (*way, "*") if typing.get_origin(kind) in (dict, tuple) else way
    for argument in typing.get_args(kind):
        yield from _nouns_in(argument, deeper)


def _shared(place: str, holder: Path) -> int:
    """How many steps of a place are those of the holder."""
    count = 0
    for step, own in zip(place.split("."), holder, strict=False):
        if step not in ("*", own):
            break
        count += 1
    return count


def _as_written(place: str, holder: Path) -> str:
    """A place as one writes it who stands at the holder: what lies below it, or the whole way with its names."""
    steps, shared = place.split("."), _shared(place, holder)
    if shared == len(holder) and len(steps) > shared:
        return ".".join(steps[shared:]).replace("*", "NAME")
    return ".".join(str(holder[i]) if i < shared else step for i, step in enumerate(steps)).replace("*", "NAME")
