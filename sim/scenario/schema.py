"""The JSON Schema of a scenario file, from which editors complete words, underline slips and show help.

Somebody types `wrap` in their editor and is offered `wrap_up` with its sentence. The sentences are those of
`sim.scenario.scenario`; nothing is written twice. A design says only what changes, so
its part of the schema is the same schema with nothing required and `null` allowed everywhere.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from sim.scenario.designs import PARTS
from sim.scenario.nouns.field_docstrings import write_sentences
from sim.scenario.scenario import ScenarioFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CHANGE = "Change"


def file_schema() -> dict[str, Any]:
    """Schema of a whole scenario file."""
    schema = _bounds_in_place(_written())
    whole, changes = schema["$defs"], _changes(schema)
    properties = schema["properties"]
    properties["designs"] = {
        "description": properties["designs"]["description"],
        "type": "object",
        "additionalProperties": {"anyOf": [{"$ref": f"#/$defs/{_CHANGE}"}, {"type": "null"}]},
    }
    return {
        "$schema": DIALECT,
        "title": "Scenario of a contact centre",
        "description": schema["description"],
        "type": "object",
        "properties": properties,
        "required": ["name", "calendar"],
        "anyOf": [{"required": ["contacts", "groups"]}, {"required": ["designs"]}],
        "additionalProperties": False,
        "$defs": {**whole, **changes},
    }


def _written() -> dict[str, Any]:
    write_sentences()
    return ScenarioFile.model_json_schema()


def design_schema() -> dict[str, Any]:
    """Schema of one design, a difference from the base."""
    changes = _changes(_bounds_in_place(_written()))
    top = changes.pop(_CHANGE)
    return {"$schema": DIALECT, "title": "Design: a difference from the base", **top, "$defs": changes}


_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


def _bounds_in_place(one: Any) -> Any:
    """Bounds of optional numbers, which pydantic leaves beside the alternatives, moved into the numbers' own."""
    if isinstance(one, list):
        return [_bounds_in_place(item) for item in one]
    if not isinstance(one, dict):
        return one
    kept = {key: _bounds_in_place(item) for key, item in one.items() if not (key in _BOUNDS and "anyOf" in one)}
    bounds = {_BOUNDS[key]: one[key] for key in _BOUNDS if key in one and "anyOf" in one}
    for alternative in kept.get("anyOf", ()) if bounds else ():
        if alternative.get("type") in ("number", "integer"):
            alternative.update(bounds)
    return kept


def _changes(schema: dict[str, Any]) -> dict[str, Any]:
    """The definitions once more as differences, under names of their own."""
    changes = {f"{name}{_CHANGE}": _loose(one) for name, one in deepcopy(schema["$defs"]).items()}
    properties: dict[str, Any] = {
        "from": {"type": "string", "description": "The design this one starts from; default: the base."},
        "label": {"type": "string", "description": "Name in reports; default: the key."},
    }
    for part in PARTS:
        properties[part] = _or_null(_loose(deepcopy(schema["properties"][part])))
    changes[_CHANGE] = {
        "description": "A way of working, as the difference from the base or from another design.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return changes


def _loose(one: Any) -> Any:
    """A definition with nothing required, nothing by default, and null for whatever may be taken away."""
    if isinstance(one, list):
        return [_loose(item) for item in one]
    if not isinstance(one, dict):
        return one
    kept = {key: _loose(item) for key, item in one.items() if key not in ("required", "default", "minProperties")}
    if "$ref" in kept:
        kept["$ref"] += _CHANGE
    if isinstance(kept.get("properties"), dict):
        kept["properties"] = {key: _or_null(item) for key, item in kept["properties"].items()}
    if isinstance(kept.get("additionalProperties"), dict):
        kept["additionalProperties"] = _or_null(kept["additionalProperties"])
    return kept


def _or_null(one: dict[str, Any]) -> dict[str, Any]:
    options = one.get("anyOf", [])
    if {"type": "null"} in options:
        return one
    about: dict[str, Any] = {key: one[key] for key in ("description", "examples", "title") if key in one}
    shape = {key: item for key, item in one.items() if key not in about}
    shapes = options if set(shape) == {"anyOf"} else [shape]
    return {**about, "anyOf": [*shapes, {"type": "null"}]}
