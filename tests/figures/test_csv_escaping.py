"""Names that a spreadsheet would take for formulas: shown in every CSV, computed in none."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.figures.csv_escaping import escaped, with_escaped_texts
from sim.report.tables import write_tables
from sim.scenario.scenario import Scenario

FORMULA = '=HYPERLINK("http://example.org","x")'
ACTING = "=+-@\t\r＝＋－＠"
SERVICE = """
    name: names
    calendar: {length: 2 h}
    contacts:
      '=HYPERLINK("http://example.org","x")':
        {channel: call, volume: {per_hour: 30}, handling: {talk: 5 min}, patience: 2 min}
    groups:
      "+team":
        agents: 1
        site: "@partner"
        shifts: {day: {people: 1, hours: 00:00-02:00}}
        skills: {'=HYPERLINK("http://example.org","x")': {}}
    sites: {"@partner": {price: {per_contact: 3}}}
    designs: {"-today": {}, "-10 %": {contacts: {'=HYPERLINK("http://example.org","x")': {patience: 3 min}}}}
    study: {replications: 2}
"""


def cells(text: str, separator: str = ",") -> set[str]:
    return {cell for row in csv.reader(io.StringIO(text), delimiter=separator) for cell in row}


@pytest.mark.parametrize("text", [f"{sign}1+1" for sign in "=@"] + ["+cmd|' /C calc'!A0", "-a", " =1", "\t=1", "'=1"])
def test_what_would_act_is_marked(text: str) -> None:
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "sales", "a = b", "-10 %", "+2", "-1e3", "1-2", "l'accueil", "12:30"])
def test_what_does_not_act_stays(text: str) -> None:
    assert escaped(text) == text


def test_numbers_and_gaps_of_a_frame_stay() -> None:
    frame = pd.DataFrame({"name": ["=a", None, "b"], "x": [-1.0, 2.0, float("nan")], "=head": [1, 2, 3]})
    found = with_escaped_texts(frame)
    assert list(found.columns) == ["name", "x", "'=head"]
    assert found["name"].tolist()[::2] == ["'=a", "b"]
    assert pd.isna(found["name"][1])
    assert found["x"].equals(frame["x"])
    assert frame["name"][0] == "=a", "the frame of the caller is left alone"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_table_has_a_formula(scenario: Callable[..., Scenario], tmp_path: Path, language: str) -> None:
    results = sim.compare(scenario(SERVICE), replications=2, engine="reference")
    written = write_tables(results, tmp_path / "out", csv_language=language)
    tables = [path.read_text(encoding="utf-8-sig") for path in written if path.suffix == ".csv"]
    assert len(tables) >= 7, "with invoices, agents and differences"
    found = set().union(*(cells(table, ";" if language == "fr" else ",") for table in tables))
    assert f"'{FORMULA}" in found
    assert {"'-today", "'+team", "'@partner"} <= found
    acting = [cell for cell in found if cell.startswith(tuple(ACTING)) and escaped(cell) != cell]
    assert acting == []
    assert FORMULA in set(results.result.kpis["name"]), "in Python a name is a name"


def test_neither_has_the_trace_nor_the_lists_of_a_batch(scenario: Callable[..., Scenario], tmp_path: Path) -> None:
    scenario(SERVICE)
    file = str(tmp_path / "scenario.yaml")
    traced = CliRunner().invoke(main, ["trace", file, "--design=-today", "--engine", "reference"])
    assert traced.exit_code == 0, traced.stderr
    assert f"'{FORMULA}" in cells(traced.stdout)
    assert FORMULA not in cells(traced.stdout)
    done = sim.batch(
        file, store=tmp_path / "s", grid={f"contacts.{FORMULA}.patience": ["1 min", "2 min"]}, designs=["-today"],
        replications=1, engine="reference", jobs=1,
    )  # fmt: skip
    listed = cells((done.store / "variants.csv").read_text(encoding="utf-8"))
    assert not [cell for cell in listed if cell.startswith(tuple(ACTING))]
