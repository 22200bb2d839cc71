"""Words: every phrase in both languages with the same gaps, every indicator with a definition."""

from __future__ import annotations

from string import Formatter

import pytest

from sim.figures.number_format import NumberFormat
from sim.kpis.dictionary import KPIS
from sim.report.axis_scales import value_scale, wait_ticks
from sim.report.definitions import NOTES_FR, TERMS, definition, note
from sim.report.phrases import WORDS, phrase, with_no_break_spaces


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_have_the_same_gaps(key):
    english, french = WORDS[key]
    assert english and french
    assert gaps(english) == gaps(french)


@pytest.mark.parametrize("kpi", KPIS.values(), ids=list(KPIS))
def test_every_indicator_is_defined_in_words(kpi):
    """A new sum wants a word in TERMS, a new note a translation in NOTES_FR."""
    assert set(kpi.numerator) | set(kpi.denominator) <= set(TERMS)
    assert not kpi.note or kpi.note in NOTES_FR
    assert definition(kpi, "en") and definition(kpi, "fr")


def test_definitions_read_like_the_formulas():
    assert definition(KPIS["answer_rate"], "en") == "answered ÷ offered"
    assert definition(KPIS["sl_early_abandon_out"], "fr") == (
        "traités dans le délai ÷ (présentés − abandonnés dans le délai)"
    )
    assert definition(KPIS["wait_p90"], "en").startswith("the wait that 90 %")
    assert note(KPIS["sl_answered"], "fr") == "flatte les mauvais jours"
    assert note(KPIS["asa"], "en", live_total=True) == "ringing included; call-backs apart; in totals: calls and chats"


def test_figures_are_tied_to_their_units():
    assert with_no_break_spaces("2 min 48 s, 25 % : 3 EUR") == "2\u00a0min\u00a048\u00a0s, 25\u00a0%\u00a0: 3\u00a0EUR"
    assert with_no_break_spaces("« oui »") == "«\u00a0oui\u00a0»"
    assert with_no_break_spaces("5 designs") == "5 designs"


def test_phrases_fill_their_gaps():
    assert phrase("target", "fr", share="80 %", time="20 s") == "80 % en 20 s"


@pytest.mark.parametrize(
    ("values", "unit", "labels"),
    [
        ([0.6, 0.95], "share", ("60 %", "70 %", "80 %", "90 %", "100 %")),
        ([1.0, 1.0], "share", ("99 %", "100 %")),
        ([0.0, 0.0], "share", ("0.0 %", "0.2 %", "0.4 %", "0.6 %", "0.8 %", "1.0 %")),
        ([4.0, 12.2], "s", ("4 s", "6 s", "8 s", "10 s", "12 s", "14 s")),
        ([20160.0, 24480.0], "s", ("5 h 30", "5 h 45", "6 h", "6 h 15", "6 h 30", "6 h 45", "7 h")),
        ([100.0, 290.0], "s", ("1 min", "2 min", "3 min", "4 min", "5 min")),
        ([200.0, 330.0], "s", ("3 min", "3 min 30", "4 min", "4 min 30", "5 min", "5 min 30")),
        ([3.6, 3.9], "money", ("3.6", "3.7", "3.8", "3.9")),
        ([float("nan")], "s", ("0", "0.2 s", "0.4 s", "0.6 s", "0.8 s", "1.0 s")),
    ],
)
def test_ticks_are_round(values, unit, labels):
    scale = value_scale(values, unit, NumberFormat())
    assert scale.low <= min(values, default=0) or values[0] != values[0]
    assert len(scale.labels) == len(set(scale.labels)) == len(scale.ticks)
    assert 2 <= len(scale.ticks) <= 9
    assert scale.labels == labels


def test_differences_have_signs():
    assert value_scale([0.0, -0.1, 0.2], "share", NumberFormat("fr"), signed=True).labels == (
        "−10", "0", "+10", "+20",
    )  # fmt: skip
    assert value_scale([-3.0, 0.0], "s", NumberFormat(), signed=True).labels == ("−3 s", "−2 s", "−1 s", "0")


def test_ticks_of_waits_keep_their_distance():
    found = wait_ticks(1.0, 600.0, lambda wait: wait, 100.0, NumberFormat())
    assert found.labels == ("1 s", "2 min", "5 min", "10 min")
