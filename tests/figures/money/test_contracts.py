"""The arithmetic of contracts, clause by clause: at the edges of bands and ladders, and in any month.

Properties are tested on amounts in whole cents and shares in whole per cent, as contracts are written, so an error of a
cent is an error and not a rounding of the test's own.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plan.build import plan_design
from sim.scenario.contracts import (
    LADDER,
    SHORTFALL,
    SURPLUS,
    Counted,
    Month,
    after_notice,
    in_force,
    invoice,
    rounded,
    step_of,
    total,
    whole_run,
)
from sim.scenario.nouns.money import Contract, Notice, Price

MARCH = Month("2024-03", dt.date(2024, 3, 1), 0.0, 31 * 86400.0, Fraction(1))
HALF = MARCH._replace(share=Fraction(1, 2))


def done(calls: float = 0, emails: float = 0, figures: tuple[float, ...] = (), **more) -> Counted:
    contacts = {"calls": float(calls), "emails": float(emails)}
    return Counted(contacts, {"calls": 3.0 * calls, "emails": 5.0 * emails}, 100.0, figures, **more)


def lines_of(price: dict, contract: dict, counted: Counted, month: Month = MARCH, fixed: dict | None = None):
    agreed = Contract.model_validate(contract)
    return invoice(Price.model_validate(price), agreed, fixed or {}, month, counted)


def amounts(item: str, *arguments) -> list[Decimal]:
    return [line.amount for line in lines_of(*arguments) if line.item == item]


@pytest.mark.parametrize(
    ("exact", "cents"),
    [
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
        ("1.115", "1.12"),
        ("2.5", "2.50"),
        ("-0.005", "-0.01"),
        ("-1.994", "-1.99"),
    ],
)
def test_half_a_cent_goes_up(exact, cents):
    assert str(rounded(Decimal(exact))) == cents


def test_prices_are_what_was_written():
    """2.675 as a binary number is a little less; ten of them are 26.75 all the same, and one is 2.68."""
    assert total(lines_of({"per_contact": 2.675}, {}, done(1))) == Decimal("2.68")
    assert total(lines_of({"per_contact": 2.675}, {}, done(10))) == Decimal("26.75")


def test_the_total_is_the_sum_of_rounded_lines():
    price = {"per_contact": {"calls": 1.005, "emails": 1.005}}
    assert total(lines_of(price, {}, done(1, 1))) == Decimal("2.02")


# ---- bands ---------------------------------------------------------------------------------------------------------

BAND = {"minimum": 100, "shortfall_pays": "50 %", "maximum": 200, "surplus_pays": "150 %"}


@given(st.integers(0, 400), st.integers(1, 2000))
def test_a_band_pays_what_it_says(calls, cents):
    """Within the band the price; half of it for each one missing; half as much again for each one above."""
    unit = Decimal(cents) / 100
    price = {"per_contact": cents / 100}
    due = total(lines_of(price, {"bands": [BAND]}, done(calls)))
    wanted = rounded(min(calls, 200) * unit)
    wanted += rounded(max(0, calls - 200) * unit * Decimal("1.5")) + rounded(max(0, 100 - calls) * unit / 2)
    assert due == wanted


@pytest.mark.parametrize(
    ("calls", "missing", "above"), [(99, 1, 0), (100, 0, 0), (101, 0, 0), (200, 0, 0), (201, 0, 1)]
)
def test_at_the_ends_of_a_band(calls, missing, above):
    lines = {line.item: line.quantity for line in lines_of({"per_contact": 4.2}, {"bands": [BAND]}, done(calls))}
    assert (lines[SHORTFALL], lines[SURPLUS]) == (missing, above)


def test_a_band_of_half_a_month_is_half_a_band():
    lines = lines_of({"per_contact": 4.2}, {"bands": [BAND]}, done(40), HALF, {"room": 1001.0})
    assert [str(line.amount) for line in lines] == ["168.00", "0.00", "21.00", "500.50"]


def test_a_band_of_all_types_counts_them_together():
    assert amounts(SHORTFALL, {"per_contact": 4.0}, {"bands": [BAND]}, done(60, 30)) == [Decimal("20.00")]


def test_a_minimum_of_all_types_with_a_price_for_each():
    price = {"per_contact": {"calls": 4.0, "emails": 3.0}}
    bands = {"bands": [{"minimum": 100, "shortfall_price": 2.5}]}
    assert [str(line.amount) for line in lines_of(price, bands, done(60, 30))] == ["240.00", "90.00", "25.00"]


def test_a_type_of_its_own():
    price = {"per_contact": {"calls": 4.0, "emails": 3.0}}
    band = {**BAND, "type": "emails", "surplus_price": 1.0}
    del band["surplus_pays"]
    assert [str(line.amount) for line in lines_of(price, {"bands": [band]}, done(60, 300))] == [
        "240.00", "600.00", "100.00", "0.00",
    ]  # fmt: skip


def test_the_lines_stand_in_the_same_places_whatever_happens():
    contract = {"bands": [BAND], "ladders": [{"kpi": "asa", "steps": [{"above": "30 s", "pays": "-1 %"}]}]}
    price = {"per_contact": 4.0, "per_minute": 0.1, "per_agent_hour": 2}
    shapes = {
        tuple((line.item, line.about) for line in lines_of(price, contract, done(calls, 3, (asa,))))
        for calls, asa in ((0, float("nan")), (150, 10.0), (400, 45.0))
    }
    assert len(shapes) == 1


# ---- notice --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "notice", "after"),
    [
        ("2024-01-31", Notice(1, 0), "2024-02-29"),
        ("2023-11-30", Notice(3, 0), "2024-02-29"),
        ("2024-01-15", Notice(12, 0), "2025-01-15"),
        ("2024-02-20", Notice(0, 14), "2024-03-05"),
        ("2024-02-20", Notice(0, 0), "2024-02-20"),
    ],
)
def test_notice(day, notice, after):
    assert after_notice(dt.date.fromisoformat(day), notice) == dt.date.fromisoformat(after)


@pytest.mark.parametrize(
    ("announced", "month", "maximum"),
    [
        ("2023-12-31", 3, 80),  # two months before March
        ("2024-01-01", 3, 80),  # at the last moment
        ("2024-01-02", 3, 50),  # a day late: the old band holds in March ...
        ("2024-01-02", 4, 80),  # ... and no longer
        ("2023-12-31", 2, 50),  # not yet
    ],
)
def test_a_change_that_is_announced_late_holds_late(announced, month, maximum):
    old = {"maximum": 50, "surplus_price": 1}
    new = {"maximum": 80, "surplus_price": 1, "since": "2024-03-01", "announced": announced}
    agreed = Contract.model_validate({"notice": "2 months", "bands": [new, old]})
    band = in_force(agreed, "", dt.date(2024, month, 1))
    assert band is not None
    assert band.maximum == maximum


def test_before_the_first_band_there_is_none():
    agreed = {"bands": [{**BAND, "since": "2024-04-01"}]}
    lines = {line.item: line for line in lines_of({"per_contact": 4.0}, agreed, done(1000))}
    assert (lines[SURPLUS].amount, lines[SHORTFALL].amount, lines["contacts"].amount) == (0, 0, 4000)
    assert lines[SURPLUS].why == "no maximum in force"


# ---- ladders -------------------------------------------------------------------------------------------------------

LADDER_OF_FOUR = {
    "kpi": "sl_offered",
    "steps": [
        {"below": "80 %", "pays": "-2 %"}, {"below": "70 %", "pays": "-5 %"},
        {"above": "90 %", "pays": "1 %"}, {"above": "95 %", "pays": "3 %"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("level", "pays"),
    [
        (0.0, "-5"), (0.6999, "-5"), (0.7, "-2"), (0.7999, "-2"), (0.8, "0"), (0.85, "0"), (0.9, "0"), (0.9001, "1"),
        (0.95, "1"), (0.9501, "3"), (1.0, "3"),
    ],
)  # fmt: skip
def test_at_the_edges_of_a_ladder(level, pays):
    """At a bound itself the step does not count; of several the outermost one does, and only that."""
    contract = {"ladders": [LADDER_OF_FOUR]}
    assert amounts(LADDER, {"per_contact": 1.0}, contract, done(100, figures=(level,))) == [Decimal(pays)]


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_ladder_by_counts(in_time, more):
    """A level that is a ratio of two whole numbers is compared as that ratio: 8 of 10 are not below 80 %."""
    offered = in_time + more
    step = step_of(Contract.model_validate({"ladders": [LADDER_OF_FOUR]}).ladders[0], in_time / offered)
    below = 10 * in_time < 8 * offered
    assert (step is not None and step.below is not None) == below
    above = 10 * in_time > 9 * offered
    assert (step is not None and step.above is not None) == above


def test_ladders_do_not_pay_on_ladders():
    contract = {"ladders": [LADDER_OF_FOUR, {**LADDER_OF_FOUR, "of": "services"}]}
    found = amounts(LADDER, {"per_contact": 1.0}, contract, done(100, figures=(0.5, 0.5)), MARCH, {"room": 900.0})
    assert found == [Decimal("-50.00"), Decimal("-5.00")]


def test_an_amount():
    contract = {"ladders": [{"kpi": "asa", "steps": [{"above": "60 s", "amount": -5000.005}]}]}
    assert amounts(LADDER, {"per_contact": 1.0}, contract, done(1, figures=(61.0,))) == [Decimal("-5000.01")]
    assert amounts(LADDER, {"per_contact": 1.0}, contract, done(1, figures=(60.0,))) == [Decimal("0.00")]


def test_nothing_to_judge():
    lines = lines_of({"per_contact": 1.0}, {"ladders": [LADDER_OF_FOUR]}, done(0, figures=(float("nan"),)))
    assert lines[-1].amount == 0
    assert lines[-1].why == "nothing to judge"


@pytest.mark.parametrize(("came", "lapsed"), [(90, False), (110, False), (89, True), (111, True)])
def test_outside_the_forecast_ladders_lapse(came, lapsed):
    """100 were announced, give or take 10 %; at the bound itself the commitment still holds."""
    contract = {"ladders": [LADDER_OF_FOUR], "forecasts": [{"band": "10 %"}]}
    counted = done(100, figures=(0.5,), requests=(float(came),), expected=(100.0,))
    assert amounts(LADDER, {"per_contact": 1.0}, contract, counted) == [Decimal("0.00" if lapsed else "-5.00")]


def test_a_forecast_of_another_type_concerns_nobody_else():
    ladder = {**LADDER_OF_FOUR, "type": "calls"}
    contract = {"ladders": [ladder], "forecasts": [{"type": "emails", "band": "10 %"}]}
    counted = done(100, figures=(0.5,), requests=(0.0,), expected=(100.0,))
    assert amounts(LADDER, {"per_contact": 1.0}, contract, counted) == [Decimal("-5.00")]


def test_months_as_one_period():
    april = Month("2024-04", dt.date(2024, 4, 1), MARCH.end, MARCH.end + 10 * 86400, Fraction(1, 3))
    one = whole_run([MARCH, april])
    assert (one.label, one.share, one.end) == ("2024-03 to 2024-04", Fraction(4, 3), april.end)


# ---- what was to be expected -----------------------------------------------------------------------------------------

FLOWS = """
    name: what the volumes bring to whom
    calendar: {start: 2024-01-29, days: 7, opening: 08:00-18:00}
    contacts:
      calls: {channel: call, volume: {per_day: 100, weekdays: {mon-wed: 1, thu-sun: 0.5}}, handling: {talk: 1 min}}
      more: {channel: call, volume: {every: 1 h}, handling: {talk: 1 min}}
      mails: {channel: email, volume: {per_order: {of: shop, contacts: 0.5}}, handling: {talk: 1 min}}
    orders: {shop: {volume: {per_day: 40}}}
    groups:
      here: {agents: 5, skills: {calls: {}, more: {}, mails: {}}}
      lille: {site: lille, agents: 5, skills: {calls: {}, more: {}, mails: {}}}
      nantes: {site: nantes, agents: 5, skills: {calls: {}}}
    sites:
      lille: {share: {calls: 30 %, more: 50 %, mails: 100 %}, outages: [2024-01-31], when_closed: others,
              price: {per_contact: 1}, contract: {}}
      nantes: {share: {calls: 20 %}, outages: [2024-01-31], when_closed: stay}
"""


def test_what_the_volumes_bring_to_each_site(scenario):
    """A week over the end of January: 3 days of 140 calls and 4 of 70, 10 more a day, 20 e-mails a day.

    On the 31st Lille is closed, and its calls go to those who are open, so all in-house; Nantes keeps its own. Nobody
    else has a share of the e-mails, so they wait for Lille.
    """
    planned = plan_design(scenario(FLOWS), "base")
    requests = {
        (queue.type, queue.site): planned.month_requests[:, i].tolist() for i, queue in enumerate(planned.queues)
    }
    assert requests["calls", "lille"] == pytest.approx([84, 84])
    assert requests["calls", "nantes"] == pytest.approx([84, 56])
    assert requests["calls", "in-house"] == pytest.approx([140 + 112, 140])
    assert requests["more", "lille"] == pytest.approx([10, 20])
    assert requests["mails", "lille"] == pytest.approx([60, 80])
    assert planned.orders == pytest.approx(280)
    assert planned.month_requests.sum() == pytest.approx(700 + 70 + 140)
