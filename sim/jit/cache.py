"""Where compiled code is kept: nothing stale, nothing broken, nothing compiled twice at the same time.

Eight jobs of a cluster start at once on the same home; a laptop is shut in the middle of it; the home of a container
cannot be written. The one surprising decision: a list of the files with their digests is written last, and code
without it, or other than it says, is as good as none. So whatever was interrupted or damaged is compiled anew.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import platform
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

SEAL = "contents.json"
LIBRARIES = ("numba", "llvmlite", "numpy")
KEPT_DAYS = 30
"""Code of other versions goes after so many days in which nobody used it."""
WISHED = ("POLYVALENCE_CACHE_DIR", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME")
_OURS = re.compile(r"py3[0-9]+-[0-9a-f]{12}(-[0-9a-f]{8})?(-[a-z]+)*")
_PAUSE_S = 0.1


def folder_of(digest: str, variant: str = "") -> Path:
    """The folder for code of these sources, this Python, these libraries and this processor."""
    base = next((os.environ[name] for name in WISHED if os.environ.get(name)), None)
    try:
        root = Path(base) if base else Path.home() / ".cache"
    except RuntimeError:  # a user without a home
        root = Path(tempfile.gettempdir()) / f"polyvalence-of-{os.getuid() if hasattr(os, 'getuid') else 'nobody'}"
    parts = [f"py{sys.version_info[0]}{sys.version_info[1]}", digest, _surroundings(), variant]
    return root / "polyvalence" / "-".join(part for part in parts if part)


@cache
def _surroundings() -> str:
    """Eight hex digits that change with a release of a library that makes the code, the processor, and the place."""
    versions = [f"{name} {_version(name)}" for name in LIBRARIES]
    return hashlib.sha256("\n".join([*versions, platform.machine(), _processor(), _place()]).encode()).hexdigest()[:8]


def _place() -> str:
    """Where the kernel's source lies and since when: Numba takes no code for its own that it made of another file."""
    kernel = Path(__file__).parents[1] / "engines" / "core" / "loop.py"
    return f"{kernel} {kernel.stat().st_mtime_ns}"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _processor() -> str:
    """What the processor can do, where the system tells."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").partition("\n\n")[0]
    except OSError:
        return platform.processor()
    return "\n".join(line for line in text.splitlines() if line.startswith(("model name", "flags", "Features", "CPU ")))


# ---- what is there --------------------------------------------------------------------------------------------


def is_sound(folder: Path) -> bool:
    """Whether the folder has compiled code, whole and unchanged since it was sealed, and is nobody else's."""
    if others_may_write(folder):
        return False
    try:
        listed = json.loads((folder / SEAL).read_bytes())
        return bool(listed) and all(_digest(folder / name) == digest for name, digest in listed.items())
    except (OSError, ValueError, AttributeError):
        return False


def seal(folder: Path) -> None:
    """Say that what is in the folder is whole."""
    listed = {str(path.relative_to(folder)): _digest(path) for path in sorted(folder.rglob("*.nb[ci]"))}
    aside = folder / f"{SEAL}.{os.getpid()}"
    with suppress(OSError):
        aside.write_text(json.dumps(listed), encoding="utf-8")
        aside.replace(folder / SEAL)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def clear(folder: Path) -> None:
    """Take away what is there, the seal first."""
    for path in [folder / SEAL, *folder.rglob("*.nb[ci]")]:
        with suppress(OSError):
            path.unlink()


# ---- whose it is ----------------------------------------------------------------------------------------------


def others_may_write(folder: Path) -> bool:
    """Whether somebody else may have put code there, or could do so while we read; nobody asks where it is not yet.

    Code is loaded without a further look (Numba unpickles it), so it runs with our rights. Looked at are the folder,
    `polyvalence` around it, and the place where that stands. A place that everybody writes to, as the temporary folder,
    will do for the last of these where only its owner can take a folder away. A place that somebody named in the
    surroundings may be another user's, for administrators keep code for all; it must not be open to all.
    """
    if not hasattr(os, "getuid"):
        return False
    named = any(os.environ.get(name) for name in (*WISHED, "POLYVALENCE_CODE_FOLDER"))
    for at, place in enumerate((folder, *folder.parents[:2])):
        try:
            found = place.stat() if at == 2 else place.lstat()
        except OSError:
            continue
        strange = found.st_uid not in (0, os.getuid()) and not named
        open_to_all = found.st_mode & stat.S_IWOTH and not (at == 2 and found.st_mode & stat.S_ISVTX)
        if strange or open_to_all or (at < 2 and stat.S_ISLNK(found.st_mode) and not named):
            return True
    return False


# ---- where to write -------------------------------------------------------------------------------------------


def can_write(folder: Path) -> bool:
    """Whether files can be made there; tried, for permissions do not tell all."""
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

    Numba reads code only from where it can write. The copy has the code if the folder has it.
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


@contextmanager
def alone(folder: Path, most_s: float, halted: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Wait until no other process is in here with this folder, at most so many seconds, or until `halted` says so.

    The system takes the lock away from a process that ends, however it ends. Where files cannot be locked nobody waits.
    """
    try:
        file = (folder / "lock").open("a+b")
    except OSError:
        yield
        return
    with file:
        until = time.monotonic() + most_s
        while not _locked(file) and time.monotonic() < until and not halted():
            time.sleep(_PAUSE_S)
        yield


def _locked(file: Any) -> bool:
    """Whether the lock is ours now, or there is no such thing as a lock here."""
    try:
        import fcntl
    except ImportError:
        return _locked_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _locked_on_windows(file: Any) -> bool:
    msvcrt: Any = __import__("msvcrt")
    try:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True


# ---- what nobody needs any more -------------------------------------------------------------------------------


def used(folder: Path) -> None:
    """Note that the code was wanted today."""
    with suppress(OSError):
        os.utime(folder / SEAL)


def sweep(folder: Path) -> None:
    """Take away code of other versions that nobody used for long."""
    before = time.time() - KEPT_DAYS * 86400.0
    with suppress(OSError):
        for other in folder.parent.iterdir():
            if other != folder and _OURS.fullmatch(other.name) and _last_use(other) < before:
                shutil.rmtree(other, ignore_errors=True)


def _last_use(folder: Path) -> float:
    told = folder / SEAL
    return (told if told.exists() else folder).stat().st_mtime
