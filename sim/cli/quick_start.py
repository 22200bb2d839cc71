"""For a command that is over in a moment: nothing that only a longer life would need.

Somebody types `check` between two phone calls. The one surprising decision: while it runs, Python collects no
garbage, and pydantic is not let search the descriptions of all installed packages for plugins; nobody could have made
one for our nouns. Together a tenth of the time. Whoever imports `sim` has both as ever.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

SEARCH = "pydantic.plugin._loader"
"""The module of pydantic that searches for plugins; it imports a good deal for that."""


@contextmanager
def briefly() -> Iterator[None]:
    """No collection of garbage and no search for plugins of pydantic."""
    on = gc.isenabled()
    gc.disable()
    sys.modules.setdefault(SEARCH, _NoPlugins(SEARCH))
    try:
        yield
    finally:
        if isinstance(sys.modules.get(SEARCH), _NoPlugins):
            del sys.modules[SEARCH]
        if on:
            gc.enable()


class _NoPlugins(ModuleType):
    """Finds none; asked for anything else, it makes way for the real module."""

    get_plugins = staticmethod(tuple)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        del sys.modules[SEARCH]
        return getattr(import_module(SEARCH), name)
