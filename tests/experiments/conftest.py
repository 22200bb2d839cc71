"""A small floor with everything on it, for tests of what is made of replications."""

from pathlib import Path

import pytest

from sim import load
from sim.scenario.scenario import Scenario

FLOOR = """
name: Small floor
question: One pool or two?
calendar: {start: 2024-01-01, days: 2, opening: {mon-fri: 08:00-18:00}, interval: 1 h}
contacts:
  sales:
    channel: call
    volume: {per_day: 120, day_factor_cv: 15 %}
    handling: {talk: "lognormal(5 min, cv 80 %)", wrap_up: exponential(45 s)}
    patience: weibull(2 min, shape 1.2)
    returns: {abandoned: {share: 40 %, after: exponential(15 min)}, unresolved: {share: 60 %, after: 1 h}}
    target: 80 % in 20 s
    at_close: leave
  help:
    channel: chat
    volume: {per_day: 60}
    handling: {talk: exponential(6 min)}
    patience: exponential(2 min)
  mail:
    channel: email
    volume: {per_day: 40, hours: always}
    handling: {talk: gamma(5 min, cv 50 %)}
    target: 90 % in 4 h
groups:
  both: {agents: 9, shrinkage: 10 %, wage_per_hour: 20, chats: {at_once: 2, slower: [0 %, 30 %]},
         skills: {sales: {slower: 10 %, resolves: 75 %}, help: {}, mail: {resolves: 90 %}}}
  abroad: {agents: 3, site: partner, skills: {sales: {resolves: 60 %}}}
sites:
  partner: {share: {sales: 30 %}, hours: {mon-fri: 09:00-17:00}, price: {per_contact: 4.2, per_minute: 0.1}}
designs:
  one pool: {}
  two pools:
    groups:
      both: null
      callers: {agents: 4, wage_per_hour: 20, skills: {sales: {resolves: 85 %}}}
      writers: {agents: 5, wage_per_hour: 20, chats: {at_once: 2, slower: [0 %, 30 %]}, skills: {help: {}, mail: {}}}
  same again: {from: one pool}
study: {replications: 20, seed: 7}
"""


@pytest.fixture(scope="session")
def floor_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenario file."""
    path = tmp_path_factory.mktemp("floor") / "floor.yaml"
    path.write_text(FLOOR, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def floor(floor_file: Path) -> Scenario:
    """The scenario, checked."""
    return load(floor_file)


JOURNEYS = """
name: A floor on which customers go far
calendar: {start: 2024-01-01, days: 3, opening: {mon-fri: 08:00-18:00}, interval: 1 h}
channels: {call: {lines: 8}}
contacts:
  sales:
    channel: call
    volume: {per_day: 280, hours: {mon-wed: 07:30-15:00}}
    handling: {talk: "lognormal(5 min, cv 80 %)", wrap_up: exponential(45 s)}
    patience: exponential(6 min)
    self_service: {contains: 20 %, takes: exponential(40 s), wrongly: {share: 50 %, after: 20 min}, harder: 20 %}
    balking: {queue: {0: 5 %, 4: 20 %}}
    announcement: {by: queue, leave_if_longer: true}
    call_back: {above: 90 s, accept: 50 %, promise: 8 min, urgent: 2 min, reached: 60 %, again_after: 10 min}
    places: 3
    returns:
      abandoned: {share: 40 %, after: exponential(10 min), becomes: {mail: 30 %}}
      unresolved: {share: 60 %, after: 1 h}
  second: {channel: call, handling: {talk: exponential(7 min)}, patience: exponential(5 min)}
  mail:
    channel: email
    volume: {per_day: 60, hours: {mon-wed: 08:00-16:00}}
    handling: {talk: exponential(5 min)}
    interrupted_by: [sales]
    chase: {after: 2 h, share: 60 %, becomes: sales}
  parcel:
    channel: task
    volume: {per_day: 20, hours: {mon-wed: 08:00-15:00}}
    handling: {talk: exponential(5 min)}
    chase: {after: 1 h, becomes: second, withdraws: true}
  text:
    channel: message
    volume: {per_day: 60, hours: {mon-wed: 08:00-13:00}}
    handling: {talk: exponential(2 min)}
    turns: {mean: 3, gap: exponential(5 min), expires: 30 min}
groups:
  first:
    agents: 5
    skills:
      sales: {resolves: 75 %, transfer: {to: second, share: 15 %, kind: warm, handover: 30 s}}
      mail: {resolves: 90 %}
      parcel: {}
      text: {}
  experts: {agents: 2, skills: {second: {resolves: 90 %}}}
