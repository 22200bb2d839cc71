"""Random numbers: every one is a pure function of (seed, replication, who, purpose).

Madame Martin calls on Tuesday at 9:12. How long she would wait, how long her question takes, whether she
calls again: all of it was settled by who she is, not by the order in which a program happened to ask.
Put her in another organisation and she is the same Madame Martin. That is what makes two designs
comparable, and what makes two engines agree.

The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011), counter-based, with published test vectors.
Its words are 32 bits wide and are held in ordinary integers: the same lines are exact in Python, where
integers grow, and in the core, where they are 64 bits and the products' overflow is masked away.
A counter is (who, who, which, domain). A uniform lies strictly inside (0, 1).
It is (k + 1/2) / 2**52 for k = 0 ... 2**52 - 1, so no logarithm ever sees 0 and no quantile sees 1.
"""

from __future__ import annotations

import hashlib

from sim.rules import rule

WORD = 0xFFFFFFFF
ROUND_0, ROUND_1 = 0xD2511F53, 0xCD9E8D57
WEYL_0, WEYL_1 = 0x9E3779B9, 0xBB67AE85
HALF_STEP = 2.0**-52

# Domains keep the counters of different kinds of "who" apart.
CONTACT, ARRIVAL, DAY, REPLICATION, PART, FORECAST, MEMBER, STOCK, AGENT, RECORD = range(10)

# Purposes of a contact's random numbers; each is the number of a block of two uniforms.
TALK_AND_PATIENCE = 0
WRAP_UP_AND_RESOLUTION = 1
RETURN_AND_DELAY = 2
SITE_AND_PICK = 3
PICK_UP_AND_REOPENING = 4
CHILD = 5
FRONT = 16
BALK_AND_VIP = 17
ACCEPT_AND_CHASE = 18
CHASE_DELAY_AND_LAG = 19
TRANSFER_AND_HANDOVER = 20
KIND_AND_TURNS = 21
ESCAPE_AND_DELAY = 22
ORDER_AND_AGE = 23
BATCH = 24
SECOND_LEVEL = 25
CHILDREN = 32
"""From here on, one block for each way a contact can come about (`arrays.VIAS`) beside a plain return."""
TRIES = 64
"""From here on, two blocks for each attempt of a call-back."""
TURNS = 1 << 20
"""From here on, one block for each turn of a conversation."""


# Purposes of the random numbers of an agent's day.
ABSENCE_AND_LATE, LEAVING, TENURE, ALL_TOGETHER, FREE_PAUSES = 0, 1, 2, 3, 16
BLOCKS_A_DAY = 1 << 12
DAYS_BEFORE = 2


@rule
def philox(c0, c1, c2, c3, k0, k1):
    """Four 32-bit words from a counter of four words and a key of two (Philox4x32, 10 rounds)."""
    for _ in range(10):
        p0 = ROUND_0 * c0
        p1 = ROUND_1 * c2
        c0 = ((p1 >> 32) & WORD) ^ c1 ^ k0
        c1 = p1 & WORD
        c2 = ((p0 >> 32) & WORD) ^ c3 ^ k1
        c3 = p0 & WORD
        k0 = (k0 + WEYL_0) & WORD
        k1 = (k1 + WEYL_1) & WORD
    return c0, c1, c2, c3


@rule
def uniform(high, low):
    """A uniform strictly inside (0, 1) from 52 of the 64 bits of two words."""
    return (((high << 20) | (low >> 12)) + 0.5) * HALF_STEP


@rule
def uniforms(stream, key, block):
    """The two uniforms of a contact in one block. `stream` and `key` are pairs of words."""
    a, b, c, d = philox(key[0], key[1], block, CONTACT, stream[0], stream[1])
    return uniform(a, b), uniform(c, d)


@rule
def arrival(stream, who, day, number):
    """For the `number`-th customer of source `who` on `day`: the uniform of the gap before them, and their key."""
    a, b, c, d = philox(who, day, number, ARRIVAL, stream[0], stream[1])
    return uniform(a, b), c, d


@rule
def child_key(stream, key, block):
    """Key of the contact that follows this one: derived from its parent alone, and from why it comes."""
    a, b, _, _ = philox(key[0], key[1], block, CONTACT, stream[0], stream[1])
    return a, b


@rule
def of_day(stream, who, day):
    """The uniform of a whole day of source `who`."""
    a, b, _, _ = philox(who, day, 0, DAY, stream[0], stream[1])
    return uniform(a, b)


@rule
def of_part(stream, who, day, part):
    """The uniform of a part of a day of source `who`."""
    a, b, _, _ = philox(who, day, part, PART, stream[0], stream[1])
    return uniform(a, b)


@rule
def of_forecast(stream, who, number):
    """The uniform of the error of a forecast of source `who`, for a day or a week."""
    a, b, _, _ = philox(who, number, 0, FORECAST, stream[0], stream[1])
    return uniform(a, b)


@rule
def of_record(stream, who, line):
    """The uniform of a row of the records of source `who`."""
    a, b, _, _ = philox(who, line, 0, RECORD, stream[0], stream[1])
    return uniform(a, b)


@rule
def member_key(stream, head, number):
    """Key of a further contact of a batch: derived from the key of its head."""
    a, b, _, _ = philox(head[0], head[1], number, MEMBER, stream[0], stream[1])
    return a, b


@rule
def stock_key(stream, who, number):
    """Key of a contact of source `who` that is there from the start."""
    a, b, _, _ = philox(who, number, 0, STOCK, stream[0], stream[1])
    return a, b


@rule
def of_agent(stream, word, number, day, block):
    """The two uniforms of an agent's day in one block: agent `number` of the group (or person) named by `word`.

    Days begin with -DAYS_BEFORE, for somewhere the clock may be far behind.
    """
    a, b, c, d = philox(word, number, (day + DAYS_BEFORE) * BLOCKS_A_DAY + block, AGENT, stream[0], stream[1])
    return uniform(a, b), uniform(c, d)


def of_replication(seed: int, replication: int) -> tuple[int, int]:
    """The stream (a pair of words) of one replication; seeds have 64 bits."""
    a, b, _, _ = philox(seed & WORD, (seed >> 32) & WORD, replication & WORD, REPLICATION, 0, 0)
    return a, b


def name_word(name: str) -> int:
    """A word for a name, so that a source is known by what it is called and not by its place in a list."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")
