"""Words that change nothing: refused, warned of, or let pass. The messages stand in `wrong/`."""

from __future__ import annotations

import pytest
import yaml

import sim
from sim.errors import ScenarioError
from sim.scenario.loading import of_tree, tree_of
from sim.scenario.show import resolved_text

FLOOR = """
name: floor
calendar: {start: 2024-01-01, days: 2, opening: 08:00-18:00}
contacts:
  call: {channel: call, volume: {per_hour: 10}, handling: {talk: 4 min}, patience: exponential(2 min)}
  mail: {channel: email, volume: {per_day: 10}, handling: {talk: 4 min}}
groups: {g: {agents: 3, skills: {call: {}, mail: {}}}}
"""


def merged(words: dict, more: dict) -> dict:
    """Words laid over others, key by key."""
    found = dict(words)
    for key, value in more.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = merged(found[key], value) if both else value
    return found


def judged(scenario, more: str) -> tuple[list[str], list[str]]:
    """The keys that are refused and those that are warned of."""
    words = merged(yaml.safe_load(FLOOR), yaml.safe_load(more))
    try:
        loaded = scenario(yaml.safe_dump(words, sort_keys=False))
    except ScenarioError as error:
        return [one.key for one in error.problems], []
    return [], [one.key for one in loaded.warnings]


BASE = "contacts: {mail: {interrupted_by: [call], resuming: 1 min}}"


@pytest.mark.parametrize(
    ("designs", "refused"),
    [
        ("designs: {a: {}, b: {contacts: {mail: {interrupted_by: null}}}}", []),
        ("designs: {b: {contacts: {mail: {interrupted_by: null}}}}", ["contacts.mail.resuming"]),
        (
            "designs: {a: {}, b: {contacts: {mail: {interrupted_by: null, resuming: 2 min}}}}",
            ["designs.b.contacts.mail.resuming"],
        ),
    ],
)
def test_a_word_of_the_base_is_right_if_one_design_needs_it(scenario, designs, refused):
    """What a design writes itself is for that design; if it does nothing there, it is a mistake."""
    assert judged(scenario, f"{BASE}\n{designs}") == (refused, [])


def test_nothing_is_switched_off_by_mistake_where_another_design_switches_it_on(scenario):
    """A share of 0 % is one way to do without; it is odd only where it stands alone."""
    vip = "contacts: {call: {priority: {vip: {share: 0 %}}}}"
    assert judged(scenario, vip) == ([], ["contacts.call.priority.vip.share"])
    designs = "designs: {without: {}, with: {contacts: {call: {priority: {vip: {share: 5 %}}}}}}"
    assert judged(scenario, f"{vip}\n{designs}") == ([], [])


@pytest.mark.parametrize(
    "words",
    [
        "contacts: {call: {volume: {batch_law: fixed}, target_hours: opened, preferred_agent: 0 s}}",
        "contacts: {mail: {resume: resume, resuming: 0 s, short_abandon: 5 s, at_close: serve}}",
        "groups: {g: {overtime_up_to: 30 min, tenure: never, breadth: {}, chats: {pace: shared}}}",
        "routing: {pick_up: 0 s, window: 30 min}",
        "routing: {specialists_first: false, agent: random}",
        "contacts: {mail: {order: due-date}}",
    ],
)
def test_a_default_written_out_and_a_policy_are_let_pass(scenario, words):
    assert judged(scenario, words) == ([], [])