study: {replications: 3, seed: 11}
"""


@pytest.fixture(scope="session")
def journeys(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """A floor with self-service, busy signals, call-backs, transfers, messages and customers who ask elsewhere."""
    path = tmp_path_factory.mktemp("journeys") / "journeys.yaml"
    path.write_text(JOURNEYS, encoding="utf-8")
    return load(path)


OVERFLOW = """
name: Groups that help after a wait, or by rank
calendar: {start: 2024-01-01, days: 2, opening: {mon-fri: 08:00-18:00}, interval: 1 h}
contacts:
  sales: {channel: call, volume: {per_day: 300}, handling: {talk: exponential(5 min)}, patience: exponential(5 min)}
  mail:
    channel: email
    volume: {per_day: 80, hours: always}
    handling: {talk: gamma(5 min, cv 50 %)}
    target: 90 % in 4 h
groups:
  callers: {agents: 3, skills: {sales: {agent_rank: 1}, mail: {agent_rank: 2}}}
  helpers: {agents: 2, skills: {sales: {agent_rank: 1, after: 1 min}, mail: {agent_rank: 1}}}
study: {replications: 3, seed: 5}
"""


@pytest.fixture(scope="session")
def overflow(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """Two types and two groups, each of them asked later for one type."""
    path = tmp_path_factory.mktemp("overflow") / "overflow.yaml"
    path.write_text(OVERFLOW, encoding="utf-8")
    return load(path)


ROSTERED = """
name: People off the floor for every reason
calendar: {start: 2024-01-01, days: 3, opening: {mon-fri: 08:00-18:00}, interval: 1 h}
contacts:
  sales: {channel: call, volume: {per_day: 200}, handling: {talk: exponential(5 min)}, patience: exponential(5 min)}
groups:
  desk:
    shifts:
      day:
        hours: {mon-fri: 08:00-18:00}
        people: 4
        breaks:
        - {between: 11:30-13:30, length: 30 min, paid: false}
        - {at: 10:30, length: 30 min, what: meeting, days: tue}
        - {at: 15:30, length: 30 min, what: training, days: mon}
    absence: {share: 20 %}
    pauses: {every: 180 min, length: 15 min}
    skills: {sales: {}}
study: {replications: 3, seed: 5}
"""


@pytest.fixture(scope="session")
def rostered(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """A group with a roster: breaks, a meeting, training, free pauses, absences."""
    path = tmp_path_factory.mktemp("rostered") / "rostered.yaml"
    path.write_text(ROSTERED, encoding="utf-8")
    return load(path)


PRESSED = """
name: Too few people
calendar: {start: 2024-01-01, days: 1, opening: {mon-sun: 00:00-24:00}, interval: 1 h}
contacts:
  sales:
    channel: call
    volume: {per_hour: 40}
    handling: {talk: exponential(5 min)}
    patience: exponential(4 min)
    target: 80 % in 20 s
groups: {all: {agents: 2, skills: {sales: {}}}}
designs: {base: {}}
study: {replications: 3, seed: 12}
"""
FLOODED = """
name: More e-mails than people
calendar: {start: 2024-01-01, days: 3, opening: {mon-fri: 08:00-18:00}, interval: 1 h}
contacts:
  sales: {channel: call, volume: {per_day: 60}, handling: {talk: exponential(5 min)}, patience: exponential(4 min)}
  mail: {channel: email, volume: {per_day: 220}, handling: {talk: exponential(5 min)}, target: 90 % in 4 h}
groups: {all: {agents: 2, skills: {sales: {agent_rank: 1}, mail: {slower: 10 %}}}}
designs:
  base: {}
  by the clock: {contacts: {mail: {target_hours: clock}}}
study: {replications: 3, seed: 12}
"""


@pytest.fixture(scope="session")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """One line of calls day and night, of which a good part give up."""
    path = tmp_path_factory.mktemp("pressed") / "pressed.yaml"
    path.write_text(PRESSED, encoding="utf-8")
    return load(path)


@pytest.fixture(scope="session")
def warmed(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The same after a warm-up that ends within an interval."""
    path = tmp_path_factory.mktemp("warmed") / "warmed.yaml"
    path.write_text(PRESSED.replace("seed: 12", "seed: 12, warm_up: 5000 s"), encoding="utf-8")
    return load(path)


@pytest.fixture(scope="session")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """Calls, and e-mails that pile up."""
    path = tmp_path_factory.mktemp("flooded") / "flooded.yaml"
    path.write_text(FLOODED, encoding="utf-8")
    return load(path)
