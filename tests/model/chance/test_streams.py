"""Chance: the published test vectors, the ends of the uniform, and that one purpose never shows in another."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.model.arrays import VIAS
from sim.model.chance import streams
from sim.model.chance.streams import WORD, name_word, of_replication, philox, uniform
from tests.kernels import kernel

PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0)
KNOWN_ANSWERS = [
    ((0,) * 6, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((WORD,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (PI, (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]
"""Random123's kat_vectors for philox4x32 with 10 rounds: counter of four words, key of two, answer."""

BLOCKS = (
    *range(streams.CHILD + 1), *range(streams.FRONT, streams.BATCH + 1),
    *(streams.CHILDREN + via for via in range(len(VIAS))), *range(streams.TRIES, streams.TRIES + 4),
    *range(streams.TURNS, streams.TURNS + 3),
)  # fmt: skip
"""Every purpose a contact has luck for, and the first attempts and turns."""
STREAM = of_replication(1, 0)


def keys(many: int) -> list[tuple[int, int]]:
    """Keys of many different customers."""
    return [streams.arrival(STREAM, name_word("contacts/sales"), 0, n)[1:] for n in range(many)]


def textbook_philox(counter: tuple[int, ...], key: tuple[int, ...], width: int) -> tuple[int, ...]:
    """Philox4xW-10 as the paper draws it: multiply, keep the high and the low half, bump the key."""
    multipliers, bumps = {
        32: ((0xD2511F53, 0xCD9E8D57), (0x9E3779B9, 0xBB67AE85)),
        64: ((0xD2E7470EE14C6C93, 0xCA5A826395121157), (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)),
    }[width]
    size = 1 << width
    left0, right0, left1, right1 = counter
    for turn in range(10):
        high0, low0 = divmod(multipliers[0] * left0, size)
        high1, low1 = divmod(multipliers[1] * left1, size)
        k0, k1 = ((k + turn * bump) % size for k, bump in zip(key, bumps, strict=True))
        left0, right0, left1, right1 = high1 ^ right0 ^ k0, low1, high0 ^ right1 ^ k1, low0
    return left0, right0, left1, right1


# ---- the generator ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("inputs", "answer"), KNOWN_ANSWERS, ids=["zeros", "ones", "pi"])
def test_published_answers_in_python(inputs, answer):
    assert philox(*inputs) == answer


def test_published_answers_compiled():
    out = np.zeros((len(KNOWN_ANSWERS), 4), np.int64)
    kernel("words")(np.array([inputs for inputs, _ in KNOWN_ANSWERS]), out)
    assert [tuple(row) for row in out.tolist()] == [answer for _, answer in KNOWN_ANSWERS]


def test_the_textbook_agrees_with_numpy_at_64_bits():
    """NumPy has the generator at another width; so the independent text below is itself checked."""
    counter, key = (5, 6, 7, 8), (9, 2**63 + 11)
    as_word = sum(word << (64 * i) for i, word in enumerate(counter)) - 1  # NumPy counts before it draws
    numpys = np.random.Philox(counter=as_word, key=key[0] + (key[1] << 64)).random_raw(4)
    assert tuple(numpys.tolist()) == textbook_philox(counter, key, 64)


def test_the_generator_agrees_with_the_textbook():
    inputs = np.random.default_rng(1).integers(0, WORD, (2000, 6), endpoint=True)
    out = np.zeros((len(inputs), 4), np.int64)
    kernel("words")(inputs, out)
    for row, planned in zip(inputs.tolist(), out.tolist(), strict=True):
        answer = textbook_philox(tuple(row[:4]), tuple(row[4:]), 32)
        assert philox(*row) == answer == tuple(planned)


@pytest.mark.parametrize("number", [0, 1, 77, 2**31])
def test_luck_is_the_same_compiled(number):
    for key in [(0, 0), (WORD, WORD), *keys(50)]:
        expected = (
            *streams.uniforms(STREAM, key, number),
            *streams.child_key(STREAM, key, number),
            *streams.arrival(STREAM, *key, number),
            streams.of_day(STREAM, *key),
            uniform(*key),
            streams.of_part(STREAM, *key, number),
            streams.of_forecast(STREAM, key[0], number),
            *streams.member_key(STREAM, key, number),
            *streams.stock_key(STREAM, key[0], number),
        )
        out = np.zeros(len(expected))
        kernel("fortunes")(STREAM, key, number, out)
        assert tuple(out.tolist()) == expected


# ---- the uniform ------------------------------------------------------------------------------------------


def test_a_uniform_lies_strictly_inside():
    assert uniform(0, 0) == 2.0**-53
    assert uniform(WORD, WORD) == 1.0 - 2.0**-53
    assert 0.0 < uniform(0, 0) < uniform(0, 1 << 12) < uniform(WORD, WORD - (1 << 12)) < uniform(WORD, WORD) < 1.0


