"""Words of money that change nothing: notices of no change, shares of what is not paid."""

from __future__ import annotations

import re

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.idle.facts import may_be_shut_out, may_give_up, said
from sim.scenario.checks.money import contracts_of
from sim.scenario.checks.outside_the_run import RUN, days_of
from sim.scenario.keys import KeyPath


def contracts_change_something(check: DesignCheck) -> None:
    run = days_of(check)
    for path, site, contract in contracts_of(check):
        if said(contract, "notice") and all(band.announced is None for band in contract.bands):
            message = "no band says when it was announced; write bands with since and announced"
            check.report_idle((*path, "notice"), message, needs=((*path, "bands"),))
        for i, band in enumerate(contract.bands):
            if run is not None and band.since is not None and band.since > run[1]:
                message = f"{band.since} is after the run, which ends on {run[1]}, so the band changes nothing"
                check.report_switched_off((*path, "bands", i, "since"), message, *RUN)
        for i, ladder in enumerate(contract.ladders):
            at: KeyPath = (*path, "ladders", i)
            if said(ladder, "of") and not site.fixed_per_month:
                message = "the invoice has no fixed lines to leave out; write fixed_per_month"
                check.report_idle((*at, "of"), message, (*path[:2], "fixed_per_month"))
            elif said(ladder, "of") and all(step.pays is None for step in ladder.steps):
                check.report_idle((*at, "of"), "no step pays a share; write pays", needs=((*at, "steps"),))
            for j, step in enumerate(ladder.steps):
                for word in ("pays", "amount"):
                    if getattr(step, word) == 0:
                        check.report_switched_off(
                            (*at, "steps", j, word), "nothing is paid, so the step changes nothing"
                        )
        for i, forecast in enumerate(contract.forecasts):
            for month in forecast.requests:
                known = run is not None and re.fullmatch("[0-9]{4}-[0-9]{2}", month)
                if run is not None and known and not f"{run[0]:%Y-%m}" <= month <= f"{run[1]:%Y-%m}":
                    message = f"'{month}' is no month of the run, {run[0]} to {run[1]}, so it changes nothing"
                    check.report_switched_off((*path, "forecasts", i, "requests", month), message, *RUN)


def revenue_is_earned(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name, "revenue")
        one = contact.revenue
        if one is None:
            continue
        if one.abandoned_value > 0 and not may_give_up(check, contact) and not may_be_shut_out(check, contact):
            message = f"nobody of '{name}' gives up; give the type a patience"
            check.report_idle((*path, "abandoned_value"), message, ("contacts", name, "patience"))
        if one.rebuy is not None and one.rebuy.answered == 0 and one.rebuy.unanswered == 0:
            at: KeyPath = (*path, "rebuy")
            message = "nobody buys again; write rebuy.answered or unanswered"
            check.report_idle(at, message, (*at, "answered"), (*at, "unanswered"))
        elif one.rebuy is not None and one.rebuy.value == 0:
            check.report_switched_off((*path, "rebuy", "value"), "nothing is spent, so 'rebuy' changes nothing")
        if one.value > 0 and one.conversion == 0 and not _converts(check, name):
            message = "no answer ends in a sale; write revenue.conversion, or converts in a skill"
            check.report_idle((*path, "value"), message, (*path, "conversion"))


def _converts(check: DesignCheck, name: str) -> bool:
    return any(
        how.converts for group in check.centre.groups.values() for kind, how in group.skills.items() if kind == name
    )


CHECKS = (contracts_change_something, revenue_is_earned)
