"""What planners write is answered with the word of the file."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.keys import type_at
from sim.scenario.loading import load
from sim.scenario.nouns import synonyms
from sim.scenario.scenario import ScenarioFile

CONTACT = ("contacts", "sales")
GROUP = ("groups", "team")


@pytest.mark.parametrize(
    ("key", "holder", "place"),
    [
        ("wrapup", CONTACT, "handling.wrap_up"),
        ("After-Call Work", CONTACT, "handling.wrap_up"),
        ("acw", (*CONTACT, "handling"), "wrap_up"),
        ("acw", (*GROUP, "skills", "sales", "handling"), "wrap_up"),
        ("aht", CONTACT, "handling.talk"),
        ("DMT", CONTACT, "handling.talk"),
        ("ivr", CONTACT, "self_service"),
        ("sla", CONTACT, "target"),
        ("service_level", (*CONTACT, "volume"), "contacts.sales.target"),
        ("service_level", (), "contacts.NAME.target"),
        ("appels", (), "contacts"),
        ("conseillers", (), "groups"),
        ("conseillers", GROUP, "agents"),
        ("équipes", (), "groups"),
        ("fcr", CONTACT, "groups.NAME.skills.NAME.resolves"),
        ("par_mois", (*CONTACT, "volume"), "per_month"),
        ("graine", (), "study.seed"),
        ("talk", CONTACT, "handling.talk"),
        ("patience", (*CONTACT, "handling"), "contacts.sales.patience"),
        ("profile", CONTACT, "volume.profile"),
        ("patiense", CONTACT, "patience"),
        ("colour", CONTACT, ""),
    ],
)
def test_a_word_of_the_field_leads_to_the_word_of_the_file(key, holder, place):
    kind = type_at(ScenarioFile, holder) if holder else ScenarioFile
    assert synonyms.place_of(key, tuple(kind.model_fields), holder, ScenarioFile) == place


@pytest.mark.parametrize("place", synonyms._WRITTEN)
def test_every_place_is_in_the_file_and_no_foreign_word_is_right_there(place):
    steps = tuple(place.split("."))
    assert type_at(ScenarioFile, steps) is not None
    holder = type_at(ScenarioFile, steps[:-1]) if steps[:-1] else ScenarioFile
    if hasattr(holder, "model_fields"):
        assert not synonyms._words()[place] & {synonyms._alike(name) for name in holder.model_fields if "_" not in name}


def test_a_required_word_written_otherwise_is_not_missed_as_well(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(
        "name: x\ncalendar: {start: 2024-01-01, days: 1}\n"
        "contacts: {sales: {channel: call, volume: {per_day: 9}, AHT: 5 min}}\n"
        "groups: {team: {agents: 2, skills: {sales: {}}}}\n"
    )
    with pytest.raises(ScenarioError) as refused:
        load(path)
    (problem,) = refused.value.problems
    assert problem.message.endswith("did you mean 'handling.talk'?")
