"""A folder for files that are read without a further look: whole, nobody else's, and filled by one process at a time.

Eight jobs of a cluster start at once on the same home; a laptop is shut in the middle of it; the home of a container
cannot be written. A list of the files with their digests, the *seal*, is written last; files without it, or other than
it says, are as good as none.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

SEAL, LOCK = "contents.json", "lock"
SETTINGS = ("POLYVALENCE_CACHE_DIR", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME")
"""Environment variables that may name a folder for caches; the first one set counts."""


def cache_root() -> Path:
    """The folder for caches that the environment names, or the user's own."""
    base = next((os.environ[name] for name in SETTINGS if os.environ.get(name)), None)
    try:
        return Path(base) if base else Path.home() / ".cache"
    except RuntimeError:  # a user without a home
        return Path(tempfile.gettempdir()) / f"polyvalence-of-{os.getuid() if hasattr(os, 'getuid') else 'nobody'}"


# ---- what is there --------------------------------------------------------------------------------------------


def is_sound(folder: Path) -> bool:
    """Whether the folder has files, whole and unchanged since they were sealed, and is nobody else's."""
    try:
        listed = json.loads((folder / SEAL).read_bytes())
        whole = bool(listed) and all(_digest(folder / name) == digest for name, digest in listed.items())
    except (OSError, ValueError, AttributeError):
        return False
    return whole and not others_may_write(folder)


def seal(folder: Path) -> None:
    """Say that what is in the folder is whole."""
    listed = {str(path.relative_to(folder)): _digest(path) for path in _files(folder)}
    aside = folder / f"{SEAL}.{os.getpid()}"
    with suppress(OSError):
        aside.write_text(json.dumps(listed), encoding="utf-8")
        aside.replace(folder / SEAL)


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith((SEAL, LOCK))]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def clear(folder: Path) -> None:
    """Delete what is there, the seal first."""
    for path in [folder / SEAL, *_files(folder)]:
        with suppress(OSError):
            path.unlink()


def note_use(folder: Path) -> None:
    """Note that the files were wanted today."""
    with suppress(OSError):
        os.utime(folder / SEAL)


# ---- whose it is ----------------------------------------------------------------------------------------------


def others_may_write(folder: Path) -> bool:
    """Whether somebody else may have put files there, or could do so while we read.

    What is loaded without a further look runs with our rights. Looked at are the folder,
    `polyvalence` around it, and the place where that stands. The last may be one that everybody writes to, such as the
    temporary folder, where only its owner can take a folder away. A place that the environment names may be another
    user's, for administrators keep caches for all; it must not be open to all.
    """
    if not hasattr(os, "getuid"):
        return False
    named = any(os.environ.get(name) for name in SETTINGS)
    for at, place in enumerate((folder, *folder.parents[:2])):
        with suppress(OSError):  # it is not there yet
            found = place.stat() if at == 2 else place.lstat()
            strange = found.st_uid not in (0, os.getuid()) or (at < 2 and stat.S_ISLNK(found.st_mode))
            open_to_all = found.st_mode & stat.S_IWOTH and not (at == 2 and found.st_mode & stat.S_ISVTX)
            if open_to_all or (strange and not named):
                return True
    return False


def can_write(folder: Path) -> bool:
    """Whether files can be made there; tried, for permissions do not say everything."""
    try:
        folder.parent.parent.mkdir(parents=True, exist_ok=True)
        for one in (folder.parent, folder):
            one.mkdir(mode=0o700, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


@cache
def usable(folder: Path) -> Path:
    """The folder, or where nothing can be written to it, or others can, one for this process alone, gone at its end.

    The copy has the files if the folder has them.
    """
    if not others_may_write(folder) and can_write(folder):
        return folder
    private = Path(tempfile.mkdtemp(prefix="polyvalence-"))
    atexit.register(shutil.rmtree, private, ignore_errors=True)
    copy = private / folder.name
    if is_sound(folder):
        shutil.copytree(folder, copy)
    copy.mkdir(exist_ok=True)
    return copy


# ---- one at a time --------------------------------------------------------------------------------------------


def delete_unused(folder: Path, name: re.Pattern[str], days: float) -> None:
    """Delete the folders beside this one whose whole name is of this form and that nobody has used for so many days."""
    before = time.time() - days * 86400.0
    with suppress(OSError):
        for other in folder.parent.iterdir():
            last_use = next(path for path in (other / SEAL, other) if path.exists()).stat().st_mtime
            if other != folder and name.fullmatch(other.name) and last_use < before:
                shutil.rmtree(other, ignore_errors=True)


@contextmanager
def alone(folder: Path, longest_s: float, halted: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Wait until no other process is in here with this folder, at most so many seconds, or until `halted` says so.

    The system takes the lock away from a process that ends, however it ends. Where files cannot be locked nobody waits.
    """
    try:
        file = (folder / LOCK).open("a+b")
    except OSError:
        yield
        return
    with file:
        until = time.monotonic() + longest_s
        while not _lock(file) and time.monotonic() < until and not halted():
            time.sleep(0.1)
        yield


def _lock(file: Any) -> bool:
    """Whether the lock is ours now, or there is no such thing as a lock here."""
    try:
        if sys.platform == "win32":
            msvcrt: Any = __import__("msvcrt")
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl: Any = __import__("fcntl")
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return sys.platform != "win32" and not isinstance(error, BlockingIOError)
    return True
