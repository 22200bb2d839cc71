"""The sentences of the fields, read from the sources when somebody asks for one.

What a field means stands below it, where whoever changes the field sees it. An editor's help, the reference page and
the refusal of a file without a key all show it. The sources are parsed here, and only
then. Pydantic can collect such sentences itself, but whenever a class is made: a quarter of the time of `check`.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

from sim.scenario.nouns.value_types import Noun


def sentence_of(model: type[BaseModel], key: str) -> str | None:
    """What stands below a field of a model, or of one that it is made from; None where nothing does."""
    known = model.model_fields.get(key)
    if known is None or known.description is not None:
        return known.description if known else None
    stand = (_sentences(kind.__module__).get((kind.__qualname__, key)) for kind in model.__mro__ if kind in _nouns())
    return next((sentence for sentence in stand if sentence), None)


def write_sentences() -> None:
    """Put every sentence into its field, so that the JSON Schema of the models has it."""
    for noun in _nouns():
        for key, known in noun.model_fields.items():
            known.description = sentence_of(noun, key)
        noun.model_rebuild(force=True)


def _nouns() -> dict[type[Noun], None]:
    """All nouns, those first that others are made of."""
    return dict.fromkeys(_below(Noun))


def _below(noun: type[Noun]) -> Iterator[type[Noun]]:
    for kind in noun.__subclasses__():
        yield kind
        yield from _below(kind)


@cache
def _sentences(module: str) -> dict[tuple[str, str], str]:
    """By class and field."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except OSError:  # installed without its sources
        return {}
    return dict(_in_classes(tree))


def _in_classes(tree: ast.Module) -> Iterator[tuple[tuple[str, str], str]]:
    for kind in tree.body:
        if not isinstance(kind, ast.ClassDef):
            continue
        for field, below in zip(kind.body, kind.body[1:], strict=False):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(below, ast.Expr)
                and isinstance(below.value, ast.Constant)
                and isinstance(below.value.value, str)
            ):
                yield (kind.name, field.target.id), inspect.cleandoc(below.value.value)
