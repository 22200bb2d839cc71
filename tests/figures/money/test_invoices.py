"""Invoices to the cent: one story worked by hand, and what the indicators make of it.

The story takes place on the last day of January and the first of February, so every monthly figure is a thirty-first or
a twenty-ninth, and one conversation belongs to both months.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

import sim
from sim.engines.run import block_of, engine_for, replicate
from sim.figures.money.invoices import invoices, totals
from sim.plan.build import plan_design
from tests.twins import ENGINES

STORY = """
    name: the turn of the month
    calendar: {start: 2024-01-31, days: 2}
    contacts:
      ann: {channel: call, volume: {every: 1 day, hours: {wed: 10:00-10:01}}, handling: {talk: 7 min, wrap_up: 1 min}}
      ben: {channel: call, volume: {every: 1 day, hours: {wed: 23:55-23:56}}, handling: {talk: 10 min}}
      cat: {channel: call, volume: {every: 1 day, hours: {thu: 09:00-09:01}}, handling: {talk: 5 min}}
      dan:
        channel: call
        volume: {every: 1 day, hours: {thu: 09:01-09:02}}
        handling: {talk: 4 min}
        patience: 2 min
    groups: {all: {site: lille, agents: 1, skills: {ann: {}, ben: {}, cat: {}, dan: {}}}}
    sites:
      lille:
        share: {ann: 100 %, ben: 100 %, cat: 100 %, dan: 100 %}
        price: {per_contact: 4.335, per_minute: 0.35, per_agent_hour: 20}
        fixed_per_month: {room: 310}
        contract:
          bands: [{minimum: 93, shortfall_pays: 50 %}]
          ladders: [{kpi: sl_offered, steps: [{below: 90 %, pays: -10 %}, {above: 95 %, pays: 2 %}]}]
    study: {replications: 2}
"""
BY_HAND = """
    2024-01 contacts              2        4.335     8.67
    2024-01 shortfall             1       2.1675     2.17
    2024-01 minutes ann           8         0.35     2.80
    2024-01 minutes ben           0         0.35     0.00
    2024-01 minutes cat           0         0.35     0.00
    2024-01 minutes dan           0         0.35     0.00
    2024-01 hours                24           20   480.00
    2024-01 fixed room       0.0323          310    10.00
    2024-01 ladder sl_offered     1         0.02    10.07
    2024-02 contacts              1        4.335     4.34
    2024-02 shortfall        2.2069       2.1675     4.78
    2024-02 minutes ann           0         0.35     0.00
    2024-02 minutes ben          10         0.35     3.50
    2024-02 minutes cat           5         0.35     1.75
    2024-02 minutes dan           0         0.35     0.00
    2024-02 hours                24           20   480.00
    2024-02 fixed room       0.0345          310    10.69
    2024-02 ladder sl_offered   0.5         -0.1   -50.51
"""
"""Answered in January: Ann and Ben; 93 / 31 = 3 were agreed on, one is missing. Ben's ten minutes end in February.

In February Cat is answered at once and Dan hangs up at 9:03, two minutes before she is done: 1 of 2 in time. 93 / 29 -
1 = 2.2069 are missing. Before the ladder January comes to 503.64 (2 % are 10.0728), February to 505.06 (10 % are
50.506). 4.335 is 4.34, half up.
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_an_invoice_worked_by_hand(scenario, engine):
    planned = plan_design(scenario(STORY), "base")
    tally, _ = replicate(engine_for(planned, engine), planned, 1, 0)
    (lines,) = invoices(planned, block_of(tally))
    reported = [
        " ".join(
            [key.month, key.item, *([key.about] if key.about else []), f"{float(line.quantity):.8g}"]
            + [f"{line.unit_price.normalize():f}", str(line.amount)]
        )
        for key, line in lines
    ]
    wanted = [" ".join(row.split()) for row in BY_HAND.strip().splitlines()]
    assert [_loose(row) for row in reported] == [_loose(row) for row in wanted]
    assert sum((line.amount for _, line in lines), Decimal(0)) == Decimal("968.26")
    assert totals(lines) == {"lille": pytest.approx(968.26, abs=1e-9)}


def _loose(row: str) -> list[str]:
    """Words, with quantities to four digits."""
    *words, quantity, unit, amount = row.split()
    return [*words, f"{float(quantity):.4f}", f"{float(unit):.4f}", amount]


