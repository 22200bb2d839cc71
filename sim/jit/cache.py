"""Which folder compiled code is kept in: another one for all that makes other code, so that nothing is ever stale."""

from __future__ import annotations

import hashlib
import platform
import re
import shutil
import sys
import time
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from sim.private_folder import SEAL, cache_root

KEPT_DAYS = 30
"""Code of other versions is deleted after so many days in which nobody used it."""
_FOLDER_NAME = re.compile(r"py3[0-9]+-[0-9a-f]{12}(-[0-9a-f]{8})?(-[a-z]+)*")


def folder_of(digest: str, variant: str = "") -> Path:
    """The folder for code of these sources, this Python, these libraries and this processor."""
    parts = [f"py{sys.version_info[0]}{sys.version_info[1]}", digest, _environment_digest(), variant]
    return cache_root() / "polyvalence" / "-".join(part for part in parts if part)


@cache
def _environment_digest() -> str:
    """Eight hex digits that change with a library that makes the code, the processor, and the kernel's source."""
    text = "\n".join([*map(_release, ("numba", "llvmlite", "numpy")), platform.machine(), _processor(), _source()])
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _release(library: str) -> str:
    return f"{library} {version(library)}"


def _source() -> str:
    """Where the kernel's source lies and since when: Numba takes no code for its own that it made of another file."""
    kernel = Path(__file__).parents[1] / "engines" / "core" / "loop.py"
    return f"{kernel} {kernel.stat().st_mtime_ns}"


def _processor() -> str:
    """What the processor can do, where the system says so."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").partition("\n\n")[0]
    except OSError:
        return platform.processor()
    return "\n".join(line for line in text.splitlines() if line.startswith(("model name", "flags", "Features", "CPU ")))


def sweep(folder: Path) -> None:
    """Delete code of other versions that nobody used for long."""
    before = time.time() - KEPT_DAYS * 86400.0
    with suppress(OSError):
        for other in folder.parent.iterdir():
            last_use = next(path for path in (other / SEAL, other) if path.exists()).stat().st_mtime
            if other != folder and _FOLDER_NAME.fullmatch(other.name) and last_use < before:
                shutil.rmtree(other, ignore_errors=True)
