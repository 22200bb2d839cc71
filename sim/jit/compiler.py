"""How the core is compiled, and where it is cached.

Numba is imported when a core is first wanted, never for `--help` or `check`, and everything but speed works where
Numba is absent.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from sim.floors import COMPILED, sources_of
from sim.jit import cache
from sim.jit.expansion import IN_PLACE, expansion_of
from sim.rules import RULES

F = TypeVar("F", bound=Callable[..., Any])

LONGEST_COMPILATION_S = 600.0
FOLDER = "POLYVALENCE_CODE_FOLDER"
"""Set for the process that compiles: the very folder that waits for the code."""
NAMES: dict[str, str] = {}
"""Of the rules that Numba knows by now; how each gets into its callers."""

OPTIONS = {
    "nogil": True,  # one replication a task, in a pool of threads
    "cache": True,  # a second start must not compile again; see cache_folder
    "fastmath": False,  # reordering sums would break the equality of the two engines
    "error_model": "numpy",  # no hidden branch at each division; every rule guards its own divisors
    "_nrt": False,  # no counting of references: every array is allocated by the shell, none in the loop
    "boundscheck": False,  # the tests run the same rules in Python, where bounds are checked
}


class NotCompiledError(ValueError):
    """A user's function that the core cannot have, with the reason."""


def compiled_score(score: Callable[..., float], of_agents: bool, tables: tuple[Any, Any]) -> int:
    """The address of a user's own score, compiled for plans and floors like these; NotCompiledError where it cannot be.

    Functions of the same file that it calls are compiled with it. It is called by contact and agent, as `called` is;
    a mistake while it runs marks the floor as POLICY_FAILED and ends the replication.
    """
    import numba
    from numba.extending import register_jitable

    addresses = import_module("sim.jit.table_pointers")
    for other in vars(sys.modules.get(score.__module__, types)).values():
        if isinstance(other, types.FunctionType) and other.__module__ == score.__module__ and other is not score:
            register_jitable(other)
    kinds = [addresses.Tables(numba.typeof(one)) for one in tables]
    signature = numba.float64(*kinds, numba.int64, numba.int64, numba.float64)
    options = {"nogil": True, "error_model": "numpy", "boundscheck": True}
    try:
        entry = addresses.entry_of(numba.njit(**options)(score), of_agents)
        known = numba.cfunc(signature, error_model="numpy")(entry)
    except Exception as error:
        raise NotCompiledError(_first_reason(error, score)) from None
    SCORES.append(known)
    return int(known.address)


SCORES: list[Any] = []
"""Compiled scores; machine code lives as long as they do."""


def _first_reason(error: Exception, score: Callable[..., float]) -> str:
    """Why a function does not compile, in one line, with the line of its source."""
    text = str(error)
    path = score.__code__.co_filename
    reasons = [one.strip() for one in text.splitlines() if one.strip() and not one.startswith(("Failed in", "During"))]
    lines = re.findall(re.escape(os.path.basename(path)) + r'", line (\d+)', text)
    place = f"{os.path.basename(path)}, line {lines[0]}: " if lines else ""
    return place + (reasons[0] if reasons else type(error).__name__)


def have_numba() -> bool:
    """Whether the core can be compiled here, without importing Numba."""
    return not without_numba()


def without_numba() -> str:
    """Why the core cannot be compiled here; nothing where it can."""
    from importlib.util import find_spec

    if os.environ.get("NUMBA_DISABLE_JIT", "0").strip() not in ("", "0"):
        return "is switched off here (NUMBA_DISABLE_JIT)"
    return "" if find_spec("numba") is not None else "is not installed here"


def compiled(kernel: F, variant: str = "") -> F:
    """The kernel as machine code, with every rule it calls; `variant` names the code where there is more than one.

    Raises ImportError where Numba is absent.
    """
    import numba
    from numba.extending import register_jitable

    translating = import_module("sim.jit.pipeline")
    for function in RULES:
        how = expansion_of(function.__module__, function.__name__)
        NAMES[function.__qualname__] = how
        # rules are only ever called from compiled code: no wrappers for Python or C are made
        bare = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "pipeline_class": translating.Rules}
        register_jitable(forceinline=how == IN_PLACE, **bare)(function)
    RULES.clear()
    before = numba.config.CACHE_DIR
    try:
        numba.config.CACHE_DIR = str(cache.usable(cache_folder(variant)))
        dispatcher: F = numba.njit(**OPTIONS)(kernel)
    finally:
        numba.config.CACHE_DIR = before
    return dispatcher


