"""Files that are complete or not there: written beside their final name and renamed in one step.

A report is opened while the next one is being written, a disk fills up, somebody presses Ctrl-C: no reader ever sees
half a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

_numbers = count(1)


@contextmanager
def atomic_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary name beside `path` to write to; it replaces `path` at the end, or is removed if anything fails.

    The folder is created where it is missing.
    """
    final = Path(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    draft = final.with_name(f".{final.name}.{os.getpid()}-{next(_numbers)}.part")
    try:
        yield draft
        os.replace(draft, final)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
