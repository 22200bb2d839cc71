"""Which figures stand in the table: those of what a service has, and nothing about what it has not."""

from __future__ import annotations

import pytest

from sim.report.console import comparison_text
from sim.report.headline import sections, shown_kpis
from sim.report.html import report_html
from sim.report.view import view_of

SELDOM = {
    "busy", "balked", "broken_off", "containment", "contained", "escaped", "call_backs", "call_backs_kept", "unreached",
    "backlog_age", "turns", "turn_wait", "expired", "chased", "transfer_rate", "visit_time", "slot_occupancy",
    "interrupted", "requests_answered", "requests_resolved",
    "requests_resolved_by_people",
}  # fmt: skip
"""Indicators that are shown only where they happen."""


@pytest.mark.parametrize("shape", ["everything", "six", "mail", "idle"])
def test_what_a_service_has_not_is_not_told(compared, shape):
    view = view_of(compared(shape))
    assert not SELDOM & set(shown_kpis(view))
    titles = [section.title for section in sections(view)]
    assert not {"part_self_service", "part_call_back", "part_deferred", "part_transfer"} & set(titles)


def test_what_it_has_is_told_once(compared):
    view = view_of(compared("journeys"))
    assert set(shown_kpis(view)) >= SELDOM
    lines = [line.key for section in sections(view) for line in section.rows]
    assert len(lines) == len(set(lines))
    reported = {(line.kpi, line.name) for section in sections(view) for line in section.rows if line.kpi in SELDOM}
    assert reported >= {("containment", "sales"), ("transfer_rate", "sales"), ("turns", "text"), ("chased", "sales")}
    assert (
        not {("containment", "help"), ("transfer_rate", "second"), ("turns", "mail"), ("backlog_age", "mail")}
        & reported
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_told_in_both_languages(compared, language):
    comparison = compared("journeys")
    text, page = comparison_text(comparison, language), report_html(comparison, language)
    for words in {"en": ("Containment", "Transfer rate"), "fr": ("Taux de selfcare", "Taux de transfert")}[language]:
        assert words in text and words in page
    view = view_of(comparison, language)
    for section in sections(view):
        assert view.say(section.title).split("?")[0].strip() in page.replace("\u00a0", " ").replace("&#39;", "'")


def test_the_waits_of_the_answered_stand_beside_their_mean_and_those_of_all_have_their_name(compared):
    """Where somebody gives up both quantiles are shown, in this order; where nobody does, they would be the same."""
    view = view_of(compared("journeys"))
    waits = next(section for section in sections(view) if section.title == "part_wait")
    reported = [line.kpi for line in waits.rows if line.name == waits.rows[0].name]
    assert reported == ["asa", "answered_wait_p90", "wait_p90"]
    quiet = view_of(compared("idle"))
    waits = next(section for section in sections(quiet) if section.title == "part_wait")
    assert {line.kpi for line in waits.rows} == {"asa", "answered_wait_p90"}
