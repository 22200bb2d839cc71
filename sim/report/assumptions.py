"""The assumptions behind the figures: what a design changes, and assumed or published values with their reasons.

"You assumed a patience of two minutes?" The page has to show the value that was really used, so it is looked up in the
checked scenario. A key of free text has no value, and none is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sim.report.view import View
from sim.scenario.scenario import Centre, Scenario

if TYPE_CHECKING:
    pass

MOST_LINES = 8


class SourcedValue(NamedTuple):
    """An assumption or a published figure: its key, the value in the file as lines, and the reason or source."""

    key: str
    value: tuple[str, ...]
    reason: str


class Change(NamedTuple):
    """A key of the file that a design changes; `gone` where it removes the key."""

    key: str
    value: str
    gone: bool


def assumptions(view: View) -> list[SourcedValue]:
    """Assumed values with their reasons, in the order of the file."""
    return _sourced_values(view, view.scenario.assumptions)


def published(view: View) -> list[SourcedValue]:
    """Figures from a source, in the order of the file."""
    return _sourced_values(view, view.scenario.published)


def changes(view: View) -> dict[str, list[Change]]:
    """By design, the keys it changes."""
    found = {}
    for design in view.designs:
        lines = view.scenario.differences.get(design, {})
        found[design] = [Change(key, as_written(value), value is None) for key, value in lines.items()]
    return found


def _sourced_values(view: View, notes: dict[str, str]) -> list[SourcedValue]:
    first = view.baseline or view.designs[0]
    return [SourcedValue(key, value_of(view.scenario, key, first), reason) for key, reason in notes.items()]


def value_of(scenario: Scenario, key: str, first: str) -> tuple[str, ...]:
    """The value of a dotted key in the design `first`, or in the first design that has it; empty for free text, and for
    a whole part of a design, whose keys are listed among the differences."""
    head, *rest = key.split(".")
    if head == "designs":
        places = [{name: _words(centre) for name, centre in scenario.designs.items()}]
    elif head == "study":
        places = [scenario.study.model_dump(mode="json")]
    elif head in Centre.model_fields:
        names = [first, *(name for name in scenario.designs if name != first)]
        places, rest = [_words(scenario.designs[name]) for name in names], [head, *rest]
        places += [scenario.designs[name].model_dump(mode="json") for name in names]
    else:
        return ()
    for place in places:
        found, value = _at(place, rest)
        if found and value is not None:
            return () if head == "designs" and isinstance(value, dict) else _lines(value)
    return ()


def _words(centre: Centre) -> dict[str, Any]:
    """A design in the words of the file, without defaults."""
    return centre.model_dump(mode="json", exclude_unset=True)


def _at(value: Any, steps: list[str]) -> tuple[bool, Any]:
    """Whether the steps lead to a value, and which; a name may itself contain dots."""
    if not steps:
        return True, value
    if isinstance(value, dict):
        for length in range(len(steps), 0, -1):
            name = ".".join(steps[:length])
            if name in value:
                return _at(value[name], steps[length:])
    return False, None


def _lines(value: Any) -> tuple[str, ...]:
    lines = _flat("", value)
    return tuple(lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"])


def _flat(key: str, value: Any) -> list[str]:
    if isinstance(value, dict) and value:
        return [line for name, one in value.items() for line in _flat(f"{key}.{name}" if key else name, one)]
    return [f"{key}: {as_written(value)}" if key else as_written(value)]


def as_written(value: Any) -> str:
    """A value as a scenario file would have it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(as_written(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {as_written(one)}' for key, one in value.items())}}}"
    return "" if value is None else str(value)
