"""Word by word: each of the schema moves a figure, or is refused where it would not."""

from __future__ import annotations

import pytest

from tests.walk.walking import (
    Case,
    all_words,
    cases,
    floor_with,
    judged,
    loaded,
    moves,
    trace_of,
    without_figures,
)

CASES = cases()


def word_of(case: Case) -> str:
    """A case may say more than the word: "Return.later, when busy"."""
    return case.word.partition(",")[0]


def test_every_word_has_a_case():
    """A new word wants a case in one of the files beside, or a reason why it carries no figure."""
    tried, without = {word_of(case) for case in CASES}, set(without_figures())
    assert all_words() - tried - without == set()
    assert (tried | without) - all_words() == set()
    assert tried & without == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.word)
def test_a_word_moves_a_figure(case, tmp_path):
    one, other = (loaded(tmp_path, floor_with(case.around, case.at, value), case.tables) for value in case.values)
    assert moves(one, other)


@pytest.mark.parametrize("case", [case for case in CASES if case.idle is not None], ids=lambda case: case.word)
def test_a_word_that_would_move_nothing_is_told(case, tmp_path):
    """At the word, at one that depends on it, or at one beside it that switches it off."""
    key = case.at.replace("/", ".")
    around, _, _ = key.rpartition(".")
    told = judged(tmp_path, floor_with(case.idle, case.at, case.values[1]), case.tables)
    assert [one for one in told if f"{key}.".startswith(f"{one}.") or one.rpartition(".")[0] in (key, around)], told


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.word)
def test_both_engines_say_the_same_of_it(case, tmp_path):
    for value in case.values:
        scenario = loaded(tmp_path, floor_with(case.around, case.at, value), case.tables)
        assert trace_of(scenario, "core") == trace_of(scenario)
