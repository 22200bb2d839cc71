"""A faster start for a command that ends within a second, such as `check`.

Decision: while such a command runs, Python's garbage collector is off, and pydantic does not search the descriptions
of all installed packages for plugins (there can be none for the models of this package). Together that is a tenth of
the time. Only the command line does this; a program that imports `sim` is not affected.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

PLUGIN_LOADER = "pydantic.plugin._loader"
"""The module of pydantic that searches for plugins; its own imports take time as well."""


@contextmanager
def short_process() -> Iterator[None]:
    """Turn off garbage collection and the search for plugins of pydantic while the block runs."""
    was_enabled = gc.isenabled()
    gc.disable()
    sys.modules.setdefault(PLUGIN_LOADER, _NoPlugins(PLUGIN_LOADER))
    try:
        yield
    finally:
        if isinstance(sys.modules.get(PLUGIN_LOADER), _NoPlugins):
            del sys.modules[PLUGIN_LOADER]
        if was_enabled:
            gc.enable()


class _NoPlugins(ModuleType):
    """Stands for the plugin loader and finds none; any other attribute brings back the real module."""

    get_plugins = staticmethod(tuple)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        del sys.modules[PLUGIN_LOADER]
        return getattr(import_module(PLUGIN_LOADER), name)
