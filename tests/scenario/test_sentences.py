"""The sentences below the fields are those that pydantic itself would collect."""

from __future__ import annotations

import subprocess
import sys
from typing import ClassVar

import pytest
from pydantic import ConfigDict

from sim.scenario.nouns import field_docstrings
from sim.scenario.nouns.value_types import Noun
from sim.scenario.scenario import Centre, Head, ScenarioFile, Study


class Kept(Noun):
    """A noun of which pydantic collects the sentences."""

    model_config: ClassVar[ConfigDict] = ConfigDict(use_attribute_docstrings=True)

    first: int
    """One line."""
    second: str = "a"
    """Two lines,
    the second of them indented."""
    third: float = 0.0


class Heir(Kept):
    """A noun made from another."""

    fourth: int = 1
    """Its own."""


@pytest.mark.parametrize("model", [Kept, Heir])
def test_the_same_as_those_of_pydantic(model: type[Noun], monkeypatch: pytest.MonkeyPatch) -> None:
    told = {key: known.description for key, known in model.model_fields.items()}
    assert told["second"] == "Two lines,\nthe second of them indented."
    for known in model.model_fields.values():
        monkeypatch.setattr(known, "description", None)
    assert {key: field_docstrings.sentence_of(model, key) for key in model.model_fields} == told


def test_a_file_has_the_sentences_of_what_it_is_made_of() -> None:
    for model in (Centre, Head):
        for key in model.model_fields:
            assert field_docstrings.sentence_of(ScenarioFile, key) == field_docstrings.sentence_of(model, key)
    assert field_docstrings.sentence_of(Study, "seed") == "Seed of all random numbers."
    assert field_docstrings.sentence_of(Study, "nothing") is None


def test_nobody_parses_sources_to_check_a_file() -> None:
    line = (
        "from unittest.mock import patch; import ast, inspect;"
        "parse = patch.object(ast, 'parse', side_effect=AssertionError);"
        "source = patch.object(inspect, 'getsource', side_effect=AssertionError);"
        "parse.start(); source.start(); import sim; sim.load('scenarios/o2.yaml')"
    )
    subprocess.run([sys.executable, "-c", line], check=True)
