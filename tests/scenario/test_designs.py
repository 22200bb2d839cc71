"""Designs as named differences: merging, taking away, ladders, digests, and the design shown whole."""

import math
from pathlib import Path

import pytest

import sim
from sim.errors import ScenarioError
from sim.experiments.contact_log import trace
from sim.scenario import loading
from sim.scenario.distributions import Law
from sim.scenario.new_file import starter_text
from sim.scenario.scenario import Volume
from sim.scenario.show import _written, resolved_text
from tests.scenario.examples import CUSTOMERS, SITES

ROOT = Path(__file__).parents[2]
BASE = """
name: x
calendar: {days: 1}
contacts:
  sales: {channel: call, volume: {per_day: 9}, handling: {talk: 1 min}}
  claims: {channel: email, volume: {per_day: 9}, handling: {talk: 1 min}}
groups:
  all: {agents: 4, chats: {slower: [0 %]}, skills: {sales: {slower: 5 %}, claims: {}}}
"""


@pytest.fixture
def load(tmp_path):
    def read(text, name="a.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return sim.load(path)

    return read


def test_a_file_without_designs_has_one(load):
    for designs in ("", "designs: {}\n", "designs:\n"):
        scenario = load(BASE + designs)
        assert list(scenario.designs) == ["base"]
        assert scenario.labels == {"base": "base"}
        assert scenario.differences == {"base": {}}


def test_mappings_are_merged_and_the_rest_replaced(load):
    scenario = load(
        BASE
        + """designs:
  now:
  later:
    label: In a year
    groups: {all: {agents: 5, chats: {slower: [10 %]}, skills: {sales: {resolves: 80 %}}}}
    routing: {agent: random}
"""
    )
    now, later = scenario.designs.values()
    assert now.groups["all"].agents == 4
    assert later.groups["all"].agents == 5
    assert later.groups["all"].chats.slower == (0.1,)
    assert later.groups["all"].skills["sales"].slower == 0.05
    assert later.groups["all"].skills["sales"].resolves == 0.8
    assert later.routing.agent == "random"
    assert scenario.labels == {"now": "now", "later": "In a year"}
    assert scenario.differences["later"] == {
        "groups.all.agents": 5,
        "groups.all.chats.slower": ["10 %"],
        "groups.all.skills.sales.resolves": "80 %",
        "routing.agent": "random",
    }


def test_null_takes_away_and_a_ladder_builds_up(load):
    scenario = load(
        BASE
        + """designs:
  third: {from: second, groups: {mails: {agents: 2}}}
  second: {from: first, contacts: {sales: {volume: {per_day: null, per_hour: 3}}}}
  first:
    groups:
      all: null
      calls: {agents: 3, skills: {sales: {}}}
      mails: {agents: 1, skills: {claims: {}}}
"""
    )
    third = scenario.designs["third"]
    assert list(scenario.designs) == ["third", "second", "first"]
    assert list(third.groups) == ["calls", "mails"]
    assert third.groups["mails"].agents == 2
    assert third.contacts["sales"].volume.per_hour == 3.0
    assert third.contacts["sales"].volume.per_day is None
    assert scenario.differences["third"] == {"groups.mails.agents": 2}
    assert scenario.differences["second"]["contacts.sales.volume.per_day"] is None
    assert scenario.differences["first"]["groups.all"] is None


def test_the_base_need_not_stand_alone(load):
    """What every design says for itself may be missing from the base."""
    head, groups = BASE.split("groups:\n")
    text = head + "designs:\n  one:\n    groups:\n    " + groups.strip() + "\n"
    assert load(text.replace("    all:", "      all:")).designs["one"].groups["all"].agents == 4


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ("{from: 3}", "no other design"),
        ("{from: d}", "no other design"),
        ("{from: [d]}", "no other design"),
        ("[]", "a design is a mapping"),
        ("{groups: 3}", "a mapping of what changes is wanted"),
        ("{groups: null}", "'groups' is missing"),
        ("{groups: {all: {skills: null}}}", "'skills' is missing"),
        ("{groups: {new: {agents: null, skills: {sales: {}}}}}", "how many people?"),
        ("{groups: {new: null}}", "'new' is not there"),
        ("{study: {}}", "common to all designs"),
        ("{label: [x]}", "a text is wanted"),
    ],
)
def test_what_a_design_may_not_say(load, design, words):
    with pytest.raises(ScenarioError) as refused:
        load(f"{BASE}designs:\n  d: {design}\n")
    assert words in str(refused.value)
    assert all(problem.key.startswith("designs.d") for problem in refused.value.problems)
    assert {problem.line for problem in refused.value.problems} == {10}


def test_a_fault_of_the_base_is_told_once_and_one_of_a_design_with_its_name(load):
    with pytest.raises(ScenarioError) as refused:
        load(BASE.replace("agents: 4", "agents: x") + "designs: {a: {}, b: {from: a}, c: {}}\n")
    assert [problem.key for problem in refused.value.problems] == ["groups.all.agents"]
    with pytest.raises(ScenarioError, match="in design 'b'"):
        load(BASE + "designs: {a: {}, b: {contacts: {sales: null}}}\n")


