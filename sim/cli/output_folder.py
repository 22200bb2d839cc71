"""Whether results can be written to the folder of an option: checked before the run, not after an hour of it."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import click

from sim.errors import harmless

ALWAYS_WRITTEN = ("report.html",)
"""Files that replace what is already in the folder."""


def require_writable_folder(out: str | None) -> None:
    """Raise a usage error for a folder in which nothing can be written; `out` itself is not made."""
    if out is None:
        return
    folder, made = Path(out), list[Path]()
    try:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir()
            made.insert(0, one)
        tempfile.TemporaryFile(dir=folder).close()
        taken = [name for name in ALWAYS_WRITTEN if (folder / name).is_dir()]
        if taken:
            raise IsADirectoryError(f"'{taken[0]}' in it is a folder")
    except (OSError, ValueError) as error:
        raise click.UsageError(harmless(f"the folder '{out}' cannot be written: {error}")) from None
    finally:
        for one in made:
            with suppress(OSError):  # another process may have begun to use it
                one.rmdir()
