"""How the core is compiled: options, the cache folder, and what whoever waits should know.

Numba is imported when a core is first wanted, never for `--help` or `check`, and everything but speed works where
Numba is absent.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from sim import private_folder
from sim.floors import COMPILED, sources_of
from sim.jit.expansion import IN_PLACE, expansion_of
from sim.rules import IMPLEMENTED, RULES

F = TypeVar("F", bound=Callable[..., Any])

FAST_WITH = ("0.68.1",)
"""Releases of Numba for which the tests have passed with `sim.jit.fast_compile`, which replaces parts of its inside."""
FAST_SWITCH = "POLYVALENCE_FAST_COMPILE"
"""Environment variable; "off" compiles in Numba's own way."""

KEPT_DAYS = 30
"""Code of other versions is deleted after so many days in which nobody used it."""
_FOLDER_NAME = re.compile(r"py3[0-9]+-[0-9a-f]{12}(-[0-9a-f]{8})?(-[a-z]+)*")

OPTIONS = {
    "nogil": True,  # one replication a task, in a pool of threads
    "cache": True,  # a second start must not compile again; see cache_folder
    "fastmath": False,  # reordering sums would break the equality of the two engines
    "error_model": "numpy",  # no hidden branch at each division; every rule guards its own divisors
    "_nrt": False,  # no counting of references: every array is allocated by the shell, none in the loop
    "boundscheck": False,  # the tests run the same rules in Python, where bounds are checked
}


# ---- with what ------------------------------------------------------------------------------------------------


def reason_without_numba() -> str:
    """Why the core cannot be compiled here, found without importing Numba; empty where it can."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0").strip() not in ("", "0"):
        return "is switched off here (NUMBA_DISABLE_JIT)"
    return "" if find_spec("numba") is not None else "is not installed here"


def reason_for_slow_compilation() -> str:
    """Why `sim.jit.fast_compile` is off; empty where it is on."""
    if os.environ.get(FAST_SWITCH, "").strip().lower() in ("off", "0", "no", "false"):
        return f"{FAST_SWITCH} says so"
    release = version("numba")
    return "" if release in FAST_WITH else f"it was tested with Numba {', '.join(FAST_WITH)}, and this is {release}"


# ---- into machine code ----------------------------------------------------------------------------------------


def compiled(kernel: F, folder: Path | None = None) -> F:
    """The kernel as machine code for whatever it is called with, with every rule it calls; cached in the folder.

    Raises ImportError where Numba is absent.
    """
    import numba
    from numba.extending import overload

    import_module("sim.jit.tables")
    import_module("sim.jit.intrinsics")
    for function in RULES:
        in_place = expansion_of(function.__module__, function.__name__) == IN_PLACE
        # rules are only ever called from compiled code: no wrappers for Python or C are made
        options = {"forceinline": in_place, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
        overload(IMPLEMENTED.get(function, function), jit_options=options, strict=False)(_always(function))
    RULES.clear()
    before = numba.config.CACHE_DIR
    try:
        numba.config.CACHE_DIR = str(folder or private_folder.usable(cache_folder()))
        dispatcher: F = numba.njit(**OPTIONS)(kernel)
    finally:
        numba.config.CACHE_DIR = before
    return dispatcher


def _always(function: F) -> Callable[..., F]:
    """Of arguments of whatever types, the function that compiled code calls."""
    return lambda *_, **__: function


def compiled_for(kernel: Any, example: tuple[Any, ...], folder: Path) -> Any:
    """The kernel as machine code for arguments like these, taken from the folder or compiled into it."""
    import numba

    dispatcher = compiled(kernel, folder)
    dispatcher.compile(tuple(numba.typeof(argument) for argument in example))
    if dispatcher.stats.cache_misses:
        private_folder.seal(folder)
        private_folder.delete_unused(folder, _FOLDER_NAME, KEPT_DAYS)
    else:
        private_folder.note_use(folder)
    return dispatcher


# ---- where it is kept -----------------------------------------------------------------------------------------


def cache_folder(variant: str = "") -> Path:
    """Folder of the compiled code, named by a digest of the package's sources, by its variant, and how it is compiled.

    Numba notices an edit to the kernel's own file but not to a rule in another file, and would then run
    stale code. A new digest is a new folder, so that cannot happen.
    """
    way = "slow" if reason_for_slow_compilation() else ""
    python = f"py{sys.version_info[0]}{sys.version_info[1]}"
    parts = [python, source_digest(), _environment_digest(), variant, way]
    return private_folder.cache_root() / "polyvalence" / "-".join(part for part in parts if part)


def source_digest() -> str:
    """Twelve hex digits that change with any source that is compiled."""
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources_of(COMPILED))).hexdigest()[:12]


@cache
def _environment_digest() -> str:
    """Eight hex digits that change with a library that makes the code, the processor, and the kernel's source."""
    kernel = Path(__file__).parents[1] / "engines" / "core" / "loop.py"
    made_of = f"{kernel} {kernel.stat().st_mtime_ns}"  # Numba takes no code for its own that it made of another file
    libraries = [f"{library} {version(library)}" for library in ("numba", "llvmlite", "numpy")]
    text = "\n".join([*libraries, platform.machine(), _processor(), made_of])
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _processor() -> str:
    """What the processor can do, where the system says so."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").partition("\n\n")[0]
    except OSError:
        return platform.processor()
    return "\n".join(line for line in text.splitlines() if line.startswith(("model name", "flags", "Features", "CPU ")))


def notice_of_compilation(folder: Path) -> str:
    """What somebody who wants the core of this cache folder should know; empty where it is compiled already."""
    if private_folder.is_sound(folder):
        return ""
    slow = reason_for_slow_compilation()
    long = f"a minute or more, for fast compilation is off: {slow}" if slow else "about fifteen seconds"
    if private_folder.usable(folder) == folder:
        return f"compiling the core for services of this kind, once for this version ({long}) ..."
    why = "others may write to it" if private_folder.others_may_write(folder) else "it cannot be written"
    return (
        f"compiling the core ({long}), and not for the last time: {folder} is not used, for {why}; "
        "POLYVALENCE_CACHE_DIR may name a folder of your own"
    )