def test_names_of_designs_can_be_printed(load):
    for name in ('" "', '"a\\nb"'):
        with pytest.raises(ScenarioError, match="control characters"):
            load(BASE + f"designs: {{{name}: {{}}}}\n")


def test_a_long_ladder_and_too_many_designs(load):
    steps = "".join(f"  d{step}: {{from: d{step - 1}}}\n" for step in range(1, 300))
    assert len(load(f"{BASE}designs:\n{steps}  d0: {{}}\n").designs) == 300
    with pytest.raises(ScenarioError, match="too many"):
        load(BASE + "designs:\n" + "".join(f"  d{step}: {{}}\n" for step in range(1001)))


def test_the_digest_is_of_what_decides_a_result(load):
    text = BASE + "designs: {a: {label: A}, b: {groups: {all: {agents: 5}}}}\nstudy: {seed: 1}\n"
    digest = load(text).digest
    same = [
        "# a remark\n" + text.replace("9", "9.0", 1),
        text.replace("label: A", "label: Z").replace("name: x", "name: y").replace("seed: 1", "seed: 2"),
        text.replace("seed: 1", "fcr_window: 7 days"),
        BASE + "study: {}\ndesigns: {b: {groups: {all: {agents: 5}}}, a: {}}\n",
    ]
    assert {load(one, f"{at}.yaml").digest for at, one in enumerate(same)} == {digest}
    others = [
        text.replace("agents: 5", "agents: 6"),
        text.replace("1 min", "2 min", 1),
        text + "currency: USD\n",
        text.replace("seed: 1", "warm_up: 1 h"),
        text.replace("seed: 1", "fcr_window: 1 day"),
        text.replace("{a:", "{c:"),
    ]
    assert len({load(one).digest for one in others} | {digest}) == 7


def test_a_type_called_label_counts_in_the_digest(load):
    text = BASE.replace("sales", "label")
    assert load(text).digest != load(text.replace("slower: 5 %", "slower: 6 %")).digest


def test_a_design_shown_is_a_file_with_the_same_floor(load):
    scenario = load(starter_text("x"))
    for design, floor in scenario.designs.items():
        text = resolved_text(scenario, design)
        again = load(text, "again.yaml")
        assert resolved_text(again, design) == text
        assert again.designs[design].groups.keys() == floor.groups.keys()
        for name, contact in floor.contacts.items():
            shown = again.designs[design].contacts[name]
            assert (shown.handling, shown.patience) == (contact.handling, contact.patience)
            for reason in ("abandoned", "unresolved"):
                back, before = getattr(shown.returns, reason), getattr(contact.returns, reason)
                assert before is None or back == before.model_copy(update={"later": before.share})
            assert shown.returns.busy == shown.returns.abandoned
            assert shown.opening == (contact.opening or floor.calendar.opening)
            assert shown.target is not None


def test_the_words_of_the_customers_side_survive_being_shown(load):
    scenario = load(CUSTOMERS)
    text = resolved_text(scenario, "base")
    again = load(text, "again.yaml")
    assert resolved_text(again, "base") == text
    before, shown = scenario.designs["base"], again.designs["base"]
    assert shown.channels == before.channels
    for name, contact in before.contacts.items():
        changed = {"returns", "label", "opening", "target", "volume", "self_service"}
        assert shown.contacts[name].model_dump(exclude=changed) == contact.model_dump(exclude=changed)
        assert shown.contacts[name].opening is not None
    sales, experts = shown.contacts["sales"], shown.contacts["experts"]
    assert sales.opening == before.channels["call"].opening
    assert sales.returns.busy == sales.returns.abandoned
    assert (sales.returns.abandoned.later, sales.self_service.wrongly.later) == (0.5, 0.2)
    assert experts.returns.unresolved.later == 0.1
    first, second = shown.groups["first"], shown.groups["second"]
    assert (first.skills["sales"].repeats, second.skills["sales"].repeats) == (0.5, 0.3)
    assert sales.returns.unresolved.later is None, "the second contact comes back as the first, group by group"
    assert second.skills["experts"].repeats is None
    assert first.skills["sales"].transfer == before.groups["first"].skills["sales"].transfer
    assert first.chats == before.groups["first"].chats


def test_a_type_without_a_volume_is_shown_without_one(load):
    floor = load(CUSTOMERS).designs["base"]
    quiet = floor.model_copy(
        update={"contacts": {"sales": floor.contacts["sales"].model_copy(update={"volume": Volume()})}}
    )
    words = _written(quiet.model_copy(update={"groups": {}}))
    assert "volume" not in words["contacts"]["sales"]


def test_a_design_shown_has_every_default_with_its_unit(load):
    text = resolved_text(load(BASE), "base")
    for line in (
        "interval: 30 min",
        "patience: never",
        "wrap_up: 0 s",
        "resolves: 100 %",
        "target: 80 % in 20 s",
        "slower: 5 %",
        "confidence: 95 %",
        "short_abandon: 5 s",
        "at_once: 1",
        "opening: always",
    ):
        assert line in text
    with pytest.raises(ScenarioError, match="did you mean 'base'"):
        resolved_text(load(BASE), "bases")


