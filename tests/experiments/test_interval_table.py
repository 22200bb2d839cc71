"""The figures by interval are those of each indicator by itself, and the same in every form of the table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments import statistics
from sim.experiments.column_table import Table, Texts, joined, repeated
from sim.experiments.indicator_sums import combine, possible_in
from sim.figures.sheets import SheetRow, Sums, interval_sheet
from sim.kpis.dictionary import KPIS


@pytest.fixture(scope="module")
def result(floor):
    return sim.run(floor, replications=5, jobs=1)


@pytest.mark.parametrize(
    ("kpi", "scope", "name"),
    [
        ("answered", "type", "sales"),
        ("answer_rate", "type", "sales"),
        ("occupancy", "group", "both"),
        ("abandonment_rate", "channel", "call"),
    ],
)
def test_each_figure_is_that_of_its_sums(result, kpi, scope, name):
    """One indicator, one row and one interval at a time, from the sums: the same estimate and bounds, to the bit."""
    sample, row, indicator = result.samples["one pool"], SheetRow(scope, name), KPIS[kpi]
    sheets = [interval_sheet(sample.planned, Sums(*part), row) for part in zip(sample.flow, sample.people, strict=True)]
    possible = statistics.PossibleValues(*possible_in(sample, row, [indicator])[0])
    table = result.intervals.query("design == 'one pool' and kpi == @kpi and scope == @scope and name == @name")
    assert len(table) > 5
    for found in table.itertuples():
        sums = np.array(sheets)[:, sample.planned.bin_labels.index(found.interval)]
        below = combine(sums, indicator.denominator) if indicator.denominator else np.ones(5)
        one = statistics.ratio(combine(sums, indicator.numerator), below, 0.95, possible)
        assert (found.estimate, found.low, found.high) == (one.value, one.low, one.high), found.interval


def test_an_interval_is_there_where_anything_happened(result):
    """No answer rate where nobody called, no calls at night; every figure is known."""
    table = result.intervals
    assert table["estimate"].notna().all()
    nights = table["interval"].str.endswith(("02:00", "03:00"))
    assert not (nights & (table["kpi"] == "answered") & (table["name"] == "sales")).any()
    assert (nights & (table["kpi"] == "offered") & (table["name"] == "mail")).any()


def test_rows_frame_and_arrow_are_the_same_table(result):
    table = result.interval_table
    frame = table.frame()
    pd.testing.assert_frame_equal(pd.DataFrame(list(table.rows())), frame, check_dtype=False)
    pd.testing.assert_frame_equal(table.arrow().to_pandas(), frame, check_dtype=False)
    assert type(next(table.rows())["estimate"]) is float


def test_a_table_without_rows_has_its_columns():
    nothing = Table({"name": repeated([], np.zeros(0, np.int64)), "value": joined([], np.float64)})
    assert list(nothing.frame().columns) == ["name", "value"] and len(nothing.frame()) == 0
    assert nothing.arrow().num_rows == 0 and list(nothing.rows()) == []
    assert Texts(["a", "b"], np.array([1, 1, 0])).values() == ["b", "b", "a"]