def test_uniforms_are_uniform():
    """Mean 1/2, variance 1/12, every tenth as full as the others: within 4 standard errors."""
    many = 20_000
    u = np.array([streams.uniforms(STREAM, key, streams.TALK_AND_PATIENCE) for key in keys(many)])
    for column in u.T:
        assert abs(column.mean() - 0.5) < 4 * np.sqrt(1 / 12 / many)
        assert abs(column.var() - 1 / 12) < 4 * np.sqrt(1 / 180 / many)
        counts = np.histogram(column, bins=10, range=(0, 1))[0]
        assert ((counts - many / 10) ** 2 / (many / 10)).sum() < 33.7  # chi-square, 9 degrees, p = 0.0001


# ---- who and what for ---------------------------------------------------------------------------------------


def test_purposes_do_not_know_of_each_other():
    """Patience, talk, resolution ... of the same customers: correlations within 4.5 / sqrt(n)."""
    many = 4000
    fortunes = np.array([fortune(key) + fortune(streams.child_key(STREAM, key, streams.CHILD)) for key in keys(many)])
    correlation = np.corrcoef(fortunes.T)
    np.fill_diagonal(correlation, 0.0)
    assert np.abs(correlation).max() < 4.5 / np.sqrt(many)


def fortune(key: tuple[int, int]) -> list[float]:
    """All uniforms a contact can ever ask for."""
    return [u for block in BLOCKS for u in streams.uniforms(STREAM, key, block)]


def test_no_two_blocks_are_equal():
    seen = [philox(*key, block, streams.CONTACT, *STREAM) for key in keys(500) for block in BLOCKS]
    assert len(set(seen)) == len(seen)


def test_kinds_of_chance_do_not_know_of_each_other():
    """The same numbers as day, part, forecast, member of a batch, contact of a backlog: nothing shows in another."""
    many = 4000
    rows = [
        (
            streams.arrival(STREAM, 7, day, 0)[0],
            streams.of_day(STREAM, 7, day),
            streams.of_part(STREAM, 7, day, 0),
            streams.of_forecast(STREAM, 7, day),
            uniform(*streams.member_key(STREAM, (7, day), 0)),
            uniform(*streams.stock_key(STREAM, 7, day)),
        )
        for day in range(many)
    ]
    correlation = np.corrcoef(np.array(rows).T)
    np.fill_diagonal(correlation, 0.0)
    assert np.abs(correlation).max() < 4.5 / np.sqrt(many)


def test_a_child_has_luck_of_its_own():
    """The line of descent never comes back to an earlier key, and brothers and cousins differ: of a contact a retry, a
    transfer, a call-back and a chaser may follow, each with a key of its own."""
    blocks = [streams.CHILD, *(streams.CHILDREN + via for via in range(len(VIAS)))]
    family = set(keys(200))
    for key in list(family):
        for generation in range(10):
            children = [streams.child_key(STREAM, key, block) for block in blocks]
            assert not family & set(children)
            family |= set(children)
            assert len(set(children)) == len(blocks)
            key = children[generation % len(blocks)]


def test_kinds_of_who_are_kept_apart():
    """The same three numbers mean different luck for a contact, an arrival, a day and a replication."""
    domains = (streams.CONTACT, streams.ARRIVAL, streams.DAY, streams.REPLICATION)
    assert len(set(domains)) == len({philox(1, 2, 3, domain, *STREAM) for domain in domains}) == 4


def test_sources_days_and_numbers_have_keys_of_their_own():
    words = [name_word(f"contacts/{name}") for name in ("sales", "claims", "été")]
    drawn = [streams.arrival(STREAM, *who) for who in itertools.product(words, range(5), range(50))]
    assert len(set(drawn)) == len(drawn)
    assert len({streams.of_day(STREAM, word, day) for word in words for day in range(5)}) == 15


def test_a_name_is_a_word_for_good():
    """These words decide everybody's luck: another hash would silently change every published figure."""
    assert (name_word("contacts/sales"), name_word("contacts/été")) == (480832716, 2772704476)
    names = [f"contacts/{a}{b}" for a in "abcdefghij" for b in range(100)]
    assert len({name_word(name) for name in names}) == len(names)
    assert all(0 <= name_word(name) <= WORD for name in names)


def test_every_bit_of_a_seed_matters():
    seeds = [0, 1, 2**31, 2**32, 2**32 + 1, 2**33, 2**62, 2**63 - 1]
    drawn = [of_replication(seed, replication) for seed in seeds for replication in range(20)]
    assert len(set(drawn)) == len(drawn)
