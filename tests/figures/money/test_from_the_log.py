"""Whole invoices recomputed from the trace of every contact, by code that shares nothing with the program's.

Two partners, bands, ladders, a forecast, three calendar months of which two are cut short, a warm-up, and both engines.
The recomputation reads the CSV that a user gets, with the standard library alone, so whoever doubts an invoice can do
the same.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from sim.engines.run import block_of, engine_for, replicate
from sim.experiments.contact_log import trace
from sim.figures.money.invoices import invoices
from sim.plan.build import plan_design
from tests.twins import ENGINES

SCENARIO = """
    name: two partners
    calendar: {start: 2024-01-10, days: 70, opening: {mon-fri: 08:00-18:00}, interval: 1 h}
    contacts:
      calls:
        channel: call
        volume: {per_week: 330, months: {mar: 0.6}}
        handling: {talk: exponential(5 min), wrap_up: exponential(40 s)}
        patience: exponential(2 min)
        target: 80 % in 20 s
        returns: {abandoned: {share: 40 %, after: 20 min}}
      emails:
        channel: email
        volume: {per_week: 110, hours: always}
        handling: {talk: exponential(9 min)}
        target: 90 % in 16 h
        target_hours: clock
    groups:
      here: {agents: 1, skills: {calls: {}, emails: {}}}
      lille: {agents: 1, site: lille, skills: {calls: {slower: 10 %}, emails: {}}}
      dakar: {agents: 1, site: dakar, skills: {calls: {slower: 20 %}}}
    sites:
      lille:
        share: {calls: 40 %, emails: 60 %}
        price: {per_contact: {calls: 4.205, emails: 3.1}}
        fixed_per_month: {team leader: 1234.56}
        contract:
          notice: 2 weeks
          bands:
            - {type: calls, minimum: 520, shortfall_pays: 45 %, maximum: 530, surplus_pays: 120 %}
            - {type: calls, maximum: 250, surplus_price: 5.125, since: 2024-02-20, announced: 2024-02-10}
            - {type: emails, minimum: 300, shortfall_price: 1.15}
          ladders:
            - {kpi: sl_offered, type: calls, of: services,
               steps: [{below: 80 %, pays: -2 %}, {below: 60 %, pays: -7.5 %}, {above: 95 %, pays: 1 %}]}
            - {kpi: reply_within, type: emails, steps: [{below: 90 %, amount: -150.5}, {above: 95 %, amount: 75}]}
      dakar:
        share: {calls: 20 %}
        price: {per_minute: 0.4567}
        contract: {ladders: [{kpi: asa, steps: [{above: 20 s, pays: -3 %}, {below: 10 s, pays: 1 %}]}],
                   forecasts: [{type: calls, band: 12 %, requests: {2024-01: 200, 2024-02: 280, 2024-03: 60}}]}
    study: {warm_up: 2 days}
