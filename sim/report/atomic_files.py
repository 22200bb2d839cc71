"""Files that are whole or not there.

A report is opened while the next one is being written, a disk fills up, somebody presses Ctrl-C. The one
surprising decision: nothing is ever written under its final name. The text goes to a file beside it, which takes
the name in one step when it is complete.
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
    """A name beside `path` to write to; it becomes `path` at the end, or is removed if anything fails.

    The folder is made where it is missing.
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
