"""`polyvalence --version -v`: what decides the last bit of a figure, and how fast it is found."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from sim.jit.compiler import FAST_SWITCH, reason_for_slow_compilation, reason_without_numba

LIBRARIES = ("numpy", "numba", "llvmlite", "simpy")


def about() -> Iterator[str]:
    """Lines about Python, the libraries of the two engines, and how the core is compiled."""
    yield f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    for library in LIBRARIES:
        try:
            yield f"{library} {version(library)}"
        except PackageNotFoundError:
            yield f"no {library}"
    if without := reason_without_numba():
        yield f"no core: Numba {without}"
    elif slow := reason_for_slow_compilation():
        yield f"fast compilation of the core is off: {slow}"
    else:
        yield f"fast compilation of the core is on ({FAST_SWITCH}=off switches it off)"