def compile_for(kernel: Any, example: tuple[Any, ...], variant: str = "", linked_only: bool = False) -> None:
    """Compile a kernel that `compiled` returned for arguments like these, or take it from the cache.

    `linked_only` compiles in half the time, see `sim.jit.fast_compile`: for a process that does nothing else.
    """
    import numba

    kinds = tuple(numba.typeof(argument) for argument in example)
    if linked_only:
        linking = import_module("sim.jit.fast_compile")
        with linking.rules_are_linked_only(NAMES):
            kernel.compile(kinds)
    else:
        kernel.compile(kinds)
    folder = cache.usable(cache_folder(variant))
    if kernel.stats.cache_misses:
        cache.seal(folder)
        cache.sweep(folder)
    else:
        cache.used(folder)


def compile_elsewhere(example: tuple[Any, ...], variant: str = "", halted: Callable[[], bool] = lambda: False) -> None:
    """Fill the cache for arguments like these in another process, if it is empty; failing that, do nothing.

    Whether it compiles or waits for somebody else who does, it ends as soon as `halted` says so. The quick way to
    compile reaches into Numba's inside. Should that ever go wrong, it goes wrong over there, and the kernel is compiled
    here, slowly.
    """
    folder = cache.usable(cache_folder(variant))
    with cache.alone(folder, LONGEST_COMPILATION_S, halted):
        if halted() or cache.is_sound(folder):  # perhaps another process has just done it
            return
        cache.clear(folder)
        _compile_in_a_process(example, folder, halted)


def _compile_in_a_process(example: tuple[Any, ...], folder: Path, halted: Callable[[], bool]) -> None:
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    surroundings = {**os.environ, "PYTHONPATH": path, FOLDER: str(folder)}
    command = [
        sys.executable,
        "-P",
        "-m",
        "sim.engines.core.precompile",
    ]  # -P: not what lies in the user's folder as "sim"
    nothing = subprocess.DEVNULL
    try:
        with tempfile.TemporaryFile() as file:
            pickle.dump(example, file)
            file.seek(0)
            with subprocess.Popen(command, stdin=file, stdout=nothing, stderr=nothing, env=surroundings) as other:
                try:
                    _get_ready()
                    until = time.monotonic() + LONGEST_COMPILATION_S
                    while other.poll() is None and time.monotonic() < until and not halted():
                        time.sleep(0.02)
                finally:
                    other.kill()
    except (OSError, subprocess.SubprocessError, pickle.PickleError):
        return


def _get_ready() -> None:
    """Have Numba in this process, too, while the other compiles; it takes a while, and the code will be loaded here."""
    with suppress(Exception):  # Numba's inside: should it ever be another, nobody is ready, and nothing is lost
        import_module("numba.core.registry").cpu_target.target_context.refresh()


def is_warm(variant: str = "") -> bool:
    """Whether compiled code of exactly these sources is already on disk, whole."""
    return cache.is_sound(cache_folder(variant))


LISTENERS: list[Callable[[str], None]] = []


@contextmanager
def told_to(tell: Callable[[str], None]) -> Iterator[None]:
    """While this lasts, `tell` hears why somebody who wants the core has to wait."""
    LISTENERS.append(tell)
    try:
        yield
    finally:
        LISTENERS.remove(tell)


def tell_when_cold(variant: str = "") -> None:
    """Say that the core is going to be compiled, if it is."""
    if told := told_when_cold(variant):
        tell_all(told)


def tell_all(sentence: str) -> None:
    """Say something to whoever listens."""
    for tell in LISTENERS:
        tell(sentence)


def told_when_cold(variant: str = "") -> str:
    """What somebody who wants the core now should know; nothing where it is compiled already."""
    if is_warm(variant):
        return ""
    folder = cache_folder(variant)
    if cache.usable(folder) != folder:
        why = "others may write to it" if cache.others_may_write(folder) else "it cannot be written"
        return (
            f"compiling the core (about twenty seconds), and not for the last time: {folder} is not used, for {why}; "
            "POLYVALENCE_CACHE_DIR may name a folder of your own"
        )
    return "compiling the core for services of this kind, once for this version (about twenty seconds) ..."


def cache_folder(variant: str = "") -> Path:
    """Folder of the compiled code, named by a digest of the package's sources, and by its variant.

    Numba notices an edit to the kernel's own file but not to a rule in another file, and would then run
    stale code. A new digest is a new folder, so that cannot happen.
    """
    given = os.environ.get(FOLDER)
    return Path(given) if given else cache.folder_of(source_digest(), variant)


def source_digest() -> str:
    """Twelve hex digits that change with any source that is compiled."""
    digest = hashlib.sha256()
    for source in sources():
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def sources() -> list[Path]:
    """The files whose text decides the compiled code."""
    return list(sources_of(COMPILED))
