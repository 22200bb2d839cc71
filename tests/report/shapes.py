"""Scenarios of several shapes: everything on the floor, many types and designs, e-mails alone, nobody waits."""

from __future__ import annotations

NASTY = "<script>alert(1)</script>"
AND = 'a & "b"'

SHAPES = {
    "everything": """
        name: Everything on the floor
        question: One pool or two?
        calendar: {start: 2024-01-03, days: 2, opening: {mon-sun: 08:00-18:00}}
        contacts:
          sales:
            channel: call
            label: Sales calls
            volume: {per_day: 110}
            handling: {talk: "lognormal(5 min, cv 80 %)", wrap_up: exponential(45 s)}
            patience: weibull(2 min, shape 1.2)
            returns: {abandoned: {share: 40 %, after: exponential(15 min)}, unresolved: {share: 60 %, after: 1 h}}
            target: 80 % in 20 s
          help:
            channel: chat
            volume: {per_day: 60}
            handling: {talk: exponential(6 min)}
            patience: exponential(2 min)
          mail:
            channel: email
            volume: {per_day: 60, hours: always}
            handling: {talk: exponential(5 min)}
            target: 90 % in 4 h
        groups:
          both:
            agents: 4
            shrinkage: 10 %
            wage_per_hour: 20
            skills: {sales: {slower: 10 %, resolves: 75 %}, help: {slower: 10 %}, mail: {resolves: 90 %}}
          abroad: {agents: 1, site: lille, skills: {sales: {resolves: 60 %}}}
        sites:
          lille: {share: {sales: 10 %}, price: {per_contact: 4.2}}
        designs:
          pool: {label: One pool}
          split:
            label: Two pools
            groups:
              both: null
              callers: {agents: 3, wage_per_hour: 20, skills: {sales: {resolves: 85 %}}}
              writers: {agents: 3, wage_per_hour: 20, skills: {help: {}, mail: {}}}
          more: {label: One more person in the pool, from: pool, groups: {both: {agents: 5}}}
        study: {seed: 7}
        assumptions:
          contacts.sales.patience: no record
          groups.both.skills: the team leaders' estimate
          study.seed: any
          the weather: nobody knows it
          designs.split.groups: the people there are
        published:
          contacts.sales.volume.per_day: annual report
    """,
    "journeys": """
        name: A machine in front, call-backs, two levels and messages
        calendar: {start: 2024-01-03, days: 2, opening: {mon-sun: 08:00-18:00}}
        contacts:
          sales:
            channel: call
            label: Sales calls
            volume: {per_day: 220}
            handling: {talk: "lognormal(5 min, cv 80 %)"}
            patience: exponential(4 min)
            self_service: {contains: 20 %, wrongly: {share: 30 %, after: 30 min}}
            balking: {queue: {0: 5 %}}
            places: 2
            call_back: {above: 1 min, accept: 50 %, reached: 50 %}
          second: {channel: call, handling: {talk: exponential(6 min)}, patience: exponential(5 min)}
          help:
            channel: chat
            volume: {per_day: 60}
            handling: {talk: exponential(6 min)}
            turn_patience: exponential(3 min)
          mail:
            channel: email
            volume: {per_day: 60}
            handling: {talk: exponential(5 min)}
            interrupted_by: [sales]
            chase: {after: 1 h, becomes: sales}
          text:
            channel: message
            volume: {per_day: 40}
            handling: {talk: exponential(2 min)}
            turns: {mean: 3, gap: exponential(10 min), expires: 1 h}
        groups:
          first:
            agents: 5
            chats: {at_once: 2, slower: [0 %, 40 %]}
            skills: {sales: {resolves: 80 %, transfer: {to: second, share: 20 %}}, help: {}, mail: {}, text: {}}
          experts: {agents: 1, skills: {second: {}}}
        designs: {five: {}, six: {groups: {first: {agents: 6}}}}
    """,
    "names": f"""
        name: '{NASTY} & "quotes" <b>'
        question: '{AND} or <i>c</i>?'
        calendar: {{days: 1, opening: 09:00-17:00}}
        contacts:
          calls:
            channel: call
            label: 'Calls of a name so long that it will not fit on one line of any picture {NASTY}'
            volume: {{per_day: 60}}
            handling: {{talk: exponential(6 min)}}
            patience: exponential(1 min)
          $a_b$:
            channel: call
            label: '$a_b$ 100%'
            volume: {{per_day: 40}}
            handling: {{talk: 5 min}}
            patience: 40 s
        groups:
          '<u>g</u>': {{agents: 1, skills: {{calls: {{}}, $a_b$: {{}}}}}}
        designs:
          today: {{label: '{NASTY}'}}
          b: {{label: '{AND}', groups: {{'<u>g</u>': {{agents: 2}}}}}}
          c:
            label: "Un nom d'organisation tellement long qu'il faut bien le plier quelque part"
            groups: {{'<u>g</u>': {{agents: 3}}}}
        assumptions: {{'{NASTY}': '{AND} {NASTY}'}}
        published: {{'{AND}': '<b>source</b>'}}
    """,
    "six": """
        name: Six of everything
        currency: CHF
        calendar: {start: 2024-01-01, days: 7, opening: {mon-sat: 08:00-18:00}, interval: 1 h}
        contacts:
          t1:
            channel: call
            label: Commandes
            volume: {per_day: 100}
            handling: {talk: 4 min}
            patience: exponential(2 min)
          t2:
            channel: call
            label: Réclamations
            volume: {per_day: 30}
            handling: {talk: 9 min}
            patience: exponential(2 min)
          t3:
            channel: call
            label: Suivi de livraison
            volume: {per_day: 50}
            handling: {talk: 3 min}
            patience: exponential(2 min)
          t4:
            channel: call
            label: Assistance technique
            volume: {per_day: 20}
            handling: {talk: 12 min}
            patience: exponential(2 min)
          t5: {channel: chat, volume: {per_day: 40}, handling: {talk: 6 min}, patience: exponential(2 min)}
          t6: {channel: email, label: Courriels, volume: {per_day: 40}, handling: {talk: 6 min}}
        groups:
          g: {agents: 3, wage_per_hour: 30, skills: {t1: {}, t2: {}, t3: {}, t4: {}, t5: {}, t6: {}}}
        designs:
          d1: {}
          d2: {label: Deux de plus, groups: {g: {agents: 5}}}
          d3: {label: Trois de plus, groups: {g: {agents: 6}}}
          d4: {label: Une équipe à part pour les réclamations, groups: {h: {agents: 1, skills: {t2: {}}}}}
          d5: {label: Cinq, groups: {g: {agents: 8}}}
          d6: {label: Beaucoup moins, groups: {g: {agents: 2}}}
        study: {baseline: d3, decide_on: sl_offered, decide_for: t1, confidence: 90 %}
    """,
    "mail": """
        name: E-mails alone
        calendar: {start: 2024-02-05, days: 21, opening: {mon-fri: 09:00-17:00}, interval: 2 h}
        contacts:
          mail: {channel: email, label: Courriels, volume: {per_day: 80, hours: always}, handling: {talk: 6 min}}
        groups: {w: {agents: 2, skills: {mail: {resolves: 80 %}}}}
        designs: {two: {}, three: {groups: {w: {agents: 3}}}}
        study: {decide_on: reply_time}
    """,
    "idle": """
        name: Nobody waits
        calendar: {days: 1, opening: 09:00-17:00}
        contacts:
          calls: {channel: call, volume: {per_day: 10}, handling: {talk: 1 min}}
        groups: {w: {agents: 9, skills: {calls: {}}}}
        designs: {a: {}, b: {groups: {w: {agents: 8}}}}
    """,
}