@pytest.mark.parametrize(
    ("words", "warned"),
    [
        ("contacts: {call: {self_service: {contains: 0 %}}}", "contacts.call.self_service.contains"),
        ("contacts: {call: {call_back: {above: 1 min, accept: 0 %}}}", "contacts.call.call_back.accept"),
        ("contacts: {call: {balking: {share: 0 %}}}", "contacts.call.balking"),
        ("contacts: {mail: {chase: {after: 1 h, share: 0 %, becomes: call}}}", "contacts.mail.chase.share"),
        ("contacts: {call: {returns: {abandoned: {share: 0 %, after: 1 h}}}}", "contacts.call.returns.abandoned.share"),
        ("contacts: {call: {by_hour: {handling: {08:00-09:00: 100 %}}}}", "contacts.call.by_hour.handling"),
        (
            "contacts: {call: {by_hour: {handling: {03:00-04:00: 150 %, 17:00-19:00: 120 %}}}}",
            "contacts.call.by_hour.handling.03:00-04:00",
        ),
        ("contacts: {mail: {backlog: {contacts: 0, age: 1 h}}}", "contacts.mail.backlog.contacts"),
        ("groups: {g: {fatigue: {slower: 0 %}}}", "groups.g.fatigue"),
        ("groups: {g: {coaching: {hours_per_month: 2, half_life: 20}}}", "groups.g.coaching"),
        ("groups: {g: {turnover: {leaves_per_month: 0 %}}}", "groups.g.turnover.leaves_per_month"),
        ("groups: {g: {absence: {share: 0 %}}}", "groups.g.absence.share"),
        ("groups: {g: {hats: {time: 0 s}}}", "groups.g.hats.time"),
        ("groups: {g: {skills: {call: {agent_rank: 1}}}}", "groups.g.skills.call.agent_rank"),
        ("groups: {g: {skills: {call: {transfer: {to: mail, share: 0 %}}}}}", "groups.g.skills.call.transfer.share"),
        ("groups: {g: {period: from 2024-05-01}}", "groups.g.period"),
        ("groups: {g: {languages: [fr]}}", "groups.g.languages"),
        ("contacts: {call: {language: fr}}", "contacts.call.language"),
        ("calendar: {country: FR}", "calendar.country"),
        ("calendar: {holidays: [2024-01-02]}", "calendar.holidays"),
        ("calendar: {time_zone: Europe/Paris}", "calendar.time_zone"),
        ("sites: {lille: {price: {per_contact: 2}}}", "sites.lille"),
    ],
)
def test_values_that_switch_off_the_words_around_them_are_warned_of(scenario, words, warned):
    assert judged(scenario, words) == ([], [warned])


def test_a_trial_may_leave_words_idle(scenario, tmp_path):
    """A batch that takes the interruption away, one file of many, needs no file without `resuming`."""
    words = merged(yaml.safe_load(FLOOR), {"contacts": {"mail": {"resuming": "1 min"}}})
    path = tmp_path / "a.yaml"
    path.write_text(yaml.safe_dump(words))
    with pytest.raises(ScenarioError, match="write interrupted_by"):
        sim.load(path)
    tried = of_tree(tree_of(path), str(path), trial=True)
    assert [one.key for one in tried.warnings] == ["contacts.mail.resuming"]


def test_a_design_shown_leaves_out_what_only_others_need(scenario, tmp_path):
    designs = {"a": {}, "b": {"contacts": {"mail": {"interrupted_by": None}}}}
    words = merged(yaml.safe_load(FLOOR), {**yaml.safe_load(BASE), "designs": designs})
    text = resolved_text(scenario(yaml.safe_dump(words, sort_keys=False)), "b")
    assert "resuming: 1 min" not in text
    assert not scenario(text).warnings


def test_overtime_has_the_wage_of_a_level(scenario):
    group = "agents: 2, skills: {call: {}}, shifts: {day: {hours: {all: 08:00-17:00}}}, overtime_pays: 150 %%"
    words = f"groups: {{h: {{{group}, levels: {{%s}}}}}}"
    assert judged(scenario, words % "one: {people: 2, wage_per_hour: 20}") == ([], [])
    assert judged(scenario, words % "one: {people: 2}") == (["groups.h.overtime_pays"], [])


def warned_of(scenario, more: str) -> list[str]:
    words = merged(yaml.safe_load(FLOOR), yaml.safe_load(more))
    return [f"{one.key}: {one.message}" for one in scenario(yaml.safe_dump(words, sort_keys=False)).warnings]


@pytest.mark.parametrize(
    ("at_most", "told"), [("33 %", ["33 % of 3 people are nobody, so nobody is ever promoted to it"]), ("34 %", [])]
)
def test_a_level_without_room_for_anybody(scenario, at_most, told):
    levels = f"levels: {{junior: {{people: 3, slower: 50 %}}, senior: {{after: 1 day, at_most: {at_most}}}}}"
    found = warned_of(scenario, f"groups: {{g: {{{levels}}}}}")
    assert found == [f"groups.g.levels.senior.at_most: {one}" for one in told]


def test_orders_of_which_no_contact_comes(scenario):
    orders = "orders: {web: {volume: {per_day: 3}}}"
    assert warned_of(scenario, orders) == [
        "orders.web: no contact type comes of 'web', so it changes nothing; write volume.per_order of a type "
        "(found: {volume: {per_day: 3}})"
    ]
    late = "{channel: email, volume: {per_order: {of: web, contacts: 2}}, handling: {talk: 1 min}}"
    both = f"{orders}\ncontacts: {{late: {late}}}\ngroups: {{g: {{skills: {{late: {{}}}}}}}}"
    assert warned_of(scenario, both) == []
