"""The only file that names Numba: which functions are rules, how the core is compiled, where it is cached.

A *rule* (how long will this customer wait? which agent takes this call?) is a plain Python function.
The reference engine calls it as it stands. The core calls the same function, compiled. So no rule has a
second copy that could drift. The one surprising decision: `@rule` only writes the function on a list.
Numba is imported when a core is first wanted, never for `--help` or `check`, and everything but speed
works where Numba is absent.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

RULES: list[tuple[Callable[..., Any], bool]] = []

OPTIONS = {
    "nogil": True,  # one replication a task, in a pool of threads
    "cache": True,  # a second start must not compile again; see cache_folder
    "fastmath": False,  # reordering sums would break the equality of the two engines
    "error_model": "numpy",  # no hidden branch at each division; every rule guards its own divisors
    "_nrt": False,  # no counting of references: every array is allocated by the shell, none in the loop
    "boundscheck": False,  # the tests run the same rules in Python, where bounds are checked
}


def rule(function: F) -> F:
    """Mark a function as a rule of the floor: called as Python by the reference, compiled into the core."""
    RULES.append((function, True))
    return function


def rare_rule(function: F) -> F:
    """A rule seldom called, or a long one: compiled once, not expanded wherever it is called.

    Everything else is expanded in place, because a call would pass some hundred numbers (every table is seven).
    """
    RULES.append((function, False))
    return function


def have_numba() -> bool:
    """Whether the core can be compiled here, without importing Numba."""
    from importlib.util import find_spec

    return find_spec("numba") is not None


def compiled(kernel: F) -> F:
    """The kernel as machine code, with every rule it calls.

    Raises ImportError where Numba is absent.
    """
    _point_cache_at(cache_folder())
    from numba import njit
    from numba.extending import register_jitable

    for function, in_place in RULES:
        register_jitable(forceinline=in_place, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    RULES.clear()
    dispatcher: F = njit(**OPTIONS)(kernel)
    return dispatcher


def is_warm() -> bool:
    """Whether compiled code of exactly these sources is already on disk."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or cache_folder())
    return any(folder.rglob("*.nbc"))


def cache_folder() -> Path:
    """Folder of the compiled code, named by a digest of the package's sources.

    Numba notices an edit to the kernel's own file but not to a rule in another file, and would then run
    stale code. A new digest is a new folder, so that cannot happen.
    """
    base = os.environ.get("POLYVALENCE_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    return root / "polyvalence" / f"py{sys.version_info[0]}{sys.version_info[1]}-{source_digest()}"


def source_digest() -> str:
    """Twelve hex digits that change with any source that is compiled."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    names = (
        "agents",
        "arrays",
        "channels",
        "draws",
        "jit",
        "routing",
        "streams",
        "engines/core",
        "engines/clock",
    )
    for name in names:
        digest.update((folder / f"{name}.py").read_bytes())
    return digest.hexdigest()[:12]


def _point_cache_at(folder: Path) -> None:
    if os.environ.get("NUMBA_CACHE_DIR"):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        OPTIONS["cache"] = False
        return
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    if "numba" in sys.modules:
        import numba

        numba.config.CACHE_DIR = str(folder)
