"""Every example of the guide, laid over a small file, loads and brings contacts."""

from __future__ import annotations

import pytest
import yaml

from sim.scenario.yaml_positions import read_tree
from tests.docs.pages import ROOT, fences
from tests.engines.test_independence import merged
from tests.model.customers.arrivals import came, text

GUIDE = ROOT / "docs" / "guides" / "demand.md"
EXAMPLES = [fence for fence in fences(GUIDE) if fence.language == "yaml"]
TABLES = {fence.name.removesuffix(".csv"): fence.body for fence in fences(GUIDE) if fence.language == "csv"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda fence: f"line {fence.line}")
def test_an_example_loads(scenario, example):
    part = read_tree(example.body, "demand.md").plain()
    calls = yaml.safe_load(text({"calls": {}, "mails": {}}, calendar={"start": "2024-01-08", "country": "FR"}))
    for name, contact in calls["contacts"].items():
        if "volume" not in part["contacts"].get(name, {}):
            contact["volume"] = {"per_day": 9}
    words = merged(calls, part)
    words["groups"]["all"]["skills"] = {name: {} for name in words["contacts"]}
    found = came(scenario(yaml.safe_dump(words), **TABLES))
    assert all(len(instants) > 0 for instants in found.values())


def test_there_are_examples():
    assert len(EXAMPLES) >= 7
