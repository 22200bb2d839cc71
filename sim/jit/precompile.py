"""The core is compiled by a process of its own, which can be stopped, and in which Numba's inside may be replaced.

Should that ever go wrong it goes wrong over there, and the core is compiled here, slowly. As a program it is given the
kernel and its tables by the program that starts it, on standard input, and by nobody else.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from sim import private_folder
from sim.jit.compiler import cache_folder, compiled_for, notice_of_compilation, reason_for_slow_compilation
from sim.notices import notify, shown_while

LONGEST_COMPILATION_S = 600.0


def compiled_elsewhere(
    kernel: Any, example: tuple[Any, ...], variant: str = "", halted: Callable[[], bool] = lambda: False
) -> Path:
    """The cache folder of this variant, filled for arguments like these by another process if it was empty.

    Where no process can do it the folder stays empty. Whether this compiles or waits for somebody else who does, it
    ends as soon as `halted` says so.
    """
    wanted = cache_folder(variant)
    folder = private_folder.usable(wanted)
    if notice := notice_of_compilation(wanted):
        notify(notice)
        halted = shown_while(halted, 75.0 if reason_for_slow_compilation() else 15.0)
    with private_folder.alone(folder, LONGEST_COMPILATION_S, halted):
        if not halted() and not private_folder.is_sound(folder):  # perhaps another process has just done it
            private_folder.clear(folder)
            _run_process((kernel, example, folder), halted)
    return folder


def _run_process(task: tuple[Any, ...], halted: Callable[[], bool]) -> None:
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    # -P: not what lies in the user's folder as "sim"
    command = [sys.executable, "-P", "-c", f"from {__name__} import main; main()"]
    nothing = subprocess.DEVNULL
    with suppress(OSError, subprocess.SubprocessError, pickle.PickleError), tempfile.TemporaryFile() as file:
        pickle.dump(task, file)
        file.seek(0)
        environment = {**os.environ, "PYTHONPATH": path}
        with subprocess.Popen(command, stdin=file, stdout=nothing, stderr=nothing, env=environment) as process:
            try:
                with suppress(Exception):  # load Numba here, too; should its inside be another, nothing is lost
                    import_module("numba.core.registry").cpu_target.target_context.refresh()
                until = time.monotonic() + LONGEST_COMPILATION_S
                while process.poll() is None and time.monotonic() < until and not halted():
                    time.sleep(0.02)
            finally:
                process.kill()


def main() -> None:
    """Compile what standard input names; nothing is collected nor torn down, for the cache is all that counts."""
    gc.disable()
    kernel, example, folder = pickle.load(sys.stdin.buffer)
    fast = nullcontext() if reason_for_slow_compilation() else import_module("sim.jit.fast_compile").fast_compilation()
    with fast:
        compiled_for(kernel, example, folder)
    os._exit(0)