"""
START, DAYS, WARM_UP = dt.date(2024, 1, 10), 70, 2 * 86400
MONTHS = ("2024-01", "2024-02", "2024-03")
SHARES = {"2024-01": Fraction(20, 31), "2024-02": Fraction(1), "2024-03": Fraction(19, 31)}
"""From the 12th of January to the 19th of March."""


def cents(value: Decimal | Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def month_of(second: str) -> str:
    day = START + dt.timedelta(days=int(float(second) // 86400))
    return f"{day.year}-{day.month:02d}"


class Ledger:
    """What the trace says of a partner, month by month."""

    def __init__(self, rows: list[dict[str, str]], site: str) -> None:
        self.answered: dict[tuple[str, str], int] = defaultdict(int)
        self.in_time: dict[str, int] = defaultdict(int)
        self.offered: dict[tuple[str, str], int] = defaultdict(int)
        self.asked: dict[str, int] = defaultdict(int)
        self.replied: dict[str, int] = defaultdict(int)
        self.waited: dict[str, float] = defaultdict(float)
        self.seconds: dict[str, float] = defaultdict(float)
        for row in rows:
            if row["site"] != site or float(row["arrived"]) < WARM_UP:
                continue
            kind = row["type"]
            if row["via"] == "request":
                self.asked[month_of(row["arrived"])] += 1
            if row["outcome"] != "blocked":
                self.offered[month_of(row["queued"]), kind] += 1
            if row["outcome"] == "answered":
                self.add_answer(row, kind)

    def add_answer(self, row: dict[str, str], kind: str) -> None:
        month = month_of(row["answered"])
        self.answered[month, kind] += 1
        self.waited[month] += float(row["waited"])
        if kind == "calls" and float(row["waited"]) <= 20:
            self.in_time[month] += 1
        if row["ended"]:
            ended = float(row["ended"])
            if kind == "emails" and ended - float(row["arrived"]) <= 16 * 3600:
                self.replied[month_of(row["ended"])] += 1
            self.seconds[month_of(row["ended"])] += float(row["talk"])
            if row["wrap_up"]:
                self.seconds[month_of(str(ended + float(row["wrap_up"])))] += float(row["wrap_up"])


def of_lille(ledger: Ledger, month: str) -> list[Decimal]:
    share = SHARES[month]
    calls, mails = ledger.answered[month, "calls"], ledger.answered[month, "emails"]
    price = Fraction("4.205")
    # the new band is announced on the 10th of February, so it may hold from the 24th: from March on
    most, dear = (250 * share, Fraction("5.125")) if month == "2024-03" else (530 * share, price * Fraction("1.2"))
    above = max(Fraction(0), calls - most)
    lines = [cents((calls - above) * price), cents(above * dear)]
    missing = max(Fraction(0), 520 * share - calls) if month != "2024-03" else Fraction(0)
    lines.append(cents(missing * price * Fraction("0.45")))
    lines += [cents(mails * Fraction("3.1")), cents(max(Fraction(0), 300 * share - mails) * Fraction("1.15"))]
    services = sum(lines)
    lines.append(cents(share * Fraction("1234.56")))
    level = ledger.in_time[month] / ledger.offered[month, "calls"]
    rate = "-0.075" if level < 0.6 else "-0.02" if level < 0.8 else "0.01" if level > 0.95 else "0"
    lines.append(cents(services * Decimal(rate)))
    within = ledger.replied[month] / ledger.offered[month, "emails"]
    return [*lines, Decimal("-150.50") if within < 0.9 else Decimal("75.00") if within > 0.95 else Decimal("0.00")]


def of_dakar(ledger: Ledger, month: str) -> list[Decimal]:
    line = cents(Decimal(repr(ledger.seconds[month] / 60)) * Decimal("0.4567"))
    asa = ledger.waited[month] / ledger.answered[month, "calls"]
    reported = {"2024-01": 200, "2024-02": 280, "2024-03": 60}[month]
    lapsed = abs(ledger.asked[month] - reported) > Fraction(12, 100) * reported
    rate = "0" if lapsed else "-0.03" if asa > 20 else "0.01" if asa < 10 else "0"
    return [line, cents(line * Decimal(rate))]


@pytest.mark.parametrize("engine", ENGINES)
def test_invoices_recomputed_from_the_trace(scenario, engine):
    loaded = scenario(SCENARIO)
    planned = plan_design(loaded, "base")
    seen = set()
    for replication in range(2):
        tally, _ = replicate(engine_for(planned, engine), planned, 7, replication)
        reported: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
        for key, line in invoices(planned, block_of(tally))[0]:
            reported[key.site, key.month].append(line.amount)
            if line.amount != 0:
                seen.add((key.site, key.item, key.about, line.why.split(":")[0]))
            if "lapsed" in line.why:
                seen.add("lapsed")
        rows = list(csv.DictReader(trace(loaded, "base", replication, 7, engine)))
        lille, dakar = Ledger(rows, "lille"), Ledger(rows, "dakar")
        for month in MONTHS:
            assert reported["lille", month] == of_lille(lille, month), month
            assert reported["dakar", month] == of_dakar(dakar, month), month
        assert len(reported) == 6
    clauses = {one[1:3] if isinstance(one, tuple) else one for one in seen}
    assert clauses >= {
        ("contacts", "calls"), ("surplus", "calls"), ("shortfall", "calls"), ("shortfall", "emails"),
        ("minutes", "calls"), ("fixed", "team leader"), ("ladder", "sl_offered calls"),
        ("ladder", "reply_within emails"), ("ladder", "asa"), "lapsed",
    }, seen  # fmt: skip
