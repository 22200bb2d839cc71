"""Scenarios that use every word of the customers' side, and every word of sites."""

CUSTOMERS = """
name: every word of the customers' side
calendar: {start: 2024-01-01, days: 7, opening: {mon-fri: 08:00-18:00}}
channels: {call: {opening: {mon-fri: 08:00-17:00}, lines: 40}}
contacts:
  sales:
    channel: call
    volume: {per_day: 100}
    self_service: {kind: voicebot, contains: 30 %, takes: 40 s, wrongly: {share: 20 %, after: 1 h}, harder: 10 %}
    handling: {talk: "quantiles(0 %: 30 s, 50 %: 4 min, 100 %: 20 min)"}
    patience: "uniform(30 s, 4 min)"
    balking: {wait: {1 min: 10 %, 5 min: 40 %}}
    announcement: {by: last, leave_if_longer: true, patience: 150 %}
    call_back: {above: 3 min, accept: 40 %}
    priority: {weight: 2, urgent_after: 10 min, vip: {share: 5 %}}
    returns:
      abandoned: {share: 50 %, after: 10 min, becomes: {letters: 20 %}}
      unresolved: {share: 30 %, after: 1 day}
      most_attempts: 6
    places: 20
  experts:
    channel: call
    volume: {per_day: 1}
    handling: {talk: 9 min}
    returns: {unresolved: {share: 30 %, later: 10 %, after: 1 day}}
    opening: {mon-fri: 09:00-17:00}
  chat:
    channel: chat
    volume: {per_day: 50}
    handling: {talk: 8 min}
    patience: 2 min
    turn_patience: 3 min
    balking: {queue: {0: 5 %, 10: 50 %}}
    unstaffed: accept
  letters:
    channel: message
    volume: {per_day: 30}
    handling: {talk: 4 min}
    interrupted_by: [sales, chat]
    resume: restart
    turns: {mean: 2.5, gap: exponential(1 h), kept_by: agent}
    chase: {after: 1 day, share: 30 %, becomes: sales, withdraws: true}
    order: due-date
groups:
  first:
    agents: 6
    chats: {at_once: 3, together: 12, fill_to: 2}
    skills:
      sales: {resolves: 80 %, repeats: 50 %, transfer: {to: experts, share: 10 %, kind: warm, handover: 1 min}}
      chat: {}
      letters: {transfer: {to: experts, share: 5 %}}
  second: {agents: 2, skills: {experts: {resolves: 90 %}, sales: {}}}
"""

SITES = """
name: every word of sites
calendar: {start: 2024-01-01, days: 7, country: FR, time_zone: Europe/Paris, opening: {mon-fri: 08:00-18:00}}
contacts:
  sales:
    channel: call
    language: fr
    volume: {per_day: 100}
    handling: {talk: exponential(4 min)}
    patience: 2 min
    by_hour: {handling: {mon 08:00-10:00: 120 %, else: 90 %}, patience: {sat: 50 %}}
    returns: {abandoned: {share: 50 %, after: 10 min, as_before: true}}
  vip: {channel: call, volume: {per_day: 10}, handling: {talk: 4 min}}
groups:
  house: {agents: 6, skills: {sales: {}, vip: {}}, languages: [fr, de]}
  summer: {site: lille, agents: 3, period: from 2024-01-03, skills: {sales: {slower: 12 %}}}
sites:
  in-house: {languages: [fr]}
  lille: {label: Lille, share: {sales: {mon-fri 08:00-12:00: 30 %, until 2024-01-03: 20 %, else: 10 %}}}
  dakar:
    country: SN
    holidays: [2024-01-05]
    hours: {mon-fri: 07:00-19:00, holidays: closed}
    outages: [2024-01-04, 2024-01-02 10:00 to 12:00, epiphany -1]
    when_closed: others
    ramp_up: {2024-01-02 to 2024-01-05: {factor: 150 %, over: 2 days}, epiphany: {factor: 50 %}}
    capacity: 5
    skills: {sales: {resolves: 85 %}, vip: {}}
    chats: {at_once: 1}
    share: {all: 40 %, vip: 0 %}
  tunis: {time_zone: Africa/Tunis, capacity: 0, skills: {sales: {}}, languages: [fr, ar]}
"""
