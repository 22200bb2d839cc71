"""A shard: the sums of a block of replications of one design, as bytes with a checksum.

A shard is written once and read perhaps years later, after a power cut, from a disk that was full. So it describes its
content and ends with a checksum: one that is cut short or altered is refused. Decision: the bytes of the numbers are
ordered by their position in the number (all first bytes, then all second bytes), replication beside replication; sums
that hardly change from one replication to the next then compress well.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any

import numpy as np

MAGIC = b"polyvalence shard 1\n"
CHECK_BYTES = 32
LEVEL = 1
KINDS = ("<f8", "<u4")


class CorruptError(ValueError):
    """The bytes are no complete shard."""


def pack(about: dict[str, Any], tables: dict[str, np.ndarray]) -> bytes:
    """The bytes of a shard. The first axis of every table is the replication.

    Tables of whole numbers below 2**32 are kept as such, all others as 64-bit floats; read back they are floats.
    """
    kept = {name: _narrowed(table) for name, table in sorted(tables.items())}
    shapes = {name: [table.dtype.str, *table.shape] for name, table in kept.items()}
    head = json.dumps({"about": about, "tables": shapes}, sort_keys=True).encode() + b"\n"
    body = zlib.compress(b"".join(_sorted(table) for table in kept.values()), LEVEL)
    whole = MAGIC + head + body
    return whole + hashlib.sha256(whole).digest()


def unpack(shard: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The description of a shard, and its tables; CorruptError where the bytes are not those that were written."""
    whole, check = shard[:-CHECK_BYTES], shard[-CHECK_BYTES:]
    if not whole.startswith(MAGIC) or hashlib.sha256(whole).digest() != check:
        raise CorruptError(f"these {len(shard)} bytes are no whole shard")
    head, _, body = whole.removeprefix(MAGIC).partition(b"\n")
    facts, flat, tables, at = json.loads(head), zlib.decompress(body), {}, 0
    for name, (dtype, *shape) in facts["tables"].items():
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        tables[name] = _unsorted(flat[at : at + size], dtype, shape)
        at += size
    return facts["about"], tables


def _narrowed(table: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        whole = table.astype(KINDS[1])
    is_whole = np.array_equal(whole, table) and not np.signbit(table).any()
    return whole if is_whole else table.astype(KINDS[0])


def _sorted(table: np.ndarray) -> bytes:
    beside = np.ascontiguousarray(np.moveaxis(table, 0, -1))
    return beside.view(np.uint8).reshape(-1, table.itemsize).T.tobytes()


def _unsorted(flat: bytes, dtype: str, shape: list[int]) -> np.ndarray:
    numbers = np.frombuffer(flat, np.uint8).reshape(np.dtype(dtype).itemsize, -1).T
    beside = np.ascontiguousarray(numbers).view(dtype).reshape(*shape[1:], shape[0])
    return np.ascontiguousarray(np.moveaxis(beside, -1, 0)).astype(float)
