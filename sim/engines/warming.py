"""A process whose only work it is to compile the core into the cache; `sim.jit.compile_elsewhere` starts it.

It is handed the tables themselves, not a description of their types: by the program that starts it, through a pipe, and
by nobody else.
"""

from __future__ import annotations

import pickle
import sys

from sim.engines.core import run
from sim.jit import compile_for, compiled


def main() -> None:
    """Read the tables and compile the core for them."""
    compile_for(compiled(run), pickle.load(sys.stdin.buffer), linked_only=True)


if __name__ == "__main__":
    main()
