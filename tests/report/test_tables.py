"""Tables: what is read back is what was there, in a spreadsheet's dress where asked, and whole or not there."""

from __future__ import annotations

import json
import os
import sys

import numpy as np
import pandas as pd
import pytest

import sim
from sim.report import write_tables

NAMES = ["kpis", "intervals", "backlog", "differences"]


def frames(comparison):
    result = comparison.result
    return {
        "kpis": result.kpis,
        "intervals": result.intervals,
        "backlog": result.backlog,
        "differences": comparison.differences,
    }


def test_csv_comes_back_to_the_last_bit(compared, tmp_path):
    comparison = compared("names")
    written = write_tables(comparison, tmp_path / "out", format="csv")
    assert [path.name for path in written] == [*(f"{name}.csv" for name in NAMES), "provenance.json"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in written)
    for name, frame in frames(comparison).items():
        back = pd.read_csv(tmp_path / "out" / f"{name}.csv", dtype=str, keep_default_na=False)
        for column in frame.columns:
            if frame[column].dtype.kind == "f":
                there = [float(text or "nan") for text in back[column]]
                assert there == pytest.approx(frame[column], rel=0, abs=0, nan_ok=True)
            else:
                assert list(back[column]) == [str(value) for value in frame[column]]


def test_french_csv_is_what_a_french_excel_reads(compared, tmp_path):
    comparison = compared("everything")
    write_tables(comparison, tmp_path, csv_language="fr")
    raw = (tmp_path / "kpis.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfdesign;kpi;scope;name;interval;estimate;low;high;unit;n;sections\r\n")
    back = pd.read_csv(tmp_path / "kpis.csv", sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False)
    expected = comparison.kpis
    assert list(back["kpi"]) == list(expected["kpi"])
    assert back["estimate"].to_numpy() == pytest.approx(expected["estimate"].to_numpy(), rel=1e-12)
    line = raw.decode("utf-8-sig").splitlines()[1].split(";")
    assert "," in line[5] and "." not in line[5]


def test_parquet_comes_back_as_it_was(compared, tmp_path):
    comparison = compared("names")
    written = write_tables(comparison, tmp_path, format="parquet")
    assert [path.suffix for path in written] == [*[".parquet"] * 4, ".json"]
    for name, frame in frames(comparison).items():
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / f"{name}.parquet"), frame, check_dtype=False)


def test_by_default_the_many_figures_by_interval_are_parquet(compared, tmp_path):
    written = write_tables(compared("names"), tmp_path)
    assert [path.suffix for path in written] == [".csv", ".parquet", ".csv", ".csv", ".json"]
    back = pd.read_parquet(tmp_path / "intervals.parquet")
    pd.testing.assert_frame_equal(back, compared("names").intervals, check_dtype=False)


def test_a_table_of_an_earlier_run_in_the_other_format_is_gone(compared, tmp_path):
    write_tables(compared("names"), tmp_path, format="csv")
    (tmp_path / "notes.csv").write_text("mine")
    write_tables(compared("names"), tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert "intervals.parquet" in left and "intervals.csv" not in left and "notes.csv" in left


def test_provenance_is_beside_the_tables(compared, ran, tmp_path):
    write_tables(compared("everything"), tmp_path)
    facts = json.loads((tmp_path / "provenance.json").read_text(encoding="utf-8"))
    assert facts["baseline"] == "pool" and facts["seed"] == 7
    assert facts["stopped"] == "fixed" and facts["verdict"] == compared("everything").verdict
    assert facts["scenario_digest"] == compared("everything").scenario.digest
    assert facts["replications"] == {"pool": 12, "split": 12, "more": 12}


def test_a_plain_result_has_no_differences(ran, tmp_path):
    written = write_tables(ran("everything", "pool"), tmp_path)
    invoiced = ["invoices.csv", "invoice_lines.csv", "money.csv"]
    tables = ["kpis.csv", "intervals.parquet", "backlog.csv", *invoiced, "sites.csv", "provenance.json"]
    assert [path.name for path in written] == tables


def test_without_pyarrow_it_names_it(compared, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ValueError, match="pip install pyarrow"):
        write_tables(compared("idle"), tmp_path / "out", format="parquet")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("how", "what"), [({"format": "xls"}, "csv, parquet"), ({"csv_language": "de"}, "en, fr")])
def test_what_is_not_known_is_refused(compared, tmp_path, how, what):
    with pytest.raises(ValueError, match=f"allowed: {what}"):
        write_tables(compared("idle"), tmp_path / "out", **how)
    assert not (tmp_path / "out").exists()


def test_a_failure_leaves_no_half_file(compared, tmp_path, monkeypatch):
    def full(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="disk is full"):
        write_tables(compared("idle"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_everybody_with_a_roster_has_a_line(scenario, tmp_path):
    """Hours of each agent by what they were spent on, in the folder of the tables; they add up."""
    text = """
        name: a roster
        calendar: {start: 2024-01-01, days: 2, opening: {mon-fri: 08:00-16:00}}
        contacts: {calls: {channel: call, volume: {per_day: 60}, handling: {talk: 3 min}}}
        groups:
          desk:
            shifts: {day: {hours: {mon-fri: 08:00-16:00}, people: 2, breaks: [{at: "12:00", length: 30 min}]}}
            people: {Anna: {}}
            skills: {calls: {}}
    """
    written = write_tables(sim.run(scenario(text), replications=2, jobs=1), tmp_path)
    assert "agents.csv" in [path.name for path in written]
    table = pd.read_csv(tmp_path / "agents.csv")
    assert table["agent"].tolist() == ["1", "2", "Anna"]
    spent = ["idle_h", "engaged_h", "break_h", "off_floor_h", "training_h", "pause_h", "absence_h"]
    np.testing.assert_allclose(table[spent].sum(axis=1), table["rostered_h"] + table["overtime_h"], rtol=1e-12)
    np.testing.assert_allclose(table["rostered_h"], 16.0)
