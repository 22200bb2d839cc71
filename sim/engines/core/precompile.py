"""A process whose only work it is to compile the core into the cache; `sim.jit.compiler.compile_elsewhere` starts it.

It is handed the tables themselves, not a description of their types: by the program that starts it, on standard input,
and by nobody else.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from importlib import import_module

from sim.engines.core.loop import run
from sim.jit.compiler import compile_for, compiled


def main() -> None:
    """Read the tables, compile the core for them, and be gone.

    Nothing is collected and nothing is torn down: the cache is filled, and that was all. Numba looks for SciPy, which
    takes half a second, for matrix products that no rule has.
    """
    gc.disable()
    sys.modules["scipy.linalg.cython_blas"] = None  # type: ignore[assignment]
    import_module("sim.jit.fast_compile").suit_any_processor()
    compile_for(compiled(run), pickle.load(sys.stdin.buffer), linked_only=True)
    os._exit(0)


if __name__ == "__main__":
    main()
