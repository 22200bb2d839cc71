"""How a kind of value is read from a file and written back: a function of ours, in pydantic's models.

`Annotated[float, Before(units.duration), Written(writing.duration)]` is a text outside and seconds inside. Pydantic has
annotations that do the same, but they find out at every start, for every field, how many arguments each function takes
and what it returns: a thirtieth of the time of `check`. Here every function takes one value, and nobody asks what it
returns.
"""

from collections.abc import Callable
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Before:
    """The function reads the value, then the type checks what it made of it; it raises `ValueError`."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(kind))


class Instead:
    """The function reads the value in place of the type; it raises `ValueError`."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)


class Written:
    """The function writes the value as it would stand in a file, for JSON only."""

    def __init__(self, write: Callable[[Any], Any]) -> None:
        self.write = write

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(kind)
        schema["serialization"] = core_schema.plain_serializer_function_ser_schema(self.write, when_used="json")  # type: ignore[index]
        return schema