def test_odd_names_survive_being_shown(load):
    text = BASE.replace("sales", "'1e3'").replace("claims", "'no'").replace("name: x", "name: '010'")
    scenario = load(text)
    assert load(resolved_text(scenario, "base")).designs == load(resolved_text(scenario, "base")).designs
    assert list(load(resolved_text(scenario, "base")).designs["base"].contacts) == ["1e3", "no"]
    assert load(resolved_text(scenario, "base")).name == "010"


def test_aliases_work_across_the_file(load):
    text = BASE.replace("{talk: 1 min}}\n  claims", "&h {talk: gamma(4 min, cv 50 %)}}\n  claims").replace(
        "handling: {talk: 1 min}}\ngroups", "handling: *h}\ngroups"
    )
    floor = load(text).designs["base"]
    assert floor.contacts["claims"].handling.talk == Law("gamma", 240.0, 0.5)
    assert floor.contacts["claims"].patience == Law("never", math.inf)


def test_designs_can_be_added_from_python(tmp_path: Path) -> None:
    """A what-if in a notebook is a named difference too, checked like the file's own."""
    path = tmp_path / "base.yaml"
    path.write_text(
        "name: Base\ncalendar: {days: 1}\n"
        "contacts: {a: {channel: call, volume: {per_hour: 10}, handling: {talk: 3 min}}}\n"
        "groups: {team: {agents: 2, skills: {a: {}}}}\ndesigns: {today: {}}\n",
        encoding="utf-8",
    )
    more = sim.load(path, designs={"more": {"from": "today", "groups": {"team": {"agents": 5}}}})
    assert list(more.designs) == ["today", "more"]
    assert more.designs["more"].groups["team"].agents == 5
    assert more.differences["more"] == {"groups.team.agents": 5}
    with pytest.raises(ScenarioError, match=r"<designs>:.*did you mean 'today'"):
        sim.load(path, designs={"more": {"from": "todya"}})


def test_the_words_of_sites_survive_being_shown(load):
    scenario = load(SITES)
    text = resolved_text(scenario, "base")
    again = load(text, "again.yaml")
    assert resolved_text(again, "base") == text
    before, shown = scenario.designs["base"], again.designs["base"]
    assert list(shown.groups) == list(before.groups) == ["house", "summer", "dakar", "tunis"]
    for name, site in before.sites.items():
        assert shown.sites[name].model_dump(exclude={"label", "time_zone"}) == site.model_dump(
            exclude={"label", "time_zone"}
        )
    zones = {name: site.time_zone for name, site in shown.sites.items()}
    home = "Europe/Paris"
    assert zones == {"in-house": home, "lille": home, "dakar": "Africa/Dakar", "tunis": "Africa/Tunis"}
    assert shown.groups["dakar"].agents == 5
    assert shown.groups["tunis"].languages == ("fr", "ar")


@pytest.mark.parametrize("text", [CUSTOMERS, SITES], ids=["customers", "sites"])
def test_a_design_shown_lives_through_the_same_days(load, text):
    scenario = load(text)
    again = load(resolved_text(scenario, "base"), "again.yaml")
    lines = list(trace(scenario, "base", 0, None, "reference"))
    assert len(lines) > 500
    assert list(trace(again, "base", 0, None, "reference")) == lines


def test_what_designs_have_in_common_is_read_once(load, monkeypatch):
    """A noun is the very same in all designs that leave it as it is; a table is looked for once."""
    sought = []
    find = loading.find_table
    monkeypatch.setattr(loading, "find_table", lambda folder, name: sought.append(name) or find(folder, name))
    scenario = sim.load(ROOT / "scenarios/o2.yaml")
    assert len(sought) == len(set(sought)) == len(scenario.tables)
    first, *others = scenario.designs.values()
    for other in others:
        assert other.calendar is first.calendar
        assert all(other.contacts[name] is contact for name, contact in first.contacts.items())
    assert len({id(group) for centre in scenario.designs.values() for group in centre.groups.values()}) > len(others)


def test_a_noun_that_was_refused_is_told_of_each_design_that_has_it(load):
    """The base's group is wrong, one design has put it right, another has taken the type away that it names."""
    text = (
        BASE.replace("agents: 4", "agents: -4")
        + """designs:
  now: {}
  right: {groups: {all: {agents: 4}}}
  fewer: {contacts: {claims: null}}
"""
    )
    with pytest.raises(ScenarioError) as refused:
        load(text)
    told = [(problem.key, problem.message) for problem in refused.value.problems]
    assert told == [
        ("groups.all.agents", "-4 is out of bounds; allowed: at least 0 (in design 'now', 'fewer')"),
        ("groups.all.skills.claims", "'claims' is no contact type; allowed: sales (in design 'fewer')"),
    ]
