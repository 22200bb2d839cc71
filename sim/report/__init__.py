"""Reports: the results as pictures, as one HTML page, as tables, and as text for the terminal."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.report.console import comparison_text, result_text
    from sim.report.html import write_report
    from sim.report.tables import write_tables

__all__ = ["comparison_text", "result_text", "write_report", "write_tables"]

_HOMES = {
    "comparison_text": "sim.report.console",
    "result_text": "sim.report.console",
    "write_report": "sim.report.html",
    "write_tables": "sim.report.tables",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.report' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