def test_the_figures_come_from_the_same_books(scenario):
    """Total 968.26: 484.13 for each of the two requests settled ... and what the partner keeps at 18 an hour."""
    loaded = scenario(STORY.replace("contract:\n", "contract:\n          partner_cost_per_hour: 18\n"))
    result = sim.run(loaded, engine="core")
    kpis = {(row.kpi, row.scope): row.estimate for row in result.kpis.itertuples() if row.name in ("total", "lille")}
    assert kpis["cost_total", "total"] == pytest.approx(968.26)
    assert kpis["invoices", "total"] == pytest.approx(968.26)
    assert kpis["cost_total", "site"] == pytest.approx(968.26)
    assert kpis["cost_per_contact", "total"] == pytest.approx(968.26 / 3)
    assert kpis["cost_per_minute", "total"] == pytest.approx(968.26 / 23)
    assert ("wages", "total") not in kpis
    money = {row.what: (row.mean, row.sd) for row in result.money.itertuples()}
    assert money["invoice"] == pytest.approx((968.26, 0.0))
    assert money["margin"] == pytest.approx((968.26 - 48 * 18, 0.0))
    assert money["margin_per_hour"] == pytest.approx(((968.26 - 48 * 18) / 48, 0.0))
    totals_by_month = result.invoices[result.invoices["item"] == "total"].set_index("month")["amount"].to_dict()
    assert totals_by_month == pytest.approx({"2024-01": 513.71, "2024-02": 454.55})
    assert len(result.invoice_lines) == 2 * 18
    assert result.invoice_lines["amount"].sum() == pytest.approx(2 * 968.26)


def test_without_a_contract_the_run_is_one_invoice(scenario):
    """The price alone: 3 x 4.335 and 23 x 0.35 minutes and 48 hours, and 310 x (1 / 31 + 1 / 29); no cent is added
    to the figures by rounding."""
    text = STORY.replace("contract:", "label: Lille\n        # contract:")
    text = "\n".join(line for line in text.splitlines() if not line.strip().startswith(("bands:", "ladders:")))
    result = sim.run(scenario(text), engine="core")
    assert result.samples["base"].planned.plan.month_ends.size == 0
    lines = {(row.item, row.about): row.amount for row in result.invoices.itertuples()}
    assert set(result.invoices["month"]) == {"2024-01 to 2024-02"}
    assert lines["contacts", "ann"] == pytest.approx(4.34)
    assert lines["hours", ""] == pytest.approx(960.0)
    assert lines["fixed", "room"] == pytest.approx(20.69)
    exactly = 3 * 4.335 + 23 * 0.35 + 960 + 310 / 31 + 310 / 29
    assert float(result.kpis.query("kpi == 'cost_total' and scope == 'total'")["estimate"].iloc[0]) == pytest.approx(
        exactly
    )


# ---- wages, fixed costs, orders, revenue --------------------------------------------------------------------------

BOOKS = """
    name: what it costs and what it brings
    calendar: {start: 2024-04-01, days: 15, opening: {mon: 08:00-10:00}}
    orders: {shop: {volume: {per_day: 50, hours: always}}}
    contacts:
      sales:
        channel: call
        volume: {every: 10 min, hours: {mon: 08:00-09:50}}
        handling: {talk: 9 min, wrap_up: 1 min}
        patience: 1 min
        opening: always
        unstaffed: accept
        revenue: {conversion: 10 %, value: 80, abandoned_value: 5,
                  rebuy: {answered: 50 %, unanswered: 20 %, value: 10}}
      help: {channel: call, volume: {every: 1 day, hours: {mon: 09:55-09:56}}, handling: {talk: 25 min}}
    groups:
      here: {agents: 1, wage_per_hour: 20, overtime_pays: 150 %, skills: {sales: {converts: 25 %}, help: {}}}
    sites: {in-house: {fixed_per_month: {rent: 600}}}
    fixed_per_month: {tool: 90, chief: 210}
    study: {replications: 2}
"""


def test_wages_fixed_costs_and_revenue(scenario):
    """Three Mondays of two hours; calls at 8:00 ... 9:40, each answered at once and closed as the next one comes; help
    comes at 9:55 and keeps the agent for 20 minutes of overtime.

    Wages a Monday: 2 h x 20 + 1 / 3 h x 30 = 50. Fixed: 900 x 15 / 30 = 450. Sales: 33 answered x 25 % x 80 = 660; they
    buy again: 33 x 50 % x 10 = 165. Orders: 50 a day.
    """
    for engine in ENGINES:
        result = sim.run(scenario(BOOKS), engine=engine)
        rows = result.kpis.query("scope == 'total'").set_index("kpi")["estimate"]
        assert rows["overtime"] == pytest.approx(1.0)
        assert rows["wages"] == pytest.approx(150.0)
        assert rows["fixed_costs"] == pytest.approx(450.0)
        assert rows["cost_total"] == pytest.approx(600.0)
        assert rows["cost_per_order"] == pytest.approx(600 / 750)
        assert rows["revenue"] == pytest.approx(825.0)
        assert rows["revenue_lost"] == 0.0
        assert rows["net_result"] == pytest.approx(225.0)
        assert "invoices" not in rows


def test_who_gives_up_is_lost(scenario):
    """Nobody is there: 33 give up, and a fifth of them buys again all the same."""
    text = BOOKS.replace("agents: 1,", "agents: 0,")
    result = sim.run(scenario(text.replace("handling: {talk: 25 min}", "handling: {talk: 25 min}, unstaffed: accept")))
    rows = result.kpis.query("scope == 'type' and name == 'sales'").set_index("kpi")["estimate"]
    assert rows["abandoned"] == 33
    assert rows["revenue_lost"] == pytest.approx(33 * 5)
    assert rows["revenue"] == pytest.approx(33 * 0.2 * 10)
